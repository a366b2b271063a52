// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>

#include "app/watches.h"
#include "models/suspension_text.h"
#include "support/fake_node.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using app::Watches;
using genmsg::Done;
using genmsg::NodeError;
using genmsg::Status;
using genmsg::Term;
using test::pid;

namespace {

/// A process that is watched, on a node that answers when the test says so.
struct Fixture {
  std::shared_ptr<test::FakeNode> node = std::make_shared<test::FakeNode>();
  models::NodeClient client{node};
  Watches watches{&client};
  QSignalSpy hits{&watches, &Watches::hit};
  const genmsg::sys::Condition condition = genmsg::sys::MailboxDeeper{5};
  const Term id = models::watchId(condition);
  double timeS = 1;

  explicit Fixture(bool watched = true) {
    if (!watched) return;
    watches.watch(pid(1), id, condition);
    answer(node->watchesSet, Done{});
    answerList();
  }
  template <class Requests, class Answer>
  void answer(Requests& requests, Answer with) {
    const auto request = requests.front();
    requests.pop_front();
    request.answer(std::move(with));
    QCoreApplication::processEvents();
  }
  void answerList(bool withOurs = true) {
    models::WatchInfos list;
    if (withOurs) list.push_back({id, condition, models::observerOwner(), 0});
    answer(node->watchLists, list);
  }
  void show(Status status, std::uint64_t messages = 0) {
    client.refresh();
    answer(node->snapshots,
           test::snapshot(timeS++, {{.index = 1, .status = status, .messages = messages}}));
  }
  void answerStatus(std::int64_t sinceNs, Term owner = models::observerOwner(),
                    bool byWatch = true) {
    auto status = std::make_shared<genmsg::ProcessStatus>();
    status->pid = pid(1);
    status->suspension = genmsg::Suspension{
        std::move(owner),
        byWatch ? Term::tuple_of(genmsg::Atom::intern("watch"), id) : Term(), sinceNs};
    answer(node->statuses, genmsg::ProcessStatusPtr(status));
  }
};

}  // namespace

class TestWatches : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void hit_isToldOnce() {
    Fixture f;
    f.show(Status::Waiting);
    QCOMPARE(f.node->statuses.size(), 0u);  // nothing to ask it
    f.show(Status::Suspended);
    QCOMPARE(f.node->statuses.size(), 1u);
    f.answerStatus(100);
    QCOMPARE(f.hits.count(), 1);
    QCOMPARE(f.hits[0][0].value<genmsg::Pid>(), pid(1));
    QVERIFY(f.hits[0][1].value<models::WatchHit>().id == f.id);
    f.show(Status::Suspended);
    QCOMPARE(f.node->statuses.size(), 0u);
    f.show(Status::Waiting);
    f.show(Status::Suspended);
    f.answerStatus(200);
    QCOMPARE(f.hits.count(), 2);
  }

  /// Resumed and hit again between two views: only the messages tell.
  void hitAgain_betweenTwoViews_isTold() {
    Fixture f;
    f.show(Status::Suspended, 7);
    f.answerStatus(100);
    f.show(Status::Suspended, 8);
    f.answerStatus(200);
    QCOMPARE(f.hits.count(), 2);
    f.show(Status::Suspended, 9);  // a step
    f.answerStatus(200);
    QCOMPARE(f.hits.count(), 2);
  }

  /// Resumed, and hit again before it handled anything: nothing in a view tells.
  void hitAtResume_isTold() {
    Fixture f;
    f.show(Status::Suspended, 7);
    f.answerStatus(100);
    f.client.resume(pid(1));
    f.answer(f.node->resumes, Done{});
    f.show(Status::Suspended, 7);
    QCOMPARE(f.node->statuses.size(), 1u);
    f.answerStatus(200);
    QCOMPARE(f.hits.count(), 2);
  }

  void watchSetAgain_doesNotTellOfTheSameHit() {
    Fixture f;
    f.show(Status::Suspended, 7);
    f.answerStatus(100);
    f.watches.unwatch(pid(1), f.id);
    f.answer(f.node->watchesUnset, Done{});
    f.answerList(false);
    f.show(Status::Suspended, 7);
    f.watches.watch(pid(1), f.id, f.condition);
    f.answer(f.node->watchesSet, Done{});
    f.answerList();
    f.show(Status::Suspended, 8);  // a step
    f.answerStatus(100);
    QCOMPARE(f.hits.count(), 1);
    f.show(Status::Waiting, 8);
    f.show(Status::Suspended, 9);
    f.answerStatus(200);
    QCOMPARE(f.hits.count(), 2);
  }

  void othersSuspensions_areNotTold() {
    Fixture f;
    f.show(Status::Suspended);
    f.answerStatus(100, models::observerOwner(), false);
    f.show(Status::Waiting);
    f.show(Status::Suspended);
    f.answerStatus(200, Term(pid(9)));
    QCOMPARE(f.hits.count(), 0);
  }

  void unanswered_isAskedAgain() {
    Fixture f;
    f.show(Status::Suspended);
    const auto request = f.node->statuses.front();
    f.node->statuses.pop_front();
    request.fail(NodeError::Code::Timeout);
    QCoreApplication::processEvents();
    f.show(Status::Suspended);
    f.answerStatus(100);
    QCOMPARE(f.hits.count(), 1);
  }

  void processesWithoutWatches_areLeftAlone() {
    Fixture f(false);
    f.show(Status::Suspended);
    QCOMPARE(f.node->statuses.size(), 0u);
    Fixture removed;
    removed.watches.unwatch(pid(1), removed.id);
    removed.answer(removed.node->watchesUnset, Done{});
    removed.answerList(false);
    removed.show(Status::Suspended);
    QCOMPARE(removed.node->statuses.size(), 0u);
  }

  /// A list that was asked for before the watch knows nothing of it.
  void olderList_doesNotEndIt() {
    Fixture f(false);
    f.client.requestWatches(pid(1));
    f.watches.watch(pid(1), f.id, f.condition);
    f.answerList(false);
    f.answer(f.node->watchesSet, Done{});
    QCOMPARE(f.node->watchLists.size(), 1u);
    f.answerList();
    f.show(Status::Suspended);
    QCOMPARE(f.node->statuses.size(), 1u);
  }

  void exitedProcess_isForgotten() {
    Fixture f;
    f.client.refresh();
    f.answer(f.node->snapshots, test::snapshot(9, {{.index = 2}}));
    f.show(Status::Suspended);
    QCOMPARE(f.node->statuses.size(), 0u);
  }
};

QTEST_GUILESS_MAIN(TestWatches)
#include "tst_watches.moc"
