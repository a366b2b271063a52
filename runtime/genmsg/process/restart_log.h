// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "genmsg/base/mutex.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// One restart of a child, or a try of one.
struct RestartRecord {
  std::int64_t time_ns = 0;  // the runtime's clock
  Term child;                // its id; `undefined` under simple_one_for_one
  Pid old_pid;               // a default pid: it had not come up before
  Term reason;               // why it ended, or could not be started the last time
};

/// How often a supervisor has restarted children, and the last times.
struct RestartHistory {
  static constexpr std::size_t most_records = 32;

  Pid supervisor;
  Atom strategy;                   // one_for_one and so on
  std::uint32_t intensity = 0;     // more restarts than this within the period end the supervisor
  std::chrono::seconds period{0};
  std::uint64_t total = 0;         // since it started
  std::uint32_t in_period = 0;     // as of the last restart
  std::vector<RestartRecord> last; // oldest first, at most most_records
};

/// Restart histories of a runtime's supervisors, which anybody may read without asking them.
/// Threads: any; a log is written by its supervisor only.
class RestartLogs {
 public:
  void open(RestartHistory history) GENMSG_EXCLUDES(mutex_);
  /// What was noted stays.
  void set_limit(Pid supervisor, Atom strategy, std::uint32_t intensity,
                 std::chrono::seconds period) GENMSG_EXCLUDES(mutex_);
  void note(Pid supervisor, std::uint32_t in_period, RestartRecord record) GENMSG_EXCLUDES(mutex_);
  void close(Pid supervisor) GENMSG_EXCLUDES(mutex_);

  /// None: no such supervisor.
  std::optional<RestartHistory> find(Pid supervisor) const GENMSG_EXCLUDES(mutex_);
  std::vector<RestartHistory> all() const GENMSG_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  std::unordered_map<Pid, RestartHistory> histories_ GENMSG_GUARDED_BY(mutex_);
};

}  // namespace genmsg
