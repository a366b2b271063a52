// SPDX-License-Identifier: GPL-3.0-or-later
// Behaviours that block: they run on threads of their own, and hold no scheduler up.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "support/endless_trace.h"
#include "support/eventually.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using test::ManualWorld;

namespace {

/// What blocked callbacks wait at, and how many do.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    ++inside_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return is_open_; });
    --inside_;
  }
  bool wait_for_inside(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 30s, [&] { return inside_ == count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  bool is_open_ = false;
};

using Code = std::function<void()>;

/// Runs what it is sent, as a process that may block.
struct blocker {
  static constexpr std::string_view module_name = "blocker";
  static constexpr bool blocking = true;
  struct State {};
  using Msg = std::variant<Code, Timeout, Exit>;
  static gen_msg::Init<State> init(Code code) {
    if (code) code();
    return gen_msg::ok(State{});
  }
  static gen_msg::Return handle_msg(Msg&& message, State&) {
    if (const auto* const code = std::get_if<Code>(&message)) (*code)();
    return gen_msg::ok();
  }
};

/// The same, ordinary.
struct plain_worker {
  static constexpr std::string_view module_name = "plain_worker";
  struct State {};
  using Msg = Code;
  static gen_msg::Init<State> init(Code code) {
    if (code) code();
    return gen_msg::ok(State{});
  }
  static gen_msg::Return handle_msg(Msg&& code, State&) {
    code();
    return gen_msg::ok();
  }
};

/// A second, that a timeout ends.
struct sleeper {
  static constexpr std::string_view module_name = "sleeper";
  static constexpr bool blocking = true;
  struct State {
    std::atomic<int>* timeouts = nullptr;
  };
  using Msg = std::variant<Code, Timeout>;
  static gen_msg::Init<State> init(std::atomic<int>* timeouts) {
    return gen_msg::ok(State{timeouts});
  }
  static gen_msg::Return handle_msg(Msg&& message, State& state) {
    if (std::holds_alternative<Timeout>(message)) {
      ++*state.timeouts;
      return gen_msg::ok();
    }
    return gen_msg::ok(1ms);
  }
};

RuntimeOptions options(unsigned blocking_threads = 256) {
  RuntimeOptions made;
  made.schedulers = 1;
  made.process_limit = 64;
  made.message_bytes = std::size_t{1} << 28;
  made.blocking_threads = blocking_threads;
  made.logger = [](const Report&) {};
  return made;
}

template <class M>
Pid start(Runtime& runtime, Code init = {}) {
  const auto started = gen_msg::start<M>(runtime, std::move(init)).wait(30s);
  return started && *started ? **started : Pid{};
}
template <class M>
void tell(Runtime& runtime, Pid pid, Code code) {
  runtime.send(Address<typename M::Msg>{pid}, Code(std::move(code)));
}
Status status_of(Runtime& runtime, Pid pid) {
  for (const ProcessRow& row : take_snapshot(runtime).processes) {
    if (row.pid == pid) return row.status;
  }
  return Status::Exiting;
}

}  // namespace

class TestBlocking : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void a_blocked_worker_holds_no_scheduler_up() {
    Gate gate;
    Runtime runtime(options());
    std::vector<Pid> blocked;
    for (int i = 0; i < 5; ++i) {
      blocked.push_back(start<blocker>(runtime));
      tell<blocker>(runtime, blocked.back(), [&] { gate.pass(); });
    }
    QVERIFY(gate.wait_for_inside(5));
    std::atomic<bool> ran{false};
    const Pid other = start<plain_worker>(runtime);
    tell<plain_worker>(runtime, other, [&] { ran = true; });
    QVERIFY(eventually([&] { return ran.load(); }));
    gate.open();
  }

  void a_blocking_init_runs_on_its_own_thread_and_the_start_is_answered_later() {
    Gate gate;
    Runtime runtime(options());
    std::atomic<bool> was_open{false};
    std::atomic<bool> went_on{false};
    const Pid parent = start<plain_worker>(runtime);
    tell<plain_worker>(runtime, parent, [&] {
      auto started = gen_msg::start_link<blocker>(Code([&] { gate.pass(); }));
      const auto answer = started.get();
      was_open = !answer && answer.error().code == Error::Code::WouldBlock;
    });
    tell<plain_worker>(runtime, parent, [&] { went_on = true; });
    QVERIFY(eventually([&] { return went_on.load(); }));
    QVERIFY(was_open);
    gate.open();
  }

  void a_failed_blocking_start_reaches_a_linked_parent_once() {
    ManualWorld world;
    const test::Journal journal = test::make_journal();
    const Pid parent = test::start_puppet(world, test::trapping(journal));
    std::optional<Pending<StartResult>> started;
    test::in(world, parent, [&] {
      started = gen_msg::start_link<blocker>(Code([] { exit(test::atom("no_db")); }));
    });
    const auto answer = started->get();
    QVERIFY(answer && !*answer);
    QCOMPARE(answer->error(), test::atom("no_db"));
    QCOMPARE(*journal, std::vector<std::string>{});
  }

  void wait_is_allowed_in_a_blocking_process_only() {
    Runtime runtime(options());
    const Pid other = start<plain_worker>(runtime);
    std::atomic<int> blocking_got{0};
    std::atomic<int> plain_got{0};
    const auto ask = [&](std::atomic<int>& got) {
      return [&] { got = sys::get_state(runtime, other).wait(30s) ? 1 : 2; };
    };
    tell<blocker>(runtime, start<blocker>(runtime), ask(blocking_got));
    tell<plain_worker>(runtime, start<plain_worker>(runtime), ask(plain_got));
    QVERIFY(eventually([&] { return blocking_got != 0 && plain_got != 0; }));
    QCOMPARE(blocking_got.load(), 1);
    QCOMPARE(plain_got.load(), 2);
  }

  void an_ordinary_child_of_a_blocking_process_runs_its_init_at_once_and_may_not_wait() {
    Runtime runtime(options());
    std::atomic<int> done{0};
    std::atomic<bool> waited{true};
    std::atomic<bool> moved{false};
    const Pid other = start<plain_worker>(runtime);
    tell<blocker>(runtime, start<blocker>(runtime), [&] {
      const std::thread::id here = std::this_thread::get_id();
      const auto started = gen_msg::start<plain_worker>(runtime, Code([&] {
                             waited = sys::get_state(runtime, other).wait(30s).has_value();
                           })).get();
      if (!started || !*started) return;
      tell<plain_worker>(runtime, **started, [&, here] {
        moved = std::this_thread::get_id() != here;
        done = 1;
      });
    });
    QVERIFY(eventually([&] { return done == 1; }));
    QVERIFY(!waited);
    QVERIFY(moved);  // only its init ran on the blocking thread
  }

  void blocking_processes_may_ask_each_other() {
    Runtime runtime(options());
    const Pid second = start<blocker>(runtime);
    std::atomic<int> got{0};
    tell<blocker>(runtime, start<blocker>(runtime), [&] {
      got = sys::get_state(runtime, second).wait(30s) ? 1 : 2;
    });
    QVERIFY(eventually([&] { return got != 0; }));
    QCOMPARE(got.load(), 1);
  }

  void threads_are_reused() {
    Runtime runtime(options());
    const Pid pid = start<blocker>(runtime);
    for (int i = 0; i < 200; ++i) {
      tell<blocker>(runtime, pid, [] {});
      QVERIFY(sys::get_state(runtime, pid).wait(30s));
    }
    // A second is started at most, when the first has answered and not yet counts as idle.
    QVERIFY(runtime.blocking_threads() <= 2);
  }

  void no_more_threads_than_the_cap_and_the_rest_waits_its_turn() {
    Gate gate;
    Runtime runtime(options(2));
    std::atomic<int> done{0};
    std::vector<Pid> pids;
    for (int i = 0; i < 5; ++i) pids.push_back(start<blocker>(runtime));
    for (const Pid pid : pids) {
      tell<blocker>(runtime, pid, [&] {
        gate.pass();
        ++done;
      });
    }
    QVERIFY(gate.wait_for_inside(2));
    QCOMPARE(runtime.blocking_threads(), 2u);
    gate.open();
    QVERIFY(eventually([&] { return done == 5; }));
    QVERIFY(runtime.blocking_threads() <= 2);
  }

  void a_busy_process_does_not_starve_another_at_the_cap() {
    Runtime runtime(options(1));
    const Pid busy = start<blocker>(runtime);
    const Pid other = start<blocker>(runtime);
    std::atomic<bool> done{false};
    std::function<void()> again = [&] {
      if (!done) tell<blocker>(runtime, busy, again);
    };
    tell<blocker>(runtime, busy, again);
    tell<blocker>(runtime, other, [&] { done = true; });
    QVERIFY(eventually([&] { return done.load(); }));
  }

  void idle_threads_end_and_their_counts_stay() {
    RuntimeOptions quick = options();
    quick.blocking_idle = 1ms;
    Runtime runtime(quick);
    const Pid pid = start<blocker>(runtime);
    for (int i = 0; i < 10; ++i) tell<blocker>(runtime, pid, [] {});
    QVERIFY(eventually([&] { return runtime.blocking_threads() == 0; }));
    QCOMPARE(runtime.messages_handled(), std::uint64_t{10});
    tell<blocker>(runtime, pid, [] {});
    QVERIFY(eventually([&] { return runtime.messages_handled() == 11; }));
  }

  void a_snapshot_shows_a_blocked_process_as_running() {
    Gate gate;
    Runtime runtime(options());
    const Pid pid = start<blocker>(runtime);
    QVERIFY(eventually([&] { return status_of(runtime, pid) == Status::Waiting; }));
    tell<blocker>(runtime, pid, [&] { gate.pass(); });
    QVERIFY(gate.wait_for_inside(1));
    QCOMPARE(status_of(runtime, pid), Status::Running);
    QCOMPARE(take_snapshot(runtime).schedulers.size(), std::size_t{1});  // it is none
    gate.open();
  }

  void a_blocking_process_is_traced() {
    ManualWorld manual;  // the record itself; with threads it is the same code
    const Pid one = manual.started(gen_msg::start<blocker>(manual.runtime(), Code{}));
    manual.answer(sys::set_traced(manual.runtime(), one, test::endless_trace(), true));
    Runtime runtime(options());
    const Pid pid = start<blocker>(runtime);
    QVERIFY(sys::set_traced(runtime, pid, test::endless_trace(), true).wait(30s));
    tell<blocker>(runtime, pid, [] {});
    QVERIFY(sys::get_state(runtime, pid).wait(30s));
    std::vector<TraceRecord> records;
    runtime.each_scheduler([&](const Scheduler& scheduler) {
      if (TraceRing* const ring = scheduler.trace_ring()) ring->take_all(records);
    });
    QCOMPARE(records.size(), std::size_t{1});
    QCOMPARE(records[0].pid, pid);
  }

  void a_timeout_reaches_a_blocking_process_while_all_schedulers_sleep() {
    Runtime runtime(options());
    std::atomic<int> timeouts{0};
    const Pid pid = **gen_msg::start<sleeper>(runtime, &timeouts).wait(30s);
    for (int i = 1; i <= 20; ++i) {
      runtime.send(Address<sleeper::Msg>{pid}, Code([] {}));
      QVERIFY(eventually([&] { return timeouts == i; }));
    }
  }

  void hibernate_after_reaches_a_blocking_process_while_all_schedulers_sleep() {
    Runtime runtime(options());
    gen_msg::StartOptions start;
    start.hibernate_after = 1ms;
    const Pid pid = **gen_msg::start<blocker>(runtime, Code{}, start).wait(30s);
    const Process& process = runtime.table().at(pid.index);
    for (int i = 0; i < 10; ++i) {
      std::atomic<bool> ran{false};
      tell<blocker>(runtime, pid, [&] { ran = true; });
      QVERIFY(eventually([&] { return ran.load(); }));
      QVERIFY(eventually([&] { return process.has(Process::is_hibernating); }));
    }
  }

  void kill_takes_effect_when_the_callback_returns() {
    Gate gate;
    Runtime runtime(options());
    const Pid pid = start<blocker>(runtime);
    tell<blocker>(runtime, pid, [&] { gate.pass(); });
    QVERIFY(gate.wait_for_inside(1));
    runtime.exit(pid, atoms::kill);
    QVERIFY(runtime.is_alive(pid));
    gate.open();
    QVERIFY(eventually([&] { return !runtime.is_alive(pid); }));
  }

  void entering_a_blocking_loop_moves_the_process_to_the_pool() {
    Gate gate;
    Runtime runtime(options());
    std::atomic<bool> ran{false};
    const Pid pid = proc_lib::spawn(
        runtime, [] { gen_msg::enter_loop<blocker>({}); }, Atom::intern("late:init/1"));
    tell<blocker>(runtime, pid, [&] { gate.pass(); });
    QVERIFY(gate.wait_for_inside(1));
    tell<plain_worker>(runtime, start<plain_worker>(runtime), [&] { ran = true; });
    QVERIFY(eventually([&] { return ran.load(); }));
    gate.open();
  }

  void the_end_of_a_runtime_ends_waits_of_blocking_processes() {
    const Pending<Term>::Promise never;
    std::atomic<bool> waits{false};
    std::atomic<int> result{0};
    {
      Runtime runtime(options());
      tell<blocker>(runtime, start<blocker>(runtime), [&] {
        waits = true;
        const auto got = never.future().wait();
        result = !got && got.error().code == Error::Code::Exited ? 1 : 2;
      });
      QVERIFY(eventually([&] { return waits.load(); }));
    }
    QCOMPARE(result.load(), 1);
  }

  void the_end_of_a_runtime_lets_the_current_callback_finish() {
    Gate gate;
    std::atomic<int> finished{0};
    std::thread opener;
    {
      Runtime runtime(options(1));
      const Pid pid = start<blocker>(runtime);
      tell<blocker>(runtime, pid, [&] {
        gate.pass();
        ++finished;
      });
      tell<blocker>(runtime, pid, [&] { ++finished; });
      QVERIFY(gate.wait_for_inside(1));
      opener = std::thread([&] { gate.open(); });
    }
    opener.join();
    QVERIFY(finished >= 1);
  }

  void a_manual_scheduler_runs_blocking_processes_itself() {
    for (const std::uint64_t seed : test::seeds(3)) {
      ManualWorld world(seed);
      const std::thread::id here = std::this_thread::get_id();
      std::thread::id there;
      const Pid pid = world.started(gen_msg::start<blocker>(world.runtime(), Code{}));
      bool would_block = false;
      tell<blocker>(world.runtime(), pid, [&] {
        there = std::this_thread::get_id();
        const auto got = sys::get_state(world.runtime(), Pid{9, 9}).wait();
        const Pending<Term>::Promise never;
        const auto nothing = never.future().wait();
        would_block = !got && !nothing && nothing.error().code == Error::Code::WouldBlock;
      });
      world.run();
      QVERIFY(there == here);
      QVERIFY(would_block);
      QCOMPARE(world.runtime().blocking_threads(), 0u);
    }
  }
};

QTEST_APPLESS_MAIN(TestBlocking)
#include "tst_blocking.moc"
