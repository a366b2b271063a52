// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace_page.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QScrollBar>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "models/format.h"
#include "models/roles.h"
#include "models/trace_file_loader.h"
#include "models/trace_filter_model.h"
#include "models/trace_latency_model.h"
#include "models/trace_model.h"
#include "models/trace_session_model.h"
#include "models/trace_text.h"
#include "views/empty_overlay.h"
#include "views/filter_bar.h"
#include "views/icons.h"
#include "views/message_strip.h"
#include "views/sequence_view.h"
#include "views/term_text.h"
#include "views/theme.h"
#include "views/trace_dialog.h"
#include "views/value_bar_delegate.h"

namespace views {
namespace {

using Column = models::TraceModel::Column;

/// How long what is made of the events may lag behind them.
constexpr int deriveMs = 250;

/// At its end a table shows its last row whole, and hides a part of its first one below the header.
/// This one is as high as whole rows are; below them it is empty.
class WholeRowsTable final : public QTableView {
 public:
  using QTableView::QTableView;

 protected:
  void updateGeometries() override {
    if (m_updating) return;  // the margins resize the viewport, which comes back here
    m_updating = true;
    QTableView::updateGeometries();
    QMargins margins = viewportMargins();
    margins.setBottom(viewport()->height() % verticalHeader()->defaultSectionSize());
    setViewportMargins(margins);
    // It places the rows, by its own height; hidden, it has to be told of that, as Qt does it.
    QHeaderView* rows = verticalHeader();
    rows->resize(rows->width(), viewport()->height());
    QMetaObject::invokeMethod(rows, "updateGeometries");
    const QScrollBar* const bar = verticalScrollBar();
    if (bar->maximum() > 0 && bar->value() == bar->maximum()) rows->setOffsetToLastSection();
    m_updating = false;
  }

 private:
  bool m_updating = false;
};

}  // namespace

TracePage::TracePage(models::TraceModel* model, models::TraceSessionModel* sessions,
                     QWidget* parent)
    : Page(parent),
      m_model(model),
      m_sessionModel(sessions),
      m_filterModel(new models::TraceFilterModel(this)) {
  setObjectName(QStringLiteral("tracePage"));
  m_filterModel->setTrace(model);
  m_derive = new QTimer(this);
  m_derive->setSingleShot(true);
  m_derive->setInterval(deriveMs);
  connect(m_derive, &QTimer::timeout, this, &TracePage::derive);
  m_strip = new MessageStrip(this);
  QWidget* bar = setUpBar();
  QWidget* filter = setUpFilter();
  setUpTable();
  setUpDetail();
  m_empty = new EmptyOverlay(m_table);
  setUpLoader();
  setUpSplitters(setUpSessions(), filter, bar);
  connect(model, &models::TraceModel::countersChanged, this, &TracePage::updateCounters);
  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
    connect(m_sessionModel, signal, this, &TracePage::updateSessions);
  }
  connect(m_sessionModel, &QAbstractItemModel::dataChanged, this, &TracePage::updateSessions);
  updateSessions();
  updateCounters();
}

void TracePage::setUpSplitters(QWidget* sessions, QWidget* filter, QWidget* bar) {
  auto* events = new QSplitter(Qt::Vertical, this);
  events->setObjectName(QStringLiteral("traceSplitter"));
  events->addWidget(m_table);
  events->addWidget(m_detail);
  events->setStretchFactor(0, 4);
  events->setStretchFactor(1, 1);
  events->setChildrenCollapsible(false);
  auto* right = new QWidget(this);
  auto* rightLayout = new QVBoxLayout(right);
  rightLayout->setContentsMargins(0, 0, 0, 0);
  rightLayout->addWidget(bar);
  rightLayout->addWidget(filter);
  rightLayout->addWidget(m_strip);
  m_tabs = new QTabWidget(right);
  m_tabs->setObjectName(QStringLiteral("traceTabs"));
  m_tabs->setDocumentMode(true);
  m_tabs->setAccessibleName(tr("Events, times and sequence"));
  m_tabs->addTab(events, tr("&Events"));
  m_tabs->addTab(setUpLatency(), tr("&Times by type"));
  m_tabs->addTab(setUpSequence(), tr("Se&quence"));
  connect(m_tabs, &QTabWidget::currentChanged, this, &TracePage::derive);
  rightLayout->addWidget(m_tabs, 1);
  auto* splitter = new QSplitter(Qt::Horizontal, this);
  splitter->setObjectName(QStringLiteral("traceSessionsSplitter"));
  splitter->addWidget(sessions);
  splitter->addWidget(right);
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  const int sessionsWidth = fontMetrics().averageCharWidth() * 30;
  splitter->setSizes({sessionsWidth, 4 * sessionsWidth});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);
}

QWidget* TracePage::setUpSessions() {
  auto* panel = new QWidget(this);
  m_sessions = new QListView(panel);
  m_sessions->setObjectName(QStringLiteral("traceSessions"));
  m_sessions->setAccessibleName(tr("Traces"));
  m_sessions->setModel(m_sessionModel);
  m_sessions->setWordWrap(true);
  m_sessions->setResizeMode(QListView::Adjust);
  m_sessions->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_sessions->setMinimumWidth(fontMetrics().averageCharWidth() * 18);
  m_new = makeButton(QStringLiteral("newTraceButton"), tr("New trace…"),
                     tr("Choose what to trace: a process, a subtree, all of a class"));
  m_new->setIcon(icon(IconId::Trace));
  m_stopOne = makeButton(QStringLiteral("stopOneTraceButton"), tr("Stop"),
                         tr("Stop the chosen trace; its events stay"));
  m_stopOne->setIcon(icon(IconId::Stop));
  m_continue = makeButton(QStringLiteral("continueTraceButton"), tr("Continue ×10"),
                          tr("Trace the same again, with ten times the limits"));
  m_continue->setIcon(icon(IconId::Play));
  connect(m_new, &QToolButton::clicked, this, &TracePage::askForTrace);
  connect(m_stopOne, &QToolButton::clicked, this, [this] {
    const auto* session = m_sessionModel->sessionAt(m_sessions->currentIndex().row());
    if (session != nullptr) emit stopRequested(session->number);
  });
  connect(m_continue, &QToolButton::clicked, this, &TracePage::continueChosen);
  m_sessions->setCurrentIndex(m_sessionModel->index(0));
  connect(m_sessions->selectionModel(), &QItemSelectionModel::currentChanged, this,
          &TracePage::updateSessions);
  auto* buttons = new QHBoxLayout;
  for (QToolButton* button : {m_stopOne, m_continue}) buttons->addWidget(button);
  buttons->addStretch();
  auto* layout = new QVBoxLayout(panel);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_new, 0, Qt::AlignLeft);
  layout->addWidget(m_sessions, 1);
  layout->addLayout(buttons);
  return panel;
}

QWidget* TracePage::setUpFilter() {
  auto* row = new QWidget(this);
  m_filter = new FilterBar(tr("events"), row);
  m_filter->setObjectName(QStringLiteral("traceFilter"));
  m_filter->setSyntaxHelp(tr("Parts with spaces between them must all be found in the processes, "
                             "the kind, the type or the message: work|job one of them, !tick not "
                             "that, /a.*b/ a regular expression"));
  connect(m_filter, &FilterBar::filterChanged, this, [this](const QString& text) {
    QString error;
    m_filterModel->setText(text, &error);
    m_filter->setError(error.isEmpty() ? QString()
                                       : tr("%1; showing the last valid filter").arg(error));
    updateTexts();
  });
  m_show = makeButton(QStringLiteral("showTraceKindsButton"), tr("Show"),
                      tr("Hide kinds of events; what is hidden stays recorded"));
  m_show->setIcon(icon(IconId::Filter));
  m_show->setPopupMode(QToolButton::InstantPopup);
  setUpShowMenu();
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_filter, 1);
  layout->addWidget(m_show);
  return row;
}

void TracePage::setUpShowMenu() {
  auto* menu = new QMenu(m_show);
  for (unsigned i = 0; i < genmsg::trace_kinds; ++i) {
    const auto kind = static_cast<genmsg::TraceKind>(i);
    const QString word = models::traceKindWord(kind);
    if (word.isEmpty()) continue;
    QAction* action = menu->addAction(word);
    action->setCheckable(true);
    action->setChecked(true);
    action->setData(uint{genmsg::bit(kind)});
    m_showActions << action;
    connect(action, &QAction::toggled, this, [this] {
      genmsg::TraceKinds kinds = genmsg::bit(genmsg::TraceKind::Handled);
      for (const QAction* shown : m_showActions) {
        if (shown->isChecked()) {
          kinds = static_cast<genmsg::TraceKinds>(kinds | shown->data().toUInt());
        }
      }
      m_filterModel->setKinds(kinds);
      updateTexts();
    });
  }
  m_show->setMenu(menu);
}

void TracePage::showKinds(genmsg::TraceKinds kinds) {
  for (QAction* action : m_showActions) action->setChecked((kinds & action->data().toUInt()) != 0);
}

void TracePage::applyView(const models::NodeViewPtr& view) { m_view = view; }

bool TracePage::startFinding() {
  m_filter->startEditing();
  return true;
}

void TracePage::askForTrace() {
  auto* dialog = new TraceDialog(m_chosen, m_view, m_filterModel->kinds(), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &TraceDialog::startRequested, this,
          [this](const genmsg::TraceSpec& spec, genmsg::TraceKinds shown) {
            showKinds(shown);
            emit startRequested(spec);
          });
  dialog->open();
}

/// One that is starting has no id yet, and no events.
void TracePage::filterBySession() {
  const auto* session = m_sessionModel->sessionAt(m_sessions->currentIndex().row());
  const bool isStarting = session != nullptr && session->state.id == 0;
  m_filterModel->setSession(isStarting           ? models::TraceFilterModel::noSession
                            : session == nullptr ? 0
                                                 : session->state.id);
}

void TracePage::continueChosen() {
  const auto* session = m_sessionModel->sessionAt(m_sessions->currentIndex().row());
  if (session == nullptr) return;
  genmsg::TraceSpec spec = session->spec;
  spec.limits = models::tenTimes(spec.limits);
  m_sessions->setCurrentIndex(m_sessionModel->index(0));  // what comes is of another session
  emit startRequested(spec);
}

void TracePage::stopAll() {
  QList<quint64> running;
  for (int row = 1; row < m_sessionModel->rowCount(); ++row) {
    const models::TraceSession& session = *m_sessionModel->sessionAt(row);
    if (session.isRunning()) running << session.number;
  }
  for (const quint64 number : running) emit stopRequested(number);
}

void TracePage::updateSessions() {
  filterBySession();  // it may have its id by now
  const auto* chosen = m_sessionModel->sessionAt(m_sessions->currentIndex().row());
  m_stopOne->setEnabled(chosen != nullptr && chosen->isRunning() && !chosen->isStopping);
  m_continue->setEnabled(chosen != nullptr && !chosen->isRunning());
  const int running = m_sessionModel->runningCount();
  m_stop->setEnabled(running > 0);
  if (m_fileTrace != nullptr) {
    m_tracedLabel->setText(tr("%1 (read only)").arg(m_fileName));
  } else {
    m_tracedLabel->setText(running == 0 ? tr("No process is traced")
                                        : tr("Tracing %1").arg(m_sessionModel->runningText()));
  }
  updateTexts();
}

QToolButton* TracePage::makeButton(const QString& name, const QString& text,
                                   const QString& toolTip) {
  auto* button = new QToolButton(this);
  button->setObjectName(name);
  button->setText(text);
  button->setToolTip(toolTip);
  button->setAccessibleName(text);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setFocusPolicy(Qt::StrongFocus);
  return button;
}

QWidget* TracePage::setUpBar() {
  auto* bar = new QWidget(this);
  m_tracedLabel = new QLabel(bar);
  m_tracedLabel->setObjectName(QStringLiteral("tracedLabel"));
  m_tracedLabel->setTextFormat(Qt::PlainText);
  m_counters = new QLabel(bar);
  m_counters->setObjectName(QStringLiteral("traceCounters"));
  m_dropped = new QLabel(bar);
  m_dropped->setObjectName(QStringLiteral("droppedCounter"));
  m_dropped->setToolTip(tr("Events that the node lost because they came too fast; exact"));
  m_stop = makeButton(QStringLiteral("stopTraceButton"), tr("Stop tracing"),
                      tr("Stop tracing all of them; the events stay"));
  m_stop->setIcon(icon(IconId::Stop));
  m_pause = makeButton(QStringLiteral("pauseTraceButton"), tr("Pause"),
                       tr("Keep the rows still; what arrives waits"));
  m_pause->setIcon(icon(IconId::Pause));
  m_pause->setCheckable(true);
  m_clear = makeButton(QStringLiteral("clearTraceButton"), tr("Clear"), tr("Forget all events"));
  m_clear->setIcon(icon(IconId::Clear));
  m_save = makeButton(QStringLiteral("saveTraceButton"), tr("File"),
                      tr("Save the events, open a trace file, or record into one"));
  m_save->setIcon(icon(IconId::Save));
  connect(m_stop, &QToolButton::clicked, this, &TracePage::stopAll);
  connect(m_pause, &QToolButton::toggled, m_model, &models::TraceModel::setPaused);
  connect(m_clear, &QToolButton::clicked, m_model, &models::TraceModel::clear);
  setUpSaveMenu();
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_tracedLabel, 1);
  layout->addWidget(m_counters);
  layout->addWidget(m_dropped);
  for (QToolButton* button : {m_stop, m_pause, m_clear, m_save}) layout->addWidget(button);
  return bar;
}

void TracePage::setUpTable() {
  m_table = new WholeRowsTable(this);
  m_table->setObjectName(QStringLiteral("traceTable"));
  m_table->setAccessibleName(tr("Trace events"));
  m_table->setModel(m_filterModel);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setTabKeyNavigation(false);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setTextElideMode(Qt::ElideRight);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  auto* mono = new ValueBarDelegate(ValueBarDelegate::Background::Plain, this);
  for (const Column column : {Column::Number, Column::Time, Column::Delta, Column::Message,
                              Column::Wait, Column::Run}) {
    m_table->setItemDelegateForColumn(column, mono);
  }
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  m_table->verticalHeader()->setDefaultSectionSize(rowHeight(fontMetrics()));
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_table->horizontalHeader()->setStretchLastSection(true);
  QHeaderView* const header = m_table->horizontalHeader();
  header->moveSection(header->visualIndex(Column::Message), Column::ColumnCount - 1);
  restoreDefaultColumns();
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            showMessageOf(current.isValid() ? m_filterModel->sourceRow(current.row()) : -1);
          });
  // The end stays in sight for who looks at the end.
  QScrollBar* bar = m_table->verticalScrollBar();
  connect(bar, &QScrollBar::valueChanged, this,
          [this, bar](int value) { m_atEnd = value == bar->maximum(); });
  connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int maximum) {
    if (m_atEnd) bar->setValue(maximum);
  });
  connect(m_filterModel, &QAbstractItemModel::rowsInserted, this, &TracePage::updateTexts);
  connect(m_filterModel, &QAbstractItemModel::rowsRemoved, this, &TracePage::updateTexts);
  connect(m_filterModel, &QAbstractItemModel::modelReset, this, &TracePage::updateTexts);
  connect(m_filterModel, &QAbstractItemModel::dataChanged, this, &TracePage::deriveLater);
}

void TracePage::restoreDefaultColumns() {
  const QFontMetrics mono(monospaced(font()));
  QHeaderView* header = m_table->horizontalHeader();
  const auto wide = [&](Column column, int characters) {
    header->resizeSection(column, mono.averageCharWidth() * characters);
  };
  wide(Column::Number, 11);
  wide(Column::Time, 17);
  wide(Column::Delta, 9);
  wide(Column::Process, 21);
  wide(Column::Event, 8);
  wide(Column::Peer, 21);
  wide(Column::Type, 12);
  wide(Column::Wait, 9);
  wide(Column::Run, 9);
}

void TracePage::setUpDetail() {
  m_detail = new QPlainTextEdit(this);
  m_detail->setObjectName(QStringLiteral("traceDetail"));
  m_detail->setAccessibleName(tr("Message of the selected event"));
  m_detail->setReadOnly(true);
  m_detail->setTabChangesFocus(true);
  m_detail->setLineWrapMode(QPlainTextEdit::NoWrap);
  m_detail->setFont(monospaced(font()));
  m_detail->setPlaceholderText(tr("Select an event to read its message"));
}

void TracePage::updateTexts() {
  if (m_empty == nullptr) return;
  const bool empty = shownTrace()->rowCount() == 0;
  const int shown = m_filterModel->rowCount();
  m_clear->setEnabled(!empty && m_fileTrace == nullptr);
  m_pause->setEnabled(m_fileTrace == nullptr);
  m_filter->setCounts(shown, shownTrace()->rowCount());
  if (shown > 0) {
    m_empty->setMessage(QString());
  } else if (const auto* chosen =
                 m_sessionModel->sessionAt(m_sessions->currentIndex().row());
             chosen != nullptr && chosen->state.id == 0) {
    m_empty->setMessage(tr("This trace is starting: it has no events yet"));
  } else if (!empty) {
    m_empty->setMessage(tr("No event of those that were recorded matches"));
  } else if (m_sessionModel->runningCount() == 0) {
    m_empty->setMessage(tr("Select a process and press F9: what it receives and sends is "
                           "recorded here, 100 events or 15 s of it"));
  } else {
    m_empty->setMessage(tr("Traced, and nothing received or sent since"));
  }
  deriveLater();
}

void TracePage::updateCounters() {
  const QLocale locale;
  QStringList parts{tr("Events: %1").arg(locale.toString(shownTrace()->rowCount()))};
  // Of what is shown: a file has none of the live trace's.
  const models::TraceModel& shown = *shownTrace();
  if (shown.overwritten() > 0) {
    parts << tr("Overwritten: %1").arg(locale.toString(qulonglong{shown.overwritten()}));
  }
  if (shown.waiting() > 0) {
    parts << tr("Waiting: %1").arg(locale.toString(qulonglong{shown.waiting()}));
  }
  if (shown.waitsForgotten() > 0) {
    parts << tr("Without wait time: %1").arg(locale.toString(qulonglong{shown.waitsForgotten()}));
  }
  m_counters->setToolTip(shown.waitsForgotten() == 0
                             ? QString()
                             : tr("So many messages were under way for so long that the node has "
                                  "forgotten when they were sent"));
  m_dropped->setVisible(m_fileTrace == nullptr);  // a file does not say
  m_counters->setText(parts.join(QStringLiteral("   ")));
  m_dropped->setText(
      tr("Dropped: %1").arg(locale.toString(qulonglong{m_model->droppedByNode()})));
  QPalette colors = palette();
  if (m_model->droppedByNode() > 0) {
    colors.setColor(QPalette::WindowText, toneColor(colors, Tone::Warning));
  }
  m_dropped->setPalette(colors);
}

void TracePage::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_dropped != nullptr) updateCounters();
}

void TracePage::showMessageOf(int row) {
  const genmsg::TraceEvent* event = shownTrace()->eventAt(row);
  m_detail->setPlainText(event == nullptr ? QString() : editableText(event->message, {}));
}

models::TraceModel* TracePage::shownTrace() const { return m_filterModel->trace(); }

// --- what is made of the events

QWidget* TracePage::setUpLatency() {
  m_latencyModel = new models::TraceLatencyModel(this);
  m_latencies = new QTableView(this);
  m_latencies->setObjectName(QStringLiteral("traceLatencies"));
  m_latencies->setAccessibleName(tr("Times by message type"));
  m_latencies->setModel(m_latencyModel);
  m_latencies->setSortingEnabled(true);
  m_latencies->sortByColumn(models::TraceLatencyModel::Count, Qt::DescendingOrder);
  m_latencies->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_latencies->setTabKeyNavigation(false);
  m_latencies->setShowGrid(false);
  m_latencies->verticalHeader()->hide();
  m_latencies->verticalHeader()->setDefaultSectionSize(rowHeight(fontMetrics()));
  m_latencies->horizontalHeader()->setHighlightSections(false);
  m_latencies->horizontalHeader()->setSectionResizeMode(models::TraceLatencyModel::Type,
                                                        QHeaderView::Stretch);
  return m_latencies;
}

QWidget* TracePage::setUpSequence() {
  auto* tab = new QWidget(this);
  m_sequenceLabel = new QLabel(tab);
  m_sequenceLabel->setObjectName(QStringLiteral("sequenceLabel"));
  m_sequenceLabel->setWordWrap(true);
  auto* exporting = makeButton(QStringLiteral("exportSequenceButton"), tr("Export…"),
                               tr("Save the diagram as SVG, Mermaid or PlantUML"));
  exporting->setIcon(icon(IconId::Save));
  connect(exporting, &QToolButton::clicked, this, &TracePage::exportSequence);
  m_sequence = new SequenceView(tab);
  connect(m_sequence, &SequenceView::orderChanged, this, [this](const QList<genmsg::Pid>& pids) {
    m_sequenceOptions.order.assign(pids.begin(), pids.end());
    derive();
  });
  connect(m_sequence, &SequenceView::hideRequested, this, [this](genmsg::Pid pid) {
    m_sequenceOptions.hidden.push_back(pid);
    derive();
  });
  connect(m_sequence, &SequenceView::showAllRequested, this, [this] {
    m_sequenceOptions = {};
    derive();
  });
  connect(m_sequence, &SequenceView::eventChosen, this, &TracePage::selectEvent);
  connect(m_sequence, &SequenceView::eventActivated, this, [this](quint64 number) {
    selectEvent(number);
    m_tabs->setCurrentIndex(0);
    m_table->setFocus();
  });
  auto* head = new QHBoxLayout;
  head->addWidget(m_sequenceLabel, 1);
  head->addWidget(exporting);
  auto* layout = new QVBoxLayout(tab);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(head);
  layout->addWidget(m_sequence, 1);
  return tab;
}

/// What is drawn may be older than what is there: the event may have left, or be hidden by now.
void TracePage::selectEvent(quint64 number) {
  const int row = shownTrace()->rowOf(number);
  const QModelIndex index =
      row < 0 ? QModelIndex() : m_filterModel->mapFromSource(shownTrace()->index(row, 0));
  if (index.isValid()) {
    m_table->setCurrentIndex(index);
    m_table->scrollTo(index);
  } else {
    m_strip->showMessage(Tone::Info, tr("This event is no longer among those that are shown"));
  }
}

void TracePage::deriveLater() {
  if (m_tabs != nullptr && m_tabs->currentIndex() > 0 && !m_derive->isActive()) m_derive->start();
}

void TracePage::derive() {
  m_derive->stop();
  if (m_tabs->currentIndex() == 1) showLatencies();
  if (m_tabs->currentIndex() == 2) showSequence();
}

void TracePage::showLatencies() {
  std::vector<const genmsg::TraceEvent*> events;
  for (int row = 0; row < m_filterModel->rowCount(); ++row) {
    events.push_back(shownTrace()->eventAt(m_filterModel->sourceRow(row)));
  }
  m_latencyModel->setEvents(events);
}

void TracePage::showSequence() {
  // Only the last ones are drawn: the others need no text.
  const int rows = m_filterModel->rowCount();
  const int first = std::max(0, rows - static_cast<int>(models::TraceSequence::eventsMax));
  const models::TraceModel& trace = *shownTrace();
  std::vector<models::SequenceEvent> events(static_cast<std::size_t>(rows));
  for (int row = 0; row < rows; ++row) {
    const int source = m_filterModel->sourceRow(row);
    models::SequenceEvent& one = events[static_cast<std::size_t>(row)];
    one.event = trace.eventAt(source);
    if (row < first) continue;
    one.process = trace.processText(source);
    one.peer = trace.peerText(source);
    one.text = trace.index(source, Column::Message).data().toString();
  }
  m_sequence->setSequence(models::makeTraceSequence(events, m_sequenceOptions));
  m_sequenceLabel->setText(sequenceText());
}

QString TracePage::sequenceText() const {
  const QLocale locale;
  const models::TraceSequence& sequence = m_sequence->sequence();
  QStringList parts{tr("%1 messages matched by the number that each carried from its send to its "
                       "receive.")
                        .arg(locale.toString(sequence.matched))};
  if (sequence.unmatched > 0) {
    parts << tr("%1 dashed: the other side was not traced, or is not shown.")
                 .arg(locale.toString(sequence.unmatched));
  }
  if (sequence.leftOut > 0) {
    parts << tr("The last %1 events; %2 before them are not drawn.")
                 .arg(locale.toString(sequence.rows),
                      locale.toString(qulonglong{sequence.leftOut}));
  }
  return parts.join(u' ');
}

// --- files

void TracePage::setUpSaveMenu() {
  auto* menu = new QMenu(m_save);
  const QStringList traceFile{tr("Trace file (*.gmtrace)")};
  // First the one that can be opened again.
  const QStringList formats = traceFile + QStringList{tr("Text (*.txt)"), tr("CSV (*.csv)"),
                                                      tr("JSON Lines (*.jsonl)")};
  QAction* save = menu->addAction(tr("&Save trace as…"), this, [this, formats] {
    askForFile(tr("Save the trace"), false, formats,
               [this](const QString& path, const QString& suffix) { saveTo(path, suffix); });
  });
  save->setObjectName(QStringLiteral("saveTraceAction"));
  QAction* open = menu->addAction(tr("&Open trace…"), this, [this, traceFile] {
    askForFile(tr("Open a trace"), true, traceFile + QStringList{tr("All files (*)")},
               [this](const QString& path, const QString&) { openFile(path); });
  });
  open->setObjectName(QStringLiteral("openTraceAction"));
  m_recordAction = menu->addAction(tr("&Record trace to file…"));
  m_recordAction->setObjectName(QStringLiteral("recordTraceAction"));
  m_recordAction->setCheckable(true);
  connect(m_recordAction, &QAction::triggered, this, [this, traceFile](bool on) {
    m_recordAction->setChecked(m_recording != nullptr);
    if (!on) return stopRecording();
    askForFile(tr("Record the trace"), false, traceFile,
               [this](const QString& path, const QString&) { recordTo(path); });
  });
  m_fileActions = menu->actions();
  m_save->setMenu(menu);
  m_save->setPopupMode(QToolButton::InstantPopup);
}

void TracePage::askForFile(const QString& title, bool toOpen, const QStringList& filters,
                           std::function<void(const QString& path, const QString& suffix)> then) {
  // Not exec(): the pages go on while somebody looks for a folder.
  auto* dialog = new QFileDialog(this, title);
  dialog->setObjectName(QStringLiteral("traceFileDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(toOpen ? QFileDialog::AcceptOpen : QFileDialog::AcceptSave);
  dialog->setFileMode(toOpen ? QFileDialog::ExistingFile : QFileDialog::AnyFile);
  dialog->setNameFilters(filters);
  const auto suffixOf = [](const QString& filter) {
    return filter.section(QStringLiteral("*."), 1).chopped(1);
  };
  dialog->setDefaultSuffix(suffixOf(filters.first()));
  if (!toOpen) dialog->selectFile(QStringLiteral("trace.") + dialog->defaultSuffix());
  connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, suffixOf](const QString& filter) {
    dialog->setDefaultSuffix(suffixOf(filter));
  });
  connect(dialog, &QFileDialog::fileSelected, this,
          [dialog, then = std::move(then)](const QString& path) {
            then(path, dialog->defaultSuffix());
          });
  dialog->open();
}

void TracePage::saveTo(const QString& path, const QString& otherwise) {
  static const QStringList known{QStringLiteral("txt"), QStringLiteral("csv"),
                                 QStringLiteral("jsonl"), QStringLiteral("gmtrace")};
  const QString written = QFileInfo(path).suffix().toLower();
  const QString format = known.contains(written) ? written : otherwise;
  QSaveFile file(path);
  const models::TraceModel& trace = *shownTrace();
  bool isWritten = file.open(QIODevice::WriteOnly);
  if (isWritten && format == QStringLiteral("csv")) {
    isWritten = models::saveTraceAsCsv(trace.records(), file);
  } else if (isWritten && format == QStringLiteral("jsonl")) {
    isWritten = models::saveTraceAsJsonLines(trace.records(), file);
  } else if (isWritten && format == QStringLiteral("gmtrace")) {
    models::TraceFileWriter writer(&file);
    isWritten = writer.begin(trace.wallZeroUs()) && writer.append(trace.records());
  } else if (isWritten) {
    isWritten = trace.saveAsText(file);
  }
  if (isWritten && file.commit()) {
    m_strip->showMessage(Tone::Good, tr("Saved to %1").arg(path));
  } else {
    m_strip->showMessage(Tone::Error, tr("%1: %2").arg(path, file.errorString()));
  }
}

void TracePage::setUpLoader() {
  m_loader = new models::TraceFileLoader(this);
  connect(m_loader, &models::TraceFileLoader::progressed, this, [this](int percent) {
    constexpr int step = 10;  // so that nobody is told each percent
    if (percent % step == 0) showProgress(percent);
  });
  connect(m_loader, &models::TraceFileLoader::cancelled, m_strip, &MessageStrip::dismiss);
  connect(m_loader, &models::TraceFileLoader::failed, this,
          [this](const QString& path, const QString& why) {
            m_strip->showMessage(Tone::Error, tr("%1: %2").arg(path, why));
          });
  connect(m_loader, &models::TraceFileLoader::finished, this,
          [this](const QString& path, const models::TraceFileContentPtr& content) {
            showFile(path, *content);
          });
}

void TracePage::openFile(const QString& path) {
  m_loader->load(path);
  showProgress(0);
}

void TracePage::showProgress(int percent) {
  m_strip->showMessage(Tone::Info,
                       tr("Reading the trace: %1 %").arg(QLocale().toString(percent)),
                       tr("Cancel"), this, [this] { m_loader->cancel(); });
}

void TracePage::showFile(const QString& path, const models::TraceFileContent& content) {
  closeFile();
  m_fileName = QFileInfo(path).fileName();
  m_fileTrace = new models::TraceModel(std::max<std::size_t>(1, content.records.size()), this);
  m_fileTrace->setContent(content);
  m_sessions->setCurrentIndex(m_sessionModel->index(0));  // the file's own have no list
  m_filterModel->setTrace(m_fileTrace);
  m_sequenceOptions = {};
  m_strip->showMessage(content.note.isEmpty() ? Tone::Info : Tone::Warning,
                       tr("%1, read only. %2").arg(m_fileName, content.note).trimmed(),
                       tr("Back to the live trace"), this, [this] { closeFile(); });
  updateSessions();
  updateCounters();
}

void TracePage::closeFile() {
  if (m_fileTrace == nullptr) return;
  m_filterModel->setTrace(m_model);
  delete std::exchange(m_fileTrace, nullptr);
  m_sequenceOptions = {};
  m_strip->dismiss();
  updateSessions();
  updateCounters();
}

void TracePage::recordTo(const QString& path) {
  stopRecording();
  auto file = std::make_unique<QFile>(path);
  if (!file->open(QIODevice::WriteOnly) ||
      !models::TraceFileWriter(file.get()).begin(m_model->wallZeroUs()) || !file->flush()) {
    m_strip->showMessage(Tone::Error, tr("%1: %2").arg(path, file->errorString()));
    return;
  }
  m_recording = std::move(file);
  m_recordAction->setChecked(true);
  connect(m_model, &models::TraceModel::arrived, this, &TracePage::record);
  m_strip->showMessage(Tone::Info, tr("What arrives is written to %1").arg(path), tr("Stop"), this,
                       [this] { stopRecording(); });
}

void TracePage::record(const std::vector<models::TraceRecord>& records) {
  // Each batch goes to the system at once: who reads the file after a crash finds it there.
  if (models::TraceFileWriter(m_recording.get()).append(records) && m_recording->flush()) return;
  const QString why = tr("%1: %2").arg(m_recording->fileName(), m_recording->errorString());
  stopRecording();
  m_strip->showMessage(Tone::Error, why);
}

void TracePage::stopRecording() {
  if (m_recording == nullptr) return;
  disconnect(m_model, &models::TraceModel::arrived, this, &TracePage::record);
  m_strip->showMessage(Tone::Good, tr("Recorded to %1").arg(m_recording->fileName()));
  m_recording.reset();
  m_recordAction->setChecked(false);
}

void TracePage::exportSequence() {
  askForFile(tr("Export the sequence diagram"), false,
             {tr("SVG (*.svg)"), tr("Mermaid (*.mmd)"), tr("PlantUML (*.puml)")},
             [this](const QString& path, const QString&) { exportSequenceTo(path); });
}

void TracePage::exportSequenceTo(const QString& path) {
  const models::TraceSequence& sequence = m_sequence->sequence();
  const QByteArray bytes = path.endsWith(QStringLiteral(".mmd")) ? models::toMermaid(sequence).toUtf8()
                           : path.endsWith(QStringLiteral(".puml"))
                               ? models::toPlantUml(sequence).toUtf8()
                               : models::toSvg(sequence);
  QSaveFile file(path);
  if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit()) {
    m_strip->showMessage(Tone::Good, tr("Saved to %1").arg(path));
  } else {
    m_strip->showMessage(Tone::Error, tr("%1: %2").arg(path, file.errorString()));
  }
}

TracePage::~TracePage() = default;

}  // namespace views
