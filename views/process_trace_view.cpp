// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_trace_view.h"

#include <QAction>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "models/process_trace_model.h"
#include "models/roles.h"
#include "models/trace_model.h"
#include "views/empty_overlay.h"
#include "views/pid_delegate.h"
#include "views/theme.h"
#include "views/value_bar_delegate.h"

namespace views {

using Column = models::TraceModel::Column;

ProcessTraceView::ProcessTraceView(models::ProcessTraceModel* model, QAction* trace,
                                   QWidget* parent)
    : QWidget(parent), m_model(model), m_trace(trace) {
  setObjectName(QStringLiteral("processTraceView"));
  setUpTable();
  m_detail = new QPlainTextEdit(this);
  m_detail->setObjectName(QStringLiteral("processTraceDetail"));
  m_detail->setAccessibleName(tr("Message of the selected event"));
  m_detail->setReadOnly(true);
  m_detail->setTabChangesFocus(true);
  m_detail->setFont(monospaced(font()));
  m_detail->setPlaceholderText(tr("Select an event to read its message"));
  m_empty = new EmptyOverlay(m_table);
  connect(m_empty, &EmptyOverlay::buttonClicked, m_trace, &QAction::trigger);
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->setObjectName(QStringLiteral("processTraceSplitter"));
  splitter->addWidget(m_table);
  splitter->addWidget(m_detail);
  splitter->setStretchFactor(0, 4);
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);
  connect(m_trace, &QAction::changed, this, &ProcessTraceView::updateEmpty);
  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
    connect(m_model, signal, this, &ProcessTraceView::updateEmpty);
  connect(m_model, &QAbstractItemModel::modelReset, this, &ProcessTraceView::updateEmpty);
  updateEmpty();
}

void ProcessTraceView::setUpTable() {
  m_table = new QTableView(this);
  m_table->setObjectName(QStringLiteral("processTraceTable"));
  m_table->setAccessibleName(tr("Trace events of the process"));
  m_table->setModel(m_model);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setTabKeyNavigation(false);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  m_table->verticalHeader()->setDefaultSectionSize(rowHeight(fontMetrics()));
  QHeaderView* header = m_table->horizontalHeader();
  header->setHighlightSections(false);
  header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  header->setStretchLastSection(true);
  header->moveSection(header->visualIndex(Column::Message), Column::ColumnCount - 1);
  m_table->hideColumn(Column::Number);
  m_table->hideColumn(Column::Process);
  m_table->hideColumn(Column::Delta);  // since the event above, which may be another process's
  auto* mono = new ValueBarDelegate(ValueBarDelegate::Background::Plain, this);
  for (const Column column : {Column::Time, Column::Message})
    m_table->setItemDelegateForColumn(column, mono);
  followPids(m_table, Column::Peer, [this](genmsg::Pid pid) { emit pidActivated(pid); });
  const int character = QFontMetrics(monospaced(font())).averageCharWidth();
  header->resizeSection(Column::Time, character * 17);
  header->resizeSection(Column::Event, character * 8);
  header->resizeSection(Column::Peer, character * 16);
  header->resizeSection(Column::Type, character * 10);
  header->resizeSection(Column::Wait, character * 9);
  header->resizeSection(Column::Run, character * 9);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            m_detail->setPlainText(current.siblingAtColumn(Column::Message)
                                       .data(models::TermTextRole)
                                       .toString());
          });
  // The end stays in sight for who looks at the end.
  QScrollBar* bar = m_table->verticalScrollBar();
  connect(bar, &QScrollBar::valueChanged, this,
          [this, bar](int value) { m_atEnd = value == bar->maximum(); });
  connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int maximum) {
    if (m_atEnd) bar->setValue(maximum);
  });
}

void ProcessTraceView::updateEmpty() {
  if (m_model->rowCount() > 0) {
    m_empty->setMessage(QString());
  } else if (m_trace->isChecked()) {
    m_empty->setMessage(tr("Traced: it has neither received nor sent anything since"));
  } else {
    m_empty->setMessage(tr("Trace the process to see what it receives and sends"),
                        m_trace->isEnabled() ? tr("Trace") : QString());
  }
}

}  // namespace views
