// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/group_model.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "models/format.h"
#include "models/roles.h"
#include "models/row_order.h"

namespace models {

GroupModel::GroupModel(QObject* parent) : QAbstractTableModel(parent) {}

void GroupModel::applyView(const NodeViewPtr& view) {
  if (!view || view == m_view) return;
  m_view = view;
  const ProcessGroupsPtr& groups = view->groups;
  if (!groups || groups->by != m_by) {
    beginResetModel();
    m_groups.clear();
    m_by = groups ? groups->by : GroupBy::None;
    endResetModel();
  }
  if (!groups) return;
  std::vector<ProcessGroup> sorted = groups->groups;
  sortGroups(sorted);
  show(std::move(sorted));
}

GroupModel::Key GroupModel::keyOf(const ProcessGroup& group, GroupBy by) {
  switch (by) {
    case GroupBy::InitialCall:
      return group.initialCall.index();
    case GroupBy::Supervisor:
      return Key{group.supervisor.index} << 32 | group.supervisor.serial;
    case GroupBy::Status:
      return static_cast<Key>(group.status);
    case GroupBy::None:
      break;
  }
  return 0;
}

// Selections stay on their groups: those that are gone are removed, new ones come at the end, and
// then all are put in order.
void GroupModel::show(std::vector<ProcessGroup> groups) {
  std::unordered_map<Key, int> places;
  for (const ProcessGroup& group : groups)
    places.emplace(keyOf(group, m_by), static_cast<int>(places.size()));
  removeGone(places);
  appendNew(groups);
  Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
  const QModelIndexList from = persistentIndexList();
  QModelIndexList to;
  to.reserve(from.size());
  for (const QModelIndex& index : from) {
    const ProcessGroup& group = m_groups[static_cast<std::size_t>(index.row())];
    to.append(createIndex(places.at(keyOf(group, m_by)), index.column()));
  }
  m_groups = std::move(groups);
  changePersistentIndexList(from, to);
  Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void GroupModel::removeGone(const std::unordered_map<Key, int>& stay) {
  constexpr int singly = 100;  // more of them: all at once, and the selection goes, too
  const auto isGone = [&](const ProcessGroup& group) {
    return !stay.contains(keyOf(group, m_by));
  };
  if (std::count_if(m_groups.begin(), m_groups.end(), isGone) > singly) {
    beginResetModel();
    m_groups.clear();
    endResetModel();
  }
  for (int row = rowCount() - 1; row >= 0; --row) {
    const auto group = m_groups.begin() + row;
    if (!isGone(*group)) continue;
    beginRemoveRows({}, row, row);
    m_groups.erase(group);
    endRemoveRows();
  }
}

void GroupModel::appendNew(const std::vector<ProcessGroup>& groups) {
  std::unordered_set<Key> known;
  for (const ProcessGroup& group : m_groups) known.insert(keyOf(group, m_by));
  std::vector<ProcessGroup> added;
  for (const ProcessGroup& group : groups) {
    if (!known.contains(keyOf(group, m_by))) added.push_back(group);
  }
  if (added.empty()) return;
  beginInsertRows({}, rowCount(), rowCount() + static_cast<int>(added.size()) - 1);
  m_groups.insert(m_groups.end(), added.begin(), added.end());
  endInsertRows();
}

QString GroupModel::nameOf(const ProcessGroup& group) const {
  switch (m_by) {
    case GroupBy::InitialCall:
      return group.initialCall == genmsg::atoms::undefined ? tr("(none)")
                                                           : formatAtom(group.initialCall);
    case GroupBy::Supervisor: {
      if (!group.supervisor) return tr("(none)");
      const std::uint32_t row = m_view->rowOf(group.supervisor);
      const QString name = row == noRow ? QString() : formatAtom(m_view->process(row).name);
      const QString pid = formatPid(group.supervisor);
      return name.isEmpty() ? pid : QString(name + u' ' + pid);
    }
    case GroupBy::Status:
      return statusWord(rowStatus(group.status));
    case GroupBy::None:
      break;
  }
  return {};
}

QString GroupModel::filterOf(int row) const {
  if (row < 0 || row >= rowCount()) return {};
  const ProcessGroup& group = m_groups[static_cast<std::size_t>(row)];
  switch (m_by) {
    case GroupBy::InitialCall:
      return QStringLiteral("init=\"%1\"").arg(formatAtom(group.initialCall));
    case GroupBy::Supervisor:
      return QStringLiteral("supervisor=") +
             (group.supervisor ? formatPid(group.supervisor) : QStringLiteral("none"));
    case GroupBy::Status:
      return QStringLiteral("status:") + Filter::statusWord(group.status);
    case GroupBy::None:
      break;
  }
  return {};
}

double GroupModel::numberOf(const ProcessGroup& group, int column) const {
  switch (column) {
    case Count:
      return group.count;
    case MailboxSum:
      return static_cast<double>(group.mailbox);
    case MailboxMax:
      return group.mailboxMax;
    case MailboxP99:
      return group.mailboxP99;
    case MessageRate:
      return group.messagesPerSecond;
    case Busy:
      return group.busy * 100;
    case Suspended:
      return group.suspended;
    default:
      return 0;
  }
}

int GroupModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_groups.size());
}

int GroupModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant GroupModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid));
  const ProcessGroup& group = m_groups[static_cast<std::size_t>(index.row())];
  const bool isNumber = index.column() != Group;
  if (role == Qt::TextAlignmentRole)
    return QVariant(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
  if (role == RawValueRole)
    return isNumber ? QVariant(numberOf(group, index.column())) : QVariant(nameOf(group));
  if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != Qt::ToolTipRole)
    return {};
  switch (index.column()) {
    case Group:
      return nameOf(group);
    case Count:
      return formatCount(group.count);
    case MailboxSum:
      return formatCount(group.mailbox);
    case MailboxMax:
      return formatCount(group.mailboxMax);
    case MailboxP99:
      return formatCount(group.mailboxP99);
    case MessageRate:
      return formatRate(group.messagesPerSecond);
    case Busy:
      return formatPercent(group.busy);
    case Suspended:
      return formatCount(group.suspended);
    default:
      return {};
  }
}

QVariant GroupModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
  const std::pair<QString, QString> texts[ColumnCount] = {
      {tr("Group"), tr("What its processes have in common; Enter shows them")},
      {tr("Processes"), tr("How many there are, of those that the filter lets through")},
      {tr("Mailbox sum"), tr("Messages that wait in their mailboxes, together")},
      {tr("Mailbox max"), tr("Messages that wait in the deepest mailbox")},
      {tr("Mailbox p99"), tr("99 of 100 of its processes have no more messages waiting")},
      {tr("Msgs/s"), tr("Messages that they handle per second, together")},
      {tr("Busy %"), tr("Share of the time of one scheduler, together: 200 % is two of them")},
      {tr("Suspended"), tr("How many of them are suspended")}};
  switch (role) {
    case Qt::DisplayRole:
      return texts[section].first;
    case Qt::ToolTipRole:
      return texts[section].second;
    case Qt::TextAlignmentRole:
      return QVariant(Qt::AlignVCenter | (section == Group ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::InitialSortOrderRole:
      return section == Group ? Qt::AscendingOrder : Qt::DescendingOrder;
    default:
      return {};
  }
}

void GroupModel::sort(int column, Qt::SortOrder order) {
  if (column < 0 || column >= ColumnCount) return;
  m_column = column;
  m_order = order;
  std::vector<ProcessGroup> sorted = m_groups;
  sortGroups(sorted);
  show(std::move(sorted));
}

void GroupModel::sortGroups(std::vector<ProcessGroup>& groups) const {
  const auto isLess = [this](const ProcessGroup& a, const ProcessGroup& b) {
    if (m_column != Group) return numberOf(a, m_column) < numberOf(b, m_column);
    return isNaturallyLess(nameOf(a).toStdString(), nameOf(b).toStdString());
  };
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const ProcessGroup& a, const ProcessGroup& b) {
                     return m_order == Qt::AscendingOrder ? isLess(a, b) : isLess(b, a);
                   });
}

}  // namespace models
