// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "genmsg/process/process.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/term/term.h"

namespace genmsg::sys {

/// What to debug from the start. See: gen_server:start_link, option {debug, Dbgs}.
struct DebugOptions {
  bool trace = false;
  std::size_t log = 0;  // events; 0: off
  bool statistics = false;
  bool any() const noexcept { return trace || log != 0 || statistics; }
};

/// The debug list of one process: trace, log and statistics of its events {in, Msg},
/// {out, Reply, To, State}, {noreply, State} and {continue, Cont}. System messages are no events.
/// Threads: the scheduler that runs the process. See: sys, "Debug functions".
class Debug final : public DebugHook {
 public:
  explicit Debug(const Runtime& runtime) : runtime_(runtime) {}
  /// The process's, made if it has none.
  static Debug& of(Process& process, const Runtime& runtime);
  /// Drops it, and its cost, when nothing is on.
  static void settle(Process& process);

  void before(Process& process, const Term& message) noexcept override;
  void after(Process& process) noexcept override;
  void replied(Process& process, const Term& reply, const Term& to) noexcept override;
  void continued(Process& process, const Term& continuation) noexcept override;

  void set_trace(bool on) { trace_ = on; }
  void set_log(std::size_t events);
  void set_statistics(bool on, const Process& process);
  std::vector<Term> logged() const override { return {log_.begin(), log_.end()}; }
  void print_log(const Process& process) const;
  Term statistics(const Process& process) const;
  std::vector<Term> items() const;
  bool is_idle() const noexcept { return !trace_ && log_limit_ == 0 && !statistics_; }
  void clear();

 private:
  struct Statistics {
    std::chrono::system_clock::time_point start;
    std::uint64_t handled;
    std::uint64_t in = 0;
    std::uint64_t out = 0;
  };
  void handle_debug(const Process& process, Term event);

  const Runtime& runtime_;
  bool trace_ = false;
  bool replied_ = false;  // to the message in hand
  std::size_t log_limit_ = 0;
  std::deque<Term> log_;
  std::optional<Statistics> statistics_;
};

}  // namespace genmsg::sys
