// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <cstdint>
#include <optional>

#include "models/node_view.h"
#include "models/statistics_series.h"
#include "views/page.h"

class QComboBox;
class QToolButton;

namespace views {

class ChartWidget;

/// The Charts page: throughput, mailboxes, scheduler utilisation, processes. One time axis: what
/// one chart shows, all show, and one crosshair goes through all of them.
/// Threads: GUI thread. Ownership: the series belong to the caller and outlive the page.
/// Limits: reads the series only while it is on screen, and then only what it has not read yet.
class ChartsPage final : public Page {
  Q_OBJECT

 public:
  explicit ChartsPage(models::StatisticsSeries* series, QWidget* parent = nullptr);

  /// Says what time of day the series' zero was. The first view decides.
  void applyView(const models::NodeViewPtr& view) override;
  bool isLive() const;
  void backToLive();
  QList<ChartWidget*> charts() const;

 signals:
  void liveChanged(bool live);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  struct Line {
    ChartWidget* chart;
    int index;  // in the chart
    std::uint64_t read = 0;
  };

  QWidget* setUpBar();
  void connectCharts();
  void addSchedulerLines();
  void readSeries();
  void readLine(Line& line, const models::TimeSeries& series);

  models::StatisticsSeries* m_series;
  ChartWidget* m_throughput;
  ChartWidget* m_mailbox;
  ChartWidget* m_schedulers;
  ChartWidget* m_processes;
  QComboBox* m_window = nullptr;
  QToolButton* m_live = nullptr;
  QList<Line> m_lines;  // by StatisticsSeries::Id
  QList<Line> m_schedulerLines;
  std::optional<double> m_epochS;  // the series' zero, in seconds since 1970
};

}  // namespace views
