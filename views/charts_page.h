// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <cstdint>
#include <optional>

#include "models/event_marks.h"
#include "models/node_view.h"
#include "models/pinned_processes.h"
#include "models/statistics_series.h"
#include "views/page.h"

class QComboBox;
class QToolButton;

namespace views {

class ChartWidget;

/// The Charts page: throughput, mailboxes, scheduler utilisation, processes, handling times,
/// restarts and memory, with marks where something happened. One time axis: what one chart shows,
/// all show, and one crosshair goes through all of them.
/// Pinned processes have two charts of their own.
/// Threads: GUI thread. Ownership: series, marks and pinned processes belong to the caller and
/// outlive the page.
/// Limits: reads the series only while it is on screen, and then only what it has not read yet.
class ChartsPage final : public Page {
  Q_OBJECT

 public:
  ChartsPage(models::StatisticsSeries* series, const models::EventMarks* marks,
             const models::PinnedProcesses* pinned, QWidget* parent = nullptr);

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
  void readMarks();
  void showPinned();
  void readPinned();
  ChartWidget* makeChart(const char* name, const QString& title, const QString& unit,
                         bool percent = false);
  void readLine(Line& line, const models::TimeSeries& series);

  models::StatisticsSeries* m_series;
  const models::EventMarks* m_marks;
  const models::PinnedProcesses* m_pinned;
  ChartWidget* m_throughput;
  ChartWidget* m_mailbox;
  ChartWidget* m_schedulers;
  ChartWidget* m_processes;
  ChartWidget* m_times;
  ChartWidget* m_restarts;
  ChartWidget* m_memory;  // null: the node's memory cannot be told
  QComboBox* m_window = nullptr;
  QToolButton* m_live = nullptr;
  QList<Line> m_lines;  // by StatisticsSeries::Id
  QList<Line> m_schedulerLines;
  ChartWidget* m_pinnedMailbox;
  ChartWidget* m_pinnedRate;
  QList<Line> m_pinnedLines;  // mailbox and rate of each pinned process
  std::uint64_t m_marksRead = 0;
  std::optional<double> m_epochS;  // the series' zero, in seconds since 1970
};

}  // namespace views
