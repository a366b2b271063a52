// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_relations.h"

#include <algorithm>

namespace models {

void ProcessRelations::setActive(bool active) {
  if (active == m_active) return;
  m_active = active;
  m_queue.clear();  // what is under way is answered anyway
  if (active) enqueueUnknown();
  rebuild();
}

void ProcessRelations::setProcesses(const std::vector<genmsg::Pid>& pids,
                                    const NodeViewPtr& view) {
  m_view = view;
  if (pids == m_order) return;
  m_order = pids;
  m_pids = {pids.begin(), pids.end()};
  const auto isOther = [this](genmsg::Pid pid) { return !m_pids.contains(pid); };
  std::erase_if(m_infos, [&](const auto& known) { return isOther(known.first); });
  std::erase_if(m_queue, isOther);
  std::erase_if(m_underWay, isOther);
  if (m_active) enqueueUnknown();
  rebuild();
}

void ProcessRelations::refresh() {
  m_infos.clear();
  m_queue.clear();
  if (m_active) enqueueUnknown();
  rebuild();
}

std::size_t ProcessRelations::failedCount() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(m_infos, [](const auto& known) { return !known.second; }));
}

void ProcessRelations::enqueueUnknown() {
  m_queue.clear();
  for (auto pid = m_order.rbegin(); pid != m_order.rend(); ++pid)
    if (!m_infos.contains(*pid) && !m_underWay.contains(*pid)) m_queue.push_back(*pid);
  askNext();
}

void ProcessRelations::askNext() {
  while (!m_queue.empty() && m_underWay.size() < underWayMax) {
    const genmsg::Pid pid = m_queue.back();
    m_queue.pop_back();
    m_underWay.insert(pid);
    Q_EMIT infoRequested(pid);
  }
}

void ProcessRelations::applyInfo(genmsg::Pid pid, const genmsg::ProcessInfoPtr& info) {
  note(pid, info);
}

void ProcessRelations::applyInfoError(genmsg::Pid pid) {
  note(pid, nullptr);
}

void ProcessRelations::note(genmsg::Pid pid, const genmsg::ProcessInfoPtr& info) {
  m_underWay.erase(pid);  // also of what nobody wants any more: it may be asked again
  if (!m_active || !m_pids.contains(pid)) return;
  m_infos[pid] = info;
  std::erase(m_queue, pid);
  askNext();
  rebuild();
}

bool ProcessRelations::isParentAndChild(genmsg::Pid a, genmsg::Pid b) const {
  const auto isChildOf = [this](genmsg::Pid child, genmsg::Pid parent) {
    const std::uint32_t row = m_view ? m_view->rowOf(child) : noRow;
    return row != noRow && m_view->process(row).parent == parent;
  };
  return isChildOf(a, b) || isChildOf(b, a);
}

void ProcessRelations::rebuild() {
  m_relations.clear();
  const auto add = [this](Relation::Kind kind, genmsg::Pid from, genmsg::Pid to) {
    if (m_pids.contains(from) && m_pids.contains(to) && from != to)
      m_relations.push_back({kind, from, to});
  };
  for (const auto& [pid, info] : m_infos) {
    if (!m_active || !info) continue;
    for (const genmsg::Pid other : info->links)  // both ends say so
      if (!isParentAndChild(pid, other))
        add(Relation::Kind::Link, std::min(pid, other), std::max(pid, other));
    for (const auto& monitor : info->monitors) add(Relation::Kind::Monitor, pid, monitor.pid);
    for (const genmsg::Pid other : info->monitored_by) add(Relation::Kind::Monitor, other, pid);
  }
  std::ranges::sort(m_relations);
  const auto rest = std::ranges::unique(m_relations);
  m_relations.erase(rest.begin(), rest.end());
  Q_EMIT changed();
}

}  // namespace models
