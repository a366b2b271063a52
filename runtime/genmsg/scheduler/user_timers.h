// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "genmsg/base/mutex.h"
#include "genmsg/process/timer.h"
#include "genmsg/process/timer_wheel.h"
#include "genmsg/term/pid.h"

namespace genmsg {

/// What a timer does when its time has come, once. Destroyed unfired if it is cancelled.
/// Threads: fire() on a scheduler, outside of any process; the destructor on any thread.
class TimerAction {
 public:
  virtual ~TimerAction() = default;
  virtual void fire() noexcept = 0;
};

/// The timers of a runtime that are not a process's own: who has a reference may cancel it. An
/// action is fired or cancelled, never both: whoever takes it out of the table first has it.
/// Threads: any. Sharded by the process that a timer is for, so that its end finds them at once;
/// the shard is a part of the reference. A shard's lock is taken before the wheel's.
class UserTimers {
 public:
  explicit UserTimers(TimerWheel& wheel) : wheel_(wheel) {}
  ~UserTimers() { clear(); }
  UserTimers(const UserTimers&) = delete;
  UserTimers& operator=(const UserTimers&) = delete;

  /// The reference of a timer for `dest` (a default pid: for no process), numbered `number`.
  static TimerRef make_ref(std::uint64_t number, Pid dest) noexcept;
  /// `at_ns` may be beyond what the wheel reaches: it is armed again then.
  void start(TimerRef ref, std::int64_t at_ns, Pid dest, std::unique_ptr<TimerAction> action);
  /// When it would have fired; nothing if it has, was cancelled, or never was.
  std::optional<std::int64_t> cancel(TimerRef ref);
  std::optional<std::int64_t> at_ns(TimerRef ref) const;
  /// Drops those for a process.
  void cancel_all(Pid dest);
  /// The wheel says that its time has come.
  void fire(TimerRef ref, std::int64_t now_ns);
  void clear();

 private:
  static constexpr std::size_t shard_count = 64;
  static constexpr unsigned shard_shift = 56;  // counters of references do not get there

  struct Entry {
    Timer timer;
    std::int64_t at_ns = 0;
    Pid dest;
    Entry* next = nullptr;  // of those for the same process
    Entry* previous = nullptr;
    TimerRef ref;
    std::unique_ptr<TimerAction> action;
  };
  struct alignas(64) Shard {
    mutable Mutex mutex;
    std::unordered_map<std::uint64_t, Entry> entries GENMSG_GUARDED_BY(mutex);
    /// The newest of each.
    boost::unordered_flat_map<Pid, Entry*, std::hash<Pid>> by_dest GENMSG_GUARDED_BY(mutex);
  };

  static std::size_t shard_of(TimerRef ref) noexcept {
    return static_cast<std::size_t>(ref.reference >> shard_shift) % shard_count;
  }
  void arm(Entry& entry) {
    // The wheel is told a pid; of ours it carries the reference.
    wheel_.arm(entry.timer, {static_cast<std::uint32_t>(entry.ref.reference),
                             static_cast<std::uint32_t>(entry.ref.reference >> 32)},
               entry.at_ns, static_cast<unsigned>(shard_of(entry.ref)), TimerKind::Call);
  }
  /// Takes an entry out of both maps; its action. @pre it is off the wheel
  std::unique_ptr<TimerAction> take(Shard& shard, Entry& entry) GENMSG_REQUIRES(shard.mutex);

  TimerWheel& wheel_;
  std::array<Shard, shard_count> shards_;
};

}  // namespace genmsg
