// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/watch_model.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "models/format.h"
#include "models/roles.h"
#include "models/suspension_text.h"

namespace models {

using genmsg::sys::WatchInfo;

void WatchModel::setWatches(std::vector<WatchInfo> watches) {
  const auto isIn = [](const std::vector<WatchInfo>& list, const genmsg::Term& id) {
    return std::ranges::find(list, id, &WatchInfo::id) != list.end();
  };
  for (int row = rowCount() - 1; row >= 0; --row) {
    if (isIn(watches, m_watches[static_cast<std::size_t>(row)].id)) continue;
    beginRemoveRows({}, row, row);
    m_watches.erase(m_watches.begin() + row);
    endRemoveRows();
  }
  // One that is set again goes to the end; what stays before it has not moved then.
  for (std::size_t row = 0; row < watches.size(); ++row) {
    const bool isThere = row < m_watches.size() && m_watches[row].id == watches[row].id;
    if (isThere) continue;
    const int first = static_cast<int>(row);
    if (row < m_watches.size()) {
      beginRemoveRows({}, first, rowCount() - 1);
      m_watches.resize(row);
      endRemoveRows();
    }
    beginInsertRows({}, first, static_cast<int>(watches.size()) - 1);
    m_watches.insert(m_watches.end(), watches.begin() + first, watches.end());
    endInsertRows();
    break;
  }
  m_watches = std::move(watches);
  if (!m_watches.empty())
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const WatchInfo* WatchModel::watchAt(int row) const {
  return row >= 0 && row < rowCount() ? &m_watches[static_cast<std::size_t>(row)] : nullptr;
}

int WatchModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_watches.size());
}

int WatchModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant WatchModel::data(const QModelIndex& index, int role) const {
  const WatchInfo* const watch = index.isValid() ? watchAt(index.row()) : nullptr;
  if (!watch) return {};
  if (role == Qt::TextAlignmentRole && index.column() == Hits)
    return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != RawValueRole) return {};
  switch (index.column()) {
    case Condition:
      return QString::fromStdString(genmsg::sys::to_string(watch->condition));
    case Hits:
      return role == RawValueRole ? QVariant(qulonglong{watch->hits})
                                  : QVariant(formatCount(watch->hits));
    case SetBy:
      return ownerText(watch->owner);
    default:
      return {};
  }
}

QVariant WatchModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section == Hits)
    return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Condition:
      return tr("Suspends when");
    case Hits:
      return tr("Hits");
    case SetBy:
      return tr("Set by");
    default:
      return {};
  }
}

}  // namespace models
