// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/resource.h>

#include <array>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "workloads.h"

namespace bench {

namespace {

using namespace genmsg;

/// A process that has nothing to do, with a state that fills what a process has room for.
struct idler {
  struct State {
    std::array<std::int64_t, 7> filling{};
    std::atomic<std::int64_t>* left = nullptr;
  };
  static_assert(sizeof(State) == 64);
  using Msg = Number;
  static gen_msg::Init<State> init(std::atomic<std::int64_t>* left) {
    return gen_msg::ok(State{{}, left});
  }
  static gen_msg::Return handle_msg(Number&&, State& state) {
    state.left->fetch_sub(1, std::memory_order_relaxed);
    return gen_msg::stop(atoms::normal);
  }
};

/// Makes idlers in slices, as a process that is fair does.
struct spawner {
  struct State {
    std::vector<Pid>* pids;
    std::int64_t left;
    std::atomic<std::int64_t>* alive;
    const std::vector<Atom>* names;  // null: neither name nor link
    Moment* done;
  };
  using Msg = Number;
  static constexpr int portion = 1'000;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Number&&, State& state) {
    for (int i = 0; i < portion && state.left > 0; ++i) {
      --state.left;
      state.pids->push_back(state.names != nullptr ? start_named(state) : spawn_one(state));
    }
    if (state.left > 0) {
      genmsg::send(Address<Number>{self()}, Number{0});
    } else {
      state.done->set();
    }
    return gen_msg::ok();
  }

 private:
  static Pid spawn_one(const State& state) {
    return *gen_msg::start<idler>(current_runtime(), state.alive).get().value();
  }
  static Pid start_named(const State& state) {
    gen_msg::StartOptions options;
    options.name = (*state.names)[static_cast<std::size_t>(state.left)];
    return *gen_msg::start_link<idler>(state.alive, std::move(options)).get().value();
  }
};

/// Time and memory of `count` processes by one, and of their end.
void populate(Runtime& runtime, std::int64_t count, const std::vector<Atom>* names) {
  std::vector<Pid> pids;
  pids.reserve(static_cast<std::size_t>(count));
  std::atomic<std::int64_t> alive{count};
  Moment done;
  const Pid maker =
      start<spawner>(runtime, spawner::State{&pids, count, &alive, names, &done});
  const double before = resident_bytes();
  const std::int64_t begin = now_ns();
  runtime.send(Address<Number>{maker}, Number{0});
  print_each("start", begin, done.wait(), count);
  const double pid_bytes = static_cast<double>(count) * sizeof(Pid);  // the benchmark's own
  print("bytes", (resident_bytes() - before - pid_bytes) / static_cast<double>(count));
  const std::int64_t stop = now_ns();
  for (const Pid pid : pids) runtime.send(Address<Number>{pid}, Number{0});
  while (runtime.process_count() > 1) std::this_thread::yield();
  print_each("stop", stop, now_ns(), count);
}

/// A tree of ten children a node whose leaves are counted.
struct sky {
  struct State {
    Pid parent;
    std::int64_t number;
    std::int64_t size;
    Moment* done;  // of the root
    std::int64_t sum = 0;
    int missing = 10;
  };
  struct Msg {
    std::int64_t value;
    bool is_answer;
  };
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Msg&& message, State& state) {
    if (message.is_answer) return count(message.value, state);
    if (state.size == 1) return answer(state.number, state);
    const std::int64_t size = state.size / 10;
    for (int i = 0; i < 10; ++i) {
      const Pid child = *gen_msg::start<sky>(current_runtime(),
                                             State{self(), state.number + i * size, size, nullptr})
                             .get()
                             .value();
      genmsg::send(Address<Msg>{child}, Msg{0, false});
    }
    return gen_msg::ok();
  }

 private:
  static gen_msg::Return count(std::int64_t value, State& state) {
    state.sum += value;
    return --state.missing == 0 ? answer(state.sum, state) : gen_msg::ok();
  }
  static gen_msg::Return answer(std::int64_t value, State& state) {
    if (state.done != nullptr) {
      state.done->set();
    } else {
      genmsg::send(Address<Msg>{state.parent}, Msg{value, true});
    }
    return gen_msg::stop(atoms::normal);
  }
};

/// Starts a linked process that ends at once, and goes on when it has its Exit.
struct trapper {
  struct Start {};
  struct State {
    std::int64_t left;
    Moment* done;
  };
  using Msg = std::variant<Start, Exit>;
  static gen_msg::Init<State> init(State state) {
    trap_exit(true);
    return gen_msg::ok(state);
  }
  static gen_msg::Return handle_msg(Msg&&, State& state) {
    if (state.left-- == 0) {
      state.done->set();
    } else {
      (void)proc_lib::start_link([] { proc_lib::init_ack(self()); }, atoms::normal);
    }
    return gen_msg::ok();
  }
};

std::vector<Pid> idlers(Runtime& runtime, std::int64_t count) {
  static std::atomic<std::int64_t> alive;
  alive = count;
  std::vector<Pid> pids;
  pids.reserve(static_cast<std::size_t>(count));
  Moment done;
  const Pid maker =
      start<spawner>(runtime, spawner::State{&pids, count, &alive, nullptr, &done});
  runtime.send(Address<Number>{maker}, Number{0});
  done.wait();
  return pids;
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

void spawn(Runtime& runtime, std::int64_t count) { populate(runtime, count, nullptr); }

void start_link(Runtime& runtime, std::int64_t count) {
  std::vector<Atom> names;
  for (std::int64_t i = 0; i < count; ++i) names.push_back(Atom::intern(fmt::format("idler_{}", i)));
  populate(runtime, count, &names);
}

void skynet(Runtime& runtime, std::int64_t count) {
  Moment done;
  const std::int64_t begin = now_ns();
  const Pid root = start<sky>(runtime, sky::State{{}, 0, count, &done});
  runtime.send(Address<sky::Msg>{root}, sky::Msg{0, false});
  print("ms", static_cast<double>(done.wait() - begin) / 1e6);
}

void link_exit(Runtime& runtime, std::int64_t count) {
  Moment done;
  const Pid pid = start<trapper>(runtime, trapper::State{count, &done});
  const std::int64_t begin = now_ns();
  runtime.send(pid, trapper::Msg(trapper::Start{}));
  print_each("round", begin, done.wait(), count);
}

/// The second one: an observer takes many.
void snapshot(Runtime& runtime, std::int64_t count) {
  const std::vector<Pid> pids = idlers(runtime, count);
  Snapshot first = take_snapshot(runtime);
  print("first-ms", static_cast<double>(first.cost_ns) / 1e6);
  const std::int64_t begin = now_ns();
  const Snapshot taken = take_snapshot(runtime, std::move(first.processes));
  print("ms", static_cast<double>(now_ns() - begin) / 1e6);
  if (taken.processes.size() < static_cast<std::size_t>(count)) std::abort();
}

/// What a runtime of processes with nothing to do takes of a core, over five seconds.
void idle(Runtime& runtime, std::int64_t count) {
  const std::vector<Pid> pids = idlers(runtime, count);
  while (runtime.sleeping_schedulers() < runtime.scheduler_count()) std::this_thread::yield();
  const double cpu = cpu_seconds();
  const std::int64_t begin = now_ns();
  std::this_thread::sleep_for(std::chrono::seconds(5));
  print("percent", (cpu_seconds() - cpu) * 1e11 / static_cast<double>(now_ns() - begin));
}

/// What is left of the memory that so many processes, and ten times as many messages, have taken.
void trim(Runtime& runtime, std::int64_t count) {
  const auto warm_up = [&](std::int64_t processes) {
    const std::vector<Pid> pids = idlers(runtime, processes);
    const auto others = runtime.process_count() - static_cast<std::uint32_t>(pids.size());
    for (const Pid pid : pids) runtime.send(Address<Number>{pid}, Number{0});
    while (runtime.process_count() > others) std::this_thread::yield();
    Moment last;
    const Pid pid = start<counter>(runtime, counter::State{10 * processes, nullptr, &last});
    sys::suspend(runtime, pid, {.priority = true}).wait().value();
    for (std::int64_t i = 0; i < 10 * processes; ++i) {
      runtime.send(Address<Number>{pid}, Number{i});
    }
    const double most = resident_bytes();
    sys::resume(runtime, pid, {.priority = true}).wait().value();
    last.wait();
    runtime.exit(pid, atoms::kill);
    runtime.trim();
    return most;
  };
  warm_up(1'000);
  const double before = resident_bytes();
  const double most = warm_up(count);
  const std::int64_t begin = now_ns();
  runtime.trim();
  print("again-ms", static_cast<double>(now_ns() - begin) / 1e6);
  print("most", most / before);
  print("ratio", resident_bytes() / before);
}

}  // namespace bench
