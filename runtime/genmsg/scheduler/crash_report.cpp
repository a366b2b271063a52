// SPDX-License-Identifier: Apache-2.0
// What a process tells of its end.
#include "genmsg/scheduler/crash_report.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/priority.h"
#include "genmsg/scheduler/process_info.h"
#include "genmsg/scheduler/scheduler.h"
#include "genmsg/scheduler/stacktrace.h"
#include "genmsg/scheduler/trace.h"

namespace genmsg {

namespace {

constexpr std::size_t max_neighbours = 15;
constexpr std::size_t max_messages = 10;
constexpr unsigned max_arguments = 255;
constexpr std::size_t max_elements = 1000;  // of one value

Term key(std::string_view name) { return Atom::intern(name); }
Term pair(std::string_view name, Term value) { return Term::tuple_of(key(name), std::move(value)); }

/// As process_info has it: [] for none.
Term registered_name(const Process& process) {
  const Atom name = Atom::from_index(process.name.load(std::memory_order_relaxed));
  return name == atoms::undefined ? Term::list({}) : Term(name);
}

/// {Class, Reason, Stacktrace} from an exit reason, which for an exception is {Reason, Stacktrace}.
Term error_info(const Process& process, const Term& reason) {
  const LastMessage* const last = process.cold->last_message.get();
  std::vector<Term> stack;
  const auto parts = reason.is(Term::Kind::Tuple) ? reason.elements() : std::span<const Term>();
  const bool is_exception =
      parts.size() == 2 && parts[1].is(Term::Kind::List) && parts[0].is(Term::Kind::Tuple) &&
      parts[0].elements().size() == 3 && parts[0].elements()[0].is(atoms::exception);
  if (is_exception) stack.assign(parts[1].elements().begin(), parts[1].elements().end());
  if (last != nullptr && last->stacktrace.is(Term::Kind::List)) {
    const auto frames = last->stacktrace.elements();
    stack.insert(stack.end(), frames.begin(), frames.end());
  }
  return Term::tuple_of(is_exception ? atoms::error : Atom::intern("exit"),
                        bounded(is_exception ? parts[0] : reason, max_elements),
                        bounded(Term::list(std::move(stack)), max_elements));
}

/// The first of those that wait. A link that a sender has not set yet ends the list.
Term messages_of(const MessagePool& pool, const Process& process) {
  std::vector<Term> messages;
  Mailbox::Reader reader;  // ours, so that the process's own stays as it is
  reader.front = process.reader.front;
  Message* message = nullptr;
  const bool in_full = process.has(Process::is_traced | Process::is_debugged);
  const auto add = [&](const Message& shown) {
    messages.push_back(in_full ? bounded(shown) : Term::opaque(shown.type->name().name()));
  };
  for_each_priority_message(process, pool, [&](const Message& first) {
    if ((first.flags & Message::is_flushed) == 0) add(first);
    return messages.size() < max_messages;
  });
  if (process.mailbox.front(pool, reader, message) != Mailbox::Found::Message) message = nullptr;
  while (message != nullptr && messages.size() < max_messages) {
    if ((message->flags & (Message::is_handled | Message::is_flushed)) == 0) {
      add(*message);
    }
    const std::uint32_t next = message->next.load(std::memory_order_acquire);
    message = next != 0 ? pool.at(next) : nullptr;
  }
  return Term::list(std::move(messages));
}

Term dictionary_of(const Process& process) {
  std::vector<Term> entries;
  if (process.cold != nullptr) {
    for (const auto& [name, value] : process.cold->dictionary) {
      if (name.is(atoms::process_label)) continue;  // it is shown as such
      entries.push_back(Term::tuple_of(name, bounded(value, max_elements)));
    }
  }
  return Term::list(std::move(entries));
}

std::vector<Pid> links_of(const Process& process) {
  std::vector<Pid> links = linked_to(process);
  std::sort(links.begin(), links.end());
  return links;
}

Term own(const Runtime& runtime, const Process& process, const Term& reason) {
  const Atom call = Atom::from_index(process.initial_call.load(std::memory_order_relaxed));
  const std::vector<Pid> links = links_of(process);
  std::vector<Term> pairs;
  if (call != atoms::undefined) pairs.push_back(pair("initial_call", initial_call_term(call)));
  pairs.insert(
      pairs.end(),
      {pair("pid", process.pid()), pair("registered_name", registered_name(process)),
       pair("process_label", bounded(process.label(), max_elements)),
       pair("error_info", error_info(process, reason)),
       pair("ancestors", Term::list(ancestors_of(process))),
       pair("message_queue_len", process.mailbox.depth(process.reader)),
       pair("messages", messages_of(runtime.pool(), process)),
       pair("links", Term::list(std::vector<Term>(links.begin(), links.end()))),
       pair("dictionary", dictionary_of(process)),
       pair("trap_exit", process.has(Process::traps_exit)),
       pair("status", atoms::running),
       pair("reductions", process.handled.load(std::memory_order_relaxed))});
  return Term::list(std::move(pairs));
}

Atom status_of(const Runtime& runtime, const Process& process, Pid pid, std::uint32_t depth) {
  if (process.has(Process::is_suspended)) return atoms::suspended;
  for (const auto& scheduler : runtime.schedulers()) {
    if (scheduler->current() == Process::pack(pid)) return atoms::running;
  }
  const bool waits = process.mailbox.is_parked() && depth == 0;
  return Atom::intern(waits ? "waiting" : "runnable");
}

/// Nothing if it does not live or traps exits, or if the slot changed hands while it was read.
std::vector<Term> neighbour(const Runtime& runtime, Pid pid) {
  const Process* const process = runtime.table().slot_of(pid);
  if (process == nullptr || !runtime.is_alive(pid) ||
      process->has(Process::traps_exit | Process::is_exiting)) {
    return {};
  }
  const Atom call = Atom::from_index(process->initial_call.load(std::memory_order_relaxed));
  const Pid parent = Process::unpack(process->parent.load(std::memory_order_relaxed));
  const std::uint32_t depth = process->mailbox.depth(process->reader);
  std::vector<Term> pairs{pair("pid", pid), pair("registered_name", registered_name(*process))};
  if (call != atoms::undefined) pairs.push_back(pair("initial_call", initial_call_term(call)));
  pairs.insert(pairs.end(),
               {pair("ancestors", parent ? Term::list({parent}) : Term::list({})),
                pair("message_queue_len", depth), pair("trap_exit", false),
                pair("status", status_of(runtime, *process, pid, depth)),
                pair("reductions", process->handled.load(std::memory_order_relaxed))});
  if (!runtime.is_alive(pid)) return {};
  return pairs;
}

/// {Module, Callback, MessageType}
Term place_of(const Process& process) {
  const Module* const module = process.module.load(std::memory_order_relaxed);
  if (module == nullptr) {
    // In the start: `m:init/1`, or `supervisor:m/1`.
    const Term call = initial_call_term(
        Atom::from_index(process.initial_call.load(std::memory_order_relaxed)));
    if (!call.is(Term::Kind::Tuple)) return Term::tuple_of(call, atoms::undefined, atoms::undefined);
    const auto parts = call.elements();
    return parts[0].is(atoms::supervisor)
               ? Term::tuple_of(parts[1], key("init"), atoms::undefined)
               : Term::tuple_of(parts[0], parts[1], atoms::undefined);
  }
  const Cold& cold = *process.cold;
  if (cold.terminated) return Term::tuple_of(module->name, key("terminate"), atoms::undefined);
  const CallbackUse use = cold.last_message != nullptr ? cold.last_message->use : CallbackUse{};
  return Term::tuple_of(module->name, use.callback, use.type);
}

/// {Pid, {Name,[]}} or {Pid, dead}.
Term client_info(const Runtime& runtime, Pid client) {
  const Process* const process = runtime.table().slot_of(client);
  if (process == nullptr) return atoms::undefined;
  const Atom name = Atom::from_index(process->name.load(std::memory_order_relaxed));
  if (!runtime.is_alive(client)) return Term::tuple_of(client, key("dead"));
  return Term::tuple_of(
      client,
      Term::tuple_of(name == atoms::undefined ? Term(client) : Term(name), Term::list({})));
}

/// State, log, message and reason as format_status shows them.
FormatStatus formatted(const Process& process, const Module& module, const Term& reason) {
  const LastMessage* const last = process.cold->last_message.get();
  FormatStatus status;
  status.message = last != nullptr ? last->message : Term::list({});
  status.reason = reason;
  if (process.cold->debug != nullptr) status.log = process.cold->debug->logged();
  try {
    if (module.format_status == nullptr) {
      const TermBudget budget(max_elements);
      status.state = module.system_get_state(process);
      return status;
    }
    status.state = module.system_get_state(process);  // whole: it may look at any part
    FormatStatus made = module.format_status(status);
    if (!made.message) made.message = std::move(status.message);
    if (!made.reason) made.reason = std::move(status.reason);
    return made;
  } catch (...) {
    status.state = Term::string(fmt::format("{}:format_status/1 crashed", module.name.name()));
    return status;
  }
}

Term neighbours(const Runtime& runtime, const Process& process) {
  std::vector<Term> found;
  for (const Pid pid : links_of(process)) {
    if (found.size() == max_neighbours) break;
    std::vector<Term> one = neighbour(runtime, pid);
    if (!one.empty()) found.push_back(pair("neighbour", Term::list(std::move(one))));
  }
  return Term::list(std::move(found));
}

}  // namespace

bool is_reported(const Term& reason) noexcept {
  if (reason.is(atoms::normal) || reason.is(atoms::shutdown)) return false;
  return !reason.is(Term::Kind::Tuple) || reason.elements().size() != 2 ||
         !reason.elements()[0].is(atoms::shutdown);
}

std::vector<Term> ancestors_of(const Process& process) {
  std::vector<Term> ancestors;
  for (auto line = process.ancestors.get(); line != nullptr; line = line->rest.get()) {
    ancestors.push_back(line->parent);
  }
  return ancestors;
}

Term initial_call_term(Atom initial_call) {
  const std::string_view text = initial_call.name();
  const std::size_t slash = text.rfind('/');
  const std::size_t colon = text.substr(0, slash).rfind(':');
  if (slash == std::string_view::npos || colon == std::string_view::npos) return initial_call;
  unsigned arity = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, arity);
  if (error != std::errc{} || stop != end || arity > max_arguments) return initial_call;
  std::vector<Term> arguments;
  for (unsigned i = 1; i <= arity; ++i) arguments.push_back(key(fmt::format("Argument__{}", i)));
  return Term::tuple_of(key(text.substr(0, colon)),
                        key(text.substr(colon + 1, slash - colon - 1)),
                        Term::list(std::move(arguments)));
}

Term crash_report(const Runtime& runtime, const Process& process, const Term& reason) {
  return Term::list({own(runtime, process, reason), neighbours(runtime, process)});
}

Term terminating_report(const Runtime& runtime, const Process& process, const Term& reason) {
  const Module& module = *process.module.load(std::memory_order_relaxed);
  const FormatStatus status = formatted(process, module, reason);
  const Atom name = Atom::from_index(process.name.load(std::memory_order_relaxed));
  const LastMessage* const last = process.cold->last_message.get();
  return Term::map(
      {{key("label"), Term::tuple_of(module.behaviour, key("terminate"))},
       {key("name"), name == atoms::undefined ? Term(process.pid()) : Term(name)},
       {key("module"), module.name},
       {key("last_message"), bounded(*status.message, max_elements)},
       {key("state"), bounded(status.state, max_elements)},
       {key("log"), bounded(Term::list(status.log), max_elements)},
       {key("reason"), bounded(*status.reason, max_elements)},
       {key("client_info"), last != nullptr ? client_info(runtime, last->client) : Term()}});
}

void note_message(Process& process, const Message* message) {
  note_message(process, message,
               message != nullptr ? Term::opaque(message->type->name().name()) : Term(atoms::timeout));
}

void note_message(Process& process, const Message* message, Term shown) {
  Cold& cold = process.cold_block();
  const Module& module = *process.module.load(std::memory_order_relaxed);
  if (cold.last_message == nullptr) cold.last_message = std::make_unique<LastMessage>();
  LastMessage& last = *cold.last_message;
  if (module.use_of != nullptr) {
    last.use = module.use_of(message);
  } else {
    last.use = {Atom::intern("handle_msg"), message != nullptr ? message->type->name() : atoms::timeout};
  }
  const bool only_type = shown.is(Term::Kind::Opaque);
  last.message = only_type ? Term::opaque(last.use.type.name()) : std::move(shown);
  last.client = last.use.is_call && message != nullptr ? message->sender : Pid{};
}

void exit_for_exception(Process& process) {
  Cold& cold = process.cold_block();
  cold.exit_reason = reason_of_current_exception(place_of(process));
  if (const Term stack = stacktrace_of_current_exception(); !stack.elements().empty()) {
    if (cold.last_message == nullptr) {
      cold.last_message = std::make_unique<LastMessage>();
      cold.last_message->message = Term::list({});
    }
    cold.last_message->stacktrace = stack;
  }
}

void report_exit(Runtime& runtime, const Process& process, const Term& reason) noexcept {
  if (!is_reported(reason) || process.cold == nullptr || process.cold->exit_signalled) return;
  try {
    if (!runtime.reports_level(Report::Level::Error)) return;
    const bool in_loop =
        process.module.load(std::memory_order_relaxed) != nullptr && process.state != nullptr;
    if (process.cold->ends_orderly && in_loop) {
      runtime.report(Report::Level::Error, Report::Kind::Terminating,
                     terminating_report(runtime, process, reason));
    }
    runtime.report(Report::Level::Error, Report::Kind::Crash,
                   crash_report(runtime, process, reason));
  } catch (...) {  // no memory for the report
  }
}

}  // namespace genmsg
