// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/process_info.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "genmsg/scheduler/aliases.h"
#include "genmsg/scheduler/crash_report.h"
#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/queue_walk.h"
#include "genmsg/scheduler/scheduler.h"
#include "genmsg/scheduler/trace.h"

namespace genmsg {

namespace {

constexpr std::size_t measured_messages = 1000;  // of a longer queue, for the memory

std::size_t bytes_of(const Message& message) {
  return sizeof(Message) + message.type->payload_bytes;
}

std::size_t queue_bytes(const QueueWalk& queue, std::uint32_t depth) {
  std::size_t bytes = 0;
  std::size_t measured = 0;
  queue.first(measured_messages, [&](const Message& message) {
    bytes += bytes_of(message);
    ++measured;
  });
  return measured == 0 || depth <= measured ? bytes : bytes / measured * depth;
}

/// A node of a hash map: its element, the next node, and the bucket that points to it.
template <class Map>
std::size_t map_bytes(const Map& map) {
  return map.size() * (sizeof(typename Map::value_type) + 3 * sizeof(void*));
}

std::size_t cold_bytes(const Cold& cold) {
  return sizeof(Cold) + map_bytes(cold.links) + map_bytes(cold.monitors) +
         map_bytes(cold.watched_by) + cold.dictionary.capacity() * sizeof(Term::Entry) +
         (cold.aliases != nullptr ? sizeof(Aliases) + map_bytes(cold.aliases->records) : 0);
}

std::size_t memory_of(const Process& process, const QueueWalk& queue, std::uint32_t depth) {
  std::size_t bytes = sizeof(Process) + queue_bytes(queue, depth);
  if (process.cold != nullptr) bytes += cold_bytes(*process.cold);
  const Module* const module = process.module.load(std::memory_order_relaxed);
  if (module != nullptr && process.state != nullptr && process.state != process.inline_state) {
    bytes += module->state_bytes;
  }
  return bytes;
}

bool takes_priority(const Cold& cold) {
  const auto is_marked = [](const auto& entry) { return entry.second.priority; };
  return std::ranges::any_of(cold.links, is_marked) ||
         std::ranges::any_of(cold.monitors, is_marked) ||
         (cold.aliases != nullptr && std::ranges::any_of(cold.aliases->records, [](const auto& e) {
            return e.second.is_active && e.second.priority;
          }));
}

void add_cold(ProcessInfo& info, const Process& process) {
  const Cold& cold = *process.cold;
  for (const auto& [reference, monitored] : cold.monitors) {
    info.monitors.push_back({monitored.pid, monitored.name});
  }
  for (const auto& [reference, watcher] : cold.watched_by) info.monitored_by.push_back(watcher);
  info.dictionary = cold.dictionary;
  info.priority_messages = takes_priority(cold);
}

ProcessInfo info_of(Process& process, const MessagePool& pool, std::size_t messages) {
  ProcessInfo info;
  info.pid = process.pid();
  info.registered_name = Atom::from_index(process.name.load(std::memory_order_relaxed));
  info.initial_call = Atom::from_index(process.initial_call.load(std::memory_order_relaxed));
  info.message_queue_len = process.mailbox.depth(process.reader) +
                           process.system_pending.load(std::memory_order_relaxed);
  info.suspended = process.has(Process::is_suspended);
  const bool is_ready = info.message_queue_len != 0 && !process.has(Process::is_awaiting);
  info.status = info.suspended ? atoms::suspended
                               : Atom::intern(is_ready ? "runnable" : "waiting");
  info.label = process.label();
  info.trap_exit = process.has(Process::traps_exit);
  info.hibernating = process.has(Process::is_hibernating);
  info.reductions = process.handled.load(std::memory_order_relaxed);
  if (const Pid parent = Process::unpack(process.parent.load(std::memory_order_relaxed))) {
    info.parent = parent;
  }
  info.links = linked_to(process);
  info.ancestors = ancestors_of(process);
  if (process.cold != nullptr) add_cold(info, process);
  const QueueWalk queue(process, pool);
  info.memory = memory_of(process, queue, info.message_queue_len);
  if (messages != 0) {
    queue.first(messages, [&](const Message& message) {
      info.messages.push_back(bounded(message));
    });
  }
  return info;
}

/// The question, on its way to the process.
class Question final : public SystemRequest {
 public:
  Question(const MessagePool& pool, std::size_t messages) : pool_(pool), messages_(messages) {}
  Pending<ProcessInfo> answer() const { return promise_.future(); }

  void run(Process& process) noexcept override {
    try {
      promise_.set(info_of(process, pool_, messages_));
    } catch (...) {  // out of memory: the promise says that there is no reply
    }
  }
  void fail(const Term& reason) noexcept override {
    promise_.set(tl::unexpected(Error{Error::Code::NoProc, reason}));
  }

 private:
  const MessagePool& pool_;
  std::size_t messages_;
  Pending<ProcessInfo>::Promise promise_;
};

Term term_of(const ProcessInfo::Monitor& monitor) {
  if (monitor.name == atoms::undefined) return Term::tuple_of(atoms::process, monitor.pid);
  return Term::tuple_of(atoms::process,
                        Term::tuple_of(monitor.name, Atom::intern("nonode@nohost")));
}

template <class Values>
Term list_of(const Values& values) {
  std::vector<Term> terms;
  for (const auto& value : values) terms.push_back(value);
  return Term::list(std::move(terms));
}

}  // namespace

std::vector<Pid> linked_to(const Process& process) {
  std::vector<Pid> pids;
  if (process.has(Process::has_parent_link)) {
    pids.push_back(Process::unpack(process.parent.load(std::memory_order_relaxed)));
  }
  if (process.cold == nullptr) return pids;
  for (const auto& [pid, link] : process.cold->links) {
    if (link.unlinking == 0) pids.push_back(pid);
  }
  return pids;
}

Pending<ProcessInfo> process_info(Runtime& runtime, Pid pid, std::size_t messages) {
  if (execution.runtime == &runtime && execution.process != nullptr &&
      execution.process->pid() == pid) {
    return Pending<ProcessInfo>::ready(process_info(messages));
  }
  auto question = std::make_unique<Question>(runtime.pool(), messages);
  Pending<ProcessInfo> answer = question->answer();
  runtime.look(pid, std::move(question));
  return answer;
}

ProcessInfo process_info(std::size_t messages) {
  ProcessInfo info = info_of(current_process(), current_runtime().pool(), messages);
  info.status = atoms::running;
  return info;
}

/// One that is about to exit answers no more. OTP: `undefined` for one that is exiting.
void Scheduler::on_process_info(Process& process, SystemRequest& request) {
  if (process.has(Process::is_exiting)) {
    request.fail(atoms::noproc);
  } else {
    request.run(process);
  }
}

Term ProcessInfo::to_term() const {
  std::vector<Term> items;
  const auto add = [&items](std::string_view name, Term value) {
    items.push_back(Term::tuple_of(Atom::intern(name), std::move(value)));
  };
  if (registered_name != atoms::undefined) add("registered_name", registered_name);
  add("initial_call", initial_call);
  if (!label.is(atoms::undefined)) add("label", label);
  add("status", status);
  add("message_queue_len", message_queue_len);
  add("links", list_of(links));
  std::vector<Term> watched;
  for (const Monitor& monitor : monitors) watched.push_back(term_of(monitor));
  add("monitors", Term::list(std::move(watched)));
  add("monitored_by", list_of(monitored_by));
  std::vector<Term> entries;
  for (const auto& [key, value] : dictionary) entries.push_back(Term::tuple_of(key, value));
  add("dictionary", Term::list(std::move(entries)));
  add("trap_exit", trap_exit);
  add("reductions", reductions);
  add("memory", memory);
  add("parent", parent);
  add("ancestors", list_of(ancestors));
  add("hibernating", hibernating);
  add("suspended", suspended);
  add("priority_messages", priority_messages);
  add("messages", list_of(messages));
  return Term::list(std::move(items));
}

}  // namespace genmsg
