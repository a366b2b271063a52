// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_branches.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace models {
namespace {

struct Sum {
  std::uint64_t mailbox = 0;
  double messagesPerSecond = std::numeric_limits<double>::quiet_NaN();
};

// What is not known adds nothing.
void addRate(double& sum, double rate) {
  if (std::isnan(rate)) return;
  sum = std::isnan(sum) ? rate : sum + rate;
}

// By row, of the row and all below it.
std::vector<Sum> sumsOf(const genmsg::Snapshot& snapshot, std::span<const ProcessRates> rates,
                        const ProcessForest& forest) {
  std::vector<Sum> sums(snapshot.processes.size());
  const auto order = forest.parentsFirst();
  for (auto row = order.rbegin(); row != order.rend(); ++row) {
    Sum& sum = sums[*row];
    sum.mailbox += snapshot.processes[*row].mailbox;
    addRate(sum.messagesPerSecond, double{rates[*row].messagesPerSecond});
    const std::uint32_t parent = forest.parentOf(*row);
    if (parent == noRow) continue;
    sums[parent].mailbox += sum.mailbox;
    addRate(sums[parent].messagesPerSecond, sum.messagesPerSecond);
  }
  return sums;
}

struct HistoryOfRow {
  std::uint32_t row;
  std::uint32_t history;
};

std::vector<HistoryOfRow> historiesByRow(const genmsg::Snapshot& snapshot, const PidIndex& pids) {
  std::vector<HistoryOfRow> histories;
  histories.reserve(snapshot.supervisors.size());
  for (std::uint32_t i = 0; i < snapshot.supervisors.size(); ++i) {
    const std::uint32_t row = pids.find(snapshot.supervisors[i].supervisor);
    if (row != noRow) histories.push_back({row, i});
  }
  std::ranges::sort(histories, {}, &HistoryOfRow::row);
  return histories;
}

std::vector<ChildClass> classesOf(std::span<const std::uint32_t> children,
                                  const genmsg::Snapshot& snapshot,
                                  std::span<const ProcessRates> rates) {
  if (children.size() <= ProcessBranches::classMin) return {};
  std::vector<ChildClass> classes;
  std::vector<std::uint32_t> places;  // by Atom::index(): in `classes` + 1; 0: not there
  for (const std::uint32_t row : children) {
    const genmsg::ProcessRow& process = snapshot.processes[row];
    const std::uint32_t atom = process.initial_call.index();
    if (atom >= places.size()) places.resize(atom + 1);
    if (places[atom] == 0) {
      classes.push_back({process.initial_call});
      places[atom] = static_cast<std::uint32_t>(classes.size());
    }
    ChildClass& group = classes[places[atom] - 1];
    ++group.count;
    group.mailbox += process.mailbox;
    group.largestMailbox = std::max(group.largestMailbox, process.mailbox);
    addRate(group.messagesPerSecond, double{rates[row].messagesPerSecond});
  }
  std::erase_if(classes, [](const ChildClass& each) {
    return each.count <= ProcessBranches::classMin;
  });
  std::ranges::stable_sort(classes, std::ranges::greater(), &ChildClass::count);
  return classes;
}

}  // namespace

ProcessBranches::ProcessBranches(const genmsg::Snapshot& snapshot,
                                 std::span<const ProcessRates> rates, const ProcessForest& forest,
                                 const PidIndex& pids) {
  const std::vector<Sum> sums = sumsOf(snapshot, rates, forest);
  const std::vector<HistoryOfRow> histories = historiesByRow(snapshot, pids);
  auto history = histories.begin();
  for (std::uint32_t row = 0; row < sums.size(); ++row) {
    const bool isSupervisor = history != histories.end() && history->row == row;
    const auto children = forest.childrenOf(row);
    if (children.empty() && !isSupervisor) continue;
    ProcessBranch branch;
    branch.row = row;
    branch.mailbox = sums[row].mailbox;
    branch.messagesPerSecond = sums[row].messagesPerSecond;
    branch.classes = classesOf(children, snapshot, rates);
    if (isSupervisor) {
      branch.history = history->history;
      branch.restarts = restartsInPeriod(snapshot.supervisors[branch.history], snapshot.time_ns);
      while (history != histories.end() && history->row == row) ++history;
    }
    m_branches.push_back(std::move(branch));
  }
}

const ProcessBranch* ProcessBranches::find(std::uint32_t row) const noexcept {
  const auto found = std::ranges::lower_bound(m_branches, row, {}, &ProcessBranch::row);
  return found != m_branches.end() && found->row == row ? &*found : nullptr;
}

std::uint32_t restartsInPeriod(const genmsg::RestartHistory& history, std::int64_t nowNs) {
  const std::int64_t sinceNs = nowNs - std::chrono::nanoseconds(history.period).count();
  const auto count = static_cast<std::uint32_t>(
      std::ranges::count_if(history.last, [sinceNs](const genmsg::RestartRecord& restart) {
        return restart.time_ns >= sinceNs;
      }));
  // All that are kept are in the period: there may have been more.
  return count == genmsg::RestartHistory::most_records ? std::max(count, history.in_period) : count;
}

}  // namespace models
