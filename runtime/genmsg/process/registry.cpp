// SPDX-License-Identifier: Apache-2.0
#include "genmsg/process/registry.h"

namespace genmsg {

std::optional<Pid> Registry::insert(Atom name, Pid pid) {
  const MutexLock lock(mutex_);
  const auto [place, inserted] = pids_.try_emplace(name, pid);
  if (inserted) return std::nullopt;
  return place->second;
}

bool Registry::erase(Atom name, Pid pid) {
  const MutexLock lock(mutex_);
  const auto place = pids_.find(name);
  if (place == pids_.end() || place->second != pid) return false;
  pids_.erase(place);
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

}  // namespace genmsg
