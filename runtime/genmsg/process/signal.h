// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <variant>

#include "genmsg/process/signal_message.h"
#include "genmsg/process/timer_wheel.h"
#include "genmsg/process/message_pool.h"
#include "genmsg/term/describe.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

struct Process;

/// A request that a process carries out on itself between two messages: the sys calls.
/// Exactly one of run() and fail() is called, once.
class SystemRequest {
 public:
  virtual ~SystemRequest() = default;
  /// On the process's own scheduler. Must not throw.
  virtual void run(Process& process) noexcept = 0;
  /// On any thread: the process exited, or had, before it could answer.
  virtual void fail(const Term& exit_reason) noexcept = 0;
};

/// exit/2, or a link that broke.
struct ExitSignal {
  Pid from;
  Term reason;
  bool by_link = false;
  bool is_flushed = false;  // while it waits for its turn
  bool priority = false;    // as its sender asked
  std::uint64_t alias = 0;  // that it was sent to
};
struct LinkSignal {
  Pid from;
};
/// `id` is its sender's number for it, and comes back with the acknowledgement; 0: nobody waits.
struct UnlinkSignal {
  Pid from;
  std::uint64_t id = 0;
};
struct UnlinkAckSignal {
  Pid from;
  std::uint64_t id;
};
struct MonitorSignal {
  Pid watcher;
  std::uint64_t reference;
};
struct DemonitorSignal {
  Pid watcher;
  std::uint64_t reference;
};
/// A monitored process ended.
struct DownSignal {
  Pid from;
  std::uint64_t reference;
  Term reason;
  bool is_told = false;  // by an answer: ends the monitor without a message
};
/// The time that was set with number `generation` of the process's timer `kind` has come.
struct TimeoutSignal {
  std::uint32_t generation;
  TimerKind kind = TimerKind::Receive;
};
/// What the process awaits with number `number` is there.
struct WakeSignal {
  std::uint64_t number;
};
/// A message that goes before all that are queued, if the alias agrees.
struct PriorityMessageSignal {
  PooledMessage message;
  std::uint64_t alias;
};
/// process_info: answered when it is received, whatever the process waits for.
struct ProcessInfoSignal {
  std::unique_ptr<SystemRequest> request;
};
/// More messages are queued, or came, than the mailbox limit allows.
struct LimitSignal {
  std::uint32_t exit_at = 0;  // the limit, if its policy is to exit; 0: the oldest are dropped
};
struct SystemSignal {
  std::unique_ptr<SystemRequest> request;
  bool priority = false;
};

/// What processes and threads tell a process beside messages. Carries how many messages had been
/// pushed when it was sent: a sys request without priority waits until they have been handled.
/// See: Erlang Reference Manual, Processes, Signals.
struct Signal {
  Signal* next = nullptr;
  std::uint32_t serial = 0;    // of the process it is meant for, not of a later one in its slot
  std::uint32_t position = 0;  // pushed count of the mailbox
  std::variant<ExitSignal, LinkSignal, UnlinkSignal, UnlinkAckSignal, MonitorSignal,
               DemonitorSignal, DownSignal, PriorityMessageSignal, ProcessInfoSignal, TimeoutSignal,
               WakeSignal, LimitSignal, SystemSignal>
      body;
};

}  // namespace genmsg
