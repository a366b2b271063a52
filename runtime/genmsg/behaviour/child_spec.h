// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <any>
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
#include "genmsg/term/type_name.h"

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

  /// A limit before now, which no supervisor takes.
  bool is_bad() const noexcept { return limit_ && limit_->count() < 0; }
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
/// what start_link gave. A child that is not there yet when it returns (its init awaits something,
/// or it is a supervisor that is still starting) is awaited.
///   [] { return gen_msg::start_link<pool_worker>(args); }
/// Under simple_one_for_one the function takes what start_child() was called with:
///   [](const pool_worker::Args& args) { return gen_msg::start_link<pool_worker>(args); }
/// Where C++ differs: {ok, Pid, Info} is not there.
class ChildStart {
 public:
  ChildStart() = default;
  template <class Function>
    requires(!std::same_as<std::decay_t<Function>, ChildStart> && std::invocable<Function&>)
  ChildStart(Function function)  // NOLINT: a function is what one has
      : start_([function = std::move(function)](const std::any&) mutable {
          return pending(function());
        }) {}
  template <class Function>
    requires(!std::same_as<std::decay_t<Function>, ChildStart> && !std::invocable<Function&> &&
             requires(Function function) { std::function(function); })
  ChildStart(Function function)  // NOLINT: a function is what one has
      : ChildStart(std::function(std::move(function))) {}
  template <class Started, class Arg>
  ChildStart(std::function<Started(Arg)> function)  // NOLINT: a function is what one has
      : start_([function = std::move(function)](const std::any& args) {
          const auto* const arg = std::any_cast<std::decay_t<Arg>>(&args);
          if (arg == nullptr) return pending(wrong_args(type_name<std::decay_t<Arg>>(), args));
          return pending(function(*arg));
        }) {}

  explicit operator bool() const noexcept { return static_cast<bool>(start_); }
  Pending<StartResult> operator()(const std::any& args = {}) const { return start_(args); }

 private:
  static StartResult wrong_args(const std::string& expected, const std::any& found) {
    const std::string got =
        found.has_value() ? detail::demangle(found.type()) : std::string("nothing");
    return tl::unexpected(
        Term::tuple_of(atoms::badarg, Term::binary(expected + " expected, found " + got)));
  }
  static Pending<StartResult> pending(Pending<StartResult> started) { return started; }
  static Pending<StartResult> pending(StartResult started) {
    return Pending<StartResult>::ready(std::move(started));
  }
  static Pending<StartResult> pending(Result<StartResult> started) {
    return Pending<StartResult>::ready(std::move(started));
  }
  std::function<Pending<StartResult>(const std::any&)> start_;
};

/// One child of a supervisor.
///   {atom, [] { return gen_msg::start_link<pool_worker>(args); }}
/// See: supervisor, type child_spec().
struct ChildSpec {
  Term id;  // unique in the supervisor; not asked for under simple_one_for_one
  ChildStart start;
  Restart restart = Restart::Permanent;
  std::optional<Shutdown> shutdown = std::nullopt;  // default: 5 s for a worker, infinity for a supervisor
  ChildType type = ChildType::Worker;
  bool significant = false;  // its end may be the supervisor's, see AutoShutdown
  std::vector<Atom> modules = {};  // for the eye, as which_children shows them

  Shutdown effective_shutdown() const {
    if (shutdown) return *shutdown;
    return type == ChildType::Supervisor ? Shutdown::infinity()
                                         : Shutdown::after(std::chrono::seconds(5));
  }
};

enum class Strategy : std::uint8_t {
  OneForOne,   // only the child that ended is started again
  OneForAll,   // all others are stopped, and all are started again
  RestForOne,  // those that were started after it are stopped, and it and they are started again
  SimpleOneForOne,  // as one_for_one, for any number of children made by one spec
};

/// Whether a supervisor ends, with reason shutdown, when significant children have ended that will
/// not be restarted.
enum class AutoShutdown : std::uint8_t { Never, AnySignificant, AllSignificant };

/// More than `intensity` restarts in `period` end the supervisor. See: supervisor, type sup_flags().
struct SupFlags {
  Strategy strategy = Strategy::OneForOne;
  int intensity = 1;
  std::chrono::seconds period{5};
  AutoShutdown auto_shutdown = AutoShutdown::Never;
};

/// What a supervisor's callback module gives: {ok, {SupFlags, [ChildSpec]}}.
struct SupervisorSpec {
  SupFlags flags;
  std::vector<ChildSpec> children;
};

}  // namespace genmsg
