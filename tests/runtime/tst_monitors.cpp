// SPDX-License-Identifier: GPL-3.0-or-later
// Monitors by pid and name, demonitor and unlink with flush, and that many of them cost little.
#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <string_view>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using Lines = std::vector<std::string>;

namespace {

/// Unlinks, with flush, from whoever's Exit it handles.
struct unlinker {
  static constexpr std::string_view module_name = "unlinker";
  struct State {
    Journal journal;
  };
  using Msg = Exit;
  static gen_msg::Init<State> init(Journal journal) {
    trap_exit(true);
    return gen_msg::ok(State{std::move(journal)});
  }
  static gen_msg::Return handle_msg(Exit&& exit, State& state) {
    const std::optional<Term> flushed = unlink(exit.from, flush);
    state.journal->push_back(print(exit.reason) + " " + (flushed ? print(*flushed) : "none"));
    return gen_msg::ok();
  }
};

/// Looks for whom it watches when it hears of the end.
struct mourner {
  static constexpr std::string_view module_name = "mourner";
  struct State {
    Journal journal;
    Pid whom;
    Atom name;
  };
  using Msg = std::variant<Exit, Down>;
  static gen_msg::Init<State> init(State state) {
    trap_exit(true);
    link(state.whom);
    monitor(state.whom);
    return gen_msg::ok(std::move(state));
  }
  static gen_msg::Return handle_msg(Msg&& message, State& state) {
    std::string line = std::holds_alternative<Down>(message) ? "DOWN" : "EXIT";
    line += whereis(state.name) ? " taken" : " free";
    line += current_runtime().is_alive(state.whom) ? " alive" : " dead";
    if (register_name(state.name)) {
      line += " mine";
      unregister_name();
    }
    state.journal->push_back(line);
    return gen_msg::ok();
  }
};

}  // namespace

class TestMonitors : public QObject {
  Q_OBJECT

  /// One process that watches and one that is watched.
  struct Pair {
    explicit Pair(bool traps = false, std::uint64_t seed = 0) : world(seed) {
      me = start_puppet(world, traps ? trapping(journal) : plain(journal));
      peer = start_puppet(world, plain(peer_journal));
    }
    void do_in_me(std::function<void()> code) { in(world, me, std::move(code)); }
    void kill_peer() {
      world.runtime().exit(peer, atom("boom"));
      world.run();
    }
    void suspend() { world.answer(sys::suspend(world.runtime(), me)); }
    void resume() { world.answer(sys::resume(world.runtime(), me)); }
    std::string down_line(std::uint64_t of) const {
      return "DOWN " + std::to_string(of) + " " + to_string(peer) + " boom";
    }
    /// Has `code` run in me while a Down of the peer is queued behind it.
    void with_queued_down(std::function<void()> code) {
      do_in_me([this] { reference = monitor(peer); });
      suspend();
      tell(world, me, std::move(code));
      kill_peer();
    }

    Journal journal = make_journal();
    Journal peer_journal = make_journal();
    ManualWorld world;
    Pid me;
    Pid peer;
    std::uint64_t reference = 0;
  };

  /// The shortest of three tries, in nanoseconds.
  static double shortest(const std::function<void()>& run) {
    double best = std::numeric_limits<double>::max();
    for (int i = 0; i < 3; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      run();
      best = std::min(best, std::chrono::duration<double, std::nano>(
                                std::chrono::steady_clock::now() - begin).count());
    }
    return best;
  }

 private Q_SLOTS:
  void down_by_pid_has_the_pid_as_its_object() {
    const Pid pid{7, 3};
    QCOMPARE(to_term(Down{5, pid, atom("boom")}),
             Term::tuple_of(atom("DOWN"), Term::reference(5), atom("process"), pid, atom("boom")));
  }

  void down_by_name_has_name_and_node_as_its_object() {
    Pair pair;
    in(pair.world, pair.peer, [] { QVERIFY(register_name(Atom::intern("worker_7"))); });
    Term seen;
    tell_return(pair.world, pair.me, [](puppet::State&) {
      monitor(Atom::intern("worker_7"));
      return gen_msg::ok();
    });
    pair.world.run();
    pair.suspend();
    pair.kill_peer();
    Message* message = nullptr;
    Process& process = pair.world.runtime().table().at(pair.me.index);
    process.mailbox.front(pair.world.runtime().pool(), process.reader, message);
    QVERIFY(message != nullptr);
    QCOMPARE(message->to_term(),
             Term::tuple_of(atom("DOWN"), Term::reference(message->as<Down>().reference),
                            atom("process"),
                            Term::tuple_of(atom("worker_7"), atom("nonode@nohost")),
                            atom("boom")));
    QCOMPARE(message->as<Down>().pid, pair.peer);
    pair.resume();
  }

  void monitor_by_name_is_bound_to_the_process_found_at_the_call() {
    Pair pair;
    const Atom name = Atom::intern("worker_7");
    in(pair.world, pair.peer, [name] { QVERIFY(register_name(name)); });
    pair.do_in_me([&] { pair.reference = monitor(name); });
    in(pair.world, pair.peer, [] { QVERIFY(unregister_name()); });
    const Pid other = start_puppet(pair.world, plain(make_journal()), {.name = name});
    pair.world.runtime().exit(other, atom("other"));
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{});
    pair.kill_peer();
    QCOMPARE(*pair.journal, Lines{pair.down_line(pair.reference)});
  }

  void monitor_of_an_unknown_name_gives_noproc() {
    Pair pair;
    pair.do_in_me([] { monitor(Atom::intern("nobody_has_it")); });
    QCOMPARE(*pair.journal, Lines{"DOWN 1 " + to_string(Pid{}) + " noproc"});
  }

  void process_is_dead_and_its_name_free_for_who_handles_its_end() {
    for (const std::uint64_t seed : seeds()) {
      Pair pair(false, seed);
      const Atom name = Atom::intern("short_lived");
      in(pair.world, pair.peer, [name] { QVERIFY(register_name(name)); });
      QVERIFY(pair.world.started(gen_msg::start<mourner>(
          pair.world.runtime(), mourner::State{pair.journal, pair.peer, name})));
      pair.kill_peer();
      std::ranges::sort(*pair.journal);
      QCOMPARE(*pair.journal, (Lines{"DOWN free dead mine", "EXIT free dead mine"}));
    }
  }

  void demonitor_leaves_a_queued_down() {
    Pair pair;
    pair.with_queued_down([&] { QVERIFY(!demonitor(pair.reference)); });
    pair.resume();
    QCOMPARE(*pair.journal, Lines{pair.down_line(pair.reference)});
  }

  void demonitor_flush_takes_a_queued_down_away() {
    Pair pair;
    pair.with_queued_down([&] { QVERIFY(!demonitor(pair.reference, flush)); });
    note(pair.world, pair.me, 1);
    pair.resume();
    QCOMPARE(*pair.journal, Lines{"note 1"});
  }

  void demonitor_flush_takes_only_its_own_down() {
    Pair pair;
    std::uint64_t second = 0;
    pair.do_in_me([&] { second = monitor(pair.peer); });
    pair.with_queued_down([&] { QVERIFY(!demonitor(pair.reference, flush)); });
    pair.resume();
    QCOMPARE(*pair.journal, Lines{pair.down_line(second)});
  }

  void demonitor_flush_of_an_active_monitor_lets_no_down_come() {
    Pair pair;
    pair.do_in_me([&] {
      const std::uint64_t gone = monitor(pair.peer);
      QVERIFY(demonitor(gone, flush));
      QVERIFY(!demonitor(gone, flush));
    });
    pair.kill_peer();
    QCOMPARE(*pair.journal, Lines{});
  }

  void only_the_watcher_can_demonitor() {
    Pair pair;
    pair.do_in_me([&] { pair.reference = monitor(pair.peer); });
    in(pair.world, pair.peer, [&] { QVERIFY(!demonitor(pair.reference, flush)); });
    pair.kill_peer();
    QCOMPARE(*pair.journal, Lines{pair.down_line(pair.reference)});
  }

  /// A Down that is being handled is not in the queue any more: handling it to the end is right.
  void demonitor_flush_inside_the_handler_of_its_down() {
    Pair pair;
    pair.with_queued_down([] {});
    tell(pair.world, pair.me, [&] { QVERIFY(!demonitor(pair.reference, flush)); });
    note(pair.world, pair.me, 1);
    pair.resume();
    QCOMPARE(*pair.journal, (Lines{pair.down_line(pair.reference), "note 1"}));
  }

  void unlink_flush_inside_the_handler_of_an_exit_takes_the_next_one() {
    Pair pair;
    const Journal told = make_journal();
    const Pid pid = pair.world.started(gen_msg::start<unlinker>(pair.world.runtime(), told));
    in(pair.world, pair.peer, [pid] {
      exit(pid, atom("one"));
      exit(pid, atom("two"));
    });
    QCOMPARE(*told, Lines{"one two"});
    in(pair.world, pair.peer, [pid] { exit(pid, atom("three")); });
    QCOMPARE(*told, (Lines{"one two", "three none"}));
  }

  /// Else a request that was sent behind it would wait for ever.
  void flushed_message_counts_for_the_place_of_a_sys_request() {
    Pair pair;
    pair.with_queued_down([&] { QVERIFY(!demonitor(pair.reference, flush)); });
    note(pair.world, pair.me, 1);
    pair.resume();
    note(pair.world, pair.me, 2);
    auto answer = sys::get_status(pair.world.runtime(), pair.me);
    answer.then([&](const auto&) { pair.journal->push_back("status"); });
    note(pair.world, pair.me, 3);
    pair.world.run();
    QCOMPARE(*pair.journal, (Lines{"note 1", "note 2", "status", "note 3"}));
  }

  void flushed_message_does_not_pass_for_one_that_came_before_a_timeout() {
    Pair pair;
    pair.do_in_me([&] { pair.reference = monitor(pair.peer); });
    pair.suspend();
    tell_return(pair.world, pair.me, [&](puppet::State&) {
      demonitor(pair.reference, flush);
      return gen_msg::ok(std::chrono::milliseconds(0));
    });
    pair.kill_peer();
    pair.resume();
    QCOMPARE(*pair.journal, Lines{"timeout"});
  }

  void process_that_flushed_may_exit_before_the_message_is_unlinked() {
    Pair pair;
    pair.with_queued_down([&] {
      demonitor(pair.reference, flush);
      genmsg::exit(atoms::normal);
    });
    pair.resume();
    QVERIFY(!pair.world.runtime().is_alive(pair.me));
  }

  // --- the same for links

  void unlink_leaves_a_queued_exit() {
    Pair pair(true);
    pair.do_in_me([&] { link(pair.peer); });
    pair.suspend();
    tell(pair.world, pair.me, [&] { unlink(pair.peer); });
    pair.kill_peer();
    pair.resume();
    QCOMPARE(*pair.journal, Lines{"EXIT " + to_string(pair.peer) + " boom"});
  }

  void unlink_flush_takes_a_queued_exit_away() {
    Pair pair(true);
    pair.do_in_me([&] { link(pair.peer); });
    pair.suspend();
    tell(pair.world, pair.me, [&] { unlink(pair.peer, flush); });
    pair.kill_peer();
    note(pair.world, pair.me, 1);
    pair.resume();
    QCOMPARE(*pair.journal, Lines{"note 1"});
  }

  /// The idiom receives one message: an EXIT that somebody sent by hand may remain.
  void unlink_flush_takes_the_first_exit_only() {
    Pair pair(true);
    pair.do_in_me([&] { link(pair.peer); });
    pair.suspend();
    tell(pair.world, pair.me, [&] { unlink(pair.peer, flush); });
    in(pair.world, pair.peer, [&] { genmsg::exit(pair.me, atom("by_hand")); });
    pair.kill_peer();
    pair.resume();
    QCOMPARE(*pair.journal, Lines{"EXIT " + to_string(pair.peer) + " boom"});
  }

  /// See: erlang:unlink/1. Whether the link broke before or not.
  void c89_no_exit_comes_after_unlink_and_flush() {
    for (const std::uint64_t seed : seeds()) {
      Pair pair(true, seed);
      pair.do_in_me([&] { link(pair.peer); });
      tell(pair.world, pair.peer, [] { genmsg::exit(atom("boom")); });
      note(pair.world, pair.me, 1);
      tell(pair.world, pair.me, [&] {
        unlink(pair.peer, flush);
        pair.journal->push_back("unlinked");
      });
      note(pair.world, pair.me, 2);
      pair.world.run();
      QCOMPARE(pair.journal->at(pair.journal->size() - 2), std::string("unlinked"));
      QCOMPARE(pair.journal->back(), std::string("note 2"));
    }
  }

  void unlink_flush_takes_the_exit_of_the_parent_away() {
    Pair pair(true);
    const Journal child_journal = make_journal();
    Pid child;
    pair.do_in_me([&] {
      child = *gen_msg::start_link<puppet>(trapping(child_journal)).get().value();
    });
    tell(pair.world, child, [&] { unlink(pair.me, flush); });
    pair.world.runtime().signal(child, ExitSignal{pair.me, atom("boom"), true});
    pair.world.run();
    QVERIFY(pair.world.runtime().is_alive(child));
    QCOMPARE(*child_journal, Lines{});
  }

  // --- many

  /// On both sides. A search through all of them would take hundreds of times as long.
  void monitor_and_demonitor_cost_the_same_among_many() {
    const auto cost_among = [](int others) {
      Pair pair;
      pair.do_in_me([&] {
        for (int i = 0; i < others; ++i) monitor(pair.peer);
      });
      const double cost = shortest([&] {
        pair.do_in_me([&] {
          for (int i = 0; i < 1000; ++i) demonitor(monitor(pair.peer));
        });
      });
      in(pair.world, pair.peer, [&] {
        QCOMPARE(execution.process->cold->watched_by.size(), static_cast<std::size_t>(others));
      });
      return cost;
    };
    const double among_few = cost_among(10);
    const double among_many = cost_among(100'000);
    QVERIFY2(among_many < 30 * among_few,
             qPrintable(QString("%1 against %2").arg(among_many).arg(among_few)));
  }

  void every_one_of_100000_monitors_fires() {
    Pair pair;
    pair.do_in_me([&] {
      for (int i = 0; i < 100'000; ++i) monitor(pair.peer);
    });
    pair.kill_peer();
    QCOMPARE(pair.journal->size(), std::size_t{100'000});
    std::ranges::sort(*pair.journal);
    QCOMPARE(std::ranges::unique(*pair.journal).size(), std::size_t{0});
  }
};

QTEST_APPLESS_MAIN(TestMonitors)
#include "tst_monitors.moc"
