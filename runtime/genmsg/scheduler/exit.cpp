// SPDX-License-Identifier: Apache-2.0
// How a process ends.
#include <cstdio>
#include <string_view>
#include <thread>

#include "genmsg/scheduler/crash_report.h"
#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

Error unanswered() noexcept {
  if (execution.is_losing) return {Error::Code::NoReply, atoms::mailbox_limit};
  const Process* const process = execution.process;
  if (process != nullptr && execution.is_stopping) return {Error::Code::Exited, atoms::killed};
  if (process != nullptr && (process->has(Process::is_exiting) ||
                             (process->cold != nullptr && process->cold->ends_orderly))) {
    return {Error::Code::Exited, process->exit_reason()};
  }
  if (process != nullptr) return {Error::Code::NoReply, atoms::noreply};
  return {Error::Code::NoProc, atoms::noproc};
}

void report_throwing_completion() noexcept {
  constexpr std::string_view line = "a completion given to Pending::then() threw";
  if (execution.runtime == nullptr) {
    std::fprintf(stderr, "=ERROR REPORT==== %s\n", line.data());
    return;
  }
  try {
    execution.runtime->report(Report::Level::Error, Report::Kind::Other, Term::binary(line));
  } catch (...) {  // no memory for the term
  }
}

/// Calls terminate/2, once, if the process ends orderly; what it raises is the exit reason. False
/// if it awaits something.
bool Scheduler::terminate(Process& process) {
  const Module* const module = process.module.load(std::memory_order_relaxed);
  if (module == nullptr || module->terminate == nullptr || process.state == nullptr) return true;
  Cold& cold = process.cold_block();
  if (!cold.ends_orderly || cold.terminated) return true;
  cold.terminated = true;
  try {
    if (module->terminate(process, cold.exit_reason) != Outcome::Await) return true;
  } catch (...) {
    exit_for_exception(process);
    return true;
  }
  process.set(Process::is_awaiting);
  return false;
}

/// Most processes that end have no cold block: what it holds is nothing to them.
void Scheduler::exit_process(Process& process) {
  const Pid pid = process.pid();
  const Term reason = process.exit_reason();
  Cold* cold = process.cold;
  // Not if terminate/2 was ended by an exit signal: then the caller hears of that.
  if (cold != nullptr && cold->after_terminate) {
    if (!cold->is_abandoned) cold->after_terminate();
    cold->after_terminate = nullptr;
  }
  report_exit(runtime_, process, reason);
  if (process.has(Process::is_traced)) trace_exit(process, reason);
  const std::unique_ptr<StepHook> step = cold != nullptr ? std::move(cold->step) : nullptr;
  process.clear(Process::is_stepping);

  const std::uint32_t newest = process.mailbox.close();
  runtime_.drop_outside(process, pid);  // its names first: nobody who hears of its end finds them
  if (cold != nullptr) {
    for (Timer& timer : cold->timers) runtime_.timers().cancel(timer);
  }
  if (process.has(Process::is_suspended)) runtime_.suspensions().remove(pid);
  drop_messages(process, newest);
  if (cold != nullptr) cold->callback = {};  // before the state that it refers to
  if (const Module* const module = process.module.load(std::memory_order_relaxed);
      module != nullptr && process.state != nullptr) {
    module->destroy_state(process);
    process.state = nullptr;
  }
  cold = process.cold;  // what was destroyed may have had a use for one
  if (cold != nullptr) {
    cold->timed_message.reset();  // while unanswered() still knows the process
    cold->continuation.reset();
  }
  end_start_link(process);
  // Before anybody hears of it. release: with it comes the count of its start.
  exited_.store(exited_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  // Then the signals: who is linked, and finds them closed, has the exit reason already. So whoever
  // monitors the process on top of its link, as supervisors do, may look for it when told noproc.
  tell_the_linked(process, reason);
  close_signals(process, reason);

  const std::unique_ptr<Cold> owned(std::exchange(process.cold, nullptr));
  cold = owned.get();
  process.ancestors.reset();
  std::optional<Pending<StartResult>::Promise> starter;
  if (cold != nullptr) starter = std::move(cold->starter);
  const auto failure = [&]() -> StartResult {
    if (cold != nullptr && cold->failed_start) return *cold->failed_start;
    return tl::unexpected(reason);
  };
  if (DirectStart* const start = direct_start_of(process)) start->result = failure();
  execution.process = nullptr;  // from here on the slot may be another process's
  // A slot whose serials are used up is not used again: pids of old would come alive.
  if (pid.serial != ProcessTable::last_serial) runtime_.table().give_back(process, free_slots());
  if (cold != nullptr) {
    for (const std::unique_ptr<Obligation>& obligation : cold->obligations) {
      obligation->on_exit(reason);
    }
  }
  if (starter) starter->set(failure());
  if (step != nullptr && step->has_taken()) step->exited(reason);
  if (step != nullptr && !step->has_taken()) step->refused({Error::Code::Exited, reason});
}

/// Nobody who waits for a start that failed also hears of it by the link.
void Scheduler::end_start_link(Process& process) {
  if (!has_starter(process)) return;
  const Pid parent = Process::unpack(process.parent.load(std::memory_order_relaxed));
  const bool was_linked = process.has(Process::has_parent_link) ||
                          (process.cold != nullptr && process.cold->links.erase(parent) != 0);
  process.clear(Process::has_parent_link);
  if (was_linked) runtime_.signal(parent, UnlinkSignal{process.pid()});
}

/// What a program has sent is a dead letter; that somebody else has ended is not.
void Scheduler::lose_with_process(const Process& process, const Message& message) noexcept {
  if (runtime_.stopping_.load(std::memory_order_relaxed)) return;  // nobody will ask
  if ((message.flags & Message::is_flushed) != 0 || message.type == &message_type<Exit> ||
      message.type == &message_type<Down>) {
    return;
  }
  runtime_.dead_letter(DeadLetter::Why::Exited, message.sender, process.pid(), *message.type,
                       &message);
}

void Scheduler::drop_messages(Process& process, std::uint32_t newest) noexcept {
  drop_priority_messages(process);
  MessagePool& pool = runtime_.pool();
  while (newest != Mailbox::empty) {
    Message* message = nullptr;
    // A sender that was interrupted between its two writes keeps us here until it goes on.
    while (process.mailbox.front(pool, process.reader, message) != Mailbox::Found::Message) {
      std::this_thread::yield();
    }
    const bool last = pool.index_of(message) == newest;
    while (!last && message->next.load(std::memory_order_acquire) == 0) std::this_thread::yield();
    process.reader.front = message->next.load(std::memory_order_relaxed);
    if ((message->flags & Message::is_handled) == 0) {
      lose_with_process(process, *message);
      message->destroy_payload();
    }
    pool.release(message_cache_, message);
    if (last) return;
  }
}

void Scheduler::close_signals(Process& process, const Term& reason) noexcept {
  // acq_rel: whoever left a signal before this is answered here, later ones see it closed.
  Signal* newest =
      process.signal_list.exchange(Process::signals_closed(), std::memory_order_acq_rel);
  while (newest != nullptr) {
    const std::unique_ptr<Signal> signal(newest);
    newest = newest->next;
    runtime_.refuse_signal(*signal, {process.index, signal->serial}, reason);
  }
  if (process.cold != nullptr) {
    for (const std::unique_ptr<Signal>& signal : process.cold->waiting) {
      runtime_.refuse_signal(*signal, process.pid(), reason);
    }
    process.cold->waiting.clear();
  }
}

void Scheduler::tell_the_linked(const Process& process, const Term& reason) {
  const Pid pid = process.pid();
  if (process.has(Process::has_parent_link)) {
    runtime_.signal(Process::unpack(process.parent.load(std::memory_order_relaxed)),
                    ExitSignal{pid, reason, true});
  }
  if (process.cold == nullptr) return;
  const Cold& cold = *process.cold;
  for (const auto& [linked, link] : cold.links) {
    // An unlinked one has, or will have, the unlink signal.
    if (link.unlinking == 0) runtime_.signal(linked, ExitSignal{pid, reason, true});
  }
  for (const auto& [reference, watcher] : cold.watched_by) {
    const bool is_told = has_starter(process) && reference == cold.start_monitor;
    runtime_.signal(watcher, DownSignal{pid, reference, reason, is_told});
  }
  for (const auto& [reference, watched] : cold.monitors) {
    runtime_.signal(watched.pid, DemonitorSignal{pid, reference});
  }
}

}  // namespace genmsg
