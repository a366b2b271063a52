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
    QTimer::singleShot(0, [ms] {
      QElapsedTimer held;
      held.start();
      while (held.elapsed() < ms) {
      }
    });
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

  void percentiles_areInOrder() {
    EventLoopGap gap;
    gap.setEnabled(true);
    QTRY_VERIFY(gap.summary().beats >= 10);
    holdUp(60);
    QTRY_VERIFY(gap.summary().max >= 50);
    const EventLoopGap::Summary summary = gap.summary();
    QVERIFY(summary.p50 >= 0);
    QCOMPARE_LE(summary.p50, summary.p99);
    QCOMPARE_LE(summary.p99, summary.max);
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
    gap.setEnabled(true);
    QTRY_VERIFY(gap.summary().beats >= 2);
    QCOMPARE_LE(gap.summary().max, 450.0);
  }
};

QTEST_GUILESS_MAIN(TestEventLoopGap)
#include "tst_event_loop_gap.moc"
