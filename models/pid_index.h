// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "genmsg/observe/snapshot.h"

namespace models {

/// "No such row", where a row of a snapshot or a place in an order is named by its index.
inline constexpr std::uint32_t noRow = 0xffff'ffff;

/// Finds the row of a pid in a snapshot: a flat hash table, built in one go and then constant.
/// Threads: find() from any.
/// Ownership: refers to the rows, which must outlive it.
/// Complexity: find() O(1); at most half of the table is used. Limits: 2^31 rows.
class PidIndex {
 public:
  PidIndex() = default;
  explicit PidIndex(std::span<const genmsg::ProcessRow> rows);
  /// Shares the table of another index. @pre its rows have the same pids in the same places
  PidIndex(std::span<const genmsg::ProcessRow> rows, const PidIndex& other);

  /// The row, or noRow.
  std::uint32_t find(genmsg::Pid pid) const noexcept;
  /// As find(), but looks at `hint` first: in the next snapshot most rows are where they were.
  std::uint32_t find(genmsg::Pid pid, std::uint32_t hint) const noexcept;

 private:
  static std::size_t slotOf(genmsg::Pid pid, std::size_t slots) noexcept;

  std::span<const genmsg::ProcessRow> m_rows;
  // Rows; noRow where free; the size is a power of two.
  std::shared_ptr<const std::vector<std::uint32_t>> m_slots;
};

}  // namespace models
