// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/event_loop_gap.h"

#include <algorithm>
#include <cmath>

namespace app {
namespace {

constexpr qint64 nsPerMs = 1'000'000;

}  // namespace

EventLoopGap::EventLoopGap(QObject* parent) : QObject(parent) {
  m_timer.setTimerType(Qt::PreciseTimer);
  m_timer.setInterval(beatMs);
  connect(&m_timer, &QTimer::timeout, this, &EventLoopGap::beat);
}

void EventLoopGap::setEnabled(bool enabled) {
  if (enabled == isEnabled()) return;
  if (enabled) {
    m_sinceBeat.start();
    m_timer.start();
  } else {
    m_timer.stop();
  }
}

void EventLoopGap::reset() {
  m_histogram.fill(0);
  m_beats = 0;
  m_maxNs = 0;
  if (isEnabled()) m_sinceBeat.start();
}

EventLoopGap::Summary EventLoopGap::summary() const {
  return {.beats = m_beats,
          .p50 = percentile(0.5),
          .p99 = percentile(0.99),
          .max = static_cast<double>(m_maxNs) / nsPerMs};
}

void EventLoopGap::beat() {
  const qint64 sinceNs = m_sinceBeat.nsecsElapsed();
  m_sinceBeat.start();
  const qint64 gapNs = std::max<qint64>(0, sinceNs - beatMs * nsPerMs);
  const auto bucket = static_cast<std::size_t>(gapNs * bucketsPerMs / nsPerMs);
  ++m_histogram[std::min(bucket, m_histogram.size() - 1)];
  ++m_beats;
  m_maxNs = std::max(m_maxNs, gapNs);
}

/// The upper edge of the bucket that holds it.
double EventLoopGap::percentile(double share) const {
  if (m_beats == 0) return 0;
  const auto wanted = static_cast<quint64>(std::ceil(share * static_cast<double>(m_beats)));
  quint64 seen = 0;
  for (std::size_t i = 0; i < m_histogram.size(); ++i) {
    seen += m_histogram[i];
    if (seen >= wanted) {
      const double edge = static_cast<double>(i + 1) / bucketsPerMs;
      return std::min(edge, static_cast<double>(m_maxNs) / nsPerMs);
    }
  }
  return maxMs;
}

}  // namespace app
