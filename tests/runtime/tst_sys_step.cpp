// SPDX-License-Identifier: GPL-3.0-or-later
// sys::step: a suspended process handles one message, or skips it, and is suspended again.
#include <functional>
#include <optional>
#include <thread>
#include <utility>

#include "genmsg/scheduler/scheduler.h"
#include "support/counter.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

struct CounterWorld : ManualWorld {
  CounterWorld() {
    pid = started(gen_msg::start<counter>(runtime(), std::int64_t{0}));
    answer(sys::suspend(runtime(), pid)).value();
  }
  void add(std::int64_t value) { runtime().send(Address<counter::Msg>{pid}, Add{value}); }
  Result<sys::Step> step(bool skip = false) { return answer(sys::step(runtime(), pid, skip)); }
  bool is_suspended() { return runtime().table().at(pid.index).has(Process::is_suspended); }
  Pid pid;
};

struct PuppetWorld : ManualWorld {
  PuppetWorld() {
    pid = start_puppet(*this, plain(journal));
    answer(sys::suspend(runtime(), pid)).value();
  }
  Result<sys::Step> step(bool skip = false) { return answer(sys::step(runtime(), pid, skip)); }
  Journal journal = make_journal();
  Pid pid;
};

/// Answers a call, tells its peer, and goes on with something else.
struct teller {
  static constexpr std::string_view module_name = "teller";
  struct State {
    Pid peer;
    std::int64_t told = 0;
    BOOST_DESCRIBE_CLASS(State, (), (told), (), ())
  };
  using Call = std::int64_t;
  using Reply = std::int64_t;
  using Continue = std::string;
  static gen_server::Init<State> init(Pid peer) { return gen_server::ok(State{peer}); }
  static gen_server::CallReturn<Reply> handle_call(std::int64_t&& value,
                                                   const gen_server::From<Reply>&, State& state) {
    send(Address<puppet::Msg>{state.peer}, Note{value});
    ++state.told;
    return gen_server::reply(
        value + 1, gen_server::ok(gen_server::continue_with(std::string("more"))));
  }
  static gen_server::Return handle_continue(std::string&&, State& state) {
    state.told += 10;
    return gen_server::ok();
  }
};

/// Asks the peer and adds what it answers.
struct asker {
  static constexpr std::string_view module_name = "asker";
  struct State {
    Pid peer;
    std::int64_t sum = 0;
    BOOST_DESCRIBE_CLASS(State, (), (sum), (), ())
  };
  using Msg = std::int64_t;
  static inline std::function<void()> afterwards;
  static gen_msg::Init<State> init(Pid peer) { return gen_msg::ok(State{peer}); }
  static Async<gen_msg::Return> handle_msg(std::int64_t&& value, State& state) {
    const Pending<std::int64_t> asked =
        gen_server::call<teller>(current_runtime(), state.peer, value);
    const Result<std::int64_t> answer = co_await asked;
    state.sum += answer.value();
    if (afterwards) afterwards();
    co_return gen_msg::ok();
  }
};

/// Keeps a caller until the next one comes, and answers it with that one's number.
struct parker {
  static constexpr std::string_view module_name = "parker";
  using Call = std::int64_t;
  using Reply = std::int64_t;
  struct State {
    std::optional<gen_server::From<Reply>> parked;
  };
  static gen_server::Init<State> init() { return gen_server::ok(State{}); }
  static gen_server::CallReturn<Reply> handle_call(std::int64_t&& value,
                                                   const gen_server::From<Reply>& from,
                                                   State& state) {
    if (const auto caller = std::exchange(state.parked, from)) gen_server::reply(*caller, value);
    return gen_server::noreply();
  }
};

/// Its name has some 300 characters.
template <class... Parts>
struct Long {};
using LongPart = Long<std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t>;
using LongName = Long<LongPart, LongPart, LongPart, LongPart, LongPart, LongPart, LongPart>;

}  // namespace

class TestSysStep : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void one_message_is_handled_and_the_process_is_suspended_again() {
    CounterWorld world;
    for (const int value : {5, 7, 9}) world.add(value);
    const auto step = world.step();
    QVERIFY(step);
    QVERIFY(!step->skipped);
    QCOMPARE(Term(step->type), atom("test::Add"));
    QCOMPARE(step->message, read("{'Add',#{value => 5}}"));
    QCOMPARE(step->before, read("#{label => <<\"c\">>,sum => 0}"));
    QCOMPARE(step->after, read("#{label => <<\"c\">>,sum => 5}"));
    QCOMPARE(step->shape.fields.size(), std::size_t{2});
    QVERIFY(world.is_suspended());
    QCOMPARE(world.runtime().table().at(world.pid.index).mailbox.depth(
                 world.runtime().table().at(world.pid.index).reader), 2u);
  }

  void steps_asked_for_at_once_are_taken_in_turn() {
    CounterWorld world;
    for (const int value : {5, 7, 9}) world.add(value);
    auto first = sys::step(world.runtime(), world.pid);
    auto second = sys::step(world.runtime(), world.pid);
    world.run();
    QCOMPARE(first.get()->after, read("#{label => <<\"c\">>,sum => 5}"));
    const auto then = second.get();
    QCOMPARE(then->before, read("#{label => <<\"c\">>,sum => 5}"));
    QCOMPARE(then->after, read("#{label => <<\"c\">>,sum => 12}"));
  }

  void version_of_a_step_is_good_for_replace_state() {
    CounterWorld world;
    world.add(5);
    const std::uint64_t version = world.step()->version;
    QVERIFY(world.answer(sys::replace_versioned_state(
        world.runtime(), world.pid, read("#{label => <<\"d\">>,sum => 1}"), version)));
  }

  void skipped_message_changes_nothing_and_is_a_dead_letter() {
    CounterWorld world;
    for (const int value : {5, 7}) world.add(value);
    const auto step = world.step(true);
    QVERIFY(step->skipped);
    QCOMPARE(step->message, read("{'Add',#{value => 5}}"));
    QCOMPARE(step->before, step->after);
    const auto letters = world.runtime().last_dead_letters();
    QCOMPARE(letters.letters.size(), std::size_t{1});
    QVERIFY(letters.letters[0].why == DeadLetter::Why::Skipped);
    QCOMPARE(world.step()->after, read("#{label => <<\"c\">>,sum => 7}"));
  }

  void skipped_call_is_told_that_there_is_no_reply() {
    ManualWorld world;
    const Pid peer = start_puppet(world, plain(make_journal()));
    const Pid pid = world.started(gen_server::start<teller>(world.runtime(), peer));
    QVERIFY(world.answer(sys::suspend(world.runtime(), pid)));
    auto call = gen_server::call<teller>(world.runtime(), pid, std::int64_t{1});
    QVERIFY(world.answer(sys::step(world.runtime(), pid, true))->skipped);
    QCOMPARE(call.get().error().code, Error::Code::NoReply);
  }

  void what_it_sends_replies_and_continues_with_belongs_to_the_step() {
    ManualWorld world;
    const Pid peer = start_puppet(world, plain(make_journal()));
    const Pid pid = world.started(gen_server::start<teller>(world.runtime(), peer));
    QVERIFY(world.answer(sys::suspend(world.runtime(), pid)));
    auto call = gen_server::call<teller>(world.runtime(), pid, std::int64_t{4});
    const auto step = world.answer(sys::step(world.runtime(), pid));
    QCOMPARE(call.get().value(), std::int64_t{5});
    QCOMPARE(step->after, read("#{told => 11}"));
    QCOMPARE(step->sent.size(), std::size_t{2});
    QCOMPARE(step->sent[0].to, Term(peer));
    QCOMPARE(step->sent[0].message, read("{'Note',#{value => 4}}"));
    QVERIFY(!step->sent[0].is_reply);
    QVERIFY(step->sent[1].is_reply);
    QCOMPARE(step->sent[1].message, Term(5));
  }

  void only_the_first_hundred_it_sends_are_kept() {
    PuppetWorld world;
    const Pid peer = start_puppet(world, plain(make_journal()));
    tell(world, world.pid, [peer] {
      for (int i = 0; i < 105; ++i) send(Address<puppet::Msg>{peer}, Note{i});
    });
    const auto step = world.step();
    QCOMPARE(step->sent.size(), std::size_t{100});
    QCOMPARE(step->sent_more, std::size_t{5});
  }

  void what_it_sends_in_the_next_step_is_not_this_ones() {
    PuppetWorld world;
    const Pid peer = start_puppet(world, plain(make_journal()));
    for (const int count : {1, 2}) {
      tell(world, world.pid, [peer, count] {
        for (int i = 0; i < count; ++i) send(Address<puppet::Msg>{peer}, Note{i});
      });
    }
    QCOMPARE(world.step()->sent.size(), std::size_t{1});
    QCOMPARE(world.step()->sent.size(), std::size_t{2});
    QVERIFY(!world.runtime().table().at(world.pid.index).has(Process::is_stepping));
  }

  void what_signals_become_during_a_step_was_not_sent() {
    PuppetWorld world;
    tell(world, world.pid, [] { monitor(Pid{77, 1}); });  // nobody: its Down comes at once
    QCOMPARE(world.step()->sent.size(), std::size_t{0});
    QVERIFY(world.step());
    QCOMPARE(*world.journal, Lines{"DOWN 1 " + to_string(Pid{77, 1}) + " noproc"});
  }

  void reply_to_a_parked_caller_belongs_to_the_step() {
    ManualWorld world;
    const Pid pid = world.started(gen_server::start<parker>(world.runtime()));
    auto first = gen_server::call<parker>(world.runtime(), pid, std::int64_t{1});
    world.run();
    QVERIFY(world.answer(sys::suspend(world.runtime(), pid)));
    auto second = gen_server::call<parker>(world.runtime(), pid, std::int64_t{2});
    const auto step = world.answer(sys::step(world.runtime(), pid));
    QCOMPARE(step->sent.size(), std::size_t{1});
    QVERIFY(step->sent[0].is_reply);
    QCOMPARE(step->sent[0].message, Term(2));
    QCOMPARE(first.get().value(), std::int64_t{2});
  }

  void flushed_priority_message_alone_is_an_empty_mailbox() {
    PuppetWorld world;
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    const Pid peer = start_puppet(world, plain(make_journal()));
    Alias alias;
    std::uint64_t reference = 0;
    in(world, world.pid, [&] {
      alias = genmsg::alias({.priority = true});
      reference = monitor(peer, {.priority = true});
    });
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    world.runtime().send(alias, puppet::Msg(puppet::Code([&](puppet::State&) {
                           demonitor(reference, flush);
                           return gen_msg::ok();
                         })),
                         with_priority);
    world.run();
    world.runtime().exit(peer, atom("boom"));
    world.run();
    QVERIFY(world.step());
    QCOMPARE(world.step().error().code, Error::Code::EmptyMailbox);
    QCOMPARE(world.step(true).error().code, Error::Code::EmptyMailbox);
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    note(world, world.pid, 1);
    world.run();
    QCOMPARE(*world.journal, Lines{"note 1"});
  }

  void type_of_a_message_may_have_a_long_name() {
    PuppetWorld world;
    tell(world, world.pid, [] { current_runtime().send(self(), LongName{}); });
    const auto step = world.step();
    QCOMPARE(step->sent.size(), std::size_t{1});
    QCOMPARE(step->sent[0].type.name().size(), Atom::max_characters);
  }

  void lease_that_ends_during_a_step_resumes_behind_it() {
    ManualWorld world;
    const Pid peer = start_puppet(world, plain(make_journal()));
    const Pid told = world.started(gen_server::start<teller>(world.runtime(), peer));
    const Pid pid = world.started(gen_msg::start<asker>(world.runtime(), told));
    QVERIFY(world.answer(sys::suspend(world.runtime(), told)));
    for (const bool renewed : {true, false}) {
      QVERIFY(world.answer(sys::suspend_by(world.runtime(), pid, {atom("me"), 50ms})));
      world.runtime().send(Address<std::int64_t>{pid}, std::int64_t{4});
      auto step = sys::step(world.runtime(), pid);
      world.run();
      world.advance(40ms);
      if (renewed) (void)sys::renew(world.runtime(), pid, {atom("me"), 50ms});
      world.advance(30ms);
      QCOMPARE(step.get().error().code, Error::Code::WouldBlock);
      QVERIFY(world.answer(sys::step(world.runtime(), told)));
      QVERIFY(step.get());
      QCOMPARE(world.answer(sys::suspension(world.runtime(), pid))->has_value(), renewed);
      QVERIFY(world.answer(sys::resume(world.runtime(), pid)));
    }
  }

  /// R1 waits while a callback awaits; R2 comes when it goes on, and must not be first.
  void requests_with_priority_keep_their_order_around_an_await() {
    ManualWorld world;
    const Pid peer = start_puppet(world, plain(make_journal()));
    const Pid told = world.started(gen_server::start<teller>(world.runtime(), peer));
    const Pid pid = world.started(gen_msg::start<asker>(world.runtime(), told));
    QVERIFY(world.answer(sys::suspend(world.runtime(), told)));
    asker::afterwards = [&] {
      std::thread([&] { (void)sys::resume(world.runtime(), pid, {.priority = true}); }).join();
    };
    world.runtime().send(Address<std::int64_t>{pid}, std::int64_t{4});
    world.run();
    (void)sys::suspend(world.runtime(), pid, {.priority = true});
    world.run();
    QVERIFY(world.answer(sys::resume(world.runtime(), told)));
    asker::afterwards = nullptr;
    QVERIFY(!world.answer(sys::suspension(world.runtime(), pid))->has_value());
  }

  void step_lasts_until_a_callback_that_awaits_is_done() {
    ManualWorld world;
    const Pid peer = start_puppet(world, plain(make_journal()));
    const Pid told = world.started(gen_server::start<teller>(world.runtime(), peer));
    const Pid pid = world.started(gen_msg::start<asker>(world.runtime(), told));
    QVERIFY(world.answer(sys::suspend(world.runtime(), told)));
    QVERIFY(world.answer(sys::suspend(world.runtime(), pid)));
    for (const int value : {4, 6}) {
      world.runtime().send(Address<std::int64_t>{pid}, std::int64_t{value});
    }
    auto step = sys::step(world.runtime(), pid);
    auto resume = sys::resume(world.runtime(), pid);  // waits, too
    world.run();
    QCOMPARE(step.get().error().code, Error::Code::WouldBlock);
    QVERIFY(world.answer(sys::resume(world.runtime(), told)));
    QCOMPARE(step.get()->after, read("#{sum => 5}"));
    QVERIFY(resume.get());
    QCOMPARE(world.answer(sys::get_state(world.runtime(), pid)).value(), read("#{sum => 12}"));
  }

  void priority_message_is_taken_first() {
    PuppetWorld world;
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    Alias alias;
    in(world, world.pid, [&] { alias = genmsg::alias({.priority = true}); });
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    note(world, world.pid, 1);
    world.runtime().send(alias, puppet::Msg(Note{2}), with_priority);
    world.runtime().send(alias, puppet::Msg(Note{3}), with_priority);
    QCOMPARE(world.step(true)->message, read("{'Note',#{value => 2}}"));
    QVERIFY(world.step());
    QCOMPARE(*world.journal, Lines{"note 3"});
    QVERIFY(world.step());
    QCOMPARE(*world.journal, (Lines{"note 3", "note 1"}));
  }

  void timed_message_that_has_come_is_a_message() {
    PuppetWorld world;
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    tell_return(world, world.pid,
                [](puppet::State&) { return gen_msg::ok(gen_msg::timeout(50ms, Note{7})); });
    world.run();
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    world.advance(51ms);
    QCOMPARE(world.step()->message, read("#{value => 7}"));
    QCOMPARE(*world.journal, Lines{"note 7"});
  }

  void timeout_that_the_message_asks_for_begins_with_resume() {
    PuppetWorld world;
    tell_return(world, world.pid, [](puppet::State&) { return gen_msg::ok(50ms); });
    QVERIFY(world.step());
    world.advance(100ms);
    QCOMPARE(*world.journal, Lines{});
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    world.advance(49ms);
    QCOMPARE(*world.journal, Lines{});
    world.advance(2ms);
    QCOMPARE(*world.journal, Lines{"timeout"});
  }

  void hibernated_process_steps() {
    PuppetWorld world;
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    tell_return(world, world.pid, [](puppet::State&) { return gen_msg::ok(gen_msg::hibernate); });
    world.run();
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    note(world, world.pid, 1);
    note(world, world.pid, 2);
    QVERIFY(world.step());
    QCOMPARE(*world.journal, Lines{"note 1"});
  }

  void message_that_ends_the_process_tells_the_reason() {
    CounterWorld world;
    world.runtime().send(Address<counter::Msg>{world.pid}, Fail{});
    auto later = sys::step(world.runtime(), world.pid);
    auto second = sys::step(world.runtime(), world.pid);
    world.run();
    const auto step = later.get();
    QVERIFY(step);
    QCOMPARE(Term(step->type), atom("test::Fail"));
    QCOMPARE(step->after, Term());
    QVERIFY(print(*step->exit_reason).find("failed") != std::string::npos);
    QCOMPARE(second.get().error().code, Error::Code::Exited);
  }

  void process_that_is_killed_before_a_step_says_so() {
    CounterWorld world;
    world.add(1);
    world.runtime().exit(world.pid, atoms::kill);
    auto step = sys::step(world.runtime(), world.pid);
    world.run();
    QCOMPARE(step.get().error().code, Error::Code::Exited);
    QCOMPARE(world.step().error().code, Error::Code::NoProc);
  }

  void empty_mailbox_is_an_error() {
    CounterWorld world;
    const auto step = world.step();
    QCOMPARE(step.error().code, Error::Code::EmptyMailbox);
    QCOMPARE(print(step.error().reason),
             "{empty_mailbox,{sys,step,[" + to_string(world.pid) + "]}}");
    QVERIFY(world.step(true).error().reason == step.error().reason);
  }

  void running_process_does_not_step() {
    CounterWorld world;
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    const auto step = world.step();
    QCOMPARE(step.error().code, Error::Code::NotSuspended);
    QVERIFY(print(step.error().reason).starts_with("{not_suspended,"));
  }

  void message_that_no_alias_takes_is_passed_over() {
    PuppetWorld world;
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    Alias off;
    in(world, world.pid, [&] {
      off = genmsg::alias();
      unalias(off);
    });
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    world.runtime().send(off, puppet::Msg(Note{1}));
    note(world, world.pid, 2);
    QCOMPARE(world.step()->message, read("{'Note',#{value => 2}}"));
    world.runtime().send(off, puppet::Msg(Note{3}));
    QVERIFY(print(world.step().error().reason).starts_with("{empty_mailbox,"));
  }

  void debug_functions_see_the_message_of_a_step() {
    CounterWorld world;
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    world.add(5);
    QVERIFY(world.step());
    QCOMPARE(world.answer(sys::log_get(world.runtime(), world.pid))->size(), std::size_t{2});
  }

  /// Also where another thread sends while it steps.
  void every_message_is_stepped_once_under_threads() {
    constexpr int messages = 2000;
    RuntimeOptions options;
    options.schedulers = 2;
    Runtime runtime(options);
    const Pid pid = gen_msg::start<counter>(runtime, std::int64_t{0}).wait().value().value();
    QVERIFY(sys::suspend(runtime, pid).wait());
    std::thread sender([&] {
      for (int i = 0; i < messages; ++i) runtime.send(Address<counter::Msg>{pid}, Add{1});
    });
    int stepped = 0;
    while (stepped < messages) {
      const auto step = sys::step(runtime, pid, stepped % 2 == 1).wait(30s);
      if (step) {
        ++stepped;
      } else {
        QVERIFY(print(step.error().reason).starts_with("{empty_mailbox,"));
      }
    }
    sender.join();
    QCOMPARE(sys::get_state(runtime, pid).wait().value(),
             read("#{label => <<\"c\">>,sum => 1000}"));
  }
};

QTEST_APPLESS_MAIN(TestSysStep)
#include "tst_sys_step.moc"
