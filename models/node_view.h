// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include <QString>

#include "genmsg/observe/snapshot.h"
#include "models/alarm.h"
#include "models/alarm_counts.h"
#include "models/filter.h"
#include "models/node_summary.h"
#include "models/pid_index.h"
#include "models/process_branches.h"
#include "models/process_column.h"
#include "models/process_forest.h"
#include "models/process_groups.h"
#include "models/shared_vector.h"

namespace models {

/// What the user asked to see.
struct ViewSpec {
  ProcessColumn sortColumn = ProcessColumn::Mailbox;
  Qt::SortOrder sortOrder = Qt::DescendingOrder;
  QString filter;  // see Filter
  GroupBy groupBy = GroupBy::None;
  bool keepsExited = false;         // shows processes for exitedForNs after their exit
  AlarmCountsPtr alarms = nullptr;  // to sort by; null unless that is asked for

  friend bool operator==(const ViewSpec&, const ViewSpec&) = default;
};

struct NodeTotals {
  double messagesPerSecond = 0;  // of all processes, dead ones too; NaN: not known yet
  std::uint64_t mailbox = 0;     // queued in all mailboxes
  std::uint32_t largestMailbox = 0;
  genmsg::Pid largestMailboxPid;  // the first that has it
  std::uint32_t processes = 0;
  std::uint32_t suspended = 0;
  std::vector<double> schedulerUtilization;  // 0 to 1, by scheduler; NaN: not known yet
};

/// A process that a scheduler executes: what it has been busy is added to its busy_ns only when a
/// callback returns.
struct Running {
  genmsg::Pid pid;
  std::int64_t sinceNs = 0;         // on the snapshot's clock
  std::uint64_t busyNsBefore = 0;   // its busy_ns when that was first seen
  std::uint64_t uncountedNs = 0;    // busy since then, and not in its busy_ns
};

/// How the order of a view differs from that of the view before it.
struct OrderChange {
  std::uint64_t from = 0;               // the number of the view before; 0: there was none
  bool same = false;                    // the same pids in the same places
  std::vector<std::uint32_t> removed;   // rows of the view before that are not shown any more
  std::vector<std::uint32_t> inserted;  // rows of this view that were not shown before
};

/// A suspended process and its place in Snapshot::suspensions.
struct SuspendedRow {
  std::uint32_t row = 0;
  std::uint32_t suspension = 0;
};

/// A process as it was last seen before it exited.
struct ExitedProcess {
  genmsg::ProcessRow process;
  std::int64_t goneNs = 0;  // when a snapshot was the first without it
};
inline constexpr std::int64_t exitedForNs = 10'000'000'000;
/// More exited ones are not kept: the rest of a burst is gone at once.
inline constexpr std::size_t exitedMost = 1000;

/// All that the observer shows of a node at one moment: a snapshot and what the collector made of
/// it. Rows are indexes into snapshot->processes, and behind those into `exited`.
/// Threads: immutable once made; any. Ownership: copies share what is as large as the snapshot.
/// Limits: of a process it holds 96 bytes in the snapshot, 20 in rates, order and positions, and 32
/// in the index of pids and the forest, which it shares with the view before while nobody comes or
/// goes.
struct NodeView {
  std::uint64_t number = 0;  // from 1, one more for each view of a collector
  ViewSpec spec;             // that it was made for
  QString filterError;       // why the filter of `spec` is none; the last valid one was applied
  genmsg::SnapshotPtr snapshot;
  PidIndex pids;
  std::vector<Running> running;
  SharedVector<ProcessRates> rates;      // by row; of exited ones unknown
  SharedVector<SuspendedRow> suspended;  // by row, of those that the snapshot knows more about
  std::vector<ExitedProcess> exited;     // in the order of their pids
  std::uint32_t exitedShown = 0;         // how many of them are in `order`
  SharedVector<std::uint32_t> order;     // rows in the order on screen, without what is filtered
  SharedVector<std::uint32_t> positions;  // by row: its place in `order`, or noRow
  OrderChange change;
  std::shared_ptr<const ProcessForest> forest;  // of all processes, whatever the filter
  ProcessBranches branches;                     // sums along the forest
  ProcessGroupsPtr groups;  // of what is in `order`; null unless asked for
  NodeTotals totals;
  NodeSummary summary;
  AlarmListPtr alarms;  // never null in a collector's view
  std::int64_t collectNs = 0;  // what making this view took; see also snapshot->cost_ns

  const genmsg::ProcessRow& process(std::uint32_t row) const {
    return isExited(row) ? exitedAt(row).process : snapshot->processes[row];
  }
  bool isExited(std::uint32_t row) const { return row >= snapshot->processes.size(); }
  /// Of a process that is alive; else noRow.
  std::uint32_t rowOf(genmsg::Pid pid) const noexcept { return pids.find(pid); }
  /// Of exited ones, too; looks at `hint` first.
  std::uint32_t shownRowOf(genmsg::Pid pid, std::uint32_t hint = noRow) const {
    const std::uint32_t row = pids.find(pid, hint);
    if (row != noRow || exited.empty()) return row;
    const auto found = std::ranges::lower_bound(exited, pid, {}, [](const ExitedProcess& each) {
      return each.process.pid;
    });
    if (found == exited.end() || found->process.pid != pid) return noRow;
    return static_cast<std::uint32_t>(snapshot->processes.size()) +
           static_cast<std::uint32_t>(found - exited.begin());
  }
  /// Until now, or until it exited.
  std::int64_t uptimeNs(std::uint32_t row) const {
    return (isExited(row) ? exitedAt(row).goneNs : snapshot->time_ns) - process(row).start_ns;
  }
  /// Null if it is not suspended, or nobody knows by whom.
  const genmsg::SuspensionRow* suspensionOf(std::uint32_t row) const {
    const auto found = std::lower_bound(
        suspended.begin(), suspended.end(), row,
        [](const SuspendedRow& each, std::uint32_t wanted) { return each.row < wanted; });
    if (found == suspended.end() || found->row != row) return nullptr;
    return &snapshot->suspensions[found->suspension];
  }

 private:
  const ExitedProcess& exitedAt(std::uint32_t row) const {
    return exited[row - snapshot->processes.size()];
  }
};
using NodeViewPtr = std::shared_ptr<const NodeView>;

/// Whether the rows of both are the same processes. Complexity: O(exited).
inline bool haveSameRows(const NodeView& a, const NodeView& b) {
  return a.forest && a.forest == b.forest &&
         std::ranges::equal(a.exited, b.exited, [](const ExitedProcess& x, const ExitedProcess& y) {
           return x.process.pid == y.process.pid;
         });
}

}  // namespace models
