// SPDX-License-Identifier: Apache-2.0
#include "genmsg/behaviour/supervisor.h"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include <fmt/format.h>

#include "genmsg/base/mutex.h"
#include "genmsg/behaviour/restart_intensity.h"
#include "genmsg/behaviour/supervisor_report.h"

namespace genmsg::supervisor {

namespace {

struct Child {
  ChildSpec spec;
  Pid pid;
  bool restarting = false;
  std::size_t restarts = 0;
};

/// What a supervisor keeps. Children in the order in which they were started.
struct Supervision {
  Atom callback_module;
  SupFlags flags;
  RestartIntensity intensity;
  std::vector<Child> children;
  std::unordered_map<Pid, std::size_t> by_pid;

  bool starting = true;          // the children for the first time
  std::size_t next_to_start = 0;

  // While it is stopping: children from here down are still to be ended.
  bool stopping = false;
  std::size_t left = 0;
  std::uint64_t awaited = 0;     // monitor of the child that was told to end; 0: none
  std::optional<Term> awaited_reason;  // it had ended by itself; the monitor came too late
  std::int64_t kill_at_ns = 0;   // 0: never
  Term reason;
};

struct WhichChildren {
  Pending<std::vector<ChildInfo>>::Promise from;
};
struct CountChildren {
  Pending<ChildCount>::Promise from;
};
/// Tries to start a child again that could not be started.
struct TryAgain {
  Term id;
};
/// A child whose start took longer than its start function.
struct ChildStarted {
  Term id;
  StartResult result;
};

Term child_term(const Child& child) {
  const Term pid = child.restarting ? Term(Atom::intern("restarting"))
                   : child.pid      ? Term(child.pid)
                                    : Term();
  return Term::map({{Atom::intern("id"), child.spec.id},
                    {Atom::intern("pid"), pid},
                    {Atom::intern("restart"), restart_term(child.spec.restart)},
                    {Atom::intern("restarts"), child.restarts},
                    {Atom::intern("shutdown"), shutdown_term(child.spec.effective_shutdown())}});
}

Term state_term(const Process& process) {
  const auto& state = process.state_as<Supervision>();
  std::vector<Term> children;
  for (const Child& child : state.children) children.push_back(child_term(child));
  return Term::map({{Atom::intern("callback"), state.callback_module},
                    {Atom::intern("strategy"), Atom::intern("one_for_one")},
                    {Atom::intern("intensity"), state.flags.intensity},
                    {Atom::intern("period"), state.flags.period.count()},
                    {Atom::intern("restarts_in_period"), state.intensity.count()},
                    {Atom::intern("children"), Term::list(std::move(children))}});
}

/// [{pid,Pid},{id,Id},...]. See: supervisor, the child in its reports.
Term child_report(const Child& child) {
  return supervisor::child_report(child.pid ? Term(child.pid) : Term(), child.spec);
}
void report(std::string_view context, const Child& child, const Term& reason) {
  report_supervisor(Atom::intern(context), child_report(child), reason);
}

/// None if the child is not there yet: a ChildStarted message tells.
std::optional<StartResult> call_start(const ChildSpec& spec) {
  try {
    Pending<StartResult> pending = spec.start();
    const Result<StartResult> answer = pending.get();
    if (answer) return *answer;
    if (answer.error().code != Error::Code::WouldBlock) {
      return StartResult(tl::unexpected(answer.error().reason));
    }
    pending.then([&runtime = current_runtime(), supervisor = self(),
                  id = spec.id](const Result<StartResult>& late) {
      const StartResult result =
          late ? *late : StartResult(tl::unexpected(late.error().reason));
      runtime.send(supervisor, ChildStarted{id, result});
    });
    return std::nullopt;
  } catch (...) {
    return StartResult(
        tl::unexpected(Term::tuple_of(atoms::exit, reason_of_current_exception())));
  }
}

bool ends_normally(const Term& reason) {
  if (reason.is(atoms::normal) || reason.is(atoms::shutdown)) return true;
  return reason.is(Term::Kind::Tuple) && reason.elements().size() == 2 &&
         reason.elements()[0].is(atoms::shutdown);
}

// --- stopping: one child after the other, last first

Outcome wait(Process& process, const Supervision& state) {
  if (state.kill_at_ns == 0) return Outcome::Next;
  process.cold_block().timeout_ns =
      std::max<std::int64_t>(0, state.kill_at_ns - current_runtime().now_ns());
  return Outcome::Timed;
}

Outcome end_next_child(Process& process, Supervision& state) {
  while (state.left > 0) {
    const Child& child = state.children[state.left - 1];
    if (!child.pid) {
      --state.left;
      continue;
    }
    const Shutdown shutdown = child.spec.effective_shutdown();
    // By a monitor, so that a child that unlinked itself cannot keep us waiting.
    state.awaited = monitor(child.pid);
    unlink(child.pid);
    exit(child.pid, shutdown.is_brutal() ? atoms::kill : atoms::shutdown);
    state.kill_at_ns = !shutdown.is_brutal() && shutdown.limit()
                           ? current_runtime().now_ns() +
                                 std::chrono::nanoseconds(*shutdown.limit()).count()
                           : 0;
    return wait(process, state);
  }
  process.cold_block().exit_reason = state.reason;
  return Outcome::Stop;
}

Outcome begin_exit(Process& process, const Term& reason) {
  auto& state = process.state_as<Supervision>();
  state.stopping = true;
  state.reason = reason;
  state.left = state.children.size();
  return end_next_child(process, state);
}

/// A child that was told to end has ended. See: supervisor:shutdown/1.
void report_end(const Child& child, const Term& reason) {
  const bool as_told =
      child.spec.effective_shutdown().is_brutal() ? reason.is(atoms::killed) : ends_normally(reason);
  if (!as_told) report("shutdown_error", child, reason);
}

/// A child ended by itself while others are ended.
void on_exit_while_stopping(Supervision& state, const Exit& exit) {
  const auto found = state.by_pid.find(exit.from);
  if (found == state.by_pid.end()) return;
  if (state.awaited != 0 && found->second == state.left - 1) {
    state.awaited_reason = exit.reason;
  } else {
    report_end(state.children[found->second], exit.reason);
    state.children[found->second].pid = {};
  }
  state.by_pid.erase(found);
}

Outcome on_down(Process& process, Supervision& state, const Down& down) {
  if (!state.stopping || down.reference != state.awaited) return wait(process, state);
  Child& child = state.children[state.left - 1];
  const bool too_late = down.reason.is(atoms::noproc) && state.awaited_reason;
  report_end(child, too_late ? *state.awaited_reason : down.reason);
  child.pid = {};
  state.awaited = 0;
  state.awaited_reason.reset();
  state.kill_at_ns = 0;
  --state.left;
  return end_next_child(process, state);
}

Outcome handle_timeout(Process& process) {
  auto& state = process.state_as<Supervision>();
  if (!state.stopping || state.left == 0 || state.kill_at_ns == 0) return Outcome::Next;
  if (current_runtime().now_ns() < state.kill_at_ns) return wait(process, state);
  state.kill_at_ns = 0;
  exit(state.children[state.left - 1].pid, atoms::kill);
  return Outcome::Next;
}

// --- restarting

Outcome stop_for_intensity(Process& process, Child& child) {
  report("shutdown", child, atoms::reached_max_restart_intensity);
  child.pid = {};
  process.cold_block().exit_begun = true;
  return begin_exit(process, atoms::shutdown);
}

void on_restarted(Supervision& state, Child& child, const StartResult& started) {
  child.restarting = !started;
  child.pid = started.value_or(Pid{});
  if (child.pid) state.by_pid[child.pid] = static_cast<std::size_t>(&child - &state.children[0]);
  if (child.pid) report_progress(child_report(child));
  if (started) return;
  report("start_error", child, started.error());
  // By way of the mailbox, so that others get their turn between two tries.
  send(self(), TryAgain{child.spec.id});
}

Outcome restart(Process& process, Supervision& state, Child& child) {
  if (state.intensity.add(current_runtime().now_ns())) {
    return stop_for_intensity(process, child);
  }
  ++child.restarts;
  child.restarting = true;
  child.pid = {};
  if (const std::optional<StartResult> started = call_start(child.spec)) {
    on_restarted(state, child, *started);
  }
  return Outcome::Next;
}

void forget(Supervision& state, std::size_t place) {
  state.children.erase(state.children.begin() + static_cast<std::ptrdiff_t>(place));
  for (auto& [pid, index] : state.by_pid) {
    if (index > place) --index;
  }
}

Outcome on_exit(Process& process, Supervision& state, const Exit& exit) {
  if (state.stopping) {
    on_exit_while_stopping(state, exit);
    return wait(process, state);
  }
  const auto found = state.by_pid.find(exit.from);
  if (found == state.by_pid.end()) return Outcome::Next;  // a stranger's
  const std::size_t place = found->second;
  state.by_pid.erase(found);
  Child& child = state.children[place];
  if (!ends_normally(exit.reason)) report("child_terminated", child, exit.reason);
  const bool again = child.spec.restart == Restart::Permanent ||
                     (child.spec.restart == Restart::Transient && !ends_normally(exit.reason));
  if (again) return restart(process, state, child);
  child.pid = {};
  if (child.spec.restart == Restart::Temporary) forget(state, place);
  return Outcome::Next;
}

Child* find_child(Supervision& state, const Term& id) {
  const auto child = std::find_if(state.children.begin(), state.children.end(),
                                  [&](const Child& one) { return one.spec.id == id; });
  return child != state.children.end() ? &*child : nullptr;
}

Outcome on_try_again(Process& process, Supervision& state, const TryAgain& again) {
  if (state.stopping) return wait(process, state);
  Child* const child = find_child(state, again.id);
  if (child == nullptr || !child->restarting) return Outcome::Next;
  return restart(process, state, *child);
}

// --- the first start: from first to last child

/// The children that run are ended, last first; the answer comes when all are gone.
Outcome fail_start(Process& process, Supervision& state, const Child& child, const Term& reason) {
  report("start_error", child, reason);
  state.stopping = true;
  state.left = state.next_to_start;
  state.reason =
      Term::tuple_of(atoms::shutdown,
                     Term::tuple_of(atoms::failed_to_start_child, child.spec.id, reason));
  process.cold_block().failed_start = tl::unexpected(state.reason);
  process.cold_block().exit_begun = true;
  return end_next_child(process, state);
}

void finish_start(Supervision& state) {
  state.starting = false;
  std::erase_if(state.children, [](const Child& child) {
    return !child.pid && child.spec.restart == Restart::Temporary;
  });
  state.by_pid.clear();
  for (std::size_t i = 0; i < state.children.size(); ++i) {
    if (state.children[i].pid) state.by_pid[state.children[i].pid] = i;
  }
  proc_lib::init_ack(self());
}

Outcome start_children(Process& process, Supervision& state,
                       std::optional<StartResult> started = std::nullopt) {
  while (state.next_to_start < state.children.size()) {
    Child& child = state.children[state.next_to_start];
    if (!started) started = call_start(child.spec);
    if (!started) return Outcome::Next;  // until ChildStarted
    if (!*started) return fail_start(process, state, child, started->error());
    child.pid = **started;
    if (child.pid) {
      state.by_pid[child.pid] = state.next_to_start;
      report_progress(child_report(child));
    }
    ++state.next_to_start;
    started.reset();
  }
  finish_start(state);
  return Outcome::Next;
}

Outcome on_child_started(Process& process, Supervision& state, const ChildStarted& late) {
  // One that comes while it is stopping ends by its link.
  if (state.stopping) return wait(process, state);
  if (state.starting) return start_children(process, state, late.result);
  Child* const child = find_child(state, late.id);
  if (child != nullptr && child->restarting) on_restarted(state, *child, late.result);
  return Outcome::Next;
}

// --- questions

void answer(const Supervision& state, const WhichChildren& question) {
  std::vector<ChildInfo> children;
  for (auto child = state.children.rbegin(); child != state.children.rend(); ++child) {
    children.push_back(
        {child->spec.id, child->pid, child->restarting, child->spec.type, child->restarts});
  }
  question.from.set(std::move(children));
}

void answer(const Supervision& state, const CountChildren& question) {
  ChildCount count;
  count.specs = state.children.size();
  for (const Child& child : state.children) {
    if (child.pid) ++count.active;
    ++(child.spec.type == ChildType::Supervisor ? count.supervisors : count.workers);
  }
  question.from.set(count);
}

Outcome handle(Process& process, Message& message) {
  auto& state = process.state_as<Supervision>();
  if (message.type == &message_type<Exit>) return on_exit(process, state, message.as<Exit>());
  if (message.type == &message_type<Down>) return on_down(process, state, message.as<Down>());
  if (message.type == &message_type<TryAgain>) {
    return on_try_again(process, state, message.as<TryAgain>());
  }
  if (message.type == &message_type<ChildStarted>) {
    return on_child_started(process, state, message.as<ChildStarted>());
  }
  if (message.type == &message_type<WhichChildren>) {
    answer(state, message.as<WhichChildren>());
  } else if (message.type == &message_type<CountChildren>) {
    answer(state, message.as<CountChildren>());
  } else {
    gen::dead_letter(process, message);
  }
  return wait(process, state);
}

std::optional<Term> invalid(const SupervisorSpec& spec) {
  std::vector<const Term*> ids;
  for (const ChildSpec& child : spec.children) {
    if (!child.start) {
      return Term::tuple_of(Atom::intern("start_spec"), Atom::intern("missing_start"));
    }
    for (const Term* const other : ids) {
      if (*other == child.id) {
        return Term::tuple_of(
            Atom::intern("start_spec"),
            Term::tuple_of(Atom::intern("duplicate_child_name"), child.id));
      }
    }
    ids.push_back(&child.id);
  }
  if (spec.flags.period.count() < 1) {
    return Term::tuple_of(
        Atom::intern("supervisor_data"),
        Term::tuple_of(Atom::intern("invalid_period"), spec.flags.period.count()));
  }
  return std::nullopt;
}

}  // namespace

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
  module.handle_timeout = &handle_timeout;
  module.begin_exit = &begin_exit;
  module.destroy_state = &gen::destroy_state<Supervision>;
  module.system_continue = [](Process&) {};
  module.system_terminate = [](Process&, const Term& reason) { return reason; };
  module.system_get_state = &state_term;
  module.system_replace_state = [](Process&, const Term&) -> Result<Term> {
    return tl::unexpected(
        Error{Error::Code::BadState,
              Term::tuple_of(atoms::bad_state,
                             Term::binary("the state of a supervisor is read-only"))});
  };
  module.write_debug = &gen::write_debug;
  module.status_header = [](const Process& process) {
    return gen::status_header(process, "generic supervisor");
  };
  module.state_shape = [] { return TermShape{"supervisor", {}}; };
  modules.push_back(std::move(module));
  return modules.back();
}

void run_init(const Module& module, Supervise made, const StartOptions& options) {
  if (const auto* const failed = std::get_if<gen::InitError>(&made)) {
    unregister_name();
    proc_lib::init_fail(failed->reason, atoms::normal);
  }
  if (std::holds_alternative<gen::InitIgnore>(made)) {
    unregister_name();
    execution.process->cold_block().failed_start = StartResult(Pid{});
    exit(atoms::normal);
  }
  auto& spec = std::get<SupervisorSpec>(made);
  if (const std::optional<Term> error = invalid(spec)) {
    unregister_name();
    proc_lib::init_fail(*error, atoms::normal);
  }
  trap_exit(true);
  Supervision state;
  state.callback_module = module.name;
  state.flags = spec.flags;
  state.intensity = RestartIntensity(spec.flags.intensity, spec.flags.period);
  for (ChildSpec& child : spec.children) state.children.push_back({std::move(child), {}, false, 0});
  gen::enter_loop(module, std::move(state), {});
  gen::apply_debug(options.debug);
  gen::apply_hibernate_after(options);
  Process& process = *execution.process;
  execution.scheduler->enter(process, start_children(process, process.state_as<Supervision>()));
}

Pending<std::vector<ChildInfo>> which_children(Runtime& runtime, Pid supervisor) {
  WhichChildren question;
  auto answer = question.from.future();
  runtime.send(supervisor, std::move(question));
  return answer;
}

Pending<ChildCount> count_children(Runtime& runtime, Pid supervisor) {
  CountChildren question;
  auto answer = question.from.future();
  runtime.send(supervisor, std::move(question));
  return answer;
}

}  // namespace genmsg::supervisor
