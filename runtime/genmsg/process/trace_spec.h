// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"

/// What a trace session records, of whom, and when it has enough. Plain values.
namespace genmsg {

/// What a traced process did. See: erlang:trace/3.
enum class TraceKind : std::uint8_t {
  Receive,        // it begins to handle a message
  Handled,        // the callback has returned: how long it ran; not counted by the limits
  Send,
  Spawn,          // it started a process, the peer
  Spawned,        // it was started by the peer, and traced from the beginning
  Exit,
  Link,           // by itself, or by the peer
  Unlink,
  Suspend,
  Resume,
  Step,
  StateReplaced,  // sys:replace_state
};
inline constexpr std::size_t trace_kinds = 12;

/// A set of kinds.
using TraceKinds = std::uint16_t;
constexpr TraceKinds bit(TraceKind kind) noexcept {
  return static_cast<TraceKinds>(1u << static_cast<unsigned>(kind));
}
inline constexpr TraceKinds all_trace_kinds = (1u << trace_kinds) - 1;
inline constexpr TraceKinds messages_traced =
    bit(TraceKind::Receive) | bit(TraceKind::Handled) | bit(TraceKind::Send);

/// The first that is reached ends the session. None can be switched off.
struct TraceLimits {
  std::uint64_t events = 100;
  std::chrono::milliseconds time{15'000};
  std::uint32_t events_per_second = 2'000;
  friend bool operator==(const TraceLimits&, const TraceLimits&) = default;
};

/// Whom a session traces: the processes of `pids`, those of `subtree`, those of `initial_call`; a
/// default value stands for none.
struct TraceSpec {
  std::vector<Pid> pids = {};
  Pid subtree = {};        // it and whom it started, and so on: all who have it as an ancestor
  Atom initial_call = {};  // "pool_worker:init/1"
  bool new_processes = false;  // of the subtree or initial call, those that start later, too
  TraceKinds kinds = messages_traced;
  Atom message_type = {};  // of sends and receives only these, with or without namespace;
                           // `undefined`: of any type
  TraceLimits limits = {};
  friend bool operator==(const TraceSpec&, const TraceSpec&) = default;
};

/// Unique in a runtime, from 1.
using TraceSessionId = std::uint64_t;

/// Why a session ended.
enum class TraceEnd : std::uint8_t {
  Running,  // it has not
  Events,   // TraceLimits::events
  Time,     // TraceLimits::time
  Rate,     // TraceLimits::events_per_second
  Stopped,  // by request, also that for each of its processes
  Exited,   // all of its processes have
};

/// A session as it is. Events that were lost are counted as events, too.
struct TraceSessionState {
  TraceSessionId id = 0;
  TraceEnd end = TraceEnd::Running;
  std::uint64_t events = 0;
  std::uint64_t dropped = 0;     // of them, because they came faster than they were taken; exact
  std::uint64_t processes = 0;   // that it traces, or has traced
  std::int64_t start_ns = 0;     // the node's monotonic clock
  std::int64_t end_ns = 0;       // 0: it runs
};

}  // namespace genmsg
