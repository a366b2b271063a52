// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tree_page.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

#include "models/format.h"
#include "models/process_finder.h"
#include "models/process_tree_model.h"
#include "views/empty_overlay.h"
#include "views/filter_bar.h"
#include "views/process_actions.h"
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
      m_empty(new EmptyOverlay(m_tree)) {
  setObjectName(QStringLiteral("treePage"));
  m_empty->setMessage(tr("Waiting for the first snapshot…"));
  setUpTree(actions);
  setUpFinding();
  auto* top = new QHBoxLayout;
  top->addWidget(m_find, 1);
  top->addWidget(m_hits);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(top);
  layout->addWidget(m_tree, 1);
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

void TreePage::restoreDefaultColumns() { m_tree->restoreDefaultColumns(); }

void TreePage::setReducedMotion(bool reduced) { m_tree->setReducedMotion(reduced); }

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
  return true;
}

void TreePage::followSelection(genmsg::Pid pid) {
  m_selected = pid;
  updateHits();
  if (!isVisible()) return;  // the next view will
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
