// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/trace_page.h"

#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "models/format.h"
#include "models/roles.h"
#include "models/trace_model.h"
#include "views/empty_overlay.h"
#include "views/icons.h"
#include "views/message_strip.h"
#include "views/term_text.h"
#include "views/theme.h"
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

TracePage::TracePage(models::TraceModel* model, QWidget* parent)
    : Page(parent), m_model(model) {
  setObjectName(QStringLiteral("tracePage"));
  m_strip = new MessageStrip(this);
  QWidget* bar = setUpBar();
  setUpTable();
  setUpDetail();
  m_empty = new EmptyOverlay(m_table);
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->setObjectName(QStringLiteral("traceSplitter"));
  splitter->addWidget(m_table);
  splitter->addWidget(m_detail);
  splitter->setStretchFactor(0, 4);
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(bar);
  layout->addWidget(m_strip);
  layout->addWidget(splitter, 1);
  connect(model, &models::TraceModel::countersChanged, this, &TracePage::updateCounters);
  updateTexts();
  updateCounters();
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
  connect(m_stop, &QToolButton::clicked, this, [this] {
    for (const genmsg::Pid pid : tracedPids()) emit stopRequested(pid);
  });
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
  m_table->setModel(m_model);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setTabKeyNavigation(false);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setTextElideMode(Qt::ElideRight);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  auto* mono = new ValueBarDelegate(ValueBarDelegate::Background::Plain, this);
  for (const Column column : {Column::Number, Column::Time, Column::Delta, Column::Message}) {
    m_table->setItemDelegateForColumn(column, mono);
  }
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  m_table->verticalHeader()->setDefaultSectionSize(rowHeight(fontMetrics()));
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_table->horizontalHeader()->setStretchLastSection(true);
  restoreDefaultColumns();
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) { showMessageOf(current.row()); });
  // The end stays in sight for who looks at the end.
  QScrollBar* bar = m_table->verticalScrollBar();
  connect(bar, &QScrollBar::valueChanged, this,
          [this, bar](int value) { m_atEnd = value == bar->maximum(); });
  connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int maximum) {
    if (m_atEnd) bar->setValue(maximum);
  });
  connect(m_model, &QAbstractItemModel::rowsInserted, this, &TracePage::updateTexts);
  connect(m_model, &QAbstractItemModel::rowsRemoved, this, &TracePage::updateTexts);
  connect(m_model, &QAbstractItemModel::modelReset, this, &TracePage::updateTexts);
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

void TracePage::setTraced(genmsg::Pid pid, const QString& name, bool traced) {
  const qsizetype at = m_traced.indexOf(pid);
  if (traced == (at >= 0)) return;
  if (traced) {
    m_traced << pid;
    m_names << name;
  } else {
    m_traced.removeAt(at);
    m_names.removeAt(at);
  }
  updateTexts();
}

void TracePage::updateTexts() {
  constexpr int namedMax = 3;
  if (m_traced.isEmpty()) {
    m_tracedLabel->setText(tr("No process is traced"));
  } else if (m_traced.size() <= namedMax) {
    m_tracedLabel->setText(tr("Tracing %1").arg(m_names.join(QStringLiteral(", "))));
  } else {
    m_tracedLabel->setText(tr("Tracing %1 processes").arg(QLocale().toString(m_traced.size())));
  }
  m_stop->setEnabled(!m_traced.isEmpty());
  const bool empty = m_model->rowCount() == 0;
  m_clear->setEnabled(!empty);
  m_save->setEnabled(!empty);
  if (!empty) {
    m_empty->setMessage(QString());
  } else if (m_traced.isEmpty()) {
    m_empty->setMessage(tr("Select a process and press F9: what it receives and sends is "
                           "recorded here"));
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
