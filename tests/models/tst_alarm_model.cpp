// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/alarm_model.h"
#include "models/roles.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using models::Alarm;
using models::AlarmId;
using models::AlarmLevel;
using models::AlarmModel;

namespace {

Alarm alarm(AlarmId id, std::uint32_t index, double value = 2000,
            AlarmLevel level = AlarmLevel::Warning) {
  Alarm made;
  made.id = id;
  made.pid = test::pid(index);
  made.value = value;
  made.level = level;
  made.initialCall = genmsg::Atom::intern("worker:init/1");
  return made;
}

models::NodeViewPtr viewWith(double timeS, const std::vector<Alarm>& alarms) {
  const auto view = std::make_shared<models::NodeView>(
      *test::view(test::snapshot(timeS, {{.index = 1}, {.index = 2}, {.index = 3}})));
  const auto list = std::make_shared<models::AlarmList>();
  list->alarms = alarms;
  for (const Alarm& each : alarms) ++list->totals[static_cast<std::size_t>(each.id)];
  view->alarms = list;
  return view;
}

}  // namespace

class TestAlarmModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void rows_stayWhereTheyAre() {
    AlarmModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy raised(&model, &AlarmModel::raised);
    QSignalSpy cleared(&model, &AlarmModel::cleared);
    const Alarm a = alarm(AlarmId::GrowingMailbox, 1);
    const Alarm b = alarm(AlarmId::NoProgress, 2);
    const Alarm c = alarm(AlarmId::StuckProcess, 3, 4, AlarmLevel::Error);
    model.applyView(viewWith(1, {a, b}));
    const QPersistentModelIndex second = model.index(1, 0);
    model.applyView(viewWith(2, {c, b, alarm(AlarmId::GrowingMailbox, 1, 9000)}));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(second.row(), 1);
    QCOMPARE(model.alarmAt(0)->value, 9000.0);
    QCOMPARE(model.worst(), AlarmLevel::Error);
    QCOMPARE(raised.size(), 3);
    model.applyView(viewWith(3, {b}));
    QCOMPARE(second.row(), 0);
    QCOMPARE(cleared.size(), 2);
    model.applyView(viewWith(4, {}));
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!second.isValid());
  }

  void summary_leavesOutWhatIsOnlyInfo() {
    AlarmModel model;
    model.applyView(viewWith(1, {alarm(AlarmId::GrowingMailbox, 1),
                                 alarm(AlarmId::GrowingMailbox, 2),
                                 alarm(AlarmId::SlowHandler, 1, 20, AlarmLevel::Info)}));
    QCOMPARE(model.summary(), QStringLiteral("2 growing mailboxes"));
    QCOMPARE(model.total(), 3u);
  }

  void cells_sayWhatIsOn() {
    AlarmModel model;
    model.applyView(viewWith(1, {alarm(AlarmId::GrowingMailbox, 1)}));
    const auto text = [&model](int column) { return model.index(0, column).data().toString(); };
    QCOMPARE(text(AlarmModel::Title), QStringLiteral("Growing mailbox"));
    QCOMPARE(text(AlarmModel::Process), QStringLiteral("worker:init/1 <0.1.1>"));
    QVERIFY(text(AlarmModel::Text).contains(QStringLiteral("2,000")));
    QCOMPARE(text(AlarmModel::Value), QStringLiteral("2,000 messages"));
    QVERIFY(model.index(0, 0).data(models::PidRole).value<genmsg::Pid>() == test::pid(1));
  }

  void noViews_areAnAlarm_untilOneComes() {
    AlarmModel model;
    model.expectViews(1, 3);  // 3 ms
    QSignalSpy raised(&model, &AlarmModel::raised);
    model.applyView(viewWith(1, {}));
    QTRY_COMPARE(raised.size(), 1);
    QCOMPARE(model.alarmAt(0)->id, AlarmId::DataGap);
    QCOMPARE(model.total(AlarmId::DataGap), 1u);
    model.expectViews(1000, 0);  // paused
    model.applyView(viewWith(2, {}));
    QCOMPARE(model.rowCount(), 0);
  }
};

QTEST_GUILESS_MAIN(TestAlarmModel)
#include "tst_alarm_model.moc"
