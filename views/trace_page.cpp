// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace_page.h"

#include <QAction>
#include <QEvent>
#include <QFileDialog>
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
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "models/format.h"
#include "models/roles.h"
#include "models/trace_filter_model.h"
#include "models/trace_model.h"
#include "models/trace_session_model.h"
#include "models/trace_text.h"
#include "views/empty_overlay.h"
#include "views/filter_bar.h"
#include "views/icons.h"
#include "views/message_strip.h"
#include "views/term_text.h"
#include "views/theme.h"
#include "views/trace_dialog.h"
#include "views/value_bar_delegate.h"

namespace views {
namespace {

using Column = models::TraceModel::Column;

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
  m_strip = new MessageStrip(this);
  QWidget* bar = setUpBar();
  QWidget* filter = setUpFilter();
  setUpTable();
  setUpDetail();
  m_empty = new EmptyOverlay(m_table);
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
  rightLayout->addWidget(events, 1);
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
          &TracePage::chooseSession);
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
    m_filter->setError(error);
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

void TracePage::chooseSession() {
  const QModelIndex current = m_sessions->currentIndex();
  m_filterModel->setSession(
      current.data(models::TraceSessionModel::SessionIdRole).toULongLong());
  updateSessions();
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
  const auto* chosen = m_sessionModel->sessionAt(m_sessions->currentIndex().row());
  m_stopOne->setEnabled(chosen != nullptr && chosen->isRunning() && !chosen->isStopping);
  m_continue->setEnabled(chosen != nullptr && !chosen->isRunning());
  const int running = m_sessionModel->runningCount();
  m_stop->setEnabled(running > 0);
  m_tracedLabel->setText(running == 0 ? tr("No process is traced")
                                      : tr("Tracing %1").arg(m_sessionModel->runningText()));
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
  m_save = makeButton(QStringLiteral("saveTraceButton"), tr("Save…"),
                      tr("Write the events to a file, one line each"));
  m_save->setIcon(icon(IconId::Save));
  connect(m_stop, &QToolButton::clicked, this, &TracePage::stopAll);
  connect(m_pause, &QToolButton::toggled, m_model, &models::TraceModel::setPaused);
  connect(m_clear, &QToolButton::clicked, m_model, &models::TraceModel::clear);
  connect(m_save, &QToolButton::clicked, this, &TracePage::save);
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
  m_table->horizontalHeader()->setSectionResizeMode(Column::Message, QHeaderView::Stretch);
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
  const bool empty = m_model->rowCount() == 0;
  const int shown = m_filterModel->rowCount();
  m_clear->setEnabled(!empty);
  m_save->setEnabled(!empty);
  m_filter->setCounts(shown, m_model->rowCount());
  if (shown > 0) {
    m_empty->setMessage(QString());
  } else if (!empty) {
    m_empty->setMessage(tr("No event of those that were recorded matches"));
  } else if (m_sessionModel->runningCount() == 0) {
    m_empty->setMessage(tr("Select a process and press F9: what it receives and sends is "
                           "recorded here, 100 events or 15 s of it"));
  } else {
    m_empty->setMessage(tr("Traced, and nothing received or sent since"));
  }
}

void TracePage::updateCounters() {
  const QLocale locale;
  QStringList parts{tr("Events: %1").arg(locale.toString(m_model->rowCount()))};
  if (m_model->overwritten() > 0) {
    parts << tr("Overwritten: %1").arg(locale.toString(qulonglong{m_model->overwritten()}));
  }
  if (m_model->waiting() > 0) {
    parts << tr("Waiting: %1").arg(locale.toString(qulonglong{m_model->waiting()}));
  }
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
  const genmsg::TraceEvent* event = m_model->eventAt(row);
  m_detail->setPlainText(event == nullptr ? QString() : editableText(event->message, {}));
}

void TracePage::save() {
  // Not exec(): the pages go on while somebody looks for a folder.
  auto* dialog = new QFileDialog(this, tr("Save the trace"), QStringLiteral("trace.txt"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("txt"));
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && m_model->saveAsText(file) && file.commit()) {
      m_strip->showMessage(Tone::Good, tr("Saved to %1").arg(path));
    } else {
      m_strip->showMessage(Tone::Error, tr("%1: %2").arg(path, file.errorString()));
    }
  });
  dialog->open();
}

}  // namespace views
