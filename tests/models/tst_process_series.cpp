// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>

#include "models/process_series.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::ProcessSeries;
using test::pid;
using Id = ProcessSeries::Id;

class TestProcessSeries : public test::UnitTest {
  Q_OBJECT

 private:
  static models::NodeViewPtr view(double timeS, std::uint32_t mailbox) {
    return test::view(test::snapshot(timeS, {{.index = 2, .mailbox = mailbox}}));
  }

 private Q_SLOTS:
  void takesASampleOfEachView_ofItsProcess() {
    ProcessSeries series;
    series.append(view(1, 5));  // nobody's
    QVERIFY(series.series(Id::Mailbox).isEmpty());
    series.setPid(pid(2));
    QSignalSpy appended(&series, &ProcessSeries::appended);
    const auto second = view(2, 6);
    series.append(second);
    series.append(second);  // the same snapshot again
    series.append(view(4, 8));
    series.append(test::view(test::snapshot(5, {{.index = 3}})));  // it has exited
    QCOMPARE(appended.count(), 2);
    const models::TimeSeries& mailbox = series.series(Id::Mailbox);
    QCOMPARE(mailbox.end() - mailbox.begin(), 2U);
    QCOMPARE(mailbox.at(mailbox.begin()).value, 6.0);
    QCOMPARE(mailbox.at(mailbox.end() - 1).value, 8.0);
    const double first = mailbox.at(mailbox.begin()).timeS;
    QVERIFY(qAbs(mailbox.at(mailbox.end() - 1).timeS - first - 2.0) < 1e-3);
    QCOMPARE(series.lastTimeS(), mailbox.at(mailbox.end() - 1).timeS);
    QCOMPARE(series.series(Id::TimePerMessage).end(), mailbox.end());
  }

  void beginsAnew_forAnotherProcess() {
    ProcessSeries series;
    series.setPid(pid(2));
    series.append(view(1, 5));
    QSignalSpy cleared(&series, &ProcessSeries::cleared);
    series.setPid(pid(2));
    QCOMPARE(cleared.count(), 0);
    series.setPid(pid(3));
    QCOMPARE(cleared.count(), 1);
    QVERIFY(series.series(Id::Mailbox).isEmpty());
    QCOMPARE(series.lastTimeS(), 0.0);
  }
};

QTEST_GUILESS_MAIN(TestProcessSeries)
#include "tst_process_series.moc"
