// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/process_target.h"

#include "models/suspension_text.h"

namespace app {

views::ProcessActions::Target processTarget(const models::NodeClient& client,
                                            genmsg::Pid pid, const QString& name,
                                            const genmsg::ProcessStatusPtr& status) {
  const models::NodeViewPtr view = client.view();
  views::ProcessActions::Target target;
  target.pid = pid;
  target.name = name;
  if (!pid || view == nullptr) return target;
  const std::uint32_t row = view->rowOf(pid);
  target.exited = row == models::noRow;
  target.traced = client.isTraced(pid);
  if (!target.exited) {
    target.suspended = view->process(row).status == genmsg::Status::Suspended;
    const std::uint32_t parent = view->forest->parentOf(row);
    target.hasSupervisor = parent != models::noRow &&
                           view->process(parent).behaviour == genmsg::atoms::supervisor;
    target.hasChildren = !view->forest->childrenOf(row).empty();
  }
  const bool known = status != nullptr && status->pid == pid;
  target.stateEditable = !known || status->state_editable;
  target.held =
      known && target.suspended && status->suspension && models::isHeld(*status->suspension);
  return target;
}

}  // namespace app
