// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "genmsg/process/pending.h"
#include "genmsg/process/process.h"
#include "genmsg/term/term.h"

namespace genmsg {

enum class Restart : std::uint8_t { Permanent, Transient, Temporary };
enum class ChildType : std::uint8_t { Worker, Supervisor };

/// How a child is stopped: brutal_kill, shutdown with a time limit, or without one.
class Shutdown {
 public:
  static Shutdown brutal_kill() { return Shutdown(std::nullopt, true); }
  /// At most a year; more is a year.
  static Shutdown after(std::chrono::milliseconds limit) {
    return Shutdown(std::min<std::chrono::milliseconds>(limit, std::chrono::hours(24 * 365)), false);
  }
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

/// How a child is started: a function that runs in the supervisor, links the child to it, and gives
/// what start_link gave. A child that is not there yet when it returns (a supervisor that is still
/// ending what it could not use, say) is waited for between messages.
class ChildStart {
 public:
  ChildStart() = default;
  template <class Function>
    requires(!std::same_as<std::decay_t<Function>, ChildStart> && std::invocable<Function&>)
  ChildStart(Function function)  // NOLINT: a function is what one has
      : start_([function = std::move(function)]() mutable { return pending(function()); }) {}

  explicit operator bool() const noexcept { return static_cast<bool>(start_); }
  Pending<StartResult> operator()() const { return start_(); }

 private:
  static Pending<StartResult> pending(Pending<StartResult> started) { return started; }
  static Pending<StartResult> pending(StartResult started) {
    return Pending<StartResult>::ready(std::move(started));
  }
  static Pending<StartResult> pending(Result<StartResult> started) {
    return Pending<StartResult>::ready(std::move(started));
  }
  std::function<Pending<StartResult>()> start_;
};

/// One child of a supervisor.
///   {atom, [] { return gen_msg::start_link<pool_worker>(args); }}
/// See: supervisor, type child_spec().
struct ChildSpec {
  Term id;
  ChildStart start;
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
