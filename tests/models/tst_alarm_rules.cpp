// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <functional>

#include "models/alarm_rules.h"
#include "models/collector.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Snapshot;
using genmsg::Status;
using models::Alarm;
using models::AlarmId;
using models::AlarmLevel;
using models::AlarmSettings;
using models::Hysteresis;
using test::ProcessSpec;

namespace {

constexpr std::int64_t second = 1'000'000'000;
using Change = std::function<void(Snapshot&)>;

/// A collector and the time of its next snapshot.
class Watch {
 public:
  void setSettings(const AlarmSettings& settings) {
    m_collector.setAlarmSettings(std::make_shared<const AlarmSettings>(settings));
  }
  /// The alarms after a snapshot `seconds` later.
  std::vector<Alarm> after(double seconds, const std::vector<ProcessSpec>& processes,
                           const Change& change = {}) {
    m_timeS += seconds;
    auto made = std::make_shared<Snapshot>(*test::snapshot(m_timeS, processes));
    if (change) change(*made);
    m_list = m_collector.collect(made, {})->alarms;
    return m_list->alarms;
  }
  const models::AlarmList& list() const { return *m_list; }

 private:
  models::Collector m_collector;
  models::AlarmListPtr m_list;
  double m_timeS = 100;
};

const Alarm* find(const std::vector<Alarm>& alarms, AlarmId id) {
  const auto found = std::ranges::find(alarms, id, &Alarm::id);
  return found == alarms.end() ? nullptr : &*found;
}

std::vector<ProcessSpec> withMailbox(std::uint32_t mailbox, Status status = Status::Runnable) {
  return {{.index = 3, .name = "slow", .status = status, .mailbox = mailbox}};
}

/// A mailbox that is deep and growing for so many snapshots after the first.
std::vector<Alarm> grow(Watch& watch, int times, std::uint32_t from = 1100) {
  std::vector<Alarm> alarms = watch.after(1, withMailbox(from));
  for (int i = 1; i <= times; ++i)
    alarms = watch.after(1, withMailbox(from + static_cast<std::uint32_t>(i)));
  return alarms;
}

}  // namespace

class TestAlarmRules : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void hysteresis_waitsBothWays() {
    Hysteresis state;
    const Hysteresis::Delays delays{5, 10};
    state.update(0, true, false, delays);
    QVERIFY(!state.isOn());
    state.update(4, true, false, delays);
    QVERIFY(!state.isOn());
    state.update(5, true, false, delays);
    QVERIFY(state.isOn());
    QCOMPARE(state.overSinceNs(), 0);
    state.update(20, false, false, delays);  // in between: as it was
    state.update(50, false, false, delays);
    QVERIFY(state.isOn());
    state.update(60, false, true, delays);
    state.update(69, false, true, delays);
    QVERIFY(state.isOn());
    state.update(70, false, true, delays);
    QVERIFY(state.isOff());
  }

  void hysteresis_beginsAgainWhenInterrupted() {
    Hysteresis state;
    const Hysteresis::Delays delays{5, 10};
    state.update(0, true, false, delays);
    state.update(3, false, false, delays);
    state.update(4, true, false, delays);
    state.update(8, true, false, delays);
    QVERIFY(!state.isOn());
    state.update(9, true, false, delays);
    QVERIFY(state.isOn());
    state.update(10, false, true, delays);
    state.update(15, true, false, delays);  // it was not under long enough
    state.update(21, false, true, delays);
    state.update(30, false, true, delays);
    QVERIFY(state.isOn());
  }

  void growingMailbox_isOnAfterFiveRises() {
    Watch watch;
    QVERIFY(grow(watch, 4).empty());
    const auto alarms = watch.after(1, withMailbox(5000));
    const Alarm* alarm = find(alarms, AlarmId::GrowingMailbox);
    QVERIFY(alarm != nullptr);
    QVERIFY(alarm->pid == test::pid(3));
    QCOMPARE(alarm->value, 5000.0);
    QCOMPARE(alarm->threshold, 1000.0);
    QCOMPARE(alarm->level, AlarmLevel::Warning);
    QCOMPARE(alarm->name, genmsg::Atom::intern("slow"));
    QCOMPARE(find(watch.after(1, withMailbox(10'001)), AlarmId::GrowingMailbox)->level,
             AlarmLevel::Error);
  }

  void growingMailbox_mustRiseEachTime_andBeDeep() {
    Watch watch;
    QVERIFY(grow(watch, 4).empty());
    QVERIFY(watch.after(1, withMailbox(1104)).empty());  // no deeper than before
    QVERIFY(watch.after(1, withMailbox(1105)).empty());
    Watch shallow;
    QVERIFY(grow(shallow, 20, 900).empty());
  }

  void growingMailbox_clearsBelowHalfForTenSeconds() {
    Watch watch;
    QVERIFY(find(grow(watch, 5), AlarmId::GrowingMailbox) != nullptr);
    QVERIFY(find(watch.after(60, withMailbox(600)), AlarmId::GrowingMailbox) != nullptr);
    QVERIFY(find(watch.after(1, withMailbox(400)), AlarmId::GrowingMailbox) != nullptr);
    QVERIFY(find(watch.after(9, withMailbox(0)), AlarmId::GrowingMailbox) != nullptr);
    QVERIFY(watch.after(1, withMailbox(0)).empty());
  }

  void growingMailbox_saysThatItIsOver() {
    Watch watch;
    const auto text = [](const std::vector<Alarm>& alarms) {
      const Alarm* alarm = find(alarms, AlarmId::GrowingMailbox);
      return alarm ? models::alarmText(*alarm) : QString();
    };
    QCOMPARE(text(grow(watch, 5)),
             QStringLiteral("1,105 messages wait, and more come than it handles"));
    QCOMPARE(text(watch.after(1, withMailbox(700))), QStringLiteral("700 messages wait"));
    QCOMPARE(text(watch.after(1, withMailbox(0))),
             QStringLiteral("over: up to 1,105 messages waited"));
  }

  void growingMailbox_endsWithItsProcess() {
    Watch watch;
    QVERIFY(find(grow(watch, 5), AlarmId::GrowingMailbox) != nullptr);
    QVERIFY(watch.after(1, {{.index = 3, .mailbox = 9000, .serial = 2}}).empty());
  }

  void suspended_growsUnderAnotherName() {
    Watch watch;
    std::vector<Alarm> alarms;
    const Change suspension = [](Snapshot& snapshot) {
      snapshot.suspensions.push_back({test::pid(3), 100 * second, {}});
    };
    for (std::uint32_t i = 0; i < 59; ++i)
      alarms = watch.after(1, withMailbox(900 + i, Status::Suspended), suspension);
    QVERIFY(alarms.empty());
    alarms = watch.after(1.5, withMailbox(960, Status::Suspended), suspension);
    QCOMPARE(alarms.size(), 1u);
    QCOMPARE(alarms[0].id, AlarmId::SuspendedTooLong);
    QCOMPARE(alarms[0].sinceNs, 100 * second);
    QCOMPARE(alarms[0].level, AlarmLevel::Warning);
    alarms = watch.after(1, withMailbox(1001, Status::Suspended), suspension);
    QCOMPARE(alarms[0].level, AlarmLevel::Error);
    QVERIFY(watch.after(1, withMailbox(1001)).empty());
  }

  void stuckProcess_isOnWhileItsCallbackRuns() {
    Watch watch;
    const std::vector<ProcessSpec> processes = {{.index = 3, .status = Status::Running}};
    genmsg::SchedulerRow scheduler;
    scheduler.current = test::pid(3);
    scheduler.current_since_ns = 101 * second;
    const Change running = [&](Snapshot& snapshot) { snapshot.schedulers = {scheduler}; };
    QVERIFY(watch.after(1, processes, running).empty());
    QVERIFY(watch.after(1, processes, running).empty());
    const auto alarms = watch.after(1, processes, running);
    QCOMPARE(alarms.size(), 1u);
    QCOMPARE(alarms[0].id, AlarmId::StuckProcess);
    QCOMPARE(alarms[0].value, 2.0);
    QCOMPARE(alarms[0].sinceNs, 101 * second);
    QVERIFY(watch.after(1, processes).empty());
  }

  void busyLoop_isBusyWithoutMessages() {
    Watch watch;
    const auto at = [](std::uint64_t s, std::uint64_t messages) {
      return std::vector<ProcessSpec>{
          {.index = 3, .status = Status::Runnable, .messages = messages, .busyNs = s * second}};
    };
    std::uint64_t s = 0;
    for (; s < 11; ++s) QVERIFY(watch.after(1, at(s, 0)).empty());
    QVERIFY(find(watch.after(1, at(s, 0)), AlarmId::BusyLoop) != nullptr);
    // It handles messages: that is work. Off after 10 s of it.
    for (++s; s < 21; ++s)
      QVERIFY(find(watch.after(1, at(s, s * 100)), AlarmId::BusyLoop) != nullptr);
    watch.after(1, at(21, 2100));
    QVERIFY(watch.after(1, at(22, 2200)).empty());
  }

  void restartStorm_countsWithinTheWindow() {
    Watch watch;
    genmsg::RestartHistory history;
    history.supervisor = test::pid(1);
    history.intensity = 4;
    history.period = std::chrono::seconds(5);
    history.last = {{101 * second, {}, {}, {}}};
    const Change supervisors = [&](Snapshot& snapshot) { snapshot.supervisors = {history}; };
    const std::vector<ProcessSpec> processes = {{.index = 1, .name = "sup"}};
    QVERIFY(watch.after(2, processes, supervisors).empty());
    history.last.push_back({102 * second, {}, {}, {}});
    const auto alarms = watch.after(1, processes, supervisors);
    QCOMPARE(alarms.size(), 1u);
    QCOMPARE(alarms[0].id, AlarmId::RestartStorm);
    QCOMPARE(alarms[0].value, 0.5);
    QVERIFY(watch.after(3, processes, supervisors).empty());  // the first is 5 s ago
  }

  void noProgress_waitsWithMessages() {
    Watch watch;
    const std::vector<ProcessSpec> waiting = {
        {.index = 3, .status = Status::Waiting, .mailbox = 2, .messages = 7}};
    for (int i = 0; i < 6; ++i) QVERIFY(watch.after(1, waiting).empty());
    const auto alarms = watch.after(1, waiting);
    QCOMPARE(alarms.size(), 1u);
    QCOMPARE(alarms[0].id, AlarmId::NoProgress);
    QCOMPARE(alarms[0].value, 5.0);
    QVERIFY(watch.after(1, {{.index = 3, .mailbox = 1, .messages = 8}}).empty());
  }

  void noProgress_isNotAnEmptyMailboxNorARunnableProcess() {
    Watch watch;
    for (int i = 0; i < 20; ++i) {
      QVERIFY(watch.after(1, {{.index = 3, .messages = 7},
                              {.index = 4, .status = Status::Runnable, .mailbox = 5}})
                  .empty());
    }
  }

  void slowHandler_isFarAboveTheMedian() {
    Watch watch;
    const auto at = [](std::uint64_t n, std::uint64_t slowUs) {
      std::vector<ProcessSpec> pool;
      for (std::uint32_t i = 1; i <= 9; ++i) {
        const std::uint64_t us = i == 9 ? slowUs : 20;
        pool.push_back({.index = i, .messages = n, .busyNs = n * us * 1000});
      }
      return pool;
    };
    watch.after(1, at(10, 400));
    watch.after(1, at(20, 400));
    watch.after(1, at(30, 400));
    const auto alarms = watch.after(1, at(40, 400));
    QCOMPARE(alarms.size(), 1u);
    QCOMPARE(alarms[0].id, AlarmId::SlowHandler);
    QVERIFY(alarms[0].pid == test::pid(9));
    QCOMPARE(alarms[0].value, 20.0);
    QCOMPARE(alarms[0].level, AlarmLevel::Info);
    Watch even;
    for (std::uint64_t n = 10; n < 100; n += 10) QVERIFY(even.after(1, at(n, 199)).empty());
  }

  /// The means of their lives say nothing of now.
  void slowHandler_isNobodyWhoHandlesNothing() {
    Watch watch;
    std::vector<ProcessSpec> pool;
    for (std::uint32_t i = 1; i <= 9; ++i)
      pool.push_back({.index = i, .messages = 10, .busyNs = i == 9 ? 4'000'000u : 200'000u});
    for (int i = 0; i < 5; ++i) QVERIFY(watch.after(1, pool).empty());
  }

  void hotProcess_handlesMoreThanHalf() {
    Watch watch;
    const auto at = [](std::uint64_t s) {
      std::vector<ProcessSpec> pool;
      for (std::uint32_t i = 1; i <= 5; ++i)
        pool.push_back({.index = i, .messages = s * (i == 2 ? 500U : 100U)});
      return pool;
    };
    std::uint64_t s = 1;
    for (; s <= 6; ++s) QVERIFY(watch.after(1, at(s)).empty());
    const auto alarms = watch.after(1, at(s));
    QCOMPARE(alarms.size(), 1u);
    QCOMPARE(alarms[0].id, AlarmId::HotProcess);
    QVERIFY(alarms[0].pid == test::pid(2));
    QVERIFY(qAbs(alarms[0].value - 5.0 / 9) < 0.001);
  }

  void deadLetters_areTooManyASecond() {
    Watch watch;
    const auto letters = [](std::uint64_t n) {
      return [n](Snapshot& snapshot) { snapshot.dead_letters = n; };
    };
    QVERIFY(watch.after(1, {}, letters(1000)).empty());  // before anybody looked
    QVERIFY(watch.after(1, {}, letters(1010)).empty());
    QCOMPARE(find(watch.after(2, {}, letters(1040)), AlarmId::DeadLetters)->value, 15.0);
    QVERIFY(find(watch.after(9, {}, letters(1041)), AlarmId::DeadLetters) != nullptr);
    QVERIFY(find(watch.after(1, {}, letters(1041)), AlarmId::DeadLetters) != nullptr);
    QVERIFY(find(watch.after(9, {}, letters(1041)), AlarmId::DeadLetters) != nullptr);
    QVERIFY(watch.after(1, {}, letters(1041)).empty());
  }

  void limitNear_becomesAnError() {
    Watch watch;
    const auto fill = [&watch](std::uint64_t limit) {
      const std::vector<ProcessSpec> ten = {
          {.index = 1}, {.index = 2}, {.index = 3}, {.index = 4}, {.index = 5},
          {.index = 6}, {.index = 7}, {.index = 8}, {.index = 9}, {.index = 10}};
      return watch.after(1, ten, [limit](Snapshot& snapshot) { snapshot.process_limit = limit; });
    };
    QVERIFY(fill(12).empty());  // 83 %: not yet
    QCOMPARE(find(fill(11), AlarmId::LimitNear)->level, AlarmLevel::Warning);
    QCOMPARE(find(fill(10), AlarmId::LimitNear)->level, AlarmLevel::Error);
    QVERIFY(find(fill(12), AlarmId::LimitNear) != nullptr);  // still
    QVERIFY(fill(13).empty());
  }

  void trace_thatIsOnForLong() {
    Watch watch;
    const Change traced = [](Snapshot& snapshot) { snapshot.processes[0].traced = true; };
    QVERIFY(watch.after(1, {{.index = 3}}, traced).empty());
    QVERIFY(watch.after(599, {{.index = 3}}, traced).empty());
    QCOMPARE(find(watch.after(1, {{.index = 3}}, traced), AlarmId::TraceActiveLong)->value, 600.0);
    QVERIFY(watch.after(1, {{.index = 3}}).empty());
  }

  void observerCost_isTheShareOfTheTime() {
    Watch watch;
    const Change costly = [](Snapshot& snapshot) { snapshot.cost_ns = second / 2; };
    for (int i = 0; i < 6; ++i) QVERIFY(watch.after(1, {}, costly).empty());
    const auto alarms = watch.after(1, {}, costly);
    QVERIFY(find(alarms, AlarmId::ObserverCost)->value >= 0.5);
  }

  void settings_moveThresholds_disable_andMute() {
    AlarmSettings settings;
    settings.rule(AlarmId::GrowingMailbox).threshold = 10'000;
    Watch watch;
    watch.setSettings(settings);
    QVERIFY(grow(watch, 6).empty());

    settings = {};
    settings.rule(AlarmId::GrowingMailbox).enabled = false;
    Watch disabled;
    disabled.setSettings(settings);
    QVERIFY(grow(disabled, 6).empty());

    settings = {};
    settings.muted.insert({AlarmId::GrowingMailbox, QStringLiteral("worker:init/1")});
    Watch muted;
    muted.setSettings(settings);
    QVERIFY(grow(muted, 6).empty());
    QVERIFY(muted.list().byProcess->empty());
    muted.setSettings({});
    QVERIFY(find(muted.after(1, withMailbox(2000)), AlarmId::GrowingMailbox) != nullptr);
  }

  void counts_areByProcess_andTheSameObjectWhileTheyAreTheSame() {
    Watch watch;
    grow(watch, 5);
    const models::AlarmCountsPtr first = watch.list().byProcess;
    QCOMPARE(first->size(), 1u);
    QCOMPARE(first->at(test::pid(3)), (models::AlarmCount{1, AlarmLevel::Warning}));
    watch.after(1, withMailbox(3000));
    QVERIFY(watch.list().byProcess == first);
    watch.after(1, withMailbox(30'000));
    QCOMPARE(watch.list().byProcess->at(test::pid(3)).worst, AlarmLevel::Error);
  }

  void flood_isBounded_butCounted() {
    Watch watch;
    const auto many = [](std::uint32_t mailbox) {
      std::vector<ProcessSpec> specs;
      for (std::uint32_t i = 1; i <= 12'000; ++i)
        specs.push_back({.index = i, .status = Status::Runnable, .mailbox = mailbox});
      return specs;
    };
    for (std::uint32_t i = 0; i < 5; ++i) watch.after(1, many(2000 + i));
    const auto alarms = watch.after(1, many(3000));
    QCOMPARE(alarms.size(), models::AlarmList::maxListed);
    QCOMPARE(watch.list().totals[0], models::AlarmRules::maxTracked);
  }

  void everyAlarm_hasWordsAndHelp() {
    for (int i = 0; i < models::alarmIdCount; ++i) {
      const auto id = AlarmId(i);
      const models::AlarmInfo info = models::alarmInfo(id);
      QVERIFY2(!info.title.isEmpty() && !info.unit.isEmpty(), info.id.data());
      QVERIFY2(info.least <= info.threshold && info.threshold <= info.most, info.id.data());
      QVERIFY2(!models::alarmText({.id = id, .pid = {}, .name = {}, .initialCall = {}}).isEmpty(),
               info.id.data());
      QVERIFY2(!models::alarmSummary(id, 2).isEmpty(), info.id.data());
      const QString help = models::alarmHelp(id);
      for (const char* part : {"Cause:", "Check:", "Fix:"})
        QVERIFY2(help.contains(QLatin1String(part)), info.id.data());
    }
  }
};

QTEST_GUILESS_MAIN(TestAlarmRules)
#include "tst_alarm_rules.moc"
