// SPDX-License-Identifier: GPL-3.0-or-later
// What a node with many processes costs the observer: the GUI thread's time a step, by its own CPU
// clock and on the wall, while the real window is used; what the parts of the collector's work cost
// on its thread; and the memory a process, with all snapshots that the observer holds.
//   bench_gui [--processes N] [--steps N] [--json FILE] [--bound-ms MS] [--bound-bytes N]
// With bounds it fails if the p99 of a step of the GUI thread, on the CPU clock, or the most memory a
// process is above them.
#include <QApplication>
#include <QCommandLineParser>
#include <QHeaderView>
#include <QScrollBar>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>
#include <QFile>
#include <QJsonDocument>
#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "app/main_window.h"
#include "benchmark/gui/measures.h"
#include "benchmark/gui/parts.h"
#include "models/process_column.h"
#include "models/process_table_model.h"
#include "support/fake_node.h"
#include "support/snapshot_builder.h"
#include "views/filter_bar.h"
#include "views/process_page.h"
#include "views/process_table_view.h"

namespace {

using models::ProcessColumn;

using bench::cpuMs;
using bench::Measure;
using bench::memoryBytes;
using bench::wallMs;

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
  void step(Measure& measure, Work work) {
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
    measure.values.push_back(cpu);
    measure.wall.push_back(wall);
  }

  void tick() { m_window.client().refresh(); }
  views::ProcessPage& page() { return *m_window.findChild<views::ProcessPage*>(); }
  views::ProcessTableView& table() { return page().table(); }
  models::NodeViewPtr view() { return m_window.client().view(); }
  std::uint32_t count() const { return m_count; }
  /// From now on one of a hundred is replaced by a new one with each snapshot.
  void letProcessesComeAndGo() { m_cameAndWentAt = m_moment; }
  /// "VmRSS:" or "VmHWM:", without what the window took before it had seen a process.
  double bytesAProcess(const std::string& which) const {
    return (memoryBytes(which) - m_bytesBefore) / static_cast<double>(m_count);
  }
  genmsg::SnapshotPtr nextSnapshot() {
    ++m_moment;
    return snapshot();
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
      row.pid = test::pid(index, serialOf(index));
      row.initial_call = m_calls[index % m_calls.size()];
      row.messages = std::uint64_t{m_moment} * (index % 100);
      row.busy_ns = row.messages * 1000;
      const std::uint32_t mixed = (index * 2'654'435'761U) ^ (m_moment * 40'503U);
      row.mailbox = index % 10 == 0 ? mixed >> 18 : 0;
      made->processes.push_back(row);
    }
    return made;
  }

  std::uint32_t serialOf(std::uint32_t index) const {
    if (m_cameAndWentAt == 0) return 1;
    return 1 + (m_moment - m_cameAndWentAt + index % 100) / 100;
  }

  std::uint32_t m_count;
  std::uint32_t m_moment = 0;
  std::uint32_t m_cameAndWentAt = 0;  // 0: never
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

std::vector<Measure> run(Bench& bench, int steps) {
  std::vector<Measure> all;
  const auto scenario = [&](const char* name, auto work) {
    Measure measure{.workload = QLatin1String(name), .values = {}};
    for (int i = 0; i < steps; ++i) bench.step(measure, [&] { work(i); });
    all.push_back(std::move(measure));
  };
  views::ProcessTableView& table = bench.table();
  scenario("gui-update", [&](int) { bench.tick(); });
  scenario("gui-scroll", [&](int i) { scroll(bench, i * 37 % 97); });
  scenario("gui-scroll-update", [&](int i) {
    scroll(bench, i * 37 % 97);
    bench.tick();
  });
  scenario("gui-resort", [&](int i) {
    const auto column = i % 2 == 0 ? ProcessColumn::Mailbox : ProcessColumn::MessageRate;
    table.sortByColumn(static_cast<int>(column), Qt::DescendingOrder);
  });
  scenario("gui-refilter", [&](int i) {
    static const char* const texts[] = {"", "pool_w", "pool_wo mailbox>10", "session", "/^c/"};
    bench.page().filterBar().setText(QLatin1String(texts[i % 5]));
  });
  bench.page().filterBar().setText(QString());
  scenario("gui-select-update", [&](int i) {
    table.selectPid(test::pid(static_cast<std::uint32_t>(i) + 2));
    table.releaseOrder();
    bench.tick();
  });
  scenario("gui-held-update", [&](int) {
    table.holdOrder();
    bench.tick();
  });
  scenario("gui-select-range", [&](int) {
    QTest::keyClick(&table, Qt::Key_Home);
    QTest::keyClick(&table, Qt::Key_End, Qt::ControlModifier | Qt::ShiftModifier);
  });
  if (table.selectedCount() != static_cast<qsizetype>(bench.count()))
    qFatal("only %lld rows of the range are selected", qlonglong{table.selectedCount()});
  table.releaseOrder();
  scenario("gui-range-update", [&](int) { bench.tick(); });
  scenario("gui-all-update", [&](int) {
    table.selectAll();
    bench.tick();
  });
  all.push_back({QStringLiteral("gui-bytes"), {bench.bytesAProcess("VmRSS:")}, {},
                 QStringLiteral("bytes")});
  all.push_back({QStringLiteral("gui-bytes-peak"), {bench.bytesAProcess("VmHWM:")}, {},
                 QStringLiteral("bytes")});
  bench::forgetPeakMemory();
  QTest::keyClick(&table, Qt::Key_Home);  // one is selected, not all
  table.releaseOrder();
  bench.letProcessesComeAndGo();
  scenario("gui-churn-update", [&](int) { bench.tick(); });
  all.push_back({QStringLiteral("gui-bytes-churn"), {bench.bytesAProcess("VmHWM:")}, {},
                 QStringLiteral("bytes")});
  return all;
}

void addParts(std::vector<Measure>& all, Bench& bench, int steps) {
  const genmsg::SnapshotPtr later = bench.nextSnapshot();
  std::ranges::move(bench::collectorParts(*bench.view(), later, steps), std::back_inserter(all));
  all.push_back(bench::handOver(later, steps));
  all.push_back(bench::replot(steps));
}

// The most that a step of the GUI thread takes, or a process.
double worst(const std::vector<Measure>& all, const QString& unit) {
  double worst = 0;
  for (const Measure& each : all)
    if (each.onGuiThread && each.unit == unit)
      worst = std::max(worst, bench::quantile(each.values, 0.99));
  return worst;
}

bool isWithin(const QCommandLineParser& parser, const QString& option, double value) {
  if (!parser.isSet(option) || value <= parser.value(option).toDouble()) return true;
  fmt::print("{:.0f} is above --{} {}\n", value, option.toStdString(),
             parser.value(option).toStdString());
  return false;
}

void write(const QString& path, const std::vector<Measure>& all) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(path));
  file.write(QJsonDocument(bench::toJson(all)).toJson());
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
  parser.addOption({QStringLiteral("bound-bytes"), QStringLiteral("for the most a process"),
                    QStringLiteral("N")});
  parser.addOption({QStringLiteral("json"), QStringLiteral("write the figures to"),
                    QStringLiteral("FILE")});
  parser.process(application);

  const int steps = parser.value(QStringLiteral("steps")).toInt();
  Bench bench(parser.value(QStringLiteral("processes")).toUInt());
  std::vector<Measure> all = run(bench, steps);
  addParts(all, bench, steps);
  fmt::print("{} processes\n", bench.count());
  bench::print(all);
  if (parser.isSet(QStringLiteral("json"))) write(parser.value(QStringLiteral("json")), all);
  const bool isFast =
      isWithin(parser, QStringLiteral("bound-ms"), worst(all, QStringLiteral("ms")));
  const bool isSmall =
      isWithin(parser, QStringLiteral("bound-bytes"), worst(all, QStringLiteral("bytes")));
  return isFast && isSmall ? 0 : 1;
}
