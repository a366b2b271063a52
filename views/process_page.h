// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <optional>
#include <vector>

#include "models/filter.h"
#include "models/node_view.h"
#include "views/page.h"

class QAction;
class QComboBox;
class QModelIndex;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace models {
class GroupModel;
class ProcessTableModel;
}

namespace views {

class EmptyOverlay;
class FilterBar;
class FindBar;
class ProcessActions;
class ProcessTableView;

/// The Processes page: filter, table, and what the table says when it is empty or held still.
/// Threads: GUI thread. Ownership: model and actions belong to the caller and outlive the page.
class ProcessPage final : public Page {
  Q_OBJECT

 public:
  ProcessPage(models::ProcessTableModel* model, ProcessActions* actions,
              QWidget* parent = nullptr);

  void applyView(const models::NodeViewPtr& view) override;
  bool startFinding() override;
  FilterBar& filterBar() { return *m_filter; }
  ProcessTableView& table() { return *m_table; }
  void restoreDefaultColumns() override;
  /// For the View menu: rows that are new, rows that have exited, motion, columns; null is a
  /// separator.
  const QList<QAction*>& viewActions() const { return m_viewActions; }
  /// For the menus, too: find next, find previous, go to.
  QAction* goTo() const { return m_findActions.last(); }
  const QList<QAction*>& findActions() const { return m_findActions; }
  /// Whether nothing is to fade or move.
  QAction* reducedMotion() const { return m_reducedMotion; }
  /// As of the table.
  std::vector<genmsg::Pid> selectedPids() const;
  qsizetype selectedCount() const;
  /// Selects and shows the process, without a filter if it hides it.
  void showProcess(genmsg::Pid pid);

 signals:
  /// selectedPids() may be others than before; may come often.
  void selectionChanged();

 private:
  /// A search through the rows shown, a slice at a time.
  struct Search {
    models::Filter filter;
    int at = 0;
    int step = 1;
    int left = 0;  // rows
  };

  void setUpSwitches();
  void setUpGroups();
  void showGroupsOf(int choice);
  void enterGroup(const QModelIndex& index);
  void setUpFinding();
  QAction* makeSwitch(const char* name, const QString& text, const QString& toolTip,
                      bool otherwise);
  QAction* makeFinder(const char* name, const QString& text, const QKeySequence& key);
  void find(int step);
  void searchOn();
  void askWhereToGo();
  void setUpBadge();
  void setUpMenu(ProcessActions* actions);
  void updateEmptyText(const models::NodeView& view);
  void sayWhyEmpty(const QString& text, const QString& button = QString());

  models::ProcessTableModel* m_model;
  FilterBar* m_filter;
  FindBar* m_find;
  ProcessTableView* m_table;
  EmptyOverlay* m_empty;
  QToolButton* m_heldBadge;
  QComboBox* m_groupBox;
  models::GroupModel* m_groupModel;
  QTableView* m_groupTable;
  QStackedWidget* m_stack;
  EmptyOverlay* m_groupEmpty;
  QList<QAction*> m_viewActions;
  QList<QAction*> m_findActions;
  QAction* m_reducedMotion = nullptr;
  std::optional<Search> m_search;
  genmsg::Pid m_toShow;  // once the filter has let it through
};

}  // namespace views
