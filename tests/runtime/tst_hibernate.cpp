// SPDX-License-Identifier: GPL-3.0-or-later
// Hibernation: what gives memory back, what wakes, what does not. OTP: erlang:hibernate/3 and
// gen_server's option hibernate_after.
#include "genmsg/scheduler/scheduler.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

struct Sleeper {
  explicit Sleeper(gen_msg::StartOptions options = {})
      : pid(start_puppet(world, plain(journal), std::move(options))) {}

  Process& process() { return world.runtime().table().at(pid.index); }
  bool hibernates() { return process().has(Process::is_hibernating); }
  void hibernate() {
    tell_return(world, pid, [](puppet::State&) { return gen_msg::ok(gen_msg::hibernate); });
    world.run();
  }
  std::uint64_t slices() { return world.runtime().schedulers().front()->slices(); }

  ManualWorld world;
  Journal journal = make_journal();
  Pid pid;
};

gen_msg::StartOptions after(std::chrono::nanoseconds idle) {
  gen_msg::StartOptions options;
  options.hibernate_after = idle;
  return options;
}

}  // namespace

class TestHibernate : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void a_process_hibernates_until_the_next_message() {
    Sleeper sleeper;
    QVERIFY(!sleeper.hibernates());
    sleeper.hibernate();
    QVERIFY(sleeper.hibernates());
    note(sleeper.world, sleeper.pid, 1);
    sleeper.world.run();
    QVERIFY(!sleeper.hibernates());
    QCOMPARE(*sleeper.journal, Lines{"note 1"});
  }

  void hibernating_frees_what_is_kept_for_speed() {
    Sleeper sleeper;
    in(sleeper.world, sleeper.pid, [] {
      for (int i = 0; i < 1000; ++i) put(i, i);
      for (int i = 0; i < 999; ++i) genmsg::erase(Term(i));
      for (int i = 0; i < 100; ++i) demonitor(monitor(self()));
      const Pid child = **gen_msg::start_link<puppet>(plain(make_journal())).get();
      std::vector<Pid> others;
      for (int i = 0; i < 200; ++i) {
        others.push_back(**gen_msg::start_link<puppet>(plain(make_journal())).get());
      }
      for (const Pid other : others) {
        unlink(other);
        exit(other, atoms::kill);
      }
      QVERIFY(child);
    });
    const Cold& cold = *sleeper.process().cold;
    QVERIFY(cold.dictionary.capacity() >= 1000);
    QVERIFY(cold.links.bucket_count() > 100);
    QVERIFY(cold.as_ancestor != nullptr);
    sleeper.hibernate();
    QCOMPARE(cold.dictionary.capacity(), std::size_t{1});
    QVERIFY(cold.links.bucket_count() < 32);
    QCOMPARE(cold.links.size(), std::size_t{1});
    QVERIFY(cold.monitors.bucket_count() < 10);
    QVERIFY(cold.watched_by.bucket_count() < 10);
    QVERIFY(cold.as_ancestor == nullptr);
  }

  void what_it_knows_outlives_hibernation() {
    Sleeper sleeper;
    in(sleeper.world, sleeper.pid, [] { put(atom("kept"), 5); });
    sleeper.hibernate();
    Term kept;
    in(sleeper.world, sleeper.pid, [&] { kept = get(atom("kept")); });
    QCOMPARE(kept, Term(5));
  }

  void a_queued_message_ends_hibernation_at_once() {
    Sleeper sleeper;
    tell_return(sleeper.world, sleeper.pid,
                [](puppet::State&) { return gen_msg::ok(gen_msg::hibernate); });
    note(sleeper.world, sleeper.pid, 1);
    sleeper.world.run();
    QVERIFY(!sleeper.hibernates());
    QCOMPARE(*sleeper.journal, Lines{"note 1"});
  }

  void init_may_hibernate() {
    ManualWorld world;
    const Pid pid = start_puppet(world, [] {
      return puppet::Init(gen_msg::ok(puppet::State{make_journal(), {}, {}}, gen_msg::hibernate));
    });
    QVERIFY(world.runtime().table().at(pid.index).has(Process::is_hibernating));
  }

  void get_state_does_not_end_hibernation() {
    Sleeper sleeper;
    sleeper.hibernate();
    for (const bool priority : {false, true}) {
      QVERIFY(sleeper.world.answer(
          sys::get_state(sleeper.world.runtime(), sleeper.pid, {.priority = priority})));
      QVERIFY(sleeper.hibernates());
    }
  }

  void suspend_and_resume_do_not_end_hibernation() {
    Sleeper sleeper;
    sleeper.hibernate();
    QVERIFY(sleeper.world.answer(sys::suspend(sleeper.world.runtime(), sleeper.pid)));
    QVERIFY(sleeper.hibernates());
    QVERIFY(sleeper.world.answer(sys::resume(sleeper.world.runtime(), sleeper.pid)));
    QVERIFY(sleeper.hibernates());
    note(sleeper.world, sleeper.pid, 1);
    sleeper.world.run();
    QVERIFY(!sleeper.hibernates());
    QCOMPARE(*sleeper.journal, Lines{"note 1"});
  }

  /// OTP's suspend_loop_hib spins here.
  void suspended_and_hibernated_with_a_queued_message_uses_no_slice() {
    Sleeper sleeper;
    sleeper.hibernate();
    QVERIFY(sleeper.world.answer(sys::suspend(sleeper.world.runtime(), sleeper.pid)));
    note(sleeper.world, sleeper.pid, 1);
    note(sleeper.world, sleeper.pid, 2);
    sleeper.world.run();
    const std::uint64_t before = sleeper.slices();
    QCOMPARE(sleeper.world.run(), std::size_t{0});
    sleeper.world.advance(1s);
    QCOMPARE(sleeper.slices(), before);
    QVERIFY(sleeper.world.answer(sys::get_state(sleeper.world.runtime(), sleeper.pid)));
    QCOMPARE(sleeper.slices(), before + 1);
    QVERIFY(sleeper.hibernates());
    QVERIFY(sleeper.world.answer(sys::resume(sleeper.world.runtime(), sleeper.pid)));
    QCOMPARE(*sleeper.journal, (Lines{"note 1", "note 2"}));
    QVERIFY(!sleeper.hibernates());
  }

  void a_hibernating_process_uses_no_slice() {
    Sleeper sleeper;
    sleeper.hibernate();
    const std::uint64_t before = sleeper.slices();
    sleeper.world.advance(1s);
    QCOMPARE(sleeper.slices(), before);
  }

  void an_exit_signal_ends_a_hibernating_process() {
    Sleeper sleeper;
    sleeper.hibernate();
    sleeper.world.runtime().exit(sleeper.pid, atom("gone"));
    sleeper.world.run();
    QVERIFY(!sleeper.world.runtime().is_alive(sleeper.pid));
  }

  /// proc_lib_SUITE:hibernate.
  void c81_crash_after_hibernation_is_reported_with_the_initial_call() {
    Sleeper sleeper;
    sleeper.hibernate();
    in(sleeper.world, sleeper.pid, [] { genmsg::exit(atom("boom")); });
    QCOMPARE(sleeper.world.reports.size(), std::size_t{2});
    QVERIFY(sleeper.world.reports[1].find("initial call: puppet:init/1") != std::string::npos);
  }

  // --- hibernate_after

  void an_idle_process_hibernates_after_its_time_and_not_before() {
    Sleeper sleeper(after(100ms));
    sleeper.world.advance(99ms);
    QVERIFY(!sleeper.hibernates());
    sleeper.world.advance(2ms);
    QVERIFY(sleeper.hibernates());
  }

  void without_hibernate_after_it_never_does() {
    Sleeper sleeper;
    sleeper.world.advance(1s);
    QVERIFY(!sleeper.hibernates());
    QCOMPARE(sleeper.world.runtime().timers().armed_count(), std::size_t{0});
  }

  void each_message_starts_the_time_anew() {
    Sleeper sleeper(after(100ms));
    for (int i = 0; i < 5; ++i) {
      sleeper.world.advance(60ms);
      note(sleeper.world, sleeper.pid, i);
      sleeper.world.run();
    }
    sleeper.world.advance(99ms);
    QVERIFY(!sleeper.hibernates());
    sleeper.world.advance(2ms);
    QVERIFY(sleeper.hibernates());
  }

  void it_hibernates_again_after_a_message_woke_it() {
    Sleeper sleeper(after(100ms));
    sleeper.world.advance(101ms);
    note(sleeper.world, sleeper.pid, 1);
    sleeper.world.run();
    QVERIFY(!sleeper.hibernates());
    sleeper.world.advance(101ms);
    QVERIFY(sleeper.hibernates());
  }

  void a_system_message_starts_the_time_anew_and_it_hibernates_then() {
    Sleeper sleeper(after(100ms));
    sleeper.world.advance(60ms);
    QVERIFY(sleeper.world.answer(sys::get_state(sleeper.world.runtime(), sleeper.pid)));
    sleeper.world.advance(60ms);
    QVERIFY(!sleeper.hibernates());
    sleeper.world.advance(42ms);
    QVERIFY(sleeper.hibernates());
    QVERIFY(sleeper.world.answer(sys::get_state(sleeper.world.runtime(), sleeper.pid)));
    sleeper.world.advance(101ms);
    QVERIFY(sleeper.hibernates());
  }

  void a_look_with_priority_does_not_start_the_time_anew() {
    Sleeper sleeper(after(100ms));
    sleeper.world.advance(60ms);
    QVERIFY(sleeper.world.answer(
        sys::get_state(sleeper.world.runtime(), sleeper.pid, {.priority = true})));
    sleeper.world.advance(42ms);
    QVERIFY(sleeper.hibernates());
  }

  void a_suspended_process_does_not_hibernate_by_time_but_does_after_resume() {
    Sleeper sleeper(after(100ms));
    QVERIFY(sleeper.world.answer(sys::suspend(sleeper.world.runtime(), sleeper.pid)));
    sleeper.world.advance(300ms);
    QVERIFY(!sleeper.hibernates());
    QVERIFY(sleeper.world.answer(sys::resume(sleeper.world.runtime(), sleeper.pid)));
    sleeper.world.advance(99ms);
    QVERIFY(!sleeper.hibernates());
    sleeper.world.advance(2ms);
    QVERIFY(sleeper.hibernates());
  }

  void a_timeout_of_its_own_comes_first() {
    Sleeper sleeper(after(50ms));
    tell_return(sleeper.world, sleeper.pid, [](puppet::State&) { return gen_msg::ok(200ms); });
    sleeper.world.advance(199ms);
    QVERIFY(!sleeper.hibernates());
    sleeper.world.advance(2ms);
    QCOMPARE(*sleeper.journal, Lines{"timeout"});
    QVERIFY(!sleeper.hibernates());
    sleeper.world.advance(51ms);
    QVERIFY(sleeper.hibernates());
  }

  void a_queued_message_that_is_never_handled_only_puts_it_off() {
    Sleeper sleeper(after(100ms));
    Alias off;
    in(sleeper.world, sleeper.pid, [&] {
      off = alias();
      unalias(off);
    });
    Runtime& runtime = sleeper.world.runtime();
    runtime.call_after(100ms, [&] { runtime.send(off, Note{1}); });
    sleeper.world.advance(101ms);  // it sees its time and the message at once
    QVERIFY(!sleeper.hibernates());
    sleeper.world.advance(101ms);
    QVERIFY(sleeper.hibernates());
  }

  void the_timer_goes_away_with_the_process() {
    Sleeper sleeper(after(100ms));
    sleeper.world.runtime().exit(sleeper.pid, atoms::kill);
    sleeper.world.run();
    QCOMPARE(sleeper.world.runtime().timers().armed_count(), std::size_t{0});
  }
};

QTEST_GUILESS_MAIN(TestHibernate)
#include "tst_hibernate.moc"
