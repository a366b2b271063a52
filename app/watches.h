// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>
#include <unordered_map>

#include "genmsg/observe/node.h"
#include "models/node_client.h"
#include "models/suspension_text.h"

namespace app {

/// Sets watches, and tells when one of them has suspended its process. A view only says that a
/// process is suspended: why, the process itself is asked, once for each time it is.
/// Threads: GUI thread. Ownership: the client outlives it.
class Watches final : public QObject {
  Q_OBJECT

 public:
  explicit Watches(models::NodeClient* client, QObject* parent = nullptr);

  void watch(genmsg::Pid pid, const genmsg::Term& id, const genmsg::sys::Condition& condition);
  void unwatch(genmsg::Pid pid, const genmsg::Term& id);

 Q_SIGNALS:
  /// A watch of this observer has suspended the process.
  void hit(genmsg::Pid pid, const models::WatchHit& hit);

 private:
  struct Watched {
    std::int64_t toldSinceNs = 0;  // the suspension that was told, and its watch
    std::optional<models::WatchHit> told;
    std::optional<std::uint64_t> knownAt;  // messages handled when it was known why
    int unanswered = 0;                    // watches that are being set
    bool watched = true;  // or remembered only for what was told of it
  };

  void onView(const models::NodeViewPtr& view);
  void onActionFinished(const models::ActionResult& result);
  void onStatus(const genmsg::ProcessStatusPtr& status);
  void onWatches(genmsg::Pid pid, const models::WatchInfos& watches);

  /// In the last view.
  std::optional<std::uint64_t> handledBy(genmsg::Pid pid) const;

  models::NodeClient* m_client;
  std::unordered_map<genmsg::Pid, Watched> m_watched;
};

}  // namespace app
