// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>

#include "app/bulk_action.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using app::BulkAction;
using genmsg::NodeError;
using genmsg::Pid;
using models::Action;
using test::pid;

namespace {

/// A bulk suspension of `count` processes, which are answered as the test says.
struct Bulk {
  std::vector<Pid> asked;
  BulkAction action;
  QSignalSpy finished{&action, &BulkAction::finished};

  explicit Bulk(std::uint32_t count)
      : action(Action::Suspend, pidsTo(count), [this](Pid pid) {
          asked.push_back(pid);
          return true;
        }) {
    action.start();
  }
  static std::vector<Pid> pidsTo(std::uint32_t count) {
    std::vector<Pid> pids;
    for (std::uint32_t i = 1; i <= count; ++i) pids.push_back(pid(i));
    return pids;
  }
  bool answer(std::uint32_t index) {
    return action.take({Action::Suspend, pid(index), true, {}, {}});
  }
  bool refuse(std::uint32_t index, NodeError::Code code) {
    return action.take({Action::Suspend, pid(index), false, QStringLiteral("it says"), code});
  }
};

}  // namespace

class TestBulkAction : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void many_areAskedInPortions() {
    Bulk bulk(1000);
    QCOMPARE(bulk.asked.size(), BulkAction::mostUnanswered);
    QVERIFY(bulk.answer(7));
    QCOMPARE(bulk.asked.size(), BulkAction::mostUnanswered + 1);
    QVERIFY(bulk.asked.back() == pid(BulkAction::mostUnanswered + 1));
    for (std::uint32_t i = 1; i <= 1000; ++i) {
      if (i != 7) QVERIFY(bulk.answer(i));
      QCOMPARE_LE(bulk.asked.size() - bulk.action.done(), BulkAction::mostUnanswered);
    }
    QCOMPARE(bulk.finished.count(), 1);
    QCOMPARE(bulk.action.summary(), QStringLiteral("1,000 suspended"));
  }

  void othersAnswers_areNotTaken() {
    Bulk bulk(2);
    QVERIFY(!bulk.answer(3));
    QVERIFY(!bulk.action.take({Action::Resume, pid(1), true, {}, {}}));
    QVERIFY(bulk.answer(1));
    QVERIFY(!bulk.answer(1));  // it had one
    QCOMPARE(bulk.action.done(), 1u);
  }

  void refusals_areSummedUp() {
    Bulk bulk(9);
    for (std::uint32_t i = 1; i <= 3; ++i) bulk.answer(i);
    for (std::uint32_t i = 4; i <= 7; ++i) bulk.refuse(i, NodeError::Code::NoProc);
    bulk.refuse(8, NodeError::Code::Other);
    QCOMPARE(bulk.finished.count(), 0);
    bulk.answer(9);
    QCOMPARE(bulk.finished.count(), 1);
    QCOMPARE(bulk.action.summary(),
             QStringLiteral("4 suspended, 4 had exited: <0.4.1> <0.5.1> <0.6.1> …, "
                            "1 refused (it says): <0.8.1>"));
    const models::Operation operation = bulk.action.operation();
    QVERIFY(!operation.ok);
    QCOMPARE(operation.count, 9u);
    QCOMPARE(operation.victim, QStringLiteral("9 processes"));
    QCOMPARE(operation.pids.size(), 9u);
  }

  void cancelled_asksNoMore_andWaitsForWhatItAsked() {
    Bulk bulk(300);
    bulk.action.cancel();
    QCOMPARE(bulk.finished.count(), 0);
    for (std::uint32_t i = 1; i <= BulkAction::mostUnanswered; ++i) bulk.answer(i);
    QCOMPARE(bulk.finished.count(), 1);
    QCOMPARE(bulk.asked.size(), BulkAction::mostUnanswered);
    QCOMPARE(bulk.action.summary(),
             QStringLiteral("256 suspended, 44 not asked, as it was cancelled"));
  }

  void nothingToDo_isDone() {
    BulkAction action(Action::StartTrace, Bulk::pidsTo(1000), [](Pid) { return false; });
    QSignalSpy finished(&action, &BulkAction::finished);
    action.start();
    QCOMPARE(finished.count(), 1);
    QCOMPARE(action.summary(), QStringLiteral("1,000 traced"));
  }

  /// A node may answer while it is asked.
  void answersAtOnce_areTaken() {
    BulkAction* self = nullptr;
    BulkAction action(Action::Exit, Bulk::pidsTo(1000), [&self](Pid pid) {
      self->take({Action::Exit, pid, true, {}, {}});
      return true;
    });
    self = &action;
    QSignalSpy finished(&action, &BulkAction::finished);
    action.start();
    QCOMPARE(finished.count(), 1);
    QCOMPARE(action.done(), 1000u);
  }
};

QTEST_GUILESS_MAIN(TestBulkAction)
#include "tst_bulk_action.moc"
