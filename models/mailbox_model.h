// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "genmsg/observe/node.h"

namespace models {

/// What waits at both ends of a mailbox: the messages whose turn comes first, those that came last,
/// and a row between them that says how many are not shown.
/// Threads: the GUI thread.
/// Limits: a message is cut to a line; TermTextRole has it as the node gave it.
class MailboxModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column : int { Index, Type, From, Message, ColumnCount };

  using QAbstractTableModel::QAbstractTableModel;

  void setMailbox(const genmsg::MailboxPeekPtr& mailbox);  // null: not looked at
  const genmsg::MailboxPeekPtr& mailbox() const { return m_mailbox; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  std::uint64_t hidden() const;  // messages between the two ends
  const genmsg::MailboxPeek::Queued* queuedAt(int row) const;  // null: the row between
  QString text(const genmsg::MailboxPeek::Queued& queued, int column) const;

  genmsg::MailboxPeekPtr m_mailbox;
};

}  // namespace models
