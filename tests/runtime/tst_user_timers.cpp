// SPDX-License-Identifier: GPL-3.0-or-later
// send_after, start_timer, cancel_timer, read_timer: what erlang's reference manual says of them.
#include <atomic>
#include <semaphore>
#include <thread>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

/// Writes down what it is sent.
struct listener {
  static constexpr std::string_view module_name = "listener";
  using Msg = std::variant<Note, TimerMessage<Note>>;
  struct State {
    Journal journal;
  };
  static gen_msg::Init<State> init(Journal journal) { return gen_msg::ok(State{journal}); }
  static gen_msg::Return handle_msg(Msg&& message, State& state) {
    if (const auto* const note = std::get_if<Note>(&message)) {
      state.journal->push_back("note " + std::to_string(note->value));
    } else {
      const auto& timer = std::get<TimerMessage<Note>>(message);
      state.journal->push_back("timer " + std::to_string(timer.message.value) + " " +
                               print(to_term(timer.ref)));
    }
    return gen_msg::ok();
  }
};
using To = Address<listener::Msg>;

struct Heard {
  ManualWorld world;
  Journal journal = make_journal();
  To to{world.started(gen_msg::start<listener>(world.runtime(), journal))};
  Runtime& runtime() { return world.runtime(); }
};

/// Counts its copies that live.
struct Counted {
  explicit Counted(std::atomic<int>& live) : live_(&live) { ++*live_; }
  Counted(Counted&& other) noexcept : live_(other.live_) { ++*live_; }
  Counted(const Counted& other) noexcept : live_(other.live_) { ++*live_; }
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --*live_; }

 private:
  std::atomic<int>* live_;
};

/// Takes notes on a real scheduler and counts them.
struct counter_of_notes {
  static constexpr std::string_view module_name = "counter_of_notes";
  using Msg = Note;
  struct State {
    std::atomic<int>* heard;
    std::counting_semaphore<>* first;
  };
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(Note&&, State& state) {
    if (state.heard->fetch_add(1) == 0) state.first->release();
    return gen_msg::ok();
  }
};

RuntimeOptions two_schedulers() {
  RuntimeOptions options;
  options.schedulers = 2;
  return options;
}

}  // namespace

class TestUserTimers : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void send_after_delivers_at_its_time_and_not_before() {
    Heard heard;
    QVERIFY(heard.runtime().send_after(10ms, heard.to, Note{1}));
    heard.world.advance(9ms);
    QCOMPARE(*heard.journal, Lines{});
    heard.world.advance(2ms);
    QCOMPARE(*heard.journal, Lines{"note 1"});
    QCOMPARE(heard.runtime().timers().armed_count(), std::size_t{0});
  }

  void start_timer_delivers_timeout_ref_and_message() {
    Heard heard;
    const TimerRef ref = heard.runtime().start_timer(10ms, heard.to, Note{7}).value();
    heard.world.advance(11ms);
    QCOMPARE(*heard.journal, Lines{"timer 7 " + print(to_term(ref))});
  }

  void timer_message_prints_as_timeout_ref_msg() {
    const TimerMessage<Note> message{{5}, {7}};
    QCOMPARE(to_term(message),
             Term::tuple_of(atoms::timeout, Term::reference(5), to_term(Note{7})));
    QCOMPARE(print(to_term(message)), std::string("{timeout,#Ref<0.5>,#{value => 7}}"));
  }

  void references_are_never_given_twice() {
    Heard heard;
    const TimerRef one = heard.runtime().send_after(1ms, heard.to, Note{1}).value();
    const TimerRef two = heard.runtime().send_after(1ms, heard.to, Note{2}).value();
    QVERIFY(one && two && one != two);
    heard.world.advance(2ms);
    const TimerRef three = heard.runtime().send_after(1ms, heard.to, Note{2}).value();
    QVERIFY(three != one && three != two);
  }

  void timers_of_one_process_fire_in_the_order_of_their_times() {
    Heard heard;
    for (const int at : {30, 10, 20}) {
      QVERIFY(heard.runtime().send_after(std::chrono::milliseconds(at), heard.to, Note{at}));
    }
    heard.world.advance(40ms);
    QCOMPARE(*heard.journal, (Lines{"note 10", "note 20", "note 30"}));
  }

  void time_0_is_delivered_at_once() {
    Heard heard;
    const TimerRef ref = heard.runtime().send_after(0ms, heard.to, Note{1}).value();
    heard.world.run();
    QCOMPARE(*heard.journal, Lines{"note 1"});
    QVERIFY(!heard.runtime().cancel_timer(ref));
  }

  void cancel_timer_gives_the_time_that_was_left() {
    Heard heard;
    const TimerRef ref = heard.runtime().send_after(100ms, heard.to, Note{1}).value();
    heard.world.advance(40ms);
    QCOMPARE(heard.runtime().cancel_timer(ref).value(), std::chrono::nanoseconds(60ms));
    heard.world.advance(200ms);
    QCOMPARE(*heard.journal, Lines{});
  }

  void cancel_timer_of_one_that_fired_or_was_cancelled_gives_nothing() {
    Heard heard;
    const TimerRef fired = heard.runtime().send_after(1ms, heard.to, Note{1}).value();
    heard.world.advance(2ms);
    QVERIFY(!heard.runtime().cancel_timer(fired));
    const TimerRef cancelled = heard.runtime().send_after(1ms, heard.to, Note{1}).value();
    QVERIFY(heard.runtime().cancel_timer(cancelled));
    QVERIFY(!heard.runtime().cancel_timer(cancelled));
    QVERIFY(!heard.runtime().cancel_timer(TimerRef{}));
  }

  void cancel_timer_leaves_a_message_that_is_queued() {
    Heard heard;
    const TimerRef ref = heard.runtime().send_after(1ms, heard.to, Note{1}).value();
    heard.world.answer(sys::suspend(heard.runtime(), heard.to.pid));
    heard.world.advance(2ms);
    QVERIFY(!heard.runtime().cancel_timer(ref));
    heard.world.answer(sys::resume(heard.runtime(), heard.to.pid));
    QCOMPARE(*heard.journal, Lines{"note 1"});
  }

  void read_timer_gives_the_time_that_is_left() {
    Heard heard;
    const TimerRef ref = heard.runtime().send_after(100ms, heard.to, Note{1}).value();
    QCOMPARE(heard.runtime().read_timer(ref).value(), std::chrono::nanoseconds(100ms));
    heard.world.advance(40ms);
    QCOMPARE(heard.runtime().read_timer(ref).value(), std::chrono::nanoseconds(60ms));
    heard.world.advance(61ms);
    QVERIFY(!heard.runtime().read_timer(ref));
    QVERIFY(!heard.runtime().read_timer(TimerRef{12345}));
  }

  void a_name_is_resolved_when_the_timer_fires() {
    Heard heard;
    const Atom name = Atom::intern("late");
    QVERIFY(heard.runtime().send_after(10ms, name, Note{3}));
    const To late{heard.world.started(
        gen_msg::start<listener>(heard.runtime(), heard.journal, {.name = name}))};
    QVERIFY(late.pid);
    heard.world.advance(11ms);
    QCOMPARE(*heard.journal, Lines{"note 3"});
  }

  void a_name_that_nobody_has_drops_the_message_without_noise() {
    Heard heard;
    QVERIFY(heard.runtime().send_after(10ms, Atom::intern("nobody_here"), Note{3}));
    heard.world.advance(11ms);
    QCOMPARE(heard.runtime().dead_letters(), std::uint64_t{0});
    QVERIFY(heard.world.reports.empty());
  }

  void a_timer_goes_away_with_the_process_that_it_is_for() {
    Heard heard;
    const TimerRef ref = heard.runtime().send_after(10ms, heard.to, Note{1}).value();
    const TimerRef other = heard.runtime().send_after(20ms, heard.to, Note{2}).value();
    heard.runtime().exit(heard.to.pid, atoms::kill);
    heard.world.run();
    QCOMPARE(heard.runtime().timers().armed_count(), std::size_t{0});
    QVERIFY(!heard.runtime().read_timer(ref));
    QVERIFY(!heard.runtime().cancel_timer(other));
    heard.world.advance(30ms);
    QCOMPARE(heard.runtime().dead_letters(), std::uint64_t{0});
  }

  void a_timer_for_a_process_that_is_dead_already_is_dropped_without_noise() {
    Heard heard;
    heard.runtime().exit(heard.to.pid, atoms::kill);
    heard.world.run();
    const auto ref = heard.runtime().send_after(10ms, heard.to, Note{1});
    QVERIFY(ref);
    QVERIFY(!heard.runtime().read_timer(*ref));
    QCOMPARE(heard.runtime().timers().armed_count(), std::size_t{0});
    QVERIFY(heard.runtime().send_after(0ms, heard.to, Note{1}));
    QVERIFY(heard.runtime().send_after(10ms, Pid{}, Note{1}));
    heard.world.advance(20ms);
    QCOMPARE(heard.runtime().dead_letters(), std::uint64_t{0});
  }

  void a_timer_does_not_reach_the_next_process_in_the_slot() {
    RuntimeOptions options;
    options.process_limit = 1;
    ManualWorld world(0, options);
    const Journal journal = make_journal();
    const To to{world.started(gen_msg::start<listener>(world.runtime(), journal))};
    QVERIFY(world.runtime().send_after(10ms, to, Note{1}));
    world.runtime().exit(to.pid, atoms::kill);
    world.run();
    const To next{world.started(gen_msg::start<listener>(world.runtime(), journal))};
    QCOMPARE(next.pid.index, to.pid.index);
    QVERIFY(world.runtime().send_after(10ms, to, Note{2}));
    world.advance(20ms);
    QCOMPARE(*journal, Lines{});
  }

  void the_end_of_another_process_leaves_a_timer() {
    Heard heard;
    const Pid other = start_puppet(heard.world, plain(make_journal()));
    in(heard.world, other, [&] { QVERIFY(genmsg::send_after(10ms, heard.to, Note{1})); });
    heard.runtime().exit(other, atoms::kill);
    heard.world.advance(11ms);
    QCOMPARE(*heard.journal, Lines{"note 1"});
  }

  void negative_time_is_badarg() {
    Heard heard;
    const auto ref = heard.runtime().send_after(-1ns, heard.to, Note{1});
    QVERIFY(!ref);
    QCOMPARE(ref.error().code, Error::Code::BadArgument);
    QCOMPARE(ref.error().reason, Term(atoms::badarg));
    QVERIFY(!heard.runtime().start_timer(-1ns, heard.to, Note{1}));
  }

  void a_time_beyond_the_reach_of_the_wheel_is_kept() {
    Heard heard;
    const auto four_years = std::chrono::hours(24 * 365 * 4);
    const TimerRef ref = heard.runtime().send_after(four_years, heard.to, Note{1}).value();
    // The wheel reaches 2 years: it fires there, and the timer is armed again.
    heard.world.scheduler().clock().advance(four_years - 1s);
    heard.world.advance(1ms);
    QCOMPARE(*heard.journal, Lines{});
    QCOMPARE(heard.runtime().read_timer(ref).value(), std::chrono::nanoseconds(999ms));
    heard.world.advance(1s);
    QCOMPARE(*heard.journal, Lines{"note 1"});
    const auto longest = std::chrono::nanoseconds::max();
    QVERIFY(heard.runtime().cancel_timer(
        heard.runtime().send_after(longest, heard.to, Note{1}).value()));
  }

  void absolute_time_is_a_point_on_the_clock() {
    Heard heard;
    heard.world.advance(50ms);
    const std::chrono::nanoseconds at(heard.runtime().now_ns() + 10'000'000);
    const TimerRef ref =
        heard.runtime().send_after(at, heard.to, Note{1}, {.absolute = true}).value();
    QCOMPARE(heard.runtime().read_timer(ref).value(), std::chrono::nanoseconds(10ms));
    heard.world.advance(11ms);
    QCOMPARE(*heard.journal, Lines{"note 1"});
  }

  void absolute_time_that_is_past_is_due() {
    Heard heard;
    heard.world.advance(50ms);
    QVERIFY(heard.runtime().send_after(1ms, heard.to, Note{1}, {.absolute = true}));
    QVERIFY(heard.runtime().start_timer(-1ms, heard.to, Note{2}, {.absolute = true}));
    heard.world.run();
    QCOMPARE(heard.journal->size(), std::size_t{2});
  }

  void a_process_uses_them_by_their_erlang_names() {
    Heard heard;
    const Pid pid = start_puppet(heard.world, plain(make_journal()));
    TimerRef kept;
    TimerRef cancelled;
    in(heard.world, pid, [&] {
      kept = genmsg::start_timer(10ms, heard.to, Note{1}).value();
      cancelled = genmsg::send_after(10ms, heard.to.pid, Note{2}).value();
      QVERIFY(genmsg::read_timer(kept));
      QVERIFY(genmsg::cancel_timer(cancelled));
    });
    heard.world.advance(11ms);
    QCOMPARE(heard.journal->size(), std::size_t{1});
    QVERIFY_THROWS_EXCEPTION(NotAProcess, genmsg::cancel_timer(kept));
    QVERIFY_THROWS_EXCEPTION(NotAProcess, genmsg::send_after(1ms, heard.to, Note{1}).value());
  }

  void a_timer_message_has_no_sender() {
    Heard heard;
    const Pid pid = start_puppet(heard.world, plain(make_journal()));
    // It does not take Counted, and says from whom it came.
    std::atomic<int> live{0};
    QVERIFY(heard.runtime().send_after(1ms, pid, Counted(live)));
    heard.world.advance(2ms);
    QCOMPARE(heard.world.reports.size(), std::size_t{1});
    QVERIFY(heard.world.reports[0].find("outside") != std::string::npos);
    QCOMPARE(live.load(), 0);
  }

  void cancelling_and_dying_free_the_message() {
    Heard heard;
    std::atomic<int> live{0};
    const TimerRef ref = heard.runtime().send_after(10ms, heard.to.pid, Counted(live)).value();
    QVERIFY(heard.runtime().send_after(10ms, heard.to.pid, Counted(live)));
    QCOMPARE(live.load(), 2);
    QVERIFY(heard.runtime().cancel_timer(ref));
    QCOMPARE(live.load(), 1);
    heard.runtime().exit(heard.to.pid, atoms::kill);
    heard.world.run();
    QCOMPARE(live.load(), 0);
  }

  void destroying_the_runtime_frees_what_is_armed() {
    std::atomic<int> live{0};
    {
      ManualScheduler scheduler;
      QVERIFY(scheduler.runtime().send_after(10ms, Atom::intern("x"), Counted(live)));
      scheduler.runtime().call_after(10ms, [kept = Counted(live)] {});
      QCOMPARE(live.load(), 2);
    }
    QCOMPARE(live.load(), 0);
  }

  // --- call_after, on which the rest is built

  void call_after_calls_on_a_scheduler_outside_of_processes() {
    ManualWorld world;
    bool on_a_scheduler = false;
    bool in_a_process = true;
    world.runtime().call_after(5ms, [&] {
      on_a_scheduler = on_scheduler();
      in_a_process = execution.process != nullptr;
    });
    world.advance(4ms);
    QVERIFY(!on_a_scheduler);
    world.advance(2ms);
    QVERIFY(on_a_scheduler && !in_a_process);
  }

  void call_after_never_calls_before_it_returns() {
    ManualWorld world;
    int calls = 0;
    world.runtime().call_after(0ms, [&] { ++calls; });
    world.runtime().call_after(-5ms, [&] { ++calls; });
    QCOMPARE(calls, 0);
    world.advance(2ms);
    QCOMPARE(calls, 2);
  }

  void call_after_is_cancelled_by_its_reference_or_the_end_of_its_owner() {
    Heard heard;
    int calls = 0;
    const TimerRef ref = heard.runtime().call_after(5ms, [&] { ++calls; });
    QVERIFY(heard.runtime().cancel_timer(ref));
    heard.runtime().call_after(5ms, [&] { ++calls; }, heard.to.pid);
    heard.runtime().exit(heard.to.pid, atoms::kill);
    heard.world.advance(10ms);
    QCOMPARE(calls, 0);
  }

  void a_function_may_start_and_cancel_timers() {
    ManualWorld world;
    int calls = 0;
    TimerRef other;
    world.runtime().call_after(5ms, [&] {
      QVERIFY(world.runtime().cancel_timer(other));
      world.runtime().call_after(5ms, [&] { ++calls; });
    });
    other = world.runtime().call_after(6ms, [&] { calls += 100; });
    world.advance(20ms);
    QCOMPARE(calls, 1);
  }

  // --- with real threads

  void a_plain_thread_wakes_a_sleeping_scheduler_for_an_earlier_timer() {
    Runtime runtime(two_schedulers());
    std::binary_semaphore called{0};
    for (int i = 0; i < 20; ++i) {
      // Asleep for a minute unless they are told.
      runtime.call_after(1ms, [&] { called.release(); });
      QVERIFY(called.try_acquire_for(30s));
    }
  }

  void a_timer_is_cancelled_or_delivered_and_never_both() {
    constexpr int timers = 20'000;
    std::atomic<int> heard{0};
    std::counting_semaphore<> first{0};
    int cancelled = 0;
    {
      Runtime runtime(two_schedulers());
      const Pid pid = **gen_msg::start<counter_of_notes>(
                            runtime, counter_of_notes::State{&heard, &first})
                            .wait();
      std::vector<TimerRef> refs;
      for (int i = 0; i < timers; ++i) {
        refs.push_back(
            runtime.send_after(std::chrono::milliseconds(1 + i % 8), pid, Note{i}).value());
      }
      first.acquire();  // they have begun to fire
      for (const TimerRef ref : refs) cancelled += runtime.cancel_timer(ref) ? 1 : 0;
      // What was not cancelled has been taken out to be fired, and is on its way.
      QTRY_COMPARE(heard.load() + cancelled, timers);
      QVERIFY(proc_lib::stop(runtime, pid).wait());
      QCOMPARE(runtime.timers().armed_count(), std::size_t{0});
    }
    QCOMPARE(heard.load() + cancelled, timers);
  }

  void a_timer_that_races_with_the_end_of_its_process_is_not_left_behind() {
    Runtime runtime(two_schedulers());
    for (int i = 0; i < 300; ++i) {
      std::atomic<int> heard{0};
      std::counting_semaphore<> first{0};
      const Pid pid = **gen_msg::start<counter_of_notes>(
                            runtime, counter_of_notes::State{&heard, &first})
                            .wait();
      std::thread killer([&] { runtime.exit(pid, atoms::kill); });
      for (int k = 0; k < 20; ++k) QVERIFY(runtime.send_after(1h, pid, Note{k}));
      killer.join();
      while (runtime.is_alive(pid)) std::this_thread::yield();
    }
    QTRY_COMPARE(runtime.timers().armed_count(), std::size_t{0});
  }
};

QTEST_GUILESS_MAIN(TestUserTimers)
#include "tst_user_timers.moc"
