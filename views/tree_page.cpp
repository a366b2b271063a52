// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tree_page.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QTreeView>
#include <QVBoxLayout>

#include "models/format.h"
#include "models/process_tree_model.h"
#include "views/empty_overlay.h"
#include "views/filter_bar.h"
#include "views/process_actions.h"
#include "views/process_menu.h"
#include "views/status_delegate.h"
#include "views/theme.h"
#include "views/value_bar_delegate.h"

namespace views {
namespace {

using Column = models::ProcessTreeModel::Column;

constexpr int openedAtStart = 200;  // a branch with more children stays closed

bool contains(const genmsg::ProcessRow& row, const QString& text) {
  return models::formatAtom(row.name).contains(text, Qt::CaseInsensitive) ||
         models::formatAtom(row.initial_call).contains(text, Qt::CaseInsensitive) ||
         models::formatPid(row.pid).contains(text, Qt::CaseInsensitive);
}

/// Keeps a process that exits from handing its selection to a neighbour.
class ProcessTree final : public QTreeView {
 public:
  using QTreeView::QTreeView;

 protected:
  void rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) override {
    for (QModelIndex at = currentIndex(); at.isValid(); at = at.parent()) {
      if (at.parent() == parent && at.row() >= start && at.row() <= end) {
        selectionModel()->setCurrentIndex({}, QItemSelectionModel::Clear);
        break;
      }
    }
    QTreeView::rowsAboutToBeRemoved(parent, start, end);
  }
};

}  // namespace

TreePage::TreePage(models::ProcessTreeModel* model, ProcessActions* actions, QWidget* parent)
    : Page(parent),
      m_model(model),
      m_find(new FilterBar(tr("the tree"), this)),
      m_tree(new ProcessTree(this)),
      m_empty(nullptr) {
  setObjectName(QStringLiteral("treePage"));
  m_find->setPlaceholder(tr("Find in the tree (Ctrl+F); Enter or F3 for the next"));
  m_find->setSyntaxHelp(tr("Finds a part of pid, name or initial call, and opens its ancestors"));
  setUpTree(actions);
  m_empty = new EmptyOverlay(m_tree);
  m_empty->setMessage(tr("Waiting for the first snapshot…"));
  connect(m_find, &FilterBar::filterChanged, this, [this](const QString& text) { find(text, 0); });
  connect(m_find, &FilterBar::returnPressed, this, [this] { find(m_find->text(), 1); });
  m_find->installEventFilter(this);
  m_tree->installEventFilter(this);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_find);
  layout->addWidget(m_tree, 1);
}

void TreePage::setUpTree(ProcessActions* actions) {
  m_tree->setObjectName(QStringLiteral("processTree"));
  m_tree->setAccessibleName(tr("Process tree"));
  m_tree->setUniformRowHeights(true);
  m_tree->setSelectionMode(QAbstractItemView::SingleSelection);
  m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
  m_tree->setTextElideMode(Qt::ElideMiddle);
  m_tree->setAllColumnsShowFocus(true);
  m_tree->setExpandsOnDoubleClick(false);
  m_tree->setModel(m_model);
  m_tree->setCurrentIndex({});  // said once, for else the first focus chooses the first row
  m_tree->setItemDelegate(new ProcessDelegate(this));
  m_tree->setItemDelegateForColumn(Column::Status, new StatusDelegate(this));
  m_tree->setItemDelegateForColumn(
      Column::Mailbox, new ValueBarDelegate(ValueBarDelegate::Background::Heat, this));
  auto* number = new ValueBarDelegate(ValueBarDelegate::Background::Plain, this);
  m_tree->setItemDelegateForColumn(Column::MessageRate, number);
  m_tree->setItemDelegateForColumn(Column::Pid, number);
  m_tree->header()->setObjectName(QStringLiteral("processTreeHeader"));
  m_tree->header()->setStretchLastSection(false);
  restoreDefaultColumns();
  connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& current) { onCurrentChanged(current); });
  connect(m_tree, &QAbstractItemView::doubleClicked, this,
          [this] { emit activatedPid(m_selected); });
  connect(m_tree, &QWidget::customContextMenuRequested, this,
          [this, actions](const QPoint& position) {
            if (!m_tree->indexAt(position).isValid()) return;
            showProcessMenu(*actions, {actions->showInTree()}, m_tree,
                            m_tree->viewport()->mapToGlobal(position));
          });
}

void TreePage::restoreDefaultColumns() {
  const QFontMetrics mono(monospaced(font()));
  const auto wide = [&](int characters) { return mono.averageCharWidth() * characters; };
  QHeaderView* header = m_tree->header();
  for (int i = 0; i < Column::ColumnCount; ++i) header->moveSection(header->visualIndex(i), i);
  header->setSectionResizeMode(Column::Name, QHeaderView::Stretch);
  header->resizeSection(Column::InitialCall, wide(23));
  header->resizeSection(Column::Status, wide(14));
  header->resizeSection(Column::Mailbox, wide(11));
  header->resizeSection(Column::MessageRate, wide(10));
  header->resizeSection(Column::Pid, wide(15));
}

void TreePage::applyView(const models::NodeViewPtr& view) {
  m_model->setVisibleIndexes(visibleIndexes());
  m_model->applyView(view);
  m_find->setCounts(view->totals.processes, view->totals.processes);
  m_empty->setMessage(view->totals.processes > 0 ? QString() : tr("No processes yet"));
  if (!m_opened && view->totals.processes > 0) openTopLevels();
  if (m_selected && m_model->pidAt(m_tree->currentIndex()) != m_selected) {
    followSelection(m_selected);
  }
}

bool TreePage::startFinding() {
  m_find->startEditing();
  return true;
}

QModelIndexList TreePage::visibleIndexes() const {
  QModelIndexList indexes;
  const int bottom = m_tree->viewport()->height();
  for (QModelIndex index = m_tree->indexAt({0, 0}); index.isValid();
       index = m_tree->indexBelow(index)) {
    if (m_tree->visualRect(index).top() >= bottom) break;
    indexes << index.siblingAtColumn(0);
  }
  return indexes;
}

/// A tree that starts as one closed line helps nobody; one with 100 000 lines neither.
void TreePage::openTopLevels() {
  m_opened = true;
  const auto open = [this](const QModelIndex& parent) {
    if (m_model->rowCount(parent) > openedAtStart) return;
    m_tree->expand(parent);
  };
  for (int i = 0; i < qMin(m_model->rowCount(), openedAtStart); ++i) {
    const QModelIndex root = m_model->index(i, 0);
    open(root);
    for (int j = 0; j < qMin(m_model->rowCount(root), openedAtStart); ++j) {
      open(m_model->index(j, 0, root));
    }
  }
}

bool TreePage::showProcess(genmsg::Pid pid) {
  const QModelIndex index = m_model->indexOf(pid);
  if (!index.isValid()) return false;
  m_tree->setCurrentIndex(index);
  m_tree->scrollTo(index);
  return true;
}

void TreePage::followSelection(genmsg::Pid pid) {
  m_selected = pid;
  if (!isVisible()) return;  // the next view will
  const QModelIndex index = m_model->indexOf(pid);
  if (index == m_tree->currentIndex()) return;
  m_tree->setAutoScroll(false);
  m_tree->setCurrentIndex(index);
  m_tree->setAutoScroll(true);
}

void TreePage::onCurrentChanged(const QModelIndex& current) {
  if (!current.isValid()) return;
  const genmsg::Pid pid = m_model->pidAt(current);
  if (pid == m_selected) return;
  m_selected = pid;
  emit pidSelected(pid);
}

/// The first hit at or after (`from` 0) or after (1) the selected process, in the snapshot's order.
void TreePage::find(const QString& text, int from) {
  const models::NodeViewPtr view = m_model->view();
  m_find->setError(QString());
  if (view == nullptr || text.isEmpty()) return;
  const auto& rows = view->snapshot->processes;
  const std::uint32_t selected = view->rowOf(m_selected);
  const std::size_t start =
      selected == models::noRow ? 0 : selected + static_cast<std::size_t>(from);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const genmsg::ProcessRow& row = rows[(start + i) % rows.size()];
    if (!contains(row, text)) continue;
    showProcess(row.pid);
    return;
  }
  m_find->setError(tr("Not found"));
}

bool TreePage::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_F3) {
      find(m_find->text(), 1);
      return true;
    }
    if (watched == m_tree && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
      emit activatedPid(m_selected);
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace views
