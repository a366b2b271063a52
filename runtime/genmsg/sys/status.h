// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "genmsg/process/process.h"
#include "genmsg/term/describe.h"
#include "genmsg/term/term.h"

namespace genmsg::sys {

/// What sys:get_status tells, by its parts. Constant values.
struct Status {
  Pid pid;
  Atom behaviour;                  // gen_msg
  std::string header;              // "Status for generic message server pool_worker_1"
  /// What follows "Status for generic server " in the header if that is neither a pid nor an atom: a
  /// term that it was registered by, globally or via. Then OTP's header is {Tag, Name}.
  std::optional<Term> header_name;
  Term label;                      // see proc_lib::set_label(); undefined if it has none
  std::vector<Term> dictionary;    // {Key, Value}, with $initial_call and $ancestors
  Atom sys_state;                  // running | suspended
  std::optional<Suspension> suspension;  // while it is suspended
  Term parent;                     // a pid; undefined for a process that none started
  std::vector<Term> ancestors;     // names or pids, nearest first
  std::vector<Term> debug;         // what is on: trace, log, statistics
  std::vector<Term> logged_events;  // oldest first
  std::vector<Pid> links;
  bool trap_exit = false;
  Term state;                      // through the module's format_status, if it has one
  bool state_formatted = false;
  bool state_editable = false;
  std::uint64_t state_version = 0;
  TermShape state_shape;
  MailboxLimit mailbox_limit;      // messages 0: none
  std::uint64_t messages_lost = 0;  // by its mailbox limits

  /// {status, Pid, {module, Behaviour}, [PDict, SysState, Parent, Debug, Misc]}, with Misc as
  /// gen_server lays it out: header, data with Status, Parent and Logged events, data with State.
  Term to_term() const;
};

/// Of a process that is between two messages. @pre called on its scheduler
Status status_of(const Process& process);

/// The name that sys shows for a process: the term that it was started as, globally or via; else
/// its local name; else its pid.
Term name_of(const Process& process);
std::string printed_name(const Process& process);

}  // namespace genmsg::sys
