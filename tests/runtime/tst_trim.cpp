// SPDX-License-Identifier: GPL-3.0-or-later
#include <fstream>
#include <set>

#include <unistd.h>

#include "support/puppet.h"

namespace {

using namespace genmsg;
using namespace test;

struct keeper {
  struct State {
    std::int64_t sum = 0;
  };
  using Msg = std::int64_t;
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static gen_msg::Return handle_msg(std::int64_t&& number, State& state) {
    state.sum += number;
    return number == 0 ? gen_msg::stop(atoms::normal) : gen_msg::ok();
  }
};

BOOST_DESCRIBE_STRUCT(keeper::State, (), (sum))

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double size = 0;
  double resident = 0;
  file >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::vector<Pid> started(ManualScheduler& world, int count) {
  std::vector<Pending<StartResult>> starts;
  for (int i = 0; i < count; ++i) starts.push_back(gen_msg::start<keeper>(world.runtime()));
  world.run();
  std::vector<Pid> pids;
  for (auto& start : starts) pids.push_back(**start.get());
  return pids;
}

void stop(ManualScheduler& world, const std::vector<Pid>& pids) {
  for (const Pid pid : pids) world.runtime().send(Address<std::int64_t>{pid}, 0);
  world.run();
}

}  // namespace

class TestTrim : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void memory_ofProcessesThatHaveEnded_goesBack() {
    ManualScheduler world(0);
    stop(world, started(world, 40'000));
    const double before = resident_bytes();
    world.runtime().trim();
    QVERIFY(resident_bytes() < before - 40'000 * 0.9 * sizeof(Process));
  }

  void memory_ofMessagesThatWereHandled_goesBack() {
    ManualScheduler world(0);
    const Pid pid = started(world, 1).front();
    for (std::int64_t i = 0; i < 300'000; ++i) {
      world.runtime().send(Address<std::int64_t>{pid}, std::int64_t{1});
    }
    world.run();
    const double before = resident_bytes();
    world.runtime().trim();
    QVERIFY(resident_bytes() < before - 300'000 * 0.9 * sizeof(Message));
    world.runtime().send(Address<std::int64_t>{pid}, std::int64_t{1});
    world.run();
    const auto state = sys::get_state(world.runtime(), pid);
    world.run();
    QCOMPARE(QString::fromStdString(print(*Pending<Term>(state).get())),
             QStringLiteral("#{sum => 300001}"));
  }

  void pids_ofBefore_areNobodys() {
    ManualScheduler world(0);
    std::set<Pid> old;
    for (int round = 0; round < 4; ++round) {
      const std::vector<Pid> pids = started(world, 10'000);
      for (const Pid pid : pids) QVERIFY(old.insert(pid).second);
      stop(world, pids);
      world.runtime().trim();
    }
    const std::vector<Pid> living = started(world, 10'000);
    for (const Pid pid : old) {
      QVERIFY(!world.runtime().is_alive(pid));
      QVERIFY(!world.runtime().send(Address<std::int64_t>{pid}, std::int64_t{1}));
    }
    QCOMPARE(take_snapshot(world.runtime()).processes.size(), living.size());
    for (const ProcessRow& row : take_snapshot(world.runtime()).processes) {
      QCOMPARE(row.mailbox, 0u);
    }
  }

  void living_processes_areLeftAlone() {
    ManualScheduler world(0);
    const std::vector<Pid> pids = started(world, 10'000);
    std::vector<Pid> some;
    std::vector<Pid> others;
    for (std::size_t i = 0; i < pids.size(); ++i) (i % 100 == 0 ? some : others).push_back(pids[i]);
    stop(world, others);
    world.runtime().trim();
    world.runtime().trim();
    for (const Pid pid : some) {
      QVERIFY(world.runtime().send(Address<std::int64_t>{pid}, std::int64_t{7}));
    }
    world.run();
    QCOMPARE(take_snapshot(world.runtime()).processes.size(), some.size());
    QCOMPARE(started(world, 20'000).size(), std::size_t{20'000});
  }
};

QTEST_GUILESS_MAIN(TestTrim)
#include "tst_trim.moc"
