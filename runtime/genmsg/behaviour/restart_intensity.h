// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

namespace genmsg {

/// Counts restarts in a sliding window.
/// See: Supervisor Behaviour, Maximum Restart Intensity.
class RestartIntensity {
 public:
  RestartIntensity() = default;
  RestartIntensity(unsigned intensity, std::chrono::seconds period)
      : intensity_(intensity), period_s_(period.count()) {}

  /// What was noted stays.
  void set_limit(unsigned intensity, std::chrono::seconds period) {
    intensity_ = intensity;
    period_s_ = period.count();
  }
  /// Notes a restart; true if that is one too many. Whole seconds, as OTP counts them.
  bool add(std::int64_t now_ns) {
    const std::int64_t now_s = now_ns / 1'000'000'000;
    while (!restarts_s_.empty() && restarts_s_.front() < now_s - period_s_) {
      restarts_s_.pop_front();
    }
    restarts_s_.push_back(now_s);
    return restarts_s_.size() > intensity_;
  }
  std::size_t count() const noexcept { return restarts_s_.size(); }

 private:
  unsigned intensity_ = 1;
  std::int64_t period_s_ = 5;
  std::deque<std::int64_t> restarts_s_;
};

}  // namespace genmsg
