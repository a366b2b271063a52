// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "genmsg/term/pid.h"
#include "models/node_view.h"

namespace models {

/// Which processes are selected: some, rows of a view, or all that are shown but some. So that a
/// million selected ones cost next to nothing.
/// Threads: a plain value.
/// Complexity: O(1) each, but for copies and what says so. A range of rows costs a bit a process.
/// Limits: with a range of more than `followedMost` processes it keeps the snapshot that they were
/// chosen in once others come or go.
class PidSelection {
 public:
  static constexpr std::size_t followedMost = 65'536;

  bool contains(genmsg::Pid pid) const;
  bool isAll() const { return m_all; }
  /// Of `shown` processes. @pre what is not shown any more was forgotten
  std::size_t count(std::size_t shown) const {
    return m_all ? shown - m_pids.size() : m_rowCount + m_pids.size();
  }

  void clear() { assign(false); }
  void selectAll() { assign(true); }
  void selectOnly(genmsg::Pid pid);
  /// Also those from one place to another in the order of the view, whatever it will be later.
  /// @pre !isAll(), first <= last. Complexity: O(last - first), some ns each
  void addRange(const NodeViewPtr& view, std::size_t first, std::size_t last);
  void setSelected(genmsg::Pid pid, bool selected);

  /// It is not shown any more: neither selected nor an exception.
  void forget(genmsg::Pid pid);
  /// As forget(), for all that are not in the order of the view. Complexity: O(noted()); where the
  /// processes are those of the range, some ns each.
  void forgetHidden(const NodeView& view);
  /// There is a later view. Its processes may be others.
  void follow(const NodeViewPtr& later);

  /// How many it has noted one by one: selected ones; if isAll(), the exceptions.
  std::size_t noted() const { return m_rowCount + m_pids.size(); }
  /// Calls visit(pid) for these, in no order.
  template <class Visit>
  void each(Visit visit) const {
    for (std::uint32_t row = 0; row < m_rows.size(); ++row)
      if (m_rows[row]) visit(m_view->process(row).pid);
    for (const genmsg::Pid pid : m_pids) visit(pid);
  }

 private:
  void assign(bool all);
  void moveTo(const NodeViewPtr& view);
  void setRow(std::uint32_t row, bool selected);

  bool m_all = false;
  NodeViewPtr m_view;          // of a range; else null
  std::vector<bool> m_rows;    // by its rows; empty without a range
  std::size_t m_rowCount = 0;  // that are set
  std::unordered_set<genmsg::Pid> m_pids;  // the others: who has no row there
};

}  // namespace models
