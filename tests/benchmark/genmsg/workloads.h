// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

#include "genmsg/genmsg.h"
#include "measure.h"

/// The workloads of the runtime, by what they are about. Each runs once, prints its figures, and may
/// leave its processes: the program ends then.
namespace bench {

struct Workload {
  std::string_view name;
  void (*run)(genmsg::Runtime& runtime, std::int64_t count);
};

/// What one process says to another.
struct Number {
  std::int64_t value;
};
BOOST_DESCRIBE_STRUCT(Number, (), (value))

/// The same, to be answered.
struct Request {
  std::int64_t value;
  genmsg::Address<Request> from;
};
BOOST_DESCRIBE_STRUCT(Request, (), (value))

template <class M, class Args>
genmsg::Pid start(genmsg::Runtime& runtime, Args args) {
  return *genmsg::gen_msg::start<M>(runtime, std::move(args)).wait().value();
}
template <class M>
genmsg::Pid start(genmsg::Runtime& runtime) {
  return *genmsg::gen_msg::start<M>(runtime).wait().value();
}

/// Counts a fixed number of messages; says when the first came and when the last.
struct counter {
  struct State {
    std::int64_t left;
    Moment* first;
    Moment* last;
    std::int64_t sum = 0;
  };
  using Msg = Number;
  static genmsg::gen_msg::Init<State> init(State state) { return genmsg::gen_msg::ok(state); }
  static genmsg::gen_msg::Return handle_msg(Number&& message, State& state) {
    if (state.first != nullptr) std::exchange(state.first, nullptr)->set();
    state.sum += message.value;
    if (--state.left == 0) state.last->set();
    return genmsg::gen_msg::ok();
  }
};

// backlog.cpp: messages that wait in one mailbox
void drain(genmsg::Runtime& runtime, std::int64_t count);
void drain_aged(genmsg::Runtime& runtime, std::int64_t count);
void drain_atoms(genmsg::Runtime& runtime, std::int64_t count);
void drain_gen_server(genmsg::Runtime& runtime, std::int64_t count);
void priority_request(genmsg::Runtime& runtime, std::int64_t count);

// exchange.cpp: processes that send to each other
void ping_pong(genmsg::Runtime& runtime, std::int64_t count);
void ping_pong_each(genmsg::Runtime& runtime, std::int64_t count);
void pairs(genmsg::Runtime& runtime, std::int64_t count);
void ring(genmsg::Runtime& runtime, std::int64_t count);
void fan_in_1(genmsg::Runtime& runtime, std::int64_t count);
void fan_in_2(genmsg::Runtime& runtime, std::int64_t count);
void fan_in_thread_1(genmsg::Runtime& runtime, std::int64_t count);
void fan_in_thread_2(genmsg::Runtime& runtime, std::int64_t count);
void broadcast(genmsg::Runtime& runtime, std::int64_t count);
void call(genmsg::Runtime& runtime, std::int64_t count);
void flood(genmsg::Runtime& runtime, std::int64_t count);
void hot_process(genmsg::Runtime& runtime, std::int64_t count);
void wake_storm(genmsg::Runtime& runtime, std::int64_t count);
void wait_under_load(genmsg::Runtime& runtime, std::int64_t count);

// population.cpp: many processes
void spawn(genmsg::Runtime& runtime, std::int64_t count);
void start_link(genmsg::Runtime& runtime, std::int64_t count);
void skynet(genmsg::Runtime& runtime, std::int64_t count);
void link_exit(genmsg::Runtime& runtime, std::int64_t count);
void snapshot(genmsg::Runtime& runtime, std::int64_t count);
void idle(genmsg::Runtime& runtime, std::int64_t count);
void trim(genmsg::Runtime& runtime, std::int64_t count);

// timers.cpp
void timer(genmsg::Runtime& runtime, std::int64_t count);
void timer_fire(genmsg::Runtime& runtime, std::int64_t count);

// looking.cpp: what it costs to be looked at
void look_1hz(genmsg::Runtime& runtime, std::int64_t count);
void look_10hz(genmsg::Runtime& runtime, std::int64_t count);
void sys_log(genmsg::Runtime& runtime, std::int64_t count);
void sys_statistics(genmsg::Runtime& runtime, std::int64_t count);
void trace(genmsg::Runtime& runtime, std::int64_t count);

// terms.cpp
void term_print(genmsg::Runtime& runtime, std::int64_t count);
void term_parse(genmsg::Runtime& runtime, std::int64_t count);

}  // namespace bench
