// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>

#include "genmsg/base/clock.h"
#include "genmsg/base/mutex.h"
#include "genmsg/process/message.h"
#include "genmsg/process/report.h"

namespace genmsg {

/// The last reports of a runtime: a ring for each level, so that a flood of one pushes out none of
/// another. Threads: any.
class ReportLog {
 public:
  /// `kept`: of each level.
  explicit ReportLog(std::size_t kept) : kept_(kept) {}

  /// Gives it its number. Throws std::bad_alloc.
  ReportPtr add(Report report) GENMSG_EXCLUDES(mutex_);
  ReportBatch since(std::uint64_t number) const GENMSG_EXCLUDES(mutex_);

 private:
  static constexpr std::size_t levels = 4;
  const std::size_t kept_;
  mutable Mutex mutex_;
  std::uint64_t last_ GENMSG_GUARDED_BY(mutex_) = 0;
  std::array<std::deque<ReportPtr>, levels> rings_ GENMSG_GUARDED_BY(mutex_);
};

/// The last dead letters of a runtime. Never makes a sender wait: whoever finds another one
/// recording counts and goes on.
/// Threads: any.
class DeadLetterLog {
 public:
  DeadLetterLog(std::size_t kept, const Clock& clock) : kept_(kept), clock_(clock) {}

  /// Counts, and records unless another thread does at this moment. `message` may be null; it is
  /// made a term at most once a millisecond, and for at most a twentieth of the time.
  void add(DeadLetter letter, const Message* message) noexcept GENMSG_EXCLUDES(mutex_);
  DeadLetterBatch last() const GENMSG_EXCLUDES(mutex_);
  std::uint64_t total() const noexcept { return total_.load(std::memory_order_relaxed); }

 private:
  Term look_at(const Message& message, std::int64_t now_ns) noexcept;

  const std::size_t kept_;
  const Clock& clock_;
  // relaxed, all three: they count, and order nothing.
  alignas(64) std::atomic<std::uint64_t> total_{0};
  std::atomic<std::uint64_t> not_recorded_{0};
  std::atomic<std::int64_t> next_look_ns_{std::numeric_limits<std::int64_t>::min()};
  mutable Mutex mutex_;
  std::uint64_t recorded_ GENMSG_GUARDED_BY(mutex_) = 0;
  std::deque<DeadLetter> ring_ GENMSG_GUARDED_BY(mutex_);
};

}  // namespace genmsg
