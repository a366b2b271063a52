// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "genmsg/process/error.h"
#include "genmsg/process/mailbox_peek.h"
#include "genmsg/process/name.h"
#include "genmsg/process/pending.h"
#include "genmsg/scheduler/runtime.h"

namespace genmsg::sys {

/// What waits in a process's mailbox: how many messages of which type, and the first and last of
/// them. Not behind its messages: answered when the process receives signals, between two messages,
/// also while it is suspended or its callback awaits something. Flushed messages are left out, as
/// are sys requests; one to an alias that is off counts until its turn comes.
/// Threads: any. Errors: NoProc for a process that has exited, or does before it answers;
/// CallingSelf.
/// Complexity: the process looks at each message, some nanoseconds, and makes terms of those that
/// are shown. Limits: MailboxRange.
/// See: erlang:process_info/2, messages.
Pending<MailboxPeek> mailbox(Runtime& runtime, Name name, MailboxRange range = {});

}  // namespace genmsg::sys
