// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "genmsg/genmsg.h"

namespace app::load_test {

/// A piece of work for a pool worker.
struct Job {
  std::uint64_t number = 0;
  std::uint64_t payload = 0;
};
BOOST_DESCRIBE_STRUCT(Job, (), (number, payload))

/// A worker that spends `rounds` rounds of arithmetic on every job. Its state is described, so the
/// observer can show and replace it: more rounds make it slow.
struct pool_worker {
  static constexpr std::string_view module_name = "pool_worker";

  struct State {
    std::uint32_t index = 0;
    std::uint64_t rounds = 0;     // of work for a job
    std::uint64_t done = 0;       // jobs
    std::uint64_t checksum = 0;   // of all work, so that no compiler can leave it out
    std::string note;             // free for whoever edits the state
  };
  using Msg = Job;

  struct Args {
    std::uint32_t index = 0;
    std::uint64_t rounds = 0;
    std::string note;
  };

  static genmsg::gen_msg::Init<State> init(Args args) {
    return genmsg::gen_msg::ok(State{args.index, args.rounds, 0, 0, std::move(args.note)});
  }

  static genmsg::gen_msg::Return handle_msg(Job&& job, State& state) {
    std::uint64_t value = job.payload | 1;
    for (std::uint64_t i = 0; i < state.rounds; ++i) {
      value ^= value << 13;
      value ^= value >> 7;
      value ^= value << 17;
    }
    state.checksum ^= value;
    ++state.done;
    return genmsg::gen_msg::ok();
  }
};
BOOST_DESCRIBE_STRUCT(pool_worker::State, (), (index, rounds, done, checksum, note))

}  // namespace app::load_test
