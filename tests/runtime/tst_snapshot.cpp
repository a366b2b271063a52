// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/nursery.h"
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
    QCOMPARE(row.messages, std::uint64_t{1});
  }

  void peak_is_the_most_that_was_queued() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    for (int i = 0; i < 10; ++i) note(world, pid, i);
    QCOMPARE(row_of(world, pid).peak, 10u);  // also before its slice
    world.run();
    QCOMPARE(row_of(world, pid).mailbox, 0u);
    QCOMPARE(row_of(world, pid).peak, 10u);
    note(world, pid, 1);
    world.run();
    QCOMPARE(row_of(world, pid).peak, 10u);
  }

  void last_message_by_type_and_time() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QCOMPARE(row_of(world, pid).last_type, atoms::undefined);
    QVERIFY(row_of(world, pid).last_ago_ns < 0);
    for (int i = 0; i < 3; ++i) {  // the first one is timed, those after it are not
      world.advance(5ms);
      note(world, pid, i);
      world.run();
      world.advance(3ms);
      QCOMPARE(std::string(row_of(world, pid).last_type.name()), std::string("test::Note"));
      QCOMPARE(row_of(world, pid).last_ago_ns, 3e6f);
    }
    tell_return(world, pid, [](puppet::State&) { return gen_msg::ok(7ms); });
    world.run();
    QVERIFY(row_of(world, pid).last_type.name().find("function") != std::string_view::npos);
    world.advance(10ms);
    QCOMPARE(std::string(row_of(world, pid).last_type.name()), std::string("timeout"));
    QVERIFY(row_of(world, pid).last_ago_ns > 0);
    QVERIFY(row_of(world, pid).last_ago_ns <= 3e6f);
  }

  /// A message that was flushed is none that was handled.
  void last_message_was_handled() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    const Pid peer = start_puppet(world, plain(make_journal()));
    std::uint64_t reference = 0;
    in(world, pid, [&] { reference = monitor(peer); });
    note(world, pid, 1);
    world.run();
    world.answer(sys::suspend(world.runtime(), pid));
    tell(world, pid, [&] { demonitor(reference, flush); });
    world.runtime().exit(peer, atom("bye"));
    world.run();
    world.answer(sys::resume(world.runtime(), pid));
    world.run();
    QCOMPARE(row_of(world, pid).mailbox, 0u);
    QVERIFY(row_of(world, pid).last_type.name().find("DOWN") == std::string_view::npos);
  }

  /// From a timed message, the first one, to the turn of the newest one that was queued then.
  void wait_of_a_sampled_message() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    const auto wait = [&] { return row_of(world, pid).wait_max_ns; };
    tell(world, pid, [&] { world.scheduler().clock().advance(7ms); });
    note(world, pid, 1);
    QVERIFY(world.step());
    QCOMPARE(wait(), 7e6f);  // the note has waited so long, and waits on
    world.scheduler().clock().advance(2ms);
    QCOMPARE(wait(), 9e6f);
    world.run();
    world.advance(50ms);
    QCOMPARE(wait(), 9e6f);
    note(world, pid, 2);  // taken at once
    world.run();
    QCOMPARE(wait(), 9e6f);
  }

  void nothing_is_left_for_the_next_process_of_a_slot() {
    ManualWorld world(0, {.process_limit = 1});
    const Pid first = start_puppet(world, plain(make_journal()));
    tell(world, first, [&] { world.scheduler().clock().advance(7ms); });
    for (int i = 0; i < 5; ++i) note(world, first, i);
    world.run();
    world.runtime().set_restarts(first, 3);
    QCOMPARE(row_of(world, first).restarts, 3u);
    world.runtime().exit(first, atoms::kill);
    world.run();
    world.runtime().set_restarts(first, 4);  // of who has exited: nothing happens
    const Pid second = start_puppet(world, plain(make_journal()));
    QCOMPARE(second.index, first.index);
    const ProcessRow row = row_of(world, second);
    QCOMPARE(row.restarts, 0u);
    QCOMPARE(row.peak, 0u);
    QCOMPARE(row.wait_max_ns, 0.0f);
    QVERIFY(row.last_ago_ns < 0);
    QCOMPARE(row.last_type, atoms::undefined);
  }

  void scheduler_and_size_of_the_state() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    note(world, pid, 1);
    world.run();
    QCOMPARE(row_of(world, pid).scheduler, std::int16_t{0});
    QCOMPARE(row_of(world, pid).state_bytes, static_cast<std::uint32_t>(sizeof(puppet::State)));
  }

  void restarts_of_a_child() {
    SupWorld world;
    Nursery nursery;
    world.start_sup({nursery.child("a"), nursery.child("b")}, {.intensity = 5});
    const Pid b = nursery.pids["b"];
    QCOMPARE(row_of(world, nursery.pids["a"]).restarts, 0u);
    for (std::uint32_t i = 1; i <= 3; ++i) {
      world.runtime().exit(nursery.pids["a"], atoms::kill);
      world.run();
      QCOMPARE(row_of(world, nursery.pids["a"]).restarts, i);
    }
    QCOMPARE(nursery.pids["b"], b);
    QCOMPARE(row_of(world, b).restarts, 0u);
  }

  void restarts_of_a_dynamic_child_are_those_of_its_line() {
    SupWorld world;
    Nursery nursery;
    ChildSpec spec;
    spec.start = [&nursery](const std::string& name) { return nursery.start(name, true); };
    const Pid sup =
        world.start_sup({spec}, {.strategy = Strategy::SimpleOneForOne, .intensity = 5});
    for (const char* const name : {"x", "y"}) {
      world.answer(supervisor::start_child(world.runtime(), sup, std::string(name)));
    }
    for (int i = 0; i < 2; ++i) {
      world.runtime().exit(nursery.pids["x"], atoms::kill);
      world.run();
    }
    QCOMPARE(row_of(world, nursery.pids["x"]).restarts, 2u);
    QCOMPARE(row_of(world, nursery.pids["y"]).restarts, 0u);
  }

  void suspensions_say_who_and_since_when() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    const auto all = [&] { return take_snapshot(world.runtime()).suspensions; };
    QVERIFY(all().empty());
    world.advance(5ms);
    const std::int64_t since = world.runtime().now_ns();
    const auto suspend = [&](std::string_view who, std::chrono::nanoseconds lease) {
      return world.answer(
          sys::suspend_by(world.runtime(), pid, {.owner = atom(who), .lease = lease}));
    };
    QVERIFY(suspend("me", 10ms));
    world.advance(2ms);
    QVERIFY(suspend("you", 100ms));
    QCOMPARE(all().size(), std::size_t{1});
    QCOMPARE(all().at(0).pid, pid);
    QCOMPARE(all().at(0).owner, atom("me"));
    QCOMPARE(all().at(0).since_ns, since);
    world.advance(20ms);  // whose lease has ended
    QCOMPARE(all().size(), std::size_t{1});
    QCOMPARE(all().at(0).owner, atom("you"));
    QVERIFY(world.answer(sys::resume(world.runtime(), pid)));
    QVERIFY(all().empty());
    QVERIFY(suspend("me", 10ms));
    world.advance(20ms);
    QVERIFY(all().empty());
    QVERIFY(suspend("me", 0ms));
    world.runtime().exit(pid, atoms::kill);
    world.run();
    QVERIFY(all().empty());
  }
};

QTEST_APPLESS_MAIN(TestSnapshot)
#include "tst_snapshot.moc"
