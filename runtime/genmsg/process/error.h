// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "genmsg/term/print.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// Why a request to a process failed: what OTP's call would have exited or raised with.
struct Error {
  enum class Code : unsigned char {
    NoProc,         // no such process or name
    NoReply,        // it lives, but has thrown the question away
    Exited,         // it exited before it answered; reason is its exit reason
    Timeout,        // no answer in time; a late one is dropped, but the request is still done
    CallingSelf,    // a process may not wait for itself
    WouldBlock,     // .wait() on a scheduler thread
    CallbackFailed, // {callback_failed, {Module, Function}, {Class, Reason}}
    BadState,       // a term that is no state of the process
    StaleState,     // the state moved since it was read
    NotSuspended,   // only a suspended process can be asked this
    EmptyMailbox,   // there is no message to step
    BadArgument,
  };
  Code code = Code::BadArgument;
  Term reason;

  std::string message() const { return print(reason, {.depth = 12, .characters = 500}); }
};

template <class T>
using Result = tl::expected<T, Error>;

/// The answer of a request that has nothing to say but ok.
struct Ok {
  friend bool operator==(Ok, Ok) noexcept = default;
};

}  // namespace genmsg
