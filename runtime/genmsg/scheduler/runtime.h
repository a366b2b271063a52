// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "genmsg/base/clock.h"
#include "genmsg/base/mutex.h"
#include "genmsg/process/alias.h"
#include "genmsg/process/error.h"
#include "genmsg/process/message_pool.h"
#include "genmsg/process/name.h"
#include "genmsg/process/process.h"
#include "genmsg/process/process_table.h"
#include "genmsg/process/registry.h"
#include "genmsg/process/report.h"
#include "genmsg/process/restart_log.h"
#include "genmsg/process/suspensions.h"
#include "genmsg/process/timer.h"
#include "genmsg/process/timer_wheel.h"
#include "genmsg/process/trace_spec.h"
#include "genmsg/scheduler/blocking_pool.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/long_callback.h"
#include "genmsg/scheduler/overflow.h"
#include "genmsg/scheduler/report_log.h"
#include "genmsg/scheduler/user_timers.h"

namespace genmsg {

class ManualScheduler;
class RunQueue;

struct RuntimeOptions {
  unsigned schedulers = 0;           // threads; 0: one a processor
  bool manual = false;               // no threads: a ManualScheduler drives
  std::uint32_t process_limit = 1u << 20;
  std::size_t message_bytes = std::size_t{32} << 30;  // addresses reserved, not memory used
  std::shared_ptr<Clock> clock = {};  // null: SteadyClock
  /// Threads for processes whose module says `static constexpr bool blocking = true`: at most so
  /// many (at least 1 and at most 10 000), each started when a process is ready and none is idle.
  /// Processes that wait for each other need as many threads as there are, or a time limit.
  unsigned blocking_threads = 256;
  std::chrono::milliseconds blocking_idle{10'000};  // one that had nothing to do so long ends
  /// A callback of an ordinary process that takes so long is reported, once, while it still runs:
  /// it holds its scheduler up. About half of the time may pass unnoticed before. 0: nobody looks.
  std::chrono::milliseconds long_callback{100};
  /// Where sys:trace prints, a line a call. Null: standard output. Called on scheduler threads, on
  /// several at once; what it throws is dropped. The same goes for the logger.
  std::function<void(std::string_view)> standard_io = {};
  /// Takes every report, of all levels. Null: prints those up to Notice to standard error, as
  /// format() lays them out.
  std::function<void(const Report&)> logger = {};
  /// Reports of a less urgent level are not made at all.
  Report::Level report_level = Report::Level::Info;
  std::size_t reports_kept = 256;       // of each level, see Runtime::reports()
  std::size_t dead_letters_kept = 256;  // see Runtime::last_dead_letters()
};

/// What became of a message. Queued is no promise that it is ever handled.
enum class Delivery : std::uint8_t {
  Queued,  // or lost in silence, by a limit that drops
  NoProc,  // the process has exited: a dead letter
  Full,    // not queued, by a mailbox limit that rejects, or that makes the process exit
};

/// A pid whose process takes `Msg`. What it does not take does not compile.
template <class Msg>
struct Address {
  Pid pid;
  operator Pid() const noexcept { return pid; }  // NOLINT: an address names its process
  friend bool operator==(const Address&, const Address&) noexcept = default;
};

/// Asks for a message to go before all ordinary ones that are queued. See: EEP 76.
struct Priority {};
inline constexpr Priority with_priority;

/// One world of processes: its schedulers, process table, names, timers and message memory.
/// Several may live in one program; they share nothing but atoms.
/// Threads: every function from any thread unless it says otherwise.
/// Ownership: outlives every call into it; destroying it stops its schedulers after their current
/// callbacks and drops its processes without calling them. Blocking processes are waited for in the
/// same way, for as long as their current callbacks take; only what they wait() for is cut short,
/// with Exited. Not to be destroyed by one of its own
/// processes.
/// Errors: the constructor throws std::bad_alloc if the system refuses the address ranges, and
/// std::system_error if it refuses a thread.
class Runtime {
 public:
  explicit Runtime(RuntimeOptions options = {});
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  /// Moves (or copies, from an lvalue) `message` into the mailbox of `to`. False if the process has
  /// exited (a dead letter, as in Erlang no error), or has a full mailbox: see try_send(). Throws std::bad_alloc when message_bytes are used
  /// up, and what the message's own constructor throws; nothing is sent then.
  template <class Msg, class T>
  bool send(Address<Msg> to, T&& message) {
    static_assert(std::constructible_from<Msg, T&&>, "the process does not take this message");
    return send_as<Msg>(to.pid, self_or_none(), std::forward<T>(message));
  }
  /// The same without the compiler's check: a process that takes another type turns it into a dead
  /// letter.
  template <class T>
  bool send(Pid to, T&& message) {
    return send_as<std::decay_t<T>>(to, self_or_none(), std::forward<T>(message));
  }

  /// To an alias: in order with what its sender sends to the pid. If the alias is off when it is
  /// received it is dropped: a dead letter, `inactive`, but no report (OTP drops it silently). False
  /// only if the process has exited. Msg as the process takes it: the compiler cannot check it.
  /// See: erlang:send/2.
  template <class T>
  bool send(const Alias& to, T&& message) {
    return send_by_alias(to, std::forward<T>(message));
  }
  /// The same as a priority message: taken before all ordinary ones, after other priority ones. An
  /// ordinary one if the alias was made without priority. See: erlang:send/3, EEP 76.
  template <class T>
  bool send(const Alias& to, T&& message, Priority) {
    using Payload = std::decay_t<T>;
    if (!to.priority) return send_by_alias(to, std::forward<T>(message));
    MessagePool::Cache& cache = message_cache();
    Message* const slot =
        make_message<Payload>(cache, self_or_none(), std::forward<T>(message), 0);
    if (execution.process != nullptr && execution.process->has(Process::shows_sends)) [[unlikely]] {
      show_send(to.pid, *slot);
    }
    return send_priority(to, PooledMessage(*pool_, slot));
  }

  /// send() for who wants to know more. See: MailboxLimit; erlang:send/3 with nosuspend, the nearest
  /// thing that OTP has.
  template <class Msg, class T>
  Delivery try_send(Address<Msg> to, T&& message) {
    static_assert(std::constructible_from<Msg, T&&>, "the process does not take this message");
    return try_send_as<Msg>(to.pid, self_or_none(), std::forward<T>(message));
  }
  template <class T>
  Delivery try_send(Pid to, T&& message) {
    return try_send_as<std::decay_t<T>>(to, self_or_none(), std::forward<T>(message));
  }

  /// exit/2. A pid of no living process is ignored.
  void exit(Pid to, Term reason);
  /// Dropped if the alias is off when it is received. See: erlang:exit/2 (OTP 28).
  void exit(const Alias& to, Term reason);
  /// If the process traps exits and the alias was made with priority, the Exit is a priority
  /// message. See: erlang:exit/3.
  void exit(const Alias& to, Term reason, Priority);
  /// Gives a local name to a process, which then has it until unregister_name() or its end.
  /// Errors: BadArgument badarg if the name is taken or `undefined`, or the process has a name or has
  /// ended. See: erlang:register/2.
  Result<Ok> register_name(Atom name, Pid pid);
  /// Errors: BadArgument badarg if nobody has it. See: erlang:unregister/1.
  Result<Ok> unregister_name(Atom name);
  /// A default pid if nobody has the name.
  Pid whereis(Atom name) const { return registry_.find(name).value_or(Pid{}); }
  std::vector<Atom> registered() const { return registry_.names(); }
  bool is_alive(Pid pid) const noexcept;
  /// The address of a process by what its module says it takes.
  template <class Msg>
  Result<Address<Msg>> address(Pid pid) const {
    const Module* const module = module_of(pid);
    if (module == nullptr) return tl::unexpected(Error{Error::Code::NoProc, atoms::noproc});
    if (module->accepts != &message_type<Msg>) {
      return tl::unexpected(
          Error{Error::Code::BadArgument, Term::tuple_of(atoms::badarg, module->name)});
    }
    return Address<Msg>{pid};
  }

  /// The same to whoever has the name. BadArgument badarg if nobody has; a pid of no living process
  /// is no error. See: erlang:send/2, global:send/2.
  template <class T>
  Result<Ok> send(const Name& to, T&& message) {
    const Pid pid = to.resolve(*this);
    if (!pid) return tl::unexpected(Error{Error::Code::BadArgument, atoms::badarg});
    send(pid, std::forward<T>(message));
    return Ok{};
  }

  // --- timers. Delivered by a scheduler at the first millisecond not before the time; one that is
  // due already, before this returns. To a name: to whoever has it then; nobody, or a process that
  // has ended: dropped without a word. A timer for a pid goes away when its process ends.
  // Errors: BadArgument badarg for a time below 0 (any absolute time will do). Throws std::bad_alloc.
  // See: erlang:send_after/4, start_timer/4, cancel_timer/1, read_timer/1.

  /// Sends `message` to `to` after `time`.
  template <class Msg, class T>
  Result<TimerRef> send_after(std::chrono::nanoseconds time, Address<Msg> to, T&& message,
                              TimerOptions options = {}) {
    static_assert(std::constructible_from<Msg, T&&>, "the process does not take this message");
    return timer_as<Msg>(time, to.pid, options,
                         [&](TimerRef) { return Msg(std::forward<T>(message)); });
  }
  template <class T>
  Result<TimerRef> send_after(std::chrono::nanoseconds time, const Name& to, T&& message,
                              TimerOptions options = {}) {
    return timer_as<std::decay_t<T>>(time, to, options, [&](TimerRef) -> std::decay_t<T> {
      return std::forward<T>(message);
    });
  }
  /// Sends TimerMessage{ref, message}: the receiver can tell this timer from one that it cancelled
  /// or started since.
  template <class Msg, class T>
  Result<TimerRef> start_timer(std::chrono::nanoseconds time, Address<Msg> to, T&& message,
                               TimerOptions options = {}) {
    static_assert(std::constructible_from<Msg, TimerMessage<std::decay_t<T>>&&>,
                  "the process does not take this message");
    return start_timer(time, Name(to.pid), std::forward<T>(message), options);
  }
  template <class T>
  Result<TimerRef> start_timer(std::chrono::nanoseconds time, const Name& to, T&& message,
                               TimerOptions options = {}) {
    using Payload = TimerMessage<std::decay_t<T>>;
    return timer_as<Payload>(time, to, options, [&](TimerRef ref) {
      return Payload{ref, std::forward<T>(message)};
    });
  }
  /// The time that was left; nothing if it has fired, was cancelled, or never was. After this the
  /// message does not come; one that was delivered before stays in the mailbox.
  std::optional<std::chrono::nanoseconds> cancel_timer(TimerRef ref);
  /// The time that is left; nothing as above.
  std::optional<std::chrono::nanoseconds> read_timer(TimerRef ref) const;

  const Clock& clock() const noexcept { return *clock_; }
  std::int64_t now_ns() const noexcept { return clock_->now_ns(); }
  std::int64_t start_ns() const noexcept { return start_ns_; }
  unsigned scheduler_count() const noexcept { return static_cast<unsigned>(schedulers_.size()); }
  /// Callbacks that were reported for RuntimeOptions::long_callback.
  std::uint64_t long_callbacks() const noexcept {
    return long_callbacks_.load(std::memory_order_relaxed);
  }
  /// Schedulers that sleep, or are about to.
  std::uint32_t sleeping_schedulers() const noexcept {
    return parked_.load(std::memory_order_seq_cst);
  }
  /// Threads that run blocking processes at present, idle ones too.
  std::uint32_t blocking_threads() const noexcept {
    return blocking_ != nullptr ? blocking_->thread_count() : 0;
  }
  std::uint32_t process_limit() const noexcept { return table_.limit(); }
  /// Exact for who knows of each start and end, by a message or in any other way.
  std::uint32_t process_count() const noexcept;
  /// Messages that reached nobody since the start: sent to a process that had exited, or queued in
  /// one when it did, and so on, see DeadLetter::Why. Exact. Exit and Down do not count.
  std::uint64_t dead_letters() const noexcept { return dead_letter_log_.total(); }
  /// The last of them: who sent what to whom, and why it was not taken.
  /// Limits: RuntimeOptions::dead_letters_kept. A message itself is shown at most once a
  /// millisecond; what two threads lose at the same moment is recorded once and counted twice.
  DeadLetterBatch last_dead_letters() const { return dead_letter_log_.last(); }
  /// The reports with numbers above `since`, as far as they are still kept.
  /// Limits: RuntimeOptions::reports_kept of each level.
  ReportBatch reports(std::uint64_t since = 0) const { return report_log_.since(since); }
  std::uint64_t spawned() const noexcept;
  /// Handled by all processes, the dead ones too.
  std::uint64_t messages_handled() const noexcept;

  /// Lost by mailbox limits, of all processes, the dead ones too; and by the limits of one policy.
  std::uint64_t messages_lost() const noexcept;
  std::uint64_t messages_lost(MailboxLimit::Policy policy) const noexcept;

  /// To RuntimeOptions::standard_io. What it throws is dropped: a process must not end because of
  /// who listens to it.
  void print_line(std::string_view line) const noexcept;
  /// Keeps a report and gives it to RuntimeOptions::logger. It is said of the calling process, if
  /// there is one. See: logger:log/2.
  void report(Report::Level level, Report::Kind kind, Term report) noexcept;
  /// The same of any process, or none: all but numbers and times is the caller's.
  void report(Report made) noexcept;
  /// Whether reports of this level are made: to ask before an expensive one is put together.
  bool reports_level(Report::Level level) const noexcept { return level <= options_.report_level; }

  /// Gives memory that nothing is in back to the system: of processes and messages that have been,
  /// and what the C library keeps of the whole program's. Only that of what is not used; who goes on
  /// with as many processes and messages as before pays for it again. Takes about 0.2 s for a
  /// million processes, and keeps no scheduler from running, though starts may wait for it.
  /// Threads: any plain one.
  void trim();

  // --- for the runtime's own folders: processes, behaviours, sys, observe

  struct Spawn {
    std::function<void()> start;  // runs first, as the process; empty: execute_start() is told
    Pid parent;
    std::shared_ptr<const Ancestors> ancestors;
    Atom initial_call;
    bool link = false;  // to the parent
    bool blocking = false;
    bool by_proc_lib = false;
    std::optional<Pending<StartResult>::Promise> starter;
  };
  /// A process that runs `start` and then what it entered; null at the process limit. Not ready yet.
  Process* create(Spawn spawn);
  void make_ready(Process& process) noexcept;
  /// Gives the signal back if there is no such process.
  std::unique_ptr<Signal> signal(Pid to, std::unique_ptr<Signal> signal) noexcept;
  template <class Body>
  std::unique_ptr<Signal> signal(Pid to, Body body) {
    auto made = std::make_unique<Signal>();
    made->body = std::move(body);
    return signal(to, std::move(made));
  }
  void refuse_signal(Signal& signal, Pid dead, const Term& reason) noexcept;
  /// Carries `request` out in the process; fails it with noproc if there is none.
  void request(Pid to, std::unique_ptr<SystemRequest> request, bool priority);
  /// Calls `function` on a scheduler, outside of any process, once `time` has passed; never before
  /// this returns. It must be brief, and must neither block nor throw. cancel_timer() prevents it;
  /// so does the end of `owner`, if there is one. Below 0 counts as 0.
  TimerRef call_after(std::chrono::nanoseconds time, std::function<void()> function,
                      Pid owner = {});
  /// Carries `request` out in the process when it receives signals, messages or none.
  void look(Pid at, std::unique_ptr<SystemRequest> request);
  /// A message that cannot be handled is counted and recorded; its sender is not told.
  /// `message`: null if it was never made.
  void dead_letter(DeadLetter::Why why, Pid sender, Pid receiver, const MessageType& type,
                   const Message* message) noexcept;
  std::uint64_t next_reference() noexcept {
    return references_.fetch_add(1, std::memory_order_relaxed) + 1;
  }
  const Module* module_of(Pid pid) const noexcept;

  Overflow& overflow() noexcept { return overflow_; }
  MessagePool& pool() noexcept { return *pool_; }
  const MessagePool& pool() const noexcept { return *pool_; }
  ProcessTable& table() noexcept { return table_; }
  const ProcessTable& table() const noexcept { return table_; }
  Registry& registry() noexcept { return registry_; }
  GlobalNames& global_names() noexcept { return global_names_; }
  const GlobalNames& global_names() const noexcept { return global_names_; }
  bool register_global(const Term& name, Pid pid);
  /// Registers the executing process by any kind of name, as what it is started as. Errors:
  /// {already_started, Pid}; badarg for a pid, `undefined`, or a via without a registry.
  Result<Ok> register_self_as(const Name& name);
  RestartLogs& restart_logs() noexcept { return restart_logs_; }
  const RestartLogs& restart_logs() const noexcept { return restart_logs_; }
  Suspensions& suspensions() noexcept { return suspensions_; }
  const Suspensions& suspensions() const noexcept { return suspensions_; }
  /// Notes how often the supervisor of a process has restarted its child before. Nothing happens if
  /// the process has exited.
  void set_restarts(Pid pid, std::uint32_t restarts) noexcept;
  TimerWheel& timers() noexcept { return timers_; }
  UserTimers& user_timers() noexcept { return user_timers_; }
  const std::vector<std::unique_ptr<Scheduler>>& schedulers() const noexcept {
    return schedulers_;
  }
  /// Those, and the ones of blocking threads, which are never fewer than before.
  template <class Visit>
  void each_scheduler(Visit&& visit) const {
    for (const auto& scheduler : schedulers_) visit(*scheduler);
    if (blocking_ != nullptr) blocking_->each(visit);
  }
  /// After a timer was armed on a thread that is no scheduler: one that sleeps looks at it.
  void tell_sleeper_of_timer() noexcept;
  void report_long_callback(const LongCallback& callback) noexcept;
  BlockingPool* blocking_pool() noexcept { return blocking_.get(); }
  MessagePool::Cache& message_cache() {
    return execution.runtime == this ? *execution.cache : pool_->cache_of_this_thread();
  }
  /// Gives every scheduler its trace ring, if it has none. A blocking thread makes its own with the
  /// first record.
  void enable_tracing();
  /// The trace rings have one reader: true if that is `reader` now.
  bool claim_tracing(const void* reader) noexcept;
  void release_tracing(const void* reader) noexcept;
  TraceSessionId next_trace_session() noexcept {
    return trace_sessions_.fetch_add(1, std::memory_order_relaxed) + 1;
  }
  /// Of a message that is traced as sent; not 0, and unique for a while: they fill 24 bits.
  std::uint32_t next_trace_number() noexcept;
  /// A session that takes new processes, of its initial call or in its subtree.
  void follow_new(std::shared_ptr<TraceSession> session);
  void leave_new(const TraceSession& session) noexcept;

  /// @pre called by `process`
  MailboxLimit set_mailbox_limit(Process& process, MailboxLimit limit);
  std::uint64_t messages_lost(const Process& process) const noexcept;

  template <class Payload, class T>
  bool send_as(Pid to, Pid from, T&& message) {
    return try_send_as<Payload>(to, from, std::forward<T>(message)) == Delivery::Queued;
  }
  /// `MayBeRefused` false: no mailbox limit keeps it out.
  template <class Payload, bool MayBeRefused = !is_of_signal<Payload>, class T>
  Delivery try_send_as(Pid to, Pid from, T&& message) {
    Process* const process = table_.slot_of(to);
    if (process == nullptr) {
      dead_letter(DeadLetter::Why::Exited, from, to, message_type<Payload>, nullptr);
      return Delivery::NoProc;
    }
    MessagePool::Cache& cache = message_cache();
    Message* const slot = make_message<Payload>(cache, from, std::forward<T>(message), 0);
    if (execution.process != nullptr && execution.process->has(Process::shows_sends)) [[unlikely]] {
      show_send(to, *slot);
    }
    if constexpr (MayBeRefused) return deliver_if_room(*process, to, slot, cache);
    return deliver(*process, to, slot, cache);
  }
  /// A message that is not queued yet, with room for `more_bytes` behind its payload.
  template <class Payload, class T>
  Message* make_message(MessagePool::Cache& cache, Pid from, T&& message,
                        std::uint32_t more_bytes) {
    Message* const slot =
        pool_->allocate(cache, message_type<Payload>.payload_bytes + more_bytes);
    construct<Payload>(slot, cache, std::forward<T>(message));
    slot->type = &message_type<Payload>;
    slot->sender = from;
    return slot;
  }

 private:
  friend class Scheduler;
  friend class ManualScheduler;

  template <class Payload, class T>
  void construct(Message* slot, MessagePool::Cache& cache, T&& message) {
    if constexpr (Message::is_inline<Payload> && std::is_nothrow_constructible_v<Payload, T&&>) {
      ::new (slot->payload()) Payload(std::forward<T>(message));
    } else {
      try {
        if constexpr (Message::is_inline<Payload>) {
          ::new (slot->payload()) Payload(std::forward<T>(message));
        } else {
          ::new (slot->payload()) Payload*(new Payload(std::forward<T>(message)));
        }
      } catch (...) {
        pool_->release(cache, slot);
        throw;
      }
    }
  }

  template <class Payload>
  class SendAction final : public TimerAction {
   public:
    SendAction(Runtime& runtime, Name to, Payload&& payload)
        : runtime_(runtime), to_(std::move(to)), payload_(std::move(payload)) {}
    void fire() noexcept override {
      try {
        const Pid pid = to_.resolve(runtime_);
        if (runtime_.is_alive(pid)) {
          runtime_.try_send_as<Payload, false>(pid, Pid{}, std::move(payload_));
        }
      } catch (...) {  // no memory, or the message cannot be moved
        runtime_.dead_letter(DeadLetter::Why::Undeliverable, Pid{}, Pid{}, message_type<Payload>,
                             nullptr);
      }
    }

   private:
    Runtime& runtime_;
    Name to_;
    Payload payload_;
  };

  template <class Payload, class Make>
  Result<TimerRef> timer_as(std::chrono::nanoseconds time, const Name& to, TimerOptions options,
                            Make&& make) {
    if (!options.absolute && time.count() < 0) {
      return tl::unexpected(Error{Error::Code::BadArgument, atoms::badarg});
    }
    const Pid* const pid = std::get_if<Pid>(&to.value());
    const Pid dest = pid != nullptr ? *pid : Pid{};
    const TimerRef ref = UserTimers::make_ref(next_reference(), dest);
    auto action = std::make_unique<SendAction<Payload>>(*this, to, make(ref));
    if (options.absolute || time.count() == 0) {
      start_action(ref, due_ns(time, options), dest, std::move(action));
    } else {  // that is not due yet: reading the clock once will do
      arm_action(ref, due_ns(time, options), dest, std::move(action));
    }
    return ref;
  }
  std::int64_t due_ns(std::chrono::nanoseconds time, TimerOptions options) const noexcept;
  void start_action(TimerRef ref, std::int64_t at_ns, Pid dest,
                    std::unique_ptr<TimerAction> action);
  void arm_action(TimerRef ref, std::int64_t at_ns, Pid dest, std::unique_ptr<TimerAction> action);

  /// The sender: a process of this runtime, or none.
  Pid self_or_none() const noexcept {
    return execution.runtime == this && execution.process != nullptr ? execution.process->pid()
                                                                     : Pid{};
  }
  Delivery deliver(Process& process, Pid to, Message* message, MessagePool::Cache& cache) {
    const Pushed pushed = process.mailbox.push(*pool_, message, [&]() noexcept {
      return process.serial.load(std::memory_order_relaxed) == to.serial;
    });
    if (pushed == Pushed::Unparked) make_ready(process);
    if (pushed == Pushed::Closed) [[unlikely]] refuse(to, message, cache);
    return pushed != Pushed::Closed ? Delivery::Queued : Delivery::NoProc;
  }
  Delivery deliver_if_room(Process& process, Pid to, Message* message,
                           MessagePool::Cache& cache) {
    if (process.mailbox.packed_limit() != 0) [[unlikely]] {
      return deliver_within(process, to, message, cache, process.mailbox.limit());
    }
    return deliver(process, to, message, cache);
  }
  template <class T>
  bool send_by_alias(const Alias& to, T&& message) {
    using Payload = std::decay_t<T>;
    constexpr std::uint32_t bytes = message_type<Payload>.payload_bytes;
    Process* const process = table_.slot_of(to.pid);
    if (process == nullptr) {
      dead_letter(DeadLetter::Why::Exited, self_or_none(), to.pid, message_type<Payload>, nullptr);
      return false;
    }
    MessagePool::Cache& cache = message_cache();
    Message* const slot = make_message<Payload>(
        cache, self_or_none(), std::forward<T>(message),
        Message::alias_offset(bytes) - bytes + std::uint32_t{sizeof(std::uint64_t)});
    slot->flags = Message::by_alias;
    slot->alias_id() = to.id;
    if (execution.process != nullptr && execution.process->has(Process::shows_sends)) [[unlikely]] {
      show_send(to.pid, *slot);
    }
    return deliver_if_room(*process, to.pid, slot, cache) == Delivery::Queued;
  }
  bool send_priority(const Alias& to, PooledMessage message);
  Delivery deliver_within(Process& process, Pid to, Message* message, MessagePool::Cache& cache,
                          MailboxLimit limit);
  Delivery lose(Process& process, Pid to, Message* message, MessagePool::Cache& cache,
                MailboxLimit limit);
  void count_lost(const Process& process, Pid pid, const Message& message,
                  MailboxLimit::Policy policy) noexcept;
  void tell_of_limit(Process& process, Pid pid) noexcept;
  void exit_of_limit(Process& process, Pid pid, std::uint32_t limit) noexcept;
  void refuse(Pid to, Message* message, MessagePool::Cache& cache) noexcept;
  void show_send(Pid to, Message& message);
  void follow_spawn(Process& child);
  void stop_schedulers() noexcept;
  void drop_all_processes() noexcept;
  void reset(Process& process, Spawn& spawn);

  // Work that is on no scheduler's own ring.
  static void barrier_on_all_threads(bool register_only) noexcept;
  void report_refused_thread(const Process& process) noexcept;
  void push_inbox(Process& process) noexcept;
  Process* take_inbox() noexcept;
  bool has_shared_work() const noexcept {
    return inbox_.load(std::memory_order_seq_cst) != nullptr ||
           overflow_.has_some();
  }
  // Parking of schedulers.
  void wake_one() noexcept;
  void park(Scheduler& scheduler);
  bool sleep();
  void want_napper() noexcept;
  bool take_wake_up() noexcept;
  void fire_timers();
  bool now_has_outside(Pid pid) noexcept;
  void unregister_vias(Process& process, Pid pid) noexcept;
  void drop_outside(Process& process, Pid pid);

  RuntimeOptions options_;
  std::shared_ptr<Clock> clock_;
  const std::int64_t start_ns_;
  std::shared_ptr<MessagePool> pool_;
  ProcessTable table_;
  Registry registry_;
  GlobalNames global_names_;
  RestartLogs restart_logs_;
  Suspensions suspensions_;
  TimerWheel timers_;
  UserTimers user_timers_{timers_};

  ReportLog report_log_;
  DeadLetterLog dead_letter_log_;

  alignas(64) std::atomic<std::uint64_t> spawned_outside_{0};  // by plain threads
  std::atomic<std::uint64_t> references_{0};
  std::atomic<std::uint64_t> long_callbacks_{0};
  std::array<std::atomic<std::uint64_t>, 4> messages_lost_{};  // by policy

  alignas(64) std::atomic<Process*> inbox_{nullptr};  // newest first; taken whole
  alignas(64) std::atomic<std::uint32_t> parked_{0};  // schedulers asleep, or about to be
  std::atomic<std::uint32_t> searching_{0};           // schedulers that look for work
  std::atomic<bool> stopping_{false};
  Overflow overflow_;
  Mutex tracing_mutex_;
  std::atomic<const void*> trace_reader_{nullptr};
  std::atomic<TraceSessionId> trace_sessions_{0};
  std::atomic<std::uint32_t> trace_numbers_{0};
  std::atomic<std::uint32_t> trace_follower_count_{0};
  std::vector<std::shared_ptr<TraceSession>> trace_followers_ GENMSG_GUARDED_BY(tracing_mutex_);
  Mutex park_mutex_;
  CondVar unparked_;
  std::uint64_t wake_ups_ GENMSG_GUARDED_BY(park_mutex_) = 0;
  bool has_napper_ GENMSG_GUARDED_BY(park_mutex_) = false;  // one sleeps only for a short time

  std::vector<std::unique_ptr<Scheduler>> schedulers_;
  std::unique_ptr<BlockingPool> blocking_;  // null: a manual scheduler drives
  std::unique_ptr<LongCallbackWatch> watch_;  // null: nobody looks, or a manual scheduler does
};

}  // namespace genmsg
