// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/trace_latency_model.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "models/format.h"
#include "models/roles.h"

namespace models {
namespace {

struct Samples {
  genmsg::Atom type;
  std::uint64_t count = 0;
  std::vector<std::int64_t> wait;
  std::vector<std::int64_t> run;
};

/// The smallest of the sorted ones that so many of a hundred are not above (nearest rank).
std::int64_t percentile(const std::vector<std::int64_t>& sorted, std::size_t percent) {
  const std::size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

TraceLatency::Times timesOf(std::vector<std::int64_t>& samples) {
  if (samples.empty()) return {};
  std::sort(samples.begin(), samples.end());
  return {percentile(samples, 50), percentile(samples, 99), samples.back()};
}

std::int64_t timeOf(const TraceLatency& row, int column) {
  switch (column) {
    case TraceLatencyModel::Count: return static_cast<std::int64_t>(row.count);
    case TraceLatencyModel::WaitP50: return row.wait.p50;
    case TraceLatencyModel::WaitP99: return row.wait.p99;
    case TraceLatencyModel::WaitMax: return row.wait.max;
    case TraceLatencyModel::RunP50: return row.run.p50;
    case TraceLatencyModel::RunP99: return row.run.p99;
    default: return row.run.max;
  }
}

}  // namespace

std::vector<TraceLatency> traceLatencies(const std::vector<const genmsg::TraceEvent*>& events) {
  std::vector<Samples> types;
  std::unordered_map<std::uint32_t, std::size_t> places;
  for (const genmsg::TraceEvent* event : events) {
    if (event->kind != genmsg::TraceKind::Receive) continue;
    const auto [place, isNew] = places.try_emplace(event->type.index(), types.size());
    if (isNew) types.push_back({event->type, 0, {}, {}});
    Samples& samples = types[place->second];
    ++samples.count;
    if (event->wait_ns >= 0) samples.wait.push_back(event->wait_ns);
    if (event->run_ns >= 0) samples.run.push_back(event->run_ns);
  }
  std::vector<TraceLatency> made;
  for (Samples& samples : types) {
    made.push_back({samples.type, samples.count, timesOf(samples.wait), timesOf(samples.run)});
  }
  return made;
}

void TraceLatencyModel::setEvents(const std::vector<const genmsg::TraceEvent*>& events) {
  beginResetModel();
  m_rows = traceLatencies(events);
  sortRows();
  endResetModel();
}

void TraceLatencyModel::sort(int column, Qt::SortOrder order) {
  if (column < 0 || column >= ColumnCount) return;
  beginResetModel();
  m_sortColumn = column;
  m_sortOrder = order;
  sortRows();
  endResetModel();
}

void TraceLatencyModel::sortRows() {
  const auto isBefore = [this](const TraceLatency& a, const TraceLatency& b) {
    if (m_sortColumn == Type) return a.type.name() < b.type.name();
    return timeOf(a, m_sortColumn) < timeOf(b, m_sortColumn);
  };
  std::stable_sort(m_rows.begin(), m_rows.end(),
                   [&](const TraceLatency& a, const TraceLatency& b) {
                     return m_sortOrder == Qt::AscendingOrder ? isBefore(a, b) : isBefore(b, a);
                   });
}

int TraceLatencyModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TraceLatencyModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int{ColumnCount};
}

QVariant TraceLatencyModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const TraceLatency& row = m_rows[static_cast<std::size_t>(index.row())];
  const int column = index.column();
  if (role == Qt::TextAlignmentRole) {
    return QVariant(Qt::AlignVCenter | (column == Type ? Qt::AlignLeft : Qt::AlignRight));
  }
  if (role != Qt::DisplayRole && role != RawValueRole) return {};
  if (column == Type) return formatAtom(row.type);
  const std::int64_t value = timeOf(row, column);
  if (role == RawValueRole) return value < 0 ? QVariant() : QVariant(qlonglong{value});
  if (column == Count) return formatCount(row.count);
  return value < 0 ? QStringLiteral("–") : formatMicroseconds(static_cast<double>(value));
}

QVariant TraceLatencyModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::ToolTipRole && section >= WaitP50 && section <= WaitMax) {
    return tr("Time in the mailbox, of messages whose sender was traced, too");
  }
  if (role == Qt::ToolTipRole && section >= RunP50 && section <= RunMax) {
    return tr("Time in the callback");
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Type: return tr("Type");
    case Count: return tr("Count");
    case WaitP50: return tr("Wait p50 µs");
    case WaitP99: return tr("Wait p99 µs");
    case WaitMax: return tr("Wait max µs");
    case RunP50: return tr("Run p50 µs");
    case RunP99: return tr("Run p99 µs");
    case RunMax: return tr("Run max µs");
    default: return {};
  }
}

}  // namespace models
