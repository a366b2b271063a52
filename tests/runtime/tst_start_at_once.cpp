// SPDX-License-Identifier: GPL-3.0-or-later
// Starts that run on their parent's stack, and ready processes beyond what a run queue holds.
#include <atomic>
#include <stdexcept>
#include <thread>

#include "support/puppet.h"

namespace {

using namespace genmsg;
using namespace test;

enum class How { Throws, Ignores, Stops, Errs };

struct refuser {
  struct State {};
  using Msg = int;
  static gen_msg::Init<State> init(How how) {
    switch (how) {
      case How::Throws: throw std::runtime_error("no");
      case How::Ignores: return gen_msg::ignore();
      case How::Stops: return gen_msg::stop(Atom::intern("stopped"));
      case How::Errs: break;
    }
    return gen_msg::error(Atom::intern("wrong"));
  }
  static gen_msg::Return handle_msg(int&&, State&) { return gen_msg::ok(); }
};

struct Question {
  Pending<Ok>::Promise promise;
};
/// Does not take what it is given.
struct dropper {
  struct State {};
  using Msg = int;
  static gen_msg::Init<State> init(const Question&) { return gen_msg::stop(Atom::intern("dropped")); }
  static gen_msg::Return handle_msg(int&&, State&) { return gen_msg::ok(); }
};

/// Starts another one from its init, and is a starting process before and after.
struct nested {
  struct State {
    Pid child;
  };
  using Msg = int;
  static gen_msg::Init<State> init(int depth) {
    if (!proc_lib::is_starting()) return gen_msg::error(Atom::intern("not_starting"));
    Pid child;
    if (depth > 0) child = **gen_msg::start_link<nested>(depth - 1).get();
    if (!proc_lib::is_starting()) return gen_msg::error(Atom::intern("not_starting"));
    return gen_msg::ok(State{child});
  }
  static gen_msg::Return handle_msg(int&&, State&) { return gen_msg::ok(); }
};

struct bell {
  struct State {
    std::atomic<int>* rung;
  };
  using Msg = int;
  static gen_msg::Init<State> init(std::atomic<int>* rung) { return gen_msg::ok(State{rung}); }
  static gen_msg::Return handle_msg(int&&, State& state) {
    state.rung->fetch_add(1);
    return gen_msg::ok();
  }
};

/// Rings all, and does not return before all have rung.
struct ringer {
  struct State {
    const std::vector<Pid>* bells;
    const std::atomic<int>* rung;
    std::atomic<bool>* all;
  };
  using Msg = int;
  static gen_msg::Init<State> init(State state) { return gen_msg::ok(state); }
  static gen_msg::Return handle_msg(int&&, State& state) {
    for (const Pid pid : *state.bells) genmsg::send(Address<int>{pid}, 1);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    const auto all = static_cast<int>(state.bells->size());
    while (state.rung->load() < all && std::chrono::steady_clock::now() < until) {
      std::this_thread::yield();
    }
    state.all->store(state.rung->load() == all);
    state.all->notify_all();
    return gen_msg::stop(atoms::normal);
  }
};

struct Parent {
  ManualWorld world;
  Pid pid = start_puppet(world, plain(make_journal()));
};

}  // namespace

class TestStartAtOnce : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void one_that_fails_leaves_no_link_and_no_signal() {
    Parent parent;
    in(parent.world, parent.pid, [] {
      trap_exit(true);
      const std::size_t links = linked_to(*execution.process).size();
      QVERIFY(!gen_msg::start_link<refuser>(How::Throws).get()->has_value());
      QCOMPARE(gen_msg::start_link<refuser>(How::Ignores).get()->value(), Pid{});
      QVERIFY(gen_msg::start_link<refuser>(How::Stops).get()->error().is(Atom::intern("stopped")));
      QVERIFY(gen_msg::start_link<refuser>(How::Errs).get()->error().is(Atom::intern("wrong")));
      QCOMPARE(linked_to(*execution.process).size() - links, std::size_t{4});
    });
    in(parent.world, parent.pid, [] {  // their unlink signals have come since
      QCOMPARE(linked_to(*execution.process).size(), std::size_t{0});
      QCOMPARE(execution.process->mailbox.depth(execution.process->reader), 0u);
    });
  }

  void what_it_was_given_is_dropped_as_the_child() {
    Parent parent;
    in(parent.world, parent.pid, [] {
      Question question;
      Pending<Ok> answer = question.promise.future();
      (void)gen_msg::start<dropper>(current_runtime(), std::move(question));
      const Result<Ok> said = answer.get();
      QVERIFY(!said);
      QCOMPARE(said.error().code, Error::Code::Exited);
      QVERIFY(said.error().reason.is(Atom::intern("dropped")));
    });
  }

  void starts_in_starts() {
    Parent parent;
    in(parent.world, parent.pid, [] {
      QVERIFY(gen_msg::start_link<nested>(20).get()->has_value());
      QVERIFY(!proc_lib::is_starting());
    });
  }

  /// A process that is linked to its parent alone keeps nothing but a flag for it.
  void link_to_the_parent_needs_no_cold_block() {
    Parent parent;
    Pid child;
    in(parent.world, parent.pid, [&] { child = **gen_msg::start_link<nested>(0).get(); });
    const Process& process = parent.world.runtime().table().at(child.index);
    QVERIFY(process.cold == nullptr);
    QCOMPARE(linked_to(process), std::vector<Pid>{parent.pid});
    in(parent.world, parent.pid, [&] { unlink(child); });
    QCOMPARE(linked_to(process), std::vector<Pid>{});
    in(parent.world, parent.pid, [&] { link(child); });
    QCOMPARE(linked_to(process), std::vector<Pid>{parent.pid});
    in(parent.world, parent.pid, [] { genmsg::exit(Atom::intern("boom")); });
    QVERIFY(!parent.world.runtime().is_alive(child));
  }

  /// More than one queue holds are ready while the callback that made them so goes on.
  void nobody_waits_behind_a_long_callback() {
    RuntimeOptions options;
    options.schedulers = 2;
    options.long_callback = std::chrono::milliseconds(0);
    Runtime runtime(options);
    for (const std::size_t beyond : {std::size_t{10}, std::size_t{300}}) {
      std::atomic<int> rung{0};
      std::atomic<bool> all{false};
      std::vector<Pid> bells;
      for (std::size_t i = 0; i < RunQueue::capacity + beyond; ++i) {
        bells.push_back(*gen_msg::start<bell>(runtime, &rung).wait().value());
      }
      const Pid pid =
          *gen_msg::start<ringer>(runtime, ringer::State{&bells, &rung, &all}).wait().value();
      runtime.send(Address<int>{pid}, 1);
      while (runtime.is_alive(pid)) std::this_thread::yield();
      QVERIFY(all.load());
    }
  }
};

QTEST_GUILESS_MAIN(TestStartAtOnce)
#include "tst_start_at_once.moc"
