// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/endless_trace.h"
#include "support/puppet.h"

#include "genmsg/scheduler/scheduler.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;

namespace {

ProcessRow row_of(ManualWorld& world, Pid pid) {
  for (const ProcessRow& row : take_snapshot(world.runtime()).processes) {
    if (row.pid == pid) return row;
  }
  return {};
}

}  // namespace

class TestSnapshot : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void empty_runtime() {
    ManualWorld world;
    const Snapshot snapshot = take_snapshot(world.runtime());
    QCOMPARE(snapshot.processes.size(), std::size_t{0});
    QCOMPARE(snapshot.schedulers.size(), std::size_t{1});
    QCOMPARE(snapshot.spawned, std::uint64_t{0});
    QCOMPARE(snapshot.process_limit, std::uint64_t{1} << 16);
  }

  void status_follows_the_process() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    const auto status = [&] { return row_of(world, pid).status; };
    QVERIFY(status() == Status::Waiting);
    note(world, pid, 1);
    QVERIFY(status() == Status::Runnable);
    Status inside = Status::Waiting;
    tell(world, pid, [&] { inside = status(); });
    world.run();
    QVERIFY(inside == Status::Running);
    QVERIFY(status() == Status::Waiting);
    sys::suspend(world.runtime(), pid);
    world.run();
    QVERIFY(status() == Status::Suspended);
    note(world, pid, 2);
    QVERIFY(status() == Status::Suspended);
    tell_return(world, pid, [&](puppet::State& state) {
      state.on_terminate = [&](const Term&, puppet::State&) { inside = status(); };
      return gen_msg::stop(atoms::normal);
    });
    sys::resume(world.runtime(), pid);
    world.run();
    QVERIFY(inside == Status::Exiting);
    QCOMPARE(row_of(world, pid).pid, Pid{});  // absent
  }

  void depth_counts_while_suspended() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.answer(sys::suspend(world.runtime(), pid)));
    for (std::uint32_t i = 1; i <= 10; ++i) {
      note(world, pid, i);
      world.run();
      QCOMPARE(row_of(world, pid).mailbox, i);
    }
    world.runtime().exit(pid, atoms::kill);
    world.run();
    QCOMPARE(take_snapshot(world.runtime()).processes.size(), std::size_t{0});
  }

  void row_says_who_it_is() {
    ManualWorld world;
    const Pid parent = start_puppet(world, plain(make_journal()));
    Pid child;
    in(world, parent, [&] {
      child = *gen_msg::start_link<puppet>(plain(make_journal()), {.name = Atom::intern("kid")})
                   .get()
                   .value();
    });
    const ProcessRow row = row_of(world, child);
    QCOMPARE(row.parent, parent);
    QCOMPARE(row.name, Atom::intern("kid"));
    QCOMPARE(row.behaviour, atoms::gen_msg);
    QCOMPARE(std::string(row.initial_call.name()), std::string("puppet:init/1"));
    QVERIFY(!row.traced);
    QCOMPARE(row_of(world, parent).parent, Pid{});
    QCOMPARE(row_of(world, parent).name, atoms::undefined);
    QVERIFY(world.answer(sys::set_traced(world.runtime(), child, test::endless_trace(), true)));
    QVERIFY(row_of(world, child).traced);
  }

  void counters_are_exact() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    for (int i = 0; i < 70; ++i) note(world, pid, i);
    world.run();
    world.runtime().send(pid, std::string("dead"));
    note(world, Pid{9999, 1}, 1);
    world.run();
    const Snapshot snapshot = take_snapshot(world.runtime());
    QCOMPARE(row_of(world, pid).messages, std::uint64_t{71});
    QCOMPARE(snapshot.messages_handled, std::uint64_t{71});
    QCOMPARE(snapshot.dead_letters, std::uint64_t{2});
    QCOMPARE(snapshot.spawned, std::uint64_t{1});
    world.runtime().exit(pid, atoms::kill);
    world.run();
    QCOMPARE(take_snapshot(world.runtime()).messages_handled, std::uint64_t{71});
  }

  void start_time_is_on_the_snapshots_clock() {
    ManualWorld world;
    world.advance(50ms);
    const Pid pid = start_puppet(world, plain(make_journal()));
    world.advance(50ms);
    const Snapshot snapshot = take_snapshot(world.runtime());
    QCOMPARE(snapshot.time_ns - row_of(world, pid).start_ns, std::int64_t{50'000'000});
    QCOMPARE(snapshot.time_ns - snapshot.node_start_ns, std::int64_t{100'000'000});
  }

  void busy_and_idle_add_up() {
    ManualWorld world;
    Scheduler& scheduler = *world.runtime().schedulers().front();
    world.advance(10ms);
    scheduler.set_idle(true);
    world.advance(20ms);
    SchedulerRow row = take_snapshot(world.runtime()).schedulers.at(0);
    QCOMPARE(row.idle_ns, std::uint64_t{20'000'000});
    QCOMPARE(row.busy_ns, std::uint64_t{10'000'000});
    scheduler.set_idle(false);
    world.advance(5ms);
    row = take_snapshot(world.runtime()).schedulers.at(0);
    QCOMPARE(row.idle_ns, std::uint64_t{20'000'000});
    QCOMPARE(row.busy_ns, std::uint64_t{15'000'000});
  }

  void slices_and_current() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    const std::uint64_t before = take_snapshot(world.runtime()).schedulers.at(0).slices;
    Pid current, nested;
    tell(world, pid, [&] {
      current = take_snapshot(world.runtime()).schedulers.at(0).current;
      gen_msg::start_link<puppet>([&]() -> puppet::Init {
        nested = take_snapshot(world.runtime()).schedulers.at(0).current;
        return gen_msg::ignore();
      });
    });
    world.step();
    QCOMPARE(current, pid);
    QVERIFY(nested && nested != pid);
    QCOMPARE(take_snapshot(world.runtime()).schedulers.at(0).slices, before + 1);
    QCOMPARE(take_snapshot(world.runtime()).schedulers.at(0).current, Pid{});
  }

  void handling_time_is_the_clocks() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    in(world, pid, [] {});
    const ProcessRow row = row_of(world, pid);
    QCOMPARE(row.busy_ns, std::uint64_t{0});  // the clock stood still
    QCOMPARE(row.samples, std::uint64_t{1});
  }
};

QTEST_APPLESS_MAIN(TestSnapshot)
#include "tst_snapshot.moc"
