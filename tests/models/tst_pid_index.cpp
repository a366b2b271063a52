// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pid_index.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::noRow;
using models::PidIndex;
using test::pid;

class TestPidIndex : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void findsNothing_whenEmpty() {
    QCOMPARE(PidIndex().find(pid(1)), noRow);
    QCOMPARE(PidIndex(std::span<const genmsg::ProcessRow>()).find(pid(1)), noRow);
  }

  void findsEachPid_andNoOther() {
    std::vector<genmsg::ProcessRow> rows;
    // Runs of indexes, gaps of a power of two, and serials: they meet in some slots.
    for (std::uint32_t i = 1; i <= 100; ++i) rows.push_back(test::processRow({.index = i}));
    for (std::uint32_t i = 1; i <= 100; ++i)
      rows.push_back(test::processRow({.index = i * 1024, .serial = i}));
    const PidIndex index(rows);
    for (std::uint32_t row = 0; row < rows.size(); ++row) {
      QCOMPARE(index.find(rows[row].pid), row);
      QCOMPARE(index.find(pid(rows[row].pid.index, 5000)), noRow);
    }
    QCOMPARE(index.find(pid(101)), noRow);
    QCOMPARE(index.find({}), noRow);
  }

  void sharesTheTable_ofTheSamePids() {
    std::vector<genmsg::ProcessRow> before{test::processRow({.index = 1}),
                                           test::processRow({.index = 2})};
    const std::vector<genmsg::ProcessRow> after = before;
    const PidIndex index(after, PidIndex(before));
    before.clear();
    QCOMPARE(index.find(pid(2)), 1U);
    QCOMPARE(index.find(pid(3)), noRow);
  }

  void looksAtTheHintFirst_butDoesNotTrustIt() {
    const std::vector<genmsg::ProcessRow> rows{test::processRow({.index = 1}),
                                               test::processRow({.index = 2})};
    const PidIndex index(rows);
    QCOMPARE(index.find(pid(2), 1), 1U);
    QCOMPARE(index.find(pid(2), 0), 1U);
    QCOMPARE(index.find(pid(2), noRow), 1U);
  }
};

QTEST_GUILESS_MAIN(TestPidIndex)
#include "tst_pid_index.moc"
