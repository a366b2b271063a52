// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>

#include <QAbstractTableModel>

#include "models/log_entry.h"
#include "models/operation_log.h"
#include "models/wall_clock.h"

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace models {

/// What happened, oldest first: reports and dead letters of the node, what this observer did,
/// alarms, and how the connection goes. Texts of reports are made when they are looked at.
/// Threads: the GUI thread.
/// Limits: `capacity` lines; older ones leave. What the node has lost is a line of its own.
class LogModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column : int { Time, Level, Kind, Process, Text, ColumnCount };
  static constexpr std::size_t defaultCapacity = 10'000;

  explicit LogModel(std::size_t capacity = defaultCapacity, QObject* parent = nullptr);

  /// For the time of day of what a node tells.
  void applyView(const NodeViewPtr& view);
  void appendReports(const genmsg::ReportBatch& batch);
  /// Those that were in an earlier batch are left out.
  void appendDeadLetters(const genmsg::DeadLetterBatch& batch);
  void appendOperation(const Operation& operation);
  /// Any other line. Gives it its number; without a time it is now.
  std::uint64_t append(LogEntry entry);

  const LogEntry* entryAt(int row) const;  // null if there is no such row
  int rowOf(std::uint64_t number) const;   // -1: it has left, or never was
  std::uint64_t total() const { return m_total; }

  /// The lines of these rows with all that is known of them. False if the device refuses.
  bool saveAsText(QIODevice& device, const QList<int>& rows) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 Q_SIGNALS:
  void appended(const models::LogEntry& entry);

 private:
  void appendAll(std::deque<LogEntry> entries);
  void leave(std::size_t count);
  LogEntry entryOf(const genmsg::DeadLetter& letter) const;
  QVariant displayData(const LogEntry& entry, int column) const;

  const std::size_t m_capacity;
  std::deque<LogEntry> m_entries;
  WallClock m_clock;
  std::uint64_t m_total = 0;
  std::uint64_t m_lastLetter = 0;
  std::uint64_t m_notRecorded = 0;
};

}  // namespace models
