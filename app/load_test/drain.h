// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "genmsg/genmsg.h"

namespace app::load_test {

/// The test of the article that introduced gen_msg: one worker, `messages` plain messages queued
/// while it waits, then handled; in gen_server they arrive at handle_info.
struct DrainRequest {
  std::uint64_t messages = 10'000;
  unsigned rounds = 5;  // each: gen_msg, then gen_server
};

/// Messages that were handled, and how long that took: by one worker that was never out of work, or
/// by a pool that mostly waits for what it is sent at a rate.
struct Run {
  std::string behaviour;  // gen_msg, gen_server
  std::uint64_t messages = 0;
  std::int64_t costNs = 0;  // drain: from the first handled to the last; steady: how long it ran

  double costUs() const { return static_cast<double>(costNs) / 1000.0; }
  /// 0 if there were none.
  double nsPerMessage() const {
    return messages == 0 ? 0 : static_cast<double>(costNs) / static_cast<double>(messages);
  }
  /// 0 if it took no time.
  double messagesPerSecond() const {
    return costNs == 0 ? 0 : static_cast<double>(messages) * 1e9 / static_cast<double>(costNs);
  }
  /// ======gen_msg:  Times:10000 Cost:28706
  std::string line() const;
};

/// Runs the rounds, telling each run as it ends. Stops early when `stop` becomes true, and leaves
/// out the run that it is in.
/// Threads: a plain thread, which it blocks.
/// Errors: a worker that could not be started or died; more messages than there is memory for.
tl::expected<std::vector<Run>, std::string> drain(genmsg::Runtime& runtime,
                                                  const DrainRequest& request,
                                                  const std::atomic<bool>& stop,
                                                  const std::function<void(const Run&)>& onRun);

/// Where the run is whose worker the snapshot has.
struct Progress {
  bool isFilling = false;      // the mailbox, before the worker may begin
  std::uint64_t messages = 0;  // put into it so far, or handled
};
std::optional<Progress> progress(const genmsg::Snapshot& snapshot);

/// The median cost of gen_msg over that of gen_server; 0 where one of them has no run.
double ratio(const std::vector<Run>& runs);
double medianNsPerMessage(const std::vector<Run>& runs, const std::string& behaviour);

}  // namespace app::load_test
