// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/state_history.h"

#include <utility>

namespace app {

void StateHistory::add(genmsg::Pid pid, views::AppliedEdit edit) {
  QList<views::AppliedEdit>& edits = m_edits[pid];
  edits << std::move(edit);
  if (edits.size() > editsMax) edits.removeFirst();
  m_order.removeAll(pid);
  m_order << pid;
  if (m_order.size() > processesMax) m_edits.erase(m_order.takeFirst());
}

void StateHistory::removeLast(genmsg::Pid pid) {
  const auto found = m_edits.find(pid);
  if (found != m_edits.end() && !found->second.isEmpty()) found->second.removeLast();
}

QList<views::AppliedEdit> StateHistory::of(genmsg::Pid pid) const {
  const auto found = m_edits.find(pid);
  return found == m_edits.end() ? QList<views::AppliedEdit>() : found->second;
}

}  // namespace app
