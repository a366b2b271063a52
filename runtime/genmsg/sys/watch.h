// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "genmsg/term/term.h"

/// On what a process may be suspended by itself. See watch() in sys/control.h.
namespace genmsg::sys {

/// More messages are queued than this. Holds once for each time that the number is passed.
struct MailboxDeeper {
  std::uint32_t than = 0;
};

/// The next message matches a pattern, see matches() in term/match.h. The process is suspended with
/// that message still queued; once it is resumed, or has stepped, it takes it. A gen_server's
/// messages are {'$gen_call', From, Request}, {'$gen_cast', Request} and what handle_info takes, as
/// sys:log shows them; a timeout without a message matches nothing. Costs a term of every message.
struct MessageMatches {
  Term pattern;
};

/// A part of the state compares so with a value, as Erlang compares: 1 == 1.0. Holds once for each
/// time that it comes to. `path`: keys of maps, from 1 places in lists and tuples. A state without
/// that part never holds. Costs a term of the state for every message.
struct StateField {
  enum class Comparison : std::uint8_t { Equal, NotEqual, Less, AtMost, Greater, AtLeast };
  std::vector<Term> path;  // empty: the state itself
  Comparison comparison = Comparison::Equal;
  Term value;
};

/// An exception leaves a callback: the process is held before its terminate/2, with the state that
/// the callback left. It goes on to exit when it is resumed; an exit signal, or terminate(), ends it
/// with a reason of its own instead. Suspension::why is {watch, Id, Reason}.
struct Raises {};

using Condition = std::variant<MailboxDeeper, MessageMatches, StateField, Raises>;

/// As a person would write it: `mailbox > 100`, `message matches {add,'_'}`, `state.jobs.3 >= 7`,
/// `exception`.
std::string to_string(const Condition& condition);

/// A watch that is set.
struct WatchInfo {
  Term id;
  Condition condition;
  Term owner;
  std::uint64_t hits = 0;  // how often it has suspended the process
};

}  // namespace genmsg::sys
