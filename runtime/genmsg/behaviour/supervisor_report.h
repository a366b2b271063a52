// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "genmsg/behaviour/child_spec.h"
#include "genmsg/term/atom.h"
#include "genmsg/term/term.h"

/// What supervisors report of their children. One without a name is {Pid,CallbackModule}.
/// Threads: in the supervisor.
/// See: supervisor.erl, report_error/4 and report_progress/2; sasl, "Supervisor Report".
namespace genmsg::supervisor {

/// permanent | transient | temporary
Atom restart_term(Restart restart);
/// brutal_kill | infinity | milliseconds
Term shutdown_term(const Shutdown& shutdown);

/// [{pid,Pid},{id,Id},{mfargs,undefined},{restart_type,R},{significant,S},{shutdown,T},
/// {child_type,C}]. `pid`: a pid, `undefined` or {restarting,Pid}.
/// Where C++ differs: a start function has no name to show, so mfargs is `undefined`.
Term child_report(Term pid, const ChildSpec& spec);

/// Context: start_error | child_terminated | shutdown | shutdown_error. Level Error.
void report_supervisor(Atom callback_module, Atom context, Term offender, Term reason);
/// A child was started. Level Info.
void report_progress(Atom callback_module, Term started);

}  // namespace genmsg::supervisor
