// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/subtree.h"

namespace models {

std::vector<genmsg::Pid> subtreeOf(const NodeView& view, genmsg::Pid root) {
  std::vector<genmsg::Pid> found;
  const std::uint32_t top = view.rowOf(root);
  if (top == noRow) return found;
  std::vector<std::uint32_t> rows{top};
  for (std::size_t at = 0; at < rows.size(); ++at) {
    found.push_back(view.process(rows[at]).pid);
    const auto children = view.forest->childrenOf(rows[at]);
    rows.insert(rows.end(), children.begin(), children.end());
  }
  return found;
}

}  // namespace models
