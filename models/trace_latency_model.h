// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <QAbstractTableModel>

#include "genmsg/observe/node.h"

namespace models {

/// How long the messages of one type waited and ran: exact, of those that were recorded with it.
/// Times: nanoseconds; below 0: none of them has one.
struct TraceLatency {
  struct Times {
    std::int64_t p50 = -1;
    std::int64_t p99 = -1;
    std::int64_t max = -1;
  };
  genmsg::Atom type;
  std::uint64_t count = 0;
  Times wait;
  Times run;
};

/// By type, in the order of first appearance. Looks at receives only.
std::vector<TraceLatency> traceLatencies(const std::vector<const genmsg::TraceEvent*>& events);

/// Wait and run times by message type, in any order.
/// Threads: the GUI thread.
class TraceLatencyModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column : int { Type, Count, WaitP50, WaitP99, WaitMax, RunP50, RunP99, RunMax, ColumnCount };

  using QAbstractTableModel::QAbstractTableModel;

  void setEvents(const std::vector<const genmsg::TraceEvent*>& events);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;
  void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

 private:
  void sortRows();

  std::vector<TraceLatency> m_rows;
  int m_sortColumn = Count;
  Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

}  // namespace models
