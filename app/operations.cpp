// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/operations.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>
#include <QWidget>
#include <memory>
#include <span>

#include "app/bulk_action.h"
#include "app/bulk_runner.h"
#include "app/selection.h"
#include "app/state_edit.h"
#include "app/suspensions.h"
#include "app/watch_edit.h"
#include "app/watches.h"
#include "genmsg/term/print.h"
#include "models/error_text.h"
#include "models/operation_log.h"
#include "models/row_text.h"
#include "models/subtree.h"
#include "models/suspension_text.h"
#include "models/term_changes.h"
#include "views/message_strip.h"
#include "views/process_actions.h"
#include "views/state_editor_dialog.h"
#include "views/watch_dialog.h"

namespace app {

using models::Action;
using models::NodeClient;

namespace {

constexpr genmsg::PrintLimits loggedTerm{16, 1000};
constexpr std::size_t loggedChanges = 20;

QString countOf(const views::Pids& pids) { return QLocale().toString(qulonglong{pids.size()}); }

}  // namespace

Operations::Operations(NodeClient* client, Selection* selection, views::ProcessActions* actions,
                       Strips strips, QWidget* window)
    : QObject(window),
      m_client(client),
      m_selection(selection),
      m_strip(strips.message),
      m_window(window),
      m_suspensions(new Suspensions(client, this)),
      m_watches(new Watches(client, this)),
      m_log(new models::OperationLog(this)),
      m_bulk(new BulkRunner(strips.progress, this)) {
  connectActions(actions);
  connectClient();
  connect(m_bulk, &BulkRunner::finished, this, &Operations::onBulkFinished);
  connect(m_watches, &Watches::hit, this, &Operations::onWatchHit);
}

void Operations::connectActions(views::ProcessActions* actions) {
  using views::ProcessActions;
  connect(actions, &ProcessActions::suspendRequested, this, &Operations::suspend);
  connect(actions, &ProcessActions::resumeRequested, this, &Operations::resume);
  connect(actions, &ProcessActions::traceRequested, this, &Operations::trace);
  connect(actions, &ProcessActions::subtreeRequested, this, &Operations::doOnSubtree);
  connect(actions, &ProcessActions::copyRequested, this, &Operations::copy);
  connect(actions, &ProcessActions::stepRequested, m_client, &NodeClient::step);
  connect(actions, &ProcessActions::watchRequested, this, &Operations::editWatches);
  connect(actions, &ProcessActions::editStateRequested, this, &Operations::editState);
}

void Operations::connectClient() {
  connect(m_client, &NodeClient::actionStarted, this, &Operations::onActionStarted);
  connect(m_client, &NodeClient::actionFinished, this, &Operations::onActionFinished);
  connect(m_client, &NodeClient::stepReady, this, &Operations::onStepped);
  const auto remember = [this](const genmsg::ProcessState& state) {
    if (stateEdit(state.pid) != nullptr) m_edited[state.pid] = state;
  };
  connect(m_client, &NodeClient::stateReady, this, remember);
  connect(m_client, &NodeClient::stateReplaced, this, remember);
}

void Operations::onActionStarted(const models::ActionRequest& request) {
  // A bulk action is logged as one, when it has ended.
  if (m_bulk->isAsking()) return;
  m_log->begin(request, m_selection->nameOf(request.pid), argumentText(request));
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
  if (m_bulk->take(result)) return;
  m_log->finish(result);
  if (result.ok) {
    sayDone(result);
  } else if (!isSaidElsewhere(result)) {
    sayRefused(result);
  }
  m_client->refresh();
}

void Operations::onBulkFinished(const BulkAction& bulk) {
  const models::Operation operation = bulk.operation();
  m_log->note(operation);
  const views::Tone tone = operation.ok ? views::Tone::Good : views::Tone::Warning;
  if (bulk.action() == Action::StartTrace) {
    m_strip->showMessage(tone, operation.result, tr("Show trace"), this,
                         [this] { emit showTraceRequested(); });
  } else {
    m_strip->showMessage(tone, operation.result);
  }
  m_client->refresh();
}

void Operations::suspend(const views::Pids& pids) {
  if (pids.size() == 1) return m_suspensions->suspend(pids.front());
  m_bulk->run(std::make_unique<BulkAction>(Action::Suspend, pids,
                                           [this](genmsg::Pid pid) {
                                             m_suspensions->suspend(pid);
                                             return true;
                                           }),
              tr("Suspending %1 processes").arg(countOf(pids)));
}

void Operations::resume(const views::Pids& pids) {
  if (pids.size() == 1) return m_suspensions->resume(pids.front());
  m_bulk->run(std::make_unique<BulkAction>(Action::Resume, pids,
                                           [this](genmsg::Pid pid) {
                                             m_suspensions->resume(pid);
                                             return true;
                                           }),
              tr("Resuming %1 processes").arg(countOf(pids)));
}

void Operations::trace(const views::Pids& pids, bool traced) {
  if (pids.size() == 1) return m_client->setTraced(pids.front(), traced);
  if (traced && pids.size() > mostTraced) {
    m_strip->showMessage(views::Tone::Warning,
                         tr("%1 processes are too many to trace: choose at most %2")
                             .arg(countOf(pids), QLocale().toString(qulonglong{mostTraced})));
    return;
  }
  m_bulk->run(std::make_unique<BulkAction>(traced ? Action::StartTrace : Action::StopTrace, pids,
                                           [this, traced](genmsg::Pid pid) {
                                             if (m_client->isTraced(pid) == traced) return false;
                                             m_client->setTraced(pid, traced);
                                             return true;
                                           }),
              traced ? tr("Tracing %1 processes").arg(countOf(pids))
                     : tr("Ending the trace of %1 processes").arg(countOf(pids)));
}

void Operations::doOnSubtree(genmsg::Pid top, views::ProcessActions::OnSubtree what) {
  using views::ProcessActions;
  const models::NodeViewPtr view = m_client->view();
  if (view == nullptr) return;
  const views::Pids pids = models::subtreeOf(*view, top);
  if (pids.empty()) return sayGone(top);
  switch (what) {
    case ProcessActions::OnSubtree::Suspend: return suspend(pids);
    case ProcessActions::OnSubtree::Resume: return resume(pids);
    case ProcessActions::OnSubtree::Trace: return trace(pids, true);
  }
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
    case Action::StartTrace:
      m_strip->showMessage(views::Tone::Info, tr("%1 is traced").arg(name), tr("Show trace"), this,
                           [this] { emit showTraceRequested(); });
      break;
    default: break;
  }
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
    case Action::ReplaceState: return stateEdit(refused.pid) != nullptr;
    case Action::Step:
      return stateEdit(refused.pid) != nullptr && stateEdit(refused.pid)->isStepping();
    case Action::Watch:
    case Action::Unwatch: return watchEdit(refused.pid) != nullptr;
    default: return false;
  }
}

void Operations::onStepped() {
  // Of the step before it; nothing else that the strip says is over by this one.
  if (!m_stepRefusal.isEmpty() && m_strip->text() == m_stepRefusal) m_strip->dismiss();
  m_stepRefusal.clear();
}

void Operations::onWatchHit(genmsg::Pid pid, const models::WatchHit& hit) {
  m_strip->showMessage(views::Tone::Warning,
                       tr("%1 was suspended by the watch `%2`")
                           .arg(m_selection->nameOf(pid), models::watchText(hit.id)),
                       tr("Show"), this, [this, pid] { emit showRequested(pid); });
}

StateEdit* Operations::stateEdit(genmsg::Pid pid) const {
  for (StateEdit* edit : m_window->findChildren<StateEdit*>()) {
    if (edit->pid() == pid && !edit->isFinished()) return edit;
  }
  return nullptr;
}

void Operations::editState(genmsg::Pid pid) {
  if (const StateEdit* edit = stateEdit(pid)) {
    edit->dialog()->raise();
    edit->dialog()->activateWindow();
    return;
  }
  m_edited.erase(pid);
  new StateEdit(m_client, m_suspensions, pid, m_selection->nameOf(pid), m_window);
}

WatchEdit* Operations::watchEdit(genmsg::Pid pid) const {
  for (WatchEdit* edit : m_window->findChildren<WatchEdit*>()) {
    if (edit->pid() == pid && !edit->isFinished()) return edit;
  }
  return nullptr;
}

void Operations::editWatches(genmsg::Pid pid) {
  if (const WatchEdit* edit = watchEdit(pid)) {
    edit->dialog()->raise();
    edit->dialog()->activateWindow();
    return;
  }
  new WatchEdit(m_client, m_watches, pid, m_selection->nameOf(pid), m_window);
}

}  // namespace app
