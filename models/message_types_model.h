// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "genmsg/observe/node.h"

namespace models {

/// How many messages of each type wait in a mailbox, most first. RawValueRole of Share is its part
/// of all, 0 to 1.
/// Threads: the GUI thread.
class MessageTypesModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column : int { Type, Count, Share, ColumnCount };

  using QAbstractTableModel::QAbstractTableModel;

  void setMailbox(const genmsg::MailboxPeekPtr& mailbox);  // null: not looked at

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  genmsg::MailboxPeekPtr m_mailbox;
};

}  // namespace models
