// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

#include "genmsg/term/term.h"

namespace genmsg {

/// Who has suspended a process, why, and until when. A value.
struct Suspension {
  static constexpr std::int64_t no_end = std::numeric_limits<std::int64_t>::max();

  Term owner;  // as it calls itself; of sys::suspend() the caller's pid, `undefined` for no process
  Term why;    // `undefined`: it asked for it; {watch, Id}; {watch, Id, Reason} of an exception
  std::int64_t since_ns = 0;       // the runtime's clock
  std::int64_t until_ns = no_end;  // when its lease ends and the process resumes by itself
};

/// Who suspends a process, and for how long. A value.
struct Suspender {
  Term owner = {};  // what others are shown
  /// The process resumes by itself when this is over, unless the lease is renewed: so that nothing
  /// stays suspended by who has gone. Not positive: no lease.
  std::chrono::nanoseconds lease{0};
};

}  // namespace genmsg
