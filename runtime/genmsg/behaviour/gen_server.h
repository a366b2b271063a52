// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "genmsg/behaviour/gen.h"
#include "genmsg/behaviour/gen_msg.h"

/// The behaviour of clients and servers: calls that are answered, casts that are not, and plain
/// messages (info), told apart by OTP's envelopes.
///
/// A callback module is a type with State, init, terminate, format_status and module_name as for
/// gen_msg, and, of the three kinds, those that it takes:
///   Call, Reply   static CallReturn<Reply> handle_call(Call&&, const From<Reply>&, State&)
///   Cast          static Return handle_cast(Cast&&, State&)
///   Info          static Return handle_info(Info&&, State&)
/// Where C++ differs: a call is answered through a Pending; a process that waits for another one
/// without blocking its scheduler comes with coroutines, so for now call() is for plain threads and
/// for .then().
/// See: stdlib, gen_server.
namespace genmsg::gen_server {

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

/// Who waits for a reply. May be kept and answered later.
template <class Reply>
using From = typename Pending<Reply>::Promise;

/// reply(value) and then what the loop does; or noreply() to answer later.
template <class Reply>
struct CallReturn {
  std::optional<Reply> reply;
  Return next;
};
template <class Reply>
CallReturn<std::decay_t<Reply>> reply(Reply&& value, Return next = {}) {
  return {std::forward<Reply>(value), std::move(next)};
}
struct NoReply {
  Return next;
  template <class Reply>
  operator CallReturn<Reply>() && {  // NOLINT: the reply's type is known only there
    return {std::nullopt, std::move(next)};
  }
};
inline NoReply noreply(Return next = {}) { return {std::move(next)}; }

/// {'$gen_call', From, Request} and {'$gen_cast', Request}.
template <class M>
struct GenCall {
  typename M::Call request;
  From<typename M::Reply> from;
  Term caller;  // its pid; undefined: no process
};
template <class M>
struct GenCast {
  typename M::Cast request;
};

namespace detail {

template <class M>
concept HasCall = requires { typename M::Call; };
template <class M>
concept HasCast = requires { typename M::Cast; };
template <class M>
concept HasInfo = requires { typename M::Info; };

template <class M>
struct Loop {
  using State = typename M::State;

  static Outcome handle(Process& process, Message& message) {
    if constexpr (HasCall<M>) {
      if (message.type == &message_type<GenCall<M>>) return handle_call(process, message);
    }
    if constexpr (HasCast<M>) {
      if (message.type == &message_type<GenCast<M>>) {
        return handle_cast(process, std::move(message.as<GenCast<M>>().request));
      }
    }
    return handle_info(process, message);
  }

  static Outcome handle_call(Process& process, Message& message) {
    GenCall<M>& call = message.as<GenCall<M>>();
    State& state = process.state_as<State>();
    if constexpr (is_async<decltype(M::handle_call(std::move(call.request), call.from, state))>) {
      return run_callback(await_handle_call(process, std::move(call)));
    } else {
      return on_return(process, call,
                       M::handle_call(std::move(call.request), call.from, state));
    }
  }

  /// Keeps the call: the message's memory is given back at the first await.
  static Async<Outcome> await_handle_call(Process& process, GenCall<M> call) {
    auto returned = co_await M::handle_call(std::move(call.request), call.from,
                                            process.state_as<State>());
    co_return on_return(process, call, std::move(returned));
  }

  template <class Returned>
  static Outcome on_return(Process& process, const GenCall<M>& call, Returned&& made) {
    CallReturn<typename M::Reply> returned = std::move(made);
    if (returned.reply) {
      if (process.has(Process::is_debugged)) tell_debug(process, *returned.reply, call.caller);
      answer(process, call.from, std::move(*returned.reply), returned.next);
    }
    return gen::outcome(process, std::move(returned.next));
  }

  template <class Cast>
  static Outcome handle_cast(Process& process, Cast&& request) {
    State& state = process.state_as<State>();
    if constexpr (is_async<decltype(M::handle_cast(std::move(request), state))>) {
      return run_callback(await_handle_cast<Cast>(process, std::move(request)));
    } else {
      return gen::outcome(process, M::handle_cast(std::move(request), state));
    }
  }

  template <class Cast>
  static Async<Outcome> await_handle_cast(Process& process, Cast request) {
    Return returned = co_await M::handle_cast(std::move(request), process.state_as<State>());
    co_return gen::outcome(process, std::move(returned));
  }

  /// {stop, Reason, Reply, State} replies once terminate is done, so that the caller finds it done.
  template <class Reply>
  static void answer(Process& process, const From<Reply>& from, Reply&& reply,
                     const Return& next) {
    if (next.outcome() != Outcome::Stop) {
      from.set(std::move(reply));
      return;
    }
    auto kept = std::make_shared<Reply>(std::move(reply));
    process.cold_block().after_terminate = [from, kept] { from.set(std::move(*kept)); };
  }

  template <class Reply>
  static void tell_debug(Process& process, const Reply& reply, const Term& to) noexcept {
    Term shown = Term::opaque(type_name<Reply>());
    try {
      shown = to_term(reply);
    } catch (...) {  // it stays a name
    }
    process.cold->debug->replied(process, shown, to);
  }

  static Outcome handle_info(Process& process, Message& message) {
    if constexpr (HasInfo<M>) {
      using Info = typename M::Info;
      if (message.type == &message_type<Info>) {
        return InfoLoop::handle_msg(process, std::move(message.as<Info>()));
      }
      return InfoLoop::handle_alternative(process, message);
    } else {
      gen::dead_letter(process, message);
      return Outcome::Next;
    }
  }

  static CallbackUse use_of(const Message* message) {
    if constexpr (HasCall<M>) {
      if (message != nullptr && message->type == &message_type<GenCall<M>>) {
        return {Atom::intern("handle_call"), gen::alternative_of(message->as<GenCall<M>>().request),
                true};
      }
    }
    if constexpr (HasCast<M>) {
      if (message != nullptr && message->type == &message_type<GenCast<M>>) {
        return {Atom::intern("handle_cast"),
                gen::alternative_of(message->as<GenCast<M>>().request)};
      }
    }
    if constexpr (HasInfo<M>) {
      return InfoLoop::use_of(message, Atom::intern("handle_info"));
    } else {
      return {Atom::intern("handle_info"),
              message != nullptr ? message->type->name() : atoms::timeout};
    }
  }

  static Outcome handle_timeout(Process& process) {
    if constexpr (HasInfo<M>) {
      return InfoLoop::handle_timeout(process);
    } else {
      gen::dead_timeout(process);
      return Outcome::Next;
    }
  }

  static bool takes(const MessageType& type) {
    if constexpr (HasInfo<M>) {
      return InfoLoop::takes(type);
    } else {
      return false;
    }
  }

  /// handle_info as gen_msg's loop sees it, for alternatives and timeouts.
  template <class Module>
  struct InfoModule {
    using State = typename Module::State;
    using Msg = typename Module::Info;
    static auto handle_msg(Msg&& message, State& state) {
      return Module::handle_info(std::move(message), state);
    }
  };
  using InfoLoop = gen_msg::detail::Loop<InfoModule<M>>;
};

template <class M>
constexpr const MessageType* accepted() {
  if constexpr (HasInfo<M>) {
    return &message_type<typename M::Info>;
  } else {
    return nullptr;
  }
}

}  // namespace detail

template <class M>
const Module& module() {
  static const Module module = [] {
    Module made = gen::describe_module<M, typename M::State>(atoms::gen_server);
    made.accepts = detail::accepted<M>();
    made.handle = &detail::Loop<M>::handle;
    made.handle_timeout = &detail::Loop<M>::handle_timeout;
    made.use_of = &detail::Loop<M>::use_of;
    made.takes = &detail::Loop<M>::takes;
    gen_msg::detail::describe_continue<M>(made);
    made.status_header = [](const Process& process) {
      return gen::status_header(process, "generic server");
    };
    return made;
  }();
  return module;
}

/// As gen_msg::start and start_link.
template <class M, class Args = NoArgs>
Pending<StartResult> start(Runtime& runtime, Args args = {}, StartOptions options = {}) {
  const auto timeout = options.timeout;
  return proc_lib::start(runtime,
                         gen::init_it<M, Args>(module<M>(), std::move(args), std::move(options)),
                         module<M>().initial_call, timeout, {.blocking = module<M>().blocking});
}
template <class M, class Args = NoArgs>
Pending<StartResult> start_link(Args args = {}, StartOptions options = {}) {
  const auto timeout = options.timeout;
  return proc_lib::start_link(
      gen::init_it<M, Args>(module<M>(), std::move(args), std::move(options)),
      module<M>().initial_call, timeout, {.blocking = module<M>().blocking});
}

/// Errors: NoProc, or Exited if the server ends before it replies. See: gen_server:call/2.
template <class M>
Pending<typename M::Reply> call(Runtime& runtime, Pid server, typename M::Call request) {
  From<typename M::Reply> from;
  Pending<typename M::Reply> answer = from.future();
  const bool in_process = execution.runtime == &runtime && execution.process != nullptr;
  runtime.send(server, GenCall<M>{std::move(request), std::move(from),
                                  in_process ? Term(execution.process->pid()) : Term()});
  return answer;
}

/// See: gen_server:cast/2.
template <class M>
void cast(Runtime& runtime, Pid server, typename M::Cast request) {
  runtime.send(server, GenCast<M>{std::move(request)});
}

}  // namespace genmsg::gen_server

/// {'$gen_call', From, Request} and {'$gen_cast', Request}: as a trace shows them.
template <class M>
struct genmsg::TermTraits<genmsg::gen_server::GenCall<M>> {
  static Term to_term(const gen_server::GenCall<M>& call) {
    return Term::tuple_of(Atom::intern("$gen_call"), call.caller, genmsg::to_term(call.request));
  }
  static std::string type_name() { return "$gen_call"; }
};
template <class M>
struct genmsg::TermTraits<genmsg::gen_server::GenCast<M>> {
  static Term to_term(const gen_server::GenCast<M>& cast) {
    return Term::tuple_of(Atom::intern("$gen_cast"), genmsg::to_term(cast.request));
  }
  static std::string type_name() { return "$gen_cast"; }
};
