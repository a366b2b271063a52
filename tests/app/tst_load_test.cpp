// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRegularExpression>
#include <QtTest/QtTest>
#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "app/load_test/drain.h"
#include "app/load_test/pool_worker.h"
#include "app/load_test/producer.h"
#include "app/load_test/steady.h"

using namespace app::load_test;
using genmsg::Pid;
using genmsg::Runtime;

namespace {

constexpr SteadyRequest smallPool{.workers = 8, .rate = 20'000};
constexpr std::uint32_t poolProcesses = 3 + 4 + 8;  // supervisors, producers, workers

genmsg::RuntimeOptions small() {
  genmsg::RuntimeOptions options;
  options.schedulers = 2;
  options.process_limit = 1024;
  options.message_bytes = std::size_t{2} << 30;  // reserved, not used
  options.logger = [](const genmsg::Report&) {};  // of workers that are killed on purpose
  return options;
}

std::uint64_t jobsNow(const Runtime& runtime) {
  return jobsDone(genmsg::take_snapshot(runtime));
}

/// What each living worker has handled.
std::vector<std::uint64_t> jobsByWorker(const Runtime& runtime) {
  std::vector<std::uint64_t> jobs;
  const genmsg::Atom worker = genmsg::gen_msg::module<pool_worker>().initial_call;
  for (const genmsg::ProcessRow& row : genmsg::take_snapshot(runtime).processes) {
    if (row.initial_call == worker) jobs.push_back(row.messages);
  }
  return jobs;
}

constexpr SteadyRequest smallSlowPool{.workers = 8, .rate = 5'000, .slowConsumer = true};

std::uint32_t mailboxOf(const Runtime& runtime, Pid pid) {
  for (const genmsg::ProcessRow& row : genmsg::take_snapshot(runtime).processes) {
    if (row.pid == pid) return row.mailbox;
  }
  return 0;
}

genmsg::Term stateOf(Runtime& runtime, Pid pid) {
  return genmsg::sys::get_state(runtime, pid, {.priority = true}).wait().value_or(genmsg::Term());
}

std::int64_t roundsIn(const genmsg::Term& state) {
  return state.find(genmsg::Atom::intern("rounds"))->as_integer();
}

genmsg::Term withRounds(const genmsg::Term& state, std::int64_t rounds) {
  std::vector<genmsg::Term::Entry> entries;
  for (const auto& [key, value] : state.entries()) {
    const bool isRounds = key.is(genmsg::Atom::intern("rounds"));
    entries.emplace_back(key, isRounds ? genmsg::Term(rounds) : value);
  }
  return genmsg::Term::map(std::move(entries));
}

}  // namespace

class TestLoadTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void drain_givesTheBehavioursInTurn();
  void drain_stoppedBeforehand_runsNothing();
  void drain_stoppedInBetween_keepsWhatRan();
  void drain_stoppedInARun_doesNotWaitForItsEnd();
  void drain_withoutMemory_isAnError();
  void line_isTheSeeds();
  void ratio_comparesMedians();
  void ratio_withoutBoth_is0();
  void nsPerMessage_ofNoMessage_is0();
  void steady_leavesNoProcess();
  void steady_secondStart_isAnError();
  void steady_handlesJobs();
  void steady_sharesAreUneven();
  void steady_killedWorker_isStartedAgain();
  void steady_movedFrom_stopsOnce();
  void slowConsumer_growsUntilItIsMended();
  void slowConsumer_startedAgain_isAsSlow();
};

void TestLoadTest::drain_givesTheBehavioursInTurn() {
  Runtime runtime(small());
  std::vector<Run> told;
  const auto runs = drain(runtime, {.messages = 1234, .rounds = 3}, false,
                          [&](const Run& run) { told.push_back(run); });
  QVERIFY(runs);
  QCOMPARE(runs->size(), 6u);
  QCOMPARE(told.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    const Run& run = (*runs)[i];
    QCOMPARE(run.behaviour, std::string(i % 2 == 0 ? "gen_msg" : "gen_server"));
    QCOMPARE(run.messages, 1234u);
    QVERIFY(run.costNs > 0);
    QCOMPARE(told[i].behaviour, run.behaviour);
    QCOMPARE(told[i].costNs, run.costNs);
  }
  QTRY_VERIFY(runtime.messages_handled() >= 6 * 1234u);
  QCOMPARE(runtime.dead_letters(), 0u);
  QTRY_COMPARE(runtime.process_count(), 0u);
}

void TestLoadTest::drain_stoppedBeforehand_runsNothing() {
  Runtime runtime(small());
  const auto runs = drain(runtime, {}, true, [](const Run&) { QFAIL("ran"); });
  QVERIFY(runs);
  QVERIFY(runs->empty());
  QCOMPARE(runtime.spawned(), 0u);
}

void TestLoadTest::drain_stoppedInBetween_keepsWhatRan() {
  Runtime runtime(small());
  std::atomic<bool> stop{false};
  int told = 0;
  const auto runs =
      drain(runtime, {.messages = 100, .rounds = 5}, stop, [&](const Run&) { stop = ++told == 3; });
  QVERIFY(runs);
  QCOMPARE(runs->size(), 3u);
  QTRY_COMPARE(runtime.process_count(), 0u);
}

void TestLoadTest::drain_stoppedInARun_doesNotWaitForItsEnd() {
  Runtime runtime(small());
  std::atomic<bool> stop{false};
  // More than the memory could hold: it has to stop while it fills the mailbox.
  std::thread stopper([&] {
    while (runtime.process_count() == 0) std::this_thread::yield();
    stop = true;
  });
  const auto runs = drain(runtime, {.messages = 1'000'000'000}, stop, [](const Run&) {});
  stopper.join();
  QVERIFY2(runs, runs ? "" : runs.error().c_str());
  QVERIFY(runs->empty());
  QTRY_COMPARE(runtime.process_count(), 0u);
}

void TestLoadTest::drain_withoutMemory_isAnError() {
  genmsg::RuntimeOptions options = small();
  options.message_bytes = std::size_t{4} << 20;
  Runtime runtime(options);
  const auto runs = drain(runtime, {.messages = 1'000'000}, false, [](const Run&) {});
  QVERIFY(!runs);
  QVERIFY2(runs.error().find("memory") != std::string::npos, runs.error().c_str());
  QCOMPARE(runs.error().find('\n'), std::string::npos);
  QTRY_COMPARE(runtime.process_count(), 0u);
}

void TestLoadTest::line_isTheSeeds() {
  const Run run{"gen_msg", 10'000, 28'706'400};
  QCOMPARE(run.line(), std::string("======gen_msg:  Times:10000 Cost:28706"));
  QCOMPARE(run.costUs(), 28706.4);
  QCOMPARE(run.nsPerMessage(), 2870.64);
  Runtime runtime(small());
  const auto runs = drain(runtime, {.messages = 10'000, .rounds = 1}, false, [](const Run&) {});
  QVERIFY(runs);
  static const QRegularExpression seed(
      QStringLiteral("^======gen_(msg|server):  Times:10000 Cost:\\d+$"));
  for (const Run& each : *runs) QVERIFY(seed.match(each.line().c_str()).hasMatch());
}

void TestLoadTest::ratio_comparesMedians() {
  const std::vector<Run> runs{{"gen_msg", 10, 650},     {"gen_server", 10, 1000},
                              {"gen_msg", 10, 100'000}, {"gen_server", 10, 1},
                              {"gen_msg", 10, 1},       {"gen_server", 10, 9'000'000}};
  QCOMPARE(medianNsPerMessage(runs, "gen_msg"), 65.0);
  QCOMPARE(medianNsPerMessage(runs, "gen_server"), 100.0);
  QCOMPARE(ratio(runs), 0.65);
  QCOMPARE(medianNsPerMessage({{"gen_msg", 1, 10}, {"gen_msg", 1, 20}}, "gen_msg"), 15.0);
}

void TestLoadTest::ratio_withoutBoth_is0() {
  QCOMPARE(ratio({}), 0.0);
  QCOMPARE(ratio({{"gen_msg", 10, 650}}), 0.0);
  QCOMPARE(ratio({{"gen_server", 10, 650}}), 0.0);
}

void TestLoadTest::nsPerMessage_ofNoMessage_is0() {
  QCOMPARE((Run{"gen_msg", 0, 1'000'000}.nsPerMessage()), 0.0);
}

void TestLoadTest::steady_leavesNoProcess() {
  Runtime runtime(small());
  for (int i = 0; i < 2; ++i) {  // and the names are free again
    auto steady = Steady::start(runtime, smallPool);
    QVERIFY2(steady, steady ? "" : steady.error().c_str());
    QCOMPARE(runtime.process_count(), poolProcesses);
    QVERIFY(runtime.is_alive(steady->supervisor()));
    QTRY_VERIFY(jobsNow(runtime) > 0);
    steady->stop();
    QTRY_COMPARE(runtime.process_count(), 0u);
    steady->stop();  // a second time does nothing
  }
  {
    const auto steady = Steady::start(runtime, smallPool);
    QVERIFY(steady);
  }
  QTRY_COMPARE(runtime.process_count(), 0u);
  QVERIFY(runtime.registered().empty());
}

void TestLoadTest::steady_secondStart_isAnError() {
  Runtime runtime(small());
  const auto first = Steady::start(runtime, smallPool);
  QVERIFY(first);
  const auto second = Steady::start(runtime, {.workers = 2, .rate = 10});
  QVERIFY(!second);
  QVERIFY2(second.error().find("already_started") != std::string::npos, second.error().c_str());
  QTRY_COMPARE(runtime.process_count(), poolProcesses);  // the first goes on
  const std::uint64_t before = jobsNow(runtime);
  QTRY_VERIFY(jobsNow(runtime) > before);
}

void TestLoadTest::steady_handlesJobs() {
  Runtime runtime(small());
  const auto steady = Steady::start(runtime, smallPool);
  QVERIFY(steady);
  QTRY_VERIFY(jobsNow(runtime) >= 2'000);
  const Pid worker = runtime.whereis(producer::worker_name(0));
  const auto state = genmsg::sys::get_state(runtime, worker, {.priority = true}).wait();
  QVERIFY(state);
  QCOMPARE(state->find(genmsg::Atom::intern("index"))->as_integer(), 1);
  QVERIFY(state->find(genmsg::Atom::intern("done"))->as_integer() > 0);
}

void TestLoadTest::steady_sharesAreUneven() {
  Runtime runtime(small());
  const auto steady = Steady::start(runtime, smallPool);
  QVERIFY(steady);
  QTRY_VERIFY(jobsNow(runtime) >= 10'000);
  const std::vector<std::uint64_t> jobs = jobsByWorker(runtime);
  QCOMPARE(jobs.size(), 8u);
  const auto [least, most] = std::minmax_element(jobs.begin(), jobs.end());
  // The shares alone, at any moment of their 20 seconds, are as 6 to 1.
  QVERIFY2(*most > 2 * *least, qPrintable(QStringLiteral("%1 and %2").arg(*least).arg(*most)));
}

void TestLoadTest::steady_killedWorker_isStartedAgain() {
  Runtime runtime(small());
  const auto steady = Steady::start(runtime, smallPool);
  QVERIFY(steady);
  const genmsg::Atom name = producer::worker_name(2);
  const Pid killed = runtime.whereis(name);
  QVERIFY(runtime.is_alive(killed));
  runtime.exit(killed, genmsg::atoms::kill);
  QTRY_VERIFY(!runtime.is_alive(killed));
  QTRY_VERIFY(runtime.whereis(name) && runtime.whereis(name) != killed);
  QTRY_COMPARE(runtime.process_count(), poolProcesses);
  // The producers find it by its name.
  const Pid successor = runtime.whereis(name);
  const auto done = [&] {
    const auto state = genmsg::sys::get_state(runtime, successor, {.priority = true}).wait();
    return state ? state->find(genmsg::Atom::intern("done"))->as_integer() : -1;
  };
  QTRY_VERIFY(done() > 0);
}

void TestLoadTest::steady_movedFrom_stopsOnce() {
  Runtime runtime(small());
  auto first = Steady::start(runtime, smallPool);
  QVERIFY(first);
  {
    const Steady second(std::move(*first));
    first->stop();
    QCOMPARE(runtime.process_count(), poolProcesses);
  }
  QTRY_COMPARE(runtime.process_count(), 0u);
}

void TestLoadTest::slowConsumer_growsUntilItIsMended() {
  Runtime runtime(small());
  const auto pool = Steady::start(runtime, smallSlowPool);
  QVERIFY(pool);
  const Pid slow = runtime.whereis(producer::worker_name(slowWorker(smallSlowPool)));
  QTRY_VERIFY_WITH_TIMEOUT(mailboxOf(runtime, slow) > 500, 60'000);
  for (unsigned i = 0; i < smallSlowPool.workers; ++i) {
    const Pid other = runtime.whereis(producer::worker_name(i));
    if (other != slow) QTRY_VERIFY(mailboxOf(runtime, other) < 100);
  }

  // Who reads the states sees why, and mends it.
  const genmsg::Term mine = stateOf(runtime, slow);
  const genmsg::Term others = stateOf(runtime, runtime.whereis(producer::worker_name(0)));
  QVERIFY(roundsIn(mine) > 1000 * roundsIn(others));
  QVERIFY(mine.find(genmsg::Atom::intern("note"))->as_binary().find("slow") !=
          std::string_view::npos);
  const auto mended = genmsg::sys::replace_state(
                          runtime, slow,
                          [&others](const genmsg::Term& state) {
                            return withRounds(state, roundsIn(others));
                          },
                          {.priority = true})
                          .wait();
  QVERIFY(mended);
  QTRY_VERIFY(mailboxOf(runtime, slow) < 100);
}

void TestLoadTest::slowConsumer_startedAgain_isAsSlow() {
  Runtime runtime(small());
  const auto pool = Steady::start(runtime, smallSlowPool);
  QVERIFY(pool);
  const genmsg::Atom name = producer::worker_name(slowWorker(smallSlowPool));
  const Pid killed = runtime.whereis(name);
  const std::int64_t rounds = roundsIn(stateOf(runtime, killed));
  runtime.exit(killed, genmsg::atoms::kill);
  QTRY_VERIFY(runtime.whereis(name) && runtime.whereis(name) != killed);
  QCOMPARE(roundsIn(stateOf(runtime, runtime.whereis(name))), rounds);
}

QTEST_GUILESS_MAIN(TestLoadTest)
#include "tst_load_test.moc"
