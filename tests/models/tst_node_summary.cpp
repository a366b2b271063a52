// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <limits>

#include "models/node_summary.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::NodeSummary;
using models::ProcessRates;

namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

}  // namespace

class TestNodeSummary : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void nothing_hasNoTop() {
    const auto snapshot = test::snapshot(1, {{.index = 1}});
    const NodeSummary summary = models::summaryOf(*snapshot, std::vector<models::ProcessRates>{{0, unknown, 0}});
    QVERIFY(summary.topMailbox.empty());
    QVERIFY(summary.topTimePerMessage.empty());
    QVERIFY(summary.topRestarts.empty());
    QVERIFY(std::isnan(summary.nsPerMessageP50));
  }

  void top_areTheMost_mostFirst_andTheFirstOfEquals() {
    std::vector<test::ProcessSpec> specs;
    for (std::uint32_t i = 0; i < 9; ++i) specs.push_back({.index = i + 1, .mailbox = i % 5});
    const auto snapshot = test::snapshot(1, specs);
    const NodeSummary summary = models::summaryOf(*snapshot, std::vector<ProcessRates>(9));
    QCOMPARE(summary.topMailbox, (std::vector<std::uint32_t>{4, 3, 8, 2, 7}));
  }

  void runQueue_countsTheRunnable() {
    const auto snapshot = test::snapshot(1, {{.index = 1, .status = genmsg::Status::Runnable},
                                             {.index = 2, .status = genmsg::Status::Running},
                                             {.index = 3, .status = genmsg::Status::Runnable}});
    QCOMPARE(models::summaryOf(*snapshot, std::vector<ProcessRates>(3)).runQueue, 2u);
  }

  void percentiles_areOfThoseThatHandledSomething() {
    std::vector<test::ProcessSpec> specs;
    std::vector<ProcessRates> rates;
    for (std::uint32_t i = 0; i <= 100; ++i) {
      specs.push_back({.index = 2 * i + 1});
      specs.push_back({.index = 2 * i + 2});
      rates.push_back({1, static_cast<float>(100 - i), 0});
      rates.push_back({0, unknown, 0});
    }
    const NodeSummary summary = models::summaryOf(*test::snapshot(1, specs), rates);
    QCOMPARE(summary.nsPerMessageP50, 50.F);
    QCOMPARE(summary.nsPerMessageP95, 95.F);
    QCOMPARE(summary.nsPerMessageP99, 99.F);
    QCOMPARE(summary.topTimePerMessage, (std::vector<std::uint32_t>{0, 2, 4, 6, 8}));
  }
};

QTEST_GUILESS_MAIN(TestNodeSummary)
#include "tst_node_summary.moc"
