// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <cstdint>
#include <map>
#include <vector>

#include "models/node_client.h"

namespace app {

/// Which processes this observer, or a watch of it, has suspended: they wait for it.
/// Threads: GUI thread. Ownership: the client outlives it.
/// Limits: looks at most `mostLookedAt` processes over with each snapshot; of more, what somebody
/// else resumed is noticed some snapshots later.
class HeldProcesses final : public QObject {
  Q_OBJECT

 public:
  static constexpr std::size_t mostLookedAt = 20'000;

  explicit HeldProcesses(models::NodeClient* client, QObject* parent = nullptr);

  std::size_t count() const { return m_held.size(); }
  std::vector<genmsg::Pid> pids() const;
  /// The first of them, at most `most`.
  std::vector<genmsg::Pid> first(std::size_t most) const;
  /// A watch of this observer has suspended it.
  void add(genmsg::Pid pid);

 Q_SIGNALS:
  void changed();

 private:
  void onSuspended(genmsg::Pid pid, const genmsg::Suspension& suspension);
  void onActionFinished(const models::ActionResult& result);
  void onView(const models::NodeViewPtr& view);
  bool takeFrom(const models::NodeView& view);
  bool forgetOthers(const models::NodeView& view);
  void remove(genmsg::Pid pid);

  models::NodeClient* m_client;
  // With the snapshots seen since it was answered that it is suspended: the first of them may have
  // been taken before.
  std::map<genmsg::Pid, int> m_held;
  genmsg::Pid m_lookedAt;  // the last one
  std::int64_t m_snapshotNs = 0;
};

}  // namespace app
