// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "genmsg/process/error.h"
#include "genmsg/process/pending.h"
#include "genmsg/process/process.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// What erlang:process_info/1,2 tells of a process, as far as it exists in C++. A constant value.
struct ProcessInfo {
  struct Monitor {
    Pid pid;
    Atom name;  // that monitor() was called with; `undefined`: with the pid
  };

  Pid pid;
  Atom registered_name;  // `undefined`: none
  Atom initial_call;     // module:init/1
  Term label;            // proc_lib:set_label/1; `undefined`: none
  Atom status;           // running (asked by itself), runnable, waiting, suspended
  std::uint32_t message_queue_len = 0;  // priority messages and sys requests included
  std::vector<Pid> links;
  std::vector<Monitor> monitors;
  std::vector<Pid> monitored_by;  // one that watches twice is there twice
  std::vector<Term::Entry> dictionary;
  bool trap_exit = false;
  std::uint64_t reductions = 0;  // messages handled
  /// Bytes of the slot, its blocks, the state and the queued messages. An estimate: what the state
  /// and messages point to is not known, and of a long queue the first messages stand for the rest.
  std::size_t memory = 0;
  Term parent;                  // a pid; undefined for a process that none started
  std::vector<Term> ancestors;  // names or pids, nearest first
  bool hibernating = false;
  bool suspended = false;          // by sys:suspend
  bool priority_messages = false;  // it may get some, see EEP 76
  /// The first queued messages, priority ones first, cut to what fits a screen.
  std::vector<Term> messages;

  /// [{registered_name, Name}, ...] in OTP's order; registered_name only if there is one.
  Term to_term() const;
};

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
