// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include <tl/expected.hpp>

#include "genmsg/genmsg.h"

namespace app::load_test {

struct SteadyRequest {
  unsigned workers = 64;
  std::uint64_t rate = 100'000;  // messages a second, all workers together
  /// One worker, see slowWorker(), takes thousands of times the rounds of work for a job: its mailbox
  /// grows until somebody edits its state. Started again, it is as slow.
  bool slowConsumer = false;
};

/// The pool with a slow consumer as it is unless somebody asks for other numbers: that worker's
/// mailbox grows by some 20 000 a minute.
constexpr SteadyRequest slowConsumer{.rate = 20'000, .slowConsumer = true};

/// Number of the slow one in a pool, counted from 0.
constexpr unsigned slowWorker(const SteadyRequest& request) {
  return std::min(request.workers, 8u) - 1;
}

/// A supervised pool of gen_msg workers, and producers that feed it at a rate. Shares are uneven and
/// drift, and every producer sends in bursts of its own period: mailboxes breathe.
///
///   load_test_sup
///     pool_sup       pool_worker_1 ... pool_worker_N
///     producer_sup   producer_1 ... producer_4
///
/// A worker that dies is started again; producers find it by its name.
/// Threads: one plain thread, which start() and stop() block while the tree starts and ends.
class Steady {
 public:
  /// Errors: why the tree could not be started (a name that is taken: another Steady runs).
  static tl::expected<Steady, std::string> start(genmsg::Runtime& runtime,
                                                 const SteadyRequest& request);
  Steady(Steady&& other) noexcept;
  Steady& operator=(Steady&&) = delete;
  ~Steady();

  void stop();
  genmsg::Pid supervisor() const noexcept { return m_supervisor; }

 private:
  Steady(genmsg::Runtime& runtime, genmsg::Pid supervisor)
      : m_runtime(&runtime), m_supervisor(supervisor) {}

  genmsg::Runtime* m_runtime;
  genmsg::Pid m_supervisor;
};

/// Jobs that the living pool workers have handled.
std::uint64_t jobsDone(const genmsg::Snapshot& snapshot);

}  // namespace app::load_test
