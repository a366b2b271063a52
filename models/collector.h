// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "genmsg/observe/snapshot.h"
#include "models/alarm_rules.h"
#include "models/filter.h"
#include "models/node_view.h"
#include "models/row_order.h"

namespace models {

/// What rates are taken against: the counters of an older snapshot, without the rest of it.
struct RateBase {
  struct Counters {
    genmsg::Pid pid;
    std::uint64_t messages = 0;
    std::uint64_t busyNs = 0;
    std::uint64_t samples = 0;
    std::uint64_t sampledNs = 0;
  };

  RateBase() = default;
  explicit RateBase(const NodeView& view);

  /// Null if there is no such process. Complexity: O(1) where `hint` is its place, or just before.
  const Counters* find(genmsg::Pid pid, std::size_t hint) const;
  std::size_t placeOf(const Counters& counters) const {
    return static_cast<std::size_t>(&counters - processes.data());
  }

  std::int64_t timeNs = 0;
  std::uint64_t messagesHandled = 0;
  std::vector<genmsg::SchedulerRow> schedulers;
  std::vector<Running> running;
  std::vector<Counters> processes;  // by pid
};

/// Turns snapshots into views: rates, filter, order, tree, totals.
/// Threads: the node's own thread, one at a time; nothing here waits or touches the GUI.
/// Complexity: O(n log n) a view; keeps the last view, and 40 bytes a process of an older one.
class Collector {
 public:
  /// @pre snapshot is not null
  NodeViewPtr collect(genmsg::SnapshotPtr snapshot, const ViewSpec& spec);

  /// From the next collect() on. @pre settings is not null
  void setAlarmSettings(AlarmSettingsPtr settings) { m_alarmSettings = std::move(settings); }

  /// The last snapshot again, in another order or through another filter: nothing moves on but
  /// what was asked. Null if there was no snapshot yet.
  NodeViewPtr recollect(const ViewSpec& spec);

 private:
  NodeViewPtr finish(const std::shared_ptr<NodeView>& view, const ViewSpec& spec,
                     std::int64_t beganNs);
  void useFilter(const QString& text);

  std::uint64_t m_number = 0;
  NodeViewPtr m_last;
  std::optional<RateBase> m_base;
  Filter m_filter;  // the last valid one
  QString m_filterText;
  QString m_filterError;
  AtomRanks m_ranks;
  AlarmRules m_alarms;
  AlarmSettingsPtr m_alarmSettings = std::make_shared<const AlarmSettings>();
};

}  // namespace models
