// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>

#include "app/held_processes.h"
#include "models/suspension_text.h"
#include "support/fake_node.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using app::HeldProcesses;
using genmsg::Status;
using test::pid;

namespace {

struct Fixture {
  std::shared_ptr<test::FakeNode> node = std::make_shared<test::FakeNode>();
  models::NodeClient client{node};
  HeldProcesses held{&client};
  double timeS = 1;

  template <class Requests, class Answer>
  void answer(Requests& requests, Answer with) {
    const auto request = requests.front();
    requests.pop_front();
    request.answer(std::move(with));
    QCoreApplication::processEvents();
  }
  void suspend(std::uint32_t index, genmsg::Term owner = models::observerOwner()) {
    client.suspend(pid(index));
    answer(node->suspends, genmsg::Suspension{std::move(owner), {}, 1});
  }
  void show(const std::vector<test::ProcessSpec>& processes,
            const std::vector<genmsg::SuspensionRow>& suspensions = {}) {
    auto snapshot =
        std::make_shared<genmsg::Snapshot>(*test::snapshot(timeS++, processes));
    snapshot->suspensions = suspensions;
    client.refresh();
    answer(node->snapshots, genmsg::SnapshotPtr(snapshot));
  }
};

}  // namespace

class TestHeldProcesses : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void whatIsSuspendedHere_isHeldUntilItIsResumed() {
    Fixture f;
    QSignalSpy changed(&f.held, &HeldProcesses::changed);
    f.suspend(1);
    f.suspend(2);
    QCOMPARE(f.held.count(), 2u);
    QCOMPARE(changed.count(), 2);
    f.client.resume(pid(1));
    QCOMPARE(f.held.count(), 2u);  // nobody knows yet whether it is
    f.answer(f.node->resumes, genmsg::Done{});
    QVERIFY(f.held.pids() == std::vector{pid(2)});
  }

  void othersSuspensions_areNotHeld() {
    Fixture f;
    f.suspend(1, genmsg::Term(pid(9)));
    QCOMPARE(f.held.count(), 0u);
    f.show({{.index = 2, .status = Status::Suspended}}, {{pid(2), 1, genmsg::Term(pid(9))}});
    QCOMPARE(f.held.count(), 0u);
  }

  void whoHasExited_isNotHeld() {
    Fixture f;
    f.suspend(1);
    f.show({{.index = 1, .serial = 2}});
    QCOMPARE(f.held.count(), 0u);
  }

  /// The first snapshot after the answer may be older than it.
  void whatSomebodyElseResumed_isNotHeld_onceItIsCertain() {
    Fixture f;
    f.suspend(1);
    f.show({{.index = 1}});
    QCOMPARE(f.held.count(), 1u);
    f.show({{.index = 1}});
    QCOMPARE(f.held.count(), 0u);
  }

  void whatAWatchSuspended_isHeld() {
    Fixture f;
    f.held.add(pid(1));
    f.show({{.index = 1, .status = Status::Suspended},
            {.index = 2, .status = Status::Suspended}},
           {{pid(2), 1, models::observerOwner()}});
    QCOMPARE(f.held.count(), 2u);
    QVERIFY(f.held.first(1) == std::vector{pid(1)});
    for (int i = 0; i < 3; ++i)
      f.show({{.index = 1, .status = Status::Suspended}, {.index = 2}});
    QVERIFY(f.held.pids() == std::vector{pid(1)});
  }

  /// However many there are, each is looked at in its turn.
  void many_areLookedOverInPortions() {
    Fixture f;
    const auto count = static_cast<std::uint32_t>(HeldProcesses::mostLookedAt) + 10;
    for (std::uint32_t i = 1; i <= count; ++i) f.held.add(pid(i));
    f.show({{.index = 1}});
    QCOMPARE(f.held.count(), 11u);  // a portion has gone, but for one that may be suspended still
    for (int i = 0; i < 3; ++i) f.show({{.index = 1}});
    QCOMPARE(f.held.count(), 0u);
  }
};

QTEST_GUILESS_MAIN(TestHeldProcesses)
#include "tst_held_processes.moc"
