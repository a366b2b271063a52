// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <unordered_map>
#include <utility>

#include "genmsg/base/mutex.h"
#include "genmsg/observe/node.h"

namespace genmsg {

/// Work for the node's thread, and what it waits for. Outlives the node in the hands of sys
/// requests that answer late.
class Desk {
 public:
  using Clock = std::chrono::steady_clock;
  using Job = std::function<void()>;
  /// Told why there will be no answer: Timeout or Disconnected.
  using Expired = std::function<void(NodeError::Code)>;

  /// A point of time so far from now, at most a year.
  template <class Duration>
  static Clock::time_point after(Duration wait) {
    return Clock::now() + std::min<Duration>(wait, std::chrono::hours(24 * 365));
  }

  void post(Job job) {
    const MutexLock lock(mutex_);
    if (closed_) return;
    jobs_.push_back(std::move(job));
    changed_.notify_one();
  }

  /// Remembers `expired` for `until`; the number takes it back.
  std::uint64_t open(Clock::time_point until, Expired expired) {
    const MutexLock lock(mutex_);
    const std::uint64_t number = ++last_;
    deadlines_.emplace(until, number);
    open_.emplace(number, std::pair(until, std::move(expired)));
    changed_.notify_one();
    return number;
  }
  /// True for the first of answer and deadline.
  bool close(std::uint64_t number) {
    const MutexLock lock(mutex_);
    const auto found = open_.find(number);
    if (found == open_.end()) return false;
    forget_deadline(found->second.first, number);
    open_.erase(found);
    return true;
  }

  void stop() {
    const MutexLock lock(mutex_);
    stopping_ = true;
    changed_.notify_one();
  }

  /// Until stop(); then completes what is open.
  void run() {
    for (;;) {
      const Job job = next();
      if (!job) break;
      job();
    }
  }

 private:
  void forget_deadline(Clock::time_point until, std::uint64_t number) GENMSG_REQUIRES(mutex_) {
    const auto [first, last] = deadlines_.equal_range(until);
    for (auto place = first; place != last; ++place) {
      if (place->second != number) continue;
      deadlines_.erase(place);
      return;
    }
  }

  Job take_expired() GENMSG_REQUIRES(mutex_) {
    if (deadlines_.empty()) return {};
    const auto first = deadlines_.begin();
    if (!stopping_ && first->first > Clock::now()) return {};
    const auto found = open_.find(first->second);
    const auto code = stopping_ ? NodeError::Code::Disconnected : NodeError::Code::Timeout;
    Job job = [expired = std::move(found->second.second), code] { expired(code); };
    open_.erase(found);
    deadlines_.erase(first);
    return job;
  }

  Job next() GENMSG_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    for (;;) {
      if (!jobs_.empty()) {
        Job job = std::move(jobs_.front());
        jobs_.pop_front();
        return job;
      }
      if (Job expired = take_expired()) return expired;
      if (stopping_) {
        closed_ = true;
        return {};
      }
      if (deadlines_.empty()) {
        changed_.wait(mutex_);
      } else {
        changed_.wait_until(mutex_, deadlines_.begin()->first);
      }
    }
  }

  Mutex mutex_;
  CondVar changed_;
  bool stopping_ GENMSG_GUARDED_BY(mutex_) = false;
  bool closed_ GENMSG_GUARDED_BY(mutex_) = false;
  std::uint64_t last_ GENMSG_GUARDED_BY(mutex_) = 0;
  std::deque<Job> jobs_ GENMSG_GUARDED_BY(mutex_);
  std::multimap<Clock::time_point, std::uint64_t> deadlines_ GENMSG_GUARDED_BY(mutex_);
  std::unordered_map<std::uint64_t, std::pair<Clock::time_point, Expired>> open_
      GENMSG_GUARDED_BY(mutex_);
};

}  // namespace genmsg
