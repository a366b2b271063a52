// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/blocking_pool.h"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

BlockingPool::BlockingPool(Runtime& runtime, unsigned cap, std::chrono::nanoseconds idle)
    : runtime_(runtime),
      idle_(std::clamp<std::chrono::nanoseconds>(idle, std::chrono::nanoseconds(0),
                                                 std::chrono::hours(24 * 365))),
      workers_(std::make_unique<Worker[]>(cap)),
      cap_(cap) {}

BlockingPool::~BlockingPool() = default;

bool BlockingPool::push(Process& process) noexcept {
  const MutexLock lock(mutex_);
  // Stopping: it only lies here until it is dropped with the others.
  if (!is_stopping() && queued_ >= idle_count_) {
    const bool is_served = start_thread() || alive_.load(std::memory_order_relaxed) != 0;
    if (!is_served) return false;
  }
  append(process);
  ready_.notify_one();
  return true;
}

void BlockingPool::append(Process& process) {
  process.next_ready = nullptr;
  (last_ != nullptr ? last_->next_ready : first_) = &process;
  last_ = &process;
  ++queued_;
}

/// False if all are started, or the system refuses.
bool BlockingPool::start_thread() {
  const std::uint32_t made = made_.load(std::memory_order_relaxed);
  if (alive_.load(std::memory_order_relaxed) == cap_) return false;
  try {
    Worker* worker = nullptr;
    for (std::uint32_t i = 0; i < made && worker == nullptr; ++i) {
      if (workers_[i].has_ended) worker = &workers_[i];
    }
    if (worker == nullptr) {
      worker = &workers_[made];
      if (worker->scheduler == nullptr) {
        worker->scheduler = std::make_unique<Scheduler>(runtime_, made, true);
        made_.store(made + 1, std::memory_order_release);
      }
    }
    // It has let go of the lock, which is ours, so it ends without us.
    if (worker->thread.joinable()) worker->thread.join();
    worker->thread = std::thread([this, worker] { run(*worker); });
    worker->has_ended = false;
    alive_.fetch_add(1, std::memory_order_relaxed);
    return true;
  } catch (const std::exception&) {  // no thread, or no memory for one
    return false;
  }
}

void BlockingPool::run(Worker& worker) {
  Scheduler& scheduler = *worker.scheduler;
  execution = {&runtime_, &scheduler, nullptr, &scheduler.message_cache()};
  mutex_.lock();
  while (Process* const process = next(worker)) {
    mutex_.unlock();
    const bool again = scheduler.execute_slice(*process, 1);
    mutex_.lock();
    if (again) append(*process);  // this thread looks at once, so nobody need be woken
  }
  mutex_.unlock();
  execution = {};
}

/// Null: the thread ends.
Process* BlockingPool::next(Worker& worker) {
  const auto until = std::chrono::steady_clock::now() + idle_;
  while (first_ == nullptr || is_stopping()) {
    ++idle_count_;
    const bool in_time = !is_stopping() && ready_.wait_until(mutex_, until);
    --idle_count_;
    if ((!in_time && first_ == nullptr) || is_stopping()) {
      worker.has_ended = true;
      alive_.fetch_sub(1, std::memory_order_relaxed);
      return nullptr;
    }
  }
  Process* const process = first_;
  first_ = process->next_ready;
  if (first_ == nullptr) last_ = nullptr;
  --queued_;
  return process;
}

void BlockingPool::stop() noexcept {
  {
    const MutexLock lock(mutex_);
    stopping_.store(true, std::memory_order_release);
    ready_.notify_all();
  }
  const MutexLock lock(waits_mutex_);
  for (BlockedWait* wait = waits_; wait != nullptr; wait = wait->next_) {
    // With its lock: it either sees that we stop, or is asleep and hears it.
    const MutexLock waiting(wait->mutex_);
    wait->arrived_.notify_all();
  }
}

void BlockingPool::join() noexcept {
  // No thread is started any more, so nobody else touches them.
  for (std::uint32_t i = 0; i < cap_; ++i) {
    if (workers_[i].thread.joinable()) workers_[i].thread.join();
  }
}

void BlockingPool::add(BlockedWait& wait) noexcept {
  const MutexLock lock(waits_mutex_);
  wait.next_ = waits_;
  if (waits_ != nullptr) waits_->previous_ = &wait;
  waits_ = &wait;
}

void BlockingPool::remove(BlockedWait& wait) noexcept {
  const MutexLock lock(waits_mutex_);
  (wait.previous_ != nullptr ? wait.previous_->next_ : waits_) = wait.next_;
  if (wait.next_ != nullptr) wait.next_->previous_ = wait.previous_;
}

BlockedWait::BlockedWait(Mutex& mutex, CondVar& arrived) noexcept
    : mutex_(mutex), arrived_(arrived) {
  if (execution.runtime == nullptr || on_scheduler()) return;
  pool_ = execution.runtime->blocking_pool();
  if (pool_ != nullptr) pool_->add(*this);
}

BlockedWait::~BlockedWait() {
  if (pool_ != nullptr) pool_->remove(*this);
}

bool BlockedWait::pool_stops() const noexcept { return pool_->is_stopping(); }

}  // namespace genmsg
