// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>

#include "models/process_finder.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::Collector;
using models::ProcessFinder;
using test::pid;
using test::ProcessSpec;

namespace {

// The outline is 1(3(4) 2) 5.
std::vector<ProcessSpec> five() {
  return {{.index = 1, .name = "pool_sup"},
          {.index = 2, .parent = 1, .name = "pool_b", .startS = 9},
          {.index = 3, .parent = 1, .name = "pool_a", .startS = 5},
          {.index = 4, .parent = 3, .initialCall = "pool_worker:init/1", .startS = 6},
          {.index = 5, .name = "logger", .startS = 7}};
}

using Pids = std::vector<genmsg::Pid>;

}  // namespace

class TestProcessFinder : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void finds_inTheOrderOfTheOutline() {
    const auto view = test::view(test::snapshot(20, five()));
    const auto found = [&](const char16_t* text) {
      return models::findProcesses(*view, QString::fromUtf16(text));
    };
    QCOMPARE(found(u"POOL"), (Pids{pid(1), pid(3), pid(4), pid(2)}));
    QCOMPARE(found(u"logger"), (Pids{pid(5)}));
    QCOMPARE(found(u"<0.5."), (Pids{pid(5)}));
    QCOMPARE(found(u"worker:init"), (Pids{pid(1), pid(3), pid(4), pid(2), pid(5)}));
    QVERIFY(found(u"nobody").empty());
    QVERIFY(found(u"").empty());
  }

  void goesThroughTheHits_bothWaysAndAround() {
    Collector collector;
    ProcessFinder finder;
    QSignalSpy found(&finder, &ProcessFinder::found);
    finder.setText(QStringLiteral("pool_"));
    QVERIFY(!finder.next({}, ProcessFinder::Direction::Forward));
    finder.applyView(collector.collect(test::snapshot(20, five()), {}));
    QTRY_COMPARE(found.count(), 1);
    QVERIFY(found[0][0].toBool());
    const auto next = [&](std::uint32_t from) {
      return finder.next(pid(from), ProcessFinder::Direction::Forward).index;
    };
    const auto before = [&](std::uint32_t from) {
      return finder.next(pid(from), ProcessFinder::Direction::Backward).index;
    };
    QCOMPARE(next(1), 3U);
    QCOMPARE(next(3), 4U);
    QCOMPARE(next(4), 2U);
    QCOMPARE(next(2), 1U);
    QCOMPARE(next(5), 1U);  // is no hit
    QCOMPARE(next(77), 1U);  // is nobody
    QCOMPARE(before(1), 2U);
    QCOMPARE(before(2), 4U);
    QCOMPARE(before(5), 2U);
    QCOMPARE(finder.atOrAfter(pid(4)), pid(4));
    QCOMPARE(finder.atOrAfter(pid(5)), pid(1));
    QCOMPARE(finder.numberOf(pid(2)), 4U);
    QCOMPARE(finder.numberOf(pid(5)), 0U);
    QCOMPARE(finder.numberOf({}), 0U);
  }

  void searchesAgain_whenSomebodyCame() {
    Collector collector;
    ProcessFinder finder;
    QSignalSpy found(&finder, &ProcessFinder::found);
    std::vector<ProcessSpec> processes = five();
    finder.applyView(collector.collect(test::snapshot(20, processes), {}));
    QCOMPARE(found.count(), 0);  // nothing is looked for
    finder.setText(QStringLiteral("pool_"));
    QTRY_COMPARE(found.count(), 1);
    finder.applyView(collector.collect(test::snapshot(21, processes), {}));
    QVERIFY(!finder.isSearching());  // they are the same
    processes.push_back({.index = 6, .parent = 5, .name = "pool_c", .startS = 21});
    finder.applyView(collector.collect(test::snapshot(22, processes), {}));
    QTRY_COMPARE(found.count(), 2);
    QVERIFY(!found[1][0].toBool());
    QCOMPARE(finder.hits().size(), 5U);
    finder.setText({});
    QVERIFY(finder.hits().empty());
  }

  void answersTheLastText_only() {
    ProcessFinder finder;
    finder.applyView(test::view(test::manyProcesses(1, 50'000)));
    QSignalSpy found(&finder, &ProcessFinder::found);
    finder.setText(QStringLiteral("pool_worker"));
    finder.setText(QStringLiteral("pool_w"));
    finder.setText(QStringLiteral("<0.49999.1>"));
    QTRY_VERIFY(found.count() > 0 && !finder.isSearching());
    QCOMPARE(finder.hits(), (Pids{pid(49'999)}));
    QCOMPARE(found.count(), 1);
  }

  void endsWhileItSearches() {
    const auto view = test::view(test::manyProcesses(1, 50'000));
    for (int run = 0; run < 20; ++run) {
      ProcessFinder finder;
      finder.applyView(view);
      finder.setText(QStringLiteral("pool"));
      QVERIFY(finder.isSearching());
    }
  }
};

QTEST_GUILESS_MAIN(TestProcessFinder)
#include "tst_process_finder.moc"
