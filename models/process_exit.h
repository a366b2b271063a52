// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "genmsg/observe/node.h"
#include "models/node_view.h"

namespace models {

/// Why the process ended, if the report tells: its own crash report, what its behaviour said when it
/// terminated, or its supervisor's report of the child. Nothing: it is about something else.
std::optional<genmsg::Term> exitReasonIn(const genmsg::Report& report, genmsg::Pid pid);

/// Who has taken the place of an exited process: the one that has its registered name now, else the
/// first one that its parent has started since with the same initial call. A default pid: nobody.
/// `exited`: its last row. `lastSeenNs`: when it was last seen alive, on the snapshot's clock.
/// Complexity: looks at all processes once; for when somebody asks.
genmsg::Pid successorOf(const NodeView& view, const genmsg::ProcessRow& exited,
                        std::int64_t lastSeenNs);

}  // namespace models
