// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "genmsg/process/error.h"
#include "genmsg/process/name.h"
#include "genmsg/process/pending.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/trace_session.h"
#include "genmsg/sys/debug.h"
#include "genmsg/sys/options.h"
#include "genmsg/sys/status.h"
#include "genmsg/term/term.h"

namespace genmsg::sys {

// System messages: every process of a behaviour answers them, suspended or not, between two
// messages. Threads: any. Errors, in all of them: NoProc; Exited, if the process ends first;
// CallingSelf; and what Pending says. Reasons are {Reason, {sys, Function, [Name]}}.
// Where C++ differs: a function that runs in the process takes and gives Terms.
// See: stdlib, sys.

/// Idempotent. A suspended process takes only system messages and exit signals, until somebody
/// resumes it. With an owner of one's own, and for a time: see sys/control.h.
Pending<Ok> suspend(Runtime& runtime, Name name, Options options = {});
/// Idempotent.
Pending<Ok> resume(Runtime& runtime, Name name, Options options = {});

Pending<Term> get_state(Runtime& runtime, Name name, Options options = {});
/// Replaces the state by what `state_fun` makes of it; gives the new state. If it throws, or gives
/// no state of the process: CallbackFailed {callback_failed, {Module, system_replace_state},
/// {Class, Reason}} or BadState; the state is unchanged.
Pending<Term> replace_state(Runtime& runtime, Name name,
                            std::function<Term(const Term&)> state_fun, Options options = {});

/// A state with the number that tells whether it has moved since.
struct VersionedState {
  Term state;
  std::uint64_t version = 0;
  TermShape shape;
};
Pending<VersionedState> get_versioned_state(Runtime& runtime, Name name, Options options = {});
/// Replaces the state if it still has `expected_version`, else StaleState.
Pending<VersionedState> replace_versioned_state(Runtime& runtime, Name name, Term state,
                                                std::optional<std::uint64_t> expected_version,
                                                Options options = {});

/// {status, Pid, {module, Behaviour}, [PDict, SysState, Parent, Debug, Misc]}
Pending<Term> get_status(Runtime& runtime, Name name, Options options = {});
/// The same by its parts, and some more.
Pending<Status> get_status_parts(Runtime& runtime, Name name, Options options = {});

/// Has a suspended process change its state for another version of its module's code: calls
/// code_change(old_version, State&, extra). `module` is only told, as in OTP.
/// Errors: BadArgument {unknown_system_msg, {change_code, Module, OldVersion, Extra}} if it is not
/// suspended; else CallbackFailed {error, Reason} with code_change's reason, {'EXIT', Reason} for an
/// exception, {'EXIT', {undef, ...}} for a module that has none. The process lives on with the old
/// state.
/// See: sys:change_code/4.
Pending<Ok> change_code(Runtime& runtime, Name name, Atom module, Term old_version, Term extra,
                        Options options = {});

/// Answers ok before the process ends. See: sys:terminate/2.
Pending<Ok> terminate(Runtime& runtime, Name name, Term reason, Options options = {});

// Debugging. Each event is printed, kept or counted as long as it is asked for.

/// Prints every event to RuntimeOptions::standard_io.
Pending<Ok> trace(Runtime& runtime, Name name, bool on, Options options = {});
/// Keeps the last `events`, 10 as in OTP; BadArgument `unknown_debug` for 0. While it is on, asking
/// for another number changes nothing, as in OTP.
Pending<Ok> log(Runtime& runtime, Name name, std::size_t events = 10, Options options = {});
Pending<Ok> log_off(Runtime& runtime, Name name, Options options = {});
/// Oldest first; empty if it is off.
Pending<std::vector<Term>> log_get(Runtime& runtime, Name name, Options options = {});
Pending<Ok> log_print(Runtime& runtime, Name name, Options options = {});
/// Writes each event as a line to a file, which is made anew; nothing: no longer. The file that was
/// written to is closed first, also if the new one cannot be opened: BadArgument {open_file, Text},
/// where OTP gives open_file alone. If it cannot be written to (the disk is full) that is reported
/// as a warning, and it ends. The process waits for each line.
Pending<Ok> log_to_file(Runtime& runtime, Name name, std::optional<std::string> file_name,
                        Options options = {});
Pending<Ok> statistics(Runtime& runtime, Name name, bool on, Options options = {});
/// [{start_time,T},{current_time,T},{reductions,N},{messages_in,I},{messages_out,O}], or
/// no_statistics.
Pending<Term> statistics_get(Runtime& runtime, Name name, Options options = {});
/// Has a function called with each event. Does nothing if one with its id is installed.
Pending<Ok> install(Runtime& runtime, Name name, DebugFunction function, Options options = {});
/// Ok also if there is none with that id.
Pending<Ok> remove(Runtime& runtime, Name name, Term id, Options options = {});
/// Ends all of these.
Pending<Ok> no_debug(Runtime& runtime, Name name, Options options = {});

/// Whether the process records what it does for this session, in the trace rings (not sys:trace,
/// which prints). One that is over is not begun.
Pending<Ok> set_traced(Runtime& runtime, Name name, TraceSessionPtr session, bool on,
                       Options options = {});

}  // namespace genmsg::sys
