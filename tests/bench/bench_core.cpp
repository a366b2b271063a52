// SPDX-License-Identifier: GPL-3.0-or-later
// Drain, ping-pong, and how soon a worker with a backlog is suspended: `bench_core NAME COUNT
// SCHEDULERS` prints `name,count,nanoseconds`. One measurement a run, so that runs of several programs can alternate.
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "genmsg/genmsg.h"

namespace {

using namespace genmsg;

std::int64_t now_ns() { return SteadyClock().now_ns(); }

std::atomic<std::int64_t> begin_ns{0};
std::promise<std::int64_t> end_ns;

struct Number {
  std::int64_t value;
  Pid from;
};
BOOST_DESCRIBE_STRUCT(Number, (), (value, from))

struct Item {
  std::int64_t value;
};
BOOST_DESCRIBE_STRUCT(Item, (), (value))

struct sink {
  struct State {
    std::int64_t expected = 0;
    std::int64_t seen = 0;
    std::int64_t sum = 0;
  };
  using Msg = Item;
  static gen_msg::Init<State> init(std::int64_t expected) { return gen_msg::ok(State{expected}); }
  static gen_msg::Return handle_msg(Msg&& message, State& state) {
    if (state.seen == 0) begin_ns.store(now_ns(), std::memory_order_relaxed);
    state.sum += message.value;
    if (++state.seen == state.expected) end_ns.set_value(now_ns());
    return gen_msg::ok();
  }
};

struct pong {
  struct State {};
  using Msg = Number;
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static gen_msg::Return handle_msg(Msg&& message, State&) {
    send(Address<Number>{message.from}, Number{message.value, self()});
    return gen_msg::ok();
  }
};

struct ping {
  struct State {
    Pid peer;
    std::int64_t rounds = 0;
  };
  using Msg = Number;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(std::move(state)); }
  static gen_msg::Return handle_msg(Msg&& message, State& state) {
    if (message.value == 1) {
      end_ns.set_value(now_ns());
      return gen_msg::ok();
    }
    const std::int64_t next = message.value == 0 ? state.rounds : message.value - 1;
    send(Address<Number>{state.peer}, Number{next, self()});
    return gen_msg::ok();
  }
};

double drain(Runtime& runtime, std::int64_t count) {
  const Pid pid = *gen_msg::start<sink>(runtime, count).wait().value();
  sys::suspend(runtime, pid, {.priority = true}).wait().value();
  for (std::int64_t i = 0; i < count; ++i) runtime.send(Address<Item>{pid}, Item{i});
  sys::resume(runtime, pid, {.priority = true}).wait().value();
  const std::int64_t end = end_ns.get_future().get();
  return static_cast<double>(end - begin_ns.load()) / static_cast<double>(count);
}

double ping_pong(Runtime& runtime, std::int64_t rounds) {
  const Pid answerer = *gen_msg::start<pong>(runtime).wait().value();
  const Pid asker = *gen_msg::start<ping>(runtime, ping::State{answerer, rounds}).wait().value();
  const std::int64_t begin = now_ns();
  runtime.send(Address<Number>{asker}, Number{0, {}});
  return static_cast<double>(end_ns.get_future().get() - begin) / static_cast<double>(rounds);
}

double prefill(Runtime& runtime, std::int64_t count) {
  const Pid pid = *gen_msg::start<sink>(runtime, count).wait().value();
  sys::suspend(runtime, pid, {.priority = true}).wait().value();
  const std::int64_t begin = now_ns();
  for (std::int64_t i = 0; i < count; ++i) runtime.send(Address<Item>{pid}, Item{i});
  return static_cast<double>(now_ns() - begin) / static_cast<double>(count);
}

/// From the request to the answer, of a worker in the middle of `count` queued messages.
double suspend(Runtime& runtime, std::int64_t count, bool priority) {
  const Pid pid = *gen_msg::start<sink>(runtime, count).wait().value();
  sys::suspend(runtime, pid, {.priority = true}).wait().value();
  for (std::int64_t i = 0; i < count; ++i) runtime.send(Address<Item>{pid}, Item{i});
  sys::resume(runtime, pid, {.priority = true}).wait().value();
  while (begin_ns.load(std::memory_order_relaxed) == 0) std::this_thread::yield();
  const std::int64_t begin = now_ns();
  sys::suspend(runtime, pid, {.priority = priority}).wait().value();
  return static_cast<double>(now_ns() - begin);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: bench_core drain|pingpong|prefill|suspend|suspend_in_order COUNT SCHEDULERS\n");
    return 2;
  }
  const std::string name = argv[1];
  const std::int64_t count = std::atoll(argv[2]);
  RuntimeOptions options;
  options.schedulers = static_cast<unsigned>(std::atoi(argv[3]));
  Runtime runtime(options);
  const double ns = name == "drain"      ? drain(runtime, count)
                    : name == "pingpong" ? ping_pong(runtime, count)
                    : name == "suspend"  ? suspend(runtime, count, true)
                    : name == "suspend_in_order" ? suspend(runtime, count, false)
                                                 : prefill(runtime, count);
  fmt::print("{},{},{:.2f}\n", name, count, ns);
}
