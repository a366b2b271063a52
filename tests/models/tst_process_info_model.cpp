// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/process_info_model.h"
#include "models/roles.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::NodeError;
using genmsg::Term;
using models::ProcessInfoModel;
using test::pid;
using test::snapshot;

namespace {

struct Fixture {
  ProcessInfoModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

  QModelIndex item(ProcessInfoModel::Group group, const QString& name) const {
    const QModelIndex parent = model.index(group, 0);
    for (int row = 0; row < model.rowCount(parent); ++row) {
      const QModelIndex index = model.index(row, ProcessInfoModel::Item, parent);
      if (index.data().toString() == name) return index.siblingAtColumn(ProcessInfoModel::Value);
    }
    return {};
  }
  QString value(ProcessInfoModel::Group group, const char* name) const {
    return item(group, QString::fromUtf8(name)).data().toString();
  }
  QString title(ProcessInfoModel::Group group) const {
    return model.index(group, 0).data().toString();
  }
  int count(ProcessInfoModel::Group group) const { return model.rowCount(model.index(group, 0)); }
};

std::shared_ptr<genmsg::ProcessStatus> status(genmsg::Pid of) {
  const auto made = std::make_shared<genmsg::ProcessStatus>();
  made->pid = of;
  made->header = "Status for generic message server pool_worker_1";
  made->sys_state = genmsg::atoms::suspended;
  made->parent = Term(pid(1));
  made->state = Term::tuple_of(genmsg::atoms::ok, 7);
  made->logged_events = {Term(1), Term(2)};
  made->ancestors = {Term(genmsg::atoms::worker), Term(pid(1))};
  made->links = {pid(1)};
  made->dictionary = {Term::tuple_of(genmsg::atoms::worker, 5), Term(3)};
  made->trap_exit = true;
  return made;
}

models::NodeViewPtr oneProcess(genmsg::Status is = genmsg::Status::Waiting) {
  return test::view(snapshot(200, {{.index = 1},
                                   {.index = 2,
                                    .parent = 1,
                                    .name = "w2",
                                    .status = is,
                                    .mailbox = 1234,
                                    .messages = 2,
                                    .busyNs = 3000,
                                    .startS = 8}}));
}

}  // namespace

class TestProcessInfoModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void hasItsGroups_beforeThereIsAProcess() {
    Fixture f;
    QCOMPARE(f.model.rowCount(), static_cast<int>(ProcessInfoModel::GroupCount));
    for (int group = 0; group < ProcessInfoModel::GroupCount; ++group) {
      QVERIFY(!f.title(static_cast<ProcessInfoModel::Group>(group)).isEmpty());
      QCOMPARE(f.count(static_cast<ProcessInfoModel::Group>(group)), 0);
    }
    f.model.applyView(oneProcess());
    QCOMPARE(f.count(ProcessInfoModel::Process), 0);
  }

  void showsTheRow() {
    Fixture f;
    f.model.setPid(pid(2));
    f.model.applyView(oneProcess());
    const auto group = ProcessInfoModel::Process;
    QCOMPARE(f.value(group, "Pid"), QStringLiteral("<0.2.1>"));
    QCOMPARE(f.value(group, "Registered name"), QStringLiteral("w2"));
    QCOMPARE(f.value(group, "Mailbox"), QStringLiteral("1,234"));
    QCOMPARE(f.value(group, "Mean time per message"), QStringLiteral("1.50 µs"));
    QCOMPARE(f.value(group, "Uptime"), QStringLiteral("3 m 12 s"));
    QCOMPARE(f.value(group, "Started by"), QStringLiteral("<0.1.1>"));
    QCOMPARE(f.item(group, QStringLiteral("Started by")).data(models::PidRole).value<genmsg::Pid>(),
             pid(1));
  }

  void showsTheStatus_asOtpLaysItOut() {
    Fixture f;
    f.model.setPid(pid(2));
    f.model.applyStatus(status(pid(2)));
    const auto group = ProcessInfoModel::SysStatus;
    QCOMPARE(f.title(group), QStringLiteral("Status for generic message server pool_worker_1"));
    QCOMPARE(f.value(group, "Status"), QStringLiteral("suspended"));
    QCOMPARE(f.value(group, "Parent"), QStringLiteral("<0.1.1>"));
    QCOMPARE(f.value(group, "State"), QStringLiteral("{ok,7}"));
    QVERIFY(!f.value(group, "Logged events").isEmpty());
    QCOMPARE(f.count(ProcessInfoModel::Ancestors), 2);
    QCOMPARE(f.value(ProcessInfoModel::Links, "1"), QStringLiteral("<0.1.1>"));
    // Only pairs are of the dictionary.
    QCOMPARE(f.model.dictionary(), Term::map({{genmsg::atoms::worker, 5}}));
    QVERIFY(f.model.statusText().contains(QStringLiteral("  State: {ok,7}\n")));
  }

  void saysWhoSuspendedIt_andCountsOn() {
    Fixture f;
    f.model.setPid(pid(2));
    const auto suspended = status(pid(2));
    suspended->suspension = genmsg::Suspension{Term(pid(7)), {}, 190'000'000'000};
    f.model.applyStatus(suspended);  // newer than any view
    const auto group = ProcessInfoModel::SysStatus;
    QCOMPARE(f.value(group, "Suspended"), QStringLiteral("by <0.7.1> for 0 s, no lease"));
    f.model.applyView(oneProcess(genmsg::Status::Suspended));
    QCOMPARE(f.value(group, "Suspended"), QStringLiteral("by <0.7.1> for 10 s, no lease"));
    QCOMPARE(f.model.suspensionText(), f.value(group, "Suspended"));
    QVERIFY(f.model.statusText().contains(QStringLiteral("  Suspended: by <0.7.1> for 10 s")));
    f.model.applyStatus(status(pid(2)));
    QCOMPARE(f.model.suspensionText(), QString());
    QVERIFY(!f.item(group, QStringLiteral("Suspended")).isValid());
    f.model.applyStatus(suspended);
    f.model.applyView(test::view(snapshot(300, {})));
    QCOMPARE(f.model.suspensionText(), QString());  // it has exited
  }

  /// One that is stuck in a callback answers no more, but its row tells.
  void isNotSuspended_whenALaterViewSaysSo() {
    Fixture f;
    f.model.setPid(pid(2));
    const auto suspended = status(pid(2));
    suspended->suspension = genmsg::Suspension{Term(pid(7)), {}, 190'000'000'000};
    f.model.applyStatus(suspended);
    QVERIFY(f.model.isSuspended());
    f.model.applyView(oneProcess(genmsg::Status::Running));
    QVERIFY(!f.model.isSuspended());
    QCOMPARE(f.model.suspensionText(), QString());
  }

  void saysWhenTheStateIsFormatted() {
    Fixture f;
    f.model.setPid(pid(2));
    const auto formatted = status(pid(2));
    formatted->state_formatted = true;
    f.model.applyStatus(formatted);
    QCOMPARE(f.value(ProcessInfoModel::SysStatus, "State (formatted)"), QStringLiteral("{ok,7}"));
  }

  void dropsAnswers_forAnotherProcess() {
    Fixture f;
    f.model.setPid(pid(2));
    f.model.applyStatus(status(pid(3)));
    f.model.applyStatus(nullptr);
    f.model.applyStatusError(pid(3), {NodeError::Code::Timeout, "busy"});
    QVERIFY(!f.model.status());
    QCOMPARE(f.count(ProcessInfoModel::SysStatus), 0);
    QCOMPARE(f.model.statusText(), QString());
  }

  void keepsTheLastStatus_whenThereIsNoAnswer() {
    Fixture f;
    f.model.setPid(pid(2));
    f.model.applyStatus(status(pid(2)));
    f.model.applyStatusError(pid(2), {NodeError::Code::Timeout, "busy for 3.2 s"});
    QCOMPARE(f.value(ProcessInfoModel::SysStatus, "No answer"), QStringLiteral("busy for 3.2 s"));
    QCOMPARE(f.value(ProcessInfoModel::SysStatus, "State"), QStringLiteral("{ok,7}"));
    f.model.applyStatus(status(pid(2)));
    QCOMPARE(f.value(ProcessInfoModel::SysStatus, "No answer"), QString());
  }

  void keepsTheLastRow_ofAnExitedProcess() {
    Fixture f;
    f.model.setPid(pid(2));
    f.model.applyView(oneProcess());
    f.model.applyView(test::view(snapshot(300, {{.index = 2, .serial = 2}})));
    QVERIFY(f.model.hasExited());
    QVERIFY(f.value(ProcessInfoModel::Process, "Status").contains(QStringLiteral("Exited")));
    QCOMPARE(f.value(ProcessInfoModel::Process, "Registered name"), QStringLiteral("w2"));
  }

  void forgets_whenAnotherProcessIsShown() {
    Fixture f;
    f.model.setPid(pid(2));
    f.model.applyView(oneProcess());
    f.model.applyStatus(status(pid(2)));
    f.model.setPid(pid(1));
    QCOMPARE(f.count(ProcessInfoModel::Process), 0);
    QCOMPARE(f.count(ProcessInfoModel::Links), 0);
    f.model.setPid({});
    QCOMPARE(f.model.pid(), genmsg::Pid());
  }

  void reportsOnlyWhatChanged() {
    Fixture f;
    f.model.setPid(pid(2));
    f.model.applyView(oneProcess());
    QSignalSpy changed(&f.model, &ProcessInfoModel::dataChanged);
    QSignalSpy inserted(&f.model, &ProcessInfoModel::rowsInserted);
    f.model.applyView(oneProcess());
    QCOMPARE(changed.count(), 0);
    QCOMPARE(inserted.count(), 0);
  }

  void showsSome_ofVeryManyLinks() {
    Fixture f;
    f.model.setPid(pid(2));
    const auto linked = status(pid(2));
    for (std::uint32_t i = 1; i <= 1000; ++i) linked->links.push_back(pid(i));
    f.model.applyStatus(linked);
    QCOMPARE(f.title(ProcessInfoModel::Links), QStringLiteral("Links (1,001)"));
    QCOMPARE(f.count(ProcessInfoModel::Links), 8 + 1);
    const auto more = [&f] {
      const QModelIndex links = f.model.index(ProcessInfoModel::Links, 0);
      return f.model.index(f.model.rowCount(links) - 1, 0, links);
    };
    QCOMPARE(more().data().toString(), QStringLiteral("… 993 more"));
    QVERIFY(f.model.isMoreRow(more()));
    QVERIFY(!f.model.isMoreRow(more().siblingAtRow(0)));
    f.model.showMore(more());
    QCOMPARE(f.count(ProcessInfoModel::Links), 208 + 1);
    QCOMPARE(more().data().toString(), QStringLiteral("… 793 more"));
    f.model.applyStatus(linked);  // stays open
    QCOMPARE(f.count(ProcessInfoModel::Links), 208 + 1);
    f.model.applyStatus(status(pid(2)));
    QCOMPARE(f.count(ProcessInfoModel::Links), 1);
    QCOMPARE(f.title(ProcessInfoModel::Links), QStringLiteral("Links (1)"));
  }

  void showsWhatProcessInfoTells() {
    Fixture f;
    f.model.setPid(pid(2));
    f.model.applyView(oneProcess());
    f.model.applyStatus(status(pid(2)));
    auto info = std::make_shared<genmsg::ProcessInfo>();
    info->pid = pid(2);
    info->links = {pid(1), pid(9)};
    info->monitors = {{pid(1), {}}, {{}, genmsg::atoms::worker}};
    info->monitored_by = {pid(9)};
    info->ancestors = {Term(genmsg::atoms::worker)};
    info->label = Term::tuple_of(genmsg::atoms::worker, 7);
    info->dictionary = {{genmsg::atoms::ok, 1}};
    info->memory = 12'345;
    f.model.applyInfo(info);
    QCOMPARE(f.value(ProcessInfoModel::Links, "2"), QStringLiteral("<0.9.1>"));
    QCOMPARE(f.value(ProcessInfoModel::Monitors, "1"), QStringLiteral("<0.1.1>"));
    QCOMPARE(f.value(ProcessInfoModel::Monitors, "2"), QStringLiteral("worker"));
    QCOMPARE(f.item(ProcessInfoModel::MonitoredBy, QStringLiteral("1"))
                 .data(models::PidRole)
                 .value<genmsg::Pid>(),
             pid(9));
    QCOMPARE(f.count(ProcessInfoModel::Ancestors), 1);
    QCOMPARE(f.value(ProcessInfoModel::Process, "Label"), QStringLiteral("{worker,7}"));
    QCOMPARE(f.value(ProcessInfoModel::Process, "Memory (estimate)"),
             QStringLiteral("12,345 bytes"));
    QCOMPARE(f.model.dictionary(), Term::map({{genmsg::atoms::ok, 1}}));
    auto other = std::make_shared<genmsg::ProcessInfo>();
    other->pid = pid(3);
    f.model.applyInfo(other);
    QCOMPARE(f.count(ProcessInfoModel::Links), 2);
  }

  void namesProcesses_andFindsTheSupervisor() {
    Fixture f;
    f.model.setPid(pid(3));
    const auto rows = test::snapshot(200, {{.index = 1, .name = "sup"},
                                           {.index = 2, .parent = 1, .name = "starter"},
                                           {.index = 3, .parent = 2}});
    auto changed = std::make_shared<genmsg::Snapshot>(*rows);
    changed->processes[0].behaviour = genmsg::Atom::intern("supervisor");
    f.model.applyView(test::view(changed));
    QCOMPARE(f.value(ProcessInfoModel::Process, "Started by"), QStringLiteral("<0.2.1> starter"));
    QCOMPARE(f.value(ProcessInfoModel::Process, "Supervisor"), QStringLiteral("<0.1.1> sup"));
  }

  void answersNothing_outOfRange() {
    Fixture f;
    QVERIFY(!f.model.data({}).isValid());
    QVERIFY(!f.model.index(ProcessInfoModel::GroupCount, 0).isValid());
    QVERIFY(!f.model.index(0, ProcessInfoModel::ColumnCount).isValid());
    QVERIFY(!f.model.index(0, 0, f.model.index(0, 0)).isValid());
    QVERIFY(!f.model.headerData(ProcessInfoModel::ColumnCount, Qt::Horizontal).isValid());
    QCOMPARE(f.model.headerData(0, Qt::Horizontal).toString(), QStringLiteral("Item"));
  }
};

QTEST_GUILESS_MAIN(TestProcessInfoModel)
#include "tst_process_info_model.moc"
