// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeView>

#include "models/process_tree_model.h"

class QVariantAnimation;

namespace views {

/// The outline of the Tree page: processes by who started them. + and - open and close a branch,
/// * all below it. A restart flashes its row.
/// Threads: GUI thread. Ownership: the model belongs to the caller and outlives the view.
class ProcessTreeView final : public QTreeView {
  Q_OBJECT

 public:
  /// How many rows * opens: beyond that nobody finds their way.
  static constexpr int openedMax = 1'000;

  explicit ProcessTreeView(models::ProcessTreeModel* model, QWidget* parent = nullptr);

  void restoreDefaultColumns();
  QModelIndexList visibleIndexes() const;
  /// The processes whose ancestors are open, in order, on screen or not; at most `max`.
  std::vector<genmsg::Pid> openProcesses(std::size_t max) const;
  /// The first two levels, as far as they are short: a tree that starts as one closed line helps
  /// nobody, and one with 100 000 lines neither.
  void openTopLevels();
  /// What is below the row, level by level, until openedMax rows were opened.
  void openBelow(const QModelIndex& index);
  /// After a view: rows on screen that were restarted flash once. Where motion is reduced, they are
  /// tinted as long as it is news.
  void flashRestarted();
  /// What is done to the row by Enter, or to one that is no process by a click.
  void activateRow(const QModelIndex& index);

 signals:
  void processActivated(genmsg::Pid pid);
  /// Somebody wants to see the children of `owner` grouped by class.
  void groupsRequested(genmsg::Pid owner);

 protected:
  void drawRow(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void rowsAboutToBeRemoved(const QModelIndex& parent, int start, int end) override;

 private:
  void setUpColumns();
  void fitName();

  models::ProcessTreeModel* m_model;
  QVariantAnimation* m_flash;
  bool m_fitting = false;
};

}  // namespace views
