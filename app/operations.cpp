// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/operations.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>
#include <QWidget>
#include <algorithm>
#include <iterator>
#include <memory>
#include <span>

#include "app/bulk_action.h"
#include "app/bulk_runner.h"
#include "app/exit_request.h"
#include "app/held_processes.h"
#include "app/message_send.h"
#include "app/selection.h"
#include "app/state_edit.h"
#include "app/step_run.h"
#include "app/suspensions.h"
#include "app/watch_edit.h"
#include "app/watches.h"
#include "genmsg/term/print.h"
#include "models/error_text.h"
#include "models/format.h"
#include "models/operation_log.h"
#include "models/row_text.h"
#include "models/subtree.h"
#include "models/suspension_text.h"
#include "models/term_changes.h"
#include "models/trace_text.h"
#include "views/message_strip.h"
#include "views/process_actions.h"
#include "views/send_message_dialog.h"
#include "views/state_editor_dialog.h"
#include "views/step_run_dialog.h"
#include "views/watch_dialog.h"

namespace app {

using models::Action;
using models::NodeClient;
using views::ExitDialog;

namespace {

constexpr genmsg::PrintLimits loggedTerm{16, 1000};
constexpr std::size_t loggedChanges = 20;
constexpr qsizetype hitsNamed = 3;

QString countOf(const views::Pids& pids) { return QLocale().toString(qulonglong{pids.size()}); }

}  // namespace

Operations::Operations(NodeClient* client, Selection* selection, views::ProcessActions* actions,
                       Strips strips, QWidget* window)
    : QObject(window),
      m_client(client),
      m_selection(selection),
      m_strip(strips.message),
      m_suspensions(new Suspensions(client, this)),
      m_watches(new Watches(client, this)),
      m_held(new HeldProcesses(client, this)),
      m_log(new models::OperationLog(this)),
      m_bulk(new BulkRunner(strips.progress, this)) {
  connectActions(actions);
  connectClient();
  connect(m_bulk, &BulkRunner::finished, this, &Operations::onBulkFinished);
  connect(m_watches, &Watches::hit, this, &Operations::onWatchHit);
}

void Operations::connectActions(views::ProcessActions* actions) {
  using views::ProcessActions;
  QWidget* window = actions->window();
  m_windows.removeAll(nullptr);
  m_windows << window;
  actions->setHeldCount(m_held->count());
  connect(m_held, &HeldProcesses::changed, actions,
          [this, actions] { actions->setHeldCount(m_held->count()); });
  connect(actions, &ProcessActions::resumeAllRequested, this, [this] { resumeAll(); });
  connect(actions, &ProcessActions::suspendRequested, this, &Operations::suspend);
  connect(actions, &ProcessActions::resumeRequested, this, &Operations::resume);
  connect(actions, &ProcessActions::traceRequested, this, &Operations::trace);
  connect(actions, &ProcessActions::subtreeRequested, this,
          [this, window](genmsg::Pid top, ProcessActions::OnSubtree what) {
            doOnSubtree(top, what, window);
          });
  connect(actions, &ProcessActions::copyRequested, this, &Operations::copy);
  connect(actions, &ProcessActions::stepRequested, m_client, &NodeClient::step);
  connect(actions, &ProcessActions::stepSeveralRequested, this,
          [this, window](genmsg::Pid pid) { stepSeveral(pid, window); });
  connect(actions, &ProcessActions::sendMessageRequested, this,
          [this, window](genmsg::Pid pid) { sendMessage(pid, window); });
  connect(actions, &ProcessActions::terminateRequested, this,
          [this, window](const views::Pids& pids) { terminate(pids, window); });
  connect(actions, &ProcessActions::killRequested, this,
          [this, window](const views::Pids& pids) { ask(ExitDialog::Kind::Kill, pids, window); });
  connect(actions, &ProcessActions::restartChildRequested, this,
          [this, window](genmsg::Pid pid) { ask(ExitDialog::Kind::RestartChild, {pid}, window); });
  connect(actions, &ProcessActions::watchRequested, this,
          [this, window](genmsg::Pid pid) { editWatches(pid, window); });
  connect(actions, &ProcessActions::editStateRequested, this,
          [this, window](genmsg::Pid pid) { editState(pid, window); });
}

void Operations::connectClient() {
  connect(m_client, &NodeClient::actionStarted, this, &Operations::onActionStarted);
  connect(m_client, &NodeClient::actionFinished, this, &Operations::onActionFinished);
  connect(m_client, &NodeClient::stepReady, this, &Operations::onStepped);
  const auto remember = [this](const genmsg::ProcessState& state) {
    if (openEditor<StateEdit>(state.pid) != nullptr) m_edited[state.pid] = state;
  };
  connect(m_client, &NodeClient::stateReady, this, remember);
  connect(m_client, &NodeClient::stateReplaced, this, remember);
}

void Operations::onActionStarted(const models::ActionRequest& request) {
  // What is done many times is logged as one, when it has ended.
  const Asker asker = m_bulk->isAsking()                            ? Asker::Bulk
                      : isPartOfRun(request.action, request.pid) ? Asker::Run
                                                                    : Asker::User;
  m_askers[{request.action, request.pid}].push_back(asker);
  if (asker != Asker::User) return;
  const QString whom = request.pids.size() > 1 ? tr("%1 processes").arg(countOf(request.pids))
                                               : m_selection->nameOf(request.pid);
  m_log->begin(request, whom, argumentText(request));
}

/// The same may be asked for twice, by hand and by a bulk: a node answers in the order of asking.
Operations::Asker Operations::takeAsker(const models::ActionResult& result) {
  const auto found = m_askers.find({result.action, result.pid});
  if (found == m_askers.end()) return Asker::User;
  const Asker asker = found->second.front();
  found->second.pop_front();
  if (found->second.empty()) m_askers.erase(found);
  return asker;
}

bool Operations::isPartOfRun(Action action, genmsg::Pid pid) const {
  if (action != Action::Step) return false;
  const StepRun* run = openEditor<StepRun>(pid);
  return run != nullptr && run->isRunning();
}

QString Operations::argumentText(const models::ActionRequest& request) const {
  if (!request.argument) return {};
  const genmsg::Term& argument = *request.argument;
  if (request.action == Action::Watch || request.action == Action::Unwatch)
    return models::watchText(argument);
  const auto edited = m_edited.find(request.pid);
  if (request.action != Action::ReplaceState || edited == m_edited.end())
    return QString::fromStdString(genmsg::print(argument, loggedTerm));
  const genmsg::ProcessState& before = edited->second;
  QStringList changes;
  for (const models::TermChange& change :
       models::changesBetween(before.state, argument, before.shape, loggedChanges)) {
    changes << models::changeText(change);
  }
  return changes.isEmpty() ? tr("no changes") : changes.join(QStringLiteral("; "));
}

void Operations::onActionFinished(const models::ActionResult& result) {
  switch (takeAsker(result)) {
    case Asker::Bulk: m_bulk->take(result); return;
    case Asker::Run: return;
    case Asker::User: break;
  }
  m_log->finish(result);
  if (result.ok) {
    sayDone(result);
  } else if (!isSaidElsewhere(result)) {
    sayRefused(result);
  }
  m_client->refresh();
}

void Operations::run(std::unique_ptr<BulkAction> bulk, const views::Pids& pids,
                     const QString& text) {
  QStringList names;
  for (std::size_t i = 0; i < std::min(pids.size(), BulkAction::mostNamed); ++i)
    names << m_selection->nameOf(pids[i]);
  bulk->setNames(names);
  m_bulk->run(std::move(bulk), text);
}

void Operations::onBulkFinished(const BulkAction& bulk) {
  const models::Operation operation = bulk.operation();
  m_log->note(operation);
  const views::Tone tone = operation.ok ? views::Tone::Good : views::Tone::Warning;
  m_strip->showMessage(tone, operation.result);
  m_client->refresh();
}

void Operations::suspend(const views::Pids& pids) {
  if (pids.empty()) return;
  if (pids.size() == 1) return m_suspensions->suspend(pids.front());
  run(std::make_unique<BulkAction>(Action::Suspend, pids,
                                   [this](genmsg::Pid pid) {
                                     m_suspensions->suspend(pid);
                                     return true;
                                   }),
      pids, tr("Suspending %1 processes").arg(countOf(pids)));
}

void Operations::resume(const views::Pids& pids) {
  if (pids.empty()) return;
  if (pids.size() == 1) return m_suspensions->resume(pids.front());
  run(std::make_unique<BulkAction>(Action::Resume, pids,
                                   [this](genmsg::Pid pid) {
                                     m_suspensions->resume(pid);
                                     return true;
                                   }),
      pids, tr("Resuming %1 processes").arg(countOf(pids)));
}

void Operations::trace(const views::Pids& pids, bool traced) {
  if (pids.empty()) return;
  if (pids.size() == 1) return m_client->setTraced(pids.front(), traced);
  if (traced && pids.size() > mostTraced) {
    m_strip->showMessage(views::Tone::Warning,
                         tr("%1 processes are too many to trace: choose at most %2")
                             .arg(countOf(pids), QLocale().toString(qulonglong{mostTraced})));
    return;
  }
  if (traced) return traceTogether(pids);
  run(std::make_unique<BulkAction>(Action::StopTrace, pids,
                                   [this](genmsg::Pid pid) {
                                     if (!m_client->isTraced(pid)) return false;
                                     m_client->setTraced(pid, false);
                                     return true;
                                   }),
      pids, tr("Ending the trace of %1 processes").arg(countOf(pids)));
}

/// One session, so that their messages stand in one order and its limits are for all of them.
void Operations::traceTogether(const views::Pids& pids) {
  genmsg::TraceSpec spec;
  std::copy_if(pids.begin(), pids.end(), std::back_inserter(spec.pids),
               [this](genmsg::Pid pid) { return !m_client->isTraced(pid); });
  spec.limits = models::limitsFor(spec.pids.size());
  if (!spec.pids.empty()) return m_client->startTrace(spec);
  m_strip->showMessage(views::Tone::Info, tr("All of them are traced already"), tr("Show trace"),
                       this, [this] { emit showTraceRequested(); });
}

/// With those that start while it runs.
void Operations::traceSubtree(genmsg::Pid top, std::size_t processes) {
  genmsg::TraceSpec spec;
  spec.limits = models::limitsFor(processes);
  spec.subtree = top;
  spec.new_processes = true;
  m_client->startTrace(spec);
}

void Operations::doOnSubtree(genmsg::Pid top, views::ProcessActions::OnSubtree what,
                             QWidget* window) {
  using views::ProcessActions;
  const models::NodeViewPtr view = m_client->view();
  if (view == nullptr) return;
  const views::Pids pids = models::subtreeOf(*view, top);
  if (pids.empty()) return sayGone(top);
  switch (what) {
    case ProcessActions::OnSubtree::Suspend: return suspend(pids);
    case ProcessActions::OnSubtree::Resume: return resume(pids);
    case ProcessActions::OnSubtree::Trace: return traceSubtree(top, pids.size());
    case ProcessActions::OnSubtree::Terminate:
      return ask(ExitDialog::Kind::TerminateSubtree, pids, window);
  }
}

void Operations::terminate(const views::Pids& pids, QWidget* window) {
  if (pids.size() == 1 && m_unasked) return exit(pids, *m_unasked);
  ask(ExitDialog::Kind::Terminate, pids, window);
}

void Operations::ask(ExitDialog::Kind kind, const views::Pids& pids, QWidget* window) {
  if (pids.empty()) return;
  auto* request = new ExitRequest(m_client, m_selection, kind, pids, window);
  connect(request, &ExitRequest::confirmed, this,
          [this](const views::Pids& confirmed, const genmsg::Term& reason, bool alwaysSo) {
            if (alwaysSo) m_unasked = reason;
            exit(confirmed, reason);
          });
}

void Operations::exit(const views::Pids& pids, const genmsg::Term& reason) {
  if (pids.size() == 1) {
    const models::NodeViewPtr view = m_client->view();
    if (view == nullptr || view->rowOf(pids.front()) == models::noRow) return sayGone(pids.front());
    return m_client->exitProcess(pids.front(), reason);
  }
  auto bulk = std::make_unique<BulkAction>(Action::Exit, pids, [this, reason](genmsg::Pid pid) {
    m_client->exitProcess(pid, reason);
    return true;
  });
  bulk->setArgument(QString::fromStdString(genmsg::print(reason, loggedTerm)));
  run(std::move(bulk), pids, tr("Terminating %1 processes").arg(countOf(pids)));
}

void Operations::sayGone(genmsg::Pid pid) {
  m_strip->showMessage(views::Tone::Error,
                       tr("%1 has exited: nothing was done").arg(m_selection->nameOf(pid)));
}

void Operations::copy(const views::Pids& pids, views::ProcessActions::CopyAs how) {
  const models::NodeViewPtr view = m_client->view();
  if (view == nullptr) return;
  const std::span<const genmsg::Pid> copied(pids.data(), qMin(pids.size(), models::mostRowsAsText));
  const bool asRow = how == views::ProcessActions::CopyAs::Row;
  QGuiApplication::clipboard()->setText(asRow ? models::rowsAsTsv(*view, copied)
                                              : models::rowsAsJson(*view, copied));
  if (copied.size() < pids.size()) {
    m_strip->showMessage(views::Tone::Warning,
                         tr("The first %1 of %2 rows were copied")
                             .arg(QLocale().toString(qulonglong{copied.size()}), countOf(pids)));
  }
}

void Operations::sayDone(const models::ActionResult& done) {
  const QString name = m_selection->nameOf(done.pid);
  switch (done.action) {
    case Action::Suspend:
      m_strip->showMessage(views::Tone::Good,
                           tr("%1 is suspended. Its mailbox grows until it is resumed.").arg(name));
      break;
    case Action::Resume:
      m_strip->showMessage(views::Tone::Good, tr("%1 was resumed").arg(name));
      break;
    case Action::ReplaceState:
      m_strip->showMessage(views::Tone::Good, tr("%1 has a new state").arg(name));
      break;
    case Action::Exit:
      m_strip->showMessage(views::Tone::Good, tr("%1 was sent an exit signal").arg(name));
      break;
    case Action::StartTrace:
      m_strip->showMessage(views::Tone::Info, tracedText(done, name), tr("Show trace"), this,
                           [this] { emit showTraceRequested(); });
      break;
    default: break;
  }
}

QString Operations::tracedText(const models::ActionResult& result, const QString& name) {
  if (!result.traced) return tr("%1 is traced").arg(name);
  return *result.traced == 1 ? tr("1 process is traced")
                             : tr("%1 processes are traced").arg(models::formatCount(*result.traced));
}

void Operations::sayRefused(const models::ActionResult& refused) {
  const genmsg::NodeError error{refused.code, refused.message.toStdString()};
  m_strip->showMessage(
      views::Tone::Error,
      tr("%1: %2").arg(m_selection->nameOf(refused.pid), models::errorText(error)));
  const bool isStep = refused.action == Action::Step || refused.action == Action::Skip;
  m_stepRefusal = isStep ? m_strip->text() : QString();
}

/// An editor says by itself why it was refused something, if it is still there.
bool Operations::isSaidElsewhere(const models::ActionResult& refused) const {
  switch (refused.action) {
    case Action::ReplaceState: return openEditor<StateEdit>(refused.pid) != nullptr;
    case Action::Step:
      return openEditor<StateEdit>(refused.pid) != nullptr && openEditor<StateEdit>(refused.pid)->isStepping();
    case Action::Send: return openEditor<MessageSend>(refused.pid) != nullptr;
    case Action::Watch:
    case Action::Unwatch: return openEditor<WatchEdit>(refused.pid) != nullptr;
    default: return false;
  }
}

void Operations::onStepped() {
  // Of the step before it; nothing else that the strip says is over by this one.
  if (!m_stepRefusal.isEmpty() && m_strip->text() == m_stepRefusal) m_strip->dismiss();
  m_stepRefusal.clear();
}

void Operations::onWatchHit(genmsg::Pid pid, const models::WatchHit& hit) {
  m_held->add(pid);
  // What the strip says still is not replaced, but said with this one.
  if (m_hitsText.isEmpty() || m_strip->text() != m_hitsText) m_hits.clear();
  std::erase_if(m_hits, [pid](const Hit& each) { return each.pid == pid; });
  m_hits.push_back({pid, hit});
  sayHits();
}

void Operations::sayHits() {
  const auto named = [this](const Hit& each, const QString& text) {
    return text.arg(m_selection->nameOf(each.pid), models::watchText(each.hit.id));
  };
  if (m_hits.size() == 1) {
    m_hitsText = named(m_hits.front(), tr("%1 was suspended by the watch `%2`"));
  } else {
    QStringList texts;
    for (const Hit& each : m_hits) {
      if (texts.size() == hitsNamed) {
        texts << QStringLiteral("…");
        break;
      }
      //: "worker_3 <0.17.3> by `mailbox > 500`"
      texts << named(each, tr("%1 by `%2`"));
    }
    m_hitsText = tr("%1 processes were suspended by watches: %2")
                     .arg(QLocale().toString(qulonglong{m_hits.size()}),
                          texts.join(QStringLiteral(", ")));
  }
  m_strip->showMessage(views::Tone::Warning, m_hitsText,
                       m_hits.size() == 1 ? tr("Show") : tr("Show first"), this, [this] {
                         const genmsg::Pid pid = m_hits.front().pid;
                         m_hits.pop_front();
                         emit showRequested(pid);
                         if (!m_hits.empty()) sayHits();
                       });
}

std::size_t Operations::leftHeld() const {
  const views::Pids pids = m_held->pids();
  return static_cast<std::size_t>(std::count_if(
      pids.begin(), pids.end(), [this](genmsg::Pid pid) { return !m_suspensions->isResuming(pid); }));
}

void Operations::resumeAll(std::function<void()> then) {
  const views::Pids pids = m_held->pids();
  auto bulk = std::make_unique<BulkAction>(Action::Resume, pids, [this](genmsg::Pid pid) {
    m_suspensions->resume(pid);
    return true;
  });
  if (then) {
    connect(bulk.get(), &BulkAction::finished, this, [this, bulk = bulk.get(), then] {
      if (bulk->isComplete()) QMetaObject::invokeMethod(this, then, Qt::QueuedConnection);
    });
  }
  run(std::move(bulk), pids, tr("Resuming %1 processes").arg(countOf(pids)));
}

template <class Editor>
Editor* Operations::openEditor(genmsg::Pid pid) const {
  for (const QPointer<QWidget>& window : m_windows) {
    if (!window) continue;
    for (Editor* editor : window->findChildren<Editor*>()) {
      if (editor->pid() == pid && !editor->isFinished()) return editor;
    }
  }
  return nullptr;
}

template <class Editor>
bool Operations::raiseEditor(genmsg::Pid pid) const {
  const Editor* editor = openEditor<Editor>(pid);
  if (editor == nullptr) return false;
  editor->dialog()->raise();
  editor->dialog()->activateWindow();
  return true;
}

void Operations::editState(genmsg::Pid pid, QWidget* window) {
  if (raiseEditor<StateEdit>(pid)) return;
  m_edited.erase(pid);
  new StateEdit(m_client, m_suspensions, &m_history, pid, m_selection->nameOf(pid), window);
}

void Operations::editWatches(genmsg::Pid pid, QWidget* window) {
  if (raiseEditor<WatchEdit>(pid)) return;
  new WatchEdit(m_client, m_watches, pid, m_selection->nameOf(pid), window);
}

void Operations::sendMessage(genmsg::Pid pid, QWidget* window) {
  if (raiseEditor<MessageSend>(pid)) return;
  new MessageSend(m_client, pid, m_selection->nameOf(pid), window);
}

void Operations::stepSeveral(genmsg::Pid pid, QWidget* window) {
  if (raiseEditor<StepRun>(pid)) return;
  auto* run = new StepRun(m_client, pid, m_selection->nameOf(pid), window);
  connect(run, &StepRun::ended, this, [this](const models::Operation& operation) {
    m_log->note(operation);
    m_client->refresh();
  });
}

}  // namespace app
