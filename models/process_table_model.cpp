// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_table_model.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include <QCoreApplication>

#include "models/roles.h"
#include "models/row_order.h"
#include "models/suspension_text.h"

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

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

QString text(const char* source) {
  return QCoreApplication::translate("models::ProcessTableModel", source);
}

QVariant knownNumber(double value) {
  return std::isnan(value) ? QVariant() : QVariant(value);
}

double seconds(std::int64_t ns) {
  return static_cast<double>(ns) / 1e9;
}

// How long it is suspended, or NaN.
double suspendedNs(const Source& source) {
  const genmsg::SuspensionRow* suspension = source.view.suspensionOf(source.row);
  return suspension ? static_cast<double>(source.view.snapshot->time_ns - suspension->since_ns)
                    : unknown;
}

QVariant rawNumber(const Source& source, ProcessColumn column) {
  const ProcessRates& rates = source.rates();
  const genmsg::ProcessRow& process = source.process();
  switch (column) {
    case ProcessColumn::Mailbox:
      return process.mailbox;
    case ProcessColumn::MessageRate:
      return knownNumber(double{rates.messagesPerSecond});
    case ProcessColumn::TimePerMessage:
      return knownNumber(double{rates.nsPerMessage} / 1e3);
    case ProcessColumn::WaitMax:
      return process.wait_max_ns > 0 ? QVariant(double{process.wait_max_ns} / 1e3) : QVariant();
    case ProcessColumn::Busy:
      return knownNumber(double{rates.busy} * 100);
    case ProcessColumn::Peak:
      return process.peak;
    case ProcessColumn::Restarts:
      return process.restarts;
    case ProcessColumn::Uptime:
      return seconds(source.view.uptimeNs(source.row));
    case ProcessColumn::StateSize:
      return process.state_bytes ? QVariant(process.state_bytes) : QVariant();
    case ProcessColumn::SuspendedFor:
      return knownNumber(suspendedNs(source) / 1e9);
    case ProcessColumn::Thread:
      return process.scheduler < 0 ? QVariant() : QVariant(int{process.scheduler});
    default:
      return {};
  }
}

QString lastMessageText(const Source& source) {
  const genmsg::ProcessRow& process = source.process();
  const QString type = formatAtom(process.last_type);
  if (process.last_ago_ns < 0) return type;
  const QString age = formatDuration(static_cast<std::int64_t>(process.last_ago_ns));
  //: the type of a message, and how long ago it was handled
  return type.isEmpty() ? age : text(QT_TRANSLATE_NOOP("models::ProcessTableModel", "%1 · %2"))
                                    .arg(type, age);
}

QString supervisorText(const Source& source) {
  const std::uint32_t parent = source.view.forest->parentOf(source.row);
  const QString name =
      parent == noRow ? QString() : formatAtom(source.view.process(parent).name);
  return name.isEmpty() ? formatPid(source.process().parent) : name;
}

// What stays when the process has exited.
QString identityText(const Source& source, ProcessColumn column) {
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
    case ProcessColumn::Behaviour:
      return formatAtom(process.behaviour);
    case ProcessColumn::Uptime:
      return formatDuration(source.view.uptimeNs(source.row));
    default:
      return {};
  }
}

QString valueText(const Source& source, ProcessColumn column) {
  const genmsg::ProcessRow& process = source.process();
  switch (column) {
    case ProcessColumn::Mailbox:
      return formatCount(process.mailbox);
    case ProcessColumn::MessageRate:
      return formatRate(double{source.rates().messagesPerSecond});
    case ProcessColumn::TimePerMessage:
      return formatMicroseconds(double{source.rates().nsPerMessage});
    case ProcessColumn::WaitMax:
      return process.wait_max_ns > 0 ? formatTime(double{process.wait_max_ns}) : QString();
    case ProcessColumn::Busy:
      return formatPercent(double{source.rates().busy});
    case ProcessColumn::Peak:
      return formatCount(process.peak);
    case ProcessColumn::LastMessage:
      return lastMessageText(source);
    case ProcessColumn::Supervisor:
      return supervisorText(source);
    case ProcessColumn::Restarts:
      return formatCount(process.restarts);
    case ProcessColumn::StateSize:
      return process.state_bytes ? formatBytes(process.state_bytes) : QString();
    case ProcessColumn::SuspendedFor: {
      const double ns = suspendedNs(source);
      return std::isnan(ns) ? QString() : formatDuration(static_cast<std::int64_t>(ns));
    }
    case ProcessColumn::Trace:
      return process.traced ? text(QT_TRANSLATE_NOOP("models::ProcessTableModel", "traced"))
                            : QString();
    case ProcessColumn::Thread:
      return process.scheduler < 0 ? QString() : QString::number(process.scheduler);
    default:
      return {};
  }
}

QString displayText(const Source& source, ProcessColumn column) {
  const QString identity = identityText(source, column);
  if (!identity.isEmpty() || source.status == RowStatus::Exited) return identity;
  return valueText(source, column);
}

QVariant rawValue(const Source& source, ProcessColumn column) {
  switch (column) {
    case ProcessColumn::Status:
      return statusWord(source.status);
    case ProcessColumn::Pid:
    case ProcessColumn::Name:
    case ProcessColumn::InitialCall:
    case ProcessColumn::LastMessage:
    case ProcessColumn::Behaviour:
    case ProcessColumn::Supervisor:
    case ProcessColumn::Trace:
      return displayText(source, column);
    default:
      break;
  }
  if (source.status == RowStatus::Exited && column != ProcessColumn::Uptime) return {};
  return rawNumber(source, column);
}

QString trendText(const MailboxTrend& trend) {
  qint32 first = -1;
  qint32 most = 0;
  for (const qint32 value : trend) {
    if (first < 0) first = value;
    most = std::max(most, value);
  }
  if (first < 0) return {};
  return text(QT_TRANSLATE_NOOP("models::ProcessTableModel", "from %1 to %2, at most %3"))
      .arg(formatCount(static_cast<std::uint64_t>(first)),
           formatCount(static_cast<std::uint64_t>(std::max(trend.last(), 0))),
           formatCount(static_cast<std::uint64_t>(most)));
}

// What a screen reader says: words instead of signs, and the unit.
QString accessibleText(const Source& source, ProcessColumn column) {
  if (column == ProcessColumn::Status) return statusWord(source.status);
  const QString shown = displayText(source, column);
  const bool saysItsUnit = column == ProcessColumn::Uptime || column == ProcessColumn::WaitMax ||
                           column == ProcessColumn::StateSize ||
                           column == ProcessColumn::SuspendedFor;
  if (shown.isEmpty() || saysItsUnit) return shown;
  const QString unit = processColumnInfo(column).unit;
  return unit.isEmpty() ? shown : shown + u' ' + unit;
}

// "Of pool: 2 restarts within 5 s, at most 3; 7 in all (one_for_one)"
QString restartsTip(const Source& source) {
  const genmsg::ProcessRow& process = source.process();
  const auto& supervisors = source.view.snapshot->supervisors;
  const auto found = std::ranges::find(supervisors, process.parent,
                                       &genmsg::RestartHistory::supervisor);
  if (!process.parent || found == supervisors.end()) return {};
  return text(QT_TRANSLATE_NOOP("models::ProcessTableModel",
                                "This child: %1 restarts.\n"
                                "Its supervisor %2 (%3): %4 of at most %5 restarts within %6,\n"
                                "as of the last one; %7 since it started"))
      .arg(formatCount(process.restarts), supervisorText(source), formatAtom(found->strategy),
           formatCount(found->in_period), formatCount(found->intensity),
           formatDuration(std::chrono::nanoseconds(found->period).count()),
           formatCount(found->total));
}

QString toolTip(const Source& source, ProcessColumn column) {
  if (source.status == RowStatus::Exited) return identityText(source, column);
  switch (column) {
    case ProcessColumn::Name:
    case ProcessColumn::InitialCall:
    case ProcessColumn::LastMessage:
      return displayText(source, column);  // what a narrow column cuts off
    case ProcessColumn::Supervisor:
      return formatPid(source.process().parent);
    case ProcessColumn::Restarts:
      return restartsTip(source);
    case ProcessColumn::SuspendedFor: {
      const genmsg::SuspensionRow* suspension = source.view.suspensionOf(source.row);
      if (!suspension) return {};
      return text(QT_TRANSLATE_NOOP("models::ProcessTableModel", "Suspended by %1"))
          .arg(ownerText(suspension->owner));
    }
    default:
      return {};
  }
}

// The order of one view, on the rows of a later one: so that the snapshot of the former can go.
NodeViewPtr orderedAs(const NodeViewPtr& shown, const NodeView& later) {
  if (!haveSameRows(*shown, later)) return shown;
  const auto made = std::make_shared<NodeView>(later);
  made->number = shown->number;
  made->spec = shown->spec;
  made->order = shown->order;
  made->positions = shown->positions;
  made->exitedShown = shown->exitedShown;
  return made;
}

// For the order of the rows: alarms move on like values, groups are not in it.
bool asksTheSame(ViewSpec a, const ViewSpec& b) {
  a.alarms = b.alarms;
  a.groupBy = b.groupBy;
  return a == b;
}

}  // namespace

ProcessTableModel::ProcessTableModel(QObject* parent) : QAbstractTableModel(parent) {}

void ProcessTableModel::applyView(const NodeViewPtr& view) {
  if (!view || view == m_latest) return;
  m_latest = view;
  sample(view);
  if (m_frozen && m_shown && asksTheSame(m_shown->spec, view->spec)) {
    m_shown = orderedAs(m_shown, *view);
    emitVisibleChanged();
  } else {
    applyOrder(view);
  }
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
  const std::uint32_t now = m_shown->shownRowOf(before.process(row).pid, row);
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
  if (place < ordered) {
    const std::uint32_t at = m_shown->order[place];
    return {m_shown.get(), at, m_shown->isExited(at)};
  }
  const std::uint32_t at = m_tail[place - ordered];
  return {m_tailView.get(), at, m_tailView->isExited(at)};
}

ProcessTableModel::Cell ProcessTableModel::cellAt(int row) const {
  const Cell shown = shownAt(row);
  if (shown.view == m_latest.get()) return shown;
  const std::uint32_t now = m_latest->shownRowOf(shown.view->process(shown.row).pid, shown.row);
  if (now == noRow) return {shown.view, shown.row, true};
  return {m_latest.get(), now, m_latest->isExited(now)};
}

genmsg::Pid ProcessTableModel::pidAt(int row) const {
  if (row < 0 || row >= rowCount()) return {};
  const Cell shown = shownAt(row);
  return shown.view->process(shown.row).pid;
}

int ProcessTableModel::rowOf(genmsg::Pid pid) const {
  if (!m_shown) return -1;
  const std::uint32_t row = m_shown->shownRowOf(pid);
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
  if (role == Qt::TextAlignmentRole) return QVariant(processColumnAlignment(column));

  const Cell cell = cellAt(index.row());
  const RowStatus status =
      cell.exited ? RowStatus::Exited : rowStatus(cell.view->process(cell.row).status);
  const Source source{*cell.view, cell.row, status};
  if (column == ProcessColumn::Alarms || column == ProcessColumn::Trend) {
    const QVariant value = sideValue(source.process().pid, column, role);
    if (value.isValid()) return value;
  }
  switch (role) {
    case Qt::DisplayRole:
      return displayText(source, column);
    case Qt::ToolTipRole:
      return toolTip(source, column);
    case Qt::AccessibleTextRole:
      return accessibleText(source, column);
    case RawValueRole:
      return rawValue(source, column);
    case PidRole:
      return QVariant::fromValue(source.process().pid);
    case StatusRole:
      return static_cast<int>(status);
    case NewnessRole:
      return cell.exited ? 0.0 : newness(source.view.uptimeNs(source.row));
    default:
      return {};
  }
}

// Of what is no part of a view.
QVariant ProcessTableModel::sideValue(genmsg::Pid pid, ProcessColumn column, int role) const {
  if (column == ProcessColumn::Trend) {
    if (role == TrendRole) return QVariant::fromValue(m_history.of(pid));
    if (role == Qt::AccessibleTextRole || role == Qt::ToolTipRole)
      return trendText(m_history.of(pid));
    return {};
  }
  const AlarmCount alarms = alarmsOf(pid);
  if (alarms.count == 0) return {};
  switch (role) {
    case Qt::DisplayRole:
      return formatCount(alarms.count);
    case RawValueRole:
      return alarms.count;
    case AlarmLevelRole:
      return static_cast<int>(alarms.worst);
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
      return QString(formatCount(alarms.count) + u' ' + processColumnInfo(column).unit);
    default:
      return {};
  }
}

double ProcessTableModel::newness(std::int64_t ageNs) const {
  if (!m_newnessShown || ageNs >= newForNs) return 0;
  return 1 - static_cast<double>(std::max<std::int64_t>(ageNs, 0)) / static_cast<double>(newForNs);
}

AlarmCount ProcessTableModel::alarmsOf(genmsg::Pid pid) const {
  if (!m_alarms) return {};
  const auto found = m_alarms->find(pid);
  return found == m_alarms->end() ? AlarmCount{} : found->second;
}

void ProcessTableModel::setAlarms(const AlarmCountsPtr& alarms) {
  if (alarms == m_alarms || (alarms && m_alarms && *alarms == *m_alarms)) return;
  m_alarms = alarms;
  if (m_spec.sortColumn == ProcessColumn::Alarms) setViewSpec(m_spec);
  emitVisibleChanged();
}

void ProcessTableModel::setNewnessShown(bool shown) {
  if (shown == m_newnessShown) return;
  m_newnessShown = shown;
  emitVisibleChanged();
}

void ProcessTableModel::setPinned(std::vector<genmsg::Pid> pids) { m_pinned = std::move(pids); }

void ProcessTableModel::sample(const NodeViewPtr& view) {
  if (!view || view->number == m_sampledView) return;
  m_sampledView = view->number;
  if (view->snapshot->time_ns != m_sampledTimeNs) m_history.begin();
  m_sampledTimeNs = view->snapshot->time_ns;
  const auto note = [&](std::uint32_t row) {
    if (row != noRow) m_history.note(view->process(row).pid, view->process(row).mailbox);
  };
  const std::size_t first = std::min(view->order.size(), trendRows);
  for (std::size_t place = 0; place < first; ++place) note(view->order[place]);
  for (const genmsg::Pid pid : m_pinned) note(view->rowOf(pid));
  const int lastVisible = std::min(m_lastVisible, m_firstVisible + static_cast<int>(trendRows));
  for (int row = m_firstVisible; row <= std::min(lastVisible, rowCount() - 1); ++row)
    note(view->rowOf(pidAt(row)));
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

void ProcessTableModel::setKeepsExited(bool keeps) {
  ViewSpec spec = m_spec;
  spec.keepsExited = keeps;
  setViewSpec(spec);
}

void ProcessTableModel::setGroupBy(GroupBy by) {
  ViewSpec spec = m_spec;
  spec.groupBy = by;
  setViewSpec(spec);
}

int ProcessTableModel::findRow(Filter& filter, int from, int step, int most) const {
  for (int row = from; row >= 0 && row < rowCount() && most > 0; row += step, --most) {
    const Cell cell = cellAt(row);
    if (filter.matches(filterSubject(*cell.view, cell.row, filter))) return row;
  }
  return -1;
}

void ProcessTableModel::setFilter(const QString& text) {
  ViewSpec spec = m_spec;
  spec.filter = text;
  setViewSpec(spec);
}

void ProcessTableModel::setViewSpec(const ViewSpec& wanted) {
  ViewSpec spec = wanted;
  spec.alarms = spec.sortColumn == ProcessColumn::Alarms ? m_alarms : nullptr;
  if (spec == m_spec) return;
  m_spec = spec;
  Q_EMIT viewSpecRequested(spec);
}

}  // namespace models
