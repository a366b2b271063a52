// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "genmsg/behaviour/gen.h"

/// The behaviour for workers that only handle messages.
///
/// A callback module is a type with
///   State                                      what it keeps; described (Boost.Describe) to be seen
///   Msg                                        what it takes: a struct, or a variant of them
///   static Init<State> init(Args)              or init()
///   static Return handle_msg(Msg&&, State&)
///   Continue, static Return handle_continue(Continue&&, State&)   for ok(continue_with(x))
///   static void terminate(const Term&, State&)             optional
///   static FormatStatus format_status(FormatStatus)        optional
///   static Result<Ok> code_change(const Term& old_version, State&, const Term& extra)   optional:
///                              for sys::change_code(); an error leaves the state, if it can be
///                              copied
///   static constexpr std::string_view module_name          optional: else the type's name
///   static constexpr bool blocking = true                  optional
/// Callbacks run on a scheduler thread, one at a time for a process, and must not block; unless the
/// module says that it is blocking: then its processes run on threads of their own (see
/// RuntimeOptions::blocking_threads), and may wait() for answers, sleep, and do slow I/O. A process
/// that starts one hears of it later: the answer is not there when start_link returns. Kill and
/// exit signals take effect when the running callback returns.
/// An exception that leaves one is the exit reason {{exception, Type, What}, [{Module, Callback,
/// MessageType}]}, as OTP's is {Reason, Stacktrace}; exit(Reason) is Reason.
/// Timeout, Exit (if it traps exits) and Down come as alternatives of Msg; without them they are
/// dead letters. A state changes in place, so terminate sees what a throwing callback left of it.
/// See: the article that introduced gen_msg; stdlib, gen_server, for what they have in common.
namespace genmsg::gen_msg {

using gen::Action;
using gen::continue_with;
using gen::error;
using gen::hibernate;
using gen::ignore;
using gen::Init;
using gen::NoArgs;
using gen::ok;
using gen::Return;
using gen::StartOptions;
using gen::stop;
using gen::timeout;

namespace detail {

template <class Msg, class T>
struct Holds : std::is_same<Msg, T> {};
template <class... Ts, class T>
struct Holds<std::variant<Ts...>, T> : std::disjunction<std::is_same<Ts, T>...> {};

template <class M>
struct Loop {
  using State = typename M::State;
  using Msg = typename M::Msg;
  static_assert(!can_be_stale<Msg>, "make it an alternative of a variant");

  static Outcome handle(Process& process, Message& message) {
    if (message.type == &message_type<Msg>) [[likely]] {
      return handle_msg(process, std::move(message.as<Msg>()));
    }
    return handle_alternative(process, message);
  }

  static Outcome handle_msg(Process& process, Msg&& message) {
    State& state = process.state_as<State>();
    if constexpr (is_async<decltype(M::handle_msg(std::move(message), state))>) {
      return run_callback(await_handle_msg(process, std::move(message)));
    } else {
      return gen::outcome(process, M::handle_msg(std::move(message), state));
    }
  }

  /// Keeps the message: its memory is given back at the first await.
  static Async<Outcome> await_handle_msg(Process& process, Msg message) {
    Return returned = co_await M::handle_msg(std::move(message), process.state_as<State>());
    co_return gen::outcome(process, std::move(returned));
  }

  /// A message that was sent as one alternative of Msg, without knowing of the others.
  static Outcome handle_alternative(Process& process, Message& message) {
    Outcome outcome = Outcome::Next;
    if (!try_alternatives(process, message, outcome, static_cast<Msg*>(nullptr))) {
      gen::dead_letter(process, message);
    }
    return outcome;
  }

  template <class... Ts>
  static bool try_alternatives(Process& process, Message& message, Outcome& outcome,
                               std::variant<Ts...>*) {
    return (try_alternative<Ts>(process, message, outcome) || ...);
  }
  static bool try_alternatives(Process&, Message&, Outcome&, void*) { return false; }

  /// Whether handle() has a callback for messages of this type.
  static bool takes(const MessageType& type) {
    return &type == &message_type<Msg> || takes_alternative(type, static_cast<Msg*>(nullptr));
  }
  template <class... Ts>
  static bool takes_alternative(const MessageType& type, std::variant<Ts...>*) {
    return ((&type == &message_type<Ts>) || ...);
  }
  static bool takes_alternative(const MessageType&, void*) { return false; }

  template <class T>
  static bool try_alternative(Process& process, Message& message, Outcome& outcome) {
    if (message.type != &message_type<T>) return false;
    if constexpr (can_be_stale<T>) {
      if (message.as<T>().is_stale()) return true;
    }
    outcome = handle_msg(process, Msg(std::move(message.as<T>())));
    return true;
  }

  /// The callback is `name`. A variant that was moved from still holds its alternative.
  static CallbackUse use_of(const Message* message, Atom name) {
    if (message == nullptr) return {name, atoms::timeout};
    if (message->type != &message_type<Msg>) return {name, message->type->name()};
    return {name, gen::alternative_of(message->as<Msg>())};
  }

  static Outcome handle_timeout(Process& process) {
    if constexpr (Holds<Msg, Timeout>::value) {
      return handle_msg(process, Msg(Timeout{}));
    } else {
      gen::dead_timeout(process);
      return Outcome::Next;
    }
  }
};

/// handle_continue as a loop sees it, whose messages are continuations.
template <class M>
struct ContinueModule {
  using State = typename M::State;
  using Msg = typename M::Continue;
  static auto handle_msg(Msg&& value, State& state) {
    return M::handle_continue(std::move(value), state);
  }
};

template <class M>
void describe_continue(Module& module) {
  if constexpr (requires { typename M::Continue; }) {
    module.handle_continue = &Loop<ContinueModule<M>>::handle;
    module.takes_continue = &Loop<ContinueModule<M>>::takes;
  }
}

}  // namespace detail

/// The Module of a callback module, by which its processes are known.
template <class M>
const Module& module() {
  static const Module module = [] {
    Module made = gen::describe_module<M, typename M::State>(atoms::gen_msg);
    made.accepts = &message_type<typename M::Msg>;
    made.handle = &detail::Loop<M>::handle;
    made.handle_timeout = &detail::Loop<M>::handle_timeout;
    made.use_of = [](const Message* message) {
      return detail::Loop<M>::use_of(message, Atom::intern("handle_msg"));
    };
    made.takes = &detail::Loop<M>::takes;
    made.send_term = gen::term_sender<typename M::Msg>();
    detail::describe_continue<M>(made);
    made.status_header = [](const Process& process) {
      return gen::status_header(process, "generic message server");
    };
    return made;
  }();
  return module;
}

/// Starts a process without a link. Threads: any; `.wait()` for the answer on a plain thread,
/// `.get()` in a process. See: gen_server:start/4.
template <class M, class Args = NoArgs>
Pending<StartResult> start(Runtime& runtime, Args args = {}, StartOptions options = {}) {
  return gen::start<M, Args>(module<M>(), runtime, std::move(args), std::move(options));
}

/// Starts a process linked to the calling one. Errors: what init gives; {already_started, Pid} if
/// the name is taken (init is not called then); system_limit; badarg on a plain thread.
template <class M, class Args = NoArgs>
Pending<StartResult> start_link(Args args = {}, StartOptions options = {}) {
  return gen::start_link<M, Args>(module<M>(), std::move(args), std::move(options));
}

/// As start(), watched by the calling process: the pid and the monitor's reference, by which its
/// Down comes. One that fails leaves no Down. Errors: as start_link(). See:
/// gen_server:start_monitor/4.
template <class M, class Args = NoArgs>
Pending<proc_lib::MonitorResult> start_monitor(Args args = {}, StartOptions options = {}) {
  return gen::start_monitor<M, Args>(module<M>(), std::move(args), std::move(options));
}

/// Makes a process that proc_lib started one of this behaviour, as if its init had given `state`.
/// Returns (in OTP it does not): the loop begins when the proc_lib body returns. A name in
/// `options` must be the process's own already; the timeout means nothing here.
/// Errors: the process exits with process_was_not_started_by_proc_lib, process_not_registered,
/// process_not_registered_globally, {process_not_registered_via, Module}, or
/// could_not_find_registered_name, if the name of who started it is nobody's any more.
/// See: gen_server:enter_loop/5.
template <class M>
void enter_loop(typename M::State state, Return next = {}, const StartOptions& options = {}) {
  gen::enter_loop_as(module<M>(), std::move(state), std::move(next), options);
}

}  // namespace genmsg::gen_msg
