// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/node_summary.h"

#include <algorithm>
#include <cmath>

namespace models {
namespace {

/// The rows with the largest values, in one pass: nearly all rows are below the least of them.
class Top {
 public:
  void offer(std::uint32_t row, double value) {
    if (!(value > 0)) return;  // also NaN
    if (m_entries.size() == NodeSummary::topCount && value <= m_entries.back().value) return;
    const auto place = std::upper_bound(
        m_entries.begin(), m_entries.end(), value,
        [](double wanted, const Entry& entry) { return wanted > entry.value; });
    m_entries.insert(place, {row, value});
    if (m_entries.size() > NodeSummary::topCount) m_entries.pop_back();
  }
  std::vector<std::uint32_t> rows() const {
    std::vector<std::uint32_t> rows;
    for (const Entry& entry : m_entries) rows.push_back(entry.row);
    return rows;
  }

 private:
  struct Entry {
    std::uint32_t row;
    double value;
  };
  std::vector<Entry> m_entries;
};

void addPercentiles(NodeSummary& summary, std::vector<float>& times) {
  if (times.empty()) return;
  const auto at = [&times](double share) {
    const auto last = static_cast<double>(times.size() - 1);
    const auto place = times.begin() + static_cast<std::ptrdiff_t>(std::lround(last * share));
    std::nth_element(times.begin(), place, times.end());
    return *place;
  };
  summary.nsPerMessageP50 = at(0.50);
  summary.nsPerMessageP95 = at(0.95);
  summary.nsPerMessageP99 = at(0.99);
}

}  // namespace

NodeSummary summaryOf(const genmsg::Snapshot& snapshot, std::span<const ProcessRates> rates) {
  NodeSummary summary;
  Top mailbox;
  Top time;
  Top restarts;
  std::vector<float> times;
  for (std::uint32_t row = 0; row < snapshot.processes.size(); ++row) {
    const genmsg::ProcessRow& process = snapshot.processes[row];
    const float nsPerMessage = rates[row].nsPerMessage;
    mailbox.offer(row, process.mailbox);
    time.offer(row, nsPerMessage);
    restarts.offer(row, process.restarts);
    summary.runQueue += process.status == genmsg::Status::Runnable;
    if (!std::isnan(nsPerMessage)) times.push_back(nsPerMessage);
  }
  for (const genmsg::RestartHistory& history : snapshot.supervisors)
    summary.restarts += history.total;
  summary.topMailbox = mailbox.rows();
  summary.topTimePerMessage = time.rows();
  summary.topRestarts = restarts.rows();
  addPercentiles(summary, times);
  return summary;
}

}  // namespace models
