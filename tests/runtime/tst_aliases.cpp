// SPDX-License-Identifier: GPL-3.0-or-later
// Aliases: a process ends the way to itself. See: erlang:alias/1, EEP 53.
#include <algorithm>
#include <array>
#include <memory>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using Lines = std::vector<std::string>;

class TestAliases : public QObject {
  Q_OBJECT

  /// A process with an alias, and one that sends.
  struct Pair {
    explicit Pair(bool traps = false, std::uint64_t seed = 0) : world(seed) {
      me = start_puppet(world, traps ? trapping(journal) : plain(journal));
      peer = start_puppet(world, trapping(peer_journal));
    }
    void make_alias(AliasOptions options = {}) {
      do_in_me([&] { alias = genmsg::alias(options); });
    }
    /// A monitor of the peer with an alias.
    void make_monitor(AliasMode mode) {
      do_in_me([&] { alias = alias_of(monitor(peer, {.alias = mode})); });
    }
    void do_in_me(std::function<void()> code) { in(world, me, std::move(code)); }
    void do_in_peer(std::function<void()> code) { in(world, peer, std::move(code)); }
    bool send_note(std::int64_t value) {
      return world.runtime().send(alias, puppet::Msg(Note{value}));
    }
    void suspend() { world.answer(sys::suspend(world.runtime(), me)); }
    void resume() { world.answer(sys::resume(world.runtime(), me)); }
    std::string down_line(std::string_view reason) const {
      return "DOWN " + std::to_string(alias.id) + " " + to_string(peer) + " " +
             std::string(reason);
    }
    std::size_t records() {
      std::size_t count = 0;
      do_in_me([&] {
        const auto& aliases = execution.process->cold->aliases;
        count = aliases == nullptr ? 0 : aliases->records.size();
      });
      return count;
    }

    Journal journal = make_journal();
    Journal peer_journal = make_journal();
    ManualWorld world;
    Pid me;
    Pid peer;
    Alias alias;
  };

 private Q_SLOTS:
  void message_to_an_alias_arrives() {
    Pair pair;
    pair.make_alias();
    QVERIFY(pair.alias);
    QVERIFY(pair.send_note(1));
    QVERIFY(pair.send_note(2));
    pair.world.run();
    QCOMPARE(*pair.journal, (Lines{"note 1", "note 2"}));
  }

  /// One alternative of Msg, sent without knowing of the others; large ones lie behind a pointer.
  void messages_of_any_size_arrive_by_alias() {
    Pair pair;
    pair.make_alias();
    struct Large {
      std::array<char, 500> bytes{};
    };
    struct Odd {
      std::array<char, 13> bytes{};
    };
    pair.world.runtime().send(pair.alias, Note{1});
    pair.world.runtime().send(pair.alias, Large{});
    pair.world.runtime().send(pair.alias, Odd{});
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{"note 1"});
    QCOMPARE(pair.world.reports.size(), std::size_t{2});  // the puppet does not take them
  }

  void order_of_one_sender_is_kept_between_pid_and_alias() {
    Pair pair;
    pair.make_alias();
    pair.do_in_peer([&] {
      for (std::int64_t i = 0; i < 6; i += 2) {
        send(Address<puppet::Msg>{pair.me}, Note{i});
        send(pair.alias, puppet::Msg(Note{i + 1}));
      }
    });
    QCOMPARE(*pair.journal,
             (Lines{"note 0", "note 1", "note 2", "note 3", "note 4", "note 5"}));
  }

  void message_after_unalias_is_dropped_without_a_report() {
    Pair pair;
    pair.make_alias();
    pair.do_in_me([&] {
      QVERIFY(unalias(pair.alias));
      QVERIFY(!unalias(pair.alias));
    });
    QVERIFY(pair.send_note(1));  // it cannot be known before it is received
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{});
    QCOMPARE(pair.world.runtime().dead_letters(), std::uint64_t{1});
    QCOMPARE(pair.world.reports, Lines{});
  }

  void message_that_was_queued_at_unalias_is_handled() {
    Pair pair;
    pair.make_alias();
    tell(pair.world, pair.me, [&] { QVERIFY(unalias(pair.alias)); });
    pair.send_note(1);
    pair.send_note(2);
    tell(pair.world, pair.me, [&] { pair.send_note(3); });  // queued when it is off
    pair.world.run();
    pair.send_note(4);
    pair.world.run();
    QCOMPARE(*pair.journal, (Lines{"note 1", "note 2"}));
    QCOMPARE(pair.world.runtime().dead_letters(), std::uint64_t{2});
  }

  void record_of_an_ended_alias_is_forgotten_when_the_queue_is_read() {
    Pair pair;
    for (int i = 0; i < 100; ++i) {
      pair.make_alias();
      tell(pair.world, pair.me, [alias = pair.alias] { unalias(alias); });
      pair.send_note(i);
      pair.world.run();
    }
    pair.make_alias();
    QVERIFY(pair.records() <= 2);
  }

  void only_its_owner_can_unalias() {
    Pair pair;
    pair.make_alias();
    pair.do_in_peer([&] { QVERIFY(!unalias(pair.alias)); });
    pair.send_note(1);
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{"note 1"});
  }

  void alias_of_a_dead_process_takes_nothing() {
    Pair pair;
    pair.make_alias();
    pair.world.runtime().exit(pair.me, atoms::kill);
    pair.world.run();
    QVERIFY(!pair.send_note(1));
    QVERIFY(!pair.world.runtime().send(Alias{}, Note{1}));
    QCOMPARE(pair.world.runtime().dead_letters(), std::uint64_t{2});
  }

  void made_up_alias_takes_nothing() {
    Pair pair;
    pair.alias = Alias{pair.me, 12345, true};
    pair.send_note(1);
    pair.world.runtime().send(pair.alias, Note{2}, with_priority);
    pair.world.runtime().exit(pair.alias, atoms::kill);
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{});
    QVERIFY(pair.world.runtime().is_alive(pair.me));
  }

  // --- reply

  void reply_alias_ends_with_the_first_message() {
    Pair pair;
    pair.make_alias({.reply = true});
    pair.send_note(1);
    pair.send_note(2);  // queued with it
    pair.world.run();
    pair.send_note(3);
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{"note 1"});
    QCOMPARE(pair.records(), std::size_t{0});
  }

  void reply_alias_that_was_ended_while_two_were_queued_takes_one() {
    Pair pair;
    pair.make_alias({.reply = true});
    tell(pair.world, pair.me, [&] { QVERIFY(unalias(pair.alias)); });
    pair.send_note(1);
    pair.send_note(2);
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{"note 1"});
  }

  // --- aliases of monitors

  void explicit_unalias_outlives_the_monitor() {
    Pair pair;
    pair.make_monitor(AliasMode::explicit_unalias);
    pair.do_in_me([&] { QVERIFY(demonitor(pair.alias.id)); });
    pair.send_note(1);
    pair.send_note(2);
    pair.world.run();
    QCOMPARE(*pair.journal, (Lines{"note 1", "note 2"}));
    pair.do_in_me([&] { QVERIFY(unalias(pair.alias)); });
  }

  void demonitor_ends_its_alias() {
    for (const AliasMode mode : {AliasMode::demonitor, AliasMode::reply_demonitor}) {
      Pair pair;
      pair.make_monitor(mode);
      pair.do_in_me([&] {
        QVERIFY(demonitor(pair.alias.id));
        QVERIFY(!unalias(pair.alias));
      });
      pair.send_note(1);
      pair.world.run();
      QCOMPARE(*pair.journal, Lines{});
    }
  }

  void down_ends_its_alias() {
    for (const AliasMode mode : {AliasMode::demonitor, AliasMode::reply_demonitor}) {
      Pair pair;
      pair.make_monitor(mode);
      pair.world.runtime().exit(pair.peer, atoms::kill);
      pair.world.run();
      pair.send_note(1);
      pair.world.run();
      QCOMPARE(*pair.journal, Lines{pair.down_line("killed")});
    }
  }

  void unalias_keeps_the_monitor() {
    Pair pair;
    pair.make_monitor(AliasMode::reply_demonitor);
    pair.do_in_me([&] { QVERIFY(unalias(pair.alias)); });
    pair.send_note(1);
    pair.world.runtime().exit(pair.peer, atoms::kill);
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{pair.down_line("killed")});
  }

  void messages_do_not_end_an_alias_of_mode_demonitor() {
    Pair pair;
    pair.make_monitor(AliasMode::demonitor);
    pair.send_note(1);
    pair.send_note(2);
    pair.world.run();
    QCOMPARE(*pair.journal, (Lines{"note 1", "note 2"}));
  }

  void reply_ends_monitor_and_alias() {
    Pair pair;
    pair.make_monitor(AliasMode::reply_demonitor);
    pair.send_note(1);
    pair.world.run();
    pair.send_note(2);
    pair.world.runtime().exit(pair.peer, atoms::kill);
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{"note 1"});
  }

  /// gen:call: whoever replies and then exits is not heard of twice.
  void down_behind_a_queued_reply_does_not_come() {
    for (const std::uint64_t seed : seeds()) {
      Pair pair(false, seed);
      pair.make_monitor(AliasMode::reply_demonitor);
      pair.suspend();
      tell(pair.world, pair.peer, [&] {
        send(pair.alias, puppet::Msg(Note{1}));
        genmsg::exit(atoms::normal);
      });
      pair.world.run();
      pair.resume();
      QCOMPARE(*pair.journal, Lines{"note 1"});
    }
  }

  void reply_behind_a_down_does_not_come() {
    Pair pair;
    pair.make_monitor(AliasMode::reply_demonitor);
    pair.suspend();
    pair.world.runtime().exit(pair.peer, atom("boom"));
    pair.world.runtime().exit(pair.peer, atoms::kill);
    pair.world.run();
    pair.send_note(1);
    pair.resume();
    QVERIFY(!pair.journal->empty());
    QVERIFY(std::ranges::find(*pair.journal, "note 1") == pair.journal->end());
  }

  // --- exit signals

  void exit_by_alias_is_an_exit_signal() {
    Pair pair(true);
    pair.make_alias();
    pair.do_in_peer([&] { genmsg::exit(pair.alias, atom("boom")); });
    QCOMPARE(*pair.journal, Lines{"EXIT " + to_string(pair.peer) + " boom"});
    pair.world.runtime().exit(pair.alias, atoms::kill);
    pair.world.run();
    QVERIFY(!pair.world.runtime().is_alive(pair.me));
  }

  void exit_by_an_alias_that_is_off_is_dropped() {
    Pair pair;
    pair.make_alias();
    pair.do_in_me([&] { unalias(pair.alias); });
    pair.world.runtime().exit(pair.alias, atoms::kill);
    pair.world.run();
    QVERIFY(pair.world.runtime().is_alive(pair.me));
  }

  void exit_signal_does_not_end_a_reply_alias() {
    Pair pair(true);
    pair.make_alias({.reply = true});
    pair.world.runtime().exit(pair.alias, atom("boom"));
    pair.world.run();
    pair.send_note(1);
    pair.world.run();
    QCOMPARE(*pair.journal, (Lines{"EXIT " + to_string(Pid{}) + " boom", "note 1"}));
  }

  // --- what a dropped message must not disturb

  void dropped_message_counts_for_the_place_of_a_sys_request() {
    Pair pair;
    pair.make_alias();
    pair.do_in_me([&] { unalias(pair.alias); });
    note(pair.world, pair.me, 1);
    pair.send_note(2);
    sys::get_status(pair.world.runtime(), pair.me).then([&](const auto&) {
      pair.journal->push_back("status");
    });
    note(pair.world, pair.me, 3);
    pair.world.run();
    QCOMPARE(*pair.journal, (Lines{"note 1", "status", "note 3"}));
  }

  void dropped_message_does_not_pass_for_one_that_came_before_a_timeout() {
    Pair pair;
    pair.make_alias();
    pair.do_in_me([&] { unalias(pair.alias); });
    tell_return(pair.world, pair.me,
                [](puppet::State&) { return gen_msg::ok(std::chrono::milliseconds(0)); });
    pair.send_note(1);
    pair.world.run();
    QCOMPARE(*pair.journal, Lines{"timeout"});
  }

  void payload_of_a_dropped_message_is_destroyed() {
    Pair pair;
    pair.make_alias({.priority = true});
    pair.do_in_me([&] { unalias(pair.alias); });
    const auto held = std::make_shared<int>(1);
    pair.world.runtime().send(pair.alias, std::shared_ptr<int>(held));
    pair.world.runtime().send(pair.alias, std::shared_ptr<int>(held), with_priority);
    QCOMPARE(held.use_count(), 3l);
    pair.world.run();
    QCOMPARE(held.use_count(), 1l);
    pair.world.runtime().exit(pair.me, atoms::kill);
    pair.world.run();
    pair.world.runtime().send(pair.alias, std::shared_ptr<int>(held));
    pair.world.runtime().send(pair.alias, std::shared_ptr<int>(held), with_priority);
    QCOMPARE(held.use_count(), 1l);
  }
};

QTEST_APPLESS_MAIN(TestAliases)
#include "tst_aliases.moc"
