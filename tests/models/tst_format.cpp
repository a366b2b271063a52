// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "models/format.h"
#include "support/unit_test.h"

using models::RowStatus;

class TestFormat : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void formatsDurations_data() {
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("negative") << qint64{-1} << QStringLiteral("0 s");
    QTest::newRow("seconds") << qint64{59} << QStringLiteral("59 s");
    QTest::newRow("minute") << qint64{60} << QStringLiteral("1 m 0 s");
    QTest::newRow("minutes") << qint64{192} << QStringLiteral("3 m 12 s");
    QTest::newRow("hours") << qint64{7500} << QStringLiteral("2 h 5 m");
    QTest::newRow("days") << qint64{356400} << QStringLiteral("4 d 3 h");
  }
  void formatsDurations() {
    QFETCH(qint64, seconds);
    QFETCH(QString, text);
    QCOMPARE(models::formatDuration(seconds * 1'000'000'000), text);
  }

  void formatsTimes_data() {
    QTest::addColumn<double>("ns");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << QStringLiteral("0 ns");
    QTest::newRow("nanoseconds") << 430.4 << QStringLiteral("430 ns");
    QTest::newRow("rounded up to the next unit") << 999.6 << QStringLiteral("1.00 µs");
    QTest::newRow("microseconds") << 1240.0 << QStringLiteral("1.24 µs");
    QTest::newRow("milliseconds") << 17e6 << QStringLiteral("17.0 ms");
    QTest::newRow("hundreds") << 999.4e6 << QStringLiteral("999 ms");
    QTest::newRow("seconds") << 2e9 << QStringLiteral("2.00 s");
    QTest::newRow("many seconds") << 12345e9 << QStringLiteral("12,345 s");
    QTest::newRow("unknown") << std::nan("") << QStringLiteral("–");
  }
  void formatsTimes() {
    QFETCH(double, ns);
    QFETCH(QString, text);
    QCOMPARE(models::formatTime(ns), text);
  }

  void formatsRates_data() {
    QTest::addColumn<double>("rate");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0.0 << QStringLiteral("0");
    QTest::newRow("few") << 7.54 << QStringLiteral("7.5");
    QTest::newRow("ten") << 9.96 << QStringLiteral("10");
    QTest::newRow("many") << 12345.6 << QStringLiteral("12,346");
    QTest::newRow("unknown") << std::nan("") << QStringLiteral("–");
  }
  void formatsRates() {
    QFETCH(double, rate);
    QFETCH(QString, text);
    QCOMPARE(models::formatRate(rate), text);
  }

  void formatsTheRest() {
    QCOMPARE(models::formatCount(1'234'567), QStringLiteral("1,234,567"));
    QCOMPARE(models::formatMicroseconds(1240), QStringLiteral("1.24"));
    QCOMPARE(models::formatMicroseconds(1'234'500), QStringLiteral("1,235"));
    QCOMPARE(models::formatPercent(0.125), QStringLiteral("12.5"));
    QCOMPARE(models::formatPercent(std::nan("")), QStringLiteral("–"));
    QCOMPARE(models::formatPid({17, 3}), QStringLiteral("<0.17.3>"));
    QCOMPARE(models::formatPid({}), QString());
    QCOMPARE(models::formatAtom(genmsg::atoms::shutdown), QStringLiteral("shutdown"));
    QCOMPARE(models::formatAtom({}), QString());
  }

  void tellsStatusesApart_byWordAndSign() {
    QSet<QString> words;
    QSet<QString> signs;
    for (int i = 0; i <= static_cast<int>(RowStatus::Exited); ++i) {
      words.insert(models::statusWord(static_cast<RowStatus>(i)));
      signs.insert(models::statusGlyph(static_cast<RowStatus>(i)));
    }
    QCOMPARE(words.size(), 6);
    QCOMPARE(signs.size(), 6);
    QCOMPARE(models::rowStatus(genmsg::Status::Suspended), RowStatus::Suspended);
  }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
