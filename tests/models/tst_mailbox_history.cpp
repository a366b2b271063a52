// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mailbox_history.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::MailboxHistory;
using models::MailboxTrend;
using test::pid;

namespace {

constexpr auto samples = static_cast<qsizetype>(MailboxHistory::samples);

}  // namespace

class TestMailboxHistory : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void keepsTheLastSamples_oldestFirst() {
    MailboxHistory history;
    for (std::uint32_t moment = 0; moment < 100; ++moment) {
      history.begin();
      history.note(pid(1), moment);
    }
    const MailboxTrend trend = history.of(pid(1));
    QCOMPARE(trend.size(), samples);
    QCOMPARE(trend.first(), 40);
    QCOMPARE(trend.last(), 99);
    QVERIFY(history.of(pid(1, 2)).isEmpty());  // the slot's next process
  }

  void saysWhereNobodyLooked() {
    MailboxHistory history;
    history.begin();
    history.note(pid(1), 7);
    history.begin();
    history.begin();
    history.note(pid(1), 9);
    history.begin();
    const MailboxTrend trend = history.of(pid(1));
    QCOMPARE(trend.last(4), (MailboxTrend{7, -1, 9, -1}));
    QCOMPARE(trend.first(), -1);
    for (qsizetype moment = 0; moment < samples; ++moment) history.begin();
    QVERIFY(history.of(pid(1)).isEmpty());
  }

  void forgets_whatIsOlderThanItShows_whenItComesAgain() {
    MailboxHistory history;
    history.begin();
    history.note(pid(1), 7);
    for (qsizetype moment = 0; moment < samples; ++moment) history.begin();
    history.note(pid(1), 8);
    QCOMPARE(history.of(pid(1)).count(-1), samples - 1);
  }

  void isBounded() {
    MailboxHistory history;
    for (std::uint32_t moment = 0; moment < 50; ++moment) {
      history.begin();
      for (std::uint32_t i = 0; i < 1000; ++i) history.note(pid(1 + moment * 1000 + i), i);
      QCOMPARE_LE(history.size(), MailboxHistory::capacity + 1000);
    }
    QCOMPARE(history.of(pid(49'001 + 5)).last(), 5);
  }
};

QTEST_GUILESS_MAIN(TestMailboxHistory)
#include "tst_mailbox_history.moc"
