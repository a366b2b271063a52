// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "genmsg/process/process.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// Whether proc_lib reports a process that ends for this reason: all but normal, shutdown and
/// {shutdown,Term}. See: proc_lib, "Crash reports".
bool is_reported(const Term& reason) noexcept;

/// [Own, Neighbours], each a list of {Key, Value}, as proc_lib's crash report has it.
/// Own: initial_call, pid, registered_name, process_label, error_info {Class, Reason, Stacktrace},
/// ancestors, message_queue_len, messages, links, dictionary, trap_exit, status, reductions.
/// Neighbours: up to 15 linked processes that live and do not trap exits, as {neighbour, List} with
/// pid, registered_name, initial_call, ancestors, message_queue_len, trap_exit, status, reductions.
/// Where C++ differs: neighbours are read from what processes publish, not asked. So there are no
/// neighbours of neighbours, and a neighbour's links are missing and its ancestors end with the
/// nearest. A message is shown by its type, unless the process is traced or debugged; the first 10
/// are. Values are bounded. There is no heap or stack to tell the size of. Class is `error` for a
/// C++ exception, else `exit`.
/// See: proc_lib:crash_report/4. @pre called on the scheduler of `process`, before its mailbox is
/// closed
Term crash_report(const Runtime& runtime, const Process& process, const Term& reason);

/// #{label => {Behaviour,terminate}, name, module, last_message, state, log, reason, client_info},
/// as gen_server has it: "** Generic server N terminating". State, log, reason and last_message are
/// what the module's format_status makes of them. `client_info`: {Pid, {Name,[]}}, {Pid, dead} or
/// undefined. `last_message`: the message's type unless the process is traced or debugged; [] for
/// an end that no message led to.
/// Where C++ differs: the state is what terminate/2 left.
/// See: gen_server:error_info/8. @pre the process is in a behaviour's loop and has its state
Term terminating_report(const Runtime& runtime, const Process& process, const Term& reason);

/// What it tells of its end: nothing if an exit signal killed it, or for an orderly reason. First
/// the behaviour's report, if terminate/2 was due, then the crash report.
void report_exit(Runtime& runtime, const Process& process, const Term& reason) noexcept;

/// Remembers what the process is at, for its reports. Null: a timeout.
void note_message(Process& process, const Message* message);
/// The same with the message as it was before it was handled.
void note_message(Process& process, const Message* message, Term shown);
/// Makes the exception that left a callback the exit reason: with {Module, Callback, MessageType},
/// where the type is `undefined` for a callback that takes no message, as the place.
/// @pre called from a catch block, as the process
void exit_for_exception(Process& process);

/// The line of processes that started it, nearest first: names or pids.
std::vector<Term> ancestors_of(const Process& process);

/// {M, F, ['Argument__1', ...]} from `m:f/n`; the atom itself if it is not of this form.
Term initial_call_term(Atom initial_call);

}  // namespace genmsg
