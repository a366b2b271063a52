// SPDX-License-Identifier: GPL-3.0-or-later
// Suspensions with an owner and a lease.
#include "support/counter.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

struct World : ManualWorld {
  World() { pid = start_puppet(*this, plain(journal)); }
  Result<Suspension> suspend(std::string_view owner, std::chrono::nanoseconds lease = {}) {
    return answer(sys::suspend_by(runtime(), pid, {atom(owner), lease}));
  }
  Result<Suspension> renew(std::string_view owner, std::chrono::nanoseconds lease) {
    return answer(sys::renew(runtime(), pid, {atom(owner), lease}));
  }
  bool is_suspended() { return answer(sys::suspension(runtime(), pid)).value().has_value(); }
  Term owner() { return answer(sys::suspension(runtime(), pid)).value()->owner; }

  Journal journal = make_journal();
  Pid pid;
};

}  // namespace

class TestSysSuspension : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void owner_and_time_are_told() {
    World world;
    world.advance(5ms);
    const Result<Suspension> made = world.suspend("observer", 30s);
    QCOMPARE(made->owner, atom("observer"));
    QCOMPARE(made->why, Term());
    QCOMPARE(made->since_ns, world.runtime().now_ns());
    QCOMPARE(made->until_ns, world.runtime().now_ns() + std::int64_t{30'000'000'000});
    const auto status = world.answer(sys::get_status_parts(world.runtime(), world.pid));
    QCOMPARE(status->suspension->owner, atom("observer"));
  }

  void plain_suspend_has_its_caller_as_owner_and_no_end() {
    World world;
    const Pid other = start_puppet(world, plain(make_journal()));
    in(world, other, [&] { (void)sys::suspend(world.runtime(), world.pid); });
    QCOMPARE(world.owner(), Term(other));
    world.advance(1h);
    QVERIFY(world.is_suspended());
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    QVERIFY(world.answer(sys::suspend(world.runtime(), world.pid)));
    QCOMPARE(world.owner(), Term());  // no process asked
  }

  void process_resumes_when_the_lease_ends() {
    World world;
    QVERIFY(world.suspend("observer", 100ms));
    note(world, world.pid, 1);
    world.advance(99ms);
    QCOMPARE(*world.journal, Lines{});
    world.advance(2ms);
    QCOMPARE(*world.journal, Lines{"note 1"});
    QVERIFY(!world.is_suspended());
    QCOMPARE(world.reports.size(), std::size_t{1});
    QVERIFY(world.reports[0].find("resumes: the lease of observer has ended") != std::string::npos);
  }

  void renewed_lease_counts_from_then() {
    World world;
    QVERIFY(world.suspend("observer", 100ms));
    for (int i = 0; i < 5; ++i) {
      world.advance(60ms);
      QVERIFY(world.renew("observer", 100ms));
    }
    QVERIFY(world.is_suspended());
    world.advance(101ms);
    QVERIFY(!world.is_suspended());
  }

  void lease_of_who_has_been_resumed_is_not_renewed() {
    World world;
    QVERIFY(world.suspend("observer", 100ms));
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    const Result<Suspension> late = world.renew("observer", 100ms);
    QCOMPARE(late.error().code, Error::Code::NotSuspended);
    QCOMPARE(print(late.error().reason),
             "{not_suspended,{sys,renew,[" + to_string(world.pid) + "]}}");
    world.advance(200ms);
    QVERIFY(world.reports.empty());  // nor does the old one end anything
  }

  void lease_of_another_is_not_renewed() {
    World world;
    QVERIFY(world.suspend("observer", 100ms));
    QVERIFY(print(world.renew("stranger", 1h).error().reason)
                .starts_with("{{not_owner,observer},"));
  }

  void suspender_without_lease_outlasts_one_with_it() {
    World world;
    QVERIFY(world.suspend("observer", 100ms));
    QCOMPARE(world.suspend("operator")->owner, atom("observer"));  // the first
    world.advance(1h);
    QCOMPARE(world.owner(), atom("operator"));
    QCOMPARE(world.suspend("observer", 100ms)->owner, atom("operator"));
    world.advance(1h);
    QVERIFY(world.is_suspended());
  }

  void each_owner_has_a_lease_of_its_own() {
    World world;
    QVERIFY(world.suspend("a", 300ms));
    QVERIFY(world.suspend("b", 100ms));
    world.advance(90ms);
    QVERIFY(world.renew("a", 300ms));
    world.advance(50ms);
    QCOMPARE(world.owner(), atom("a"));
    QVERIFY(print(world.renew("b", 1h).error().reason).starts_with("{{not_owner,a},"));
    world.advance(251ms);
    QVERIFY(!world.is_suspended());
  }

  void who_suspends_again_has_the_longer_lease_since_the_first_time() {
    World world;
    const std::int64_t since = world.suspend("a", 300ms)->since_ns;
    world.advance(50ms);
    const Result<Suspension> again = world.suspend("a", 30ms);
    QCOMPARE(again->since_ns, since);
    QCOMPARE(again->until_ns, since + 300'000'000);
    world.advance(249ms);
    QVERIFY(world.is_suspended());
    world.advance(2ms);
    QVERIFY(!world.is_suspended());
  }

  void renewed_lease_may_be_shorter() {
    World world;
    QVERIFY(world.suspend("a"));
    QVERIFY(world.renew("a", 50ms));
    world.advance(51ms);
    QVERIFY(!world.is_suspended());
  }

  void anybody_may_resume() {
    World world;
    QVERIFY(world.suspend("observer", 100ms));
    QVERIFY(world.answer(sys::resume(world.runtime(), world.pid)));
    QVERIFY(!world.is_suspended());
  }

  void exit_while_suspended_leaves_no_timer() {
    World world;
    QVERIFY(world.suspend("observer", 1h));
    world.runtime().exit(world.pid, atoms::kill);
    world.run();
    QCOMPARE(world.runtime().timers().armed_count(), std::size_t{0});
  }

  void receive_timeout_starts_anew_when_a_lease_ends() {
    World world;
    tell_return(world, world.pid, [](puppet::State&) { return gen_msg::ok(50ms); });
    world.run();
    QVERIFY(world.suspend("observer", 100ms));
    world.advance(101ms);
    world.advance(49ms);
    QCOMPARE(*world.journal, Lines{});
    world.advance(2ms);
    QCOMPARE(*world.journal, Lines{"timeout"});
  }

  void dead_process_and_self() {
    World world;
    Error::Code code{};
    in(world, world.pid, [&] {
      code = sys::suspend_by(world.runtime(), world.pid, {}).get().error().code;
    });
    QCOMPARE(code, Error::Code::CallingSelf);
    world.runtime().exit(world.pid, atoms::kill);
    world.run();
    QCOMPARE(world.suspend("observer").error().code, Error::Code::NoProc);
    QCOMPARE(world.renew("observer", 1s).error().code, Error::Code::NoProc);
  }
};

QTEST_APPLESS_MAIN(TestSysSuspension)
#include "tst_sys_suspension.moc"
