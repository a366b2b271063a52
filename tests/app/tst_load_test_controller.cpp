// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <algorithm>

#include "app/load_test_controller.h"
#include "support/widget_test.h"

using app::LoadTestController;
using Scenario = views::LoadTestRequest::Scenario;

class TestLoadTestController : public test::WidgetTest {
  Q_OBJECT

 private:
  static constexpr int patienceMs = 15'000;

  static genmsg::RuntimeOptions small() {
    genmsg::RuntimeOptions options;
    options.schedulers = 2;
    options.process_limit = 1024;
    options.message_bytes = std::size_t{2} << 30;  // reserved, not used
    options.logger = [](const genmsg::Report&) {};
    return options;
  }

  struct Bench {
    genmsg::Runtime runtime{small()};
    views::LoadTestPage page;
    std::unique_ptr<LoadTestController> controller =
        std::make_unique<LoadTestController>(runtime, page);
    QSignalSpy finished{controller.get(), &LoadTestController::finished};

    template <class T>
    T& child(const char* name) {
      return *page.findChild<T*>(QLatin1String(name));
    }
    void click(const char* name) { QTest::mouseClick(&child<QPushButton>(name), Qt::LeftButton); }
    int rows() { return child<QTableWidget>("resultsTable").rowCount(); }
    QString cell(int row, int column) {
      return child<QTableWidget>("resultsTable").item(row, column)->text();
    }
    bool isLoaded() const { return runtime.process_count() >= 3; }
  };

 private Q_SLOTS:
  void startButton_drainsAndShowsItsRuns() {
    Bench bench;
    bench.page.setRequest({.scenario = Scenario::Drain, .messages = 2000});
    bench.click("startButton");
    QVERIFY(bench.controller->isRunning());
    QVERIFY(!bench.child<QPushButton>("startButton").isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(bench.finished.count(), 1, patienceMs);
    QVERIFY(!bench.controller->isRunning());
    QVERIFY(bench.child<QPushButton>("startButton").isEnabled());
    QCOMPARE(bench.rows(), 10);
    for (int row = 0; row < 10; ++row) {
      QCOMPARE(bench.cell(row, 0),
               row % 2 == 0 ? QStringLiteral("gen_msg") : QStringLiteral("gen_server"));
      QCOMPARE(bench.cell(row, 1), QStringLiteral("2,000"));
      QVERIFY(bench.cell(row, 2) != QStringLiteral("0"));
    }
    QVERIFY(bench.child<QLabel>("loadTestSummary").text().contains(QStringLiteral("gen_server")));
    QTRY_COMPARE(bench.runtime.process_count(), 0u);
  }

  void stopButton_endsASteadyLoad() {
    Bench bench;
    bench.page.setRequest(
        {.scenario = Scenario::Steady, .workers = 5, .ratePerSecond = 5000, .durationSeconds = 0});
    bench.click("startButton");
    QTRY_COMPARE_WITH_TIMEOUT(bench.runtime.process_count(), 3u + 4u + 5u, patienceMs);
    const auto handled = [&] { return bench.runtime.messages_handled(); };
    QTRY_VERIFY_WITH_TIMEOUT(handled() > 500, patienceMs);
    QCOMPARE(bench.finished.count(), 0);
    bench.click("stopButton");
    QTRY_COMPARE_WITH_TIMEOUT(bench.finished.count(), 1, patienceMs);
    QCOMPARE(bench.rows(), 1);
    QCOMPARE(bench.cell(0, 0), QStringLiteral("gen_msg"));
    QVERIFY(bench.cell(0, 1) != QStringLiteral("0"));
    QTRY_COMPARE(bench.runtime.process_count(), 0u);
  }

  void stop_isSaidUntilItIsDone() {
    Bench bench;
    bench.controller->start(
        {.scenario = Scenario::Steady, .workers = 2, .ratePerSecond = 100, .durationSeconds = 0});
    bench.controller->stop();
    QCOMPARE(bench.child<QLabel>("loadTestState").text(), QStringLiteral("Stopping…"));
    QTRY_COMPARE_WITH_TIMEOUT(bench.finished.count(), 1, patienceMs);
    QCOMPARE(bench.child<QLabel>("loadTestState").text(), QString());
  }

  /// The worker is in a callback that takes seconds: it can be waited for, or named.
  void stopWithin_doesNotWaitForABusyWorker() {
    Bench bench;
    bench.controller->start(
        {.scenario = Scenario::Steady, .workers = 1, .ratePerSecond = 5000, .durationSeconds = 0});
    QTRY_VERIFY_WITH_TIMEOUT(bench.runtime.messages_handled() > 100, patienceMs);
    const genmsg::Pid worker = bench.runtime.whereis(genmsg::Atom::intern("pool_worker_1"));
    const auto made = genmsg::parse(
        "#{index => 1, rounds => 1000000000, done => 0, checksum => 0, note => <<>>}");
    const auto replace = [made](const genmsg::Term&) { return *made; };
    QVERIFY(
        genmsg::sys::replace_state(bench.runtime, worker, replace, {.priority = true}).wait());
    const auto waiting = [&] {
      const genmsg::Snapshot now = genmsg::take_snapshot(bench.runtime);
      const auto row = std::ranges::find(now.processes, worker, &genmsg::ProcessRow::pid);
      return row == now.processes.end() ? 0 : row->mailbox;
    };
    QTRY_VERIFY_WITH_TIMEOUT(waiting() > 100, patienceMs);
    QVERIFY(!bench.controller->stopWithin(std::chrono::milliseconds(50)));
    const std::vector<std::string> busy = bench.controller->busyProcesses(3);
    QVERIFY(!busy.empty());
    QVERIFY2(std::ranges::any_of(busy, [](const std::string& name) {
               return name.starts_with("pool_worker_1 <0.");
             }), busy.front().c_str());
    const auto& state = bench.child<QLabel>("loadTestState");
    QTRY_VERIFY2(state.text().contains(QStringLiteral("waiting for pool_worker_1 <0.")),
                 qPrintable(state.text()));
    QVERIFY(bench.controller->stopWithin(std::chrono::seconds(60)));
    QTRY_COMPARE(bench.runtime.process_count(), 0u);
  }

  void stopButton_endsADrainInTheMiddle() {
    Bench bench;
    bench.page.setRequest({.scenario = Scenario::Drain, .messages = 100'000'000});
    bench.click("startButton");
    QTRY_VERIFY_WITH_TIMEOUT(bench.runtime.process_count() > 0, patienceMs);
    bench.click("stopButton");
    QTRY_COMPARE_WITH_TIMEOUT(bench.finished.count(), 1, patienceMs);
    QCOMPARE(bench.rows(), 0);
    QVERIFY(bench.child<QLabel>("messageText").text().isEmpty());
    QTRY_COMPARE(bench.runtime.process_count(), 0u);
  }

  void duration_endsASteadyLoad() {
    Bench bench;
    bench.page.setRequest(
        {.scenario = Scenario::Steady, .workers = 2, .ratePerSecond = 5000, .durationSeconds = 1});
    bench.click("startButton");
    QTRY_COMPARE_WITH_TIMEOUT(bench.finished.count(), 1, patienceMs);
    QCOMPARE(bench.rows(), 1);
    QTRY_COMPARE(bench.runtime.process_count(), 0u);
  }

  void secondStart_changesNothing() {
    Bench bench;
    bench.controller->start(
        {.scenario = Scenario::Steady, .workers = 2, .ratePerSecond = 100, .durationSeconds = 0});
    QTRY_COMPARE_WITH_TIMEOUT(bench.runtime.process_count(), 3u + 4u + 2u, patienceMs);
    bench.controller->start({.scenario = Scenario::Drain, .messages = 10});
    QVERIFY(bench.controller->isRunning());
    QCOMPARE(bench.controller->report().scenario, std::string("steady"));
    bench.controller->stop();
    QTRY_COMPARE_WITH_TIMEOUT(bench.finished.count(), 1, patienceMs);
    QCOMPARE(bench.rows(), 1);
  }

  void failure_isShownOnThePage() {
    Bench bench;
    const auto other = app::load_test::Steady::start(bench.runtime, {.workers = 1, .rate = 1});
    QVERIFY(other);
    bench.page.setRequest({.scenario = Scenario::Steady, .workers = 2, .ratePerSecond = 100});
    bench.click("startButton");
    QTRY_COMPARE_WITH_TIMEOUT(bench.finished.count(), 1, patienceMs);
    auto& text = bench.child<QLabel>("messageText");
    QVERIFY(!text.parentWidget()->isHidden());
    QVERIFY2(text.text().contains(QStringLiteral("already_started")), qPrintable(text.text()));
    QVERIFY(bench.child<QPushButton>("startButton").isEnabled());
    QCOMPARE(bench.rows(), 0);
    QVERIFY(QString::fromStdString(bench.controller->error())
                .contains(QStringLiteral("already_started")));
  }

  void end_whileRunning_leavesNothing_data() {
    QTest::addColumn<int>("scenario");
    QTest::newRow("drain") << int(Scenario::Drain);
    QTest::newRow("steady") << int(Scenario::Steady);
    QTest::newRow("slow-consumer") << int(Scenario::SlowConsumer);
  }
  void end_whileRunning_leavesNothing() {
    QFETCH(int, scenario);
    Bench bench;
    bench.controller->start({.scenario = Scenario(scenario),
                             .messages = 100'000'000,
                             .workers = 4,
                             .ratePerSecond = 1000,
                             .durationSeconds = 0});
    QTRY_VERIFY_WITH_TIMEOUT(bench.runtime.process_count() > 0, patienceMs);
    bench.controller.reset();
    QTRY_COMPARE(bench.runtime.process_count(), 0u);
    QCoreApplication::processEvents();  // what was queued for it is gone
    QCOMPARE(bench.finished.count(), 0);
  }

  void end_rightAfterTheStart_leavesNothing() {
    Bench bench;
    bench.controller->start({.scenario = Scenario::Steady, .workers = 4, .durationSeconds = 0});
    bench.controller.reset();
    QTRY_COMPARE(bench.runtime.process_count(), 0u);
  }

  void commandLine_isShownOnThePage() {
    Bench bench;
    app::Options options;
    options.workers = 3;
    options.rate = 777;
    bench.controller->start(options);
    QCOMPARE(bench.page.request().scenario, Scenario::Steady);
    QCOMPARE(bench.child<QSpinBox>("workersBox").value(), 3);
    QCOMPARE(bench.child<QSpinBox>("rateBox").value(), 777);
    QCOMPARE(bench.child<QSpinBox>("durationBox").value(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(bench.runtime.process_count(), 3u + 4u + 3u, patienceMs);
  }

  void limits_areThoseOfTheCommandLine() {
    Bench bench;
    const auto accepts = [](const QByteArray& option, int number) {
      const QByteArray argument = option + '=' + QByteArray::number(number);
      const char* const arguments[] = {
          option == "--messages" ? "--load-test=drain" : "--load-test=steady",
          argument.constData()};
      return app::parseCommandLine(arguments).has_value();
    };
    const struct {
      const char* box;
      QByteArray option;
    } numbers[] = {{"messagesBox", "--messages"},
                   {"workersBox", "--workers"},
                   {"rateBox", "--rate"},
                   {"durationBox", "--duration"}};
    for (const auto& number : numbers) {
      const int most = bench.child<QSpinBox>(number.box).maximum();
      QVERIFY2(accepts(number.option, most), number.box);
      QVERIFY2(!accepts(number.option, most + 1), number.box);
    }
  }

  void commandLine_withoutLoad_startsNothing() {
    Bench bench;
    app::Options options;
    options.scenario = app::Scenario::None;
    bench.controller->start(options);
    QVERIFY(!bench.controller->isRunning());
    QCOMPARE(bench.runtime.spawned(), 0u);
    const app::Report report = bench.controller->report();
    QCOMPARE(report.scenario, std::string("none"));
    QVERIFY(report.durationS < 60);
  }

  void commandLine_durationEndsADrain() {
    Bench bench;
    app::Options options;
    options.scenario = app::Scenario::Drain;
    options.messages = 12'000'000;  // ten times that takes longer than the second
    options.duration = std::chrono::seconds(1);
    bench.controller->start(options);
    QTRY_COMPARE_WITH_TIMEOUT(bench.finished.count(), 1, patienceMs);
    QVERIFY(bench.rows() < 10);
    QVERIFY(bench.child<QLabel>("messageText").text().isEmpty());
    QTRY_COMPARE(bench.runtime.process_count(), 0u);
  }

  void report_tellsWhatRuns() {
    Bench bench;
    bench.controller->start(
        {.scenario = Scenario::Steady, .workers = 2, .ratePerSecond = 9000, .durationSeconds = 0});
    QTRY_VERIFY_WITH_TIMEOUT(bench.runtime.messages_handled() > 500, patienceMs);
    const app::Report report = bench.controller->report();
    QCOMPARE(report.scenario, std::string("steady"));
    QCOMPARE(report.rate, 9000u);
    QCOMPARE(report.runs.size(), 1u);
    QVERIFY(report.runs.front().messages > 0);
    QCOMPARE(report.schedulers, 2u);
    QVERIFY(report.messagesHandled > 500);
  }

  void report_afterTheEnd_keepsItsTime() {
    Bench bench;
    bench.controller->start({.scenario = Scenario::Drain, .messages = 100});
    QTRY_COMPARE_WITH_TIMEOUT(bench.finished.count(), 1, patienceMs);
    const app::Report first = bench.controller->report();
    QCOMPARE(first.runs.size(), 10u);
    QCOMPARE(bench.controller->report().durationS, first.durationS);
  }
};

QTEST_MAIN(TestLoadTestController)
#include "tst_load_test_controller.moc"
