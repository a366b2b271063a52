// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "genmsg/process/error.h"
#include "genmsg/process/info.h"
#include "genmsg/process/pending.h"
#include "genmsg/process/process.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/term/pid.h"

namespace genmsg {

/// Asks a process for it. Answered when the process receives signals, which it does between two
/// messages, also while it is suspended, hibernates or waits; not queued behind its messages.
/// `messages`: how many of the queued messages to look at. A process that asks for its own gets it
/// at once.
/// Threads: any. Errors: NoProc (OTP: undefined) for a process that has exited, or does before it
/// answers. See: erlang:process_info/2.
Pending<ProcessInfo> process_info(Runtime& runtime, Pid pid, std::size_t messages = 0);

/// Of the running process. @pre called in a process, else NotAProcess is thrown
ProcessInfo process_info(std::size_t messages = 0);

/// The processes that it is linked to. @pre called on its scheduler
std::vector<Pid> linked_to(const Process& process);

}  // namespace genmsg
