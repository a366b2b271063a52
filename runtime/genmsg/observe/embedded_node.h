// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "genmsg/observe/node.h"
#include "genmsg/scheduler/runtime.h"

namespace genmsg {

/// A runtime of this program as a Node. Its own thread takes snapshots, keeps deadlines and calls
/// completions.
/// Ownership: the runtime outlives the node.
/// Limits: of the nodes of one runtime, one at a time may trace: the trace rings have one reader. It
/// keeps the right until its sessions have ended and were taken; others are refused as Busy.
std::unique_ptr<Node> make_embedded_node(Runtime& runtime);

/// All processes of a runtime as they are, read from what they publish. Threads: any.
/// Complexity: one pass over the slots that were ever used; about 20 ns each.
/// `room`: memory for the rows, of a snapshot that is not needed any more. The system takes as long
/// to give as many pages as the rows take to write.
Snapshot take_snapshot(const Runtime& runtime, std::vector<ProcessRow> room = {});

}  // namespace genmsg
