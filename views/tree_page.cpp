// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tree_page.h"

#include <QAction>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "models/format.h"
#include "models/process_finder.h"
#include "models/process_relations.h"
#include "models/process_tree_model.h"
#include "views/diagram_pane.h"
#include "views/empty_overlay.h"
#include "views/filter_bar.h"
#include "views/process_actions.h"
#include "views/process_diagram.h"
#include "views/process_menu.h"
#include "views/process_tree_view.h"

namespace views {

using models::ProcessFinder;

TreePage::TreePage(models::ProcessTreeModel* model, ProcessActions* actions, QWidget* parent)
    : Page(parent),
      m_model(model),
      m_finder(new ProcessFinder(this)),
      m_find(new FilterBar(tr("the tree"), this)),
      m_hits(new QLabel(this)),
      m_tree(new ProcessTreeView(model, this)),
      m_pane(new DiagramPane(this)),
      m_stack(new QStackedWidget(this)),
      m_empty(new EmptyOverlay(m_tree)) {
  setObjectName(QStringLiteral("treePage"));
  m_empty->setMessage(tr("Waiting for the first snapshot…"));
  setUpTree(actions);
  setUpFinding();
  setUpDiagram(actions);
  auto* top = new QHBoxLayout;
  top->addWidget(m_find, 1);
  top->addWidget(m_hits);
  top->addWidget(makeToggle());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(top);
  m_stack->addWidget(m_tree);
  m_stack->addWidget(m_pane);
  layout->addWidget(m_stack, 1);
}

void TreePage::setUpTree(ProcessActions* actions) {
  connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& current) { onCurrentChanged(current); });
  connect(m_tree, &ProcessTreeView::processActivated, this, &Page::activatedPid);
  connect(m_tree, &ProcessTreeView::groupsRequested, this, [this](genmsg::Pid owner) {
    emit groupsRequested(QStringLiteral("supervisor:") + models::formatPid(owner));
  });
  connect(m_tree, &QWidget::customContextMenuRequested, this,
          [this, actions](const QPoint& position) {
            if (!m_model->pidAt(m_tree->indexAt(position))) return;
            showProcessMenu(*actions, {actions->showInTree()}, m_tree,
                            m_tree->viewport()->mapToGlobal(position));
          });
  m_tree->installEventFilter(this);
}

void TreePage::setUpFinding() {
  m_find->setPlaceholder(tr("Find in the tree (Ctrl+F); F3 for the next, Shift+F3 the one before"));
  m_find->setSyntaxHelp(tr("Finds a part of pid, name or initial call, and opens its ancestors"));
  m_hits->setObjectName(QStringLiteral("treeHits"));
  m_hits->setAccessibleName(tr("Hits in the tree"));
  connect(m_find, &FilterBar::filterChanged, m_finder, &ProcessFinder::setText);
  connect(m_find, &FilterBar::returnPressed, this, [this] { findNext(false); });
  connect(m_finder, &ProcessFinder::found, this, [this](bool first) {
    if (first) goToHit(m_finder->atOrAfter(m_selected));
    updateHits();
  });
  m_find->installEventFilter(this);
}

void TreePage::setUpDiagram(ProcessActions* actions) {
  ProcessDiagram& diagram = m_pane->diagram();
  connect(&diagram, &ProcessDiagram::pidSelected, this, [this](genmsg::Pid pid) {
    m_selected = pid;
    emit pidSelected(pid);
  });
  connect(&diagram, &ProcessDiagram::activatedPid, this, &Page::activatedPid);
  connect(&diagram, &ProcessDiagram::menuRequested, this,
          [this, actions](genmsg::Pid, const QPoint& position) {
            showProcessMenu(*actions, {actions->showInTree()}, m_pane, position);
          });
  connect(&m_pane->relations(), &models::ProcessRelations::infoRequested, this,
          &TreePage::infoRequested);
  connect(m_pane, &DiagramPane::exportRequested, this, &TreePage::exportRequested);
  diagram.installEventFilter(this);
}

QWidget* TreePage::makeToggle() {
  auto* toggle = new QWidget(this);
  auto* layout = new QHBoxLayout(toggle);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  auto* group = new QActionGroup(toggle);
  const auto add = [&](const char* name, const QString& text, const QString& toolTip) {
    auto* action = new QAction(text, group);
    action->setCheckable(true);
    action->setToolTip(toolTip);
    auto* button = new QToolButton(toggle);
    button->setObjectName(QLatin1String(name));
    button->setDefaultAction(action);
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::TabFocus);
    layout->addWidget(button);
    return action;
  };
  m_outlineChoice = add("treeOutline", tr("Outline"), tr("Processes in rows that fold"));
  m_diagramChoice = add("treeDiagram", tr("Diagram"),
                        tr("What is open in the outline as boxes, with links and monitors"));
  m_outlineChoice->setChecked(true);
  connect(m_diagramChoice, &QAction::toggled, this, &TreePage::setDiagramShown);
  return toggle;
}

void TreePage::setDiagramShown(bool shown) {
  (shown ? m_diagramChoice : m_outlineChoice)->setChecked(true);
  if (shown == isDiagramShown()) return;
  m_stack->setCurrentWidget(shown ? static_cast<QWidget*>(m_pane) : m_tree);
  updateDiagram();
  if (shown) m_pane->diagram().setFocus();
  else m_tree->setFocus();
}

bool TreePage::isDiagramShown() const { return m_stack->currentWidget() == m_pane; }

void TreePage::updateDiagram() {
  const models::NodeViewPtr view = m_model->view();
  if (!isDiagramShown() || view == nullptr) return;
  std::vector<genmsg::Pid> pids = m_tree->openProcesses(diagramMax + 1);
  QString notice;
  if (pids.size() > diagramMax) {
    pids = nearestToSelected(*view);
    const QString most = models::formatCount(diagramMax);
    notice = m_branch ? tr("More than %1 processes are open in the outline. These are %2, from %3 "
                           "on. Find or select another one, or close branches, to see others.")
                            .arg(most, models::formatCount(pids.size()),
                                 m_model->indexOf(m_branch).data().toString())
                      : tr("More than %1 processes are open in the outline. These are the first. "
                           "Find or select one, or close branches, to see others.")
                            .arg(most);
  }
  m_pane->showProcesses(pids, view, notice);
  m_pane->diagram().setCurrent(m_selected);
}

/// The branch stays while the selected one is in it: the diagram must not change under a click.
std::vector<genmsg::Pid> TreePage::nearestToSelected(const models::NodeView& view) {
  const auto take = [&] {
    const std::uint32_t root = m_branch ? view.rowOf(m_branch) : models::noRow;
    std::vector<genmsg::Pid> pids;
    for (const std::uint32_t row : models::nearestBelow(*view.forest, root, diagramMax))
      pids.push_back(view.process(row).pid);
    return pids;
  };
  const auto hasSelected = [this](const std::vector<genmsg::Pid>& pids) {
    return std::ranges::find(pids, m_selected) != pids.end();
  };
  if (m_branch && view.rowOf(m_branch) == models::noRow) m_branch = {};
  std::vector<genmsg::Pid> pids = take();
  if (view.rowOf(m_selected) == models::noRow || hasSelected(pids)) return pids;
  chooseBranch(view);
  pids = take();
  // It has more siblings than there is room for.
  if (!hasSelected(pids)) pids.back() = m_selected;
  return pids;
}

/// The one below the selected process, or that it is in if nobody is below.
void TreePage::chooseBranch(const models::NodeView& view) {
  const std::uint32_t row = view.rowOf(m_selected);
  const std::uint32_t parent = view.forest->parentOf(row);
  const bool isLeaf = view.forest->childrenOf(row).empty();
  m_branch = !isLeaf                     ? m_selected
             : parent == models::noRow ? genmsg::Pid()
                                         : view.process(parent).pid;
}

void TreePage::applyInfo(genmsg::Pid pid, const genmsg::ProcessInfoPtr& info) {
  m_pane->relations().applyInfo(pid, info);
}

void TreePage::applyInfoError(genmsg::Pid pid) { m_pane->relations().applyInfoError(pid); }

void TreePage::restoreDefaultColumns() { m_tree->restoreDefaultColumns(); }

void TreePage::applyView(const models::NodeViewPtr& view) {
  m_model->setVisibleIndexes(m_tree->visibleIndexes());
  m_model->applyView(view);
  m_tree->flashRestarted();
  m_finder->applyView(view);
  updateHits();
  m_empty->setMessage(view->totals.processes > 0 ? QString() : tr("No processes yet"));
  if (!m_opened && view->totals.processes > 0) {
    m_opened = true;
    m_tree->openTopLevels();
  }
  if (m_selected && m_model->pidAt(m_tree->currentIndex()) != m_selected) {
    followSelection(m_selected);
  }
  updateDiagram();
}

bool TreePage::startFinding() {
  m_find->startEditing();
  return true;
}

bool TreePage::showProcess(genmsg::Pid pid) {
  const QModelIndex index = m_model->reveal(pid);
  if (!index.isValid()) return false;
  m_tree->setCurrentIndex(index);
  m_tree->scrollTo(index);
  updateDiagram();
  m_pane->diagram().showCurrent();
  return true;
}

void TreePage::followSelection(genmsg::Pid pid) {
  m_selected = pid;
  updateHits();
  if (!isVisible()) return;  // the next view will
  m_pane->diagram().setCurrent(pid);
  const QModelIndex current = m_tree->currentIndex();
  if (m_model->pidAt(current) == pid) return;  // or both are none: a row that is no process stays
  const QModelIndex index = m_model->reveal(pid);
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

void TreePage::goToHit(genmsg::Pid hit) {
  if (hit && hit != m_model->pidAt(m_tree->currentIndex())) showProcess(hit);
}

void TreePage::findNext(bool backward) {
  goToHit(m_finder->next(m_selected, backward ? ProcessFinder::Direction::Backward
                                              : ProcessFinder::Direction::Forward));
  updateHits();
}

/// "3 of 17", or how many processes there are while nothing is looked for.
void TreePage::updateHits() {
  const models::NodeViewPtr view = m_model->view();
  const auto hits = m_finder->hits().size();
  if (m_find->text().isEmpty()) {
    m_find->setError({});
    m_hits->setText(view ? models::formatCount(view->totals.processes) : QString());
    return;
  }
  if (m_finder->isSearching()) return;
  m_find->setError(hits == 0 ? tr("Not found") : QString());
  const std::size_t number = m_finder->numberOf(m_selected);
  if (number > 0)
    //: the hit that is selected, and how many there are
    m_hits->setText(tr("%1 of %2 hits").arg(models::formatCount(number), models::formatCount(hits)));
  else
    m_hits->setText(tr("%1 hits").arg(models::formatCount(hits)));
}

bool TreePage::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_F3) {
      findNext(key->modifiers().testFlag(Qt::ShiftModifier));
      return true;
    }
  }
  return Page::eventFilter(watched, event);
}

}  // namespace views
