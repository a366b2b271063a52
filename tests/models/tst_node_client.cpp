// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <thread>

#include <QSignalSpy>
#include <QTimer>

#include "models/node_client.h"
#include "models/suspension_text.h"
#include "support/fake_node.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::NodeError;
using models::Action;
using models::ActionResult;
using models::NodeClient;
using models::NodeViewPtr;
using models::ProcessColumn;
using models::ViewSpec;
using test::FakeNode;
using test::pid;
using test::snapshot;

namespace {

/// A client of a fake node. Nothing but the test answers, and nothing but it moves the time.
struct Fixture {
  std::shared_ptr<FakeNode> node = std::make_shared<FakeNode>();
  std::unique_ptr<NodeClient> client = std::make_unique<NodeClient>(node);

  void answerSnapshot(double timeS, const std::vector<test::ProcessSpec>& processes) {
    const auto request = node->snapshots.front();
    node->snapshots.pop_front();
    FakeNode::onOtherThread([&] { request.answer(snapshot(timeS, processes)); });
    QCoreApplication::processEvents();
  }
  bool passTicks(int count) {
    const QSignalSpy ticks(client->findChild<QTimer*>(), &QTimer::timeout);
    return QTest::qWaitFor([&] { return ticks.count() >= count; });
  }
  void failSnapshot(NodeError::Code code) {
    const auto request = node->snapshots.front();
    node->snapshots.pop_front();
    FakeNode::onOtherThread([&] { request.fail(code); });
    QCoreApplication::processEvents();
  }
  /// Of process 1.
  void startTrace(genmsg::TraceSessionId id) {
    client->setTraced(pid(1), true);
    const auto request = node->traceStarts.front();
    node->traceStarts.pop_front();
    FakeNode::onOtherThread([&] { request.answer(genmsg::TraceStarted{id, 1}); });
    QCoreApplication::processEvents();
  }
  void tellTrace(genmsg::TraceSessionId id, genmsg::TraceEnd end, std::uint64_t events = 0) {
    genmsg::TraceBatch batch;
    batch.sessions.emplace_back();
    batch.sessions[0].id = id;
    batch.sessions[0].end = end;
    batch.sessions[0].events = events;
    const auto request = node->traceTakes.front();
    node->traceTakes.pop_front();
    FakeNode::onOtherThread([&] { request.answer(batch); });
    QCoreApplication::processEvents();
  }
};

template <class Requests, class Answer>
void answerFirst(Requests& requests, Answer answer) {
  const auto request = requests.front();
  requests.pop_front();
  FakeNode::onOtherThread([&] { answer(request); });
  QCoreApplication::processEvents();
}

ViewSpec byPid() {
  ViewSpec spec;
  spec.sortColumn = ProcessColumn::Pid;
  spec.sortOrder = Qt::AscendingOrder;
  return spec;
}

ActionResult lastResult(const QSignalSpy& spy) {
  return spy.last()[0].value<ActionResult>();
}

genmsg::TraceSpec specOf(std::vector<genmsg::Pid> pids) {
    genmsg::TraceSpec spec;
  spec.pids = std::move(pids);
  return spec;
}

}  // namespace

class TestNodeClient : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void leavesTheNodeAlone_untilItIsStarted() {
    Fixture f;
    QCOMPARE(f.node->snapshots.size(), 0U);
    QCOMPARE(f.client->nodeInfo().name, std::string("fake"));
    f.client->start();
    f.client->start();
    QCOMPARE(f.node->snapshots.size(), 1U);
  }

  void bringsAView_onItsOwnThread() {
    Fixture f;
    QThread* arrivedOn = nullptr;
    connect(
        f.client.get(), &NodeClient::viewReady, this, [&] { arrivedOn = QThread::currentThread(); },
        Qt::DirectConnection);
    f.client->start();
    f.answerSnapshot(1, {{.index = 1, .mailbox = 3}});
    QCOMPARE(arrivedOn, QThread::currentThread());
    QCOMPARE(f.client->view()->totals.mailbox, 3U);
  }

  void asksOnce_howeverLateTheAnswerIs() {
    Fixture f;
    f.client->setInterval(NodeClient::intervalMsMin);
    QSignalSpy views(f.client.get(), &NodeClient::viewReady);
    f.client->start();
    QVERIFY(f.passTicks(2));
    QCOMPARE(f.node->snapshots.size(), 1U);
    f.answerSnapshot(1, {});
    QCOMPARE(views.count(), 1);
    QTRY_COMPARE(f.node->snapshots.size(), 1U);
  }

  void clampsTheInterval() {
    Fixture f;
    QSignalSpy changed(f.client.get(), &NodeClient::intervalChanged);
    f.client->setInterval(1);
    QCOMPARE(f.client->intervalMs(), NodeClient::intervalMsMin);
    f.client->setInterval(1'000'000);
    QCOMPARE(f.client->intervalMs(), NodeClient::intervalMsMax);
    f.client->setInterval(NodeClient::intervalMsMax);
    QCOMPARE(changed.count(), 2);
  }

  void asksNothing_whilePaused_butRefreshes() {
    Fixture f;
    f.client->setInterval(NodeClient::intervalMsMin);
    f.client->setPaused(true);
    f.client->start();
    QVERIFY(f.passTicks(1));
    QCOMPARE(f.node->snapshots.size(), 0U);
    f.client->refresh();
    QCOMPARE(f.node->snapshots.size(), 1U);
    f.answerSnapshot(1, {});
    f.client->setPaused(false);
    QCOMPARE(f.node->snapshots.size(), 1U);
  }

  void reportsAFailure_andGoesOn() {
    Fixture f;
    QSignalSpy failed(f.client.get(), &NodeClient::nodeFailed);
    f.client->start();
    f.failSnapshot(NodeError::Code::Disconnected);
    QCOMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].value<NodeError>().code, NodeError::Code::Disconnected);
    f.client->refresh();
    f.answerSnapshot(1, {{.index = 1}});
    QVERIFY(f.client->view());
  }

  void sortsTheLastSnapshot_whenTheSpecChanges() {
    Fixture f;
    f.client->start();
    f.answerSnapshot(1, {{.index = 1, .mailbox = 1}, {.index = 2, .mailbox = 2}});
    const NodeViewPtr before = f.client->view();
    f.client->setPaused(true);
    f.client->setViewSpec(byPid());
    f.client->setViewSpec(byPid());
    QCOMPARE(f.node->snapshots.size(), 1U);
    f.answerSnapshot(2, {{.index = 9}});
    QCOMPARE(f.client->view()->snapshot, before->snapshot);
    QCOMPARE(test::shownIndexes(*f.client->view()), (std::vector<std::uint32_t>{1, 2}));
    QCOMPARE(f.node->snapshots.size(), 0U);
  }

  void appliesTheLatestSpec_whenItChangesUnderWay() {
    Fixture f;
    f.client->start();
    f.client->setViewSpec(byPid());
    f.answerSnapshot(1, {{.index = 1, .mailbox = 1}, {.index = 2, .mailbox = 2}});
    QCOMPARE(f.node->snapshots.size(), 1U);
    f.answerSnapshot(2, {});
    QCOMPARE(f.client->view()->spec, byPid());
    QCOMPARE(test::shownIndexes(*f.client->view()), (std::vector<std::uint32_t>{1, 2}));
  }

  void takesASnapshot_whenThereIsNoLastOne() {
    Fixture f;
    f.client->start();
    f.client->setViewSpec(byPid());
    f.failSnapshot(NodeError::Code::Other);
    f.answerSnapshot(1, {{.index = 1}});
    QCOMPARE(f.client->view()->totals.processes, 1U);
  }

  void dropsAnswers_thatComeAfterItsEnd() {
    Fixture f;
    f.client->start();
    f.client->requestStatus(pid(1));
    f.client->suspend(pid(1));
    f.client.reset();
    f.answerSnapshot(1, {});
    answerFirst(f.node->statuses, [](const auto& r) { r.fail(NodeError::Code::NoProc); });
    answerFirst(f.node->suspends, [](const auto& r) { r.answer(genmsg::Suspension{}); });
  }

  void dropsAnswers_thatAreOnTheirWayAtItsEnd() {
    Fixture f;
    f.client->start();
    const auto request = f.node->snapshots.front();
    FakeNode::onOtherThread([&] { request.answer(snapshot(1, {})); });
    f.client.reset();
    QCoreApplication::processEvents();
  }

  // Answers come while the client dies. For the address sanitizer: the thread sanitizer sees
  // neither the lock of Qt's event queue nor the count in its slot objects, and reports both.
  void dropsAnswers_whileItEnds() {
    for (int round = 0; round < 50; ++round) {
      Fixture f;
      f.client->start();
      for (std::uint32_t i = 1; i <= 20; ++i) f.client->suspend(pid(i));
      std::thread answering([node = std::move(f.node)] {
        node->snapshots.front().answer(snapshot(1, {{.index = 1}}));
        for (const auto& request : node->suspends) request.answer(genmsg::Suspension{});
        node->suspends.clear();
        node->snapshots.clear();
      });
      QCoreApplication::processEvents();
      f.client.reset();
      answering.join();
      QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
  }

  void bringsStatuses_outOfOrder() {
    Fixture f;
    QSignalSpy ready(f.client.get(), &NodeClient::statusReady);
    QSignalSpy failed(f.client.get(), &NodeClient::statusFailed);
    f.client->requestStatus(pid(1));
    f.client->requestStatus(pid(2));
    f.client->requestStatus(pid(1));  // is under way
    QCOMPARE(f.node->statuses.size(), 2U);
    std::swap(f.node->statuses[0], f.node->statuses[1]);
    answerFirst(f.node->statuses, [](const auto& r) { r.fail(NodeError::Code::Timeout, "busy"); });
    QCOMPARE(failed.count(), 1);
    QCOMPARE(failed[0][0].value<genmsg::Pid>(), pid(2));
    QCOMPARE(failed[0][1].value<NodeError>().message, std::string("busy"));
    answerFirst(f.node->statuses, [](const auto& r) {
      const auto status = std::make_shared<genmsg::ProcessStatus>();
      status->pid = r.pid;
      r.answer(genmsg::ProcessStatusPtr(status));
    });
    QCOMPARE(ready.count(), 1);
    QCOMPARE(ready[0][0].value<genmsg::ProcessStatusPtr>()->pid, pid(1));
    f.client->requestStatus(pid(1));
    QCOMPARE(f.node->statuses.size(), 1U);
  }

  void bringsAState_orWhyNot() {
    Fixture f;
    QSignalSpy ready(f.client.get(), &NodeClient::stateReady);
    QSignalSpy failed(f.client.get(), &NodeClient::stateFailed);
    f.client->requestState(pid(1));
    answerFirst(f.node->states, [](const auto& r) {
      r.answer(genmsg::ProcessState{r.pid, genmsg::Term(7), 3, {}});
    });
    QCOMPARE(ready[0][0].value<genmsg::ProcessState>().version, 3U);
    f.client->requestState(pid(1));
    answerFirst(f.node->states, [](const auto& r) { r.fail(NodeError::Code::NotSupported); });
    QCOMPARE(failed[0][1].value<NodeError>().code, NodeError::Code::NotSupported);
  }

  void replacesAState_ofTheExpectedVersion() {
    Fixture f;
    QSignalSpy replaced(f.client.get(), &NodeClient::stateReplaced);
    QSignalSpy finished(f.client.get(), &NodeClient::actionFinished);
    f.client->replaceState(pid(1), genmsg::Term(8), 3);
    QCOMPARE(f.node->replacements[0].version, std::optional<std::uint64_t>(3));
    QVERIFY(f.node->replacements[0].term == genmsg::Term(8));
    answerFirst(f.node->replacements, [](const auto& r) {
      r.answer(genmsg::ProcessState{r.pid, r.term, 4, {}});
    });
    QCOMPARE(replaced[0][0].value<genmsg::ProcessState>().version, 4U);
    QVERIFY(lastResult(finished).ok);
    f.client->replaceState(pid(1), genmsg::Term(9), 3);
    answerFirst(f.node->replacements,
                [](const auto& r) { r.fail(NodeError::Code::StaleState, "it moved"); });
    QCOMPARE(replaced.count(), 1);
    QCOMPARE(lastResult(finished).code, NodeError::Code::StaleState);
    QCOMPARE(lastResult(finished).message, QStringLiteral("it moved"));
  }

  void reportsHowActionsEnd() {
    Fixture f;
    QSignalSpy finished(f.client.get(), &NodeClient::actionFinished);
    f.client->suspend(pid(1));
    f.client->resume(pid(2));
    f.client->exitProcess(pid(3), genmsg::Term(genmsg::atoms::shutdown));
    QVERIFY(f.node->exits[0].term.is(genmsg::atoms::shutdown));
    answerFirst(f.node->resumes, [](const auto& r) { r.answer(genmsg::Done{}); });
    QCOMPARE(lastResult(finished).action, Action::Resume);
    QVERIFY(lastResult(finished).ok);
    answerFirst(f.node->suspends, [](const auto& r) { r.fail(NodeError::Code::NoProc, "gone"); });
    QCOMPARE(lastResult(finished).action, Action::Suspend);
    QCOMPARE(lastResult(finished).pid, pid(1));
    QVERIFY(!lastResult(finished).ok);
    QCOMPARE(lastResult(finished).code, NodeError::Code::NoProc);
    answerFirst(f.node->exits, [](const auto& r) { r.answer(genmsg::Done{}); });
    QCOMPARE(lastResult(finished).action, Action::Exit);
  }

  void suspendsAsThisObserver_withALease() {
    Fixture f;
    f.client->suspend(pid(1));
    f.client->watch(pid(1), genmsg::Term(7), genmsg::sys::MailboxDeeper{5});
    for (const genmsg::Suspender& suspender :
         {f.node->suspends[0].suspender, f.node->watchesSet[0].suspender}) {
      QVERIFY(models::isThisObserver(suspender.owner));
      QVERIFY(suspender.lease == NodeClient::suspensionLease);
    }
  }

  void bringsAStep_thenThatItIsDone() {
    Fixture f;
    QStringList order;
    connect(f.client.get(), &NodeClient::stepReady, this,
            [&](genmsg::Pid of, const genmsg::StepPtr& step) {
              QCOMPARE(of, pid(1));
              QVERIFY(step->message == genmsg::Term(5));
              order << QStringLiteral("step");
            });
    connect(f.client.get(), &NodeClient::actionFinished, this, [&](const ActionResult& result) {
      QVERIFY(result.ok);
      QCOMPARE(result.action, Action::Step);
      order << QStringLiteral("finished");
    });
    f.client->step(pid(1), false);
    QCOMPARE(f.node->steps[0].version, std::optional<std::uint64_t>(0));
    answerFirst(f.node->steps, [](const auto& r) {
      auto step = std::make_shared<genmsg::sys::Step>();
      step->message = genmsg::Term(5);
      r.answer(genmsg::StepPtr(step));
    });
    QCOMPARE(order, (QStringList{QStringLiteral("step"), QStringLiteral("finished")}));
  }

  void stepsOnce_howeverLongTheKeyIsDown() {
    Fixture f;
    QSignalSpy stepped(f.client.get(), &NodeClient::stepReady);
    QSignalSpy finished(f.client.get(), &NodeClient::actionFinished);
    f.client->step(pid(1), false);
    f.client->step(pid(1), false);
    f.client->step(pid(1), true);
    f.client->step(pid(2), true);  // another process
    QCOMPARE(f.node->steps.size(), 2U);
    QCOMPARE(f.node->steps[1].version, std::optional<std::uint64_t>(1));
    answerFirst(f.node->steps, [](const auto& r) { r.fail(NodeError::Code::EmptyMailbox); });
    QCOMPARE(lastResult(finished).action, Action::Step);
    QCOMPARE(lastResult(finished).code, NodeError::Code::EmptyMailbox);
    answerFirst(f.node->steps, [](const auto& r) { r.fail(NodeError::Code::NotSuspended); });
    QCOMPARE(lastResult(finished).action, Action::Skip);
    QCOMPARE(stepped.count(), 0);
    f.client->step(pid(1), true);
    QCOMPARE(f.node->steps.size(), 1U);
  }

  /// One that timed out is still to be done: asked again, it would be two.
  void stepThatTimedOut_isNotAskedAgain_untilItIsDone() {
    Fixture f;
    QSignalSpy finished(f.client.get(), &NodeClient::actionFinished);
    QSignalSpy started(f.client.get(), &NodeClient::actionStarted);
    const auto show = [&f](double timeS, std::uint64_t messages) {
      f.client->refresh();
      f.answerSnapshot(timeS, {{.status = genmsg::Status::Suspended, .messages = messages}});
    };
    show(1, 7);
    f.client->step(pid(1), false);
    answerFirst(f.node->steps, [](const auto& r) { r.fail(NodeError::Code::Timeout); });
    QVERIFY(f.client->step(pid(1), false));
    QCoreApplication::processEvents();
    QCOMPARE(f.node->steps.size(), 0U);
    QCOMPARE(finished.count(), 2);
    QCOMPARE(started.count(), 2);  // so that it is in the operator's log
    QCOMPARE(lastResult(finished).code, NodeError::Code::Timeout);
    show(2, 8);
    f.client->step(pid(1), false);
    QCOMPARE(f.node->steps.size(), 1U);
    answerFirst(f.node->steps, [](const auto& r) { r.fail(NodeError::Code::Timeout); });
    f.client->resume(pid(1));  // answered later, so the step is over
    answerFirst(f.node->resumes, [](const auto& r) { r.answer(genmsg::Done{}); });
    f.client->step(pid(1), true);
    QCOMPARE(f.node->steps.size(), 1U);
  }

  void asksAStuckProcessForItsWatchesOnce() {
    Fixture f;
    f.client->refresh();
    f.answerSnapshot(1, {{.mailbox = 3, .messages = 7}});
    f.client->requestWatches(pid(1));
    answerFirst(f.node->watchLists, [](const auto& r) { r.fail(NodeError::Code::Timeout); });
    f.client->requestWatches(pid(1));
    QCOMPARE(f.node->watchLists.size(), 0U);
    f.client->refresh();
    f.answerSnapshot(2, {{.mailbox = 3, .messages = 8}});
    f.client->requestWatches(pid(1));
    QCOMPARE(f.node->watchLists.size(), 1U);
  }

  void setsListsAndRemovesWatches() {
    Fixture f;
    QSignalSpy finished(f.client.get(), &NodeClient::actionFinished);
    QSignalSpy ready(f.client.get(), &NodeClient::watchesReady);
    QSignalSpy failed(f.client.get(), &NodeClient::watchesFailed);
    f.client->watch(pid(1), genmsg::Term(7), genmsg::sys::MailboxDeeper{5});
    QVERIFY(f.node->watchesSet[0].term == genmsg::Term(7));
    QCOMPARE(genmsg::sys::to_string(f.node->watchesSet[0].condition),
             std::string("mailbox > 5"));
    answerFirst(f.node->watchesSet, [](const auto& r) { r.answer(genmsg::Done{}); });
    QCOMPARE(lastResult(finished).action, Action::Watch);
    f.client->requestWatches(pid(1));
    f.client->requestWatches(pid(1));  // is under way
    QCOMPARE(f.node->watchLists.size(), 1U);
    answerFirst(f.node->watchLists, [](const auto& r) {
      r.answer(models::WatchInfos{
          {genmsg::Term(7), genmsg::sys::MailboxDeeper{5}, genmsg::Term(), 3}});
    });
    QCOMPARE(ready[0][1].value<models::WatchInfos>()[0].hits, 3U);
    f.client->requestWatches(pid(1));
    answerFirst(f.node->watchLists, [](const auto& r) { r.fail(NodeError::Code::NoProc); });
    QCOMPARE(failed[0][1].value<NodeError>().code, NodeError::Code::NoProc);
    f.client->unwatch(pid(1), genmsg::Term(7));
    QVERIFY(f.node->watchesUnset[0].term == genmsg::Term(7));
    answerFirst(f.node->watchesUnset, [](const auto& r) { r.answer(genmsg::Done{}); });
    QCOMPARE(lastResult(finished).action, Action::Unwatch);
  }

  void drainsTheTrace_whileSomethingIsTraced() {
    Fixture f;
    f.client->setInterval(NodeClient::intervalMsMin);
    f.client->setPaused(true);  // the screen may stand still, the trace must not be lost
    QSignalSpy traces(f.client.get(), &NodeClient::traceReady);
    f.client->start();
    QCOMPARE(f.node->traceTakes.size(), 0U);
    f.client->setTraced(pid(1), true);
    f.client->setTraced(pid(1), true);
    QCOMPARE(f.node->traceStarts.size(), 1U);
    QTRY_COMPARE(f.node->traceTakes.size(), 1U);
    answerFirst(f.node->traceTakes, [](const auto& r) {
      r.answer(genmsg::TraceBatch{{genmsg::TraceEvent{}}, 5, {}});
    });
    QCOMPARE(traces.count(), 1);
    QCOMPARE(traces[0][0].value<models::TraceBatchPtr>()->dropped, 5U);
  }

  void drainsTheTrace_moreOftenThanItTakesSnapshots() {
    Fixture f;
    f.client->setInterval(NodeClient::intervalMsMax);
    f.client->setTraced(pid(1), true);
    QTRY_COMPARE_WITH_TIMEOUT(f.node->traceTakes.size(), 1U, 2000);
    answerFirst(f.node->traceTakes, [](const auto& r) { r.answer(genmsg::TraceBatch{}); });
    // Again, long before a snapshot is due.
    QTRY_COMPARE_WITH_TIMEOUT(f.node->traceTakes.size(), 1U, 2000);
  }

  void takesTheEndOfATrace_onceItHasStopped() {
    Fixture f;
    f.startTrace(4);
    f.client->setTraced(pid(1), false);
    QVERIFY(!f.client->isTraced(pid(1)));
    QCOMPARE(f.node->traceStops.size(), 1U);
    QCOMPARE(*f.node->traceStops[0].version, 4U);
    QCOMPARE(f.node->traceTakes.size(), 0U);  // it still records
    answerFirst(f.node->traceStops, [](const auto& r) { r.answer(genmsg::Done{}); });
    QCOMPARE(f.node->traceTakes.size(), 1U);
    QCOMPARE(f.client->traces().size(), 1U);
    f.tellTrace(4, genmsg::TraceEnd::Stopped);
    QCOMPARE(f.client->traces().size(), 0U);
  }

  void stopsATrace_onceTheNodeHasBegunIt() {
    Fixture f;
    f.client->setTraced(pid(1), true);
    f.client->setTraced(pid(1), false);
    QCOMPARE(f.node->traceStops.size(), 0U);  // it has no id yet
    answerFirst(f.node->traceStarts,
                [](const auto& r) { r.answer(genmsg::TraceStarted{4, 1}); });
    QCOMPARE(f.node->traceStops.size(), 1U);
    QVERIFY(!f.client->isTraced(pid(1)));
  }

  void takesOneOutOfATrace_thatGoesOnWithTheOthers() {
    Fixture f;
    f.client->startTrace(specOf({pid(1), pid(2)}));
    QVERIFY(f.client->isTraced(pid(1)) && f.client->isTraced(pid(2)));
    answerFirst(f.node->traceStarts,
                [](const auto& r) { r.answer(genmsg::TraceStarted{4, 2}); });
    QSignalSpy finished(f.client.get(), &NodeClient::actionFinished);
    f.client->setTraced(pid(1), false);
    QCOMPARE(f.node->traceStops.size(), 0U);
    QCOMPARE(f.node->untraces.size(), 1U);
    QVERIFY(f.node->untraces[0].pid == pid(1));
    QCOMPARE(*f.node->untraces[0].version, 4U);
    QVERIFY(!f.client->isTraced(pid(1)) && f.client->isTraced(pid(2)));
    QVERIFY(f.client->traces()[0].spec.pids == std::vector{pid(2)});  // what goes on
    answerFirst(f.node->untraces, [](const auto& r) { r.answer(genmsg::Done{}); });
    QCOMPARE(finished.count(), 1);
    f.client->setTraced(pid(2), false);  // the last one
    QCOMPARE(f.node->traceStops.size(), 1U);
  }

  void takesOneOutOfATrace_onceTheNodeHasBegunIt() {
    Fixture f;
    f.client->startTrace(specOf({pid(1), pid(2)}));
    f.client->setTraced(pid(1), false);
    QCOMPARE(f.node->untraces.size(), 0U);  // it has no id yet
    answerFirst(f.node->traceStarts,
                [](const auto& r) { r.answer(genmsg::TraceStarted{4, 2}); });
    QCOMPARE(f.node->untraces.size(), 1U);
    QVERIFY(f.client->isTraced(pid(2)));
  }

  void knowsWhoIsInATracedSubtree() {
    Fixture f;
    f.client->start();
    f.answerSnapshot(1, {{.index = 1}, {.index = 2, .parent = 1}, {.index = 3, .parent = 2},
                         {.index = 4}});
    genmsg::TraceSpec spec;
    spec.subtree = pid(1);
    f.client->startTrace(spec);
    QVERIFY(f.client->isTraced(pid(1)) && f.client->isTraced(pid(3)));
    QVERIFY(!f.client->isTraced(pid(4)));
    f.client->setTraced(pid(2), false);
    QVERIFY(!f.client->isTraced(pid(2)));
    QVERIFY(f.client->isTraced(pid(3)));
    QCOMPARE(f.node->traceStops.size(), 0U);
  }

  void asksForAQuickTrace_withLimits() {
    Fixture f;
    f.client->setTraced(pid(1), true);
    const genmsg::TraceSpec& spec = f.node->traceSpecs.at(0);
    QVERIFY(spec.pids == std::vector{pid(1)});
    QCOMPARE(spec.limits.events, 100U);
    QCOMPARE(spec.limits.time.count(), 15'000);
    QCOMPARE(spec.limits.events_per_second, 2'000U);
  }

  void tellsWhyATraceHasEnded() {
    Fixture f;
    QSignalSpy changed(f.client.get(), &NodeClient::traceSessionChanged);
    QSignalSpy traced(f.client.get(), &NodeClient::tracedChanged);
    f.startTrace(4);
    QTRY_COMPARE(f.node->traceTakes.size(), 1U);
    f.tellTrace(4, genmsg::TraceEnd::Running, 12);
    auto last = changed.last()[0].value<models::TraceSession>();
    QVERIFY(last.isRunning());
    QCOMPARE(last.state.events, 12U);
    QTRY_COMPARE(f.node->traceTakes.size(), 1U);
    f.tellTrace(4, genmsg::TraceEnd::Events, 100);
    last = changed.last()[0].value<models::TraceSession>();
    QVERIFY(last.state.end == genmsg::TraceEnd::Events);
    QVERIFY(!f.client->isTraced(pid(1)));
    QCOMPARE(traced.last()[1].toBool(), false);
    const int count = static_cast<int>(changed.count());
    QCOMPARE(changed.count(), count);
    QCOMPARE(f.node->traceTakes.size(), 0U);
  }

  void asksAStuckProcess_onlyOnceForItsStatus() {
    Fixture f;
    const auto answerMessages = [&f](double timeS, std::uint64_t messages) {
      f.client->setPaused(true);
      f.client->setPaused(false);  // a snapshot that nobody asked for
      f.answerSnapshot(timeS, {{.index = 1,
                                .status = genmsg::Status::Running,
                                .mailbox = 3,
                                .messages = messages}});
    };
    const auto timeOut = [&f] {
      answerFirst(f.node->statuses, [](const auto& r) { r.fail(NodeError::Code::Timeout); });
    };
    f.client->start();
    f.answerSnapshot(0.5, {});
    answerMessages(1, 7);
    f.client->requestStatus(pid(1));
    timeOut();
    f.client->requestStatus(pid(1));  // the first one still waits in the mailbox
    QCOMPARE(f.node->statuses.size(), 0U);
    f.client->refresh();  // somebody insists
    f.answerSnapshot(1.5, {{.index = 1, .status = genmsg::Status::Running, .mailbox = 3,
                            .messages = 7}});
    f.client->requestStatus(pid(1));
    QCOMPARE(f.node->statuses.size(), 1U);
    timeOut();
    answerMessages(2, 8);
    f.client->requestStatus(pid(1));
    QCOMPARE(f.node->statuses.size(), 1U);
    timeOut();
    f.client->requestStatus(pid(1));
    QCOMPARE(f.node->statuses.size(), 0U);
    f.client->setPaused(true);
    f.client->setPaused(false);
    f.answerSnapshot(3, {});  // it is gone: who asks is told
    f.client->requestStatus(pid(1));
    QCOMPARE(f.node->statuses.size(), 1U);
  }

  void tracesNothing_whenTheNodeRefuses() {
    Fixture f;
    QSignalSpy traced(f.client.get(), &NodeClient::tracedChanged);
    f.client->setTraced(pid(1), true);
    QVERIFY(f.client->isTraced(pid(1)));
    answerFirst(f.node->traceStarts, [](const auto& r) { r.fail(NodeError::Code::NoProc); });
    QVERIFY(!f.client->isTraced(pid(1)));
    QCOMPARE(traced.count(), 2);
    QCOMPARE(traced[1][1].toBool(), false);
  }
};

QTEST_GUILESS_MAIN(TestNodeClient)
#include "tst_node_client.moc"
