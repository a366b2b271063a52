// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/headless.h"

#include <csignal>
#include <ctime>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "app/console.h"
#include "app/load_test/drain.h"
#include "app/load_test/steady.h"
#include "app/report.h"
#include "genmsg/genmsg.h"

namespace app {

namespace {

using genmsg::Runtime;

/// SIGINT and SIGTERM, taken by sigtimedwait instead of a handler. Blocked before the runtime makes
/// its threads, which inherit that.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&m_signals);
    sigaddset(&m_signals, SIGINT);
    sigaddset(&m_signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &m_signals, nullptr);
  }
  /// True if one came within the time.
  bool wait(std::chrono::milliseconds time) const {
    const std::timespec limit{time.count() / 1000, (time.count() % 1000) * 1'000'000};
    return sigtimedwait(&m_signals, nullptr, &limit) > 0;
  }

 private:
  sigset_t m_signals{};
};

load_test::DrainRequest drainRequest(const Options& options) {
  load_test::DrainRequest request;
  request.messages = options.messages.value_or(request.messages);
  return request;
}

/// For somebody who waited in vain.
std::string nothingDrained(const std::optional<load_test::Progress>& progress,
                           std::uint64_t messages, double seconds) {
  const std::string reached =
      !progress ? "it had not begun"
                : fmt::format("{} {} of {} messages",
                              progress->isFilling ? "the mailbox was being filled, with"
                                                  : "the worker had handled",
                              progress->messages, messages);
  return fmt::format(
      "load test: no run was finished in {:.1f} s: {}; "
      "give it a longer --duration or fewer --messages",
      seconds, reached);
}

tl::expected<void, std::string> runDrain(Runtime& runtime, const Options& options,
                                         const StopSignals& signals, Report& report) {
  std::atomic<bool> stop{false};
  std::atomic<bool> done{false};
  std::optional<load_test::Progress> reached;
  const std::int64_t begin = runtime.now_ns();
  std::int64_t end = begin;
  std::thread watcher([&] {
    const auto until = std::chrono::steady_clock::now() +
                       options.duration.value_or(std::chrono::hours(24 * 365));
    while (!done.load() && !stop.load()) {
      if (!signals.wait(std::chrono::milliseconds(50)) &&
          std::chrono::steady_clock::now() < until) {
        continue;
      }
      const genmsg::Snapshot now = genmsg::take_snapshot(runtime);  // before it is thrown away
      reached = load_test::progress(now);
      end = now.time_ns;
      stop = true;
    }
  });
  const load_test::DrainRequest request = drainRequest(options);
  auto runs = load_test::drain(runtime, request, stop,
                               [](const load_test::Run& run) { printLine(run.line()); });
  done = true;
  watcher.join();
  if (!runs) return tl::unexpected(runs.error());
  report.runs = std::move(*runs);
  if (report.runs.empty()) {
    const double seconds = static_cast<double>(end - begin) / 1e9;
    return tl::unexpected(nothingDrained(reached, request.messages, seconds));
  }
  if (const double ratio = load_test::ratio(report.runs); ratio != 0) {
    printLine(fmt::format("gen_msg takes {:.0f} % of gen_server's time (median {:.2f} and {:.2f} ns/message)",
                          100 * ratio, load_test::medianNsPerMessage(report.runs, "gen_msg"),
                          load_test::medianNsPerMessage(report.runs, "gen_server")));
  }
  return {};
}

void printProgress(const genmsg::Snapshot& before, const genmsg::Snapshot& now) {
  std::uint64_t queued = 0;
  std::uint64_t largest = 0;
  for (const genmsg::ProcessRow& row : now.processes) {
    queued += row.mailbox;
    largest = std::max<std::uint64_t>(largest, row.mailbox);
  }
  const double seconds = static_cast<double>(now.time_ns - before.time_ns) / 1e9;
  printLine(fmt::format("{:>12.0f} messages/s   {:>8} queued   {:>8} in the largest mailbox",
                        static_cast<double>(now.messages_handled - before.messages_handled) /
                            seconds,
                        queued, largest));
}

/// A line a second until the time is up or a signal comes.
void watch(const Runtime& runtime, std::chrono::seconds duration, const StopSignals& signals) {
  const auto until = std::chrono::steady_clock::now() + duration;
  genmsg::Snapshot before = genmsg::take_snapshot(runtime);
  while (std::chrono::steady_clock::now() < until) {
    if (signals.wait(std::chrono::milliseconds(1000))) return;
    genmsg::Snapshot now = genmsg::take_snapshot(runtime);
    printProgress(before, now);
    before = std::move(now);
  }
}

tl::expected<void, std::string> runSteady(Runtime& runtime, const Options& options,
                                          const StopSignals& signals, Report& report) {
  load_test::SteadyRequest request;
  if (options.scenario == Scenario::SlowConsumer) request = load_test::slowConsumer;
  request.workers = static_cast<unsigned>(options.workers.value_or(request.workers));
  request.rate = options.rate.value_or(request.rate);
  report.rate = request.rate;
  auto steady = load_test::Steady::start(runtime, request);
  if (!steady) return tl::unexpected(steady.error());
  const std::int64_t begin = runtime.now_ns();
  watch(runtime, *options.duration, signals);
  const genmsg::Snapshot end = genmsg::take_snapshot(runtime);
  report.runs.push_back({"gen_msg", load_test::jobsDone(end), end.time_ns - begin});
  addSnapshot(report, end);
  steady->stop();
  return {};
}

}  // namespace

int runHeadless(const Options& options) {
  const StopSignals signals;
  Runtime runtime;
  Report report;
  const std::int64_t begin = runtime.now_ns();
  report.scenario = nameOf(options.scenario);
  tl::expected<void, std::string> outcome;
  switch (options.scenario) {
    case Scenario::Drain:
      outcome = runDrain(runtime, options, signals, report);
      addSnapshot(report, genmsg::take_snapshot(runtime));
      break;
    case Scenario::Steady:
    case Scenario::SlowConsumer:
      outcome = runSteady(runtime, options, signals, report);
      break;
    case Scenario::None:
      watch(runtime, *options.duration, signals);
      addSnapshot(report, genmsg::take_snapshot(runtime));
      break;
  }
  if (!outcome) return fail("genmsg-observer: " + outcome.error());
  report.durationS = static_cast<double>(runtime.now_ns() - begin) / 1e9;
  if (options.reportPath.empty()) return 0;
  if (const auto written = writeReport(report, options.reportPath); !written) {
    return fail(written.error());
  }
  return 0;
}

}  // namespace app
