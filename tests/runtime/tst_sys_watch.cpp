// SPDX-License-Identifier: GPL-3.0-or-later
// sys::watch: a process is suspended when a condition comes to hold.
#include <stdexcept>
#include <thread>
#include <vector>

#include "genmsg/scheduler/scheduler.h"
#include "support/counter.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;
using Comparison = sys::StateField::Comparison;

namespace {

struct World : ManualWorld {
  World() { pid = started(gen_msg::start<counter>(runtime(), std::int64_t{0})); }
  void add(std::int64_t value) { runtime().send(Address<counter::Msg>{pid}, Add{value}); }
  void watch(sys::Condition condition, sys::Suspender suspender = {atom("me")},
             std::string_view id = "w") {
    answer(sys::watch(runtime(), pid, atom(id), std::move(condition), std::move(suspender)))
        .value();
  }
  void resume() { answer(sys::resume(runtime(), pid)).value(); }
  std::optional<Suspension> suspension() {
    return answer(sys::suspension(runtime(), pid, {.priority = true})).value();
  }
  bool is_suspended() { return suspension().has_value(); }
  std::int64_t sum() {
    const Term state = answer(sys::get_state(runtime(), pid, {.priority = true})).value();
    return state.find(Atom::intern("sum"))->as_integer();
  }
  Process& process() { return runtime().table().at(pid.index); }
  std::uint32_t depth() { return process().mailbox.depth(process().reader); }
  Pid pid;
};

/// Throws after it has awaited something.
struct late_thrower {
  static constexpr std::string_view module_name = "late_thrower";
  struct State {};
  using Msg = int;
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static Async<gen_msg::Return> handle_msg(int&&, State&) {
    const Pending<Term> ended = monitor_exit(Pid{77, 1});
    const Result<Term> reason = co_await ended;
    throw std::runtime_error(print(reason.value()));
  }
};

sys::StateField sum_is(Comparison comparison, Term value) {
  return {{atom("sum")}, comparison, std::move(value)};
}

}  // namespace

class TestSysWatch : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // --- a mailbox

  void mailbox_that_is_deeper_suspends_before_the_next_message() {
    World world;
    world.watch(sys::MailboxDeeper{3});
    for (int i = 0; i < 3; ++i) world.add(1);
    world.run();
    QVERIFY(!world.is_suspended());
    QCOMPARE(world.sum(), std::int64_t{3});
    for (int i = 0; i < 4; ++i) world.add(1);
    world.run();
    QCOMPARE(world.suspension()->owner, atom("me"));
    QCOMPARE(world.suspension()->why, read("{watch,w}"));
    QCOMPARE(world.depth(), 4u);
  }

  void mailbox_must_fall_before_it_suspends_again() {
    World world;
    world.watch(sys::MailboxDeeper{3});
    for (int i = 0; i < 6; ++i) world.add(1);
    world.run();
    QVERIFY(world.is_suspended());
    world.resume();
    world.run();
    QVERIFY(!world.is_suspended());
    QCOMPARE(world.sum(), std::int64_t{6});
    for (int i = 0; i < 4; ++i) world.add(1);
    world.run();
    QVERIFY(world.is_suspended());
    QCOMPARE(world.answer(sys::watches(world.runtime(), world.pid))->at(0).hits,
             std::uint64_t{2});
  }

  // --- a message

  void message_that_matches_stays_queued_and_is_taken_after_resume() {
    World world;
    world.watch(sys::MessageMatches{read("{'Add',#{value => 7}}")});
    for (const int value : {5, 7, 9, 7}) world.add(value);
    world.run();
    QVERIFY(world.is_suspended());
    QCOMPARE(world.sum(), std::int64_t{5});
    QCOMPARE(world.depth(), 3u);
    world.resume();
    QCOMPARE(world.sum(), std::int64_t{21});
    QVERIFY(world.is_suspended());  // the other one
    world.resume();
    QCOMPARE(world.sum(), std::int64_t{28});
    QVERIFY(!world.is_suspended());
  }

  void message_that_matched_can_be_stepped_or_skipped() {
    World world;
    world.watch(sys::MessageMatches{read("{'Add','_'}")});
    for (const int value : {5, 7, 9}) world.add(value);
    world.run();
    QVERIFY(world.answer(sys::step(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::step(world.runtime(), world.pid, true)));
    QCOMPARE(world.sum(), std::int64_t{5});
    world.resume();
    QVERIFY(world.is_suspended());  // before the third
    QCOMPARE(world.sum(), std::int64_t{5});
  }

  void sys_requests_do_not_make_a_message_match_twice() {
    World world;
    world.watch(sys::MessageMatches{read("{'Add','_'}")});
    world.add(5);
    world.run();
    QVERIFY(world.answer(sys::get_status(world.runtime(), world.pid, {.priority = true})));
    world.resume();
    QCOMPARE(world.sum(), std::int64_t{5});
    QVERIFY(!world.is_suspended());
  }

  // --- the state

  void state_field_compares() {
    World world;
    world.watch(sum_is(Comparison::AtLeast, 10));
    for (const int value : {4, 5, 6, 7}) world.add(value);
    world.run();
    QVERIFY(world.is_suspended());
    QCOMPARE(world.sum(), std::int64_t{15});
    QCOMPARE(world.depth(), 1u);
    world.resume();
    QCOMPARE(world.sum(), std::int64_t{22});  // it holds still: that is no news
    QVERIFY(!world.is_suspended());
    world.add(-20);
    world.add(20);
    world.run();
    QVERIFY(world.is_suspended());
  }

  void all_comparisons_data() {
    QTest::addColumn<int>("comparison");
    QTest::addColumn<QList<int>>("hits");  // of sums 1, 2, 3
    const auto row = [](const char* name, Comparison comparison, QList<int> hits) {
      QTest::newRow(name) << static_cast<int>(comparison) << hits;
    };
    row("==", Comparison::Equal, {2});
    row("/=", Comparison::NotEqual, {1, 3});
    row("<", Comparison::Less, {1});
    row("=<", Comparison::AtMost, {1, 2});
    row(">", Comparison::Greater, {3});
    row(">=", Comparison::AtLeast, {2, 3});
  }
  void all_comparisons() {
    QFETCH(int, comparison);
    QFETCH(QList<int>, hits);
    for (int sum = 1; sum <= 3; ++sum) {
      for (const Term& two : {Term(2), Term(2.0)}) {
        World fresh;
        fresh.add(sum);
        fresh.run();
        fresh.watch(sum_is(static_cast<Comparison>(comparison), two));
        QCOMPARE(fresh.is_suspended(), hits.contains(sum));
      }
    }
  }

  /// A condition that holds when it is set suspends at once, also an idle process.
  void condition_that_holds_already_suspends_at_once() {
    World world;
    world.watch(sum_is(Comparison::Equal, 0));
    QVERIFY(world.is_suspended());
  }

  void state_without_that_part_never_holds() {
    World world;
    world.watch(sys::StateField{{atom("sum"), 1}, Comparison::NotEqual, 0});
    world.watch(sys::StateField{{atom("none")}, Comparison::NotEqual, 0}, {}, "v");
    world.add(1);
    world.run();
    QVERIFY(!world.is_suspended());
  }

  void state_replaced_is_looked_at_too() {
    World world;
    world.watch(sum_is(Comparison::Equal, 77));
    QVERIFY(world.answer(sys::replace_state(world.runtime(), world.pid, [](const Term&) {
      return read("#{label => <<\"c\">>,sum => 77}");
    })));
    QVERIFY(world.is_suspended());
  }

  // --- an exception

  void exception_holds_the_process_before_its_end() {
    World world;
    world.watch(sys::Raises{});
    world.add(5);
    world.runtime().send(Address<counter::Msg>{world.pid}, Fail{});
    world.add(6);
    world.run();
    QVERIFY(world.runtime().is_alive(world.pid));
    QVERIFY(print(world.suspension()->why).starts_with("{watch,w,{{exception,"));
    QCOMPARE(world.sum(), std::int64_t{5});
    QVERIFY(world.reports.empty());
    const auto step = world.answer(sys::step(world.runtime(), world.pid));
    QVERIFY(print(step.error().reason).starts_with("{{held,"));
    world.resume();
    world.run();
    QVERIFY(!world.runtime().is_alive(world.pid));
    QVERIFY(!world.reports.empty());
  }

  void exception_after_the_lease_goes_on_by_itself() {
    World world;
    world.watch(sys::Raises{}, {atom("me"), 100ms});
    world.runtime().send(Address<counter::Msg>{world.pid}, Fail{});
    world.advance(99ms);
    QVERIFY(world.runtime().is_alive(world.pid));
    world.advance(2ms);
    QVERIFY(!world.runtime().is_alive(world.pid));
  }

  void held_process_can_be_killed() {
    World world;
    world.watch(sys::Raises{});
    world.runtime().send(Address<counter::Msg>{world.pid}, Fail{});
    world.run();
    world.runtime().exit(world.pid, atoms::kill);
    world.run();
    QVERIFY(!world.runtime().is_alive(world.pid));
  }

  void exception_in_a_step_is_told_and_held() {
    World world;
    world.watch(sys::Raises{}, {atom("other")});
    QVERIFY(world.answer(sys::suspend_by(world.runtime(), world.pid, {atom("me")})));
    world.runtime().send(Address<counter::Msg>{world.pid}, Fail{});
    const auto step = world.answer(sys::step(world.runtime(), world.pid));
    QVERIFY(print(*step->exit_reason).find("failed") != std::string::npos);
    QVERIFY(world.runtime().is_alive(world.pid));
    QVERIFY(print(world.suspension()->why).starts_with("{watch,w,"));
    world.resume();
    world.run();
    QVERIFY(!world.runtime().is_alive(world.pid));
  }

  void exception_of_a_coroutine_is_held() {
    ManualWorld world;
    const Pid pid = world.started(gen_msg::start<late_thrower>(world.runtime()));
    QVERIFY(world.answer(sys::watch(world.runtime(), pid, atom("w"), sys::Raises{}, {})));
    world.runtime().send(Address<int>{pid}, 1);
    world.run();
    QVERIFY(world.answer(sys::suspension(world.runtime(), pid))->has_value());
    QVERIFY(world.answer(sys::resume(world.runtime(), pid)));
    QVERIFY(!world.runtime().is_alive(pid));
  }

  // --- watches

  void reason_stays_when_the_lease_is_renewed() {
    World world;
    world.watch(sys::MailboxDeeper{0}, {atom("me"), 100ms});
    world.add(1);
    world.run();
    QVERIFY(world.answer(sys::renew(world.runtime(), world.pid, {atom("me"), 200ms})));
    QVERIFY(world.answer(sys::suspend_by(world.runtime(), world.pid, {atom("me")})));
    QCOMPARE(world.suspension()->why, read("{watch,w}"));
  }

  void message_let_through_is_that_message_only() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    Alias alias;
    in(world, pid, [&] { alias = genmsg::alias({.priority = true}); });
    QVERIFY(world.answer(sys::watch(world.runtime(), pid, atom("w"),
                                    sys::MessageMatches{read("{'Note','_'}")}, {})));
    const auto resumes = [&] { return world.answer(sys::resume(world.runtime(), pid)); };
    note(world, pid, 1);
    world.run();
    world.runtime().send(alias, puppet::Msg(Note{2}), with_priority);
    QVERIFY(resumes());  // for note 1, but note 2 goes first, and matches
    QCOMPARE(*journal, Lines{});
    QVERIFY(resumes());
    QCOMPARE(*journal, (Lines{"note 2", "note 1"}));
    world.runtime().send(alias, puppet::Msg(Note{3}), with_priority);
    note(world, pid, 4);
    world.run();
    QVERIFY(world.answer(sys::step(world.runtime(), pid, true))->skipped);
    QVERIFY(resumes());
    QCOMPARE(journal->size(), std::size_t{2});  // note 4 matches anew
  }

  void every_message_matches_once_under_threads() {
    constexpr std::int64_t messages = 1000;
    Runtime runtime;
    const Pid pid = gen_msg::start<counter>(runtime, std::int64_t{0}).wait()->value();
    QVERIFY(sys::watch(runtime, pid, atom("w"), sys::MessageMatches{read("'_'")}, {}).wait(30s));
    std::vector<std::thread> senders;
    for (int i = 0; i < 2; ++i) {
      senders.emplace_back([&] {
        for (std::int64_t sent = 0; sent < messages; ++sent) {
          runtime.send(Address<counter::Msg>{pid}, Add{1});
        }
      });
    }
    const auto sum = [&] {
      return sys::get_state(runtime, pid, {.priority = true})
          .wait(30s)->find(Atom::intern("sum"))->as_integer();
    };
    while (sum() < 2 * messages) {
      QVERIFY(sys::resume(runtime, pid, {.priority = true}).wait(30s));
    }
    for (std::thread& sender : senders) sender.join();
    QCOMPARE(sys::watches(runtime, pid, {.priority = true}).wait(30s)->at(0).hits,
             static_cast<std::uint64_t>(2 * messages));
  }

  void watch_that_is_gone_costs_nothing_and_suspends_no_more() {
    World world;
    world.watch(sys::MailboxDeeper{0});
    QVERIFY(world.process().has(Process::is_watched));
    QVERIFY(world.answer(sys::unwatch(world.runtime(), world.pid, atom("w"))));
    QVERIFY(world.answer(sys::unwatch(world.runtime(), world.pid, atom("w"))));
    QVERIFY(!world.process().has(Process::is_watched));
    QVERIFY(world.process().cold->watch == nullptr);
    world.add(1);
    world.run();
    QCOMPARE(world.sum(), std::int64_t{1});
  }

  void watch_of_the_same_id_takes_the_place_of_the_first() {
    World world;
    world.watch(sys::MailboxDeeper{0});
    world.watch(sum_is(Comparison::Equal, 99));
    const auto watches = world.answer(sys::watches(world.runtime(), world.pid));
    QCOMPARE(watches->size(), std::size_t{1});
    QCOMPARE(sys::to_string(watches->at(0).condition), std::string("state.sum == 99"));
    QCOMPARE(watches->at(0).owner, atom("me"));
  }

  void conditions_as_text() {
    QCOMPARE(sys::to_string(sys::MailboxDeeper{100}), std::string("mailbox > 100"));
    QCOMPARE(sys::to_string(sys::MessageMatches{read("{add,'_'}")}),
             std::string("message matches {add,'_'}"));
    QCOMPARE(sys::to_string(sys::StateField{{atom("jobs"), 3}, Comparison::AtMost, 7}),
             std::string("state.jobs.3 =< 7"));
    QCOMPARE(sys::to_string(sys::Raises{}), std::string("exception"));
  }

  void lease_of_a_watch_counts_from_its_hit() {
    World world;
    world.watch(sys::MailboxDeeper{0}, {atom("me"), 100ms});
    world.advance(1h);
    world.add(1);
    world.advance(99ms);
    QVERIFY(world.is_suspended());
    world.advance(2ms);
    QVERIFY(!world.is_suspended());
    QCOMPARE(world.sum(), std::int64_t{1});
  }

  void works_in_a_hibernating_process() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    tell_return(world, pid, [](puppet::State&) { return gen_msg::ok(gen_msg::hibernate); });
    world.run();
    QVERIFY(world.answer(sys::watch(world.runtime(), pid, atom("w"),
                                    sys::MessageMatches{read("{'Note','_'}")}, {})));
    QVERIFY(world.runtime().table().at(pid.index).has(Process::is_hibernating));
    note(world, pid, 1);
    world.run();
    QCOMPARE(*journal, Lines{});
    QVERIFY(world.answer(sys::resume(world.runtime(), pid)));
    QCOMPARE(*journal, Lines{"note 1"});
  }
};

QTEST_APPLESS_MAIN(TestSysWatch)
#include "tst_sys_watch.moc"
