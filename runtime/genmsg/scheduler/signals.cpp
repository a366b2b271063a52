// SPDX-License-Identifier: Apache-2.0
// What a process does between two messages: signals, sys requests, timeouts.
#include <algorithm>
#include <new>

#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/long_callback.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

/// Whose exit signal ends the process even if it traps exits: only of who started it with a link.
/// In OTP, gen:start without one makes a process its own parent.
bool parent_is(const Process& process, Pid pid) noexcept {
  return pid && process.has(Process::is_linked_to_parent) &&
         Process::unpack(process.parent.load(std::memory_order_relaxed)) == pid;
}

bool is_asked_to_step(const Process& process) noexcept {
  return process.cold != nullptr && process.cold->step != nullptr;
}

bool has_priority(const Signal& signal) noexcept {
  const auto* const system = std::get_if<SystemSignal>(&signal.body);
  return system != nullptr && system->priority;
}

/// Then a later one waits, too: requests of one sender keep their order.
bool has_priority_waiting(const Process& process) noexcept {
  return process.has(Process::has_waiting) && has_priority(*process.cold->waiting.front());
}

}  // namespace

void Scheduler::exit_with(Process& process, Term reason, bool orderly) {
  Cold& cold = process.cold_block();
  // The first reason stands, unless its terminate/2 awaits something.
  if (process.has(Process::is_exiting) && !process.has(Process::is_awaiting)) return;
  cold.is_abandoned = process.has(Process::is_awaiting);
  cold.exit_reason = std::move(reason);
  cold.ends_orderly = orderly;
  cold.exit_signalled = !orderly;
  process.set(Process::is_exiting);
}

/// For who watches how long things take. Never in the way of a message.
void Scheduler::note_attention(const Process& process) noexcept {
  turn_.store(turn_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  if (!process.has(Process::is_starting | Process::is_exiting | Process::has_signals |
                   Process::has_waiting)) {
    return;  // a message that no mailbox held says itself what it is
  }
  const MessageType* const doing = process.has(Process::is_starting)  ? &doing_init
                                   : process.has(Process::is_exiting) ? &doing_terminate
                                                                      : &doing_system;
  in_hand_.store(doing, std::memory_order_relaxed);
}

Scheduler::Attended Scheduler::attend(Process& process) {
  for (;;) {
    note_attention(process);
    if (process.has(Process::is_starting)) {
      run_start(process);
      // It entered a blocking module's loop: it goes on where that may block.
      if (process.has(Process::is_blocking) && !is_blocking_) return Attended::Yield;
    }
    if (process.has(Process::has_signals)) receive_signals(process);
    if (process.has(Process::is_awaiting)) {
      if (!go_on(process)) return Attended::Leave;
      continue;
    }
    if (process.has(Process::is_continuing) && !process.has(Process::is_exiting)) {
      apply(process, on_continue(process));
      if (process.has(Process::is_continuing)) return Attended::Yield;  // others want to run, too
      continue;
    }
    if (process.has(Process::has_waiting)) run_waiting(process);
    if (process.has(Process::is_exiting)) {
      if (!terminate(process)) continue;
      exit_process(process);
      return Attended::Leave;
    }
    if (process.has(Process::is_suspended)) {
      const Stepping stepping = step(process);
      if (stepping == Stepping::Waits) return Attended::Yield;
      if (stepping == Stepping::No) {
        if (process.has(Process::has_waiting)) continue;  // they waited for the step
        if (process.cold->lease_is_over) {
          on_lease_end(process);
        } else if (park_with_messages(process)) {
          return Attended::Leave;
        }
        continue;
      }
    } else if (process.has(Process::is_watched)) {
      const Next next = next_of(process);
      if (next.kind == Next::Kind::Linking) return Attended::Yield;
      if (watch_suspends(process, next)) continue;
    }
    if (process.has(Process::has_priority) && !is_timed_out_at_once(process)) {
      return Attended::Priority;
    }
    if (!process.has(Process::is_due)) return Attended::Continue;
    if (!timeout_is_next(process)) return Attended::Continue;
    process.clear(Process::is_due);
    apply(process, on_timeout(process));
    return Attended::Yield;  // or a process that asks for timeout 0 each time would go on for ever
  }
}

/// {timeout, 0, Msg}: comes even before priority messages.
bool Scheduler::is_timed_out_at_once(const Process& process) noexcept {
  const Cold& cold = *process.cold;
  return process.has(Process::is_due) && cold.timed_message && !cold.timed_absolute &&
         cold.timeout_ns == 0;
}

/// Whether no message comes before the timeout that is due: of {timeout, Time, Msg} none that was
/// queued when its time came, else none that is queued now. The message will cancel it.
bool Scheduler::timeout_is_next(Process& process) {
  const Cold& cold = *process.cold;
  const std::uint32_t taken = process.reader.popped.load(std::memory_order_relaxed);
  const auto since = static_cast<std::int32_t>(taken - cold.timed_position);
  if (cold.timed_message && since >= 0) return true;
  return !has_message(process);
}

/// False if a signal came in between.
bool Scheduler::park_with_messages(Process& process) noexcept {
  process.mailbox.park(true);
  return !process.has(Process::has_signals) || !process.mailbox.unpark();
}

/// Resumes or drops the callback that awaits something; false if it still waits and is parked.
bool Scheduler::go_on(Process& process) {
  Cold& cold = *process.cold;
  if (!cold.is_woken && !cold.is_abandoned) return !park_with_messages(process);
  end_await();
  process.clear(Process::is_awaiting);
  if (cold.is_abandoned) {
    cold.callback = {};
  } else {
    apply(process, resume_callback(process));
    note_activity(process);
  }
  return true;
}

void Scheduler::receive_signals(Process& process) {
  process.clear(Process::has_signals);
  // acquire: pairs with the sender's swap. The flag was cleared first, so that a signal left after
  // this sets it again.
  Signal* newest = process.signal_list.exchange(nullptr, std::memory_order_acq_rel);
  Signal* oldest = nullptr;
  while (newest != nullptr) {
    Signal* const next = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = next;
  }
  while (oldest != nullptr) {
    std::unique_ptr<Signal> signal(oldest);
    oldest = oldest->next;
    if (signal->serial == process.pid().serial) {
      receive(process, std::move(signal));
    } else {
      runtime_.refuse_signal(*signal, {process.index, signal->serial}, atoms::noproc);
    }
  }
}

void Scheduler::receive(Process& process, std::unique_ptr<Signal> signal) {
  try {
    apply_signal(process, std::move(signal));
  } catch (const std::bad_alloc&) {
    // No memory for the message that a signal becomes: its loss must not go unseen.
    exit_with(process, atoms::system_limit, false);
  }
}

void Scheduler::apply_signal(Process& process, std::unique_ptr<Signal> signal) {
  auto& body = signal->body;
  if (std::holds_alternative<ExitSignal>(body)) {
    on_exit_signal(process, std::move(signal));
  } else if (const auto* const link = std::get_if<LinkSignal>(&body)) {
    on_link(process, link->from);
  } else if (const auto* const unlink = std::get_if<UnlinkSignal>(&body)) {
    on_unlink(process, *unlink);
  } else if (const auto* const ack = std::get_if<UnlinkAckSignal>(&body)) {
    on_unlink_ack(process, *ack);
  } else if (const auto* const monitor = std::get_if<MonitorSignal>(&body)) {
    process.cold_block().watched_by.emplace(monitor->reference, monitor->watcher);
  } else if (const auto* const demonitor = std::get_if<DemonitorSignal>(&body)) {
    process.cold_block().watched_by.erase(demonitor->reference);
  } else if (const auto* const down = std::get_if<DownSignal>(&body)) {
    on_down(process, *down);
  } else if (auto* const message = std::get_if<PriorityMessageSignal>(&body)) {
    on_priority_message(process, *message);
  } else if (const auto* const look = std::get_if<ProcessInfoSignal>(&body)) {
    on_process_info(process, *look->request);
  } else if (const auto* const timeout = std::get_if<TimeoutSignal>(&body)) {
    on_timeout_signal(process, *timeout, signal->position);
  } else if (const auto* const wake = std::get_if<WakeSignal>(&body)) {
    if (wake->number == process.cold_block().awaits) process.cold->is_woken = true;
  } else if (const auto* const over = std::get_if<LimitSignal>(&body)) {
    on_limit(process, *over);
  } else {
    on_system_signal(process, std::move(signal));
  }
}

void Scheduler::on_timeout_signal(Process& process, const TimeoutSignal& signal,
                                  std::uint32_t position) {
  // A timer that was armed again or cancelled since.
  if (process.cold == nullptr ||
      process.cold->timer(signal.kind).generation != signal.generation) {
    return;
  }
  switch (signal.kind) {
    case TimerKind::Receive:
      if (!process.has(Process::is_timed)) break;
      process.cold->timed_position = position;
      process.set(Process::is_due);
      break;
    case TimerKind::Await:
      if (process.has(Process::is_awaiting)) process.cold->is_woken = true;
      break;
    case TimerKind::Start:
      time_out_start(process);
      break;
    case TimerKind::Hibernate:
      on_idle_timer(process);
      break;
    case TimerKind::Lease:
      on_lease_end(process);
      break;
    case TimerKind::Call:
      break;
  }
}

/// Nobody has acknowledged the start within its time. See: proc_lib:start/5.
void Scheduler::time_out_start(Process& process) {
  if (process.cold == nullptr || !process.cold->starter) return;
  process.cold->failed_start = tl::unexpected<Term>(atoms::timeout);
  exit_with(process, atoms::killed, false);
}

void Scheduler::on_limit(Process& process, const LimitSignal& signal) {
  if (signal.exit_at == 0) return drop_oldest(process);
  if (process.has(Process::is_exiting) && !process.has(Process::is_awaiting)) return;
  exit_with(process, Term::tuple_of(atoms::mailbox_limit, signal.exit_at), false);
  process.cold->exit_signalled = false;  // nobody asked for it, so it is reported
}

/// See: Erlang Reference Manual, Processes, Receiving Exit Signals.
void Scheduler::on_exit_signal(Process& process, std::unique_ptr<Signal> carrier) {
  const ExitSignal& signal = std::get<ExitSignal>(carrier->body);
  bool priority = false;
  if (signal.by_link ? !break_link(process, signal.from, priority)
                     : !comes_by_alias(process, signal, priority)) {
    return;  // unlinked meanwhile, or the alias is off
  }
  if (!signal.by_link && signal.reason.is(atoms::kill)) {
    exit_with(process, atoms::killed, false);
  } else if (process.has(Process::traps_exit)) {
    if (priority) {
      send_priority_to(process, signal.from, Exit{signal.from, signal.reason});
    } else if (parent_is(process, signal.from)) {
      // A message like any other to a trapping process, so what was sent before it comes first.
      wait_for_turn(process, std::move(carrier));
    } else {
      runtime_.send_as<Exit>(process.pid(), signal.from, Exit{signal.from, signal.reason});
    }
  } else if (!signal.reason.is(atoms::normal) || signal.from == process.pid()) {
    exit_with(process, signal.reason, false);
  }
}

void Scheduler::on_system_signal(Process& process, std::unique_ptr<Signal> signal) {
  auto& system = std::get<SystemSignal>(signal->body);
  // One that is about to exit answers no more: it is refused with the exit reason. One whose
  // callback awaits something, or wants to continue, is not between two messages; nor is one that
  // is to take a step.
  if (system.priority && !is_asked_to_step(process) && !has_priority_waiting(process) &&
      !process.has(Process::is_exiting | Process::is_awaiting | Process::is_continuing)) {
    run_request(process, system);
  } else {
    wait_for_turn(process, std::move(signal));
  }
}

/// Behind those that wait already, so that the order of one sender's requests is kept; with priority
/// behind those with priority.
void Scheduler::wait_for_turn(Process& process, std::unique_ptr<Signal> signal) {
  auto& waiting = process.cold_block().waiting;
  const auto place = has_priority(*signal)
                         ? std::find_if_not(waiting.begin(), waiting.end(),
                                            [](const auto& other) { return has_priority(*other); })
                         : waiting.end();
  waiting.insert(place, std::move(signal));
  process.set(Process::has_waiting);
}

/// At once while it is suspended: a resume is never stuck behind the mailbox.
bool Scheduler::its_turn(const Process& process, const Signal& signal) noexcept {
  const std::uint32_t taken = process.reader.popped.load(std::memory_order_relaxed);
  if (process.has(Process::is_suspended) || has_priority(signal)) return true;
  // It has an ordinary message's place, so priority messages go first.
  return !process.has(Process::has_priority) &&
         static_cast<std::int32_t>(taken - signal.position) >= 0;
}

void Scheduler::run_waiting(Process& process) {
  std::vector<std::unique_ptr<Signal>>& waiting = process.cold->waiting;
  auto next = waiting.begin();
  while (next != waiting.end() && !process.has(Process::is_exiting) &&
         !is_asked_to_step(process) && its_turn(process, **next)) {
    const std::unique_ptr<Signal> signal = std::move(*next);
    ++next;
    if (auto* const system = std::get_if<SystemSignal>(&signal->body)) {
      run_request(process, *system);
    } else if (const auto& exit = std::get<ExitSignal>(signal->body); !exit.is_flushed) {
      exit_with(process, exit.reason, true);
    }
  }
  waiting.erase(waiting.begin(), next);
  if (!waiting.empty()) return;
  process.clear(Process::has_waiting);
  // Back to sleep after a system message.
  if (process.has(Process::is_hibernating) && process.cold != nullptr) {
    process.cold->give_memory_back();
  }
}

void Scheduler::run_request(Process& process, SystemSignal& signal) {
  process.system_pending.fetch_sub(1, std::memory_order_relaxed);
  note_attention(process);
  signal.request->run(process);
  // One with priority is a look from outside and changes nothing that it need not.
  if (signal.priority) return;
  restart_timeout(process);
  note_activity(process);
}

/// OTP's loop sets the whole timeout again after a system message, and none while suspended.
void Scheduler::restart_timeout(Process& process) {
  if (!process.has(Process::is_timed) || process.cold->timed_message) return;
  if (process.has(Process::is_suspended)) {
    process.clear(Process::is_due);
    runtime_.timers().cancel(process.cold->timer(TimerKind::Receive));
  } else {
    arm_timeout(process, process.cold->timeout_ns);
  }
}

}  // namespace genmsg
