// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/history_view.h"

#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>

#include "views/chart_widget.h"

namespace views {

using models::ProcessSeries;

HistoryView::HistoryView(ProcessSeries* series, QWidget* parent)
    : QWidget(parent), m_series(series) {
  setObjectName(QStringLiteral("historyView"));
  auto* layout = new QVBoxLayout(this);
  const int margin = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing);
  layout->setContentsMargins(margin, margin, margin, 0);
  for (int i = 0; i < ProcessSeries::idCount; ++i) {
    const models::TimeSeries& line = m_series->series(ProcessSeries::Id(i));
    auto* chart = new ChartWidget(line.name(), line.unit(), ChartWidget::Scale::Count, this);
    chart->setObjectName(QStringLiteral("historyChart%1").arg(i));
    chart->setWindow(ProcessSeries::windowS);
    chart->addSeries(line.name());
    layout->addWidget(chart, 1);
    m_charts << chart;
    m_read << 0;
  }
  connectCharts();
  connect(m_series, &ProcessSeries::appended, this, [this] {
    if (isVisible()) readSeries();
  });
  connect(m_series, &ProcessSeries::cleared, this, &HistoryView::clear);
}

void HistoryView::connectCharts() {
  for (ChartWidget* chart : m_charts) {
    for (ChartWidget* other : m_charts) {
      if (other == chart) continue;
      connect(chart, &ChartWidget::rangeChanged, other,
              [other](double lower, double upper) { other->setRange({lower, upper}); });
      connect(chart, &ChartWidget::crosshairMoved, other, &ChartWidget::showCrosshair);
      connect(chart, &ChartWidget::crosshairLeft, other, &ChartWidget::hideCrosshair);
      connect(chart, &ChartWidget::liveChanged, other, [other](bool live) {
        if (live && !other->isLive()) other->backToLive();
      });
    }
  }
}

void HistoryView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  readSeries();
}

void HistoryView::clear() {
  for (int i = 0; i < m_charts.size(); ++i) {
    m_charts[i]->setSamples(0, {}, {});
    m_charts[i]->backToLive();
    m_read[i] = m_series->series(ProcessSeries::Id(i)).end();
  }
}

void HistoryView::readSeries() {
  for (int i = 0; i < m_charts.size(); ++i) {
    const models::TimeSeries& line = m_series->series(ProcessSeries::Id(i));
    for (std::uint64_t at = std::max(m_read[i], line.begin()); at < line.end(); ++at)
      m_charts[i]->addSample(0, line.at(at).timeS, line.at(at).value);
    m_read[i] = line.end();
    if (line.isEmpty()) continue;
    m_charts[i]->trimBefore(line.at(line.begin()).timeS);
    m_charts[i]->setNow(m_series->lastTimeS());
  }
}

}  // namespace views
