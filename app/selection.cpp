// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/selection.h"

#include "models/format.h"

namespace app {

void Selection::select(genmsg::Pid pid) {
  // Another one's name must not stay; the same one's does, even when it has exited meanwhile.
  if (pid != m_pid) m_name.clear();
  m_pid = pid;
  m_name = nameOf(pid);
  Q_EMIT changed(pid);
}

QString Selection::nameOf(genmsg::Pid pid) const {
  if (pid == m_pid && !m_name.isEmpty()) return m_name;
  const models::NodeViewPtr view = m_client->view();
  const std::uint32_t row = view == nullptr ? models::noRow : view->rowOf(pid);
  if (row == models::noRow) return models::formatPid(pid);
  const genmsg::ProcessRow& process = view->process(row);
  return models::formatProcess(pid, process.name, process.initial_call);
}

}  // namespace app
