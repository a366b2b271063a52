// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/message_types_model.h"

#include "models/format.h"
#include "models/roles.h"

namespace models {

void MessageTypesModel::setMailbox(const genmsg::MailboxPeekPtr& mailbox) {
  if (!mailbox && !m_mailbox) return;
  beginResetModel();
  m_mailbox = mailbox;
  endResetModel();
}

int MessageTypesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() || !m_mailbox ? 0 : static_cast<int>(m_mailbox->by_type.size());
}

int MessageTypesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant MessageTypesModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
  const auto& type = m_mailbox->by_type[static_cast<std::size_t>(index.row())];
  const double share = m_mailbox->counted == 0 ? 0
                                               : static_cast<double>(type.count) /
                                                     static_cast<double>(m_mailbox->counted);
  switch (role) {
    case Qt::DisplayRole:
      if (index.column() == Type) return formatAtom(type.type);
      if (index.column() == Count) return formatCount(type.count);
      return QString(formatPercent(share) + u" %");
    case Qt::TextAlignmentRole:
      return index.column() == Type ? QVariant() : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case RawValueRole:
      if (index.column() == Type) return formatAtom(type.type);
      return index.column() == Count ? QVariant(static_cast<qulonglong>(type.count))
                                     : QVariant(share);
    default:
      return {};
  }
}

QVariant MessageTypesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Type:
      return tr("Type");
    case Count:
      return tr("Count");
    case Share:
      return tr("Share");
    default:
      return {};
  }
}

}  // namespace models
