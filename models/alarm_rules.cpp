// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alarm_rules.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "models/format.h"
#include "models/node_view.h"

namespace models {
namespace {

using genmsg::ProcessRow;
using genmsg::Status;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::uint32_t risesToRaise = 5;
constexpr double manyTimes = 10;            // a mailbox of so many thresholds is an error
constexpr std::uint32_t deepWhileSuspended = 1000;
constexpr float slowNsMin = 100'000;        // below, nobody waits for it
constexpr std::size_t classSamplesMin = 5;  // fewer have no median worth the name
constexpr std::size_t samplesMax = 65'536;  // of all classes together
constexpr std::uint32_t hotClassMin = 4;    // of three one always stands out
constexpr double hotTrafficMin = 100;       // messages a second
constexpr double idleRate = 1;              // messages a second that count as none

}  // namespace

void Hysteresis::update(std::int64_t nowNs, bool over, bool under, Delays delays) {
  if (m_phase == Phase::Off && over) {
    m_phase = Phase::Rising;
    m_overNs = nowNs;
  }
  if (m_phase == Phase::Rising) {
    if (!over)
      m_phase = Phase::Off;
    else if (nowNs - m_overNs >= delays.raiseNs)
      m_phase = Phase::On;
    return;
  }
  if (m_phase == Phase::On && under) {
    m_phase = Phase::Falling;
    m_underNs = nowNs;
  }
  if (m_phase == Phase::Falling) {
    if (!under)
      m_phase = Phase::On;
    else if (nowNs - m_underNs >= delays.clearNs)
      m_phase = Phase::Off;
  }
}

AlarmRules::State* AlarmRules::stateOf(AlarmId id, genmsg::Pid pid, bool make) {
  auto& states = m_states[static_cast<std::size_t>(id)];
  const auto found = states.find(pid);
  if (found != states.end()) return &found->second;
  if (!make || states.size() >= maxTracked) return nullptr;
  return &states[pid];
}

void AlarmRules::note(const Finding& finding) {
  State* state = stateOf(finding.id, finding.pid, finding.over);
  if (!state) return;
  const std::int64_t nowNs = m_now->snapshot->time_ns;
  state->round = m_round;
  state->highest = state->hysteresis.isOff() ? finding.value
                                             : std::max(state->highest, finding.value);
  state->hysteresis.update(nowNs, finding.over, false, finding.delays);
  Alarm& alarm = state->alarm;
  alarm.id = finding.id;
  alarm.pid = finding.pid;
  alarm.level = finding.level;
  alarm.value = finding.value;
  alarm.isRising = finding.over;
  alarm.isOver = false;
  alarm.threshold = threshold(finding.id);
  alarm.sinceNs = finding.sinceNs.value_or(state->hysteresis.overSinceNs());
  const std::uint32_t row = finding.pid ? m_now->rowOf(finding.pid) : noRow;
  if (row == noRow) return;
  alarm.name = m_now->process(row).name;
  alarm.initialCall = m_now->process(row).initial_call;
}

AlarmListPtr AlarmRules::evaluate(const NodeView& now, const NodeView* last,
                                  const AlarmSettings& settings) {
  m_now = &now;
  m_last = last && last->snapshot->time_ns < now.snapshot->time_ns ? last : nullptr;
  m_settings = &settings;
  ++m_round;
  checkStuck();  // before checkProcesses(): what is stuck is no busy loop
  Classes classes = classesOf();
  checkProcesses(classes);
  checkHot(classes);
  checkSuspended();
  checkSupervisors();
  checkNode();
  settle();
  return list();
}

const ProcessRow* AlarmRules::before(std::uint32_t row) const {
  if (!m_last) return nullptr;
  const std::uint32_t old = m_last->pids.find(m_now->process(row).pid, row);
  return old == noRow ? nullptr : &m_last->process(old);
}

void AlarmRules::checkProcesses(Classes& classes) {
  for (auto& [initialCall, use] : classes) {
    if (use.times.size() < classSamplesMin) continue;
    const auto middle = use.times.begin() + static_cast<std::ptrdiff_t>(use.times.size() / 2);
    std::nth_element(use.times.begin(), middle, use.times.end());
    use.median = *middle;
  }
  for (std::uint32_t row = 0; row < m_now->snapshot->processes.size(); ++row) {
    checkMailbox(row);
    checkProgress(row);
    checkBusy(row);
    checkTime(row, classes);
  }
}

void AlarmRules::checkMailbox(std::uint32_t row) {
  const ProcessRow& process = m_now->process(row);
  const double limit = threshold(AlarmId::GrowingMailbox);
  if (process.mailbox < limit / 2) return;
  const bool deep = process.mailbox > limit;
  State* state = stateOf(AlarmId::GrowingMailbox, process.pid, deep);
  if (!state) return;
  const ProcessRow* old = before(row);
  const bool rises = old && process.mailbox > old->mailbox;
  state->rises = rises ? state->rises + 1 : 0;
  // A suspended one has an alarm of its own.
  const bool over =
      deep && state->rises >= risesToRaise && process.status != Status::Suspended;
  note({.id = AlarmId::GrowingMailbox,
        .pid = process.pid,
        .over = over,
        .value = static_cast<double>(process.mailbox),
        .level = process.mailbox > manyTimes * limit ? AlarmLevel::Error : AlarmLevel::Warning,
        .delays = {}});
}

void AlarmRules::checkProgress(std::uint32_t row) {
  const ProcessRow& process = m_now->process(row);
  if (process.status != Status::Waiting || process.mailbox == 0) return;
  const ProcessRow* old = before(row);
  if (!old || old->messages != process.messages || old->status != Status::Waiting ||
      old->mailbox == 0)
    return;
  const State* state = stateOf(AlarmId::NoProgress, process.pid, false);
  const std::int64_t sinceNs =
      state ? state->hysteresis.overSinceNs() : m_last->snapshot->time_ns;
  const double waitedS =
      static_cast<double>(m_now->snapshot->time_ns - sinceNs) / static_cast<double>(second);
  const auto raiseNs =
      static_cast<std::int64_t>(threshold(AlarmId::NoProgress) * static_cast<double>(second));
  note({.id = AlarmId::NoProgress,
        .pid = process.pid,
        .over = true,
        .value = waitedS,
        .delays = {raiseNs, 0}});
}

void AlarmRules::checkBusy(std::uint32_t row) {
  const ProcessRow& process = m_now->process(row);
  if (process.traced) {
    const State* state = stateOf(AlarmId::TraceActiveLong, process.pid, false);
    const std::int64_t nowNs = m_now->snapshot->time_ns;
    const std::int64_t sinceNs = state ? state->hysteresis.overSinceNs() : nowNs;
    const auto raiseNs = static_cast<std::int64_t>(threshold(AlarmId::TraceActiveLong) *
                                                   static_cast<double>(second));
    note({.id = AlarmId::TraceActiveLong,
          .pid = process.pid,
          .over = true,
          .value = static_cast<double>(nowNs - sinceNs) / static_cast<double>(second),
          .level = AlarmLevel::Info,
          .delays = {raiseNs, 0}});
  }
  const ProcessRates& rates = m_now->rates[row];
  if (!(rates.busy > threshold(AlarmId::BusyLoop)) || rates.messagesPerSecond >= idleRate) return;
  const State* stuck = stateOf(AlarmId::StuckProcess, process.pid, false);
  if (stuck && stuck->round == m_round) return;
  note({.id = AlarmId::BusyLoop,
        .pid = process.pid,
        .over = true,
        .value = rates.busy,
        .delays = {10 * second, 10 * second}});
}

void AlarmRules::checkTime(std::uint32_t row, const Classes& classes) {
  const float ns = m_now->rates[row].nsPerMessage;
  if (!(ns >= slowNsMin)) return;
  const ProcessRow& process = m_now->process(row);
  const auto found = classes.find(process.initial_call);
  if (found == classes.end() || found->second.median <= 0) return;
  const double times = static_cast<double>(ns / found->second.median);
  note({.id = AlarmId::SlowHandler,
        .pid = process.pid,
        .over = times > threshold(AlarmId::SlowHandler),
        .value = times,
        .level = AlarmLevel::Info,
        .delays = {2 * second, 30 * second}});
}

AlarmRules::Classes AlarmRules::classesOf() const {
  Classes classes;
  const std::vector<ProcessRow>& rows = m_now->snapshot->processes;
  const std::size_t stride = rows.size() / samplesMax + 1;
  genmsg::Atom last;
  ClassUse* use = nullptr;
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    const genmsg::Atom initialCall = rows[row].initial_call;
    if (!use || initialCall != last) use = &classes[initialCall];  // neighbours are often alike
    last = initialCall;
    const ProcessRates& rates = m_now->rates[row];
    ++use->processes;
    if (row % stride == 0 && rates.nsPerMessage > 0) use->times.push_back(rates.nsPerMessage);
    if (!(rates.messagesPerSecond > 0)) continue;
    use->messagesPerSecond += static_cast<double>(rates.messagesPerSecond);
    if (rates.messagesPerSecond <= use->busiest) continue;
    use->busiest = rates.messagesPerSecond;
    use->busiestRow = row;
  }
  return classes;
}

void AlarmRules::checkHot(const Classes& classes) {
  // More than half of a class's traffic is only the busiest's.
  for (const auto& [initialCall, use] : classes) {
    if (use.processes < hotClassMin || use.messagesPerSecond < hotTrafficMin) continue;
    const double share = static_cast<double>(use.busiest) / use.messagesPerSecond;
    note({.id = AlarmId::HotProcess,
          .pid = m_now->process(use.busiestRow).pid,
          .over = share > threshold(AlarmId::HotProcess),
          .value = share,
          .level = AlarmLevel::Info,
          .delays = {5 * second, 30 * second}});
  }
}

void AlarmRules::checkStuck() {
  for (const Running& running : m_now->running) {
    const double runsS = static_cast<double>(running.uncountedNs) / static_cast<double>(second);
    if (runsS <= threshold(AlarmId::StuckProcess)) continue;
    note({.id = AlarmId::StuckProcess,
          .pid = running.pid,
          .over = true,
          .value = runsS,
          .level = AlarmLevel::Error,
          .delays = {},
          .sinceNs = m_now->snapshot->time_ns - static_cast<std::int64_t>(running.uncountedNs)});
  }
}

void AlarmRules::checkSuspended() {
  for (const genmsg::SuspensionRow& suspension : m_now->snapshot->suspensions) {
    const std::int64_t forNs = m_now->snapshot->time_ns - suspension.since_ns;
    const double forS = static_cast<double>(forNs) / static_cast<double>(second);
    const std::uint32_t row = m_now->rowOf(suspension.pid);
    if (row == noRow || forS <= threshold(AlarmId::SuspendedTooLong)) continue;
    const bool deep = m_now->process(row).mailbox > deepWhileSuspended;
    note({.id = AlarmId::SuspendedTooLong,
          .pid = suspension.pid,
          .over = true,
          .value = forS,
          .level = deep ? AlarmLevel::Error : AlarmLevel::Warning,
          .delays = {},
          .sinceNs = suspension.since_ns});
  }
}

void AlarmRules::checkSupervisors() {
  for (const genmsg::RestartHistory& history : m_now->snapshot->supervisors) {
    if (history.intensity == 0) continue;
    const std::int64_t fromNs =
        m_now->snapshot->time_ns - std::chrono::nanoseconds(history.period).count();
    const auto inWindow = std::ranges::count_if(
        history.last, [fromNs](const auto& record) { return record.time_ns > fromNs; });
    const double share = static_cast<double>(inWindow) / history.intensity;
    if (inWindow == 0 || share < threshold(AlarmId::RestartStorm)) continue;
    note({.id = AlarmId::RestartStorm,
          .pid = history.supervisor,
          .over = true,
          .value = share,
          .level = AlarmLevel::Error,
          .delays = {}});
  }
}

void AlarmRules::checkNode() {
  const genmsg::Snapshot& now = *m_now->snapshot;
  if (now.process_limit > 0) {
    const double limit = threshold(AlarmId::LimitNear);
    const double share =
        static_cast<double>(now.processes.size()) / static_cast<double>(now.process_limit);
    const double error = limit + (1 - limit) * 2 / 3;  // 95 % of 85 %
    if (share > limit - 0.05) {
      note({.id = AlarmId::LimitNear,
            .pid = {},
            .over = share > limit,
            .value = share,
            .level = share > error ? AlarmLevel::Error : AlarmLevel::Warning,
            .delays = {}});
    }
  }
  if (!m_last) return;
  const genmsg::Snapshot& last = *m_last->snapshot;
  const double passedNs = static_cast<double>(now.time_ns - last.time_ns);
  const double letters = now.dead_letters < last.dead_letters
                             ? 0
                             : static_cast<double>(now.dead_letters - last.dead_letters);
  if (letters > 0) {
    const double perSecond = letters * static_cast<double>(second) / passedNs;
    note({.id = AlarmId::DeadLetters,
          .pid = {},
          .over = perSecond > threshold(AlarmId::DeadLetters),
          .value = perSecond,
          .delays = {0, 10 * second}});
  }
  const double share = static_cast<double>(now.cost_ns + m_last->collectNs) / passedNs;
  if (share > threshold(AlarmId::ObserverCost)) {
    note({.id = AlarmId::ObserverCost,
          .pid = {},
          .over = true,
          .value = share,
          .delays = {5 * second, 30 * second}});
  }
}

// What no rule spoke of is under its threshold, or has exited.
void AlarmRules::settle() {
  constexpr std::array<std::int64_t, alarmIdCount> clearS = {10, 0,  10, 0, 0,  0, 30,
                                                             30, 10, 0,  0, 30, 0};
  for (std::size_t id = 0; id < m_states.size(); ++id) {
    for (auto& [pid, state] : m_states[id]) {
      if (state.round == m_round) continue;
      state.rises = 0;
      state.alarm.value = state.highest;
      state.alarm.isRising = false;
      state.alarm.isOver = true;
      state.hysteresis.update(m_now->snapshot->time_ns, false, true, {0, clearS[id] * second});
    }
    std::erase_if(m_states[id], [this](const auto& each) {
      const auto& [pid, state] = each;
      const bool exited = pid && m_now->rowOf(pid) == noRow;
      return exited || (state.round != m_round && state.hysteresis.isOff());
    });
  }
}

bool AlarmRules::isShown(const Alarm& alarm) const {
  if (!m_settings->rule(alarm.id).enabled) return false;
  return m_settings->muted.empty() ||
         !m_settings->muted.contains({alarm.id, formatAtom(alarm.initialCall)});
}

AlarmListPtr AlarmRules::list() {
  const auto made = std::make_shared<AlarmList>();
  AlarmCounts counts;
  for (std::size_t id = 0; id < m_states.size(); ++id) {
    for (const auto& [pid, state] : m_states[id]) {
      if (!state.hysteresis.isOn() || !isShown(state.alarm)) continue;
      ++made->totals[id];
      made->alarms.push_back(state.alarm);
      if (!pid) continue;
      AlarmCount& count = counts[pid];
      ++count.count;
      count.worst = std::max(count.worst, state.alarm.level);
    }
  }
  const auto isBefore = [](const Alarm& a, const Alarm& b) {
    return std::tuple(b.level, a.sinceNs, a.id, a.pid) < std::tuple(a.level, b.sinceNs, b.id, b.pid);
  };
  const std::size_t listed = std::min(made->alarms.size(), AlarmList::maxListed);
  std::partial_sort(made->alarms.begin(),
                    made->alarms.begin() + static_cast<std::ptrdiff_t>(listed),
                    made->alarms.end(), isBefore);
  made->alarms.resize(listed);
  if (counts != *m_counts) m_counts = std::make_shared<const AlarmCounts>(std::move(counts));
  made->byProcess = m_counts;
  return made;
}

}  // namespace models
