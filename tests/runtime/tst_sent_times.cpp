// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "genmsg/observe/sent_times.h"

using genmsg::SentTimes;

class TestSentTimes : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void knows_a_message_again_for_each_session() {
    SentTimes times(4);
    times.sent(7, 100);
    times.sent(7, 100);
    QCOMPARE(times.received(7).value(), std::int64_t{100});
    QCOMPARE(times.received(7).value(), std::int64_t{100});
    QVERIFY(!times.received(8));
    QCOMPARE(times.forgotten(), std::uint64_t{0});
  }

  void forgets_the_oldest_and_counts_it() {
    SentTimes times(4);
    for (std::uint32_t i = 1; i <= 7; ++i) times.sent(i, i);
    QCOMPARE(times.forgotten(), std::uint64_t{3});
    for (std::uint32_t i = 1; i <= 7; ++i) QCOMPARE(times.received(i).has_value(), i > 3);
  }

  void what_was_received_takes_no_room() {
    SentTimes times(4);
    times.sent(1, 1);
    for (std::uint32_t i = 2; i < 50'000; ++i) {
      times.sent(i, i);
      QVERIFY(times.received(i));
    }
    QCOMPARE(times.received(1).value(), std::int64_t{1});
    QCOMPARE(times.forgotten(), std::uint64_t{0});
  }

  void a_number_that_comes_again_is_another_message() {
    SentTimes times(2);
    times.sent(1, 10);
    times.sent(1, 20);
    QCOMPARE(times.forgotten(), std::uint64_t{1});
    times.sent(2, 30);
    QCOMPARE(times.received(1).value(), std::int64_t{20});
    times.sent(3, 40);
    QCOMPARE(times.received(2).value(), std::int64_t{30});
  }

  void forgotten_never_falls() {
    SentTimes times(1);
    times.sent(1, 1);
    times.sent(2, 2);
    times.clear();
    QCOMPARE(times.forgotten(), std::uint64_t{1});
    QVERIFY(!times.received(2));
  }
};

QTEST_APPLESS_MAIN(TestSentTimes)
#include "tst_sent_times.moc"
