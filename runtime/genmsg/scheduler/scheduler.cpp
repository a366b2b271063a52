// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/scheduler.h"

#include <array>
#include <utility>

#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/runtime.h"

namespace genmsg {

namespace {

constexpr unsigned slice_messages = 256;
constexpr unsigned looks = 200;         // at the other queues before it sleeps
constexpr unsigned lone_after = 64;     // looks in which the owner of a lone entry did nothing
constexpr unsigned fairness_every = 61; // slices between two looks at the shared lists
constexpr unsigned timers_every = 16;   // slices between two looks at the clock

void pause_a_little() noexcept {
  for (int i = 0; i < 16; ++i) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    std::atomic_signal_fence(std::memory_order_seq_cst);
#endif
  }
}

}  // namespace

Scheduler::Scheduler(Runtime& runtime, unsigned number, bool is_blocking)
    : runtime_(runtime), number_(number), is_blocking_(is_blocking) {}
Scheduler::~Scheduler() = default;

void Scheduler::start_thread() {
  thread_ = std::thread([this] { loop(); });
}

void Scheduler::join() {
  if (thread_.joinable()) thread_.join();
}

std::uint64_t Scheduler::idle_ns(std::int64_t now_ns) const noexcept {
  const std::uint64_t sum = idle_sum_ns_.load(std::memory_order_acquire);
  const std::int64_t since = idle_since_ns_.load(std::memory_order_acquire);
  return since == 0 || now_ns < since ? sum : sum + static_cast<std::uint64_t>(now_ns - since);
}

void Scheduler::set_idle(bool idle) noexcept {
  const std::int64_t now = runtime_.now_ns();
  note_time(now);
  if (idle) {
    idle_since_ns_.store(now, std::memory_order_release);
    return;
  }
  const std::int64_t since = idle_since_ns_.load(std::memory_order_relaxed);
  // In this order a reader between the two stores sees too little idle time, never too much.
  idle_since_ns_.store(0, std::memory_order_release);
  idle_sum_ns_.store(idle_sum_ns_.load(std::memory_order_relaxed) +
                         static_cast<std::uint64_t>(now - since),
                     std::memory_order_release);
}

void Scheduler::loop() {
  execution = {&runtime_, this, nullptr, &message_cache_};
  while (!runtime_.stopping_.load(std::memory_order_relaxed)) {
    if (tick_ % timers_every == 0) runtime_.fire_timers();
    if (Process* const process = next_process()) {
      execute(*process, slice_messages);
    } else {
      runtime_.park(*this);
    }
  }
  execution = {};
}

Process* Scheduler::next_process() {
  Process* process = nullptr;
  // Now and then the shared lists come first, one process at a time, or a full ring starves them.
  if (++tick_ % fairness_every == 0) {
    hand_over();
    process = runtime_.overflow().take_one();
    if (process == nullptr) process = runtime_.take_inbox();
  } else if (was_whole_slice_) {
    // Slices are long, and whoever was sent to from outside waits. But not twice in a row, or those
    // in the queue would wait for as long as messages come from outside.
    process = runtime_.take_inbox();
    was_whole_slice_ = false;
    came_from_inbox_ = process != nullptr;
  }
  if (process == nullptr) process = queue_.pop();
  if (process == nullptr) process = take_over(aside_.take());  // younger than what was queued
  if (process != nullptr) {
    if (std::exchange(counted_as_searching_, false)) {
      runtime_.searching_.fetch_sub(1, std::memory_order_seq_cst);
    }
    if (std::exchange(napped_, false)) [[unlikely]] runtime_.want_napper();
    return process;
  }
  return find_work();
}

Process* Scheduler::find_work() {
  // A scheduler that was woken for work is counted by its waker already.
  if (!counted_as_searching_) runtime_.searching_.fetch_add(1, std::memory_order_seq_cst);
  counted_as_searching_ = false;
  set_idle(true);
  Process* found = nullptr;
  // After a nap one look is enough; what was there before it and still is, is stuck.
  const unsigned most_looks = napped_ ? 1 : looks;
  for (unsigned look = 0; look < most_looks && found == nullptr; ++look) {
    found = runtime_.take_inbox();
    if (found == nullptr) found = take_over(runtime_.overflow().take());
    const auto& all = runtime_.schedulers();
    for (std::size_t i = 1; i < all.size() && found == nullptr; ++i) {
      Scheduler& victim = *all[(number_ + i) % all.size()];
      // A lone entry stays with its owner unless that one is stuck in a callback: or two schedulers
      // would pass a pair of talking processes to and fro.
      const std::uint64_t seen = std::uint64_t{victim.number_} << 32 | victim.queue_.taken();
      const bool lone =
          watched_head_ == seen && (napped_ || look % lone_after == lone_after - 1);
      if (look % lone_after == 0 || lone) watched_head_ = seen;
      found = steal_from(victim, lone);
      if (found == nullptr && victim.queue_.size() == 0) found = take_over(victim.aside_.take());
    }
    if (found == nullptr) {
      if (runtime_.stopping_.load(std::memory_order_relaxed)) break;
      pause_a_little();
    }
  }
  set_idle(false);
  runtime_.searching_.fetch_sub(1, std::memory_order_seq_cst);
  if (found == nullptr) return nullptr;
  if (std::exchange(napped_, false)) runtime_.want_napper();
  // What else there is, somebody else may take; what came while this one was looking too.
  if (queue_.size() >= 1 || runtime_.has_shared_work()) runtime_.wake_one();
  return found;
}

void Scheduler::push_aside(Process& process) noexcept {
  if (aside_.push(&process) >= Overflow::batch) hand_over();
  runtime_.wake_one();
}

void Scheduler::hand_over() noexcept {
  const ReadyList list = aside_.take();
  if (list.count != 0) runtime_.overflow().add(list);
}

/// The first of the list; the others queue.
Process* Scheduler::take_over(ReadyList list) noexcept {
  Process* const first = list.pop();
  while (Process* const process = list.pop()) {
    if (!queue_.push(process)) push_aside(*process);
  }
  return first;
}

Process* Scheduler::steal_from(Scheduler& victim, bool lone) {
  std::array<Process*, RunQueue::max_stolen> stolen;
  const std::size_t count = victim.queue_.steal(stolen, lone);
  for (std::size_t i = 1; i < count; ++i) queue_.push(stolen[i]);
  return count != 0 ? stolen[0] : nullptr;
}

void Scheduler::execute(Process& process, unsigned budget) {
  const bool again = execute_slice(process, budget);
  was_whole_slice_ = again && !std::exchange(came_from_inbox_, false);
  if (again) runtime_.make_ready(process);
}

bool Scheduler::execute_slice(Process& process, unsigned budget) {
  current_.store(Process::pack(process.pid()), std::memory_order_relaxed);
  slices_.store(slices_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  slice_of_.store(Process::pack(process.pid()), std::memory_order_release);
  execution.process = &process;
  if (is_blocking_) note_time(runtime_.now_ns());
  const bool again = run_slice(process, budget);
  execution.process = nullptr;
  slice_of_.store(0, std::memory_order_relaxed);
  current_.store(0, std::memory_order_relaxed);
  return again;
}

TraceRing* Scheduler::own_trace_ring() {
  TraceRing* const ring = trace_ring_.load(std::memory_order_relaxed);
  if (ring != nullptr || !is_blocking_) return ring;
  owned_ring_ = std::make_unique<TraceRing>();
  trace_ring_.store(owned_ring_.get(), std::memory_order_release);  // made before it is read
  return owned_ring_.get();
}

}  // namespace genmsg
