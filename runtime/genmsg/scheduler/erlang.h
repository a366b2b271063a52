// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "genmsg/process/error.h"
#include "genmsg/process/pending.h"
#include "genmsg/process/process.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/runtime.h"

namespace genmsg {

/// What a process may do with itself and others, by the names of OTP's module erlang.
/// Threads: inside a process (its init, callbacks, terminate) unless said otherwise; elsewhere
/// NotAProcess is thrown.

/// Thrown by the functions of this header on a plain thread: use the Runtime's functions there.
struct NotAProcess : std::logic_error {
  NotAProcess() : std::logic_error("called outside of a process") {}
};

/// Leaves a callback and ends the process with `reason`. See: erlang:exit/1.
struct ExitRequest {
  Term reason;
};

Pid self();
/// For the runtime's own folders.
Process& current_process();
Runtime& current_runtime();

/// Sends to a process of the same runtime. False: it has exited. See: erlang:send/2.
template <class Msg, class T>
bool send(Address<Msg> to, T&& message) {
  return current_runtime().send(to, std::forward<T>(message));
}
template <class T>
bool send(Pid to, T&& message) {
  return current_runtime().send(to, std::forward<T>(message));
}

/// The same, with what became of it.
template <class Msg, class T>
Delivery try_send(Address<Msg> to, T&& message) {
  return current_runtime().try_send(to, std::forward<T>(message));
}
template <class T>
Delivery try_send(Pid to, T&& message) {
  return current_runtime().try_send(to, std::forward<T>(message));
}

/// Timers, see Runtime for what they do. `auto ref = send_after(5s, self_address, Tick{}).value();`
template <class To, class T>
Result<TimerRef> send_after(std::chrono::nanoseconds time, const To& to, T&& message,
                            TimerOptions options = {}) {
  return current_runtime().send_after(time, to, std::forward<T>(message), options);
}
template <class To, class T>
Result<TimerRef> start_timer(std::chrono::nanoseconds time, const To& to, T&& message,
                             TimerOptions options = {}) {
  return current_runtime().start_timer(time, to, std::forward<T>(message), options);
}
std::optional<std::chrono::nanoseconds> cancel_timer(TimerRef ref);
std::optional<std::chrono::nanoseconds> read_timer(TimerRef ref);

/// See: Runtime::send() for aliases.
template <class T>
bool send(const Alias& to, T&& message) {
  return current_runtime().send(to, std::forward<T>(message));
}
template <class T>
bool send(const Alias& to, T&& message, Priority) {
  return current_runtime().send(to, std::forward<T>(message), with_priority);
}

[[noreturn]] void exit(Term reason);
/// exit/2. Where C++ differs: a process that ends itself by exit(self(), Reason) does so when the
/// running callback returns, before its next message; whether it traps exits is asked then, and a
/// callback that stops the process stops it for its own reason. See: erlang:exit/2.
void exit(Pid to, Term reason);
/// See: Runtime::exit() for aliases.
void exit(const Alias& to, Term reason);
void exit(const Alias& to, Term reason, Priority);

/// Asks unlink() and demonitor() to take away what is queued already.
struct Flush {};
inline constexpr Flush flush;

/// Both ways, at most once a pair. To a process that has exited: an exit signal noproc.
/// Where C++ differs: that signal also ends a process that does not trap exits; OTP's link/1 raises
/// noproc there. See: erlang:link/1.
void link(Pid to);
/// The same, and its Exit is a priority message, if this process traps exits then. A link without
/// the option takes that back. See: erlang:link/2, EEP 76.
void link(Pid to, Priority);
/// No exit signal of that link arrives later; one that has become an Exit message stays queued.
/// See: erlang:unlink/1.
void unlink(Pid to);
/// The same, and takes away the first Exit of `to` that is queued, if there is one: in OTP a
/// receive of {'EXIT', To, _} after 0. Gives its reason. Walks the mailbox.
std::optional<Term> unlink(Pid to, Flush);

struct MonitorOptions {
  /// Makes the reference an alias too, see alias_of().
  AliasMode alias = AliasMode::none;
  bool priority = false;  // its Down is a priority message
};
/// A Down message when `pid` ends; at once, with noproc, if it has. Each call is a monitor of its
/// own. Gives its reference. See: erlang:monitor/2.
std::uint64_t monitor(Pid pid, MonitorOptions options = {});
/// Of the process that has the name now; a later one is not watched. Nobody has it: Down noproc.
std::uint64_t monitor(Atom name, MonitorOptions options = {});
/// Instead of a Down message: the exit reason, to be awaited.
///   const Result<Term> reason = co_await monitor_exit(pid);
Pending<Term> monitor_exit(Pid pid);
/// False if it was off already, be it that it never was one of this process's. A Down that is
/// queued stays queued. See: erlang:demonitor/2.
bool demonitor(std::uint64_t reference);
/// The same, and takes away its Down if it is queued: none arrives later. Walks the mailbox if the
/// monitor was off. What is taken away counts as queued until its turn would have come.
bool demonitor(std::uint64_t reference, Flush);

struct AliasOptions {
  bool reply = false;     // ends with the first message that is received by it
  bool priority = false;  // takes priority messages and exits
};
/// An alias of this process, on until unalias(). An exit signal does not end a `reply` one.
/// See: erlang:alias/1.
Alias alias(AliasOptions options = {});
/// The alias that a monitor's reference is, if monitor() was asked for one.
Alias alias_of(std::uint64_t reference);
/// False if it was off already, or is another process's. What is queued by then is still handled;
/// what comes later is dropped. See: erlang:unalias/1.
bool unalias(const Alias& alias);

/// Exit signals become Exit messages. Gives the old value.
bool trap_exit(bool on);

/// Sets how many messages may queue for this process; {} takes the limit off. Gives the old one.
/// What is queued beyond it already stays, but with DropOldest. What the process has lost is counted
/// on. See: MailboxLimit; erlang:process_flag/2, max_heap_size.
MailboxLimit mailbox_limit(MailboxLimit limit);

/// The calling process, or another one. Errors: badarg, see Runtime::register_name().
Result<Ok> register_name(Atom name);
Result<Ok> register_name(Atom name, Pid pid);
/// The calling process's own local name; false if it has none.
bool unregister_name();
/// Anybody's. Errors: badarg if nobody has it.
Result<Ok> unregister_name(Atom name);
/// A default pid (OTP: `undefined`) if nobody has the name.
Pid whereis(Atom name);
std::vector<Atom> registered();

// The process dictionary: values of the calling process by keys of any term. Absent: `undefined`.
// Found by walking over it: for a handful of keys. See: Erlang Reference Manual, Process Dictionary.

/// The value that the key had before.
Term put(Term key, Term value);
Term get(const Term& key);
/// All of it. In no order, as in OTP.
std::vector<Term::Entry> get();
std::vector<Term> get_keys();
/// The keys that have this value.
std::vector<Term> get_keys(const Term& value);
/// The value that the key had.
Term erase(const Term& key);
/// Empties it; gives all that was there.
std::vector<Term::Entry> erase();

/// {exception, Type, What} for a C++ exception, the reason of an ExitRequest.
/// @pre called from a catch block.
Term reason_of_current_exception();
/// The same with the place where the exception left the process's code, which is the exit reason:
/// {{exception, Type, What}, [Place]}; the reason of an ExitRequest as it is.
Term reason_of_current_exception(Term place);
/// A C++ symbol as it is written in a program.
std::string demangled(const char* name);

}  // namespace genmsg
