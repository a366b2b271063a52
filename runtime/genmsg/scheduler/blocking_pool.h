// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "genmsg/base/mutex.h"
#include "genmsg/process/process.h"

namespace genmsg {

class Runtime;
class Scheduler;

/// The threads that run blocking processes: those of callback modules with
/// `static constexpr bool blocking = true`. Each has a Scheduler of its own, which takes no part in
/// stealing and whose counters stay when its thread ends.
///
/// A thread is started when a process is ready and none is idle, up to the cap; beyond it the ready
/// ones wait, first come first run, a message each. An idle thread takes the next process, and ends
/// after `idle`.
/// Threads: push(), each(), thread_count() from any thread.
class BlockingPool {
 public:
  BlockingPool(Runtime& runtime, unsigned cap, std::chrono::nanoseconds idle);
  ~BlockingPool();
  BlockingPool(const BlockingPool&) = delete;
  BlockingPool& operator=(const BlockingPool&) = delete;

  /// Takes a process that was made ready. False if there is no thread for it and the system refuses
  /// one: then it is the caller's.
  bool push(Process& process) noexcept;

  /// No callback begins from here on, and no wait() of a blocking process goes on.
  void stop() noexcept;
  /// Until all current callbacks have returned. @pre stop() was called
  void join() noexcept;
  bool is_stopping() const noexcept { return stopping_.load(std::memory_order_acquire); }

  std::uint32_t thread_count() const noexcept { return alive_.load(std::memory_order_relaxed); }

  /// The Scheduler of every thread there is or was.
  template <class Visit>
  void each(Visit&& visit) const {
    // acquire: a worker is made before it counts.
    const std::uint32_t count = made_.load(std::memory_order_acquire);
    for (std::uint32_t i = 0; i < count; ++i) visit(*workers_[i].scheduler);
  }

  /// Waits that stop() ends.
  void add(BlockedWait& wait) noexcept;
  void remove(BlockedWait& wait) noexcept;

 private:
  struct Worker {
    std::unique_ptr<Scheduler> scheduler;
    std::thread thread;
    bool has_ended = true;  // the thread holds no lock any more, or is about to let go of it
  };

  bool start_thread() GENMSG_REQUIRES(mutex_);
  void run(Worker& worker);
  Process* next(Worker& worker) GENMSG_REQUIRES(mutex_);
  void append(Process& process) GENMSG_REQUIRES(mutex_);

  Runtime& runtime_;
  const std::chrono::nanoseconds idle_;
  std::unique_ptr<Worker[]> workers_;  // `cap_` of them, made one after the other
  const std::uint32_t cap_;
  std::atomic<std::uint32_t> made_{0};
  std::atomic<std::uint32_t> alive_{0};
  std::atomic<bool> stopping_{false};

  Mutex mutex_;
  CondVar ready_;
  Process* first_ GENMSG_GUARDED_BY(mutex_) = nullptr;
  Process* last_ GENMSG_GUARDED_BY(mutex_) = nullptr;
  std::uint32_t queued_ GENMSG_GUARDED_BY(mutex_) = 0;
  std::uint32_t idle_count_ GENMSG_GUARDED_BY(mutex_) = 0;

  Mutex waits_mutex_;  // taken before that of a Pending
  BlockedWait* waits_ GENMSG_GUARDED_BY(waits_mutex_) = nullptr;
};

}  // namespace genmsg
