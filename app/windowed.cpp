// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/windowed.h"

#include <QApplication>
#include <QBuffer>
#include <QLibrary>
#include <QPixmap>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/console.h"
#include "app/load_test_controller.h"
#include "app/main_window.h"
#include "app/output_file.h"
#include "app/report.h"
#include "genmsg/genmsg.h"
#include "genmsg/version.h"

namespace app {

namespace {

constexpr std::chrono::seconds defaultLook{5};
/// After a drain, so that the window has seen its end.
constexpr std::chrono::milliseconds lookAtTheEnd{models::NodeClient::intervalMsDefault};
/// As long as a supervisor waits for a child.
constexpr std::chrono::seconds stopPatience{5};
constexpr std::size_t busyNamed = 3;

bool hasDisplay() {
  return qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || !qEnvironmentVariableIsEmpty("DISPLAY") ||
         !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
}

/// Whether the X server of DISPLAY lets us in. Asked of the library that Qt will use, as only that
/// knows all names and permissions: Qt itself would abort the program. True if it cannot be told.
bool hasXServer() {
  QLibrary xcb(QStringLiteral("xcb"), 1);
  const auto connect =
      reinterpret_cast<void* (*)(const char*, int*)>(xcb.resolve("xcb_connect"));
  const auto hasError = reinterpret_cast<int (*)(void*)>(xcb.resolve("xcb_connection_has_error"));
  const auto disconnect = reinterpret_cast<void (*)(void*)>(xcb.resolve("xcb_disconnect"));
  if (connect == nullptr || hasError == nullptr || disconnect == nullptr) return true;
  void* const connection = connect(nullptr, nullptr);
  const bool answered = hasError(connection) == 0;
  disconnect(connection);
  return answered;
}

/// What keeps the window from being shown; empty if nothing does.
std::string displayError() {
  if (!hasDisplay()) return "no display (DISPLAY and WAYLAND_DISPLAY are not set)";
  const QByteArray platform = qgetenv("QT_QPA_PLATFORM");
  const bool needsX = platform.isEmpty() ? qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
                                         : platform.startsWith("xcb") && !platform.contains(';');
  if (!needsX || hasXServer()) return {};
  return fmt::format("the X server of DISPLAY={} does not answer, or does not let us in",
                     qgetenv("DISPLAY").toStdString());
}

int saveScreenshot(QWidget& window, const std::string& path) {
  // Made in memory: about a file that it cannot write, libpng would add a line of its own.
  QBuffer png;
  window.grab().save(&png, "PNG");
  const auto written = writeFile(path, png.data().toStdString());
  return written ? 0 : fail(cannotWrite("--screenshot", path, written.error()));
}

int saveReport(MainWindow& window, const LoadTestController& loadTest, const std::string& path) {
  Report report = loadTest.report();
  const EventLoopGap::Summary gaps = window.eventLoopGap().summary();
  report.gaps = GapReport{gaps.beats, gaps.p50, gaps.p99, gaps.max};
  const auto written = writeReport(report, path);
  return written ? 0 : fail(written.error());
}

/// What was asked for besides looking; then the program ends.
void finish(MainWindow& window, const LoadTestController& loadTest, const Options& options) {
  int status = 0;
  if (!loadTest.error().empty()) status = fail("genmsg-observer: " + loadTest.error());
  // The report first: taking a picture is a gap of its own.
  if (!options.reportPath.empty()) {
    status = std::max(status, saveReport(window, loadTest, options.reportPath));
  }
  if (!options.screenshotPath.empty()) {
    status = std::max(status, saveScreenshot(window, options.screenshotPath));
  }
  QApplication::exit(status);
}

/// Now, or when the drain is through that nobody gave a time.
void finishInTime(MainWindow& window, LoadTestController& loadTest, const Options& options) {
  window.eventLoopGap().setEnabled(true);
  const auto done = [&window, &loadTest, &options] { finish(window, loadTest, options); };
  if (options.scenario == Scenario::Drain && !options.duration) {
    QObject::connect(&loadTest, &LoadTestController::finished, &window,
                     [&window, done] { QTimer::singleShot(lookAtTheEnd, &window, done); });
    return;
  }
  QTimer::singleShot(options.duration.value_or(defaultLook), &window, done);
}

/// A callback cannot be interrupted, so a runtime cannot end before it: the program can.
int endLoad(LoadTestController& loadTest, int status) {
  if (loadTest.stopWithin(stopPatience)) return status;
  const std::vector<std::string> busy = loadTest.busyProcesses(busyNamed);
  fmt::print(stderr, "genmsg-observer: ended without waiting for {}\n",
             busy.empty() ? "the load test" : fmt::format("{}", fmt::join(busy, ", ")));
  std::fflush(nullptr);
  std::_Exit(status);
}

void setUpApplication() {
  QApplication::setApplicationName(QStringLiteral("genmsg-observer"));
  QApplication::setApplicationDisplayName(QStringLiteral("genmsg observer"));
  QApplication::setApplicationVersion(QString::fromLatin1(genmsg::version));
  QApplication::setOrganizationName(QStringLiteral("genmsg"));
  QApplication::setDesktopFileName(QStringLiteral("io.github.genmsg.Observer"));
}

/// Of load tests one runs at a time: what runs is stopped first.
void startSlowConsumer(LoadTestController& loadTest) {
  Options options;
  options.scenario = Scenario::SlowConsumer;
  if (!loadTest.isRunning()) {
    loadTest.start(options);
    return;
  }
  QObject::connect(
      &loadTest, &LoadTestController::finished, &loadTest,
      [&loadTest, options] { loadTest.start(options); }, Qt::SingleShotConnection);
  loadTest.stop();
}

}  // namespace

int runWindowed(const Options& options, int argc, char** argv) {
  if (const std::string error = displayError(); !error.empty()) {
    return fail("genmsg-observer: " + error + "; --headless runs the load test without one");
  }
  QApplication application(argc, argv);
  setUpApplication();
  genmsg::Runtime runtime;
  MainWindow window(std::shared_ptr<genmsg::Node>(genmsg::make_embedded_node(runtime)));
  LoadTestController loadTest(runtime, window.loadTestPage());

  QObject::connect(&window, &MainWindow::slowConsumerRequested, &loadTest,
                   [&loadTest] { startSlowConsumer(loadTest); });

  const bool measured = !options.reportPath.empty() || !options.screenshotPath.empty();
  Options load = options;
  if (measured) load.duration.reset();  // it runs until the figures are taken
  loadTest.start(load);
  window.show();
  window.start();
  if (measured) finishInTime(window, loadTest, options);
  return endLoad(loadTest, QApplication::exec());
}

}  // namespace app
