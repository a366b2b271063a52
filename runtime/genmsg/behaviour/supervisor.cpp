// SPDX-License-Identifier: Apache-2.0
#include "genmsg/behaviour/supervisor.h"

#include <deque>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "genmsg/base/mutex.h"
#include "genmsg/behaviour/supervision.h"
#include "genmsg/behaviour/supervisor_report.h"
#include "genmsg/scheduler/await.h"

namespace genmsg::supervisor {

namespace {

// --- what a supervisor is asked

template <class Question, class Answer>
struct Ask {
  Question question;
  typename Pending<Answer>::Promise from;
};
struct StartChild {
  std::shared_ptr<const ChildSpec> spec;
};
struct StartDynamicChild {
  std::any args;
};
struct TerminateChild {
  Term child;
};
struct RestartChild {
  Term id;
};
struct DeleteChild {
  Term id;
};
struct WhichChildren {};
struct WhichChild {
  Term child;
};
struct CountChildren {};
struct GetChildspec {
  Term child;
};

template <class Answer, class Question>
Pending<Answer> ask(Runtime& runtime, const sys::Name& name, std::string_view function,
                    Question question) {
  const Pid supervisor = name.resolve(runtime);
  if (execution.runtime == &runtime && execution.process != nullptr &&
      execution.process->pid() == supervisor) {
    return Pending<Answer>::ready(tl::unexpected(
        Error{Error::Code::CallingSelf,
              Term::tuple_of(atoms::calling_self,
                             Term::tuple_of(atoms::supervisor, Atom::intern(function),
                                            Term::list({name.to_term()})))}));
  }
  Ask<Question, Answer> message{std::move(question), {}};
  Pending<Answer> answer = message.from.future();
  if (runtime.try_send(supervisor, std::move(message)) == Delivery::NoProc) {
    return Pending<Answer>::ready(tl::unexpected(Error{Error::Code::NoProc, atoms::noproc}));
  }
  return answer;
}

// --- the answers

Term already_started(Pid pid) { return Term::tuple_of(atoms::already_started, pid); }

bool is_already_started(const Term& reason) {
  return reason.is(Term::Kind::Tuple) && reason.elements().size() == 2 &&
         reason.elements()[0].is(atoms::already_started);
}

Async<StartResult> answer(Supervision& supervision, StartChild ask) {
  if (supervision.is_simple()) {
    co_return tl::unexpected<Term>(Atom::intern("simple_one_for_one"));
  }
  if (std::optional<Term> bad =
          bad_child(*ask.spec, supervision.flags.auto_shutdown, false)) {
    co_return tl::unexpected(std::move(*bad));
  }
  Children& children = supervision.children;
  if (const auto place = children.find(ask.spec->id); place != children.end()) {
    if (place->pid) co_return tl::unexpected(already_started(place->pid));
    co_return tl::unexpected<Term>(Atom::intern("already_present"));
  }
  Child child;
  child.spec = ask.spec;
  StartResult started = co_await start(supervision, child);
  if (!started) {
    if (is_already_started(started.error())) co_return started;
    co_return tl::unexpected(Term::tuple_of(started.error(), spec_term(*ask.spec)));
  }
  child.pid = *started;
  if (child.pid || ask.spec->restart != Restart::Temporary) {
    children.add(std::move(child), false);
  }
  co_return started;
}

Async<StartResult> answer(Supervision& supervision, StartDynamicChild ask) {
  if (!supervision.is_simple()) {
    co_return tl::unexpected(
        Term::tuple_of(Atom::intern("invalid_child_spec"), Atom::intern("arguments")));
  }
  Child child;
  child.spec = supervision.dynamic_spec;
  child.args = std::move(ask.args);
  StartResult started = co_await start(supervision, child);
  if (started && *started) {
    child.pid = *started;
    if (child.spec->restart == Restart::Temporary) child.args.reset();
    supervision.children.add(std::move(child), true);
  }
  co_return started;
}

Async<Reply<Ok>> answer(Supervision& supervision, TerminateChild ask) {
  Children& children = supervision.children;
  Children::Place place = children.end();
  if (!supervision.is_simple()) {
    place = children.find(ask.child);
  } else if (!ask.child.is(Term::Kind::Pid)) {
    co_return tl::unexpected<Term>(Atom::intern("simple_one_for_one"));
  } else {
    place = children.find(ask.child.as_pid());
    if (place == children.end() && !current_runtime().is_alive(ask.child.as_pid())) {
      co_return Ok{};
    }
  }
  if (place == children.end()) co_return tl::unexpected<Term>(Atom::intern("not_found"));
  co_await terminate(supervision, place);
  if (supervision.is_simple() || place->spec->restart == Restart::Temporary) {
    children.remove(place);
  } else {
    children.set_stopped(place);
  }
  co_return Ok{};
}

/// Why a child cannot be started again, or deleted, as it is now.
std::optional<Term> not_stopped(Supervision& supervision, Children::Place place) {
  if (supervision.is_simple()) return Atom::intern("simple_one_for_one");
  if (place == supervision.children.end()) return Atom::intern("not_found");
  if (place->restarting) return Atom::intern("restarting");
  if (place->pid) return Atom::intern("running");
  return std::nullopt;
}

Async<StartResult> answer(Supervision& supervision, RestartChild ask) {
  const Children::Place place = supervision.children.find(ask.id);
  if (std::optional<Term> why = not_stopped(supervision, place)) {
    co_return tl::unexpected(std::move(*why));
  }
  StartResult started = co_await start(supervision, *place);
  if (started) supervision.children.set_running(place, *started);
  co_return started;
}

Reply<Ok> answer(Supervision& supervision, const DeleteChild& ask) {
  const Children::Place place = supervision.children.find(ask.id);
  if (std::optional<Term> why = not_stopped(supervision, place)) {
    return tl::unexpected(std::move(*why));
  }
  supervision.children.remove(place);
  return Ok{};
}

ChildInfo info_of(const Supervision& supervision, const Child& child) {
  return {supervision.is_simple() ? Term() : child.spec->id, child.pid, child.restarting,
          child.spec->type, child.restarts, child.spec->modules};
}

std::vector<ChildInfo> answer(Supervision& supervision, const WhichChildren&) {
  std::vector<ChildInfo> all;
  const Children::List& list = supervision.children.list();
  all.reserve(list.size());
  for (auto child = list.rbegin(); child != list.rend(); ++child) {
    all.push_back(info_of(supervision, *child));
  }
  return all;
}

Reply<ChildInfo> answer(Supervision& supervision, const WhichChild& ask) {
  const bool by_pid = supervision.is_simple();
  if (by_pid && !ask.child.is(Term::Kind::Pid)) {
    return tl::unexpected<Term>(Atom::intern("simple_one_for_one"));
  }
  Children& children = supervision.children;
  const auto place = by_pid ? children.find(ask.child.as_pid()) : children.find(ask.child);
  if (place == children.end()) return tl::unexpected<Term>(Atom::intern("not_found"));
  return info_of(supervision, *place);
}

ChildCount answer(Supervision& supervision, const CountChildren&) {
  ChildCount count;
  count.specs = supervision.is_simple() ? 1 : supervision.children.list().size();
  for (const Child& child : supervision.children.list()) {
    if (child.pid && current_runtime().is_alive(child.pid)) ++count.active;
    ++(child.spec->type == ChildType::Supervisor ? count.supervisors : count.workers);
  }
  return count;
}

Reply<ChildSpec> answer(Supervision& supervision, const GetChildspec& ask) {
  Children& children = supervision.children;
  auto place = children.end();
  if (ask.child.is(Term::Kind::Pid)) place = children.find(ask.child.as_pid());
  if (place == children.end() && !supervision.is_simple()) place = children.find(ask.child);
  if (place == children.end()) return tl::unexpected<Term>(Atom::intern("not_found"));
  return *place->spec;
}

// --- the loop

template <class Question, class Answer>
Async<Outcome> answer_later(Supervision& supervision, Ask<Question, Answer> asked) {
  Answer answered = co_await answer(supervision, std::move(asked.question));
  asked.from.set(std::move(answered));
  co_return Outcome::Next;
}

/// Whether `message` is this question; then it is answered, at once or in a coroutine.
template <class Question, class Answer>
bool is_answered(Supervision& supervision, Message& message, Outcome& outcome) {
  using Asked = Ask<Question, Answer>;
  if (message.type != &message_type<Asked>) return false;
  Asked& asked = message.as<Asked>();
  if constexpr (is_async<decltype(answer(supervision, std::move(asked.question)))>) {
    outcome = run_callback(answer_later(supervision, std::move(asked)));
  } else {
    asked.from.set(answer(supervision, asked.question));
  }
  return true;
}

Outcome handle(Process& process, Message& message) {
  auto& supervision = process.state_as<Supervision>();
  if (message.type == &message_type<Exit>) {
    const Exit& exit = message.as<Exit>();
    const auto place = supervision.children.find(exit.from);
    if (place == supervision.children.end()) return Outcome::Next;  // a stranger's
    if (place->restarting) return Outcome::Next;  // the one that ended before
    return run_callback(on_exit(supervision, place, exit.reason));
  }
  if (message.type == &message_type<TryAgain>) {
    return run_callback(on_try_again(supervision, message.as<TryAgain>()));
  }
  Outcome outcome = Outcome::Next;
  const bool answered =
      is_answered<StartChild, StartResult>(supervision, message, outcome) ||
      is_answered<StartDynamicChild, StartResult>(supervision, message, outcome) ||
      is_answered<TerminateChild, Reply<Ok>>(supervision, message, outcome) ||
      is_answered<RestartChild, StartResult>(supervision, message, outcome) ||
      is_answered<DeleteChild, Reply<Ok>>(supervision, message, outcome) ||
      is_answered<WhichChildren, std::vector<ChildInfo>>(supervision, message, outcome) ||
      is_answered<WhichChild, Reply<ChildInfo>>(supervision, message, outcome) ||
      is_answered<CountChildren, ChildCount>(supervision, message, outcome) ||
      is_answered<GetChildspec, Reply<ChildSpec>>(supervision, message, outcome);
  if (!answered) gen::dead_letter(process, message);
  return outcome;
}

// --- as sys sees it

Term child_state(const Child& child) {
  return Term::map({{Atom::intern("id"), child.spec->id},
                    {Atom::intern("pid"), pid_term(child)},
                    {Atom::intern("restart"), restart_term(child.spec->restart)},
                    {Atom::intern("restarts"), child.restarts},
                    {Atom::intern("shutdown"), shutdown_term(child.spec->effective_shutdown())}});
}

Term state_term(const Process& process) {
  const auto& supervision = process.state_as<Supervision>();
  std::vector<Term> children;
  for (const Child& child : supervision.children.list()) children.push_back(child_state(child));
  return Term::map({{Atom::intern("callback"), supervision.callback_module},
                    {Atom::intern("strategy"), strategy_term(supervision.flags.strategy)},
                    {Atom::intern("intensity"), supervision.flags.intensity},
                    {Atom::intern("period"), supervision.flags.period.count()},
                    {Atom::intern("restarts_in_period"), supervision.intensity.count()},
                    {Atom::intern("children"), Term::list(std::move(children))}});
}

/// Asks the callback module's init again. New specifications are added, not started; those that are
/// not there any more stay; the flags are replaced. See: supervisor:code_change/3.
Result<Ok> code_change(Process& process, const Term&, const Term&) {
  auto& supervision = process.state_as<Supervision>();
  Supervise made = supervision.init();
  if (std::holds_alternative<gen::InitIgnore>(made)) return Ok{};
  if (const auto* const failed = std::get_if<gen::InitError>(&made)) {
    return tl::unexpected(Error{Error::Code::CallbackFailed, failed->reason});
  }
  auto& spec = std::get<SupervisorSpec>(made);
  if (std::optional<Term> bad = bad_spec(spec)) {
    // {start_spec, Error} and {supervisor_data, Error} are of a start; here it is Error alone.
    const auto parts = bad->elements();
    const bool is_list = parts[1].is(Term::Kind::List);  // {bad_start_spec, Specs}
    return tl::unexpected(Error{Error::Code::CallbackFailed, is_list ? *bad : parts[1]});
  }
  if ((spec.flags.strategy == Strategy::SimpleOneForOne) != supervision.is_simple()) {
    return tl::unexpected(
        Error{Error::Code::CallbackFailed,
              Term::tuple_of(Atom::intern("invalid_strategy"),
                             strategy_term(spec.flags.strategy))});
  }
  supervision.replace(std::move(spec));
  return Ok{};
}

Result<Term> refuse_state(Process&, const Term&) {
  return tl::unexpected(
      Error{Error::Code::BadState,
            Term::tuple_of(atoms::bad_state,
                           Term::binary("the state of a supervisor is read-only"))});
}

}  // namespace

// --- starting it

const Module& make_module(Atom callback_module) {
  // Kept for the program's life, as processes and snapshots point to it.
  static Mutex mutex;
  static std::deque<Module> modules;
  const MutexLock lock(mutex);
  Module module;
  module.behaviour = atoms::supervisor;
  module.name = callback_module;
  module.initial_call = Atom::intern(fmt::format("supervisor:{}/1", callback_module.name()));
  module.is_supervisor = true;
  module.handle = &handle;
  module.handle_timeout = [](Process&) { return Outcome::Next; };
  module.terminate = [](Process& process, const Term&) {
    return run_callback(terminate_all(process.state_as<Supervision>()));
  };
  module.destroy_state = &gen::destroy_state<Supervision>;
  module.system_continue = [](Process&) {};
  module.system_terminate = [](Process&, const Term& reason) { return reason; };
  module.system_get_state = &state_term;
  module.system_replace_state = &refuse_state;
  module.system_code_change = &code_change;
  module.write_debug = &gen::write_debug;
  module.status_header = [](const Process& process) {
    return gen::status_header(process, "generic supervisor");
  };
  module.state_shape = [] { return TermShape{"supervisor", {}}; };
  modules.push_back(std::move(module));
  return modules.back();
}

namespace {

/// The name is free before the caller hears that the start failed.
[[noreturn]] void fail(const Term& error) {
  unregister_name();
  proc_lib::init_fail(error, error);
}

/// The specification if init gave a good one; else the process leaves.
SupervisorSpec good_spec(Supervise made) {
  if (const auto* const failed = std::get_if<gen::InitError>(&made)) {
    unregister_name();
    proc_lib::init_fail(failed->reason, atoms::normal);
  }
  if (std::holds_alternative<gen::InitIgnore>(made)) {
    unregister_name();
    execution.process->cold_block().failed_start = StartResult(Pid{});
    exit(atoms::normal);
  }
  auto spec = std::get<SupervisorSpec>(std::move(made));
  if (const std::optional<Term> error = bad_spec(spec)) fail(*error);
  return spec;
}

Async<Outcome> start_supervising(const Module& module, std::function<Supervise()> init,
                                 StartOptions options) {
  trap_exit(true);
  Supervision supervision(current_runtime(), self(), module.name, good_spec(init()));
  supervision.init = std::move(init);
  std::optional<Term> failed = co_await start_children(supervision);
  if (failed) {
    co_await terminate_all(supervision);
    fail(*failed);
  }
  gen::enter_loop(module, std::move(supervision), {});
  gen::apply_debug(options.debug);
  gen::apply_hibernate_after(options);
  proc_lib::init_ack(self());
  co_return Outcome::Next;
}

}  // namespace

Outcome run_init(const Module& module, std::function<Supervise()> init,
                 const StartOptions& options) {
  return run_callback(start_supervising(module, std::move(init), options));
}

// --- what others ask it

Pending<StartResult> start_child(Runtime& runtime, sys::Name supervisor, ChildSpec spec) {
  return ask<StartResult>(runtime, supervisor, "start_child",
                          StartChild{std::make_shared<const ChildSpec>(std::move(spec))});
}
Pending<StartResult> start_dynamic_child(Runtime& runtime, sys::Name supervisor, std::any args) {
  return ask<StartResult>(runtime, supervisor, "start_child", StartDynamicChild{std::move(args)});
}
Pending<Reply<Ok>> terminate_child(Runtime& runtime, sys::Name supervisor, Term child) {
  return ask<Reply<Ok>>(runtime, supervisor, "terminate_child", TerminateChild{std::move(child)});
}
Pending<StartResult> restart_child(Runtime& runtime, sys::Name supervisor, Term id) {
  return ask<StartResult>(runtime, supervisor, "restart_child", RestartChild{std::move(id)});
}
Pending<Reply<Ok>> delete_child(Runtime& runtime, sys::Name supervisor, Term id) {
  return ask<Reply<Ok>>(runtime, supervisor, "delete_child", DeleteChild{std::move(id)});
}
Pending<std::vector<ChildInfo>> which_children(Runtime& runtime, sys::Name supervisor) {
  return ask<std::vector<ChildInfo>>(runtime, supervisor, "which_children", WhichChildren{});
}
Pending<Reply<ChildInfo>> which_child(Runtime& runtime, sys::Name supervisor, Term child) {
  return ask<Reply<ChildInfo>>(runtime, supervisor, "which_child", WhichChild{std::move(child)});
}
Pending<ChildCount> count_children(Runtime& runtime, sys::Name supervisor) {
  return ask<ChildCount>(runtime, supervisor, "count_children", CountChildren{});
}
Pending<Reply<ChildSpec>> get_childspec(Runtime& runtime, sys::Name supervisor, Term child) {
  return ask<Reply<ChildSpec>>(runtime, supervisor, "get_childspec",
                               GetChildspec{std::move(child)});
}
Pending<Ok> stop(Runtime& runtime, sys::Name supervisor, Term reason) {
  return proc_lib::stop(runtime, supervisor.resolve(runtime), std::move(reason));
}

Reply<Ok> check_childspecs(const std::vector<ChildSpec>& specs,
                           std::optional<AutoShutdown> auto_shutdown) {
  if (std::optional<Term> bad = bad_children(specs, auto_shutdown, false)) {
    return tl::unexpected(std::move(*bad));
  }
  return Ok{};
}

std::optional<RestartHistory> restart_history(const Runtime& runtime, sys::Name supervisor) {
  return runtime.restart_logs().find(supervisor.resolve(runtime));
}

}  // namespace genmsg::supervisor
