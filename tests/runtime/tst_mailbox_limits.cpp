// SPDX-License-Identifier: GPL-3.0-or-later
// Mailbox limits: who gets in, who is told, and that what is lost is counted exactly.
#include <atomic>
#include <chrono>
#include <thread>

#include "support/puppet.h"

using namespace genmsg;
using namespace std::chrono_literals;
using Policy = MailboxLimit::Policy;
using test::ManualWorld;

namespace {

struct Parked {
  test::Journal journal = test::make_journal();
  Pid pid;
};

/// A puppet with a limit that takes nothing until it is resumed.
Parked suspended_puppet(ManualWorld& world, MailboxLimit limit) {
  Parked made;
  gen_msg::StartOptions options;
  options.mailbox_limit = limit;
  made.pid = test::start_puppet(world, test::plain(made.journal), options);
  world.answer(sys::suspend(world.runtime(), made.pid));
  return made;
}

Delivery try_note(ManualWorld& world, Pid pid, std::int64_t value) {
  return world.runtime().try_send(Address<test::puppet::Msg>{pid}, test::Note{value});
}

ProcessRow row_of(Runtime& runtime, Pid pid) {
  for (const ProcessRow& row : take_snapshot(runtime).processes) {
    if (row.pid == pid) return row;
  }
  return {};
}

void resume(ManualWorld& world, Pid pid) {
  world.answer(sys::resume(world.runtime(), pid, {.priority = true}));
}

using Lines = std::vector<std::string>;

struct counter_server {
  static constexpr std::string_view module_name = "counter_server";
  using State = std::int64_t;
  using Call = int;
  using Reply = int;
  static gen_server::Init<State> init() { return gen_server::ok(State{0}); }
  static gen_server::CallReturn<Reply> handle_call(Call&&, gen_server::From<Reply>&, State&) {
    return gen_server::reply(1);
  }
};

/// Counts what it takes.
struct taker {
  static constexpr std::string_view module_name = "taker";
  struct Seen {
    std::atomic<std::int64_t> taken{0};
    std::atomic<std::uint32_t> deepest{0};
  };
  struct State {
    Seen* seen = nullptr;
  };
  using Msg = test::Note;
  static gen_msg::Init<State> init(Seen* seen) { return gen_msg::ok(State{seen}); }
  static gen_msg::Return handle_msg(Msg&&, State& state) {
    ++state.seen->taken;
    // Exact here, as nobody else takes; from outside the two counts are read one after the other.
    const Process& process = *execution.process;
    const std::uint32_t depth = process.mailbox.depth(process.reader);
    state.seen->deepest = std::max(state.seen->deepest.load(), depth);
    return gen_msg::ok();
  }
};

}  // namespace

class TestMailboxLimits : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void without_a_limit_every_message_is_queued() {
    ManualWorld world;
    const Parked puppet = suspended_puppet(world, {});
    for (int i = 0; i < 1000; ++i) QCOMPARE(try_note(world, puppet.pid, i), Delivery::Queued);
    QCOMPARE(row_of(world.runtime(), puppet.pid).limit, 0u);
    QCOMPARE(row_of(world.runtime(), puppet.pid).mailbox, 1000u);
  }

  void reject_refuses_the_message_beyond_the_limit_and_tells_its_sender() {
    ManualWorld world;
    const Parked puppet = suspended_puppet(world, {2, Policy::Reject});
    QCOMPARE(try_note(world, puppet.pid, 1), Delivery::Queued);
    QCOMPARE(try_note(world, puppet.pid, 2), Delivery::Queued);
    QCOMPARE(try_note(world, puppet.pid, 3), Delivery::Full);
    QVERIFY(!test::note(world, puppet.pid, 4));
    resume(world, puppet.pid);
    QCOMPARE(*puppet.journal, (Lines{"note 1", "note 2"}));
    QCOMPARE(row_of(world.runtime(), puppet.pid).lost, std::uint32_t{2});
  }

  void room_comes_back_with_each_message_taken() {
    ManualWorld world;
    const Parked puppet = suspended_puppet(world, {2, Policy::Reject});
    test::note(world, puppet.pid, 1);
    test::note(world, puppet.pid, 2);
    resume(world, puppet.pid);
    QCOMPARE(try_note(world, puppet.pid, 3), Delivery::Queued);
    world.run();
    QCOMPARE(*puppet.journal, (Lines{"note 1", "note 2", "note 3"}));
  }

  void try_send_to_the_dead_is_noproc_and_not_counted_as_lost() {
    ManualWorld world;
    const Parked puppet = suspended_puppet(world, {1, Policy::Reject});
    world.runtime().exit(puppet.pid, atoms::kill);
    world.run();
    QCOMPARE(try_note(world, puppet.pid, 1), Delivery::NoProc);
    QCOMPARE(world.runtime().messages_lost(), std::uint64_t{0});
  }

  void drop_newest_loses_the_new_message_in_silence() {
    ManualWorld world;
    const Parked puppet = suspended_puppet(world, {2, Policy::DropNewest});
    for (int i = 1; i <= 4; ++i) QCOMPARE(try_note(world, puppet.pid, i), Delivery::Queued);
    QCOMPARE(row_of(world.runtime(), puppet.pid).mailbox, 2u);
    resume(world, puppet.pid);
    QCOMPARE(*puppet.journal, (Lines{"note 1", "note 2"}));
    QCOMPARE(world.runtime().messages_lost(Policy::DropNewest), std::uint64_t{2});
  }

  void drop_oldest_keeps_the_newest_in_order() {
    ManualWorld world;
    const Parked puppet = suspended_puppet(world, {2, Policy::DropOldest});
    for (int i = 1; i <= 5; ++i) QCOMPARE(try_note(world, puppet.pid, i), Delivery::Queued);
    resume(world, puppet.pid);
    QCOMPARE(*puppet.journal, (Lines{"note 4", "note 5"}));
    QCOMPARE(row_of(world.runtime(), puppet.pid).lost, std::uint32_t{3});
  }

  void drop_oldest_drops_while_suspended() {
    ManualWorld world;
    const Parked puppet = suspended_puppet(world, {2, Policy::DropOldest});
    for (int i = 1; i <= 50; ++i) test::note(world, puppet.pid, i);
    QCOMPARE(row_of(world.runtime(), puppet.pid).mailbox, 50u);  // it has not got to it
    world.run();
    QCOMPARE(row_of(world.runtime(), puppet.pid).mailbox, 2u);
    QCOMPARE(row_of(world.runtime(), puppet.pid).lost, std::uint32_t{48});
    QCOMPARE(row_of(world.runtime(), puppet.pid).status, Status::Suspended);
    QVERIFY(puppet.journal->empty());
  }

  void exit_ends_the_process_with_mailbox_limit_and_reports_it() {
    ManualWorld world;
    const Parked puppet = suspended_puppet(world, {2, Policy::Exit});
    const test::Journal journal = test::make_journal();
    const Pid watcher = test::start_puppet(world, test::plain(journal));
    test::in(world, watcher, [&] { monitor(puppet.pid); });
    test::note(world, puppet.pid, 1);
    test::note(world, puppet.pid, 2);
    QCOMPARE(try_note(world, puppet.pid, 3), Delivery::Full);
    world.run();
    QCOMPARE(journal->size(), std::size_t{1});
    QVERIFY(journal->at(0).ends_with("{mailbox_limit,2}"));
    QCOMPARE(world.reports.size(), std::size_t{1});
    QCOMPARE(world.runtime().messages_lost(Policy::Exit), std::uint64_t{1});
  }

  void exit_by_limit_is_not_trapped() {
    ManualWorld world;
    const test::Journal journal = test::make_journal();
    gen_msg::StartOptions options;
    options.mailbox_limit = {1, Policy::Exit};
    const Pid pid = test::start_puppet(world, test::trapping(journal), options);
    test::note(world, pid, 1);
    test::note(world, pid, 2);
    world.run();
    QVERIFY(!world.runtime().is_alive(pid));
    QCOMPARE(*journal, Lines{});  // neither a message nor terminate
  }

  void exit_by_limit_leaves_the_next_process_of_the_slot_alone() {
    RuntimeOptions small;
    small.process_limit = 1;
    ManualWorld world(0, small);
    const Parked first = suspended_puppet(world, {1, Policy::Exit});
    test::note(world, first.pid, 1);
    test::note(world, first.pid, 2);
    world.run();
    const Parked second = suspended_puppet(world, {1, Policy::Exit});
    QCOMPARE(second.pid.index, first.pid.index);
    QCOMPARE(row_of(world.runtime(), second.pid).lost, std::uint32_t{0});
    test::note(world, second.pid, 1);
    world.run();
    QVERIFY(world.runtime().is_alive(second.pid));
    test::note(world, second.pid, 2);
    world.run();
    QVERIFY(!world.runtime().is_alive(second.pid));
  }

  void what_signals_become_is_never_refused() {
    for (const Policy policy : {Policy::Reject, Policy::DropNewest, Policy::DropOldest,
                                Policy::Exit}) {
      ManualWorld world;
      const test::Journal journal = test::make_journal();
      gen_msg::StartOptions options;
      options.mailbox_limit = {1, policy};
      const Pid pid = test::start_puppet(world, test::trapping(journal), options);
      std::vector<Pid> others;
      for (int i = 0; i < 3; ++i) {
        others.push_back(test::start_puppet(world, test::plain(journal)));
        test::in(world, pid, [other = others.back()] {
          link(other);
          monitor(other);
        });
      }
      journal->clear();
      tell_return(world, pid, [&](test::puppet::State&) {
        for (const Pid other : others) exit(other, atoms::kill);
        return gen_msg::ok();
      });
      world.run();
      QCOMPARE(journal->size(), std::size_t{6});
      QCOMPARE(world.runtime().messages_lost(), std::uint64_t{0});
    }
  }

  void drop_oldest_steps_over_what_signals_became() {
    ManualWorld world;
    const Parked puppet = suspended_puppet(world, {2, Policy::DropOldest});
    resume(world, puppet.pid);
    const Pid other = test::start_puppet(world, test::plain(test::make_journal()));
    test::in(world, puppet.pid, [other] { monitor(other); });
    world.answer(sys::suspend(world.runtime(), puppet.pid));
    world.runtime().exit(other, atoms::kill);
    world.run();
    QCOMPARE(row_of(world.runtime(), puppet.pid).mailbox, 1u);
    for (int i = 1; i <= 9; ++i) {
      test::note(world, puppet.pid, i);
      world.run();
    }
    QCOMPARE(row_of(world.runtime(), puppet.pid).mailbox, 2u);
    resume(world, puppet.pid);
    QCOMPARE(puppet.journal->size(), std::size_t{2});
    QVERIFY(puppet.journal->at(0).starts_with("DOWN"));
    QCOMPARE(puppet.journal->at(1), std::string("note 9"));
  }

  void a_process_sets_its_own_limit_and_hears_the_old_one() {
    ManualWorld world;
    const test::Journal journal = test::make_journal();
    const Pid pid = test::start_puppet(world, test::plain(journal));
    std::vector<MailboxLimit> before;
    test::in(world, pid, [&] {
      before.push_back(mailbox_limit({5, Policy::DropNewest}));
      before.push_back(mailbox_limit({0x4000'0000, Policy::Exit}));
      before.push_back(mailbox_limit({}));
      before.push_back(mailbox_limit({}));
    });
    const std::vector<MailboxLimit> expected{
        {}, {5, Policy::DropNewest}, {MailboxLimit::most, Policy::Exit}, {}};
    QVERIFY(before == expected);
  }

  void setting_drop_oldest_drops_what_is_queued_already() {
    ManualWorld world;
    const test::Journal journal = test::make_journal();
    const Pid pid = test::start_puppet(world, test::plain(journal));
    test::tell(world, pid, [] { mailbox_limit({2, Policy::DropOldest}); });
    for (int i = 1; i <= 5; ++i) test::note(world, pid, i);
    world.run();
    QCOMPARE(*journal, (Lines{"note 4", "note 5"}));
  }

  void setting_reject_keeps_what_is_queued_already() {
    ManualWorld world;
    const test::Journal journal = test::make_journal();
    const Pid pid = test::start_puppet(world, test::plain(journal));
    test::tell(world, pid, [] { mailbox_limit({1, Policy::Reject}); });
    for (int i = 1; i <= 3; ++i) test::note(world, pid, i);
    world.run();
    QCOMPARE(*journal, (Lines{"note 1", "note 2", "note 3"}));
  }

  void a_limit_taken_off_lets_everything_in_and_keeps_the_count() {
    ManualWorld world;
    const Parked puppet = suspended_puppet(world, {1, Policy::Reject});
    test::note(world, puppet.pid, 1);
    test::note(world, puppet.pid, 2);
    resume(world, puppet.pid);
    test::in(world, puppet.pid, [] { mailbox_limit({}); });
    for (int i = 3; i <= 9; ++i) QCOMPARE(try_note(world, puppet.pid, i), Delivery::Queued);
    QCOMPARE(row_of(world.runtime(), puppet.pid).lost, std::uint32_t{1});
    QCOMPARE(row_of(world.runtime(), puppet.pid).limit, 0u);
  }

  void outside_of_a_process_there_is_no_limit_to_set() {
    QVERIFY_THROWS_EXCEPTION(NotAProcess, mailbox_limit({1, Policy::Reject}));
  }

  void status_and_snapshot_show_limit_and_losses() {
    ManualWorld world;
    const Parked puppet = suspended_puppet(world, {3, Policy::DropNewest});
    for (int i = 0; i < 5; ++i) test::note(world, puppet.pid, i);
    const auto status = world.answer(sys::get_status_parts(world.runtime(), puppet.pid, {.priority = true}));
    QVERIFY(status);
    QVERIFY(status->mailbox_limit == (MailboxLimit{3, Policy::DropNewest}));
    QCOMPARE(status->messages_lost, std::uint64_t{2});
    QCOMPARE(row_of(world.runtime(), puppet.pid).limit, 3u);
    QCOMPARE(row_of(world.runtime(), puppet.pid).lost, std::uint32_t{2});
    QCOMPARE(take_snapshot(world.runtime()).messages_lost, std::uint64_t{2});
  }

  void a_call_that_a_limit_loses_is_answered_mailbox_limit() {
    ManualWorld world;
    gen_server::StartOptions options;
    options.mailbox_limit = {1, Policy::Reject};
    const Pid server = world.started(gen_server::start<counter_server>(world.runtime(), {}, options));
    auto first = gen_server::call<counter_server>(world.runtime(), server, 1);
    auto second = gen_server::call<counter_server>(world.runtime(), server, 2);
    const auto refused = second.get();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Error::Code::NoReply);
    QCOMPARE(refused.error().reason.elements()[0], Term(atoms::mailbox_limit));
    QVERIFY(world.answer(std::move(first)));
  }

  void sys_requests_pass_a_full_mailbox() {
    ManualWorld world;
    const Parked puppet = suspended_puppet(world, {1, Policy::Reject});
    test::note(world, puppet.pid, 1);
    QVERIFY(world.answer(sys::get_state(world.runtime(), puppet.pid, {.priority = true})));
  }

  void the_depth_never_passes_an_exact_limit_data() { policies(); }
  /// Many senders on threads, a process that takes: at the end each message sent was handled, is
  /// queued, or is counted as lost.
  void the_depth_never_passes_an_exact_limit() {
    QFETCH(int, policy);
    const auto chosen = static_cast<Policy>(policy);
    taker::Seen seen;
    RuntimeOptions options;
    options.schedulers = 2;
    options.process_limit = 16;
    options.message_bytes = std::size_t{1} << 30;
    Runtime runtime(options);
    gen_msg::StartOptions start;
    start.mailbox_limit = {4, chosen};
    const Pid pid = **gen_msg::start<taker>(runtime, &seen, start).wait();
    constexpr std::int64_t each = 20'000;
    std::atomic<std::int64_t> full{0};
    std::vector<std::thread> senders;
    for (int s = 0; s < 3; ++s) {
      senders.emplace_back([&] {
        for (std::int64_t i = 0; i < each; ++i) {
          if (runtime.try_send(Address<test::Note>{pid}, test::Note{i}) == Delivery::Full) ++full;
        }
      });
    }
    for (std::thread& sender : senders) sender.join();
    // Answered when all that was sent before it has been handled.
    QVERIFY(sys::get_state(runtime, pid).wait(30s));
    const ProcessRow row = row_of(runtime, pid);
    QCOMPARE(row.mailbox, 0u);
    QCOMPARE(seen.taken.load() + static_cast<std::int64_t>(row.lost), 3 * each);
    QCOMPARE(std::uint64_t{row.lost}, runtime.messages_lost(chosen));
    if (chosen == Policy::Reject) QCOMPARE(full.load(), static_cast<std::int64_t>(row.lost));
    if (chosen != Policy::DropOldest) QVERIFY(seen.deepest <= 4u);
  }

 private:
  static void policies() {
    QTest::addColumn<int>("policy");
    QTest::newRow("reject") << static_cast<int>(Policy::Reject);
    QTest::newRow("drop newest") << static_cast<int>(Policy::DropNewest);
    QTest::newRow("drop oldest") << static_cast<int>(Policy::DropOldest);
  }
};

QTEST_APPLESS_MAIN(TestMailboxLimits)
#include "tst_mailbox_limits.moc"
