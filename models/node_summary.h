// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "genmsg/observe/snapshot.h"
#include "models/filter.h"

namespace models {

/// What the overview and the charts say of all processes, and what nobody wants to look for on the
/// GUI thread. Rows are indexes into Snapshot::processes.
struct NodeSummary {
  static constexpr std::size_t topCount = 5;

  // Most first, only those that have any: at most topCount.
  std::vector<std::uint32_t> topMailbox;
  std::vector<std::uint32_t> topTimePerMessage;
  std::vector<std::uint32_t> topRestarts;
  std::uint32_t runQueue = 0;  // runnable processes: they wait for a scheduler
  std::uint64_t restarts = 0;  // that the supervisors of now have made
  // Of the mean handling times of the processes that handled something; NaN: none did.
  float nsPerMessageP50 = std::numeric_limits<float>::quiet_NaN();
  float nsPerMessageP95 = std::numeric_limits<float>::quiet_NaN();
  float nsPerMessageP99 = std::numeric_limits<float>::quiet_NaN();
};

/// Threads: any. Complexity: O(n).
NodeSummary summaryOf(const genmsg::Snapshot& snapshot, std::span<const ProcessRates> rates);

}  // namespace models
