// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <unordered_map>

#include "genmsg/term/pid.h"
#include "views/state_editor_dialog.h"

namespace app {

/// What was applied to the states of processes, so that it can be undone, also after the editor was
/// closed.
/// Threads: GUI thread. Limits: the last 20 edits of a process, of the last 100 processes.
class StateHistory {
 public:
  static constexpr qsizetype editsMax = 20;
  static constexpr qsizetype processesMax = 100;

  void add(genmsg::Pid pid, views::AppliedEdit edit);
  /// The last one is undone.
  void removeLast(genmsg::Pid pid);
  QList<views::AppliedEdit> of(genmsg::Pid pid) const;  // oldest first

 private:
  std::unordered_map<genmsg::Pid, QList<views::AppliedEdit>> m_edits;
  QList<genmsg::Pid> m_order;  // the one that was edited last is the last
};

}  // namespace app
