// SPDX-License-Identifier: GPL-3.0-or-later
// Supervisors: starting, restarting, intensity, stopping. Order comes from what the children write.
#include <algorithm>
#include <map>

#include "support/nursery.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;

namespace {

struct throwing_sup {
  static constexpr std::string_view module_name = "throwing_sup";
  static supervisor::Supervise init() { throw std::runtime_error("no"); }
};

}  // namespace

class TestSupervisor : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // --- starting

  void children_start_in_order_and_stop_in_reverse() {
    for (const std::uint64_t seed : seeds()) {
      SupWorld world(seed);
      Nursery nursery;
      const Pid sup =
          world.start_sup({nursery.child("a"), nursery.child("b"), nursery.child("c")});
      QVERIFY(sup);
      QCOMPARE(nursery.take(), (Lines{"start a", "start b", "start c"}));
      QVERIFY(world.answer(proc_lib::stop(world.runtime(), sup, atoms::shutdown)));
      QCOMPARE(nursery.take(), (Lines{"end c shutdown", "end b shutdown", "end a shutdown"}));
      QCOMPARE(world.runtime().process_count(), 0u);
      QCOMPARE(world.reports, Lines{});
    }
  }

  void failure_to_start_ends_those_that_run_in_reverse() {
    for (const std::uint64_t seed : seeds()) {
      SupWorld world(seed);
      Nursery nursery;
      nursery.refuses["c"] = atom("why");
      const Term reason = world.refused(supervisor::start<test_sup>(
          world.runtime(),
          supervisor::Supervise(SupervisorSpec{
              {}, {nursery.child("a"), nursery.child("b"), nursery.child("c"),
                   nursery.child("d")}}),
          {.name = Atom::intern("failing")}));
      QCOMPARE(reason, read("{shutdown,{failed_to_start_child,c,why}}"));
      QCOMPARE(nursery.take(),
               (Lines{"start a", "start b", "start c", "end b shutdown", "end a shutdown"}));
      QCOMPARE(world.runtime().process_count(), 0u);
      QVERIFY(!world.runtime().whereis(Atom::intern("failing")));
    }
  }

  void failure_of_the_first_child_fails_at_once() {
    SupWorld world;
    Nursery nursery;
    nursery.refuses["a"] = atom("why");
    const Journal journal = make_journal();
    const Pid parent = start_puppet(world, trapping(journal));
    in(world, parent, [&] {
      const auto result = supervisor::start_link<test_sup>(
                              supervisor::Supervise(SupervisorSpec{{}, {nursery.child("a")}}))
                              .get();
      QVERIFY(result.has_value());
      QCOMPARE(result->error(), read("{shutdown,{failed_to_start_child,a,why}}"));
    });
    QCOMPARE(*journal, Lines{});
    QCOMPARE(world.runtime().process_count(), 1u);
  }

  /// The old ones are killed, too, but may not have heard of it yet: then they have their names.
  void killed_supervisor_is_restarted_once_with_children_that_have_names() {
    const auto worker = [](int number) {
      ChildSpec child;
      child.id = number;
      child.start = [number] {
        gen_msg::StartOptions options;
        options.name = Atom::intern("named_" + std::to_string(number));
        return gen_msg::start_link<puppet>(plain(make_journal()), options);
      };
      return child;
    };
    for (const std::uint64_t seed : seeds()) {
      SupWorld world(seed);
      ChildSpec child;
      child.id = atom("team");
      child.type = ChildType::Supervisor;
      child.start = [&] {
        return supervisor::start_link<test_sup>(
            supervisor::Supervise(SupervisorSpec{{}, {worker(1), worker(2), worker(3)}}));
      };
      const Pid top = world.start_sup({child});
      const Pid team =
          world.answer(supervisor::which_children(world.runtime(), top)).value().at(0).pid;
      world.runtime().exit(team, atoms::kill);
      world.run();
      QVERIFY(world.runtime().is_alive(top));
      QCOMPARE(supervisor::restart_history(world.runtime(), top)->total, std::uint64_t{1});
      for (const int number : {1, 2, 3}) {
        QVERIFY(world.runtime().whereis(Atom::intern("named_" + std::to_string(number))));
      }
    }
  }

  void name_that_somebody_else_has_fails_the_start() {
    SupWorld world;
    const Pid holder =
        start_puppet(world, plain(make_journal()), {.name = Atom::intern("taken")});
    ChildSpec child;
    child.id = atom("a");
    child.start = [] {
      gen_msg::StartOptions options;
      options.name = Atom::intern("taken");
      return gen_msg::start_link<puppet>(plain(make_journal()), options);
    };
    QCOMPARE(world.refused(supervisor::start<test_sup>(
                 world.runtime(), supervisor::Supervise(SupervisorSpec{{}, {child}}))),
             Term::tuple_of(atoms::shutdown,
                            Term::tuple_of(atom("failed_to_start_child"), atom("a"),
                                           Term::tuple_of(atom("already_started"), holder))));
  }

  void start_that_throws_is_a_failure() {
    SupWorld world;
    ChildSpec child;
    child.id = atom("a");
    child.start = []() -> StartResult { throw std::runtime_error("no"); };
    QCOMPARE(world.refused(supervisor::start<test_sup>(
                 world.runtime(), supervisor::Supervise(SupervisorSpec{{}, {child}}))),
             read("{shutdown,{failed_to_start_child,a,"
                  "{'EXIT',{exception,<<\"std::runtime_error\">>,<<\"no\">>}}}}"));
  }

  void ignored_children_stay_as_specs_unless_temporary() {
    SupWorld world;
    Nursery nursery;
    const auto ignored = [](const char* id, Restart restart) {
      ChildSpec spec;
      spec.id = atom(id);
      spec.restart = restart;
      spec.start = [] { return StartResult(Pid{}); };
      return spec;
    };
    const Pid sup = world.start_sup({ignored("a", Restart::Permanent),
                                     ignored("b", Restart::Temporary), nursery.child("c")});
    const auto children = world.answer(supervisor::which_children(world.runtime(), sup));
    QCOMPARE(children->size(), std::size_t{2});
    QCOMPARE((*children)[0].id, atom("c"));  // newest first
    QCOMPARE((*children)[0].pid, nursery.pids["c"]);
    QCOMPARE((*children)[1].pid, Pid{});
    const auto count = world.answer(supervisor::count_children(world.runtime(), sup));
    QCOMPARE(count->specs, std::size_t{2});
    QCOMPARE(count->active, std::size_t{1});
    QCOMPARE(count->workers, std::size_t{2});
    QCOMPARE(count->supervisors, std::size_t{0});
  }

  void bad_specs_are_refused() {
    SupWorld world;
    Nursery nursery;
    const auto refusal = [&](SupervisorSpec spec) {
      return world.refused(supervisor::start<test_sup>(world.runtime(),
                                                       supervisor::Supervise(std::move(spec))));
    };
    QCOMPARE(refusal({{}, {nursery.child("a"), nursery.child("a")}}),
             read("{start_spec,{duplicate_child_name,a}}"));
    QCOMPARE(refusal({{}, {ChildSpec{}}}), read("{start_spec,missing_id}"));
    QCOMPARE(refusal({{.period = std::chrono::seconds(0)}, {}}),
             read("{supervisor_data,{invalid_period,0}}"));
    QCOMPARE(nursery.take(), Lines{});
    QCOMPARE(world.refused(supervisor::start<test_sup>(
                 world.runtime(), supervisor::Supervise(gen::error(atom("e"))))),
             atom("e"));
    const auto ignored = world.answer(supervisor::start<test_sup>(
        world.runtime(), supervisor::Supervise(gen::ignore())));
    QCOMPARE(ignored->value(), Pid{});
  }

  /// supervisor_SUITE:sup_start_fail.
  void d98_init_that_throws_fails_the_start_and_leaves_no_exit() {
    SupWorld world;
    const Journal journal = make_journal();
    const Atom name = Atom::intern("throwing");
    const Pid parent = start_puppet(world, trapping(journal));
    in(world, parent, [&] {
      const auto result = supervisor::start_link<throwing_sup>(gen::NoArgs{}, {.name = name}).get();
      QCOMPARE(result->error(), read("{{exception,<<\"std::runtime_error\">>,<<\"no\">>},"
                                     "[{throwing_sup,init,undefined}]}"));
    });
    QCOMPARE(*journal, Lines{});
    QVERIFY(!world.runtime().whereis(name));
    QCOMPARE(world.runtime().process_count(), 1u);
  }

  // --- restarting

  void restart_matrix() {
    const std::vector<std::pair<Restart, std::array<bool, 4>>> expected = {
        {Restart::Permanent, {true, true, true, true}},
        {Restart::Transient, {false, false, false, true}},
        {Restart::Temporary, {false, false, false, false}}};
    const std::array<Term, 4> reasons = {atoms::normal, atoms::shutdown, read("{shutdown,t}"),
                                         atom("abnormal")};
    for (const auto& [restart, restarted] : expected) {
      for (std::size_t i = 0; i < reasons.size(); ++i) {
        SupWorld world;
        Nursery nursery;
        const Pid sup = world.start_sup({nursery.child("a", restart)});
        const Pid before = nursery.pids["a"];
        world.end(before, reasons[i]);
        const auto children = world.answer(supervisor::which_children(world.runtime(), sup));
        QCOMPARE(nursery.pids["a"] != before, restarted[i]);
        QCOMPARE(children->size(), restart == Restart::Temporary ? std::size_t{0} : std::size_t{1});
        if (!children->empty()) {
          QCOMPARE(children->at(0).pid, restarted[i] ? nursery.pids["a"] : Pid{});
          QCOMPARE(children->at(0).restarts, std::size_t{restarted[i] ? 1u : 0u});
        }
        QVERIFY(world.runtime().is_alive(sup));
        const bool reported = i == 3 || restart == Restart::Permanent;
        QCOMPARE(world.report_contexts(), reported ? Lines{"child_terminated"} : Lines{});
      }
    }
  }

  void siblings_are_left_alone() {
    SupWorld world;
    Nursery nursery;
    world.start_sup({nursery.child("a"), nursery.child("b"), nursery.child("c")});
    nursery.take();
    world.end(nursery.pids["b"], atom("boom"));
    QCOMPARE(nursery.take(), (Lines{"end b boom", "start b"}));
  }

  void temporary_that_goes_leaves_the_others_in_place() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup(
        {nursery.child("a", Restart::Temporary), nursery.child("b"), nursery.child("c")},
        {.intensity = 10});
    world.end(nursery.pids["a"], atoms::normal);
    world.end(nursery.pids["b"], atom("boom"));
    world.end(nursery.pids["c"], atom("boom"));
    QCOMPARE(world.answer(supervisor::count_children(world.runtime(), sup))->active,
             std::size_t{2});
    nursery.take();
    QVERIFY(world.answer(proc_lib::stop(world.runtime(), sup, atoms::shutdown)));
    QCOMPARE(nursery.take(), (Lines{"end c shutdown", "end b shutdown"}));
  }

  void strangers_and_unknown_messages_do_no_harm() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a")});
    world.runtime().exit(sup, atom("from_a_stranger"));
    world.runtime().send(sup, std::string("hello"));
    world.run();
    QVERIFY(world.runtime().is_alive(sup));
    QCOMPARE(world.runtime().dead_letters(), std::uint64_t{1});
  }

  void child_that_cannot_be_restarted_is_tried_until_the_intensity() {
    SupWorld world;
    Nursery nursery;
    const Journal journal = make_journal();
    const Pid sup = world.linked_sup(journal, {nursery.child("a"), nursery.child("b")},
                                     {.intensity = 3, .period = std::chrono::seconds(5)});
    nursery.refuses["b"] = atom("no");
    nursery.take();
    world.end(nursery.pids["b"], atom("boom"));
    QCOMPARE(nursery.take(),
             (Lines{"end b boom", "start b", "start b", "start b", "end a shutdown"}));
    QCOMPARE(*journal, Lines{"EXIT " + to_string(sup) + " shutdown"});
    QCOMPARE(world.report_contexts(),
             (Lines{"child_terminated", "start_error", "start_error", "start_error", "shutdown"}));
  }

  void child_that_can_be_restarted_later_is() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a")}, {.intensity = 100});
    nursery.refuses["a"] = atom("no");
    tell(world, nursery.pids["a"], [] { genmsg::exit(atom("boom")); });
    while (nursery.journal->size() < 5) QVERIFY(world.step());
    nursery.refuses.clear();
    world.run();
    const auto children = world.answer(supervisor::which_children(world.runtime(), sup));
    QCOMPARE(children->at(0).pid, nursery.pids["a"]);
    QVERIFY(world.runtime().is_alive(nursery.pids["a"]) && !children->at(0).restarting);
  }

  // --- intensity

  /// See: supervisor, type sup_flags().
  void flags_default_to_one_restart_of_one_child_in_five_seconds() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a"), nursery.child("b")});
    nursery.take();
    world.end(nursery.pids["a"], atom("boom"));
    QCOMPARE(nursery.take(), (Lines{"end a boom", "start a"}));
    world.scheduler().clock().advance(6s);
    world.end(nursery.pids["a"], atom("boom"));
    QVERIFY(world.runtime().is_alive(sup));
    world.scheduler().clock().advance(5s);
    world.end(nursery.pids["a"], atom("boom"));
    QVERIFY(!world.runtime().is_alive(sup));
    QVERIFY(world.reports.back().find("reason: reached_max_restart_intensity") !=
            std::string::npos);
  }

  void intensity_zero_ends_at_the_first_restart() {
    SupWorld world;
    Nursery nursery;
    const Journal journal = make_journal();
    const Pid sup =
        world.linked_sup(journal, {nursery.child("a"), nursery.child("b")}, {.intensity = 0});
    nursery.take();
    world.end(nursery.pids["a"], atoms::normal);
    QCOMPARE(*journal, Lines{"EXIT " + to_string(sup) + " shutdown"});
    QCOMPARE(nursery.take(), (Lines{"end a normal", "end b shutdown"}));
    QCOMPARE(world.runtime().process_count(), 1u);
  }

  void intensity_with_an_only_child() {
    SupWorld world;
    Nursery nursery;
    const Journal journal = make_journal();
    const Pid sup = world.linked_sup(journal, {nursery.child("a")}, {.intensity = 0});
    world.end(nursery.pids["a"], atom("boom"));
    QCOMPARE(*journal, Lines{"EXIT " + to_string(sup) + " shutdown"});
  }

  void d105_restarts_within_the_period_count() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a")},
                                    {.intensity = 1, .period = std::chrono::seconds(1)});
    for (int i = 0; i < 4; ++i) {
      world.end(nursery.pids["a"], atom("boom"));
      QVERIFY(world.runtime().is_alive(sup));
      world.advance(2100ms);
    }
    const Pid hasty = world.start_sup({nursery.child("b")},
                                      {.intensity = 2, .period = std::chrono::seconds(3600)});
    for (int i = 0; i < 3; ++i) {
      QVERIFY(world.runtime().is_alive(hasty));
      world.end(nursery.pids["b"], atom("boom"));
      world.advance(1000ms);
    }
    QVERIFY(!world.runtime().is_alive(hasty));
    QVERIFY(world.runtime().is_alive(sup));
  }

  // --- stopping

  void parent_exit_stops_the_children_first() {
    for (const Term& reason : {Term(atoms::normal), Term(atoms::shutdown), atom("foo")}) {
      SupWorld world;
      Nursery nursery;
      const Journal journal = make_journal();
      const Pid sup = world.linked_sup(journal, {nursery.child("a"), nursery.child("b")});
      const Pid watcher = start_puppet(world, plain(journal));
      in(world, watcher, [sup] { monitor(sup); });
      nursery.take();
      in(world, world.parent, [&] { genmsg::exit(reason); });
      QCOMPARE(nursery.take(), (Lines{"end b shutdown", "end a shutdown"}));
      QCOMPARE(journal->back(), "DOWN 1 " + to_string(sup) + " " + print(reason));
      QCOMPARE(world.runtime().process_count(), 1u);
    }
  }

  void suspended_supervisor_stops_when_its_parent_does() {
    SupWorld world;
    Nursery nursery;
    const Journal journal = make_journal();
    const Pid sup = world.linked_sup(journal, {nursery.child("a"), nursery.child("b")});
    QVERIFY(world.answer(sys::suspend(world.runtime(), sup)));
    nursery.take();
    in(world, world.parent, [] { genmsg::exit(atoms::shutdown); });
    QCOMPARE(nursery.take(), (Lines{"end b shutdown", "end a shutdown"}));
    QCOMPARE(world.runtime().process_count(), 0u);
  }

  /// A child that hangs is killed after its time, however often somebody asks meanwhile; nobody is
  /// answered.
  void shutdown_time_then_kill() {
    SupWorld world;
    Nursery nursery;
    const Journal journal = make_journal();
    ChildSpec slow = nursery.child("slow");
    slow.shutdown = Shutdown::after(100ms);
    const Pid sup = world.linked_sup(journal, {slow, nursery.child("b")});
    hang(world, nursery.pids["slow"]);
    tell(world, world.parent, [] { genmsg::exit(atoms::shutdown); });
    world.run();
    auto which = supervisor::which_children(world.runtime(), sup);
    for (int i = 0; i < 9; ++i) {
      QVERIFY(world.runtime().is_alive(nursery.pids["slow"]));
      auto status = sys::get_status(world.runtime(), sup, {.priority = true});
      world.run();
      QCOMPARE(status.get().error().code, Error::Code::WouldBlock);
      world.advance(11ms);
    }
    world.advance(2ms);
    QVERIFY(!world.runtime().is_alive(nursery.pids["slow"]));
    QVERIFY(!world.runtime().is_alive(sup));
    QCOMPARE(which.get().error().code, Error::Code::Exited);
    QCOMPARE(world.report_contexts(), Lines{"shutdown_error"});
  }

  void shutdown_without_limit_waits() {
    SupWorld world;
    Nursery nursery;
    const Journal journal = make_journal();
    ChildSpec slow = nursery.child("slow");
    slow.shutdown = Shutdown::infinity();
    const Pid sup = world.linked_sup(journal, {slow});
    hang(world, nursery.pids["slow"]);
    in(world, world.parent, [] { genmsg::exit(atoms::shutdown); });
    world.advance(20s);
    QVERIFY(world.runtime().is_alive(nursery.pids["slow"]) && world.runtime().is_alive(sup));
    unhang(world, nursery.pids["slow"]);
    QVERIFY(!world.runtime().is_alive(sup));
  }

  void brutal_kill_does_not_wait_for_terminate() {
    SupWorld world;
    Nursery nursery;
    ChildSpec child = nursery.child("a");
    child.shutdown = Shutdown::brutal_kill();
    const Pid sup = world.start_sup({child});
    nursery.take();
    QVERIFY(world.answer(proc_lib::stop(world.runtime(), sup, atoms::shutdown)));
    QCOMPARE(nursery.take(), Lines{});
    QCOMPARE(world.reports, Lines{});
  }

  void kill_of_a_supervisor_reaches_the_children() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a"), nursery.child("b", {}, false)});
    nursery.take();
    world.runtime().exit(sup, atoms::kill);
    world.run();
    QCOMPARE(nursery.take(), Lines{"end a killed"});
    QCOMPARE(world.runtime().process_count(), 0u);
  }

  void d111_child_that_unlinked_itself_cannot_hang_it() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a"), nursery.child("b")});
    in(world, nursery.pids["b"], [sup] { unlink(sup); });
    in(world, nursery.pids["a"], [sup] { unlink(sup); });
    world.end(nursery.pids["a"], atoms::normal);  // the supervisor cannot know
    nursery.take();
    QVERIFY(world.answer(proc_lib::stop(world.runtime(), sup, atoms::shutdown)));
    QCOMPARE(nursery.take(), Lines{"end b shutdown"});
  }

  void d110_children_that_end_by_themselves_meanwhile() {
    for (const std::uint64_t seed : seeds()) {
      SupWorld world(seed);
      Nursery nursery;
      const Journal journal = make_journal();
      const Pid sup = world.linked_sup(
          journal, {nursery.child("a"), nursery.child("b"), nursery.child("c"),
                    nursery.child("d")});
      tell(world, world.parent, [] { genmsg::exit(atoms::shutdown); });
      for (const auto& [id, pid] : nursery.pids) {
        const Term reason = id == "a"   ? Term(atoms::normal)
                            : id == "b" ? Term(atoms::shutdown)
                                        : atom("other");
        tell(world, pid, [reason] { genmsg::exit(reason); });
      }
      world.run();
      QVERIFY(!world.runtime().is_alive(sup));
      QCOMPARE(world.runtime().process_count(), 0u);
      std::ptrdiff_t others = 0;
      for (const std::string& report : world.reports) {
        if (report.find("noproc") != std::string::npos) QFAIL(report.c_str());
        if (report.find("SUPERVISOR") == std::string::npos) continue;
        if (report.find("reason: other\n") != std::string::npos) ++others;
      }
      QCOMPARE(others, std::ranges::count_if(nursery.take(), [](const std::string& line) {
                 return line.ends_with(" other");
               }));
    }
  }

  /// One exit after the other: the children are ended once, in order, and awaited.
  void second_exit_while_stopping_changes_nothing() {
    SupWorld world;
    Nursery nursery;
    const Journal journal = make_journal();
    ChildSpec slow = nursery.child("slow");
    slow.shutdown = Shutdown::after(100ms);
    const Pid sup = world.linked_sup(journal, {nursery.child("a"), slow});
    hang(world, nursery.pids["slow"]);
    nursery.take();
    in(world, world.parent, [sup] { genmsg::exit(sup, atoms::shutdown); });
    in(world, world.parent, [] { genmsg::exit(atom("again")); });
    auto terminated = sys::terminate(world.runtime(), sup, atom("third"));
    auto suspended = sys::suspend(world.runtime(), sup);
    world.run();
    QVERIFY(world.runtime().is_alive(sup) && world.runtime().is_alive(nursery.pids["a"]));
    world.advance(150ms);
    QCOMPARE(nursery.take(), Lines{"end a shutdown"});
    QCOMPARE(world.runtime().process_count(), 0u);
  }

  // --- trees

  void d114_inner_supervisor_is_restarted_with_its_children() {
    SupWorld world;
    Nursery nursery;
    Pid inner;
    ChildSpec spec;
    spec.id = atom("inner");
    spec.type = ChildType::Supervisor;
    spec.start = [&]() -> StartResult {
      const StartResult started =
          supervisor::start_link<test_sup>(
              supervisor::Supervise(SupervisorSpec{{.intensity = 0}, {nursery.child("a")}}))
              .get()
              .value();
      if (started) inner = *started;
      return started;
    };
    const Pid outer = world.start_sup({spec});
    const Pid first = inner;
    const auto count = world.answer(supervisor::count_children(world.runtime(), outer));
    QCOMPARE(count->supervisors, std::size_t{1});
    nursery.take();
    world.end(nursery.pids["a"], atom("boom"));
    QCOMPARE(nursery.take(), (Lines{"end a boom", "start a"}));
    QVERIFY(inner != first && world.runtime().is_alive(inner));
    QVERIFY(world.answer(proc_lib::stop(world.runtime(), outer, atoms::shutdown)));
    QCOMPARE(nursery.take(), Lines{"end a shutdown"});
    QCOMPARE(world.runtime().process_count(), 0u);
  }

  /// supervisor_SUITE:tree.
  void d114_inner_supervisor_that_gives_up_restarts_a_one_for_all_tree() {
    SupWorld world;
    Nursery nursery;
    std::map<std::string, Pid> sups;
    const auto inner = [&sups](std::string id, SupervisorSpec spec) {
      ChildSpec child;
      child.id = atom(id);
      child.type = ChildType::Supervisor;
      child.start = [&sups, id, spec]() -> StartResult {
        const StartResult started =
            supervisor::start_link<test_sup>(supervisor::Supervise(spec)).get().value();
        if (started) sups[id] = *started;
        return started;
      };
      return child;
    };
    ChildSpec dynamic;
    dynamic.start = [&](const std::string& id) { return nursery.start(id, true); };
    const Pid outer = world.start_sup(
        {inner("strict", {{.intensity = 0}, {nursery.child("a"), nursery.child("b")}}),
         inner("pool", {{.strategy = Strategy::SimpleOneForOne}, {dynamic}})},
        {.strategy = Strategy::OneForAll});
    QVERIFY(world.started(
        supervisor::start_child(world.runtime(), sups["pool"], std::string("x"))));
    const std::map<std::string, Pid> before = sups;
    nursery.take();
    world.end(nursery.pids["a"], atom("boom"));
    QCOMPARE(nursery.take(),
             (Lines{"end a boom", "end b shutdown", "end x shutdown", "start a", "start b"}));
    QVERIFY(world.runtime().is_alive(outer));
    QVERIFY(sups["strict"] != before.at("strict") && sups["pool"] != before.at("pool"));
    QCOMPARE(world.answer(supervisor::count_children(world.runtime(), sups["pool"]))->workers,
             std::size_t{0});
  }

  void supervisor_with_hibernate_after_hibernates_between_restarts() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.started(supervisor::start<test_sup>(
        world.runtime(), supervisor::Supervise(SupervisorSpec{{}, {nursery.child("a")}}),
        {.hibernate_after = 100ms}));
    const auto hibernates = [&] {
      return world.runtime().table().at(sup.index).has(Process::is_hibernating);
    };
    world.advance(99ms);
    QVERIFY(!hibernates());
    world.advance(2ms);
    QVERIFY(hibernates());
    nursery.take();
    world.end(nursery.pids["a"], atom("boom"));
    QCOMPARE(nursery.take(), (Lines{"end a boom", "start a"}));
    QVERIFY(!hibernates());
    world.advance(101ms);
    QVERIFY(hibernates());
  }

  void supervisor_shows_what_it_is() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a")});
    const auto status = world.answer(sys::get_status_parts(world.runtime(), sup));
    QVERIFY(std::find(status->dictionary.begin(), status->dictionary.end(),
                      read("{'$initial_call',{supervisor,test_sup,1}}")) !=
            status->dictionary.end());
    QVERIFY(status->trap_exit && !status->state_editable);
    QCOMPARE(status->header, "Status for generic supervisor " + to_string(sup));
    const auto edit = world.answer(
        sys::replace_state(world.runtime(), sup, [](const Term& state) { return state; }));
    QCOMPARE(edit.error().code, Error::Code::BadState);
  }

  void questions_to_others_are_not_answered() {
    SupWorld world;
    const Pid pid = start_puppet(world, plain(make_journal()));
    QCOMPARE(world.answer(supervisor::which_children(world.runtime(), pid)).error().code,
             Error::Code::NoReply);  // it lives, and does not know the question
    QCOMPARE(world.answer(supervisor::count_children(world.runtime(), Pid{})).error().code,
             Error::Code::NoProc);
  }

 private:
  /// A child that traps exits and does not know who its parent is: shutdown is a message to it.
  static void hang(SupWorld& world, Pid pid) {
    in(world, pid, [] { execution.process->parent.store(0); });
  }
  static void unhang(SupWorld& world, Pid pid) { world.end(pid, atoms::shutdown); }
};

QTEST_APPLESS_MAIN(TestSupervisor)
#include "tst_supervisor.moc"
