// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_table_view.h"

#include <QAction>
#include <QApplication>
#include <QHeaderView>
#include <QInputDialog>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <algorithm>
#include <array>

#include "models/process_column.h"
#include "models/process_table_model.h"
#include "views/alarm_delegate.h"
#include "views/sparkline_delegate.h"
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
constexpr std::array flexibleColumns{FlexibleColumn{ProcessColumn::InitialCall, 0.5},
                                     FlexibleColumn{ProcessColumn::Trend, 0.4},
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
  connect(model, &QAbstractItemModel::rowsInserted, this,
          [this](const QModelIndex&, int first, int last) { leaveOut(first, last); });
  const auto follow = [this] { m_selection.follow(m_model->view()); };
  connect(model, &QAbstractItemModel::dataChanged, this, follow);
  connect(model, &QAbstractItemModel::layoutChanged, this, follow);
  connect(model, &models::ProcessTableModel::viewSpecRequested, this,
          &ProcessTableView::onSpecRequested);
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
  const auto use = [this](ProcessDelegate* delegate, std::initializer_list<ProcessColumn> columns) {
    delegate->setSelection(&m_selection);
    for (const ProcessColumn column : columns) {
      setItemDelegateForColumn(static_cast<int>(column), delegate);
    }
    return delegate;
  };
  setItemDelegate(use(new ProcessDelegate(this), {}));
  use(new StatusDelegate(this), {ProcessColumn::Status});
  use(new AlarmDelegate(this), {ProcessColumn::Alarms});
  use(new SparklineDelegate(this), {ProcessColumn::Trend});
  use(new ValueBarDelegate(ValueBarDelegate::Background::Heat, this), {ProcessColumn::Mailbox});
  use(new ValueBarDelegate(ValueBarDelegate::Background::Plain, this),
      {ProcessColumn::Pid, ProcessColumn::MessageRate, ProcessColumn::TimePerMessage,
       ProcessColumn::WaitMax, ProcessColumn::Busy, ProcessColumn::Peak, ProcessColumn::Restarts,
       ProcessColumn::Uptime, ProcessColumn::StateSize, ProcessColumn::SuspendedFor,
       ProcessColumn::Thread});
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
    const auto column = static_cast<ProcessColumn>(i);
    header->setSectionHidden(i, false);  // a hidden one cannot be sized
    header->moveSection(header->visualIndex(i), i);
    header->resizeSection(i, naturalWidth(column));
    header->setSectionHidden(i, !models::processColumnInfo(column).shown);
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
  if (!m_selecting) selectOnly(pid);
  if (pid == m_selected) return;
  m_selected = pid;
  holdOrder();
  emit pidSelected(pid);
}

QItemSelectionModel::SelectionFlags ProcessTableView::selectionCommand(const QModelIndex& index,
                                                                       const QEvent* event) const {
  // Ctrl does not take the chosen row out of Qt's selection: it takes its pid out of ours.
  const auto command = QTableView::selectionCommand(index, event);
  if (!command.testFlag(QItemSelectionModel::Deselect)) return command;
  return QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows;
}

std::vector<genmsg::Pid> ProcessTableView::selectedPids() const {
  std::vector<genmsg::Pid> pids;
  const models::NodeViewPtr view = m_model->view();
  if (view == nullptr) return pids;
  const auto isAlive = [&view](genmsg::Pid pid) { return view->rowOf(pid) != models::noRow; };
  // Of many, looking for each and sorting them costs more than a walk.
  if (m_selection.isAll() || selectedCount() > m_model->rowCount() / 8) {
    for (int row = 0; row < m_model->rowCount(); ++row) {
      const genmsg::Pid pid = m_model->pidAt(row);
      if (m_selection.contains(pid) && isAlive(pid)) pids.push_back(pid);
    }
    return pids;
  }
  std::vector<std::pair<int, genmsg::Pid>> rows;
  m_selection.each([&](genmsg::Pid pid) {
    const int row = m_model->rowOf(pid);
    if (row >= 0 && isAlive(pid)) rows.emplace_back(row, pid);
  });
  std::sort(rows.begin(), rows.end());
  for (const auto& [row, pid] : rows) pids.push_back(pid);
  return pids;
}

qsizetype ProcessTableView::selectedCount() const {
  if (m_model == nullptr) return 0;
  return static_cast<qsizetype>(
      m_selection.count(static_cast<std::size_t>(m_model->rowCount())));
}

void ProcessTableView::selectAll() {
  m_selection.selectAll();
  m_allFilter = m_model->viewSpec().filter;
  announceSelection();
}

void ProcessTableView::selectOnly(genmsg::Pid pid) {
  m_selection.selectOnly(pid);
  m_anchor = pid;
  announceSelection();
}

void ProcessTableView::selectRange(genmsg::Pid from, genmsg::Pid to, bool add) {
  const int last = m_model->rowOf(to);
  const int first = m_model->rowOf(from);
  if (first < 0 || last < 0) return selectOnly(to);
  if (!add || m_selection.isAll()) m_selection.clear();
  m_selection.addRange(m_model->orderedView(), static_cast<std::size_t>(qMin(first, last)),
                       static_cast<std::size_t>(qMax(first, last)));
  announceSelection();
}

// As everywhere: Shift from the last one chosen without it, Ctrl one more or less.
void ProcessTableView::selectBy(Qt::KeyboardModifiers modifiers, genmsg::Pid pid) {
  if (modifiers.testFlag(Qt::ShiftModifier)) {
    selectRange(m_anchor, pid, modifiers.testFlag(Qt::ControlModifier));
  } else if (modifiers.testFlag(Qt::ControlModifier)) {
    m_selection.setSelected(pid, !m_selection.contains(pid));
    m_anchor = pid;
    announceSelection();
  } else {
    selectOnly(pid);
  }
}

void ProcessTableView::announceSelection() {
  viewport()->update();
  emit selectedPidsChanged();
}

// Another filter shows others than those that "all" meant.
void ProcessTableView::onSpecRequested(const models::ViewSpec& spec) {
  if (!m_selection.isAll() || spec.filter == m_allFilter) return;
  if (currentIndex().isValid()) return selectOnly(m_selected);
  m_selection.clear();
  announceSelection();
}

void ProcessTableView::rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) {
  // Qt would choose the neighbour, and the next action would hit a process nobody chose.
  const int row = currentIndex().row();
  if (row >= start && row <= end) {
    selectionModel()->setCurrentIndex({}, QItemSelectionModel::Clear);
  }
  onRowsGone(start, end);
  QTableView::rowsAboutToBeRemoved(parent, start, end);
}

void ProcessTableView::onRowsGone(int first, int last) {
  constexpr std::size_t few = 1000;
  const std::size_t before = m_selection.noted();
  if (static_cast<std::size_t>(last - first) < qMin(before, few)) {
    for (int row = first; row <= last; ++row) m_selection.forget(m_model->pidAt(row));
  } else {
    m_selection.forgetHidden(*m_model->orderedView());
  }
  if (m_selection.isAll() || m_selection.noted() != before) announceSelection();
}

/// Who chose all meant those that were there: what starts later was chosen by nobody.
void ProcessTableView::leaveOut(int first, int last) {
  if (!m_selection.isAll()) return;
  for (int row = first; row <= last; ++row) m_selection.setSelected(m_model->pidAt(row), false);
  announceSelection();
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
  const bool alone = event->modifiers() == Qt::NoModifier;
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    emit activatedPid(m_selected);
    return;
  }
  if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
    if (currentIndex().isValid()) selectBy(Qt::ControlModifier, m_selected);
    return;
  }
  // To the first and last row, not to the first and last column: a row is what one chooses.
  if (alone && (event->key() == Qt::Key_Home || event->key() == Qt::Key_End)) {
    const int row = event->key() == Qt::Key_Home ? 0 : m_model->rowCount() - 1;
    const int column = qMax(0, currentIndex().column());
    if (m_model->rowCount() > 0) setCurrentIndex(m_model->index(row, column));
    return;
  }
  if (event->key() == Qt::Key_Escape && alone && selectedCount() > 1) {
    if (currentIndex().isValid()) selectOnly(m_selected);
    return;
  }
  const int before = currentIndex().row();
  m_selecting = true;
  QTableView::keyPressEvent(event);
  m_selecting = false;
  const int row = currentIndex().row();
  if (row < 0 || (row == before && m_selection.contains(m_selected))) return;
  // With Ctrl the row is only gone to, for Ctrl+Space.
  if (event->modifiers().testFlag(Qt::ShiftModifier) ||
      !event->modifiers().testFlag(Qt::ControlModifier)) {
    selectBy(event->modifiers(), m_model->pidAt(row));
  }
}

void ProcessTableView::mousePressEvent(QMouseEvent* event) {
  holdOrder();
  m_selecting = true;
  QTableView::mousePressEvent(event);
  m_selecting = false;
  const QModelIndex pressed = indexAt(event->position().toPoint());
  if (!pressed.isValid()) return;
  const genmsg::Pid pid = m_model->pidAt(pressed.row());
  // A menu is about all that is selected, if it is opened on it.
  if (event->button() == Qt::RightButton) {
    if (!m_selection.contains(pid)) selectOnly(pid);
  } else {
    selectBy(event->modifiers(), pid);
  }
}

void ProcessTableView::mouseMoveEvent(QMouseEvent* event) {
  const int before = currentIndex().row();
  m_selecting = true;
  QTableView::mouseMoveEvent(event);
  m_selecting = false;
  const int row = currentIndex().row();
  if (row < 0 || row == before) return;
  selectRange(m_anchor, m_model->pidAt(row), event->modifiers().testFlag(Qt::ControlModifier));
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
  menu->setObjectName(QStringLiteral("columnMenu"));
  menu->setAttribute(Qt::WA_DeleteOnClose);
  addColumnChoices(*menu);
  menu->addSeparator();
  addColumnSets(*menu->addMenu(tr("Column sets")));
  QAction* restore = menu->addAction(tr("Restore default columns"));
  connect(restore, &QAction::triggered, this, &ProcessTableView::restoreDefaultColumns);
  menu->popup(horizontalHeader()->mapToGlobal(position));
}

void ProcessTableView::showColumnMenuAtHeader() {
  showColumnMenu(QPoint(0, horizontalHeader()->height()));
}

void ProcessTableView::addColumnChoices(QMenu& menu) {
  QHeaderView* header = horizontalHeader();
  for (int i = 0; i < models::processColumnCount; ++i) {
    const auto info = models::processColumnInfo(static_cast<ProcessColumn>(i));
    QAction* action = menu.addAction(info.name);
    action->setToolTip(info.toolTip);
    action->setCheckable(true);
    action->setChecked(!header->isSectionHidden(i));
    // Without its pid a row names nothing.
    action->setEnabled(info.column != ProcessColumn::Pid);
    connect(action, &QAction::toggled, header,
            [header, i](bool shown) { header->setSectionHidden(i, !shown); });
  }
}

void ProcessTableView::addColumnSets(QMenu& menu) {
  const QList<ColumnSet> sets = savedColumnSets();
  for (const ColumnSet& set : sets) {
    QAction* choose = menu.addAction(set.name);
    choose->setCheckable(true);
    ColumnSet shown = columnSet();
    shown.name = set.name;
    choose->setChecked(shown == set);
    connect(choose, &QAction::triggered, this, [this, set] { applyColumnSet(set); });
  }
  menu.addSeparator();
  QAction* save = menu.addAction(tr("Save as…"));
  connect(save, &QAction::triggered, this, &ProcessTableView::askForSetName);
  QMenu* remove = menu.addMenu(tr("Delete"));
  remove->setEnabled(!sets.isEmpty());
  for (const ColumnSet& set : sets) {
    QAction* action = remove->addAction(set.name);
    connect(action, &QAction::triggered, this, [name = set.name] { deleteColumnSet(name); });
  }
}

void ProcessTableView::askForSetName() {
  auto* dialog = new QInputDialog(this);
  dialog->setObjectName(QStringLiteral("columnSetDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Save column set"));
  dialog->setLabelText(tr("Name of the set; a set of the same name is replaced:"));
  connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& text) {
    ColumnSet set = columnSet();
    set.name = text.trimmed();
    if (!set.name.isEmpty()) saveColumnSet(set);
  });
  dialog->open();
}

ColumnSet ProcessTableView::columnSet() const {
  const QHeaderView* header = horizontalHeader();
  const auto idOf = [](int section) {
    return QString(models::processColumnInfo(static_cast<ProcessColumn>(section)).id);
  };
  ColumnSet set;
  for (int place = 0; place < header->count(); ++place) {
    const int section = header->logicalIndex(place);
    if (header->isSectionHidden(section)) continue;
    set.columns << idOf(section);
    if (header->property(userSizedProperty).toBool()) set.widths << header->sectionSize(section);
  }
  set.sortColumn = idOf(header->sortIndicatorSection());
  set.sortOrder = header->sortIndicatorOrder();
  return set;
}

void ProcessTableView::applyColumnSet(const ColumnSet& set) {
  QHeaderView* header = horizontalHeader();
  m_fitting = true;
  for (int i = 0; i < header->count(); ++i) {
    header->setSectionHidden(i, static_cast<ProcessColumn>(i) != ProcessColumn::Pid);
  }
  int place = 0;
  for (qsizetype i = 0; i < set.columns.size(); ++i) {
    const auto column = models::processColumnOfId(set.columns[i]);
    if (!column) continue;
    const int section = static_cast<int>(*column);
    header->setSectionHidden(section, false);
    header->moveSection(header->visualIndex(section), place++);
    header->resizeSection(section,
                          i < set.widths.size() ? set.widths[i] : naturalWidth(*column));
  }
  m_fitting = false;
  header->setProperty(userSizedProperty, !set.widths.isEmpty());
  fitColumns();
  if (const auto column = models::processColumnOfId(set.sortColumn)) {
    sortByColumn(static_cast<int>(*column), set.sortOrder);
  }
}

}  // namespace views
