// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// How much of a mailbox to look at.
struct MailboxRange {
  static constexpr std::uint32_t most = 1000;
  /// Of a longer mailbox no more are looked at: the process would stand still for too long.
  static constexpr std::uint64_t most_walked = 10'000'000;
  std::uint32_t first = 50;  // of those that are handled next
  std::uint32_t last = 50;   // of those that came last; at most `most` each
};

/// What waits in a mailbox, as it was between two messages.
struct MailboxPeek {
  /// How many there are of a type.
  struct TypeCount {
    Atom type;  // of the value; of a variant that of its alternative, of a call that of its request
    std::uint64_t count = 0;
  };
  struct Queued {
    std::uint64_t index = 0;  // from 0: handled next; priority messages first
    bool priority = false;    // see EEP 76
    Pid sender;               // a default pid: sent by no process
    Atom type;
    Term message;             // bounded
  };

  Pid pid;
  std::uint64_t total = 0;              // messages; sys requests are none
  std::uint64_t counted = 0;            // in by_type; below total only beyond most_walked
  std::vector<TypeCount> by_type;       // most first
  std::vector<Queued> first;            // in the order of their turns
  std::vector<Queued> last;             // none that is in `first`; empty if not all are counted
};

}  // namespace genmsg
