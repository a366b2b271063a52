// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/user_timers.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

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

// --- what the runtime offers

std::int64_t Runtime::due_ns(std::chrono::nanoseconds time, TimerOptions options) const noexcept {
  if (options.absolute) return time.count();
  const std::int64_t now = now_ns();
  return time.count() < TimerWheel::never - now ? now + time.count() : TimerWheel::never;
}

void Runtime::start_action(TimerRef ref, std::int64_t at_ns, Pid dest,
                           std::unique_ptr<TimerAction> action) {
  if (at_ns <= now_ns()) {
    action->fire();
  } else {
    arm_action(ref, at_ns, dest, std::move(action));
  }
}

void Runtime::arm_action(TimerRef ref, std::int64_t at_ns, Pid dest,
                         std::unique_ptr<TimerAction> action) {
  const std::int64_t next_before = timers_.next_ns();
  user_timers_.start(ref, at_ns, dest, std::move(action));
  if (dest && !now_has_outside(dest)) user_timers_.cancel_all(dest);
  // A scheduler looks at the timers before it sleeps.
  const bool on_own_scheduler = execution.runtime == this && execution.scheduler != nullptr &&
                                !execution.scheduler->is_blocking();
  if (!on_own_scheduler && at_ns < next_before) tell_sleeper_of_timer();
}

std::optional<std::chrono::nanoseconds> Runtime::cancel_timer(TimerRef ref) {
  const std::optional<std::int64_t> at = user_timers_.cancel(ref);
  if (!at) return std::nullopt;
  return std::chrono::nanoseconds(std::max<std::int64_t>(0, *at - now_ns()));
}

std::optional<std::chrono::nanoseconds> Runtime::read_timer(TimerRef ref) const {
  const std::optional<std::int64_t> at = user_timers_.at_ns(ref);
  if (!at) return std::nullopt;
  return std::chrono::nanoseconds(std::max<std::int64_t>(0, *at - now_ns()));
}

TimerRef Runtime::call_after(std::chrono::nanoseconds time, std::function<void()> function,
                             Pid owner) {
  class CallAction final : public TimerAction {
   public:
    explicit CallAction(std::function<void()> function) : function_(std::move(function)) {}
    void fire() noexcept override { function_(); }

   private:
    std::function<void()> function_;
  };
  const TimerRef ref = UserTimers::make_ref(next_reference(), owner);
  const std::chrono::nanoseconds positive = std::max(time, std::chrono::nanoseconds(0));
  arm_action(ref, due_ns(positive, {}), owner, std::make_unique<CallAction>(std::move(function)));
  return ref;
}

}  // namespace genmsg
