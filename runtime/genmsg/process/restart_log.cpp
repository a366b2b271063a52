// SPDX-License-Identifier: Apache-2.0
#include "genmsg/process/restart_log.h"

#include <utility>

namespace genmsg {

void RestartLogs::open(RestartHistory history) {
  const MutexLock lock(mutex_);
  const Pid supervisor = history.supervisor;
  histories_.insert_or_assign(supervisor, std::move(history));
}

void RestartLogs::set_limit(Pid supervisor, Atom strategy, std::uint32_t intensity,
                            std::chrono::seconds period) {
  const MutexLock lock(mutex_);
  const auto found = histories_.find(supervisor);
  if (found == histories_.end()) return;
  found->second.strategy = strategy;
  found->second.intensity = intensity;
  found->second.period = period;
}

void RestartLogs::note(Pid supervisor, std::uint32_t in_period, RestartRecord record) {
  const MutexLock lock(mutex_);
  const auto found = histories_.find(supervisor);
  if (found == histories_.end()) return;
  RestartHistory& history = found->second;
  ++history.total;
  history.in_period = in_period;
  if (history.last.size() == RestartHistory::most_records) history.last.erase(history.last.begin());
  history.last.push_back(std::move(record));
}

void RestartLogs::close(Pid supervisor) {
  const MutexLock lock(mutex_);
  histories_.erase(supervisor);
}

std::optional<RestartHistory> RestartLogs::find(Pid supervisor) const {
  const MutexLock lock(mutex_);
  const auto found = histories_.find(supervisor);
  if (found == histories_.end()) return std::nullopt;
  return found->second;
}

std::vector<RestartHistory> RestartLogs::all() const {
  const MutexLock lock(mutex_);
  std::vector<RestartHistory> all;
  all.reserve(histories_.size());
  for (const auto& [supervisor, history] : histories_) all.push_back(history);
  return all;
}

}  // namespace genmsg
