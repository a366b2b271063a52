// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/watches.h"

#include <algorithm>

namespace app {

using models::NodeClient;

Watches::Watches(NodeClient* client, QObject* parent) : QObject(parent), m_client(client) {
  connect(m_client, &NodeClient::viewReady, this, &Watches::onView);
  connect(m_client, &NodeClient::actionFinished, this, &Watches::onActionFinished);
  connect(m_client, &NodeClient::statusReady, this, &Watches::onStatus);
  connect(m_client, &NodeClient::watchesReady, this, &Watches::onWatches);
}

void Watches::watch(genmsg::Pid pid, const genmsg::Term& id,
                    const genmsg::sys::Condition& condition) {
  Watched& watched = m_watched[pid];
  watched.watched = true;
  ++watched.unanswered;
  m_client->watch(pid, id, condition);
}

void Watches::unwatch(genmsg::Pid pid, const genmsg::Term& id) {
  m_client->unwatch(pid, id);
}

void Watches::onActionFinished(const models::ActionResult& result) {
  const auto found = m_watched.find(result.pid);
  // A watch may suspend it again before it handles anything: nothing in a view tells.
  if (result.action == models::Action::Resume && found != m_watched.end())
    found->second.knownAt.reset();
  if (result.action != models::Action::Watch && result.action != models::Action::Unwatch) return;
  if (result.action == models::Action::Watch && found != m_watched.end()) {
    found->second.unanswered = qMax(0, found->second.unanswered - 1);
  }
  m_client->requestWatches(result.pid);
}

void Watches::onView(const models::NodeViewPtr& view) {
  std::erase_if(m_watched, [&view](const auto& each) {
    const std::uint32_t row = view->rowOf(each.first);
    if (row == models::noRow) return true;
    return !each.second.watched && view->process(row).status != genmsg::Status::Suspended;
  });
  for (auto& [pid, watched] : m_watched) {
    const genmsg::ProcessRow& row = view->process(view->rowOf(pid));
    if (row.status != genmsg::Status::Suspended) {
      watched.knownAt.reset();
    } else if (watched.watched && watched.knownAt != row.messages) {
      m_client->requestStatus(pid);  // suspended since, or again
    }
  }
}

void Watches::onStatus(const genmsg::ProcessStatusPtr& status) {
  const auto found = m_watched.find(status->pid);
  if (found == m_watched.end() || !status->suspension) return;
  Watched& watched = found->second;
  watched.knownAt = handledBy(status->pid);
  const genmsg::Suspension& suspension = *status->suspension;
  const std::optional<models::WatchHit> now = models::watchHitOf(suspension);
  if (!now || !models::isThisObserver(suspension.owner)) return;
  if (watched.told == now && watched.toldSinceNs == suspension.since_ns) return;
  watched.told = now;
  watched.toldSinceNs = suspension.since_ns;
  Q_EMIT hit(status->pid, *now);
}

std::optional<std::uint64_t> Watches::handledBy(genmsg::Pid pid) const {
  const models::NodeViewPtr view = m_client->view();
  const std::uint32_t row = view == nullptr ? models::noRow : view->rowOf(pid);
  if (row == models::noRow) return {};
  return view->process(row).messages;
}

/// A watch that could not be set, or the last one that was removed, needs no looking after.
void Watches::onWatches(genmsg::Pid pid, const models::WatchInfos& watches) {
  const bool isOurs = std::ranges::any_of(watches, [](const genmsg::sys::WatchInfo& watch) {
    return models::isThisObserver(watch.owner);
  });
  const auto found = m_watched.find(pid);
  if (isOurs) {
    m_watched[pid].watched = true;
  } else if (found != m_watched.end() && found->second.unanswered == 0) {
    // As long as it is suspended, a new watch must not tell of the same hit again.
    found->second.watched = false;
  }
}

}  // namespace app
