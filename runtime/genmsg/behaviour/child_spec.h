// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "genmsg/process/process.h"
#include "genmsg/term/term.h"

namespace genmsg {

enum class Restart : std::uint8_t { Permanent, Transient, Temporary };
enum class ChildType : std::uint8_t { Worker, Supervisor };

/// How a child is stopped: brutal_kill, shutdown with a time limit, or without one.
class Shutdown {
 public:
  static Shutdown brutal_kill() { return Shutdown(std::nullopt, true); }
  static Shutdown after(std::chrono::milliseconds limit) { return Shutdown(limit, false); }
  static Shutdown infinity() { return Shutdown(std::nullopt, false); }

  bool is_brutal() const noexcept { return brutal_; }
  /// Without one: as long as it takes.
  std::optional<std::chrono::milliseconds> limit() const noexcept { return limit_; }

 private:
  Shutdown(std::optional<std::chrono::milliseconds> limit, bool brutal)
      : limit_(limit), brutal_(brutal) {}
  std::optional<std::chrono::milliseconds> limit_;
  bool brutal_;
};

/// One child of a supervisor. `start` runs in the supervisor and links the child to it:
///   [] { return gen_msg::start_link<pool_worker>(args).get(); }
/// See: supervisor, type child_spec().
struct ChildSpec {
  Term id;
  std::function<StartResult()> start;
  Restart restart = Restart::Permanent;
  std::optional<Shutdown> shutdown = std::nullopt;  // default: 5 s for a worker, infinity for a supervisor
  ChildType type = ChildType::Worker;

  Shutdown effective_shutdown() const {
    if (shutdown) return *shutdown;
    return type == ChildType::Supervisor ? Shutdown::infinity()
                                         : Shutdown::after(std::chrono::seconds(5));
  }
};

/// Only the child that ended is started again.
enum class Strategy : std::uint8_t { OneForOne };

/// More than `intensity` restarts in `period` end the supervisor.
struct SupFlags {
  Strategy strategy = Strategy::OneForOne;
  unsigned intensity = 1;
  std::chrono::seconds period{5};
};

/// What a supervisor's callback module gives: {ok, {SupFlags, [ChildSpec]}}.
struct SupervisorSpec {
  SupFlags flags;
  std::vector<ChildSpec> children;
};

}  // namespace genmsg
