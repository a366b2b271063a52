// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QSignalSpy>

#include "models/roles.h"
#include "models/trace_model.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Term;
using genmsg::TraceBatch;
using genmsg::TraceEvent;
using models::TraceModel;
using test::pid;

namespace {

constexpr std::size_t capacity = 5;

struct Fixture {
  TraceModel model{capacity};
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
  std::uint64_t next = 1;

  void append(int count, std::uint64_t dropped = 0) {
    TraceBatch batch;
    batch.dropped = dropped;
    for (int i = 0; i < count; ++i, ++next) {
      TraceEvent event;
      event.number = next;
      event.time_ns = static_cast<std::int64_t>(next) * 1'500;
      event.kind = next % 2 ? TraceEvent::Kind::Receive : TraceEvent::Kind::Send;
      event.pid = pid(7);
      event.peer = pid(8);
      event.type = genmsg::Atom::intern("work");
      event.message = Term::tuple_of(genmsg::atoms::ok, next);
      batch.events.push_back(event);
    }
    model.append(batch);
  }
  QString text(int row, int column) const { return model.index(row, column).data().toString(); }
  // The numbers of the rows, "2 3 4".
  QString numbers() const {
    QStringList found;
    for (int row = 0; row < model.rowCount(); ++row) found.append(text(row, TraceModel::Number));
    return found.join(QLatin1Char(' '));
  }
};

}  // namespace

class TestTraceModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void keepsTheLastEvents() {
    Fixture f;
    QCOMPARE(f.model.rowCount(), 0);
    f.append(0);
    f.append(3);
    QCOMPARE(f.numbers(), QStringLiteral("1 2 3"));
    f.append(4);
    QCOMPARE(f.numbers(), QStringLiteral("3 4 5 6 7"));
    QCOMPARE(f.model.overwritten(), 2U);
    f.append(20, 11);
    QCOMPARE(f.numbers(), QStringLiteral("23 24 25 26 27"));
    QCOMPARE(f.model.overwritten(), 22U);
    QCOMPARE(f.model.droppedByNode(), 11U);
  }

  void countsTheProcessesOfASession() {
    Fixture f;
    TraceBatch batch;
    for (const std::uint32_t index : {1u, 2u, 1u, 3u}) {
      TraceEvent event;
      event.number = f.next++;
      event.pid = pid(index);
      event.session = index == 3 ? 6 : 5;
      batch.events.push_back(event);
    }
    f.model.append(batch);
    QCOMPARE(f.model.processesOf(5), 2U);
    QCOMPARE(f.model.processesOf(6), 1U);
    QCOMPARE(f.model.processesOf(7), 0U);
  }

  void keepsItsRows_whilePaused() {
    Fixture f;
    f.append(2);
    f.model.setPaused(true);
    f.append(3);
    QCOMPARE(f.numbers(), QStringLiteral("1 2"));
    QCOMPARE(f.model.waiting(), 3U);
    f.append(4);  // more than fit
    QCOMPARE(f.model.waiting(), capacity);
    f.model.setPaused(false);
    QCOMPARE(f.numbers(), QStringLiteral("5 6 7 8 9"));
    QCOMPARE(f.model.overwritten(), 4U);
    QCOMPARE(f.model.waiting(), 0U);
  }

  void followsEvents_thatMoveUp() {
    Fixture f;
    f.append(5);
    const QPersistentModelIndex third = f.model.index(2, 0);
    const QPersistentModelIndex first = f.model.index(0, 0);
    f.append(1);
    QCOMPARE(third.row(), 1);
    QVERIFY(!first.isValid());
  }

  void forgets_whenCleared() {
    Fixture f;
    QSignalSpy counters(&f.model, &TraceModel::countersChanged);
    f.append(9);
    f.model.clear();
    QCOMPARE(f.model.rowCount(), 0);
    QCOMPARE(f.model.overwritten(), 0U);
    QCOMPARE(f.model.eventAt(0), nullptr);
    QCOMPARE(counters.count(), 2);
  }

  void answersCells() {
    Fixture f;
    f.append(2);
    QCOMPARE(f.text(1, TraceModel::Number), QStringLiteral("2"));
    QCOMPARE(f.text(0, TraceModel::Delta), QString());
    QCOMPARE(f.text(1, TraceModel::Delta), QStringLiteral("1.50 µs"));
    QCOMPARE(f.text(1, TraceModel::Time), QStringLiteral("0.000003"));  // no clock yet
    QCOMPARE(f.text(0, TraceModel::Event), QStringLiteral("receive"));
    QCOMPARE(f.text(1, TraceModel::Event), QStringLiteral("send"));
    QCOMPARE(f.text(1, TraceModel::Process), QStringLiteral("<0.7.1>"));
    QCOMPARE(f.text(1, TraceModel::Peer), QStringLiteral("<0.8.1>"));
    QCOMPARE(f.text(1, TraceModel::Type), QStringLiteral("work"));
    QCOMPARE(f.text(1, TraceModel::Message), QStringLiteral("{ok,2}"));
    QCOMPARE(f.model.index(1, TraceModel::Delta).data(models::RawValueRole).toLongLong(), 1500);
    QCOMPARE(f.model.index(1, TraceModel::Peer).data(models::PidRole).value<genmsg::Pid>(), pid(8));
    for (int column = 0; column < TraceModel::ColumnCount; ++column)
      QVERIFY(!f.model.headerData(column, Qt::Horizontal).toString().isEmpty());
  }

  void namesProcesses_andTellsTheTime_onceAViewIsThere() {
    Fixture f;
    f.append(1);
    const auto snapshot = std::make_shared<genmsg::Snapshot>();
    snapshot->time_ns = 0;
    snapshot->wall_time_ms = QDateTime(QDate(2020, 1, 2), QTime(12, 3, 11)).toMSecsSinceEpoch();
    snapshot->processes.push_back(test::processRow({.index = 7, .name = "w7"}));
    QSignalSpy changed(&f.model, &TraceModel::dataChanged);
    f.model.applyView(test::view(snapshot));
    f.model.applyView(test::view(snapshot));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(f.text(0, TraceModel::Time), QStringLiteral("12:03:11.000001"));
    QCOMPARE(f.text(0, TraceModel::Process), QStringLiteral("w7 <0.7.1>"));
  }

  void keepsTheName_ofAProcessThatEnded() {
    Fixture f;
    f.model.applyView(test::view(test::snapshot(0, {{.index = 7, .name = "w7"}})));
    f.append(1);
    f.model.setPaused(true);
    f.append(1);
    f.model.applyView(test::view(test::snapshot(
        1, {{.index = 7, .name = "renamed"}, {.index = 8, .name = "w8"}})));
    f.model.applyView(test::view(test::snapshot(2, {})));
    f.model.setPaused(false);
    f.append(1);
    QCOMPARE(f.text(0, TraceModel::Process), QStringLiteral("w7 <0.7.1>"));
    QCOMPARE(f.text(1, TraceModel::Process), QStringLiteral("w7 <0.7.1>"));
    QCOMPARE(f.text(1, TraceModel::Peer), QStringLiteral("w8 <0.8.1>"));
    QCOMPARE(f.text(2, TraceModel::Process), QStringLiteral("<0.7.1>"));
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    QVERIFY(f.model.saveAsText(buffer));
    QVERIFY2(buffer.data().contains(" (w7 <0.7.1>) w8 <0.8.1> ! {ok,2}\n"),
             buffer.data().constData());
  }

  void tellsTheReceive_howLongItRan() {
    Fixture f;
    const auto receive = [](std::uint64_t number, std::uint64_t handling) {
      TraceEvent event;
      event.number = number;
      event.pid = pid(7);
      event.handling = handling;
      event.wait_ns = 2'500;
      return event;
    };
    const auto handled = [](std::uint64_t handling) {
      TraceEvent event;
      event.kind = TraceEvent::Kind::Handled;
      event.pid = pid(7);
      event.handling = handling;
      event.run_ns = static_cast<std::int64_t>(handling) * 1000;
      return event;
    };
    f.model.append({{receive(1, 5), handled(5), receive(3, 6)}, 0, {}});
    QCOMPARE(f.numbers(), QStringLiteral("1 3"));
    QCOMPARE(f.text(0, TraceModel::Wait), QStringLiteral("2.50"));
    QCOMPARE(f.text(0, TraceModel::Run), QStringLiteral("5.00"));
    QCOMPARE(f.text(1, TraceModel::Run), QString());
    QSignalSpy changed(&f.model, &TraceModel::dataChanged);
    f.model.append({{handled(6), handled(99)}, 0, {}});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(f.text(1, TraceModel::Run), QStringLiteral("6.00"));
    QCOMPARE(f.model.index(1, TraceModel::Run).data(models::RawValueRole).toLongLong(), 6000);
  }

  void namesTheOtherKinds() {
    Fixture f;
    TraceEvent event;
    event.pid = pid(7);
    event.kind = TraceEvent::Kind::Link;
    event.peer = pid(8);
    TraceEvent exit = event;
    exit.kind = TraceEvent::Kind::Exit;
    exit.peer = {};
    exit.message = genmsg::Atom::intern("killed");
    f.model.append({{event, exit}, 0, {}});
    QCOMPARE(f.text(0, TraceModel::Event), QStringLiteral("link"));
    QCOMPARE(f.text(0, TraceModel::Message), QString());
    QCOMPARE(f.text(1, TraceModel::Message), QStringLiteral("killed"));
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    QVERIFY(f.model.saveAsText(buffer));
    QCOMPARE(QString::fromUtf8(buffer.data()),
             QStringLiteral("0.000000 (<0.7.1>) link <0.8.1>\n"
                            "0.000000 (<0.7.1>) exit killed\n"));
  }

  void saysWhatIsMissing_whenItSaves() {
    Fixture f;
    f.append(7, 3);
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    QVERIFY(f.model.saveAsText(buffer));
    const QByteArray lines = buffer.data();
    QVERIFY2(lines.endsWith("*** Overwritten 2 messages\n*** Dropped 3 messages\n"),
             lines.constData());
  }

  void keepsAnEventsTime_whenTheWallClockIsSet() {
    Fixture f;
    f.append(1);
    const auto showAt = [&f](std::int64_t timeNs, std::int64_t wallMs) {
      const auto snapshot = std::make_shared<genmsg::Snapshot>();
      snapshot->time_ns = timeNs;
      snapshot->wall_time_ms = wallMs;
      f.model.applyView(test::view(snapshot));
    };
    const qint64 noon = QDateTime(QDate(2020, 1, 2), QTime(12, 0)).toMSecsSinceEpoch();
    showAt(0, noon);
    QCOMPARE(f.text(0, TraceModel::Time), QStringLiteral("12:00:00.000001"));
    showAt(1'000'700'000, noon + 1000);  // whole milliseconds are too coarse for each event anew
    QCOMPARE(f.text(0, TraceModel::Time), QStringLiteral("12:00:00.000001"));
  }

  void savesAsText() {
    Fixture f;
    f.append(2, 3);
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    QVERIFY(f.model.saveAsText(buffer));
    QCOMPARE(QString::fromUtf8(buffer.data()),
             QStringLiteral("0.000002 (<0.7.1>) << {ok,1}\n"
                            "0.000003 (<0.7.1>) <0.8.1> ! {ok,2}\n"
                            "*** Dropped 3 messages\n"));
  }

  void saysSo_whenItCannotSave() {
    Fixture f;
    f.append(1);
    class Full : public QBuffer {
      qint64 writeData(const char*, qint64) override { return -1; }
    } full;
    QVERIFY(full.open(QIODevice::WriteOnly));
    QVERIFY(!f.model.saveAsText(full));
  }

  void answersNothing_outOfRange() {
    Fixture f;
    f.append(1);
    QVERIFY(!f.model.data({}).isValid());
    QVERIFY(!f.model.index(1, 0).isValid());
    QVERIFY(!f.model.headerData(TraceModel::ColumnCount, Qt::Horizontal).isValid());
    QCOMPARE(f.model.eventAt(-1), nullptr);
  }
};

QTEST_GUILESS_MAIN(TestTraceModel)
#include "tst_trace_model.moc"
