// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/format.h"
#include "models/process_groups.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Status;
using models::GroupBy;
using models::ProcessGroup;
using models::ViewSpec;
using test::pid;

class TestProcessGroups : public test::UnitTest {
  Q_OBJECT

 private:
  static models::NodeViewPtr mixed(const ViewSpec& spec) {
    return test::view(
        test::snapshot(1, {{.index = 1, .initialCall = "sup:init/1", .mailbox = 1},
                           {.index = 2, .parent = 1, .initialCall = "a:init/1", .mailbox = 10},
                           {.index = 3, .parent = 1, .initialCall = "a:init/1",
                            .status = Status::Suspended, .mailbox = 30},
                           {.index = 4, .parent = 2, .initialCall = "a:init/1", .mailbox = 20}}),
        spec);
  }
  static ViewSpec by(GroupBy by, const QString& filter = {}) {
    ViewSpec spec;
    spec.groupBy = by;
    spec.filter = filter;
    return spec;
  }

 private Q_SLOTS:
  void makesNone_unlessAsked() { QVERIFY(!mixed({})->groups); }

  void groupsByInitialCall() {
    const auto view = mixed(by(GroupBy::InitialCall));
    QVERIFY(view->groups);
    QCOMPARE(view->groups->groups.size(), 2U);
    const ProcessGroup& largest = view->groups->groups.front();
    QCOMPARE(models::formatAtom(largest.initialCall), QStringLiteral("a:init/1"));
    QCOMPARE(largest.count, 3U);
    QCOMPARE(largest.mailbox, 60U);
    QCOMPARE(largest.mailboxMax, 30U);
    QCOMPARE(largest.mailboxP99, 30U);
    QCOMPARE(largest.suspended, 1U);
  }

  void groupsBySupervisorAndStatus() {
    const auto bySupervisor = mixed(by(GroupBy::Supervisor));
    QCOMPARE(bySupervisor->groups->groups.size(), 3U);
    QCOMPARE(bySupervisor->groups->groups.front().supervisor, pid(1));
    QCOMPARE(bySupervisor->groups->groups.front().count, 2U);
    const auto byStatus = mixed(by(GroupBy::Status));
    QCOMPARE(byStatus->groups->groups.size(), 2U);
    QCOMPARE(byStatus->groups->groups.back().status, Status::Suspended);
  }

  void groupsWhatTheFilterLetsThrough() {
    const auto view = mixed(by(GroupBy::InitialCall, QStringLiteral("mailbox>15")));
    QCOMPARE(view->groups->groups.size(), 1U);
    QCOMPARE(view->groups->groups.front().mailbox, 50U);
  }

  void p99_isNotTheLargest_ofMany() {
    std::vector<test::ProcessSpec> specs;
    for (std::uint32_t i = 1; i <= 200; ++i) specs.push_back({.index = i, .mailbox = i});
    const auto view = test::view(test::snapshot(1, specs), by(GroupBy::InitialCall));
    QCOMPARE(view->groups->groups.front().mailboxP99, 198U);
    QCOMPARE(view->groups->groups.front().mailboxMax, 200U);
  }

  void addsRatesUp() {
    models::Collector collector;
    collector.collect(test::snapshot(1, {{.index = 1}, {.index = 2}}), {});
    const auto view = collector.collect(
        test::snapshot(3, {{.index = 1, .messages = 20, .busyNs = 1'000'000'000},
                           {.index = 2, .messages = 40, .busyNs = 2'000'000'000}}),
        by(GroupBy::Status));
    QCOMPARE(view->groups->groups.front().messagesPerSecond, 30.0);
    QCOMPARE(view->groups->groups.front().busy, 1.5);
  }
};

QTEST_GUILESS_MAIN(TestProcessGroups)
#include "tst_process_groups.moc"
