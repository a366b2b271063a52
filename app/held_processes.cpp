// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/held_processes.h"

#include <algorithm>

#include "models/suspension_text.h"

namespace app {

using models::Action;
using models::NodeClient;

HeldProcesses::HeldProcesses(NodeClient* client, QObject* parent)
    : QObject(parent), m_client(client) {
  connect(m_client, &NodeClient::suspended, this, &HeldProcesses::onSuspended);
  connect(m_client, &NodeClient::actionFinished, this, &HeldProcesses::onActionFinished);
  connect(m_client, &NodeClient::viewReady, this, &HeldProcesses::onView);
}

std::vector<genmsg::Pid> HeldProcesses::pids() const { return first(m_held.size()); }

std::vector<genmsg::Pid> HeldProcesses::first(std::size_t most) const {
  std::vector<genmsg::Pid> pids;
  pids.reserve(std::min(most, m_held.size()));
  for (auto at = m_held.begin(); at != m_held.end() && pids.size() < most; ++at)
    pids.push_back(at->first);
  return pids;
}

void HeldProcesses::add(genmsg::Pid pid) {
  if (m_held.insert_or_assign(pid, 0).second) Q_EMIT changed();
}

void HeldProcesses::remove(genmsg::Pid pid) {
  if (m_held.erase(pid) > 0) Q_EMIT changed();
}

void HeldProcesses::onSuspended(genmsg::Pid pid, const genmsg::Suspension& suspension) {
  if (models::isThisObserver(suspension.owner)) {
    add(pid);
  } else {
    remove(pid);  // somebody was before, and it is theirs
  }
}

void HeldProcesses::onActionFinished(const models::ActionResult& result) {
  if (result.action == Action::Resume && result.ok) remove(result.pid);
}

void HeldProcesses::onView(const models::NodeViewPtr& view) {
  if (view->snapshot->time_ns == m_snapshotNs) return;
  m_snapshotNs = view->snapshot->time_ns;
  const bool more = takeFrom(*view);
  const bool less = forgetOthers(*view);
  if (more || less) Q_EMIT changed();
}

/// A node that knows who suspended what tells of those that a watch has suspended, too.
bool HeldProcesses::takeFrom(const models::NodeView& view) {
  const auto& suspensions = view.snapshot->suspensions;
  if (suspensions.size() > mostLookedAt) return false;
  bool more = false;
  for (const genmsg::SuspensionRow& row : suspensions) {
    if (!models::isThisObserver(row.owner)) continue;
    // One that was resumed after the snapshot comes back with it, and goes with the next but one.
    more = m_held.try_emplace(row.pid, 0).second || more;
  }
  return more;
}

bool HeldProcesses::forgetOthers(const models::NodeView& view) {
  bool less = false;
  auto at = m_held.upper_bound(m_lookedAt);
  const std::size_t most = std::min(m_held.size(), mostLookedAt);
  for (std::size_t i = 0; i < most; ++i) {
    if (at == m_held.end()) at = m_held.begin();
    m_lookedAt = at->first;
    const std::uint32_t row = view.rowOf(at->first);
    const bool gone = row == models::noRow;
    const bool goesOn =
        !gone && view.process(row).status != genmsg::Status::Suspended;
    at->second = std::min(at->second + 1, NodeClient::snapshotsToKnow);
    if (gone || (goesOn && at->second >= NodeClient::snapshotsToKnow)) {
      at = m_held.erase(at);
      less = true;
    } else {
      ++at;
    }
  }
  return less;
}

}  // namespace app
