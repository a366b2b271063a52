// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "models/node_view.h"

namespace models {

/// The process and all that were started below it, parents before their children. Empty if the view
/// does not know it.
/// Complexity: O(processes found): for when somebody asks, not for every view.
std::vector<genmsg::Pid> subtreeOf(const NodeView& view, genmsg::Pid root);

}  // namespace models
