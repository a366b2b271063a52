// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pinned_processes.h"

#include <algorithm>

namespace models {

std::vector<genmsg::Pid> PinnedProcesses::pids() const {
  std::vector<genmsg::Pid> pids;
  for (const Pinned& pinned : m_all) pids.push_back(pinned.pid);
  return pids;
}

bool PinnedProcesses::contains(genmsg::Pid pid) const {
  return std::ranges::any_of(m_all, [pid](const Pinned& each) { return each.pid == pid; });
}

PinnedProcesses::Toggled PinnedProcesses::toggle(genmsg::Pid pid, const QString& name) {
  const auto found = std::ranges::find(m_all, pid, &Pinned::pid);
  const bool isPinned = found != m_all.end();
  if (!isPinned && m_all.size() >= maxPinned) return Toggled::Full;
  if (isPinned)
    m_all.erase(found);
  else
    m_all.push_back({pid, name, TimeSeries(name, tr("messages"), m_capacity),
                     TimeSeries(name, tr("messages/s"), m_capacity)});
  Q_EMIT changed();
  return isPinned ? Toggled::Unpinned : Toggled::Pinned;
}

void PinnedProcesses::append(const NodeViewPtr& view) {
  const genmsg::Snapshot& snapshot = *view->snapshot;
  if (view->snapshot == m_lastSnapshot) return;
  m_lastSnapshot = view->snapshot;
  const double timeS = static_cast<double>(snapshot.time_ns - snapshot.node_start_ns) / 1e9;
  const bool isGap = timeS - m_lastTimeS > 3 * m_intervalS + 1;
  for (Pinned& pinned : m_all) {
    const std::uint32_t row = view->rowOf(pinned.pid);
    if (isGap || row == noRow) {
      pinned.mailbox.appendGap((timeS + m_lastTimeS) / 2);
      pinned.rate.appendGap((timeS + m_lastTimeS) / 2);
    }
    if (row == noRow) continue;
    pinned.mailbox.append(timeS, view->process(row).mailbox);
    pinned.rate.append(timeS, static_cast<double>(view->rates[row].messagesPerSecond));
  }
  m_lastTimeS = timeS;
}

}  // namespace models
