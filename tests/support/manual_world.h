// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <QTest>

#include "genmsg/genmsg.h"

namespace test {

/// Seeds to run a test with, where the order of processes matters: 0 is first ready, first run.
/// GENMSG_SEED replays one.
inline std::vector<std::uint64_t> seeds(std::uint64_t count = 20) {
  if (const char* const one = std::getenv("GENMSG_SEED")) return {std::strtoull(one, nullptr, 0)};
  std::vector<std::uint64_t> made;
  for (std::uint64_t seed = 0; seed < count; ++seed) made.push_back(seed);
  return made;
}

/// A runtime on a manual scheduler. When it goes, whatever still lives is killed, and then nothing
/// may be left: no process, no name, no timer.
class ManualWorld {
 public:
  explicit ManualWorld(std::uint64_t seed = 0, genmsg::RuntimeOptions options = {})
      : scheduler_(seed, with_sinks(std::move(options))) {}
  ~ManualWorld() {
    for (const genmsg::Pid pid : alive()) runtime().exit(pid, genmsg::atoms::kill);
    run();
    check(runtime().process_count() == 0, "a process is left");
    check(alive().empty(), "a slot is left open");
    check(runtime().registered().empty(), "a name is left");
    check(runtime().timers().armed_count() == 0, "a timer is left");
  }
  ManualWorld(const ManualWorld&) = delete;
  ManualWorld& operator=(const ManualWorld&) = delete;

  genmsg::Runtime& runtime() { return scheduler_.runtime(); }
  genmsg::ManualScheduler& scheduler() { return scheduler_; }
  std::size_t run() { return scheduler_.run(); }
  bool step() { return scheduler_.step(); }
  void advance(std::chrono::milliseconds by) { scheduler_.advance(by); }

  /// What a request gives once everybody has run.
  template <class R>
  genmsg::Result<R> answer(genmsg::Pending<R> pending) {
    run();
    return pending.get();
  }
  /// The same for a start: the pid.
  genmsg::Pid started(genmsg::Pending<genmsg::StartResult> pending) {
    const auto result = answer(std::move(pending));
    if (!result || !*result) return {};
    return **result;
  }
  /// The reason of a start that failed; `undefined` if it did not.
  genmsg::Term refused(genmsg::Pending<genmsg::StartResult> pending) {
    const auto result = answer(std::move(pending));
    if (!result) return result.error().reason;
    return *result ? genmsg::Term() : result->error();
  }

  std::vector<genmsg::Pid> alive() {
    std::vector<genmsg::Pid> pids;
    for (const auto& row : genmsg::take_snapshot(runtime()).processes) pids.push_back(row.pid);
    return pids;
  }
  std::vector<std::string> reports;  // what went to the logger, but for Info, as text
  std::vector<genmsg::Report> all_reports;
  std::vector<std::string> lines;    // what went to standard_io

 private:
  genmsg::RuntimeOptions with_sinks(genmsg::RuntimeOptions options) {
    options.logger = [this](const genmsg::Report& report) {
      all_reports.push_back(report);
      if (report.level <= genmsg::Report::Level::Notice) reports.push_back(format(report));
    };
    options.standard_io = [this](std::string_view line) { lines.emplace_back(line); };
    return options;
  }
  static void check(bool holds, const char* what) {
    QTest::qVerify(holds, what, "on teardown", __FILE__, __LINE__);
  }

  genmsg::ManualScheduler scheduler_;
};

}  // namespace test
