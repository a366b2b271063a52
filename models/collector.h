// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "genmsg/observe/snapshot.h"
#include "models/alarm_rules.h"
#include "models/filter.h"
#include "models/node_view.h"
#include "models/row_order.h"

namespace models {

/// Turns snapshots into views: rates, filter, order, tree, totals.
/// Threads: the node's own thread, one at a time; nothing here waits or touches the GUI.
/// Complexity: O(n log n) a view. Limits: keeps the last view; while it makes the next, 8 bytes a
/// process more than the two, 16 where it is sorted by a time or a pid, and 28 where processes came
/// or went.
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
  void takeRates(NodeView& view);
  NodeViewPtr finish(const std::shared_ptr<NodeView>& view, const ViewSpec& spec,
                     std::int64_t beganNs);
  void useFilter(const QString& text);

  std::uint64_t m_number = 0;
  NodeViewPtr m_last;
  std::int64_t m_ratesNs = 0;  // the time of the snapshot that the rates of m_last are of
  Filter m_filter;  // the last valid one
  QString m_filterText;
  QString m_filterError;
  AtomRanks m_ranks;
  AlarmRules m_alarms;
  AlarmSettingsPtr m_alarmSettings = std::make_shared<const AlarmSettings>();
};

}  // namespace models
