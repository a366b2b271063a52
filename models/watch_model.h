// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "genmsg/observe/node.h"

namespace models {

/// The watches of one process: what each waits for, who has set it, and how often it has come.
/// Threads: the GUI thread.
class WatchModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column : int { Condition, SetBy, Hits, ColumnCount };

  using QAbstractTableModel::QAbstractTableModel;

  /// Rows are in the order in which the watches were set; those that stay keep their selection.
  void setWatches(std::vector<genmsg::sys::WatchInfo> watches);
  const genmsg::sys::WatchInfo* watchAt(int row) const;  // null if there is no such row

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  std::vector<genmsg::sys::WatchInfo> m_watches;
};

}  // namespace models
