// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "genmsg/observe/snapshot.h"

namespace models {

struct NodeView;

/// By what processes are put together.
enum class GroupBy : std::uint8_t { None, InitialCall, Supervisor, Status };

/// The processes that have one thing in common, and what they have together.
struct ProcessGroup {
  // Which of these it is, GroupBy says.
  genmsg::Atom initialCall;
  genmsg::Pid supervisor;  // a default pid: of those that nobody started
  genmsg::Status status = genmsg::Status::Waiting;

  std::uint32_t count = 0;
  std::uint32_t suspended = 0;
  std::uint64_t mailbox = 0;  // of all
  std::uint32_t mailboxMax = 0;
  std::uint32_t mailboxP99 = 0;  // 99 of 100 have no more; by nearest rank
  double messagesPerSecond = 0;  // of those that it is known of
  double busy = 0;               // as many schedulers' time, 1 is one of them all the time
};

/// The groups of a view, the largest first; those beyond `groupsMost` are left out and counted.
struct ProcessGroups {
  GroupBy by = GroupBy::None;
  std::vector<ProcessGroup> groups;
  std::size_t leftOut = 0;
};
using ProcessGroupsPtr = std::shared_ptr<const ProcessGroups>;
inline constexpr std::size_t groupsMost = 10'000;

/// Groups the living processes that the view shows.
/// @pre the view has its order and rates
/// Complexity: O(n log n), 16 bytes a row while it runs; for the node's thread.
ProcessGroups groupsOf(const NodeView& view, GroupBy by);

}  // namespace models
