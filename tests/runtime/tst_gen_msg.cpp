// SPDX-License-Identifier: GPL-3.0-or-later
// The loop of gen_msg: returns, timeouts, terminate, the parent's exit. Tests named b<n> are the
// defects of the original gen_msg.erl that this one must not have.
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;
using gen_msg::ok;
using gen_msg::stop;

namespace {

/// Keeps a reason that a watcher saw.
struct Watched {
  explicit Watched(ManualWorld& a_world, Pid pid) : world(a_world) {
    watcher = start_puppet(world, plain(journal));
    in(world, watcher, [pid] { monitor(pid); });
  }
  /// The exit reason; empty while it lives.
  std::string reason() {
    world.run();
    if (journal->empty()) return {};
    const std::string& line = journal->at(0);
    return line.substr(line.find('>') + 2);
  }
  ManualWorld& world;
  Journal journal = make_journal();
  Pid watcher;
};

struct refuses_to_die {
  static constexpr std::string_view module_name = "refuses_to_die";
  using Msg = int;
  struct State {};
  static gen_msg::Init<State> init() { return ok(State{}); }
  static gen_msg::Return handle_msg(int&& number, State&) {
    if (number == 0) throw std::runtime_error("zero");
    if (number == 1) throw 42;
    return stop(atom("asked"));
  }
  static void terminate(const Term&, State&) { throw std::logic_error("no"); }
};

struct no_terminate {
  static constexpr std::string_view module_name = "no_terminate";
  using Msg = int;
  struct State {};
  static gen_msg::Init<State> init() { return ok(State{}); }
  static gen_msg::Return handle_msg(int&&, State&) { return stop(read("{error,test}")); }
};

struct no_timeout_alternative {
  static constexpr std::string_view module_name = "no_timeout_alternative";
  using Msg = int;
  struct State {};
  static gen_msg::Init<State> init() { return ok(State{}, 5ms); }
  static gen_msg::Return handle_msg(int&&, State&) { return ok(); }
};

std::uint32_t timeout_of(ManualWorld& world, Pid pid) {
  return world.runtime().table().at(pid.index).cold->timer(TimerKind::Receive).generation;
}

}  // namespace

class TestGenMsg : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // --- what handle_msg may return

  void stop_calls_terminate_with_the_reason() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    Watched watched(world, pid);
    tell_return(world, pid, [](puppet::State&) { return stop(read("{shutdown,done}")); });
    QCOMPARE(watched.reason(), std::string("{shutdown,done}"));
    QCOMPARE(*journal, Lines{"terminate {shutdown,done}"});
    QVERIFY(world.reports.empty());
  }

  void exception_ends_with_type_and_text() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    Watched watched(world, pid);
    in(world, pid, [] { throw std::out_of_range("far"); });
    // {Reason, Stacktrace}, as OTP has it
    const std::string begin = "{{exception,<<\"std::out_of_range\">>,<<\"far\">>},[{puppet,handle_msg,";
    const std::string reason = watched.reason();
    QVERIFY2(reason.starts_with(begin), reason.c_str());
    QCOMPARE(*journal, Lines{"terminate " + reason});
    QCOMPARE(world.reports.size(), std::size_t{2});  // the behaviour's, and proc_lib's
  }

  void exception_of_any_type_is_a_reason() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    Watched watched(world, pid);
    in(world, pid, [] { throw 42; });
    QVERIFY(watched.reason().starts_with("{{exception,<<\"int\">>,<<>>},[{puppet,handle_msg,"));
  }

  void b14_b15_terminate_that_throws_replaces_the_reason() {
    ManualWorld world;
    for (const int number : {0, 1, 2}) {
      const Pid pid = world.started(gen_msg::start<refuses_to_die>(world.runtime()));
      Watched watched(world, pid);
      world.runtime().send(Address<int>{pid}, number);
      QCOMPARE(watched.reason(), std::string("{{exception,<<\"std::logic_error\">>,<<\"no\">>},"
                                               "[{refuses_to_die,terminate,undefined}]}"));
    }
  }

  void b14_terminate_is_optional() {
    ManualWorld world;
    const Pid pid = world.started(gen_msg::start<no_terminate>(world.runtime()));
    Watched watched(world, pid);
    world.runtime().send(Address<int>{pid}, 1);
    QCOMPARE(watched.reason(), std::string("{error,test}"));
  }

  void exit_in_terminate_replaces_the_reason() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    Watched watched(world, pid);
    tell_return(world, pid, [](puppet::State& state) {
      state.on_terminate = [](const Term&, puppet::State&) { genmsg::exit(atom("other")); };
      return stop(atoms::normal);
    });
    QCOMPARE(watched.reason(), std::string("other"));
  }

  /// The process still has its pid, name and links while terminate runs.
  void terminate_may_send_and_start_processes() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid friend_pid = start_puppet(world, plain(journal));
    const Pid pid = start_puppet(world, plain(make_journal()), {.name = Atom::intern("dying")});
    tell_return(world, pid, [&](puppet::State& state) {
      state.on_terminate = [&](const Term&, puppet::State&) {
        QCOMPARE(world.runtime().whereis(Atom::intern("dying")), self());
        send(Address<puppet::Msg>{friend_pid}, Note{7});
        QVERIFY(*gen_msg::start_link<puppet>(plain(make_journal())).get().value());
      };
      return stop(atom("done"));
    });
    world.run();
    QCOMPARE(*journal, Lines{"note 7"});
    QCOMPARE(world.runtime().process_count(), 1u);  // the child went with the link
  }

  void b4_negative_timeout_is_a_bad_return_value() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    Watched watched(world, pid);
    tell_return(world, pid, [](puppet::State&) { return ok(-1ns); });
    QCOMPARE(watched.reason(), std::string("{bad_return_value,{ok,{timeout,-1}}}"));
    QCOMPARE(*journal, Lines{"terminate {bad_return_value,{ok,{timeout,-1}}}"});
  }

  void b3_hibernate_waits_for_a_message() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    tell_return(world, pid, [](puppet::State&) { return ok(gen_msg::hibernate); });
    note(world, pid, 1);  // queued already: hibernation ends at once
    world.run();
    tell_return(world, pid, [](puppet::State&) { return ok(gen_msg::hibernate); });
    world.run();
    QVERIFY(world.answer(sys::suspend(world.runtime(), pid)));  // a system message does not wake it
    QVERIFY(world.answer(sys::resume(world.runtime(), pid)));
    note(world, pid, 2);
    world.run();
    QCOMPARE(*journal, (Lines{"note 1", "note 2"}));
  }

  // --- timeouts

  void timeout_comes_if_no_message_does() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    tell_return(world, pid, [](puppet::State&) { return ok(10ms); });
    world.run();
    world.advance(9ms);
    QCOMPARE(*journal, Lines{});
    world.advance(2ms);
    QCOMPARE(*journal, Lines{"timeout"});
    world.advance(100ms);
    QCOMPARE(*journal, Lines{"timeout"});  // once: a return without a timeout has none
  }

  void timeout_is_cancelled_by_a_message() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    tell_return(world, pid, [](puppet::State&) { return ok(10ms); });
    world.run();
    world.advance(5ms);
    note(world, pid, 1);
    world.advance(100ms);
    QCOMPARE(*journal, Lines{"note 1"});
  }

  void timeout_that_came_with_a_message_is_dropped() {
    for (const std::uint64_t seed : seeds()) {
      ManualWorld world(seed);
      const Journal journal = make_journal();
      const Pid pid = start_puppet(world, plain(journal));
      tell_return(world, pid, [](puppet::State&) { return ok(10ms); });
      world.run();
      world.runtime().signal(pid, TimeoutSignal{timeout_of(world, pid)});
      note(world, pid, 1);
      world.advance(100ms);
      QCOMPARE(*journal, Lines{"note 1"});
    }
  }

  /// The signal of a timeout that was replaced means nothing.
  void stale_timeout_does_not_fire_the_next_one() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    tell_return(world, pid, [](puppet::State&) { return ok(10ms); });
    world.run();
    const std::uint32_t stale = timeout_of(world, pid);
    tell_return(world, pid, [](puppet::State&) { return ok(50ms); });
    world.run();
    world.runtime().signal(pid, TimeoutSignal{stale});
    world.advance(20ms);
    QCOMPARE(*journal, Lines{});
    world.advance(31ms);
    QCOMPARE(*journal, Lines{"timeout"});
  }

  void timeout_zero_comes_at_once_when_the_mailbox_is_empty() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    tell_return(world, pid, [](puppet::State&) { return ok(0ms); });
    world.run();  // the clock stands still
    QCOMPARE(*journal, Lines{"timeout"});
    tell_return(world, pid, [](puppet::State&) { return ok(0ms); });
    note(world, pid, 1);  // a message comes first
    world.run();
    QCOMPARE(*journal, (Lines{"timeout", "note 1"}));
  }

  void timeout_zero_in_a_loop_lets_others_run() {
    ManualWorld world;
    const Journal journal = make_journal(), other_journal = make_journal();
    const Pid other = start_puppet(world, plain(other_journal));
    const Pid pid = start_puppet(world, plain(journal));
    tell_return(world, pid, [](puppet::State& state) {
      state.on_timeout = [](puppet::State& one) {
        return one.journal->size() < 1000 ? ok(0ms) : ok();
      };
      return ok(0ms);
    });
    for (int i = 0; i < 5; ++i) note(world, other, i);
    for (int i = 0; i < 20; ++i) world.step();
    QCOMPARE(other_journal->size(), std::size_t{5});
    QVERIFY(journal->size() < 20);
    world.run();
    QCOMPARE(journal->size(), std::size_t{1000});
  }

  void timeout_is_restarted_by_a_sys_request() {  // acceptance case 33
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    tell_return(world, pid, [](puppet::State&) { return ok(100ms); });
    world.run();
    world.advance(60ms);
    QVERIFY(world.answer(sys::get_status(world.runtime(), pid)));
    world.advance(60ms);
    QCOMPARE(*journal, Lines{});
    world.advance(41ms);
    QCOMPARE(*journal, Lines{"timeout"});
  }

  void timeout_stands_still_while_suspended() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    tell_return(world, pid, [](puppet::State&) { return ok(100ms); });
    world.run();
    QVERIFY(world.answer(sys::suspend(world.runtime(), pid)));
    world.advance(500ms);
    QCOMPARE(*journal, Lines{});
    QCOMPARE(world.runtime().timers().armed_count(), std::size_t{0});
    QVERIFY(world.answer(sys::resume(world.runtime(), pid)));
    world.advance(99ms);
    QCOMPARE(*journal, Lines{});
    world.advance(2ms);
    QCOMPARE(*journal, Lines{"timeout"});
  }

  void longest_timeouts_do_not_overflow() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    for (const auto timeout : {std::chrono::nanoseconds::max(),
                               std::chrono::nanoseconds::max() - 1ns,
                               std::chrono::nanoseconds(24h * 365 * 100)}) {
      tell_return(world, pid, [timeout](puppet::State&) { return ok(timeout); });
      world.advance(50ms);
      QCOMPARE(*journal, Lines{});
    }
  }

  void timeout_without_an_alternative_is_a_dead_letter() {
    ManualWorld world;
    QVERIFY(world.started(gen_msg::start<no_timeout_alternative>(world.runtime())));
    world.advance(20ms);
    QCOMPARE(world.runtime().dead_letters(), std::uint64_t{1});
  }

  /// A state that a timeout may have changed is stale to who read it before.
  void timeout_moves_the_state_version() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    tell_return(world, pid, [](puppet::State&) { return ok(10ms); });
    const auto before = world.answer(sys::get_versioned_state(world.runtime(), pid));
    world.advance(20ms);
    const auto after = world.answer(sys::get_versioned_state(world.runtime(), pid));
    QCOMPARE(after->version, before->version + 1);
  }

  // --- the parent's exit

  void b12_parent_exit_terminates() {
    for (const bool suspended : {false, true}) {
      ManualWorld world;
      const Journal journal = make_journal();
      const Pid parent = start_puppet(world, plain(make_journal()));
      Pid child;
      in(world, parent, [&] {
        child = *gen_msg::start_link<puppet>(trapping(journal)).get().value();
      });
      Watched watched(world, child);
      if (suspended) QVERIFY(world.answer(sys::suspend(world.runtime(), child)));
      world.runtime().exit(parent, atom("foo"));
      QCOMPARE(watched.reason(), std::string("foo"));
      QCOMPARE(*journal, Lines{"terminate foo"});
    }
  }

  void b12_parent_exit_of_any_reason_terminates() {
    for (const Term& reason : {Term(atoms::normal), Term(atoms::shutdown), read("{a,1}")}) {
      ManualWorld world;
      const Journal journal = make_journal();
      const Pid parent = start_puppet(world, plain(make_journal()));
      in(world, parent, [&] {
        const Pid child = *gen_msg::start_link<puppet>(trapping(journal)).get().value();
        genmsg::exit(child, reason);
      });
      QCOMPARE(*journal, Lines{"terminate " + print(reason)});
    }
  }

  void b12_another_exit_is_a_message() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, trapping(journal));
    world.runtime().exit(pid, atom("foo"));
    world.run();
    QCOMPARE(*journal, Lines{"EXIT <0.0.0> foo"});
    QVERIFY(world.runtime().is_alive(pid));
  }

  /// The parent's exit is a message to a process that traps: what was sent before it is handled.
  void b12_parent_exit_keeps_its_place_in_the_mailbox() {
    for (const std::uint64_t seed : seeds()) {
      ManualWorld world(seed);
      const Journal journal = make_journal();
      const Pid parent = start_puppet(world, plain(make_journal()));
      in(world, parent, [&] {
        const Pid child = *gen_msg::start_link<puppet>(trapping(journal)).get().value();
        send(Address<puppet::Msg>{child}, Note{1});
        send(Address<puppet::Msg>{child}, Note{2});
        genmsg::exit(child, atoms::shutdown);
        send(Address<puppet::Msg>{child}, Note{3});
      });
      QCOMPARE(*journal, (Lines{"note 1", "note 2", "terminate shutdown"}));
    }
  }

  void b12_not_trapping_dies_without_terminate() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid parent = start_puppet(world, plain(make_journal()));
    Pid child;
    in(world, parent, [&] {
      child = *gen_msg::start_link<puppet>(plain(journal)).get().value();
    });
    world.runtime().exit(parent, atom("foo"));
    world.run();
    QVERIFY(!world.runtime().is_alive(child));
    QCOMPARE(*journal, Lines{});
  }

  void b19_suspended_keeps_messages_in_order() {  // and what others exit with
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, trapping(journal));
    const Pid peer = start_puppet(world, plain(make_journal()));
    in(world, pid, [&] { link(peer); });
    QVERIFY(world.answer(sys::suspend(world.runtime(), pid)));
    note(world, pid, 1);
    world.run();
    in(world, peer, [] { genmsg::exit(atom("boom")); });
    note(world, pid, 2);
    world.run();
    QCOMPARE(*journal, Lines{});
    QCOMPARE(take_snapshot(world.runtime()).processes.at(0).mailbox, 3u);
    QVERIFY(world.answer(sys::resume(world.runtime(), pid)));
    QCOMPARE(*journal, (Lines{"note 1", "EXIT " + to_string(peer) + " boom", "note 2"}));
  }

  // --- enter_loop

  void b17_enter_loop_in_a_proc_lib_body() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = world.started(proc_lib::start(
        world.runtime(),
        [journal] {
          QVERIFY(register_name(Atom::intern("looper")));
          gen_msg::enter_loop<puppet>({journal, {}, {}}, ok(5ms));
          proc_lib::init_ack(self());
        },
        Atom::intern("other:init/1")));
    QVERIFY(pid);
    note(world, pid, 1);
    world.advance(20ms);
    QCOMPARE(*journal, Lines{"note 1"});
    const auto row = take_snapshot(world.runtime()).processes.at(0);
    QCOMPARE(std::string(row.initial_call.name()), std::string("puppet:init/1"));
    QCOMPARE(std::string(row.name.name()), std::string("looper"));
  }

  void enter_loop_with_a_bad_timeout_terminates() {
    ManualWorld world;
    const Journal journal = make_journal();
    proc_lib::spawn(
        world.runtime(), [journal] { gen_msg::enter_loop<puppet>({journal, {}, {}}, ok(-1ns)); },
        {});
    world.run();
    QCOMPARE(*journal, Lines{"terminate {bad_return_value,{ok,{timeout,-1}}}"});
  }

  void enter_loop_outside_of_a_process_throws() {
    QVERIFY_THROWS_EXCEPTION(NotAProcess,
                             gen_msg::enter_loop<puppet>({make_journal(), {}, {}}));
  }
};

QTEST_APPLESS_MAIN(TestGenMsg)
#include "tst_gen_msg.moc"
