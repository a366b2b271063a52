// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QAbstractTableModel>
#include <QTimer>

#include "models/node_view.h"
#include "models/wall_clock.h"

namespace models {

/// The alarms that are on, in the order in which they were raised: rows only come at the end. To
/// what the collector finds it adds DataGap, which is on while no view comes.
/// Threads: the GUI thread. Limits: AlarmList::maxListed of a view.
class AlarmModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column : int { Level, Title, Process, Text, Since, Value, Threshold, ColumnCount };

  explicit AlarmModel(QObject* parent = nullptr);

  void applyView(const NodeViewPtr& view);
  /// How long it may be until the next view, in intervals of `intervalMs`; 0: none is expected.
  void expectViews(int intervalMs, double intervals);

  const Alarm* alarmAt(int row) const;  // null if there is no such row
  /// Of all alarms, also of those that are not listed.
  std::uint32_t total(AlarmId id) const;
  std::uint32_t total() const;
  AlarmLevel worst() const;  // Info if there are none
  /// "3 growing mailboxes · 1 suspended too long": warnings and errors; empty if there are none.
  QString summary() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 Q_SIGNALS:
  void raised(const models::Alarm& alarm);
  void cleared(const models::Alarm& alarm);
  /// After each view.
  void updated();

 private:
  void replace(const std::vector<Alarm>& alarms);
  void onNoView();
  std::vector<Alarm> withGap(std::vector<Alarm> alarms) const;
  QVariant displayData(const Alarm& alarm, int column) const;
  QVariant rawData(const Alarm& alarm, int column) const;

  std::vector<Alarm> m_alarms;
  NodeViewPtr m_view;
  WallClock m_clock;
  QTimer m_patience;
  double m_intervals = 0;
  std::optional<Alarm> m_gap;
};

/// What people call the process of an alarm; "node" for the node's.
QString alarmProcessText(const Alarm& alarm);

}  // namespace models
