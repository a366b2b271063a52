// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <unordered_set>

#include "genmsg/base/mutex.h"
#include "genmsg/process/trace_spec.h"
#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"

namespace genmsg {

/// One trace session: what its processes ask before they record anything, and what counts its
/// limits. It never begins again once it has ended.
/// Threads: any. Its lock is held for some nanoseconds an event, and events are bounded by its
/// limits. It knows only processes that live.
/// Times: nanoseconds on the runtime's clock.
class TraceSession {
 public:
  TraceSession(TraceSessionId id, TraceSpec spec, std::int64_t now_ns);

  TraceSessionId id() const noexcept { return id_; }
  const TraceSpec& spec() const noexcept { return spec_; }
  bool is_over() const noexcept { return is_over_.load(std::memory_order_relaxed); }
  bool records(TraceKind kind) const noexcept { return (spec_.kinds & bit(kind)) != 0; }

  /// Whether an event is to be recorded now. Counts it; the one that reaches the limit of events is
  /// the last, and one that goes beyond another limit is not recorded.
  bool admit(TraceKind kind, Atom type, std::int64_t now_ns);
  /// An event that was admitted was lost.
  void drop_one();
  /// The first reason counts.
  void end(TraceEnd why, std::int64_t now_ns);
  /// Ends it if its time is over.
  void look_at_time(std::int64_t now_ns);

  // --- its processes: those that record, and those that are asked to

  /// A process is asked to record.
  void expect(Pid pid);
  /// It has answered, if only that it has exited.
  void expect_no_more(Pid pid);
  /// It has the session among its own.
  void add(Pid pid);
  /// It has exited, or is to record no longer.
  void remove(Pid pid);
  bool has(Pid pid) const;
  /// It had processes, and has none left.
  bool is_deserted() const;
  /// Those that record; the session knows them no longer.
  std::unordered_set<Pid> take_processes();

  TraceSessionState state() const;

 private:
  bool is_late(std::int64_t now_ns) const noexcept { return now_ns >= until_ns_; }
  void end_locked(TraceEnd why, std::int64_t now_ns) GENMSG_REQUIRES(mutex_);

  const TraceSessionId id_;
  const TraceSpec spec_;
  const std::int64_t until_ns_;
  std::atomic<bool> is_over_{false};
  mutable Mutex mutex_;
  TraceSessionState state_ GENMSG_GUARDED_BY(mutex_);
  std::int64_t second_ns_ GENMSG_GUARDED_BY(mutex_);  // when the present second began
  std::uint32_t in_second_ GENMSG_GUARDED_BY(mutex_) = 0;
  std::unordered_set<Pid> processes_ GENMSG_GUARDED_BY(mutex_);
  std::unordered_set<Pid> expected_ GENMSG_GUARDED_BY(mutex_);
};
using TraceSessionPtr = std::shared_ptr<TraceSession>;

}  // namespace genmsg
