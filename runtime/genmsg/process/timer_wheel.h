// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "genmsg/base/mutex.h"
#include "genmsg/term/pid.h"

namespace genmsg {

/// What a timer is for. A process has one of each kind but the last.
enum class TimerKind : std::uint8_t {
  Receive,    // {ok, State, Timeout}: no message came
  Await,      // what it awaits did not come
  Start,      // nobody acknowledged its start
  Hibernate,  // it was idle for as long as its option hibernate_after says
  Lease,      // the lease of its suspension ends
  Call,       // a function of the runtime's, see Runtime::call_after
};
inline constexpr std::size_t process_timer_kinds = 5;

/// One time to be told of. Lives in what owns it and is linked into a wheel while it is armed.
struct Timer {
  Timer* next = nullptr;
  Timer* previous = nullptr;
  std::int64_t tick = 0;
  Pid pid;                       // whom to tell; of kind Call: the bits of its reference
  std::uint32_t generation = 0;  // which of its timeouts; written under the shard's lock
  TimerKind kind : 4 = TimerKind::Receive;
  std::uint8_t level : 4 = 0;
  std::uint8_t slot = 0;
  bool armed = false;
  std::uint8_t shard = no_shard;  // set by the owner when it arms first, then constant
  static constexpr std::uint8_t no_shard = 0xff;
};

/// Timers by a hierarchy of wheels: six levels of 64 slots, a millisecond a slot on the lowest.
/// Arming and cancelling is O(1); firing is O(1) a timer and level.
/// Threads: all functions from any thread; arm() and cancel() of one timer by its owner only.
/// Sharded, so that schedulers do not share a lock.
/// Units: nanoseconds on the runtime's clock; a timer fires at the first millisecond not before its
/// time. Limits: 2 years; a later timer fires then.
/// See: Varghese and Lauck, Hashed and Hierarchical Timing Wheels, 1987.
class TimerWheel {
 public:
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
  static constexpr std::int64_t tick_ns = 1'000'000;

  struct Fired {
    Pid pid;
    std::uint32_t generation;
    TimerKind kind = TimerKind::Receive;
  };

  TimerWheel(unsigned shards, std::int64_t now_ns);

  /// Arms `timer` (or moves it) for `at_ns`, on the shard that it was first armed on, and gives it
  /// a new generation: what fired before is told apart from what fires now.
  void arm(Timer& timer, Pid pid, std::int64_t at_ns, unsigned shard,
           TimerKind kind = TimerKind::Receive);
  /// True if it had not fired; if it had, its generation is no longer the timer's. The timer may be
  /// destroyed afterwards.
  bool cancel(Timer& timer);
  /// Takes the timers out whose time has come. Cheap if there are none.
  void expire(std::int64_t now_ns, std::vector<Fired>& fired);
  /// No timer fires before this time; `never` if none is armed.
  std::int64_t next_ns() const noexcept;
  std::size_t armed_count() const;

 private:
  static constexpr unsigned levels = 6;
  static constexpr unsigned slot_bits = 6;
  static constexpr unsigned slot_count = 1u << slot_bits;

  struct alignas(64) Shard {
    mutable Mutex mutex;
    std::int64_t elapsed GENMSG_GUARDED_BY(mutex) = 0;
    std::size_t count GENMSG_GUARDED_BY(mutex) = 0;
    std::array<std::uint64_t, levels> occupied GENMSG_GUARDED_BY(mutex) = {};
    std::array<std::array<Timer*, slot_count>, levels> heads GENMSG_GUARDED_BY(mutex) = {};
    std::atomic<std::int64_t> next_tick{never};
  };
  struct Due {
    unsigned level;
    unsigned slot;
    std::int64_t tick;
  };

  static void insert(Shard& shard, Timer& timer) GENMSG_REQUIRES(shard.mutex);
  static void remove(Shard& shard, Timer& timer) GENMSG_REQUIRES(shard.mutex);
  static bool next_due(const Shard& shard, Due& due) GENMSG_REQUIRES(shard.mutex);
  static void publish(Shard& shard) GENMSG_REQUIRES(shard.mutex);
  static void expire_shard(Shard& shard, std::int64_t now_tick, std::vector<Fired>& fired);

  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace genmsg
