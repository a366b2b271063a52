// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Everything that a program needs to run processes and to look at them.

// Behaviours
#include "genmsg/behaviour/gen_msg.h"         // a worker: init, handle_msg, terminate
#include "genmsg/behaviour/gen_server.h"      // calls and casts
#include "genmsg/behaviour/supervisor.h"
#include "genmsg/behaviour/child_spec.h"      // what a supervisor starts, and how
#include "genmsg/behaviour/proc_lib.h"        // processes of your own kind
#include "genmsg/behaviour/proc_lib_info.h"   // labels, initial calls

// Processes
#include "genmsg/scheduler/runtime.h"         // Runtime: send, names, timers, counters
#include "genmsg/scheduler/erlang.h"          // self, link, monitor, exit, alias: in a process
#include "genmsg/process/signal_message.h"    // Exit, Down, Timeout
#include "genmsg/process/name.h"              // local, global, via
#include "genmsg/process/mailbox_limit.h"
#include "genmsg/process/timer.h"
#include "genmsg/scheduler/global.h"
#include "genmsg/process/async.h"             // callbacks that co_await
#include "genmsg/scheduler/await.h"
#include "genmsg/process/pending.h"           // answers on their way
#include "genmsg/process/error.h"             // Result, Error, Ok
#include "genmsg/process/report.h"            // what a logger is given; dead letters
#include "genmsg/scheduler/process_info.h"
#include "genmsg/scheduler/manual_scheduler.h"  // tests that always run the same

// Looking at them
#include "genmsg/sys/sys.h"                   // suspend, get_state, replace_state, trace...
#include "genmsg/sys/control.h"               // leases, steps, watches
#include "genmsg/sys/mailbox.h"               // what is queued
#include "genmsg/observe/node.h"              // what an observer sees of a runtime
#include "genmsg/observe/embedded_node.h"

// Terms
#include "genmsg/term/describe.h"             // C++ types as terms, and back
#include "genmsg/term/match.h"
#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"
#include "genmsg/term/term.h"

#include "genmsg/version.h"
