// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_table_view.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <array>

#include "models/process_column.h"
#include "models/process_table_model.h"
#include "views/status_delegate.h"
#include "views/theme.h"
#include "views/value_bar_delegate.h"
#include "views/view_state.h"

namespace views {
namespace {

using models::ProcessColumn;

struct FlexibleColumn {
  ProcessColumn column;
  double spare;  // the share of its width that it can do without
};

// The first gives way first: a name tells workers apart that have one initial call.
constexpr std::array flexibleColumns{FlexibleColumn{ProcessColumn::InitialCall, 0.4},
                                     FlexibleColumn{ProcessColumn::Pid, 0.4},
                                     FlexibleColumn{ProcessColumn::Name, 0.2}};

}  // namespace

ProcessTableView::ProcessTableView(QWidget* parent) : QTableView(parent) {
  setObjectName(QStringLiteral("processTable"));
  setAccessibleName(tr("Processes"));
  setSelectionBehavior(QAbstractItemView::SelectRows);
  setSelectionMode(QAbstractItemView::SingleSelection);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setContextMenuPolicy(Qt::CustomContextMenu);
  setTabKeyNavigation(false);
  setShowGrid(false);
  setWordWrap(false);
  setTextElideMode(Qt::ElideMiddle);
  setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_hold.setSingleShot(true);
  m_hold.setInterval(holdMs);
  connect(&m_hold, &QTimer::timeout, this, &ProcessTableView::onHoldTimeout);
  connect(this, &QAbstractItemView::doubleClicked, this, [this] { emit activatedPid(m_selected); });
}

void ProcessTableView::setProcessModel(models::ProcessTableModel* model) {
  m_model = model;
  setModel(model);
  setCurrentIndex({});  // said once, for else the first focus chooses the first row
  setUpHeader();
  setUpDelegates();
  applyMetrics();
  restoreDefaultColumns();
  const auto band = [this] { updateVisibleRows(); };
  connect(model, &QAbstractItemModel::rowsInserted, this, band);
  connect(model, &QAbstractItemModel::rowsRemoved, this, band);
  connect(model, &QAbstractItemModel::modelReset, this, band);
}

void ProcessTableView::setUpHeader() {
  verticalHeader()->hide();
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  QHeaderView* header = horizontalHeader();
  header->setObjectName(QStringLiteral("processTableHeader"));
  header->setHighlightSections(false);
  header->setSectionsMovable(true);
  header->setStretchLastSection(false);
  header->setResizeContentsPrecision(0);
  header->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(header, &QWidget::customContextMenuRequested, this, &ProcessTableView::showColumnMenu);
  connect(header, &QHeaderView::sectionResized, this, [this, header](int, int before, int after) {
    if (m_fitting) return;
    const bool shownOrHidden = before == 0 || after == 0;
    if (!shownOrHidden) header->setProperty(userSizedProperty, true);
    if (shownOrHidden) fitColumns();
  });
}

void ProcessTableView::setUpDelegates() {
  setItemDelegate(new ProcessDelegate(this));
  auto* number = new ValueBarDelegate(ValueBarDelegate::Background::Plain, this);
  auto* mailbox = new ValueBarDelegate(ValueBarDelegate::Background::Heat, this);
  setItemDelegateForColumn(static_cast<int>(ProcessColumn::Status), new StatusDelegate(this));
  setItemDelegateForColumn(static_cast<int>(ProcessColumn::Mailbox), mailbox);
  for (const ProcessColumn column : {ProcessColumn::Pid, ProcessColumn::MessageRate,
                                     ProcessColumn::TimePerMessage, ProcessColumn::Busy,
                                     ProcessColumn::Uptime}) {
    setItemDelegateForColumn(static_cast<int>(column), number);
  }
}

void ProcessTableView::applyMetrics() {
  verticalHeader()->setDefaultSectionSize(views::rowHeight(fontMetrics()));
}

int ProcessTableView::naturalWidth(ProcessColumn column) const {
  const auto info = models::processColumnInfo(column);
  const QFontMetrics text = fontMetrics();
  const int sample = QFontMetrics(monospaced(font())).horizontalAdvance(info.widthSample);
  const int arrow = style()->pixelMetric(QStyle::PM_HeaderMarkSize, nullptr, horizontalHeader());
  const int title = text.horizontalAdvance(info.title) + arrow;
  // A suspended process's status is bold, with a glyph before it.
  const int glyph = column == ProcessColumn::Status ? text.averageCharWidth() : 0;
  return qMax(sample, title) + glyph + text.averageCharWidth() * 2;
}

void ProcessTableView::restoreDefaultColumns() {
  QHeaderView* header = horizontalHeader();
  m_fitting = true;
  for (int i = 0; i < models::processColumnCount; ++i) {
    header->setSectionHidden(i, false);
    header->moveSection(header->visualIndex(i), i);
    header->resizeSection(i, naturalWidth(static_cast<ProcessColumn>(i)));
  }
  m_fitting = false;
  header->setProperty(userSizedProperty, false);
  fitColumns();
  constexpr auto sorted = ProcessColumn::Mailbox;
  setSortingEnabled(true);
  sortByColumn(static_cast<int>(sorted), models::processColumnInfo(sorted).firstOrder);
}

void ProcessTableView::fitColumns() {
  QHeaderView* header = horizontalHeader();
  if (m_model == nullptr || header->property(userSizedProperty).toBool()) return;
  int room = viewport()->width() - header->length();
  int natural = 0;
  for (const auto& [column, spare] : flexibleColumns) {
    const int section = static_cast<int>(column);
    if (header->isSectionHidden(section)) continue;
    room += header->sectionSize(section);
    natural += naturalWidth(column);
  }
  if (natural == 0) return;
  m_fitting = true;
  int missing = natural - room;
  for (const auto& [column, spare] : flexibleColumns) {
    const int section = static_cast<int>(column);
    if (header->isSectionHidden(section)) continue;
    const int wanted = naturalWidth(column);
    const int given = qBound(0, missing, static_cast<int>(wanted * spare));
    missing -= given;
    header->resizeSection(section, room > natural ? room * wanted / natural : wanted - given);
  }
  m_fitting = false;
}

bool ProcessTableView::selectPid(genmsg::Pid pid) {
  if (pid == m_selected && currentIndex().isValid()) {
    scrollTo(currentIndex());
    return true;
  }
  const int row = m_model->rowOf(pid);
  if (row < 0) return false;
  const int column = qMax(0, currentIndex().column());
  setCurrentIndex(m_model->index(row, column));
  scrollTo(m_model->index(row, column));
  return true;
}

void ProcessTableView::followPid(genmsg::Pid pid) {
  m_selected = pid;
  const int row = m_model->rowOf(pid);
  if (row >= 0 && row == currentIndex().row()) return;
  setAutoScroll(false);
  setCurrentIndex(row < 0 ? QModelIndex() : m_model->index(row, qMax(0, currentIndex().column())));
  setAutoScroll(true);
}

void ProcessTableView::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
  QTableView::currentChanged(current, previous);
  if (!current.isValid()) return;
  const genmsg::Pid pid = m_model->pidAt(current.row());
  if (pid == m_selected) return;
  m_selected = pid;
  holdOrder();
  emit pidSelected(pid);
}

void ProcessTableView::rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) {
  // Qt would choose the neighbour, and the next action would hit a process nobody chose.
  const int row = currentIndex().row();
  if (row >= start && row <= end) {
    selectionModel()->setCurrentIndex({}, QItemSelectionModel::Clear);
  }
  QTableView::rowsAboutToBeRemoved(parent, start, end);
}

void ProcessTableView::holdOrder() {
  m_hold.start();
  if (m_held) return;
  m_held = true;
  m_model->setOrderFrozen(true);
  emit orderHeldChanged(true);
}

void ProcessTableView::releaseOrder() {
  m_hold.stop();
  if (!m_held) return;
  m_held = false;
  m_model->setOrderFrozen(false);
  emit orderHeldChanged(false);
}

void ProcessTableView::onHoldTimeout() {
  // Not a flag of our own: a context menu that opens on the press swallows the release.
  const bool buttonDown = QGuiApplication::mouseButtons() != Qt::NoButton;
  if (buttonDown || QApplication::activePopupWidget() != nullptr) {
    m_hold.start();
    return;
  }
  releaseOrder();
}

void ProcessTableView::keyPressEvent(QKeyEvent* event) {
  holdOrder();
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    emit activatedPid(m_selected);
    return;
  }
  QTableView::keyPressEvent(event);
}

void ProcessTableView::mousePressEvent(QMouseEvent* event) {
  holdOrder();
  QTableView::mousePressEvent(event);
}

void ProcessTableView::mouseReleaseEvent(QMouseEvent* event) {
  holdOrder();
  QTableView::mouseReleaseEvent(event);
}

void ProcessTableView::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  fitColumns();
  updateVisibleRows();
}

void ProcessTableView::scrollContentsBy(int dx, int dy) {
  QTableView::scrollContentsBy(dx, dy);
  updateVisibleRows();
}

void ProcessTableView::changeEvent(QEvent* event) {
  QTableView::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) applyMetrics();
}

void ProcessTableView::updateVisibleRows() {
  if (m_model == nullptr) return;
  const int first = qMax(0, rowAt(0));
  const int last = rowAt(viewport()->height() - 1);
  m_model->setVisibleRows(first, last < 0 ? qMax(0, m_model->rowCount() - 1) : last);
}

void ProcessTableView::showColumnMenu(const QPoint& position) {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  QHeaderView* header = horizontalHeader();
  for (int i = 0; i < models::processColumnCount; ++i) {
    const auto info = models::processColumnInfo(static_cast<ProcessColumn>(i));
    QAction* action = menu->addAction(info.title);
    action->setCheckable(true);
    action->setChecked(!header->isSectionHidden(i));
    // Without its pid a row names nothing.
    action->setEnabled(info.column != ProcessColumn::Pid);
    connect(action, &QAction::toggled, header,
            [header, i](bool shown) { header->setSectionHidden(i, !shown); });
  }
  menu->addSeparator();
  QAction* restore = menu->addAction(tr("Restore default columns"));
  connect(restore, &QAction::triggered, this, &ProcessTableView::restoreDefaultColumns);
  menu->popup(header->mapToGlobal(position));
}

}  // namespace views
