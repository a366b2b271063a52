// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "genmsg/process/pending.h"
#include "genmsg/process/suspension.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/sys/options.h"
#include "genmsg/sys/step.h"
#include "genmsg/sys/watch.h"
#include "genmsg/term/term.h"

/// What sys offers beyond OTP's: suspensions with an owner and a lease, single steps, and watches.
/// Requests like those of sys/sys.h, with the same errors.
namespace genmsg::sys {

// --- suspensions

using Suspender = genmsg::Suspender;

/// Suspends, and gives who has it suspended now: of several the first, or the first that a watch
/// speaks for. Each has a lease of its own: the process resumes by itself when the last of them has
/// ended, so that nobody's suspension ends because of another's. Who suspends again has the longer
/// of the two leases. Whoever calls resume() resumes it for all.
Pending<Suspension> suspend_by(Runtime& runtime, Name name, Suspender suspender,
                               Options options = {});
/// Has the lease of `suspender.owner` end so much after now. Errors: NotSuspended; BadArgument
/// {not_owner, Owner} if it is not among those who have it suspended.
Pending<Suspension> renew(Runtime& runtime, Name name, Suspender suspender, Options options = {});
/// None: it is not suspended.
Pending<std::optional<Suspension>> suspension(Runtime& runtime, Name name, Options options = {});

// --- steps

/// Has a suspended process handle exactly one message, the one that it would take next after
/// resume, with what its callback continues with or awaits; then it is suspended again. The answer
/// comes when the message is done. `skip`: the message is thrown away instead, and kept as a dead
/// letter.
/// Requests that are asked for later, further steps too, wait until it is done.
/// Errors: NotSuspended; EmptyMailbox, as nobody wants to wait for a
/// message; BadArgument {{held, Reason}, ...} for a process that a watch holds after an exception: it takes
/// no message more. Exited, once it is gone, if the process ends before it takes a message.
Pending<Step> step(Runtime& runtime, Name name, bool skip = false, Options options = {});

// --- watches

/// Suspends the process whenever the condition comes to hold, until somebody resumes it or the
/// lease ends, which counts from then on. Looked at between two messages; costs nothing when no
/// watch is set. One that is set again under the same id replaces the first.
/// Suspension::why is {watch, Id}.
Pending<Ok> watch(Runtime& runtime, Name name, Term id, Condition condition, Suspender suspender,
                  Options options = {});
/// Ok also if there is none with that id. Does not resume.
Pending<Ok> unwatch(Runtime& runtime, Name name, Term id, Options options = {});
Pending<std::vector<WatchInfo>> watches(Runtime& runtime, Name name, Options options = {});

}  // namespace genmsg::sys
