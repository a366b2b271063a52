// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "support/unit_test.h"
#include "views/tidy_layout.h"

using views::tidyLayout;
using views::TidyPlace;

class TestTidyLayout : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void isEmpty_ofNothing() { QVERIFY(tidyLayout({}).empty()); }

  void putsAParent_inTheMiddle() {
    const auto places = tidyLayout(std::vector<int>{-1, 0, 0, 0});
    QCOMPARE(places[0].depth, 0);
    QCOMPARE(places[0].place, 1.0);
    for (std::size_t i = 1; i < 4; ++i) {
      QCOMPARE(places[i].depth, 1);
      QCOMPARE(places[i].place, static_cast<double>(i) - 1);
    }
  }

  void putsRoots_sideBySide() {
    const auto places = tidyLayout(std::vector<int>{-1, -1});
    QCOMPARE(places[0].place, 0.0);
    QCOMPARE(places[1].place, 1.0);
  }

  // 0(1(2 3) 4(5)): the children of 1 and 4 keep a distance, though 1 and 4 could be nearer.
  void keepsSubtreesApart() {
    const auto places = tidyLayout(std::vector<int>{-1, 0, 1, 1, 0, 4});
    QCOMPARE(places[3].place - places[2].place, 1.0);
    QCOMPARE(places[5].place - places[3].place, 1.25);
    QCOMPARE(places[1].place, (places[2].place + places[3].place) / 2);
    QCOMPARE(places[4].place, places[5].place);
    QCOMPARE(places[0].place, (places[1].place + places[4].place) / 2);
  }

  void isTidy_forAnyTree() {
    std::mt19937 random(5);
    for (int run = 0; run < 200; ++run) {
      std::vector<int> parents;
      const int count = 1 + static_cast<int>(random() % 60);
      // Breadth first, as siblings must be in their order.
      for (int i = 0; i < count; ++i)
        parents.push_back(static_cast<int>(random() % (static_cast<unsigned>(i) + 1)) - 1);
      check(parents, tidyLayout(parents));
      if (QTest::currentTestFailed()) return;
    }
  }

 private:
  static void check(const std::vector<int>& parents, const std::vector<TidyPlace>& places) {
    double least = places[0].place;
    std::map<int, std::vector<double>> levels;
    std::vector<std::pair<double, double>> reach(parents.size(), {1e9, -1e9});
    std::vector<double> lastChild(parents.size(), -1e9);
    for (std::size_t i = 0; i < parents.size(); ++i) {
      least = std::min(least, places[i].place);
      levels[places[i].depth].push_back(places[i].place);
      if (parents[i] < 0) continue;
      const auto parent = static_cast<std::size_t>(parents[i]);
      QCOMPARE(places[i].depth, places[parent].depth + 1);
      QVERIFY(places[i].place > lastChild[parent]);  // siblings in their order
      lastChild[parent] = places[i].place;
      reach[parent].first = std::min(reach[parent].first, places[i].place);
      reach[parent].second = std::max(reach[parent].second, places[i].place);
    }
    QVERIFY(std::abs(least) < 1e-9);
    for (std::size_t i = 0; i < parents.size(); ++i)
      if (reach[i].second > -1e9)
        QVERIFY(std::abs(places[i].place - (reach[i].first + reach[i].second) / 2) < 1e-9);
    for (auto& [depth, level] : levels) {
      std::ranges::sort(level);
      for (std::size_t i = 1; i < level.size(); ++i) QVERIFY(level[i] - level[i - 1] > 1 - 1e-9);
    }
  }
};

QTEST_GUILESS_MAIN(TestTidyLayout)
#include "tst_tidy_layout.moc"
