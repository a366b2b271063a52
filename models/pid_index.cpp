// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pid_index.h"

#include <algorithm>
#include <bit>
#include <utility>

#include <QtGlobal>

namespace models {
namespace {

// Into the next cache line, and odd, so that it comes by all slots.
constexpr std::size_t stepOnTaken = 17;

}  // namespace

PidIndex::PidIndex(std::span<const genmsg::ProcessRow> rows) : m_rows(rows) {
  Q_ASSERT(rows.size() < noRow / 2);
  std::vector<std::uint32_t> slots(std::bit_ceil(std::max<std::size_t>(rows.size() * 2, 2)), noRow);
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    std::size_t slot = slotOf(rows[row].pid, slots.size());
    while (slots[slot] != noRow) slot = (slot + stepOnTaken) & (slots.size() - 1);
    slots[slot] = row;
  }
  m_slots = std::make_shared<const std::vector<std::uint32_t>>(std::move(slots));
}

PidIndex::PidIndex(std::span<const genmsg::ProcessRow> rows, const PidIndex& other)
    : m_rows(rows), m_slots(other.m_slots) {
  Q_ASSERT(rows.size() == other.m_rows.size());
}

std::size_t PidIndex::slotOf(genmsg::Pid pid, std::size_t slots) noexcept {
  // Pids of a node are dense in their index: neighbours stay in the same cache line, and the lines
  // are scattered. In one dense run, a pid whose slot was used again would look through all of it.
  const std::uint64_t line = (std::uint64_t{pid.serial} << 28) + (pid.index >> 4);
  const std::uint64_t mixed = (line * 0x9e37'79b9'7f4a'7c15) >> 32;
  return ((mixed << 4) | (pid.index & 15)) & (slots - 1);
}

std::uint32_t PidIndex::find(genmsg::Pid pid) const noexcept {
  if (!m_slots || !pid) return noRow;
  const std::vector<std::uint32_t>& slots = *m_slots;
  for (std::size_t slot = slotOf(pid, slots.size());; slot = (slot + stepOnTaken) & (slots.size() - 1)) {
    const std::uint32_t row = slots[slot];
    if (row == noRow || m_rows[row].pid == pid) return row;
  }
}

std::uint32_t PidIndex::find(genmsg::Pid pid, std::uint32_t hint) const noexcept {
  if (hint < m_rows.size() && m_rows[hint].pid == pid) return hint;
  return find(pid);
}

}  // namespace models
