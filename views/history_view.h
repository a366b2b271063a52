// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

#include "models/process_series.h"

namespace views {

class ChartWidget;

/// The last ten minutes of one process as small charts that share their time: mailbox, messages a
/// second and time per message.
/// Threads: GUI thread. Ownership: the series belong to the caller and outlive the view.
class HistoryView final : public QWidget {
  Q_OBJECT

 public:
  explicit HistoryView(models::ProcessSeries* series, QWidget* parent = nullptr);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void connectCharts();
  void readSeries();
  void clear();

  models::ProcessSeries* m_series;
  QList<ChartWidget*> m_charts;     // by ProcessSeries::Id
  QList<std::uint64_t> m_read;      // one past the last sample that the chart has
};

}  // namespace views
