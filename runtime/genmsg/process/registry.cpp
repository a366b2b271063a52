// SPDX-License-Identifier: Apache-2.0
#include "genmsg/process/registry.h"

namespace genmsg {

std::optional<Pid> Registry::insert(Atom name, Pid pid) {
  const MutexLock lock(mutex_);
  const auto [place, inserted] = pids_.try_emplace(name, pid);
  if (inserted) return std::nullopt;
  return place->second;
}

bool Registry::erase(Atom name, Pid pid, std::atomic<std::uint32_t>* shown) {
  const MutexLock lock(mutex_);
  const auto place = pids_.find(name);
  if (place == pids_.end() || place->second != pid) return false;
  pids_.erase(place);
  std::uint32_t was = name.index();
  if (shown != nullptr) shown->compare_exchange_strong(was, 0, std::memory_order_relaxed);
  return true;
}

std::optional<Pid> Registry::find(Atom name) const {
  const MutexLock lock(mutex_);
  const auto place = pids_.find(name);
  if (place == pids_.end()) return std::nullopt;
  return place->second;
}

std::vector<Atom> Registry::names() const {
  const MutexLock lock(mutex_);
  std::vector<Atom> names;
  names.reserve(pids_.size());
  for (const auto& [name, pid] : pids_) names.push_back(name);
  return names;
}

bool GlobalNames::insert(const Term& name, Pid pid) {
  const MutexLock lock(mutex_);
  if (!pids_.try_emplace(name, pid).second) return false;
  names_[pid].push_back(name);
  return true;
}

bool GlobalNames::erase(const Term& name, Pid pid) {
  const MutexLock lock(mutex_);
  const auto place = pids_.find(name);
  if (place == pids_.end() || (pid && place->second != pid)) return false;
  const auto owned = names_.find(place->second);
  std::erase(owned->second, name);
  if (owned->second.empty()) names_.erase(owned);
  pids_.erase(place);
  return true;
}

void GlobalNames::erase_all(Pid pid) {
  const MutexLock lock(mutex_);
  const auto owned = names_.find(pid);
  if (owned == names_.end()) return;
  for (const Term& name : owned->second) pids_.erase(name);
  names_.erase(owned);
}

Pid GlobalNames::find(const Term& name) const {
  const MutexLock lock(mutex_);
  const auto place = pids_.find(name);
  return place != pids_.end() ? place->second : Pid{};
}

std::vector<Term> GlobalNames::names() const {
  const MutexLock lock(mutex_);
  std::vector<Term> names;
  names.reserve(pids_.size());
  for (const auto& [name, pid] : pids_) names.push_back(name);
  return names;
}

}  // namespace genmsg
