// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "genmsg/observe/snapshot.h"
#include "models/pid_index.h"

namespace models {

/// Who started whom, as rows of one snapshot. A process whose parent is unknown or gone is a root.
/// Siblings are in order of their start, so that a new process is the last.
/// Threads: constant once built; any.
/// Complexity: building O(n log n); 16 bytes a row. precedes() O(depth).
class ProcessForest {
 public:
  ProcessForest() = default;
  ProcessForest(std::span<const genmsg::ProcessRow> rows, const PidIndex& pids);

  /// The row of the parent, or noRow for a root.
  std::uint32_t parentOf(std::uint32_t row) const noexcept { return m_parents[row]; }
  std::span<const std::uint32_t> childrenOf(std::uint32_t row) const noexcept;
  std::span<const std::uint32_t> roots() const noexcept;
  /// All rows, each after its parent: backwards, what is below a row is summed up before the row.
  std::span<const std::uint32_t> parentsFirst() const noexcept { return m_parentsFirst; }

  /// Where the row is among its siblings, from 0.
  /// @pre the rows are those that the forest was made of
  std::size_t placeAmongSiblings(std::span<const genmsg::ProcessRow> rows,
                                 std::uint32_t row) const;
  /// Whether `a` is above `b` in the outline of the whole forest.
  /// @pre as placeAmongSiblings()
  bool precedes(std::span<const genmsg::ProcessRow> rows, std::uint32_t a, std::uint32_t b) const;

 private:
  void link(std::span<const genmsg::ProcessRow> rows, const PidIndex& pids);
  bool group(std::span<const std::uint32_t> startOrder);

  std::vector<std::uint32_t> m_parents;
  std::vector<std::uint32_t> m_children;  // grouped by parent, the roots last
  std::vector<std::uint32_t> m_begin;     // of row's group in m_children; [n] is the roots'
  std::vector<std::uint32_t> m_parentsFirst;
};

/// At most `max` rows: the root, its children, their children and so on; each after its parent,
/// siblings in their order. noRow is above all roots, and not one of the rows.
std::vector<std::uint32_t> nearestBelow(const ProcessForest& forest, std::uint32_t root,
                                        std::size_t max);

}  // namespace models
