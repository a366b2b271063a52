// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "genmsg/observe/node.h"
#include "models/node_view.h"
#include "views/page.h"

class QLabel;
class QStackedWidget;

namespace models {
class ProcessFinder;
class ProcessTreeModel;
}  // namespace models

namespace views {

class DiagramPane;
class EmptyOverlay;
class FilterBar;
class ProcessActions;
class ProcessTreeView;

/// The Tree page: who started whom, with live mailbox and status. Its field finds, and does not
/// filter: a process without its ancestors would say nothing. F3 and Shift+F3 go through the hits.
/// What is open in the outline can be seen as a diagram, too, up to diagramMax processes; of more,
/// those nearest to the selected one.
/// Threads: GUI thread. Ownership: model and actions belong to the caller and outlive the page.
class TreePage final : public Page {
  Q_OBJECT

 public:
  static constexpr std::size_t diagramMax = 300;

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
  void setDiagramShown(bool shown);
  bool isDiagramShown() const;
  DiagramPane& diagramPane() { return *m_pane; }

 public slots:
  /// What infoRequested() asked for, or somebody else.
  void applyInfo(genmsg::Pid pid, const genmsg::ProcessInfoPtr& info);
  void applyInfoError(genmsg::Pid pid);

 signals:
  /// Somebody wants to see the processes that the filter lets through, grouped by class.
  void groupsRequested(const QString& filter);
  /// Links and monitors of the process are wanted.
  void infoRequested(genmsg::Pid pid);
  /// Somebody wants the diagram in a file.
  void exportRequested();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void setUpTree(ProcessActions* actions);
  void setUpFinding();
  void setUpDiagram(ProcessActions* actions);
  QWidget* makeToggle();
  void updateDiagram();
  std::vector<genmsg::Pid> nearestToSelected(const models::NodeView& view);
  void chooseBranch(const models::NodeView& view);
  void goToHit(genmsg::Pid hit);
  void findNext(bool backward);
  void updateHits();
  void onCurrentChanged(const QModelIndex& current);

  models::ProcessTreeModel* m_model;
  models::ProcessFinder* m_finder;
  FilterBar* m_find;
  QLabel* m_hits;
  ProcessTreeView* m_tree;
  DiagramPane* m_pane;
  QStackedWidget* m_stack;
  QAction* m_outlineChoice = nullptr;
  QAction* m_diagramChoice = nullptr;
  EmptyOverlay* m_empty;
  genmsg::Pid m_selected;
  genmsg::Pid m_branch;  // that the diagram shows, where not all fits; a default pid: the roots
  bool m_opened = false;
};

}  // namespace views
