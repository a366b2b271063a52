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
  void get_status(genmsg::Pid pid, Timeout timeout,
                  genmsg::Completion<genmsg::ProcessStatusPtr> done) override;
  void get_state(genmsg::Pid pid, Timeout timeout,
                 genmsg::Completion<genmsg::ProcessState> done) override;
  void replace_state(genmsg::Pid pid, genmsg::Term state,
                     std::optional<std::uint64_t> expected_version, Timeout timeout,
                     genmsg::Completion<genmsg::ProcessState> done) override;
  void suspend(genmsg::Pid pid, Timeout timeout, genmsg::Completion<Done> done) override;
  void resume(genmsg::Pid pid, Timeout timeout, genmsg::Completion<Done> done) override;
  void exit(genmsg::Pid pid, genmsg::Term reason, genmsg::Completion<Done> done) override;
  void start_trace(genmsg::Pid pid, genmsg::Completion<Done> done) override;
  void stop_trace(genmsg::Pid pid, genmsg::Completion<Done> done) override;
  void take_trace(genmsg::Completion<genmsg::TraceBatch> done) override;

  genmsg::NodeInfo nodeInfo;
  // In the order of asking.
  std::deque<Request<genmsg::SnapshotPtr>> snapshots;
  std::deque<Request<genmsg::ReportBatch>> reportTakes;  // version: since which number
  std::deque<Request<genmsg::DeadLetterBatch>> deadLetterTakes;
  std::deque<Request<genmsg::ProcessStatusPtr>> statuses;
  std::deque<Request<genmsg::ProcessState>> states;
  std::deque<Request<genmsg::ProcessState>> replacements;
  std::deque<Request<Done>> suspends;
  std::deque<Request<Done>> resumes;
  std::deque<Request<Done>> exits;
  std::deque<Request<Done>> traceStarts;
  std::deque<Request<Done>> traceStops;
  std::deque<Request<genmsg::TraceBatch>> traceTakes;

 private:
  genmsg::SnapshotPtr m_snapshot;
};

}  // namespace test
