// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pid_selection.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::PidSelection;
using test::pid;

class TestPidSelection : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void selectsSome() {
    PidSelection selection;
    QCOMPARE(selection.count(10), 0U);
    selection.setSelected(pid(1), true);
    selection.setSelected(pid(2), true);
    selection.setSelected(pid(1), false);
    QVERIFY(selection.contains(pid(2)));
    QVERIFY(!selection.contains(pid(1)));
    QVERIFY(!selection.contains(pid(2, 2)));  // the slot's next process
    QCOMPARE(selection.count(10), 1U);
    selection.selectOnly(pid(5));
    QCOMPARE(selection.count(10), 1U);
    QVERIFY(!selection.contains(pid(2)));
  }

  void selectsAll_butSome() {
    PidSelection selection;
    selection.setSelected(pid(1), true);
    selection.selectAll();
    QCOMPARE(selection.count(1'000'000), 1'000'000U);
    selection.setSelected(pid(1), false);
    selection.setSelected(pid(2), false);
    selection.setSelected(pid(2), true);
    QCOMPARE(selection.count(1'000'000), 999'999U);
    QVERIFY(!selection.contains(pid(1)));
    QVERIFY(selection.contains(pid(2)));
    selection.forget(pid(1));  // it is gone, and no exception any more
    QCOMPARE(selection.count(999'999), 999'999U);
    selection.clear();
    QVERIFY(!selection.isAll());
    QVERIFY(!selection.contains(pid(2)));
  }

  void forgetsWhoIsGone() {
    PidSelection selection;
    for (std::uint32_t i = 1; i <= 4; ++i) selection.setSelected(pid(i), true);
    selection.forgetIf([](genmsg::Pid each) { return each.index > 2; });
    QCOMPARE(selection.count(2), 2U);
  }
};

QTEST_GUILESS_MAIN(TestPidSelection)
#include "tst_pid_selection.moc"
