// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include <QString>

#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"
#include "models/alarm_counts.h"

namespace models {

/// What the observer watches for by itself.
enum class AlarmId : int {
  GrowingMailbox,
  StuckProcess,
  BusyLoop,
  SuspendedTooLong,
  RestartStorm,
  NoProgress,
  SlowHandler,
  HotProcess,
  DeadLetters,
  LimitNear,
  TraceActiveLong,
  ObserverCost,
  DataGap,
};
inline constexpr int alarmIdCount = 13;

/// One alarm that is on.
struct Alarm {
  AlarmId id = AlarmId::GrowingMailbox;
  AlarmLevel level = AlarmLevel::Warning;
  genmsg::Pid pid;            // a default pid: the node's
  genmsg::Atom name;          // registered name, else `undefined`
  genmsg::Atom initialCall;   // by which it can be muted; `undefined` of the node's
  std::int64_t sinceNs = 0;   // on the snapshot's clock
  double value = 0;           // in the unit of its threshold, see alarmInfo(); over: the highest
  bool isRising = true;       // its condition holds; else it is kept until it is surely over
  bool isOver = false;        // nothing is left of its condition
  double threshold = 0;

  bool isSameAs(const Alarm& other) const { return id == other.id && pid == other.pid; }
};

/// What a user may change about the alarms.
struct AlarmSettings {
  struct Rule {
    bool enabled = true;
    double threshold = 0;
    friend bool operator==(const Rule&, const Rule&) = default;
  };
  std::array<Rule, alarmIdCount> rules;            // by AlarmId
  std::set<std::pair<AlarmId, QString>> muted;     // for an initial call

  AlarmSettings();  // the defaults
  const Rule& rule(AlarmId id) const { return rules[static_cast<std::size_t>(id)]; }
  Rule& rule(AlarmId id) { return rules[static_cast<std::size_t>(id)]; }
  friend bool operator==(const AlarmSettings&, const AlarmSettings&) = default;
};
using AlarmSettingsPtr = std::shared_ptr<const AlarmSettings>;

/// The alarms of one view.
struct AlarmList {
  static constexpr std::size_t maxListed = 1000;

  std::vector<Alarm> alarms;                          // worst and oldest first; at most maxListed
  std::array<std::uint32_t, alarmIdCount> totals{};   // all of them, by AlarmId
  AlarmCountsPtr byProcess;                           // the same object as long as it says the same
};
using AlarmListPtr = std::shared_ptr<const AlarmList>;

/// What there is to know about an alarm without a process.
struct AlarmInfo {
  QLatin1String id;    // "growing-mailbox": for settings and the manual; never translated
  QString title;       // "Growing mailbox"
  QString unit;        // of value and threshold
  double threshold;    // the default
  double least;        // that the threshold may be
  double most;
  double scale;        // of values and thresholds as they are shown: 100 for a share in percent
};
AlarmInfo alarmInfo(AlarmId id);

/// "1,234 messages wait, and more come than it handles"; of one that is over, in the past tense.
QString alarmText(const Alarm& alarm);
/// "3 growing mailboxes".
QString alarmSummary(AlarmId id, std::uint32_t count);
/// Value or threshold with its unit: "1,234 messages", "12.5 %".
QString alarmValueText(AlarmId id, double value);
/// "Error", "Warning", "Info".
QString alarmLevelText(AlarmLevel level);
/// Why it is an alarm, its cause, what to check and how to mend it, as rich text.
QString alarmHelp(AlarmId id);

}  // namespace models
