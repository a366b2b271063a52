// SPDX-License-Identifier: GPL-3.0-or-later
// What a return may ask for beside the next message: timed messages (acceptance cases B 58 to 62)
// and continuations; from init, from callbacks and from coroutines alike.
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;
using gen_msg::continue_with;
using gen_msg::hibernate;
using gen_msg::ok;
using gen_msg::timeout;

namespace {

struct Connect {
  std::int64_t tries = 0;
};
BOOST_DESCRIBE_STRUCT(Connect, (), (tries))
struct Loop {};
BOOST_DESCRIBE_STRUCT(Loop, (), ())

/// How the start begins, for servers of both behaviours.
struct Begin {
  Journal journal;
  std::function<gen::Return()> first;
};

/// Continues; its messages say how.
struct connector {
  static constexpr std::string_view module_name = "connector";
  struct State {
    Journal journal;
    std::int64_t done = 0;
    BOOST_DESCRIBE_CLASS(State, (), (done), (), ())
  };
  using Act = std::function<gen::Return()>;
  using Msg = std::variant<Act, Note>;
  using Continue = std::variant<Connect, Loop>;
  static gen_msg::Init<State> init(Begin begin) {
    begin.journal->push_back("init");
    return gen::InitOk<State>{State{begin.journal, 0}, begin.first()};
  }
  static gen::Return handle_msg(Msg&& message, State& state) {
    if (auto* const act = std::get_if<Act>(&message)) return (*act)();
    state.journal->push_back("note " + std::to_string(std::get<Note>(message).value));
    return ok();
  }
  static gen::Return handle_continue(Continue&& value, State& state) {
    if (std::holds_alternative<Loop>(value)) return ok(continue_with(Loop{}));
    const std::int64_t tries = std::get<Connect>(value).tries;
    state.journal->push_back("connect " + std::to_string(tries));
    ++state.done;
    if (tries < 0) throw std::runtime_error("refused");
    return tries > 1 ? ok(continue_with(Connect{tries - 1})) : ok();
  }
  static void terminate(const Term& reason, State& state) {
    state.journal->push_back("terminate " + print(reason));
  }
};

/// The same with coroutines, as a gen_server.
struct async_server {
  static constexpr std::string_view module_name = "async_server";
  struct State {
    Journal journal;
    Pid self;
  };
  struct Ask {};
  using Call = Ask;
  using Reply = int;
  using Cast = Connect;
  using Info = Note;
  using Continue = Connect;
  static Async<gen_server::Init<State>> init(Begin begin) {
    co_return gen::InitOk<State>{State{begin.journal, self()}, begin.first()};
  }
  static Async<gen_server::CallReturn<int>> handle_call(Ask&&, const gen_server::From<int>&,
                                                        State&) {
    co_return gen_server::reply(7, ok(continue_with(Connect{5})));
  }
  static Async<gen::Return> handle_cast(Connect&& connect, State&) {
    co_return ok(timeout(10ms, Note{connect.tries}));
  }
  static Async<gen::Return> handle_info(Note&& note, State& state) {
    state.journal->push_back("info " + std::to_string(note.value));
    co_return ok();
  }
  static Async<gen::Return> handle_continue(Connect&& connect, State& state) {
    auto answer = co_await sys::get_state(current_runtime(), Pid{});  // awaits, if not for long
    state.journal->push_back("connect " + std::to_string(connect.tries) + " " +
                             (answer ? "?" : "noproc"));
    co_return ok();
  }
};

struct World : ManualWorld {
  explicit World(std::uint64_t seed = 0) : ManualWorld(seed) {
    pid = start_puppet(*this, plain(journal));
  }
  void returns(puppet::Code code) {
    tell_return(*this, pid, std::move(code));
    run();
  }
  template <class Make>
  void returns_ok(Make make) {
    returns([make](puppet::State&) { return ok(make()); });
  }
  Journal journal = make_journal();
  Pid pid;
};

struct Connector : ManualWorld {
  explicit Connector(std::function<gen::Return()> first = [] { return ok(); }) {
    starting = gen_msg::start<connector>(runtime(), Begin{journal, std::move(first)});
    run();
    if (auto answer = starting->get(); answer && *answer) pid = **answer;
  }
  void act(std::function<gen::Return()> code) {
    runtime().send(Address<connector::Msg>{pid}, connector::Msg(std::move(code)));
  }
  void send_note(std::int64_t value) { runtime().send(pid, Note{value}); }
  Journal journal = make_journal();
  std::optional<Pending<StartResult>> starting;
  Pid pid;
};

}  // namespace

class TestGenActions : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // --- {timeout, Time, Msg}

  void timed_message_comes_after_its_time_once() {
    World w;
    w.returns_ok([] { return timeout(10ms, Note{1}); });
    w.advance(9ms);
    QCOMPARE(*w.journal, Lines{});
    w.advance(2ms);
    QCOMPARE(*w.journal, Lines{"note 1"});
    w.advance(100ms);
    QCOMPARE(*w.journal, Lines{"note 1"});
  }

  void timed_message_is_cancelled_by_any_other_message() {
    World w;
    w.returns_ok([] { return timeout(10ms, Note{1}); });
    w.advance(5ms);
    note(w, w.pid, 2);
    w.advance(100ms);
    QCOMPARE(*w.journal, Lines{"note 2"});
    QCOMPARE(w.runtime().timers().armed_count(), std::size_t{0});
  }

  void timed_message_of_the_whole_variant_type() {
    World w;
    w.returns_ok([] { return timeout(1ms, puppet::Msg(Note{3})); });
    w.advance(3ms);
    QCOMPARE(*w.journal, Lines{"note 3"});
  }

  void timed_message_does_not_become_a_timeout() {
    World w;
    w.returns_ok([] { return timeout(1ms, Timeout{}); });  // unless it is one
    w.advance(3ms);
    QCOMPARE(*w.journal, Lines{"timeout"});
  }

  void timed_message_is_not_restarted_by_system_messages() {
    World w;
    w.returns_ok([] { return timeout(10ms, Note{1}); });
    for (int i = 0; i < 4; ++i) {
      w.advance(2ms);
      QVERIFY(w.answer(sys::get_status(w.runtime(), w.pid)));
      QVERIFY(w.answer(sys::get_status(w.runtime(), w.pid, {.priority = true})));
    }
    w.advance(3ms);
    QCOMPARE(*w.journal, Lines{"note 1"});
  }

  void timed_message_waits_until_the_suspension_ends() {
    World w;
    w.returns_ok([] { return timeout(10ms, Note{1}); });
    QVERIFY(w.answer(sys::suspend(w.runtime(), w.pid)));
    w.advance(50ms);
    QCOMPARE(*w.journal, Lines{});
    note(w, w.pid, 2);  // later than the time
    QVERIFY(w.answer(sys::resume(w.runtime(), w.pid)));
    QCOMPARE(*w.journal, (Lines{"note 1", "note 2"}));
  }

  void message_that_was_queued_before_the_time_cancels_it_under_suspension() {
    World w;
    w.returns_ok([] { return timeout(10ms, Note{1}); });
    QVERIFY(w.answer(sys::suspend(w.runtime(), w.pid)));
    note(w, w.pid, 2);
    w.advance(50ms);
    QVERIFY(w.answer(sys::resume(w.runtime(), w.pid)));
    w.advance(50ms);
    QCOMPARE(*w.journal, Lines{"note 2"});
  }

  /// Whatever runs first: a message that came before the time cancels it, one after it follows.
  void timed_message_and_message_never_both_nor_none() {
    for (const std::uint64_t seed : seeds()) {
      for (const auto at : {9ms, 10ms, 11ms}) {
        World w(seed);
        w.returns_ok([] { return timeout(10ms, Note{1}); });
        const Pid other = start_puppet(w, plain(make_journal()));
        tell_return(w, other, [&w, at](puppet::State& state) {
          state.on_timeout = [&w](puppet::State&) {
            note(w, w.pid, 2);
            return ok();
          };
          return ok(at);
        });
        w.advance(9ms);
        w.advance(50ms);
        const bool cancelled = *w.journal == Lines{"note 2"};
        const bool in_order = *w.journal == Lines{"note 1", "note 2"};
        QVERIFY(cancelled || in_order);
        if (at == 9ms) QVERIFY(cancelled);
        if (at == 11ms) QVERIFY(in_order || cancelled);
      }
    }
  }

  void stale_timed_message_never_arrives() {
    World w;
    w.returns_ok([] { return timeout(10ms, Note{1}); });
    w.advance(5ms);
    w.returns_ok([] { return timeout(10ms, Note{2}); });
    w.advance(6ms);
    QCOMPARE(*w.journal, Lines{});
    w.advance(5ms);
    QCOMPARE(*w.journal, Lines{"note 2"});
  }

  void timed_message_at_time_0_comes_before_what_is_queued() {
    World w;
    tell_return(w, w.pid, [](puppet::State&) { return ok(timeout(0ms, Note{1})); });
    note(w, w.pid, 2);
    note(w, w.pid, 3);
    w.run();
    QCOMPARE(*w.journal, (Lines{"note 1", "note 2", "note 3"}));
  }

  void timed_message_at_an_absolute_time() {
    World w;
    const std::int64_t at = w.runtime().now_ns() + 10'000'000;
    w.advance(4ms);
    w.returns_ok([at] {
      return timeout(std::chrono::nanoseconds(at), Note{1}, {.absolute = true});
    });
    w.advance(5ms);
    QCOMPARE(*w.journal, Lines{});
    w.advance(2ms);
    QCOMPARE(*w.journal, Lines{"note 1"});
  }

  void timed_message_at_a_past_time_comes_behind_what_is_queued() {
    World w;
    w.advance(5ms);
    w.returns_ok([] { return timeout(-1ms, Note{1}, {.absolute = true}); });
    QCOMPARE(*w.journal, Lines{"note 1"});
    tell_return(w, w.pid,
                [](puppet::State&) { return ok(timeout(1ns, Note{2}, {.absolute = true})); });
    note(w, w.pid, 3);
    w.run();
    QCOMPARE(*w.journal, (Lines{"note 1", "note 3"}));
  }

  void timed_message_from_init() {
    ManualWorld world;
    const Journal journal = make_journal();
    start_puppet(world, [journal]() -> puppet::Init {
      return ok(puppet::State{journal, {}, {}}, timeout(10ms, Note{1}));
    });
    world.advance(11ms);
    QCOMPARE(*journal, Lines{"note 1"});
  }

  void timed_message_at_time_0_from_init() {
    ManualWorld world;
    const Journal journal = make_journal();
    start_puppet(world, [journal]() -> puppet::Init {
      note_self();
      return ok(puppet::State{journal, {}, {}}, timeout(0ms, Note{1}));
    });
    QCOMPARE(*journal, (Lines{"note 1", "note 9"}));
  }

  void timed_message_may_ask_for_the_next_one() {
    World w;
    w.returns_ok([] {
      return timeout(10ms, puppet::Msg(puppet::Code([](puppet::State& state) {
                       state.write("first");
                       return ok(timeout(10ms, Note{2}));
                     })));
    });
    w.advance(11ms);
    w.advance(11ms);
    QCOMPARE(*w.journal, (Lines{"first", "note 2"}));
  }

  void timed_messages_without_end_let_others_run() {
    World w;
    w.returns([](puppet::State& state) {
      state.on_timeout = [](puppet::State&) { return ok(timeout(0ms, Timeout{})); };
      return ok();
    });
    const Journal other = make_journal();
    const Pid pid = start_puppet(w, plain(other));
    tell_return(w, w.pid, [](puppet::State&) { return ok(timeout(0ms, Timeout{})); });
    note(w, pid, 1);
    for (int i = 0; i < 20; ++i) w.step();
    QCOMPARE(*other, Lines{"note 1"});
    w.runtime().exit(w.pid, atoms::kill);  // also while it is at it
    w.run();
    QVERIFY(!w.runtime().is_alive(w.pid));
  }

  void timed_message_counts_and_is_an_event_like_any_message() {
    World w;
    QVERIFY(w.answer(sys::statistics(w.runtime(), w.pid, true)));
    QVERIFY(w.answer(sys::log(w.runtime(), w.pid)));
    const auto before = w.answer(sys::get_versioned_state(w.runtime(), w.pid));
    w.returns_ok([] { return timeout(1ms, Note{4}); });
    w.advance(5ms);
    const auto events = *w.answer(sys::log_get(w.runtime(), w.pid));
    QCOMPARE(events.at(2), read("{in,#{value => 4}}"));
    QCOMPARE(w.answer(sys::get_versioned_state(w.runtime(), w.pid))->version, before->version + 2);
    const auto got = w.answer(sys::statistics_get(w.runtime(), w.pid));
    QCOMPARE(got->elements()[3], read("{messages_in,2}"));
  }

  void plain_timeout_after_a_timed_one_is_restarted_by_system_messages_again() {
    World w;
    w.returns_ok([] { return timeout(10ms, Note{1}); });
    w.advance(11ms);
    w.returns([](puppet::State&) { return ok(10ms); });
    w.advance(6ms);
    QVERIFY(w.answer(sys::get_status(w.runtime(), w.pid)));
    w.advance(6ms);
    QCOMPARE(*w.journal, Lines{"note 1"});
    w.advance(6ms);
    QCOMPARE(*w.journal, (Lines{"note 1", "timeout"}));
  }

  void timed_message_dies_with_its_process() {
    World w;
    auto held = std::make_shared<int>(1);
    w.returns_ok([&held] {
      return timeout(1h, puppet::Code([held](puppet::State&) { return ok(); }));
    });
    QCOMPARE(held.use_count(), 2L);
    w.runtime().exit(w.pid, atoms::kill);
    w.run();
    QCOMPARE(held.use_count(), 1L);
  }

  // --- {hibernate, Time, Msg}

  void hibernation_with_a_time_ends_by_its_message() {
    World w;
    w.returns_ok([] { return hibernate(10ms, Note{1}); });
    QVERIFY(w.runtime().table().at(w.pid.index).has(Process::is_hibernating));
    QVERIFY(w.answer(sys::get_status(w.runtime(), w.pid)));
    w.advance(11ms);
    QCOMPARE(*w.journal, Lines{"note 1"});
    QVERIFY(!w.runtime().table().at(w.pid.index).has(Process::is_hibernating));
  }

  void hibernation_with_a_time_ends_by_an_earlier_message() {
    World w;
    w.returns_ok([] { return hibernate(10ms, Note{1}); });
    note(w, w.pid, 2);
    w.advance(100ms);
    QCOMPARE(*w.journal, Lines{"note 2"});
  }

  // --- {continue, Continue}

  void continue_runs_before_what_is_queued() {
    Connector w;
    w.act([] { return ok(continue_with(Connect{1})); });
    w.send_note(1);
    w.run();
    QCOMPARE(*w.journal, (Lines{"init", "connect 1", "note 1"}));
  }

  void continue_from_init_runs_after_the_ack_and_before_messages() {
    Connector w([] {
      note_self();
      return ok(continue_with(Connect{1}));
    });
    QVERIFY(w.pid);
    QCOMPARE(*w.journal, (Lines{"init", "connect 1", "note 9"}));
  }

  void start_does_not_wait_for_the_continue() {
    Connector w([] { return ok(continue_with(Connect{-1})); });
    QVERIFY(w.pid);  // it had started
    QVERIFY(!w.runtime().is_alive(w.pid));
    QVERIFY(w.journal->back().starts_with("terminate {{exception"));
  }

  void continue_may_continue() {
    Connector w;
    w.act([] { return ok(continue_with(Connect{3})); });
    w.send_note(1);
    w.run();
    QCOMPARE(*w.journal, (Lines{"init", "connect 3", "connect 2", "connect 1", "note 1"}));
  }

  void continue_runs_before_system_messages() {
    for (const bool priority : {false, true}) {
      Connector w;
      w.act([] { return ok(continue_with(Connect{3})); });
      auto state = sys::get_state(w.runtime(), w.pid, {.priority = priority});
      auto suspended = sys::suspend(w.runtime(), w.pid, {.priority = priority});
      w.run();
      QVERIFY(suspended.get().has_value());
      // With priority it may have come before the message, never in between.
      const Term seen = *state.get();
      QVERIFY(seen == read("#{done => 3}") || (priority && seen == read("#{done => 0}")));
    }
  }

  void continuing_without_end_lets_others_run_and_can_be_killed() {
    Connector w;
    const Journal other = make_journal();
    const Pid pid = start_puppet(w, plain(other));
    w.act([] { return ok(continue_with(Loop{})); });
    note(w, pid, 1);
    for (int i = 0; i < 20; ++i) w.step();
    QCOMPARE(*other, Lines{"note 1"});
    w.runtime().exit(w.pid, atom("enough"));
    w.run();
    QVERIFY(!w.runtime().is_alive(w.pid));
  }

  void continue_is_a_debug_event_of_its_own() {
    Connector w;
    QVERIFY(w.answer(sys::log(w.runtime(), w.pid)));
    QVERIFY(w.answer(sys::statistics(w.runtime(), w.pid, true)));
    w.act([] { return ok(continue_with(Connect{1})); });
    w.run();
    const auto events = *w.answer(sys::log_get(w.runtime(), w.pid));
    QCOMPARE(events.size(), std::size_t{4});
    QCOMPARE(events.at(2), read("{continue,#{tries => 1}}"));
    QCOMPARE(events.at(3), read("{noreply,#{done => 1}}"));
    QCOMPARE(w.answer(sys::statistics_get(w.runtime(), w.pid))->elements()[3],
             read("{messages_in,1}"));
  }

  void continue_moves_the_state_version() {
    Connector w;
    const auto before = w.answer(sys::get_versioned_state(w.runtime(), w.pid));
    w.act([] { return ok(continue_with(Connect{1})); });
    QCOMPARE(w.answer(sys::get_versioned_state(w.runtime(), w.pid))->version, before->version + 2);
  }

  // --- coroutines, gen_server

  void coroutines_of_a_gen_server_return_actions() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = world.started(gen_server::start<async_server>(
        world.runtime(), Begin{journal, [] { return ok(continue_with(Connect{1})); }}));
    QCOMPARE(*journal, Lines{"connect 1 noproc"});
    QCOMPARE(*world.answer(gen_server::call<async_server>(world.runtime(), pid, {})), 7);
    QCOMPARE(journal->back(), std::string("connect 5 noproc"));
    gen_server::cast<async_server>(world.runtime(), pid, Connect{8});
    world.advance(11ms);
    QCOMPARE(journal->back(), std::string("info 8"));
  }

  void timed_message_from_a_coroutine_init() {
    ManualWorld world;
    const Journal journal = make_journal();
    QVERIFY(world.started(gen_server::start<async_server>(
        world.runtime(), Begin{journal, [] { return ok(timeout(10ms, Note{2})); }})));
    world.advance(11ms);
    QCOMPARE(*journal, Lines{"info 2"});
  }

  // --- what is no return

  void bad_actions_are_bad_return_values_after_terminate() {
    const std::pair<std::function<gen::Action()>, const char*> bad[] = {
        {[] { return timeout(-1ns, Note{1}); }, "{ok,{timeout,-1,#{value => 1}}}"},
        {[] { return hibernate(-5ns, Note{1}); }, "{ok,{hibernate,-5,#{value => 1}}}"},
        {[] { return timeout(1ns, 7); }, "{ok,{timeout,1,7}}"},
        {[] { return hibernate(1ns, 7); }, "{ok,{hibernate,1,7}}"},
        {[] { return continue_with(7); }, "{ok,{continue,7}}"},
    };
    for (const auto& [make, shown] : bad) {
      World w;
      const std::string reason = std::string("{bad_return_value,") + shown + "}";
      w.returns_ok(make);
      QVERIFY(!w.runtime().is_alive(w.pid));
      QCOMPARE(*w.journal, Lines{"terminate " + reason});
    }
  }

  void bad_action_of_init_fails_the_start() {
    ManualWorld world;
    const Journal journal = make_journal();
    const auto reason = world.refused(gen_msg::start<puppet>(
        world.runtime(), [journal]() -> puppet::Init {
          return ok(puppet::State{journal, {}, {}}, continue_with(1));
        }));
    QCOMPARE(reason, read("{bad_return_value,{ok,{continue,1}}}"));
    QCOMPARE(*journal, Lines{});
    QCOMPARE(world.runtime().process_count(), 0u);
  }

  void return_is_small() { QVERIFY(sizeof(gen::Return) <= 24); }

 private:
  static void note_self() { send(self(), Note{9}); }
};

QTEST_APPLESS_MAIN(TestGenActions)
#include "tst_gen_actions.moc"
