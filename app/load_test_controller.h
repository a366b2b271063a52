// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTime>
#include <QTimer>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "app/command_line.h"
#include "app/load_test/drain.h"
#include "app/load_test/steady.h"
#include "app/report.h"
#include "views/load_test_page.h"

namespace app {

/// Runs load tests on the embedded runtime as the Load test page asks, one at a time.
/// Threads: GUI thread, which it never holds up: starting, draining and stopping happen on a thread
/// of its own, and what comes of it arrives by queued calls.
/// Ownership: the runtime and the page outlive it. Its end stops the load, and waits for workers for
/// as long as they take; whoever cannot wait calls stopWithin() first.
class LoadTestController final : public QObject {
  Q_OBJECT

 public:
  LoadTestController(genmsg::Runtime& runtime, views::LoadTestPage& page,
                     QObject* parent = nullptr);
  ~LoadTestController() override;

  /// As the command line asks, with the page showing it; nothing for Scenario::None.
  void start(const Options& options);
  void start(const views::LoadTestRequest& request);
  void stop();
  /// Stops the load and waits for its end, but no longer than this: a worker that is in a callback
  /// cannot be stopped, and state that was edited may keep it there for good.
  /// Returns whether it has ended. It blocks the GUI thread: for the end of the program.
  bool stopWithin(std::chrono::milliseconds patience);
  /// Who is in a callback: "pool_worker_3 <0.12.1>"; at most `limit` of them.
  std::vector<std::string> busyProcesses(std::size_t limit) const;
  /// Why the last load test failed; empty if it did not.
  const std::string& error() const { return m_error; }
  bool isRunning() const { return m_running; }
  /// What was measured so far, for --report.
  Report report() const;

 Q_SIGNALS:
  void finished();

 private:
  void runDrain(const load_test::DrainRequest& request);
  void runSteady(const views::LoadTestRequest& request);
  void runOnThread(std::function<void()> test);
  void end(const std::string& error);
  void sayWhoIsWaitedFor();
  void setRunning(bool running);
  void joinThread();

  genmsg::Runtime& m_runtime;
  views::LoadTestPage& m_page;
  bool m_running = false;
  std::atomic<bool> m_stop{false};
  QTimer m_limit;
  QTimer m_stopping;  // while somebody holds up the end
  QTime m_stopTime;
  std::thread m_thread;
  std::future<void> m_threadEnd;
  Scenario m_scenario = Scenario::None;  // the last one that was started
  std::string m_error;
  std::uint64_t m_rate = 0;
  std::atomic<std::int64_t> m_beginNs;
  std::optional<std::int64_t> m_endNs;  // of the last load test, if none runs
  std::vector<load_test::Run> m_runs;
};

}  // namespace app
