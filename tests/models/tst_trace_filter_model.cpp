// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>

#include "models/roles.h"
#include "models/trace_filter_model.h"
#include "models/trace_model.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Term;
using genmsg::TraceEvent;
using models::TraceFilterModel;
using models::TraceModel;
using models::TraceTextFilter;
using test::pid;

namespace {

struct Fixture {
  TraceModel trace;
  TraceFilterModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

  Fixture() {
    model.setTrace(&trace);
    append(1, TraceEvent::Kind::Receive, "work", 1);
    append(2, TraceEvent::Kind::Send, "job", 1);
    append(5, TraceEvent::Kind::Receive, "tick", 2);
  }
  void append(std::uint64_t number, TraceEvent::Kind kind, const char* type,
              genmsg::TraceSessionId session) {
    TraceEvent event;
    event.number = number;
    event.time_ns = static_cast<std::int64_t>(number) * 1000;
    event.kind = kind;
    event.pid = pid(7);
    event.type = genmsg::Atom::intern(type);
    event.message = Term::tuple_of(event.type, number);
    event.session = session;
    trace.append({{event}, 0, {}});
  }
  QString numbers() const {
    QStringList found;
    for (int row = 0; row < model.rowCount(); ++row) {
      found << model.index(row, TraceModel::Number).data().toString();
    }
    return found.join(u' ');
  }
};

}  // namespace

class TestTraceFilterModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void text_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("numbers");
    QTest::newRow("nothing") << QString() << QStringLiteral("1 2 5");
    QTest::newRow("type") << QStringLiteral("WORK") << QStringLiteral("1");
    QTest::newRow("one of") << QStringLiteral("work|job") << QStringLiteral("1 2");
    QTest::newRow("not") << QStringLiteral("!job") << QStringLiteral("1 5");
    QTest::newRow("not one of") << QStringLiteral("!job|tick") << QStringLiteral("1");
    QTest::newRow("both") << QStringLiteral("receive !tick") << QStringLiteral("1");
    QTest::newRow("pattern") << QStringLiteral("/\\{(job|tick),/") << QStringLiteral("2 5");
    QTest::newRow("not a pattern") << QStringLiteral("!/t.ck,5/") << QStringLiteral("1 2");
    QTest::newRow("process") << QStringLiteral("<0.7.1>") << QStringLiteral("1 2 5");
    QTest::newRow("alone") << QStringLiteral("!") << QStringLiteral("1 2 5");
  }
  void text() {
    QFETCH(QString, text);
    Fixture f;
    QVERIFY(f.model.setText(text, nullptr));
    QTEST(f.numbers(), "numbers");
  }

  void keepsTheLastText_ifOneCannotBeRead() {
    Fixture f;
    QVERIFY(f.model.setText(QStringLiteral("job"), nullptr));
    QString error;
    QVERIFY(!f.model.setText(QStringLiteral("/(/"), &error));
    QVERIFY(!error.isEmpty());
    QCOMPARE(f.numbers(), QStringLiteral("2"));
  }

  void hidesKinds_andOtherSessions() {
    Fixture f;
    QVERIFY(!f.model.isFiltering());
    f.model.setKinds(genmsg::bit(TraceEvent::Kind::Receive));
    QCOMPARE(f.numbers(), QStringLiteral("1 5"));
    f.model.setSession(1);
    QCOMPARE(f.numbers(), QStringLiteral("1"));
    f.append(6, TraceEvent::Kind::Receive, "work", 1);
    f.append(7, TraceEvent::Kind::Receive, "work", 2);
    QCOMPARE(f.numbers(), QStringLiteral("1 6"));
    QCOMPARE(f.model.sourceRow(1), 3);
    QVERIFY(f.model.isFiltering());
    QCOMPARE(f.trace.rowCount(), 5);
  }

  void delta_isToTheRowAboveThatIsShown() {
    Fixture f;
    f.model.setKinds(genmsg::bit(TraceEvent::Kind::Receive));
    const QModelIndex second = f.model.index(1, TraceModel::Delta);
    QCOMPARE(second.data(models::RawValueRole).toLongLong(), 4000);
    QCOMPARE(second.data().toString(), QStringLiteral("4.00 µs"));
    QVERIFY(!f.model.index(0, TraceModel::Delta).data().isValid());
  }
};

QTEST_GUILESS_MAIN(TestTraceFilterModel)
#include "tst_trace_filter_model.moc"
