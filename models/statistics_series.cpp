// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/statistics_series.h"

#include <limits>
#include <utility>

#include "models/process_memory.h"

namespace models {
namespace {

double toSeconds(std::int64_t ns) {
  return static_cast<double>(ns) / 1e9;
}

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double bytesPerMiB = 1 << 20;

double toMicroseconds(float ns) {
  return static_cast<double>(ns) / 1e3;
}

}  // namespace

StatisticsSeries::StatisticsSeries(std::size_t capacity, QObject* parent)
    : QObject(parent), m_capacity(capacity) {
  // In the order of Id.
  m_series.emplace_back(tr("Messages per second"), tr("messages/s"), capacity);
  m_series.emplace_back(tr("Total mailbox"), tr("messages"), capacity);
  m_series.emplace_back(tr("Largest mailbox"), tr("messages"), capacity);
  m_series.emplace_back(tr("Processes"), QString(), capacity);
  m_series.emplace_back(tr("Suspended"), QString(), capacity);
  for (const int percentile : {50, 95, 99})
    m_series.emplace_back(tr("Time per message, p%1").arg(percentile), tr("µs"), capacity);
  m_series.emplace_back(tr("Restarts per second"), QString(), capacity);
  m_series.emplace_back(tr("Memory"), tr("MiB"), capacity);
}

void StatisticsSeries::setEmbedded(bool embedded) {
  m_hasMemory = embedded && residentBytes().has_value();
}

const TimeSeries& StatisticsSeries::scheduler(int index) const {
  return m_schedulers[static_cast<std::size_t>(index)];
}

void StatisticsSeries::setInterval(int ms) {
  m_intervalS = ms / 1e3;
}

void StatisticsSeries::append(const NodeViewPtr& view) {
  const genmsg::Snapshot& snapshot = *view->snapshot;
  if (view->snapshot == m_lastSnapshot) return;
  m_lastSnapshot = view->snapshot;
  const double timeS = toSeconds(snapshot.time_ns - snapshot.node_start_ns);
  if (m_lastTimeS && timeS - *m_lastTimeS > 3 * m_intervalS + 1)
    appendGaps((timeS + *m_lastTimeS) / 2);
  const std::optional<double> lastTimeS = std::exchange(m_lastTimeS, timeS);

  const NodeTotals& totals = view->totals;
  const auto add = [this, timeS](Id id, double value) {
    m_series[static_cast<std::size_t>(id)].append(timeS, value);
  };
  add(Id::MessageRate, totals.messagesPerSecond);
  add(Id::TotalMailbox, static_cast<double>(totals.mailbox));
  add(Id::LargestMailbox, totals.largestMailbox);
  add(Id::Processes, totals.processes);
  add(Id::Suspended, totals.suspended);
  const NodeSummary& summary = view->summary;
  add(Id::TimeP50, toMicroseconds(summary.nsPerMessageP50));
  add(Id::TimeP95, toMicroseconds(summary.nsPerMessageP95));
  add(Id::TimeP99, toMicroseconds(summary.nsPerMessageP99));
  const std::uint64_t before = std::exchange(m_restarts, summary.restarts);
  // Supervisors that ended took theirs with them.
  const std::uint64_t restarts = summary.restarts > before ? summary.restarts - before : 0;
  add(Id::Restarts, lastTimeS ? static_cast<double>(restarts) / (timeS - *lastTimeS) : unknown);
  if (const auto bytes = m_hasMemory ? residentBytes() : std::nullopt)
    add(Id::Memory, static_cast<double>(*bytes) / bytesPerMiB);
  while (m_schedulers.size() < totals.schedulerUtilization.size())
    m_schedulers.emplace_back(tr("Scheduler %1").arg(m_schedulers.size() + 1), tr("%"), m_capacity);
  for (std::size_t i = 0; i < totals.schedulerUtilization.size(); ++i)
    m_schedulers[i].append(timeS, totals.schedulerUtilization[i] * 100);
  Q_EMIT appended();
}

void StatisticsSeries::appendGaps(double timeS) {
  for (TimeSeries& series : m_series) series.appendGap(timeS);
  for (TimeSeries& series : m_schedulers) series.appendGap(timeS);
}

}  // namespace models
