// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/trace_session_model.h"
#include "models/trace_text.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::TraceEnd;
using models::TraceSession;
using models::TraceSessionModel;
using test::pid;

namespace {

struct Fixture {
  TraceSessionModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

  QString text(int row) const { return model.index(row).data().toString(); }
};

TraceSession session(std::uint64_t number, TraceEnd end = TraceEnd::Running,
                     std::uint64_t events = 0) {
  TraceSession made;
  made.number = number;
  made.spec.pids = {pid(static_cast<std::uint32_t>(number))};
  made.state.id = number + 100;
  made.state.end = end;
  made.state.events = events;
  return made;
}

}  // namespace

class TestTraceSessionModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void hasARowForAll() {
    Fixture f;
    QCOMPARE(f.model.rowCount(), 1);
    QCOMPARE(f.text(0), QStringLiteral("All traces"));
    QCOMPARE(f.model.sessionAt(0), nullptr);
    QCOMPARE(f.model.sessionAt(1), nullptr);
    QCOMPARE(f.model.index(0).data(TraceSessionModel::SessionIdRole).toULongLong(), 0U);
  }

  void newestIsFirst_andItsStateFollows() {
    Fixture f;
    TraceSession starting = session(1);
    starting.state.id = 0;
    f.model.update(starting);
    QCOMPARE(f.text(1), QStringLiteral("<0.1.1>\nstarting"));
    f.model.update(session(2));
    QCOMPARE(f.model.sessionAt(1)->number, 2U);
    QCOMPARE(f.model.index(1).data(TraceSessionModel::SessionIdRole).toULongLong(), 102U);
    f.model.update(session(1, TraceEnd::Running, 12));
    QCOMPARE(f.text(2), QStringLiteral("<0.1.1>\nrunning, 12 of 100 events, up to 15 s"));
    QCOMPARE(f.model.runningCount(), 2);
    QCOMPARE(f.model.runningText(), QStringLiteral("<0.1.1>, <0.2.1>"));
    TraceSession over = session(1, TraceEnd::Events, 100);
    over.state.dropped = 3;
    f.model.update(over);
    QCOMPARE(f.text(2), QStringLiteral("<0.1.1>\n100 events; stopped: limit of 100 events "
                                       "(3 of them dropped)"));
    QCOMPARE(f.model.runningCount(), 1);
  }

  void saysWhyItEnded_data() {
    QTest::addColumn<int>("end");
    QTest::addColumn<QString>("text");
    QTest::newRow("time") << int(TraceEnd::Time) << QStringLiteral("limit of 15 s");
    QTest::newRow("rate") << int(TraceEnd::Rate)
                          << QStringLiteral("more than 2,000 events a second");
    QTest::newRow("stopped") << int(TraceEnd::Stopped) << QStringLiteral("by request");
    QTest::newRow("exited") << int(TraceEnd::Exited)
                            << QStringLiteral("its processes have exited");
  }
  void saysWhyItEnded() {
    QFETCH(int, end);
    QTEST(models::traceEndText(TraceEnd(end), {}), "text");
  }

  void forgetsWhatNeverBegan() {
    Fixture f;
    TraceSession refused = session(1);
    f.model.update(refused);
    refused.isRefused = true;
    f.model.update(refused);
    f.model.update(refused);
    QCOMPARE(f.model.rowCount(), 1);
  }

  void isNamedByItsScope() {
    Fixture f;
    f.model.applyView(test::view(test::snapshot(1, {{.index = 1, .name = "w1"}})));
    TraceSession one = session(1);
    QCOMPARE(f.model.nameOf(one), QStringLiteral("w1 <0.1.1>"));
    one.spec.pids.clear();
    one.spec.subtree = pid(1);
    QCOMPARE(f.model.nameOf(one), QStringLiteral("w1 <0.1.1> and its subtree"));
    one.spec.subtree = {};
    one.spec.initial_call = genmsg::Atom::intern("w:init/1");
    one.spec.new_processes = true;
    one.spec.message_type = genmsg::Atom::intern("Work");
    QCOMPARE(f.model.nameOf(one), QStringLiteral("all of w:init/1, new ones too: only Work"));
  }

  void forgetsTheOldest_thatIsOver() {
    Fixture f;
    f.model.update(session(1));
    for (std::uint64_t i = 2; i <= TraceSessionModel::capacity + 1; ++i) {
      f.model.update(session(i, TraceEnd::Time));
    }
    QCOMPARE(f.model.rowCount(), TraceSessionModel::capacity + 1);
    QCOMPARE(f.model.sessionAt(f.model.rowCount() - 1)->number, 1U);  // it still runs
    f.model.update(session(1, TraceEnd::Time));
    f.model.update(session(999));
    QCOMPARE(f.model.rowCount(), TraceSessionModel::capacity + 1);
    QCOMPARE(f.model.sessionAt(f.model.rowCount() - 1)->number, 3U);
  }

  void limits_areOfEachProcess_andHaveAnEnd() {
    QCOMPARE(models::limitsFor(0).events, 100U);
    QCOMPARE(models::limitsFor(1).events, 100U);
    QCOMPARE(models::limitsFor(4).events, 400U);
    QCOMPARE(models::limitsFor(1'000'000).events, std::uint64_t{models::traceEventsMax});
  }

  void seen_saysHowManyHadEvents() {
    genmsg::TraceSessionState state;
    state.events = 100;
    state.processes = 1;
    QCOMPARE(models::traceSeenText(state, 1), QStringLiteral("100 events"));
    state.processes = 4;
    QCOMPARE(models::traceSeenText(state, 1), QStringLiteral("100 events of 1 of 4 processes"));
  }

  void tenTimes_hasAnEnd() {
    genmsg::TraceLimits limits;
    for (int i = 0; i < 30; ++i) limits = models::tenTimes(limits);
    QCOMPARE(limits.events, 10'000'000U);
    QCOMPARE(limits.events_per_second, 1'000'000U);
    QVERIFY(limits.time == std::chrono::hours(24));
  }
};

QTEST_GUILESS_MAIN(TestTraceSessionModel)
#include "tst_trace_session_model.moc"
