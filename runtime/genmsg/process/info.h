// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "genmsg/term/atom.h"
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

}  // namespace genmsg
