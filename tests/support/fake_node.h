// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "genmsg/observe/node.h"

namespace test {

/// A node that does what the test says: it writes down what it is asked, and answers when and what
/// it is told. Requests are answered in any order, or never.
/// Threads: one at a time; onOtherThread() waits for the thread that it starts.
class FakeNode : public genmsg::Node {
 public:
  /// One request for one process, and the way to answer it.
  template <class T>
  struct Request {
    genmsg::Pid pid;
    genmsg::Completion<T> done;
    genmsg::Term term = {};  // the state or exit reason that came with it
    std::optional<std::uint64_t> version = {};
    genmsg::Suspender suspender = {};
    genmsg::sys::Condition condition = {};  // of a watch

    void answer(genmsg::NodeResult<T> result) const { done(std::move(result)); }
    void fail(genmsg::NodeError::Code code, std::string message = "refused") const {
      done(tl::make_unexpected(genmsg::NodeError{code, std::move(message)}));
    }
  };
  using Done = genmsg::Done;

  FakeNode();
  ~FakeNode() override;

  /// Runs something as the node's own thread would, to its end.
  static void onOtherThread(const std::function<void()>& work);

  /// From now on each snapshot request is answered at once with this. Null: no longer.
  void answerSnapshotsWith(genmsg::SnapshotPtr snapshot);

  genmsg::NodeInfo info() const override { return nodeInfo; }
  void snapshot(genmsg::Completion<genmsg::SnapshotPtr> done) override;
  void reports(std::uint64_t since, genmsg::Completion<genmsg::ReportBatch> done) override;
  void dead_letters(genmsg::Completion<genmsg::DeadLetterBatch> done) override;
  void process_info(genmsg::Pid pid, Timeout timeout,
                    genmsg::Completion<genmsg::ProcessInfoPtr> done) override;
  void mailbox(genmsg::Pid pid, genmsg::MailboxRange range, Timeout timeout,
               genmsg::Completion<genmsg::MailboxPeekPtr> done) override;
  void send(genmsg::Pid pid, genmsg::Term message, genmsg::Completion<Done> done) override;
  void get_status(genmsg::Pid pid, Timeout timeout,
                  genmsg::Completion<genmsg::ProcessStatusPtr> done) override;
  void get_state(genmsg::Pid pid, Timeout timeout,
                 genmsg::Completion<genmsg::ProcessState> done) override;
  void replace_state(genmsg::Pid pid, genmsg::Term state,
                     std::optional<std::uint64_t> expected_version, Timeout timeout,
                     genmsg::Completion<genmsg::ProcessState> done) override;
  void suspend(genmsg::Pid pid, genmsg::Suspender suspender, Timeout timeout,
               genmsg::Completion<genmsg::Suspension> done) override;
  void resume(genmsg::Pid pid, Timeout timeout, genmsg::Completion<Done> done) override;
  void step(genmsg::Pid pid, bool skip, Timeout timeout,
            genmsg::Completion<genmsg::StepPtr> done) override;
  void watch(genmsg::Pid pid, genmsg::Term id, genmsg::sys::Condition condition,
             genmsg::Suspender suspender, Timeout timeout,
             genmsg::Completion<Done> done) override;
  void unwatch(genmsg::Pid pid, genmsg::Term id, Timeout timeout,
               genmsg::Completion<Done> done) override;
  void watches(genmsg::Pid pid, Timeout timeout,
               genmsg::Completion<std::vector<genmsg::sys::WatchInfo>> done) override;
  void exit(genmsg::Pid pid, genmsg::Term reason, genmsg::Completion<Done> done) override;
  void start_trace(genmsg::TraceSpec spec,
                   genmsg::Completion<genmsg::TraceStarted> done) override;
  void stop_trace(genmsg::TraceSessionId session, genmsg::Completion<Done> done) override;
  void untrace(genmsg::TraceSessionId session, std::vector<genmsg::Pid> pids,
               genmsg::Completion<Done> done) override;
  void take_trace(genmsg::Completion<genmsg::TraceBatch> done) override;

  genmsg::NodeInfo nodeInfo;
  // In the order of asking.
  std::deque<Request<genmsg::SnapshotPtr>> snapshots;
  std::deque<Request<genmsg::ReportBatch>> reportTakes;  // version: since which number
  std::deque<Request<genmsg::DeadLetterBatch>> deadLetterTakes;
  std::deque<Request<genmsg::ProcessInfoPtr>> infos;
  std::deque<Request<genmsg::MailboxPeekPtr>> mailboxes;
  std::deque<Request<Done>> sends;  // term: the message
  std::deque<Request<genmsg::ProcessStatusPtr>> statuses;
  std::deque<Request<genmsg::ProcessState>> states;
  std::deque<Request<genmsg::ProcessState>> replacements;
  std::deque<Request<genmsg::Suspension>> suspends;
  std::deque<Request<genmsg::StepPtr>> steps;  // version: 1 to skip, else 0
  std::deque<Request<Done>> watchesSet;       // term: the id
  std::deque<Request<Done>> watchesUnset;
  std::deque<Request<std::vector<genmsg::sys::WatchInfo>>> watchLists;
  std::deque<Request<Done>> resumes;
  std::deque<Request<Done>> exits;
  std::deque<Request<genmsg::TraceStarted>> traceStarts;  // pid: the first of traceSpecs
  std::deque<genmsg::TraceSpec> traceSpecs;               // of all starts, never taken away
  std::deque<Request<Done>> traceStops;                   // version: the session
  std::deque<Request<Done>> untraces;                     // pid: the first; version: the session
  std::deque<Request<genmsg::TraceBatch>> traceTakes;

 private:
  genmsg::SnapshotPtr m_snapshot;
};

}  // namespace test
