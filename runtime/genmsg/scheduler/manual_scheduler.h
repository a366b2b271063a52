// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <random>

#include "genmsg/base/clock.h"
#include "genmsg/scheduler/runtime.h"

namespace genmsg {

/// Drives a runtime made with RuntimeOptions::manual, one message at a time, on the caller's thread:
/// tests without threads, sleeps or luck. With a seed, the next process is picked at random and the
/// same seed gives the same run.
/// Threads: one, which must not wait(): nobody else runs the processes. run(), then get().
class ManualScheduler {
 public:
  /// A runtime with a clock that stands still. `seed` 0: first ready, first run.
  explicit ManualScheduler(std::uint64_t seed = 0, RuntimeOptions options = {});
  ~ManualScheduler();

  Runtime& runtime() noexcept { return *runtime_; }
  /// For callbacks that take time; advance() is for timers.
  ManualClock& clock() noexcept { return *clock_; }
  /// Runs one message of one process; false if nobody is ready.
  bool step();
  /// Until nobody is ready; gives the steps. Throws std::runtime_error after `limit` of them.
  std::size_t run(std::size_t limit = 1'000'000);
  /// Moves the clock on, firing timers and running what they wake, a millisecond at a time.
  void advance(std::chrono::milliseconds by);

 private:
  void collect_ready();
  void execute(Process& process);

  std::shared_ptr<ManualClock> clock_;
  std::unique_ptr<Runtime> runtime_;
  std::deque<Process*> ready_;
  std::mt19937_64 random_;
  bool shuffled_;
};

}  // namespace genmsg
