// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "genmsg/process/async.h"
#include "genmsg/process/error.h"
#include "genmsg/process/hooks.h"
#include "genmsg/process/links.h"
#include "genmsg/process/mailbox.h"
#include "genmsg/process/own_message.h"
#include "genmsg/process/name.h"
#include "genmsg/process/pending.h"
#include "genmsg/process/signal.h"
#include "genmsg/process/suspension.h"
#include "genmsg/process/timer_wheel.h"
#include "genmsg/term/describe.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

class Runtime;
enum class Delivery : std::uint8_t;

/// What a callback wants next: its return value as the run loop needs it.
enum class Outcome : std::uint8_t {
  Next,       // {ok, State}
  Timed,      // {ok, State, Timeout}: in Cold::timeout_ns
  Hibernate,  // {ok, State, hibernate}, and with Cold::timed_message {hibernate, Time, Msg}
  Continue,   // {ok, State, {continue, Cont}}: in Cold::continuation
  Stop,       // {stop, Reason, State}: the reason in Cold::exit_reason
  Await,      // the callback is a coroutine that awaits something: it is in Cold::callback
};

/// {ok,Pid} as the pid, `ignore` as a default Pid, {error,Reason} as the error.
using StartResult = tl::expected<Pid, Term>;

/// In and out of format_status/1. For sys:get_status it has state and log; for the report of a
/// process that terminates, message and reason too. What is given is shown in place of what came;
/// what was not there need not be given.
/// See: gen_server:format_status/1 (OTP 25).
struct FormatStatus {
  Term state;
  std::vector<Term> log;
  std::optional<Term> message = std::nullopt;  // the last one; opaque: only its type is known
  std::optional<Term> reason = std::nullopt;
};

/// What a callback was called with: what a report tells of it.
struct CallbackUse {
  Atom callback;          // handle_msg
  Atom type;              // of the message; that of the alternative for a variant
  bool is_call = false;   // its sender waits for a reply
};

/// A behaviour with its callback module, as the run loop and sys see it: OTP's callbacks of a
/// special process, by their names. One constant object per behaviour and module.
/// Threads: function members only on the scheduler that runs the process; names from any thread.
struct Module {
  Atom behaviour;     // gen_msg
  Atom name;          // pool_worker
  Atom initial_call;  // 'pool_worker:init/1'
  const MessageType* accepts = nullptr;  // what its Address carries
  /// Sends `to`, a process of this module, the message that a term means, as from outside. Null: no
  /// message that it takes can be made from a term. Threads: any. Throws what the message's
  /// TermTraits throw.
  Converted<Delivery> (*send_term)(Runtime& runtime, Pid to, const Term& message) = nullptr;

  Outcome (*handle)(Process&, Message&) = nullptr;
  Outcome (*handle_timeout)(Process&) = nullptr;
  /// What handle() or, for null, handle_timeout() calls. Of a message that was handled, too: its
  /// value may have been moved from.
  CallbackUse (*use_of)(const Message*) = nullptr;
  /// Of the message of {continue, Cont}. Null: none.
  Outcome (*handle_continue)(Process&, Message&) = nullptr;
  /// Whether a timed message, or a continuation, of this type has a callback. Null: none has.
  bool (*takes)(const MessageType&) = nullptr;
  bool (*takes_continue)(const MessageType&) = nullptr;
  /// Next, or Await. Null: none.
  Outcome (*terminate)(Process&, const Term& reason) = nullptr;
  void (*destroy_state)(Process&) noexcept = nullptr;

  /// After a system message, when the process goes on with its loop. See: sys:system_continue/3.
  void (*system_continue)(Process&) = nullptr;
  /// Gives the reason to end with. See: sys:system_terminate/4.
  Term (*system_terminate)(Process&, const Term& reason) = nullptr;
  Term (*system_get_state)(const Process&) = nullptr;
  Result<Term> (*system_replace_state)(Process&, const Term& state) = nullptr;
  /// See: sys:system_code_change/4. Null: the module has no code_change.
  Result<Ok> (*system_code_change)(Process&, const Term& old_version, const Term& extra) = nullptr;
  FormatStatus (*format_status)(FormatStatus) = nullptr;  // null: the module has none
  std::string (*status_header)(const Process&) = nullptr;
  /// One line of sys:trace output for an event. See: sys:handle_debug/4, write_debug/3.
  std::string (*write_debug)(const Process&, const Term& event) = nullptr;
  TermShape (*state_shape)() = nullptr;
  bool state_editable = false;
  bool is_supervisor = false;
  std::size_t state_bytes = 0;  // sizeof; what it points to is not known
  bool blocking = false;  // its callbacks may block: its processes run on threads of their own
};

/// The line of processes that started this one. Shared by all children of a parent.
struct Ancestors {
  Term parent;  // its registered name at that time, or its pid
  std::shared_ptr<const Ancestors> rest;
};

/// What a process was at when a callback stopped it or began to await something.
struct LastMessage {
  CallbackUse use;
  Term message;     // bounded, if the process is traced or debugged; else its type, opaque
  Pid client;       // who waits for a reply
  Term stacktrace;  // of the throw, see stacktrace.h
};

class TraceSession;

/// What must hear when a process ends. Goes away without, when its runtime does.
class Obligation {
 public:
  virtual ~Obligation() = default;
  /// Nothing depends on it any more.
  virtual bool is_over() const noexcept = 0;
  /// Outside of any process, on the scheduler that ran it.
  virtual void on_exit(const Term& reason) noexcept = 0;
};

/// What only some processes need, made on first use.
struct Cold {
  Links links;
  std::uint64_t last_unlink = 0;  // Link::unlinking
  /// By reference. References are unique in a runtime.
  std::unordered_map<std::uint64_t, Monitored> monitors;  // whom this process watches
  std::unordered_map<std::uint64_t, Pid> watched_by;      // who watches it
  std::unique_ptr<Aliases> aliases;
  /// Priority messages, linked by `next`: pool indices, 0 for none.
  std::uint32_t priority_first = 0;
  std::uint32_t priority_last = 0;
  std::shared_ptr<const Ancestors> as_ancestor;  // this process, for its children
  std::vector<Term::Entry> dictionary;
  /// The name that it was started by, where that is no local one: what prints as its name.
  std::optional<Term> known_as;
  std::vector<Via> vias;  // unregistered when it ends

  std::array<Timer, process_timer_kinds> timers;  // by TimerKind
  Timer& timer(TimerKind kind) { return timers[static_cast<std::size_t>(kind)]; }
  std::int64_t timeout_ns = 0;  // as the callback asked
  /// {timeout, Time, Msg}: comes in place of Timeout, and system messages do not restart its time.
  OwnMessage timed_message;
  bool timed_absolute = false;       // timeout_ns is a point on the runtime's clock
  std::uint32_t timed_position = 0;  // how many messages had been pushed when its time came
  OwnMessage continuation;           // {continue, Cont}
  std::int64_t hibernate_after_ns = 0;
  std::int64_t active_ns = 0;      // when it last did something, if it has hibernate_after
  bool hibernate_armed = false;

  /// Sys requests, and the exit of a parent, that come after messages not yet handled.
  std::vector<std::unique_ptr<Signal>> waiting;
  std::unique_ptr<DebugHook> debug;
  std::vector<Suspension> suspensions;  // while it is suspended, one of each owner
  bool lease_is_over = false;           // but a step is under way
  /// Asked for; under way if the process has is_stepping. Requests that come later wait for it.
  std::unique_ptr<StepHook> step;
  std::unique_ptr<WatchHook> watch;
  std::vector<std::shared_ptr<TraceSession>> traces;  // with is_traced at least one
  bool is_held = false;  // suspended between an exception and its end
  Term exit_reason = atoms::normal;
  bool ends_orderly = false;  // terminate/2 is called before it exits
  bool terminated = false;    // it has been called
  std::vector<std::unique_ptr<Obligation>> obligations;
  std::size_t obligations_limit = 16;  // before those that are over are swept
  void oblige(std::unique_ptr<Obligation> obligation) {
    if (obligations.size() >= obligations_limit) {
      std::erase_if(obligations, [](const auto& one) { return one->is_over(); });
      obligations_limit = std::max<std::size_t>(16, 2 * obligations.size());
    }
    obligations.push_back(std::move(obligation));
  }
  std::function<void()> after_terminate;  // a reply that waits for terminate/2; must not throw
  bool exit_signalled = false;  // by an exit signal, which needs no crash report
  std::unique_ptr<LastMessage> last_message;  // for the reports of its end
  std::uint64_t replacements = 0;  // of the state

  /// The callback that awaits something; empty while none does.
  Async<Outcome> callback;
  std::coroutine_handle<> awaiting;  // where it goes on
  std::uint64_t awaits = 0;          // how often it has awaited: the number of the present one
  bool is_woken = false;
  bool is_abandoned = false;         // an exit signal has ended it

  std::function<void()> start;  // what a new process does first
  std::optional<Pending<StartResult>::Promise> starter;  // who waits for init_ack
  std::uint64_t start_monitor = 0;                       // start_monitor's, in watched_by
  std::optional<StartResult> failed_start;               // init_fail, told once the process is gone

  /// As if it had just been made, but for links: nothing is lost with it, and nothing that was
  /// started for it, a timer or an await, can come back to one that is made later.
  bool is_blank() const noexcept;
  /// For a process that hibernates: frees what is kept for speed only.
  void give_memory_back() noexcept;
};

/// One process slot. Type-stable: the memory stays a Process for the runtime's life, so that a pid
/// of any age may be looked up; the serial tells whether it still means the same process.
///
/// Line 0 is written by senders, line 1 by the scheduler that runs the process, line 2 is the
/// callback's state, if it fits; line 3 is what its scheduler needs for a message in 64, or less often.
struct alignas(64) Process {
  enum Flag : std::uint32_t {
    // Any of these sends the loop aside before the next message.
    has_signals = 1u << 0,
    has_waiting = 1u << 1,  // Cold::waiting
    is_suspended = 1u << 2,
    is_exiting = 1u << 3,
    is_starting = 1u << 4,
    is_due = 1u << 5,  // the timeout has come
    is_awaiting = 1u << 6,  // a callback is a coroutine that awaits something
    has_priority = 1u << 7,  // Cold::priority_first
    is_continuing = 1u << 14,  // Cold::continuation
    is_watched = 1u << 15,     // Cold::watch
    // These send it aside with the message.
    is_timed = 1u << 8,
    is_debugged = 1u << 9,
    is_traced = 1u << 10,
    is_hibernating = 1u << 11,
    is_stepping = 1u << 12,  // handles one message although it is suspended: Cold::step
    hibernates_idle = 1u << 13,  // Cold::hibernate_after_ns
    // These do not.
    traps_exit = 1u << 16,
    is_blocking = 1u << 17,  // runs on a thread of the blocking pool
    is_linked_to_parent = 1u << 18,  // from its start, or as if: its exit ends this one, too
    has_outside = 1u << 19,  // what others keep for it: timers, names that others gave it
    is_by_proc_lib = 1u << 20,  // started by it
    has_parent_link = 1u << 21,  // the only thing that its cold block would hold
  };
  static constexpr std::uint32_t attention =
      has_signals | has_waiting | is_suspended | is_exiting | is_starting | is_due | is_awaiting |
      is_continuing | has_priority | is_watched;
  static constexpr std::uint32_t aside = is_timed | is_debugged | is_traced |
                                         is_hibernating | is_stepping | hibernates_idle;
  static constexpr std::uint32_t shows_sends = is_traced | is_stepping;
  static constexpr std::size_t inline_state_bytes = 64;
  static constexpr std::uint16_t no_scheduler = 0xffff;  // none, or a blocking thread

  // --- line 0
  Mailbox mailbox;
  std::atomic<std::uint32_t> flags{0};
  std::atomic<std::uint32_t> serial{0};
  std::atomic<Signal*> signal_list{nullptr};  // newest first; signals_closed() once it has exited
  Process* next_ready = nullptr;          // in an inbox or overflow list
  std::uint32_t index = 0;
  std::atomic<std::uint32_t> system_pending{0};  // queued beside the mailbox
  std::atomic<std::uint64_t> parent{0};          // packed, see pack()
  std::atomic<std::uint32_t> name{0};            // atom indices
  std::atomic<std::uint32_t> initial_call{0};

  // --- line 1
  Mailbox::Reader reader;
  std::atomic<std::uint64_t> handled{0};
  std::uint16_t sample_mask = 63;  // time a message if (handled & mask) == 0
  std::atomic<std::uint16_t> scheduler{no_scheduler};  // that ran it last
  std::atomic<std::uint32_t> peak{0};  // of what was queued when a slice began
  std::atomic<const Module*> module{nullptr};
  void* state = nullptr;
  // Of the last message of a slice in which the mailbox ran dry, or of the last timed one.
  std::atomic<const MessageType*> last_type{nullptr};
  std::atomic<std::int64_t> last_ns{0};  // about; see Scheduler::about_now_ns_
  std::uint32_t probe_position = 0;      // while is_probing: pushed count of the mailbox at probe_ns
  std::atomic<std::uint8_t> last_alternative{0};
  bool is_probing = false;      // it waits for a message to be handled, to know how long that took
  std::uint16_t short_run = 0;  // short messages in a row while every one is timed

  // --- line 2
  alignas(64) std::byte inline_state[inline_state_bytes];

  // --- line 3
  Cold* cold = nullptr;
  std::atomic<std::int64_t> start_ns{0};
  std::atomic<std::uint64_t> busy_ns{0};
  std::atomic<float> max_ns{0};
  std::atomic<float> wait_max_ns{0};
  std::atomic<std::int64_t> probe_ns{0};   // 0: no probe
  std::atomic<std::uint64_t> restarts{0};  // serial << 32 | count, see Runtime::set_restarts()
  std::shared_ptr<const Ancestors> ancestors;

  Pid pid() const noexcept { return {index, serial.load(std::memory_order_relaxed)}; }
  bool has(std::uint32_t flag) const noexcept {
    return (flags.load(std::memory_order_relaxed) & flag) != 0;
  }
  // relaxed: flags order nothing but has_signals, which is set with a fence of its own, see
  // Runtime::signal().
  void set(std::uint32_t flag) noexcept { flags.fetch_or(flag, std::memory_order_relaxed); }
  void clear(std::uint32_t flag) noexcept { flags.fetch_and(~flag, std::memory_order_relaxed); }

  Cold& cold_block() {
    if (cold == nullptr) make_cold();
    return *cold;
  }
  void make_cold();
  /// An exiting process without a cold block ends normally.
  Term exit_reason() const { return cold != nullptr ? cold->exit_reason : Term(atoms::normal); }
  void set_exit_reason(Term reason) {
    if (cold != nullptr || !reason.is(atoms::normal)) cold_block().exit_reason = std::move(reason);
  }
  /// Gives back the cold block of a process that has come through its start without a use for it, as
  /// most do. Threads: its scheduler.
  void drop_blank_cold() noexcept;
  /// Who has it suspended: of several the first, or the first that a watch speaks for. Null: nobody.
  /// Threads: its scheduler.
  const Suspension* suspension() const noexcept;
  /// What proc_lib::set_label() said of it; `undefined` if nothing. Threads: its scheduler.
  Term label() const;
  template <class State>
  State& state_as() noexcept {
    return *static_cast<State*>(state);
  }
  template <class State>
  const State& state_as() const noexcept {
    return *static_cast<const State*>(state);
  }
  /// Messages handled and states replaced: tells whether a state was read before a change.
  std::uint64_t state_version() const noexcept {
    return handled.load(std::memory_order_relaxed) + (cold != nullptr ? cold->replacements : 0);
  }

  static std::uint64_t pack(Pid pid) noexcept {
    return std::uint64_t{pid.serial} << 32 | pid.index;
  }
  static Pid unpack(std::uint64_t packed) noexcept {
    return {static_cast<std::uint32_t>(packed), static_cast<std::uint32_t>(packed >> 32)};
  }
  static Signal* signals_closed() noexcept {
    static Signal closed;
    return &closed;
  }
};
static_assert(sizeof(Process) == 256);

}  // namespace genmsg
