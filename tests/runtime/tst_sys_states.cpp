// SPDX-License-Identifier: GPL-3.0-or-later
// Every system message in every state of a process: running, suspended, hibernated, and both. What
// it answers does not depend on the state, and the state is afterwards what it was, but for suspend
// and resume. See: sys, "System Messages"; sys:handle_system_msg/7.
#include <stdexcept>
#include <thread>

#include <QFile>
#include <QTemporaryDir>

#include "genmsg/scheduler/scheduler.h"
#include "support/counter.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

enum class Mode { Running, Suspended, Hibernated, SuspendedAndHibernated };

/// A gen_msg with all callbacks that sys asks for.
struct clerk {
  static constexpr std::string_view module_name = "clerk";
  struct State {
    std::int64_t value = 1;
    BOOST_DESCRIBE_CLASS(State, (), (value), (), ())
  };
  struct Sleep {};
  using Msg = std::variant<std::int64_t, Sleep>;
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static gen_msg::Return handle_msg(Msg&& message, State& state) {
    if (std::holds_alternative<Sleep>(message)) return gen_msg::ok(gen_msg::hibernate);
    state.value = std::get<std::int64_t>(message);
    return gen_msg::ok();
  }
  static inline int terminated = 0;
  static void terminate(const Term&, State&) { ++terminated; }
  static Result<Ok> code_change(const Term& old_version, State& state, const Term&) {
    if (!old_version.is(Term::Kind::Integer)) {
      return tl::unexpected(Error{Error::Code::CallbackFailed, atom("bad_version")});
    }
    state.value += old_version.as_integer();
    return Ok{};
  }
};

struct World : ManualWorld {
  explicit World(Mode in) : mode(in) {
    pid = started(gen_msg::start<clerk>(runtime()));
    if (is_hibernated()) {
      runtime().send(Address<clerk::Msg>{pid}, clerk::Sleep{});
      run();
    }
    if (is_suspended()) answer(sys::suspend(runtime(), pid)).value();
  }
  bool is_suspended() const {
    return mode == Mode::Suspended || mode == Mode::SuspendedAndHibernated;
  }
  bool is_hibernated() const {
    return mode == Mode::Hibernated || mode == Mode::SuspendedAndHibernated;
  }
  Process& process() { return runtime().table().at(pid.index); }
  /// As it was made.
  bool is_as_before() {
    return process().has(Process::is_suspended) == is_suspended() &&
           process().has(Process::is_hibernating) == is_hibernated();
  }
  void send(std::int64_t value) { runtime().send(Address<clerk::Msg>{pid}, value); }
  std::int64_t value() {
    return answer(sys::get_state(runtime(), pid))->find(Atom::intern("value"))->as_integer();
  }
  std::uint64_t slices() { return runtime().schedulers().front()->slices(); }

  Mode mode;
  Pid pid;
};

}  // namespace

class TestSysStates : public QObject {
  Q_OBJECT

  static void states() {
    QTest::addColumn<int>("mode");
    const auto row = [](const char* name, Mode mode) {
      QTest::newRow(name) << static_cast<int>(mode);
    };
    row("running", Mode::Running);
    row("suspended", Mode::Suspended);
    row("hibernated", Mode::Hibernated);
    row("suspended and hibernated", Mode::SuspendedAndHibernated);
  }
  static Mode fetch() {
    QFETCH(int, mode);
    return static_cast<Mode>(mode);
  }

 private Q_SLOTS:
  void suspend_is_ok_and_suspends_data() { states(); }
  void suspend_is_ok_and_suspends() {
    World world(fetch());
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    QVERIFY(world.process().has(Process::is_suspended));
    QCOMPARE(world.process().has(Process::is_hibernating), world.is_hibernated());
    world.send(7);
    QCOMPARE(world.value(), std::int64_t{1});
  }

  void resume_is_ok_and_resumes_data() { states(); }
  void resume_is_ok_and_resumes() {
    World world(fetch());
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    QVERIFY(!world.process().has(Process::is_suspended));
    QCOMPARE(world.process().has(Process::is_hibernating), world.is_hibernated());
    world.send(7);
    QCOMPARE(world.value(), std::int64_t{7});
    QVERIFY(!world.process().has(Process::is_hibernating));
  }

  void get_state_gives_the_state_data() { states(); }
  void get_state_gives_the_state() {
    World world(fetch());
    QCOMPARE(world.answer(sys::get_state(world.runtime(), world.pid)).value(),
             read("#{value => 1}"));
    QVERIFY(world.is_as_before());
  }

  void replace_state_gives_the_new_state_data() { states(); }
  void replace_state_gives_the_new_state() {
    World world(fetch());
    const auto replaced = world.answer(sys::replace_state(
        world.runtime(), world.pid, [](const Term&) { return read("#{value => 5}"); }));
    QCOMPARE(replaced.value(), read("#{value => 5}"));
    QCOMPARE(world.value(), std::int64_t{5});
    QVERIFY(world.is_as_before());
  }

  void replace_state_that_fails_leaves_it_data() { states(); }
  void replace_state_that_fails_leaves_it() {
    World world(fetch());
    const auto thrown = world.answer(sys::replace_state(
        world.runtime(), world.pid, [](const Term&) -> Term { throw std::runtime_error("no"); }));
    QCOMPARE(thrown.error().code, Error::Code::CallbackFailed);
    QVERIFY(print(thrown.error().reason)
                .starts_with("{callback_failed,{gen_msg,system_replace_state},{throw,"));
    const auto wrong = world.answer(
        sys::replace_state(world.runtime(), world.pid, [](const Term&) { return atom("x"); }));
    QCOMPARE(wrong.error().code, Error::Code::BadState);
    QCOMPARE(world.value(), std::int64_t{1});
    QVERIFY(world.is_as_before());
  }

  void get_status_tells_whether_it_is_suspended_data() { states(); }
  void get_status_tells_whether_it_is_suspended() {
    World world(fetch());
    const Term status = world.answer(sys::get_status(world.runtime(), world.pid)).value();
    const auto parts = status.elements();
    QCOMPARE(parts[0], atom("status"));
    QCOMPARE(parts[1], Term(world.pid));
    QCOMPARE(parts[2], read("{module,gen_msg}"));
    QCOMPARE(parts[3].elements()[1], atom(world.is_suspended() ? "suspended" : "running"));
    QVERIFY(world.is_as_before());
  }

  void change_code_only_while_suspended_data() { states(); }
  void change_code_only_while_suspended() {
    World world(fetch());
    const auto changed = world.answer(
        sys::change_code(world.runtime(), world.pid, Atom::intern("clerk"), 10, Term::list({})));
    if (world.is_suspended()) {
      QVERIFY(changed);
      QCOMPARE(world.value(), std::int64_t{11});
      const auto refused = world.answer(sys::change_code(
          world.runtime(), world.pid, Atom::intern("clerk"), atom("old"), Term::list({})));
      QCOMPARE(refused.error().reason, read("{error,bad_version}"));
      QCOMPARE(world.value(), std::int64_t{11});
    } else {
      QCOMPARE(changed.error().reason, read("{unknown_system_msg,{change_code,clerk,10,[]}}"));
      QCOMPARE(world.value(), std::int64_t{1});
    }
    QVERIFY(world.is_as_before());
  }

  void terminate_is_ok_and_ends_it_data() { states(); }
  void terminate_is_ok_and_ends_it() {
    World world(fetch());
    clerk::terminated = 0;
    QVERIFY(world.answer(sys::terminate(world.runtime(), world.pid, atoms::normal)));
    QVERIFY(!world.runtime().is_alive(world.pid));
    QCOMPARE(clerk::terminated, 1);
  }

  void trace_prints_what_comes_after_resume_data() { states(); }
  void trace_prints_what_comes_after_resume() {
    World world(fetch());
    QVERIFY(world.answer(sys::trace(world.runtime(), world.pid, true)));
    QVERIFY(world.is_as_before());
    world.send(2);
    world.run();
    QCOMPARE(world.lines.size(), world.is_suspended() ? std::size_t{0} : std::size_t{2});
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    QCOMPARE(world.lines.size(), std::size_t{2});
    QVERIFY(world.answer(sys::trace(world.runtime(), world.pid, false)));
    world.send(3);
    world.run();
    QCOMPARE(world.lines.size(), std::size_t{2});
  }

  void log_keeps_gets_prints_and_ends_data() { states(); }
  void log_keeps_gets_prints_and_ends() {
    World world(fetch());
    const auto log = [&] { return world.answer(sys::log_get(world.runtime(), world.pid)).value(); };
    QCOMPARE(log().size(), std::size_t{0});  // off: {ok, []}
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    QVERIFY(world.is_as_before());
    world.send(2);
    QCOMPARE(log().size(), world.is_suspended() ? std::size_t{0} : std::size_t{2});
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    QCOMPARE(log().size(), std::size_t{2});
    QVERIFY(world.answer(sys::log_print(world.runtime(), world.pid)));
    QCOMPARE(world.lines.size(), std::size_t{2});
    QCOMPARE(world.answer(sys::log(world.runtime(), world.pid, 0)).error().reason,
             atom("unknown_debug"));
    QVERIFY(world.answer(sys::log_off(world.runtime(), world.pid)));
    QCOMPARE(log().size(), std::size_t{0});
  }

  void log_to_file_answers_ok_or_open_file_data() { states(); }
  void log_to_file_answers_ok_or_open_file() {
    World world(fetch());
    const QTemporaryDir folder;
    const std::string name = folder.filePath(QStringLiteral("log")).toStdString();
    QVERIFY(world.answer(sys::log_to_file(world.runtime(), world.pid, name)));
    QVERIFY(QFile::exists(QString::fromStdString(name)));
    const auto refused =
        world.answer(sys::log_to_file(world.runtime(), world.pid, "/no/such/folder/log"));
    QVERIFY(print(refused.error().reason).starts_with("{open_file,"));
    QVERIFY(world.answer(sys::log_to_file(world.runtime(), world.pid, std::nullopt)));
    QVERIFY(world.is_as_before());
  }

  void statistics_count_what_is_handled_data() { states(); }
  void statistics_count_what_is_handled() {
    World world(fetch());
    const auto get = [&] {
      return world.answer(sys::statistics_get(world.runtime(), world.pid)).value();
    };
    QCOMPARE(get(), atom("no_statistics"));
    QVERIFY(world.answer(sys::statistics(world.runtime(), world.pid, true)));
    QVERIFY(world.answer(sys::statistics(world.runtime(), world.pid, true)));
    QVERIFY(world.is_as_before());
    world.send(2);
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    const Term counted = get();
    QCOMPARE(counted.elements()[3], read("{messages_in,1}"));
    QCOMPARE(counted.elements()[4], read("{messages_out,0}"));
    QVERIFY(world.answer(sys::statistics(world.runtime(), world.pid, false)));
    QCOMPARE(get(), atom("no_statistics"));
  }

  void install_and_remove_are_ok_data() { states(); }
  void install_and_remove_are_ok() {
    World world(fetch());
    int calls = 0;
    const sys::DebugFunction counts{atom("f"), [&](const Term& state, const Term&, const Term&) {
                                      ++calls;
                                      return state;
                                    }, 0};
    QVERIFY(world.answer(sys::install(world.runtime(), world.pid, counts)));
    QVERIFY(world.is_as_before());
    world.send(2);
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    QCOMPARE(calls, 2);
    QVERIFY(world.answer(sys::remove(world.runtime(), world.pid, atom("f"))));
    QVERIFY(world.answer(sys::remove(world.runtime(), world.pid, atom("f"))));
    world.send(2);
    world.run();
    QCOMPARE(calls, 2);
  }

  void no_debug_drops_everything_data() { states(); }
  void no_debug_drops_everything() {
    World world(fetch());
    QVERIFY(world.answer(sys::trace(world.runtime(), world.pid, true)));
    QVERIFY(world.answer(sys::log(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::no_debug(world.runtime(), world.pid)));
    QVERIFY(!world.process().has(Process::is_debugged));
    QVERIFY(world.is_as_before());
  }

  // --- what a suspended process takes: otp's suspend_loop

  void exit_signal_ends_it_at_once_data() { states(); }
  void exit_signal_ends_it_at_once() {
    World world(fetch());
    clerk::terminated = 0;
    world.runtime().exit(world.pid, atoms::shutdown);
    world.run();
    QVERIFY(!world.runtime().is_alive(world.pid));
    QCOMPARE(clerk::terminated, 0);
  }

  void messages_keep_their_order_until_resume_data() { states(); }
  void messages_keep_their_order_until_resume() {
    const Mode mode = fetch();
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, trapping(journal));
    if (mode == Mode::Hibernated || mode == Mode::SuspendedAndHibernated) {
      tell_return(world, pid, [](puppet::State&) { return gen_msg::ok(gen_msg::hibernate); });
      world.run();
    }
    QVERIFY(world.answer(sys::suspend(world.runtime(), pid)));
    note(world, pid, 1);
    note(world, pid, 2);
    world.runtime().exit(pid, atom("not_from_its_parent"));
    world.run();
    note(world, pid, 3);
    QCOMPARE(*journal, Lines{});
    QVERIFY(world.answer(sys::resume(world.runtime(), pid)));
    const std::string exit = "EXIT " + to_string(Pid{}) + " not_from_its_parent";
    QCOMPARE(*journal, (Lines{"note 1", "note 2", exit, "note 3"}));
  }

  /// OTP's suspend_loop_hib hibernates again and again while a message is queued.
  void suspended_and_hibernated_with_a_message_it_does_not_spin() {
    World world(Mode::SuspendedAndHibernated);
    world.send(2);
    world.run();
    const std::uint64_t before = world.slices();
    for (int i = 0; i < 100; ++i) world.advance(10ms);
    QCOMPARE(world.slices(), before);
    QVERIFY(world.is_as_before());
  }

  // --- callers

  void dead_unregistered_and_self_are_errors() {
    ManualWorld world;
    const Pid dead = start_puppet(world, plain(make_journal()));
    world.runtime().exit(dead, atoms::kill);
    world.run();
    QCOMPARE(world.answer(sys::suspend(world.runtime(), dead)).error().reason,
             Term::tuple_of(atoms::noproc, Term::tuple_of(atom("sys"), atom("suspend"),
                                                          Term::list({Term(dead)}))));
    QCOMPARE(world.answer(sys::step(world.runtime(), Atom::intern("nobody"))).error().reason,
             read("{noproc,{sys,step,[nobody]}}"));
    const Pid pid = start_puppet(world, plain(make_journal()));
    Error::Code code{};
    in(world, pid, [&] { code = sys::step(world.runtime(), pid).get().error().code; });
    QCOMPARE(code, Error::Code::CallingSelf);
  }

  // --- order

  /// With priority, an overloaded worker answers after the message in hand: here the first of a
  /// million, whose callback waits until the request has been sent.
  void suspend_with_priority_behind_a_million_messages_answers_after_one() {
    constexpr int messages = 1'000'000;
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal));
    tell(world, pid, [&] {
      std::thread([&] {
        sys::suspend(world.runtime(), pid, {.priority = true}).then([&](const Result<Ok>&) {
          journal->push_back("suspended");
        });
      }).join();
    });
    for (int i = 1; i < messages; ++i) note(world, pid, i);
    world.run();
    QCOMPARE(*journal, Lines{"suspended"});
    Process& process = world.runtime().table().at(pid.index);
    QCOMPARE(process.mailbox.depth(process.reader), std::uint32_t{messages - 1});
  }
};

QTEST_APPLESS_MAIN(TestSysStates)
#include "tst_sys_states.moc"
