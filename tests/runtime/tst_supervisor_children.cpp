// SPDX-License-Identifier: GPL-3.0-or-later
// Children that are added, ended, started again and removed while their supervisor runs; static
// ones by id, dynamic ones (simple_one_for_one) by pid.
#include <algorithm>
#include <ctime>

#include "support/nursery.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;

namespace {

/// Its specification can be changed from outside, for code_change.
struct changing_sup {
  static constexpr std::string_view module_name = "changing_sup";
  static supervisor::Supervise init(std::shared_ptr<supervisor::Supervise> made) { return *made; }
};

/// A supervisor of dynamic children, each started with its name.
struct Dynamic : SupWorld {
  explicit Dynamic(Restart restart = Restart::Permanent, std::uint64_t seed = 0,
                   std::optional<Shutdown> shutdown = std::nullopt)
      : SupWorld(seed) {
    ChildSpec spec;
    spec.restart = restart;
    spec.shutdown = shutdown;
    spec.start = [this](const std::string& name) { return nursery.start(name, true); };
    SupFlags flags;
    flags.strategy = Strategy::SimpleOneForOne;
    flags.intensity = 2;
    sup = start_sup({spec}, flags);
  }
  StartResult add(std::string name) {
    return answer(supervisor::start_child(runtime(), sup, std::move(name))).value();
  }
  supervisor::ChildCount count() { return answer(supervisor::count_children(runtime(), sup)).value(); }

  Nursery nursery;
  Pid sup;
};

/// Its terminate awaits what never comes.
struct stubborn {
  static constexpr std::string_view module_name = "stubborn";
  struct State {
    int nothing = 0;
  };
  using Msg = Note;
  static gen_msg::Init<State> init() {
    trap_exit(true);
    return gen_msg::ok(State{});
  }
  static gen_msg::Return handle_msg(Note&&, State&) { return gen_msg::ok(); }
  static Async<> terminate(const Term&, State&) {
    const Pending<int>::Promise never;
    const Result<int> answer = co_await never.future();
    static_cast<void>(answer);
  }
};

QByteArray shown(const supervisor::ChildCount& count) {
  return QByteArray::fromStdString(fmt::format("[{},{},{},{}]", count.specs, count.active,
                                               count.supervisors, count.workers));
}

Term not_found() { return atom("not_found"); }

}  // namespace

class TestSupervisorChildren : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // --- by id

  void start_child_adds_at_the_end() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a")});
    const auto started =
        world.answer(supervisor::start_child(world.runtime(), sup, nursery.child("b")));
    QCOMPARE(started->value(), nursery.pids["b"]);
    const auto children = world.answer(supervisor::which_children(world.runtime(), sup));
    QCOMPARE(children->at(0).id, atom("b"));  // newest first
    QCOMPARE(children->at(1).id, atom("a"));
  }

  void d101_start_child_with_a_known_id() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a")});
    const Pid running = nursery.pids["a"];
    QCOMPARE(world.refused(supervisor::start_child(world.runtime(), sup, nursery.child("a"))),
             Term::tuple_of(atoms::already_started, running));
    world.answer(supervisor::terminate_child(world.runtime(), sup, atom("a")));
    QCOMPARE(world.refused(supervisor::start_child(world.runtime(), sup, nursery.child("a"))),
             atom("already_present"));
  }

  void d101_restart_and_delete_want_a_stopped_child() {
    SupWorld world;
    Nursery nursery;
    Runtime& runtime = world.runtime();
    const Pid sup = world.start_sup({nursery.child("a")});
    QCOMPARE(world.refused(supervisor::restart_child(runtime, sup, atom("a"))), atom("running"));
    QCOMPARE(world.answer(supervisor::delete_child(runtime, sup, atom("a")))->error(),
             atom("running"));
    for (int i = 0; i < 2; ++i) {  // ok also when it is not running
      QVERIFY(world.answer(supervisor::terminate_child(runtime, sup, atom("a")))->has_value());
    }
    QCOMPARE(shown(world.answer(supervisor::count_children(runtime, sup)).value()),
             QByteArray("[1,0,0,1]"));
    QVERIFY(world.answer(supervisor::restart_child(runtime, sup, atom("a")))->has_value());
    world.answer(supervisor::terminate_child(runtime, sup, atom("a")));
    QVERIFY(world.answer(supervisor::delete_child(runtime, sup, atom("a")))->has_value());
    QCOMPARE(world.answer(supervisor::delete_child(runtime, sup, atom("a")))->error(),
             not_found());
    QCOMPARE(world.refused(supervisor::restart_child(runtime, sup, atom("a"))), not_found());
    QCOMPARE(world.answer(supervisor::terminate_child(runtime, sup, atom("a")))->error(),
             not_found());
  }

  void failed_start_child_is_not_kept_and_says_which_child() {
    SupWorld world;
    Nursery nursery;
    nursery.refuses["b"] = atom("why");
    const Pid sup = world.start_sup({nursery.child("a")});
    const Term reason =
        world.refused(supervisor::start_child(world.runtime(), sup, nursery.child("b")));
    QCOMPARE(reason.elements()[0], atom("why"));
    QCOMPARE(*reason.elements()[1].find(atom("id")), atom("b"));
    QCOMPARE(world.answer(supervisor::count_children(world.runtime(), sup))->specs,
             std::size_t{1});
    QVERIFY(world.runtime().is_alive(sup));
  }

  void d117_name_that_is_taken_elsewhere_is_already_started() {
    SupWorld world;
    const Pid sup = world.start_sup({});
    const Pid holder = start_puppet(world, plain(make_journal()), {.name = Atom::intern("taken")});
    ChildSpec spec;
    spec.id = atom("a");
    spec.start = [] {
      return gen_msg::start_link<puppet>(plain(make_journal()), {.name = Atom::intern("taken")});
    };
    QCOMPARE(world.refused(supervisor::start_child(world.runtime(), sup, spec)),
             Term::tuple_of(atoms::already_started, holder));
    QCOMPARE(world.answer(supervisor::count_children(world.runtime(), sup))->specs,
             std::size_t{0});
  }

  void d97_child_that_is_ignored_stays_as_a_spec_unless_temporary() {
    SupWorld world;
    const Pid sup = world.start_sup({});
    for (const Restart type : {Restart::Permanent, Restart::Transient, Restart::Temporary}) {
      ChildSpec spec;
      spec.id = static_cast<int>(type);
      spec.restart = type;
      spec.start = [] {
        return gen_msg::start_link<puppet>([]() -> puppet::Init { return gen_msg::ignore(); });
      };
      const auto started = world.answer(supervisor::start_child(world.runtime(), sup, spec));
      QCOMPARE(started->value(), Pid{});
    }
    QCOMPARE(shown(world.answer(supervisor::count_children(world.runtime(), sup)).value()),
             QByteArray("[2,0,0,2]"));
  }

  void d99_get_childspec_and_its_defaults() {
    SupWorld world;
    Nursery nursery;
    ChildSpec minimal;
    minimal.id = atom("a");
    minimal.start = nursery.child("a").start;
    const Pid sup = world.start_sup({minimal});
    const auto spec = world.answer(supervisor::get_childspec(world.runtime(), sup, atom("a")));
    QVERIFY((*spec)->restart == Restart::Permanent);
    QVERIFY(!(*spec)->significant);
    QVERIFY((*spec)->type == ChildType::Worker);
    QCOMPARE((*spec)->effective_shutdown().limit()->count(), 5000);
    QVERIFY(world.answer(supervisor::get_childspec(world.runtime(), sup, nursery.pids["a"]))
                ->has_value());
    QCOMPARE(world.answer(supervisor::get_childspec(world.runtime(), sup, atom("x")))->error(),
             not_found());
    ChildSpec tree;
    tree.type = ChildType::Supervisor;
    QVERIFY(!tree.effective_shutdown().limit() && !tree.effective_shutdown().is_brutal());
  }

  void d116_which_child_in_every_state() {
    SupWorld world;
    Nursery nursery;
    Runtime& runtime = world.runtime();
    SupFlags flags;
    flags.intensity = 1000;
    const Pid sup = world.start_sup({nursery.child("a")}, flags);
    const auto which = [&] {
      return world.answer(supervisor::which_child(runtime, sup, atom("a")))->value();
    };
    QCOMPARE(which().pid, nursery.pids["a"]);
    world.answer(supervisor::terminate_child(runtime, sup, atom("a")));
    QCOMPARE(which().pid, Pid{});
    QVERIFY(!which().restarting);
    QCOMPARE(world.answer(supervisor::which_child(runtime, sup, atom("x")))->error(),
             not_found());
  }

  void child_that_is_restarting_is_neither_running_nor_stopped() {
    SupWorld world;
    Nursery nursery;
    Runtime& runtime = world.runtime();
    SupFlags flags;
    flags.intensity = 1000;
    const Pid sup = world.start_sup({nursery.child("a")}, flags);
    const Pid old_pid = nursery.pids["a"];
    nursery.refuses["a"] = atom("why");
    tell(world, old_pid, [] { genmsg::exit(atom("boom")); });
    nursery.take();
    while (std::count(nursery.journal->begin(), nursery.journal->end(), "start a") < 2) {
      QVERIFY(world.step());
    }
    auto which = supervisor::which_child(runtime, sup, atom("a"));
    auto deleted = supervisor::delete_child(runtime, sup, atom("a"));
    auto restarted = supervisor::restart_child(runtime, sup, atom("a"));
    auto started = supervisor::start_child(runtime, sup, nursery.child("a"));
    auto ended = supervisor::terminate_child(runtime, sup, atom("a"));
    world.run();
    QVERIFY(which.get()->value().restarting);
    QCOMPARE(deleted.get()->error(), atom("restarting"));
    QCOMPARE(restarted.get()->error(), atom("restarting"));
    QCOMPARE(started.get()->error(), atom("already_present"));  // it has no pid
    QVERIFY(ended.get()->has_value());  // and that is the end of the tries
    QVERIFY(world.runtime().is_alive(sup));
  }

  void d116_child_that_is_restarting_is_shown_and_counted_so() {
    SupWorld world;
    Nursery nursery;
    Runtime& runtime = world.runtime();
    const Pid sup =
        world.start_sup({nursery.child("a"), nursery.child("b")}, {.intensity = 1000});
    nursery.refuses["a"] = atom("why");
    nursery.take();
    tell(world, nursery.pids["a"], [] { genmsg::exit(atom("boom")); });
    while (std::ranges::count(*nursery.journal, "start a") < 1) QVERIFY(world.step());
    auto which = supervisor::which_children(runtime, sup);
    auto count = supervisor::count_children(runtime, sup);
    auto ended = supervisor::terminate_child(runtime, sup, atom("a"));
    world.run();
    const auto children = which.get().value();
    QCOMPARE(children.at(0).pid, nursery.pids["b"]);
    QVERIFY(children.at(1).restarting && !children.at(1).pid);
    QCOMPARE(shown(*count.get()), QByteArray("[2,1,0,2]"));
  }

  void count_children_counts_the_living() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a"), nursery.child("b")});
    in(world, nursery.pids["a"], [sup] { unlink(sup); });
    world.end(nursery.pids["a"], atoms::normal);  // the supervisor does not hear of it
    QCOMPARE(shown(*world.answer(supervisor::count_children(world.runtime(), sup))),
             QByteArray("[2,1,0,2]"));
  }

  void restart_child_gives_what_its_start_gives() {
    SupWorld world;
    Nursery nursery;
    Runtime& runtime = world.runtime();
    ChildSpec ignored;
    ignored.id = atom("ignored");
    ignored.start = [] { return StartResult(Pid{}); };
    const Pid sup = world.start_sup({nursery.child("a"), ignored});
    world.answer(supervisor::terminate_child(runtime, sup, atom("a")));
    nursery.refuses["a"] = atom("why");
    QCOMPARE(world.refused(supervisor::restart_child(runtime, sup, atom("a"))), atom("why"));
    QVERIFY(!world.answer(supervisor::which_child(runtime, sup, atom("a")))->value().restarting);
    nursery.refuses.clear();
    const Pid again = world.started(supervisor::restart_child(runtime, sup, atom("a")));
    QVERIFY(again && again == nursery.pids["a"]);
    QCOMPARE(world.answer(supervisor::restart_child(runtime, sup, atom("ignored")))->value(),
             Pid{});
  }

  void terminate_child_forgets_a_temporary_one() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a", Restart::Temporary)});
    QVERIFY(world.answer(supervisor::terminate_child(world.runtime(), sup, atom("a")))->has_value());
    QCOMPARE(world.answer(supervisor::count_children(world.runtime(), sup))->specs,
             std::size_t{0});
  }

  void d111_terminate_of_a_child_that_unlinked_itself_does_not_hang() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a")});
    in(world, nursery.pids["a"], [sup] { unlink(sup); });
    QVERIFY(world.answer(supervisor::terminate_child(world.runtime(), sup, atom("a")))->has_value());
    QVERIFY(!world.runtime().is_alive(nursery.pids["a"]));
  }

  void requests_wait_while_a_child_takes_its_time() {
    SupWorld world;
    ChildSpec spec;
    spec.id = atom("a");
    spec.shutdown = Shutdown::after(100ms);
    spec.start = [] { return gen_msg::start_link<stubborn>(); };
    const Pid sup = world.start_sup({spec});
    auto ended = supervisor::terminate_child(world.runtime(), sup, atom("a"));
    auto which = supervisor::which_children(world.runtime(), sup);
    world.advance(99ms);
    QCOMPARE(which.get().error().code, Error::Code::WouldBlock);
    world.advance(2ms);
    QVERIFY(ended.get()->has_value());
    QCOMPARE(which.get()->at(0).pid, Pid{});
    QCOMPARE(world.report_contexts(), Lines{"shutdown_error"});
  }

  void supervisor_may_not_ask_itself() {
    SupWorld world;
    Nursery nursery;
    Error::Code code{};
    ChildSpec spec = nursery.child("a");
    spec.start = [&]() -> StartResult {
      code = supervisor::which_children(current_runtime(), self()).get().error().code;
      return nursery.start("a", true);
    };
    world.start_sup({spec});
    QCOMPARE(code, Error::Code::CallingSelf);
  }

  // --- specifications and flags

  void d100_every_bad_flag() {
    SupWorld world;
    const auto refused = [&](SupFlags flags) {
      return world.refused(supervisor::start<test_sup>(
          world.runtime(), supervisor::Supervise(SupervisorSpec{flags, {}})));
    };
    SupFlags flags;
    flags.intensity = -1;
    QCOMPARE(refused(flags), read("{supervisor_data,{invalid_intensity,-1}}"));
    flags = {};
    flags.period = 0s;
    QCOMPARE(refused(flags), read("{supervisor_data,{invalid_period,0}}"));
    flags = {};
    flags.strategy = static_cast<Strategy>(9);
    QCOMPARE(refused(flags), read("{supervisor_data,{invalid_strategy,9}}"));
    flags = {};
    flags.auto_shutdown = static_cast<AutoShutdown>(9);
    QCOMPARE(refused(flags), read("{supervisor_data,{invalid_auto_shutdown,9}}"));
    flags = {};
    flags.strategy = Strategy::SimpleOneForOne;
    QCOMPARE(refused(flags), read("{bad_start_spec,[]}"));
    flags.auto_shutdown = AutoShutdown::AnySignificant;
    QCOMPARE(refused(flags).elements()[0], atom("supervisor_data"));
  }

  void d100_every_bad_specification() {
    Nursery nursery;
    const ChildSpec good = nursery.child("a");
    const auto error = [&](auto spoil, std::optional<AutoShutdown> when = std::nullopt) {
      ChildSpec spec = good;
      spoil(spec);
      const auto checked = supervisor::check_childspecs({spec}, when);
      return checked ? Term(atoms::ok) : checked.error();
    };
    QCOMPARE(error([](ChildSpec&) {}), Term(atoms::ok));
    QCOMPARE(error([](ChildSpec& spec) { spec.id = Term(); }), atom("missing_id"));
    QCOMPARE(error([](ChildSpec& spec) { spec.start = {}; }), atom("missing_start"));
    QCOMPARE(error([](ChildSpec& spec) { spec.restart = static_cast<Restart>(7); }),
             read("{invalid_restart_type,7}"));
    QCOMPARE(error([](ChildSpec& spec) { spec.shutdown = Shutdown::after(-1ms); }),
             read("{invalid_shutdown,-1}"));
    QCOMPARE(error([](ChildSpec& spec) { spec.type = static_cast<ChildType>(7); }),
             read("{invalid_child_type,7}"));
    QCOMPARE(error([](ChildSpec& spec) { spec.significant = true; }),
             read("{bad_combination,[{restart,permanent},{significant,true}]}"));
    const auto significant = [](ChildSpec& spec) {
      spec.restart = Restart::Transient;
      spec.significant = true;
    };
    QCOMPARE(error(significant), Term(atoms::ok));
    QCOMPARE(error(significant, AutoShutdown::Never),
             read("{bad_combination,[{auto_shutdown,never},{significant,true}]}"));
    QCOMPARE(error(significant, AutoShutdown::AnySignificant), Term(atoms::ok));
    QCOMPARE(supervisor::check_childspecs({good, good}).error(),
             read("{duplicate_child_name,a}"));
  }

  void bad_specification_is_refused_by_start_link_and_start_child() {
    SupWorld world;
    Nursery nursery;
    ChildSpec bad = nursery.child("a");
    bad.start = {};
    QCOMPARE(world.refused(supervisor::start<test_sup>(
                 world.runtime(), supervisor::Supervise(SupervisorSpec{{}, {bad}}))),
             read("{start_spec,missing_start}"));
    const Pid sup = world.start_sup({});
    QCOMPARE(world.refused(supervisor::start_child(world.runtime(), sup, bad)),
             atom("missing_start"));
  }

  // --- code_change

  void d115_code_change_adds_changes_and_keeps_specifications() {
    SupWorld world;
    Nursery nursery;
    Runtime& runtime = world.runtime();
    auto made = std::make_shared<supervisor::Supervise>(
        SupervisorSpec{{}, {nursery.child("a"), nursery.child("b")}});
    const Pid sup = world.started(supervisor::start<changing_sup>(runtime, made));
    const auto change = [&] {
      return world.answer(
          sys::change_code(runtime, sup, Atom::intern("changing_sup"), Term(), Term()));
    };
    QCOMPARE(change().error().reason.elements()[0], atom("unknown_system_msg"));  // it is running
    QVERIFY(world.answer(sys::suspend(runtime, sup)));

    ChildSpec transient_b = nursery.child("b", Restart::Transient);
    SupFlags flags;
    flags.intensity = 7;
    *made = SupervisorSpec{flags, {transient_b, nursery.child("c")}};
    QVERIFY(change().has_value());
    QVERIFY(world.answer(sys::resume(runtime, sup)));
    const auto children = world.answer(supervisor::which_children(runtime, sup)).value();
    QCOMPARE(children.size(), std::size_t{3});
    QCOMPARE(children[0].id, atom("c"));
    QCOMPARE(children[0].pid, Pid{});  // added, not started
    QCOMPARE(children[2].id, atom("a"));
    QVERIFY(runtime.is_alive(children[2].pid));  // not in the new list, and goes on
    QVERIFY((*world.answer(supervisor::get_childspec(runtime, sup, atom("b"))))->restart ==
            Restart::Transient);

    QVERIFY(world.answer(sys::suspend(runtime, sup)));
    *made = SupervisorSpec{{}, {nursery.child("x"), nursery.child("x")}};
    QCOMPARE(change().error().reason, read("{error,{duplicate_child_name,x}}"));
    flags.intensity = -1;
    *made = SupervisorSpec{flags, {}};
    QCOMPARE(change().error().reason, read("{error,{invalid_intensity,-1}}"));
    *made = gen::ignore();
    QVERIFY(change().has_value());
    QVERIFY(world.answer(sys::resume(runtime, sup)));
    QCOMPARE(world.answer(supervisor::count_children(runtime, sup))->specs, std::size_t{3});
    for (int i = 0; i < 7; ++i) world.end(nursery.pids["a"], atom("boom"));
    QVERIFY(runtime.is_alive(sup));  // by the new intensity
  }

  // --- dynamic children

  void dynamic_children_are_started_with_their_arguments() {
    Dynamic world;
    QVERIFY(world.add("x").has_value());
    QVERIFY(world.add("y").has_value());
    QCOMPARE(world.nursery.take(), (Lines{"start x", "start y"}));
    QCOMPARE(shown(world.count()), QByteArray("[1,2,0,2]"));
    const auto children =
        world.answer(supervisor::which_children(world.runtime(), world.sup)).value();
    QCOMPARE(children.size(), std::size_t{2});
    QVERIFY(children[0].id.is(atoms::undefined));
  }

  void arguments_of_another_type_are_refused() {
    Dynamic world;
    const Term reason = world.refused(supervisor::start_child(world.runtime(), world.sup, 17));
    QCOMPARE(reason.elements()[0], Term(atoms::badarg));
    QVERIFY(reason.elements()[1].as_binary().ends_with(" expected, found int"));
    QCOMPARE(shown(world.count()), QByteArray("[1,0,0,0]"));
  }

  void dynamic_child_that_crashes_is_started_with_the_same_arguments() {
    Dynamic world;
    world.add("x");
    world.nursery.take();
    world.end(world.nursery.pids["x"], atom("boom"));
    QCOMPARE(world.nursery.take(), (Lines{"end x boom", "start x"}));
    QCOMPARE(world.count().active, std::size_t{1});
  }

  void dynamic_child_that_cannot_be_restarted_is_tried_until_the_intensity() {
    Dynamic world;
    world.add("x");
    world.nursery.refuses["x"] = atom("why");
    world.nursery.take();
    world.end(world.nursery.pids["x"], atom("boom"));
    QCOMPARE(world.nursery.take(), (Lines{"end x boom", "start x", "start x"}));
    QVERIFY(!world.runtime().is_alive(world.sup));
  }

  void dynamic_start_errors_are_plain() {
    Dynamic world;
    world.nursery.refuses["x"] = atom("why");
    QCOMPARE(world.add("x").error(), atom("why"));
    QCOMPARE(shown(world.count()), QByteArray("[1,0,0,0]"));
  }

  void d97_dynamic_child_that_is_ignored_is_no_child() {
    SupWorld world;
    ChildSpec spec;
    spec.start = [](const int&) {
      return gen_msg::start_link<puppet>([]() -> puppet::Init { return gen_msg::ignore(); });
    };
    const Pid sup = world.start_sup({spec}, {.strategy = Strategy::SimpleOneForOne});
    QCOMPARE(world.answer(supervisor::start_child(world.runtime(), sup, 1))->value(), Pid{});
    QCOMPARE(shown(*world.answer(supervisor::count_children(world.runtime(), sup))),
             QByteArray("[1,0,0,0]"));
  }

  void d116_dynamic_child_that_is_restarting_is_counted_and_known_by_its_old_pid() {
    Dynamic world;
    Runtime& runtime = world.runtime();
    world.add("x");
    const Pid old_pid = world.nursery.pids["x"];
    world.nursery.refuses["x"] = atom("why");
    world.nursery.take();
    tell(world, old_pid, [] { genmsg::exit(atom("boom")); });
    while (std::ranges::count(*world.nursery.journal, "start x") < 1) QVERIFY(world.step());
    auto count = supervisor::count_children(runtime, world.sup);
    auto which = supervisor::which_children(runtime, world.sup);
    auto ended = supervisor::terminate_child(runtime, world.sup, old_pid);
    world.run();
    QCOMPARE(shown(*count.get()), QByteArray("[1,0,0,1]"));
    QVERIFY(which.get()->at(0).restarting);
    QVERIFY(ended.get()->has_value());
    QCOMPARE(shown(world.count()), QByteArray("[1,0,0,0]"));
  }

  /// A temporary one is never started again.
  void arguments_are_kept_for_children_that_may_be_restarted() {
    for (const Restart type : {Restart::Permanent, Restart::Transient, Restart::Temporary}) {
      SupWorld world;
      ChildSpec spec;
      spec.restart = type;
      spec.start = [](const std::shared_ptr<int>&) {
        return gen_msg::start_link<puppet>(plain(make_journal()));
      };
      const Pid sup = world.start_sup({spec}, {.strategy = Strategy::SimpleOneForOne});
      const auto args = std::make_shared<int>(1);
      QVERIFY(world.started(supervisor::start_child(world.runtime(), sup, args)));
      QCOMPARE(args.use_count(), type == Restart::Temporary ? 1l : 2l);
    }
  }

  void dynamic_children_leave_when_they_end() {
    for (const Restart type : {Restart::Transient, Restart::Temporary}) {
      Dynamic world(type);
      world.add("x");
      world.end(world.nursery.pids["x"], atoms::normal);
      QCOMPARE(shown(world.count()), QByteArray("[1,0,0,0]"));
    }
  }

  void d102_dynamic_children_go_by_pid() {
    Dynamic world;
    Runtime& runtime = world.runtime();
    world.add("x");
    const Pid pid = world.nursery.pids["x"];
    const Pid stranger = start_puppet(world, plain(make_journal()));
    const auto terminate = [&](Term child) {
      return world.answer(supervisor::terminate_child(runtime, world.sup, std::move(child)))
          .value();
    };
    QCOMPARE(terminate(atom("x")).error(), atom("simple_one_for_one"));
    QCOMPARE(terminate(stranger).error(), not_found());
    QVERIFY(runtime.is_alive(stranger));
    QVERIFY(world.answer(supervisor::which_child(runtime, world.sup, pid))->has_value());
    QVERIFY(terminate(pid).has_value());
    QVERIFY(!runtime.is_alive(pid));
    QVERIFY(terminate(pid).has_value());  // dead, and no child any more
    QCOMPARE(world.answer(supervisor::which_child(runtime, world.sup, pid))->error(),
             not_found());
    QCOMPARE(world.refused(supervisor::restart_child(runtime, world.sup, atom("x"))),
             atom("simple_one_for_one"));
    QCOMPARE(world.answer(supervisor::delete_child(runtime, world.sup, atom("x")))->error(),
             atom("simple_one_for_one"));
  }

  void dynamic_children_are_stopped_all_at_once() {
    Dynamic world;
    for (const char* const name : {"x", "y", "z"}) world.add(name);
    auto stopped = supervisor::stop(world.runtime(), world.sup, atoms::shutdown);
    world.run();
    QVERIFY(stopped.get().has_value());
    QCOMPARE(world.runtime().process_count(), 0u);
    QCOMPARE(world.report_contexts(), Lines{});
  }

  void dynamic_child_that_does_not_end_in_time_is_killed() {
    SupWorld world;
    // Not trapping shutdown is impossible, so they await for ever in terminate.
    ChildSpec spec;
    spec.shutdown = Shutdown::after(100ms);
    spec.start = [](const int&) { return gen_msg::start_link<stubborn>(); };
    SupFlags flags;
    flags.strategy = Strategy::SimpleOneForOne;
    const Pid sup = world.start_sup({spec}, flags);
    for (int i = 0; i < 3; ++i) world.answer(supervisor::start_child(world.runtime(), sup, i));
    auto stopped = supervisor::stop(world.runtime(), sup, atoms::shutdown);
    world.advance(99ms);
    QCOMPARE(world.runtime().process_count(), 5u);  // with the one that stops it
    world.advance(2ms);
    QVERIFY(stopped.get().has_value());
    QCOMPARE(world.runtime().process_count(), 0u);
    QCOMPARE(world.report_contexts(), Lines(3, "shutdown_error"));
  }

  /// Linear: ten times the children take about ten times as long, never a hundred times.
  void d118_a_hundred_thousand_dynamic_children() {
    const auto seconds_for = [](int count) {
      const auto begin = std::chrono::steady_clock::now();
      RuntimeOptions options;
      options.process_limit = 1u << 18;
      ManualScheduler scheduler(0, options);
      Runtime& runtime = scheduler.runtime();
      ChildSpec spec;
      spec.restart = Restart::Temporary;
      spec.start = [](const int&) { return gen_msg::start_link<puppet>(plain(nullptr)); };
      SupFlags flags;
      flags.strategy = Strategy::SimpleOneForOne;
      auto started = supervisor::start<test_sup>(
          runtime, supervisor::Supervise(SupervisorSpec{flags, {spec}}));
      scheduler.run();
      const Pid sup = **started.get();
      for (int i = 0; i < count; ++i) supervisor::start_child(runtime, sup, i);
      scheduler.run(static_cast<std::size_t>(count) * 20);
      if (runtime.process_count() != static_cast<std::uint32_t>(count) + 1) return -1.0;
      // Every other child ends by itself, the rest is stopped.
      const auto children = supervisor::which_children(runtime, sup);
      scheduler.run();
      runtime.exit(sup, atoms::shutdown);  // a stranger's: it is ignored
      auto stopped = supervisor::stop(runtime, sup, atoms::shutdown);
      scheduler.run(static_cast<std::size_t>(count) * 20);
      if (!stopped.get() || runtime.process_count() != 0) return -1.0;
      return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };
    const double small = seconds_for(10'000);
    const double large = seconds_for(100'000);
    QVERIFY(small > 0 && large > 0);
    QVERIFY2(large < 50 * small, qPrintable(QString("%1 s and %2 s").arg(small).arg(large)));
  }

  /// They end one after the other, and each end costs the same. By the processor's time, which
  /// others that compute do not add to.
  void d118_a_hundred_thousand_static_children() {
    const auto cost_of = [](int count) {
      RuntimeOptions options;
      options.process_limit = 1u << 18;
      ManualScheduler scheduler(0, options);
      Runtime& runtime = scheduler.runtime();
      SupervisorSpec spec;
      for (int i = 0; i < count; ++i) {
        spec.children.push_back(
            {i, [] { return gen_msg::start_link<puppet>(plain(nullptr)); }});
      }
      const std::clock_t begin = std::clock();
      auto started =
          supervisor::start<test_sup>(runtime, supervisor::Supervise(std::move(spec)));
      scheduler.run();
      auto stopped = supervisor::stop(runtime, **started.get(), atoms::shutdown);
      scheduler.run(static_cast<std::size_t>(count) * 20);
      const bool done = stopped.get().has_value() && runtime.process_count() == 0;
      return done ? static_cast<double>(std::clock() - begin) : -1.0;
    };
    const double small = cost_of(10'000);
    const double large = cost_of(100'000);
    QVERIFY(small > 0 && large > 0);
    QVERIFY2(large < 50 * small, qPrintable(QString("%1 and %2").arg(small).arg(large)));
  }
};

QTEST_GUILESS_MAIN(TestSupervisorChildren)
#include "tst_supervisor_children.moc"
