// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Everything that a program needs to run processes and to look at them.
#include "genmsg/behaviour/child_spec.h"
#include "genmsg/behaviour/gen_msg.h"
#include "genmsg/behaviour/gen_server.h"
#include "genmsg/behaviour/proc_lib.h"
#include "genmsg/behaviour/supervisor.h"
#include "genmsg/observe/embedded_node.h"
#include "genmsg/observe/node.h"
#include "genmsg/process/async.h"
#include "genmsg/process/error.h"
#include "genmsg/process/pending.h"
#include "genmsg/scheduler/await.h"
#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/manual_scheduler.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/sys/sys.h"
#include "genmsg/term/describe.h"
#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"
#include "genmsg/term/term.h"
#include "genmsg/version.h"
