// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "models/node_view.h"
#include "views/page.h"

class QToolButton;

namespace models {
class ProcessTableModel;
}

namespace views {

class EmptyOverlay;
class FilterBar;
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
  /// As of the table.
  std::vector<genmsg::Pid> selectedPids() const;
  qsizetype selectedCount() const;
  /// Selects and shows the process, without a filter if it hides it.
  void showProcess(genmsg::Pid pid);

 signals:
  /// selectedPids() may be others than before; may come often.
  void selectionChanged();

 private:
  void setUpBadge();
  void setUpMenu(ProcessActions* actions);
  void updateEmptyText(const models::NodeView& view);

  models::ProcessTableModel* m_model;
  FilterBar* m_filter;
  ProcessTableView* m_table;
  EmptyOverlay* m_empty;
  QToolButton* m_heldBadge;
  genmsg::Pid m_toShow;  // once the filter has let it through
};

}  // namespace views
