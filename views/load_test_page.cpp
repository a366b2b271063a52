// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/load_test_page.h"

#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QStyle>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "views/icons.h"
#include "views/message_strip.h"
#include "views/theme.h"

namespace views {
namespace {

using Scenario = LoadTestRequest::Scenario;

enum Column { Behaviour, Messages, Cost, PerMessage, PerSecond, Ratio, ColumnCount };

constexpr std::array<int, 3> presetCounts{10'000, 50'000, 1'000'000};

double perSecond(const LoadTestRun& run) {
  return run.costUs > 0 ? static_cast<double>(run.messages) * 1e6 / run.costUs : 0;
}

/// Read by scripts: no thousands separators.
QString lineOf(const LoadTestRun& run) {
  // The pool mostly waits: what it took is no cost of its messages.
  if (run.scenario != Scenario::Drain) {
    return QStringLiteral("%1 %2: %3 messages in %4 s, %5 messages/s")
        .arg(run.scenario == Scenario::Steady ? QLatin1String("steady")
                                              : QLatin1String("slow-consumer"),
             run.behaviour)
        .arg(run.messages)
        .arg(run.costUs / 1e6, 0, 'f', 1)
        .arg(std::llround(perSecond(run)));
  }
  return QStringLiteral("======%1:  Times:%2 Cost:%3")
      .arg(run.behaviour)
      .arg(run.messages)
      .arg(std::llround(run.costUs));
}

double perMessageNs(const LoadTestRun& run) {
  return run.messages > 0 ? run.costUs * 1000 / static_cast<double>(run.messages) : 0;
}

bool isGenMsg(const LoadTestRun& run) { return run.behaviour == QLatin1String("gen_msg"); }

QString explanationOf(Scenario scenario) {
  switch (scenario) {
    case Scenario::Drain: break;
    case Scenario::Steady:
      return LoadTestPage::tr(
          "Sends at a constant rate for a while. Watch the mailboxes on the other pages; they grow "
          "as soon as the workers cannot keep up.");
    case Scenario::SlowConsumer:
      return LoadTestPage::tr(
          "As Steady, but one worker is far slower than its share: its mailbox grows. Find it, read "
          "in its state why, mend that, and watch the mailbox drain.");
  }
  return LoadTestPage::tr(
      "Fills the mailbox of one worker, then times how fast it is emptied. Five rounds, each "
      "gen_msg and then gen_server: the test of the gen_msg article.");
}

QSpinBox* spinBox(QWidget* parent, const QString& name, int step) {
  auto* box = new QSpinBox(parent);
  box->setObjectName(name);
  box->setRange(1, std::numeric_limits<int>::max());
  box->setSingleStep(step);
  box->setGroupSeparatorShown(true);
  box->setAlignment(Qt::AlignRight);
  return box;
}

QTableWidgetItem* numberItem(const QString& text, const QFont& font) {
  auto* item = new QTableWidgetItem(text);
  item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  item->setFont(font);
  return item;
}

}  // namespace

LoadTestPage::LoadTestPage(QWidget* parent) : Page(parent) {
  setObjectName(QStringLiteral("loadTestPage"));
  m_strip = new MessageStrip(this);
  auto* columns = new QHBoxLayout;
  columns->setSpacing(style()->pixelMetric(QStyle::PM_LayoutLeftMargin) * 2);
  columns->addWidget(setUpForm());
  columns->addWidget(setUpResults(), 1);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(m_strip);
  layout->addLayout(columns, 1);
  setRequest({});
  scenarioChanged();
  setRunning(false);
  fillRatios();
  applyTheme();
}

void LoadTestPage::setUpFields(QWidget* panel) {
  m_scenario = new QComboBox(panel);
  m_scenario->setObjectName(QStringLiteral("scenarioBox"));
  m_scenario->addItem(tr("Drain"), static_cast<int>(Scenario::Drain));
  m_scenario->addItem(tr("Steady"), static_cast<int>(Scenario::Steady));
  m_scenario->addItem(tr("Slow consumer"), static_cast<int>(Scenario::SlowConsumer));
  connect(m_scenario, &QComboBox::currentIndexChanged, this, &LoadTestPage::scenarioChanged);
  m_explanation = new QLabel(panel);
  m_explanation->setWordWrap(true);
  m_explanation->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_explanation->setMinimumHeight(fontMetrics().lineSpacing() * 4);
  m_messages = spinBox(panel, QStringLiteral("messagesBox"), 10'000);
  m_workers = spinBox(panel, QStringLiteral("workersBox"), 1);
  m_rate = spinBox(panel, QStringLiteral("rateBox"), 10'000);
  //: messages per second, after a number
  m_rate->setSuffix(tr(" msgs/s"));
  m_duration = spinBox(panel, QStringLiteral("durationBox"), 5);
  m_duration->setMinimum(0);
  m_duration->setSpecialValueText(tr("until stopped"));
  m_duration->setSuffix(tr(" s"));
}

QWidget* LoadTestPage::setUpForm() {
  auto* panel = new QWidget(this);
  setUpFields(panel);
  setUpPresets(panel);
  auto* form = new QFormLayout;
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  const auto addRow = [&](const QString& text, QWidget* field, const QString& toolTip) {
    auto* label = new QLabel(text, panel);
    label->setBuddy(field);
    field->setAccessibleName(QString(text).remove(QLatin1Char('&')).remove(QLatin1Char(':')));
    field->setToolTip(toolTip);
    form->addRow(label, field);
  };
  addRow(tr("S&cenario:"), m_scenario, tr("What kind of load"));
  form->addRow(m_explanation);
  addRow(tr("&Messages:"), m_messages, tr("How many messages wait in the mailbox, in every round"));
  auto* presets = new QHBoxLayout;
  for (QPushButton* preset : m_presets) presets->addWidget(preset);
  form->addRow(QString(), presets);
  addRow(tr("&Workers:"), m_workers, tr("How many processes share the load"));
  addRow(tr("R&ate:"), m_rate, tr("Messages per second, over all workers"));
  addRow(tr("&Duration:"), m_duration, tr("How long to keep the rate"));
  auto* layout = new QVBoxLayout(panel);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(form);
  layout->addWidget(setUpButtons());
  layout->addStretch();
  panel->setFixedWidth(fontMetrics().averageCharWidth() * 46);
  return panel;
}

void LoadTestPage::setUpPresets(QWidget* panel) {
  for (const int count : presetCounts) {
    const QString text = QLocale().toString(count);
    auto* preset = new QPushButton(text, panel);
    preset->setObjectName(QStringLiteral("preset%1").arg(count));
    preset->setAccessibleName(tr("Preset: %1 messages").arg(text));
    preset->setToolTip(tr("Drain %1 messages through one worker").arg(text));
    preset->setMinimumWidth(fontMetrics().horizontalAdvance(text) +
                            fontMetrics().averageCharWidth() * 2);
    connect(preset, &QPushButton::clicked, this, [this, count] {
      LoadTestRequest chosen = request();
      chosen.scenario = Scenario::Drain;
      chosen.messages = count;
      setRequest(chosen);
    });
    m_presets << preset;
  }
}

QWidget* LoadTestPage::setUpButtons() {
  auto* panel = new QWidget(this);
  m_start = new QPushButton(icon(IconId::Start), tr("&Start"), panel);
  m_start->setObjectName(QStringLiteral("startButton"));
  m_start->setToolTip(tr("Run the load test; the other pages show it live"));
  m_start->setAccessibleName(tr("Start the load test"));
  m_stop = new QPushButton(icon(IconId::Stop), tr("S&top"), panel);
  m_stop->setObjectName(QStringLiteral("stopButton"));
  m_stop->setToolTip(tr("Stop the load test; finished runs stay"));
  m_stop->setAccessibleName(tr("Stop the load test"));
  connect(m_start, &QPushButton::clicked, this, [this] { emit startRequested(request()); });
  connect(m_stop, &QPushButton::clicked, this, &LoadTestPage::stopRequested);
  m_state = new QLabel(panel);
  m_state->setObjectName(QStringLiteral("loadTestState"));
  m_state->setTextFormat(Qt::PlainText);
  m_state->setWordWrap(true);
  auto* layout = new QGridLayout(panel);
  layout->setContentsMargins(0, style()->pixelMetric(QStyle::PM_LayoutTopMargin), 0, 0);
  layout->addWidget(m_start, 0, 0);
  layout->addWidget(m_stop, 0, 1);
  layout->addWidget(m_state, 1, 0, 1, 2);
  return panel;
}

QWidget* LoadTestPage::setUpResults() {
  setUpTable();
  setUpText();
  auto* results = new QWidget(this);
  m_summary = new QLabel(results);
  m_summary->setObjectName(QStringLiteral("loadTestSummary"));
  m_summary->setTextFormat(Qt::PlainText);
  m_summary->setWordWrap(true);
  m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_copy = new QPushButton(icon(IconId::Copy), tr("C&opy as text"), results);
  m_copy->setObjectName(QStringLiteral("copyButton"));
  m_copy->setAccessibleName(tr("Copy the results as text"));
  m_copy->setToolTip(tr("Copy the lines below to the clipboard"));
  connect(m_copy, &QPushButton::clicked, this,
          [this] { QGuiApplication::clipboard()->setText(asText()); });
  m_clear = new QPushButton(icon(IconId::Clear), tr("Clea&r"), results);
  m_clear->setObjectName(QStringLiteral("clearButton"));
  m_clear->setAccessibleName(tr("Clear the results"));
  m_clear->setToolTip(tr("Forget all runs"));
  connect(m_clear, &QPushButton::clicked, this, &LoadTestPage::clearRuns);
  auto* top = new QHBoxLayout;
  top->addWidget(m_summary, 1);
  top->addWidget(m_copy);
  top->addWidget(m_clear);
  auto* splitter = new QSplitter(Qt::Vertical, results);
  splitter->setObjectName(QStringLiteral("loadTestSplitter"));
  splitter->addWidget(m_table);
  splitter->addWidget(m_text);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(results);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(top);
  layout->addWidget(splitter, 1);
  return results;
}

void LoadTestPage::setUpTable() {
  m_table = new QTableWidget(0, ColumnCount, this);
  m_table->setObjectName(QStringLiteral("resultsTable"));
  m_table->setAccessibleName(tr("Results of the load test"));
  const QStringList titles{tr("Behaviour"), tr("Messages"), tr("Cost µs"), tr("ns/message"),
                           tr("messages/s"), tr("gen_msg / gen_server")};
  for (int column = 0; column < ColumnCount; ++column) {
    auto* item = new QTableWidgetItem(titles[column]);
    item->setTextAlignment((column == Behaviour ? Qt::AlignLeft : Qt::AlignRight) |
                           Qt::AlignVCenter);
    m_table->setHorizontalHeaderItem(column, item);
  }
  m_table->horizontalHeaderItem(Ratio)->setToolTip(
      tr("Cost of this run over the median gen_server run with as many messages"));
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setTabKeyNavigation(false);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  m_table->verticalHeader()->setDefaultSectionSize(rowHeight(fontMetrics()));
  m_table->horizontalHeader()->setHighlightSections(false);
  QHeaderView* header = m_table->horizontalHeader();
  header->setSectionResizeMode(QHeaderView::Stretch);
  header->setSectionResizeMode(Ratio, QHeaderView::Fixed);
  header->resizeSection(Ratio, fontMetrics().horizontalAdvance(titles[Ratio]) +
                                   fontMetrics().averageCharWidth() * 3);
}

void LoadTestPage::setUpText() {
  m_text = new QPlainTextEdit(this);
  m_text->setObjectName(QStringLiteral("resultsText"));
  m_text->setAccessibleName(tr("Results as text"));
  m_text->setReadOnly(true);
  m_text->setTabChangesFocus(true);
  m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
  m_text->setFont(monospaced(font()));
  m_text->setMaximumBlockCount(maxRuns);
  m_text->setPlaceholderText(tr("One line a run, as the gen_msg article prints them"));
}

LoadTestRequest LoadTestPage::request() const {
  return {.scenario = static_cast<Scenario>(m_scenario->currentData().toInt()),
          .messages = m_messages->value(),
          .workers = m_workers->value(),
          .ratePerSecond = m_rate->value(),
          .durationSeconds = m_duration->value()};
}

void LoadTestPage::setLimits(const LoadTestLimits& limits) {
  m_messages->setMaximum(limits.messagesMax);
  m_workers->setMaximum(limits.workersMax);
  m_rate->setMaximum(limits.rateMax);
  m_duration->setMaximum(limits.durationMaxS);
}

void LoadTestPage::setRequest(const LoadTestRequest& request) {
  m_scenario->setCurrentIndex(m_scenario->findData(static_cast<int>(request.scenario)));
  m_messages->setValue(static_cast<int>(qMin<qint64>(request.messages, m_messages->maximum())));
  m_workers->setValue(request.workers);
  m_rate->setValue(request.ratePerSecond);
  m_duration->setValue(request.durationSeconds);
}

void LoadTestPage::scenarioChanged() {
  const Scenario scenario = request().scenario;
  const bool drain = scenario == Scenario::Drain;
  m_explanation->setText(explanationOf(scenario));
  m_messages->setEnabled(!m_running && drain);
  m_workers->setEnabled(!m_running && !drain);
  m_rate->setEnabled(!m_running && !drain);
  m_duration->setEnabled(!m_running && !drain);
}

void LoadTestPage::setRunning(bool running) {
  const bool hadFocus = m_start->hasFocus() || m_stop->hasFocus();
  const bool changed = m_running != running;
  m_running = running;
  if (changed) emit runningChanged(running);
  m_scenario->setEnabled(!running);
  for (QPushButton* preset : m_presets) preset->setEnabled(!running);
  m_start->setEnabled(!running);
  m_stop->setEnabled(running);
  if (hadFocus) (running ? m_stop : m_start)->setFocus();
  m_state->setText(running ? tr("Running…") : QString());
  scenarioChanged();
}

void LoadTestPage::setProgress(const QString& text) {
  if (m_running) m_state->setText(text);
}

void LoadTestPage::showError(const QString& message) {
  m_strip->showMessage(Tone::Error, message);
}

void LoadTestPage::addRun(const LoadTestRun& run) {
  if (m_runs.size() == maxRuns) {
    m_runs.removeFirst();
    m_table->removeRow(0);
  }
  m_runs << run;
  appendRow(run);
  m_text->appendPlainText(lineOf(run));
  fillRatios();
  m_table->scrollToBottom();
}

void LoadTestPage::clearRuns() {
  m_runs.clear();
  m_table->setRowCount(0);
  m_text->clear();
  fillRatios();
}

void LoadTestPage::appendRow(const LoadTestRun& run) {
  const QLocale locale;
  const QFont mono = monospaced(font());
  const int row = m_table->rowCount();
  m_table->insertRow(row);
  m_table->setItem(row, Behaviour, new QTableWidgetItem(run.behaviour));
  m_table->setItem(row, Messages, numberItem(locale.toString(run.messages), mono));
  const bool drain = run.scenario == Scenario::Drain;
  const QString none = QStringLiteral("–");
  const QString cost = drain ? locale.toString(std::llround(run.costUs)) : none;
  const QString perMessage = drain ? locale.toString(perMessageNs(run), 'f', 1) : none;
  m_table->setItem(row, Cost, numberItem(cost, mono));
  m_table->setItem(row, PerMessage, numberItem(perMessage, mono));
  m_table->setItem(row, PerSecond,
                   numberItem(locale.toString(std::llround(perSecond(run))), mono));
  m_table->setItem(row, Ratio, numberItem(QString(), mono));
}

/// Of an even number of runs the mean of the two in the middle, as in the report. 0 if there is
/// none to compare with.
double LoadTestPage::medianNs(const LoadTestRun& like, const QString& behaviour) const {
  QList<double> costs;
  for (const LoadTestRun& run : m_runs) {
    if (run.scenario == Scenario::Drain && like.scenario == Scenario::Drain &&
        run.messages == like.messages && run.behaviour == behaviour) {
      costs << perMessageNs(run);
    }
  }
  if (costs.isEmpty()) return 0;
  std::sort(costs.begin(), costs.end());
  const qsizetype middle = costs.size() / 2;
  return costs.size() % 2 == 1 ? costs[middle] : (costs[middle - 1] + costs[middle]) / 2;
}

void LoadTestPage::fillRatios() {
  const QString genServer = QStringLiteral("gen_server");
  const QLocale locale;
  for (qsizetype i = 0; i < m_runs.size(); ++i) {
    const double base = isGenMsg(m_runs[i]) ? medianNs(m_runs[i], genServer) : 0;
    m_table->item(static_cast<int>(i), Ratio)
        ->setText(base > 0 ? locale.toString(perMessageNs(m_runs[i]) / base * 100, 'f', 1) +
                                 QStringLiteral(" %")
                           : QStringLiteral("–"));
  }
  m_copy->setEnabled(!m_runs.isEmpty());
  m_clear->setEnabled(!m_runs.isEmpty());
  fillSummary();
}

void LoadTestPage::fillSummary() {
  const QLocale locale;
  const LoadTestRun last = m_runs.isEmpty() ? LoadTestRun() : m_runs.last();
  const double one = medianNs(last, QStringLiteral("gen_msg"));
  const double other = medianNs(last, QStringLiteral("gen_server"));
  if (m_runs.isEmpty()) {
    m_summary->setText(tr("No runs yet"));
  } else if (last.scenario != Scenario::Drain) {
    m_summary->setText((last.scenario == Scenario::Steady
                            ? tr("Steady: %1 messages a second were handled")
                            : tr("Slow consumer: %1 messages a second were handled"))
                           .arg(locale.toString(std::llround(perSecond(last)))));
  } else if (one > 0 && other > 0) {
    m_summary->setText(tr("%1 messages: gen_msg takes %2 % of gen_server's time (medians)")
                           .arg(locale.toString(last.messages),
                                locale.toString(one / other * 100, 'f', 1)));
  } else {
    m_summary->setText(tr("Runs: %1").arg(locale.toString(m_runs.size())));
  }
}

QString LoadTestPage::asText() const {
  QString text;
  for (const LoadTestRun& run : m_runs) text += lineOf(run) + QLatin1Char('\n');
  return text;
}

void LoadTestPage::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) applyTheme();
}

void LoadTestPage::applyTheme() {
  QPalette hint = palette();
  hint.setColor(QPalette::WindowText, secondaryTextColor(hint));
  m_explanation->setPalette(hint);
  m_state->setPalette(hint);
}

}  // namespace views
