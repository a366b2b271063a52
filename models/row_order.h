// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "genmsg/observe/snapshot.h"
#include "models/filter.h"
#include "models/node_view.h"

namespace models {

/// Ranks atoms by their names, so that rows are sorted by a number. Digits in names count as
/// numbers: worker_9 comes before worker_10.
/// Threads: one at a time.
/// Complexity: sorts again when it sees a new atom, else one look per row.
class AtomRanks {
 public:
  /// Makes rank() valid for `atoms`.
  void cover(const std::vector<genmsg::Atom>& atoms);
  /// @pre cover() has seen the atom
  std::uint32_t rank(genmsg::Atom atom) const { return m_rankOfAtom[atom.index()]; }

 private:
  std::vector<genmsg::Atom> m_atoms;        // in order of their names
  std::vector<std::uint32_t> m_rankOfAtom;  // by Atom::index(); noRow: not seen
};

/// Numbers-aware, case-insensitive first: "Worker_2" < "worker_10" < "worker_a".
bool isNaturallyLess(std::string_view a, std::string_view b);

/// Puts `rows` (of the view) in the order of the column of its spec. Rows of equal keys are in the
/// order of the snapshot; rows without a value (no name, no rate) are last in both orders.
/// @pre the view has its spec, snapshot, rates and suspended rows
/// Complexity: O(n log n); 8 bytes a row while it runs, 16 where keys have 64 bits.
void sortRows(std::vector<std::uint32_t>& rows, const NodeView& view, AtomRanks& ranks);

/// What the filter looks at, of one row. @pre as sortRows(), and the view has its pids
FilterSubject filterSubject(const NodeView& view, std::uint32_t row, const Filter& filter);

/// The rows that the filter lets pass, in the snapshot's order. @pre as sortRows()
std::vector<std::uint32_t> filteredRows(const NodeView& view, Filter& filter);

/// The inverse of an order: by row its place, or noRow.
std::vector<std::uint32_t> positionsOf(std::span<const std::uint32_t> order, std::size_t rows);

/// What changed in the order from one view to the next. Complexity: O(n).
OrderChange orderChange(const NodeView& before, const NodeView& after);

}  // namespace models
