// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mailbox_history.h"

#include <algorithm>
#include <limits>

namespace models {
namespace {

constexpr qint32 notSampled = -1;

}  // namespace

void MailboxHistory::begin() {
  if (m_rings.size() > capacity) prune();
  ++m_moment;
}

void MailboxHistory::prune() {
  std::erase_if(m_rings, [this](const auto& entry) {
    return entry.second.last + samples <= m_moment;
  });
  if (m_rings.size() <= capacity) return;
  std::erase_if(m_rings, [this](const auto& entry) { return entry.second.last != m_moment; });
}

void MailboxHistory::note(genmsg::Pid pid, std::uint32_t mailbox) {
  const auto [found, isNew] = m_rings.try_emplace(pid);
  Ring& ring = found->second;
  if (isNew || ring.last + samples <= m_moment) {
    ring.values.fill(notSampled);
  } else {
    for (std::uint64_t missed = ring.last + 1; missed < m_moment; ++missed)
      ring.values[missed % samples] = notSampled;
  }
  constexpr auto most = static_cast<std::uint32_t>(std::numeric_limits<qint32>::max());
  ring.values[m_moment % samples] = static_cast<qint32>(std::min(mailbox, most));
  ring.last = m_moment;
}

MailboxTrend MailboxHistory::of(genmsg::Pid pid) const {
  const auto found = m_rings.find(pid);
  if (found == m_rings.end() || found->second.last + samples <= m_moment) return {};
  const Ring& ring = found->second;
  MailboxTrend trend;
  trend.reserve(samples);
  for (std::uint64_t moment = m_moment + 1 - samples; moment <= m_moment; ++moment)
    trend.append(moment <= ring.last ? ring.values[moment % samples] : notSampled);
  return trend;
}

}  // namespace models
