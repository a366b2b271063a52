// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/user_timers.h"

#include <functional>
#include <utility>

namespace genmsg {

TimerRef UserTimers::make_ref(std::uint64_t number, Pid dest) noexcept {
  const std::uint64_t shard =
      (dest ? std::hash<Pid>{}(dest) ^ dest.serial : number) % shard_count;
  return {shard << shard_shift | number};
}

void UserTimers::start(TimerRef ref, std::int64_t at_ns, Pid dest,
                       std::unique_ptr<TimerAction> action) {
  Shard& shard = shards_[shard_of(ref)];
  const MutexLock lock(shard.mutex);
  Entry& entry = shard.entries[ref.reference];
  entry.ref = ref;
  entry.at_ns = at_ns;
  entry.action = std::move(action);
  if (dest) {
    Entry*& newest = shard.by_dest[dest];
    entry.dest = dest;
    entry.next = newest;
    if (newest != nullptr) newest->previous = &entry;
    newest = &entry;
  }
  arm(entry);
}

std::unique_ptr<TimerAction> UserTimers::take(Shard& shard, Entry& entry) {
  if (entry.next != nullptr) entry.next->previous = entry.previous;
  if (entry.previous != nullptr) {
    entry.previous->next = entry.next;
  } else if (entry.dest) {
    if (entry.next != nullptr) {
      shard.by_dest[entry.dest] = entry.next;
    } else {
      shard.by_dest.erase(entry.dest);
    }
  }
  std::unique_ptr<TimerAction> action = std::move(entry.action);
  shard.entries.erase(entry.ref.reference);
  return action;
}

std::optional<std::int64_t> UserTimers::cancel(TimerRef ref) {
  Shard& shard = shards_[shard_of(ref)];
  std::unique_ptr<TimerAction> unfired;  // destroyed without the lock: it may do anything
  const MutexLock lock(shard.mutex);
  const auto found = shard.entries.find(ref.reference);
  if (found == shard.entries.end()) return std::nullopt;
  const std::int64_t at = found->second.at_ns;
  // It may be off the wheel already, with its reference on the way to fire(), which finds nothing.
  wheel_.cancel(found->second.timer);
  unfired = take(shard, found->second);
  return at;
}

std::optional<std::int64_t> UserTimers::at_ns(TimerRef ref) const {
  const Shard& shard = shards_[shard_of(ref)];
  const MutexLock lock(shard.mutex);
  const auto found = shard.entries.find(ref.reference);
  if (found == shard.entries.end()) return std::nullopt;
  return found->second.at_ns;
}

void UserTimers::cancel_all(Pid dest) {
  Shard& shard = shards_[shard_of(make_ref(0, dest))];
  std::vector<std::unique_ptr<TimerAction>> unfired;
  const MutexLock lock(shard.mutex);
  for (auto found = shard.by_dest.find(dest); found != shard.by_dest.end();
       found = shard.by_dest.find(dest)) {
    Entry& entry = *found->second;
    wheel_.cancel(entry.timer);
    unfired.push_back(take(shard, entry));
  }
}

void UserTimers::fire(TimerRef ref, std::int64_t now_ns) {
  Shard& shard = shards_[shard_of(ref)];
  std::unique_ptr<TimerAction> action;
  {
    const MutexLock lock(shard.mutex);
    const auto found = shard.entries.find(ref.reference);
    if (found == shard.entries.end()) return;  // cancelled meanwhile
    if (found->second.at_ns > now_ns) {
      arm(found->second);
      return;
    }
    action = take(shard, found->second);
  }
  action->fire();
}

void UserTimers::clear() {
  for (Shard& shard : shards_) {
    std::vector<std::unique_ptr<TimerAction>> unfired;
    const MutexLock lock(shard.mutex);
    while (!shard.entries.empty()) {
      Entry& entry = shard.entries.begin()->second;
      wheel_.cancel(entry.timer);
      unfired.push_back(take(shard, entry));
    }
  }
}

}  // namespace genmsg
