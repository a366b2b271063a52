// SPDX-License-Identifier: Apache-2.0
#include "genmsg/behaviour/supervision.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "genmsg/behaviour/supervisor_report.h"
#include "genmsg/scheduler/await.h"
#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/process_info.h"

namespace genmsg::supervisor {

namespace {

void report(const Supervision& supervision, std::string_view context, const Child& child,
            const Term& reason) {
  Term pid = pid_term(child);
  if (child.restarting) pid = Term::tuple_of(pid, child.old_pid ? Term(child.old_pid) : Term());
  report_supervisor(supervision.callback_module, Atom::intern(context),
                    child_report(std::move(pid), *child.spec), reason);
}

/// Says how a child ended that was told to, unless it ended as it was told.
/// See: supervisor:do_terminate/2.
void report_end(const Supervision& supervision, const Child& child, const Term& reason) {
  const bool permanent = child.spec->restart == Restart::Permanent;
  const bool brutal = child.spec->effective_shutdown().is_brutal();
  const bool as_told = reason.is(brutal ? atoms::killed : atoms::shutdown);
  if (!as_told && (permanent || !ends_normally(reason))) {
    report(supervision, "shutdown_error", child, reason);
  }
}

Outcome stop_with(const Term& reason) {
  execution.process->cold_block().exit_reason = reason;
  return Outcome::Stop;
}

std::chrono::nanoseconds limit_of(const Shutdown& shutdown) {
  return shutdown.limit() ? std::chrono::nanoseconds(*shutdown.limit())
                          : Pending<Term>::no_limit;
}

}  // namespace

PublishedRestarts::PublishedRestarts(Runtime& runtime, RestartHistory history)
    : runtime_(&runtime), supervisor_(history.supervisor) {
  runtime.restart_logs().open(std::move(history));
}
PublishedRestarts::PublishedRestarts(PublishedRestarts&& other) noexcept
    : runtime_(std::exchange(other.runtime_, nullptr)), supervisor_(other.supervisor_) {}
PublishedRestarts::~PublishedRestarts() {
  if (runtime_ != nullptr) runtime_->restart_logs().close(supervisor_);
}
void PublishedRestarts::set_limit(const SupFlags& flags) {
  runtime_->restart_logs().set_limit(supervisor_, strategy_term(flags.strategy),
                                     static_cast<std::uint32_t>(flags.intensity), flags.period);
}
void PublishedRestarts::note(std::size_t in_period, RestartRecord record) {
  runtime_->restart_logs().note(supervisor_, static_cast<std::uint32_t>(in_period),
                                std::move(record));
}

Supervision::Supervision(Runtime& runtime, Pid self, Atom module, SupervisorSpec spec)
    : callback_module(module),
      flags(spec.flags),
      restarts(runtime, {.supervisor = self,
                         .strategy = strategy_term(spec.flags.strategy),
                         .intensity = static_cast<std::uint32_t>(spec.flags.intensity),
                         .period = spec.flags.period,
                         .total = 0,
                         .in_period = 0,
                         .last = {}}) {
  replace(std::move(spec));
}

void Supervision::replace(SupervisorSpec spec) {
  flags = spec.flags;
  intensity.set_limit(static_cast<unsigned>(flags.intensity), flags.period);
  restarts.set_limit(flags);
  for (ChildSpec& child : spec.children) {
    auto shared = std::make_shared<const ChildSpec>(std::move(child));
    if (is_simple()) {
      for (Child& running : children.list()) running.spec = shared;
      dynamic_spec = std::move(shared);
    } else if (const auto known = children.find(shared->id); known != children.end()) {
      known->spec = std::move(shared);
    } else {
      Child made;
      made.spec = std::move(shared);
      children.add(std::move(made), false);
    }
  }
}

std::optional<Term> bad_spec(const SupervisorSpec& spec) {
  if (std::optional<Term> bad = bad_flags(spec.flags)) return bad;
  const bool simple = spec.flags.strategy == Strategy::SimpleOneForOne;
  if (simple && spec.children.size() != 1) {
    std::vector<Term> specs;
    for (const ChildSpec& child : spec.children) specs.push_back(spec_term(child));
    return Term::tuple_of(Atom::intern("bad_start_spec"), Term::list(std::move(specs)));
  }
  std::optional<Term> bad = bad_children(spec.children, spec.flags.auto_shutdown, simple);
  if (bad) return Term::tuple_of(Atom::intern("start_spec"), std::move(*bad));
  return std::nullopt;
}

// --- starting

namespace {

Pending<StartResult> call_start(const Child& child) {
  try {
    return child.spec->start(child.args);
  } catch (...) {
    return Pending<StartResult>::ready(StartResult(
        tl::unexpected(Term::tuple_of(atoms::exit, reason_of_current_exception()))));
  }
}

}  // namespace

namespace {

constexpr std::chrono::seconds patience_with_the_dying{1};
constexpr int tries_for_a_name = 3;

/// Who has the name that a child should get; a default Pid: it did not fail for that.
Pid holder_of_name(const Result<StartResult>& started) {
  if (!started || *started) return {};
  const Term& reason = started->error();
  if (!reason.is(Term::Kind::Tuple) || reason.elements().size() != 2) return {};
  const auto parts = reason.elements();
  const bool is_taken = parts[0].is(atoms::already_started) && parts[1].is(Term::Kind::Pid);
  return is_taken ? parts[1].as_pid() : Pid{};
}

/// Awaits the end of a process that an exit signal will end as soon as its callback returns. False:
/// it lives on, or takes too long.
Async<bool> await_end_of_dying(Pid pid) {
  const auto looked = process_info(current_runtime(), pid).within(patience_with_the_dying);
  const Result<ProcessInfo> info = co_await looked;  // it receives its signals before it answers
  if (info || info.error().code == Error::Code::Timeout) co_return false;
  const auto ending = monitor_exit(pid).within(patience_with_the_dying);
  const Result<Term> ended = co_await ending;
  co_return ended.has_value();
}

}  // namespace

/// A child of a supervisor that was killed may be in a callback still, and have its name, when the
/// next one of that name starts.
Async<StartResult> start(Supervision& supervision, const Child& child) {
  Result<StartResult> started;
  for (int tries = 0; tries < tries_for_a_name; ++tries) {
    const Pending<StartResult> starting = call_start(child);
    started = co_await starting;
    const Pid holder = holder_of_name(started);
    if (!holder) break;
    const bool has_ended = co_await await_end_of_dying(holder);
    if (!has_ended) break;
  }
  if (!started) co_return tl::unexpected(started.error().reason);
  if (*started && **started) {
    report_progress(supervision.callback_module, child_report(**started, *child.spec));
  }
  co_return std::move(*started);
}

Async<std::optional<Term>> start_children(Supervision& supervision) {
  Children& children = supervision.children;
  for (auto place = children.list().begin(); place != children.end();) {
    const auto child = place++;
    const StartResult started = co_await start(supervision, *child);
    if (!started) {
      report(supervision, "start_error", *child, started.error());
      co_return Term::tuple_of(atoms::shutdown,
                               Term::tuple_of(atoms::failed_to_start_child, child->spec->id,
                                              started.error()));
    }
    if (!*started && child->spec->restart == Restart::Temporary) {
      children.remove(child);
    } else {
      children.set_running(child, *started);
    }
  }
  co_return std::nullopt;
}

// --- stopping

namespace {

/// By a monitor, so that a child that unlinked itself cannot keep us waiting.
Async<Term> shut_down(Pid pid, Shutdown shutdown) {
  const Pending<Term> ended = monitor_exit(pid);
  exit(pid, shutdown.is_brutal() ? atoms::kill : atoms::shutdown);
  Result<Term> reason = co_await ended.within(limit_of(shutdown));
  if (!reason) {  // it has had its time
    const Pending<Term> killed = monitor_exit(pid);
    exit(pid, atoms::kill);
    reason = co_await killed;
  }
  if (reason && !reason->is(atoms::noproc)) {
    unlink(pid);  // its Exit, if it is queued, will be a stranger's
    co_return *reason;
  }
  const std::optional<Term> from_link = unlink(pid, flush);
  co_return from_link.value_or(atoms::noproc);
}

}  // namespace

Async<> terminate(Supervision& supervision, Children::Place place) {
  if (!place->pid) co_return;
  const Term reason = co_await shut_down(place->pid, place->spec->effective_shutdown());
  report_end(supervision, *place, reason);
}

namespace {

/// One time limit for all of them. See: supervisor:terminate_dynamic_children/1.
Async<> terminate_dynamic(Supervision& supervision) {
  const Shutdown shutdown = supervision.dynamic_spec->effective_shutdown();
  std::vector<std::pair<const Child*, Pending<Term>>> ending;
  for (const Child& child : supervision.children.list()) {
    if (!child.pid) continue;
    ending.emplace_back(&child, monitor_exit(child.pid));
    unlink(child.pid);
    exit(child.pid, shutdown.is_brutal() ? atoms::kill : atoms::shutdown);
  }
  const std::int64_t begin = current_runtime().now_ns();
  bool in_time = true;
  for (auto& [child, ended] : ending) {
    const auto passed = std::chrono::nanoseconds(current_runtime().now_ns() - begin);
    const auto limit = limit_of(shutdown);
    const auto left = limit == Pending<Term>::no_limit ? limit : limit - passed;
    Result<Term> reason = ended.get();
    if (!reason && in_time) reason = co_await ended.within(left);
    if (!reason && in_time) {  // they have had their time
      in_time = false;
      for (auto& [late, pending] : ending) exit(late->pid, atoms::kill);
    }
    if (!reason) {
      const Pending<Term> killed = monitor_exit(child->pid);
      reason = co_await killed;
      if (reason && reason->is(atoms::noproc)) reason = Term(atoms::killed);
    }
    if (!reason->is(atoms::noproc)) report_end(supervision, *child, *reason);
  }
}

}  // namespace

Async<Outcome> terminate_all(Supervision& supervision) {
  if (supervision.is_simple()) {
    co_await terminate_dynamic(supervision);
    co_return Outcome::Next;
  }
  Children& children = supervision.children;
  while (!children.list().empty()) {
    const auto last = std::prev(children.end());
    co_await terminate(supervision, last);
    children.remove(last);
  }
  co_return Outcome::Next;
}

// --- restarting

namespace {

void try_again(const Supervision& supervision, const Child& child) {
  // By way of the mailbox, so that others get their turn between two tries.
  // No mailbox limit may lose it.
  current_runtime().try_send_as<TryAgain, false>(
      self(), self(), TryAgain{supervision.is_simple() ? Term() : child.spec->id, child.old_pid});
}

void on_failed_start(Supervision& supervision, Children::Place place, Pid old_pid,
                     const Term& reason) {
  supervision.children.set_restarting(place, old_pid);
  report(supervision, "start_error", *place, reason);
  try_again(supervision, *place);
}

void runs_again(Supervision& supervision, Children::Place place, Pid pid) {
  supervision.children.set_running(place, pid);
  current_runtime().set_restarts(pid, static_cast<std::uint32_t>(place->restarts));
}

Async<> restart_one(Supervision& supervision, Children::Place place) {
  const Pid old_pid = place->pid ? place->pid : place->old_pid;
  const StartResult started = co_await start(supervision, *place);
  if (!started) {
    on_failed_start(supervision, place, old_pid, started.error());
  } else if (!*started && supervision.is_simple()) {
    supervision.children.remove(place);
  } else {
    runs_again(supervision, place, *started);
  }
}

/// Last first. Temporary ones are gone afterwards.
Async<> stop_children(Supervision& supervision, std::vector<Children::Place> places) {
  for (auto place = places.rbegin(); place != places.rend(); ++place) {
    co_await terminate(supervision, *place);
    if ((*place)->spec->restart == Restart::Temporary) {
      supervision.children.remove(*place);
    } else {
      supervision.children.set_stopped(*place);
    }
  }
}

/// Stops the children from `failed` on, or all, and starts them again; the failed one has ended
/// already. Those that run again stay if a later one does not start: it is tried again.
Async<> restart_group(Supervision& supervision, Children::Place failed, bool all) {
  Children& children = supervision.children;
  const Pid old_pid = failed->pid ? failed->pid : failed->old_pid;
  children.set_stopped(failed);
  std::vector<Children::Place> group;
  for (auto child = all ? children.list().begin() : failed; child != children.end(); ++child) {
    group.push_back(child);
  }
  // The failed one may go, if a changed specification has made it temporary.
  const Term failed_id = failed->spec->id;
  const bool from_first = all || failed == children.list().begin();
  const auto before = from_first ? children.end() : std::prev(failed);
  co_await stop_children(supervision, std::move(group));
  for (auto child = from_first ? children.list().begin() : std::next(before);
       child != children.end(); ++child) {
    const StartResult started = co_await start(supervision, *child);
    if (!started) {
      const bool is_failed = child->spec->id == failed_id;
      on_failed_start(supervision, child, is_failed ? old_pid : Pid{}, started.error());
      co_return;
    }
    runs_again(supervision, child, *started);
  }
}

Async<Outcome> restart(Supervision& supervision, Children::Place place, Term reason) {
  const std::int64_t now = current_runtime().now_ns();
  const bool too_many = supervision.intensity.add(now);
  supervision.restarts.note(
      supervision.intensity.count(),
      {now, supervision.is_simple() ? Term() : place->spec->id,
       place->pid ? place->pid : place->old_pid, std::move(reason)});
  if (too_many) {
    report(supervision, "shutdown", *place, atoms::reached_max_restart_intensity);
    supervision.children.remove(place);
    co_return stop_with(atoms::shutdown);
  }
  ++place->restarts;
  switch (supervision.flags.strategy) {
    case Strategy::OneForOne:
    case Strategy::SimpleOneForOne:
      co_await restart_one(supervision, place);
      break;
    case Strategy::RestForOne:
      co_await restart_group(supervision, place, false);
      break;
    case Strategy::OneForAll:
      co_await restart_group(supervision, place, true);
      break;
  }
  co_return Outcome::Next;
}

/// A significant child has ended that is not restarted: is that the supervisor's end?
bool shuts_down(const Supervision& supervision) {
  if (supervision.flags.auto_shutdown == AutoShutdown::AnySignificant) return true;
  const auto& list = supervision.children.list();
  return std::none_of(list.begin(), list.end(), [](const Child& child) {
    return child.spec->significant && (child.pid || child.restarting);
  });
}

}  // namespace

Async<Outcome> on_exit(Supervision& supervision, Children::Place place, Term reason) {
  const Restart type = place->spec->restart;
  const bool normally = ends_normally(reason);
  if (type == Restart::Permanent || !normally) {
    report(supervision, "child_terminated", *place, reason);
  }
  if (type == Restart::Permanent || (type == Restart::Transient && !normally)) {
    const Outcome outcome = co_await restart(supervision, place, std::move(reason));
    co_return outcome;
  }
  const bool significant = place->spec->significant;
  if (type == Restart::Temporary || supervision.is_simple()) {
    supervision.children.remove(place);
  } else {
    supervision.children.set_stopped(place);
  }
  if (significant && supervision.flags.auto_shutdown != AutoShutdown::Never &&
      shuts_down(supervision)) {
    co_return stop_with(atoms::shutdown);
  }
  co_return Outcome::Next;
}

Async<Outcome> on_try_again(Supervision& supervision, TryAgain again) {
  Children& children = supervision.children;
  const auto place =
      supervision.is_simple() ? children.find(again.old_pid) : children.find(again.id);
  if (place == children.end() || !place->restarting) co_return Outcome::Next;
  const Outcome outcome = co_await restart(supervision, place, Atom::intern("start_error"));
  co_return outcome;
}

}  // namespace genmsg::supervisor
