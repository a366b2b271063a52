// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "app/load_test/drain.h"
#include "genmsg/observe/snapshot.h"

namespace app {

/// How long the window's event loop was away, in milliseconds.
struct GapReport {
  std::uint64_t beats = 0;
  double p50Ms = 0;
  double p99Ms = 0;
  double maxMs = 0;
};

/// What --report writes, as JSON. Numbers that were measured, nothing else.
struct Report {
  std::string scenario;               // drain, steady, slow-consumer, none
  std::vector<load_test::Run> runs;
  double durationS = 0;               // of the whole load test
  std::uint64_t rate = 0;             // asked for; not of drain
  unsigned schedulers = 0;
  std::uint64_t messagesHandled = 0;  // by all processes
  std::uint64_t deadLetters = 0;
  std::uint64_t largestMailbox = 0;   // at the end
  std::optional<GapReport> gaps;      // with a window only
};

/// Fills in what a snapshot tells.
void addSnapshot(Report& report, const genmsg::Snapshot& snapshot);

/// As writeFile() does it.
/// Errors: one line that names the file and why it could not be written.
tl::expected<void, std::string> writeReport(const Report& report, const std::string& path);

}  // namespace app
