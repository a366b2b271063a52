// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>
#include <vector>

#include "app/load_test/pool_worker.h"
#include "genmsg/genmsg.h"

namespace app::load_test {

/// Feeds the pool: every `period_ms` it sends what has become due since the last time, in one burst.
/// One worker in turn gets 40 % of it, the others the rest by their shares of that moment.
struct producer {
  static constexpr std::string_view module_name = "producer";

  struct State {
    std::uint32_t index = 0;
    std::uint64_t rate = 0;        // messages a second
    std::int64_t period_ms = 0;
    std::uint32_t workers = 0;
    std::uint64_t sent = 0;
    std::uint64_t bursts = 0;
    std::int64_t last_ns = 0;      // when it sent
    double owed = 0;               // of a message
  };
  using Msg = genmsg::Timeout;

  struct Args {
    std::uint32_t index = 0;
    std::uint64_t rate = 0;
    std::int64_t period_ms = 0;
    std::uint32_t workers = 0;
  };

  static genmsg::gen_msg::Init<State> init(Args args) {
    return genmsg::gen_msg::ok(State{args.index, args.rate, args.period_ms, args.workers, 0, 0,
                                     genmsg::current_runtime().now_ns(), 0},
                               std::chrono::milliseconds(args.period_ms));
  }

  static genmsg::gen_msg::Return handle_msg(genmsg::Timeout&&, State& state) {
    const std::int64_t now = genmsg::current_runtime().now_ns();
    // Whoever was held up (suspended, say) does not make up for more than two periods.
    const double elapsed =
        std::min(static_cast<double>(now - state.last_ns) / 1e9,
                 2.0 * static_cast<double>(state.period_ms) / 1e3 + 0.02);
    state.last_ns = now;
    state.owed += elapsed * static_cast<double>(state.rate);
    deal(state, static_cast<double>(now) / 1e9);
    return genmsg::gen_msg::ok(std::chrono::milliseconds(state.period_ms));
  }

 private:
  /// The few with low numbers get most, and every share swells and shrinks over 20 seconds.
  static double share(std::uint32_t worker, double seconds) {
    const double weight = 1.0 / std::pow(static_cast<double>(worker) + 1.0, 0.7);
    const double phase = 2.0 * std::numbers::pi * (seconds / 20.0 + 0.37 * worker);
    return weight * (1.0 + 0.8 * std::sin(phase));
  }

  static void deal(State& state, double seconds) {
    double all = 0;
    for (std::uint32_t i = 0; i < state.workers; ++i) all += share(i, seconds);
    const double due = std::floor(state.owed);
    const auto favourite =
        static_cast<std::uint32_t>((state.bursts++ * 7 + state.index * 13) % state.workers);
    double carried = 0;
    for (std::uint32_t i = 0; i < state.workers; ++i) {
      carried += due * ((i == favourite ? 0.4 : 0.0) + 0.6 * share(i, seconds) / all);
      const double whole = std::floor(carried);
      carried -= whole;
      send_jobs(state, i, static_cast<std::uint64_t>(whole));
      state.owed -= whole;
    }
  }

  static void send_jobs(State& state, std::uint32_t worker, std::uint64_t count) {
    if (count == 0) return;  // most of a large pool, most of the time
    genmsg::Runtime& runtime = genmsg::current_runtime();
    const genmsg::Pid pid = runtime.whereis(worker_name(worker));
    if (!pid) return;  // it is being started again
    for (std::uint64_t i = 0; i < count; ++i) {
      runtime.send(genmsg::Address<Job>{pid}, Job{state.sent, state.sent * 0x9e3779b97f4a7c15});
      ++state.sent;
    }
  }

 public:
  static genmsg::Atom worker_name(std::uint32_t worker) {
    return genmsg::Atom::intern("pool_worker_" + std::to_string(worker + 1));
  }
};
BOOST_DESCRIBE_STRUCT(producer::State, (),
                      (index, rate, period_ms, workers, sent, bursts, last_ns, owed))

}  // namespace app::load_test
