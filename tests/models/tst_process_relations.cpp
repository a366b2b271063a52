// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>

#include "models/process_relations.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::ProcessRelations;
using models::Relation;
using test::pid;

namespace {

models::NodeViewPtr sixProcesses() {
  return test::view(test::snapshot(1, {{.index = 1},
                                       {.index = 2, .parent = 1},
                                       {.index = 3, .parent = 1},
                                       {.index = 4, .parent = 1},
                                       {.index = 5, .parent = 1},
                                       {.index = 6, .parent = 1}}));
}

std::vector<genmsg::Pid> pids(std::initializer_list<std::uint32_t> indexes) {
  std::vector<genmsg::Pid> made;
  for (const std::uint32_t index : indexes) made.push_back(pid(index));
  return made;
}

genmsg::ProcessInfoPtr info(std::vector<genmsg::Pid> links, std::vector<genmsg::Pid> monitors = {},
                            std::vector<genmsg::Pid> monitoredBy = {}) {
  auto made = std::make_shared<genmsg::ProcessInfo>();
  made->links = std::move(links);
  for (const genmsg::Pid each : monitors) made->monitors.push_back({each, {}});
  made->monitored_by = std::move(monitoredBy);
  return made;
}

struct Fixture {
  ProcessRelations relations;
  QSignalSpy asked{&relations, &ProcessRelations::infoRequested};

  std::vector<genmsg::Pid> askedPids() const {
    std::vector<genmsg::Pid> made;
    for (const auto& each : asked) made.push_back(each[0].value<genmsg::Pid>());
    return made;
  }
};

}  // namespace

class TestProcessRelations : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void asksNobody_untilSomebodyWantsToKnow() {
    Fixture f;
    f.relations.setProcesses(pids({1, 2}), sixProcesses());
    f.relations.applyInfo(pid(2), info({pid(1)}));  // what somebody else asked for
    QCOMPARE(f.asked.count(), 0);
    QVERIFY(f.relations.relations().empty());
  }

  void asksAFew_atATime_andOnce() {
    Fixture f;
    f.relations.setActive(true);
    f.relations.setProcesses(pids({1, 2, 3, 4, 5, 6}), sixProcesses());
    QCOMPARE(f.askedPids(), pids({1, 2, 3, 4}));
    QCOMPARE(f.relations.waitingCount(), 6U);
    f.relations.applyInfo(pid(3), info({}));
    f.relations.applyInfoError(pid(1));
    QCOMPARE(f.askedPids(), pids({1, 2, 3, 4, 5, 6}));
    for (const std::uint32_t index : {2U, 4U, 5U, 6U}) f.relations.applyInfo(pid(index), info({}));
    QCOMPARE(f.relations.waitingCount(), 0U);
    QCOMPARE(f.relations.failedCount(), 1U);
    f.relations.setProcesses(pids({1, 2, 3, 4, 5, 6}), sixProcesses());
    QCOMPARE(f.asked.count(), 6);
    f.relations.refresh();
    QCOMPARE(f.asked.count(), 10);
  }

  void asksThoseWhoAreNew() {
    Fixture f;
    f.relations.setActive(true);
    f.relations.setProcesses(pids({1, 2}), sixProcesses());
    f.relations.applyInfo(pid(1), info({}));
    f.relations.applyInfo(pid(2), info({}));
    f.relations.setProcesses(pids({2, 3}), sixProcesses());
    QCOMPARE(f.askedPids(), pids({1, 2, 3}));
    f.relations.setActive(false);
    f.relations.setActive(true);
    QCOMPARE(f.askedPids(), pids({1, 2, 3}));  // 3 is still under way
  }

  void keepsEachRelation_once() {
    Fixture f;
    f.relations.setActive(true);
    f.relations.setProcesses(pids({1, 2, 3, 4}), sixProcesses());
    // 1 is their parent; 6 is not shown.
    f.relations.applyInfo(pid(1), info({pid(2), pid(3)}));
    f.relations.applyInfo(pid(2), info({pid(1), pid(3), pid(6)}, {pid(4)}));
    f.relations.applyInfo(pid(3), info({pid(1), pid(2)}));
    f.relations.applyInfo(pid(4), info({pid(1)}, {}, {pid(2), pid(2)}));
    const std::vector<Relation> expected{{Relation::Kind::Link, pid(2), pid(3)},
                                         {Relation::Kind::Monitor, pid(2), pid(4)}};
    QVERIFY(f.relations.relations() == expected);
    f.relations.setProcesses(pids({1, 2, 4}), sixProcesses());
    QCOMPARE(f.relations.relations().size(), 1U);
    f.relations.setActive(false);
    QVERIFY(f.relations.relations().empty());
  }
};

QTEST_GUILESS_MAIN(TestProcessRelations)
#include "tst_process_relations.moc"
