// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndexList>

#include "models/node_view.h"
#include "views/page.h"

class QTreeView;

namespace models {
class ProcessTreeModel;
}

namespace views {

class EmptyOverlay;
class FilterBar;
class ProcessActions;

/// The Tree page: who started whom, with live mailbox and status. Its field finds, and does not
/// filter: a process without its ancestors would say nothing.
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

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void setUpTree(ProcessActions* actions);
  void openTopLevels();
  QModelIndexList visibleIndexes() const;
  void find(const QString& text, int from);
  void onCurrentChanged(const QModelIndex& current);

  models::ProcessTreeModel* m_model;
  FilterBar* m_find;
  QTreeView* m_tree;
  EmptyOverlay* m_empty;
  genmsg::Pid m_selected;
  bool m_opened = false;
};

}  // namespace views
