// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "models/process_branches.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::Collector;
using models::ProcessBranch;
using models::ProcessBranches;
using test::ProcessSpec;

namespace {

genmsg::RestartHistory history(std::uint32_t supervisor, std::vector<double> timesS) {
  genmsg::RestartHistory made;
  made.supervisor = test::pid(supervisor);
  made.intensity = 10;
  made.period = std::chrono::seconds(5);
  made.total = timesS.size();
  for (const double timeS : timesS) {
    genmsg::RestartRecord record;
    record.time_ns = static_cast<std::int64_t>(timeS * 1e9);
    made.last.push_back(record);
  }
  return made;
}

}  // namespace

class TestProcessBranches : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void isEmpty_ofNothing() {
    QVERIFY(!ProcessBranches().find(0));
    QVERIFY(!test::view(test::snapshot(1, {}))->branches.find(0));
  }

  void addsUp_whatIsBelow() {
    const auto view = test::view(test::snapshot(1, {{.index = 1, .parent = 3, .mailbox = 1},
                                                    {.index = 2, .parent = 1, .mailbox = 10},
                                                    {.index = 3, .mailbox = 100},
                                                    {.index = 4, .parent = 1, .mailbox = 1000},
                                                    {.index = 5, .mailbox = 10'000}}));
    QCOMPARE(view->branches.find(0)->mailbox, 1011U);
    QVERIFY(!view->branches.find(1));
    QCOMPARE(view->branches.find(2)->mailbox, 1111U);
    QVERIFY(!view->branches.find(4));
    QVERIFY(std::isnan(view->branches.find(2)->messagesPerSecond));  // nobody's is known yet
  }

  void addsUpRates_asFarAsTheyAreKnown() {
    Collector collector;
    const auto at = [](std::uint64_t messages) {
      return std::vector<ProcessSpec>{{.index = 1, .messages = messages},
                                      {.index = 2, .parent = 1, .messages = 3 * messages}};
    };
    collector.collect(test::snapshot(1, at(10)), {});
    const auto view = collector.collect(test::snapshot(3, at(30)), {});
    QCOMPARE(view->branches.find(0)->messagesPerSecond, 40.0);
  }

  void hasALine_forManyOfAClass() {
    std::vector<ProcessSpec> processes{{.index = 1}};
    for (std::uint32_t i = 2; i < 502; ++i)
      processes.push_back({.index = i, .parent = 1, .initialCall = "a:init/1", .mailbox = i});
    const auto add = [&](std::uint32_t index, std::string_view initialCall) {
      processes.push_back(
          {.index = index, .parent = 1, .initialCall = initialCall, .mailbox = 7});
    };
    add(502, "b:init/1");
    QVERIFY(test::view(test::snapshot(1, processes))->branches.find(0)->classes.empty());  // 500
    add(503, "a:init/1");
    const auto view = test::view(test::snapshot(1, processes));
    const auto& classes = view->branches.find(0)->classes;
    QCOMPARE(classes.size(), 1U);
    QVERIFY(classes[0].initialCall == genmsg::Atom::intern("a:init/1"));
    QCOMPARE(classes[0].count, 501U);
    QCOMPARE(classes[0].mailbox, 500U * 503 / 2 + 7);
    QCOMPARE(classes[0].largestMailbox, 501U);
  }

  void countsRestarts_inThePeriod() {
    auto made = std::make_shared<genmsg::Snapshot>(
        *test::snapshot(10, {{.index = 1}, {.index = 2, .parent = 1}, {.index = 3}}));
    made->supervisors = {history(9, {8}), history(3, {}), history(1, {1, 5, 6, 9.5})};
    const auto view = test::view(made);
    QCOMPARE(view->branches.find(0)->restarts, 3U);
    QCOMPARE(view->branches.find(0)->history, 2U);
    QCOMPARE(view->branches.find(2)->history, 1U);  // though it has no children
    QCOMPARE(view->branches.find(2)->restarts, 0U);
    QVERIFY(!view->branches.find(1));
  }

  void countsRestarts_thatAreNotKept() {
    genmsg::RestartHistory many =
        history(1, std::vector<double>(genmsg::RestartHistory::most_records, 9));
    many.in_period = 70;
    QCOMPARE(models::restartsInPeriod(many, 10'000'000'000), 70U);
    QCOMPARE(models::restartsInPeriod(many, 20'000'000'000), 0U);
  }
};

QTEST_GUILESS_MAIN(TestProcessBranches)
#include "tst_process_branches.moc"
