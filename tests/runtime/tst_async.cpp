// SPDX-License-Identifier: GPL-3.0-or-later
// Callbacks that are coroutines: what a process does, and does not do, while it awaits.
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

/// Answers when it is told to, and keeps what it was asked.
struct oracle {
  static constexpr std::string_view module_name = "oracle";
  enum class Ask { Now, Later, Crash };
  struct Release {};
  struct State {
    Journal journal;
    std::vector<gen_server::From<int>> waiting;
  };
  using Call = Ask;
  using Reply = int;
  using Cast = Release;
  static gen_server::Init<State> init(Journal journal) {
    return gen_server::ok(State{std::move(journal), {}});
  }
  static gen_server::CallReturn<int> handle_call(Ask&& ask, const gen_server::From<int>& from,
                                                 State& state) {
    state.journal->push_back("asked");
    if (ask == Ask::Crash) genmsg::exit(atom("crashed"));
    if (ask == Ask::Now) return gen_server::reply(7);
    state.waiting.push_back(from);
    return gen_server::noreply();
  }
  static gen_server::Return handle_cast(Release&&, State& state) {
    for (const auto& from : state.waiting) from.set(8);
    state.waiting.clear();
    return gen_server::ok();
  }
};

/// Writes when it goes away.
struct Trail {
  Journal journal;
  ~Trail() {
    if (journal) journal->push_back("destroyed");
  }
  Trail(Journal where) : journal(std::move(where)) {}
  Trail(Trail&&) = default;
};

/// Asks the oracle from within its callbacks.
struct asker {
  static constexpr std::string_view module_name = "asker";
  struct State {
    Journal journal;
    Pid oracle;
    std::int64_t last = 0;
    void write(const std::string& line) { journal->push_back(line); }
  };
  struct Ask {
    oracle::Ask how;
    std::chrono::nanoseconds limit = Pending<int>::no_limit;
  };
  struct Twice {};
  struct Throw {};
  struct Stop {};
  using Msg = std::variant<Ask, Twice, Throw, Stop, Note, Exit>;
  struct Args {
    Journal journal;
    Pid oracle;
    bool traps = false;
  };
  static gen_msg::Init<State> init(Args args) {
    trap_exit(args.traps);
    return gen_msg::ok(State{args.journal, args.oracle, 0});
  }

  static Async<gen_msg::Return> handle_msg(Msg&& message, State& state) {
    if (auto* const ask = std::get_if<Ask>(&message)) {
      const Trail trail(state.journal);
      const auto answer =
          co_await gen_server::call<oracle>(current_runtime(), state.oracle, ask->how)
              .within(ask->limit);
      // The message is still there after the await.
      state.write((ask->how == oracle::Ask::Now ? "now " : "later ") + said(answer));
    } else if (std::holds_alternative<Twice>(message)) {
      const int sum = co_await twice(state);
      state.write("sum " + std::to_string(sum));
    } else if (std::holds_alternative<Throw>(message)) {
      const auto answer =
          co_await gen_server::call<oracle>(current_runtime(), state.oracle, oracle::Ask::Later);
      throw std::runtime_error("after " + said(answer));
    } else if (std::holds_alternative<Stop>(message)) {
      const auto answer =
          co_await gen_server::call<oracle>(current_runtime(), state.oracle, oracle::Ask::Later);
      co_return gen_msg::stop(Term::tuple_of(atom("answered"), *answer));
    } else if (auto* const note = std::get_if<Note>(&message)) {
      state.write("note " + std::to_string(note->value));
    } else if (auto* const exit = std::get_if<Exit>(&message)) {
      state.write("EXIT " + print(exit->reason));
    }
    co_return gen_msg::ok();
  }
  static Async<int> twice(State& state) {
    int sum = 0;
    for (int i = 0; i < 2; ++i) {
      const auto answer =
          co_await gen_server::call<oracle>(current_runtime(), state.oracle, oracle::Ask::Now);
      sum += *answer;
    }
    co_return sum;
  }
  /// Of an error Reason in {Reason, {gen_server, call, [Name, Request]}}.
  static std::string said(const Result<int>& answer) {
    return answer ? std::to_string(*answer) : print(answer.error().reason.elements()[0]);
  }
  static void terminate(const Term& reason, State& state) {
    state.write("terminate " + print(reason));
  }
};

/// Its init and its terminate await.
struct slow {
  static constexpr std::string_view module_name = "slow";
  struct State {
    Journal journal;
    Pid oracle;
    bool asks_at_end = true;
  };
  using Msg = Note;
  static Async<gen_msg::Init<State>> init(State args) {
    args.journal->push_back("init");
    const auto answer =
        co_await gen_server::call<oracle>(current_runtime(), args.oracle, oracle::Ask::Later);
    if (!answer) co_return gen_msg::error(answer.error().reason);
    args.journal->push_back("ready");
    co_return gen_msg::ok(std::move(args));
  }
  static gen_msg::Return handle_msg(Note&& note, State& state) {
    state.journal->push_back("note " + std::to_string(note.value));
    return gen_msg::ok();
  }
  static Async<> terminate(const Term& reason, State& state) {
    state.journal->push_back("terminate " + print(reason));
    if (!state.asks_at_end) genmsg::exit(atom("worse"));
    const auto answer =
        co_await gen_server::call<oracle>(current_runtime(), state.oracle, oracle::Ask::Later);
    state.journal->push_back("last " + asker::said(answer));
  }
};

struct World {
  ManualWorld world;
  Journal journal = make_journal();
  Journal asked = make_journal();
  Pid oracle_pid;
  Pid pid;

  explicit World(bool traps = false, std::uint64_t seed = 0) : world(seed) {
    oracle_pid = world.started(gen_server::start<oracle>(world.runtime(), asked));
    pid = world.started(gen_msg::start<asker>(world.runtime(),
                                              asker::Args{journal, oracle_pid, traps}));
  }
  template <class T>
  void tell(T message) {
    world.runtime().send(Address<asker::Msg>{pid}, asker::Msg(std::move(message)));
    world.run();
  }
  void release() {
    gen_server::cast<oracle>(world.runtime(), oracle_pid, oracle::Release{});
    world.run();
  }
  ProcessRow row() {
    for (const ProcessRow& row : take_snapshot(world.runtime()).processes) {
      if (row.pid == pid) return row;
    }
    return {};
  }
  bool alive() { return world.runtime().is_alive(pid); }
};

}  // namespace

class TestAsync : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void call_in_a_callback_awaits_the_reply() {
    World w;
    w.tell(asker::Ask{oracle::Ask::Now});
    QCOMPARE(*w.journal, (Lines{"now 7", "destroyed"}));
  }

  void while_it_awaits_messages_stay_queued_and_it_is_waiting() {
    World w;
    w.tell(asker::Ask{oracle::Ask::Later});
    w.tell(Note{1});
    w.tell(Note{2});
    QCOMPARE(*w.journal, Lines{});
    QCOMPARE(w.row().mailbox, 2u);
    QCOMPARE(w.row().status, Status::Waiting);
    QVERIFY(!w.world.step());  // and it costs nothing
    w.release();
    QCOMPARE(*w.journal, (Lines{"later 8", "destroyed", "note 1", "note 2"}));
  }

  void while_it_awaits_sys_requests_stay_queued() {
    World w;
    w.tell(asker::Ask{oracle::Ask::Later});
    auto suspended = sys::suspend(w.world.runtime(), w.pid, {.priority = true});
    w.world.run();
    QCOMPARE(suspended.get().error().code, Error::Code::WouldBlock);
    w.release();
    QVERIFY(suspended.get().has_value());
    w.tell(Note{1});
    QCOMPARE(*w.journal, (Lines{"later 8", "destroyed"}));
  }

  void process_info_is_answered_while_a_callback_awaits() {
    World w;
    w.tell(asker::Ask{oracle::Ask::Later});
    const auto info = w.world.answer(process_info(w.world.runtime(), w.pid));
    QVERIFY(info.has_value());
    QCOMPARE(info->status, Atom::intern("waiting"));
    QCOMPARE(info->reductions, std::uint64_t{1});
    w.tell(Note{1});
    const auto with_message = w.world.answer(process_info(w.world.runtime(), w.pid));
    QCOMPARE(with_message->message_queue_len, 1u);
    QCOMPARE(with_message->status, Atom::intern("waiting"));  // for something else
    QCOMPARE(*w.journal, Lines{});  // it awaits still
    w.release();
    QCOMPARE(*w.journal, (Lines{"later 8", "destroyed", "note 1"}));
  }

  void request_with_priority_is_taken_before_the_messages_when_the_callback_ends() {
    World w;
    w.tell(asker::Ask{oracle::Ask::Later});
    w.tell(Note{1});
    auto first = sys::get_state(w.world.runtime(), w.pid);
    auto suspended = sys::suspend(w.world.runtime(), w.pid, {.priority = true});
    w.release();
    QVERIFY(suspended.get().has_value());
    QVERIFY(first.get().has_value());  // a suspended process answers at once
    QCOMPARE(*w.journal, (Lines{"later 8", "destroyed"}));
  }

  void awaits_may_be_nested_and_repeated() {
    World w;
    w.tell(asker::Twice{});
    QCOMPARE(*w.journal, (Lines{"sum 14"}));
  }

  void timeout_ends_the_await_and_the_late_reply_never_arrives() {
    World w;
    w.tell(asker::Ask{oracle::Ask::Later, 50ms});
    w.world.advance(49ms);
    QCOMPARE(*w.journal, Lines{});
    w.world.advance(2ms);
    QCOMPARE(*w.journal, (Lines{"later timeout", "destroyed"}));
    w.release();
    w.tell(Note{1});
    QCOMPARE(w.journal->back(), std::string("note 1"));
    QCOMPARE(w.journal->size(), std::size_t{3});
  }

  void answer_in_time_cancels_the_timeout() {
    World w;
    w.tell(asker::Ask{oracle::Ask::Later, 50ms});
    w.release();
    QCOMPARE(w.world.runtime().timers().armed_count(), std::size_t{0});
    w.world.advance(100ms);
    QCOMPARE(*w.journal, (Lines{"later 8", "destroyed"}));
  }

  void no_time_at_all_is_a_timeout_at_once() {
    World w;
    w.tell(asker::Ask{oracle::Ask::Now, 0ms});
    QCOMPARE(*w.journal, (Lines{"now timeout", "destroyed"}));
  }

  void call_of_a_dead_process_is_noproc() {
    World w;
    w.world.runtime().exit(w.oracle_pid, atoms::kill);
    w.world.run();
    w.tell(asker::Ask{oracle::Ask::Now});
    QCOMPARE(*w.journal, (Lines{"now noproc", "destroyed"}));
  }

  void server_that_dies_during_the_call_gives_its_reason() {
    World w;
    w.tell(asker::Ask{oracle::Ask::Crash});
    QCOMPARE(*w.journal, (Lines{"later crashed", "destroyed"}));
  }

  void exit_signal_destroys_the_coroutine_without_terminate() {
    World w;
    w.tell(asker::Ask{oracle::Ask::Later});
    w.world.runtime().exit(w.pid, atom("boom"));
    w.world.run();
    QVERIFY(!w.alive());
    QCOMPARE(*w.journal, (Lines{"destroyed"}));
    w.release();  // to nobody
    QCOMPARE(*w.journal, (Lines{"destroyed"}));
  }

  void kill_destroys_the_coroutine_of_a_trapping_process() {
    World w(true);
    w.tell(asker::Ask{oracle::Ask::Later, 1h});
    w.world.runtime().exit(w.pid, atoms::kill);
    w.world.run();
    QVERIFY(!w.alive());
    QCOMPARE(*w.journal, (Lines{"destroyed"}));
  }

  void trapped_exit_waits_until_the_callback_ends() {
    World w(true);
    w.tell(asker::Ask{oracle::Ask::Later});
    w.world.runtime().exit(w.pid, atom("boom"));
    w.world.run();
    QCOMPARE(*w.journal, Lines{});
    w.release();
    QCOMPARE(*w.journal, (Lines{"later 8", "destroyed", "EXIT boom"}));
  }

  void exception_after_an_await_is_the_exit_reason() {
    World w;
    w.tell(asker::Throw{});
    w.release();
    QVERIFY(!w.alive());
    QCOMPARE(w.journal->size(), std::size_t{1});
    QVERIFY(w.journal->at(0).find("<<\"after 8\">>") != std::string::npos);
    // The place is that of the message that began to await.
    QVERIFY(w.journal->at(0).find(",handle_msg,") != std::string::npos);
    QVERIFY(w.journal->at(0).find("Throw") != std::string::npos);
  }

  void stop_after_an_await_calls_terminate() {
    World w;
    w.tell(asker::Stop{});
    w.release();
    QVERIFY(!w.alive());
    QCOMPARE(*w.journal, (Lines{"terminate {answered,8}"}));
  }

  void wait_on_a_scheduler_would_block() {
    World w;
    Error::Code code{};
    const Pid puppet = start_puppet(w.world, plain(make_journal()));
    in(w.world, puppet, [&] {
      auto answer = gen_server::call<oracle>(current_runtime(), w.oracle_pid, oracle::Ask::Later);
      code = answer.wait().error().code;
    });
    QCOMPARE(code, Error::Code::WouldBlock);
  }

  void runtime_may_end_while_processes_await() {
    auto journal = make_journal();
    {
      ManualScheduler scheduler;
      Runtime& runtime = scheduler.runtime();
      auto started = gen_server::start<oracle>(runtime, make_journal());
      scheduler.run();
      const Pid oracle_pid = **started.get();
      auto asking = gen_msg::start<asker>(runtime, asker::Args{journal, oracle_pid, false});
      scheduler.run();
      runtime.send(Address<asker::Msg>{**asking.get()},
                   asker::Msg(asker::Ask{oracle::Ask::Later}));
      scheduler.run();
    }
    QCOMPARE(*journal, (Lines{"destroyed"}));
  }

  void answer_from_another_thread_wakes_it() {
    RuntimeOptions options;
    options.schedulers = 2;
    Runtime runtime(options);
    auto journal = make_journal();
    const Pid oracle_pid = **gen_server::start<oracle>(runtime, make_journal()).wait();
    const Pid pid =
        **gen_msg::start<asker>(runtime, asker::Args{journal, oracle_pid, false}).wait();
    for (int i = 0; i < 1000; ++i) {
      runtime.send(Address<asker::Msg>{pid}, asker::Msg(asker::Ask{oracle::Ask::Now}));
    }
    QVERIFY(sys::get_state(runtime, pid).wait(60s).has_value());
    QCOMPARE(journal->size(), std::size_t{2000});
  }

  // --- init and terminate

  void start_is_answered_when_an_init_that_awaits_has_ended() {
    World w;
    auto started = gen_msg::start<slow>(w.world.runtime(), slow::State{w.journal, w.oracle_pid});
    w.world.run();
    QCOMPARE(started.get().error().code, Error::Code::WouldBlock);
    QCOMPARE(*w.journal, (Lines{"init"}));
    w.release();
    const Pid pid = **started.get();
    QCOMPARE(*w.journal, (Lines{"init", "ready"}));
    w.world.runtime().send(pid, Note{3});
    w.world.run();
    QCOMPARE(w.journal->back(), std::string("note 3"));
    w.journal->clear();
  }

  void init_that_does_not_end_in_time_is_killed() {
    World w;
    auto started = gen_msg::start<slow>(w.world.runtime(), slow::State{w.journal, w.oracle_pid},
                                        {.name = Atom::intern("slow"), .timeout = 20ms});
    w.world.advance(21ms);
    QCOMPARE(started.get()->error(), Term(atoms::timeout));
    QVERIFY(!w.world.runtime().whereis(Atom::intern("slow")));
    w.release();
    QCOMPARE(*w.journal, (Lines{"init"}));
  }

  void init_that_ends_in_time_is_not_killed_later() {
    World w;
    auto started = gen_msg::start<slow>(w.world.runtime(), slow::State{w.journal, w.oracle_pid},
                                        {.timeout = 20ms});
    w.world.run();
    w.release();
    w.world.advance(100ms);
    QVERIFY(w.world.runtime().is_alive(**started.get()));
  }

  void failed_start_with_an_awaiting_init_leaves_no_exit_message() {
    World w;
    Journal journal = make_journal();
    const Pid parent = start_puppet(w.world, trapping(journal));
    std::optional<Pending<StartResult>> started;
    in(w.world, parent, [&] {
      started = gen_msg::start_link<slow>(slow::State{w.journal, w.oracle_pid}, {.timeout = 20ms});
    });
    w.world.advance(30ms);
    QCOMPARE(started->get()->error(), Term(atoms::timeout));
    QCOMPARE(*journal, Lines{});
  }

  void terminate_may_await() {
    World w;
    auto started = gen_msg::start<slow>(w.world.runtime(), slow::State{w.journal, w.oracle_pid});
    w.world.run();
    w.release();
    w.journal->clear();
    auto stopped = proc_lib::stop(w.world.runtime(), **started.get());
    w.world.run();
    QCOMPARE(*w.journal, (Lines{"terminate normal"}));
    QVERIFY(w.world.runtime().is_alive(**started.get()) ||
            stopped.get().error().code == Error::Code::WouldBlock);
    w.release();
    QCOMPARE(*w.journal, (Lines{"terminate normal", "last 8"}));
    QVERIFY(stopped.get().has_value());
  }

  void kill_ends_a_terminate_that_awaits() {
    World w;
    auto started = gen_msg::start<slow>(w.world.runtime(), slow::State{w.journal, w.oracle_pid});
    w.world.run();
    w.release();
    const Pid pid = **started.get();
    auto stopped = proc_lib::stop(w.world.runtime(), pid);
    w.world.run();
    w.world.runtime().exit(pid, atoms::kill);
    w.world.run();
    QVERIFY(!w.world.runtime().is_alive(pid));
    QCOMPARE(stopped.get().error().reason, Term(atoms::killed));
  }

  void exception_in_a_terminate_that_awaits_is_the_reason() {
    World w;
    auto started = gen_msg::start<slow>(w.world.runtime(),
                                        slow::State{w.journal, w.oracle_pid, false});
    w.world.run();
    w.release();
    auto stopped = proc_lib::stop(w.world.runtime(), **started.get());
    w.world.run();
    QCOMPARE(stopped.get().error().reason, atom("worse"));
  }
};

QTEST_GUILESS_MAIN(TestAsync)
#include "tst_async.moc"
