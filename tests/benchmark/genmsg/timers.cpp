// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads.h"

namespace bench {

namespace {

using namespace genmsg;

/// Arms a timer and cancels it, so many times.
struct canceller {
  struct State {
    std::int64_t rounds;
    Moment* done;
  };
  using Msg = Number;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Number&&, State& state) {
    const Address<Number> me{self()};
    for (int i = 0; i < 1'000 && state.rounds > 0; ++i, --state.rounds) {
      cancel_timer(send_after(std::chrono::seconds(60), me, Number{1}).value());
    }
    if (state.rounds > 0) {
      genmsg::send(me, Number{0});
    } else {
      state.done->set();
    }
    return gen_msg::ok();
  }
};

/// Arms timers for one moment, and counts them as they come.
struct alarmed {
  struct State {
    std::int64_t left;
    Moment* armed;
    Moment* done;
    std::int64_t expected;
  };
  using Msg = Number;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Number&& message, State& state) {
    if (message.value == 1) {
      if (--state.expected == 0) state.done->set();
      return gen_msg::ok();
    }
    const Address<Number> me{self()};
    for (; state.left > 0; --state.left) {
      (void)send_after(std::chrono::seconds(2), me, Number{1});
    }
    state.armed->set();
    return gen_msg::ok();
  }
};

}  // namespace

void timer(Runtime& runtime, std::int64_t count) {
  Moment done;
  const Pid pid = start<canceller>(runtime, canceller::State{count, &done});
  const std::int64_t begin = now_ns();
  runtime.send(Address<Number>{pid}, Number{0});
  print_each("timer", begin, done.wait(), count);
}

void timer_fire(Runtime& runtime, std::int64_t count) {
  Moment armed;
  Moment done;
  const Pid pid = start<alarmed>(runtime, alarmed::State{count, &armed, &done, count});
  const std::int64_t begin = now_ns();
  runtime.send(Address<Number>{pid}, Number{0});
  print_each("arm", begin, armed.wait(), count);
  // The last was armed here and is due two seconds later: what is beyond is the runtime's.
  print_each("fire", armed.wait() + 2'000'000'000, done.wait(), count);
}

}  // namespace bench
