// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pid_selection.h"

#include <set>

#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::PidSelection;
using test::pid;

namespace {

std::set<std::uint32_t> indexesOf(const PidSelection& selection) {
  std::set<std::uint32_t> indexes;
  selection.each([&](genmsg::Pid each) {
    if (selection.contains(each)) indexes.insert(each.index);
  });
  return indexes;
}

}  // namespace

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

  void forgetsWhoIsNotShown() {
    PidSelection selection;
    for (std::uint32_t i = 1; i <= 4; ++i) selection.setSelected(pid(i), true);
    selection.forgetHidden(*test::view(test::snapshot(1, {{.index = 1}, {.index = 2}})));
    QCOMPARE(selection.count(2), 2U);
  }

  void selectsARange_andFollowsItsProcesses() {
    models::Collector collector;
    const auto at = [&](double timeS, std::vector<test::ProcessSpec> specs) {
      return collector.collect(test::snapshot(timeS, specs), {});
    };
    PidSelection selection;
    selection.setSelected(pid(1), true);
    selection.addRange(at(1, {{.index = 1, .mailbox = 9},
                              {.index = 2, .mailbox = 8},
                              {.index = 3, .mailbox = 7},
                              {.index = 4, .mailbox = 6}}),
                       1, 2);
    QCOMPARE(indexesOf(selection), (std::set<std::uint32_t>{1, 2, 3}));
    QCOMPARE(selection.count(4), 3U);
    selection.setSelected(pid(2), false);
    selection.setSelected(pid(9), true);  // who has no row there
    QCOMPARE(indexesOf(selection), (std::set<std::uint32_t>{1, 3, 9}));
    // The order does not matter any more, nor do other processes.
    const auto later = at(2, {{.index = 3, .mailbox = 1}, {.index = 1, .mailbox = 2},
                              {.index = 2, .serial = 2}, {.index = 9, .mailbox = 3}});
    selection.follow(later);
    QCOMPARE(indexesOf(selection), (std::set<std::uint32_t>{1, 3, 9}));
    QVERIFY(!selection.contains(pid(2, 2)));
    selection.addRange(later, 0, 3);
    QCOMPARE(selection.count(4), 4U);
    selection.forget(pid(3));
    QCOMPARE(selection.count(3), 3U);
    selection.selectOnly(pid(3));
    QCOMPARE(indexesOf(selection), (std::set<std::uint32_t>{3}));
  }

  void range_forgetsWhatAFilterHides() {
    models::Collector collector;
    PidSelection selection;
    selection.addRange(collector.collect(test::snapshot(1, {{.index = 1, .mailbox = 9},
                                                            {.index = 2, .mailbox = 8},
                                                            {.index = 3}}),
                                         {}),
                       0, 2);
    models::ViewSpec spec;
    spec.filter = QStringLiteral("mailbox>8");
    const auto filtered = collector.recollect(spec);
    selection.follow(filtered);
    selection.forgetHidden(*filtered);
    QCOMPARE(indexesOf(selection), (std::set<std::uint32_t>{1}));
    QCOMPARE(selection.count(1), 1U);
  }

  // A range of many does not follow: it stays what it was.
  void largeRange_staysWhatItWas() {
    constexpr auto many = static_cast<std::uint32_t>(PidSelection::followedMost) + 10;
    models::Collector collector;
    PidSelection selection;
    selection.addRange(collector.collect(test::manyProcesses(1, many), {}), 0, many - 1);
    selection.follow(collector.collect(test::manyProcesses(2, many + 1), {}));
    QCOMPARE(selection.count(many + 1), std::size_t{many});
    QVERIFY(selection.contains(pid(many)));
    QVERIFY(!selection.contains(pid(many + 1)));
  }
};

QTEST_GUILESS_MAIN(TestPidSelection)
#include "tst_pid_selection.moc"
