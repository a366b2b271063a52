// SPDX-License-Identifier: GPL-3.0-or-later
// What a trace session counts, and which of its limits ends it.
#include <thread>

#include "genmsg/scheduler/trace_session.h"
#include "support/endless_trace.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t ms = 1'000'000;

TraceSession session(TraceLimits limits, TraceKinds kinds = messages_traced, Atom type = {}) {
  TraceSpec spec;
  spec.kinds = kinds;
  spec.message_type = type;
  spec.limits = limits;
  return TraceSession(7, spec, 100 * ms);
}

bool receive(TraceSession& session, std::int64_t now_ns, Atom type = {}) {
  return session.admit(TraceKind::Receive, type, now_ns);
}

}  // namespace

class TestTraceSession : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void the_last_event_is_recorded_and_ends_it() {
    TraceSession three = session({.events = 3});
    for (int i = 0; i < 3; ++i) {
      QVERIFY(!three.is_over());
      QVERIFY(receive(three, 101 * ms));
    }
    QVERIFY(three.is_over());
    QVERIFY(!receive(three, 102 * ms));
    const TraceSessionState state = three.state();
    QVERIFY(state.end == TraceEnd::Events);
    QCOMPARE(state.events, std::uint64_t{3});
    QCOMPARE(state.start_ns, 100 * ms);
    QCOMPARE(state.end_ns, 101 * ms);
  }

  void its_time_ends_it_and_what_comes_then_is_not_recorded() {
    TraceSession second = session({.time = 1s});
    QVERIFY(receive(second, 1099 * ms));
    QVERIFY(!receive(second, 1100 * ms));
    QVERIFY(second.state().end == TraceEnd::Time);
    QCOMPARE(second.state().events, std::uint64_t{1});
  }

  void its_time_ends_it_without_an_event() {
    TraceSession second = session({.time = 1s});
    second.look_at_time(1099 * ms);
    QVERIFY(!second.is_over());
    second.look_at_time(5000 * ms);
    QVERIFY(second.state().end == TraceEnd::Time);
    QCOMPARE(second.state().end_ns, 1100 * ms);  // not when somebody looked
  }

  void too_many_in_a_second_end_it() {
    TraceSession slow = session({.events = 100, .time = 1h, .events_per_second = 2});
    QVERIFY(receive(slow, 100 * ms));
    QVERIFY(receive(slow, 1099 * ms));
    QVERIFY(receive(slow, 1100 * ms));  // another second
    QVERIFY(receive(slow, 1101 * ms));
    QVERIFY(!receive(slow, 1102 * ms));
    QVERIFY(slow.state().end == TraceEnd::Rate);
    QCOMPARE(slow.state().events, std::uint64_t{4});
  }

  void other_kinds_and_types_are_neither_recorded_nor_counted() {
    const Atom work = Atom::intern("Work");
    TraceSession one =
        session({.events = 2}, bit(TraceKind::Receive) | bit(TraceKind::Exit), work);
    QVERIFY(!one.admit(TraceKind::Send, work, 101 * ms));
    QVERIFY(!receive(one, 101 * ms, Atom::intern("Rest")));
    QVERIFY(receive(one, 101 * ms, work));
    QVERIFY(one.admit(TraceKind::Exit, {}, 101 * ms));  // no message: the type does not matter
    QVERIFY(one.state().end == TraceEnd::Events);
  }

  void it_knows_only_those_that_live() {
    TraceSession one = session({});
    const Pid first{1, 1}, second{2, 1};
    one.expect(first);
    QVERIFY(one.has(first) && !one.is_deserted());
    one.add(first);
    one.add(second);
    one.remove(first);
    QVERIFY(!one.has(first) && one.has(second) && !one.is_deserted());
    one.remove(second);
    QVERIFY(one.is_deserted());
    QCOMPARE(one.state().processes, std::uint64_t{2});
    QVERIFY(one.take_processes().empty());
  }

  void the_first_reason_stays() {
    TraceSession one = session({});
    one.end(TraceEnd::Stopped, 200 * ms);
    one.end(TraceEnd::Exited, 300 * ms);
    one.look_at_time(1'000'000 * ms);
    QVERIFY(one.state().end == TraceEnd::Stopped);
    QCOMPARE(one.state().end_ns, 200 * ms);
  }

  void several_schedulers_together_record_what_it_allows() {
    TraceLimits limits = test::endless_limits();
    limits.events = 5000;
    TraceSession shared = session(limits);
    std::atomic<std::uint64_t> admitted{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        for (int n = 0; n < 3000; ++n) {
          if (receive(shared, 101 * ms)) ++admitted;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    QCOMPARE(admitted.load(), std::uint64_t{5000});
    QCOMPARE(shared.state().events, std::uint64_t{5000});
  }
};

QTEST_GUILESS_MAIN(TestTraceSession)
#include "tst_trace_session.moc"
