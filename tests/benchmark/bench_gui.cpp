// SPDX-License-Identifier: GPL-3.0-or-later
// What a node with many processes costs the observer: the GUI thread's time a step, by its own CPU
// clock and on the wall, while the real window is used, and the memory a process. The collector works
// on another thread, as on a node's, and is not counted.
//   bench_gui [--processes N] [--steps N] [--bound-ms MS]
// With a bound it fails if the p99 of a scenario, on the CPU clock, is above it.
#include <QApplication>
#include <QCommandLineParser>
#include <QHeaderView>
#include <QScrollBar>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <fstream>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "app/main_window.h"
#include "models/process_column.h"
#include "models/process_table_model.h"
#include "support/fake_node.h"
#include "support/snapshot_builder.h"
#include "views/filter_bar.h"
#include "views/process_page.h"
#include "views/process_table_view.h"

namespace {

using models::ProcessColumn;

double cpuMs() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double wallMs() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

/// A line such as "VmRSS:   1234 kB" of /proc, in bytes; 0 where there is none.
double memoryBytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kilobytes = 0;
    if (word == name && status >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

struct Times {
  std::vector<double> cpu;
  std::vector<double> wall;
};

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

/// A window on a node of `count` processes, of which most are idle and some have a mailbox that
/// changes with every snapshot.
class Bench {
 public:
  explicit Bench(std::uint32_t count) : m_count(count), m_window(m_node) {
    m_window.setPage(app::Page::Processes);
    m_window.client().setInterval(models::NodeClient::intervalMsMax);
    m_window.show();
    (void)QTest::qWaitForWindowExposed(&m_window);
    settle();
    m_bytesBefore = memoryBytes("VmRSS:");
    m_window.start();
    answer();
    settle();
  }

  /// Makes a step: what the user does, the answer of the node if that asks for one, and what the
  /// window makes of it. The answer itself is not counted.
  template <class Work>
  void step(Times& times, Work work) {
    double cpu = 0;
    double wall = 0;
    const auto counted = [&](auto each) {
      const double cpuBefore = cpuMs();
      const double wallBefore = wallMs();
      each();
      settle();
      cpu += cpuMs() - cpuBefore;
      wall += wallMs() - wallBefore;
    };
    counted(work);
    while (answer()) counted([] {});
    times.cpu.push_back(cpu);
    times.wall.push_back(wall);
  }

  void tick() { m_window.client().refresh(); }
  views::ProcessPage& page() { return *m_window.findChild<views::ProcessPage*>(); }
  views::ProcessTableView& table() { return page().table(); }
  double bytesAProcess() const {
    return (memoryBytes("VmRSS:") - m_bytesBefore) / static_cast<double>(m_count);
  }
  double peakBytesAProcess() const {
    return (memoryBytes("VmHWM:") - m_bytesBefore) / static_cast<double>(m_count);
  }

 private:
  static void settle() {
    for (int round = 0; round < 4; ++round) QCoreApplication::processEvents();
  }

  bool answer() {
    if (m_node->snapshots.empty()) return false;
    const auto request = std::move(m_node->snapshots.front());
    m_node->snapshots.pop_front();
    ++m_moment;
    test::FakeNode::onOtherThread([&] { request.answer(snapshot()); });
    return true;
  }

  genmsg::SnapshotPtr snapshot() const {
    const auto made = std::make_shared<genmsg::Snapshot>();
    made->time_ns = std::int64_t{m_moment} * 1'000'000'000;
    made->processes.reserve(m_count);
    made->processes.push_back(test::processRow({.index = 1, .name = "pool"}));
    for (std::uint32_t index = 2; index <= m_count; ++index) {
      genmsg::ProcessRow row = m_worker;
      row.pid = test::pid(index);
      row.initial_call = m_calls[index % m_calls.size()];
      row.messages = std::uint64_t{m_moment} * (index % 100);
      row.busy_ns = row.messages * 1000;
      const std::uint32_t mixed = (index * 2'654'435'761U) ^ (m_moment * 40'503U);
      row.mailbox = index % 10 == 0 ? mixed >> 18 : 0;
      made->processes.push_back(row);
    }
    return made;
  }

  std::uint32_t m_count;
  std::uint32_t m_moment = 0;
  double m_bytesBefore = 0;
  genmsg::ProcessRow m_worker = test::processRow({.index = 2, .parent = 1});
  std::vector<genmsg::Atom> m_calls{genmsg::Atom::intern("pool_worker:init/1"),
                                    genmsg::Atom::intern("cache:init/1"),
                                    genmsg::Atom::intern("session:init/1")};
  std::shared_ptr<test::FakeNode> m_node = std::make_shared<test::FakeNode>();
  app::MainWindow m_window;
};

void scroll(Bench& bench, int to) {
  QScrollBar* bar = bench.table().verticalScrollBar();
  bar->setValue(static_cast<int>(static_cast<double>(bar->maximum()) * to / 97));
}

/// The worst p99 on the CPU clock.
double report(const std::vector<std::pair<const char*, Times>>& all) {
  fmt::print("{:<28}{:>9}{:>9}{:>9}{:>11}{:>9}{:>9}\n", "GUI thread, ms a step", "cpu p50", "p99",
             "worst", "wall p50", "p99", "worst");
  double worst = 0;
  for (const auto& [name, times] : all) {
    fmt::print("{:<28}{:>9.2f}{:>9.2f}{:>9.2f}{:>11.2f}{:>9.2f}{:>9.2f}\n", name,
               quantile(times.cpu, 0.5), quantile(times.cpu, 0.99), quantile(times.cpu, 1),
               quantile(times.wall, 0.5), quantile(times.wall, 0.99), quantile(times.wall, 1));
    worst = std::max(worst, quantile(times.cpu, 0.99));
  }
  return worst;
}

std::vector<std::pair<const char*, Times>> run(Bench& bench, int steps) {
  std::vector<std::pair<const char*, Times>> all;
  const auto scenario = [&](const char* name, auto work) {
    Times times;
    for (int i = 0; i < steps; ++i) bench.step(times, [&] { work(i); });
    all.emplace_back(name, std::move(times));
  };
  views::ProcessTableView& table = bench.table();
  scenario("update, sorted by mailbox", [&](int) { bench.tick(); });
  scenario("scroll", [&](int i) { scroll(bench, i * 37 % 97); });
  scenario("scroll and update", [&](int i) {
    scroll(bench, i * 37 % 97);
    bench.tick();
  });
  scenario("another sorting", [&](int i) {
    const auto column = i % 2 == 0 ? ProcessColumn::Mailbox : ProcessColumn::MessageRate;
    table.sortByColumn(static_cast<int>(column), Qt::DescendingOrder);
  });
  scenario("another filter", [&](int i) {
    static const char* const texts[] = {"", "pool_w", "pool_wo mailbox>10", "session", "/^c/"};
    bench.page().filterBar().setText(QLatin1String(texts[i % 5]));
  });
  bench.page().filterBar().setText(QString());
  scenario("one selected, update", [&](int i) {
    table.selectPid(test::pid(static_cast<std::uint32_t>(i) + 2));
    table.releaseOrder();
    bench.tick();
  });
  scenario("all selected, update", [&](int) {
    table.selectAll();
    bench.tick();
  });
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  QStandardPaths::setTestModeEnabled(true);
  QCoreApplication::setOrganizationName(QStringLiteral("genmsg-tests"));
  QCoreApplication::setApplicationName(QStringLiteral("bench_gui"));
  QSettings().clear();
  QCommandLineParser parser;
  parser.addHelpOption();
  parser.addOption({QStringLiteral("processes"), QStringLiteral("of the node"),
                    QStringLiteral("N"), QStringLiteral("1000000")});
  parser.addOption({QStringLiteral("steps"), QStringLiteral("of each scenario"),
                    QStringLiteral("N"), QStringLiteral("100")});
  parser.addOption({QStringLiteral("bound-ms"), QStringLiteral("for the p99 of each scenario"),
                    QStringLiteral("MS")});
  parser.process(application);

  const std::uint32_t count = parser.value(QStringLiteral("processes")).toUInt();
  Bench bench(count);
  const auto all = run(bench, parser.value(QStringLiteral("steps")).toInt());
  fmt::print("{} processes\n", count);
  const double worst = report(all);
  fmt::print("memory a process: {:.0f} bytes, {:.0f} at most\n", bench.bytesAProcess(),
             bench.peakBytesAProcess());
  if (!parser.isSet(QStringLiteral("bound-ms"))) return 0;
  const double bound = parser.value(QStringLiteral("bound-ms")).toDouble();
  if (worst <= bound) return 0;
  fmt::print("above the bound of {} ms\n", bound);
  return 1;
}
