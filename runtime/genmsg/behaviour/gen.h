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
#include "genmsg/process/name.h"
#include "genmsg/process/own_message.h"
#include "genmsg/process/process.h"
#include "genmsg/process/timer.h"
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

/// What a return asks for beside {ok, State}: made by timeout(), hibernate() and continue_with().
/// See: gen_server, action() (OTP 28).
struct Action {
  Outcome outcome;
  std::int64_t time_ns;
  bool absolute;
  OwnMessage message;
};

/// {timeout, Time, Msg}: `message` comes to handle_msg, or handle_info, once `time` has passed,
/// unless another message comes first. System messages, and a suspension, leave the time alone.
/// Time 0: before whatever is queued. With {.absolute = true} the time is a point on the runtime's
/// clock, and one that is past comes behind what is queued. `message` is of exactly the type Msg,
/// or Info, or of one alternative of it.
template <class T>
Action timeout(std::chrono::nanoseconds time, T&& message, TimerOptions options = {}) {
  return {Outcome::Timed, time.count(), options.absolute,
          OwnMessage::of(std::forward<T>(message))};
}

/// As a value, hibernate: until the next message. Called, {hibernate, Time, Msg}: timeout() while
/// hibernating.
struct Hibernate {
  template <class T>
  Action operator()(std::chrono::nanoseconds time, T&& message, TimerOptions options = {}) const {
    return {Outcome::Hibernate, time.count(), options.absolute,
            OwnMessage::of(std::forward<T>(message))};
  }
};
inline constexpr Hibernate hibernate;

/// {continue, Continue}: handle_continue(Continue&&, State&) runs before anything else, messages
/// and system messages. From init: once the start is acknowledged. `value` is of exactly the type
/// Continue, or of one alternative of it. See: gen_server:handle_continue/2.
template <class T>
Action continue_with(T&& value) {
  return {Outcome::Continue, 0, false, OwnMessage::of(std::forward<T>(value))};
}

/// {ok, State}, {ok, State, Action} or {stop, Reason, State}, without the state, which changes in
/// place. One that is none, because its time is before now or because the module has no callback
/// for what it asks for, ends the process with {bad_return_value, {ok, Action}} after terminate.
class [[nodiscard]] Return {
 public:
  static constexpr std::int64_t no_timeout = std::numeric_limits<std::int64_t>::max();

  Return() noexcept = default;
  explicit Return(Outcome outcome, std::int64_t timeout_ns = no_timeout)
      : outcome_(outcome), timeout_ns_(timeout_ns) {}
  explicit Return(Term reason) : outcome_(Outcome::Stop) {
    if (reason.is(atoms::normal)) return;
    rare_ = std::make_unique<Rare>();
    rare_->reason = std::move(reason);
  }
  explicit Return(Action&& action)
      : outcome_(action.outcome), timeout_ns_(action.time_ns), rare_(std::make_unique<Rare>()) {
    rare_->absolute = action.absolute;
    rare_->message = std::move(action.message);
  }

  Outcome outcome() const noexcept { return outcome_; }
  std::int64_t timeout_ns() const noexcept { return timeout_ns_; }
  /// @pre outcome() is Stop
  Term reason() const { return rare_ != nullptr ? rare_->reason : Term(atoms::normal); }
  /// {bad_return_value, {ok, Action}}, if it is none for a process of `module`.
  std::optional<Term> bad_return_value(const Module& module) const;
  /// Tells the process, which runs, what it wants next.
  Outcome apply(Process& process) &&;

 private:
  /// What few returns have.
  struct Rare {
    Term reason;
    OwnMessage message;
    bool absolute = false;
  };

  Outcome outcome_ = Outcome::Next;
  std::int64_t timeout_ns_ = no_timeout;
  std::unique_ptr<Rare> rare_;
};

/// Waits for the next message.
inline Return ok() { return {}; }
/// If no message comes for this long, the process is told so: Timeout. 0: once the mailbox is empty.
/// Any system message starts the time again, as in OTP; timeout() has none of this.
inline Return ok(std::chrono::nanoseconds timeout) {
  return Return(Outcome::Timed, timeout.count());
}
/// Waits for the next message; meanwhile the process gives back what memory it only keeps for speed
/// (not the state). System messages do not end that. See: erlang:hibernate/3.
inline Return ok(Hibernate) { return Return(Outcome::Hibernate); }
/// ok(timeout(5s, Tick{})), ok(hibernate(5s, Tick{})), ok(continue_with(Connect{}))
inline Return ok(Action action) { return Return(std::move(action)); }
/// terminate(reason, state) is called, then the process exits.
inline Return stop(Term reason) { return Return(std::move(reason)); }

/// Asks a process to terminate and answers when it is gone: as proc_lib::stop(), for a pid or any
/// kind of name, within `timeout`. Threads: any; without a Runtime: in a process.
/// See: gen_server:stop/3.
inline Pending<Ok> stop(Runtime& runtime, const Name& process, Term reason = atoms::normal,
                        std::chrono::nanoseconds timeout = Pending<Ok>::no_limit) {
  return proc_lib::stop(runtime, process, std::move(reason)).within(timeout);
}
inline Pending<Ok> stop(const Name& process, Term reason,
                        std::chrono::nanoseconds timeout = Pending<Ok>::no_limit) {
  return stop(current_runtime(), process, std::move(reason), timeout);
}

template <class State>
struct InitOk {
  State state;
  Return next;
};
template <class T>
concept StateLike = !std::convertible_to<T, std::chrono::nanoseconds> &&
                    !std::same_as<std::decay_t<T>, Hibernate> &&
                    !std::same_as<std::decay_t<T>, Action>;

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
template <StateLike State>
InitOk<std::decay_t<State>> ok(State&& state, Action action) {
  return {std::forward<State>(state), ok(std::move(action))};
}

struct InitIgnore {};
struct InitError {
  Term reason;
};
/// The start gives `ignore`; the process ends normally.
inline InitIgnore ignore() { return {}; }
/// The start gives {error, Reason}; the process ends normally, without a report. See: OTP 26.
inline InitError error(Term reason) { return {std::move(reason)}; }

/// What init gives: ok(state), ok(state, timeout), ok(state, hibernate), ok(state, action),
/// stop(reason), ignore() or error(reason).
template <class State>
using Init = std::variant<InitOk<State>, Return, InitIgnore, InitError>;

struct StartOptions {
  /// A local name, Global{Term} or Via{registry, Term}, registered before init runs. Taken: the
  /// start gives {error, {already_started, Pid}} and init is not called.
  std::optional<Name> name = std::nullopt;
  sys::DebugOptions debug = {};
  /// Init must end within it: {error, timeout}.
  std::chrono::nanoseconds timeout = proc_lib::no_timeout;
  /// A process that is idle for this long hibernates; again after each message or sys request. Does
  /// not count while it waits for a timeout of its own. See: gen_server, option hibernate_after.
  std::optional<std::chrono::nanoseconds> hibernate_after = std::nullopt;
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
  return std::move(returned).apply(process);
}

template <class State>
Term system_get_state(const Process& process) {
  return to_term(process.state_as<State>());
}

template <class State>
Result<Term> system_replace_state(Process& process, const Term& term) {
  if constexpr (is_convertible_from_term<State> && std::is_nothrow_move_assignable_v<State>) {
    if (const auto error = genmsg::detail::edit(process.state_as<State>(), term)) {
      return tl::unexpected(
          Error{Error::Code::BadState,
                Term::tuple_of(atoms::bad_state, Term::binary(error->message()))});
    }
    try {
      return to_term(process.state_as<State>());
    } catch (...) {  // it is replaced all the same
      return term;
    }
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

/// {ok, State} or {error, Reason} of M::code_change. On a copy, if there can be one, so that a
/// failed change leaves the state as it was.
template <class M, class State>
Result<Ok> system_code_change(Process& process, const Term& old_version, const Term& extra) {
  State& state = process.state_as<State>();
  if constexpr (std::copy_constructible<State> && std::is_nothrow_move_assignable_v<State>) {
    State changed = state;
    const Result<Ok> result = M::code_change(old_version, changed, extra);
    if (result) state = std::move(changed);
    return result;
  } else {
    return M::code_change(old_version, state, extra);
  }
}

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
Atom alternative_of(const T& value) {
  return Alternatives<T>::name(Alternatives<T>::index(value));
}

/// Whether a term can be a message of type T: for a variant, one of its alternatives.
template <class T>
inline constexpr bool comes_from_term = is_convertible_from_term<T>;
template <class... Ts>
inline constexpr bool comes_from_term<std::variant<Ts...>> =
    (std::is_move_constructible_v<Ts> && ...) && (is_convertible_from_term<Ts> || ...);

/// Module::send_term for processes that take messages of type T.
template <class T>
constexpr decltype(Module::send_term) term_sender() {
  if constexpr (comes_from_term<T>) {
    return [](Runtime& runtime, Pid to, const Term& term) -> Converted<Delivery> {
      Converted<T> message = from_term<T>(term);
      if (!message) return tl::unexpected(std::move(message.error()));
      return runtime.try_send_as<T>(to, Pid{}, std::move(*message));
    };
  } else {
    return nullptr;
  }
}

/// The parts of a Module that depend on callback module and state alone.
template <class M, class State>
Module describe_module(Atom behaviour) {
  Module module;
  module.behaviour = behaviour;
  module.name = Atom::intern(module_name<M>());
  module.initial_call = Atom::intern(module_name<M>() + ":init/1");
  module.destroy_state = &destroy_state<State>;
  module.state_bytes = sizeof(State);
  module.system_continue = [](Process&) {};
  module.system_terminate = [](Process&, const Term& reason) { return reason; };
  module.system_get_state = &system_get_state<State>;
  module.system_replace_state = &system_replace_state<State>;
  module.write_debug = &write_debug;
  module.state_shape = &shape_of<State>;
  if constexpr (requires { M::blocking; }) module.blocking = M::blocking;
  module.state_editable =
      is_convertible_from_term<State> && std::is_nothrow_move_assignable_v<State>;
  if constexpr (requires(const Term& term, State& state) {
                  M::code_change(term, state, term);
                }) {
    module.system_code_change = &system_code_change<M, State>;
  }
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

/// The process that a behaviour's enter_loop() is called in, if it may: else exits with
/// process_was_not_started_by_proc_lib; process_not_registered, process_not_registered_globally or
/// {process_not_registered_via, Module}, if `name` is not its own; could_not_find_registered_name,
/// if who started it had a name and nobody has it now. See: gen:get_parent/0, get_proc_name/1.
Process& entering_process(const std::optional<Name>& name);

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

void apply_debug(const sys::DebugOptions& options);
void apply_hibernate_after(const StartOptions& options);
void apply_mailbox_limit(const StartOptions& options);

/// What the behaviours' enter_loop() do.
template <class State>
void enter_loop_as(const Module& module, State&& state, Return next, const StartOptions& options) {
  entering_process(options.name);
  apply_mailbox_limit(options);
  enter_loop(module, std::forward<State>(state), std::move(next));
  apply_debug(options.debug);
  apply_hibernate_after(options);
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
/// Fails the start if init asks for what the module cannot do.
void check_first(const Module& module, const Return& next);

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
  check_first(module, next);
  enter_loop(module, std::move(state), std::move(next));
  apply_debug(options.debug);
  apply_hibernate_after(options);
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

/// Whether a start by the running process ends before it returns.
template <class M, class Args>
bool starts_at_once(const Module& module, const Runtime* runtime) {
  return !is_async<decltype(call_init<M>(std::declval<Args>()))> && !module.blocking &&
         execution.process != nullptr && execution.runtime == runtime;
}

/// Such a start.
template <class M, class Args>
class StartAtOnce final : public DirectStart {
 public:
  StartAtOnce(const Module& module, Args&& args, const StartOptions& options)
      : module_(module), args_(std::move(args)), options_(options) {}

  void run() override {
    register_or_leave(options_);
    begin_loop<M>(module_, call_init<M>(std::move(*args_)), options_);
  }
  void release() noexcept override { args_.reset(); }

 private:
  const Module& module_;
  std::optional<Args> args_;
  const StartOptions& options_;
};

template <class M, class Args>
Pending<StartResult> start_at_once(const Module& module, Args&& args, const StartOptions& options,
                                   bool link) {
  if constexpr (is_async<decltype(call_init<M>(std::move(args)))>) {
    throw std::logic_error("not before init has ended");  // starts_at_once() has said so
  } else {
    StartAtOnce<M, Args> start(module, std::move(args), options);
    return proc_lib::start_at_once(start, module.initial_call, link);
  }
}

// --- what the behaviours' functions of these names do

template <class M, class Args>
Pending<StartResult> start(const Module& module, Runtime& runtime, Args args,
                           StartOptions options) {
  if (starts_at_once<M, Args>(module, &runtime)) {
    return start_at_once<M>(module, std::move(args), options, false);
  }
  const auto timeout = options.timeout;
  return proc_lib::start(runtime, init_it<M, Args>(module, std::move(args), std::move(options)),
                         module.initial_call, timeout, {.blocking = module.blocking});
}
template <class M, class Args>
Pending<StartResult> start_link(const Module& module, Args args, StartOptions options) {
  if (starts_at_once<M, Args>(module, execution.runtime)) {
    return start_at_once<M>(module, std::move(args), options, true);
  }
  const auto timeout = options.timeout;
  return proc_lib::start_link(init_it<M, Args>(module, std::move(args), std::move(options)),
                              module.initial_call, timeout, {.blocking = module.blocking});
}
template <class M, class Args>
Pending<proc_lib::MonitorResult> start_monitor(const Module& module, Args args,
                                               StartOptions options) {
  const auto timeout = options.timeout;
  return proc_lib::start_monitor(init_it<M, Args>(module, std::move(args), std::move(options)),
                                 module.initial_call, timeout, {.blocking = module.blocking});
}

}  // namespace genmsg::gen
