// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "genmsg/process/error.h"
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

[[noreturn]] void exit(Term reason);
/// exit/2. See: erlang:exit/2.
void exit(Pid to, Term reason);

/// Both ways, at most once a pair. To a process that has exited: an exit signal noproc.
void link(Pid to);
void unlink(Pid to);
/// A Down message when `pid` ends; at once, with noproc, if it has.
std::uint64_t monitor(Pid pid);
/// False if it was off already. A Down that is queued stays queued, as in OTP without flush.
bool demonitor(std::uint64_t reference);

/// Exit signals become Exit messages. Gives the old value.
bool trap_exit(bool on);

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
