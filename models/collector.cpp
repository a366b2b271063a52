// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/collector.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace models {
namespace {

// Over less than this a rate would be noise, so that of the view before is kept; but not for long,
// where one such view comes after the other.
constexpr std::int64_t rateWindowNsMin = 100'000'000;
constexpr std::int64_t rateAgeNsMax = 1'000'000'000;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr float unknownRate = std::numeric_limits<float>::quiet_NaN();

std::int64_t nowNs() {
  return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

// What a counter gained; NaN if it went backwards, which only a broken node does.
double gain(std::uint64_t before, std::uint64_t after) {
  return after < before ? unknown : static_cast<double>(after - before);
}

float meanNs(std::uint64_t sumNs, std::uint64_t count) {
  if (count == 0) return unknownRate;
  return static_cast<float>(static_cast<double>(sumNs) / static_cast<double>(count));
}

// What its busy_ns was when it was first seen to run, and what has passed since without being added
// to it. Of a process that runs many short callbacks that is little, of one long callback all.
Running runningSince(const genmsg::SchedulerRow& scheduler, std::uint64_t busyNs,
                     std::int64_t nowNs, const NodeView* last) {
  Running running{scheduler.current, scheduler.current_since_ns, busyNs, 0};
  if (last) {
    const auto isSame = [&](const Running& other) {
      return other.pid == running.pid && other.sinceNs == running.sinceNs;
    };
    const auto before = std::ranges::find_if(last->running, isSame);
    if (before != last->running.end()) running.busyNsBefore = before->busyNsBefore;
  }
  const std::int64_t passedNs = nowNs - running.sinceNs;
  const auto countedNs = static_cast<std::int64_t>(busyNs - running.busyNsBefore);
  running.uncountedNs = static_cast<std::uint64_t>(std::max<std::int64_t>(0, passedNs - countedNs));
  return running;
}

std::vector<Running> runningIn(const NodeView& now, const NodeView* last) {
  std::vector<Running> running;
  for (const genmsg::SchedulerRow& scheduler : now.snapshot->schedulers) {
    const std::uint32_t row = scheduler.current ? now.rowOf(scheduler.current) : noRow;
    if (row == noRow) continue;
    running.push_back(
        runningSince(scheduler, now.process(row).busy_ns, now.snapshot->time_ns, last));
  }
  return running;
}

std::uint64_t uncountedNs(const std::vector<Running>& all, genmsg::Pid pid) {
  const auto found = std::ranges::find(all, pid, &Running::pid);
  return found == all.end() ? 0 : found->uncountedNs;
}

ProcessRates ratesOf(const genmsg::ProcessRow& before, const genmsg::ProcessRow& after,
                     std::int64_t elapsedNs) {
  ProcessRates rates;
  const double ns = static_cast<double>(elapsedNs);
  rates.messagesPerSecond = static_cast<float>(gain(before.messages, after.messages) * 1e9 / ns);
  rates.busy = static_cast<float>(std::min(gain(before.busy_ns, after.busy_ns) / ns, 1.0));
  // Who handled nothing has no time per message: that of its life would say what was long ago.
  rates.nsPerMessage = after.messages > before.messages && after.busy_ns >= before.busy_ns
                           ? meanNs(after.busy_ns - before.busy_ns, after.messages - before.messages)
                           : unknownRate;
  return rates;
}

ProcessRates ratesWithoutBase(const genmsg::ProcessRow& row) {
  return {unknownRate, meanNs(row.busy_ns, row.messages), unknownRate};
}

// A process that the view before does not have began with nothing when it started.
ProcessRates ratesSinceStart(const genmsg::ProcessRow& row, std::int64_t nowNs) {
  static const genmsg::ProcessRow newborn;
  return nowNs > row.start_ns ? ratesOf(newborn, row, nowNs - row.start_ns) : ratesWithoutBase(row);
}

// The rates of all rows; made(row, before) are those of a row that was `before` in the last view.
template <class Made>
std::vector<ProcessRates> ratesFrom(const NodeView& last, const NodeView& now, Made made) {
  const std::vector<genmsg::ProcessRow>& rows = now.snapshot->processes;
  std::vector<ProcessRates> rates;
  rates.reserve(rows.size() + now.exited.size());
  std::uint32_t place = 0;  // of the next one, if all are still there
  for (const genmsg::ProcessRow& row : rows) {
    const std::uint32_t before = last.pids.find(row.pid, place);
    rates.push_back(before == noRow ? ratesSinceStart(row, now.snapshot->time_ns)
                                    : made(row, before));
    if (before != noRow) place = before + 1;
  }
  rates.resize(rows.size() + now.exited.size(), {unknownRate, unknownRate, unknownRate});
  return rates;
}

std::vector<ProcessRates> ratesOfFirst(const genmsg::Snapshot& now) {
  std::vector<ProcessRates> rates(now.processes.size());
  std::ranges::transform(now.processes, rates.begin(), ratesWithoutBase);
  return rates;
}

// Counts a callback while it runs, and when it has returned only the rest of it.
void countRunning(std::vector<ProcessRates>& rates, const NodeView& last, const NodeView& now) {
  const double ns = static_cast<double>(now.snapshot->time_ns - last.snapshot->time_ns);
  for (const std::vector<Running>* all : {&last.running, &now.running}) {
    for (const Running& running : *all) {
      const std::uint32_t row = now.rowOf(running.pid);
      const std::uint32_t before = last.rowOf(running.pid);
      if (row == noRow || before == noRow) continue;
      const double counted = gain(last.process(before).busy_ns, now.process(row).busy_ns);
      // Not every callback is timed: of one that was not, nothing is added.
      const double busyNs =
          std::max(counted + static_cast<double>(uncountedNs(now.running, running.pid)) -
                       static_cast<double>(uncountedNs(last.running, running.pid)),
                   0.0);
      rates[row].busy = std::isnan(counted) ? unknownRate
                                            : static_cast<float>(std::min(busyNs / ns, 1.0));
    }
  }
}

std::vector<double> utilizationSince(const genmsg::Snapshot& last, const genmsg::Snapshot& now) {
  std::vector<double> shares(now.schedulers.size(), unknown);
  for (std::size_t i = 0; i < shares.size() && i < last.schedulers.size(); ++i) {
    const double busy = gain(last.schedulers[i].busy_ns, now.schedulers[i].busy_ns);
    const double all = busy + gain(last.schedulers[i].idle_ns, now.schedulers[i].idle_ns);
    if (all > 0) shares[i] = busy / all;
  }
  return shares;
}

std::vector<SuspendedRow> suspendedIn(const NodeView& view) {
  std::vector<SuspendedRow> suspended;
  const auto& suspensions = view.snapshot->suspensions;
  for (std::uint32_t i = 0; i < suspensions.size(); ++i) {
    const std::uint32_t row = view.rowOf(suspensions[i].pid);
    if (row != noRow) suspended.push_back({row, i});
  }
  std::ranges::sort(suspended, {}, &SuspendedRow::row);
  return suspended;
}

// Who was there in the view before, and is not any more; and those who still are to be seen.
std::vector<ExitedProcess> exitedSince(const NodeView& last, const NodeView& now) {
  std::vector<ExitedProcess> exited;
  const std::int64_t nowNs = now.snapshot->time_ns;
  for (std::uint32_t row = 0; row < last.snapshot->processes.size(); ++row) {
    const genmsg::ProcessRow& process = last.process(row);
    if (now.pids.find(process.pid, row) != noRow) continue;
    exited.push_back({process, nowNs});
    if (exited.size() == exitedMost) break;
  }
  for (const ExitedProcess& each : last.exited) {
    if (exited.size() == exitedMost) break;
    if (nowNs - each.goneNs < exitedForNs) exited.push_back(each);
  }
  std::ranges::sort(exited, {}, [](const ExitedProcess& each) { return each.process.pid; });
  return exited;
}

// Most of the time nobody started and nobody died: then the tree is the same, too.
bool haveSameProcesses(const std::vector<genmsg::ProcessRow>& before,
                       const std::vector<genmsg::ProcessRow>& after) {
  return std::equal(before.begin(), before.end(), after.begin(), after.end(),
                    [](const genmsg::ProcessRow& a, const genmsg::ProcessRow& b) {
                      return a.pid == b.pid && a.parent == b.parent && a.start_ns == b.start_ns;
                    });
}

OrderChange firstOrder(const NodeView& view) {
  return {0, false, {}, {view.order.begin(), view.order.end()}};
}

// Without its rates.
NodeTotals totalsOf(const genmsg::Snapshot& now) {
  NodeTotals totals;
  totals.processes = static_cast<std::uint32_t>(now.processes.size());
  for (const genmsg::ProcessRow& process : now.processes) {
    totals.mailbox += process.mailbox;
    totals.suspended += process.status == genmsg::Status::Suspended;
    if (process.mailbox <= totals.largestMailbox) continue;
    totals.largestMailbox = process.mailbox;
    totals.largestMailboxPid = process.pid;
  }
  totals.messagesPerSecond = unknown;
  totals.schedulerUtilization.assign(now.schedulers.size(), unknown);
  return totals;
}

}  // namespace

NodeViewPtr Collector::collect(genmsg::SnapshotPtr snapshot, const ViewSpec& spec) {
  const std::int64_t beganNs = nowNs();
  const auto view = std::make_shared<NodeView>();
  view->snapshot = std::move(snapshot);
  const std::vector<genmsg::ProcessRow>& rows = view->snapshot->processes;
  if (m_last && haveSameProcesses(m_last->snapshot->processes, rows)) {
    view->pids = PidIndex(rows, m_last->pids);
    view->forest = m_last->forest;
    view->exited = m_last->exited;
    std::erase_if(view->exited, [&](const ExitedProcess& each) {
      return view->snapshot->time_ns - each.goneNs >= exitedForNs;
    });
  } else {
    view->pids = PidIndex(rows);
    view->forest = std::make_shared<const ProcessForest>(rows, view->pids);
    if (m_last && spec.keepsExited) view->exited = exitedSince(*m_last, *view);
  }
  view->suspended = suspendedIn(*view);
  view->running = runningIn(*view, m_last.get());
  view->totals = totalsOf(*view->snapshot);
  takeRates(*view);
  view->branches = ProcessBranches(*view->snapshot, view->rates, *view->forest, view->pids);
  view->summary = summaryOf(*view->snapshot, view->rates);
  view->alarms = m_alarms.evaluate(*view, m_last.get(), *m_alarmSettings);
  return finish(view, spec, beganNs);
}

// Against the last view, or as they were in it where it is hardly older.
void Collector::takeRates(NodeView& view) {
  const genmsg::Snapshot& now = *view.snapshot;
  if (!m_last) {
    view.rates = ratesOfFirst(now);
    m_ratesNs = now.time_ns;
    return;
  }
  const std::int64_t elapsedNs = now.time_ns - m_last->snapshot->time_ns;
  const bool isAged = elapsedNs > 0 && now.time_ns - m_ratesNs >= rateAgeNsMax;
  if (elapsedNs < rateWindowNsMin && !isAged) {
    view.rates = ratesFrom(*m_last, view, [this](const genmsg::ProcessRow&, std::uint32_t before) {
      return m_last->rates[before];
    });
    view.totals.messagesPerSecond = m_last->totals.messagesPerSecond;
    view.totals.schedulerUtilization = m_last->totals.schedulerUtilization;
    return;
  }
  m_ratesNs = now.time_ns;
  const genmsg::Snapshot& last = *m_last->snapshot;
  std::vector<ProcessRates> rates =
      ratesFrom(*m_last, view, [&](const genmsg::ProcessRow& row, std::uint32_t before) {
        return ratesOf(last.processes[before], row, elapsedNs);
      });
  countRunning(rates, *m_last, view);
  view.rates = std::move(rates);
  view.totals.messagesPerSecond = gain(last.messages_handled, now.messages_handled) * 1e9 /
                                  static_cast<double>(elapsedNs);
  view.totals.schedulerUtilization = utilizationSince(last, now);
}

NodeViewPtr Collector::recollect(const ViewSpec& spec) {
  if (!m_last) return nullptr;
  const std::int64_t beganNs = nowNs();
  return finish(std::make_shared<NodeView>(*m_last), spec, beganNs);
}

NodeViewPtr Collector::finish(const std::shared_ptr<NodeView>& view, const ViewSpec& spec,
                              std::int64_t beganNs) {
  view->number = ++m_number;
  view->spec = spec;
  useFilter(spec.filter);
  view->filterError = m_filterError;
  if (!spec.keepsExited) view->exited.clear();
  const std::size_t alive = view->snapshot->processes.size();
  std::vector<std::uint32_t> order = filteredRows(*view, m_filter);
  sortRows(order, *view, m_ranks);
  view->order = std::move(order);
  view->positions = positionsOf(view->order, alive + view->exited.size());
  view->exitedShown = static_cast<std::uint32_t>(
      std::count_if(view->positions.begin() + alive, view->positions.end(), [](std::uint32_t place) { return place != noRow; }));
  view->groups = spec.groupBy == GroupBy::None
                     ? nullptr
                     : std::make_shared<const ProcessGroups>(groupsOf(*view, spec.groupBy));
  view->change = m_last ? orderChange(*m_last, *view) : firstOrder(*view);
  view->collectNs = nowNs() - beganNs;
  m_last = view;
  return view;
}

void Collector::useFilter(const QString& text) {
  if (text == m_filterText) return;
  m_filterText = text;
  auto filter = Filter::parse(text);
  m_filterError = filter ? QString() : filter.error().message;
  if (filter) m_filter = *std::move(filter);
}

}  // namespace models
