// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>

#include "models/roles.h"
#include "models/trace_latency_model.h"
#include "support/unit_test.h"

using genmsg::TraceEvent;
using models::TraceLatencyModel;

namespace {

TraceEvent received(const char* type, std::int64_t waitNs, std::int64_t runNs) {
  TraceEvent event;
  event.type = genmsg::Atom::intern(type);
  event.wait_ns = waitNs;
  event.run_ns = runNs;
  return event;
}

std::vector<const TraceEvent*> pointers(const std::vector<TraceEvent>& events) {
  std::vector<const TraceEvent*> made;
  for (const TraceEvent& event : events) made.push_back(&event);
  return made;
}

}  // namespace

class TestTraceLatencyModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void percentilesAreExact_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("p50");
    QTest::addColumn<int>("p99");
    QTest::newRow("one") << 1 << 1 << 1;
    QTest::newRow("two") << 2 << 1 << 2;
    QTest::newRow("three") << 3 << 2 << 3;
    QTest::newRow("a hundred") << 100 << 50 << 99;
    QTest::newRow("a thousand") << 1000 << 500 << 990;
  }
  void percentilesAreExact() {
    QFETCH(int, count);
    std::vector<TraceEvent> events;
    for (int i = count; i > 0; --i) events.push_back(received("work", i, 10 * i));
    const auto rows = models::traceLatencies(pointers(events));
    QCOMPARE(rows.size(), 1U);
    QCOMPARE(rows[0].count, static_cast<std::uint64_t>(count));
    QTEST(static_cast<int>(rows[0].wait.p50), "p50");
    QTEST(static_cast<int>(rows[0].wait.p99), "p99");
    QCOMPARE(rows[0].wait.max, std::int64_t{count});
    QCOMPARE(rows[0].run.max, std::int64_t{10} * count);
  }

  void onlyReceivesCount_andUnknownTimesAreLeftOut() {
    std::vector<TraceEvent> events{received("work", -1, 7000), received("work", 3000, -1),
                                   received("tick", -1, -1), received("work", 9000, 9000)};
    events.back().kind = TraceEvent::Kind::Send;
    TraceLatencyModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setEvents(pointers(events));
    QCOMPARE(model.rowCount(), 2);
    const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(text(0, TraceLatencyModel::Type), QStringLiteral("work"));
    QCOMPARE(text(0, TraceLatencyModel::Count), QStringLiteral("2"));
    QCOMPARE(text(0, TraceLatencyModel::WaitP99), QStringLiteral("3.00"));
    QCOMPARE(text(0, TraceLatencyModel::RunMax), QStringLiteral("7.00"));
    QCOMPARE(text(1, TraceLatencyModel::RunP50), QStringLiteral("–"));
    QVERIFY(!model.index(1, TraceLatencyModel::RunP50).data(models::RawValueRole).isValid());
  }

  void sortsByEveryColumn() {
    TraceLatencyModel model;
    const std::vector<TraceEvent> events{received("b", 1, 30), received("a", 2, 20),
                                         received("a", 3, 10)};
    model.setEvents(pointers(events));
    const auto first = [&] { return model.index(0, 0).data().toString(); };
    for (int column = 0; column < TraceLatencyModel::ColumnCount; ++column) {
      model.sort(column, Qt::AscendingOrder);
      const QString ascending = first();
      model.sort(column, Qt::DescendingOrder);
      QVERIFY2(first() != ascending, qPrintable(QString::number(column)));
      QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
    }
    model.sort(TraceLatencyModel::RunMax, Qt::DescendingOrder);
    QCOMPARE(first(), QStringLiteral("b"));
    model.setEvents(pointers(events));  // in the order that was asked for
    QCOMPARE(first(), QStringLiteral("b"));
  }
};

QTEST_GUILESS_MAIN(TestTraceLatencyModel)
#include "tst_trace_latency_model.moc"
