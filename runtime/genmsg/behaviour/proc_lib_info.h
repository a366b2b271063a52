// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "genmsg/process/error.h"
#include "genmsg/process/pending.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/term/term.h"

/// What proc_lib knows of a process: its label and its first call.
namespace genmsg::proc_lib {

/// Any term that tells this process from others of its kind, for reports and observers. Kept in the
/// process dictionary as '$process_label'. In a process only. See: proc_lib:set_label/1 (OTP 27).
void set_label(Term label);
/// `undefined` if it has none or is no living process. Answered by the process, between two
/// messages; at once for the calling process itself. Threads: any. See: proc_lib:get_label/1.
Pending<Term> get_label(Runtime& runtime, Pid pid);

/// {Module, init, 1} for a gen_msg or gen_server, {supervisor, Module, 1} for a supervisor, else
/// what the process was spawned as: "module:function/2" is {module, function, 2}. {proc_lib, init_p,
/// 5} if it is no living process or was spawned as no such text. Threads: any.
/// See: proc_lib:translate_initial_call/1.
Term translate_initial_call(const Runtime& runtime, Pid pid);
/// The same with the arguments by placeholders, {Module, init, ['Argument__1']}; `false` where
/// translate_initial_call() gives {proc_lib, init_p, 5}. Threads: any. See: proc_lib:initial_call/1.
Term initial_call(const Runtime& runtime, Pid pid);

}  // namespace genmsg::proc_lib
