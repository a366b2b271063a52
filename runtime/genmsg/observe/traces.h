// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "genmsg/observe/desk.h"
#include "genmsg/observe/node.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/trace.h"
#include "genmsg/scheduler/trace_session.h"

namespace genmsg {

/// The trace sessions of one node: hooks them into processes, takes what they have recorded, and
/// takes the hooks away when they have ended.
/// Threads: the node's; close() when that has ended. Ownership: the runtime and the desk outlive it.
/// Limits: a session begins with at most max_processes.
class Traces {
 public:
  static constexpr std::size_t max_processes = 100'000;

  Traces(Runtime& runtime, std::shared_ptr<Desk> desk)
      : runtime_(runtime), desk_(std::move(desk)) {}

  void start(TraceSpec spec, Completion<TraceStarted> done);
  void stop(TraceSessionId id);
  /// Up to the moment it begins. What comes while the rings are read one after the other waits for
  /// the next batch, or a message's receive could come a batch before its send.
  TraceBatch take();
  /// Ends all sessions. Waits for no process: what is over records nothing.
  void close();

 private:
  struct Session {
    TraceSessionPtr session;
    std::uint64_t taken = 0;  // events
    bool is_opening = true;  // who asked for it does not know its id yet
    bool is_unhooked = false;
    bool is_told = false;  // that it is over, once with all that it has recorded
  };
  struct Opening;

  NodeResult<std::vector<Pid>> processes_of(const TraceSpec& spec) const;
  void hook(const std::shared_ptr<Opening>& opening, const std::vector<Pid>& pids);
  void on_hooked(const std::shared_ptr<Opening>& opening);
  void finish(const std::shared_ptr<Opening>& opening, bool in_time);
  void settle();
  void unhook(Session& kept);
  bool has_exited(const TraceSession& session) const;
  Session* find(TraceSessionId id);
  TraceEvent to_event(TraceRecord&& record);
  void tell_states(TraceBatch& batch);

  Runtime& runtime_;
  std::shared_ptr<Desk> desk_;
  std::vector<Session> sessions_;
  std::vector<TraceRecord> too_new_;
  std::uint64_t last_number_ = 0;
  std::unordered_map<std::uint32_t, std::int64_t> sent_ns_;  // by Message::trace_number()
};

}  // namespace genmsg
