// SPDX-License-Identifier: Apache-2.0
// Suspended processes: who suspended them and for how long, the single steps that they take, and
// what suspends them when a condition holds.
#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "genmsg/scheduler/aliases.h"
#include "genmsg/scheduler/crash_report.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"
#include "genmsg/term/print.h"

namespace genmsg {

namespace {

Suspension* find_owner(Cold& cold, const Term& owner) noexcept {
  for (Suspension& one : cold.suspensions) {
    if (one.owner == owner) return &one;
  }
  return nullptr;
}

void report_end_of_lease(Runtime& runtime, Pid pid, const Term& owner) noexcept {
  try {
    runtime.report(Report::Level::Notice, Report::Kind::Other,
                   Term::binary(fmt::format("{} resumes: the lease of {} has ended",
                                            to_string(pid), print(owner))));
  } catch (...) {  // no memory to say so
  }
}

}  // namespace

void Scheduler::suspend(Process& process, Suspension wanted) {
  Cold& cold = process.cold_block();
  if (Suspension* const known = find_owner(cold, wanted.owner)) {
    known->until_ns = std::max(known->until_ns, wanted.until_ns);
    if (!wanted.why.is(atoms::undefined)) known->why = std::move(wanted.why);
  } else {
    wanted.since_ns = runtime_.now_ns();
    cold.suspensions.push_back(std::move(wanted));
  }
  runtime_.suspensions().set(process.pid(), *process.suspension());
  arm_lease(process);
  if (process.has(Process::is_suspended)) return;
  process.set(Process::is_suspended);
  restart_timeout(process);
  note_activity(process);
}

bool Scheduler::renew(Process& process, const Term& owner, std::int64_t until_ns) {
  Suspension* const known = find_owner(process.cold_block(), owner);
  if (known == nullptr) return false;
  known->until_ns = until_ns;
  arm_lease(process);
  return true;
}

void Scheduler::resume(Process& process) {
  if (!process.has(Process::is_suspended)) return;
  Cold& cold = *process.cold;
  process.clear(Process::is_suspended);
  cold.suspensions.clear();
  runtime_.suspensions().remove(process.pid());
  cold.lease_is_over = false;
  arm_lease(process);
  if (std::exchange(cold.is_held, false)) process.set(Process::is_exiting);
  process.module.load(std::memory_order_relaxed)->system_continue(process);
  restart_timeout(process);
  note_activity(process);
}

/// For the lease that ends first.
void Scheduler::arm_lease(Process& process) {
  Cold& cold = *process.cold;
  std::int64_t first = Suspension::no_end;
  for (const Suspension& one : cold.suspensions) first = std::min(first, one.until_ns);
  Timer& lease = cold.timer(TimerKind::Lease);
  if (first == Suspension::no_end) {
    runtime_.timers().cancel(lease);
    return;
  }
  runtime_.timers().arm(lease, process.pid(), first, number_, TimerKind::Lease);
  if (is_blocking_) runtime_.tell_sleeper_of_timer();
}

/// A step is first taken to its end: the process is not between two messages.
void Scheduler::on_lease_end(Process& process) {
  if (!process.has(Process::is_suspended) || process.has(Process::is_exiting)) return;
  Cold& cold = *process.cold;
  cold.lease_is_over = cold.step != nullptr;
  if (cold.lease_is_over) return;
  const std::int64_t now = runtime_.now_ns();
  const Term owner = cold.suspensions.front().owner;
  std::erase_if(cold.suspensions, [now](const Suspension& one) { return one.until_ns <= now; });
  if (!cold.suspensions.empty()) {
    runtime_.suspensions().set(process.pid(), *process.suspension());
    return arm_lease(process);
  }
  report_end_of_lease(runtime_, process.pid(), owner);
  resume(process);
}

/// @pre it has a cold block
Scheduler::Next Scheduler::next_of(Process& process) {
  if (!is_timed_out_at_once(process)) {
    if (Message* const first = first_priority_message(process)) return {Next::Kind::Priority, first};
  }
  if (process.has(Process::is_due) && timeout_is_next(process)) {
    OwnMessage& timed = process.cold->timed_message;
    return {Next::Kind::Timeout, timed ? &*timed : nullptr};
  }
  Message* message = nullptr;
  switch (first_wanted(process, message)) {
    case Mailbox::Found::Message: return {Next::Kind::Message, message};
    case Mailbox::Found::NotLinkedYet: return {Next::Kind::Linking, nullptr};
    case Mailbox::Found::Nothing: break;
  }
  return {};
}

// --- steps

/// Whether a suspended process takes a message now, or waits for one that is just coming. Ends a
/// step that has taken its own.
Scheduler::Stepping Scheduler::step(Process& process) {
  Cold& cold = *process.cold;
  if (cold.step == nullptr) return Stepping::No;
  if (cold.step->has_taken()) {
    end_step(process);
    return Stepping::No;
  }
  if (cold.is_held) {
    refuse_step(process, {Error::Code::BadArgument,
                          Term::tuple_of(Atom::intern("held"), cold.exit_reason)});
    return Stepping::No;
  }
  const Next next = next_of(process);
  if (next.kind == Next::Kind::Linking) return Stepping::Waits;
  if (next.kind == Next::Kind::Nothing) {
    refuse_step(process, {Error::Code::EmptyMailbox, Atom::intern("empty_mailbox")});
    return Stepping::No;
  }
  if (!process.has(Process::is_stepping)) {
    process.set(Process::is_stepping);
    cold.step->begin(process);
  }
  if (!cold.step->skips()) return Stepping::Takes;
  skip(process, next);
  end_step(process);
  return Stepping::No;
}

void Scheduler::end_step(Process& process) {
  const std::unique_ptr<StepHook> step = std::move(process.cold->step);
  process.clear(Process::is_stepping);
  step->ended(process);
  restart_timeout(process);  // what the message asked for begins with resume
}

void Scheduler::refuse_step(Process& process, const Error& why) {
  process.clear(Process::is_stepping);
  std::unique_ptr<StepHook>(std::move(process.cold->step))->refused(why);
}

void Scheduler::tell_step(Process& process, const Message& message, const Term& shown) {
  const Module& module = *process.module.load(std::memory_order_relaxed);
  const Atom type =
      module.use_of != nullptr ? module.use_of(&message).type : message.type->name();
  process.cold->step->take(message.sender, type, shown);
}

/// Throws a message away: a dead letter.
void Scheduler::skip(Process& process, Next next) {
  if (next.message != nullptr) {
    tell_step(process, *next.message, bounded(*next.message));
    if ((next.message->flags & Message::by_alias) != 0) {
      received_by_alias(process, next.message->alias_id());
    }
  }
  switch (next.kind) {
    case Next::Kind::Priority:
      skip_priority_message(process);
      break;
    case Next::Kind::Timeout:
      process.clear(Process::is_due | Process::is_timed);
      process.cold->timed_message.reset();
      break;
    case Next::Kind::Message:
      discard(process, *next.message, DeadLetter::Why::Skipped);
      break;
    case Next::Kind::Linking:
    case Next::Kind::Nothing:
      break;
  }
}

// --- watches

bool Scheduler::watch_suspends(Process& process, Next next) {
  std::optional<Suspension> wanted = process.cold->watch->look(process, next.message);
  if (!wanted) return false;
  suspend(process, std::move(*wanted));
  return true;
}

/// An exception leads to the exit of the process, unless a watch holds it there.
void Scheduler::stop_for_exception(Process& process) {
  exit_for_exception(process);
  process.cold->ends_orderly = true;
  if (!process.has(Process::is_watched) || process.has(Process::is_exiting)) return;
  if (auto wanted = process.cold->watch->raised(process, process.cold->exit_reason)) {
    process.cold->is_held = true;
    suspend(process, std::move(*wanted));
  }
}

}  // namespace genmsg
