// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_table_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/roles.h"
#include "models/row_order.h"

namespace models {
namespace {

// What a cell is made of: one row of one view.
struct Source {
  const NodeView& view;
  std::uint32_t row;
  RowStatus status;

  const genmsg::ProcessRow& process() const { return view.process(row); }
  const ProcessRates& rates() const { return view.rates[row]; }
};

QVariant knownNumber(double value) {
  return std::isnan(value) ? QVariant() : QVariant(value);
}

QVariant rawNumber(const Source& source, ProcessColumn column) {
  const ProcessRates& rates = source.rates();
  switch (column) {
    case ProcessColumn::Mailbox:
      return source.process().mailbox;
    case ProcessColumn::MessageRate:
      return knownNumber(double{rates.messagesPerSecond});
    case ProcessColumn::TimePerMessage:
      return knownNumber(double{rates.nsPerMessage} / 1e3);
    case ProcessColumn::Busy:
      return knownNumber(double{rates.busy} * 100);
    case ProcessColumn::Uptime:
      return static_cast<double>(source.view.uptimeNs(source.row)) / 1e9;
    default:
      return {};
  }
}

QString displayText(const Source& source, ProcessColumn column) {
  const genmsg::ProcessRow& process = source.process();
  switch (column) {
    case ProcessColumn::Status:
      return statusGlyph(source.status) + u' ' + statusWord(source.status);
    case ProcessColumn::Pid:
      return formatPid(process.pid);
    case ProcessColumn::Name:
      return formatAtom(process.name);
    case ProcessColumn::InitialCall:
      return formatAtom(process.initial_call);
    case ProcessColumn::Uptime:
      return formatDuration(source.view.uptimeNs(source.row));
    default:
      break;
  }
  if (source.status == RowStatus::Exited) return {};  // it has none of these any more
  switch (column) {
    case ProcessColumn::Mailbox:
      return formatCount(process.mailbox);
    case ProcessColumn::MessageRate:
      return formatRate(double{source.rates().messagesPerSecond});
    case ProcessColumn::TimePerMessage:
      return formatMicroseconds(double{source.rates().nsPerMessage});
    case ProcessColumn::Busy:
      return formatPercent(double{source.rates().busy});
    default:
      return {};
  }
}

QVariant rawValue(const Source& source, ProcessColumn column) {
  switch (column) {
    case ProcessColumn::Status:
      return statusWord(source.status);
    case ProcessColumn::Pid:
    case ProcessColumn::Name:
    case ProcessColumn::InitialCall:
      return displayText(source, column);
    default:
      break;
  }
  if (source.status == RowStatus::Exited && column != ProcessColumn::Uptime) return {};
  return rawNumber(source, column);
}

// What a screen reader says: words instead of signs, and the unit.
QString accessibleText(const Source& source, ProcessColumn column) {
  if (column == ProcessColumn::Status) return statusWord(source.status);
  const QString text = displayText(source, column);
  const QString unit = processColumnInfo(column).unit;
  if (text.isEmpty() || unit.isEmpty() || column == ProcessColumn::Uptime) return text;
  return text + u' ' + unit;
}

}  // namespace

ProcessTableModel::ProcessTableModel(QObject* parent) : QAbstractTableModel(parent) {}

void ProcessTableModel::applyView(const NodeViewPtr& view) {
  if (!view || view == m_latest) return;
  m_latest = view;
  if (m_frozen && m_shown && m_shown->spec == view->spec)
    emitVisibleChanged();
  else
    applyOrder(view);
}

void ProcessTableModel::setOrderFrozen(bool frozen) {
  m_frozen = frozen;
  if (!frozen && m_latest != m_shown) applyOrder(m_latest);
}

void ProcessTableModel::setVisibleRows(int first, int last) {
  m_firstVisible = std::max(first, 0);
  m_lastVisible = std::max(last, 0);
}

// @pre view == m_latest
void ProcessTableModel::applyOrder(const NodeViewPtr& view) {
  static const auto nothing = std::make_shared<const NodeView>();
  if (!m_shown) m_shown = nothing;
  // The collector compared with the view before; what was left out is compared here.
  const bool isNext = view->change.from == m_shown->number;
  const OrderChange change = isNext ? view->change : orderChange(*m_shown, *view);
  if (change.same) {
    m_shown = view;
    emitVisibleChanged();
    return;
  }
  appendRows(view, change.inserted);
  reorder(view, change.removed);
  dropTail();
}

void ProcessTableModel::appendRows(const NodeViewPtr& view,
                                   const std::vector<std::uint32_t>& rows) {
  if (rows.empty()) return;
  const int begin = rowCount();
  beginInsertRows({}, begin, begin + static_cast<int>(rows.size()) - 1);
  m_tailView = view;
  m_tail = rows;
  endInsertRows();
}

// Puts the rows in the view's order, those that are gone behind them.
void ProcessTableModel::reorder(const NodeViewPtr& view,
                                const std::vector<std::uint32_t>& removed) {
  Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
  const QModelIndexList from = persistentIndexList();
  std::vector<Cell> cells;
  cells.reserve(static_cast<std::size_t>(from.size()));
  for (const QModelIndex& index : from) cells.push_back(shownAt(index.row()));

  m_tailView = std::exchange(m_shown, view);
  m_tail = removed;
  QModelIndexList to;
  to.reserve(from.size());
  for (qsizetype i = 0; i < from.size(); ++i) {
    const Cell& cell = cells[static_cast<std::size_t>(i)];
    const int place = cell.view == m_shown.get() ? static_cast<int>(m_shown->positions[cell.row])
                                                 : placeAfterReorder(*m_tailView, cell.row);
    to.append(createIndex(place, from[i].column()));
  }
  changePersistentIndexList(from, to);
  Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

// Where a row of the view before is now: in the new order, or in the tail, which has the order of
// the view before.
int ProcessTableModel::placeAfterReorder(const NodeView& before, std::uint32_t row) const {
  const std::uint32_t now = m_shown->pids.find(before.process(row).pid, row);
  if (now != noRow && m_shown->positions[now] != noRow)
    return static_cast<int>(m_shown->positions[now]);
  const auto found = std::lower_bound(m_tail.begin(), m_tail.end(), row,
                                      [&before](std::uint32_t a, std::uint32_t b) {
                                        return before.positions[a] < before.positions[b];
                                      });
  Q_ASSERT(found != m_tail.end() && *found == row);
  return static_cast<int>(m_shown->order.size()) + static_cast<int>(found - m_tail.begin());
}

void ProcessTableModel::dropTail() {
  if (!m_tail.empty()) {
    const int begin = static_cast<int>(m_shown->order.size());
    beginRemoveRows({}, begin, rowCount() - 1);
    m_tail.clear();
    endRemoveRows();
  }
  m_tailView.reset();
}

void ProcessTableModel::emitVisibleChanged() {
  const int rows = rowCount();
  const int last = m_lastVisible < 0 ? rows - 1 : std::min(m_lastVisible, rows - 1);
  if (m_firstVisible > last) return;
  Q_EMIT dataChanged(index(m_firstVisible, 0), index(last, processColumnCount - 1));
}

ProcessTableModel::Cell ProcessTableModel::shownAt(int row) const {
  const auto place = static_cast<std::size_t>(row);
  const std::size_t ordered = m_shown->order.size();
  if (place < ordered) return {m_shown.get(), m_shown->order[place], false};
  return {m_tailView.get(), m_tail[place - ordered], false};
}

ProcessTableModel::Cell ProcessTableModel::cellAt(int row) const {
  const Cell shown = shownAt(row);
  if (shown.view == m_latest.get()) return shown;
  const std::uint32_t now = m_latest->pids.find(shown.view->process(shown.row).pid, shown.row);
  if (now == noRow) return {shown.view, shown.row, true};
  return {m_latest.get(), now, false};
}

genmsg::Pid ProcessTableModel::pidAt(int row) const {
  if (row < 0 || row >= rowCount()) return {};
  const Cell shown = shownAt(row);
  return shown.view->process(shown.row).pid;
}

int ProcessTableModel::rowOf(genmsg::Pid pid) const {
  if (!m_shown) return -1;
  const std::uint32_t row = m_shown->rowOf(pid);
  if (row == noRow || m_shown->positions[row] == noRow) return -1;
  return static_cast<int>(m_shown->positions[row]);
}

int ProcessTableModel::rowCount(const QModelIndex& parent) const {
  if (parent.isValid() || !m_shown) return 0;
  return static_cast<int>(m_shown->order.size() + m_tail.size());
}

int ProcessTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : processColumnCount;
}

QVariant ProcessTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  Q_ASSERT(checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid));
  const auto column = static_cast<ProcessColumn>(index.column());
  if (role == Qt::TextAlignmentRole) return QVariant(processColumnInfo(column).alignment);

  const Cell cell = cellAt(index.row());
  const RowStatus status =
      cell.exited ? RowStatus::Exited : rowStatus(cell.view->process(cell.row).status);
  const Source source{*cell.view, cell.row, status};
  switch (role) {
    case Qt::DisplayRole:
      return displayText(source, column);
    case Qt::ToolTipRole:
      // What a narrow column cuts off.
      return column == ProcessColumn::Name || column == ProcessColumn::InitialCall
                 ? QVariant(displayText(source, column))
                 : QVariant();
    case Qt::AccessibleTextRole:
      return accessibleText(source, column);
    case RawValueRole:
      return rawValue(source, column);
    case PidRole:
      return QVariant::fromValue(source.process().pid);
    case StatusRole:
      return static_cast<int>(status);
    default:
      return {};
  }
}

QVariant ProcessTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= processColumnCount) return {};
  const ProcessColumnInfo info = processColumnInfo(static_cast<ProcessColumn>(section));
  switch (role) {
    case Qt::DisplayRole:
      return info.title;
    case Qt::ToolTipRole:
      return info.toolTip;
    case Qt::TextAlignmentRole:
      return QVariant(info.alignment);
    case Qt::InitialSortOrderRole:
      return info.firstOrder;
    default:
      return {};
  }
}

void ProcessTableModel::sort(int column, Qt::SortOrder order) {
  if (column < 0 || column >= processColumnCount) return;
  ViewSpec spec = m_spec;
  spec.sortColumn = static_cast<ProcessColumn>(column);
  spec.sortOrder = order;
  setViewSpec(spec);
}

void ProcessTableModel::setFilter(const QString& text) {
  ViewSpec spec = m_spec;
  spec.filter = text;
  setViewSpec(spec);
}

void ProcessTableModel::setViewSpec(const ViewSpec& spec) {
  if (spec == m_spec) return;
  m_spec = spec;
  Q_EMIT viewSpecRequested(spec);
}

}  // namespace models
