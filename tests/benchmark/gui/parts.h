// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "benchmark/gui/measures.h"
#include "models/node_view.h"

namespace bench {

/// What the collector does with a view, part by part: sort, filter, diff, alarms. `later` is a later
/// snapshot of the same processes.
std::vector<Measure> collectorParts(const models::NodeView& view, const genmsg::SnapshotPtr& later,
                                    int steps);

/// A view of which every row has moved, given to a table of its own that has rows selected.
Measure handOver(const genmsg::SnapshotPtr& snapshot, int steps);

/// A second more in a chart of ten lines of ten minutes.
Measure replot(int steps);

}  // namespace bench
