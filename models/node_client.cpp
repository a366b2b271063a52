// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/node_client.h"

#include <algorithm>
#include <utility>

#include <QThread>

#include "models/collector.h"
#include "models/suspension_text.h"

namespace models {
namespace {

using genmsg::NodeError;
using genmsg::NodeResult;

template <class T>
const NodeError* errorOf(const NodeResult<T>& result) {
  return result ? nullptr : &result.error();
}

/// Whom the log says that an action was about.
genmsg::Pid subjectOf(const genmsg::TraceSpec& spec) {
  return spec.pids.empty() ? spec.subtree : spec.pids.front();
}

std::vector<genmsg::Pid> severalOf(const genmsg::TraceSpec& spec) {
  return spec.pids.size() > 1 ? spec.pids : std::vector<genmsg::Pid>();
}

bool contains(const std::vector<genmsg::Pid>& pids, genmsg::Pid pid) {
  return std::find(pids.begin(), pids.end(), pid) != pids.end();
}

genmsg::Suspender thisObserver() {
  return {observerOwner(), NodeClient::suspensionLease};
}

}  // namespace

/// Stands for the client on the node's thread. A completion may come when the client is gone: it
/// finds the gate, which is its own, and the gate drops what it brings.
/// Threads: post() from any; the client's pointer only on the GUI thread.
class NodeClient::Gate : public QObject {
 public:
  static std::shared_ptr<Gate> make(NodeClient* client) {
    return {new Gate(client), [](Gate* gate) {
              // The last completion lets go of it on the node's thread.
              if (gate->thread() == QThread::currentThread())
                delete gate;
              else
                gate->deleteLater();
            }};
  }

  template <class Function>
  void post(Function function) {
    QMetaObject::invokeMethod(
        this,
        [this, function = std::move(function)]() mutable {
          if (m_client) function(*m_client);
        },
        Qt::QueuedConnection);
  }
  void close() { m_client = nullptr; }

 private:
  explicit Gate(NodeClient* client) : m_client(client) {}
  NodeClient* m_client;
};

/// A completion that carries its result to the GUI thread: then(client, result).
template <class T, class Then>
genmsg::Completion<T> NodeClient::onGui(Then then) {
  return [gate = m_gate, then = std::move(then)](NodeResult<T> result) {
    gate->post([then, result = std::move(result)](NodeClient& client) { then(client, result); });
  };
}

NodeClient::NodeClient(std::shared_ptr<genmsg::Node> node, QObject* parent)
    : QObject(parent),
      m_node(std::move(node)),
      m_gate(Gate::make(this)),
      m_collector(std::make_shared<Collector>()),
      m_nodeInfo(m_node->info()),
      m_timer(this),
      m_traceTimer(this) {
  m_timer.setInterval(intervalMsDefault);
  connect(&m_timer, &QTimer::timeout, this, &NodeClient::tick);
  m_traceTimer.setInterval(traceIntervalMs);
  connect(&m_traceTimer, &QTimer::timeout, this, [this] {
    if (m_tracesUnderWay == 0) takeTrace();
  });
}

NodeClient::~NodeClient() {
  m_gate->close();
}

void NodeClient::start() {
  if (m_timer.isActive()) return;
  m_timer.start();
  tick();
}

void NodeClient::setInterval(int ms) {
  ms = std::clamp(ms, intervalMsMin, intervalMsMax);
  if (ms == m_timer.interval()) return;
  m_timer.setInterval(ms);
  Q_EMIT intervalChanged(ms);
}

void NodeClient::setPaused(bool paused) {
  if (paused == m_paused) return;
  m_paused = paused;
  Q_EMIT pausedChanged(paused);
  if (!paused && m_timer.isActive()) tick();
}

void NodeClient::setAlarmSettings(const AlarmSettings& settings) {
  m_alarmSettings = std::make_shared<const AlarmSettings>(settings);
}

void NodeClient::refresh() {
  m_stuck.clear();  // who asks wants to know
  takeView(Take::NewSnapshot);
}

void NodeClient::setViewSpec(const ViewSpec& spec) {
  if (spec == m_spec) return;
  m_spec = spec;
  Q_EMIT viewSpecChanged(spec);
  if (m_view || m_viewUnderWay) takeView(Take::LastSnapshot);
}

void NodeClient::tick() {
  if (!m_paused && !m_viewUnderWay) takeView(Take::NewSnapshot);
}

void NodeClient::takeView(Take take) {
  if (m_viewUnderWay) {
    // A new snapshot is made for the latest spec, too.
    if (m_next != Take::NewSnapshot) m_next = take;
    return;
  }
  m_viewUnderWay = true;
  m_next.reset();
  // The request is also how the collector gets onto the node's thread: for the last snapshot in
  // another order, the new one is not looked at.
  m_node->snapshot([gate = m_gate, collector = m_collector, spec = m_spec,
                    alarms = m_alarmSettings, take](NodeResult<genmsg::SnapshotPtr> snapshot) {
    NodeResult<NodeViewPtr> answer = snapshot.map([&](const genmsg::SnapshotPtr& taken) {
      collector->setAlarmSettings(alarms);
      NodeViewPtr view = take == Take::LastSnapshot ? collector->recollect(spec) : nullptr;
      return view ? view : collector->collect(taken, spec);
    });
    gate->post([answer = std::move(answer)](NodeClient& client) { client.onViewAnswer(answer); });
  });
}

void NodeClient::onViewAnswer(const NodeResult<NodeViewPtr>& answer) {
  m_viewUnderWay = false;
  if (answer) {
    m_view = *answer;
    Q_EMIT viewReady(m_view);
  } else {
    Q_EMIT nodeFailed(answer.error());
  }
  if (m_next && !m_viewUnderWay) takeView(*std::exchange(m_next, std::nullopt));
}

void NodeClient::takeTrace() {
  ++m_tracesUnderWay;
  m_node->take_trace(onGui<genmsg::TraceBatch>(
      [](NodeClient& client, const NodeResult<genmsg::TraceBatch>& batch) {
        --client.m_tracesUnderWay;
        // Without an answer there is nothing to show; that the node is gone, the snapshots say.
        if (!batch) return;
        Q_EMIT client.traceReady(std::make_shared<const genmsg::TraceBatch>(*batch));
        client.onTraceStates(batch->sessions);
      }));
}

void NodeClient::suspend(genmsg::Pid pid) {
  startAction(Action::Suspend, pid);
  m_node->suspend(pid, thisObserver(), requestTimeout,
                  onGui<genmsg::Suspension>(
                      [pid](NodeClient& client, const NodeResult<genmsg::Suspension>& result) {
                        if (result) Q_EMIT client.suspended(pid, *result);
                        client.finishAction(Action::Suspend, pid, errorOf(result));
                      }));
}

void NodeClient::resume(genmsg::Pid pid) {
  startAction(Action::Resume, pid);
  m_node->resume(pid, requestTimeout, finishing<genmsg::Done>(Action::Resume, pid));
}

bool NodeClient::step(genmsg::Pid pid, bool skip) {
  const Action action = skip ? Action::Skip : Action::Step;
  if (isStepLeft(pid)) {
    startAction(action, pid);
    m_gate->post([pid, action](NodeClient& client) {
      const NodeError left{NodeError::Code::Timeout, {}};
      client.finishAction(action, pid, &left);
    });
    return true;
  }
  if (!m_stepUnderWay.insert(pid).second) return false;
  startAction(action, pid);
  m_node->step(pid, skip, requestTimeout,
               onGui<genmsg::StepPtr>(
                   [pid, action](NodeClient& client, const NodeResult<genmsg::StepPtr>& step) {
                     client.m_stepUnderWay.erase(pid);
                     if (!step) client.noteStepLeft(pid, step.error());
                     if (step) Q_EMIT client.stepReady(pid, *step);
                     client.finishAction(action, pid, errorOf(step));
                   }));
  return true;
}

/// A step that timed out is still done, and nobody knows when: another one would be a second.
void NodeClient::noteStepLeft(genmsg::Pid pid, const NodeError& error) {
  const std::uint32_t row = m_view ? m_view->rowOf(pid) : noRow;
  if (error.code == NodeError::Code::Timeout && row != noRow)
    m_stepLeft[pid] = m_view->process(row).messages;
}

/// Until the process has handled a message more, or done anything that it was asked later.
bool NodeClient::isStepLeft(genmsg::Pid pid) {
  const auto found = m_stepLeft.find(pid);
  if (found == m_stepLeft.end()) return false;
  const std::uint32_t row = m_view->rowOf(pid);
  if (row != noRow && m_view->process(row).messages == found->second) return true;
  m_stepLeft.erase(found);
  return false;
}

void NodeClient::watch(genmsg::Pid pid, const genmsg::Term& id,
                       const genmsg::sys::Condition& condition) {
  startAction(Action::Watch, pid, id);
  m_node->watch(pid, id, condition, thisObserver(), requestTimeout,
                finishing<genmsg::Done>(Action::Watch, pid));
}

void NodeClient::unwatch(genmsg::Pid pid, const genmsg::Term& id) {
  startAction(Action::Unwatch, pid, id);
  m_node->unwatch(pid, id, requestTimeout, finishing<genmsg::Done>(Action::Unwatch, pid));
}

void NodeClient::requestWatches(genmsg::Pid pid) {
  if (isStuck(pid) || !m_watchesUnderWay.insert(pid).second) return;
  m_node->watches(pid, requestTimeout,
                  onGui<WatchInfos>([pid](NodeClient& client,
                                          const NodeResult<WatchInfos>& watches) {
                    client.m_watchesUnderWay.erase(pid);
                    if (watches) {
                      Q_EMIT client.watchesReady(pid, *watches);
                    } else {
                      client.noteStuck(pid, watches.error());
                      Q_EMIT client.watchesFailed(pid, watches.error());
                    }
                  }));
}

void NodeClient::sendMessage(genmsg::Pid pid, const genmsg::Term& message) {
  startAction(Action::Send, pid, message);
  m_node->send(pid, message, finishing<genmsg::Done>(Action::Send, pid));
}

void NodeClient::requestInfo(genmsg::Pid pid) {
  if (!m_infoUnderWay.insert(pid).second) return;
  m_node->process_info(
      pid, requestTimeout,
      onGui<genmsg::ProcessInfoPtr>(
          [pid](NodeClient& client, const NodeResult<genmsg::ProcessInfoPtr>& info) {
            client.m_infoUnderWay.erase(pid);
            if (info)
              Q_EMIT client.infoReady(pid, *info);
            else
              Q_EMIT client.infoFailed(pid, info.error());
          }));
}

void NodeClient::requestMailbox(genmsg::Pid pid, genmsg::MailboxRange range) {
  if (!m_mailboxUnderWay.insert(pid).second) return;
  m_node->mailbox(
      pid, range, requestTimeout,
      onGui<genmsg::MailboxPeekPtr>(
          [pid](NodeClient& client, const NodeResult<genmsg::MailboxPeekPtr>& mailbox) {
            client.m_mailboxUnderWay.erase(pid);
            if (mailbox)
              Q_EMIT client.mailboxReady(pid, *mailbox);
            else
              Q_EMIT client.mailboxFailed(pid, mailbox.error());
          }));
}

// Of reports and dead letters an error is not told: that the node is gone, the snapshots say.
void NodeClient::requestReports() {
  if (std::exchange(m_reportsUnderWay, true)) return;
  m_node->reports(m_lastReport, onGui<genmsg::ReportBatch>([](NodeClient& client,
                                                              const NodeResult<genmsg::ReportBatch>&
                                                                  reports) {
    client.m_reportsUnderWay = false;
    if (!reports) return;
    client.m_lastReport = reports->last;
    if (reports->reports.empty() && reports->lost == 0) return;
    Q_EMIT client.reportsReady(std::make_shared<const genmsg::ReportBatch>(*reports));
  }));
}

void NodeClient::requestDeadLetters() {
  if (std::exchange(m_deadLettersUnderWay, true)) return;
  m_node->dead_letters(onGui<genmsg::DeadLetterBatch>(
      [](NodeClient& client, const NodeResult<genmsg::DeadLetterBatch>& letters) {
        client.m_deadLettersUnderWay = false;
        if (!letters || letters->total == client.m_deadLetters) return;
        client.m_deadLetters = letters->total;
        Q_EMIT client.deadLettersReady(std::make_shared<const genmsg::DeadLetterBatch>(*letters));
      }));
}

void NodeClient::exitProcess(genmsg::Pid pid, const genmsg::Term& reason) {
  startAction(Action::Exit, pid, reason);
  m_node->exit(pid, reason, finishing<genmsg::Done>(Action::Exit, pid));
}

void NodeClient::requestStatus(genmsg::Pid pid) {
  if (isStuck(pid) || !m_statusUnderWay.insert(pid).second) return;
  m_node->get_status(
      pid, requestTimeout,
      onGui<genmsg::ProcessStatusPtr>(
          [pid](NodeClient& client, const NodeResult<genmsg::ProcessStatusPtr>& status) {
            client.m_statusUnderWay.erase(pid);
            if (status) {
              Q_EMIT client.statusReady(*status);
            } else {
              client.noteStuck(pid, status.error());
              Q_EMIT client.statusFailed(pid, status.error());
            }
          }));
}

void NodeClient::noteStuck(genmsg::Pid pid, const NodeError& error) {
  const std::uint32_t row = m_view ? m_view->rowOf(pid) : noRow;
  if (error.code == NodeError::Code::Timeout && row != noRow)
    m_stuck[pid] = m_view->process(row).messages;
}

/// A request that timed out still waits in the mailbox; more of them would only pile up there,
/// until the process has moved or has nothing left to do.
bool NodeClient::isStuck(genmsg::Pid pid) {
  const auto found = m_stuck.find(pid);
  if (found == m_stuck.end()) return false;
  const std::uint32_t row = m_view->rowOf(pid);
  if (row != noRow) {
    const genmsg::ProcessRow& process = m_view->process(row);
    // While it is suspended, a process serves nothing but such requests.
    if (process.messages == found->second && process.mailbox > 0 &&
        process.status != genmsg::Status::Suspended)
      return true;
  }
  m_stuck.erase(found);
  return false;
}

void NodeClient::requestState(genmsg::Pid pid) {
  if (!m_stateUnderWay.insert(pid).second) return;
  m_node->get_state(pid, requestTimeout,
                    onGui<genmsg::ProcessState>(
                        [pid](NodeClient& client, const NodeResult<genmsg::ProcessState>& state) {
                          client.m_stateUnderWay.erase(pid);
                          if (state)
                            Q_EMIT client.stateReady(*state);
                          else
                            Q_EMIT client.stateFailed(pid, state.error());
                        }));
}

void NodeClient::replaceState(genmsg::Pid pid, const genmsg::Term& state,
                              std::optional<std::uint64_t> expectedVersion) {
  startAction(Action::ReplaceState, pid, state);
  m_node->replace_state(
      pid, state, expectedVersion, requestTimeout,
      onGui<genmsg::ProcessState>(
          [pid](NodeClient& client, const NodeResult<genmsg::ProcessState>& replaced) {
            if (replaced) Q_EMIT client.stateReplaced(*replaced);
            client.finishAction(Action::ReplaceState, pid, errorOf(replaced));
          }));
}

bool NodeClient::isTraced(genmsg::Pid pid) const {
  return std::any_of(m_traces.begin(), m_traces.end(), [&](const TraceSession& session) {
    return !session.isStopping && covers(session, pid);
  });
}

/// As far as the last view knows the process.
bool NodeClient::covers(const TraceSession& session, genmsg::Pid pid) const {
  const genmsg::TraceSpec& spec = session.spec;
  if (contains(session.left, pid)) return false;
  if (contains(spec.pids, pid) || (spec.subtree && spec.subtree == pid)) return true;
  const std::uint32_t row = m_view ? m_view->rowOf(pid) : noRow;
  if (row == noRow) return false;
  const genmsg::ProcessRow& process = m_view->process(row);
  const bool isTooNew = !spec.new_processes && session.state.start_ns != 0 &&
                        process.start_ns > session.state.start_ns;
  if (isTooNew) return false;
  const bool isOfClass = spec.initial_call != genmsg::atoms::undefined &&
                         process.initial_call == spec.initial_call;
  return isOfClass || (spec.subtree && isBelow(pid, spec.subtree));
}

bool NodeClient::isBelow(genmsg::Pid pid, genmsg::Pid top) const {
  constexpr int ancestorsMax = 1'000;
  for (int i = 0; pid && i < ancestorsMax; ++i) {
    if (pid == top) return true;
    const std::uint32_t row = m_view->rowOf(pid);
    pid = row == noRow ? genmsg::Pid{} : m_view->process(row).parent;
  }
  return false;
}

TraceSession* NodeClient::findTrace(std::uint64_t number) {
  const auto place =
      std::find_if(m_traces.begin(), m_traces.end(),
                   [number](const TraceSession& session) { return session.number == number; });
  return place == m_traces.end() ? nullptr : &*place;
}

void NodeClient::tellTraced(const genmsg::TraceSpec& spec) {
  for (const genmsg::Pid pid : spec.pids) Q_EMIT tracedChanged(pid, isTraced(pid));
  // Who is looked at may be one of them.
  if (spec.pids.empty()) Q_EMIT tracedChanged(spec.subtree, isTraced(spec.subtree));
}

void NodeClient::startTrace(const genmsg::TraceSpec& spec) {
  const std::uint64_t number = ++m_lastTrace;
  TraceSession& session = m_traces.emplace_back();
  session.number = number;
  session.spec = spec;
  session.subject = subjectOf(spec);
  // It goes on while the screen stands still: left in the node it would be dropped.
  if (!m_traceTimer.isActive()) m_traceTimer.start();
  startAction(Action::StartTrace, subjectOf(spec), {}, severalOf(spec));
  Q_EMIT traceSessionChanged(TraceSession(m_traces.back()));
  tellTraced(spec);
  m_node->start_trace(spec, onGui<genmsg::TraceStarted>(
                                [number](NodeClient& client,
                                         const NodeResult<genmsg::TraceStarted>& answer) {
                                  client.onTraceStarted(number, answer);
                                }));
}

void NodeClient::onTraceStarted(std::uint64_t number,
                                const NodeResult<genmsg::TraceStarted>& answer) {
  TraceSession* const session = findTrace(number);
  if (session == nullptr) return;
  const genmsg::TraceSpec spec = session->spec;
  const genmsg::Pid subject = session->subject;
  const bool isStopping = session->isStopping;
  const std::vector<genmsg::Pid> left = session->left;
  if (answer) {
    session->state.id = answer->id;
    session->state.processes = answer->processes;
    const TraceSession begun = *session;
    Q_EMIT traceSessionChanged(begun);
    if (isStopping) requestTraceStop(begun);
    for (const genmsg::Pid pid : left) requestUntrace(begun.state.id, pid);
  } else {
    session->isRefused = true;
    forgetTrace(number);
    for (const genmsg::Pid pid : left) finishAction(Action::StopTrace, pid, nullptr);
  }
  const bool isOfOne = spec.pids.size() == 1 && left.empty();
  finishAction(Action::StartTrace, subject, errorOf(answer),
               answer && !isOfOne ? std::optional(answer->processes) : std::nullopt);
  if (isStopping && !answer) finishAction(Action::StopTrace, subjectOf(spec), nullptr);
}

void NodeClient::stopTrace(std::uint64_t number) {
  TraceSession* const session = findTrace(number);
  if (session == nullptr || session->isStopping) return;
  session->isStopping = true;
  startAction(Action::StopTrace, subjectOf(session->spec), {}, severalOf(session->spec));
  const TraceSession stopping = *session;
  Q_EMIT traceSessionChanged(stopping);
  tellTraced(stopping.spec);
  if (stopping.state.id != 0) requestTraceStop(stopping);  // else once the node has told its id
}

/// The end of the trace is taken at once; with it comes that it is over.
void NodeClient::requestTraceStop(const TraceSession& session) {
  m_node->stop_trace(session.state.id,
                     onGui<genmsg::Done>([pid = subjectOf(session.spec)](
                                             NodeClient& client,
                                             const NodeResult<genmsg::Done>& stopped) {
                       client.takeTrace();
                       client.finishAction(Action::StopTrace, pid, errorOf(stopped));
                     }));
}

void NodeClient::setTraced(genmsg::Pid pid, bool traced) {
  if (traced == isTraced(pid)) return;
  if (traced) {
    genmsg::TraceSpec spec;
    spec.pids = {pid};
    return startTrace(spec);
  }
  std::vector<std::pair<std::uint64_t, bool>> its;  // and whether it is the only one
  for (const TraceSession& session : m_traces) {
    if (session.isStopping || !covers(session, pid)) continue;
    const genmsg::TraceSpec& spec = session.spec;
    its.emplace_back(session.number, spec.pids == std::vector{pid} && !spec.subtree &&
                                         spec.initial_call == genmsg::atoms::undefined);
  }
  for (const auto& [number, isOnly] : its) {
    if (isOnly) {
      stopTrace(number);
    } else {
      takeOut(number, pid);
    }
  }
}

/// The session goes on with its others.
void NodeClient::takeOut(std::uint64_t number, genmsg::Pid pid) {
  TraceSession& session = *findTrace(number);
  session.left.push_back(pid);
  std::erase(session.spec.pids, pid);
  startAction(Action::StopTrace, pid);
  const TraceSession changed = session;
  Q_EMIT traceSessionChanged(changed);
  Q_EMIT tracedChanged(pid, isTraced(pid));
  if (changed.state.id != 0) requestUntrace(changed.state.id, pid);  // else once it has begun
}

void NodeClient::requestUntrace(genmsg::TraceSessionId session, genmsg::Pid pid) {
  m_node->untrace(session, {pid}, finishing<genmsg::Done>(Action::StopTrace, pid));
}

void NodeClient::onTraceStates(const std::vector<genmsg::TraceSessionState>& states) {
  for (const genmsg::TraceSessionState& state : states) {
    const auto place =
        std::find_if(m_traces.begin(), m_traces.end(),
                     [&](const TraceSession& session) { return session.state.id == state.id; });
    if (place == m_traces.end()) continue;
    place->state = state;
    if (state.end != genmsg::TraceEnd::Running) {
      forgetTrace(place->number);
    } else {
      Q_EMIT traceSessionChanged(TraceSession(*place));
    }
  }
}

void NodeClient::forgetTrace(std::uint64_t number) {
  const TraceSession over = *findTrace(number);
  std::erase_if(m_traces,
                [number](const TraceSession& session) { return session.number == number; });
  if (m_traces.empty()) m_traceTimer.stop();
  Q_EMIT traceSessionChanged(over);
  tellTraced(over.spec);
}

/// A completion of an action that has no result but whether it was done.
template <class T>
genmsg::Completion<T> NodeClient::finishing(Action action, genmsg::Pid pid) {
  return onGui<T>([action, pid](NodeClient& client, const NodeResult<T>& result) {
    client.finishAction(action, pid, errorOf(result));
  });
}

void NodeClient::startAction(Action action, genmsg::Pid pid, std::optional<genmsg::Term> argument,
                             std::vector<genmsg::Pid> several) {
  Q_EMIT actionStarted({action, pid, std::move(argument), std::move(several)});
}

void NodeClient::finishAction(Action action, genmsg::Pid pid, const NodeError* error,
                              std::optional<std::uint64_t> traced) {
  ActionResult result{action, pid, !error, {}, NodeError::Code::Other, traced};
  if (!error && action != Action::Exit && action != Action::Send) m_stepLeft.erase(pid);
  if (error) {
    result.message = QString::fromStdString(error->message);
    result.code = error->code;
  }
  Q_EMIT actionFinished(result);
}

}  // namespace models
