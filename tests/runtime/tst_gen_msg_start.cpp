// SPDX-License-Identifier: GPL-3.0-or-later
// Starting a gen_msg: every return of init, with and without a name, with and without a link; and
// proc_lib's acknowledgements below it.
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;
using gen_msg::ok;

namespace {

using Make = std::function<puppet::Init()>;
const Atom name = Atom::intern("start_test");

/// Starts a linked puppet from a trapping parent; what the parent sees.
struct LinkedStart {
  explicit LinkedStart(Make make, bool named = true, bool traps = true)
      : parent(start_puppet(world, traps ? trapping(journal) : plain(journal))) {
    in(world, parent, [&] {
      gen_msg::StartOptions options;
      if (named) options.name = name;
      const auto result = gen_msg::start_link<puppet>(std::move(make), options).get();
      answered = result.has_value();
      if (!answered) return;
      if (*result) {
        pid = **result;
      } else {
        reason = result->error();
      }
    });
  }
  bool parent_is_well() {
    return world.runtime().is_alive(parent) && journal->empty() &&
           world.answer(sys::get_status_parts(world.runtime(), parent))->links.empty();
  }
  bool nothing_left() {
    return !world.runtime().whereis(name) && world.runtime().process_count() == 1;
  }

  Journal journal = make_journal();
  ManualWorld world;
  Pid parent;
  bool answered = false;
  Pid pid;
  Term reason;
};

}  // namespace

class TestGenMsgStart : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init_ok_is_registered_linked_and_looping() {
    const Journal journal = make_journal();
    LinkedStart start(plain(journal));
    QVERIFY(start.answered && start.pid);
    QCOMPARE(start.world.runtime().whereis(name), start.pid);
    note(start.world, start.pid, 1);
    start.world.run();
    QCOMPARE(*journal, Lines{"note 1"});
    const auto status = start.world.answer(sys::get_status_parts(start.world.runtime(), start.pid));
    QCOMPARE(status->links, std::vector<Pid>{start.parent});
    QCOMPARE(status->parent, Term(start.parent));
    QCOMPARE(status->ancestors, std::vector<Term>{Term(start.parent)});
  }

  void ancestors_have_names_and_go_all_the_way() {
    ManualWorld world;
    const Pid top = start_puppet(world, plain(make_journal()), {.name = Atom::intern("top")});
    Pid middle, bottom;
    in(world, top, [&] {
      middle = *gen_msg::start_link<puppet>(plain(make_journal())).get().value();
    });
    in(world, middle, [&] {
      bottom = *gen_msg::start_link<puppet>(plain(make_journal())).get().value();
    });
    const auto status = world.answer(sys::get_status_parts(world.runtime(), bottom));
    QCOMPARE(status->ancestors, (std::vector<Term>{Term(middle), atom("top")}));
  }

  void an_ancestor_is_called_as_it_was_when_it_spawned() {
    ManualWorld world;
    const Pid parent = start_puppet(world, plain(make_journal()));
    Pid before, named, after;
    in(world, parent, [&] {
      const auto child = [] {
        return *gen_msg::start_link<puppet>(plain(make_journal())).get().value();
      };
      before = child();
      QVERIFY(register_name(name));
      named = child();
      QVERIFY(unregister_name());
      after = child();
    });
    const auto ancestors = [&](Pid pid) {
      return world.answer(sys::get_status_parts(world.runtime(), pid))->ancestors;
    };
    QCOMPARE(ancestors(before), std::vector<Term>{parent});
    QCOMPARE(ancestors(named), std::vector<Term>{name});
    QCOMPARE(ancestors(after), std::vector<Term>{parent});
  }

  void initial_call_is_the_callback_modules() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QCOMPARE(std::string(take_snapshot(world.runtime()).processes.at(0).initial_call.name()),
             std::string("puppet:init/1"));
    const auto status = world.answer(sys::get_status_parts(world.runtime(), pid));
    QVERIFY(std::find(status->dictionary.begin(), status->dictionary.end(),
                      read("{'$initial_call',{puppet,init,1}}")) != status->dictionary.end());
  }

  void init_ok_with_timeout() {
    const Journal journal = make_journal();
    LinkedStart start([&] { return puppet::Init(ok(puppet::State{journal, {}, {}}, 10ms)); });
    start.world.advance(11ms);
    QCOMPARE(*journal, Lines{"timeout"});
  }

  void init_ok_with_timeout_zero() {
    const Journal journal = make_journal();
    LinkedStart start([&] { return puppet::Init(ok(puppet::State{journal, {}, {}}, 0ms)); });
    QCOMPARE(*journal, Lines{"timeout"});
  }

  void init_ok_with_hibernate() {
    const Journal journal = make_journal();
    LinkedStart start(
        [&] { return puppet::Init(ok(puppet::State{journal, {}, {}}, gen_msg::hibernate)); });
    note(start.world, start.pid, 1);
    start.world.run();
    QCOMPARE(*journal, Lines{"note 1"});
  }

  void b4_init_with_a_negative_timeout_fails() {
    const Journal journal = make_journal();
    LinkedStart start([&] { return puppet::Init(ok(puppet::State{journal, {}, {}}, -1ms)); });
    QCOMPARE(start.reason, read("{bad_return_value,{ok,{timeout,-1000000}}}"));
    QVERIFY(start.nothing_left() && start.parent_is_well());
    QCOMPARE(*journal, Lines{});  // init failed: terminate is not called
  }

  void b5_init_ignore() {
    LinkedStart start([]() -> puppet::Init { return gen_msg::ignore(); });
    QVERIFY(start.answered);
    QCOMPARE(start.pid, Pid{});
    QCOMPARE(start.reason, Term());
    QVERIFY(start.nothing_left() && start.parent_is_well());
    QVERIFY(start.world.reports.empty());
  }

  void b5_init_stop() {
    LinkedStart start([]() -> puppet::Init { return gen_msg::stop(atom("stopped")); });
    QCOMPARE(start.reason, atom("stopped"));
    QVERIFY(start.nothing_left() && start.parent_is_well());
    QCOMPARE(start.world.reports.size(), std::size_t{1});  // exits with it, so proc_lib reports
  }

  void b5_init_error() {
    LinkedStart start([]() -> puppet::Init { return gen_msg::error(atom("reason")); });
    QCOMPARE(start.reason, atom("reason"));
    QVERIFY(start.nothing_left() && start.parent_is_well());
    QVERIFY(start.world.reports.empty());
  }

  void b18_init_throws() {
    LinkedStart start([]() -> puppet::Init { throw std::runtime_error("no"); });
    QCOMPARE(start.reason, read("{{exception,<<\"std::runtime_error\">>,<<\"no\">>},"
                                "[{puppet,init,undefined}]}"));
    QVERIFY(start.nothing_left() && start.parent_is_well());
  }

  void b18_init_exits() {
    LinkedStart start([]() -> puppet::Init { genmsg::exit(read("{shutdown,x}")); });
    QCOMPARE(start.reason, read("{shutdown,x}"));
    QVERIFY(start.nothing_left() && start.parent_is_well());
  }

  /// gen_server_SUITE:otp_7669. A caller that does not trap survives; a hundred leave nothing.
  void b5_failed_starts_do_not_kill_the_caller() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid parent = start_puppet(world, plain(journal));
    for (int i = 0; i < 100; ++i) {
      in(world, parent, [] {
        const Make stops = []() -> puppet::Init { return gen_msg::stop(atom("stopped")); };
        QVERIFY(!gen_msg::start_link<puppet>(stops, {.name = name}).get().value());
      });
    }
    QVERIFY(world.runtime().is_alive(parent));
    QCOMPARE(world.runtime().process_count(), 1u);
    QCOMPARE(*journal, Lines{});
  }

  void b6_b7_name_taken_is_already_started() {
    for (const bool traps : {true, false}) {
      int inits = 0;
      LinkedStart first(plain(make_journal()), true, traps);
      in(first.world, first.parent, [&] {
        const Make counts = [&]() -> puppet::Init {
          ++inits;
          return ok(puppet::State{make_journal(), {}, {}});
        };
        const auto second = gen_msg::start_link<puppet>(counts, {.name = name}).get().value();
        QCOMPARE(second.error(), Term::tuple_of(atoms::already_started, first.pid));
      });
      QCOMPARE(inits, 0);
      QCOMPARE(first.world.refused(gen_msg::start<puppet>(first.world.runtime(),
                                                          plain(make_journal()), {.name = name})),
               Term::tuple_of(atoms::already_started, first.pid));
      QVERIFY(first.world.runtime().is_alive(first.parent));
      QCOMPARE(*first.journal, Lines{});
      QCOMPARE(first.world.runtime().process_count(), 2u);
    }
  }

  void name_undefined_is_a_bad_argument() {
    ManualWorld world;
    QCOMPARE(world.refused(gen_msg::start<puppet>(world.runtime(), plain(make_journal()),
                                                  {.name = atoms::undefined})),
             Term(atoms::badarg));
  }

  void start_link_outside_of_a_process_is_a_bad_argument() {
    const auto result = gen_msg::start_link<puppet>(plain(make_journal())).get();
    QCOMPARE(result.value().error(), Term(atoms::badarg));
  }

  /// Without a link, from a plain thread: the same answers.
  void start_without_a_link() {
    ManualWorld world;
    QCOMPARE(world.refused(gen_msg::start<puppet>(
                 world.runtime(), []() -> puppet::Init { return gen_msg::stop(atom("s")); })),
             atom("s"));
    const auto ignored = world.answer(gen_msg::start<puppet>(
        world.runtime(), []() -> puppet::Init { return gen_msg::ignore(); }));
    QCOMPARE(ignored->value(), Pid{});
    QCOMPARE(world.runtime().process_count(), 0u);
  }

  void b16_debug_options_are_on_from_the_start() {
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()), {.debug = {.log = 5}});
    note(world, pid, 3);
    const auto events = world.answer(sys::log_get(world.runtime(), pid));
    QCOMPARE(events->size(), std::size_t{2});
  }

  // --- proc_lib

  void second_ack_is_ignored() {
    ManualWorld world;
    const Pid pid = world.started(proc_lib::start(
        world.runtime(),
        [] {
          proc_lib::init_ack(self());
          proc_lib::init_ack(Pid{7, 7});
          gen_msg::enter_loop<puppet>({make_journal(), {}, {}});
        },
        {}));
    QVERIFY(world.runtime().is_alive(pid));
  }

  void no_ack_is_error_normal() {
    ManualWorld world;
    QCOMPARE(world.refused(proc_lib::start(world.runtime(), [] {}, {})), Term(atoms::normal));
    LinkedStart start([]() -> puppet::Init { genmsg::exit(atoms::normal); });
    QCOMPARE(start.reason, Term(atoms::normal));
    QVERIFY(start.parent_is_well());
  }

  void init_fail_is_told_when_the_process_is_gone() {
    ManualWorld world;
    bool gone = false;
    proc_lib::start(
        world.runtime(),
        [] {
          register_name(name);
          proc_lib::init_fail(atom("why"), atom("how"));
        },
        {})
        .then([&](Result<StartResult> result) {
          gone = !world.runtime().whereis(name) && world.runtime().process_count() == 0 &&
                 result->error() == atom("why");
        });
    world.run();
    QVERIFY(gone);
  }

  void init_ack_may_come_from_the_loop() {
    ManualWorld world;
    auto starting = proc_lib::start(
        world.runtime(), [] { gen_msg::enter_loop<puppet>({make_journal(), {}, {}}); }, {});
    world.run();
    QCOMPARE(starting.get().error().code, Error::Code::WouldBlock);
    const Pid pid = world.alive().at(0);
    in(world, pid, [] {
      QVERIFY(proc_lib::is_starting());
      proc_lib::init_ack(self());
      QVERIFY(!proc_lib::is_starting());
    });
    QCOMPARE(**starting.get(), pid);
  }

  /// proc_lib_SUITE:sync_start_link.
  void c75_start_waits_for_the_ack_however_long_it_takes() {
    ManualWorld world;
    QCOMPARE(gen_msg::StartOptions().timeout, proc_lib::no_timeout);
    const Pid parent = start_puppet(world, plain(make_journal()));
    std::vector<Pending<StartResult>> starting;
    in(world, parent, [&] {
      const auto waits = [] { gen_msg::enter_loop<puppet>({make_journal(), {}, {}}); };
      starting.push_back(proc_lib::start(world.runtime(), waits, {}));
      starting.push_back(proc_lib::start_link(waits, {}));
    });
    QCOMPARE(world.runtime().timers().armed_count(), std::size_t{0});
    world.scheduler().clock().advance(std::chrono::hours(24));
    world.run();
    for (const std::size_t i : {0u, 1u}) {
      QCOMPARE(starting[i].get().error().code, Error::Code::WouldBlock);
      const Pid child = world.alive().at(i + 1);
      in(world, child, [] { proc_lib::init_ack(self()); });
      QCOMPARE(**starting[i].get(), child);
    }
  }

  /// proc_lib_SUITE:init_dont_hang.
  void c76_init_that_throws_fails_every_start_alike() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Make throws = []() -> puppet::Init { throw std::runtime_error("bad_init"); };
    const Pid parent = start_puppet(world, trapping(journal));
    std::vector<Term> reasons;
    for (const auto timeout : {proc_lib::no_timeout, std::chrono::nanoseconds(10ms)}) {
      reasons.push_back(
          world.refused(gen_msg::start<puppet>(world.runtime(), throws, {.timeout = timeout})));
      in(world, parent, [&] {
        reasons.push_back(
            gen_msg::start_link<puppet>(throws, {.timeout = timeout}).get()->error());
      });
    }
    world.advance(20ms);
    QVERIFY(print(reasons[0]).find("bad_init") != std::string::npos);
    for (const Term& reason : reasons) QCOMPARE(reason, reasons[0]);
    QCOMPARE(*journal, Lines{});
    QCOMPARE(world.runtime().process_count(), 1u);
  }

  void init_fail_exits_with_a_reason_of_its_own() {
    ManualWorld world;
    QCOMPARE(world.refused(proc_lib::start(
                 world.runtime(), [] { proc_lib::init_fail(atom("why"), atom("how")); }, {})),
             atom("why"));
    QCOMPARE(world.all_reports.size(), std::size_t{1});
    QVERIFY(print(world.all_reports[0].report).find("{error_info,{exit,how,[]}}") !=
            std::string::npos);
  }

  /// Dead before it acknowledged, some time after the start call returned.
  void late_failure_leaves_no_link_and_no_exit() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid parent = start_puppet(world, trapping(journal));
    std::optional<Pending<StartResult>> starting;
    in(world, parent, [&] {
      starting = proc_lib::start_link(
          [] { gen_msg::enter_loop<puppet>({make_journal(), {}, {}}, ok(10ms)); }, {});
    });
    const Pid child = world.alive().at(1);
    in(world, child, [] { genmsg::exit(atom("late")); });
    QCOMPARE(starting->get()->error(), atom("late"));
    QCOMPARE(*journal, Lines{});
    QVERIFY(world.answer(sys::get_status_parts(world.runtime(), parent))->links.empty());
  }

  void start_is_answered_when_the_runtime_goes() {
    std::optional<Pending<StartResult>> starting;
    {
      ManualScheduler abandoned;
      starting = gen_msg::start<puppet>(abandoned.runtime(), plain(make_journal()));
    }
    const auto answered = starting->wait(0ns);
    QVERIFY(!answered || !*answered);
  }

  void stop_is_answered_when_it_is_gone() {
    ManualWorld world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world, plain(journal), {.name = name});
    QVERIFY(world.answer(proc_lib::stop(world.runtime(), pid)));
    QVERIFY(!world.runtime().whereis(name));
    QCOMPARE(*journal, Lines{"terminate normal"});
    const auto again = world.answer(proc_lib::stop(world.runtime(), pid));
    QCOMPARE(again.error().code, Error::Code::NoProc);
    QCOMPARE(world.runtime().process_count(), 0u);
  }

  void stop_with_another_reason_is_ok_if_it_ends_so() {  // proc_lib_SUITE:stop
    ManualWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QVERIFY(world.answer(proc_lib::stop(world.runtime(), pid, atom("other"))));
    const Pid stubborn = start_puppet(world, plain(make_journal()));
    tell_return(world, stubborn, [](puppet::State& state) {
      state.on_terminate = [](const Term&, puppet::State&) { genmsg::exit(atom("die")); };
      return ok();
    });
    const auto stopped = world.answer(proc_lib::stop(world.runtime(), stubborn));
    QCOMPARE(stopped.error().code, Error::Code::Exited);
    QCOMPARE(stopped.error().reason, atom("die"));
  }
};

QTEST_APPLESS_MAIN(TestGenMsgStart)
#include "tst_gen_msg_start.moc"
