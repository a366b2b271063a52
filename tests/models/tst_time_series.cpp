// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "models/time_series.h"
#include "support/unit_test.h"

using models::TimeSeries;

class TestTimeSeries : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void isEmpty_atFirst() {
    TimeSeries series(QStringLiteral("n"), QStringLiteral("u"), 3);
    QVERIFY(series.isEmpty());
    QCOMPARE(series.firstSince(0), series.end());
    series.appendGap(1);
    QVERIFY(series.isEmpty());
  }

  void keepsTheLast_underTheirNumbers() {
    TimeSeries series(QStringLiteral("n"), QStringLiteral("u"), 3);
    for (int i = 0; i < 5; ++i) series.append(i, i * 10);
    QCOMPARE(series.begin(), 2U);
    QCOMPARE(series.end(), 5U);
    QCOMPARE(series.at(2).value, 20.0);
    QCOMPARE(series.at(4).timeS, 4.0);
  }

  void ignoresWhatIsNotLater() {
    TimeSeries series(QStringLiteral("n"), QStringLiteral("u"), 3);
    series.append(1, 10);
    series.append(1, 11);
    series.append(0.5, 12);
    QCOMPARE(series.end(), 1U);
  }

  void putsOneGap_betweenSamples() {
    TimeSeries series(QStringLiteral("n"), QStringLiteral("u"), 9);
    series.append(1, 10);
    series.appendGap(2);
    series.appendGap(3);
    series.append(4, 40);
    QCOMPARE(series.end(), 3U);
    QVERIFY(std::isnan(series.at(1).value));
  }

  void findsTheFirstSample_ofAWindow() {
    TimeSeries series(QStringLiteral("n"), QStringLiteral("u"), 4);
    for (int i = 0; i < 10; ++i) series.append(i, i);
    QCOMPARE(series.firstSince(0), 6U);
    QCOMPARE(series.firstSince(7.5), 8U);
    QCOMPARE(series.firstSince(8), 8U);
    QCOMPARE(series.firstSince(99), series.end());
  }

  void countsOn_afterClear() {
    TimeSeries series(QStringLiteral("n"), QStringLiteral("u"), 4);
    series.append(1, 1);
    series.clear();
    QVERIFY(series.isEmpty());
    series.append(2, 2);
    QCOMPARE(series.begin(), 1U);
    QCOMPARE(series.at(1).value, 2.0);
  }
};

QTEST_GUILESS_MAIN(TestTimeSeries)
#include "tst_time_series.moc"
