// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <thread>

#include "genmsg/scheduler/trace.h"
#include "support/puppet.h"

using namespace genmsg;

namespace {

TraceRecord record(std::int64_t number) {
  return {number, TraceRecord::Kind::Send, {}, {}, {}, Term::tuple_of(number, Term::binary("x"))};
}

}  // namespace

class TestTraceRing : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keeps_the_oldest_and_refuses_the_rest() {
    const auto ring = std::make_unique<TraceRing>();
    constexpr auto capacity = static_cast<std::int64_t>(TraceRing::capacity);
    for (std::int64_t round = 1; round <= 3; ++round) {
      for (std::int64_t i = 0; i < capacity + 10; ++i) {
        QCOMPARE(ring->put(record(i)), i < capacity);
      }
      std::vector<TraceRecord> taken;
      ring->take_all(taken);
      QCOMPARE(taken.size(), TraceRing::capacity);
      for (std::int64_t i = 0; i < capacity; ++i) {
        if (taken[static_cast<std::size_t>(i)].time_ns != i) QFAIL("order");
      }
    }
  }

  void writer_and_reader_at_once() {
    const auto ring = std::make_unique<TraceRing>();
    constexpr std::int64_t count = 200'000;
    std::atomic<std::uint64_t> refused{0};
    std::thread writer([&] {
      for (std::int64_t i = 0; i < count; ++i) {
        if (!ring->put(record(i))) ++refused;
      }
    });
    std::vector<TraceRecord> taken;
    while (taken.size() + refused < static_cast<std::uint64_t>(count)) ring->take_all(taken);
    writer.join();
    QCOMPARE(taken.size() + refused, static_cast<std::uint64_t>(count));
    std::int64_t last = -1;
    for (const TraceRecord& one : taken) {
      if (one.time_ns <= last) QFAIL("order");
      if (!(one.message.elements()[0] == Term(one.time_ns))) QFAIL("torn");
      last = one.time_ns;
    }
  }

  void bounded_cuts_what_is_large() {
    QCOMPARE(bounded(Term(1)), Term(1));
    const Term large = Term::list(std::vector<Term>(1000, Term(1)));
    QVERIFY(bounded(large, 10).elements().size() <= 11);
    Term deep(1);
    for (int i = 0; i < 100'000; ++i) deep = Term::tuple_of(deep);
    QVERIFY(print(bounded(deep, 10)).size() < 100);
    const Term text = Term::binary(std::string(100'000, 'x'));
    QVERIFY(bounded(text).as_binary().size() <= 1024);
    std::string cyrillic = "x";
    for (int i = 0; i < 1000; ++i) cyrillic += "\u0436";
    QCOMPARE(bounded(Term::binary(cyrillic)).as_binary().size(), std::size_t{1023});
    const Term small = test::read("{a,[1,2|b],#{k => <<\"v\">>}}");
    QCOMPARE(bounded(small), small);
  }
};

QTEST_APPLESS_MAIN(TestTraceRing)
#include "tst_trace_ring.moc"
