// SPDX-License-Identifier: GPL-3.0-or-later
// Priority messages. See: EEP 76, and signal_SUITE:priority_messages.
#include <memory>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using Lines = std::vector<std::string>;

class TestPriority : public QObject {
  Q_OBJECT

  struct Pair {
    explicit Pair(bool traps = true) {
      me = start_puppet(world, traps ? trapping(journal) : plain(journal));
      peer = start_puppet(world, plain(peer_journal));
      do_in_me([&] { alias = genmsg::alias({.priority = true}); });
    }
    void do_in_me(std::function<void()> code) { in(world, me, std::move(code)); }
    void send_priority(std::int64_t value) {
      world.runtime().send(alias, puppet::Msg(Note{value}), with_priority);
    }
    void suspend() { world.answer(sys::suspend(world.runtime(), me)); }
    void resume() { world.answer(sys::resume(world.runtime(), me)); }
    void kill_peer() {
      world.runtime().exit(peer, atom("boom"));
      world.run();
    }
    std::string exit_line() const { return "EXIT " + to_string(peer) + " boom"; }
    std::uint64_t shown_depth() {
      for (const auto& row : take_snapshot(world.runtime()).processes) {
        if (row.pid == me) return row.mailbox;
      }
      return 0;
    }

    Journal journal = make_journal();
    Journal peer_journal = make_journal();
    ManualWorld world;
    Pid me;
    Pid peer;
    Alias alias;
  };

 private Q_SLOTS:
  void priority_messages_go_before_ordinary_ones_in_their_order() {
    Pair pair;
    note(pair.world, pair.me, 1);
    note(pair.world, pair.me, 2);
    pair.send_priority(10);
    pair.send_priority(11);
    note(pair.world, pair.me, 3);
    pair.send_priority(12);
    pair.world.run();
    QCOMPARE(*pair.journal,
             (Lines{"note 10", "note 11", "note 12", "note 1", "note 2", "note 3"}));
  }

  /// signal_SUITE:priority_messages_order. Both the alias and the sender must ask for it.
  void without_both_bits_it_is_an_ordinary_message() {
    Pair pair;
    Alias ordinary;
    pair.do_in_me([&] { ordinary = genmsg::alias(); });
    note(pair.world, pair.me, 1);
    pair.world.runtime().send(ordinary, puppet::Msg(Note{2}), with_priority);
    pair.world.runtime().send(pair.alias, puppet::Msg(Note{3}));
    ordinary.priority = true;  // made up: its owner knows better
    pair.world.runtime().send(ordinary, puppet::Msg(Note{4}), with_priority);
    pair.world.run();
    QCOMPARE(*pair.journal, (Lines{"note 1", "note 2", "note 3", "note 4"}));
  }

  void message_sent_from_the_handler_of_another_comes_next() {
    Pair pair;
    tell(pair.world, pair.me, [&] {
      send(pair.alias, puppet::Msg(Note{10}), with_priority);
      send(pair.alias, puppet::Msg(Note{11}), with_priority);
    });
    note(pair.world, pair.me, 1);
    pair.world.run();
    QCOMPARE(*pair.journal, (Lines{"note 10", "note 11", "note 1"}));
  }

  void nothing_is_handled_while_suspended() {
    Pair pair;
    pair.suspend();
    note(pair.world, pair.me, 1);
    pair.send_priority(10);
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{});
    QCOMPARE(pair.shown_depth(), std::uint64_t{2});
    pair.resume();
    QCOMPARE(*pair.journal, (Lines{"note 10", "note 1"}));
    QCOMPARE(pair.shown_depth(), std::uint64_t{0});
  }

  void sys_requests_keep_an_ordinary_message_s_place() {
    Pair pair;
    sys::get_status(pair.world.runtime(), pair.me).then([&](const auto&) {
      pair.journal->push_back("status");
    });
    pair.send_priority(10);
    pair.world.run();
    QCOMPARE(*pair.journal, (Lines{"note 10", "status"}));
  }

  void priority_message_cancels_a_timeout_and_wakes() {
    Pair pair;
    tell_return(pair.world, pair.me,
                [](puppet::State&) { return gen_msg::ok(std::chrono::milliseconds(5)); });
    pair.world.run();
    pair.send_priority(10);
    pair.world.run();
    pair.world.advance(std::chrono::milliseconds(10));
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{"note 10"});
  }

  /// See: gen_server, action().
  void timed_message_at_time_0_comes_before_priority_messages() {
    Pair pair;
    tell_return(pair.world, pair.me, [&](puppet::State&) {
      pair.send_priority(10);
      return gen_msg::ok(gen_msg::timeout(std::chrono::nanoseconds(0), Note{1}));
    });
    note(pair.world, pair.me, 2);
    pair.world.run();
    QCOMPARE(*pair.journal, (Lines{"note 1", "note 10", "note 2"}));
  }

  void priority_message_can_stop_the_process() {
    Pair pair;
    note(pair.world, pair.me, 1);
    pair.world.runtime().send(pair.alias, puppet::Msg(puppet::Code([](puppet::State&) {
                                return gen_msg::stop(atoms::normal);
                              })),
                              with_priority);
    pair.send_priority(11);
    pair.world.run();
    QVERIFY(!pair.world.runtime().is_alive(pair.me));
    QCOMPARE(*pair.journal, Lines{"terminate normal"});
    QCOMPARE(pair.world.runtime().table().at(pair.me.index).system_pending.load(), 0u);
  }

  void many_priority_messages_are_handled_in_order_and_in_slices() {
    Pair pair;
    for (int i = 0; i < 1000; ++i) pair.send_priority(i);
    pair.world.run();
    QCOMPARE(pair.journal->size(), std::size_t{1000});
    for (int i = 0; i < 1000; ++i) {
      QCOMPARE(pair.journal->at(static_cast<std::size_t>(i)), "note " + std::to_string(i));
    }
  }

  void after_unalias_priority_messages_are_dropped_but_queued_ones_stay() {
    Pair pair;
    pair.suspend();
    pair.send_priority(10);
    pair.world.run();
    tell(pair.world, pair.me, [&] { unalias(pair.alias); });
    pair.resume();
    pair.send_priority(11);
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{"note 10"});
    QCOMPARE(pair.world.runtime().dead_letters(), std::uint64_t{1});
    QCOMPARE(pair.shown_depth(), std::uint64_t{0});
  }

  void reply_alias_ends_with_a_priority_message() {
    Pair pair;
    pair.do_in_me([&] { pair.alias = genmsg::alias({.reply = true, .priority = true}); });
    pair.send_priority(1);
    pair.send_priority(2);
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{"note 1"});
  }

  // --- EXIT and DOWN

  void exit_of_a_priority_link_goes_first() {
    Pair pair;
    pair.do_in_me([&] { link(pair.peer, with_priority); });
    pair.suspend();
    note(pair.world, pair.me, 1);
    pair.kill_peer();
    pair.resume();
    QCOMPARE(*pair.journal, (Lines{pair.exit_line(), "note 1"}));
  }

  void exit_of_an_ordinary_link_does_not() {
    Pair pair;
    pair.do_in_me([&] { link(pair.peer); });
    pair.suspend();
    note(pair.world, pair.me, 1);
    pair.kill_peer();
    pair.resume();
    QCOMPARE(*pair.journal, (Lines{"note 1", pair.exit_line()}));
  }

  void link_again_sets_and_clears_the_mark() {
    Pair set;
    set.do_in_me([&] {
      link(set.peer);
      link(set.peer, with_priority);
    });
    set.suspend();
    note(set.world, set.me, 1);
    set.kill_peer();
    set.resume();
    QCOMPARE(*set.journal, (Lines{set.exit_line(), "note 1"}));
    Pair cleared;
    cleared.do_in_me([&] {
      link(cleared.peer, with_priority);
      link(cleared.peer);
    });
    cleared.suspend();
    note(cleared.world, cleared.me, 1);
    cleared.kill_peer();
    cleared.resume();
    QCOMPARE(*cleared.journal, (Lines{"note 1", cleared.exit_line()}));
  }

  void mark_is_the_linker_s_own() {
    Pair pair;
    in(pair.world, pair.peer, [&] { link(pair.me, with_priority); });
    pair.suspend();
    note(pair.world, pair.me, 1);
    pair.kill_peer();
    pair.resume();
    QCOMPARE(*pair.journal, (Lines{"note 1", pair.exit_line()}));
  }

  void priority_link_of_one_that_does_not_trap_ends_it() {
    Pair pair(false);
    pair.do_in_me([&] { link(pair.peer, with_priority); });
    pair.kill_peer();
    QVERIFY(!pair.world.runtime().is_alive(pair.me));
  }

  void down_of_a_priority_monitor_goes_first() {
    Pair pair;
    std::uint64_t reference = 0;
    std::uint64_t ordinary = 0;
    pair.do_in_me([&] {
      ordinary = monitor(pair.peer);
      reference = monitor(pair.peer, {.priority = true});
    });
    pair.suspend();
    note(pair.world, pair.me, 1);
    pair.kill_peer();
    pair.resume();
    const auto line = [&](std::uint64_t of) {
      return "DOWN " + std::to_string(of) + " " + to_string(pair.peer) + " boom";
    };
    QCOMPARE(*pair.journal, (Lines{line(reference), "note 1", line(ordinary)}));
  }

  void demonitor_flush_takes_a_queued_priority_down_away() {
    Pair pair;
    std::uint64_t reference = 0;
    pair.do_in_me([&] { reference = monitor(pair.peer, {.priority = true}); });
    pair.suspend();
    pair.world.runtime().send(pair.alias, puppet::Msg(puppet::Code([&](puppet::State&) {
                                demonitor(reference, flush);
                                return gen_msg::ok();
                              })),
                              with_priority);
    pair.world.run();
    pair.kill_peer();
    pair.resume();
    QCOMPARE(*pair.journal, Lines{});
    QCOMPARE(pair.shown_depth(), std::uint64_t{0});
  }

  void exit_by_priority_alias_goes_first_if_both_ask() {
    Pair pair;
    pair.suspend();
    note(pair.world, pair.me, 1);
    in(pair.world, pair.peer, [&] {
      genmsg::exit(pair.alias, atom("ordinary"));
      genmsg::exit(pair.alias, atom("first"), with_priority);
    });
    pair.resume();
    const std::string from = "EXIT " + to_string(pair.peer) + " ";
    QCOMPARE(*pair.journal, (Lines{from + "first", "note 1", from + "ordinary"}));
  }

  /// It has no parent, and the exit is from no process: that is no exit of its parent.
  void priority_exit_from_outside_is_a_message() {
    Pair pair;
    pair.world.runtime().exit(pair.alias, atom("boom"), with_priority);
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{"EXIT " + to_string(Pid{}) + " boom"});
  }

  /// The exit of a parent ends a behaviour; with priority it does so before what is queued.
  void priority_exit_of_the_parent_ends_before_ordinary_messages() {
    Pair pair;
    const Journal child_journal = make_journal();
    Pid child;
    pair.do_in_me([&] {
      child = *gen_msg::start_link<puppet>(trapping(child_journal)).get().value();
    });
    in(pair.world, child, [&] { link(pair.me, with_priority); });
    note(pair.world, child, 1);
    pair.world.runtime().signal(child, ExitSignal{pair.me, atom("boom"), true});
    pair.world.run();
    QCOMPARE(*child_journal, Lines{"terminate boom"});
  }

  void payload_is_destroyed_when_the_process_exits() {
    Pair pair;
    const auto held = std::make_shared<int>(1);
    pair.suspend();
    pair.world.runtime().send(pair.alias, std::shared_ptr<int>(held), with_priority);
    pair.world.run();
    pair.world.runtime().send(pair.alias, std::shared_ptr<int>(held), with_priority);
    QCOMPARE(held.use_count(), 3l);
    pair.world.runtime().exit(pair.me, atoms::kill);
    pair.world.run();
    QCOMPARE(held.use_count(), 1l);
  }

  void payload_is_destroyed_with_the_runtime() {
    const auto held = std::make_shared<int>(1);
    {
      ManualScheduler scheduler;
      auto started = gen_msg::start<puppet>(scheduler.runtime(), plain(make_journal()));
      scheduler.run();
      const Pid pid = **started.get();
      Alias alias;
      scheduler.runtime().send(Address<puppet::Msg>{pid}, puppet::Code([&](puppet::State&) {
                                 alias = genmsg::alias({.priority = true});
                                 return gen_msg::ok();
                               }));
      scheduler.run();
      scheduler.runtime().send(alias, std::shared_ptr<int>(held), with_priority);
      QCOMPARE(held.use_count(), 2l);
    }
    QCOMPARE(held.use_count(), 1l);
  }
};

QTEST_APPLESS_MAIN(TestPriority)
#include "tst_priority.moc"
