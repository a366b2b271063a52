// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "genmsg/process/restart_log.h"
#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// OTP's words: running (a scheduler executes it), runnable (has something to do and waits for a
/// scheduler), waiting (nothing to do), suspended (sys:suspend), exiting.
enum class Status : std::uint8_t { Running, Runnable, Waiting, Suspended, Exiting };

/// One process as it was when the snapshot passed it. Plain numbers, no reference into the runtime.
/// Limits: 96 bytes, in the order that leaves no gaps: of a million processes an observer holds two
/// snapshots while it takes the next.
struct ProcessRow {
  Pid pid;
  Pid parent;               // first of $ancestors; a default pid if it was started by no process
  Atom name;                // registered name, else `undefined`
  Atom initial_call;        // "pool_worker:init/1"
  Atom behaviour;           // gen_msg, gen_server, supervisor, proc_lib
  /// Of the last message handled; while the mailbox never runs dry, of one of the last 64. As in
  /// MailboxPeek; `undefined`: none yet.
  Atom last_type;
  std::uint64_t messages = 0;      // handled since start (= reductions)
  std::uint64_t busy_ns = 0;       // in callbacks since start; an estimate from samples
  std::int64_t start_ns = 0;       // on the snapshot's clock
  std::uint32_t mailbox = 0;       // messages and sys requests queued
  /// How often its supervisor has restarted this child before, for its own sake and not a sibling's:
  /// of a dynamic child, all that it succeeds in a row.
  std::uint32_t restarts = 0;
  /// The most that was queued when a slice of it began, or is now: what came and went in between is
  /// not seen.
  std::uint32_t peak = 0;
  std::uint32_t limit = 0;         // most messages that may queue; 0: no limit
  std::uint32_t lost = 0;          // messages that its mailbox limits have lost; at most 2^32 - 1
  std::uint32_t state_bytes = 0;   // sizeof its state: what that points to is not known. 0: it has none
  /// About how long before the snapshot it handled the message of `last_type`; below 0: not yet.
  float last_ago_ns = -1;
  float max_ns = 0;                // the longest timed message
  /// The longest that a message waited in its mailbox, of those that were sampled: at a message that
  /// is timed, the newest one queued is noted, and its wait counts from then until it is handled, or
  /// now. So it is a little less than the truth for a message, and up to 64 messages' time more.
  float wait_max_ns = 0;
  std::int16_t scheduler = -1;     // that ran it last; -1: none yet, or a blocking thread
  Status status = Status::Waiting;
  bool traced = false;
};
static_assert(sizeof(ProcessRow) == 96);

/// Who has a process suspended, and since when.
struct SuspensionRow {
  Pid pid;
  std::int64_t since_ns = 0;  // on the snapshot's clock
  Term owner;                 // as it calls itself; `undefined`: nobody said who
};

/// One scheduler (a thread). Times are cumulative.
struct SchedulerRow {
  std::uint64_t busy_ns = 0;   // executing processes
  std::uint64_t idle_ns = 0;   // looking for work or asleep
  std::uint64_t slices = 0;    // how often it took a process from a run queue
  Pid current;                 // what it executes; a default pid if nothing
  std::int64_t current_since_ns = 0;  // when this was first seen, on the snapshot's clock
};

/// All processes of a node at (about) one moment. Immutable once made.
/// Taken without stopping the world: rows are exact each, the whole is not one instant.
struct Snapshot {
  std::int64_t time_ns = 0;        // the node's monotonic clock when it began
  std::int64_t wall_time_ms = 0;   // since 1970, for the eye
  std::int64_t cost_ns = 0;        // what taking it took
  std::int64_t node_start_ns = 0;  // on the same clock as time_ns
  std::vector<ProcessRow> processes;
  std::vector<SuspensionRow> suspensions;  // of the processes that are suspended
  std::vector<RestartHistory> supervisors;  // in no order
  std::vector<SchedulerRow> schedulers;
  std::uint64_t process_limit = 0;
  std::uint64_t messages_handled = 0;  // by all processes, dead ones too
  std::uint64_t dead_letters = 0;
  std::uint64_t spawned = 0;
  std::uint32_t blocking_threads = 0;  // that run blocking processes; they are no schedulers
  std::uint64_t messages_lost = 0;  // by mailbox limits, of all processes, dead ones too
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace genmsg
