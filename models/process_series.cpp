// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_series.h"

namespace models {

ProcessSeries::ProcessSeries(QObject* parent) : QObject(parent) {
  // In the order of Id.
  m_series.emplace_back(tr("Mailbox"), tr("messages"), capacity);
  m_series.emplace_back(tr("Messages handled"), tr("per second"), capacity);
  m_series.emplace_back(tr("Time per message"), tr("µs"), capacity);
}

void ProcessSeries::setPid(genmsg::Pid pid) {
  if (pid == m_pid) return;
  m_pid = pid;
  m_lastTimeS = 0;
  m_lastSnapshot.reset();
  for (TimeSeries& series : m_series) series.clear();
  Q_EMIT cleared();
}

void ProcessSeries::append(const NodeViewPtr& view) {
  if (!m_pid || view->snapshot == m_lastSnapshot) return;
  const std::uint32_t row = view->rowOf(m_pid);
  if (row == noRow) return;
  m_lastSnapshot = view->snapshot;
  m_clock.start(*view->snapshot);
  m_lastTimeS = static_cast<double>(m_clock.wallUs(view->snapshot->time_ns)) / 1e6;
  const ProcessRates& rates = view->rates[row];
  const auto add = [this](Id id, double value) {
    m_series[static_cast<std::size_t>(id)].append(m_lastTimeS, value);
  };
  add(Id::Mailbox, view->process(row).mailbox);
  add(Id::MessageRate, double{rates.messagesPerSecond});
  add(Id::TimePerMessage, double{rates.nsPerMessage} / 1e3);
  Q_EMIT appended();
}

}  // namespace models
