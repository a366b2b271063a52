// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>

#include "genmsg/process/error.h"
#include "genmsg/process/pending.h"
#include "genmsg/process/process.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/term/term.h"

/// Processes that OTP can supervise: started so that the caller knows whether the start went well,
/// with $initial_call and $ancestors.
/// See: stdlib, proc_lib.
namespace genmsg::proc_lib {

/// Runs first in the new process. It either enters a behaviour's loop (gen_msg::enter_loop) or the
/// process ends, with reason `normal`, when it returns.
using Body = std::function<void()>;

inline constexpr std::chrono::nanoseconds no_timeout = Pending<StartResult>::no_limit;

/// See: erlang:spawn_opt/4, for those that OTP has.
struct SpawnOptions {
  bool blocking = false;  // runs on a thread of its own, from its body on: it may block
};

/// A process that nobody waits for; a default pid at the process limit. Threads: any.
Pid spawn(Runtime& runtime, Body body, Atom initial_call, SpawnOptions options = {});

/// Answered by init_ack() or init_fail() in the new process, or by its end: {error, Reason} means
/// that it is dead and its name free, and that no exit signal of it comes. In a process, the new one
/// runs until it has entered its loop on the caller's own scheduler, so that the answer is there at
/// once unless it acknowledges later. One that may block runs on its own thread from the beginning:
/// the answer comes when it has acknowledged. One that has not acknowledged within `timeout` is killed:
/// {error, timeout}. (A callback that holds its scheduler cannot be killed before it returns.)
/// Threads: any. See: proc_lib:start/5.
Pending<StartResult> start(Runtime& runtime, Body body, Atom initial_call,
                           std::chrono::nanoseconds timeout = no_timeout,
                           SpawnOptions options = {});
/// The same, linked to the calling process; {error, badarg} on a plain thread, which has no process
/// to link to.
Pending<StartResult> start_link(Body body, Atom initial_call,
                                std::chrono::nanoseconds timeout = no_timeout,
                                SpawnOptions options = {});

/// For behaviours: start() and, with `link`, start_link() by a process, of a `start` that acknowledges
/// or fails before it returns, and does not block. It runs on the caller's stack; so nothing need be
/// kept for it, and the answer is there.
Pending<StartResult> start_at_once(DirectStart& start, Atom initial_call, bool link);

/// A started process and the monitor by which its starter watches it.
struct PidAndMonitor {
  Pid pid;
  std::uint64_t monitor = 0;
};
/// {ok, {Pid, Mon}}, `ignore` as a default one, {error, Reason}.
using MonitorResult = tl::expected<PidAndMonitor, Term>;
/// The same as start(), watched by the calling process from the first. A start that fails, or is
/// ignored, leaves no Down. {error, badarg} on a plain thread. See: proc_lib:start_monitor/5.
Pending<MonitorResult> start_monitor(Body body, Atom initial_call,
                                     std::chrono::nanoseconds timeout = no_timeout,
                                     SpawnOptions options = {});

/// Ends the start with `result`. A second call is ignored (OTP leaves a stray message).
void init_ack(StartResult result);
/// Ends the start with {error, reason}, told once this process is gone, and exits with `exit_reason`.
[[noreturn]] void init_fail(Term reason, Term exit_reason);

/// Asks a process to terminate as sys:terminate does and answers when it is gone: ok, or Exited if
/// it ended for another reason than `reason`, with {Reason, {sys, terminate, [Name]}} before it was
/// told to; NoProc; CallingSelf. `.within(limit)` covers both phases. Threads: any.
/// See: proc_lib:stop/3.
Pending<Ok> stop(Runtime& runtime, const Name& process, Term reason = atoms::normal);

/// True in a process that start() or start_link() made and nobody acknowledged yet.
bool is_starting();

}  // namespace genmsg::proc_lib
