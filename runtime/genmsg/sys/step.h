// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "genmsg/term/atom.h"
#include "genmsg/term/describe.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg::sys {

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
  /// The message was its last: it has exited, or a watch holds it after an exception.
  std::optional<Term> exit_reason;

  static constexpr std::size_t most_sent = 100;
};

}  // namespace genmsg::sys
