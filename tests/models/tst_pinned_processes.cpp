// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QSignalSpy>

#include "models/collector.h"
#include "models/pinned_processes.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::PinnedProcesses;
using models::TimeSeries;
using Toggled = models::PinnedProcesses::Toggled;

namespace {

double last(const TimeSeries& series) { return series.at(series.end() - 1).value; }

}  // namespace

class TestPinnedProcesses : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void toggle_pinsAndUnpins_upToEight() {
    PinnedProcesses pinned;
    QSignalSpy changed(&pinned, &PinnedProcesses::changed);
    for (std::uint32_t i = 1; i <= 8; ++i)
      QCOMPARE(pinned.toggle(test::pid(i), QString::number(i)), Toggled::Pinned);
    QCOMPARE(pinned.toggle(test::pid(9), QStringLiteral("9")), Toggled::Full);
    QCOMPARE(changed.size(), 8);
    QCOMPARE(pinned.toggle(test::pid(3), QStringLiteral("3")), Toggled::Unpinned);
    QCOMPARE(pinned.pids().size(), 7u);
    QCOMPARE(pinned.toggle(test::pid(9), QStringLiteral("9")), Toggled::Pinned);
    QVERIFY(pinned.pids().back() == test::pid(9));
  }

  void samples_areOfThePinned_andEndWithTheProcess() {
    models::Collector collector;
    PinnedProcesses pinned;
    pinned.toggle(test::pid(2), QStringLiteral("two"));
    const auto append = [&](double timeS, const std::vector<test::ProcessSpec>& specs) {
      pinned.append(collector.collect(test::snapshot(timeS, specs), {}));
    };
    append(1, {{.index = 1, .mailbox = 9}, {.index = 2, .mailbox = 4, .messages = 10}});
    append(2, {{.index = 1, .mailbox = 9}, {.index = 2, .mailbox = 5, .messages = 40}});
    const TimeSeries& mailbox = pinned.all()[0].mailbox;
    QCOMPARE(last(mailbox), 5.0);
    QCOMPARE(last(pinned.all()[0].rate), 30.0);
    append(3, {{.index = 1, .mailbox = 9}});
    QVERIFY(std::isnan(last(mailbox)));
    const std::uint64_t end = mailbox.end();
    append(4, {{.index = 2, .mailbox = 7, .serial = 2}});  // another one in its slot
    QCOMPARE(mailbox.end(), end);
  }

  void pause_isAGap() {
    models::Collector collector;
    PinnedProcesses pinned;
    pinned.toggle(test::pid(1), QStringLiteral("one"));
    for (const double timeS : {1.0, 2.0, 30.0})
      pinned.append(collector.collect(test::snapshot(timeS, {{.index = 1, .mailbox = 1}}), {}));
    const TimeSeries& mailbox = pinned.all()[0].mailbox;
    QCOMPARE(mailbox.end() - mailbox.begin(), 4u);
    QVERIFY(std::isnan(mailbox.at(mailbox.end() - 2).value));
  }
};

QTEST_GUILESS_MAIN(TestPinnedProcesses)
#include "tst_pinned_processes.moc"
