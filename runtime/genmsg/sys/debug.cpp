// SPDX-License-Identifier: Apache-2.0
#include "genmsg/sys/debug.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/trace.h"
#include "genmsg/sys/status.h"

namespace genmsg::sys {

namespace {

/// {{Year, Month, Day}, {Hour, Minute, Second}}. See: calendar:local_time/0.
Term local_time(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm local{};
  localtime_r(&seconds, &local);
  return Term::tuple_of(
      Term::tuple_of(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday),
      Term::tuple_of(local.tm_hour, local.tm_min, local.tm_sec));
}

Term shown_state(const Process& process, const Module& module) {
  const TermBudget budget;
  return bounded(module.system_get_state(process));
}

}  // namespace

Debug& Debug::of(Process& process, const Runtime& runtime) {
  Cold& cold = process.cold_block();
  if (cold.debug == nullptr) cold.debug = std::make_unique<Debug>(runtime);
  process.set(Process::is_debugged);
  return static_cast<Debug&>(*cold.debug);  // this class is the only DebugHook there is
}

void Debug::settle(Process& process) {
  if (process.cold == nullptr || process.cold->debug == nullptr) return;
  if (!static_cast<Debug&>(*process.cold->debug).items_.empty()) return;
  process.cold->debug.reset();
  process.clear(Process::is_debugged);
}

// --- the list

template <class Kind>
Kind* Debug::find() noexcept {
  for (Item& item : items_) {
    if (auto* const found = std::get_if<Kind>(&item)) return found;
  }
  return nullptr;
}
template <class Kind>
const Kind* Debug::find() const noexcept {
  return const_cast<Debug*>(this)->find<Kind>();
}
template <class Kind>
void Debug::drop() {
  std::erase_if(items_, [](const Item& item) { return std::holds_alternative<Kind>(item); });
}

void Debug::set_trace(bool on) {
  if (!on) return drop<Trace>();
  if (find<Trace>() == nullptr) items_.emplace_back(Trace{});
}

void Debug::set_log(std::size_t events) {
  if (events == 0) return drop<Log>();
  if (find<Log>() == nullptr) items_.emplace_back(Log{events, {}});
}

std::vector<Term> Debug::logged() const {
  const Log* const log = find<Log>();
  return log == nullptr ? std::vector<Term>() : std::vector<Term>(log->events.begin(), log->events.end());
}

void Debug::print_log(const Process& process) const {
  const Module& module = *process.module.load(std::memory_order_relaxed);
  for (const Term& event : logged()) runtime_.print_line(module.write_debug(process, event));
}

std::optional<std::string> Debug::set_log_to_file(const std::string& file_name) {
  drop<LogFile>();
  if (file_name.empty()) return std::nullopt;
  // Without blocking: a pipe that nobody reads is an error, and holds up no scheduler.
  const int file = ::open(file_name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK,
                          0666);
  LogFile log{file_name, {file < 0 ? nullptr : ::fdopen(file, "w"), {}}};
  if (log.file == nullptr) {
    return fmt::format("{}: {}", file_name, std::generic_category().message(errno));
  }
  items_.emplace_back(std::move(log));
  return std::nullopt;
}

void Debug::set_statistics(bool on, const Process& process) {
  if (!on) return drop<Statistics>();
  if (find<Statistics>() != nullptr) return;
  items_.emplace_back(Statistics{std::chrono::system_clock::now(),
                                 process.handled.load(std::memory_order_relaxed)});
}

Term Debug::statistics(const Process& process) const {
  const Statistics* const counted = find<Statistics>();
  if (counted == nullptr) return atoms::no_statistics;
  const std::uint64_t handled = process.handled.load(std::memory_order_relaxed);
  return Term::list(
      {Term::tuple_of(atoms::start_time, local_time(counted->start)),
       Term::tuple_of(atoms::current_time, local_time(std::chrono::system_clock::now())),
       Term::tuple_of(atoms::reductions, handled - counted->handled),
       Term::tuple_of(atoms::messages_in, counted->in),
       Term::tuple_of(atoms::messages_out, counted->out)});
}

void Debug::install(DebugFunction function) {
  for (const Item& item : items_) {
    const auto* const installed = std::get_if<DebugFunction>(&item);
    if (installed != nullptr && installed->id == function.id) return;
  }
  items_.emplace_back(std::move(function));
}

void Debug::remove(const Term& id) {
  std::erase_if(items_, [&id](const Item& item) {
    const auto* const installed = std::get_if<DebugFunction>(&item);
    return installed != nullptr && installed->id == id;
  });
}

std::vector<Term> Debug::items() const {
  struct Shown {
    Term operator()(const Trace&) const { return Term::tuple_of(atoms::trace, true); }
    Term operator()(const Log& log) const { return Term::tuple_of(atoms::log, log.limit); }
    Term operator()(const LogFile& log) const {
      return Term::tuple_of(Atom::intern("log_to_file"), Term::binary(log.name));
    }
    Term operator()(const Statistics&) const { return Term::tuple_of(atoms::statistics, true); }
    Term operator()(const DebugFunction& function) const {
      return Term::tuple_of(function.id, function.state);
    }
  };
  std::vector<Term> shown;
  for (auto item = items_.rbegin(); item != items_.rend(); ++item) {
    shown.push_back(std::visit(Shown{}, *item));
  }
  return shown;
}

// --- events

bool Debug::shows_events() const noexcept {
  return std::any_of(items_.begin(), items_.end(), [](const Item& item) {
    return !std::holds_alternative<Statistics>(item);
  });
}

void Debug::before(Process& process, const Term& message) noexcept {
  replied_ = false;
  if (auto* const counted = find<Statistics>()) ++counted->in;
  try {
    handle_debug(process, Term::tuple_of(atoms::in, message));
  } catch (...) {  // no memory for the event
  }
}

void Debug::after(Process& process) noexcept {
  if (replied_ || !shows_events()) return;
  const Module& module = *process.module.load(std::memory_order_relaxed);
  try {
    handle_debug(process, Term::tuple_of(atoms::noreply, shown_state(process, module)));
  } catch (...) {  // the state's to_term
  }
}

void Debug::replied(Process& process, const Term& reply, const Term& to) noexcept {
  replied_ = true;
  if (auto* const counted = find<Statistics>()) ++counted->out;
  if (!shows_events()) return;
  const Module& module = *process.module.load(std::memory_order_relaxed);
  try {
    handle_debug(process, Term::tuple_of(atoms::out, bounded(reply), to,
                                         shown_state(process, module)));
  } catch (...) {  // as above
  }
}

void Debug::continued(Process& process, const Term& continuation) noexcept {
  replied_ = false;
  try {
    handle_debug(process, Term::tuple_of(Atom::intern("continue"), continuation));
  } catch (...) {  // as for before()
  }
}

/// From the newest item to the oldest. The list stays, and its cost, until the next system message
/// if the last item goes here.
void Debug::handle_debug(const Process& process, const Term& event) {
  for (std::size_t i = items_.size(); i-- > 0;) {
    if (!keeps(items_[i], process, event)) {
      items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
}

/// Shows an item the event; false if that was its last. What one cannot show the others still see.
bool Debug::keeps(Item& item, const Process& process, const Term& event) try {
  const auto line = [&] {
    return process.module.load(std::memory_order_relaxed)->write_debug(process, event);
  };
  if (std::holds_alternative<Trace>(item)) {
    runtime_.print_line(line());
  } else if (auto* const log = std::get_if<Log>(&item)) {
    log->events.push_back(event);
    if (log->events.size() > log->limit) log->events.pop_front();
  } else if (auto* const file = std::get_if<LogFile>(&item)) {
    return write(*file, line());
  } else if (auto* const function = std::get_if<DebugFunction>(&item)) {
    std::optional<Term> next = function->fun(function->state, event, name_of(process));
    if (!next) return false;
    function->state = std::move(*next);
  }
  return true;
} catch (...) {  // of a function its own, else there is no memory for a line
  return !std::holds_alternative<DebugFunction>(item);
}

/// A line is in the file before the process goes on. What cannot be written is not lost in silence.
bool Debug::write(LogFile& log, const std::string& line) const {
  errno = 0;
  std::FILE* const file = log.file.get();
  if (std::fputs(line.c_str(), file) >= 0 && std::fputc('\n', file) != EOF &&
      std::fflush(file) == 0) {
    return true;
  }
  current_runtime().report(
      Report::Level::Warning, Report::Kind::Other,
      Term::binary(fmt::format("log_to_file ends: {}: {}", log.name,
                               std::generic_category().message(errno))));
  return false;
}

}  // namespace genmsg::sys
