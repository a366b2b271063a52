// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "genmsg/base/thread_annotations.h"

namespace genmsg {

/// std::mutex that clang's thread-safety analysis can follow.
class GENMSG_CAPABILITY("mutex") Mutex {
 public:
  void lock() GENMSG_ACQUIRE() { mutex_.lock(); }
  void unlock() GENMSG_RELEASE() { mutex_.unlock(); }
  bool try_lock() GENMSG_TRY_ACQUIRE(true) { return mutex_.try_lock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

/// Holds a Mutex for a scope.
class GENMSG_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) GENMSG_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() GENMSG_RELEASE() { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

/// std::condition_variable for Mutex. The caller loops over its condition, as the analysis cannot
/// see into a predicate.
class CondVar {
 public:
  void wait(Mutex& mutex) GENMSG_REQUIRES(mutex) {
    std::unique_lock<std::mutex> held(mutex.mutex_, std::adopt_lock);
    condition_.wait(held);
    held.release();
  }
  /// False if the time came first.
  bool wait_until(Mutex& mutex, std::chrono::steady_clock::time_point time)
      GENMSG_REQUIRES(mutex) {
    std::unique_lock<std::mutex> held(mutex.mutex_, std::adopt_lock);
    const auto status = condition_.wait_until(held, time);
    held.release();
    return status == std::cv_status::no_timeout;
  }
  void notify_one() noexcept { condition_.notify_one(); }
  void notify_all() noexcept { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace genmsg
