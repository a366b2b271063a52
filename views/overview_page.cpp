// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/overview_page.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFormLayout>
#include <QGridLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QSysInfo>
#include <QVBoxLayout>
#include <QDateTime>

#include "models/format.h"
#include "models/process_memory.h"
#include "views/theme.h"
#include "views/top_processes.h"

namespace views {
namespace {

using models::formatCount;

/// From this share of a limit on something should be done about it.
constexpr double nearLimit = 0.85;

QLatin1String key(const char* name) { return QLatin1String(name); }

QFormLayout* formIn(QGroupBox* box) {
  auto* form = new QFormLayout(box);
  form->setLabelAlignment(Qt::AlignLeft);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  return form;
}

template <class Value>
QList<TopProcesses::Entry> entriesOf(const models::NodeView& view,
                                     const std::vector<std::uint32_t>& rows, Value value) {
  QList<TopProcesses::Entry> entries;
  for (const std::uint32_t row : rows) {
    const genmsg::ProcessRow& process = view.process(row);
    entries << TopProcesses::Entry{
        process.pid,
        models::formatProcess(process.pid, process.name, process.initial_call), value(row)};
  }
  return entries;
}

}  // namespace

OverviewPage::OverviewPage(const genmsg::NodeInfo& info, QWidget* parent)
    : Page(parent), m_embedded(info.os_pid == QCoreApplication::applicationPid()) {
  setObjectName(QStringLiteral("overviewPage"));
  auto* content = new QWidget(this);
  auto* grid = new QGridLayout(content);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->addWidget(setUpNode(info), 0, 0);
  grid->addWidget(setUpLimits(), 1, 0);
  grid->addWidget(setUpLoad(), 2, 0);
  m_tops = {new TopProcesses(tr("Deepest mailboxes"), tr("No messages wait anywhere."), content),
            new TopProcesses(tr("Slowest per message"), tr("Nothing was handled yet."), content),
            new TopProcesses(tr("Most often restarted"), tr("Nothing was restarted."), content)};
  for (int i = 0; i < m_tops.size(); ++i) {
    grid->addWidget(m_tops[i], i, 1);
    connect(m_tops[i], &TopProcesses::activatedPid, this, &Page::activatedPid);
  }
  grid->setColumnStretch(0, 1);
  grid->setColumnStretch(1, 1);
  grid->setRowStretch(3, 1);
  auto* scroll = new QScrollArea(this);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setWidget(content);
  scroll->setAccessibleName(tr("Overview"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(scroll);
}

QLabel* OverviewPage::addRow(QFormLayout* form, const char* name, const QString& title,
                             const QString& toolTip, const QString& text) {
  auto* value = new QLabel(text.isEmpty() ? tr("waiting for the node") : text, form->parentWidget());
  value->setObjectName(key(name));
  value->setTextInteractionFlags(Qt::TextSelectableByMouse);
  value->setTextFormat(Qt::PlainText);
  value->setAccessibleName(title);
  value->setToolTip(toolTip);
  auto* label = new QLabel(title, form->parentWidget());
  label->setToolTip(toolTip);
  form->addRow(label, value);
  m_values.insert(key(name), value);
  return value;
}

QWidget* OverviewPage::setUpNode(const genmsg::NodeInfo& info) {
  auto* box = new QGroupBox(tr("Node"), this);
  QFormLayout* form = formIn(box);
  addRow(form, "nodeVersion", tr("Version"), tr("Of the runtime, and of this observer"),
         tr("genmsg %1 (%2), observer %3")
             .arg(QString::fromStdString(info.version), QString::fromStdString(info.name),
                  QCoreApplication::applicationVersion()));
  if (m_embedded) {
    addRow(form, "architecture", tr("System"), tr("Operating system and processor"),
           QSysInfo::prettyProductName() + QStringLiteral(", ") +
               QSysInfo::currentCpuArchitecture());
  }
  addRow(form, "osPid", tr("OS process"), tr("Number of the operating system process"),
         info.os_pid > 0 ? QString::number(info.os_pid) : tr("not known"));
  addRow(form, "startTime", tr("Started"), tr("When the runtime was started"));
  addRow(form, "uptime", tr("Uptime"), tr("How long the runtime runs"));
  addRow(form, "schedulers", tr("Schedulers"), tr("Threads that execute processes"),
         formatCount(info.schedulers));
  addRow(form, "blockingThreads", tr("Blocking threads"),
         tr("Threads of the processes that block; they are no schedulers"));
  return box;
}

QWidget* OverviewPage::setUpLimits() {
  auto* box = new QGroupBox(tr("Use"), this);
  QFormLayout* form = formIn(box);
  addRow(form, "processesUsed", tr("Processes"), tr("Used of the limit; red above 85 %"));
  addRow(form, "suspendedCount", tr("Suspended"), tr("Processes that handle nothing"));
  addRow(form, "schedulerUse", tr("Scheduler use"),
         tr("Mean utilisation of all schedulers in the last interval"));
  addRow(form, "runQueue", tr("Run queue"), tr("Runnable processes that wait for a scheduler"));
  if (m_embedded && models::residentBytes()) {
    addRow(form, "memory", tr("Memory"),
           tr("Resident memory of this program: runtime, load test and observer"));
  }
  return box;
}

QWidget* OverviewPage::setUpLoad() {
  auto* box = new QGroupBox(tr("Messages"), this);
  QFormLayout* form = formIn(box);
  addRow(form, "messageRate", tr("Handled"), tr("Messages handled in a second, of all processes"));
  addRow(form, "mailboxTotal", tr("Queued"), tr("In all mailboxes"));
  addRow(form, "deadLetters", tr("Dead letters"), tr("Messages that reached nobody, since start"));
  addRow(form, "messagesLost", tr("Lost by limits"),
         tr("Messages that mailbox limits threw away, since start"));
  addRow(form, "spawned", tr("Spawned"), tr("Processes started since the runtime's start"));
  return box;
}

void OverviewPage::set(const char* name, const QString& text) {
  if (QLabel* label = m_values.value(key(name))) label->setText(text);
}

void OverviewPage::setShare(const char* name, std::uint64_t used, std::uint64_t limit) {
  QLabel* label = m_values.value(key(name));
  if (limit == 0) {
    label->setText(formatCount(used));
    return;
  }
  const double share = static_cast<double>(used) / static_cast<double>(limit);
  const bool near = share > nearLimit;
  label->setText((near ? QStringLiteral("⚠ ") : QString()) +
                 tr("%1 of %2 (%3 %)")
                     .arg(formatCount(used), formatCount(limit), models::formatPercent(share)));
  QPalette colors = QPalette();
  if (near) colors.setColor(QPalette::WindowText, toneColor(colors, Tone::Error));
  if (label->palette() != colors) label->setPalette(colors);
}

void OverviewPage::applyView(const models::NodeViewPtr& view) {
  m_view = view;
  applyNode(*view);
  applyLoad(*view);
  const models::NodeSummary& summary = view->summary;
  m_tops[0]->setEntries(entriesOf(*view, summary.topMailbox, [&view](std::uint32_t row) {
    return formatCount(view->process(row).mailbox);
  }));
  m_tops[1]->setEntries(entriesOf(*view, summary.topTimePerMessage, [&view](std::uint32_t row) {
    return tr("%1 µs/msg").arg(models::formatMicroseconds(view->rates[row].nsPerMessage));
  }));
  m_tops[2]->setEntries(entriesOf(*view, summary.topRestarts, [&view](std::uint32_t row) {
    return tr("%1 restarts").arg(formatCount(view->process(row).restarts));
  }));
}

void OverviewPage::applyNode(const models::NodeView& view) {
  const genmsg::Snapshot& snapshot = *view.snapshot;
  const std::int64_t upNs = snapshot.time_ns - snapshot.node_start_ns;
  // To the second: as the two clocks are not read at once, the rest would jump with each snapshot.
  const std::int64_t startS = (snapshot.wall_time_ms - upNs / 1'000'000 + 500) / 1000;
  set("startTime", QLocale().toString(QDateTime::fromSecsSinceEpoch(startS),
                                      QStringLiteral("yyyy-MM-dd HH:mm:ss")));
  set("uptime", models::formatDuration(upNs));
  set("blockingThreads", formatCount(snapshot.blocking_threads));
  setShare("processesUsed", view.totals.processes, snapshot.process_limit);
  set("suspendedCount", formatCount(view.totals.suspended));
  double sum = 0;
  for (const double share : view.totals.schedulerUtilization) sum += share;
  const auto count = static_cast<double>(view.totals.schedulerUtilization.size());
  set("schedulerUse", tr("%1 %").arg(models::formatPercent(sum / count)));
  set("runQueue", formatCount(view.summary.runQueue));
  if (const auto bytes = models::residentBytes()) {
    set("memory", QLocale().formattedDataSize(static_cast<qint64>(*bytes), 1));
  }
}

void OverviewPage::applyLoad(const models::NodeView& view) {
  const genmsg::Snapshot& snapshot = *view.snapshot;
  set("messageRate", tr("%1 /s").arg(models::formatRate(view.totals.messagesPerSecond)));
  set("mailboxTotal", formatCount(view.totals.mailbox));
  set("deadLetters", formatCount(snapshot.dead_letters));
  set("messagesLost", formatCount(snapshot.messages_lost));
  set("spawned", formatCount(snapshot.spawned));
}

void OverviewPage::changeEvent(QEvent* event) {
  Page::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_view) applyView(m_view);
}

}  // namespace views
