// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "genmsg/observe/snapshot.h"
#include "models/alarm.h"
#include "models/filter.h"

namespace models {

struct NodeView;

/// Whether something is on, with memory: on when it was over for a while, off when it was under for
/// a while; in between as it was.
class Hysteresis {
 public:
  struct Delays {
    std::int64_t raiseNs = 0;
    std::int64_t clearNs = 0;
  };

  /// @pre !(over && under)
  void update(std::int64_t nowNs, bool over, bool under, Delays delays);
  bool isOn() const { return m_phase == Phase::On || m_phase == Phase::Falling; }
  bool isOff() const { return m_phase == Phase::Off; }
  std::int64_t overSinceNs() const { return m_overNs; }  // @pre !isOff()

 private:
  enum class Phase { Off, Rising, On, Falling };
  Phase m_phase = Phase::Off;
  std::int64_t m_overNs = 0;
  std::int64_t m_underNs = 0;
};

/// Finds the alarms of a node from one view to the next. All of AlarmId but DataGap, which only
/// shows when no view comes.
/// Threads: the node's own thread, one at a time.
/// Complexity: O(n) a view; remembers only processes that are suspicious.
/// Limits: maxTracked processes a rule.
class AlarmRules {
 public:
  static constexpr std::size_t maxTracked = 10'000;

  /// `last`: the view before, or null. @pre `now` has rates and running processes
  AlarmListPtr evaluate(const NodeView& now, const NodeView* last, const AlarmSettings& settings);

 private:
  struct State {
    Hysteresis hysteresis;
    std::uint32_t rises = 0;  // snapshots in a row with a deeper mailbox
    std::uint64_t round = 0;  // that it was seen in last
    double highest = 0;       // value since it is not off
    Alarm alarm;
  };
  /// What a rule says of a process in this view. Neither over nor under: as it was.
  struct Finding {
    AlarmId id;
    genmsg::Pid pid;
    bool over = false;
    double value = 0;
    AlarmLevel level = AlarmLevel::Warning;
    Hysteresis::Delays delays;
    std::optional<std::int64_t> sinceNs = {};
  };
  struct ClassUse {
    double messagesPerSecond = 0;
    std::uint32_t processes = 0;
    std::uint32_t busiestRow = 0;
    float busiest = 0;
    std::vector<float> times;  // nsPerMessage of some
    float median = 0;
  };
  using Classes = std::unordered_map<genmsg::Atom, ClassUse>;

  State* stateOf(AlarmId id, genmsg::Pid pid, bool make);
  void note(const Finding& finding);
  double threshold(AlarmId id) const { return m_settings->rule(id).threshold; }

  void checkProcesses(Classes& classes);
  void checkMailbox(std::uint32_t row);
  void checkProgress(std::uint32_t row);
  void checkBusy(std::uint32_t row);
  void checkTime(std::uint32_t row, const Classes& classes);
  void checkHot(const Classes& classes);
  void checkStuck();
  void checkSuspended();
  void checkSupervisors();
  void checkNode();
  Classes classesOf() const;
  const genmsg::ProcessRow* before(std::uint32_t row) const;
  void settle();
  bool isShown(const Alarm& alarm) const;
  AlarmListPtr list();

  std::array<std::unordered_map<genmsg::Pid, State>, alarmIdCount> m_states;
  AlarmCountsPtr m_counts = std::make_shared<const AlarmCounts>();
  std::uint64_t m_round = 0;
  // During evaluate().
  const NodeView* m_now = nullptr;
  const NodeView* m_last = nullptr;
  const AlarmSettings* m_settings = nullptr;
};

}  // namespace models
