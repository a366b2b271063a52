// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/resource.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest/QtTest>
#include <csignal>

#include "app/output_file.h"
#include "app/report.h"
#include "genmsg/version.h"

using namespace Qt::StringLiterals;
using app::Report;

class TestReport : public QObject {
  Q_OBJECT

 private:
  static Report drained() {
    Report report;
    report.scenario = "drain";
    report.runs = {{"gen_msg", 10'000, 28'706'000}, {"gen_server", 10'000, 42'785'000}};
    report.durationS = 1.25;
    report.schedulers = 4;
    report.messagesHandled = 20'002;
    report.largestMailbox = 7;
    return report;
  }

  /// As a reader gets it; fails if it is not valid.
  QJsonObject written(const Report& report) {
    const QString path = m_folder.filePath(u"report.json"_s);
    const auto outcome = app::writeReport(report, path.toStdString());
    QFile file(path);
    if (!outcome || !file.open(QIODevice::ReadOnly)) return {};
    QJsonParseError error;
    const QJsonObject json = QJsonDocument::fromJson(file.readAll(), &error).object();
    if (error.error != QJsonParseError::NoError) qWarning("%s", qPrintable(error.errorString()));
    return json;
  }

  QTemporaryDir m_folder;

 private Q_SLOTS:
  void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

  void drain_hasItsRunsAndTheirRatio() {
    const QJsonObject json = written(drained());
    QCOMPARE(json[u"scenario"].toString(), u"drain"_s);
    const QJsonArray runs = json[u"runs"].toArray();
    QCOMPARE(runs.size(), 2);
    const QJsonObject first{{u"behaviour"_s, u"gen_msg"_s},
                            {u"messages"_s, 10'000},
                            {u"cost_us"_s, 28'706.0},
                            {u"ns_per_message"_s, 2870.6},
                            {u"messages_per_second"_s, 348'359.2}};
    QCOMPARE(runs[0].toObject(), first);
    QCOMPARE(runs[1][u"behaviour"].toString(), u"gen_server"_s);
    const QJsonObject summary = json[u"summary"].toObject();
    QCOMPARE(summary[u"gen_msg_median_ns_per_message"].toDouble(), 2870.6);
    QCOMPARE(summary[u"gen_server_median_ns_per_message"].toDouble(), 4278.5);
    QCOMPARE(summary[u"ratio"].toDouble(), 0.6709);
    QCOMPARE(json[u"duration_s"].toDouble(), 1.25);
    QCOMPARE(json[u"schedulers"].toInt(), 4);
    QCOMPARE(json[u"messages_handled"].toInt(), 20'002);
    QCOMPARE(json[u"dead_letters"].toInt(-1), 0);
    QCOMPARE(json[u"largest_mailbox"].toInt(), 7);
    QCOMPARE(json[u"version"].toString(), QString::fromLatin1(genmsg::version));
  }

  void whatWasNotMeasured_isLeftOut() {
    Report report = drained();
    report.runs.pop_back();
    const QJsonObject json = written(report);
    QVERIFY(json.contains(u"runs"));
    QVERIFY(!json.contains(u"summary"));
    QVERIFY(!json.contains(u"rate"));
    QVERIFY(!json.contains(u"event_loop_gap_ms"));
  }

  void noRun_isAnEmptyList() {
    Report report;
    report.scenario = "none";
    const QJsonObject json = written(report);
    QVERIFY(json[u"runs"].isArray());
    QVERIFY(json[u"runs"].toArray().isEmpty());
  }

  void runWithoutMessages_isANumber() {
    Report report;
    report.scenario = "steady";
    report.runs = {{"gen_msg", 0, 1'000'000}};
    QCOMPARE(written(report)[u"runs"][0][u"ns_per_message"].toDouble(-1), 0.0);
    QCOMPARE(written(report)[u"runs"][0][u"messages_per_second"].toDouble(-1), 0.0);
  }

  void runWithoutTime_isANumber() {
    Report report;
    report.scenario = "steady";
    report.runs = {{"gen_msg", 5, 0}};
    QCOMPARE(written(report)[u"runs"][0][u"messages_per_second"].toDouble(-1), 0.0);
  }

  void window_hasItsGaps() {
    Report report = drained();
    report.gaps = app::GapReport{100, 0.2, 3.04, 12.5};
    const QJsonObject gaps = written(report)[u"event_loop_gap_ms"].toObject();
    QCOMPARE(gaps[u"beats"].toInt(), 100);
    QCOMPARE(gaps[u"p50"].toDouble(), 0.2);
    QCOMPARE(gaps[u"p99"].toDouble(), 3.0);
    QCOMPARE(gaps[u"max"].toDouble(), 12.5);
  }

  void snapshot_fillsInWhatItTells() {
    genmsg::Snapshot snapshot;
    snapshot.schedulers.resize(3);
    snapshot.messages_handled = 12'345;
    snapshot.dead_letters = 6;
    // As it is between two slices: what a process has handled is ahead of what the node counts.
    snapshot.processes.emplace_back().messages = 12'300;
    snapshot.processes.emplace_back().messages = 50;
    for (const std::uint32_t mailbox : {4U, 90U, 0U}) {
      snapshot.processes.emplace_back().mailbox = mailbox;
    }
    Report report;
    addSnapshot(report, snapshot);
    QCOMPARE(report.schedulers, 3u);
    QCOMPARE(report.messagesHandled, 12'350u);
    QCOMPARE(report.deadLetters, 6u);
    QCOMPARE(report.largestMailbox, 90u);
  }

  void unwritable_saysFileAndReason_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("reason");
    QTest::newRow("full disk") << u"/dev/full"_s << u"No space left on device"_s;
    QTest::newRow("no folder") << m_folder.filePath(u"no/such.json"_s)
                               << u"No such file or directory"_s;
    QTest::newRow("a folder") << m_folder.path() << u"Is a directory"_s;
  }
  void unwritable_saysFileAndReason() {
    QFETCH(QString, path);
    QFETCH(QString, reason);
    const auto outcome = app::writeReport(drained(), path.toStdString());
    QVERIFY(!outcome);
    QCOMPARE(QString::fromStdString(outcome.error()),
             u"genmsg-observer: --report: cannot write %1: %2"_s.arg(path, reason));
  }

  void failedReport_leavesTheOneBefore() {
    written(drained());
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit unlimited{};
    getrlimit(RLIMIT_FSIZE, &unlimited);
    const rlimit fewBytes{16, unlimited.rlim_max};
    const std::string path = m_folder.filePath(u"report.json"_s).toStdString();
    setrlimit(RLIMIT_FSIZE, &fewBytes);
    const auto outcome = app::writeReport(drained(), path);
    setrlimit(RLIMIT_FSIZE, &unlimited);
    QVERIFY(!outcome);
    QVERIFY(outcome.error().ends_with("File too large"));
    QFile file(m_folder.filePath(u"report.json"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(QJsonDocument::fromJson(file.readAll()).isObject());
    QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files), QStringList{u"report.json"_s});
  }

  void link_staysALink() {
    const QString target = m_folder.filePath(u"target.json"_s);
    const QString link = m_folder.filePath(u"link.json"_s);
    QVERIFY(app::writeReport({}, target.toStdString()));
    const qint64 before = QFileInfo(target).size();
    QVERIFY(QFile::link(target, link));
    QVERIFY(app::writeReport(drained(), link.toStdString()));
    QVERIFY(QFileInfo(link).isSymbolicLink());
    QVERIFY(QFileInfo(target).size() > before);
    QVERIFY(QFile::remove(link));
    QVERIFY(QFile::remove(target));
  }

  void check_findsWhatCannotBeWritten_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("reason");
    QTest::newRow("new file") << m_folder.filePath(u"new.json"_s) << QString();
    QTest::newRow("in this folder") << u"new.json"_s << QString();
    QTest::newRow("device") << u"/dev/null"_s << QString();
    QTest::newRow("no folder") << m_folder.filePath(u"no/such.json"_s)
                               << u"No such file or directory"_s;
    QTest::newRow("a folder") << m_folder.path() << u"Is a directory"_s;
  }
  void check_findsWhatCannotBeWritten() {
    QFETCH(QString, path);
    QFETCH(QString, reason);
    app::Options options;
    options.screenshotPath = path.toStdString();
    const auto outcome = app::checkOutputFiles(options);
    QCOMPARE(outcome.has_value(), reason.isEmpty());
    if (outcome) return;
    QCOMPARE(QString::fromStdString(outcome.error()),
             u"genmsg-observer: --screenshot: cannot write %1: %2"_s.arg(path, reason));
  }

  void secondReport_replacesTheFirst() {
    Report report = drained();
    for (int i = 0; i < 50; ++i) report.runs.push_back(report.runs.front());
    written(report);
    QCOMPARE(written(drained())[u"runs"].toArray().size(), 2);
  }
};

QTEST_APPLESS_MAIN(TestReport)
#include "tst_report.moc"
