// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "genmsg/process/error.h"
#include "genmsg/process/suspension.h"
#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

/// What sys hangs on a process that somebody looks at closely. A process without them pays nothing.
/// Threads: the scheduler that runs the process.
namespace genmsg {

struct Message;
struct Process;

/// The debug list of one process: sys:trace, log, install and so on; sys/debug.h implements it. An event that cannot
/// be shown is left out: looking never ends a process.
class DebugHook {
 public:
  virtual ~DebugHook() = default;
  virtual void before(Process& process, const Term& message) noexcept = 0;
  virtual void after(Process& process) noexcept = 0;
  /// Instead of after(): the callback replied to a call.
  virtual void replied(Process& process, const Term& reply, const Term& to) noexcept = 0;
  /// Instead of before(): handle_continue is called.
  virtual void continued(Process& process, const Term& continuation) noexcept = 0;
  /// sys:log's events, oldest first.
  virtual std::vector<Term> logged() const = 0;
};

/// What sees a suspended process take one message; sys/control.cpp implements it. At most one of
/// ended(), exited() and refused() is called, once; none if the runtime goes first.
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

/// What decides between two messages whether a process is to be suspended; sys/watches.h
/// implements it.
class WatchHook {
 public:
  virtual ~WatchHook() = default;
  /// `next`: what it would handle now; null: nothing, or a timeout. One that suspends the process
  /// is marked Message::has_matched.
  virtual std::optional<Suspension> look(Process& process, Message* next) noexcept = 0;
  /// An exception has left a callback.
  virtual std::optional<Suspension> raised(const Process& process,
                                           const Term& reason) noexcept = 0;
};

}  // namespace genmsg
