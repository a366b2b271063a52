// SPDX-License-Identifier: GPL-3.0-or-later
// sys: suspend, resume, state, terminate, the order of requests. Debugging: tst_sys_debug.
// Tests named a<n> are acceptance cases taken from sys_SUITE and gen_server_SUITE of OTP.
#include "support/counter.h"
#include "support/endless_trace.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

constexpr sys::Options sys_priority{.priority = true};

struct World : ManualWorld {
  explicit World(std::uint64_t seed = 0) : ManualWorld(seed) {
    pid = started(gen_msg::start<counter>(runtime(), std::int64_t{0},
                                          {.name = Atom::intern("the_counter")}));
  }
  bool add(std::int64_t value) { return runtime().send(Address<counter::Msg>{pid}, Add{value}); }
  std::string state() {
    run();
    const auto term = answer(sys::get_state(runtime(), pid, sys_priority));
    return term ? print(*term) : print(term.error().reason);
  }
  std::string sys_state() {
    return std::string(
        answer(sys::get_status_parts(runtime(), pid, sys_priority))->sys_state.name());
  }
  std::string sum(std::int64_t value) const {
    return "#{label => <<\"c\">>,sum => " + std::to_string(value) + "}";
  }
  Pid pid;
};

/// A type whose look throws, for a while.
struct Shy {
  std::shared_ptr<bool> throws;
};

}  // namespace

template <>
struct genmsg::TermTraits<Shy> {
  static Term to_term(const Shy& shy) {
    if (*shy.throws) throw std::runtime_error("shy");
    return atoms::ok;
  }
  static std::string type_name() { return "shy"; }
};

namespace {

struct shy_server {
  static constexpr std::string_view module_name = "shy_server";
  using State = Shy;
  using Msg = Shy;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(std::move(state)); }
  static gen_msg::Return handle_msg(Shy&&, State&) { return gen_msg::ok(); }
};

/// Describes its numbers, and not the handles beside them.
template <class Handle>
struct half_shown {
  struct Inner {
    std::int64_t limit = 1;
    Handle handle = Handle(new int(70));
    BOOST_DESCRIBE_CLASS(Inner, (), (limit), (), ())
  };
  struct State {
    std::int64_t count = 0;
    Inner inner;
    Handle handle;
    BOOST_DESCRIBE_CLASS(State, (), (count, inner), (), ())
  };
  static constexpr std::string_view module_name = "half_shown";
  using Msg = int;
  static gen_msg::Init<State> init() {
    State state;
    state.handle = Handle(new int(7));
    return gen_msg::ok(std::move(state));
  }
  static gen_msg::Return handle_msg(int&&, State& state) {
    state.count += *state.handle + *state.inner.handle;
    return gen_msg::ok();
  }
};

struct formatter {
  static constexpr std::string_view module_name = "formatter";
  struct State {
    std::int64_t secret = 42;
    BOOST_DESCRIBE_CLASS(State, (), (secret), (), ())
  };
  using Msg = int;
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static gen_msg::Return handle_msg(int&&, State&) { return gen_msg::ok(); }
  static FormatStatus format_status(FormatStatus status) {
    if (crash) throw std::runtime_error("crash");
    status.state = atoms::ok;
    status.log.clear();
    return status;
  }
  static inline bool crash = false;
};

}  // namespace

class TestSys : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // --- suspend and resume

  void a10_suspend_and_resume_are_idempotent() {
    World world;
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    QCOMPARE(world.sys_state(), std::string("suspended"));
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    QCOMPARE(world.sys_state(), std::string("running"));
    world.add(1);
    QCOMPARE(world.state(), world.sum(1));
  }

  void a9_suspended_takes_no_message() {
    for (const std::uint64_t seed : seeds()) {
      World world(seed);
      QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
      for (int i = 0; i < 5; ++i) world.add(1);
      world.run();
      QCOMPARE(world.state(), world.sum(0));
      const ProcessRow row = take_snapshot(world.runtime()).processes.at(0);
      QCOMPARE(row.mailbox, 5u);
      QVERIFY(row.status == Status::Suspended);
      QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
      QCOMPARE(world.state(), world.sum(5));
    }
  }

  void requests_work_by_name() {
    World world;
    const Atom name = Atom::intern("the_counter");
    QVERIFY(world.answer(sys::suspend(world.runtime(), name)));
    QCOMPARE(print(*world.answer(sys::get_state(world.runtime(), name))), world.sum(0));
  }

  // --- order

  void requests_come_after_the_messages_before_them() {
    for (const std::uint64_t seed : seeds()) {
      World world(seed);
      for (int i = 0; i < 7; ++i) world.add(1);
      auto middle = sys::get_state(world.runtime(), world.pid);
      for (int i = 0; i < 5; ++i) world.add(1);
      auto end = sys::get_state(world.runtime(), world.pid);
      world.run();
      QCOMPARE(print(*middle.get()), world.sum(7));
      QCOMPARE(print(*end.get()), world.sum(12));
    }
  }

  void priority_overtakes_the_backlog() {
    World world;
    for (int i = 0; i < 100; ++i) world.add(1);
    for (int i = 0; i < 10; ++i) world.step();
    auto now = sys::get_state(world.runtime(), world.pid, sys_priority);
    auto later = sys::get_state(world.runtime(), world.pid);
    world.step();
    QCOMPARE(print(*now.get()), world.sum(10));
    QCOMPARE(later.get().error().code, Error::Code::WouldBlock);
    world.run();
    QCOMPARE(print(*later.get()), world.sum(100));
  }

  /// Two requests of one sender, of which the first waited for its turn while the second came.
  void requests_of_one_sender_keep_their_order() {
    World world;
    world.add(1);
    world.add(1);
    auto first = sys::suspend(world.runtime(), world.pid);
    world.step();
    world.step();  // both messages are handled; the request has not been looked at again
    auto second = sys::resume(world.runtime(), world.pid);
    world.run();
    QVERIFY(first.get() && second.get());
    QCOMPARE(world.sys_state(), std::string("running"));
  }

  /// Everything that waits is taken at once by a process that is suspended, in order.
  void suspension_takes_what_waits_behind_messages() {
    World world;
    for (int i = 0; i < 3; ++i) world.add(1);
    auto state = sys::get_state(world.runtime(), world.pid);
    auto resumed = sys::resume(world.runtime(), world.pid);
    auto suspended = sys::suspend(world.runtime(), world.pid, sys_priority);
    world.step();
    QVERIFY(suspended.get());
    QCOMPARE(print(*state.get()), world.sum(0));
    QVERIFY(resumed.get());
    world.run();
    QCOMPARE(world.state(), world.sum(3));
  }

  void resume_is_not_stuck_behind_the_mailbox() {
    World world;
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    for (int i = 0; i < 10; ++i) world.add(1);
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    QCOMPARE(world.state(), world.sum(10));
  }

  void random_requests_are_all_answered() {
    for (const std::uint64_t seed : seeds(30)) {
      World world(seed + 1);
      std::mt19937_64 random(seed);
      std::vector<Pending<Ok>> pending;
      std::int64_t sum = 0;
      for (int i = 0; i < 200; ++i) {
        const sys::Options how{.priority = random() % 3 == 0};
        switch (random() % 4) {
          case 0: pending.push_back(sys::suspend(world.runtime(), world.pid, how)); break;
          case 1: pending.push_back(sys::resume(world.runtime(), world.pid, how)); break;
          case 2: world.step(); break;
          default: sum += world.add(1) ? 1 : 0; break;
        }
      }
      pending.push_back(sys::resume(world.runtime(), world.pid, sys_priority));
      pending.push_back(sys::resume(world.runtime(), world.pid));
      world.run();
      for (auto& one : pending) QVERIFY(one.get());
      QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
      QCOMPARE(world.state(), world.sum(sum));
      QCOMPARE(take_snapshot(world.runtime()).processes.at(0).mailbox, 0u);
    }
  }

  // --- state

  void a23_get_state_running_and_suspended() {
    World world;
    world.add(3);
    QCOMPARE(print(*world.answer(sys::get_state(world.runtime(), world.pid))), world.sum(3));
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    QCOMPARE(print(*world.answer(sys::get_state(world.runtime(), world.pid))), world.sum(3));
  }

  void a25_replace_state_is_in_force_after_resume() {
    for (const bool suspended : {false, true}) {
      World world;
      if (suspended) QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
      const auto replaced = world.answer(
          sys::replace_state(world.runtime(), world.pid, [&](const Term& before) {
            return print(before) == world.sum(0) ? read("#{sum => 100, label => <<\"c\">>}")
                                                 : Term();
          }));
      QCOMPARE(print(*replaced), world.sum(100));
      world.add(1);
      QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
      QCOMPARE(world.state(), world.sum(101));
    }
  }

  void a20_state_fun_that_throws_leaves_the_state() {
    World world;
    const auto failed = world.answer(sys::replace_state(
        world.runtime(), world.pid, [](const Term&) -> Term { throw std::runtime_error("fail"); }));
    QCOMPARE(failed.error().code, Error::Code::CallbackFailed);
    QCOMPARE(failed.error().reason,
             read("{callback_failed,{gen_msg,system_replace_state},"
                  "{throw,{exception,<<\"std::runtime_error\">>,<<\"fail\">>}}}"));
    QCOMPARE(world.state(), world.sum(0));
  }

  void term_that_is_no_state_says_where() {
    World world;
    const auto wrong = world.answer(sys::replace_state(world.runtime(), world.pid, [](const Term&) {
      return read("#{sum => <<\"x\">>, label => <<\"c\">>}");
    }));
    QCOMPARE(wrong.error().code, Error::Code::BadState);
    const std::string text = wrong.error().message();
    for (const char* const part : {"sum", "an integer", "<<\\\"x\\\">>"}) {
      if (text.find(part) == std::string::npos) QFAIL(text.c_str());
    }
    QCOMPARE(world.state(), world.sum(0));
    const auto missing = world.answer(sys::replace_state(
        world.runtime(), world.pid, [](const Term&) { return read("#{sum => 1}"); }));
    QCOMPARE(missing.error().code, Error::Code::BadState);
    QVERIFY(missing.error().message().find("label") != std::string::npos);
  }

  /// What no term shows is the callback module's own.
  void replaced_state_keeps_what_is_not_described() {
    ManualWorld world;
    const auto edit = [&](Pid pid) {
      return world.answer(sys::replace_state(world.runtime(), pid, [](const Term&) {
        return read("#{count => 2,inner => #{limit => 5}}");
      }));
    };
    const Pid copied = world.started(gen_msg::start<half_shown<std::shared_ptr<int>>>(
        world.runtime()));
    const Pid moved = world.started(gen_msg::start<half_shown<std::unique_ptr<int>>>(
        world.runtime()));
    for (const Pid pid : {copied, moved}) {
      QCOMPARE(edit(pid).value(), read("#{count => 2,inner => #{limit => 5}}"));
      world.runtime().send(pid, 1);
      world.run();
      QCOMPARE(world.answer(sys::get_state(world.runtime(), pid)).value(),
               read("#{count => 79,inner => #{limit => 5}}"));  // 2 + 7 of both handles
      const auto wrong = world.answer(sys::replace_state(world.runtime(), pid, [](const Term&) {
        return read("#{count => 1,inner => #{limit => x}}");
      }));
      QVERIFY(print(wrong.error().reason).find("inner.limit: expected") != std::string::npos);
      QCOMPARE(world.answer(sys::get_state(world.runtime(), pid)).value(),
               read("#{count => 79,inner => #{limit => 5}}"));
    }
  }

  void state_without_description_is_read_only() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    const auto replaced = world.answer(
        sys::replace_state(world.runtime(), pid, [](const Term& state) { return state; }));
    QCOMPARE(replaced.error().code, Error::Code::BadState);
    QVERIFY(!world.answer(sys::get_status_parts(world.runtime(), pid))->state_editable);
  }

  void stale_state_is_refused() {
    World world;
    const auto read_state = world.answer(sys::get_versioned_state(world.runtime(), world.pid));
    const std::uint64_t first = read_state->version;
    const Term edited = read("#{sum => 50, label => <<\"c\">>}");
    world.add(1);
    const auto stale = world.answer(
        sys::replace_versioned_state(world.runtime(), world.pid, edited, first));
    QCOMPARE(stale.error().code, Error::Code::StaleState);
    QCOMPARE(stale.error().reason, Term::tuple_of(atoms::stale_state, first, first + 1));
    QCOMPARE(world.state(), world.sum(1));
    const auto fresh = world.answer(
        sys::replace_versioned_state(world.runtime(), world.pid, edited, first + 1));
    QCOMPARE(fresh->version, first + 2);  // a replacement moves it, too
    QCOMPARE(world.answer(sys::replace_versioned_state(world.runtime(), world.pid, edited,
                                                       first + 1))
                 .error()
                 .code,
             Error::Code::StaleState);
    QVERIFY(world.answer(
        sys::replace_versioned_state(world.runtime(), world.pid, edited, std::nullopt)));
  }

  void a18_state_whose_look_throws() {
    ManualWorld world;
    const auto throws = std::make_shared<bool>(true);
    const Pid pid = world.started(gen_msg::start<shy_server>(world.runtime(), Shy{throws}));
    const auto state = world.answer(sys::get_state(world.runtime(), pid));
    QCOMPARE(state.error().reason,
             read("{callback_failed,{gen_msg,system_get_state},"
                  "{throw,{exception,<<\"std::runtime_error\">>,<<\"shy\">>}}}"));
    QVERIFY(!world.answer(sys::get_status(world.runtime(), pid)));
    // Nor does a message or a state that cannot be shown end a process that is looked at.
    QVERIFY(world.answer(sys::log(world.runtime(), pid)));
    QVERIFY(world.answer(sys::trace(world.runtime(), pid, true)));
    QVERIFY(world.answer(sys::set_traced(world.runtime(), pid, test::endless_trace(), true)));
    world.runtime().send(Address<Shy>{pid}, Shy{throws});
    world.run();
    QVERIFY(world.runtime().is_alive(pid));
    *throws = false;
    QCOMPARE(*world.answer(sys::get_state(world.runtime(), pid)), Term(atoms::ok));
  }

  // --- get_status

  void a38_status_has_the_layout_of_gen_server() {
    World world;
    const auto status = world.answer(sys::get_status(world.runtime(), world.pid));
    const std::string expected =
        "{status," + to_string(world.pid) +
        ",{module,gen_msg},[[{'$initial_call',{counter,init,1}},{'$ancestors',[]}],running,"
        "undefined,[],[{header,\"Status for generic message server the_counter\"},"
        "{data,[{\"Status\",running},{\"Parent\",undefined},{\"Logged events\",[]}]},"
        "{data,[{\"State\"," + world.sum(0) + "}]}]]}";
    QCOMPARE(print(*status), expected);
  }

  void status_of_an_unnamed_suspended_child() {
    ManualWorld world;
    const Pid parent = start_puppet(world, plain(make_journal()));
    Pid child;
    in(world, parent, [&] {
      child = *gen_msg::start_link<counter>(std::int64_t{1}).get().value();
    });
    in(world, child, [] {});
    QVERIFY(world.answer(sys::suspend(world.runtime(), child)));
    QVERIFY(world.answer(sys::log(world.runtime(), child)));
    const auto status = world.answer(sys::get_status_parts(world.runtime(), child));
    QCOMPARE(status->header, "Status for generic message server " + to_string(child));
    QCOMPARE(status->sys_state, atoms::suspended);
    QCOMPARE(status->parent, Term(parent));
    QCOMPARE(status->debug, std::vector<Term>{read("{log,10}")});
    QVERIFY(status->state_editable && !status->state_formatted && !status->trap_exit);
    QCOMPARE(status->links, std::vector<Pid>{parent});
    QCOMPARE(status->state_shape.fields.size(), std::size_t{2});
  }

  void a40_format_status_decides_what_is_seen() {
    ManualWorld world;
    formatter::crash = false;
    const Pid pid = world.started(gen_msg::start<formatter>(world.runtime()));
    QVERIFY(world.answer(sys::log(world.runtime(), pid)));
    world.runtime().send(Address<int>{pid}, 1);
    const auto shown = world.answer(sys::get_status_parts(world.runtime(), pid));
    QCOMPARE(shown->state, Term(atoms::ok));
    QVERIFY(shown->state_formatted && shown->logged_events.empty());
    formatter::crash = true;
    const auto crashed = world.answer(sys::get_status_parts(world.runtime(), pid));
    QCOMPARE(crashed->state, Term::string("formatter:format_status/1 crashed"));
    QVERIFY(world.runtime().is_alive(pid));
    QCOMPARE(print(*world.answer(sys::get_state(world.runtime(), pid))),
             std::string("#{secret => 42}"));
  }

  // --- terminate and the dead

  void a21_terminate_answers_before_the_end() {
    for (const bool suspended : {false, true}) {
      ManualWorld world;
      const Journal journal = make_journal();
      const Pid watcher = start_puppet(world, plain(journal));
      const Pid pid = start_puppet(world, plain(journal), {.name = Atom::intern("ending")});
      in(world, watcher, [pid] { monitor(pid); });
      if (suspended) QVERIFY(world.answer(sys::suspend(world.runtime(), pid)));
      note(world, pid, 1);
      bool alive_then = false;
      sys::terminate(world.runtime(), pid, atom("why"), sys_priority).then([&](Result<Ok> done) {
        alive_then = done && world.runtime().is_alive(pid);
        journal->push_back("ok");
      });
      world.run();
      QVERIFY(alive_then);
      QCOMPARE(*journal,
               (Lines{"ok", "terminate why", "DOWN 1 " + to_string(pid) + " why"}));
      QVERIFY(!world.runtime().whereis(Atom::intern("ending")));
    }
  }

  void requests_after_terminate_get_the_exit_reason() {
    World world;
    auto done = sys::terminate(world.runtime(), world.pid, atom("why"));
    auto state = sys::get_state(world.runtime(), world.pid);
    auto suspended = sys::suspend(world.runtime(), world.pid, sys_priority);
    world.run();
    QVERIFY(done.get());
    QCOMPARE(state.get().error().code, Error::Code::Exited);
    QVERIFY(suspended.get());  // overtook them
  }

  void requests_that_wait_when_it_dies_get_the_exit_reason() {
    World world;
    world.add(1);
    world.runtime().send(Address<counter::Msg>{world.pid}, Fail{});
    world.add(1);
    auto state = sys::get_state(world.runtime(), world.pid);
    world.run();
    const Result<Term> answered = state.get();
    QCOMPARE(answered.error().code, Error::Code::Exited);
    QCOMPARE(answered.error().reason,
             Term::tuple_of(read("{{exception,<<\"std::runtime_error\">>,<<\"failed\">>},"
                                 "[{counter,handle_msg,'test::Fail'}]}"),
                            Term::tuple_of(atom("sys"), atom("get_state"),
                                           Term::list({Term(world.pid)}))));
  }

  void a29_dead_unregistered_and_self() {
    World world;
    const auto nobody = world.answer(sys::get_state(world.runtime(), Atom::intern("nobody")));
    QCOMPARE(nobody.error().code, Error::Code::NoProc);
    QCOMPARE(nobody.error().reason, read("{noproc,{sys,get_state,[nobody]}}"));
    world.runtime().exit(world.pid, atoms::kill);
    world.run();
    const auto dead = world.answer(sys::suspend(world.runtime(), world.pid));
    QCOMPARE(dead.error().code, Error::Code::NoProc);
    QCOMPARE(print(dead.error().reason),
             "{noproc,{sys,suspend,[" + to_string(world.pid) + "]}}");
    const Pid puppet_pid = start_puppet(world, plain(make_journal()), {.name = Atom::intern("me")});
    in(world, puppet_pid, [&] {
      const auto self_call = sys::get_state(world.runtime(), self()).get();
      QCOMPARE(self_call.error().code, Error::Code::CallingSelf);
      const auto by_name = sys::get_state(world.runtime(), Atom::intern("me")).get();
      QCOMPARE(by_name.error().reason, read("{calling_self,{sys,get_state,[me]}}"));
    });
  }

  void wait_in_a_process_would_block() {
    World world;
    const Pid asker = start_puppet(world, plain(make_journal()));
    in(world, asker, [&] {
      const auto answered = sys::get_state(world.runtime(), world.pid).wait(1h);
      QCOMPARE(answered.error().code, Error::Code::WouldBlock);
    });
  }

  void timed_out_request_is_still_done() {
    World world;
    auto suspended = sys::suspend(world.runtime(), world.pid);
    QCOMPARE(suspended.wait(0ms).error().code, Error::Code::Timeout);
    world.run();
    QCOMPARE(world.sys_state(), std::string("suspended"));
  }
};

QTEST_APPLESS_MAIN(TestSys)
#include "tst_sys.moc"
