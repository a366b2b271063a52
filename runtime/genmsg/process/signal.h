// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <variant>

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

/// Messages that signals become.
/// See: erlang:process_flag(trap_exit), erlang:monitor/2.
struct Exit {
  Pid from;
  Term reason;
};
struct Down {
  std::uint64_t reference = 0;
  Pid pid;  // the process found at the call of monitor(); a default Pid if it found none
  Term reason;
  Atom name{};  // that monitor() was called with; `undefined`: with the pid
};
/// True for messages that signals become: no mailbox limit loses them.
template <class T>
inline constexpr bool is_of_signal = std::same_as<T, Exit> || std::same_as<T, Down>;

/// What a behaviour is told when it asked for a timeout and no message came.
struct Timeout {};

/// {'EXIT', From, Reason} and {'DOWN', Ref, process, Pid | {Name, Node}, Reason}, as Erlang writes
/// them.
template <>
struct TermTraits<Exit> {
  static Term to_term(const Exit& exit) {
    return Term::tuple_of(atoms::exit, exit.from, exit.reason);
  }
  static std::string type_name() { return "'EXIT'"; }
};
template <>
struct TermTraits<Down> {
  static Term to_term(const Down& down) {
    return Term::tuple_of(atoms::down, Term::reference(down.reference), atoms::process,
                          object(down), down.reason);
  }
  static std::string type_name() { return "'DOWN'"; }

 private:
  static Term object(const Down& down) {
    if (down.name == atoms::undefined) return down.pid;
    return Term::tuple_of(down.name, Atom::intern("nonode@nohost"));
  }
};
template <>
struct TermTraits<Timeout> {
  static Term to_term(const Timeout&) { return atoms::timeout; }
  static std::string type_name() { return "timeout"; }
};

}  // namespace genmsg
