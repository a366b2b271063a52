// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "genmsg/observe/snapshot.h"
#include "genmsg/process/info.h"
#include "genmsg/process/mailbox_peek.h"
#include "genmsg/process/report.h"
#include "genmsg/process/suspension.h"
#include "genmsg/process/trace_spec.h"
#include "genmsg/sys/step.h"
#include "genmsg/sys/watch.h"
#include "genmsg/term/describe.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// Why a node did not do what it was asked.
struct NodeError {
  enum class Code : std::uint8_t {
    NoProc,        // the process has exited
    Timeout,       // no answer within the deadline; the request is still carried out later
    NotSuspended,  // only a suspended process can be asked this
    EmptyMailbox,  // there is no message to step
    NotSupported,  // the process has no such callback, or the node no such action
    CallbackFailed,  // the process's callback raised; its state is unchanged
    BadState,      // the term is not a state of that process: message says path, expected, found
    BadMessage,    // the term is no message that the process takes; likewise
    StaleState,    // the state moved since it was fetched
    Busy,          // only one can do this at a time, and another one does
    Disconnected,
    Other,
  };
  Code code = Code::Other;
  std::string message;  // for a person: what, where, what was expected
};

template <class T>
using NodeResult = tl::expected<T, NodeError>;
template <class T>
using Completion = std::function<void(NodeResult<T>)>;
struct Done {};

/// What a node is. Constant for its life.
struct NodeInfo {
  std::string name;     // "embedded"
  std::string version;  // of the runtime
  std::int64_t os_pid = 0;
  std::uint32_t schedulers = 0;
  std::uint64_t process_limit = 0;
};

/// sys:get_status, laid out and in full.
struct ProcessStatus {
  Pid pid;
  Term status;                    // the whole reply: {status,Pid,{module,M},[PDict,...]}
  std::string header;             // "Status for generic message server pool_worker_1"
  Atom sys_state;                 // running | suspended
  std::optional<Suspension> suspension;  // who suspended it; nothing while it runs
  Term parent;                    // a pid, or undefined
  std::vector<Term> ancestors;    // names or pids, nearest first
  std::vector<Term> dictionary;   // {Key, Value}
  std::vector<Pid> links;
  std::vector<Term> logged_events;  // oldest first
  bool trap_exit = false;
  Term state;                     // through format_status
  bool state_formatted = false;   // by the module's own format_status; then it may be a redaction
  bool state_editable = false;    // replace_state can take it back
  std::uint64_t state_version = 0;  // messages handled + replacements
  TermShape state_shape;          // declaration order of fields and their types
};
using ProcessStatusPtr = std::shared_ptr<const ProcessStatus>;

/// What replace_state edits: the raw state, never format_status's.
struct ProcessState {
  Pid pid;
  Term state;
  std::uint64_t version = 0;
  TermShape shape;
};

using ProcessInfoPtr = std::shared_ptr<const ProcessInfo>;
using MailboxPeekPtr = std::shared_ptr<const MailboxPeek>;

/// What one message did, see sys::step().
using StepPtr = std::shared_ptr<const sys::Step>;

struct TraceEvent {
  using Kind = TraceKind;
  std::uint64_t number = 0;  // from 1, counts in the merged order
  std::int64_t time_ns = 0;  // the node's monotonic clock
  Kind kind = Kind::Receive;
  Pid pid;      // the traced process
  Pid peer;     // sender of a received, receiver of a sent message, the other one of a spawn or
                // link; default: no process
  Atom type;    // the message's C++ type, as named by its description; a new process's initial call
  Term message; // bounded: what is too large was cut when it was recorded. Or the reason of an
                // exit, who suspended it, the state that it was given
  TraceSessionId session = 0;  // that it was recorded for
  /// Which message its process handled when this came to be: the same for a receive, its Handled,
  /// and what the callback has sent. 0: none yet.
  std::uint64_t handling = 0;
  /// The same for a send and its receive, if both were traced; 0: not known.
  std::uint32_t trace_number = 0;
  std::int64_t wait_ns = -1;   // Receive: since it was sent; below 0: the send was not traced, or
                               // is forgotten
  std::int64_t run_ns = -1;    // Handled: how long the callback ran, or ran before it awaited
};

/// Trace events since the last call, in order of time.
struct TraceBatch {
  std::vector<TraceEvent> events;
  /// Lost because they came faster than they were taken: by all sessions since the node was made. It
  /// never falls; of each session see TraceSessionState.
  std::uint64_t dropped = 0;
  /// Messages that were under way for so long that their sends have been forgotten, so that their
  /// receives have no wait time. Likewise.
  std::uint64_t waits_forgotten = 0;
  /// Those that run, and those that have ended since the last call.
  std::vector<TraceSessionState> sessions = {};
};

/// A session that has begun.
struct TraceStarted {
  TraceSessionId id = 0;
  std::uint64_t processes = 0;  // that it traces by now
};

/// A running system that can be looked at and controlled: the embedded runtime, and later a runtime
/// in another program, a recording. Everything that crosses it is a plain value.
/// Threads: every function from any one thread at a time, never blocking it; completions are called
/// exactly once, on the node's own thread, and must neither block it nor throw. Destroying the node
/// completes what is open with Disconnected.
/// Errors: a process that has exited answers NoProc; a deadline always ends in a completion.
class Node {
 public:
  using Timeout = std::chrono::milliseconds;
  virtual ~Node() = default;

  virtual NodeInfo info() const = 0;

  /// Reads published counters; no process notices.
  virtual void snapshot(Completion<SnapshotPtr> done) = 0;

  /// Crash, supervisor and other reports with numbers above `since`, and how many of them are no
  /// longer kept. Ask for those after ReportBatch::last next time.
  virtual void reports(std::uint64_t since, Completion<ReportBatch> done) = 0;
  /// The last messages that reached nobody, and how many there were.
  virtual void dead_letters(Completion<DeadLetterBatch> done) = 0;

  /// Links, monitors, ancestors and so on; answered between two messages, also by a process that
  /// is suspended. Its queued messages are not looked at. See genmsg::process_info().
  virtual void process_info(Pid pid, Timeout timeout, Completion<ProcessInfoPtr> done) = 0;
  /// What waits in its mailbox; looked through between two messages, which takes it some
  /// nanoseconds a message: for when somebody asks, not for every snapshot. See sys::mailbox().
  virtual void mailbox(Pid pid, MailboxRange range, Timeout timeout,
                       Completion<MailboxPeekPtr> done) = 0;
  /// Sends what the term means to the process, as from outside. It is written as the mailbox shows
  /// messages; one of several types as {TypeName, Value}. Refused with BadMessage if the term is none
  /// of its messages, NotSupported if none of them can be made from a term (of a gen_server those of
  /// handle_info; a supervisor takes none), and Other if a mailbox limit keeps it out.
  virtual void send(Pid pid, Term message, Completion<Done> done) = 0;

  // Requests to one process, sent with priority: they overtake its mailbox.
  virtual void get_status(Pid pid, Timeout timeout, Completion<ProcessStatusPtr> done) = 0;
  virtual void get_state(Pid pid, Timeout timeout, Completion<ProcessState> done) = 0;
  /// Refused with StaleState if the state's version is no longer `expected_version`.
  virtual void replace_state(Pid pid, Term state, std::optional<std::uint64_t> expected_version,
                             Timeout timeout, Completion<ProcessState> done) = 0;
  /// Completes with who has it suspended now, which is another one if that one outlasts this, see
  /// sys::suspend_by(). A lease is renewed by the node, every third of it, until resume(), or
  /// another one's suspension: so it ends by itself only when who looks has gone.
  virtual void suspend(Pid pid, Suspender suspender, Timeout timeout,
                       Completion<Suspension> done) = 0;
  virtual void resume(Pid pid, Timeout timeout, Completion<Done> done) = 0;
  /// A suspended process handles one message, or throws it away: `skip`. The deadline is for the
  /// whole message. Refused with NotSuspended and EmptyMailbox. See sys::step().
  virtual void step(Pid pid, bool skip, Timeout timeout, Completion<StepPtr> done) = 0;
  /// Suspends the process whenever the condition comes to hold; a lease is renewed as above. See
  /// sys::watch().
  virtual void watch(Pid pid, Term id, sys::Condition condition, Suspender suspender,
                     Timeout timeout, Completion<Done> done) = 0;
  virtual void unwatch(Pid pid, Term id, Timeout timeout, Completion<Done> done) = 0;
  virtual void watches(Pid pid, Timeout timeout,
                       Completion<std::vector<sys::WatchInfo>> done) = 0;
  /// exit(Pid, Reason): a signal; completes when it was sent.
  virtual void exit(Pid pid, Term reason, Completion<Done> done) = 0;

  /// Begins a trace session, which ends at the first of its limits, and with the node. Completes
  /// when all its processes record, or have exited. Errors: NoProc if there is none; Busy if another
  /// node traces this runtime; Other if there are too many, or the specification asks for nothing.
  virtual void start_trace(TraceSpec spec, Completion<TraceStarted> done) = 0;
  /// Ends one; what it has recorded is still to be taken. Done also if it is over.
  virtual void stop_trace(TraceSessionId session, Completion<Done> done) = 0;
  /// Takes processes out of a session, which goes on with its others, and ends with the last one. Each
  /// records until it comes to it, between two messages. Done also if they are not in it.
  virtual void untrace(TraceSessionId session, std::vector<Pid> pids, Completion<Done> done) = 0;
  virtual void take_trace(Completion<TraceBatch> done) = 0;
};

}  // namespace genmsg
