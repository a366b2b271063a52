// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_forest.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace models {
namespace {

bool startedBefore(const genmsg::ProcessRow& a, const genmsg::ProcessRow& b) {
  return std::tie(a.start_ns, a.pid) < std::tie(b.start_ns, b.pid);
}

std::vector<std::uint32_t> rowsByStart(std::span<const genmsg::ProcessRow> rows) {
  struct Key {
    std::int64_t startNs;
    genmsg::Pid pid;
    std::uint32_t row;
  };
  std::vector<Key> keys(rows.size());
  for (std::uint32_t row = 0; row < rows.size(); ++row)
    keys[row] = {rows[row].start_ns, rows[row].pid, row};
  const auto earlier = [](const Key& a, const Key& b) {
    return std::tie(a.startNs, a.pid) < std::tie(b.startNs, b.pid);
  };
  // Slots are mostly given in the order of starting.
  if (!std::is_sorted(keys.begin(), keys.end(), earlier))
    std::sort(keys.begin(), keys.end(), earlier);
  std::vector<std::uint32_t> order(rows.size());
  std::transform(keys.begin(), keys.end(), order.begin(), [](const Key& key) { return key.row; });
  return order;
}

}  // namespace

ProcessForest::ProcessForest(std::span<const genmsg::ProcessRow> rows, const PidIndex& pids) {
  link(rows, pids);
  const std::vector<std::uint32_t> startOrder = rowsByStart(rows);
  // Only a broken node or file has processes that descend from themselves. They become roots, so
  // that each process is somewhere.
  if (!group(startOrder)) group(startOrder);
}

void ProcessForest::link(std::span<const genmsg::ProcessRow> rows, const PidIndex& pids) {
  m_parents.resize(rows.size());
  std::uint32_t lastParent = noRow;  // siblings are often neighbours
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    if (rows[row].parent) lastParent = pids.find(rows[row].parent, lastParent);
    m_parents[row] = rows[row].parent && lastParent != row ? lastParent : noRow;
  }
}

// Groups rows by parent. False if some rows cannot be reached from a root; their links are then
// cut.
bool ProcessForest::group(std::span<const std::uint32_t> startOrder) {
  const std::size_t count = m_parents.size();
  const auto groupOf = [this, count](std::uint32_t row) {
    return m_parents[row] == noRow ? count : std::size_t{m_parents[row]};
  };
  m_begin.assign(count + 2, 0);
  for (std::uint32_t row = 0; row < count; ++row) ++m_begin[groupOf(row) + 1];
  std::partial_sum(m_begin.begin(), m_begin.end(), m_begin.begin());
  std::vector<std::uint32_t> next(m_begin.begin(), m_begin.end() - 1);
  m_children.resize(count);
  for (const std::uint32_t row : startOrder) m_children[next[groupOf(row)]++] = row;

  std::vector<std::uint32_t>& reached = m_parentsFirst;
  reached.reserve(count);
  reached.assign(roots().begin(), roots().end());
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const auto children = childrenOf(reached[i]);
    reached.insert(reached.end(), children.begin(), children.end());
  }
  if (reached.size() == count) return true;
  std::vector<bool> isReached(count);
  for (const std::uint32_t row : reached) isReached[row] = true;
  for (std::uint32_t row = 0; row < count; ++row)
    if (!isReached[row]) m_parents[row] = noRow;
  return false;
}

std::span<const std::uint32_t> ProcessForest::childrenOf(std::uint32_t row) const noexcept {
  return {m_children.data() + m_begin[row], m_children.data() + m_begin[row + 1]};
}

std::span<const std::uint32_t> ProcessForest::roots() const noexcept {
  if (m_begin.empty()) return {};
  return childrenOf(static_cast<std::uint32_t>(m_parents.size()));
}

std::size_t ProcessForest::placeAmongSiblings(std::span<const genmsg::ProcessRow> rows,
                                              std::uint32_t row) const {
  const std::uint32_t parent = m_parents[row];
  const auto siblings = parent == noRow ? roots() : childrenOf(parent);
  const auto found = std::lower_bound(
      siblings.begin(), siblings.end(), row,
      [rows](std::uint32_t a, std::uint32_t b) { return startedBefore(rows[a], rows[b]); });
  return static_cast<std::size_t>(found - siblings.begin());
}

bool ProcessForest::precedes(std::span<const genmsg::ProcessRow> rows, std::uint32_t a,
                             std::uint32_t b) const {
  const auto depthOf = [this](std::uint32_t row) {
    std::size_t depth = 0;
    for (; m_parents[row] != noRow; row = m_parents[row]) ++depth;
    return depth;
  };
  const auto climb = [this](std::uint32_t row, std::size_t levels) {
    for (; levels > 0; --levels) row = m_parents[row];
    return row;
  };
  const std::size_t depthA = depthOf(a);
  const std::size_t depthB = depthOf(b);
  const std::size_t depth = std::min(depthA, depthB);
  std::uint32_t x = climb(a, depthA - depth);
  std::uint32_t y = climb(b, depthB - depth);
  if (x == y) return depthA < depthB;  // one is above the other, or they are one
  while (m_parents[x] != m_parents[y]) {
    x = m_parents[x];
    y = m_parents[y];
  }
  return startedBefore(rows[x], rows[y]);
}

std::vector<std::uint32_t> nearestBelow(const ProcessForest& forest, std::uint32_t root,
                                        std::size_t max) {
  std::vector<std::uint32_t> rows;
  const auto add = [&](std::span<const std::uint32_t> more) {
    const auto some = more.first(std::min(more.size(), max - rows.size()));
    rows.insert(rows.end(), some.begin(), some.end());
  };
  if (root == noRow)
    add(forest.roots());
  else
    add({&root, 1});
  for (std::size_t i = 0; i < rows.size() && rows.size() < max; ++i)
    add(forest.childrenOf(rows[i]));
  return rows;
}

}  // namespace models
