// SPDX-License-Identifier: Apache-2.0
#include "genmsg/behaviour/gen.h"

#include <fmt/format.h>

#include "genmsg/scheduler/trace.h"

namespace genmsg::gen {

namespace {

constexpr PrintLimits line_limits{.depth = 16, .characters = 4000};

std::string text(const Term& term) { return print(term, line_limits); }

/// "call R from P", "cast C", or the message.
std::string received(const Term& message) {
  static const Atom gen_call = Atom::intern("$gen_call");
  static const Atom gen_cast = Atom::intern("$gen_cast");
  const auto parts =
      message.is(Term::Kind::Tuple) ? message.elements() : std::span<const Term>();
  if (parts.size() == 3 && parts[0].is(gen_call)) {
    return fmt::format("call {} from {}", text(parts[2]), text(parts[1]));
  }
  if (parts.size() == 2 && parts[0].is(gen_cast)) return fmt::format("cast {}", text(parts[1]));
  return text(message);
}

}  // namespace

std::optional<Term> Return::bad_return_value(const Module& module) const {
  const bool waits = outcome_ == Outcome::Timed || outcome_ == Outcome::Hibernate;
  if (outcome_ != Outcome::Continue && !waits) return std::nullopt;
  const bool absolute = rare_ != nullptr && rare_->absolute;
  const bool is_late = waits && timeout_ns_ < 0 && !absolute;
  bool is_taken = true;
  if (rare_ != nullptr) {
    const auto takes = waits ? module.takes : module.takes_continue;
    is_taken = takes != nullptr && takes(*rare_->message->type);
  }
  if (!is_late && is_taken) return std::nullopt;
  std::vector<Term> action;
  if (waits) {
    action = {outcome_ == Outcome::Timed ? atoms::timeout : atoms::hibernate, timeout_ns_};
  } else {
    action = {Atom::intern("continue")};
  }
  if (rare_ != nullptr) action.push_back(bounded(*rare_->message));
  return Term::tuple_of(atoms::bad_return_value,
                        Term::tuple_of(atoms::ok, Term::tuple(std::move(action))));
}

Outcome Return::apply(Process& process) && {
  if (outcome_ == Outcome::Stop) {
    process.set_exit_reason(rare_ != nullptr ? std::move(rare_->reason) : Term(atoms::normal));
    return Outcome::Stop;
  }
  Cold& cold = process.cold_block();
  const Module& module = *process.module.load(std::memory_order_relaxed);
  if (std::optional<Term> bad = bad_return_value(module)) {
    cold.exit_reason = std::move(*bad);
    return Outcome::Stop;
  }
  if (outcome_ == Outcome::Continue) {
    cold.continuation = std::move(rare_->message);
    return Outcome::Continue;
  }
  const bool is_endless = timeout_ns_ == no_timeout;
  if (outcome_ == Outcome::Timed && is_endless && rare_ == nullptr) return Outcome::Next;
  cold.timeout_ns = timeout_ns_;
  if (rare_ != nullptr) {
    cold.timed_message = std::move(rare_->message);
    cold.timed_absolute = rare_->absolute;
  }
  return outcome_;
}

std::string write_debug(const Process& process, const Term& event) {
  const std::string name = sys::printed_name(process);
  const auto parts = event.is(Term::Kind::Tuple) ? event.elements() : std::span<const Term>();
  if (parts.size() == 2 && parts[0].is(atoms::in)) {
    return fmt::format("*DBG* {} got {}", name, received(parts[1]));
  }
  if (parts.size() == 4 && parts[0].is(atoms::out)) {
    return fmt::format("*DBG* {} sent {} to {}, new state {}", name, text(parts[1]),
                       text(parts[2]), text(parts[3]));
  }
  if (parts.size() == 2 && parts[0].is(atoms::noreply)) {
    return fmt::format("*DBG* {} new state {}", name, text(parts[1]));
  }
  return fmt::format("*DBG* {} dbg  {}", name, text(event));
}

std::string status_header(const Process& process, std::string_view kind) {
  return fmt::format("Status for {} {}", kind, sys::printed_name(process));
}

namespace {

/// See: gen_server, the report of a message without a handle_info/2.
void report_dead_letter(const Process& process, Pid sender, Term message) {
  if (!current_runtime().reports_level(Report::Level::Warning)) return;
  const Module& module = *process.module.load(std::memory_order_relaxed);
  const Atom name = Atom::from_index(process.name.load(std::memory_order_relaxed));
  const auto key = [](std::string_view text) { return Term(Atom::intern(text)); };
  current_runtime().report(
      Report::Level::Warning, Report::Kind::DeadLetter,
      Term::map({{key("label"), Term::tuple_of(module.behaviour, key("no_handle_info"))},
                 {key("module"), module.name},
                 {key("name"), name == atoms::undefined ? Term(process.pid()) : Term(name)},
                 {key("message"), std::move(message)},
                 {key("from"), sender ? Term(sender) : Term()}}));
}

}  // namespace

void dead_letter(const Process& process, const Message& message) {
  current_runtime().dead_letter(DeadLetter::Why::NotTaken, message.sender, process.pid(),
                                *message.type, &message);
  report_dead_letter(process, message.sender, Term::opaque(message.type->name().name()));
}

void dead_timeout(const Process& process) {
  current_runtime().dead_letter(DeadLetter::Why::NotTaken, {}, process.pid(),
                                message_type<Timeout>, nullptr);
  report_dead_letter(process, {}, atoms::timeout);
}

void register_or_leave(const StartOptions& options) {
  apply_mailbox_limit(options);
  if (!options.name) return;
  const Result<Ok> registered = current_runtime().register_self_as(*options.name);
  if (!registered) proc_lib::init_fail(registered.error().reason, atoms::normal);
}

void apply_mailbox_limit(const StartOptions& options) {
  if (options.mailbox_limit.messages != 0) mailbox_limit(options.mailbox_limit);
}

void apply_hibernate_after(const StartOptions& options) {
  if (!options.hibernate_after) return;
  execution.scheduler->set_hibernate_after(*execution.process, options.hibernate_after->count());
}

namespace {

[[noreturn]] void leave(const char* why) { exit(Atom::intern(why)); }

/// Exits if the name is not the running process's.
void check_own(const Name& name) {
  const Process& process = *execution.process;
  if (const auto* const local = std::get_if<Atom>(&name.value())) {
    if (process.name.load(std::memory_order_relaxed) != local->index()) {
      leave("process_not_registered");
    }
  } else if (name.resolve(current_runtime()) != process.pid()) {
    const auto* const via = std::get_if<Via>(&name.value());
    if (via != nullptr) {
      exit(Term::tuple_of(Atom::intern("process_not_registered_via"), via->registry->name()));
    }
    leave(std::holds_alternative<Global>(name.value()) ? "process_not_registered_globally"
                                                       : "process_not_registered");
  }
}

}  // namespace

Process& entering_process(const std::optional<Name>& name) {
  self();
  Process& process = *execution.process;
  if (process.module.load(std::memory_order_relaxed) != nullptr) {
    throw std::logic_error("enter_loop in a process that has a loop");
  }
  if (!process.has(Process::is_by_proc_lib)) leave("process_was_not_started_by_proc_lib");
  if (name) check_own(*name);
  process.set(Process::is_linked_to_parent);  // its parent is who started it, with a link or without
  // A parent that had a name when it started this one is whoever has it now.
  if (process.ancestors != nullptr && process.ancestors->parent.is(Term::Kind::Atom)) {
    const Pid parent = current_runtime().whereis(process.ancestors->parent.as_atom());
    if (!parent) leave("could_not_find_registered_name");
    process.cold_block();  // a link to who has started it is one to that process, not to this
    process.parent.store(Process::pack(parent), std::memory_order_relaxed);
  }
  return process;
}

void check_first(const Module& module, const Return& next) {
  const std::optional<Term> bad = next.bad_return_value(module);
  if (!bad) return;
  unregister_name();
  proc_lib::init_fail(*bad, *bad);
}

namespace {

void warn(const std::string& text) {
  current_runtime().report(Report::Level::Warning, Report::Kind::Other, Term::binary(text));
}

}  // namespace

void apply_debug(const sys::DebugOptions& options) {
  if (!options.any()) return;
  Process& process = *execution.process;
  sys::Debug& debug = sys::Debug::of(process, current_runtime());
  if (options.trace) debug.set_trace(true);
  if (options.log != 0) debug.set_log(options.log);
  if (options.statistics) debug.set_statistics(true, process);
  for (const sys::DebugFunction& function : options.install) {
    if (function.fun) {
      debug.install(function);
    } else {
      warn("install: " + print(function.id) + " has no function");
    }
  }
  if (const auto failed = debug.set_log_to_file(options.log_to_file)) {
    warn("log_to_file: " + *failed);
  }
  sys::Debug::settle(process);
}

}  // namespace genmsg::gen
