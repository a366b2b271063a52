// SPDX-License-Identifier: Apache-2.0
#include "genmsg/process/timer_wheel.h"

#include <algorithm>
#include <bit>

namespace genmsg {

TimerWheel::TimerWheel(unsigned shards, std::int64_t now_ns) {
  for (unsigned i = 0; i < std::clamp(shards, 1u, 254u); ++i) {
    shards_.push_back(std::make_unique<Shard>());
    Shard& shard = *shards_.back();
    const MutexLock lock(shard.mutex);
    shard.elapsed = now_ns / tick_ns;
  }
}

void TimerWheel::arm(Timer& timer, Pid pid, std::int64_t at_ns, unsigned shard_number,
                     TimerKind kind) {
  if (timer.shard == Timer::no_shard) {
    timer.shard = static_cast<std::uint8_t>(shard_number % shards_.size());
  }
  Shard& shard = *shards_[timer.shard];
  const MutexLock lock(shard.mutex);
  if (timer.armed) remove(shard, timer);
  timer.pid = pid;
  timer.kind = kind;
  ++timer.generation;
  const std::int64_t tick = at_ns / tick_ns + (at_ns % tick_ns != 0 ? 1 : 0);
  // Short of a whole turn of the highest wheel, or the last slot would be the current one.
  constexpr std::int64_t top_slot = std::int64_t{1} << ((levels - 1) * slot_bits);
  constexpr std::int64_t reach = top_slot * (slot_count - 1);
  timer.tick = std::clamp(tick, shard.elapsed + 1, shard.elapsed + reach);
  insert(shard, timer);
  publish(shard);
}

bool TimerWheel::cancel(Timer& timer) {
  if (timer.shard == Timer::no_shard) return false;
  Shard& shard = *shards_[timer.shard];
  const MutexLock lock(shard.mutex);
  ++timer.generation;
  if (!timer.armed) return false;
  remove(shard, timer);
  return true;  // next_tick may now be too early, which costs one look at most
}

std::int64_t TimerWheel::next_ns() const noexcept {
  std::int64_t next = never;
  for (const auto& shard : shards_) {
    next = std::min(next, shard->next_tick.load(std::memory_order_acquire));
  }
  return next == never ? never : next * tick_ns;
}

std::size_t TimerWheel::armed_count() const {
  std::size_t count = 0;
  for (const auto& shard : shards_) {
    const MutexLock lock(shard->mutex);
    count += shard->count;
  }
  return count;
}

void TimerWheel::expire(std::int64_t now_ns, std::vector<Fired>& fired) {
  const std::int64_t now_tick = now_ns / tick_ns;
  for (const auto& shard : shards_) {
    if (shard->next_tick.load(std::memory_order_acquire) <= now_tick) {
      expire_shard(*shard, now_tick, fired);
    }
  }
}

void TimerWheel::expire_shard(Shard& shard, std::int64_t now_tick, std::vector<Fired>& fired) {
  const MutexLock lock(shard.mutex);
  Due due{};
  while (next_due(shard, due) && due.tick <= now_tick) {
    shard.elapsed = std::max(shard.elapsed, due.tick);
    Timer* timer = shard.heads[due.level][due.slot];
    while (timer != nullptr) {
      Timer* const next = timer->next;
      remove(shard, *timer);
      if (timer->tick <= shard.elapsed) {
        fired.push_back({timer->pid, timer->generation, timer->kind});
      } else {
        insert(shard, *timer);  // one level down
      }
      timer = next;
    }
  }
  shard.elapsed = std::max(shard.elapsed, now_tick);
  publish(shard);
}

/// The level is that of the highest bit in which the time differs from now: within one turn of
/// that level's wheel, and beyond the current slot of it.
void TimerWheel::insert(Shard& shard, Timer& timer) {
  const auto apart = static_cast<std::uint64_t>(shard.elapsed ^ timer.tick) | (slot_count - 1);
  const unsigned top_bit = 63u - static_cast<unsigned>(std::countl_zero(apart));
  const unsigned level = std::min(top_bit / slot_bits, levels - 1);
  const auto slot = static_cast<unsigned>(timer.tick >> (level * slot_bits)) & (slot_count - 1);
  timer.level = static_cast<std::uint8_t>(level & 0xf);
  timer.slot = static_cast<std::uint8_t>(slot);
  timer.previous = nullptr;
  timer.next = shard.heads[level][slot];
  if (timer.next != nullptr) timer.next->previous = &timer;
  shard.heads[level][slot] = &timer;
  shard.occupied[level] |= std::uint64_t{1} << slot;
  timer.armed = true;
  ++shard.count;
}

void TimerWheel::remove(Shard& shard, Timer& timer) {
  (timer.previous != nullptr ? timer.previous->next : shard.heads[timer.level][timer.slot]) =
      timer.next;
  if (timer.next != nullptr) timer.next->previous = timer.previous;
  if (shard.heads[timer.level][timer.slot] == nullptr) {
    shard.occupied[timer.level] &= ~(std::uint64_t{1} << timer.slot);
  }
  timer.next = timer.previous = nullptr;
  timer.armed = false;
  --shard.count;
}

/// The lowest occupied level has the nearest slot: levels above hold only what lies beyond the
/// current turn of the levels below.
bool TimerWheel::next_due(const Shard& shard, Due& due) {
  for (unsigned level = 0; level < levels; ++level) {
    if (shard.occupied[level] == 0) continue;
    const unsigned shift = level * slot_bits;
    const auto now_slot = static_cast<unsigned>(shard.elapsed >> shift) & (slot_count - 1);
    const auto ahead = static_cast<unsigned>(
        std::countr_zero(std::rotr(shard.occupied[level], static_cast<int>(now_slot))));
    const std::int64_t turn = std::int64_t{1} << shift;
    due.level = level;
    due.slot = (now_slot + ahead) & (slot_count - 1);
    due.tick = ((shard.elapsed >> shift) + ahead) * turn;
    return true;
  }
  return false;
}

void TimerWheel::publish(Shard& shard) {
  Due due{};
  shard.next_tick.store(next_due(shard, due) ? due.tick : never, std::memory_order_release);
}

}  // namespace genmsg
