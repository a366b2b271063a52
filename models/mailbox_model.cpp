// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mailbox_model.h"

#include "genmsg/term/print.h"
#include "models/format.h"
#include "models/roles.h"

namespace models {
namespace {

using Queued = genmsg::MailboxPeek::Queued;

constexpr genmsg::PrintLimits lineLimits{8, 300};

QString textOf(const genmsg::Term& term, genmsg::PrintLimits limits = {}) {
  return QString::fromStdString(genmsg::print(term, limits));
}

}  // namespace

void MailboxModel::setMailbox(const genmsg::MailboxPeekPtr& mailbox) {
  if (!mailbox && !m_mailbox) return;
  beginResetModel();
  m_mailbox = mailbox;
  endResetModel();
}

std::uint64_t MailboxModel::hidden() const {
  const std::uint64_t shown = m_mailbox->first.size() + m_mailbox->last.size();
  return m_mailbox->total > shown ? m_mailbox->total - shown : 0;
}

const Queued* MailboxModel::queuedAt(int row) const {
  auto at = static_cast<std::size_t>(row);
  if (at < m_mailbox->first.size()) return &m_mailbox->first[at];
  at -= m_mailbox->first.size();
  if (hidden() > 0) {
    if (at == 0) return nullptr;
    --at;
  }
  return &m_mailbox->last[at];
}

int MailboxModel::rowCount(const QModelIndex& parent) const {
  if (parent.isValid() || !m_mailbox) return 0;
  const std::size_t shown = m_mailbox->first.size() + m_mailbox->last.size();
  return static_cast<int>(shown) + (hidden() > 0 ? 1 : 0);
}

int MailboxModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QString MailboxModel::text(const Queued& queued, int column) const {
  switch (column) {
    case Index:
      return queued.priority ? tr("%1 priority").arg(formatCount(queued.index + 1))
                             : formatCount(queued.index + 1);
    case Type:
      return formatAtom(queued.type);
    case From:
      return queued.sender ? formatPid(queued.sender) : tr("no process");
    case Message:
      return textOf(queued.message, lineLimits);
    default:
      return {};
  }
}

QVariant MailboxModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid));
  const Queued* queued = queuedAt(index.row());
  if (!queued) {
    const bool isText = role == Qt::DisplayRole && index.column() == Message;
    return isText ? tr("… %1 more between").arg(formatCount(hidden())) : QVariant();
  }
  switch (role) {
    case Qt::DisplayRole:
      return text(*queued, index.column());
    case Qt::TextAlignmentRole:
      return index.column() == Index ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case TermTextRole:
      return textOf(queued->message);
    case RawValueRole:
      return index.column() == Index ? QVariant(static_cast<qulonglong>(queued->index + 1))
                                     : QVariant(text(*queued, index.column()));
    case PidRole:
      return QVariant::fromValue(index.column() == From ? queued->sender : genmsg::Pid());
    default:
      return {};
  }
}

QVariant MailboxModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::ToolTipRole && section == Index)
    return tr("1 is handled next; priority messages come first");
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Index:
      return tr("Index");
    case Type:
      return tr("Type");
    case From:
      return tr("From");
    case Message:
      return tr("Message");
    default:
      return {};
  }
}

}  // namespace models
