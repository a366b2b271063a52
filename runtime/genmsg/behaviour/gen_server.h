// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "genmsg/base/mutex.h"
#include "genmsg/behaviour/gen.h"
#include "genmsg/behaviour/gen_msg.h"

/// The behaviour of clients and servers: calls that are answered, casts that are not, and plain
/// messages (info), told apart by OTP's envelopes.
///
/// A callback module is a type with State, init, terminate, format_status, handle_continue,
/// code_change and module_name as for gen_msg, and, of the three kinds, those that it takes:
///   Call, Reply   static CallReturn<Reply> handle_call(Call&&, const From<Reply>&, State&)
///   Cast          static Return handle_cast(Cast&&, State&)
///   Info          static Return handle_info(Info&&, State&)
/// Callbacks may be coroutines that await (process/async.h).
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

namespace detail {

/// A reply as a term; its type's name if it cannot be shown.
template <class Reply>
Term shown(const Reply& reply) noexcept {
  Term made = Term::opaque(type_name<Reply>());
  try {
    const TermBudget budget;  // who is told keeps no more
    made = to_term(reply);
  } catch (...) {  // it stays a name
  }
  return made;
}

}  // namespace detail

/// Who waits for a reply. Copies may be kept, sent to others and answered any time: the first reply
/// counts. If the last copy goes away unanswered, the caller's error is NoReply.
template <class Reply>
class From {
 public:
  From() = default;
  explicit From(Pid caller) : caller_(caller) {}

  /// As the function reply(). Threads: any.
  void set(Result<Reply> value) const {
    if (value && execution.process != nullptr &&
        execution.process->has(Process::is_stepping)) [[unlikely]] {
      tell_step(*value);
    }
    promise_.set(std::move(value));
  }
  /// The process that asked; a default pid if it is none.
  Pid caller() const noexcept { return caller_; }

  // --- for the behaviour
  const typename Pending<Reply>::Promise& promise() const noexcept { return promise_; }

 private:
  void tell_step(const Reply& reply) const noexcept {
    const Term to = caller_ ? Term(caller_) : Term();
    execution.process->cold->step->replied(to, detail::shown(reply));
  }

  typename Pending<Reply>::Promise promise_;
  Pid caller_;
};

/// Answers a call that noreply() left open, from anywhere: another callback, process or thread.
/// See: gen_server:reply/2.
template <class Reply>
void reply(const From<Reply>& from, std::type_identity_t<Reply> value) {
  from.set(std::move(value));
}

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
};
template <class M>
struct GenCast {
  typename M::Cast request;
};

}  // namespace genmsg::gen_server

namespace genmsg {

/// Those of the request: what is asked for is what tells calls apart.
template <class M>
struct Alternatives<gen_server::GenCall<M>> : Alternatives<typename M::Call> {
  static std::size_t index(const gen_server::GenCall<M>& call) noexcept {
    return Alternatives<typename M::Call>::index(call.request);
  }
};
template <class M>
struct Alternatives<gen_server::GenCast<M>> : Alternatives<typename M::Cast> {
  static std::size_t index(const gen_server::GenCast<M>& cast) noexcept {
    return Alternatives<typename M::Cast>::index(cast.request);
  }
};

}  // namespace genmsg

namespace genmsg::gen_server {

namespace detail {

template <class M>
concept HasCall = requires { typename M::Call; };
template <class M>
concept HasCast = requires { typename M::Cast; };
template <class M>
concept HasInfo = requires { typename M::Info; };

/// The pid; undefined: no process.
template <class Reply>
Term caller_term(const From<Reply>& from) {
  return from.caller() ? Term(from.caller()) : Term();
}

/// A call that is to be answered later.
template <class Reply>
class OpenCall final : public Obligation {
 public:
  explicit OpenCall(const From<Reply>& from) : promise_(from.promise()) {}
  bool is_over() const noexcept override { return promise_.expired(); }
  void on_exit(const Term& reason) noexcept override {
    promise_.set(tl::unexpected(Error{Error::Code::Exited, reason}));
  }

 private:
  typename Pending<Reply>::WeakPromise promise_;
};

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
      if (process.has(Process::is_debugged)) {
        process.cold->debug->replied(process, shown(*returned.reply), caller_term(call.from));
      }
      answer(process, call.from, std::move(*returned.reply), returned.next);
    } else if (call.from.promise().is_shared()) {
      // It may outlive the server, whose end the caller must hear of.
      process.cold_block().oblige(std::make_unique<OpenCall<typename M::Reply>>(call.from));
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
    if constexpr (detail::HasInfo<M>) made.send_term = gen::term_sender<typename M::Info>();
    gen_msg::detail::describe_continue<M>(made);
    made.status_header = [](const Process& process) {
      return gen::status_header(process, "generic server");
    };
    return made;
  }();
  return module;
}

/// As gen_msg's functions of these names.
template <class M, class Args = NoArgs>
Pending<StartResult> start(Runtime& runtime, Args args = {}, StartOptions options = {}) {
  return gen::start<M, Args>(module<M>(), runtime, std::move(args), std::move(options));
}
template <class M, class Args = NoArgs>
Pending<StartResult> start_link(Args args = {}, StartOptions options = {}) {
  return gen::start_link<M, Args>(module<M>(), std::move(args), std::move(options));
}
template <class M, class Args = NoArgs>
Pending<proc_lib::MonitorResult> start_monitor(Args args = {}, StartOptions options = {}) {
  return gen::start_monitor<M, Args>(module<M>(), std::move(args), std::move(options));
}
template <class M>
void enter_loop(typename M::State state, Return next = {}, const StartOptions& options = {}) {
  gen::enter_loop_as(module<M>(), std::move(state), std::move(next), options);
}

/// How long call() lets its caller wait, unless it says otherwise.
inline constexpr std::chrono::nanoseconds call_timeout = std::chrono::seconds(5);
inline constexpr std::chrono::nanoseconds infinity = Pending<Ok>::no_limit;

namespace detail {

/// {Reason, {gen_server, call, [Name, Request]}}, of the request only its type.
template <class M>
Term explain_call(const Term& reason, const Term& server) {
  return Term::tuple_of(
      reason, Term::tuple_of(atoms::gen_server, Atom::intern("call"),
                             Term::list({server, Term::opaque(type_name<typename M::Call>())})));
}
/// {Reason, ServerRef}
inline Term explain_request(const Term& reason, const Term& server) {
  return Term::tuple_of(reason, server);
}

template <class M>
Pending<typename M::Reply> ask(Runtime& runtime, Pid server, typename M::Call request) {
  using Answer = Pending<typename M::Reply>;
  const bool in_process = execution.runtime == &runtime && execution.process != nullptr;
  From<typename M::Reply> from(in_process ? execution.process->pid() : Pid{});
  Answer answer = from.promise().future();
  const Delivery delivery =
      runtime.try_send(server, GenCall<M>{std::move(request), std::move(from)});
  if (delivery == Delivery::NoProc) {
    return Answer::ready(tl::unexpected(Error{Error::Code::NoProc, atoms::noproc}));
  }
  return answer;  // one that a mailbox limit has lost is answered already
}

}  // namespace detail

/// Asks a server, which is known by a pid or any kind of name. `co_await` the answer in a process,
/// `.wait()` for it on a plain thread: both end with Timeout after `timeout`. A late reply is
/// dropped, but the request is still carried out.
/// Errors, with reasons {Reason, {gen_server, call, [Name, Request]}}, Request the type's name:
/// NoProc noproc; CallingSelf calling_self; Timeout timeout; Exited with the reason of a server
/// that ends before it replies, also when another process was to reply; NoReply noreply, when
/// nobody is left who could reply. Threads: any; without a Runtime: in a process.
/// See: gen_server:call/3.
template <class M>
Pending<typename M::Reply> call(Runtime& runtime, const Name& server, typename M::Call request,
                                std::chrono::nanoseconds timeout = call_timeout) {
  using Answer = Pending<typename M::Reply>;
  const Pid pid = server.resolve(runtime);
  const bool is_self = execution.runtime == &runtime && execution.process != nullptr &&
                       execution.process->pid() == pid;
  Answer answer = is_self ? Answer::ready(tl::unexpected(
                                Error{Error::Code::CallingSelf, atoms::calling_self}))
                          : detail::ask<M>(runtime, pid, std::move(request));
  return answer.explained_by(&detail::explain_call<M>, server.to_term()).within(timeout);
}
template <class M>
Pending<typename M::Reply> call(const Name& server, typename M::Call request,
                                std::chrono::nanoseconds timeout = call_timeout) {
  return call<M>(current_runtime(), server, std::move(request), timeout);
}

/// To nobody: dropped without a word. See: gen_server:cast/2.
template <class M>
void cast(Runtime& runtime, const Name& server, typename M::Cast request) {
  runtime.send(server.resolve(runtime), GenCast<M>{std::move(request)});
}
template <class M>
void cast(const Name& server, typename M::Cast request) {
  cast<M>(current_runtime(), server, std::move(request));
}

namespace detail {

/// The way of a response that is to come as a message.
template <class Reply>
class Coming : public std::enable_shared_from_this<Coming<Reply>> {
 public:
  Coming(Runtime& runtime, Pid owner, Pid server)
      : owner_(owner), server_(server), runtime_(&runtime) {}

  Pending<Reply> answer() const { return promise_.future(); }
  Pid server() const noexcept { return server_; }

  /// On the thread that answers.
  void arrive(Result<Reply> value);
  /// The owner is gone, or its runtime: nobody is to be told.
  void detach() noexcept {
    const MutexLock lock(mutex_);
    runtime_ = nullptr;
  }

 private:
  const Pid owner_;
  const Pid server_;
  typename Pending<Reply>::Promise promise_;
  Mutex mutex_;
  Runtime* runtime_ GENMSG_GUARDED_BY(mutex_);
};

}  // namespace detail

/// A response that comes as a message, to a process whose Msg or Info has it as an alternative; see
/// send_request() and check_response(). One whose value has been taken by other means, or was
/// abandoned, is passed over: it never comes to a callback.
template <class Reply>
class Response {
 public:
  explicit Response(std::shared_ptr<detail::Coming<Reply>> coming) : coming_(std::move(coming)) {}
  bool is_stale() const { return coming_ == nullptr || !coming_->answer().has_answer(); }
  const std::shared_ptr<detail::Coming<Reply>>& coming() const noexcept { return coming_; }

 private:
  std::shared_ptr<detail::Coming<Reply>> coming_;
};

/// A request that send_request() sent and whose response is taken later.
template <class Reply>
class RequestId {
 public:
  explicit RequestId(Pending<Reply> answer,
                     std::shared_ptr<detail::Coming<Reply>> coming = nullptr)
      : answer_(std::move(answer)), coming_(std::move(coming)) {}
  const Pending<Reply>& answer() const noexcept { return answer_; }
  bool is_of(const Response<Reply>& response) const noexcept {
    return coming_ != nullptr && response.coming() == coming_;
  }

 private:
  Pending<Reply> answer_;
  std::shared_ptr<detail::Coming<Reply>> coming_;
};

struct RequestOptions {
  /// The response comes as a message, Response<Reply>, unless it is taken before.
  bool as_message = false;
};

namespace detail {

/// Puts the response into its owner's mailbox, on the owner's scheduler.
template <class Reply>
class Deliver final : public SystemRequest {
 public:
  explicit Deliver(std::shared_ptr<Coming<Reply>> coming) : coming_(std::move(coming)) {}
  void run(Process& process) noexcept override {
    if (!coming_->answer().has_answer()) return;
    const Pid server = coming_->server();
    try {
      execution.runtime->send_as<Response<Reply>>(process.pid(), server,
                                                  Response<Reply>(std::move(coming_)));
    } catch (...) {  // no memory: the loss must not go unseen
      execution.runtime->exit(process.pid(), atoms::system_limit);
    }
  }
  void fail(const Term&) noexcept override {}

 private:
  std::shared_ptr<Coming<Reply>> coming_;
};

template <class Reply>
void Coming<Reply>::arrive(Result<Reply> value) {
  promise_.set(std::move(value));
  const MutexLock lock(mutex_);
  if (runtime_ == nullptr) return;
  runtime_->request(owner_, std::make_unique<Deliver<Reply>>(this->shared_from_this()), true);
}

/// Detaches what is to come when its owner ends.
template <class Reply>
class ComingTo final : public Obligation {
 public:
  explicit ComingTo(const std::shared_ptr<Coming<Reply>>& coming) : coming_(coming) {}
  ~ComingTo() override {
    if (const auto coming = coming_.lock()) coming->detach();
  }
  bool is_over() const noexcept override { return coming_.expired(); }
  void on_exit(const Term&) noexcept override {}

 private:
  std::weak_ptr<Coming<Reply>> coming_;
};

template <class M>
RequestId<typename M::Reply> request_as_message(Runtime& runtime, Pid server, const Name& name,
                                                typename M::Call request) {
  using Reply = typename M::Reply;
  if (execution.runtime != &runtime || execution.process == nullptr) {
    return RequestId<Reply>(Pending<Reply>::ready(
        tl::unexpected(Error{Error::Code::BadArgument, atoms::badarg})));
  }
  Process& process = *execution.process;
  auto coming = std::make_shared<Coming<Reply>>(runtime, process.pid(), server);
  process.cold_block().oblige(std::make_unique<ComingTo<Reply>>(coming));
  ask<M>(runtime, server, std::move(request)).then([coming](Result<Reply> value) {
    coming->arrive(std::move(value));
  });
  return RequestId<Reply>(coming->answer().explained_by(&explain_request, name.to_term()), coming);
}

}  // namespace detail

/// Sends a request as call() does and returns at once: several may be on their way. A request to
/// oneself is allowed. Errors come with the response, their reasons are {Reason, Name}. Threads:
/// any, but for as_message a process, else the response is BadArgument badarg.
/// Where C++ differs: a response is a message only if it is asked for as one.
/// See: gen_server:send_request/2.
template <class M>
RequestId<typename M::Reply> send_request(Runtime& runtime, const Name& server,
                                          typename M::Call request, RequestOptions options = {}) {
  const Pid pid = server.resolve(runtime);
  if (options.as_message) {
    return detail::request_as_message<M>(runtime, pid, server, std::move(request));
  }
  return RequestId<typename M::Reply>(
      detail::ask<M>(runtime, pid, std::move(request))
          .explained_by(&detail::explain_request, server.to_term()));
}
template <class M>
RequestId<typename M::Reply> send_request(const Name& server, typename M::Call request,
                                          RequestOptions options = {}) {
  return send_request<M>(current_runtime(), server, std::move(request), options);
}

/// What a Response is: nothing, if it is not the one of `request`; else its value or error, taken.
/// See: gen_server:check_response/2.
template <class Reply>
std::optional<Result<Reply>> check_response(const Response<Reply>& response,
                                            const RequestId<Reply>& request) {
  if (!request.is_of(response)) return std::nullopt;
  Pending<Reply> answer = request.answer();
  return answer.get();
}

/// The response, to be awaited as that of call(). After a Timeout the request is abandoned: a late
/// response is dropped, and every further one is Timeout. See: gen_server:receive_response/2.
template <class Reply>
Pending<Reply> receive_response(const RequestId<Reply>& request,
                                std::chrono::nanoseconds timeout = infinity) {
  return request.answer().within(timeout);
}
/// The same, but after a Timeout the response may be waited for again.
/// See: gen_server:wait_response/2.
template <class Reply>
Pending<Reply> wait_response(const RequestId<Reply>& request,
                             std::chrono::nanoseconds timeout = infinity) {
  return request.answer().kept_within(timeout);
}

}  // namespace genmsg::gen_server

template <class Reply>
inline constexpr bool genmsg::can_be_stale<genmsg::gen_server::Response<Reply>> = true;

/// {'$gen_call', From, Request} and {'$gen_cast', Request}: as a trace shows them.
template <class M>
struct genmsg::TermTraits<genmsg::gen_server::GenCall<M>> {
  static Term to_term(const gen_server::GenCall<M>& call) {
    return Term::tuple_of(Atom::intern("$gen_call"), gen_server::detail::caller_term(call.from),
                          genmsg::to_term(call.request));
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
template <class Reply>
struct genmsg::TermTraits<genmsg::gen_server::Response<Reply>> {
  static Term to_term(const gen_server::Response<Reply>&) { return Term::opaque(type_name()); }
  static std::string type_name() { return "response"; }
};
