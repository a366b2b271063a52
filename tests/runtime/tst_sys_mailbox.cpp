// SPDX-License-Identifier: GPL-3.0-or-later
// What waits in a mailbox, while it waits. See: sys::mailbox().
#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "support/counter.h"
#include "support/eventually.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;

namespace {

struct Ping {};
BOOST_DESCRIBE_STRUCT(Ping, (), ())
struct Pong {
  std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(Pong, (), (value))

/// Calls and casts of several kinds, each of which is told apart in its envelope.
struct desk {
  static constexpr std::string_view module_name = "desk";
  struct State {};
  using Call = std::variant<Ping, Pong>;
  using Reply = std::int64_t;
  using Cast = Pong;
  using Info = Note;
  static gen_server::Init<State> init() { return gen_server::ok(State{}); }
  static gen_server::CallReturn<Reply> handle_call(Call&&, const gen_server::From<Reply>&,
                                                   State&) {
    return gen_server::reply(std::int64_t{1});
  }
  static gen_server::Return handle_cast(Cast&&, State&) { return gen_server::ok(); }
  static gen_server::Return handle_info(Info&&, State&) { return gen_server::ok(); }
};

/// Awaits what it was started with, with its first message.
struct waiter {
  static constexpr std::string_view module_name = "waiter";
  struct State {
    Pending<Ok> awaited;
    bool is_done = false;
  };
  using Msg = Note;
  static gen_msg::Init<State> init(Pending<Ok> awaited) {
    return gen_msg::ok(State{std::move(awaited)});
  }
  static Async<gen_msg::Return> handle_msg(Note&&, State& state) {
    if (!std::exchange(state.is_done, true)) co_await state.awaited;
    co_return gen_msg::ok();
  }
};

/// Too large to lie in the message itself.
struct Large {
  std::array<std::int64_t, 64> values{};
};

struct World {
  World() { me = start_puppet(world, trapping(journal)); }
  Result<MailboxPeek> peek(Pid of, MailboxRange range = {}) {
    return world.answer(sys::mailbox(world.runtime(), of, range));
  }
  MailboxPeek mine(MailboxRange range = {}) {
    const auto made = peek(me, range);
    return made ? *made : MailboxPeek{};
  }
  void suspend(Pid whom) { world.answer(sys::suspend(world.runtime(), whom)); }
  void suspend() { suspend(me); }
  void notes(std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) note(world, me, i);
  }

  Journal journal = make_journal();
  ManualWorld world;
  Pid me;
};

std::vector<std::string> lines(const std::vector<MailboxPeek::Queued>& queued) {
  std::vector<std::string> made;
  for (const auto& one : queued) {
    made.push_back(std::to_string(one.index) + (one.priority ? "! " : " ") + print(one.message));
  }
  return made;
}

std::vector<std::string> counts(const MailboxPeek& peek) {
  std::vector<std::string> made;
  for (const auto& one : peek.by_type) {
    made.push_back(std::to_string(one.count) + " " + std::string(one.type.name()));
  }
  return made;
}

using Lines = std::vector<std::string>;

}  // namespace

class TestSysMailbox : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void empty_mailbox() {
    World world;
    const MailboxPeek peek = world.mine();
    QCOMPARE(peek.pid, world.me);
    QCOMPARE(peek.total, std::uint64_t{0});
    QVERIFY(peek.by_type.empty() && peek.first.empty() && peek.last.empty());
  }

  void first_and_last_of_a_suspended_process() {
    World world;
    world.suspend();
    world.notes(10);
    const MailboxPeek peek = world.mine({.first = 2, .last = 3});
    QCOMPARE(peek.total, std::uint64_t{10});
    QCOMPARE(peek.counted, std::uint64_t{10});
    QCOMPARE(lines(peek.first), (Lines{"0 {'Note',#{value => 0}}", "1 {'Note',#{value => 1}}"}));
    QCOMPARE(lines(peek.last), (Lines{"7 {'Note',#{value => 7}}", "8 {'Note',#{value => 8}}",
                                      "9 {'Note',#{value => 9}}"}));
    QVERIFY(world.journal->empty());  // looking handles nothing
    QCOMPARE(world.mine({.first = 2, .last = 3}).total, std::uint64_t{10});
  }

  void last_holds_none_that_is_in_first() {
    World world;
    world.suspend();
    world.notes(3);
    const MailboxPeek peek = world.mine({.first = 2, .last = 5});
    QCOMPARE(peek.first.size(), std::size_t{2});
    QCOMPARE(lines(peek.last), (Lines{"2 {'Note',#{value => 2}}"}));
    QVERIFY(world.mine({.first = 3, .last = 5}).last.empty());
    const MailboxPeek none = world.mine({.first = 0, .last = 0});
    QVERIFY(none.first.empty() && none.last.empty());
    QCOMPARE(none.total, std::uint64_t{3});
  }

  void range_is_limited() {
    World world;
    world.suspend();
    world.notes(3 * std::int64_t{MailboxRange::most});
    const MailboxPeek peek = world.mine({.first = 5000, .last = 5000});
    QCOMPARE(peek.first.size(), std::size_t{MailboxRange::most});
    QCOMPARE(peek.last.size(), std::size_t{MailboxRange::most});
    QCOMPARE(peek.last.back().index, std::uint64_t{3 * MailboxRange::most - 1});
  }

  /// By the alternative of a variant, and the same type sent alone is the same.
  void counts_are_by_alternative() {
    ManualWorld world;
    const Pid pid = world.started(gen_msg::start<counter>(world.runtime(), std::int64_t{0}));
    world.answer(sys::suspend(world.runtime(), pid));
    const Address<counter::Msg> to{pid};
    for (int i = 0; i < 3; ++i) world.runtime().send(to, Add{1});
    world.runtime().send(pid, Add{1});
    world.runtime().send(to, Fail{});
    world.runtime().send(pid, Large{});  // nothing that it takes
    const auto peek = world.answer(sys::mailbox(world.runtime(), pid));
    QVERIFY(peek);
    QCOMPARE(counts(*peek).at(0), std::string("4 test::Add"));
    QCOMPARE(peek->by_type.size(), std::size_t{3});
    QCOMPARE(peek->first.at(0).type, peek->first.at(3).type);
    QCOMPARE(peek->first.at(0).sender, Pid{});
    QCOMPARE(print(peek->first.at(0).message), std::string("{'Add',#{value => 1}}"));
    QCOMPARE(print(peek->first.at(3).message), std::string("#{value => 1}"));
  }

  void counts_of_a_server_are_by_request() {
    ManualWorld world;
    const Pid pid = world.started(gen_server::start<desk>(world.runtime()));
    world.answer(sys::suspend(world.runtime(), pid));
    std::vector<Pending<std::int64_t>> answers;
    answers.push_back(gen_server::call<desk>(world.runtime(), pid, Ping{}));
    answers.push_back(gen_server::call<desk>(world.runtime(), pid, Pong{1}));
    answers.push_back(gen_server::call<desk>(world.runtime(), pid, Pong{2}));
    gen_server::cast<desk>(world.runtime(), pid, Pong{3});
    world.runtime().send(pid, Note{4});
    const auto peek = world.answer(sys::mailbox(world.runtime(), pid));
    QVERIFY(peek);
    QCOMPARE(peek->total, std::uint64_t{5});
    QCOMPARE(peek->by_type.size(), std::size_t{3});
    QCOMPARE(peek->by_type.at(0).count, std::uint64_t{3});  // two calls and a cast
    QVERIFY(peek->by_type.at(0).type.name().find("Pong") != std::string_view::npos);
    world.answer(sys::resume(world.runtime(), pid));
    for (auto& answer : answers) QVERIFY(world.answer(std::move(answer)));
  }

  void priority_messages_come_first() {
    World world;
    Alias alias;
    in(world.world, world.me, [&] { alias = genmsg::alias({.priority = true}); });
    world.suspend();
    world.notes(2);
    world.world.runtime().send(alias, puppet::Msg(Note{8}), with_priority);
    world.world.runtime().send(alias, puppet::Msg(Note{9}), with_priority);
    const MailboxPeek peek = world.mine({.first = 1, .last = 2});
    QCOMPARE(peek.total, std::uint64_t{4});
    QCOMPARE(lines(peek.first), (Lines{"0! {'Note',#{value => 8}}"}));
    QCOMPARE(lines(peek.last), (Lines{"2 {'Note',#{value => 0}}", "3 {'Note',#{value => 1}}"}));
    QCOMPARE(counts(peek), (Lines{"4 test::Note"}));
  }

  void flushed_messages_are_left_out() {
    World world;
    const Pid peer = start_puppet(world.world, plain(make_journal()));
    std::uint64_t reference = 0;
    in(world.world, world.me, [&] { reference = monitor(peer); });
    world.suspend();
    tell(world.world, world.me, [&] { demonitor(reference, flush); });
    world.world.runtime().exit(peer, atom("bye"));
    world.world.run();
    world.notes(1);
    QCOMPARE(world.mine().total, std::uint64_t{3});  // the code, the Down and the note
    QVERIFY(world.world.answer(sys::step(world.world.runtime(), world.me)));
    QCOMPARE(lines(world.mine().first), (Lines{"0 {'Note',#{value => 0}}"}));
  }

  /// When it takes no sys request, as it is not between two messages.
  void answered_while_the_callback_awaits() {
    World world;
    Pending<Ok>::Promise promise;
    const Pid pid = world.world.started(
        gen_msg::start<waiter>(world.world.runtime(), promise.future()));
    for (std::int64_t i = 0; i < 3; ++i) world.world.runtime().send(pid, Note{i});
    world.world.run();
    const auto state = sys::get_state(world.world.runtime(), pid, {.priority = true});
    const auto peek = world.peek(pid);
    QVERIFY(peek);
    QCOMPARE(lines(peek->first), (Lines{"0 #{value => 1}", "1 #{value => 2}"}));
    QVERIFY(!state.has_answer());
    promise.set(Ok{});
    QVERIFY(world.world.answer(state));
    world.world.run();
    QCOMPARE(world.peek(pid)->total, std::uint64_t{0});
  }

  void the_dead_and_oneself_are_errors() {
    World world;
    Result<MailboxPeek> own = MailboxPeek{};
    in(world.world, world.me, [&] {
      own = sys::mailbox(world.world.runtime(), self()).get();
    });
    QVERIFY(!own && own.error().code == Error::Code::CallingSelf);
    world.world.runtime().exit(world.me, atoms::kill);
    world.world.run();
    const auto dead = world.peek(world.me);
    QVERIFY(!dead && dead.error().code == Error::Code::NoProc);
  }

  void a_huge_message_is_bounded() {
    World world;
    world.suspend();
    world.world.runtime().send(world.me, std::string(100'000, 'x'));
    const MailboxPeek peek = world.mine();
    QCOMPARE(peek.first.size(), std::size_t{1});
    QVERIFY(peek.first.at(0).message.as_binary().size() <= max_bounded_bytes);
  }

  /// Senders on other threads go on meanwhile: what is counted was all there, in order.
  void senders_go_on() {
    Runtime runtime(RuntimeOptions{.schedulers = 2, .process_limit = 64});
    const Pid pid = **gen_msg::start<puppet>(runtime, plain(make_journal())).wait();
    QVERIFY(sys::suspend(runtime, pid).wait());
    std::atomic<bool> stop{false};
    std::atomic<std::int64_t> sent{0};
    std::thread sender([&] {
      while (!stop && sent < 300'000) {
        runtime.send(pid, Note{sent.load()});
        ++sent;
      }
    });
    for (int i = 0; i < 50; ++i) {
      const auto before = static_cast<std::uint64_t>(sent.load());
      const auto peek = sys::mailbox(runtime, pid, {.first = 1, .last = 1}).wait();
      const bool is_whole = peek && peek->counted == peek->total && peek->total >= before;
      const bool is_ordered =
          is_whole && (peek->total < 2 ||
                       peek->last.at(0).message ==
                           to_term(Note{static_cast<std::int64_t>(peek->total) - 1}));
      if (!is_ordered) {
        stop = true;
        sender.join();
        QFAIL("a message is missing");
      }
    }
    stop = true;
    sender.join();
    const auto peek = sys::mailbox(runtime, pid).wait();
    QCOMPARE(peek->total, static_cast<std::uint64_t>(sent.load()));
    runtime.exit(pid, atoms::kill);
    QVERIFY(eventually([&] { return !runtime.is_alive(pid); }));
  }
};

QTEST_APPLESS_MAIN(TestSysMailbox)
#include "tst_sys_mailbox.moc"
