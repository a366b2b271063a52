// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "genmsg/process/error.h"
#include "genmsg/process/pending.h"
#include "genmsg/process/suspension.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/sys/options.h"
#include "genmsg/sys/watch.h"
#include "genmsg/term/describe.h"
#include "genmsg/term/term.h"

/// What sys offers beyond OTP's: suspensions with an owner and a lease, single steps, and watches.
/// Requests like those of sys/sys.h, with the same errors.
namespace genmsg::sys {

// --- suspensions

/// Who suspends.
struct Suspender {
  Term owner;  // what others are shown
  /// The process resumes by itself when this is over, unless the lease is renewed: so that nothing
  /// stays suspended by who has gone. Not positive: no lease.
  std::chrono::nanoseconds lease{0};
};

/// Suspends, and gives who has it suspended now. Of several suspenders it is the one whose lease
/// ends last; one without a lease outlasts all others. Whoever calls resume() resumes it for all.
Pending<Suspension> suspend_by(Runtime& runtime, Name name, Suspender suspender,
                               Options options = {});
/// Has the lease of `suspender.owner` end so much later than now. Errors: BadArgument not_suspended,
/// or {not_owner, Owner} if another has it suspended.
Pending<Suspension> renew(Runtime& runtime, Name name, Suspender suspender, Options options = {});
/// None: it is not suspended.
Pending<std::optional<Suspension>> suspension(Runtime& runtime, Name name, Options options = {});

// --- steps

/// What a message did to a process that took it alone.
struct Step {
  struct Sent {
    Term to;       // a pid; for a reply, whoever called
    Atom type;
    Term message;  // bounded
    bool is_reply = false;
  };

  bool skipped = false;  // thrown away, not handled
  Pid sender;            // a default pid: sent by no process
  Atom type;             // of the message
  Term message;          // bounded, as it was before
  Term before;           // the state; through no format_status
  Term after;            // `undefined` if the process has exited
  TermShape shape;       // of the state
  std::uint64_t version = 0;  // of the state after it
  std::vector<Sent> sent;     // in order; the first most_sent
  std::size_t sent_more = 0;  // how many came after those
  std::optional<Term> exit_reason;  // the message was its last

  static constexpr std::size_t most_sent = 100;
};

/// Has a suspended process handle exactly one message, the one that it would take next after
/// resume, with what its callback continues with or awaits; then it is suspended again. The answer
/// comes when the message is done. `skip`: the message is thrown away instead, and kept as a dead
/// letter.
/// Requests that are asked for later, further steps too, wait until it is done.
/// Errors: BadArgument not_suspended; empty_mailbox, as nobody wants to wait for a message;
/// {held, Reason} for a process that a watch holds after an exception: it takes no message more;
/// resumed, if a lease ends first. Exited, if the process ends before it takes a message.
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
