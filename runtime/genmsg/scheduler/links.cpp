// SPDX-License-Identifier: Apache-2.0
// Links and monitors: what a process calls, and what it does with the signals of others.
#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

/// Takes the first queued message for which `is_it` holds away: it is not handled any more.
template <class IsIt>
void flush_first(Process& process, IsIt&& is_it) {
  process.mailbox.walk(current_runtime().pool(), process.reader, [&](Message& message) {
    if ((message.flags & (Message::is_handled | Message::is_flushed)) != 0 || !is_it(message)) {
      return true;
    }
    message.flags |= Message::is_flushed;
    return false;
  });
}

/// The Exit of a parent is not queued as a message, see Scheduler::on_exit_signal().
bool flush_waiting_exit(Process& process, Pid from) {
  for (const std::unique_ptr<Signal>& signal : process.cold->waiting) {
    if (signal == nullptr) continue;
    auto* const exit = std::get_if<ExitSignal>(&signal->body);
    if (exit == nullptr || exit->from != from || exit->is_flushed) continue;
    exit->is_flushed = true;
    return true;
  }
  return false;
}

std::uint64_t monitor(Pid pid, Atom name) {
  Process& process = current_process();
  Runtime& runtime = current_runtime();
  const std::uint64_t reference = runtime.next_reference();
  process.cold_block().monitors.emplace(reference, Monitored{pid, name});
  if (runtime.signal(pid, MonitorSignal{process.pid(), reference}) != nullptr) {
    runtime.signal(process.pid(), DownSignal{pid, reference, atoms::noproc});
  }
  return reference;
}

}  // namespace

void link(Pid to) {
  Process& process = current_process();
  if (to == process.pid() || !process.cold_block().links.insert(to).second) return;
  Runtime& runtime = current_runtime();
  if (runtime.signal(to, LinkSignal{process.pid()}) != nullptr) {
    runtime.signal(process.pid(), ExitSignal{to, atoms::noproc, true});
  }
}

void unlink(Pid to) {
  Process& process = current_process();
  if (process.cold == nullptr || process.cold->links.erase(to) == 0) return;
  current_runtime().signal(to, UnlinkSignal{process.pid()});
}

void unlink(Pid to, Flush) {
  unlink(to);
  Process& process = current_process();
  if (process.cold != nullptr && flush_waiting_exit(process, to)) return;
  flush_first(process, [to](const Message& message) {
    return message.type == &message_type<Exit> && message.as<Exit>().from == to;
  });
}

std::uint64_t monitor(Pid pid) { return monitor(pid, atoms::undefined); }

std::uint64_t monitor(Atom name) { return monitor(current_runtime().whereis(name), name); }

bool demonitor(std::uint64_t reference) {
  Process& process = current_process();
  if (process.cold == nullptr) return false;
  const auto place = process.cold->monitors.find(reference);
  if (place == process.cold->monitors.end()) return false;
  const Pid pid = place->second.pid;
  process.cold->monitors.erase(place);
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

/// Only while the monitor is on: demonitor() may have crossed it.
void Scheduler::on_down(Process& process, const DownSignal& signal) {
  auto& monitors = process.cold_block().monitors;
  const auto place = monitors.find(signal.reference);
  if (place == monitors.end()) return;
  const Atom name = place->second.name;
  monitors.erase(place);
  runtime_.send_as<Down>(process.pid(), signal.from,
                         Down{signal.reference, signal.from, signal.reason, name});
}

}  // namespace genmsg
