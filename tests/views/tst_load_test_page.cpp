// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>

#include "support/widget_test.h"
#include "views/load_test_page.h"

using views::LoadTestPage;
using views::LoadTestRequest;
using Scenario = LoadTestRequest::Scenario;

class TestLoadTestPage : public test::WidgetTest {
  Q_OBJECT

 private:
  template <class T>
  static T& child(const QWidget& page, const char* name) {
    return *page.findChild<T*>(QLatin1String(name));
  }
  static QString cell(const QWidget& page, int row, int column) {
    return child<QTableWidget>(page, "resultsTable").item(row, column)->text();
  }

 private Q_SLOTS:
  void start_emitsWhatWasSet() {
    LoadTestPage page;
    QSignalSpy started(&page, &LoadTestPage::startRequested);
    child<QComboBox>(page, "scenarioBox").setCurrentIndex(1);
    child<QSpinBox>(page, "workersBox").setValue(8);
    child<QSpinBox>(page, "rateBox").setValue(250'000);
    child<QSpinBox>(page, "durationBox").setValue(0);
    QTest::mouseClick(&child<QPushButton>(page, "startButton"), Qt::LeftButton);
    QCOMPARE(started.count(), 1);
    const auto request = started.first().first().value<LoadTestRequest>();
    QCOMPARE(request.scenario, Scenario::Steady);
    QCOMPARE(request.workers, 8);
    QCOMPARE(request.ratePerSecond, 250'000);
    QCOMPARE(request.durationSeconds, 0);
  }

  void preset_setsTheSeedsNumbers_data() {
    QTest::addColumn<int>("count");
    for (const int count : {10'000, 50'000, 1'000'000}) {
      QTest::addRow("%d", count) << count;
    }
  }
  void preset_setsTheSeedsNumbers() {
    QFETCH(int, count);
    LoadTestPage page;
    page.setRequest({.scenario = Scenario::Steady, .workers = 9});
    auto* preset = page.findChild<QPushButton*>(QStringLiteral("preset%1").arg(count));
    QTest::mouseClick(preset, Qt::LeftButton);
    QCOMPARE(page.request().scenario, Scenario::Drain);
    QCOMPARE(page.request().messages, count);
    QCOMPARE(page.request().workers, 9);  // for the next steady test
  }

  void scenario_enablesItsNumbers() {
    LoadTestPage page;
    const char* const ofSteady[] = {"workersBox", "rateBox", "durationBox"};
    const auto& messages = child<QSpinBox>(page, "messagesBox");
    QVERIFY(messages.isEnabled());
    for (const char* name : ofSteady) QVERIFY2(!child<QSpinBox>(page, name).isEnabled(), name);
    child<QComboBox>(page, "scenarioBox").setCurrentIndex(1);
    QVERIFY(!messages.isEnabled());
    for (const char* name : ofSteady) QVERIFY2(child<QSpinBox>(page, name).isEnabled(), name);
    page.setRunning(true);
    QVERIFY(!messages.isEnabled());
    for (const char* name : ofSteady) QVERIFY2(!child<QSpinBox>(page, name).isEnabled(), name);
    page.setRunning(false);
    QVERIFY(!messages.isEnabled());
    for (const char* name : ofSteady) QVERIFY2(child<QSpinBox>(page, name).isEnabled(), name);
  }

  void running_swapsStartAndStop() {
    LoadTestPage page;
    QSignalSpy stopped(&page, &LoadTestPage::stopRequested);
    page.setRunning(true);
    page.setProgress(QStringLiteral("gen_msg, run 1 of 3"));
    QVERIFY(!child<QPushButton>(page, "startButton").isEnabled());
    QCOMPARE(child<QLabel>(page, "loadTestState").text(), QStringLiteral("gen_msg, run 1 of 3"));
    QTest::mouseClick(&child<QPushButton>(page, "stopButton"), Qt::LeftButton);
    QCOMPARE(stopped.count(), 1);
    page.setRunning(false);
    QVERIFY(child<QPushButton>(page, "startButton").isEnabled());
    QVERIFY(!child<QPushButton>(page, "stopButton").isEnabled());
  }

  void runs_areShownAsTableAndSeedLines() {
    LoadTestPage page;
    page.addRun({Scenario::Drain, QStringLiteral("gen_msg"), 10'000, 28706});
    page.addRun({Scenario::Drain, QStringLiteral("gen_server"), 10'000, 42785});
    QCOMPARE(cell(page, 0, 0), QStringLiteral("gen_msg"));
    QCOMPARE(cell(page, 0, 1), QStringLiteral("10,000"));
    QCOMPARE(cell(page, 0, 2), QStringLiteral("28,706"));
    QCOMPARE(cell(page, 0, 3), QStringLiteral("2,870.6"));
    QCOMPARE(cell(page, 0, 4), QStringLiteral("348,359"));
    QCOMPARE(cell(page, 0, 5), QStringLiteral("67.1 %"));
    QCOMPARE(cell(page, 1, 5), QStringLiteral("–"));
    QCOMPARE(child<QPlainTextEdit>(page, "resultsText").toPlainText(),
             QStringLiteral("======gen_msg:  Times:10000 Cost:28706\n"
                            "======gen_server:  Times:10000 Cost:42785"));
  }

  /// A pool that waits most of the time has no cost of a message, and the seed had no such line.
  void slowConsumer_isAPoolToo() {
    LoadTestPage page;
    page.setRequest({.scenario = Scenario::SlowConsumer, .workers = 9, .ratePerSecond = 77});
    QCOMPARE(page.request().scenario, Scenario::SlowConsumer);
    QVERIFY(child<QSpinBox>(page, "workersBox").isEnabled());
    QVERIFY(!child<QSpinBox>(page, "messagesBox").isEnabled());
    page.addRun({.scenario = Scenario::SlowConsumer,
                 .behaviour = QStringLiteral("gen_msg"),
                 .messages = 50'000,
                 .costUs = 10'000'000});
    QCOMPARE(page.asText(),
             QStringLiteral("slow-consumer gen_msg: 50000 messages in 10.0 s, 5000 messages/s\n"));
    QVERIFY(child<QLabel>(page, "loadTestSummary").text().contains(QStringLiteral("5,000")));
  }

  void steadyRun_isShownAsItsRate() {
    LoadTestPage page;
    page.addRun({Scenario::Steady, QStringLiteral("gen_msg"), 50'000, 10'000'000});
    QCOMPARE(cell(page, 0, 1), QStringLiteral("50,000"));
    QCOMPARE(cell(page, 0, 2), QStringLiteral("–"));
    QCOMPARE(cell(page, 0, 3), QStringLiteral("–"));
    QCOMPARE(cell(page, 0, 4), QStringLiteral("5,000"));
    QCOMPARE(cell(page, 0, 5), QStringLiteral("–"));
    QCOMPARE(page.asText(),
             QStringLiteral("steady gen_msg: 50000 messages in 10.0 s, 5000 messages/s\n"));
    QVERIFY(child<QLabel>(page, "loadTestSummary").text().contains(QStringLiteral("5,000")));
  }

  /// The same rule as in the report.
  void ratio_ofAnEvenNumberOfRuns_takesTheMeanOfTheMiddleTwo() {
    LoadTestPage page;
    page.addRun({Scenario::Drain, QStringLiteral("gen_server"), 1000, 100});
    page.addRun({Scenario::Drain, QStringLiteral("gen_server"), 1000, 300});
    page.addRun({Scenario::Drain, QStringLiteral("gen_msg"), 1000, 100});
    QCOMPARE(cell(page, 2, 5), QStringLiteral("50.0 %"));
    QVERIFY2(child<QLabel>(page, "loadTestSummary").text().contains(QStringLiteral("50.0 %")),
             qPrintable(child<QLabel>(page, "loadTestSummary").text()));
  }

  void limits_areTheMostThatCanBeAskedFor() {
    LoadTestPage page;
    page.setLimits({.messagesMax = 40, .workersMax = 30, .rateMax = 20, .durationMaxS = 10});
    page.setRequest({.messages = 99, .workers = 99, .ratePerSecond = 99, .durationSeconds = 99});
    QCOMPARE(page.request().messages, 40);
    QCOMPARE(page.request().workers, 30);
    QCOMPARE(page.request().ratePerSecond, 20);
    QCOMPARE(page.request().durationSeconds, 10);
  }

  void ratio_comparesEqualLoadsOnly() {
    LoadTestPage page;
    page.addRun({Scenario::Drain, QStringLiteral("gen_msg"), 10'000, 28706});
    page.addRun({Scenario::Drain, QStringLiteral("gen_server"), 50'000, 2451298});
    QCOMPARE(cell(page, 0, 5), QStringLiteral("–"));
  }

  void copy_putsTheLinesOnTheClipboard() {
    LoadTestPage page;
    auto& copy = child<QPushButton>(page, "copyButton");
    QVERIFY(!copy.isEnabled());
    page.addRun({Scenario::Drain, QStringLiteral("gen_msg"), 10'000, 28706});
    QTest::mouseClick(&copy, Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QStringLiteral("======gen_msg:  Times:10000 Cost:28706\n"));
  }

  void runs_areBounded() {
    LoadTestPage page;
    for (int i = 0; i < LoadTestPage::maxRuns + 5; ++i) {
      page.addRun({Scenario::Drain, QStringLiteral("gen_msg"), i + 1, 1});
    }
    QCOMPARE(child<QTableWidget>(page, "resultsTable").rowCount(), LoadTestPage::maxRuns);
    QCOMPARE(cell(page, 0, 1), QStringLiteral("6"));
  }

  void error_isShownWithoutADialog() {
    LoadTestPage page;
    page.showError(QStringLiteral("no more processes: system_limit"));
    auto& text = child<QLabel>(page, "messageText");
    QVERIFY(!text.parentWidget()->isHidden());
    QCOMPARE(text.text(), QStringLiteral("no more processes: system_limit"));
  }
};

QTEST_MAIN(TestLoadTestPage)
#include "tst_load_test_page.moc"
