// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/resource.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QtTest/QtTest>
#include <csignal>

#include "genmsg/version.h"

using namespace Qt::StringLiterals;

/// The program as it is installed, from outside: exit status, output and files.
class TestHeadless : public QObject {
  Q_OBJECT

 private:
  static constexpr int deadlineMs = 20'000;

  struct Outcome {
    int status = -1;  // -1: it crashed or did not end
    QString out;
    QString error;
  };

  /// `platform` is Qt's; without one the program has no display.
  void start(QProcess& process, const QStringList& arguments, const QString& platform = {}) const {
    QProcessEnvironment environment = m_environment;
    if (!platform.isEmpty()) environment.insert(u"QT_QPA_PLATFORM"_s, platform);
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(OBSERVER_PROGRAM), arguments);
  }

  static Outcome finish(QProcess& process) {
    if (!process.waitForFinished(deadlineMs)) {
      process.kill();
      process.waitForFinished();
      return {};
    }
    const bool exited = process.exitStatus() == QProcess::NormalExit;
    return {.status = exited ? process.exitCode() : -1,
            .out = QString::fromUtf8(process.readAllStandardOutput()),
            .error = QString::fromUtf8(process.readAllStandardError())};
  }

  Outcome run(const QStringList& arguments, const QString& platform = {}) const {
    QProcess process;
    start(process, arguments, platform);
    return finish(process);
  }

  QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

  static QJsonObject readJson(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QJsonDocument::fromJson(file.readAll()).object();
  }

  static bool isOneLine(const QString& text) {
    return text.count(u'\n') == 1 && text.endsWith(u'\n');
  }

  QTemporaryDir m_folder;
  QProcessEnvironment m_environment;

 private Q_SLOTS:
  void initTestCase();
  void version_isPrinted();
  void help_isPrinted();
  void wrongCommandLine_isOneLineAndStatus2_data();
  void wrongCommandLine_isOneLineAndStatus2();
  void headless_needsNoQtPlatform();
  void drain_printsTheSeedsLines();
  void drain_reportHasItsRuns();
  void report_thatCannotBeWritten_isOneLineAndStatus1_data();
  void report_thatCannotBeWritten_isOneLineAndStatus1();
  void unwritableFile_isSaidBeforeTheRun_data();
  void unwritableFile_isSaidBeforeTheRun();
  void fullOutput_isOneLineAndStatus1_data();
  void fullOutput_isOneLineAndStatus1();
  void drain_withoutARun_saysHowFarItCame();
  void steady_endsWithItsDuration();
  void slowConsumer_reportsItsMailbox();
  void steady_withoutAJob_reportsNumbers();
  void signal_endsItWithAReport_data();
  void signal_endsItWithAReport();
  void noDisplay_isOneLineThatNamesHeadless();
  void displayThatDoesNotAnswer_isOneLineThatNamesIt();
  void screenshot_isThePictureOfTheWindow();
  void screenshot_thatCannotBeWritten_isOneLineAndStatus1_data();
  void screenshot_thatCannotBeWritten_isOneLineAndStatus1();
  void screenshot_thatIsCutShort_leavesTheOneBefore();
  void windowReport_hasTheGapsOfTheEventLoop();
  void windowedDrain_endsWithItsLastRound();
  void windowWithoutLoad_reportsItsOwnTime();
};

void TestHeadless::initTestCase() {
  QVERIFY(m_folder.isValid());
  m_environment = QProcessEnvironment::systemEnvironment();
  // Nobody's settings are read or written.
  m_environment.insert(u"HOME"_s, m_folder.path());
  m_environment.insert(u"XDG_CONFIG_HOME"_s, m_folder.filePath(u"config"_s));
  m_environment.remove(u"DISPLAY"_s);
  m_environment.remove(u"WAYLAND_DISPLAY"_s);
  m_environment.remove(u"QT_QPA_PLATFORM"_s);
  // What Qt says about its offscreen platform is not of the program.
  m_environment.insert(u"QT_LOGGING_RULES"_s, u"*=false"_s);
}

void TestHeadless::version_isPrinted() {
  const Outcome outcome = run({u"--version"_s});
  QCOMPARE(outcome.status, 0);
  QCOMPARE(outcome.out, u"genmsg-observer %1\n"_s.arg(QLatin1String(genmsg::version)));
  QCOMPARE(outcome.error, QString());
}

void TestHeadless::help_isPrinted() {
  const Outcome outcome = run({u"--help"_s});
  QCOMPARE(outcome.status, 0);
  QVERIFY(outcome.out.startsWith(u"Usage: genmsg-observer"_s));
  QVERIFY(outcome.out.contains(u"--headless"_s));
  QCOMPARE(outcome.error, QString());
}

void TestHeadless::wrongCommandLine_isOneLineAndStatus2_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QString>("named");
  const auto add = [](const char* name, const QStringList& arguments, const QString& named) {
    QTest::newRow(name) << arguments << named;
  };
  add("unknown", {u"--frobnicate"_s}, u"--frobnicate"_s);
  add("no value", {u"--rate"_s}, u"--rate"_s);
  add("no number", {u"--headless"_s, u"--duration"_s, u"soon"_s}, u"--duration"_s);
  add("two lines", {u"--load-test"_s, u"a\nb"_s}, u"--load-test"_s);
  add("not of drain", {u"--load-test=drain"_s, u"--workers=2"_s}, u"--workers"_s);
  add("not of steady", {u"--headless"_s, u"--messages=2"_s}, u"--messages"_s);
  add("no window", {u"--headless"_s, u"--screenshot"_s, u"a.png"_s}, u"--screenshot"_s);
}

void TestHeadless::wrongCommandLine_isOneLineAndStatus2() {
  QFETCH(QStringList, arguments);
  QFETCH(QString, named);
  const Outcome outcome = run(arguments);
  QCOMPARE(outcome.status, 2);
  QCOMPARE(outcome.out, QString());
  QVERIFY2(isOneLine(outcome.error), qPrintable(outcome.error));
  QVERIFY(outcome.error.startsWith(u"genmsg-observer: "_s));
  QVERIFY2(outcome.error.contains(named), qPrintable(outcome.error));
}

void TestHeadless::headless_needsNoQtPlatform() {
  const Outcome outcome =
      run({u"--headless"_s, u"--load-test=drain"_s, u"--messages=10"_s}, u"nonsense"_s);
  QCOMPARE(outcome.error, QString());
  QCOMPARE(outcome.status, 0);
}

void TestHeadless::drain_printsTheSeedsLines() {
  const Outcome outcome = run({u"--headless"_s, u"--load-test"_s, u"drain"_s});
  QCOMPARE(outcome.error, QString());
  QCOMPARE(outcome.status, 0);
  const QStringList lines = outcome.out.trimmed().split(u'\n');
  QCOMPARE(lines.size(), 11);
  for (int i = 0; i < 10; ++i) {
    const QString behaviour = i % 2 == 0 ? u"gen_msg"_s : u"gen_server"_s;
    const QRegularExpression seed(u"^======%1:  Times:10000 Cost:\\d+$"_s.arg(behaviour));
    QVERIFY2(seed.match(lines[i]).hasMatch(), qPrintable(lines[i]));
  }
  static const QRegularExpression summary(u"^gen_msg takes \\d+ % of gen_server's time "_s);
  QVERIFY2(summary.match(lines.last()).hasMatch(), qPrintable(lines.last()));
}

void TestHeadless::drain_reportHasItsRuns() {
  const QString file = path("drain.json");
  const Outcome outcome = run({u"--headless"_s, u"--load-test"_s, u"drain"_s, u"--messages"_s,
                               u"5000"_s, u"--report"_s, file});
  QCOMPARE(outcome.error, QString());
  QCOMPARE(outcome.status, 0);
  const QJsonObject report = readJson(file);
  QCOMPARE(report[u"scenario"].toString(), u"drain"_s);
  const QJsonArray runs = report[u"runs"].toArray();
  QCOMPARE(runs.size(), 10);
  for (int i = 0; i < runs.size(); ++i) {
    const QJsonObject run = runs[i].toObject();
    QCOMPARE(run[u"behaviour"].toString(), i % 2 == 0 ? u"gen_msg"_s : u"gen_server"_s);
    QCOMPARE(run[u"messages"].toInt(), 5000);
    QVERIFY(run[u"cost_us"].toDouble() > 0);
    QVERIFY(qAbs(run[u"ns_per_message"].toDouble() - run[u"cost_us"].toDouble() / 5) < 0.01);
  }
  QVERIFY(report[u"summary"].toObject()[u"ratio"].toDouble() > 0);
  QVERIFY(report[u"messages_handled"].toInt() >= 50'000);
  QVERIFY(report[u"schedulers"].toInt() >= 1);
  QCOMPARE(report[u"dead_letters"].toInt(-1), 0);
  QCOMPARE(report[u"version"].toString(), QString::fromLatin1(genmsg::version));
}

void TestHeadless::report_thatCannotBeWritten_isOneLineAndStatus1_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("reason");
  QTest::newRow("full disk") << u"/dev/full"_s << u"No space left on device"_s;
  QTest::newRow("no folder") << path("no/such/folder.json") << u"No such file or directory"_s;
  QTest::newRow("a folder") << m_folder.path() << u"Is a directory"_s;
}

void TestHeadless::report_thatCannotBeWritten_isOneLineAndStatus1() {
  QFETCH(QString, file);
  QFETCH(QString, reason);
  const Outcome outcome =
      run({u"--headless"_s, u"--load-test"_s, u"drain"_s, u"--messages=10"_s, u"--report"_s, file});
  QCOMPARE(outcome.status, 1);
  QVERIFY2(isOneLine(outcome.error), qPrintable(outcome.error));
  QVERIFY2(outcome.error.contains(file), qPrintable(outcome.error));
  QVERIFY2(outcome.error.contains(reason), qPrintable(outcome.error));
}

void TestHeadless::unwritableFile_isSaidBeforeTheRun_data() {
  QTest::addColumn<QStringList>("arguments");
  const QString file = path("no/such/file");
  QTest::newRow("report") << QStringList{u"--headless"_s, u"--report"_s, file};
  QTest::newRow("report of a window") << QStringList{u"--report"_s, file};
  QTest::newRow("screenshot") << QStringList{u"--screenshot"_s, file};
}

void TestHeadless::unwritableFile_isSaidBeforeTheRun() {
  QFETCH(QStringList, arguments);
  // It would run past the deadline.
  const Outcome outcome = run(arguments + QStringList{u"--duration=3600"_s}, u"offscreen"_s);
  QCOMPARE(outcome.status, 1);
  QCOMPARE(outcome.out, QString());
  QVERIFY2(isOneLine(outcome.error), qPrintable(outcome.error));
  QVERIFY2(outcome.error.contains(path("no/such/file")), qPrintable(outcome.error));
}

void TestHeadless::fullOutput_isOneLineAndStatus1_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::newRow("help") << QStringList{u"--help"_s};
  QTest::newRow("version") << QStringList{u"--version"_s};
  QTest::newRow("drain") << QStringList{u"--headless"_s, u"--load-test=drain"_s,
                                        u"--messages=10"_s};
}

void TestHeadless::fullOutput_isOneLineAndStatus1() {
  QFETCH(QStringList, arguments);
  QProcess process;
  process.setStandardOutputFile(u"/dev/full"_s);
  start(process, arguments);
  const Outcome outcome = finish(process);
  QCOMPARE(outcome.status, 1);
  QCOMPARE(outcome.error, u"genmsg-observer: cannot write to standard output: "
                          u"No space left on device\n"_s);
}

void TestHeadless::drain_withoutARun_saysHowFarItCame() {
  const Outcome outcome = run({u"--headless"_s, u"--load-test=drain"_s, u"--messages=1000000000"_s,
                               u"--duration=1"_s});
  QCOMPARE(outcome.status, 1);
  QCOMPARE(outcome.out, QString());
  // Throwing that many messages away may be a report of the runtime's, before.
  QVERIFY2(outcome.error.contains(u"genmsg-observer: load test: no run was finished"_s),
           qPrintable(outcome.error));
  static const QRegularExpression reached(u"filled, with \\d+ of 1000000000 messages"_s);
  QVERIFY2(outcome.error.contains(reached), qPrintable(outcome.error));
  QVERIFY2(outcome.error.contains(u"--duration"_s), qPrintable(outcome.error));
}

void TestHeadless::steady_endsWithItsDuration() {
  const QString file = path("steady.json");
  const Outcome outcome = run({u"--headless"_s, u"--workers=4"_s, u"--rate=20000"_s,
                               u"--duration"_s, u"1"_s, u"--report"_s, file});
  QCOMPARE(outcome.error, QString());
  QCOMPARE(outcome.status, 0);
  QVERIFY2(outcome.out.contains(u"messages/s"_s), qPrintable(outcome.out));
  const QJsonObject report = readJson(file);
  QCOMPARE(report[u"scenario"].toString(), u"steady"_s);
  QCOMPARE(report[u"rate"].toInt(), 20'000);
  const QJsonArray runs = report[u"runs"].toArray();
  QCOMPARE(runs.size(), 1);
  QCOMPARE(runs[0].toObject()[u"behaviour"].toString(), u"gen_msg"_s);
  QVERIFY(runs[0].toObject()[u"messages"].toInt() > 0);
  QVERIFY(report[u"duration_s"].toDouble() >= 1);
  QVERIFY(report[u"duration_s"].toDouble() < 20);
}

void TestHeadless::slowConsumer_reportsItsMailbox() {
  const QString file = path("slow.json");
  const Outcome outcome = run({u"--headless"_s, u"--load-test=slow-consumer"_s, u"--duration=2"_s,
                               u"--report"_s, file});
  QCOMPARE(outcome.status, 0);
  const QJsonObject report = readJson(file);
  QCOMPARE(report[u"scenario"].toString(), u"slow-consumer"_s);
  QCOMPARE(report[u"rate"].toInt(), 20'000);
  QCOMPARE(report[u"runs"].toArray().size(), 1);
  QVERIFY(report[u"largest_mailbox"].toInt() > 20);
}

void TestHeadless::steady_withoutAJob_reportsNumbers() {
  const QString file = path("idle.json");
  const Outcome outcome = run(
      {u"--headless"_s, u"--workers=1"_s, u"--rate=1"_s, u"--duration=1"_s, u"--report"_s, file});
  QCOMPARE(outcome.status, 0);
  const QJsonArray runs = readJson(file)[u"runs"].toArray();
  QCOMPARE(runs.size(), 1);
  QVERIFY(runs[0].toObject()[u"ns_per_message"].isDouble());
}

void TestHeadless::signal_endsItWithAReport_data() {
  QTest::addColumn<QStringList>("load");
  QTest::newRow("steady") << QStringList{u"--workers=2"_s, u"--rate=1000"_s, u"--duration=3600"_s};
  QTest::newRow("drain") << QStringList{u"--load-test=drain"_s, u"--messages=10000000"_s};
  QTest::newRow("none") << QStringList{u"--load-test=none"_s, u"--duration=3600"_s};
}

void TestHeadless::signal_endsItWithAReport() {
  QFETCH(QStringList, load);
  const QString file = path("stopped.json");
  QFile::remove(file);
  QProcess process;
  start(process, QStringList{u"--headless"_s, u"--report"_s, file} + load);
  QVERIFY(process.waitForReadyRead(deadlineMs));  // its first line: it is at work
  process.terminate();
  const Outcome outcome = finish(process);
  QCOMPARE(outcome.error, QString());
  QCOMPARE(outcome.status, 0);
  const QJsonObject report = readJson(file);
  QVERIFY(!report.isEmpty());
  QVERIFY(report[u"runs"].toArray().size() < 10);
  QVERIFY(report[u"duration_s"].toDouble() < 3600);
}

void TestHeadless::noDisplay_isOneLineThatNamesHeadless() {
  const Outcome outcome = run({});
  QCOMPARE(outcome.status, 1);
  QCOMPARE(outcome.out, QString());
  QVERIFY2(isOneLine(outcome.error), qPrintable(outcome.error));
  QVERIFY2(outcome.error.contains(u"--headless"_s), qPrintable(outcome.error));
}

void TestHeadless::displayThatDoesNotAnswer_isOneLineThatNamesIt() {
  QProcess process;
  QProcessEnvironment environment = m_environment;
  environment.insert(u"DISPLAY"_s, u":63123"_s);
  process.setProcessEnvironment(environment);
  process.start(QStringLiteral(OBSERVER_PROGRAM), QStringList());
  const Outcome outcome = finish(process);
  QCOMPARE(outcome.status, 1);
  QVERIFY2(isOneLine(outcome.error), qPrintable(outcome.error));
  QVERIFY2(outcome.error.contains(u":63123"_s), qPrintable(outcome.error));
  QVERIFY2(outcome.error.contains(u"--headless"_s), qPrintable(outcome.error));
}

void TestHeadless::screenshot_isThePictureOfTheWindow() {
  // A screen with room for the window as it first opens.
  QFile screens(path("screens.json"));
  QVERIFY(screens.open(QIODevice::WriteOnly));
  screens.write(R"({"screens": [{"name": "one", "x": 0, "y": 0, "width": 1920, "height": 1080,
                                 "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}]})");
  screens.close();
  const QString file = path("window.png");
  const Outcome outcome =
      run({u"--workers=4"_s, u"--rate=1000"_s, u"--duration=1"_s, u"--screenshot"_s, file},
          u"offscreen:configfile="_s + screens.fileName());
  QCOMPARE(outcome.status, 0);
  const QImage image(file, "PNG");
  QCOMPARE(image.size(), QSize(1280, 800));
  QSet<QRgb> colors;
  for (int x = 0; x < image.width(); ++x) colors.insert(image.pixel(x, image.height() / 4));
  QVERIFY2(colors.size() > 2, "the picture is empty");
}

void TestHeadless::screenshot_thatCannotBeWritten_isOneLineAndStatus1_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<QString>("reason");
  QTest::newRow("full disk") << u"/dev/full"_s << u"No space left on device"_s;
  QTest::newRow("no folder") << path("no/such/window.png") << u"No such file or directory"_s;
}

void TestHeadless::screenshot_thatCannotBeWritten_isOneLineAndStatus1() {
  QFETCH(QString, file);
  QFETCH(QString, reason);
  const Outcome outcome =
      run({u"--load-test=none"_s, u"--duration=1"_s, u"--screenshot"_s, file}, u"offscreen"_s);
  QCOMPARE(outcome.status, 1);
  QVERIFY2(isOneLine(outcome.error), qPrintable(outcome.error));
  QVERIFY2(outcome.error.contains(file), qPrintable(outcome.error));
  QVERIFY2(outcome.error.contains(reason), qPrintable(outcome.error));
}

/// The disk takes the begin of the picture only.
void TestHeadless::screenshot_thatIsCutShort_leavesTheOneBefore() {
  const QString name = path("kept.png");
  QFile file(name);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("a picture");
  file.close();
  QProcess process;
  process.setChildProcessModifier([] {
    const rlimit fileSize{4096, 4096};
    setrlimit(RLIMIT_FSIZE, &fileSize);
    std::signal(SIGXFSZ, SIG_IGN);
  });
  start(process, {u"--load-test=none"_s, u"--duration=1"_s, u"--screenshot"_s, name},
        u"offscreen"_s);
  const Outcome outcome = finish(process);
  QCOMPARE(outcome.status, 1);
  QVERIFY2(outcome.error.contains(u"--screenshot: cannot write %1: File too large"_s.arg(name)),
           qPrintable(outcome.error));
  QVERIFY(file.open(QIODevice::ReadOnly));
  QCOMPARE(file.readAll(), QByteArray("a picture"));
  QCOMPARE(QDir(m_folder.path()).entryList({u"kept.png*"_s}), QStringList{u"kept.png"_s});
}

void TestHeadless::windowReport_hasTheGapsOfTheEventLoop() {
  const QString file = path("window.json");
  const Outcome outcome =
      run({u"--load-test=drain"_s, u"--messages=1000"_s, u"--report"_s, file}, u"offscreen"_s);
  QCOMPARE(outcome.status, 0);
  const QJsonObject report = readJson(file);
  QCOMPARE(report[u"scenario"].toString(), u"drain"_s);
  QCOMPARE(report[u"runs"].toArray().size(), 10);
  const QJsonObject gaps = report[u"event_loop_gap_ms"].toObject();
  QVERIFY(gaps[u"beats"].toInt() > 0);
  QVERIFY(gaps[u"max"].isDouble());
}

/// Neither cut off after the time that a look takes, nor held up until it is over.
void TestHeadless::windowedDrain_endsWithItsLastRound() {
  const QString file = path("drained.json");
  QElapsedTimer took;
  took.start();
  const Outcome outcome =
      run({u"--load-test=drain"_s, u"--messages=10"_s, u"--report"_s, file}, u"offscreen"_s);
  QCOMPARE(outcome.status, 0);
  QCOMPARE(readJson(file)[u"runs"].toArray().size(), 10);
  QCOMPARE_LT(took.elapsed(), 5'000);
}

void TestHeadless::windowWithoutLoad_reportsItsOwnTime() {
  const QString file = path("none.json");
  const Outcome outcome =
      run({u"--load-test=none"_s, u"--duration=1"_s, u"--report"_s, file}, u"offscreen"_s);
  QCOMPARE(outcome.status, 0);
  const QJsonObject report = readJson(file);
  QCOMPARE(report[u"scenario"].toString(), u"none"_s);
  QCOMPARE(report[u"runs"].toArray().size(), 0);
  QVERIFY(report[u"duration_s"].toDouble() < 20);  // of the program, not of the machine
}

QTEST_GUILESS_MAIN(TestHeadless)
#include "tst_headless.moc"
