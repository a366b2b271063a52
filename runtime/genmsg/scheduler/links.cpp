// SPDX-License-Identifier: Apache-2.0
// Links and monitors: what a process calls, and what it does with the signals of others.
#include "genmsg/scheduler/aliases.h"
#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/priority.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

/// Takes the first queued message for which `is_it` holds away: it is not handled any more. Not the
/// one that is being handled.
template <class IsIt>
void flush_first(Process& process, IsIt&& is_it) {
  bool found = false;
  for_each_priority_message(process, current_runtime().pool(), [&](Message& message) {
    if ((message.flags & Message::is_flushed) == 0 && is_it(message)) {
      message.flags |= Message::is_flushed;
      found = true;
    }
    return !found;
  });
  if (found) return;
  const MessagePool& pool = current_runtime().pool();
  bool skip = process.mailbox.front_is_taken(pool, process.reader);
  process.mailbox.walk(pool, process.reader, [&](Message& message) {
    if (std::exchange(skip, false) ||
        (message.flags & (Message::is_handled | Message::is_flushed)) != 0 || !is_it(message)) {
      return true;
    }
    message.flags |= Message::is_flushed;
    return false;
  });
}

/// The Exit of a parent is not queued as a message, see Scheduler::on_exit_signal().
std::optional<Term> flush_waiting_exit(Process& process, Pid from) {
  for (const std::unique_ptr<Signal>& signal : process.cold->waiting) {
    if (signal == nullptr) continue;
    auto* const exit = std::get_if<ExitSignal>(&signal->body);
    if (exit == nullptr || exit->from != from || exit->is_flushed) continue;
    exit->is_flushed = true;
    return exit->reason;
  }
  return std::nullopt;
}

void make_link(Pid to, bool priority) {
  Process& process = current_process();
  if (to == process.pid()) return;
  const auto [place, is_new] = process.cold_block().links.try_emplace(to);
  Link& link = place->second;
  link.priority = priority;
  if (!is_new && link.unlinking == 0) return;
  // An unlink that is not acknowledged yet is as if it had not been: what the peer makes of the two
  // signals, it makes of them in this order.
  link.unlinking = 0;
  if (process.has(Process::is_traced)) trace_event(process, TraceKind::Link, to);
  Runtime& runtime = current_runtime();
  if (runtime.signal(to, LinkSignal{process.pid()}) != nullptr) {
    runtime.signal(process.pid(), ExitSignal{to, atoms::noproc, true});
  }
}

std::uint64_t make_monitor(Pid pid, Atom name, MonitorOptions options) {
  Process& process = current_process();
  Runtime& runtime = current_runtime();
  const std::uint64_t reference = runtime.next_reference();
  process.cold_block().monitors.emplace(reference, Monitored{pid, name, options.priority});
  if (options.alias != AliasMode::none) add_alias(process, reference, options.alias);
  if (runtime.signal(pid, MonitorSignal{process.pid(), reference}) != nullptr) {
    runtime.signal(process.pid(), DownSignal{pid, reference, atoms::noproc});
  }
  return reference;
}

}  // namespace

void link(Pid to) { make_link(to, false); }

void link(Pid to, Priority) { make_link(to, true); }

void unlink(Pid to) {
  Process& process = current_process();
  if (process.cold == nullptr && !process.has(Process::has_parent_link)) return;
  Cold& cold = process.cold_block();
  const auto place = cold.links.find(to);
  if (place == cold.links.end() || place->second.unlinking != 0) return;
  const std::uint64_t number = ++cold.last_unlink;
  place->second.unlinking = number;
  if (process.has(Process::is_traced)) trace_event(process, TraceKind::Unlink, to);
  // What no process takes needs no acknowledgement.
  if (current_runtime().signal(to, UnlinkSignal{process.pid(), number}) != nullptr) {
    cold.links.erase(to);
  }
}

std::optional<Term> unlink(Pid to, Flush) {
  unlink(to);
  Process& process = current_process();
  std::optional<Term> reason;
  if (process.cold != nullptr) reason = flush_waiting_exit(process, to);
  if (reason) return reason;
  flush_first(process, [to, &reason](const Message& message) {
    if (message.type != &message_type<Exit> || message.as<Exit>().from != to) return false;
    reason = message.as<Exit>().reason;
    return true;
  });
  return reason;
}

std::uint64_t monitor(Pid pid, MonitorOptions options) {
  return make_monitor(pid, atoms::undefined, options);
}

std::uint64_t monitor(Atom name, MonitorOptions options) {
  return make_monitor(current_runtime().whereis(name), name, options);
}

Pending<Term> monitor_exit(Pid pid) {
  const std::uint64_t reference = monitor(pid);
  const Pending<Term>::Promise awaited;
  current_process().cold->monitors.at(reference).awaited = awaited;
  return awaited.future();
}

bool demonitor(std::uint64_t reference) {
  Process& process = current_process();
  if (process.cold == nullptr) return false;
  const auto place = process.cold->monitors.find(reference);
  if (place == process.cold->monitors.end()) return false;
  const Pid pid = place->second.pid;
  process.cold->monitors.erase(place);
  end_alias_of_monitor(process, reference);
  current_runtime().signal(pid, DemonitorSignal{process.pid(), reference});
  return true;
}

bool demonitor(std::uint64_t reference, Flush) {
  if (demonitor(reference)) return true;  // while it is on, it has sent no Down
  flush_first(current_process(), [reference](const Message& message) {
    return message.type == &message_type<Down> && message.as<Down>().reference == reference;
  });
  return false;
}

/// One that is there already is active, or this process is unlinking: then its unlink signal will
/// undo what the peer did.
void Scheduler::on_link(Process& process, Pid from) {
  process.cold_block().links.try_emplace(from);
  if (process.has(Process::is_traced)) trace_event(process, TraceKind::Link, from);
}

void Scheduler::on_unlink(Process& process, const UnlinkSignal& signal) {
  auto& links = process.cold_block().links;
  const auto place = links.find(signal.from);
  if (place != links.end() && place->second.unlinking == 0) links.erase(place);
  if (process.has(Process::is_traced)) trace_event(process, TraceKind::Unlink, signal.from);
  if (signal.id != 0) runtime_.signal(signal.from, UnlinkAckSignal{process.pid(), signal.id});
}

/// Of an unlink that was followed by a link it comes too late to say anything.
void Scheduler::on_unlink_ack(Process& process, const UnlinkAckSignal& signal) {
  auto& links = process.cold_block().links;
  const auto place = links.find(signal.from);
  if (place != links.end() && place->second.unlinking == signal.id) links.erase(place);
}

/// False if there is no active link.
bool Scheduler::break_link(Process& process, Pid from, bool& priority) {
  auto& links = process.cold_block().links;
  const auto place = links.find(from);
  if (place == links.end() || place->second.unlinking != 0) return false;
  priority = place->second.priority;
  links.erase(place);
  return true;
}

/// Only while the monitor is on: demonitor() may have crossed it.
void Scheduler::on_down(Process& process, const DownSignal& signal) {
  auto& monitors = process.cold_block().monitors;
  const auto place = monitors.find(signal.reference);
  if (place == monitors.end()) return;
  const Monitored monitored = std::move(place->second);
  monitors.erase(place);
  if (monitored.awaited) {
    monitored.awaited->set(signal.reason);
    return;
  }
  end_alias_of_monitor(process, signal.reference);
  if (signal.is_told) return;
  Down down{signal.reference, signal.from, signal.reason, monitored.name};
  if (monitored.priority) {
    send_priority_to(process, signal.from, std::move(down));
  } else {
    runtime_.send_as<Down>(process.pid(), signal.from, std::move(down));
  }
}

}  // namespace genmsg
