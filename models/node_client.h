// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <QObject>
#include <QTimer>

#include "genmsg/observe/node.h"
#include "models/node_view.h"
#include "models/trace_session.h"

namespace models {

class Collector;
using WatchInfos = std::vector<genmsg::sys::WatchInfo>;
using ReportBatchPtr = std::shared_ptr<const genmsg::ReportBatch>;
using DeadLetterBatchPtr = std::shared_ptr<const genmsg::DeadLetterBatch>;
using TraceBatchPtr = std::shared_ptr<const genmsg::TraceBatch>;

enum class Action {
  Suspend,
  Resume,
  Step,
  Skip,
  Watch,
  Unwatch,
  ReplaceState,
  Send,
  StartTrace,
  StopTrace,
  Exit
};

/// What a process, or its node, was asked to do; for the operator's log.
struct ActionRequest {
  Action action = Action::Suspend;
  genmsg::Pid pid;
  std::optional<genmsg::Term> argument;  // the watch's id, the state, the message, or the reason
  std::vector<genmsg::Pid> pids = {};    // if there are several: all of them; pid is the first
};

/// How an action ended; for the status bar and the operator's log.
struct ActionResult {
  Action action = Action::Suspend;
  genmsg::Pid pid;
  bool ok = false;
  QString message;                                                // why not; empty if ok
  genmsg::NodeError::Code code = genmsg::NodeError::Code::Other;  // if not ok
  /// Of a trace that was asked for of more than one process: how many it has begun with.
  std::optional<std::uint64_t> traced = {};
};

/// The Qt side of one node: asks it for snapshots at an interval, has views made of them on the
/// node's thread, and carries what the user does to it.
/// Threads: the GUI thread; nothing here waits. Each answer arrives as a signal on the GUI thread.
/// Ownership: shares the node; answers that arrive after the client's end are dropped.
/// Limits: one snapshot and one take_trace under way at a time, one status, one state and one
/// watches request a process, and one step; so a slow node is asked less often, never more.
/// Units: intervals in milliseconds.
class NodeClient : public QObject {
  Q_OBJECT

 public:
  static constexpr int intervalMsMin = 250;
  static constexpr int intervalMsMax = 10'000;
  static constexpr int intervalMsDefault = 1'000;
  /// How often a trace is taken out of the node, whose buffers hold little.
  static constexpr int traceIntervalMs = 200;
  static constexpr std::chrono::milliseconds requestTimeout{5'000};
  /// What this observer suspends resumes by itself so long after the observer has gone; the node
  /// renews the lease as long as it is there.
  static constexpr std::chrono::seconds suspensionLease{30};

  /// How many snapshots after an answer are sure to show what it did: the first may have been taken
  /// before it, the second was not, as there is never more than one under way.
  static constexpr int snapshotsToKnow = 2;

  explicit NodeClient(std::shared_ptr<genmsg::Node> node, QObject* parent = nullptr);
  ~NodeClient() override;

  /// Asks for the first snapshot at once; until then the node is left alone.
  void start();

  const genmsg::NodeInfo& nodeInfo() const { return m_nodeInfo; }
  NodeViewPtr view() const { return m_view; }  // the last one; null before the first
  const ViewSpec& viewSpec() const { return m_spec; }
  int intervalMs() const { return m_timer.interval(); }
  bool isPaused() const { return m_paused; }
  /// By a session that names it, or its class, or a process above it, and is not asked to stop; as
  /// far as the last view knows the process.
  bool isTraced(genmsg::Pid pid) const;
  /// The sessions that run, or are about to.
  const std::vector<TraceSession>& traces() const { return m_traces; }

 public Q_SLOTS:
  void setInterval(int ms);  // clamped to intervalMsMin..intervalMsMax
  void setPaused(bool paused);
  /// From the next snapshot on.
  void setAlarmSettings(const models::AlarmSettings& settings);
  /// A snapshot now, also while paused; and stuck processes may be asked again.
  void refresh();
  /// Takes effect at once, on the last snapshot; also while paused.
  void setViewSpec(const models::ViewSpec& spec);

  /// As observerOwner(), with suspensionLease.
  void suspend(genmsg::Pid pid);
  void resume(genmsg::Pid pid);
  /// A suspended process handles its next message, or throws it away. Not while its last step is
  /// under way: a key that is held down must not leave steps behind for when the process can. False
  /// then, and nothing will be heard of this one. Refused with Timeout while one that timed out has
  /// yet to be done.
  bool step(genmsg::Pid pid, bool skip);
  /// Suspends the process, as suspend() does, whenever the condition comes to hold.
  void watch(genmsg::Pid pid, const genmsg::Term& id, const genmsg::sys::Condition& condition);
  void unwatch(genmsg::Pid pid, const genmsg::Term& id);
  /// Not while an earlier request is under way, or timed out and waits in the mailbox still.
  void requestWatches(genmsg::Pid pid);
  /// Not while an earlier request is under way, or timed out and waits in the mailbox still.
  void requestStatus(genmsg::Pid pid);
  void requestState(genmsg::Pid pid);
  /// Refused with StaleState if the state is no longer of `expectedVersion`.
  void replaceState(genmsg::Pid pid, const genmsg::Term& state,
                    std::optional<std::uint64_t> expectedVersion);
  /// Begins a trace session; it ends at the first of its limits, and traceSessionChanged() says so.
  void startTrace(const genmsg::TraceSpec& spec);
  /// By TraceSession::number.
  void stopTrace(std::uint64_t number);
  /// A session of its own for the process, with the limits that a specification has by itself. Or
  /// takes it out of those that trace it; one that traces only this one ends.
  void setTraced(genmsg::Pid pid, bool traced);
  /// Refused with BadMessage if the term is no message of the process.
  void sendMessage(genmsg::Pid pid, const genmsg::Term& message);
  /// Links, monitors and ancestors. Not while an earlier request is under way.
  void requestInfo(genmsg::Pid pid);
  /// What waits in the mailbox. The process looks it through: for when the user asks. Not while an
  /// earlier request is under way.
  void requestMailbox(genmsg::Pid pid, genmsg::MailboxRange range = {});
  /// Each with what came since the last; not while an earlier request is under way.
  void requestReports();
  void requestDeadLetters();
  void exitProcess(genmsg::Pid pid, const genmsg::Term& reason);

 Q_SIGNALS:
  void viewReady(const models::NodeViewPtr& view);
  /// A snapshot failed: the node is gone or does not answer. The last view stays.
  void nodeFailed(const genmsg::NodeError& error);
  void statusReady(const genmsg::ProcessStatusPtr& status);
  void statusFailed(genmsg::Pid pid, const genmsg::NodeError& error);
  void infoReady(genmsg::Pid pid, const genmsg::ProcessInfoPtr& info);
  void infoFailed(genmsg::Pid pid, const genmsg::NodeError& error);
  void mailboxReady(genmsg::Pid pid, const genmsg::MailboxPeekPtr& mailbox);
  void mailboxFailed(genmsg::Pid pid, const genmsg::NodeError& error);
  /// Only if there are any, or some were lost.
  void reportsReady(const models::ReportBatchPtr& reports);
  /// Only if there are more than before. The last ones, which may have been there before.
  void deadLettersReady(const models::DeadLetterBatchPtr& letters);
  void stateReady(const genmsg::ProcessState& state);
  void stateFailed(genmsg::Pid pid, const genmsg::NodeError& error);
  /// The state as the process has it now. actionFinished(ReplaceState) follows.
  void stateReplaced(const genmsg::ProcessState& state);
  /// Who has a process suspended after suspend(): this observer, or one before it.
  /// actionFinished(Suspend) follows.
  void suspended(genmsg::Pid pid, const genmsg::Suspension& suspension);
  /// Somebody asked for it, and the node was asked. One actionFinished() follows.
  void actionStarted(const models::ActionRequest& request);
  void actionFinished(const models::ActionResult& result);
  /// What a step, or a skip, did. Its actionFinished() follows.
  void stepReady(genmsg::Pid pid, const genmsg::StepPtr& step);
  void watchesReady(genmsg::Pid pid, const models::WatchInfos& watches);
  void watchesFailed(genmsg::Pid pid, const genmsg::NodeError& error);
  void traceReady(const models::TraceBatchPtr& batch);
  void tracedChanged(genmsg::Pid pid, bool traced);
  /// A session was asked for, has begun, goes on, or is over; the last is the last of it.
  void traceSessionChanged(const models::TraceSession& session);
  void intervalChanged(int ms);
  void pausedChanged(bool paused);
  void viewSpecChanged(const models::ViewSpec& spec);

 private:
  class Gate;
  enum class Take { NewSnapshot, LastSnapshot };

  void tick();
  void takeView(Take take);
  void onViewAnswer(const genmsg::NodeResult<NodeViewPtr>& answer);
  void takeTrace();
  void onTraceStarted(std::uint64_t number, const genmsg::NodeResult<genmsg::TraceStarted>& answer);
  void onTraceStates(const std::vector<genmsg::TraceSessionState>& states);
  void requestTraceStop(const TraceSession& session);
  void forgetTrace(std::uint64_t number);
  TraceSession* findTrace(std::uint64_t number);
  void tellTraced(const genmsg::TraceSpec& spec);
  bool covers(const TraceSession& session, genmsg::Pid pid) const;
  bool isBelow(genmsg::Pid pid, genmsg::Pid top) const;
  void takeOut(std::uint64_t number, genmsg::Pid pid);
  void requestUntrace(genmsg::TraceSessionId session, genmsg::Pid pid);
  void noteStuck(genmsg::Pid pid, const genmsg::NodeError& error);
  bool isStuck(genmsg::Pid pid);
  void noteStepLeft(genmsg::Pid pid, const genmsg::NodeError& error);
  bool isStepLeft(genmsg::Pid pid);
  void startAction(Action action, genmsg::Pid pid, std::optional<genmsg::Term> argument = {},
                   std::vector<genmsg::Pid> several = {});
  void finishAction(Action action, genmsg::Pid pid, const genmsg::NodeError* error,
                    std::optional<std::uint64_t> traced = {});
  template <class T, class Then>
  genmsg::Completion<T> onGui(Then then);
  template <class T>
  genmsg::Completion<T> finishing(Action action, genmsg::Pid pid);

  std::shared_ptr<genmsg::Node> m_node;
  std::shared_ptr<Gate> m_gate;            // what completions hold instead of the client
  std::shared_ptr<Collector> m_collector;  // touched on the node's thread only
  genmsg::NodeInfo m_nodeInfo;
  QTimer m_timer;
  QTimer m_traceTimer;
  ViewSpec m_spec;
  AlarmSettingsPtr m_alarmSettings = std::make_shared<const AlarmSettings>();
  NodeViewPtr m_view;
  bool m_paused = false;
  bool m_viewUnderWay = false;
  int m_tracesUnderWay = 0;
  std::optional<Take> m_next;  // asked for while a request was under way
  std::vector<TraceSession> m_traces;
  std::uint64_t m_lastTrace = 0;
  bool m_reportsUnderWay = false;
  bool m_deadLettersUnderWay = false;
  std::uint64_t m_lastReport = 0;
  std::uint64_t m_deadLetters = 0;  // seen
  std::unordered_set<genmsg::Pid> m_infoUnderWay;
  std::unordered_set<genmsg::Pid> m_mailboxUnderWay;
  std::unordered_set<genmsg::Pid> m_statusUnderWay;
  // Whose status or watches request timed out, and the messages it had handled then.
  std::unordered_map<genmsg::Pid, std::uint64_t> m_stuck;
  std::unordered_set<genmsg::Pid> m_stateUnderWay;
  std::unordered_set<genmsg::Pid> m_stepUnderWay;
  // Whose step timed out, and the messages it had handled then.
  std::unordered_map<genmsg::Pid, std::uint64_t> m_stepLeft;
  std::unordered_set<genmsg::Pid> m_watchesUnderWay;
};

}  // namespace models
