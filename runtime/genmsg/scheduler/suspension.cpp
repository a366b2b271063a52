// SPDX-License-Identifier: Apache-2.0
// Suspended processes: who suspended them and for how long, the single steps that they take, and
// what suspends them when a condition holds.
#include <memory>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "genmsg/scheduler/crash_report.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"
#include "genmsg/term/print.h"

namespace genmsg {

/// Of several who want it suspended, the one whose lease ends last has it: nobody's suspension ends
/// because of another's.
void Scheduler::suspend(Process& process, Suspension wanted) {
  Cold& cold = process.cold_block();
  const bool was_suspended = process.has(Process::is_suspended);
  if (was_suspended && wanted.until_ns <= cold.suspension->until_ns) return;
  wanted.since_ns = was_suspended ? cold.suspension->since_ns : runtime_.now_ns();
  cold.suspension = std::make_unique<Suspension>(std::move(wanted));
  Timer& lease = cold.timer(TimerKind::Lease);
  if (cold.suspension->until_ns == Suspension::no_end) {
    runtime_.timers().cancel(lease);
  } else {
    runtime_.timers().arm(lease, process.pid(), cold.suspension->until_ns, number_,
                          TimerKind::Lease);
    if (is_blocking_) runtime_.tell_sleeper_of_timer();
  }
  if (was_suspended) return;
  process.set(Process::is_suspended);
  restart_timeout(process);
  note_activity(process);
}

void Scheduler::resume(Process& process) {
  if (!process.has(Process::is_suspended)) return;
  Cold& cold = *process.cold;
  if (process.has(Process::is_stepping) && cold.step->has_taken()) end_step(process);
  refuse_step(process, {Error::Code::NotSuspended, Atom::intern("resumed")});
  process.clear(Process::is_suspended);
  runtime_.timers().cancel(cold.timer(TimerKind::Lease));
  cold.suspension.reset();
  if (std::exchange(cold.is_held, false)) process.set(Process::is_exiting);
  process.module.load(std::memory_order_relaxed)->system_continue(process);
  restart_timeout(process);
  note_activity(process);
}

void Scheduler::on_lease_end(Process& process) {
  if (!process.has(Process::is_suspended)) return;
  runtime_.report(Report::Level::Notice, Report::Kind::Other,
                  Term::binary(fmt::format("{} resumes: the lease of {} has ended",
                                           to_string(process.pid()),
                                           print(process.cold->suspension->owner))));
  resume(process);
}

// --- what it would take next

Scheduler::Next Scheduler::next_of(Process& process) {
  if (process.has(Process::has_priority) && !is_timed_out_at_once(process)) return Next::Priority;
  if (process.has(Process::is_due) && timeout_is_next(process)) return Next::Timeout;
  return has_message(process) ? Next::Message : Next::Nothing;
}

/// The message itself; null for a timeout without one, and for one that is just being linked.
Message* Scheduler::next_message(Process& process) {
  MessagePool& pool = runtime_.pool();
  switch (next_of(process)) {
    case Next::Priority:
      return pool.at(process.cold->priority_first);
    case Next::Timeout:
      return process.cold->timed_message ? &*process.cold->timed_message : nullptr;
    case Next::Message: {
      Message* message = nullptr;
      const bool is_there = process.mailbox.front(pool, process.reader, message) ==
                            Mailbox::Found::Message;
      return is_there ? message : nullptr;
    }
    case Next::Nothing:
      break;
  }
  return nullptr;
}

// --- steps

/// Whether a suspended process is to take a message. Ends a step that has taken its own.
bool Scheduler::takes_step(Process& process) {
  if (process.cold == nullptr || process.cold->step == nullptr) return false;
  StepHook& step = *process.cold->step;
  if (process.has(Process::is_stepping)) {
    if (!step.has_taken()) return true;  // it is just being linked
    end_step(process);
    return false;
  }
  if (process.cold->is_held) {
    refuse_step(process, {Error::Code::BadArgument,
                          Term::tuple_of(Atom::intern("held"), process.cold->exit_reason)});
    return false;
  }
  if (next_of(process) == Next::Nothing) {
    refuse_step(process, {Error::Code::EmptyMailbox, Atom::intern("empty_mailbox")});
    return false;
  }
  process.set(Process::is_stepping);
  step.begin(process);
  if (!step.skips()) return true;
  skip_next(process);
  end_step(process);
  return false;
}

void Scheduler::end_step(Process& process) {
  const std::unique_ptr<StepHook> step = std::move(process.cold->step);
  process.clear(Process::is_stepping);
  step->ended(process);
  restart_timeout(process);  // what the message asked for begins with resume
}

void Scheduler::refuse_step(Process& process, const Error& why) {
  process.clear(Process::is_stepping);
  if (const auto step = std::move(process.cold->step)) step->refused(why);
}

/// @pre it has a cold block
void Scheduler::exit_step(Process& process, const Term& reason) {
  if (process.cold->step == nullptr) return;
  if (process.cold->step->has_taken()) {
    process.clear(Process::is_stepping);
    std::unique_ptr<StepHook>(std::move(process.cold->step))->exited(reason);
    return;
  }
  refuse_step(process, {Error::Code::Exited, reason});
}

void Scheduler::tell_step(Process& process, const Message& message, const Term& shown) {
  const Module& module = *process.module.load(std::memory_order_relaxed);
  const Atom type =
      module.use_of != nullptr ? module.use_of(&message).type : message.type->name();
  process.cold->step->take(message.sender, type, shown);
}

/// Throws what it would take next away: a dead letter.
void Scheduler::skip_next(Process& process) {
  switch (next_of(process)) {
    case Next::Priority:
      skip_priority_message(process);
      break;
    case Next::Timeout: {
      const OwnMessage message = std::move(process.cold->timed_message);
      process.clear(Process::is_due | Process::is_timed);
      if (message) tell_step(process, *message, bounded(*message));
      break;
    }
    case Next::Message: {
      Message* message = nullptr;
      // A sender that was interrupted between its two writes keeps us here until it goes on.
      while (process.mailbox.front(runtime_.pool(), process.reader, message) !=
             Mailbox::Found::Message) {
        std::this_thread::yield();
      }
      tell_step(process, *message, bounded(*message));
      message->flags |= Message::is_skipped;
      discard(process, *message);
      break;
    }
    case Next::Nothing:
      break;
  }
}

// --- watches

bool Scheduler::watch_suspends(Process& process) {
  std::optional<Suspension> wanted =
      process.cold->watch->look(process, next_message(process));
  if (!wanted) return false;
  suspend(process, std::move(*wanted));
  return true;
}

/// An exception leads to the exit of the process, unless a watch holds it there.
void Scheduler::stop_for_exception(Process& process) {
  exit_for_exception(process);
  process.cold->ends_orderly = true;
  if (!process.has(Process::is_watched)) return;
  if (auto wanted = process.cold->watch->raised(process, process.cold->exit_reason)) {
    process.cold->is_held = true;
    suspend(process, std::move(*wanted));
  }
}

}  // namespace genmsg
