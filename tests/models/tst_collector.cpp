// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "models/collector.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::SchedulerRow;
using genmsg::Status;
using models::Collector;
using models::NodeViewPtr;
using models::ProcessColumn;
using models::ViewSpec;
using test::pid;
using test::shownIndexes;
using test::snapshot;

namespace {

using Indexes = std::vector<std::uint32_t>;

SchedulerRow scheduler(std::uint64_t busyNs, std::uint64_t idleNs) {
  SchedulerRow row;
  row.busy_ns = busyNs;
  row.idle_ns = idleNs;
  return row;
}

/// Executes process 1 since then.
SchedulerRow executing(double sinceS) {
  SchedulerRow row;
  row.current = pid(1);
  row.current_since_ns = static_cast<std::int64_t>(sinceS * 1e9);
  return row;
}

/// How busy process 1 is at `timeS`, of which the node knows `busyNs`.
float busyAt(Collector& collector, double timeS, std::uint64_t busyNs,
             std::vector<SchedulerRow> schedulers) {
  return collector
      .collect(snapshot(timeS, {{.index = 1, .busyNs = busyNs}}, std::move(schedulers)), {})
      ->rates[0]
      .busy;
}

ViewSpec filtered(const char16_t* text) {
  ViewSpec spec;
  spec.filter = QString::fromUtf16(text);
  return spec;
}

}  // namespace

class TestCollector : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void makesAView_ofNothing() {
    const NodeViewPtr view = test::view(snapshot(1, {}));
    QCOMPARE(view->number, 1U);
    QVERIFY(view->order.empty());
    QCOMPARE(view->totals.processes, 0U);
    QCOMPARE(view->rowOf(pid(1)), models::noRow);
    QVERIFY(view->forest->roots().empty());
  }

  void knowsNoRates_atFirst() {
    const NodeViewPtr view = test::view(snapshot(
        1, {{.index = 1, .messages = 10, .busyNs = 3000}}, {scheduler(5, 5)}));
    QVERIFY(std::isnan(view->rates[0].messagesPerSecond));
    QVERIFY(std::isnan(view->rates[0].busy));
    QCOMPARE(view->rates[0].nsPerMessage, 300.0F);  // since the start
    QVERIFY(std::isnan(view->totals.messagesPerSecond));
    QVERIFY(std::isnan(view->totals.schedulerUtilization[0]));
  }

  void takesRates_overTheInterval() {
    Collector collector;
    collector.collect(
        snapshot(1, {{.index = 1, .messages = 10, .busyNs = 100}},
                 {scheduler(1000, 1000)}),
        {});
    const NodeViewPtr view = collector.collect(snapshot(3,
                                                        {{.index = 1,
                                                          .messages = 210,
                                                          .busyNs = 1'000'000'100}},
                                                        {scheduler(1300, 1100)}),
                                               {});
    QCOMPARE(view->rates[0].messagesPerSecond, 100.0F);
    QCOMPARE(view->rates[0].busy, 0.5F);
    QCOMPARE(view->rates[0].nsPerMessage, 5e6F);
    QCOMPARE(view->totals.messagesPerSecond, 100.0);
    QCOMPARE(view->totals.schedulerUtilization[0], 0.75);
  }

  void whoHandledNothing_hasNoTimePerMessage() {
    Collector collector;
    const auto idle = [&collector](double timeS) {
      return collector
          .collect(snapshot(timeS, {{.index = 1, .messages = 10, .busyNs = 3000}}), {})
          ->rates[0];
    };
    idle(1);
    QVERIFY(std::isnan(idle(2).nsPerMessage));
    QCOMPARE(idle(3).messagesPerSecond, 0.0F);
  }

  void longCallback_isBusyWhileItRuns_andNotAgainWhenItReturns() {
    Collector collector;
    busyAt(collector, 1, 7, {});
    QCOMPARE(busyAt(collector, 2, 7, {executing(2)}), 0.0F);  // only now seen
    QCOMPARE(busyAt(collector, 3, 7, {executing(2)}), 1.0F);
    QCOMPARE(busyAt(collector, 4, 7, {executing(2)}), 1.0F);
    QCOMPARE(busyAt(collector, 5, 2'500'000'007, {}), 0.5F);
    QCOMPARE(busyAt(collector, 6, 2'500'000'007, {}), 0.0F);
  }

  void longCallback_thatWasNotTimed_doesNotTakeBack() {
    Collector collector;
    busyAt(collector, 1, 7, {executing(1)});
    QCOMPARE(busyAt(collector, 2, 7, {executing(1)}), 1.0F);
    QCOMPARE(busyAt(collector, 3, 7, {}), 0.0F);
    QCOMPARE(busyAt(collector, 4, 500'000'007, {}), 0.5F);
  }

  void manyCallbacksInARow_areCountedOnce() {
    Collector collector;
    busyAt(collector, 1, 0, {executing(1)});
    QCOMPARE(busyAt(collector, 2, 250'000'000, {executing(1)}), 1.0F);
    QCOMPARE(busyAt(collector, 3, 2'000'000'000, {executing(1)}), 1.0F);
    QCOMPARE(busyAt(collector, 4, 2'500'000'000, {}), 0.5F);
  }

  void findsRows_thatMovedInTheSnapshot() {
    Collector collector;
    collector.collect(snapshot(1, {{.index = 1, .messages = 1}, {.index = 2, .messages = 2}}), {});
    const NodeViewPtr view = collector.collect(
        snapshot(2, {{.index = 2, .messages = 12}, {.index = 1, .messages = 101}}), {});
    QCOMPARE(view->rates[0].messagesPerSecond, 10.0F);
    QCOMPARE(view->rates[1].messagesPerSecond, 100.0F);
  }

  void countsANewProcess_fromItsStart() {
    Collector collector;
    collector.collect(snapshot(1, {{.index = 1, .messages = 500}}), {});
    const NodeViewPtr view = collector.collect(
        snapshot(2, {{.index = 1, .messages = 50, .startS = 1.5, .serial = 2}}), {});
    QCOMPARE(view->rates[0].messagesPerSecond, 100.0F);
  }

  void doesNotKnowARate_whenACounterGoesBackwards() {
    Collector collector;
    collector.collect(snapshot(1, {{.index = 1, .messages = 500}}), {});
    const NodeViewPtr view = collector.collect(snapshot(2, {{.index = 1, .messages = 50}}), {});
    QVERIFY(std::isnan(view->rates[0].messagesPerSecond));
  }

  void keepsTheTree_whileNobodyComesOrGoes() {
    Collector collector;
    const NodeViewPtr first = collector.collect(snapshot(1, {{.index = 1}, {.index = 2}}), {});
    const NodeViewPtr same = collector.collect(snapshot(2, {{.index = 1}, {.index = 2}}), {});
    QCOMPARE(same->forest, first->forest);
    QCOMPARE(same->rowOf(pid(2)), 1U);
    const NodeViewPtr moved =
        collector.collect(snapshot(3, {{.index = 1}, {.index = 2, .parent = 1}}), {});
    QVERIFY(moved->forest != first->forest);
    QCOMPARE(moved->forest->parentOf(1), 0U);
  }

  void keepsTheOlderBase_whenSnapshotsAreClose() {
    Collector collector;
    collector.collect(snapshot(1, {{.index = 1, .messages = 0}}), {});
    collector.collect(snapshot(2, {{.index = 1, .messages = 100}}), {});
    const NodeViewPtr view = collector.collect(snapshot(2.01, {{.index = 1, .messages = 101}}), {});
    QCOMPARE(view->rates[0].messagesPerSecond, 100.0F);
  }

  void addsUpTotals() {
    const NodeViewPtr view = test::view(snapshot(
        1, {{.index = 1, .mailbox = 5}, {.index = 2, .status = Status::Suspended, .mailbox = 9}}));
    QCOMPARE(view->totals.processes, 2U);
    QCOMPARE(view->totals.suspended, 1U);
    QCOMPARE(view->totals.mailbox, 14U);
    QCOMPARE(view->totals.largestMailbox, 9U);
    QCOMPARE(view->totals.largestMailboxPid, pid(2));
    QVERIFY(view->collectNs >= 0);
  }

  void totalsAndTree_areOfAll_whateverTheFilter() {
    const NodeViewPtr view = test::view(
        snapshot(1, {{.index = 1, .mailbox = 5}, {.index = 2, .parent = 1}}), filtered(u"nobody"));
    QVERIFY(view->order.empty());
    QCOMPARE(view->totals.mailbox, 5U);
    QCOMPARE(view->forest->childrenOf(0).size(), 1U);
    QCOMPARE(view->positions[0], models::noRow);
  }

  void ordersAgain_whatItHas() {
    Collector collector;
    QCOMPARE(collector.recollect({}), nullptr);
    const NodeViewPtr first = collector.collect(
        snapshot(1, {{.index = 1, .mailbox = 1}, {.index = 2, .mailbox = 2}}), {});
    ViewSpec spec;
    spec.sortOrder = Qt::AscendingOrder;
    const NodeViewPtr second = collector.recollect(spec);
    QCOMPARE(second->snapshot, first->snapshot);
    QCOMPARE(second->number, first->number + 1);
    QCOMPARE(shownIndexes(*second), (Indexes{1, 2}));
    QCOMPARE(second->change.from, first->number);
    QVERIFY(!second->change.same);
    QCOMPARE(second->rowOf(pid(2)), 1U);
  }

  void keepsTheLastValidFilter_whenATextIsNone() {
    Collector collector;
    const auto processes = snapshot(1, {{.index = 1, .mailbox = 1}, {.index = 2, .mailbox = 2}});
    collector.collect(processes, filtered(u"mailbox>1"));
    const NodeViewPtr bad = collector.recollect(filtered(u"mailbox>"));
    QVERIFY(!bad->filterError.isEmpty());
    QCOMPARE(shownIndexes(*bad), (Indexes{2}));
    const NodeViewPtr good = collector.recollect(filtered(u""));
    QVERIFY(good->filterError.isEmpty());
    QCOMPARE(good->order.size(), 2U);
  }

  void saysWhatChanged_sinceTheViewBefore() {
    Collector collector;
    const NodeViewPtr first = collector.collect(
        snapshot(1, {{.index = 1, .mailbox = 3}, {.index = 2, .mailbox = 2}}), {});
    QCOMPARE(first->change.from, 0U);
    QCOMPARE(first->change.inserted.size(), 2U);
    const NodeViewPtr same = collector.collect(
        snapshot(2, {{.index = 1, .mailbox = 4}, {.index = 2, .mailbox = 1}}), {});
    QVERIFY(same->change.same);
    const NodeViewPtr other = collector.collect(
        snapshot(3, {{.index = 2, .mailbox = 1}, {.index = 3, .mailbox = 7}}), {});
    QVERIFY(!other->change.same);
    QCOMPARE(other->change.from, same->number);
    QCOMPARE(other->change.removed, (Indexes{0}));
    QCOMPARE(other->change.inserted, (Indexes{1}));
  }
};

QTEST_GUILESS_MAIN(TestCollector)
#include "tst_collector.moc"
