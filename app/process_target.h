// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "genmsg/observe/node.h"
#include "models/node_client.h"
#include "views/process_actions.h"

namespace app {

class Selection;

/// What the actions need to know of the selected process. `status`: the last that was asked for,
/// maybe of another process, or null.
/// Complexity: O(1): it is made for every view.
views::ProcessActions::Target processTarget(const models::NodeClient& client,
                                            const Selection& selection,
                                            const genmsg::ProcessStatusPtr& status);

}  // namespace app
