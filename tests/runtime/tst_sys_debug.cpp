// SPDX-License-Identifier: GPL-3.0-or-later
// sys: trace, log and statistics. Tests named a<n> are acceptance cases of OTP's sys_SUITE.
#include "support/counter.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using Lines = std::vector<std::string>;

namespace {

struct World : ManualWorld {
  World() { pid = started(gen_msg::start<counter>(runtime(), std::int64_t{0})); }
  void add(std::int64_t value) {
    runtime().send(Address<counter::Msg>{pid}, Add{value});
    run();
  }
  Lines log() {
    Lines printed;
    const auto events = answer(sys::log_get(runtime(), pid));
    for (const Term& event : *events) printed.push_back(print(event));
    return printed;
  }
  bool is_debugged() { return runtime().table().at(pid.index).has(Process::is_debugged); }
  static std::string in_event(int value) {
    return "{in,{'Add',#{value => " + std::to_string(value) + "}}}";
  }
  static std::string state_event(int sum) {
    return "{noreply,#{label => <<\"c\">>,sum => " + std::to_string(sum) + "}}";
  }
  Pid pid;
};

}  // namespace

class TestSysDebug : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void b9_events_are_in_and_noreply() {
    World world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    world.add(5);
    QCOMPARE(world.log(), (Lines{World::in_event(5), World::state_event(5)}));
  }

  void a1_log_off_leaves_nothing() {
    World world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    world.add(1);
    QVERIFY(world.answer(sys::log_off(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::log_print(world.runtime(), world.pid)));
    QCOMPARE(world.lines, Lines{});
    QCOMPARE(world.log(), Lines{});
    QVERIFY(!world.is_debugged());  // and costs nothing
  }

  void a2_log_keeps_the_last_ten_oldest_first() {
    World world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    for (int i = 1; i <= 8; ++i) world.add(1);
    const Lines log = world.log();
    QCOMPARE(log.size(), std::size_t{10});
    QCOMPARE(log.front(), World::in_event(1));
    QCOMPARE(log[1], World::state_event(4));
    QCOMPARE(log.back(), World::state_event(8));
  }

  void log_of_another_size_while_on_changes_nothing() {
    World world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid, 3)));
    for (int i = 1; i <= 8; ++i) world.add(1);
    QCOMPARE(world.log().size(), std::size_t{10});
    QVERIFY(world.answer(sys::log_off(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid, 3)));
    for (int i = 1; i <= 8; ++i) world.add(1);
    QCOMPARE(world.log().size(), std::size_t{3});
  }

  void log_of_no_events_is_unknown() {
    World world;
    const auto refused = world.answer(sys::log(world.runtime(), world.pid, 0));
    QCOMPARE(refused.error().code, Error::Code::BadArgument);
    QCOMPARE(refused.error().reason, Term(atoms::unknown_debug));
    QVERIFY(!world.is_debugged());
  }

  void log_print_prints_lines() {
    World world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    world.add(2);
    QVERIFY(world.answer(sys::log_print(world.runtime(), world.pid)));
    const std::string who = "*DBG* " + to_string(world.pid);
    QCOMPARE(world.lines, (Lines{who + " got {'Add',#{value => 2}}",
                                 who + " new state #{label => <<\"c\">>,sum => 2}"}));
  }

  void a8_trace_prints_as_it_happens() {
    World world;
    QVERIFY(world.answer(sys::trace(world.runtime(), world.pid, true)));
    world.add(2);
    QCOMPARE(world.lines.size(), std::size_t{2});
    QVERIFY(world.lines[0].find(" got ") != std::string::npos);
    QVERIFY(world.lines[1].find(" new state ") != std::string::npos);
    QVERIFY(world.answer(sys::trace(world.runtime(), world.pid, false)));
    world.add(2);
    QCOMPARE(world.lines.size(), std::size_t{2});
    QVERIFY(!world.is_debugged());
  }

  void a7_statistics_count_messages_only() {
    World world;
    QVERIFY(world.answer(sys::statistics(world.runtime(), world.pid, true)));
    world.add(1);
    QVERIFY(world.answer(sys::get_status(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::statistics(world.runtime(), world.pid, true)));  // no reset
    world.add(1);
    const auto got = world.answer(sys::statistics_get(world.runtime(), world.pid));
    const auto rows = got->elements();
    QCOMPARE(rows.size(), std::size_t{5});
    QCOMPARE(rows[0].elements()[0], Term(atoms::start_time));
    QCOMPARE(rows[1].elements()[0], Term(atoms::current_time));
    QCOMPARE(rows[2], read("{reductions,2}"));
    QCOMPARE(rows[3], read("{messages_in,2}"));
    QCOMPARE(rows[4], read("{messages_out,0}"));
    QVERIFY(world.answer(sys::statistics(world.runtime(), world.pid, false)));
    QCOMPARE(*world.answer(sys::statistics_get(world.runtime(), world.pid)),
             Term(atoms::no_statistics));
    QVERIFY(!world.is_debugged());
  }

  void timeouts_are_events() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.answer(sys::log(world.runtime(), pid)));
    tell_return(world, pid,
                [](puppet::State&) { return gen_msg::ok(std::chrono::milliseconds(3)); });
    world.advance(std::chrono::milliseconds(5));
    const auto events = world.answer(sys::log_get(world.runtime(), pid));
    QCOMPARE(events->size(), std::size_t{4});
    QCOMPARE((*events)[2], read("{in,timeout}"));
  }

  void a13_no_debug_turns_everything_off() {
    World world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::trace(world.runtime(), world.pid, true)));
    QVERIFY(world.answer(sys::statistics(world.runtime(), world.pid, true)));
    QVERIFY(world.answer(sys::no_debug(world.runtime(), world.pid)));
    world.add(1);
    QCOMPARE(world.lines, Lines{});
    QVERIFY(!world.is_debugged());
  }

  void works_while_suspended() {
    World world;
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    QCOMPARE(world.log(), Lines{});  // system messages are no events
    world.add(1);
    QCOMPARE(world.log().size(), std::size_t{2});
  }

  void events_are_bounded() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.answer(sys::log(world.runtime(), pid)));
    world.runtime().send(pid, std::vector<int>(100'000, 7));
    const auto events = world.answer(sys::log_get(world.runtime(), pid));
    QVERIFY(events->at(0).elements()[1].elements().size() < 100);
  }

  void callback_that_ends_leaves_no_new_state() {
    World world;
    QVERIFY(world.answer(sys::trace(world.runtime(), world.pid, true)));
    world.runtime().send(Address<counter::Msg>{world.pid}, Fail{});
    world.run();
    QCOMPARE(world.lines.size(), std::size_t{1});
  }

  void standard_io_that_throws_does_not_end_the_process() {
    RuntimeOptions options;
    ManualScheduler scheduler(0, [&] {
      options.standard_io = [](std::string_view) { throw std::runtime_error("closed"); };
      return options;
    }());
    auto starting = gen_msg::start<counter>(scheduler.runtime(), std::int64_t{0});
    scheduler.run();
    const Pid pid = **starting.get();
    sys::trace(scheduler.runtime(), pid, true);
    scheduler.runtime().send(Address<counter::Msg>{pid}, Add{1});
    scheduler.run();
    QVERIFY(scheduler.runtime().is_alive(pid));
  }
};

QTEST_APPLESS_MAIN(TestSysDebug)
#include "tst_sys_debug.moc"
