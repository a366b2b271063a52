// SPDX-License-Identifier: Apache-2.0
// Which processes are ready to run, and how schedulers sleep until one is.
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

/// While a scheduler is awake, one that sleeps looks again this soon: it bounds how long work may
/// wait that a wake-up missed, or that lies with a scheduler which is stuck in a callback.
constexpr std::int64_t nap_ns = 1'000'000;
constexpr std::int64_t longest_sleep_ns = 60'000'000'000;

}  // namespace

// --- run queues

void Runtime::make_ready(Process& process) noexcept {
  if (process.has(Process::is_blocking) && blocking_ != nullptr) [[unlikely]] {
    if (blocking_->push(process)) return;
    // A scheduler runs it then: late, and it may not wait(), but it runs.
    report_refused_thread(process);
  }
  if (execution.runtime == this && execution.scheduler != nullptr &&
      !execution.scheduler->is_blocking()) {
    RunQueue& queue = execution.scheduler->queue();
    if (!queue.push(&process)) [[unlikely]] return execution.scheduler->push_aside(process);
    // Keeps the load below after the push for the compiler; the sleeper's barrier on all threads
    // keeps it so for the processor. See park().
    std::atomic_signal_fence(std::memory_order_seq_cst);
    if (parked_.load(std::memory_order_relaxed) != 0 && queue.size() >= 2) wake_one();
    return;
  }
  push_inbox(process);
  wake_one();
}

void Runtime::report_refused_thread(const Process& process) noexcept {
  try {
    Report made;
    made.pid = process.pid();
    made.report = Term::binary("the system refuses a thread for a blocking process");
    report(std::move(made));
  } catch (...) {  // no memory to say so
  }
}

void Runtime::push_inbox(Process& process) noexcept {
  Process* newest = inbox_.load(std::memory_order_relaxed);
  do {
    process.next_ready = newest;
    // seq_cst: ordered against the sleeper, which counts itself parked and then looks here.
  } while (!inbox_.compare_exchange_weak(newest, &process, std::memory_order_seq_cst,
                                         std::memory_order_relaxed));
}

Process* Runtime::take_inbox() noexcept {
  if (inbox_.load(std::memory_order_relaxed) == nullptr) return nullptr;
  Process* newest = inbox_.exchange(nullptr, std::memory_order_acq_rel);
  Process* oldest = nullptr;
  while (newest != nullptr) {
    Process* const next = newest->next_ready;
    newest->next_ready = oldest;
    oldest = newest;
    newest = next;
  }
  if (oldest == nullptr) return nullptr;
  Process* rest = oldest->next_ready;
  while (rest != nullptr) {
    Process* const next = rest->next_ready;  // a pushed process may be stolen and run at once
    if (!execution.scheduler->queue().push(rest)) execution.scheduler->push_aside(*rest);
    rest = next;
  }
  return oldest;
}

// --- sleeping and waking

/// Every thread of this program passes a full memory barrier. A scheduler that goes to sleep pays
/// for it, so that those that push work need none. See: membarrier(2).
void Runtime::barrier_on_all_threads(bool register_only) noexcept {
  const int command = register_only ? MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED
                                    : MEMBARRIER_CMD_PRIVATE_EXPEDITED;
  // Where the system has none, the nap bounds the harm.
  static_cast<void>(syscall(SYS_membarrier, command, 0, 0));
}

void Runtime::wake_one() noexcept {
  if (parked_.load(std::memory_order_seq_cst) == 0) return;
  // Who is already looking will find it; the woken one counts as looking at once, so that a burst
  // of sends wakes one sleeper and not all.
  std::uint32_t none = 0;
  if (!searching_.compare_exchange_strong(none, 1, std::memory_order_seq_cst)) return;
  const MutexLock lock(park_mutex_);
  ++wake_ups_;
  unparked_.notify_one();
}

void Runtime::park(Scheduler& scheduler) {
  scheduler.set_idle(true);
  parked_.fetch_add(1, std::memory_order_seq_cst);
  barrier_on_all_threads(false);
  bool work = has_shared_work() || stopping_.load(std::memory_order_seq_cst);
  for (const auto& other : schedulers_) {
    work = work || other->queue().size() >= 2 || !other->aside().is_empty();
  }
  const bool timed_out = !work && sleep();
  scheduler.counted_as_searching_ = take_wake_up();  // the waker has counted it
  scheduler.napped_ = timed_out && !scheduler.counted_as_searching_;
  parked_.fetch_sub(1, std::memory_order_seq_cst);
  if (watch_ != nullptr) watch_->someone_is_awake();
  scheduler.set_idle(false);
  // One that only looks around will be back at once; one that goes to work needs a watcher.
  if (!scheduler.napped_) want_napper();
  fire_timers();
}

bool Runtime::take_wake_up() noexcept {
  const MutexLock lock(park_mutex_);
  if (wake_ups_ == 0) return false;
  --wake_ups_;
  return true;
}

/// Has a sleeper see that somebody is awake and nobody watches over it.
void Runtime::want_napper() noexcept {
  if (parked_.load(std::memory_order_seq_cst) == 0) return;
  const MutexLock lock(park_mutex_);
  if (!has_napper_) unparked_.notify_one();
}

/// True if the time ran out. While another scheduler is awake, one of the sleepers (the napper)
/// sleeps for a short time only: it bounds how long work may wait behind a long callback.
bool Runtime::sleep() {
  const MutexLock lock(park_mutex_);
  while (wake_ups_ == 0 && !has_shared_work() && !stopping_.load(std::memory_order_seq_cst)) {
    // Under the lock and each time anew, see tell_sleeper_of_timer().
    const std::int64_t next_timer = timers_.next_ns();
    const std::int64_t length =
        next_timer == TimerWheel::never
            ? longest_sleep_ns
            : std::clamp<std::int64_t>(next_timer - now_ns(), 0, longest_sleep_ns);
    const auto begin = std::chrono::steady_clock::now();
    const bool naps =
        !has_napper_ && parked_.load(std::memory_order_seq_cst) < schedulers_.size();
    if (naps) has_napper_ = true;
    const auto until = naps ? std::min(begin + std::chrono::nanoseconds(length),
                                       std::chrono::steady_clock::now() +
                                           std::chrono::nanoseconds(nap_ns))
                            : begin + std::chrono::nanoseconds(length);
    const bool notified = unparked_.wait_until(park_mutex_, until);
    if (naps) has_napper_ = false;
    if (!notified) return true;
  }
  return false;
}

void Runtime::fire_timers() {
  const std::int64_t next = timers_.next_ns();
  if (next == TimerWheel::never) return;
  const std::int64_t now = now_ns();
  if (next > now) return;
  std::vector<TimerWheel::Fired> fired;
  timers_.expire(now, fired);
  for (const TimerWheel::Fired& timer : fired) {
    if (timer.kind == TimerKind::Call) {
      user_timers_.fire({std::uint64_t{timer.pid.serial} << 32 | timer.pid.index}, now);
    } else {
      signal(timer.pid, TimeoutSignal{timer.generation, timer.kind});
    }
  }
}

/// Whoever sleeps has looked at the timers under the lock: before this, and then it is woken to
/// look again, or after it, and then it has seen the new one.
void Runtime::tell_sleeper_of_timer() noexcept {
  const MutexLock lock(park_mutex_);
  unparked_.notify_one();
}

}  // namespace genmsg
