// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QTimer>

#include "app/event_loop_gap.h"
#include "support/unit_test.h"

using app::EventLoopGap;

class TestEventLoopGap : public test::UnitTest {
  Q_OBJECT

 private:
  /// Holds up the event loop from inside, as a slow slot does.
  static void holdUp(int ms) {
    QTimer::singleShot(0, [ms] { spin(ms); });
  }
  static void spin(int ms) {
    QElapsedTimer held;
    held.start();
    while (held.elapsed() < ms) {
    }
  }

 private Q_SLOTS:
  void gap_isOffUntilAskedFor() {
    EventLoopGap gap;
    QVERIFY(!gap.isEnabled());
    bool later = false;
    QTimer::singleShot(EventLoopGap::beatMs * 4, [&] { later = true; });
    QTRY_VERIFY(later);
    const EventLoopGap::Summary summary = gap.summary();
    QCOMPARE(summary.beats, 0u);
    QCOMPARE(summary.p50, 0.0);
    QCOMPARE(summary.p99, 0.0);
    QCOMPARE(summary.max, 0.0);
  }

  void gap_findsWhatHeldUpTheLoop() {
    EventLoopGap gap;
    gap.setEnabled(true);
    QTRY_VERIFY(gap.summary().beats >= 5);
    const quint64 before = gap.summary().beats;
    holdUp(100);
    QTRY_VERIFY(gap.summary().max >= 100 - EventLoopGap::beatMs - 1);
    QTRY_VERIFY(gap.summary().beats > before + 1);
  }

  void percentiles_areOfAllBeats() {
    EventLoopGap gap;
    QTimer everyTime;  // the loop goes round
    everyTime.start(0);
    connect(&everyTime, &QTimer::timeout, this, [] { spin(30); });
    gap.setEnabled(true);
    QTRY_VERIFY(gap.summary().beats >= 10);
    const EventLoopGap::Summary summary = gap.summary();
    QCOMPARE_GE(summary.p50, 20.0);
    QCOMPARE_GE(summary.p99, 20.0);
  }

  /// One long gap among many beats is beyond the middle.
  void median_isNotTheLongestGap() {
    EventLoopGap gap;
    gap.setEnabled(true);
    holdUp(1000);
    QTRY_VERIFY(gap.summary().max >= 900);
    QTRY_VERIFY(gap.summary().beats >= 20);
    QCOMPARE_LT(gap.summary().p50, 900.0);
  }

  void reset_forgets() {
    EventLoopGap gap;
    gap.setEnabled(true);
    holdUp(200);
    QTRY_VERIFY(gap.summary().max >= 190);
    gap.reset();
    QCOMPARE(gap.summary().beats, 0u);
    QCOMPARE(gap.summary().max, 0.0);
    QVERIFY(gap.isEnabled());
    QTRY_VERIFY(gap.summary().beats > 0);  // and goes on
  }

  void disabled_keepsWhatItMeasured() {
    EventLoopGap gap;
    gap.setEnabled(true);
    QTRY_VERIFY(gap.summary().beats >= 2);
    gap.setEnabled(false);
    QVERIFY(!gap.isEnabled());
    const quint64 beats = gap.summary().beats;
    bool later = false;
    QTimer::singleShot(EventLoopGap::beatMs * 4, [&] { later = true; });
    QTRY_VERIFY(later);
    QCOMPARE(gap.summary().beats, beats);
  }

  /// The time while it was off is no gap.
  void enabledAgain_beginsAnew() {
    EventLoopGap gap;
    gap.setEnabled(true);
    QTRY_VERIFY(gap.summary().beats >= 1);
    gap.setEnabled(false);
    gap.reset();
    holdUp(500);
    bool later = false;
    QTimer::singleShot(1, [&] { later = true; });
    QTRY_VERIFY(later);
    QElapsedTimer on;
    on.start();
    gap.setEnabled(true);
    QTRY_VERIFY(gap.summary().beats >= 2);
    QCOMPARE_LE(gap.summary().max, static_cast<double>(on.nsecsElapsed()) / 1e6);
  }
};

QTEST_GUILESS_MAIN(TestEventLoopGap)
#include "tst_event_loop_gap.moc"
