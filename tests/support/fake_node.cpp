// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_node.h"

#include <thread>

namespace test {

FakeNode::FakeNode() {
  nodeInfo.name = "fake";
  nodeInfo.version = "0";
  nodeInfo.schedulers = 2;
  nodeInfo.process_limit = 1000;
}

FakeNode::~FakeNode() = default;

void FakeNode::onOtherThread(const std::function<void()>& work) {
  std::thread(work).join();
}

void FakeNode::answerSnapshotsWith(genmsg::SnapshotPtr snapshot) {
  m_snapshot = std::move(snapshot);
}

void FakeNode::snapshot(genmsg::Completion<genmsg::SnapshotPtr> done) {
  if (m_snapshot)
    done(m_snapshot);
  else
    snapshots.push_back({{}, std::move(done)});
}

void FakeNode::reports(std::uint64_t since, genmsg::Completion<genmsg::ReportBatch> done) {
  reportTakes.push_back({{}, std::move(done), {}, since});
}

void FakeNode::dead_letters(genmsg::Completion<genmsg::DeadLetterBatch> done) {
  deadLetterTakes.push_back({{}, std::move(done)});
}

void FakeNode::process_info(genmsg::Pid pid, Timeout,
                            genmsg::Completion<genmsg::ProcessInfoPtr> done) {
  infos.push_back({pid, std::move(done)});
}

void FakeNode::mailbox(genmsg::Pid pid, genmsg::MailboxRange, Timeout,
                       genmsg::Completion<genmsg::MailboxPeekPtr> done) {
  mailboxes.push_back({pid, std::move(done)});
}

void FakeNode::send(genmsg::Pid pid, genmsg::Term message, genmsg::Completion<Done> done) {
  sends.push_back({pid, std::move(done), std::move(message)});
}

void FakeNode::get_status(genmsg::Pid pid, Timeout,
                          genmsg::Completion<genmsg::ProcessStatusPtr> done) {
  statuses.push_back({pid, std::move(done)});
}

void FakeNode::get_state(genmsg::Pid pid, Timeout, genmsg::Completion<genmsg::ProcessState> done) {
  states.push_back({pid, std::move(done)});
}

void FakeNode::replace_state(genmsg::Pid pid, genmsg::Term state,
                             std::optional<std::uint64_t> expected_version, Timeout,
                             genmsg::Completion<genmsg::ProcessState> done) {
  replacements.push_back({pid, std::move(done), std::move(state), expected_version});
}

void FakeNode::suspend(genmsg::Pid pid, genmsg::Suspender suspender, Timeout,
                       genmsg::Completion<genmsg::Suspension> done) {
  suspends.push_back({pid, std::move(done), {}, {}, std::move(suspender)});
}

void FakeNode::step(genmsg::Pid pid, bool skip, Timeout,
                    genmsg::Completion<genmsg::StepPtr> done) {
  steps.push_back({pid, std::move(done), {}, skip ? 1u : 0u});
}

void FakeNode::watch(genmsg::Pid pid, genmsg::Term id, genmsg::sys::Condition condition,
                     genmsg::Suspender suspender, Timeout, genmsg::Completion<Done> done) {
  watchesSet.push_back({pid, std::move(done), std::move(id), {}, std::move(suspender),
                        std::move(condition)});
}

void FakeNode::unwatch(genmsg::Pid pid, genmsg::Term id, Timeout, genmsg::Completion<Done> done) {
  watchesUnset.push_back({pid, std::move(done), std::move(id)});
}

void FakeNode::watches(genmsg::Pid pid, Timeout,
                       genmsg::Completion<std::vector<genmsg::sys::WatchInfo>> done) {
  watchLists.push_back({pid, std::move(done)});
}

void FakeNode::resume(genmsg::Pid pid, Timeout, genmsg::Completion<Done> done) {
  resumes.push_back({pid, std::move(done)});
}

void FakeNode::exit(genmsg::Pid pid, genmsg::Term reason, genmsg::Completion<Done> done) {
  exits.push_back({pid, std::move(done), std::move(reason)});
}

void FakeNode::start_trace(genmsg::TraceSpec spec,
                           genmsg::Completion<genmsg::TraceStarted> done) {
  traceStarts.push_back({spec.pids.empty() ? genmsg::Pid{} : spec.pids.front(), std::move(done)});
  traceSpecs.push_back(std::move(spec));
}

void FakeNode::stop_trace(genmsg::TraceSessionId session, genmsg::Completion<Done> done) {
  traceStops.push_back({{}, std::move(done), {}, session});
}

void FakeNode::untrace(genmsg::TraceSessionId session, std::vector<genmsg::Pid> pids,
                       genmsg::Completion<Done> done) {
  untraces.push_back({pids.at(0), std::move(done), {}, session});
}

void FakeNode::take_trace(genmsg::Completion<genmsg::TraceBatch> done) {
  traceTakes.push_back({{}, std::move(done)});
}

}  // namespace test
