// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "genmsg/observe/snapshot.h"
#include "models/filter.h"
#include "models/process_forest.h"

namespace models {

/// Many children of one process that run the same.
struct ChildClass {
  genmsg::Atom initialCall;
  std::uint32_t count = 0;
  std::uint64_t mailbox = 0;  // of all of them
  std::uint32_t largestMailbox = 0;
  double messagesPerSecond = 0;  // of all of them, as far as known
};

/// What a process is as the head of a branch: one that has children, or is a supervisor.
struct ProcessBranch {
  static constexpr std::uint32_t noHistory = 0xffff'ffff;

  std::uint32_t row = 0;
  std::uint32_t history = noHistory;  // in Snapshot::supervisors
  std::uint32_t restarts = 0;         // of its children, in the period before the snapshot
  std::uint64_t mailbox = 0;          // of it and all below it
  double messagesPerSecond = 0;       // likewise; NaN: not known of any
  std::vector<ChildClass> classes;    // of more than classMin children, the largest first
};

/// The branches of a snapshot, with what is below them added up.
/// Threads: constant once built; any.
/// Complexity: building O(processes + supervisors log supervisors); keeps 72 bytes a branch and
/// nothing for other processes. find() O(log branches).
class ProcessBranches {
 public:
  /// More children of one class than this have a line of their own in the tree.
  static constexpr std::uint32_t classMin = 500;

  ProcessBranches() = default;
  /// `rates` by row. @pre the forest is made of the snapshot's rows, or of such with the same pids
  ProcessBranches(const genmsg::Snapshot& snapshot, std::span<const ProcessRates> rates,
                  const ProcessForest& forest, const PidIndex& pids);

  /// Null: the row has no children and is no supervisor.
  const ProcessBranch* find(std::uint32_t row) const noexcept;

 private:
  std::vector<ProcessBranch> m_branches;  // by row
};

/// Restarts in the supervisor's period before `nowNs`. Of more than are kept, as many as there were
/// at the last one.
std::uint32_t restartsInPeriod(const genmsg::RestartHistory& history, std::int64_t nowNs);

}  // namespace models
