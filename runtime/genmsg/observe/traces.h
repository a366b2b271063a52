// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "genmsg/observe/desk.h"
#include "genmsg/observe/node.h"
#include "genmsg/observe/sent_times.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/trace.h"
#include "genmsg/scheduler/trace_session.h"

namespace genmsg {

/// The trace sessions of one node: hooks them into processes, takes what they have recorded, and
/// takes the hooks away when they have ended.
/// Threads: the node's; close() when that has ended. Ownership: the runtime and the desk outlive it.
/// Limits: a session begins with at most max_processes, and remembers sends_kept messages under way.
class Traces {
 public:
  static constexpr std::size_t max_processes = 100'000;
  static constexpr std::size_t sends_kept = 65'536;

  Traces(Runtime& runtime, std::shared_ptr<Desk> desk)
      : runtime_(runtime), desk_(std::move(desk)) {}

  void start(TraceSpec spec, Completion<TraceStarted> done);
  void stop(TraceSessionId id);
  void untrace(TraceSessionId id, const std::vector<Pid>& pids);
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
  std::vector<Pid> missing_of(const TraceSession& session) const;
  void hook(const std::shared_ptr<Opening>& opening, const std::vector<Pid>& pids);
  void ask(const std::shared_ptr<Opening>& opening, const std::vector<Pid>& pids);
  void on_answer(const std::shared_ptr<Opening>& opening, Pid pid);
  void look_again(const std::shared_ptr<Opening>& opening);
  void finish(const std::shared_ptr<Opening>& opening, bool in_time);
  void settle();
  void unhook(Session& kept);
  Session* find(TraceSessionId id);
  TraceEvent to_event(TraceRecord&& record);
  void tell_states(TraceBatch& batch);

  Runtime& runtime_;
  std::shared_ptr<Desk> desk_;
  std::vector<Session> sessions_;
  std::vector<TraceRecord> too_new_;
  std::uint64_t last_number_ = 0;
  SentTimes sent_{sends_kept};
  std::uint64_t dropped_before_ = 0;  // by sessions that are forgotten
};

}  // namespace genmsg
