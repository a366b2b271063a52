// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace views {

/// Where a node of a tree stands: how many are above it, and its place across them. Siblings are at
/// least 1 apart, others at least 1.25.
struct TidyPlace {
  int depth = 0;
  double place = 0;
};

/// A tidy layout: a parent is in the middle of its children, subtrees are as near to each other as
/// they can be, and equal ones look equal. `parents` by node, -1 for a root; roots side by side.
/// The least place is 0.
/// Threads: any. Complexity: O(nodes * depth).
/// @pre each node comes after its parent; siblings are in their order
std::vector<TidyPlace> tidyLayout(std::span<const int> parents);

}  // namespace views
