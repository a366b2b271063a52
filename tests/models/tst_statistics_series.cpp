// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QSignalSpy>

#include "models/collector.h"
#include "models/statistics_series.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::Collector;
using models::StatisticsSeries;
using Id = models::StatisticsSeries::Id;
using test::snapshot;

namespace {

std::vector<genmsg::SchedulerRow> schedulers(std::size_t count, std::uint64_t busyNs,
                                             std::uint64_t idleNs) {
  std::vector<genmsg::SchedulerRow> rows(count);
  for (auto& row : rows) {
    row.busy_ns = busyNs;
    row.idle_ns = idleNs;
  }
  return rows;
}

double last(const models::TimeSeries& series) {
  return series.at(series.end() - 1).value;
}

}  // namespace

class TestStatisticsSeries : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void restarts_areASecond_andNeverNegative() {
    Collector collector;
    StatisticsSeries statistics;
    const auto add = [&](double timeS, std::uint64_t total) {
      auto made = std::make_shared<genmsg::Snapshot>(*snapshot(timeS, {{.index = 1}}));
      genmsg::RestartHistory history;
      history.supervisor = test::pid(1);
      history.total = total;
      if (total > 0) made->supervisors = {history};
      statistics.append(collector.collect(made, {}));
      return last(statistics.series(Id::Restarts));
    };
    QVERIFY(std::isnan(add(1, 3)));
    QCOMPARE(add(3, 9), 3.0);
    QCOMPARE(add(4, 0), 0.0);  // it has ended
  }

  void memory_isOnlyThatOfThisProgram() {
    Collector collector;
    StatisticsSeries other;
    other.append(collector.collect(snapshot(1, {{.index = 1}}), {}));
    QVERIFY(other.series(Id::Memory).isEmpty());
    StatisticsSeries own;
    own.setEmbedded(true);
    own.append(collector.collect(snapshot(2, {{.index = 1}}), {}));
    QCOMPARE(own.series(Id::Memory).isEmpty(), !own.hasMemory());
    if (own.hasMemory()) QVERIFY(last(own.series(Id::Memory)) > 1);
  }

  void takesASample_ofEachView() {
    Collector collector;
    StatisticsSeries statistics;
    QSignalSpy appended(&statistics, &StatisticsSeries::appended);
    statistics.append(
        collector.collect(snapshot(1, {{.index = 1, .mailbox = 2}}, schedulers(2, 100, 100)), {}));
    statistics.append(collector.collect(
        snapshot(2,
                 {{.index = 1, .mailbox = 5, .messages = 40},
                  {.index = 2, .status = genmsg::Status::Suspended, .mailbox = 1}},
                 schedulers(2, 150, 250)),
        {}));
    QCOMPARE(appended.count(), 2);
    QCOMPARE(last(statistics.series(Id::MessageRate)), 40.0);
    QCOMPARE(last(statistics.series(Id::TotalMailbox)), 6.0);
    QCOMPARE(last(statistics.series(Id::LargestMailbox)), 5.0);
    QCOMPARE(last(statistics.series(Id::Processes)), 2.0);
    QCOMPARE(last(statistics.series(Id::Suspended)), 1.0);
    QCOMPARE(statistics.schedulerCount(), 2);
    QCOMPARE(last(statistics.scheduler(1)), 25.0);
    QCOMPARE(statistics.lastTimeS(), 2.0);
  }

  void takesOneSample_ofOneSnapshot() {
    Collector collector;
    StatisticsSeries statistics;
    statistics.append(collector.collect(snapshot(1, {{.index = 1}}), {}));
    models::ViewSpec spec;
    spec.sortOrder = Qt::AscendingOrder;
    statistics.append(collector.recollect(spec));
    QCOMPARE(statistics.series(Id::Processes).end(), 1U);
  }

  void leavesAGap_whereTimeIsMissing() {
    Collector collector;
    StatisticsSeries statistics;
    statistics.append(collector.collect(snapshot(1, {{.index = 1}}), {}));
    statistics.append(collector.collect(snapshot(4, {{.index = 1}}), {}));
    QCOMPARE(statistics.series(Id::Processes).end(), 2U);
    statistics.append(collector.collect(snapshot(20, {{.index = 1}}), {}));
    QCOMPARE(statistics.series(Id::Processes).end(), 4U);
    QVERIFY(std::isnan(statistics.series(Id::Processes).at(2).value));
  }

  void keepsOldData_whenTheIntervalChanges() {
    Collector collector;
    StatisticsSeries statistics;
    statistics.append(collector.collect(snapshot(1, {{.index = 1}}), {}));
    statistics.setInterval(10'000);
    statistics.append(collector.collect(snapshot(20, {{.index = 1}}), {}));
    QCOMPARE(statistics.series(Id::Processes).begin(), 0U);
    QCOMPARE(statistics.series(Id::Processes).end(), 2U);  // and no gap
  }
};

QTEST_GUILESS_MAIN(TestStatisticsSeries)
#include "tst_statistics_series.moc"
