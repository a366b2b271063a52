// SPDX-License-Identifier: GPL-3.0-or-later
#include <random>
#include <thread>

#include "workloads.h"

namespace bench {

namespace {

using namespace genmsg;

struct atom_counter {
  using State = counter::State;
  using Msg = Atom;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Atom&&, State& state) {
    if (state.first != nullptr) std::exchange(state.first, nullptr)->set();
    if (--state.left == 0) state.last->set();
    return gen_msg::ok();
  }
};

/// The counter as a gen_server with all three kinds of messages, of which it gets one.
struct server_counter {
  using State = counter::State;
  using Call = Number;
  using Reply = std::int64_t;
  using Cast = Number;
  using Info = Number;
  static gen_server::Init<State> init(State state) { return gen_server::ok(state); }
  static gen_server::CallReturn<Reply> handle_call(Number&&, const gen_server::From<Reply>&,
                                                   State& state) {
    return gen_server::reply(state.sum);
  }
  static gen_server::Return handle_cast(Number&& message, State& state) {
    return handle_info(std::move(message), state);
  }
  static gen_server::Return handle_info(Number&& message, State& state) {
    if (state.first != nullptr) std::exchange(state.first, nullptr)->set();
    state.sum += message.value;
    if (--state.left == 0) state.last->set();
    return gen_server::ok();
  }
};

/// Time to send, and to handle, `count` messages that a suspended process has been sent.
template <class Send>
void drain_of(Runtime& runtime, Pid pid, std::int64_t count, const Moment& first,
              const Moment& last, Send&& send) {
  sys::suspend(runtime, pid, {.priority = true}).wait().value();
  const std::int64_t begin = now_ns();
  for (std::int64_t i = 0; i < count; ++i) send(pid, i);
  print_each("send", begin, now_ns(), count);
  sys::resume(runtime, pid, {.priority = true}).wait().value();
  const std::int64_t end = last.wait();
  print_each("drain", first.wait(), end, count);
}

/// `start_it(state)` gives the pid of a new process.
template <class Msg, class Start>
void drain_with(Runtime& runtime, std::int64_t count, Start&& start_it,
                Msg (*message)(std::int64_t)) {
  Moment first;
  Moment last;
  const Pid pid = start_it(counter::State{count, &first, &last});
  drain_of(runtime, pid, count, first, last,
           [&](Pid to, std::int64_t i) { runtime.send(Address<Msg>{to}, message(i)); });
}

Number number(std::int64_t i) { return {i}; }
Atom atom(std::int64_t) { return atoms::ok; }

/// Fills the message memory from a thousand processes' mailboxes and frees it in another order than
/// it was taken in, twice the count in all.
void age_heap(Runtime& runtime, std::int64_t count) {
  constexpr std::int64_t holders = 1'000;
  const std::int64_t each = 2 * count / holders;
  std::vector<Pid> pids;
  std::vector<std::unique_ptr<Moment>> done;
  for (std::int64_t i = 0; i < holders; ++i) {
    done.push_back(std::make_unique<Moment>());
    pids.push_back(start<counter>(runtime, counter::State{each, nullptr, done.back().get()}));
    sys::suspend(runtime, pids.back(), {.priority = true}).wait().value();
  }
  std::vector<std::uint32_t> order(static_cast<std::size_t>(each * holders));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(i % holders);
  std::mt19937 random(1);
  std::shuffle(order.begin(), order.end(), random);
  for (const std::uint32_t to : order) runtime.send(Address<Number>{pids[to]}, Number{1});
  std::shuffle(pids.begin(), pids.end(), random);
  for (const Pid pid : pids) sys::resume(runtime, pid, {.priority = true}).wait().value();
  for (const auto& moment : done) moment->wait();
}

}  // namespace

void drain(Runtime& runtime, std::int64_t count) {
  drain_with(runtime, count, [&](auto state) { return start<counter>(runtime, state); }, number);
}
void drain_aged(Runtime& runtime, std::int64_t count) {
  age_heap(runtime, count);
  drain(runtime, count);
}
void drain_atoms(Runtime& runtime, std::int64_t count) {
  drain_with(runtime, count, [&](auto state) { return start<atom_counter>(runtime, state); }, atom);
}
void drain_gen_server(Runtime& runtime, std::int64_t count) {
  const auto start_it = [&](counter::State state) {
    return *gen_server::start<server_counter>(runtime, state).wait().value();
  };
  drain_with(runtime, count, start_it, number);
}

/// How soon a process in the middle of a backlog answers a request that has priority.
void priority_request(Runtime& runtime, std::int64_t count) {
  Moment first;
  Moment last;
  const Pid pid = start<counter>(runtime, counter::State{count, &first, &last});
  sys::suspend(runtime, pid, {.priority = true}).wait().value();
  for (std::int64_t i = 0; i < count; ++i) runtime.send(Address<Number>{pid}, Number{i});
  sys::resume(runtime, pid, {.priority = true}).wait().value();
  first.wait();
  const std::int64_t begin = now_ns();
  sys::get_state(runtime, pid, {.priority = true}).wait().value();
  const std::int64_t end = now_ns();
  print("us", static_cast<double>(end - begin) / 1e3);
}

}  // namespace bench
