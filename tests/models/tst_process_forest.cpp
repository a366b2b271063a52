// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "models/process_forest.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::noRow;
using models::PidIndex;
using models::ProcessForest;
using test::ProcessSpec;

namespace {

using Rows = std::vector<std::uint32_t>;

struct Fixture {
  explicit Fixture(const std::vector<ProcessSpec>& processes)
      : snapshot(test::snapshot(100, processes)),
        pids(snapshot->processes),
        forest(snapshot->processes, pids) {}

  Rows roots() const { return {forest.roots().begin(), forest.roots().end()}; }
  Rows children(std::uint32_t row) const {
    const auto found = forest.childrenOf(row);
    return {found.begin(), found.end()};
  }

  genmsg::SnapshotPtr snapshot;
  PidIndex pids;
  ProcessForest forest;
};

}  // namespace

class TestProcessForest : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void isEmpty_ofNothing() {
    QVERIFY(ProcessForest().roots().empty());
    QVERIFY(Fixture({}).roots().empty());
  }

  void groupsChildren_inOrderOfTheirStart() {
    const Fixture f({{.index = 1},
                     {.index = 2, .parent = 1, .startS = 9},
                     {.index = 3, .parent = 1, .startS = 5},
                     {.index = 4, .parent = 3, .startS = 6}});
    QCOMPARE(f.roots(), (Rows{0}));
    QCOMPARE(f.children(0), (Rows{2, 1}));
    QCOMPARE(f.children(2), (Rows{3}));
    QCOMPARE(f.children(1), Rows());
    QCOMPARE(f.forest.parentOf(3), 2U);
    QCOMPARE(f.forest.parentOf(0), noRow);
  }

  void ordersSiblingsOfOneMoment_byPid() {
    const Fixture f({{.index = 2}, {.index = 1}});
    QCOMPARE(f.roots(), (Rows{1, 0}));
  }

  void makesOrphansRoots() {
    // The parent is gone, and its slot has another process now.
    std::vector<ProcessSpec> processes{{.index = 1, .serial = 2}, {.index = 2, .parent = 1}};
    const Fixture f(processes);
    QCOMPARE(f.roots(), (Rows{0, 1}));
  }

  void makesRoots_ofProcessesThatDescendFromThemselves() {
    const Fixture f({{.index = 1},
                     {.index = 2, .parent = 3},
                     {.index = 3, .parent = 2},
                     {.index = 4, .parent = 4},
                     {.index = 5, .parent = 1}});
    QCOMPARE(f.roots(), (Rows{0, 1, 2, 3}));
    QCOMPARE(f.children(0), (Rows{4}));
  }

  void knowsTheOrderOfTheOutline() {
    const Fixture f({{.index = 1},
                     {.index = 2, .parent = 1, .startS = 9},
                     {.index = 3, .parent = 1, .startS = 5},
                     {.index = 4, .parent = 3, .startS = 6},
                     {.index = 5, .startS = 7},
                     {.index = 6, .parent = 5, .startS = 8}});
    const Rows outline{0, 2, 3, 1, 4, 5};  // 1(3(4) 2) 5(6)
    const auto& rows = f.snapshot->processes;
    for (std::size_t a = 0; a < outline.size(); ++a)
      for (std::size_t b = 0; b < outline.size(); ++b)
        QCOMPARE(f.forest.precedes(rows, outline[a], outline[b]), a < b);
    QCOMPARE(f.forest.placeAmongSiblings(rows, 2), 0U);
    QCOMPARE(f.forest.placeAmongSiblings(rows, 1), 1U);
    QCOMPARE(f.forest.placeAmongSiblings(rows, 4), 1U);
  }

  void takesTheNearest_levelByLevel() {
    const Fixture f({{.index = 1},
                     {.index = 2, .parent = 1},
                     {.index = 3, .parent = 2},
                     {.index = 4, .parent = 1},
                     {.index = 5},
                     {.index = 6, .parent = 5}});
    QCOMPARE(models::nearestBelow(f.forest, 0, 9), (Rows{0, 1, 3, 2}));
    QCOMPARE(models::nearestBelow(f.forest, 0, 2), (Rows{0, 1}));
    QCOMPARE(models::nearestBelow(f.forest, noRow, 3), (Rows{0, 4, 1}));
    QCOMPARE(models::nearestBelow(f.forest, noRow, 9), (Rows{0, 4, 1, 3, 5, 2}));
    QCOMPARE(models::nearestBelow(f.forest, 0, 0), Rows());
  }

  void hasEachRow_afterItsParent() {
    const Fixture f({{.index = 1, .parent = 4},
                     {.index = 2, .parent = 1, .startS = 9},
                     {.index = 3, .parent = 2, .startS = 5},
                     {.index = 4},
                     {.index = 5, .parent = 6},
                     {.index = 6, .parent = 5}});
    Rows seen;
    for (const std::uint32_t row : f.forest.parentsFirst()) {
      const std::uint32_t parent = f.forest.parentOf(row);
      QVERIFY(parent == noRow || std::ranges::find(seen, parent) != seen.end());
      seen.push_back(row);
    }
    std::ranges::sort(seen);
    QCOMPARE(seen, (Rows{0, 1, 2, 3, 4, 5}));
  }
};

QTEST_GUILESS_MAIN(TestProcessForest)
#include "tst_process_forest.moc"
