// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts_page.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "models/wall_clock.h"
#include "views/chart_widget.h"
#include "views/icons.h"

namespace views {
namespace {

using Id = models::StatisticsSeries::Id;

constexpr double usPerSecond = 1e6;
constexpr int minute = 60;
constexpr int defaultWindowS = minute;  // short enough to be seen moving

}  // namespace

ChartsPage::ChartsPage(models::StatisticsSeries* series, QWidget* parent)
    : Page(parent),
      m_series(series),
      m_throughput(new ChartWidget(tr("Messages handled"), tr("per second"),
                                   ChartWidget::Scale::Count, this)),
      m_mailbox(
          new ChartWidget(tr("Mailboxes"), tr("messages"), ChartWidget::Scale::Count, this)),
      m_schedulers(new ChartWidget(tr("Scheduler utilisation"), tr("%"),
                                   ChartWidget::Scale::Percent, this)),
      m_processes(
          new ChartWidget(tr("Processes"), tr("alive"), ChartWidget::Scale::Count, this)) {
  setObjectName(QStringLiteral("chartsPage"));
  m_throughput->setObjectName(QStringLiteral("throughputChart"));
  m_mailbox->setObjectName(QStringLiteral("mailboxChart"));
  m_schedulers->setObjectName(QStringLiteral("schedulerChart"));
  m_processes->setObjectName(QStringLiteral("processesChart"));
  // In the order of StatisticsSeries::Id.
  m_lines = {{m_throughput, m_throughput->addSeries(tr("msgs/s"))},
             {m_mailbox, m_mailbox->addSeries(tr("total"))},
             {m_mailbox, m_mailbox->addSeries(tr("largest"))},
             {m_processes, m_processes->addSeries(tr("all"))},
             {m_processes, m_processes->addSeries(tr("suspended"))}};

  auto* grid = new QGridLayout;
  grid->addWidget(m_throughput, 0, 0);
  grid->addWidget(m_mailbox, 0, 1);
  grid->addWidget(m_schedulers, 1, 0);
  grid->addWidget(m_processes, 1, 1);
  for (const int i : {0, 1}) {
    grid->setRowStretch(i, 1);
    grid->setColumnStretch(i, 1);
  }
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(setUpBar());
  layout->addLayout(grid, 1);
  connectCharts();
  connect(series, &models::StatisticsSeries::appended, this, [this] {
    if (isVisible()) readSeries();
  });
}

QWidget* ChartsPage::setUpBar() {
  auto* bar = new QWidget(this);
  auto* label = new QLabel(tr("Sho&w the last"), bar);
  m_window = new QComboBox(bar);
  m_window->setObjectName(QStringLiteral("windowBox"));
  m_window->setAccessibleName(tr("Time shown while live"));
  m_window->setToolTip(tr("How much time the live charts show"));
  label->setBuddy(m_window);
  for (const int minutes : {1, 5, 10, 30, 60}) {
    m_window->addItem(tr("%1 min").arg(minutes), minutes * minute);
  }
  m_window->setCurrentIndex(m_window->findData(defaultWindowS));
  connect(m_window, &QComboBox::currentIndexChanged, this, [this] {
    for (ChartWidget* chart : charts()) chart->setWindow(m_window->currentData().toDouble());
    backToLive();
  });
  auto* hint = new QLabel(tr("Wheel zooms, drag pans, double-click is live again"), bar);
  m_live = new QToolButton(bar);
  m_live->setObjectName(QStringLiteral("backToLive"));
  m_live->setIcon(icon(IconId::Live));
  m_live->setText(tr("Back to live"));
  m_live->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  m_live->setToolTip(tr("Follow the newest samples again (End in a chart, or double-click it)"));
  m_live->setAccessibleName(tr("Back to live"));
  m_live->setEnabled(false);
  connect(m_live, &QToolButton::clicked, this, &ChartsPage::backToLive);
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(label);
  layout->addWidget(m_window);
  layout->addWidget(m_live);
  layout->addStretch();
  layout->addWidget(hint);
  return bar;
}

QList<ChartWidget*> ChartsPage::charts() const {
  return {m_throughput, m_mailbox, m_schedulers, m_processes};
}

void ChartsPage::connectCharts() {
  for (ChartWidget* chart : charts()) {
    chart->setWindow(m_window->currentData().toDouble());
    for (ChartWidget* other : charts()) {
      if (other == chart) continue;
      connect(chart, &ChartWidget::rangeChanged, other,
              [other](double lower, double upper) { other->setRange({lower, upper}); });
      connect(chart, &ChartWidget::crosshairMoved, other, &ChartWidget::showCrosshair);
      connect(chart, &ChartWidget::crosshairLeft, other, &ChartWidget::hideCrosshair);
    }
    connect(chart, &ChartWidget::liveChanged, this, [this](bool live) {
      if (live) backToLive();
      m_live->setEnabled(!isLive());
      emit liveChanged(isLive());
    });
  }
}

bool ChartsPage::isLive() const {
  const QList<ChartWidget*> all = charts();
  return std::all_of(all.begin(), all.end(), [](const ChartWidget* c) { return c->isLive(); });
}

void ChartsPage::backToLive() {
  for (ChartWidget* chart : charts()) chart->backToLive();
}

void ChartsPage::applyView(const models::NodeViewPtr& view) {
  if (m_epochS) return;
  models::WallClock clock;
  clock.start(*view->snapshot);
  m_epochS = static_cast<double>(clock.wallUs(view->snapshot->node_start_ns)) / usPerSecond;
}

void ChartsPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  readSeries();
}

void ChartsPage::addSchedulerLines() {
  while (m_schedulerLines.size() < m_series->schedulerCount()) {
    const int index = m_schedulers->addSeries(QString::number(m_schedulerLines.size() + 1));
    m_schedulerLines << Line{m_schedulers, index};
  }
}

void ChartsPage::readLine(Line& line, const models::TimeSeries& series) {
  for (std::uint64_t i = std::max(line.read, series.begin()); i < series.end(); ++i) {
    const models::TimeSeries::Sample& sample = series.at(i);
    line.chart->addSample(line.index, *m_epochS + sample.timeS, sample.value);
  }
  line.read = series.end();
}

void ChartsPage::readSeries() {
  if (!m_epochS) return;
  addSchedulerLines();
  for (int i = 0; i < m_lines.size(); ++i) readLine(m_lines[i], m_series->series(Id(i)));
  for (int i = 0; i < m_schedulerLines.size(); ++i) {
    readLine(m_schedulerLines[i], m_series->scheduler(i));
  }
  const models::TimeSeries& first = m_series->series(Id::MessageRate);
  for (ChartWidget* chart : charts()) {
    if (!first.isEmpty()) chart->trimBefore(*m_epochS + first.at(first.begin()).timeS);
    chart->setNow(*m_epochS + m_series->lastTimeS());
  }
}

}  // namespace views
