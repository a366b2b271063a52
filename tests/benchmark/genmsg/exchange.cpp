// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/resource.h>

#include <memory>
#include <thread>
#include <vector>

#include "workloads.h"

namespace bench {

namespace {

using namespace genmsg;

struct pong {
  struct State {};
  using Msg = Request;
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static gen_msg::Return handle_msg(Request&& request, State&) {
    genmsg::send(request.from, Request{request.value, {self()}});
    return gen_msg::ok();
  }
};

struct ping {
  struct State {
    Pid peer;
    std::int64_t rounds;
    std::atomic<std::int64_t>* left;
    Moment* done;
  };
  using Msg = Request;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Request&&, State& state) {
    if (state.rounds-- == 0) {
      if (state.left->fetch_sub(1) == 1) state.done->set();
      return gen_msg::ok();
    }
    genmsg::send(Address<Request>{state.peer}, Request{state.rounds, {self()}});
    return gen_msg::ok();
  }
};

/// The same, keeping what each round took.
struct timed_ping {
  struct State {
    Pid peer;
    std::vector<std::int64_t>* times;
    Moment* done;
    std::int64_t sent_ns = 0;
  };
  using Msg = Request;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Request&&, State& state) {
    const std::int64_t now = now_ns();
    if (state.sent_ns != 0) state.times->push_back(now - state.sent_ns);
    if (state.times->size() == state.times->capacity()) {
      state.done->set();
      return gen_msg::ok();
    }
    state.sent_ns = now;
    genmsg::send(Address<Request>{state.peer}, Request{0, {self()}});
    return gen_msg::ok();
  }
};

/// Pairs that each make `rounds` rounds; gives the time of all.
std::int64_t run_pairs(Runtime& runtime, std::int64_t pairs, std::int64_t rounds) {
  std::atomic<std::int64_t> left{pairs};
  Moment done;
  std::vector<Pid> pings;
  for (std::int64_t i = 0; i < pairs; ++i) {
    pings.push_back(start<ping>(runtime, ping::State{start<pong>(runtime), rounds, &left, &done}));
  }
  const std::int64_t begin = now_ns();
  for (const Pid pid : pings) runtime.send(Address<Request>{pid}, Request{});
  return done.wait() - begin;
}

struct link_of_ring {
  struct State {
    const std::vector<Pid>* ring;
    std::size_t next;
    Moment* done;
  };
  using Msg = Number;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Number&& message, State& state) {
    if (message.value == 0) {
      state.done->set();
    } else {
      genmsg::send(Address<Number>{(*state.ring)[state.next]}, Number{message.value - 1});
    }
    return gen_msg::ok();
  }
};

/// Sends in portions, with a message to itself in between, as a process that is fair does.
struct producer {
  struct State {
    Pid to;
    std::int64_t left;
  };
  using Msg = Number;
  static constexpr std::int64_t portion = 200;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Number&&, State& state) {
    for (std::int64_t i = 0; i < portion && state.left > 0; ++i, --state.left) {
      genmsg::send(Address<Number>{state.to}, Number{i});
    }
    if (state.left > 0) genmsg::send(Address<Number>{self()}, Number{0});
    return gen_msg::ok();
  }
};

void fan_in(Runtime& runtime, std::int64_t count, int senders) {
  Moment last;
  const Pid sink = start<counter>(runtime, counter::State{count, nullptr, &last});
  std::vector<Pid> producers;
  for (int i = 0; i < senders; ++i) {
    producers.push_back(start<producer>(runtime, producer::State{sink, count / senders}));
  }
  const std::int64_t begin = now_ns();
  for (const Pid pid : producers) runtime.send(Address<Number>{pid}, Number{0});
  print_each("fan-in", begin, last.wait(), count);
}

void fan_in_threads(Runtime& runtime, std::int64_t count, int senders) {
  Moment last;
  const Pid sink = start<counter>(runtime, counter::State{count, nullptr, &last});
  const std::int64_t begin = now_ns();
  std::vector<std::jthread> threads;
  for (int i = 0; i < senders; ++i) {
    threads.emplace_back([&runtime, sink, share = count / senders] {
      for (std::int64_t k = 0; k < share; ++k) runtime.send(Address<Number>{sink}, Number{k});
    });
  }
  print_each("fan-in", begin, last.wait(), count);
}

/// Counts with many others.
struct one_of_many {
  struct State {
    std::int64_t left;
    std::atomic<std::int64_t>* receivers;
    Moment* done;
  };
  using Msg = Number;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Number&&, State& state) {
    if (--state.left == 0 && state.receivers->fetch_sub(1) == 1) state.done->set();
    return gen_msg::ok();
  }
};

struct broadcaster {
  struct State {
    const std::vector<Pid>* receivers;
    std::int64_t rounds;
  };
  using Msg = Number;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Number&& message, State& state) {
    for (const Pid pid : *state.receivers) genmsg::send(Address<Number>{pid}, Number{message.value});
    if (--state.rounds > 0) genmsg::send(Address<Number>{self()}, Number{state.rounds});
    return gen_msg::ok();
  }
};

struct echo_server {
  struct State {};
  using Call = Number;
  using Reply = std::int64_t;
  static gen_server::Init<State> init() { return gen_server::ok(State{}); }
  static gen_server::CallReturn<Reply> handle_call(Number&& request,
                                                   const gen_server::From<Reply>&, State&) {
    return gen_server::reply(request.value);
  }
};

struct caller {
  struct State {
    Pid server;
    std::int64_t calls;
    Moment* done;
  };
  using Msg = Number;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static Async<gen_msg::Return> handle_msg(Number&&, State& state) {
    for (std::int64_t i = 0; i < state.calls; ++i) {
      (void)co_await gen_server::call<echo_server>(state.server, Number{i});
    }
    state.done->set();
    co_return gen_msg::ok();
  }
};

/// Works for so long with each message.
struct worker {
  struct State {
    std::int64_t busy_ns;
  };
  using Msg = Number;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Number&&, State& state) {
    const std::int64_t until = now_ns() + state.busy_ns;
    while (now_ns() < until) {
    }
    genmsg::send(Address<Number>{self()}, Number{0});
    return gen_msg::ok();
  }
};

/// Keeps how long each message waited: its value is when it was sent.
struct prober {
  struct State {
    std::vector<std::int64_t>* waits;
    Moment* done;
  };
  using Msg = Number;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Number&& sent, State& state) {
    state.waits->push_back(now_ns() - sent.value);
    if (state.waits->size() == state.waits->capacity()) state.done->set();
    return gen_msg::ok();
  }
};

/// Messages to an idle process, a tenth of a millisecond apart: how long until it has each.
void probe(Runtime& runtime, std::int64_t count) {
  std::vector<std::int64_t> waits;
  waits.reserve(static_cast<std::size_t>(count));
  Moment done;
  const Address<Number> to{start<prober>(runtime, prober::State{&waits, &done})};
  for (std::int64_t i = 0; i < count; ++i) {
    runtime.send(to, Number{now_ns()});
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  done.wait();
  print_spread("wait", std::move(waits));
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

void ping_pong(Runtime& runtime, std::int64_t count) {
  print("round", static_cast<double>(run_pairs(runtime, 1, count)) / static_cast<double>(count));
}

void ping_pong_each(Runtime& runtime, std::int64_t count) {
  std::vector<std::int64_t> times;
  times.reserve(static_cast<std::size_t>(count));
  Moment done;
  const Pid pid = start<timed_ping>(
      runtime, timed_ping::State{start<pong>(runtime), &times, &done});
  runtime.send(Address<Request>{pid}, Request{});
  done.wait();
  print_spread("round", std::move(times));
}

void pairs(Runtime& runtime, std::int64_t count) {
  constexpr std::int64_t rounds = 2'000;
  print("message", static_cast<double>(run_pairs(runtime, count, rounds)) /
                       static_cast<double>(2 * rounds * count));
}

void ring(Runtime& runtime, std::int64_t count) {
  constexpr std::size_t length = 1'000;
  Moment done;
  std::vector<Pid> pids;
  for (std::size_t i = 0; i < length; ++i) {
    pids.push_back(start<link_of_ring>(runtime, link_of_ring::State{&pids, (i + 1) % length, &done}));
  }
  const std::int64_t begin = now_ns();
  runtime.send(Address<Number>{pids[0]}, Number{count});
  print_each("hop", begin, done.wait(), count);
}

void fan_in_1(Runtime& runtime, std::int64_t count) { fan_in(runtime, count, 1); }
void fan_in_2(Runtime& runtime, std::int64_t count) { fan_in(runtime, count, 2); }
void fan_in_thread_1(Runtime& runtime, std::int64_t count) { fan_in_threads(runtime, count, 1); }
void fan_in_thread_2(Runtime& runtime, std::int64_t count) { fan_in_threads(runtime, count, 2); }

void broadcast(Runtime& runtime, std::int64_t count) {
  constexpr std::int64_t rounds = 100;
  std::atomic<std::int64_t> left{count};
  Moment done;
  std::vector<Pid> receivers;
  for (std::int64_t i = 0; i < count; ++i) {
    receivers.push_back(start<one_of_many>(runtime, one_of_many::State{rounds, &left, &done}));
  }
  const Pid pid = start<broadcaster>(runtime, broadcaster::State{&receivers, rounds});
  const std::int64_t begin = now_ns();
  runtime.send(Address<Number>{pid}, Number{0});
  print_each("delivery", begin, done.wait(), count * rounds);
}

void call(Runtime& runtime, std::int64_t count) {
  Moment done;
  const Pid server = *gen_server::start<echo_server>(runtime).wait().value();
  const Pid pid = start<caller>(runtime, caller::State{server, count, &done});
  const std::int64_t begin = now_ns();
  runtime.send(Address<Number>{pid}, Number{0});
  print_each("call", begin, done.wait(), count);
}

/// One process floods another; how long a third one's messages wait meanwhile.
void flood(Runtime& runtime, std::int64_t count) {
  Moment never;
  const Pid victim = start<counter>(
      runtime, counter::State{std::numeric_limits<std::int64_t>::max(), nullptr, &never});
  const Pid pid = start<producer>(
      runtime, producer::State{victim, std::numeric_limits<std::int64_t>::max()});
  runtime.send(Address<Number>{pid}, Number{0});
  probe(runtime, count);
}

/// Each scheduler has processes that always have something to do, of 20 microseconds a message.
void wait_under_load(Runtime& runtime, std::int64_t count) {
  const unsigned workers = 4 * runtime.scheduler_count();
  for (unsigned i = 0; i < workers; ++i) {
    runtime.send(Address<Number>{start<worker>(runtime, worker::State{20'000})}, Number{0});
  }
  probe(runtime, count);
}

/// A thread sends to one process without a pause, as fast as it handles.
void hot_process(Runtime& runtime, std::int64_t count) {
  Moment never;
  const Pid hot = start<counter>(
      runtime, counter::State{std::numeric_limits<std::int64_t>::max(), nullptr, &never});
  std::atomic<bool> is_over{false};
  std::jthread sender([&] {
    std::int64_t sent = 0;
    while (!is_over.load(std::memory_order_relaxed)) {
      runtime.send(Address<Number>{hot}, Number{sent++});
      while (sent % 1024 == 0 && runtime.messages_handled() + 100'000 < static_cast<std::uint64_t>(sent)) {
        std::this_thread::yield();
      }
    }
  });
  probe(runtime, count);
  is_over.store(true, std::memory_order_relaxed);
}

/// A thousand sleeping processes get a message each, with all schedulers asleep, `count` times: what
/// it costs the machine a message, and until all have been woken.
void wake_storm(Runtime& runtime, std::int64_t count) {
  constexpr std::int64_t sleepers = 1'000;
  std::vector<std::int64_t> times;
  std::vector<std::unique_ptr<Moment>> done;
  for (std::int64_t round = 0; round < count; ++round) done.push_back(std::make_unique<Moment>());
  struct Round {
    std::atomic<std::int64_t> left{sleepers};
  };
  std::vector<Round> rounds(static_cast<std::size_t>(count));
  std::vector<Pid> pids;
  for (std::int64_t round = 0; round < count; ++round) {
    pids.clear();
    for (std::int64_t i = 0; i < sleepers; ++i) {
      pids.push_back(start<one_of_many>(
          runtime, one_of_many::State{1, &rounds[static_cast<std::size_t>(round)].left,
                                      done[static_cast<std::size_t>(round)].get()}));
    }
    while (runtime.sleeping_schedulers() < runtime.scheduler_count()) std::this_thread::yield();
    const double cpu = cpu_seconds();
    const std::int64_t begin = now_ns();
    for (const Pid pid : pids) runtime.send(Address<Number>{pid}, Number{0});
    times.push_back(done[static_cast<std::size_t>(round)]->wait() - begin);
    while (runtime.sleeping_schedulers() < runtime.scheduler_count()) std::this_thread::yield();
    if (round + 1 == count) print("cpu", (cpu_seconds() - cpu) * 1e9 / static_cast<double>(sleepers));
  }
  print_spread("storm", std::move(times));
}

}  // namespace bench
