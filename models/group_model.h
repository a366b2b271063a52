// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unordered_map>
#include <vector>

#include <QAbstractTableModel>

#include "models/node_view.h"

namespace models {

/// The groups of a view, one a row.
/// Threads: the GUI thread. Complexity: sorts at most groupsMost groups a view.
class GroupModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column : int {
    Group,
    Count,
    MailboxSum,
    MailboxMax,
    MailboxP99,
    MessageRate,
    Busy,
    Suspended,
    ColumnCount,
  };

  explicit GroupModel(QObject* parent = nullptr);

  /// Shows the view's groups; none if it has none.
  void applyView(const NodeViewPtr& view);
  /// A filter text that shows the row's processes only.
  QString filterOf(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;
  void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

 private:
  using Key = std::uint64_t;
  static Key keyOf(const ProcessGroup& group, GroupBy by);
  QString nameOf(const ProcessGroup& group) const;
  double numberOf(const ProcessGroup& group, int column) const;
  void sortGroups(std::vector<ProcessGroup>& groups) const;
  void show(std::vector<ProcessGroup> groups);
  void removeGone(const std::unordered_map<Key, int>& stay);
  void appendNew(const std::vector<ProcessGroup>& groups);

  NodeViewPtr m_view;
  GroupBy m_by = GroupBy::None;
  std::vector<ProcessGroup> m_groups;
  int m_column = MailboxSum;
  Qt::SortOrder m_order = Qt::DescendingOrder;
};

}  // namespace models
