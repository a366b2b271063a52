// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/suspensions.h"

namespace app {

using models::Action;
using models::NodeClient;

namespace {

/// Each snapshot looks through all of them: of more, as when a million are suspended at once, those
/// that have been done are as the view says.
constexpr std::size_t mostWishes = 10'000;

}  // namespace

Suspensions::Suspensions(NodeClient* client, QObject* parent) : QObject(parent), m_client(client) {
  connect(m_client, &NodeClient::actionFinished, this, &Suspensions::onActionFinished);
  connect(m_client, &NodeClient::viewReady, this, &Suspensions::onView);
}

void Suspensions::suspend(genmsg::Pid pid) {
  note(pid, true);
  m_client->suspend(pid);
}

void Suspensions::resume(genmsg::Pid pid) {
  note(pid, false);
  m_client->resume(pid);
}

void Suspensions::note(genmsg::Pid pid, bool suspended) {
  Wish& wish = m_wishes[pid];
  wish.suspended = suspended;
  wish.snapshots = 0;
  ++wish.unanswered;
  Q_EMIT asked(pid);
}

bool Suspensions::isSuspended(genmsg::Pid pid) const {
  if (const auto wish = m_wishes.find(pid); wish != m_wishes.end()) return wish->second.suspended;
  const models::NodeViewPtr view = m_client->view();
  const std::uint32_t row = view == nullptr ? models::noRow : view->rowOf(pid);
  return row != models::noRow && view->process(row).status == genmsg::Status::Suspended;
}

bool Suspensions::isResuming(genmsg::Pid pid) const {
  const auto wish = m_wishes.find(pid);
  return wish != m_wishes.end() && !wish->second.suspended;
}

void Suspensions::onActionFinished(const models::ActionResult& result) {
  if (result.action != Action::Suspend && result.action != Action::Resume) return;
  const auto found = m_wishes.find(result.pid);
  if (found == m_wishes.end()) return;
  Wish& wish = found->second;
  wish.unanswered = qMax(0, wish.unanswered - 1);
  wish.snapshots = 0;
  if (result.ok) {
    wish.late = wish.late && wish.unanswered > 0;
    if (wish.unanswered == 0 && m_wishes.size() > mostWishes) m_wishes.erase(found);
  } else if (result.code == genmsg::NodeError::Code::Timeout) {
    wish.late = true;
  } else if (wish.unanswered == 0) {
    m_wishes.erase(found);  // nothing came of it: as the view says
  }
}

void Suspensions::onView(const models::NodeViewPtr& view) {
  if (view->snapshot->time_ns == m_snapshotNs) return;
  m_snapshotNs = view->snapshot->time_ns;
  for (auto& [pid, wish] : m_wishes) ++wish.snapshots;
  std::erase_if(m_wishes, [&view](const auto& each) {
    const auto& [pid, wish] = each;
    const std::uint32_t row = view->rowOf(pid);
    if (row == models::noRow) return true;
    if (wish.unanswered > 0) return false;
    const bool suspended = view->process(row).status == genmsg::Status::Suspended;
    return suspended == wish.suspended || (!wish.late && wish.snapshots >= NodeClient::snapshotsToKnow);
  });
}

}  // namespace app
