// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_tree_view.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QVariantAnimation>

#include "models/roles.h"
#include "views/status_delegate.h"
#include "views/theme.h"
#include "views/value_bar_delegate.h"
#include "views/view_state.h"

namespace views {
namespace {

using Column = models::ProcessTreeModel::Column;
using RowKind = models::ProcessTreeModel::RowKind;

constexpr int openedAtStart = 200;  // a branch with more children stays closed
constexpr int flashMs = 1'000;
constexpr double steadyTint = 0.6;
constexpr int nameCharacters = 28;

int monospacedWidth(const QFont& font, int characters) {
  return QFontMetrics(monospaced(font)).averageCharWidth() * characters;
}

}  // namespace

ProcessTreeView::ProcessTreeView(models::ProcessTreeModel* model, QWidget* parent)
    : QTreeView(parent), m_model(model), m_flash(new QVariantAnimation(this)) {
  setObjectName(QStringLiteral("processTree"));
  setAccessibleName(tr("Process tree"));
  setUniformRowHeights(true);
  setSelectionMode(QAbstractItemView::SingleSelection);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setContextMenuPolicy(Qt::CustomContextMenu);
  setTextElideMode(Qt::ElideMiddle);
  setAllColumnsShowFocus(true);
  setExpandsOnDoubleClick(false);
  setModel(m_model);
  setCurrentIndex({});  // said once, for else the first focus chooses the first row
  setUpColumns();
  m_flash->setDuration(flashMs);
  m_flash->setStartValue(1.0);
  m_flash->setEndValue(0.0);
  connect(m_flash, &QVariantAnimation::valueChanged, viewport(), qOverload<>(&QWidget::update));
  connect(this, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) {
    if (m_model->kindAt(index) != RowKind::Process) activateRow(index);
  });
  connect(this, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex& index) {
    if (const genmsg::Pid pid = m_model->pidAt(index)) emit processActivated(pid);
  });
}

void ProcessTreeView::setUpColumns() {
  setItemDelegate(new ProcessDelegate(this));
  setItemDelegateForColumn(Column::Status, new StatusDelegate(this));
  setItemDelegateForColumn(Column::Mailbox,
                           new ValueBarDelegate(ValueBarDelegate::Background::Heat, this));
  auto* number = new ValueBarDelegate(ValueBarDelegate::Background::Plain, this);
  for (const Column column :
       {Column::MessageRate, Column::Restarts, Column::Children, Column::Pid})
    setItemDelegateForColumn(column, number);
  header()->setObjectName(QStringLiteral("processTreeHeader"));
  header()->setStretchLastSection(false);
  connect(header(), &QHeaderView::sectionResized, this, [this] {
    if (!m_fitting) header()->setProperty(userSizedProperty, true);
  });
  restoreDefaultColumns();
}

void ProcessTreeView::restoreDefaultColumns() {
  const auto wide = [this](int characters) { return monospacedWidth(font(), characters); };
  for (int i = 0; i < Column::ColumnCount; ++i) header()->moveSection(header()->visualIndex(i), i);
  m_fitting = true;
  header()->resizeSection(Column::InitialCall, wide(20));
  header()->resizeSection(Column::Status, wide(13));
  header()->resizeSection(Column::Mailbox, wide(14));
  header()->resizeSection(Column::MessageRate, wide(15));
  header()->resizeSection(Column::Restarts, wide(10));
  header()->resizeSection(Column::Strategy, wide(13));
  header()->resizeSection(Column::Children, wide(10));
  header()->resizeSection(Column::Pid, wide(13));
  m_fitting = false;
  header()->setProperty(userSizedProperty, false);
  fitName();
}

/// The name takes the room that is left, and always enough to be read.
void ProcessTreeView::fitName() {
  if (header()->property(userSizedProperty).toBool()) return;
  const int others = header()->length() - header()->sectionSize(Column::Name);
  const int enough = monospacedWidth(font(), nameCharacters);
  m_fitting = true;
  header()->resizeSection(Column::Name, qMax(enough, viewport()->width() - others));
  m_fitting = false;
}

void ProcessTreeView::resizeEvent(QResizeEvent* event) {
  QTreeView::resizeEvent(event);
  fitName();
}

QModelIndexList ProcessTreeView::visibleIndexes() const {
  QModelIndexList indexes;
  const int bottom = viewport()->height();
  for (QModelIndex index = indexAt({0, 0}); index.isValid(); index = indexBelow(index)) {
    if (visualRect(index).top() >= bottom) break;
    indexes << index.siblingAtColumn(0);
  }
  return indexes;
}

std::vector<genmsg::Pid> ProcessTreeView::openProcesses(std::size_t max) const {
  std::vector<genmsg::Pid> pids;
  // Of each open branch the row that is next.
  QModelIndexList next{m_model->index(0, 0)};
  while (!next.isEmpty() && pids.size() < max) {
    const QModelIndex index = next.takeLast();
    if (!index.isValid()) continue;  // the branch is at its end
    next << index.siblingAtRow(index.row() + 1);
    const genmsg::Pid pid = m_model->pidAt(index);
    if (!pid) continue;
    pids.push_back(pid);
    if (isExpanded(index)) next << m_model->index(0, 0, index);
  }
  return pids;
}

void ProcessTreeView::openTopLevels() {
  const auto open = [this](const QModelIndex& parent) {
    if (m_model->rowCount(parent) <= openedAtStart) expand(parent);
  };
  for (int i = 0; i < qMin(m_model->rowCount(), openedAtStart); ++i) {
    const QModelIndex root = m_model->index(i, 0);
    open(root);
    for (int j = 0; j < qMin(m_model->rowCount(root), openedAtStart); ++j) {
      open(m_model->index(j, 0, root));
    }
  }
}

void ProcessTreeView::openBelow(const QModelIndex& index) {
  QModelIndexList branches{index.siblingAtColumn(0)};
  int opened = 0;
  for (qsizetype i = 0; i < branches.size() && opened < openedMax; ++i) {
    const QModelIndex branch = branches[i];
    if (!m_model->hasChildren(branch)) continue;
    expand(branch);
    const int rows = m_model->rowCount(branch);
    opened += rows;
    for (int row = 0; row < rows; ++row) branches << m_model->index(row, 0, branch);
  }
}

void ProcessTreeView::flashRestarted() {
  if (isMotionReduced() || m_flash->state() == QAbstractAnimation::Running) return;
  const QModelIndexList rows = visibleIndexes();
  const bool any = std::any_of(rows.begin(), rows.end(), [](const QModelIndex& index) {
    return index.data(models::RestartedRole).toBool();
  });
  if (any) m_flash->start();
}

/// Below the cells, most of which have no background of their own.
void ProcessTreeView::drawRow(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
  const bool flashing = m_flash->state() == QAbstractAnimation::Running;
  if ((isMotionReduced() || flashing) && index.data(models::RestartedRole).toBool()) {
    QColor tint = toneColor(palette(), Tone::Warning);
    tint.setAlphaF(static_cast<float>(
        0.5 * (isMotionReduced() ? steadyTint : m_flash->currentValue().toDouble())));
    painter->fillRect(option.rect, tint);
  }
  QTreeView::drawRow(painter, option, index);
}

void ProcessTreeView::activateRow(const QModelIndex& index) {
  const int row = index.row();
  const QModelIndex parent = index.parent();
  switch (m_model->kindAt(index)) {
    case RowKind::Process:
      if (const genmsg::Pid pid = m_model->pidAt(index)) emit processActivated(pid);
      break;
    case RowKind::More:
      m_model->showMore(index);
      setCurrentIndex(m_model->index(row, 0, parent));  // the first of the new ones
      break;
    case RowKind::Grouped:
    case RowKind::ClassSummary:
      emit groupsRequested(m_model->ownerAt(index));
      break;
  }
}

void ProcessTreeView::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
      activateRow(currentIndex());
      return;
    case Qt::Key_Asterisk:
      // QTreeView's own opens everything, however much that is.
      if (currentIndex().isValid()) openBelow(currentIndex());
      return;
    default:
      QTreeView::keyPressEvent(event);
  }
}

/// Keeps a process that exits from handing its selection to a neighbour.
void ProcessTreeView::rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) {
  for (QModelIndex at = currentIndex(); at.isValid(); at = at.parent()) {
    if (at.parent() == parent && at.row() >= start && at.row() <= end) {
      selectionModel()->setCurrentIndex({}, QItemSelectionModel::Clear);
      break;
    }
  }
  QTreeView::rowsAboutToBeRemoved(parent, start, end);
}

}  // namespace views
