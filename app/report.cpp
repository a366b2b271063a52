// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/output_file.h"
#include "genmsg/version.h"

namespace app {

namespace {

std::string runJson(const load_test::Run& run) {
  return fmt::format(
      "    {{\"behaviour\": \"{}\", \"messages\": {}, \"cost_us\": {:.3f}, "
      "\"ns_per_message\": {:.3f}, \"messages_per_second\": {:.1f}}}",
      run.behaviour, run.messages, run.costUs(), run.nsPerMessage(), run.messagesPerSecond());
}

std::string runsJson(const std::vector<load_test::Run>& runs) {
  std::string text = "[";
  for (std::size_t i = 0; i < runs.size(); ++i) {
    text += (i == 0 ? "\n" : ",\n") + runJson(runs[i]);
  }
  return text + (runs.empty() ? "]" : "\n  ]");
}

std::string summaryJson(const Report& report) {
  const double ratio = load_test::ratio(report.runs);
  if (ratio == 0) return {};
  return fmt::format(
      "  \"summary\": {{\"gen_msg_median_ns_per_message\": {:.3f}, "
      "\"gen_server_median_ns_per_message\": {:.3f}, \"ratio\": {:.4f}}},\n",
      load_test::medianNsPerMessage(report.runs, "gen_msg"),
      load_test::medianNsPerMessage(report.runs, "gen_server"), ratio);
}

std::string gapsJson(const GapReport& gaps) {
  return fmt::format(
      "  \"event_loop_gap_ms\": {{\"beats\": {}, \"p50\": {:.1f}, \"p99\": {:.1f}, "
      "\"max\": {:.1f}}},\n",
      gaps.beats, gaps.p50Ms, gaps.p99Ms, gaps.maxMs);
}

std::string toJson(const Report& report) {
  std::string text = fmt::format("{{\n  \"scenario\": \"{}\",\n  \"runs\": {},\n",
                                 report.scenario, runsJson(report.runs));
  text += summaryJson(report);
  if (report.gaps) text += gapsJson(*report.gaps);
  if (report.rate != 0) text += fmt::format("  \"rate\": {},\n", report.rate);
  return text + fmt::format(
                    "  \"duration_s\": {:.3f},\n  \"schedulers\": {},\n"
                    "  \"messages_handled\": {},\n  \"dead_letters\": {},\n"
                    "  \"largest_mailbox\": {},\n  \"version\": \"{}\"\n}}\n",
                    report.durationS, report.schedulers, report.messagesHandled,
                    report.deadLetters, report.largestMailbox, genmsg::version);
}

}  // namespace

void addSnapshot(Report& report, const genmsg::Snapshot& snapshot) {
  report.schedulers = static_cast<unsigned>(snapshot.schedulers.size());
  report.deadLetters = snapshot.dead_letters;
  std::uint64_t living = 0;
  for (const genmsg::ProcessRow& row : snapshot.processes) {
    living += row.messages;
    report.largestMailbox = std::max<std::uint64_t>(report.largestMailbox, row.mailbox);
  }
  // A process counts its messages one by one, the node a slice at a time: it may be behind.
  report.messagesHandled = std::max(snapshot.messages_handled, living);
}

tl::expected<void, std::string> writeReport(const Report& report, const std::string& path) {
  return writeFile(path, toJson(report)).map_error([&path](const std::string& reason) {
    return cannotWrite("--report", path, reason);
  });
}

}  // namespace app
