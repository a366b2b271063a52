// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/operations.h"

#include <QWidget>

#include "app/selection.h"
#include "app/state_edit.h"
#include "app/suspensions.h"
#include "app/watch_edit.h"
#include "app/watches.h"
#include "models/error_text.h"
#include "models/suspension_text.h"
#include "views/message_strip.h"
#include "views/process_actions.h"
#include "views/state_editor_dialog.h"
#include "views/watch_dialog.h"

namespace app {

using models::Action;
using models::NodeClient;

Operations::Operations(NodeClient* client, Selection* selection, views::ProcessActions* actions,
                       views::MessageStrip* strip, QWidget* window)
    : QObject(window),
      m_client(client),
      m_selection(selection),
      m_strip(strip),
      m_window(window),
      m_suspensions(new Suspensions(client, this)),
      m_watches(new Watches(client, this)) {
  connectActions(actions);
  connect(m_client, &NodeClient::actionFinished, this, &Operations::onActionFinished);
  connect(m_client, &NodeClient::stepReady, this, &Operations::onStepped);
  connect(m_watches, &Watches::hit, this, &Operations::onWatchHit);
}

void Operations::connectActions(views::ProcessActions* actions) {
  using views::ProcessActions;
  connect(actions, &ProcessActions::suspendRequested, m_suspensions, &Suspensions::suspend);
  connect(actions, &ProcessActions::resumeRequested, m_suspensions, &Suspensions::resume);
  connect(actions, &ProcessActions::traceRequested, m_client, &NodeClient::setTraced);
  connect(actions, &ProcessActions::stepRequested, m_client, &NodeClient::step);
  connect(actions, &ProcessActions::watchRequested, this, &Operations::editWatches);
  connect(actions, &ProcessActions::editStateRequested, this, &Operations::editState);
}

void Operations::onActionFinished(const models::ActionResult& result) {
  if (result.ok) {
    sayDone(result);
  } else if (!isSaidElsewhere(result)) {
    sayRefused(result);
  }
  m_client->refresh();
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
