// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>
#include <vector>

#include "workloads.h"

namespace bench {

namespace {

using namespace genmsg;

/// Two processes that send one message to and fro for ever.
struct bouncer {
  struct State {};
  using Msg = Request;
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static gen_msg::Return handle_msg(Request&& request, State&) {
    genmsg::send(request.from, Request{request.value, {self()}});
    return gen_msg::ok();
  }
};

struct idler {
  struct State {};
  using Msg = Number;
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static gen_msg::Return handle_msg(Number&&, State&) { return gen_msg::ok(); }
};

constexpr int pairs_running = 4;

/// Keeps all schedulers busy.
std::vector<Pid> bounce(Runtime& runtime) {
  std::vector<Pid> pids;
  for (int i = 0; i < 2 * pairs_running; ++i) pids.push_back(start<bouncer>(runtime));
  for (int i = 0; i < pairs_running; ++i) {
    const Address<Request> one{pids[static_cast<std::size_t>(2 * i)]};
    const Address<Request> other{pids[static_cast<std::size_t>(2 * i + 1)]};
    runtime.send(one, Request{0, other});
  }
  return pids;
}

double handled_per_second(const Runtime& runtime, std::chrono::milliseconds time) {
  const std::uint64_t before = runtime.messages_handled();
  const std::int64_t begin = now_ns();
  std::this_thread::sleep_for(time);
  return static_cast<double>(runtime.messages_handled() - before) * 1e9 /
         static_cast<double>(now_ns() - begin);
}

constexpr std::chrono::milliseconds stretch{1'000};

/// The share of throughput that is lost while `on` holds, in percent: stretches with and without
/// alternate, as the machine is not the same from one second to the next.
template <class On, class Off>
void print_loss(const Runtime& runtime, int rounds, On&& on, Off&& off) {
  double with = 0;
  double without = handled_per_second(runtime, stretch);
  for (int i = 0; i < rounds; ++i) {
    on();
    with += handled_per_second(runtime, stretch);
    off();
    without += handled_per_second(runtime, stretch);
  }
  with /= rounds;
  without /= rounds + 1;
  print("percent", 100 * (1 - with / without));
}

/// Takes snapshots at a rate, on a thread of its own as the embedded node does, while it is on.
class Looker {
 public:
  Looker(Runtime& runtime, std::chrono::milliseconds period)
      : thread_([this, &runtime, period](const std::stop_token& stopped) {
          auto next = std::chrono::steady_clock::now();
          while (!stopped.stop_requested()) {
            next += period;
            if (is_on_.load()) taken_ = std::make_shared<const Snapshot>(take_snapshot(runtime));
            std::this_thread::sleep_until(next);
          }
        }) {}
  void set_on(bool on) noexcept { is_on_.store(on); }

 private:
  std::atomic<bool> is_on_{false};
  SnapshotPtr taken_;
  std::jthread thread_;
};

void look(Runtime& runtime, std::int64_t count, std::chrono::milliseconds period) {
  for (std::int64_t i = 0; i < count; ++i) start<idler>(runtime);
  bounce(runtime);
  Looker looker(runtime, period);
  print_loss(runtime, 3, [&] { looker.set_on(true); }, [&] { looker.set_on(false); });
}

/// `set(pid, on)` for each of the processes that run.
template <class Set>
void debug(Runtime& runtime, Set&& set) {
  const std::vector<Pid> pids = bounce(runtime);
  const auto set_all = [&](bool on) {
    for (const Pid pid : pids) set(pid, on).wait().value();
  };
  print_loss(runtime, 3, [&] { set_all(true); }, [&] { set_all(false); });
}

constexpr sys::Options with_priority{.priority = true};

}  // namespace

void look_1hz(Runtime& runtime, std::int64_t count) {
  look(runtime, count, std::chrono::milliseconds(1'000));
}
void look_10hz(Runtime& runtime, std::int64_t count) {
  look(runtime, count, std::chrono::milliseconds(100));
}

void sys_log(Runtime& runtime, std::int64_t) {
  debug(runtime, [&](Pid pid, bool on) {
    return on ? sys::log(runtime, pid, 10, with_priority)
              : sys::log_off(runtime, pid, with_priority);
  });
}

void sys_statistics(Runtime& runtime, std::int64_t) {
  debug(runtime, [&](Pid pid, bool on) { return sys::statistics(runtime, pid, on, with_priority); });
}

/// Sends and receives, into the rings, and taken from there every 20 ms as an observer does.
void trace(Runtime& runtime, std::int64_t) {
  const std::vector<Pid> pids = bounce(runtime);
  const std::unique_ptr<Node> node = make_embedded_node(runtime);
  std::jthread taker([&node](const std::stop_token& stopped) {
    while (!stopped.stop_requested()) {
      node->take_trace([](const NodeResult<TraceBatch>&) {});
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  const TraceSpec spec{.pids = pids,
                       .limits = {.events = std::uint64_t{1} << 40,
                                  .time = std::chrono::hours(1),
                                  .events_per_second = std::numeric_limits<std::uint32_t>::max()}};
  TraceSessionId session = 0;
  const auto on = [&] {
    Moment done;
    node->start_trace(spec, [&](const NodeResult<TraceStarted>& started) {
      session = started.value().id;
      done.set();
    });
    done.wait();
  };
  const auto off = [&] {
    Moment done;
    node->stop_trace(session, [&](const NodeResult<Done>&) { done.set(); });
    done.wait();
  };
  print_loss(runtime, 3, on, off);
}

}  // namespace bench
