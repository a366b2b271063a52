// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDateTime>
#include <QSignalSpy>

#include "genmsg/term/parse.h"
#include "models/operation_log.h"
#include "support/fake_node.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::NodeError;
using models::Action;
using models::Operation;
using models::OperationLog;
using test::pid;

namespace {

models::ActionRequest request(Action action, std::uint32_t index) {
  return {action, pid(index), {}};
}

}  // namespace

class TestOperationLog : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void ended_isNotedWithItsResult() {
    OperationLog log;
    QSignalSpy noted(&log, &OperationLog::noted);
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    log.begin(request(Action::Exit, 3), QStringLiteral("worker_b <0.3.1>"),
              QStringLiteral("shutdown"));
    QCOMPARE(log.operations().size(), 0u);  // nobody knows yet how it ends
    log.finish({Action::Exit, pid(3), true, {}, {}});
    QCOMPARE(noted.count(), 1);
    const Operation& operation = log.operations().front();
    QCOMPARE(operation.number, 1u);
    QCOMPARE(operation.victim, QStringLiteral("worker_b <0.3.1>"));
    QCOMPARE(operation.argument, QStringLiteral("shutdown"));
    QVERIFY(operation.ok && operation.result.isEmpty());
    QVERIFY(operation.wallMs >= before && operation.wallMs <= QDateTime::currentMSecsSinceEpoch());
    QVERIFY(operation.durationNs >= 0);
  }

  void refused_isNotedWithTheReason() {
    OperationLog log;
    log.begin(request(Action::Step, 1), QStringLiteral("a"), {});
    log.finish({Action::Step, pid(1), false, {}, NodeError::Code::EmptyMailbox});
    QVERIFY(!log.operations().front().ok);
    QCOMPARE(log.operations().front().code, NodeError::Code::EmptyMailbox);
    QVERIFY(log.operations().front().result.contains(QStringLiteral("mailbox is empty")));
  }

  void answers_findTheirOwnOperation() {
    OperationLog log;
    log.begin(request(Action::Suspend, 1), QStringLiteral("first"), {});
    log.begin(request(Action::Suspend, 2), QStringLiteral("other"), {});
    log.begin(request(Action::Resume, 1), QStringLiteral("resumed"), {});
    log.begin(request(Action::Suspend, 1), QStringLiteral("again"), {});
    for (const auto& [action, index] : {std::pair(Action::Resume, 1u), {Action::Suspend, 1u},
                                        {Action::Suspend, 1u}, {Action::Suspend, 2u}}) {
      log.finish({action, pid(index), true, {}, {}});
    }
    QStringList victims;
    for (const Operation& operation : log.operations()) victims << operation.victim;
    QCOMPARE(victims, QStringList({QStringLiteral("resumed"), QStringLiteral("first"),
                                   QStringLiteral("again"), QStringLiteral("other")}));
  }

  void answerToNothing_isIgnored() {
    OperationLog log;
    log.finish({Action::Suspend, pid(1), true, {}, {}});
    QCOMPARE(log.total(), 0u);
  }

  void log_keepsTheLast() {
    OperationLog log;
    for (std::size_t i = 0; i < OperationLog::maxOperations + 3; ++i) log.note({});
    QCOMPARE(log.operations().size(), OperationLog::maxOperations);
    QCOMPARE(log.operations().front().number, 4u);
    QCOMPARE(log.total(), OperationLog::maxOperations + 3);
  }

  void ofManyProcesses_theFirstAreKept() {
    OperationLog log;
    Operation many;
    many.pids.resize(OperationLog::maxPids + 1, pid(1));
    many.count = many.pids.size();
    log.note(many);
    QCOMPARE(log.operations().front().pids.size(), OperationLog::maxPids);
    QCOMPARE(log.operations().front().count, OperationLog::maxPids + 1);
  }

  void everyAction_hasAName() {
    QSet<QString> names;
    for (int i = 0; i <= static_cast<int>(Action::Exit); ++i) {
      QVERIFY(!models::actionText(Action(i)).isEmpty());
      names << models::actionText(Action(i));
    }
    QCOMPARE(names.size(), static_cast<int>(Action::Exit) + 1);
  }

  /// What a client is asked, it says, with what came with it.
  void client_saysWhatItIsAsked() {
    auto node = std::make_shared<test::FakeNode>();
    models::NodeClient client(node);
    std::vector<models::ActionRequest> asked;
    connect(&client, &models::NodeClient::actionStarted, this,
            [&asked](const models::ActionRequest& each) { asked.push_back(each); });
    const genmsg::Term term = genmsg::parse("{stop,now}").value();
    client.suspend(pid(1));
    client.resume(pid(1));
    client.step(pid(1), false);
    client.step(pid(1), false);  // while that one is under way: nothing is asked
    client.step(pid(2), true);
    client.watch(pid(1), term, genmsg::sys::MailboxDeeper{5});
    client.unwatch(pid(1), term);
    client.replaceState(pid(1), term, 7);
    client.sendMessage(pid(1), term);
    client.setTraced(pid(1), true);
    client.setTraced(pid(1), false);
    client.exitProcess(pid(1), term);
    const Action actions[] = {Action::Suspend, Action::Resume, Action::Step, Action::Skip,
                              Action::Watch, Action::Unwatch, Action::ReplaceState, Action::Send,
                              Action::StartTrace, Action::StopTrace, Action::Exit};
    QCOMPARE(asked.size(), std::size(actions));
    for (std::size_t i = 0; i < asked.size(); ++i) QCOMPARE(asked[i].action, actions[i]);
    QVERIFY(asked.back().argument == term);
    QVERIFY(!asked.front().argument);
  }
};

QTEST_GUILESS_MAIN(TestOperationLog)
#include "tst_operation_log.moc"
