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
  const QString text = models::formatPid(pid);
  const models::NodeViewPtr view = m_client->view();
  const std::uint32_t row = view == nullptr ? models::noRow : view->rowOf(pid);
  if (row == models::noRow) return text;
  const QString name = models::formatAtom(view->process(row).name);
  return (name.isEmpty() ? models::formatAtom(view->process(row).initial_call) : name) +
         QChar::Space + text;
}

}  // namespace app
