// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "genmsg/observe/node.h"
#include "models/node_client.h"
#include "views/process_actions.h"

namespace app {

/// What the actions need to know of a process, which people call `name`. `status`: the last that was
/// asked for, maybe of another process, or null.
/// Complexity: O(1): it is made for every view.
views::ProcessActions::Target processTarget(const models::NodeClient& client,
                                            genmsg::Pid pid, const QString& name,
                                            const genmsg::ProcessStatusPtr& status);

}  // namespace app
