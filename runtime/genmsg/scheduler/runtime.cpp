// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/runtime.h"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

void print_to(std::FILE* file, std::string_view line) {
  std::string text(line);
  text += '\n';
  std::fwrite(text.data(), 1, text.size(), file);
  std::fflush(file);
}

/// As OTP's default handler, at its default level.
void print_report(const Report& report) {
  if (report.level <= Report::Level::Notice) print_to(stderr, format(report));
}

RuntimeOptions with_defaults(RuntimeOptions options) {
  if (options.manual) options.schedulers = 1;
  if (options.schedulers == 0) options.schedulers = std::max(1u, std::thread::hardware_concurrency());
  options.schedulers = std::min(options.schedulers, 200u);
  // Bounded, as they are counted in nanoseconds.
  constexpr std::chrono::milliseconds year = std::chrono::hours(24 * 365);
  options.long_callback = std::min(options.long_callback, year);
  options.blocking_idle = std::min(options.blocking_idle, year);
  if (!options.clock) options.clock = std::make_shared<SteadyClock>();
  if (!options.standard_io) options.standard_io = [](std::string_view s) { print_to(stdout, s); };
  if (!options.logger) options.logger = [](const Report& report) { print_report(report); };
  return options;
}

}  // namespace

bool on_scheduler() noexcept {
  if (execution.scheduler == nullptr) return false;
  // On a blocking thread, an ordinary process that a blocking one starts runs its init.
  return !execution.scheduler->is_blocking() || execution.process == nullptr ||
         !execution.process->has(Process::is_blocking);
}

Runtime::Runtime(RuntimeOptions options)
    : options_(with_defaults(std::move(options))),
      clock_(options_.clock),
      start_ns_(clock_->now_ns()),
      pool_(std::make_shared<MessagePool>(options_.message_bytes)),
      table_(std::max(options_.process_limit, 1u)),
      timers_(options_.schedulers, clock_->now_ns()),
      report_log_(options_.reports_kept),
      dead_letter_log_(options_.dead_letters_kept, *clock_),
      overflow_(options_.process_limit) {
  barrier_on_all_threads(true);
  for (unsigned i = 0; i < options_.schedulers; ++i) {
    schedulers_.push_back(std::make_unique<Scheduler>(*this, i));
  }
  if (options_.manual) return;
  blocking_ = std::make_unique<BlockingPool>(
      *this, std::clamp(options_.blocking_threads, 1u, 10'000u), options_.blocking_idle);
  try {
    // First, as schedulers look at it.
    if (options_.long_callback.count() > 0) {
      watch_ = std::make_unique<LongCallbackWatch>(
          *this, std::chrono::nanoseconds(options_.long_callback).count());
    }
    for (const auto& scheduler : schedulers_) scheduler->start_thread();
  } catch (...) {
    stop_schedulers();
    throw;
  }
}

Runtime::~Runtime() {
  stop_schedulers();
  user_timers_.clear();  // before what their messages may refer to
  drop_all_processes();
}

void Runtime::stop_schedulers() noexcept {
  stopping_.store(true, std::memory_order_seq_cst);
  {
    const MutexLock lock(park_mutex_);
    unparked_.notify_all();
  }
  if (blocking_ != nullptr) blocking_->stop();
  for (const auto& scheduler : schedulers_) scheduler->join();
  if (blocking_ != nullptr) blocking_->join();
  watch_.reset();
}

void Runtime::print_line(std::string_view line) const noexcept {
  try {
    options_.standard_io(line);
  } catch (...) {
  }
}

void Runtime::report(Report::Level level, Report::Kind kind, Term report) noexcept {
  if (!reports_level(level)) return;
  try {
    Report made;
    made.level = level;
    made.kind = kind;
    if (execution.runtime == this && execution.process != nullptr) {
      const Process& process = *execution.process;
      made.pid = process.pid();
      made.name = Atom::from_index(process.name.load(std::memory_order_relaxed));
      made.label = bounded(process.label());
    }
    made.report = std::move(report);
    this->report(std::move(made));
  } catch (...) {
  }
}

void Runtime::report(Report made) noexcept {
  if (!reports_level(made.level)) return;
  try {
    made.time_ns = now_ns();
    made.wall_time_us = std::chrono::duration_cast<std::chrono::microseconds>(
                            std::chrono::system_clock::now().time_since_epoch())
                            .count();
    const ReportPtr kept = report_log_.add(std::move(made));
    options_.logger(*kept);
  } catch (...) {
  }
}

void Runtime::dead_letter(DeadLetter::Why why, Pid sender, Pid receiver, const MessageType& type,
                          const Message* message) noexcept {
  DeadLetter letter;
  letter.sender = sender;
  letter.receiver = receiver;
  letter.why = why;
  try {
    letter.type = type.name();
  } catch (...) {  // the atom table is full
  }
  dead_letter_log_.add(std::move(letter), message);
}

void Runtime::drop_all_processes() noexcept {
  // With the schedulers gone this thread owns every process.
  Scheduler& scheduler = *schedulers_.front();
  const Execution before = execution;
  execution = {this, &scheduler, nullptr, &scheduler.message_cache()};
  execution.is_stopping = true;
  for (std::uint32_t i = 0; i < table_.top(); ++i) {
    Process& process = table_.at(i);
    if (process.mailbox.is_closed()) continue;
    execution.process = &process;
    process.set(Process::is_exiting);
    unregister_vias(process, process.pid());
    scheduler.drop_messages(process, process.mailbox.close());
    if (process.cold != nullptr) process.cold->callback = {};
    const Module* const module = process.module.load(std::memory_order_relaxed);
    if (module != nullptr && process.state != nullptr) module->destroy_state(process);
    scheduler.close_signals(process, atoms::killed);
    if (process.cold != nullptr) {
      for (Timer& timer : process.cold->timers) timers_.cancel(timer);
    }
    delete process.cold;
    process.cold = nullptr;
    process.ancestors.reset();
  }
  execution = before;
}

bool Runtime::is_alive(Pid pid) const noexcept {
  const Process* const process = table_.slot_of(pid);
  return process != nullptr && process->serial.load(std::memory_order_acquire) == pid.serial &&
         !process->mailbox.is_closed() &&
         process->serial.load(std::memory_order_acquire) == pid.serial;
}

const Module* Runtime::module_of(Pid pid) const noexcept {
  const Process* const process = table_.slot_of(pid);
  if (process == nullptr) return nullptr;
  const Module* const module = process->module.load(std::memory_order_acquire);
  return is_alive(pid) ? module : nullptr;
}

std::uint64_t Runtime::messages_handled() const noexcept {
  std::uint64_t sum = 0;
  each_scheduler([&sum](const Scheduler& scheduler) { sum += scheduler.messages(); });
  return sum;
}

void Runtime::trim() {
  table_.trim();
  pool_->trim();
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

std::uint64_t Runtime::spawned() const noexcept {
  std::uint64_t sum = spawned_outside_.load(std::memory_order_relaxed);
  each_scheduler([&sum](const Scheduler& scheduler) { sum += scheduler.spawned(); });
  return sum;
}

std::uint32_t Runtime::process_count() const noexcept {
  // Ends first: whose end is counted, its start is, too.
  std::uint64_t exited = 0;
  each_scheduler([&exited](const Scheduler& scheduler) { exited += scheduler.exited(); });
  return static_cast<std::uint32_t>(spawned() - exited);
}

Process* Runtime::create(Spawn spawn) {
  const bool own_thread = execution.runtime == this && execution.scheduler != nullptr;
  Process* const process =
      table_.take(own_thread ? execution.scheduler->free_slots() : nullptr);
  if (process == nullptr) return nullptr;
  reset(*process, spawn);
  if (own_thread) {
    execution.scheduler->count_spawned();
  } else {
    spawned_outside_.fetch_add(1, std::memory_order_relaxed);
  }
  if (trace_reader_.load(std::memory_order_relaxed) != nullptr) [[unlikely]] {
    follow_spawn(*process);
  }
  process->mailbox.open(process->reader);
  return process;
}

void Runtime::reset(Process& process, Spawn& spawn) {
  // relaxed: Mailbox::open() publishes all of it.
  // But the flags: see now_has_outside(), which may still mean the process before.
  process.flags.store(Process::is_starting | (spawn.blocking ? Process::is_blocking : 0u) |
                          (spawn.link ? Process::is_linked_to_parent | Process::has_parent_link : 0u) |
                          (spawn.by_proc_lib ? Process::is_by_proc_lib : 0u),
                      std::memory_order_release);
  process.serial.store(process.serial.load(std::memory_order_relaxed) + 1,
                       std::memory_order_relaxed);
  process.parent.store(Process::pack(spawn.parent), std::memory_order_relaxed);
  process.name.store(0, std::memory_order_relaxed);
  process.initial_call.store(spawn.initial_call.index(), std::memory_order_relaxed);
  process.module.store(nullptr, std::memory_order_relaxed);
  process.handled.store(0, std::memory_order_relaxed);
  process.busy_ns.store(0, std::memory_order_relaxed);
  process.max_ns.store(0, std::memory_order_relaxed);
  process.wait_max_ns.store(0, std::memory_order_relaxed);
  process.probe_ns.store(0, std::memory_order_relaxed);
  process.is_probing = false;
  process.peak.store(0, std::memory_order_relaxed);
  process.last_type.store(nullptr, std::memory_order_relaxed);
  process.last_ns.store(0, std::memory_order_relaxed);
  process.scheduler.store(Process::no_scheduler, std::memory_order_relaxed);
  process.restarts.store(
      std::uint64_t{process.serial.load(std::memory_order_relaxed)} << 32,
      std::memory_order_relaxed);
  process.sample_mask = 63;
  process.short_run = 0;
  process.start_ns.store(now_ns(), std::memory_order_relaxed);
  process.state = nullptr;
  process.ancestors = std::move(spawn.ancestors);
  if (spawn.start) {
    Cold& cold = process.cold_block();
    cold.start = std::move(spawn.start);
    cold.starter = std::move(spawn.starter);
  }
  process.signal_list.store(nullptr, std::memory_order_release);
}

void Runtime::set_restarts(Pid pid, std::uint32_t restarts) noexcept {
  Process* const process = table_.slot_of(pid);
  if (process == nullptr) return;
  // relaxed: it stands for itself. With the serial, as the slot may change hands meanwhile.
  std::uint64_t known = process->restarts.load(std::memory_order_relaxed);
  while (known >> 32 == pid.serial &&
         !process->restarts.compare_exchange_weak(known, std::uint64_t{pid.serial} << 32 | restarts,
                                                  std::memory_order_relaxed)) {
  }
}

void Runtime::refuse(Pid to, Message* message, MessagePool::Cache& cache) noexcept {
  dead_letter(DeadLetter::Why::Exited, message->sender, to, *message->type, message);
  // A promise in the message is not dropped by the process that sent it, see unanswered().
  Process* const sender = std::exchange(execution.process, nullptr);
  message->destroy_payload();
  execution.process = sender;
  pool_->release(cache, message);
}

// --- signals

std::unique_ptr<Signal> Runtime::signal(Pid to, std::unique_ptr<Signal> signal) noexcept {
  Process* const process = table_.slot_of(to);
  if (process == nullptr || process->serial.load(std::memory_order_acquire) != to.serial) {
    return signal;
  }
  signal->serial = to.serial;
  signal->position = process->mailbox.pushed_count();
  Signal* newest = process->signal_list.load(std::memory_order_acquire);
  do {
    if (newest == Process::signals_closed()) return signal;
    signal->next = newest;
  } while (!process->signal_list.compare_exchange_weak(newest, signal.get(), std::memory_order_acq_rel,
                                                   std::memory_order_acquire));
  static_cast<void>(signal.release());
  process->flags.fetch_or(Process::has_signals, std::memory_order_release);
  // The read-modify-write in unpark() orders the flag against the owner's parking.
  if (process->mailbox.unpark()) make_ready(*process);
  return nullptr;
}

void Runtime::request(Pid to, std::unique_ptr<SystemRequest> request, bool priority) {
  Process* const process = table_.slot_of(to);
  if (process != nullptr) process->system_pending.fetch_add(1, std::memory_order_relaxed);
  const std::unique_ptr<Signal> returned =
      signal(to, SystemSignal{std::move(request), priority});
  if (returned == nullptr) return;
  if (process != nullptr) process->system_pending.fetch_sub(1, std::memory_order_relaxed);
  std::get<SystemSignal>(returned->body).request->fail(atoms::noproc);
}

/// Its sender hears what it would have heard from a pid of no process.
void Runtime::refuse_signal(Signal& signal, Pid dead, const Term& reason) noexcept {
  if (const auto* const system = std::get_if<SystemSignal>(&signal.body)) {
    table_.at(dead.index).system_pending.fetch_sub(1, std::memory_order_relaxed);
    system->request->fail(reason);
  } else if (const auto* const link = std::get_if<LinkSignal>(&signal.body)) {
    this->signal(link->from, ExitSignal{dead, atoms::noproc, true});
  } else if (const auto* const unlink = std::get_if<UnlinkSignal>(&signal.body)) {
    if (unlink->id != 0) this->signal(unlink->from, UnlinkAckSignal{dead, unlink->id});
  } else if (const auto* const monitor = std::get_if<MonitorSignal>(&signal.body)) {
    this->signal(monitor->watcher, DownSignal{dead, monitor->reference, atoms::noproc});
  } else if (auto* const message = std::get_if<PriorityMessageSignal>(&signal.body)) {
    table_.at(dead.index).system_pending.fetch_sub(1, std::memory_order_relaxed);
    refuse(dead, message->message.release(), message_cache());
  } else if (const auto* const look = std::get_if<ProcessInfoSignal>(&signal.body)) {
    look->request->fail(atoms::noproc);
  }
}

bool Runtime::send_priority(const Alias& to, PooledMessage message) {
  Process* const process = table_.slot_of(to.pid);
  if (process != nullptr) process->system_pending.fetch_add(1, std::memory_order_relaxed);
  std::unique_ptr<Signal> returned =
      signal(to.pid, PriorityMessageSignal{std::move(message), to.id});
  if (returned == nullptr) return true;
  if (process != nullptr) process->system_pending.fetch_sub(1, std::memory_order_relaxed);
  refuse(to.pid, std::get<PriorityMessageSignal>(returned->body).message.release(),
         message_cache());
  return false;
}

void Runtime::look(Pid at, std::unique_ptr<SystemRequest> request) {
  const std::unique_ptr<Signal> returned = signal(at, ProcessInfoSignal{std::move(request)});
  if (returned != nullptr) {
    std::get<ProcessInfoSignal>(returned->body).request->fail(atoms::noproc);
  }
}

void Runtime::exit(Pid to, Term reason) {
  signal(to, ExitSignal{self_or_none(), std::move(reason), false});
}

void Runtime::exit(const Alias& to, Term reason) {
  signal(to.pid, ExitSignal{.from = self_or_none(), .reason = std::move(reason), .alias = to.id});
}

void Runtime::exit(const Alias& to, Term reason, Priority) {
  signal(to.pid, ExitSignal{.from = self_or_none(),
                            .reason = std::move(reason),
                            .priority = true,
                            .alias = to.id});
}

/// After something was put down for a process elsewhere. False: it has exited, and may have missed
/// that; the caller takes it back.
bool Runtime::now_has_outside(Pid pid) noexcept {
  Process* const process = table_.slot_of(pid);
  if (process == nullptr) return false;
  // acq_rel: either this comes before the exiting process's own read-modify-write of the flags, and
  // then it finds the flag and what was put down, or after it, and then its mailbox is seen closed.
  // In a slot that is another process's by now the flag makes its exit look in vain, no more.
  process->flags.fetch_or(Process::has_outside, std::memory_order_acq_rel);
  return is_alive(pid);
}

/// @pre the mailbox is closed
void Runtime::drop_outside(Process& process, Pid pid) {
  const std::uint32_t flags =
      process.flags.fetch_or(Process::is_exiting, std::memory_order_acq_rel);
  // After that: another thread may have given it the name just before.
  const Atom name = Atom::from_index(process.name.load(std::memory_order_relaxed));
  if (name != atoms::undefined) registry_.erase(name, pid);
  unregister_vias(process, pid);
  if ((flags & Process::has_outside) == 0) return;
  global_names_.erase_all(pid);
  user_timers_.cancel_all(pid);
}

// --- tracing

void Runtime::enable_tracing() {
  const MutexLock lock(tracing_mutex_);
  for (const auto& scheduler : schedulers_) {
    if (scheduler->owned_ring_ != nullptr) continue;
    scheduler->owned_ring_ = std::make_unique<TraceRing>();
    scheduler->trace_ring_.store(scheduler->owned_ring_.get(), std::memory_order_release);
  }
}

void Runtime::show_send(Pid to, Message& message) {
  Process& sender = *execution.process;
  if (message.sender != sender.pid()) return;  // what a signal becomes
  if (sender.has(Process::is_stepping)) sender.cold->step->sent(to, message);
  if (sender.has(Process::is_traced)) trace_send(sender, to, message);
}

bool Runtime::claim_tracing(const void* reader) noexcept {
  const void* none = nullptr;
  return trace_reader_.compare_exchange_strong(none, reader, std::memory_order_acquire) ||
         none == reader;
}

void Runtime::release_tracing(const void* reader) noexcept {
  trace_reader_.compare_exchange_strong(reader, nullptr, std::memory_order_release);
}

void Runtime::follow_new(std::shared_ptr<TraceSession> session) {
  const MutexLock lock(tracing_mutex_);
  trace_followers_.push_back(std::move(session));
  trace_follower_count_.store(static_cast<std::uint32_t>(trace_followers_.size()),
                              std::memory_order_relaxed);
}

void Runtime::leave_new(const TraceSession& session) noexcept {
  const MutexLock lock(tracing_mutex_);
  std::erase_if(trace_followers_, [&](const auto& one) { return one.get() == &session; });
  trace_follower_count_.store(static_cast<std::uint32_t>(trace_followers_.size()),
                              std::memory_order_relaxed);
}

std::uint32_t Runtime::next_trace_number() noexcept {
  constexpr std::uint32_t numbers = (1u << (32 - Message::trace_shift)) - 1;
  return trace_numbers_.fetch_add(1, std::memory_order_relaxed) % numbers + 1;
}

/// Looked at for each new process while somebody traces: its sessions may want the child, too.
void Runtime::follow_spawn(Process& child) {
  Process* const starter = execution.runtime == this ? execution.process : nullptr;
  const bool is_seen = starter != nullptr && starter->has(Process::is_traced);
  TraceReceivers followers;
  if (trace_follower_count_.load(std::memory_order_relaxed) != 0) {
    const MutexLock lock(tracing_mutex_);
    followers = trace_followers_;
  }
  if (is_seen || !followers.empty()) trace_spawn(starter, child, followers);
}

}  // namespace genmsg
