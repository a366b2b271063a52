// SPDX-License-Identifier: GPL-3.0-or-later
// Which children a supervisor stops and starts when one of them ends.
#include "support/nursery.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;

namespace {

constexpr SupFlags flags_for(Strategy strategy, int intensity = 10) {
  SupFlags flags;
  flags.strategy = strategy;
  flags.intensity = intensity;
  return flags;
}

ChildSpec significant(ChildSpec spec) {
  spec.significant = true;
  return spec;
}
SupFlags automatic(AutoShutdown when) {
  SupFlags flags = flags_for(Strategy::OneForOne);
  flags.auto_shutdown = when;
  return flags;
}

std::vector<ChildSpec> five(Nursery& nursery) {
  return {nursery.child("a"), nursery.child("b"), nursery.child("c"), nursery.child("d"),
          nursery.child("e")};
}

}  // namespace

class TestSupervisorStrategies : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void d108_rest_for_one_stops_later_children_in_reverse_and_starts_them_in_order() {
    for (const std::uint64_t seed : seeds()) {
      SupWorld world(seed);
      Nursery nursery;
      const Pid sup = world.start_sup(five(nursery), flags_for(Strategy::RestForOne));
      nursery.take();
      world.end(nursery.pids["c"], atom("boom"));
      QCOMPARE(nursery.take(), (Lines{"end c boom", "end e shutdown", "end d shutdown", "start c",
                                      "start d", "start e"}));
      QVERIFY(world.answer(supervisor::stop(world.runtime(), sup, atoms::shutdown)));
      QCOMPARE(nursery.take(), (Lines{"end e shutdown", "end d shutdown", "end c shutdown",
                                      "end b shutdown", "end a shutdown"}));
    }
  }

  void one_for_all_stops_all_others_in_reverse_and_starts_all_in_order() {
    for (const std::uint64_t seed : seeds()) {
      SupWorld world(seed);
      Nursery nursery;
      world.start_sup(five(nursery), flags_for(Strategy::OneForAll));
      nursery.take();
      world.end(nursery.pids["b"], atom("boom"));
      QCOMPARE(nursery.take(),
               (Lines{"end b boom", "end e shutdown", "end d shutdown", "end c shutdown",
                      "end a shutdown", "start a", "start b", "start c", "start d", "start e"}));
    }
  }

  void temporary_sibling_that_is_taken_down_is_not_started_again() {
    for (const Strategy strategy : {Strategy::OneForAll, Strategy::RestForOne}) {
      SupWorld world;
      Nursery nursery;
      const Pid sup = world.start_sup(
          {nursery.child("a"), nursery.child("b", Restart::Temporary), nursery.child("c")},
          flags_for(strategy));
      nursery.take();
      world.end(nursery.pids["a"], atom("boom"));
      QCOMPARE(nursery.take(), (Lines{"end a boom", "end c shutdown", "end b shutdown", "start a",
                                      "start c"}));
      QCOMPARE(world.answer(supervisor::count_children(world.runtime(), sup))->specs,
               std::size_t{2});
    }
  }

  void transient_sibling_that_had_ended_is_started_again_with_its_group() {
    SupWorld world;
    Nursery nursery;
    world.start_sup({nursery.child("a"), nursery.child("b", Restart::Transient)},
                    flags_for(Strategy::OneForAll));
    world.end(nursery.pids["b"], atoms::normal);
    nursery.take();
    world.end(nursery.pids["a"], atom("boom"));
    QCOMPARE(nursery.take(), (Lines{"end a boom", "start a", "start b"}));
  }

  void child_that_ends_normally_and_stays_ended_takes_nobody_along() {
    SupWorld world;
    Nursery nursery;
    world.start_sup({nursery.child("a", Restart::Transient), nursery.child("b")},
                    flags_for(Strategy::OneForAll));
    nursery.take();
    world.end(nursery.pids["a"], atoms::normal);
    QCOMPARE(nursery.take(), (Lines{"end a normal"}));
  }

  /// Each try counts; those that run again stay, and only the failed one and later ones are tried.
  void sibling_that_fails_in_rest_for_one_keeps_those_before_it() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup(five(nursery), flags_for(Strategy::RestForOne, 3));
    nursery.take();
    nursery.refuses["d"] = atom("why");
    world.end(nursery.pids["b"], atom("boom"));
    QCOMPARE(nursery.take(),
             (Lines{"end b boom", "end e shutdown", "end d shutdown", "end c shutdown", "start b",
                    "start c", "start d", "start d", "start d",
                    // and that was the last try
                    "end c shutdown", "end b shutdown", "end a shutdown"}));
    QVERIFY(!world.runtime().is_alive(sup));
  }

  void sibling_that_fails_in_one_for_all_stops_those_that_run_again() {
    SupWorld world;
    Nursery nursery;
    world.start_sup({nursery.child("a"), nursery.child("b"), nursery.child("c")},
                    flags_for(Strategy::OneForAll, 2));
    nursery.take();
    nursery.refuses["b"] = atom("why");
    world.end(nursery.pids["a"], atom("boom"));
    QCOMPARE(nursery.take(),
             (Lines{"end a boom", "end c shutdown", "end b shutdown", "start a", "start b",
                    "end a shutdown", "start a", "start b", "end a shutdown"}));
  }

  void group_is_complete_again_when_the_failing_sibling_recovers() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a"), nursery.child("b"), nursery.child("c")},
                                    flags_for(Strategy::OneForAll, 100));
    nursery.take();
    nursery.refuses["c"] = atom("why");
    tell(world, nursery.pids["a"], [] { genmsg::exit(atom("boom")); });
    while (std::count(nursery.journal->begin(), nursery.journal->end(), "start c") < 3) {
      QVERIFY(world.step());
    }
    nursery.refuses.clear();
    world.run();
    QCOMPARE(world.answer(supervisor::count_children(world.runtime(), sup))->active,
             std::size_t{3});
  }

  void d110_sibling_that_ends_by_itself_while_the_group_stops() {
    for (const std::uint64_t seed : seeds()) {
      SupWorld world(seed);
      Nursery nursery;
      const Pid sup = world.start_sup(five(nursery), flags_for(Strategy::OneForAll));
      nursery.take();
      for (const char* const id : {"b", "d", "e"}) {
        tell(world, nursery.pids[id], [id] { genmsg::exit(atom(id)); });
      }
      world.run();
      QCOMPARE(world.answer(supervisor::count_children(world.runtime(), sup))->active,
               std::size_t{5});
      QVERIFY(world.answer(supervisor::stop(world.runtime(), sup, atoms::shutdown)));
      QCOMPARE(world.runtime().process_count(), 0u);
    }
  }

  void intensity_counts_for_all_strategies() {
    for (const Strategy strategy :
         {Strategy::OneForOne, Strategy::OneForAll, Strategy::RestForOne}) {
      SupWorld world;
      Nursery nursery;
      const Pid sup = world.start_sup({nursery.child("a")}, flags_for(strategy, 2));
      for (int i = 0; i < 2; ++i) world.end(nursery.pids["a"], atom("boom"));
      QVERIFY(world.runtime().is_alive(sup));
      world.end(nursery.pids["a"], atom("boom"));
      QVERIFY(!world.runtime().is_alive(sup));
      QCOMPARE(world.report_contexts().back(), std::string("shutdown"));
    }
  }

  // --- auto_shutdown

  void d112_any_significant_child_that_stays_ended_is_the_end() {
    for (const Restart type : {Restart::Transient, Restart::Temporary}) {
      SupWorld world;
      Nursery nursery;
      const Pid sup = world.start_sup({significant(nursery.child("a", type)),
                                       significant(nursery.child("b", type)),
                                       nursery.child("c")},
                                      automatic(AutoShutdown::AnySignificant));
      const Journal watched = make_journal();
      const Pid watcher = start_puppet(world, plain(watched));
      in(world, watcher, [sup] { monitor(sup); });
      world.end(nursery.pids["a"], atoms::normal);
      QVERIFY(!world.runtime().is_alive(sup));
      QVERIFY(watched->at(0).ends_with(" shutdown"));
    }
  }

  void all_significant_children_must_have_ended() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({significant(nursery.child("a", Restart::Temporary)),
                                     significant(nursery.child("b", Restart::Transient)),
                                     nursery.child("c")},
                                    automatic(AutoShutdown::AllSignificant));
    world.end(nursery.pids["a"], atom("boom"));  // temporary: any reason
    QVERIFY(world.runtime().is_alive(sup));
    world.end(nursery.pids["b"], atoms::shutdown);
    QVERIFY(!world.runtime().is_alive(sup));
  }

  void transient_crash_that_restarts_does_not_shut_down() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({significant(nursery.child("a", Restart::Transient))},
                                    automatic(AutoShutdown::AnySignificant));
    world.end(nursery.pids["a"], atom("boom"));
    QVERIFY(world.runtime().is_alive(sup));
  }

  void insignificant_child_does_not_shut_down() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({nursery.child("a", Restart::Temporary)},
                                    automatic(AutoShutdown::AnySignificant));
    world.end(nursery.pids["a"], atoms::normal);
    QVERIFY(world.runtime().is_alive(sup));
  }

  void never_means_never() {
    SupWorld world;
    Nursery nursery;
    ChildSpec child = nursery.child("a", Restart::Temporary);
    const Pid sup = world.start_sup({child});
    world.end(nursery.pids["a"], atoms::normal);
    QVERIFY(world.runtime().is_alive(sup));
  }

  void terminate_child_never_shuts_down() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({significant(nursery.child("a", Restart::Temporary))},
                                    automatic(AutoShutdown::AnySignificant));
    QVERIFY(world.answer(supervisor::terminate_child(world.runtime(), sup, atom("a")))->has_value());
    QVERIFY(world.runtime().is_alive(sup));
  }

  void sibling_that_takes_it_down_does_not_shut_down() {
    SupWorld world;
    Nursery nursery;
    SupFlags flags = automatic(AutoShutdown::AnySignificant);
    flags.strategy = Strategy::OneForAll;
    const Pid sup = world.start_sup(
        {nursery.child("a"), significant(nursery.child("b", Restart::Temporary))}, flags);
    world.end(nursery.pids["a"], atom("boom"));
    QVERIFY(world.runtime().is_alive(sup));
  }

  void child_that_was_told_to_end_counts_as_ended_for_all_significant() {
    SupWorld world;
    Nursery nursery;
    const Pid sup = world.start_sup({significant(nursery.child("a", Restart::Transient)),
                                     significant(nursery.child("b", Restart::Transient))},
                                    automatic(AutoShutdown::AllSignificant));
    const auto told = world.answer(supervisor::terminate_child(world.runtime(), sup, atom("a")));
    QVERIFY(told->has_value());
    QVERIFY(world.runtime().is_alive(sup));
    world.end(nursery.pids["b"], atoms::normal);
    QVERIFY(!world.runtime().is_alive(sup));
  }

  /// supervisor_SUITE:nested_auto_shutdown.
  void auto_shutdown_of_a_nested_supervisor_is_a_normal_exit_for_the_outer_one() {
    for (const Restart type : {Restart::Permanent, Restart::Transient}) {
      SupWorld world;
      Nursery nursery;
      ChildSpec inner;
      inner.id = atom("inner");
      inner.type = ChildType::Supervisor;
      inner.restart = type;
      inner.start = [&nursery] {
        return supervisor::start_link<test_sup>(supervisor::Supervise(
            SupervisorSpec{automatic(AutoShutdown::AnySignificant),
                           {significant(nursery.child("a", Restart::Transient))}}));
      };
      const Pid outer = world.start_sup({inner});
      nursery.take();
      world.end(nursery.pids["a"], atoms::normal);
      const bool again = type == Restart::Permanent;
      QCOMPARE(nursery.take(), again ? Lines({"end a normal", "start a"}) : Lines{"end a normal"});
      const auto children = world.answer(supervisor::which_children(world.runtime(), outer));
      QCOMPARE(children->at(0).pid != Pid{}, again);
      QCOMPARE(world.report_contexts(), again ? Lines{"child_terminated"} : Lines{});
    }
  }

  // --- what is published

  void last_restarts_are_readable_without_asking_the_supervisor() {
    SupWorld world;
    Nursery nursery;
    const Pid sup =
        world.start_sup({nursery.child("a")}, flags_for(Strategy::OneForOne, 1000));
    for (int i = 0; i < 40; ++i) {
      world.advance(1s);
      world.end(nursery.pids["a"], Term::tuple_of(atom("boom"), i));
    }
    QVERIFY(world.answer(sys::suspend(world.runtime(), sup)));  // it does not answer now
    const auto history = supervisor::restart_history(world.runtime(), sup);
    QVERIFY(history.has_value());
    QCOMPARE(history->total, std::uint64_t{40});
    QCOMPARE(history->last.size(), std::size_t{32});
    QCOMPARE(history->last.front().reason, read("{boom,8}"));
    QCOMPARE(history->last.back().reason, read("{boom,39}"));
    QCOMPARE(history->last.back().child, atom("a"));
    QCOMPARE(history->in_period, 6u);  // 5 s, both ends counted
    QCOMPARE(history->intensity, 1000u);
    world.runtime().exit(sup, atoms::kill);
    world.run();
    QVERIFY(!supervisor::restart_history(world.runtime(), sup));
  }
};

QTEST_GUILESS_MAIN(TestSupervisorStrategies)
#include "tst_supervisor_strategies.moc"
