// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "genmsg/observe/snapshot.h"
#include "models/collector.h"
#include "models/node_view.h"

namespace test {

/// A process as a test describes it; what it leaves out is the least there can be.
struct ProcessSpec {
  std::uint32_t index = 1;
  std::uint32_t parent = 0;  // index of a process of the same snapshot; 0: none
  std::string_view name = {};
  std::string_view initialCall = "worker:init/1";
  genmsg::Status status = genmsg::Status::Waiting;
  std::uint32_t mailbox = 0;
  std::uint64_t messages = 0;
  std::uint64_t busyNs = 0;
  double startS = 0;
  std::uint32_t serial = 1;
  std::string_view behaviour = "gen_msg";
};

genmsg::Pid pid(std::uint32_t index, std::uint32_t serial = 1);
genmsg::ProcessRow processRow(const ProcessSpec& spec);

/// A snapshot `timeS` after the node's start. Parents are given serial 1.
genmsg::SnapshotPtr snapshot(double timeS, const std::vector<ProcessSpec>& processes,
                             std::vector<genmsg::SchedulerRow> schedulers = {});

/// A snapshot of `count` workers below one supervisor, of which some are busy.
genmsg::SnapshotPtr manyProcesses(double timeS, std::uint32_t count);

/// The view that a new collector makes of one snapshot.
models::NodeViewPtr view(const genmsg::SnapshotPtr& snapshot, const models::ViewSpec& spec = {});

/// The indexes of the pids that a view shows, in its order.
std::vector<std::uint32_t> shownIndexes(const models::NodeView& view);

}  // namespace test
