// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace genmsg {

/// Monotonic time in nanoseconds, replaceable so that tests never wait.
/// Threads: now_ns() from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now_ns() const noexcept = 0;
};

/// std::chrono::steady_clock.
class SteadyClock final : public Clock {
 public:
  std::int64_t now_ns() const noexcept override {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }
};

/// Stands still until it is advanced.
class ManualClock final : public Clock {
 public:
  std::int64_t now_ns() const noexcept override { return now_ns_.load(std::memory_order_acquire); }
  void advance(std::chrono::nanoseconds by) noexcept {
    now_ns_.fetch_add(by.count(), std::memory_order_acq_rel);
  }

 private:
  std::atomic<std::int64_t> now_ns_{1};
};

}  // namespace genmsg
