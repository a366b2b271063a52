// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>
#include <QTimer>

#include "genmsg/term/pid.h"
#include "models/process_column.h"

namespace models {
class ProcessTableModel;
}

namespace views {

/// The table of processes. The selection is a pid: it stays on its process whatever the order does,
/// and on nothing, rather than on a neighbour, once the process has left the table.
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
  /// Columns, widths, sorting as in a new installation.
  void restoreDefaultColumns();

 signals:
  /// Somebody chose another process.
  void pidSelected(genmsg::Pid pid);
  void activatedPid(genmsg::Pid pid);
  void orderHeldChanged(bool held);

 protected:
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;
  void changeEvent(QEvent* event) override;

 private:
  void setUpHeader();
  void setUpDelegates();
  void applyMetrics();
  void showColumnMenu(const QPoint& position);
  int naturalWidth(models::ProcessColumn column) const;
  void fitColumns();
  void updateVisibleRows();
  void onHoldTimeout();

  models::ProcessTableModel* m_model = nullptr;
  genmsg::Pid m_selected;
  QTimer m_hold;
  bool m_held = false;
  bool m_fitting = false;
};

}  // namespace views
