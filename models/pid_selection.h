// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <unordered_set>

#include "genmsg/term/pid.h"

namespace models {

/// Which processes are selected: some, or all that are shown but some. So that a million selected
/// ones cost as much as none.
/// Threads: a plain value. Complexity: O(1) each, but for copies.
class PidSelection {
 public:
  bool contains(genmsg::Pid pid) const { return m_pids.contains(pid) != m_all; }
  bool isAll() const { return m_all; }
  /// Of `shown` processes. @pre what is not shown any more was forgotten
  std::size_t count(std::size_t shown) const {
    return m_all ? shown - m_pids.size() : m_pids.size();
  }

  void clear() { assign(false); }
  void selectAll() { assign(true); }
  void selectOnly(genmsg::Pid pid) {
    clear();
    m_pids.insert(pid);
  }
  void setSelected(genmsg::Pid pid, bool selected) {
    if (selected != m_all)
      m_pids.insert(pid);
    else
      m_pids.erase(pid);
  }
  /// It is not shown any more: neither selected nor an exception.
  void forget(genmsg::Pid pid) { m_pids.erase(pid); }
  /// As forget(), for all that `isGone` is true of.
  template <class Predicate>
  void forgetIf(Predicate isGone) {
    std::erase_if(m_pids, isGone);
  }

  /// The selected ones; if isAll(), the exceptions.
  const std::unordered_set<genmsg::Pid>& pids() const { return m_pids; }

 private:
  void assign(bool all) {
    m_all = all;
    m_pids.clear();
  }

  bool m_all = false;
  std::unordered_set<genmsg::Pid> m_pids;
};

}  // namespace models
