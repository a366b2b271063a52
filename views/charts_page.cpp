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
#include "views/timeline.h"

namespace views {
namespace {

using Id = models::StatisticsSeries::Id;

constexpr double usPerSecond = 1e6;
constexpr int minute = 60;
constexpr int defaultWindowS = minute;  // short enough to be seen moving

}  // namespace

ChartWidget* ChartsPage::makeChart(const char* name, const QString& title, const QString& unit,
                                   bool percent) {
  auto* chart = new ChartWidget(
      title, unit, percent ? ChartWidget::Scale::Percent : ChartWidget::Scale::Count, this);
  chart->setObjectName(QLatin1String(name));
  return chart;
}

ChartsPage::ChartsPage(models::StatisticsSeries* series, const models::EventMarks* marks,
                       const models::PinnedProcesses* pinned, QWidget* parent)
    : Page(parent),
      m_series(series),
      m_marks(marks),
      m_pinned(pinned),
      m_throughput(makeChart("throughputChart", tr("Messages handled"), tr("per second"))),
      m_mailbox(makeChart("mailboxChart", tr("Mailboxes"), tr("messages"))),
      m_schedulers(makeChart("schedulerChart", tr("Scheduler utilisation"), tr("%"), true)),
      m_processes(makeChart("processesChart", tr("Processes"), tr("alive"))),
      m_times(makeChart("timesChart", tr("Handling"), tr("µs a message"))),
      m_restarts(makeChart("restartsChart", tr("Restarts"), tr("per second"))),
      m_memory(series->hasMemory() ? makeChart("memoryChart", tr("Memory"), tr("MiB resident"))
                                   : nullptr),
      m_pinnedMailbox(makeChart("pinnedMailboxChart", tr("Pinned: mailbox"), tr("messages"))),
      m_pinnedRate(makeChart("pinnedRateChart", tr("Pinned: handled"), tr("per second"))) {
  setObjectName(QStringLiteral("chartsPage"));
  // In the order of StatisticsSeries::Id.
  m_lines = {{m_throughput, m_throughput->addSeries(tr("msgs/s"))},
             {m_mailbox, m_mailbox->addSeries(tr("total"))},
             {m_mailbox, m_mailbox->addSeries(tr("largest"))},
             {m_processes, m_processes->addSeries(tr("all"))},
             {m_processes, m_processes->addSeries(tr("suspended"))},
             {m_times, m_times->addSeries(tr("p50"))},
             {m_times, m_times->addSeries(tr("p95"))},
             {m_times, m_times->addSeries(tr("p99"))},
             {m_restarts, m_restarts->addSeries(tr("restarts/s"))}};
  if (m_memory != nullptr) m_lines << Line{m_memory, m_memory->addSeries(tr("resident"))};

  auto* grid = new QGridLayout;
  const QList<ChartWidget*> all = charts();
  const auto ofTheNode = static_cast<int>(all.size()) - 2;  // the last two are of pinned ones
  for (int i = 0; i < ofTheNode; ++i) {
    // The last of an odd number is as wide as two.
    const bool alone = i == ofTheNode - 1 && i % 2 == 0;
    grid->addWidget(all[i], i / 2, i % 2, 1, alone ? 2 : 1);
    grid->setRowStretch(i / 2, 1);
  }
  const int below = (ofTheNode + 1) / 2;
  grid->addWidget(m_pinnedMailbox, below, 0);
  grid->addWidget(m_pinnedRate, below, 1);
  for (const int i : {0, 1}) grid->setColumnStretch(i, 1);
  connect(pinned, &models::PinnedProcesses::changed, this, &ChartsPage::showPinned);
  showPinned();
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
  hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  hint->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  hint->setToolTip(hint->text());
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
  layout->addWidget(hint, 1);
  return bar;
}

QList<ChartWidget*> ChartsPage::charts() const {
  QList<ChartWidget*> all{m_throughput, m_mailbox, m_schedulers,
                          m_processes,  m_times,   m_restarts};
  if (m_memory != nullptr) all << m_memory;
  all << m_pinnedMailbox << m_pinnedRate;
  return all;
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

void ChartsPage::showPinned() {
  m_pinnedLines.clear();
  for (ChartWidget* chart : {m_pinnedMailbox, m_pinnedRate}) {
    chart->clearSeries();
    chart->setVisible(!m_pinned->all().empty());
  }
  for (const models::PinnedProcesses::Pinned& each : m_pinned->all()) {
    m_pinnedLines << Line{m_pinnedMailbox, m_pinnedMailbox->addSeries(each.name)}
                  << Line{m_pinnedRate, m_pinnedRate->addSeries(each.name)};
  }
  readPinned();
}

void ChartsPage::readPinned() {
  if (!m_epochS) return;
  qsizetype line = 0;
  for (const models::PinnedProcesses::Pinned& each : m_pinned->all()) {
    readLine(m_pinnedLines[line++], each.mailbox);
    readLine(m_pinnedLines[line++], each.rate);
  }
}

void ChartsPage::readMarks() {
  if (m_marksRead == m_marks->total()) return;
  m_marksRead = m_marks->total();
  QList<ChartWidget::Mark> marks;
  for (const models::EventMark& mark : m_marks->marks()) {
    marks << ChartWidget::Mark{static_cast<double>(mark.wallUs) / usPerSecond, toneOf(mark.kind),
                               mark.text};
  }
  for (ChartWidget* chart : charts()) chart->setMarks(marks);
}

void ChartsPage::readSeries() {
  if (!m_epochS) return;
  readMarks();
  readPinned();
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
