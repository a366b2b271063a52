// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>
#include <QTimer>
#include <vector>

#include "genmsg/term/pid.h"
#include "models/node_view.h"
#include "models/pid_selection.h"
#include "models/process_column.h"
#include "views/column_sets.h"

class QMenu;

namespace models {
class ProcessTableModel;
}

namespace views {

/// The table of processes. One of them is chosen, and is what Qt's selection model knows; any number
/// is selected, as pids (Ctrl and Shift with mouse and keys, Ctrl+A). Both stay on their processes
/// whatever the order does, and on nothing, rather than on a neighbour, once those have left the
/// table.
/// The order does not move under the hand: it is frozen while the mouse button is down, while a
/// menu is open, and for holdMs after a key or a new selection.
/// Pid, name and initial call share the width that the other columns leave, until somebody sizes a
/// column.
/// Threads: GUI thread. Limits: tells the model which rows are on screen; no other row costs.
class ProcessTableView final : public QTableView {
  Q_OBJECT

 public:
  static constexpr int holdMs = 3000;

  explicit ProcessTableView(QWidget* parent = nullptr);

  /// @pre before the first show
  void setProcessModel(models::ProcessTableModel* model);

  genmsg::Pid selectedPid() const { return m_selected; }
  /// The selected processes that are alive, in the order on screen. Complexity: O(selected), of
  /// all of them O(rows).
  std::vector<genmsg::Pid> selectedPids() const;
  /// How many that are, O(1); counts some that have exited while the order is frozen.
  qsizetype selectedCount() const;
  /// All that are shown, also those that come later, until another filter is asked for.
  void selectAll() override;
  /// Selects and shows the process; false if it is not in the table.
  bool selectPid(genmsg::Pid pid);
  /// Somebody chose it elsewhere: selects it where it is, now or as soon as it is in the table,
  /// without scrolling there.
  void followPid(genmsg::Pid pid);

  bool isOrderHeld() const { return m_held; }
  /// Holds the order until the hand has been away for holdMs.
  void holdOrder();
  /// Lets go of the order at once.
  void releaseOrder();
  /// The menu of the header, for the keyboard.
  void showColumnMenuAtHeader();
  /// Columns, widths, sorting as in a new installation.
  void restoreDefaultColumns();

 signals:
  /// Somebody chose another process.
  void pidSelected(genmsg::Pid pid);
  void activatedPid(genmsg::Pid pid);
  /// selectedPids() may be others than before.
  void selectedPidsChanged();
  void orderHeldChanged(bool held);

 protected:
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex& index,
                                                       const QEvent* event) const override;
  void resizeEvent(QResizeEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;
  void changeEvent(QEvent* event) override;

 private:
  void setUpHeader();
  void setUpDelegates();
  void applyMetrics();
  void showColumnMenu(const QPoint& position);
  void addColumnChoices(QMenu& menu);
  void addColumnSets(QMenu& menu);
  void askForSetName();
  ColumnSet columnSet() const;
  void applyColumnSet(const ColumnSet& set);
  void onRowsGone(int first, int last);
  void leaveOut(int first, int last);
  void onSpecRequested(const models::ViewSpec& spec);
  void selectOnly(genmsg::Pid pid);
  void selectRange(genmsg::Pid from, genmsg::Pid to, bool add);
  void selectBy(Qt::KeyboardModifiers modifiers, genmsg::Pid pid);
  void announceSelection();
  int naturalWidth(models::ProcessColumn column) const;
  void fitColumns();
  void updateVisibleRows();
  void onHoldTimeout();

  models::ProcessTableModel* m_model = nullptr;
  genmsg::Pid m_selected;              // the chosen one
  models::PidSelection m_selection;
  genmsg::Pid m_anchor;                // where Shift selects from
  QString m_allFilter;                 // that all was selected with
  bool m_selecting = false;            // who moves the current row selects, too
  QTimer m_hold;
  bool m_held = false;
  bool m_fitting = false;
};

}  // namespace views
