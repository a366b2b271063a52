// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "genmsg/behaviour/proc_lib.h"
#include "genmsg/process/process.h"
#include "genmsg/scheduler/await.h"
#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/scheduler.h"
#include "genmsg/sys/debug.h"
#include "genmsg/sys/status.h"
#include "genmsg/term/describe.h"
#include "genmsg/term/print.h"

/// What gen_msg, gen_server and supervisor have in common: starting, the returns of callbacks, and
/// the system callbacks of a state. See: stdlib, gen.
namespace genmsg::gen {

struct Hibernate {};
inline constexpr Hibernate hibernate;

/// {ok, State}, {ok, State, Timeout}, {ok, State, hibernate} or {stop, Reason, State}, without the
/// state, which changes in place.
class [[nodiscard]] Return {
 public:
  static constexpr std::int64_t no_timeout = std::numeric_limits<std::int64_t>::max();

  Return() noexcept : Return(Outcome::Next) {}
  explicit Return(Outcome outcome, std::int64_t timeout_ns = no_timeout)
      : outcome_(outcome), timeout_ns_(timeout_ns) {}
  explicit Return(Term reason) : outcome_(Outcome::Stop), reason_(std::move(reason)) {}

  Outcome outcome() const noexcept { return outcome_; }
  std::int64_t timeout_ns() const noexcept { return timeout_ns_; }
  Term&& reason() && noexcept { return std::move(reason_); }
  const Term& reason() const& noexcept { return reason_; }
  /// A timeout before now.
  bool is_bad() const noexcept { return outcome_ == Outcome::Timed && timeout_ns_ < 0; }
  Term bad_return_value() const {
    return Term::tuple_of(
        atoms::bad_return_value,
        Term::tuple_of(atoms::ok, Term::tuple_of(atoms::timeout, timeout_ns_)));
  }

 private:
  Outcome outcome_;
  std::int64_t timeout_ns_ = no_timeout;
  Term reason_;
};

/// Waits for the next message.
inline Return ok() { return {}; }
/// If no message comes for this long, the process is told so: Timeout. 0: once the mailbox is empty.
inline Return ok(std::chrono::nanoseconds timeout) {
  return Return(Outcome::Timed, timeout.count());
}
/// Waits for the next message; until then the process counts as hibernating. (It has no memory yet
/// that it could give back meanwhile.)
inline Return ok(Hibernate) { return Return(Outcome::Hibernate); }
/// terminate(reason, state) is called, then the process exits.
inline Return stop(Term reason) { return Return(std::move(reason)); }

template <class State>
struct InitOk {
  State state;
  Return next;
};
template <class T>
concept StateLike = !std::convertible_to<T, std::chrono::nanoseconds> &&
                    !std::same_as<std::decay_t<T>, Hibernate>;

template <StateLike State>
InitOk<std::decay_t<State>> ok(State&& state) {
  return {std::forward<State>(state), ok()};
}
template <StateLike State>
InitOk<std::decay_t<State>> ok(State&& state, std::chrono::nanoseconds timeout) {
  return {std::forward<State>(state), ok(timeout)};
}
template <StateLike State>
InitOk<std::decay_t<State>> ok(State&& state, Hibernate) {
  return {std::forward<State>(state), ok(hibernate)};
}

struct InitIgnore {};
struct InitError {
  Term reason;
};
/// The start gives `ignore`; the process ends normally.
inline InitIgnore ignore() { return {}; }
/// The start gives {error, Reason}; the process ends normally, without a report. See: OTP 26.
inline InitError error(Term reason) { return {std::move(reason)}; }

/// What init gives: ok(state), ok(state, timeout), ok(state, hibernate), stop(reason), ignore() or
/// error(reason).
template <class State>
using Init = std::variant<InitOk<State>, Return, InitIgnore, InitError>;

struct StartOptions {
  std::optional<Atom> name = std::nullopt;  // registered before init runs
  sys::DebugOptions debug = {};
  /// Init must end within it: {error, timeout}.
  std::chrono::nanoseconds timeout = proc_lib::no_timeout;
  MailboxLimit mailbox_limit = {};  // in force before init runs; default: none
};

/// For a module whose init takes nothing.
struct NoArgs {};

// --- what follows is for behaviours

template <class M>
std::string module_name() {
  if constexpr (requires { std::string(std::string_view(M::module_name)); }) {
    return std::string(std::string_view(M::module_name));
  } else if constexpr (requires { std::string(M::module_name()); }) {
    return std::string(M::module_name());
  } else {
    return type_name<M>();
  }
}

/// Where a state lives: in the slot if it fits, else in a block of its own.
template <class State>
void place_state(Process& process, State&& state) {
  using Value = std::decay_t<State>;
  if constexpr (sizeof(Value) <= Process::inline_state_bytes && alignof(Value) <= 64) {
    process.state = ::new (process.inline_state) Value(std::forward<State>(state));
  } else {
    process.state = new Value(std::forward<State>(state));
  }
}

template <class State>
void destroy_state(Process& process) noexcept {
  if (process.state == process.inline_state) {
    std::destroy_at(&process.state_as<State>());
  } else {
    delete &process.state_as<State>();
  }
}

/// A callback's return as the run loop takes it.
inline Outcome outcome(Process& process, Return&& returned) {
  if (returned.outcome() == Outcome::Next) [[likely]] return Outcome::Next;
  if (returned.outcome() == Outcome::Timed) {
    if (returned.is_bad()) {
      process.cold_block().exit_reason = returned.bad_return_value();
      return Outcome::Stop;
    }
    if (returned.timeout_ns() == Return::no_timeout) return Outcome::Next;
    process.cold_block().timeout_ns = returned.timeout_ns();
  } else if (returned.outcome() == Outcome::Stop) {
    process.cold_block().exit_reason = std::move(returned).reason();
  }
  return returned.outcome();
}

template <class State>
Term system_get_state(const Process& process) {
  return to_term(process.state_as<State>());
}

template <class State>
Result<Term> system_replace_state(Process& process, const Term& term) {
  if constexpr (is_convertible_from_term<State> && std::is_nothrow_move_assignable_v<State>) {
    Converted<State> state = from_term<State>(term);
    if (!state) {
      return tl::unexpected(
          Error{Error::Code::BadState,
                Term::tuple_of(atoms::bad_state, Term::binary(state.error().message()))});
    }
    process.state_as<State>() = std::move(*state);
    return to_term(process.state_as<State>());
  } else {
    static_cast<void>(process);
    static_cast<void>(term);
    return tl::unexpected(Error{
        Error::Code::BadState,
        Term::tuple_of(atoms::bad_state,
                       Term::binary(type_name<State>() + " cannot be made from a term"))});
  }
}

/// `*DBG* Name got Message` and so on. See: gen_server:print_event.
std::string write_debug(const Process& process, const Term& event);
/// "Status for generic message server Name"
std::string status_header(const Process& process, std::string_view kind);
/// A message that the callback module does not take: counted, reported, dropped.
void dead_letter(const Process& process, const Message& message);
void dead_timeout(const Process& process);

template <class M, class State>
Async<Outcome> await_terminate(Process& process, Term reason) {
  co_await M::terminate(reason, process.state_as<State>());
  co_return Outcome::Next;
}

template <class M, class State>
Outcome terminate(Process& process, const Term& reason) {
  State& state = process.state_as<State>();
  if constexpr (is_async<decltype(M::terminate(reason, state))>) {
    return run_callback(await_terminate<M, State>(process, reason));
  } else {
    M::terminate(reason, state);
    return Outcome::Next;
  }
}

/// The type of a message's value; for a variant that of its alternative.
template <class T>
Atom alternative_of(const T&) {
  return genmsg::detail::type_atom<T>();
}
template <class... Ts>
Atom alternative_of(const std::variant<Ts...>& variant) {
  if (variant.valueless_by_exception()) return genmsg::detail::type_atom<std::variant<Ts...>>();
  return std::visit([]<class T>(const T&) { return genmsg::detail::type_atom<T>(); }, variant);
}

/// The parts of a Module that depend on callback module and state alone.
template <class M, class State>
Module describe_module(Atom behaviour) {
  Module module;
  module.behaviour = behaviour;
  module.name = Atom::intern(module_name<M>());
  module.initial_call = Atom::intern(module_name<M>() + ":init/1");
  module.destroy_state = &destroy_state<State>;
  module.system_continue = [](Process&) {};
  module.system_terminate = [](Process&, const Term& reason) { return reason; };
  module.system_get_state = &system_get_state<State>;
  module.system_replace_state = &system_replace_state<State>;
  module.write_debug = &write_debug;
  module.state_shape = &shape_of<State>;
  if constexpr (requires { M::blocking; }) module.blocking = M::blocking;
  module.state_editable =
      is_convertible_from_term<State> && std::is_nothrow_move_assignable_v<State>;
  if constexpr (requires(FormatStatus status) { M::format_status(std::move(status)); }) {
    module.format_status = [](FormatStatus status) {
      return M::format_status(std::move(status));
    };
  }
  if constexpr (requires(const Term& reason, State& state) { M::terminate(reason, state); }) {
    module.terminate = &terminate<M, State>;
  }
  return module;
}

/// Makes the running process one of `module`: it goes on with the module's loop when the function
/// that proc_lib started returns.
template <class State>
void enter_loop(const Module& module, State&& state, Return next) {
  Process& process = *execution.process;
  if (process.module.load(std::memory_order_relaxed) != nullptr) {
    throw std::logic_error("enter_loop in a process that has a loop");
  }
  place_state(process, std::forward<State>(state));
  process.initial_call.store(module.initial_call.index(), std::memory_order_relaxed);
  if (module.blocking) process.set(Process::is_blocking);
  process.module.store(&module, std::memory_order_release);
  const Outcome first = outcome(process, std::move(next));
  execution.scheduler->enter(process, first);
}

template <class State>
State init_or_leave(Init<State>&& init, Return& next) {
  if (auto* const ok = std::get_if<InitOk<State>>(&init)) {
    next = std::move(ok->next);
    return std::move(ok->state);
  }
  unregister_name();  // free before the caller hears of it
  if (auto* const stopped = std::get_if<Return>(&init)) {
    Term reason = stopped->outcome() == Outcome::Stop
                      ? stopped->reason()
                      : Term::tuple_of(atoms::bad_return_value, atoms::ok);
    proc_lib::init_fail(reason, reason);
  }
  if (auto* const failed = std::get_if<InitError>(&init)) {
    proc_lib::init_fail(failed->reason, atoms::normal);
  }
  execution.process->cold_block().failed_start = StartResult(Pid{});  // ignore
  exit(atoms::normal);
}

/// What of the options comes before init: the name, and the mailbox limit.
void register_or_leave(const StartOptions& options);
/// Fails the start if init asks for a timeout before now.
void check_first(const Return& next);
void apply_debug(const sys::DebugOptions& options);

/// What a process of a behaviour does first. See: gen:init_it/6.
template <class M, class Args>
auto call_init(Args&& args) {
  if constexpr (std::same_as<std::decay_t<Args>, NoArgs> && requires { M::init(); }) {
    return M::init();
  } else {
    return M::init(std::forward<Args>(args));
  }
}

/// What a process does with what its init gave, if that is a state: else it ends here.
template <class M>
void begin_loop(const Module& module, Init<typename M::State>&& init, const StartOptions& options) {
  Return next;
  typename M::State state = init_or_leave<typename M::State>(std::move(init), next);
  check_first(next);
  enter_loop(module, std::move(state), std::move(next));
  apply_debug(options.debug);
  proc_lib::init_ack(self());
}

template <class M, class Args>
Async<Outcome> await_init(const Module& module, Args args, StartOptions options) {
  Init<typename M::State> init = co_await call_init<M>(std::move(args));
  begin_loop<M>(module, std::move(init), options);
  co_return Outcome::Next;
}

template <class M, class Args>
proc_lib::Body init_it(const Module& module, Args args, StartOptions options) {
  // A std::function must be copyable, arguments need not be.
  auto held = std::make_shared<Args>(std::move(args));
  return [&module, held, options = std::move(options)] {
    register_or_leave(options);
    if constexpr (is_async<decltype(call_init<M>(std::move(*held)))>) {
      run_callback(await_init<M, Args>(module, std::move(*held), options));
    } else {
      begin_loop<M>(module, call_init<M>(std::move(*held)), options);
    }
  };
}

}  // namespace genmsg::gen
