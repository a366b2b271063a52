// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/load_test_controller.h"

#include <QMetaObject>
#include <QStringList>
#include <algorithm>
#include <chrono>
#include <utility>

#include "app/load_test/limits.h"
#include "genmsg/genmsg.h"

namespace app {

namespace {

// By then an end that nobody holds up is through.
constexpr std::chrono::milliseconds stopExplained{500};
constexpr std::size_t busyShown = 3;

using ViewScenario = views::LoadTestRequest::Scenario;

ViewScenario shown(Scenario scenario) {
  switch (scenario) {
    case Scenario::SlowConsumer: return ViewScenario::SlowConsumer;
    case Scenario::Steady: return ViewScenario::Steady;
    default: return ViewScenario::Drain;
  }
}

Scenario wanted(ViewScenario scenario) {
  switch (scenario) {
    case ViewScenario::SlowConsumer: return Scenario::SlowConsumer;
    case ViewScenario::Steady: return Scenario::Steady;
    case ViewScenario::Drain: break;
  }
  return Scenario::Drain;
}

views::LoadTestRun shown(const load_test::Run& run) {
  views::LoadTestRun made;
  made.behaviour = QString::fromStdString(run.behaviour);
  made.messages = static_cast<qint64>(run.messages);
  made.costUs = run.costUs();
  return made;
}

}  // namespace

LoadTestController::LoadTestController(genmsg::Runtime& runtime, views::LoadTestPage& page,
                                       QObject* parent)
    : QObject(parent), m_runtime(runtime), m_page(page), m_beginNs(runtime.now_ns()) {
  m_page.setLimits({.messagesMax = static_cast<int>(load_test::messagesLimits.max),
                    .workersMax = static_cast<int>(load_test::workersLimits.max),
                    .rateMax = static_cast<int>(load_test::rateLimits.max),
                    .durationMaxS = static_cast<int>(load_test::durationLimitsS.max)});
  m_limit.setSingleShot(true);
  connect(&m_limit, &QTimer::timeout, this, &LoadTestController::stop);
  m_stopping.setInterval(stopExplained);
  connect(&m_stopping, &QTimer::timeout, this, &LoadTestController::sayWhoIsWaitedFor);
  connect(&page, &views::LoadTestPage::startRequested, this,
          qOverload<const views::LoadTestRequest&>(&LoadTestController::start));
  connect(&page, &views::LoadTestPage::stopRequested, this, &LoadTestController::stop);
}

LoadTestController::~LoadTestController() {
  m_stop = true;
  joinThread();
}

void LoadTestController::start(const Options& options) {
  if (options.scenario == Scenario::None) return;
  views::LoadTestRequest request = m_page.request();
  request.scenario = shown(options.scenario);
  load_test::SteadyRequest steady;
  if (options.scenario == Scenario::SlowConsumer) steady = load_test::slowConsumer;
  request.messages =
      static_cast<qint64>(options.messages.value_or(load_test::DrainRequest{}.messages));
  request.workers = static_cast<int>(options.workers.value_or(steady.workers));
  request.ratePerSecond = static_cast<int>(options.rate.value_or(steady.rate));
  request.durationSeconds = options.duration ? static_cast<int>(options.duration->count()) : 0;
  m_page.setRequest(request);
  start(request);
  // Of itself a drain ends with its last round.
  if (options.scenario == Scenario::Drain && options.duration) m_limit.start(*options.duration);
}

void LoadTestController::start(const views::LoadTestRequest& request) {
  if (m_running) return;
  joinThread();
  m_stop = false;
  m_runs.clear();
  m_error.clear();
  m_beginNs = m_runtime.now_ns();
  m_endNs.reset();
  setRunning(true);
  m_scenario = wanted(request.scenario);
  if (m_scenario == Scenario::Drain) {
    m_rate = 0;
    load_test::DrainRequest drain;
    drain.messages = static_cast<std::uint64_t>(request.messages);
    runOnThread([this, drain] { runDrain(drain); });
  } else {
    m_rate = static_cast<std::uint64_t>(request.ratePerSecond);
    runOnThread([this, request] { runSteady(request); });
  }
}

void LoadTestController::runOnThread(std::function<void()> test) {
  std::promise<void> ended;
  m_threadEnd = ended.get_future();
  m_thread = std::thread([test = std::move(test), ended = std::move(ended)]() mutable {
    test();
    ended.set_value();
  });
}

void LoadTestController::stop() {
  m_stop = true;
  if (!m_running || m_stopping.isActive()) return;
  m_page.setProgress(tr("Stopping…"));
  m_stopTime = QTime::currentTime();
  m_stopping.start();
}

void LoadTestController::sayWhoIsWaitedFor() {
  QStringList names;
  for (const std::string& name : busyProcesses(busyShown)) names << QString::fromStdString(name);
  if (names.isEmpty()) return;
  //: a time of day, and names of processes
  const QString text =
      tr("Stopping… Since %1 waiting for %2 to end; a callback cannot be interrupted");
  m_page.setProgress(text.arg(m_stopTime.toString(QStringLiteral("HH:mm:ss")),
                              names.join(QStringLiteral(", "))));
}

bool LoadTestController::stopWithin(std::chrono::milliseconds patience) {
  stop();
  if (!m_thread.joinable()) return true;
  if (m_threadEnd.wait_for(patience) != std::future_status::ready) return false;
  joinThread();
  return true;
}

std::vector<std::string> LoadTestController::busyProcesses(std::size_t limit) const {
  std::vector<std::string> names;
  const genmsg::Snapshot now = genmsg::take_snapshot(m_runtime);
  for (const genmsg::ProcessRow& row : now.processes) {
    // Of one that was killed in a callback the status is exiting, as it is of who waits for it.
    const bool executed = std::ranges::find(now.schedulers, row.pid,
                                            &genmsg::SchedulerRow::current) != now.schedulers.end();
    if (row.status != genmsg::Status::Running && !executed) continue;
    if (names.size() == limit) break;
    const genmsg::Atom name = row.name == genmsg::atoms::undefined ? row.initial_call : row.name;
    names.push_back(std::string(name.name()) + ' ' + genmsg::print(row.pid));
  }
  return names;
}

/// On the load test's thread. The results go to the GUI thread; `this` outlives them, as its end
/// joins the thread first and a queued call dies with its receiver.
void LoadTestController::runDrain(const load_test::DrainRequest& request) {
  const auto runs = load_test::drain(m_runtime, request, m_stop, [this](const load_test::Run& run) {
    QMetaObject::invokeMethod(this, [this, run] {
      m_runs.push_back(run);
      m_page.addRun(shown(run));
    });
  });
  const std::string error = runs ? std::string() : runs.error();
  QMetaObject::invokeMethod(this, [this, error] { end(error); });
}

void LoadTestController::runSteady(const views::LoadTestRequest& request) {
  std::string error;
  const load_test::SteadyRequest pool{static_cast<unsigned>(request.workers),
                                      static_cast<std::uint64_t>(request.ratePerSecond),
                                      request.scenario == ViewScenario::SlowConsumer};
  std::optional<load_test::Run> run;
  if (auto steady = load_test::Steady::start(m_runtime, pool)) {
    m_beginNs = m_runtime.now_ns();  // a large pool takes its time to start
    const auto until =
        std::chrono::steady_clock::now() + std::chrono::seconds(request.durationSeconds);
    while (!m_stop && (request.durationSeconds == 0 || std::chrono::steady_clock::now() < until)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    const genmsg::Snapshot end = genmsg::take_snapshot(m_runtime);
    run = load_test::Run{"gen_msg", load_test::jobsDone(end), end.time_ns - m_beginNs};
    steady->stop();
  } else {
    error = steady.error();
  }
  QMetaObject::invokeMethod(this, [this, error, run, scenario = request.scenario] {
    if (run) {
      m_runs.push_back(*run);
      views::LoadTestRun row = shown(*run);
      row.scenario = scenario;
      m_page.addRun(row);
    }
    end(error);
  });
}

void LoadTestController::end(const std::string& error) {
  m_error = error;
  if (!error.empty()) m_page.showError(QString::fromStdString(error));
  setRunning(false);
  Q_EMIT finished();
}

void LoadTestController::setRunning(bool running) {
  m_running = running;
  if (!running) {
    m_limit.stop();
    m_stopping.stop();
    m_endNs = m_runtime.now_ns();
  }
  m_page.setRunning(running);
}

void LoadTestController::joinThread() {
  if (m_thread.joinable()) m_thread.join();
}

Report LoadTestController::report() const {
  Report report;
  report.scenario = nameOf(m_scenario);
  report.runs = m_runs;
  report.rate = m_rate;
  const genmsg::Snapshot now = genmsg::take_snapshot(m_runtime);
  if (m_running && m_scenario != Scenario::Drain) {
    report.runs.push_back({"gen_msg", load_test::jobsDone(now), now.time_ns - m_beginNs});
  }
  report.durationS = static_cast<double>(m_endNs.value_or(now.time_ns) - m_beginNs) / 1e9;
  addSnapshot(report, now);
  return report;
}

}  // namespace app
