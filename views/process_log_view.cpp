// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_log_view.h"

#include <QHeaderView>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include "models/log_model.h"
#include "models/process_log_model.h"
#include "views/empty_overlay.h"
#include "views/theme.h"
#include "views/value_bar_delegate.h"

namespace views {

using Column = models::LogModel::Column;

ProcessLogView::ProcessLogView(models::ProcessLogModel* model, QWidget* parent)
    : QWidget(parent), m_model(model) {
  setObjectName(QStringLiteral("processLogView"));
  setUpTable();
  m_detail = new QPlainTextEdit(this);
  m_detail->setObjectName(QStringLiteral("processLogDetail"));
  m_detail->setAccessibleName(tr("The selected line in full"));
  m_detail->setReadOnly(true);
  m_detail->setTabChangesFocus(true);
  m_detail->setFont(monospaced(font()));
  m_detail->setPlaceholderText(tr("Select a line to read all of it"));
  m_empty = new EmptyOverlay(m_table);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            m_detail->setPlainText(m_model->detailsAt(current));
          });
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->setObjectName(QStringLiteral("processLogSplitter"));
  splitter->addWidget(m_table);
  splitter->addWidget(m_detail);
  splitter->setStretchFactor(0, 2);
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);
  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
    connect(m_model, signal, this, &ProcessLogView::updateEmpty);
  connect(m_model, &QAbstractItemModel::modelReset, this, &ProcessLogView::updateEmpty);
  updateEmpty();
}

void ProcessLogView::setUpTable() {
  m_table = new QTableView(this);
  m_table->setObjectName(QStringLiteral("processLogTable"));
  m_table->setAccessibleName(tr("Log of the process"));
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
  m_table->setItemDelegateForColumn(
      Column::Time, new ValueBarDelegate(ValueBarDelegate::Background::Plain, this));
  m_table->hideColumn(Column::Process);
  QHeaderView* header = m_table->horizontalHeader();
  header->setHighlightSections(false);
  header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  header->setStretchLastSection(true);
  const int character = QFontMetrics(monospaced(font())).averageCharWidth();
  header->resizeSection(Column::Time, character * 14);
  header->resizeSection(Column::Level, character * 11);
  header->resizeSection(Column::Kind, character * 12);
}

void ProcessLogView::updateEmpty() {
  m_empty->setMessage(m_model->rowCount() > 0
                          ? QString()
                          : tr("Nothing was reported of this process, and nothing done to it"));
}

}  // namespace views
