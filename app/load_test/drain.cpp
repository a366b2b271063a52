// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load_test/drain.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace app::load_test {

namespace {

using namespace genmsg;
using Done = Pending<std::int64_t>;

struct Plain {
  std::int64_t number;
};
BOOST_DESCRIBE_STRUCT(Plain, (), (number))

/// What both workers keep and do with a message, so that they differ by their behaviour only.
struct Tally {
  std::uint64_t expected = 0;
  std::uint64_t seen = 0;
  std::int64_t sum = 0;
  std::int64_t begin_ns = 0;
  Done::Promise done;

  void take(const Plain& plain) {
    if (seen == 0) begin_ns = SteadyClock().now_ns();
    sum += plain.number;
    if (++seen == expected) done.set(SteadyClock().now_ns() - begin_ns);
  }
};

struct test_for_gen_msg {
  static constexpr std::string_view module_name = "test_for_gen_msg";
  using State = Tally;
  using Msg = Plain;
  static gen_msg::Init<State> init(Tally tally) { return gen_msg::ok(std::move(tally)); }
  static gen_msg::Return handle_msg(Plain&& plain, State& state) {
    state.take(plain);
    return gen_msg::ok();
  }
};

struct test_for_gen_server {
  static constexpr std::string_view module_name = "test_for_gen_server";
  using State = Tally;
  struct Call {};
  using Reply = std::uint64_t;
  struct Cast {};
  using Info = Plain;
  static gen_server::Init<State> init(Tally tally) { return gen_server::ok(std::move(tally)); }
  static gen_server::CallReturn<Reply> handle_call(Call&&, const gen_server::From<Reply>&,
                                                   State& state) {
    return gen_server::reply(state.seen);
  }
  static gen_server::Return handle_cast(Cast&&, State&) { return gen_server::ok(); }
  static gen_server::Return handle_info(Plain&& plain, State& state) {
    state.take(plain);
    return gen_server::ok();
  }
};

std::string failure(const char* what, const std::string& why) {
  return fmt::format("load test: {}: {}", what, why);
}

/// Ends a worker, wherever it is in its mailbox.
class KillAtEnd {
 public:
  KillAtEnd(Runtime& runtime, Pid worker) : m_runtime(runtime), m_worker(worker) {}
  KillAtEnd(const KillAtEnd&) = delete;
  KillAtEnd& operator=(const KillAtEnd&) = delete;
  ~KillAtEnd() {
    m_runtime.exit(m_worker, atoms::kill);
    proc_lib::stop(m_runtime, m_worker).wait();  // until it is gone
  }

 private:
  Runtime& m_runtime;
  Pid m_worker;
};

/// False if it was stopped first. Asks now and then, as a mailbox may take long to fill.
bool fill(Runtime& runtime, Pid worker, std::uint64_t messages, const std::atomic<bool>& stop) {
  const Address<Plain> address{worker};
  for (std::uint64_t i = 0; i < messages; ++i) {
    if (i % 1024 == 0 && stop.load()) return false;
    runtime.send(address, Plain{static_cast<std::int64_t>(i)});
  }
  return true;
}

/// What the worker says, or nothing if it was stopped first.
std::optional<Done::Value> await(Done done, const std::atomic<bool>& stop) {
  // Shared, for an answer that comes after the stop.
  const auto promise = std::make_shared<std::promise<Done::Value>>();
  std::future<Done::Value> answer = promise->get_future();
  done.then([promise](Done::Value value) { promise->set_value(std::move(value)); });
  while (answer.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
    if (stop.load()) return std::nullopt;
  }
  return answer.get();
}

/// The worker waits (suspended, which costs it nothing) while its mailbox is filled. Nothing if it
/// was stopped first.
tl::expected<std::optional<Run>, std::string> drainOne(
    Runtime& runtime, std::string behaviour,
    const std::function<Pending<StartResult>(Tally)>& start, std::uint64_t messages,
    const std::atomic<bool>& stop) {
  Done::Promise done;
  Done finished = done.future();
  const auto started = start(Tally{messages, 0, 0, 0, std::move(done)}).wait();
  if (!started) return tl::unexpected(failure("start", started.error().message()));
  if (!*started) return tl::unexpected(failure("start", print(started->error())));
  const Pid worker = **started;
  const KillAtEnd end(runtime, worker);
  constexpr sys::Options atOnce{.priority = true};
  sys::suspend(runtime, worker, atOnce).wait();
  try {
    if (!fill(runtime, worker, messages, stop)) return std::nullopt;
  } catch (const std::bad_alloc&) {
    return tl::unexpected(
        failure("drain", fmt::format("no memory for {} messages in a mailbox", messages)));
  }
  sys::resume(runtime, worker, atOnce).wait();
  const auto cost = await(std::move(finished), stop);
  if (!cost) return std::nullopt;
  if (!*cost) return tl::unexpected(failure("drain", cost->error().message()));
  return Run{std::move(behaviour), messages, **cost};
}

}  // namespace

std::string Run::line() const {
  return fmt::format("======{}:  Times:{} Cost:{:.0f}", behaviour, messages, costUs());
}

tl::expected<std::vector<Run>, std::string> drain(Runtime& runtime, const DrainRequest& request,
                                                  const std::atomic<bool>& stop,
                                                  const std::function<void(const Run&)>& onRun) {
  std::vector<Run> runs;
  const auto startGenMsg = [&](Tally tally) {
    return gen_msg::start<test_for_gen_msg>(runtime, std::move(tally));
  };
  const auto startGenServer = [&](Tally tally) {
    return gen_server::start<test_for_gen_server>(runtime, std::move(tally));
  };
  for (unsigned round = 0; round < request.rounds; ++round) {
    for (const bool isGenMsg : {true, false}) {
      if (stop.load()) return runs;
      auto run = isGenMsg ? drainOne(runtime, "gen_msg", startGenMsg, request.messages, stop)
                          : drainOne(runtime, "gen_server", startGenServer, request.messages, stop);
      if (!run) return tl::unexpected(run.error());
      if (!*run) return runs;
      onRun(**run);
      runs.push_back(std::move(**run));
    }
  }
  return runs;
}

std::optional<Progress> progress(const Snapshot& snapshot) {
  const Atom workers[] = {gen_msg::module<test_for_gen_msg>().initial_call,
                          gen_server::module<test_for_gen_server>().initial_call};
  for (const ProcessRow& row : snapshot.processes) {
    if (std::ranges::find(workers, row.initial_call) == std::end(workers)) continue;
    const bool isFilling = row.status == Status::Suspended;
    return Progress{isFilling, isFilling ? row.mailbox : row.messages};
  }
  return std::nullopt;
}

double medianNsPerMessage(const std::vector<Run>& runs, const std::string& behaviour) {
  std::vector<double> costs;
  for (const Run& run : runs) {
    if (run.behaviour == behaviour) costs.push_back(run.nsPerMessage());
  }
  if (costs.empty()) return 0;
  std::sort(costs.begin(), costs.end());
  const std::size_t middle = costs.size() / 2;
  return costs.size() % 2 == 1 ? costs[middle] : (costs[middle - 1] + costs[middle]) / 2;
}

double ratio(const std::vector<Run>& runs) {
  const double server = medianNsPerMessage(runs, "gen_server");
  return server == 0 ? 0 : medianNsPerMessage(runs, "gen_msg") / server;
}

}  // namespace app::load_test
