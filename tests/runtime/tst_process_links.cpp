// SPDX-License-Identifier: GPL-3.0-or-later
// Links, exit signals and monitors, by the rules of the Erlang Reference Manual.
#include <algorithm>
#include <barrier>
#include <optional>
#include <random>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using Lines = std::vector<std::string>;

class TestProcessLinks : public QObject {
  Q_OBJECT

  /// One process that watches and one that is watched.
  struct Pair {
    explicit Pair(bool traps, std::uint64_t seed = 0) : world(seed) {
      me = start_puppet(world, traps ? trapping(journal) : plain(journal));
      peer = start_puppet(world, trapping(peer_journal));
    }
    void do_in_me(std::function<void()> code) { in(world, me, std::move(code)); }
    bool alive(Pid pid) { return world.runtime().is_alive(pid); }
    std::string exit_line(std::string_view reason) const {
      return "EXIT " + to_string(peer) + " " + std::string(reason);
    }
    /// Makes the peer end with `reason`, by itself.
    void end_peer(Term reason) {
      in(world, peer, [reason] { genmsg::exit(reason); });
    }

    Journal journal = make_journal();
    Journal peer_journal = make_journal();
    ManualWorld world;
    Pid me;
    Pid peer;
  };

 private Q_SLOTS:
  void link_passes_the_reason_on() {
    Pair pair(false);
    pair.do_in_me([&] { link(pair.peer); });
    pair.end_peer(atom("boom"));
    QVERIFY(!pair.alive(pair.me));
    QCOMPARE(*pair.journal, Lines{});  // terminate is not called
  }

  void link_is_both_ways() {
    Pair pair(false);
    pair.do_in_me([&] { link(pair.peer); });
    pair.do_in_me([] { genmsg::exit(atom("boom")); });
    QCOMPARE(pair.peer_journal->at(0), "EXIT " + to_string(pair.me) + " boom");
  }

  void normal_exit_of_a_link_is_ignored_unless_trapped() {
    Pair pair(false);
    pair.do_in_me([&] { link(pair.peer); });
    pair.end_peer(atoms::normal);
    QVERIFY(pair.alive(pair.me));
    Pair trapping_pair(true);
    trapping_pair.do_in_me([&] { link(trapping_pair.peer); });
    trapping_pair.end_peer(atoms::normal);
    QCOMPARE(*trapping_pair.journal, Lines{trapping_pair.exit_line("normal")});
  }

  void kill_by_link_can_be_trapped() {
    Pair pair(true);
    pair.do_in_me([&] { link(pair.peer); });
    pair.end_peer(atoms::kill);
    QVERIFY(pair.alive(pair.me));
    QCOMPARE(*pair.journal, Lines{pair.exit_line("kill")});
    Pair other(false);
    Pid watcher = start_puppet(other.world, plain(other.journal));
    in(other.world, watcher, [&] { monitor(other.me); });
    other.do_in_me([&] { link(other.peer); });
    other.end_peer(atoms::kill);  // not trapping: dies of kill, not of killed
    QCOMPARE(*other.journal, Lines{"DOWN 1 " + to_string(other.me) + " kill"});
  }

  void kill_by_exit_cannot_be_trapped_and_links_see_killed() {
    Pair pair(true);
    pair.do_in_me([&] { link(pair.peer); });
    pair.world.runtime().exit(pair.peer, atoms::kill);
    pair.world.run();
    QVERIFY(!pair.alive(pair.peer));
    QCOMPARE(*pair.peer_journal, Lines{});  // no terminate
    QCOMPARE(*pair.journal, Lines{pair.exit_line("killed")});
  }

  void exit_signals_by_exit2() {
    Pair pair(true);
    pair.do_in_me([&] { genmsg::exit(pair.peer, atoms::normal); });
    QCOMPARE(*pair.peer_journal, Lines{"EXIT " + to_string(pair.me) + " normal"});
    const Pid deaf = start_puppet(pair.world, plain(pair.journal));
    pair.do_in_me([&] { genmsg::exit(deaf, atoms::normal); });
    QVERIFY(pair.alive(deaf));  // not trapping, normal: dropped
    pair.do_in_me([&] { genmsg::exit(deaf, atom("boom")); });
    QVERIFY(!pair.alive(deaf));
  }

  void exit2_normal_to_oneself_ends() {
    Pair pair(false);
    pair.do_in_me([] { genmsg::exit(self(), atoms::normal); });
    QVERIFY(!pair.alive(pair.me));
    Pair trapping_pair(true);
    trapping_pair.do_in_me([] { genmsg::exit(self(), atom("x")); });
    QVERIFY(trapping_pair.alive(trapping_pair.me));
    QCOMPARE(*trapping_pair.journal, Lines{"EXIT " + to_string(trapping_pair.me) + " x"});
  }

  void link_to_the_dead() {
    Pair pair(true);
    pair.world.runtime().exit(pair.peer, atoms::kill);
    pair.world.run();
    pair.do_in_me([&] { link(pair.peer); });
    QCOMPARE(*pair.journal, Lines{pair.exit_line("noproc")});
    const Pid deaf = start_puppet(pair.world, plain(make_journal()));
    in(pair.world, deaf, [&] { link(pair.peer); });
    QVERIFY(!pair.alive(deaf));
  }

  void c92_link_to_the_dead_ends_who_does_not_trap_exits_with_noproc() {
    Pair pair(false);
    pair.world.runtime().exit(pair.peer, atoms::kill);
    const Pid watcher = start_puppet(pair.world, plain(pair.journal));
    in(pair.world, watcher, [&] { monitor(pair.me); });
    pair.do_in_me([&] { link(pair.peer); });
    QCOMPARE(*pair.journal, Lines{"DOWN 1 " + to_string(pair.me) + " noproc"});
  }

  void link_to_oneself_does_nothing() {
    Pair pair(true);
    pair.do_in_me([] { link(self()); });
    pair.do_in_me([] { genmsg::exit(atoms::normal); });
    QCOMPARE(*pair.journal, Lines{"terminate normal"});
  }

  void double_link_gives_one_exit() {
    Pair pair(true);
    pair.do_in_me([&] {
      link(pair.peer);
      link(pair.peer);
    });
    in(pair.world, pair.peer, [&] { link(pair.me); });
    pair.end_peer(atom("boom"));
    QCOMPARE(*pair.journal, Lines{pair.exit_line("boom")});
  }

  void unlink_before_death_means_no_exit() {
    for (const std::uint64_t seed : seeds()) {
      Pair pair(false, seed);
      pair.do_in_me([&] { link(pair.peer); });
      // The peer ends, and before its exit signal is taken, the link is off.
      tell(pair.world, pair.peer, [] { genmsg::exit(atom("boom")); });
      tell(pair.world, pair.me, [&] { unlink(pair.peer); });
      pair.world.run();
      // Either order of the two is right for the process; after unlink nothing may come.
      if (pair.alive(pair.me)) QCOMPARE(*pair.journal, Lines{});
    }
    Pair pair(false);
    pair.do_in_me([&] { link(pair.peer); });
    pair.do_in_me([&] { unlink(pair.peer); });
    pair.end_peer(atom("boom"));
    QVERIFY(pair.alive(pair.me));
  }

  void exit_signal_in_flight_is_dropped_by_unlink() {
    Pair pair(true);
    pair.do_in_me([&] { link(pair.peer); });
    // The exit signal comes to a process that is suspended in a callback of its own: here, one that
    // unlinks before it takes signals again.
    tell(pair.world, pair.me, [&] {
      pair.world.runtime().signal(self(), ExitSignal{pair.peer, atom("boom"), true});
      unlink(pair.peer);
    });
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{});
  }

  /// The trap state is read when the signal is taken, not when it is sent.
  void trap_exit_is_read_at_reception() {
    Pair pair(false);
    tell(pair.world, pair.me, [&] {
      genmsg::exit(self(), atom("x"));
      QVERIFY(!trap_exit(true));
    });
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{"EXIT " + to_string(pair.me) + " x"});
    pair.do_in_me([] { QVERIFY(trap_exit(false)); });
    pair.do_in_me([] { genmsg::exit(self(), atom("x")); });
    QVERIFY(!pair.alive(pair.me));
  }

  void exit_of_a_suspended_process() {
    Pair pair(false);
    sys::suspend(pair.world.runtime(), pair.me);
    sys::suspend(pair.world.runtime(), pair.peer);
    pair.world.run();
    note(pair.world, pair.me, 1);
    pair.world.runtime().exit(pair.me, atoms::shutdown);
    pair.world.runtime().exit(pair.peer, atoms::kill);
    pair.world.run();
    QVERIFY(!pair.alive(pair.me) && !pair.alive(pair.peer));
    QCOMPARE(*pair.journal, Lines{});  // terminate is not called
  }

  void trapped_exit_comes_after_what_was_sent_before() {
    Pair pair(true);
    pair.do_in_me([&] { link(pair.peer); });
    tell(pair.world, pair.peer, [&] {
      send(Address<puppet::Msg>{pair.me}, Note{1});
      send(Address<puppet::Msg>{pair.me}, Note{2});
      genmsg::exit(atom("boom"));
    });
    pair.world.run();
    QCOMPARE(*pair.journal, (Lines{"note 1", "note 2", pair.exit_line("boom")}));
  }

  // --- unlink: the link protocol of OTP 23

  void links_and_unlinks_in_any_order_are_never_one_sided() {
    for (const std::uint64_t seed : seeds(200)) {
      ManualWorld world(seed);
      std::mt19937_64 random(seed);
      const Pid a = start_puppet(world, trapping(make_journal()));
      const Pid b = start_puppet(world, trapping(make_journal()));
      for (int i = 0; i < 30; ++i) {
        const bool of_a = random() % 2 == 0;
        const Pid me = of_a ? a : b;
        const Pid other = of_a ? b : a;
        const bool links = random() % 2 == 0;
        const bool twice = random() % 3 == 0;
        tell(world, me, [other, links, twice] {
          links ? link(other) : unlink(other);
          if (twice) links ? unlink(other) : link(other);
        });
        if (random() % 3 == 0) world.step();
      }
      world.run();
      const auto linked = [&](Pid one) {
        return world.answer(process_info(world.runtime(), one))->links.size();
      };
      QVERIFY2(linked(a) == linked(b), qPrintable(QString("seed %1").arg(seed)));
      // What is left of the protocol is left nowhere.
      const auto nothing_is_left = [] {
        Process& process = *execution.process;
        const std::size_t kept = process.cold_block().links.size();
        QCOMPARE(kept, linked_to(process).size());
      };
      in(world, a, nothing_is_left);
      in(world, b, nothing_is_left);
    }
  }

  void link_from_a_peer_is_ignored_while_an_unlink_is_outstanding() {
    Pair pair(true);
    pair.do_in_me([&] { link(pair.peer); });
    tell(pair.world, pair.me, [&] {
      unlink(pair.peer);
      // Sent by the peer before it heard of the unlink.
      pair.world.runtime().signal(self(), LinkSignal{pair.peer});
    });
    tell(pair.world, pair.peer, [&] {});
    pair.world.run();
    QCOMPARE(pair.world.answer(process_info(pair.world.runtime(), pair.me))->links.size(),
             std::size_t{0});
  }

  void acknowledgement_of_an_older_unlink_does_not_end_a_newer_one() {
    Pair pair(true);
    pair.do_in_me([&] { link(pair.peer); });
    tell(pair.world, pair.me, [&] {
      unlink(pair.peer);  // number 1
      link(pair.peer);
      unlink(pair.peer);  // number 2
      pair.world.runtime().signal(self(), UnlinkAckSignal{pair.peer, 1});
      pair.world.runtime().signal(self(), LinkSignal{pair.peer});
    });
    pair.world.run();
    QCOMPARE(pair.world.answer(process_info(pair.world.runtime(), pair.me))->links.size(),
             std::size_t{0});
  }

  /// Signals cross only if neither callback returns before both have sent: so they wait for each
  /// other, each on a scheduler of its own.
  void links_and_unlinks_that_cross_are_never_one_sided() {
    RuntimeOptions options;
    options.schedulers = 2;
    Runtime runtime(options);
    const auto started = [&] {
      return **gen_msg::start<puppet>(runtime, trapping(make_journal())).wait();
    };
    const Pid pids[] = {started(), started()};
    std::barrier<> meeting(2);
    std::mt19937_64 random(1);
    for (int round = 0; round < 100; ++round) {
      for (int i = 0; i < 4; ++i) {
        const Pid other = pids[(i + 1) % 2];
        const std::uint64_t what = random();
        runtime.send(Address<puppet::Msg>{pids[i % 2]},
                     puppet::Code([other, what, &meeting](puppet::State&) {
                       meeting.arrive_and_wait();
                       for (unsigned bit = 0; bit < 1 + what % 3; ++bit) {
                         (what >> (8 + bit)) % 2 == 0 ? link(other) : unlink(other);
                       }
                       meeting.arrive_and_wait();
                       return gen_msg::ok();
                     }));
      }
      // Behind all of it; then the signals are on their way, and are received before the answers.
      for (const Pid pid : pids) QVERIFY(sys::get_status(runtime, pid).wait());
      for (const Pid pid : pids) QVERIFY(process_info(runtime, pid).wait());
      const std::size_t first = process_info(runtime, pids[0]).wait()->links.size();
      const std::size_t second = process_info(runtime, pids[1]).wait()->links.size();
      QCOMPARE(first, second);
    }
  }

  void link_after_unlink_is_a_new_link() {
    for (const std::uint64_t seed : seeds()) {
      Pair pair(true, seed);
      pair.do_in_me([&] { link(pair.peer); });
      pair.do_in_me([&] {
        unlink(pair.peer);
        link(pair.peer);
        unlink(pair.peer);
        link(pair.peer);
      });
      pair.end_peer(atom("boom"));
      QCOMPARE(*pair.journal, Lines{pair.exit_line("boom")});
    }
  }

  void unlink_of_a_dead_peer_counts_as_acknowledged() {
    for (const std::uint64_t seed : seeds()) {
      Pair pair(true, seed);
      pair.do_in_me([&] { link(pair.peer); });
      tell(pair.world, pair.peer, [] { genmsg::exit(atom("boom")); });
      tell(pair.world, pair.me, [&] { unlink(pair.peer); });
      pair.world.run();
      in(pair.world, pair.me, [] {
        QCOMPARE(execution.process->cold_block().links.size(), std::size_t{0});
      });
    }
  }

  void unlink_of_one_that_is_not_linked_does_nothing() {
    Pair pair(true);
    pair.do_in_me([&] {
      unlink(pair.peer);
      unlink(Pid{});
      QCOMPARE(execution.process->cold_block().links.size(), std::size_t{0});
    });
    pair.end_peer(atom("boom"));
    QCOMPARE(*pair.journal, Lines{});
  }

  // --- exit signals, sentence by sentence

  void link_signal_counts_only_while_the_link_is_active() {
    Pair pair(false);
    pair.world.runtime().signal(pair.me, ExitSignal{pair.peer, atom("boom"), true});
    pair.world.run();
    QVERIFY(pair.alive(pair.me));
  }

  void exit_of_oneself_with_kill_is_seen_as_kill_by_links() {
    Pair pair(true);
    pair.do_in_me([&] { link(pair.peer); });
    pair.end_peer(atoms::kill);  // exit(kill), not exit/2
    QCOMPARE(*pair.journal, Lines{pair.exit_line("kill")});
    QVERIFY(pair.alive(pair.me));
  }

  void exit2_kill_to_oneself_ends_killed_although_it_traps() {
    Pair pair(true);
    in(pair.world, pair.peer, [&] { monitor(pair.me); });
    pair.do_in_me([] { genmsg::exit(self(), atoms::kill); });
    QCOMPARE(*pair.journal, Lines{});
    QCOMPARE(pair.peer_journal->size(), std::size_t{1});
    QVERIFY(pair.peer_journal->at(0).ends_with(" killed"));
  }

  void exit2_to_oneself_ends_before_the_next_message() {
    Pair pair(false);
    tell(pair.world, pair.me, [] { genmsg::exit(self(), atom("boom")); });
    note(pair.world, pair.me, 1);
    pair.world.run();
    QVERIFY(!pair.alive(pair.me));
    QCOMPARE(*pair.journal, Lines{});
  }

  void exit2_to_the_dead_or_nobody_is_ignored() {
    Pair pair(true);
    pair.world.runtime().exit(pair.peer, atoms::kill);
    pair.world.run();
    pair.do_in_me([&] {
      genmsg::exit(pair.peer, atom("boom"));
      genmsg::exit(Pid{}, atom("boom"));
    });
    QVERIFY(pair.alive(pair.me));
    QCOMPARE(*pair.journal, Lines{});
  }

  void exit_after_an_exit_that_ended_it_changes_nothing() {
    Pair pair(true);
    const Pid deaf = start_puppet(pair.world, plain(make_journal()));
    pair.do_in_me([&] {
      link(deaf);
      genmsg::exit(deaf, atom("first"));
      genmsg::exit(deaf, atom("second"));
    });
    QCOMPARE(*pair.journal, Lines{"EXIT " + to_string(deaf) + " first"});
  }

  /// Names are free before anybody hears of the end.
  void name_is_free_when_exit_and_down_are_seen() {
    for (const std::uint64_t seed : seeds()) {
      ManualWorld world(seed);
      const Atom name = Atom::intern("short_lived");
      const Journal journal = make_journal();
      const Pid watcher = start_puppet(world, trapping(journal));
      const Pid gone = start_puppet(world, plain(make_journal()), {.name = name});
      in(world, watcher, [&] {
        link(gone);
        monitor(gone);
      });
      QCOMPARE(world.runtime().whereis(name), gone);
      world.runtime().exit(gone, atom("boom"));
      while (journal->size() < 2 && world.step()) {
        if (journal->empty()) continue;
        QCOMPARE(world.runtime().whereis(name), Pid{});
        QVERIFY(!world.runtime().is_alive(gone));
      }
      QCOMPARE(journal->size(), std::size_t{2});
    }
  }

  // --- monitors

  void monitors_stack_and_fire_once() {
    Pair pair(false);
    pair.do_in_me([&] {
      QCOMPARE(monitor(pair.peer), std::uint64_t{1});
      QCOMPARE(monitor(pair.peer), std::uint64_t{2});
    });
    pair.end_peer(atom("boom"));
    const std::string tail = " " + to_string(pair.peer) + " boom";
    std::sort(pair.journal->begin(), pair.journal->end());  // OTP promises no order either
    QCOMPARE(*pair.journal, (Lines{"DOWN 1" + tail, "DOWN 2" + tail}));
    QVERIFY(pair.alive(pair.me));
  }

  void monitor_of_the_dead_gives_noproc() {
    Pair pair(false);
    pair.world.runtime().exit(pair.peer, atoms::kill);
    pair.world.run();
    pair.do_in_me([&] { monitor(pair.peer); });
    QCOMPARE(*pair.journal, Lines{"DOWN 1 " + to_string(pair.peer) + " noproc"});
    pair.do_in_me([&] { monitor(Pid{}); });
    QCOMPARE(pair.journal->size(), std::size_t{2});
  }

  void demonitor_stops_a_down_that_is_not_queued() {
    Pair pair(false);
    std::uint64_t kept = 0;
    pair.do_in_me([&] {
      const std::uint64_t gone = monitor(pair.peer);
      kept = monitor(pair.peer);
      QVERIFY(demonitor(gone));
      QVERIFY(!demonitor(gone));
      QVERIFY(!demonitor(12345));
    });
    pair.end_peer(atoms::normal);
    QCOMPARE(*pair.journal, Lines{"DOWN " + std::to_string(kept) + " " + to_string(pair.peer) +
                                  " normal"});
  }

  void demonitor_after_the_death_stops_a_down_in_flight() {
    Pair pair(false);
    std::uint64_t reference = 0;
    pair.do_in_me([&] { reference = monitor(pair.peer); });
    tell(pair.world, pair.me, [&] {
      pair.world.runtime().signal(self(), DownSignal{pair.peer, reference, atom("boom")});
      QVERIFY(demonitor(reference));
    });
    pair.world.run();
    pair.end_peer(atom("boom"));
    QCOMPARE(*pair.journal, Lines{});
  }

  void end_of_the_watcher_takes_its_monitors_away() {
    Pair pair(false);
    pair.do_in_me([&] { monitor(pair.peer); });
    pair.do_in_me([] { genmsg::exit(atoms::normal); });
    in(pair.world, pair.peer, [] {
      QCOMPARE(execution.process->cold->watched_by.size(), std::size_t{0});
    });
  }

  // --- starting with a link

  /// Acknowledged, and dead before anybody looked: the link is on, so the parent hears of it.
  void end_right_after_init_ack_is_heard_by_the_link() {
    Pair pair(true);
    Pid child;
    pair.do_in_me([&] {
      child = *proc_lib::start_link(
                   [] {
                     proc_lib::init_ack(self());
                     genmsg::exit(atom("boom"));
                   },
                   {})
                   .get()
                   .value();
    });
    QVERIFY(child);
    QCOMPARE(*pair.journal, Lines{"EXIT " + to_string(child) + " boom"});
  }

  void failed_start_leaves_no_link() {
    Pair pair(true);
    pair.do_in_me([&] {
      const StartResult failed =
          proc_lib::start_link([] { genmsg::exit(atom("boom")); }, {}).get().value();
      QCOMPARE(failed.error(), atom("boom"));
    });
    const auto status = pair.world.answer(sys::get_status_parts(pair.world.runtime(), pair.me));
    QCOMPARE(status->links.size(), std::size_t{0});
    QCOMPARE(*pair.journal, Lines{});
  }

  /// Who finds that a process takes no signals any more has the exit of its link already: a
  /// supervisor that is told noproc by its monitor looks for the reason there.
  void the_linked_are_told_before_requests_are_refused() {
    Pair pair(true);
    pair.do_in_me([&] { link(pair.peer); });
    note(pair.world, pair.peer, 1);  // the request comes after it, and so is still there at the end
    const Process& slot = pair.world.runtime().table().at(pair.me.index);
    std::optional<bool> is_told;
    sys::get_state(pair.world.runtime(), pair.peer).then([&](const Result<Term>& state) {
      if (!state) is_told = slot.has(Process::has_signals);
    });
    pair.world.runtime().exit(pair.peer, atoms::kill);
    pair.world.run();
    QVERIFY(is_told && *is_told);
    QCOMPARE(pair.journal->at(0), pair.exit_line("killed"));
  }

  /// Whatever the order of links, unlinks and deaths, nobody who is unlinked dies of it, and nothing
  /// is left.
  void random_links_leave_nothing() {
    for (const std::uint64_t seed : seeds(30)) {
      ManualWorld world(seed + 1);
      std::mt19937_64 random(seed);
      std::vector<Pid> pids;
      for (int i = 0; i < 12; ++i) {
        pids.push_back(start_puppet(world, i % 2 == 0 ? trapping(make_journal())
                                                      : plain(make_journal())));
      }
      for (int i = 0; i < 200; ++i) {
        const Pid a = pids[random() % pids.size()];
        const Pid b = pids[random() % pids.size()];
        switch (random() % 5) {
          case 0: tell(world, a, [b] { link(b); }); break;
          case 1: tell(world, a, [b] { unlink(b); }); break;
          case 2: tell(world, a, [b] { monitor(b); }); break;
          case 3: world.step(); break;
          default:
            if (random() % 8 == 0) tell(world, a, [] { genmsg::exit(atom("boom")); });
        }
      }
      world.run();
    }
  }
};

QTEST_APPLESS_MAIN(TestProcessLinks)
#include "tst_process_links.moc"
