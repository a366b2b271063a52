// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

enum class Ask { Now, Later, Never, Stop, Throw, KeepQuiet };

/// Answers at once, when it is told to, or not at all.
struct oracle {
  static constexpr std::string_view module_name = "oracle";
  struct State {
    Journal journal;
    std::vector<gen_server::From<std::int64_t>> waiting = {};
  };
  using Call = Ask;
  using Reply = std::int64_t;
  using Cast = std::int64_t;
  using Info = std::variant<Note, Timeout>;

  static gen_server::Init<State> init(Journal journal) {
    return gen_server::ok(State{std::move(journal)});
  }
  static gen_server::CallReturn<Reply> handle_call(Ask&& ask, const gen_server::From<Reply>& from,
                                                   State& state) {
    switch (ask) {
      case Ask::Now: return gen_server::reply(std::int64_t{42});
      case Ask::Later: state.waiting.push_back(from); return gen_server::noreply();
      case Ask::Stop: return gen_server::reply(std::int64_t{1}, gen_server::stop(atoms::normal));
      case Ask::Throw: throw std::runtime_error("no");
      case Ask::KeepQuiet: return gen_server::noreply(gen_server::ok(10ms));
      case Ask::Never: break;
    }
    return gen_server::noreply(gen_server::stop(atom("never")));
  }
  static gen_server::Return handle_cast(std::int64_t&& value, State& state) {
    for (const auto& from : state.waiting) from.set(value);
    state.waiting.clear();
    return gen_server::ok();
  }
  static gen_server::Return handle_info(Info&& info, State& state) {
    state.journal->push_back(std::holds_alternative<Timeout>(info)
                                 ? "timeout"
                                 : "info " + std::to_string(std::get<Note>(info).value));
    return gen_server::ok();
  }
  static void terminate(const Term& reason, State& state) {
    state.journal->push_back("terminate " + print(reason));
  }
};

/// {req, N} gives {ok, -N}: the server of sys_SUITE.
struct negator {
  static constexpr std::string_view module_name = "negator";
  struct State {
    std::int64_t calls = 0;
    BOOST_DESCRIBE_CLASS(State, (), (calls), (), ())
  };
  using Call = std::int64_t;
  using Reply = std::int64_t;
  static gen_server::Init<State> init() { return gen_server::ok(State{}); }
  static gen_server::CallReturn<Reply> handle_call(std::int64_t&& number,
                                                   const gen_server::From<Reply>&, State& state) {
    ++state.calls;
    return gen_server::reply(-number);
  }
};

struct World : ManualWorld {
  explicit World(std::uint64_t seed = 0) : ManualWorld(seed) {
    pid = started(gen_server::start<oracle>(runtime(), journal));
  }
  Pending<std::int64_t> call(Ask ask) { return gen_server::call<oracle>(runtime(), pid, ask); }
  Journal journal = make_journal();
  Pid pid;
};

}  // namespace

class TestGenServer : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void call_is_answered() {
    World world;
    QCOMPARE(*world.answer(world.call(Ask::Now)), std::int64_t{42});
  }

  void reply_may_come_later() {
    World world;
    auto first = world.call(Ask::Later);
    auto second = world.call(Ask::Later);
    world.run();
    QCOMPARE(first.get().error().code, Error::Code::WouldBlock);
    gen_server::cast<oracle>(world.runtime(), world.pid, 7);
    world.run();
    QCOMPARE(*first.get(), std::int64_t{7});
    QCOMPARE(*second.get(), std::int64_t{7});
  }

  void info_is_what_is_sent_plainly() {
    World world;
    world.runtime().send(Address<oracle::Info>{world.pid}, Note{3});
    world.runtime().send(world.pid, Note{4});
    world.run();
    QCOMPARE(*world.journal, (Lines{"info 3", "info 4"}));
  }

  void noreply_with_a_timeout() {
    World world;
    auto call = world.call(Ask::KeepQuiet);
    world.run();
    world.advance(11ms);
    QCOMPARE(*world.journal, Lines{"timeout"});
  }

  void reply_and_stop() {
    World world;
    auto call = world.call(Ask::Stop);
    world.run();
    QCOMPARE(*call.get(), std::int64_t{1});
    QCOMPARE(*world.journal, Lines{"terminate normal"});
  }

  void server_that_dies_before_the_reply_gives_its_reason() {
    const auto reason_of = [](World& world, Pending<std::int64_t> call) {
      const auto answered = world.answer(std::move(call));
      if (answered || answered.error().code != Error::Code::Exited) return std::string("?");
      return print(answered.error().reason.elements()[0]);  // {Reason, {gen_server, call, ...}}
    };
    {
      World world;
      QCOMPARE(reason_of(world, world.call(Ask::Never)), std::string("never"));
    }
    {
      World world;
      auto kept = world.call(Ask::Later);  // in its state
      const std::string reason = reason_of(world, world.call(Ask::Throw));
      QVERIFY2(reason.starts_with("{{exception,<<\"std::runtime_error\">>,<<\"no\">>},"
                                  "[{oracle,handle_call,"),
               reason.c_str());
      QCOMPARE(kept.get().error().code, Error::Code::Exited);
    }
    {
      World world;
      auto first = world.call(Ask::Now);  // in its mailbox
      world.runtime().exit(world.pid, atoms::kill);
      QCOMPARE(reason_of(world, std::move(first)), std::string("killed"));
    }
  }

  void call_to_nobody_is_noproc() {
    World world;
    world.runtime().exit(world.pid, atoms::kill);
    world.run();
    QCOMPARE(world.answer(world.call(Ask::Now)).error().code, Error::Code::NoProc);
    QCOMPARE(world.answer(gen_server::call<oracle>(world.runtime(), Pid{}, Ask::Now)).error().code,
             Error::Code::NoProc);
  }

  void call_timeout_drops_the_late_reply() {
    World world;
    auto call = world.call(Ask::Later);
    QCOMPARE(call.wait(0ms).error().code, Error::Code::Timeout);
    gen_server::cast<oracle>(world.runtime(), world.pid, 7);
    world.run();
    QVERIFY(world.runtime().is_alive(world.pid));
  }

  void then_is_called_once_wherever_it_is_set() {
    World world;
    int calls = 0;
    world.call(Ask::Now).then([&](Result<std::int64_t> answer) { calls += answer ? 1 : 100; });
    QCOMPARE(calls, 0);
    world.run();
    QCOMPARE(calls, 1);
    auto late = world.call(Ask::Now);
    world.run();
    late.then([&](Result<std::int64_t> answer) { calls += answer ? 1 : 100; });
    QCOMPARE(calls, 2);
  }

  /// What runs at the end of a process runs as nobody: its slot may be another one's by then.
  void continuation_at_the_end_of_a_start_is_in_no_process() {
    ManualWorld world;
    bool in_process = true;
    gen_server::start<oracle>(world.runtime(), make_journal(), {.name = Atom::intern("one")})
        .then([&](Result<StartResult>) {});
    world.run();
    gen_server::start<oracle>(world.runtime(), make_journal(), {.name = Atom::intern("one")})
        .then([&](Result<StartResult> result) {
          QVERIFY(!*result);
          in_process = execution.process != nullptr;
        });
    world.run();
    QVERIFY(!in_process);
  }

  void module_is_known_by_its_names() {
    World world;
    const ProcessRow row = take_snapshot(world.runtime()).processes.at(0);
    QCOMPARE(row.behaviour, atoms::gen_server);
    QCOMPARE(std::string(row.initial_call.name()), std::string("oracle:init/1"));
    const auto status = world.answer(sys::get_status_parts(world.runtime(), world.pid));
    QCOMPARE(status->header, "Status for generic server " + to_string(world.pid));
  }

  void message_that_it_does_not_take_is_a_dead_letter() {
    World world;
    world.runtime().send(world.pid, 3.5);
    world.run();
    QCOMPARE(world.runtime().dead_letters(), std::uint64_t{1});
  }

  // --- sys, with a server (acceptance cases of sys_SUITE)

  void a6_statistics_of_one_call() {
    ManualWorld world;
    const Pid pid = world.started(gen_server::start<negator>(world.runtime()));
    QVERIFY(world.answer(sys::statistics(world.runtime(), pid, true)));
    QCOMPARE(*world.answer(gen_server::call<negator>(world.runtime(), pid, 44)),
             std::int64_t{-44});
    const auto got = world.answer(sys::statistics_get(world.runtime(), pid));
    QCOMPARE(got->elements()[3], read("{messages_in,1}"));
    QCOMPARE(got->elements()[4], read("{messages_out,1}"));
  }

  void a8_trace_of_one_call() {
    ManualWorld world;
    const Pid pid = world.started(gen_server::start<negator>(world.runtime()));
    const Pid caller = start_puppet(world, plain(make_journal()));
    QVERIFY(world.answer(sys::trace(world.runtime(), pid, true)));
    in(world, caller, [&] { gen_server::call<negator>(world.runtime(), pid, 44); });
    const std::string who = "*DBG* " + to_string(pid);
    QCOMPARE(world.lines, (Lines{who + " got call 44 from " + to_string(caller),
                                 who + " sent -44 to " + to_string(caller) +
                                     ", new state #{calls => 1}"}));
  }

  void trace_of_a_cast() {
    World world;
    QVERIFY(world.answer(sys::trace(world.runtime(), world.pid, true)));
    gen_server::cast<oracle>(world.runtime(), world.pid, 7);
    world.run();
    QVERIFY(world.lines.at(0).ends_with("got cast 7"));
    QVERIFY(world.lines.at(1).find("new state") != std::string::npos);
  }

  void wait_on_a_plain_thread() {
    RuntimeOptions options;
    options.schedulers = 2;
    options.process_limit = 16;
    Runtime runtime(options);
    const Pid pid = **gen_server::start<oracle>(runtime, make_journal()).wait(30s);
    for (std::int64_t i = 0; i < 100; ++i) {
      auto call = gen_server::call<oracle>(runtime, pid, Ask::Later);
      gen_server::cast<oracle>(runtime, pid, i);
      QCOMPARE(*call.wait(30s), i);
    }
  }
};

QTEST_APPLESS_MAIN(TestGenServer)
#include "tst_gen_server.moc"
