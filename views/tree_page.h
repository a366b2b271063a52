// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndexList>

#include "models/node_view.h"
#include "views/page.h"

class QLabel;

namespace models {
class ProcessFinder;
class ProcessTreeModel;
}  // namespace models

namespace views {

class EmptyOverlay;
class FilterBar;
class ProcessActions;
class ProcessTreeView;

/// The Tree page: who started whom, with live mailbox and status. Its field finds, and does not
/// filter: a process without its ancestors would say nothing. F3 and Shift+F3 go through the hits.
/// Threads: GUI thread. Ownership: model and actions belong to the caller and outlive the page.
class TreePage final : public Page {
  Q_OBJECT

 public:
  TreePage(models::ProcessTreeModel* model, ProcessActions* actions, QWidget* parent = nullptr);

  void applyView(const models::NodeViewPtr& view) override;
  bool startFinding() override;
  FilterBar& findBar() { return *m_find; }
  /// Opens its ancestors, selects it and scrolls there; false if it is not alive.
  bool showProcess(genmsg::Pid pid);
  /// Selects what is on screen without scrolling there or opening anything; a hidden page does so
  /// with the first view after it is shown.
  void followSelection(genmsg::Pid pid);
  void restoreDefaultColumns() override;
  /// Nothing moves: what would flash is tinted for a while.
  void setReducedMotion(bool reduced);

 signals:
  /// Somebody wants to see the processes that the filter lets through, grouped by class.
  void groupsRequested(const QString& filter);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void setUpTree(ProcessActions* actions);
  void setUpFinding();
  void goToHit(genmsg::Pid hit);
  void findNext(bool backward);
  void updateHits();
  void onCurrentChanged(const QModelIndex& current);

  models::ProcessTreeModel* m_model;
  models::ProcessFinder* m_finder;
  FilterBar* m_find;
  QLabel* m_hits;
  ProcessTreeView* m_tree;
  EmptyOverlay* m_empty;
  genmsg::Pid m_selected;
  bool m_opened = false;
};

}  // namespace views
