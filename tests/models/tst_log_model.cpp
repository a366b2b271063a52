// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QSignalSpy>

#include "genmsg/term/parse.h"
#include "models/log_filter_model.h"
#include "models/log_model.h"
#include "models/roles.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Report;
using models::LogEntry;
using models::LogFilterModel;
using models::LogKind;
using models::LogLevel;
using models::LogModel;

namespace {

genmsg::ReportPtr report(std::uint64_t number, Report::Kind kind, const char* term,
                         Report::Level level = Report::Level::Error) {
  auto made = std::make_shared<Report>();
  made->number = number;
  made->wall_time_us = 1'700'000'000'000'000 + static_cast<std::int64_t>(number);
  made->level = level;
  made->kind = kind;
  made->pid = test::pid(7);
  made->name = genmsg::Atom::intern("worker_7");
  made->report = *genmsg::parse(term);
  return made;
}

QString textAt(const QAbstractItemModel& model, int row, int column = LogModel::Text) {
  return model.index(row, column).data().toString();
}

LogEntry line(const QString& text, LogLevel level = LogLevel::Notice,
              LogKind kind = LogKind::Connection) {
  LogEntry entry;
  entry.text = text;
  entry.level = level;
  entry.kind = kind;
  return entry;
}

genmsg::DeadLetter letter(std::uint64_t number) {
  genmsg::DeadLetter made;
  made.number = number;
  made.sender = test::pid(1);
  made.receiver = test::pid(2);
  made.type = genmsg::Atom::intern("work");
  return made;
}

}  // namespace

class TestLogModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void reports_haveHeadlines_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("term");
    QTest::addColumn<QString>("text");
    using Kind = Report::Kind;
    QTest::newRow("crash") << int(Kind::Crash)
                           << QByteArray("[[{error_info,{exit,badarg,[]}}],[]]")
                           << QStringLiteral("crashed: badarg");
    QTest::newRow("child") << int(Kind::Supervisor)
                           << QByteArray("[{supervisor,sup},{errorContext,child_terminated},"
                                         "{reason,killed},{offender,[{id,w3}]}]")
                           << QStringLiteral("child w3 ended: killed");
    QTest::newRow("context") << int(Kind::Supervisor)
                             << QByteArray("[{errorContext,shutdown},{reason,"
                                           "reached_max_restart_intensity},{offender,[{id,a}]}]")
                             << QStringLiteral("shutdown, child a: reached_max_restart_intensity");
    QTest::newRow("progress") << int(Kind::Progress)
                              << QByteArray("[{supervisor,sup},{started,[{id,w}]}]")
                              << QStringLiteral("started child w");
    QTest::newRow("terminating") << int(Kind::Terminating) << QByteArray("#{reason => oops}")
                                 << QStringLiteral("terminating: oops");
    QTest::newRow("text") << int(Kind::Other) << QByteArray("<<\"one\\ntwo\">>")
                          << QStringLiteral("one");
    QTest::newRow("term") << int(Kind::Other) << QByteArray("{a,1}") << QStringLiteral("{a,1}");
    QTest::newRow("senseless") << int(Kind::Crash) << QByteArray("nothing")
                               << QStringLiteral("nothing");
  }
  void reports_haveHeadlines() {
    QFETCH(int, kind);
    QFETCH(QByteArray, term);
    QFETCH(QString, text);
    LogModel model;
    model.appendReports({{report(1, Report::Kind(kind), term.constData())}, 1, 0});
    QCOMPARE(textAt(model, 0), text);
    QCOMPARE(textAt(model, 0, LogModel::Process), QStringLiteral("worker_7 <0.7.1>"));
    QVERIFY(model.index(0, 0).data(models::PidRole).value<genmsg::Pid>() == test::pid(7));
    QVERIFY(models::logDetails(*model.entryAt(0)).startsWith(QStringLiteral("=")));
  }

  void lostReports_areALine() {
    LogModel model;
    model.appendReports({{report(6, Report::Kind::Other, "a")}, 6, 5});
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(textAt(model, 0).contains(QLatin1Char('5')));
  }

  void deadLetters_comeOnce_andGapsAreCounted() {
    LogModel model;
    model.appendDeadLetters({{letter(1), letter(2)}, 2, 0});
    model.appendDeadLetters({{letter(1), letter(2), letter(3)}, 3, 0});
    QCOMPARE(model.rowCount(), 3);
    model.appendDeadLetters({{letter(10)}, 12, 2});  // 4 to 9 left the ring, 2 never came there
    QCOMPARE(model.rowCount(), 5);
    QVERIFY(textAt(model, 3).startsWith(QStringLiteral("8 more")));
    QCOMPARE(textAt(model, 4), QStringLiteral("work from <0.1.1>: its receiver has exited"));
  }

  void operations_sayWhatCameOfThem() {
    LogModel model;
    models::Operation operation;
    operation.action = models::Action::Exit;
    operation.pid = test::pid(3);
    operation.victim = QStringLiteral("worker_3 <0.3.1>");
    operation.argument = QStringLiteral("shutdown");
    operation.result = QStringLiteral("has exited");
    model.appendOperation(operation);
    QCOMPARE(textAt(model, 0), QStringLiteral("Exit signal: shutdown – has exited"));
    QCOMPARE(textAt(model, 0, LogModel::Level), QStringLiteral("Warning"));
    QCOMPARE(textAt(model, 0, LogModel::Process), QStringLiteral("worker_3 <0.3.1>"));
  }

  void capacity_isKept_andNumbersStay() {
    LogModel model(10);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy appended(&model, &LogModel::appended);
    for (int i = 1; i <= 25; ++i) model.append(line(QString::number(i)));
    QCOMPARE(appended.size(), 25);
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(textAt(model, 9), QStringLiteral("25"));
    QCOMPARE(model.rowOf(25), 9);
    QCOMPARE(model.rowOf(15), -1);
    QCOMPARE(model.rowOf(26), -1);
    genmsg::ReportBatch flood;
    for (std::uint64_t i = 1; i <= 30; ++i) {
      flood.reports.push_back(report(i, Report::Kind::Other, "a"));
    }
    model.appendReports(flood);
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.entryAt(9)->report->number, 30u);
  }

  void filter_isByTextKindAndLevel() {
    LogModel model;
    LogFilterModel filtered(&model);
    model.append(line(QStringLiteral("Alpha"), LogLevel::Error));
    model.append(line(QStringLiteral("beta"), LogLevel::Notice, LogKind::Operation));
    model.appendReports({{report(1, Report::Kind::Crash, "[[{error_info,{exit,alpha,[]}}],[]]")},
                         1, 0});
    QCOMPARE(filtered.rowCount(), 3);
    QVERIFY(!filtered.isFiltering());
    filtered.setText(QStringLiteral("ALPHA"));
    QCOMPARE(filtered.rowCount(), 2);
    filtered.setKind(LogKind::Crash);
    QCOMPARE(filtered.rowCount(), 1);
    filtered.setText(QStringLiteral("worker_7"));  // of the process
    QCOMPARE(filtered.rowCount(), 1);
    filtered.showAll();
    filtered.setLevel(LogLevel::Warning);
    QCOMPARE(filtered.rowCount(), 2);
    QVERIFY(filtered.isFiltering());
    model.append(line(QStringLiteral("gamma"), LogLevel::Info));
    QCOMPARE(filtered.rowCount(), 2);
  }

  void save_writesWholeReports() {
    LogModel model;
    model.append(line(QStringLiteral("left out")));
    model.appendReports({{report(1, Report::Kind::Crash, "[[{error_info,{exit,boom,[]}}],[]]")},
                         1, 0});
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QVERIFY(model.saveAsText(buffer, {1}));
    const QString text = QString::fromUtf8(buffer.data());
    QVERIFY(text.contains(QStringLiteral("=CRASH REPORT====")));
    QVERIFY(text.contains(QStringLiteral("boom")));
    QVERIFY(!text.contains(QStringLiteral("left out")));
    QBuffer closed;
    closed.open(QIODevice::ReadOnly);
    QTest::ignoreMessage(QtWarningMsg, "QIODevice::write (QBuffer): ReadOnly device");
    QVERIFY(!model.saveAsText(closed, {0}));
  }
};

QTEST_GUILESS_MAIN(TestLogModel)
#include "tst_log_model.moc"
