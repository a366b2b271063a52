// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "genmsg/process/error.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

struct Message;
struct Process;

/// Who has suspended a process, why, and until when. A value.
struct Suspension {
  static constexpr std::int64_t no_end = std::numeric_limits<std::int64_t>::max();

  Term owner;  // as it calls itself; one that does not: its pid, `undefined` for no process
  Term why;    // `undefined`: it asked for it; {watch, Id}; {watch, Id, Reason} of an exception
  std::int64_t since_ns = 0;       // the runtime's clock
  std::int64_t until_ns = no_end;  // when its lease ends and the process resumes by itself
};

/// What sees a suspended process take one message. sys/step.h implements it.
/// Threads: the scheduler that runs the process. Exactly one of ended(), exited() and refused() is
/// called, once.
class StepHook {
 public:
  virtual ~StepHook() = default;
  /// The message is thrown away, not handled.
  virtual bool skips() const noexcept = 0;
  virtual void begin(const Process& process) noexcept = 0;
  /// What it takes, as it was before it is handled.
  virtual void take(Pid sender, Atom type, const Term& message) noexcept = 0;
  virtual void sent(Pid to, const Message& message) noexcept = 0;
  virtual void replied(const Term& to, const Term& reply) noexcept = 0;
  /// It is between two messages again.
  virtual void ended(const Process& process) noexcept = 0;
  virtual void exited(const Term& reason) noexcept = 0;
  /// It took nothing.
  virtual void refused(const Error& why) noexcept = 0;

  bool has_taken() const noexcept { return has_taken_; }

 protected:
  bool has_taken_ = false;
};

/// What decides between two messages whether a process is to be suspended. sys/watch.h implements
/// it. Threads: the scheduler that runs the process.
class WatchHook {
 public:
  virtual ~WatchHook() = default;
  /// `next`: what it would handle now; null: nothing is there.
  virtual std::optional<Suspension> look(Process& process, const Message* next) noexcept = 0;
  /// An exception has left a callback.
  virtual std::optional<Suspension> raised(const Process& process,
                                           const Term& reason) noexcept = 0;
};

}  // namespace genmsg
