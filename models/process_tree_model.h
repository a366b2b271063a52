// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include <QAbstractItemModel>

#include "models/node_view.h"

namespace models {

/// The processes of a view by who started them. A row is its pid: what is expanded or selected
/// stays so while processes come and go around it.
/// Threads: the GUI thread.
/// Complexity: 8 bytes a child of a process whose children were asked for; applyView() is O(those)
/// if anybody started or died, nothing for branches that were never opened, and else O(visible
/// rows). data() O(1).
class ProcessTreeModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Column : int { Name, InitialCall, Status, Mailbox, MessageRate, Pid, ColumnCount };

  explicit ProcessTreeModel(QObject* parent = nullptr);
  ~ProcessTreeModel() override;

  /// Shows the view. The same view again does nothing.
  void applyView(const NodeViewPtr& view);

  /// The rows that are on screen; changed values are reported for these only. While it is empty,
  /// all rows that were asked for count.
  void setVisibleIndexes(const QModelIndexList& indexes);

  NodeViewPtr view() const { return m_view; }
  genmsg::Pid pidAt(const QModelIndex& index) const;  // a default pid for an invalid index
  /// The row of a process, its ancestors' children loaded; invalid if it is not alive.
  QModelIndex indexOf(genmsg::Pid pid) const;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  using QObject::parent;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  bool hasChildren(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  /// The children of one process whose children somebody asked for.
  struct Branch;

  Branch* branchOf(const QModelIndex& parent) const;
  Branch* branchFor(genmsg::Pid owner, Branch* parent, int row) const;
  std::vector<genmsg::Pid> childrenOf(genmsg::Pid owner) const;
  QModelIndex indexOfOwner(Branch& branch) const;
  void update();
  void removeGone(Branch& branch);
  template <class IsGone>
  void removeIf(Branch& branch, IsGone isGone);
  void insertNew(Branch& branch, const std::vector<genmsg::Pid>& now);
  void forget(genmsg::Pid owner);
  void emitVisibleChanged();
  void emitAllChanged();
  QString displayText(std::uint32_t row, int column) const;

  NodeViewPtr m_view;
  QList<QPersistentModelIndex> m_visible;
  // Filled by const functions: a branch that nobody asked for does not cost anything.
  mutable std::unordered_map<genmsg::Pid, std::unique_ptr<Branch>> m_branches;
};

}  // namespace models
