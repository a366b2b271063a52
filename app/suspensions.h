// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <unordered_map>

#include "genmsg/observe/node.h"
#include "models/node_client.h"

namespace app {

/// Suspends and resumes, and knows what that comes to. A view is up to an interval old and knows
/// nothing of requests that a busy process has yet to answer; whoever decides by the view alone may
/// resume what the user has just suspended.
/// Threads: GUI thread. Ownership: the client outlives it.
class Suspensions final : public QObject {
  Q_OBJECT

 public:
  explicit Suspensions(models::NodeClient* client, QObject* parent = nullptr);

  void suspend(genmsg::Pid pid);
  void resume(genmsg::Pid pid);
  /// As it will be when all is done that was asked for; a node carries requests out in their order.
  bool isSuspended(genmsg::Pid pid) const;
  /// Whether the last thing asked for is that it goes on, and no view is known to show it yet.
  bool isResuming(genmsg::Pid pid) const;

 Q_SIGNALS:
  /// Somebody wants the process suspended or resumed.
  void asked(genmsg::Pid pid);

 private:
  struct Wish {
    bool suspended = false;
    int unanswered = 0;
    bool late = false;  // a request has timed out: it is still carried out, nobody knows when
    int snapshots = 0;  // that came after the last answer
  };

  void note(genmsg::Pid pid, bool suspended);
  void onActionFinished(const models::ActionResult& result);
  void onView(const models::NodeViewPtr& view);

  models::NodeClient* m_client;
  std::unordered_map<genmsg::Pid, Wish> m_wishes;  // that the view may not know yet
  std::int64_t m_snapshotNs = 0;
};

}  // namespace app
