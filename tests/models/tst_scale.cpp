// SPDX-License-Identifier: GPL-3.0-or-later
// What 200 000 processes cost. Bounds are generous: they catch another order of growth, not a slow
// machine. No model tester here: it would walk all rows.
#include <QElapsedTimer>
#include <QItemSelectionModel>

#include "models/collector.h"
#include "models/process_table_model.h"
#include "models/process_tree_model.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::Collector;
using models::NodeViewPtr;
using models::ProcessColumn;
using models::ProcessTableModel;
using models::ViewSpec;

namespace {

constexpr std::uint32_t processCount = 200'000;

// The best of some runs, in ms: what others did on the machine is not counted.
template <class Work>
double bestMs(Work work) {
  double best = 1e9;
  for (int run = 0; run < 5; ++run) {
    QElapsedTimer timer;
    timer.start();
    work(run);
    best = std::min(best, static_cast<double>(timer.nsecsElapsed()) / 1e6);
  }
  return best;
}

double collectMs(Collector& collector, double timeS, std::uint32_t count) {
  return static_cast<double>(collector.collect(test::manyProcesses(timeS, count), {})->collectNs) /
         1e6;
}

}  // namespace

class TestScale : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  // 20 times the processes: proportional is 20, and up to 100 where the larger one leaves the
  // caches; a search through all rows for each row would be 400 and more on top of that.
  void collects_inProportion() {
    constexpr std::uint32_t fewCount = processCount / 20;
    Collector few;
    Collector many;
    double fewMs = 1e9;
    double manyMs = 1e9;
    // In turn, so that both meet the same load of the machine. A process more each time, so that
    // tree and table of pids are built again. The first views have none to compare with, and are
    // not counted.
    for (std::uint32_t run = 0; run < 10; ++run) {
      const double fewNow = collectMs(few, run, fewCount + run);
      const double manyNow = collectMs(many, run, processCount + run);
      if (run < 2) continue;
      fewMs = std::min(fewMs, fewNow);
      manyMs = std::min(manyMs, manyNow);
    }
    qInfo("collect: %.3f ms for %u, %.2f ms for %u processes", fewMs, fewCount, manyMs,
          processCount);
    QVERIFY2(manyMs < fewMs * 300, "not in proportion");
  }

  void sortsByName_andFilters_withinATick() {
    Collector collector;
    collector.collect(test::manyProcesses(1, processCount), {});
    ViewSpec spec;
    spec.sortColumn = ProcessColumn::InitialCall;
    const double sortMs = bestMs([&](int run) {
      spec.sortOrder = run % 2 ? Qt::AscendingOrder : Qt::DescendingOrder;
      collector.recollect(spec);
    });
    const double filterMs = bestMs([&](int run) {
      spec.filter = QStringLiteral("1999 mailbox>%1").arg(run);
      collector.recollect(spec);
    });
    qInfo("sort by initial call: %.2f ms, filter: %.2f ms", sortMs, filterMs);
    QVERIFY(sortMs < 1000);
    QVERIFY(filterMs < 1000);
  }

  void keepsTheGuiThreadFree_whenAllRowsMove() {
    Collector collector;
    ProcessTableModel model;
    model.setVisibleRows(0, 50);
    model.applyView(collector.collect(test::manyProcesses(1, processCount), {}));
    QItemSelectionModel selection(&model);
    selection.select(model.index(100, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    const genmsg::Pid selected = model.pidAt(100);
    ViewSpec spec;
    const double ms = bestMs([&](int run) {
      spec.sortOrder = run % 2 ? Qt::DescendingOrder : Qt::AscendingOrder;
      const NodeViewPtr view = collector.recollect(spec);
      QElapsedTimer timer;
      timer.start();
      model.applyView(view);
      m_applyMs = std::min(m_applyMs, static_cast<double>(timer.nsecsElapsed()) / 1e6);
    });
    qInfo("reorder: %.3f ms on the GUI thread, %.2f ms in all", m_applyMs, ms);
    QCOMPARE(model.pidAt(selection.selectedRows().first().row()), selected);
    QVERIFY2(m_applyMs < ms / 4, "the GUI thread does what the collector should");
  }

  void opensAWideBranch() {
    models::ProcessTreeModel model;
    Collector collector;
    model.applyView(collector.collect(test::manyProcesses(1, processCount), {}));
    // A page, and the lines about all of them.
    const int shown = static_cast<int>(models::ProcessTreeModel::pageSize) + 3;
    QCOMPARE(model.rowCount(model.index(0, 0)), shown);
    model.setVisibleIndexes({model.index(0, 0)});
    const NodeViewPtr later = collector.collect(test::manyProcesses(2, processCount + 10), {});
    QElapsedTimer timer;
    timer.start();
    model.applyView(later);
    qInfo("tree update: %.2f ms", static_cast<double>(timer.nsecsElapsed()) / 1e6);
    QCOMPARE(model.rowCount(model.index(0, 0)), shown);
    const QModelIndex last = model.reveal(test::pid(processCount));
    QCOMPARE(model.pidAt(last), test::pid(processCount));
    QCOMPARE(model.rowCount(model.index(0, 0)), shown + 1);
  }

 private:
  double m_applyMs = 1e9;
};

QTEST_GUILESS_MAIN(TestScale)
#include "tst_scale.moc"
