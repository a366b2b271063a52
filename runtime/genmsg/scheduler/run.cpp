// SPDX-License-Identifier: Apache-2.0
// How a scheduler runs one process for a slice.
#include <algorithm>
#include <typeinfo>

#include "genmsg/scheduler/await.h"
#include "genmsg/scheduler/crash_report.h"
#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

/// Handling times above this are worth a clock reading each.
constexpr std::uint64_t long_message_ns = 2'000;
/// A slice is bounded by its messages, and by this if they are long: then each is timed.
constexpr std::int64_t slice_ns = 500'000;
constexpr std::uint16_t sampled_mask = 63;
constexpr std::uint16_t short_run_to_sampling = 64;
/// How long to wait for a sender that was interrupted between its two writes.
constexpr int link_pauses = 1000;

void pause() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

void after_callback(Process& process, Outcome outcome) {
  if (outcome != Outcome::Stop && outcome != Outcome::Await) process.cold->debug->after(process);
}

std::int64_t time_after(std::int64_t now_ns, std::int64_t wait_ns) noexcept {
  return wait_ns < TimerWheel::never - now_ns ? now_ns + wait_ns : TimerWheel::never;
}

/// A process without a loop has done what it was started for.
void end_without_loop(Process& process) {
  if (process.module.load(std::memory_order_relaxed) != nullptr ||
      process.has(Process::is_exiting)) {
    return;
  }
  process.set_exit_reason(atoms::normal);
  process.set(Process::is_exiting);
}

/// Whether reports of the process's end, or an exception later on, may ask what it was at.
bool is_worth_noting(const Process& process, Outcome outcome) {
  return outcome == Outcome::Await ||
         (outcome == Outcome::Stop && process.cold != nullptr &&
          is_reported(process.cold->exit_reason));
}

void note_unqueued(Process& process, const Message* continuation) {
  note_message(process, continuation);
  if (continuation == nullptr) return;
  process.cold->last_message->use = {Atom::intern("handle_continue"), continuation->type->name()};
}

}  // namespace

Awaiter begin_await(std::coroutine_handle<> waiting, std::chrono::nanoseconds limit) {
  if (execution.process == nullptr) throw NotAProcess();
  Process& process = *execution.process;
  Cold& cold = process.cold_block();
  if (limit != std::chrono::nanoseconds::max()) {
    const std::int64_t now = execution.runtime->now_ns();
    execution.runtime->timers().arm(cold.timer(TimerKind::Await), process.pid(),
                                    time_after(now, limit.count()), execution.scheduler->number(),
                                    TimerKind::Await);
    if (execution.scheduler->is_blocking()) execution.runtime->tell_sleeper_of_timer();
  }
  cold.awaiting = waiting;
  cold.is_woken = false;
  cold.is_abandoned = false;
  return {execution.runtime, process.pid(), ++cold.awaits};
}

void end_await() noexcept {
  execution.runtime->timers().cancel(execution.process->cold->timer(TimerKind::Await));
}

void wake(const Awaiter& awaiter, std::unique_ptr<Signal> signal) noexcept {
  awaiter.runtime->signal(awaiter.pid, std::move(signal));
}

Outcome run_callback(Async<Outcome> callback) {
  callback.start();
  Cold& cold = execution.process->cold_block();
  Outcome outcome = Outcome::Await;
  if (callback.done()) {
    try {
      outcome = callback.take();
    } catch (...) {
      // What it was called with goes away when the process is known to exit, see unanswered().
      cold.callback = std::move(callback);
      throw;
    }
  }
  if (outcome == Outcome::Await || outcome == Outcome::Stop) cold.callback = std::move(callback);
  return outcome;
}

/// True if the process wants another slice; false if it is parked or gone, and then another
/// scheduler may have it already.
bool Scheduler::run_slice(Process& process, unsigned budget) {
  MessagePool& pool = runtime_.pool();
  std::uint64_t handled = 0;
  bool again = true;
  note_slice(process);
  slice_begin_ns_ = 0;
  slice_is_over_ = false;
  const auto parked_for_good = [&process]() noexcept {
    return !process.has(Process::has_signals) || !process.mailbox.unpark();
  };
  for (;;) {
    if (process.has(Process::attention)) [[unlikely]] {
      const Attended attended = attend(process);
      if (attended == Attended::Priority) {
        take_priority_message(process);
        ++handled;
        if (--budget == 0) break;
        continue;
      }
      if (attended != Attended::Continue) {
        again = attended == Attended::Yield;
        break;
      }
    }
    Message* message = nullptr;
    const Mailbox::Found found = process.mailbox.front(pool, process.reader, message);
    if (found == Mailbox::Found::Nothing) {
      if (process.mailbox.park(false) && parked_for_good()) {
        again = false;
        break;
      }
      continue;
    }
    if (found == Mailbox::Found::NotLinkedYet) break;
    if (message->flags == 0 || admit(process, *message)) [[likely]] {
      Mailbox::count_taken(process.reader);
      if (const std::uint32_t next = message->next.load(std::memory_order_relaxed); next != 0) {
        __builtin_prefetch(pool.at(next));
      } else {
        note_handled(process, *message);
      }
      const Outcome outcome = handle(process, *message);
      if (outcome != Outcome::Next) {
        // One that is traced or debugged has noted it, with the message in full.
        if (is_worth_noting(process, outcome) &&
            !process.has(Process::is_traced | Process::is_debugged)) {
          note_message(process, message);
        }
        apply(process, outcome);
      }
      message->destroy_payload();
      ++handled;
    } else if (process.is_probing) {
      end_probe(process);
    }
    const bool park = !process.has(Process::attention);
    Mailbox::Advanced advanced = process.mailbox.advance(process.reader, message, park);
    for (int i = 0; advanced == Mailbox::Advanced::NotLinkedYet && i < link_pauses; ++i) {
      pause();
      advanced = process.mailbox.advance(process.reader, message, park);
    }
    if (advanced == Mailbox::Advanced::NotLinkedYet) [[unlikely]] {
      message->flags = Message::is_handled;  // unlinked when its turn comes again
      break;
    }
    pool.release(message_cache_, message);
    if (advanced == Mailbox::Advanced::Parked && parked_for_good()) {
      again = false;
      break;
    }
    if (--budget == 0 || slice_is_over_) break;
  }
  messages_.store(messages_.load(std::memory_order_relaxed) + handled, std::memory_order_relaxed);
  return again;
}

// What a snapshot shows of a process beside its counters. Written where it costs nothing: when a
// slice begins, with a message that is timed anyway, and with the last one before it parks.

void Scheduler::note_slice(Process& process) noexcept {
  const std::uint32_t queued = process.mailbox.depth(process.reader) +
                               process.system_pending.load(std::memory_order_relaxed);
  if (queued > process.peak.load(std::memory_order_relaxed)) {
    process.peak.store(queued, std::memory_order_relaxed);
  }
  const auto number = is_blocking_ ? Process::no_scheduler : static_cast<std::uint16_t>(number_);
  if (process.scheduler.load(std::memory_order_relaxed) != number) {
    process.scheduler.store(number, std::memory_order_relaxed);
  }
}

/// @pre it counts as taken, and its payload is whole
void Scheduler::note_handled(Process& process, const Message& message) {
  process.last_type.store(message.type, std::memory_order_relaxed);
  process.last_alternative.store(message.alternative(), std::memory_order_relaxed);
  process.last_ns.store(about_now_ns_, std::memory_order_relaxed);
  if (process.is_probing) end_probe(process);
}

/// Remembers the newest message: when it is handled it has waited at least since now.
void Scheduler::note_sampled(Process& process, const Message& message, std::int64_t now_ns) {
  note_time(now_ns);
  note_handled(process, message);
  const std::uint32_t pushed = process.mailbox.pushed_count();
  if (process.is_probing || pushed == process.reader.popped.load(std::memory_order_relaxed)) return;
  process.probe_position = pushed;
  process.probe_ns.store(now_ns, std::memory_order_relaxed);
  process.is_probing = true;
}

/// If the message that was the newest then has had its turn.
void Scheduler::end_probe(Process& process) noexcept {
  const std::uint32_t popped = process.reader.popped.load(std::memory_order_relaxed);
  if (static_cast<std::int32_t>(popped - process.probe_position) < 0) return;
  const auto waited = static_cast<float>(runtime_.now_ns() -
                                         process.probe_ns.load(std::memory_order_relaxed));
  if (waited > process.wait_max_ns.load(std::memory_order_relaxed)) {
    process.wait_max_ns.store(waited, std::memory_order_relaxed);
  }
  process.probe_ns.store(0, std::memory_order_relaxed);
  process.is_probing = false;
}

/// As run_slice() does it with an ordinary message.
void Scheduler::handle_priority(Process& process, Message& message) {
  const Outcome outcome = handle(process, message);
  if (outcome == Outcome::Next) return;
  if (is_worth_noting(process, outcome) &&
      !process.has(Process::is_traced | Process::is_debugged)) {
    note_message(process, &message);
  }
  apply(process, outcome);
}

Outcome Scheduler::handle(Process& process, Message& message) {
  const std::uint64_t number = process.handled.load(std::memory_order_relaxed);
  process.handled.store(number + 1, std::memory_order_relaxed);
  in_hand_.store(message.type, std::memory_order_relaxed);
  if (process.has(Process::aside)) [[unlikely]] return handle_aside(process, message);
  if ((number & process.sample_mask) == 0) [[unlikely]] {
    return call_handler_timed(process, message, number == 0 ? 1 : process.sample_mask + 1u);
  }
  return call_handler(process, message);
}

Outcome Scheduler::call_handler(Process& process, Message& message) {
  try {
    return process.module.load(std::memory_order_relaxed)->handle(process, message);
  } catch (...) {
    note_message(process, &message);
    stop_for_exception(process);
    return Outcome::Stop;
  }
}

/// Each timed message stands for those that were not: while one in 64 is timed, for 64.
Outcome Scheduler::call_handler_timed(Process& process, Message& message,
                                      std::uint64_t stands_for) {
  const std::int64_t begin = runtime_.now_ns();
  note_sampled(process, message, begin);
  const Outcome outcome = call_handler(process, message);
  note_time(runtime_.now_ns());
  if (slice_begin_ns_ == 0) slice_begin_ns_ = begin;
  slice_is_over_ = about_now_ns_ - slice_begin_ns_ >= slice_ns;
  const auto took = static_cast<std::uint64_t>(about_now_ns_ - begin);
  process.busy_ns.store(process.busy_ns.load(std::memory_order_relaxed) + took * stands_for,
                        std::memory_order_relaxed);
  if (static_cast<float>(took) > process.max_ns.load(std::memory_order_relaxed)) {
    process.max_ns.store(static_cast<float>(took), std::memory_order_relaxed);
  }
  if (took > long_message_ns) {
    process.sample_mask = 0;
    process.short_run = 0;
  } else if (process.sample_mask == 0 && ++process.short_run >= short_run_to_sampling) {
    process.sample_mask = sampled_mask;
  }
  return outcome;
}

Outcome Scheduler::handle_aside(Process& process, Message& message) {
  if (message.type->is_stale != nullptr && message.type->is_stale(message.payload())) {
    return Outcome::Next;
  }
  if (process.has(Process::is_timed)) {
    process.clear(Process::is_timed | Process::is_due);
    process.cold->timed_message.reset();
  }
  process.clear(Process::is_hibernating);
  const bool traced = process.has(Process::is_traced);
  const bool debugged = process.has(Process::is_debugged);
  Term shown;
  if (process.has(Process::is_traced | Process::is_debugged | Process::is_stepping)) {
    shown = bounded(message);
  }
  if (process.has(Process::is_stepping)) {
    tell_step(process, message, shown);
  }
  TraceReceivers receivers;
  if (traced) receivers = trace_receive(process, message, shown);
  if (debugged) process.cold->debug->before(process, shown);
  const std::int64_t begin_ns = receivers.empty() ? 0 : runtime_.now_ns();
  const Outcome outcome = call_handler_timed(process, message, 1);
  if (!receivers.empty()) trace_handled(process, receivers, runtime_.now_ns() - begin_ns);
  if ((traced || debugged) && is_worth_noting(process, outcome)) {
    note_message(process, &message, std::move(shown));
  }
  if (debugged) after_callback(process, outcome);
  note_activity(process);
  return outcome;
}

/// What no mailbox held counts as a message: the callback may change the state.
void Scheduler::count_unqueued(Process& process) noexcept {
  process.handled.store(process.handled.load(std::memory_order_relaxed) + 1,
                        std::memory_order_relaxed);
  messages_.store(messages_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

/// `continuation`: null for a timeout.
template <class Callback>
Outcome Scheduler::call_unqueued(Process& process, const Message* continuation,
                                 Callback&& callback) {
  count_unqueued(process);
  in_hand_.store(continuation != nullptr ? continuation->type : &message_type<Timeout>,
                 std::memory_order_relaxed);
  Outcome outcome = Outcome::Stop;
  const std::int64_t begin = runtime_.now_ns();
  process.last_type.store(continuation != nullptr ? continuation->type : &message_type<Timeout>,
                          std::memory_order_relaxed);
  process.last_alternative.store(continuation != nullptr ? continuation->alternative()
                                                         : std::uint8_t{0},
                                 std::memory_order_relaxed);
  process.last_ns.store(begin, std::memory_order_relaxed);
  try {
    outcome = callback(*process.module.load(std::memory_order_relaxed));
    if (is_worth_noting(process, outcome)) note_unqueued(process, continuation);
  } catch (...) {
    note_unqueued(process, continuation);
    stop_for_exception(process);
  }
  const auto took = static_cast<std::uint64_t>(runtime_.now_ns() - begin);
  process.busy_ns.store(process.busy_ns.load(std::memory_order_relaxed) + took,
                        std::memory_order_relaxed);
  if (process.has(Process::is_debugged)) after_callback(process, outcome);
  note_activity(process);
  return outcome;
}

Outcome Scheduler::on_timeout(Process& process) {
  if (process.cold->timed_message) return on_timed_message(process);
  process.clear(Process::is_timed | Process::is_hibernating);
  if (process.has(Process::is_debugged)) process.cold->debug->before(process, atoms::timeout);
  return call_unqueued(process, nullptr,
                       [&](const Module& module) { return module.handle_timeout(process); });
}

Outcome Scheduler::on_timed_message(Process& process) {
  const OwnMessage message = std::move(process.cold->timed_message);
  in_hand_.store(message->type, std::memory_order_relaxed);
  count_unqueued(process);
  const Outcome outcome = handle_aside(process, *message);  // is_timed is set
  if (is_worth_noting(process, outcome) &&
      !process.has(Process::is_traced | Process::is_debugged)) {
    note_message(process, &*message);
  }
  return outcome;
}

Outcome Scheduler::on_continue(Process& process) {
  process.clear(Process::is_continuing);
  const OwnMessage continuation = std::move(process.cold->continuation);
  if (process.has(Process::is_debugged)) {
    process.cold->debug->continued(process, bounded(*continuation));
  }
  return call_unqueued(process, &*continuation, [&](const Module& module) {
    return module.handle_continue(process, *continuation);
  });
}

void Scheduler::apply(Process& process, Outcome outcome) {
  switch (outcome) {
    case Outcome::Next:
      break;
    case Outcome::Timed:
      arm_timeout(process, process.cold->timeout_ns);
      break;
    case Outcome::Hibernate:
      hibernate(process);
      if (process.cold != nullptr && process.cold->timed_message) {
        arm_timeout(process, process.cold->timeout_ns);
      }
      break;
    case Outcome::Continue:
      process.set(Process::is_continuing);
      break;
    case Outcome::Stop:
      if (process.cold != nullptr ||
          process.module.load(std::memory_order_relaxed)->terminate != nullptr) {
        process.cold_block().ends_orderly = true;
        if (process.cold->is_held) break;
      }
      process.set(Process::is_exiting);
      break;
    case Outcome::Await:
      process.set(Process::is_awaiting);
      break;
  }
}

void Scheduler::hibernate(Process& process) {
  process.set(Process::is_hibernating);
  // With a message queued it wakes at once, as in OTP; that is not worth the work.
  if (process.cold != nullptr && process.mailbox.depth(process.reader) == 0) {
    process.cold->give_memory_back();
  }
}

void Scheduler::set_hibernate_after(Process& process, std::int64_t after_ns) {
  process.cold_block().hibernate_after_ns =
      std::clamp<std::int64_t>(after_ns, 0, TimerWheel::never / 4);  // a sum with it fits
  process.set(Process::hibernates_idle);
  note_activity(process);
}

/// The timer is left where it is and looks at this when it fires: a busy process arms it once.
void Scheduler::note_activity(Process& process) {
  if (!process.has(Process::hibernates_idle)) return;
  Cold& cold = *process.cold;
  cold.active_ns = runtime_.now_ns();
  if (cold.hibernate_armed ||
      process.has(Process::is_hibernating | Process::is_suspended | Process::is_exiting)) {
    return;
  }
  arm_idle_timer(process);
}

void Scheduler::arm_idle_timer(Process& process) {
  Cold& cold = *process.cold;
  runtime_.timers().arm(cold.timer(TimerKind::Hibernate), process.pid(),
                        cold.active_ns + cold.hibernate_after_ns, number_, TimerKind::Hibernate);
  cold.hibernate_armed = true;
  if (is_blocking_) runtime_.tell_sleeper_of_timer();
}

/// Whatever keeps it awake now notes activity when it is over, and that arms the timer again.
void Scheduler::on_idle_timer(Process& process) {
  Cold& cold = *process.cold;
  cold.hibernate_armed = false;
  if (process.has(Process::is_hibernating | Process::is_suspended | Process::is_exiting |
                  Process::is_timed | Process::is_awaiting)) {
    return;
  }
  // What is queued may be flushed and wake nobody, so the timer goes on.
  if (process.mailbox.depth(process.reader) != 0 || process.has(Process::has_priority)) {
    cold.active_ns = runtime_.now_ns();
  }
  if (cold.active_ns + cold.hibernate_after_ns <= runtime_.now_ns()) {
    hibernate(process);
  } else {
    arm_idle_timer(process);
  }
}

void Scheduler::arm_timeout(Process& process, std::int64_t timeout_ns) {
  Cold& cold = process.cold_block();
  cold.timeout_ns = timeout_ns;
  process.set(Process::is_timed);
  const bool absolute = cold.timed_message && cold.timed_absolute;
  const std::int64_t now = runtime_.now_ns();
  if (absolute ? timeout_ns <= now : timeout_ns == 0) {
    runtime_.timers().cancel(cold.timer(TimerKind::Receive));
    // A time of 0 comes before what is queued, a time that is past behind it.
    cold.timed_position = absolute ? process.mailbox.pushed_count()
                                   : process.reader.popped.load(std::memory_order_relaxed);
    process.set(Process::is_due);
    return;
  }
  process.clear(Process::is_due);
  runtime_.timers().arm(cold.timer(TimerKind::Receive), process.pid(),
                        absolute ? timeout_ns : time_after(now, timeout_ns), number_);
  if (is_blocking_) runtime_.tell_sleeper_of_timer();
}

/// Goes on with the callback where it awaited something.
Outcome Scheduler::resume_callback(Process& process) {
  Cold& cold = *process.cold;
  const std::int64_t begin = runtime_.now_ns();
  Outcome outcome = Outcome::Await;
  std::exchange(cold.awaiting, nullptr).resume();
  if (cold.callback.done()) {
    try {
      outcome = cold.callback.take();
      end_without_loop(process);
    } catch (...) {
      stop_for_exception(process);
      outcome = Outcome::Stop;
    }
    // One that stops the process stays until it has exited: who waits for an answer that the
    // callback holds hears of the exit.
    if (outcome != Outcome::Stop) cold.callback = {};
  }
  const auto took = static_cast<std::uint64_t>(runtime_.now_ns() - begin);
  process.busy_ns.store(process.busy_ns.load(std::memory_order_relaxed) + took,
                        std::memory_order_relaxed);
  if (process.has(Process::is_debugged)) after_callback(process, outcome);
  return outcome;
}

template <class Body>
void Scheduler::run_start(Process& process, Body&& body) {
  process.clear(Process::is_starting);
  try {
    body();
  } catch (...) {
    exit_for_exception(process);
    process.set(Process::is_exiting);
    return;
  }
  if (process.cold != nullptr && process.cold->callback) {
    process.set(Process::is_awaiting);
    return;
  }
  end_without_loop(process);
}

void Scheduler::run_start(Process& process) {
  Cold& cold = process.cold_block();
  {
    const std::function<void()> body = std::move(cold.start);
    cold.start = nullptr;
    run_start(process, [&body] {
      if (body) body();
    });
  }
  process.drop_blank_cold();
}

namespace {

/// This thread executes `child` in place of its parent.
class Inside {
 public:
  Inside(Process& child, DirectStart* start) noexcept
      : parent_(std::exchange(execution.process, &child)),
        start_(std::exchange(execution.start, start)) {}
  ~Inside() {
    execution.process = parent_;
    execution.start = start_;
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  Process* const parent_;
  DirectStart* const start_;
};

}  // namespace

void Scheduler::execute_start(Process& child) {
  if (child.has(Process::is_blocking)) {
    runtime_.make_ready(child);
    return;
  }
  const std::uint64_t parent = current_.load(std::memory_order_relaxed);
  current_.store(Process::pack(child.pid()), std::memory_order_relaxed);
  {
    const Inside inside(child, nullptr);
    run_start(child);
    end_start(child, nullptr);
  }
  current_.store(parent, std::memory_order_relaxed);
}

void Scheduler::execute_start(Process& child, DirectStart& start) {
  const std::uint64_t parent = current_.load(std::memory_order_relaxed);
  current_.store(Process::pack(child.pid()), std::memory_order_relaxed);
  {
    const Inside inside(child, &start);
    run_start(child, [&start] { start.run(); });
    start.release();
    child.drop_blank_cold();
    end_start(child, &start);
  }
  current_.store(parent, std::memory_order_relaxed);
}

/// Parks the child, has it run on, or ends it. After this it may be on another scheduler.
void Scheduler::end_start(Process& child, DirectStart* start) {
  if (child.has(Process::is_exiting) && terminate(child)) return exit_process(child);
  if (start != nullptr && !start->result) {
    start->later.emplace();
    child.cold_block().starter = *start->later;
  }
  if (child.has(Process::attention) || !child.mailbox.park(false) ||
      (child.has(Process::has_signals) && child.mailbox.unpark())) {
    runtime_.make_ready(child);
  }
}

}  // namespace genmsg
