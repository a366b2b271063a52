// SPDX-License-Identifier: Apache-2.0
#include "genmsg/sys/debug.h"

#include <ctime>

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

}  // namespace

Debug& Debug::of(Process& process, const Runtime& runtime) {
  Cold& cold = process.cold_block();
  if (cold.debug == nullptr) cold.debug = std::make_unique<Debug>(runtime);
  process.set(Process::is_debugged);
  return static_cast<Debug&>(*cold.debug);  // this class is the only DebugHook there is
}

void Debug::settle(Process& process) {
  if (process.cold == nullptr || process.cold->debug == nullptr) return;
  if (!static_cast<Debug&>(*process.cold->debug).is_idle()) return;
  process.cold->debug.reset();
  process.clear(Process::is_debugged);
}

void Debug::before(Process& process, const Term& message) noexcept {
  replied_ = false;
  if (statistics_) ++statistics_->in;
  try {
    handle_debug(process, Term::tuple_of(atoms::in, message));
  } catch (...) {  // standard_io's
  }
}

void Debug::after(Process& process) noexcept {
  if (replied_ || (!trace_ && log_limit_ == 0)) return;
  const Module& module = *process.module.load(std::memory_order_relaxed);
  try {
    handle_debug(process,
                 Term::tuple_of(atoms::noreply, bounded(module.system_get_state(process))));
  } catch (...) {  // the state's to_term, or standard_io's
  }
}

void Debug::replied(Process& process, const Term& reply, const Term& to) noexcept {
  replied_ = true;
  if (statistics_) ++statistics_->out;
  if (!trace_ && log_limit_ == 0) return;
  const Module& module = *process.module.load(std::memory_order_relaxed);
  try {
    handle_debug(process, Term::tuple_of(atoms::out, bounded(reply), to,
                                         bounded(module.system_get_state(process))));
  } catch (...) {  // as above
  }
}

void Debug::continued(Process& process, const Term& continuation) noexcept {
  replied_ = false;
  try {
    handle_debug(process, Term::tuple_of(Atom::intern("continue"), continuation));
  } catch (...) {  // standard_io's
  }
}

void Debug::handle_debug(const Process& process, Term event) {
  if (trace_) {
    const Module& module = *process.module.load(std::memory_order_relaxed);
    runtime_.print_line(module.write_debug(process, event));
  }
  if (log_limit_ == 0) return;
  log_.push_back(std::move(event));
  if (log_.size() > log_limit_) log_.pop_front();
}

void Debug::set_log(std::size_t events) {
  if (events == 0) {
    log_limit_ = 0;
    log_.clear();
  } else if (log_limit_ == 0) {
    log_limit_ = events;
  }
}

void Debug::set_statistics(bool on, const Process& process) {
  if (!on) {
    statistics_.reset();
  } else if (!statistics_) {
    statistics_ = Statistics{std::chrono::system_clock::now(),
                             process.handled.load(std::memory_order_relaxed)};
  }
}

void Debug::print_log(const Process& process) const {
  const Module& module = *process.module.load(std::memory_order_relaxed);
  for (const Term& event : log_) runtime_.print_line(module.write_debug(process, event));
}

Term Debug::statistics(const Process& process) const {
  if (!statistics_) return atoms::no_statistics;
  const std::uint64_t handled = process.handled.load(std::memory_order_relaxed);
  return Term::list(
      {Term::tuple_of(atoms::start_time, local_time(statistics_->start)),
       Term::tuple_of(atoms::current_time, local_time(std::chrono::system_clock::now())),
       Term::tuple_of(atoms::reductions, handled - statistics_->handled),
       Term::tuple_of(atoms::messages_in, statistics_->in),
       Term::tuple_of(atoms::messages_out, statistics_->out)});
}

std::vector<Term> Debug::items() const {
  std::vector<Term> items;
  if (trace_) items.push_back(Term::tuple_of(atoms::trace, true));
  if (log_limit_ != 0) items.push_back(Term::tuple_of(atoms::log, log_limit_));
  if (statistics_) items.push_back(Term::tuple_of(atoms::statistics, true));
  return items;
}

void Debug::clear() {
  trace_ = false;
  set_log(0);
  statistics_.reset();
}

}  // namespace genmsg::sys
