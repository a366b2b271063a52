// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

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

/// Sets how many messages may queue for this process; {} takes the limit off. Gives the old one.
/// What is queued beyond it already stays, but with DropOldest. What the process has lost is counted
/// on. See: MailboxLimit; erlang:process_flag/2, max_heap_size.
MailboxLimit mailbox_limit(MailboxLimit limit);

/// True if the name was free and this process had none.
bool register_name(Atom name);
bool unregister_name();

/// put/2 and get/1 of the process dictionary.
void put(Term key, Term value);
Term get(const Term& key);

/// {exception, Type, What} for a C++ exception, the reason of an ExitRequest.
/// @pre called from a catch block.
Term reason_of_current_exception();
/// The same with the place where the exception left the process's code, which is the exit reason:
/// {{exception, Type, What}, [Place]}; the reason of an ExitRequest as it is.
Term reason_of_current_exception(Term place);
/// A C++ symbol as it is written in a program.
std::string demangled(const char* name);

}  // namespace genmsg
