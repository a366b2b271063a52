// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/state_edit.h"

#include <QLocale>
#include <utility>

#include "app/state_history.h"
#include "app/suspensions.h"
#include "models/error_text.h"
#include "models/step_model.h"
#include "models/suspension_text.h"
#include "models/term_changes.h"

namespace app {

using models::Action;
using models::ActionResult;
using models::NodeClient;
using views::StateEditorDialog;

StateEdit::StateEdit(NodeClient* client, Suspensions* suspensions, StateHistory* history,
                     genmsg::Pid pid, const QString& name, QWidget* parent)
    : QObject(parent),
      m_client(client),
      m_suspensions(suspensions),
      m_history(history),
      m_pid(pid),
      m_dialog(new StateEditorDialog(pid, name, parent)) {
  connectDialog();
  connectClient();
  m_dialog->setHistory(m_history->of(m_pid));
  updateNote();
  if (m_suspensions->isSuspended(m_pid)) {
    m_client->requestState(m_pid);
  } else {
    m_suspensions->suspend(m_pid);
    m_awaitsSuspend = true;
    m_suspendedHere = true;
  }
  m_dialog->show();
}

void StateEdit::connectDialog() {
  connect(m_dialog, &StateEditorDialog::reloadRequested, this,
          [this] { m_client->requestState(m_pid); });
  connect(m_dialog, &StateEditorDialog::applyRequested, this,
          [this](const genmsg::Term& state, quint64 version,
                 StateEditorDialog::AfterApply after) {
            m_afterApply = after;
            m_undoing = false;
            m_client->replaceState(m_pid, state, version);
          });
  connect(m_dialog, &StateEditorDialog::proceedRequested, this, &StateEdit::proceed);
  connect(m_dialog, &StateEditorDialog::undoRequested, this,
          [this](const genmsg::Term& state, quint64 version) {
            m_afterApply = StateEditorDialog::AfterApply::StaySuspended;
            m_undoing = true;
            m_client->replaceState(m_pid, state, version);
          });
  connect(m_dialog, &QDialog::finished, this, &StateEdit::onFinished);
}

void StateEdit::connectClient() {
  connect(m_client, &NodeClient::stateReady, this, [this](const genmsg::ProcessState& state) {
    if (state.pid != m_pid) return;
    m_base = state;
    m_dialog->setState(state);
    if (!m_stepNote.isEmpty())
      m_dialog->showNote(views::Tone::Good, std::exchange(m_stepNote, QString()));
  });
  connect(m_client, &NodeClient::stepReady, this,
          [this](genmsg::Pid pid, const genmsg::StepPtr& step) {
            if (pid == m_pid && isStepping()) {
              const QString summary = models::summaryOf(*step);
              m_stepNote = m_proceeds ? tr("Nothing to apply. %1.").arg(summary)
                                      : tr("Replaced. %1.").arg(summary);
            }
            // One that a watch holds after an exception is not the editor's to let go.
            if (pid == m_pid && step->exit_reason) m_suspendedHere = false;
          });
  connect(m_client, &NodeClient::suspended, this,
          [this](genmsg::Pid pid, const genmsg::Suspension& suspension) {
            // Somebody, or a watch, was before: resuming it would be for them, too.
            if (pid == m_pid && m_awaitsSuspend &&
                (!models::isThisObserver(suspension.owner) || models::watchHitOf(suspension))) {
              m_suspendedHere = false;
            }
          });
  connect(m_client, &NodeClient::stateFailed, this,
          [this](genmsg::Pid pid, const genmsg::NodeError& error) {
            if (pid == m_pid) m_dialog->showFetchError(error);
          });
  connect(m_client, &NodeClient::stateReplaced, this, &StateEdit::onReplaced);
  connect(m_suspensions, &Suspensions::asked, this, [this](genmsg::Pid pid) {
    if (pid == m_pid) m_suspendedHere = false;
  });
  connect(m_client, &NodeClient::actionFinished, this, &StateEdit::onActionFinished);
  connect(m_client, &NodeClient::viewReady, this, &StateEdit::updateNote);
}

void StateEdit::onActionFinished(const ActionResult& result) {
  if (result.pid != m_pid) return;
  const genmsg::NodeError error{result.code, result.message.toStdString()};
  if (result.action == Action::Suspend && m_awaitsSuspend) {
    m_awaitsSuspend = false;
    // One that timed out is suspended all the same, later.
    if (!result.ok && error.code != genmsg::NodeError::Code::Timeout) m_suspendedHere = false;
    // What cannot be suspended may still have a state to read.
    m_client->requestState(m_pid);
  } else if (result.action == Action::Step && isStepping()) {
    onStepped(result);
  } else if (result.action == Action::ReplaceState && !result.ok) {
    m_dialog->showRefusal(error);
  }
}

void StateEdit::remember(const genmsg::ProcessState& state) {
  if (m_undoing) {
    m_history->removeLast(m_pid);
  } else if (m_base) {
    const auto changes = models::changesBetween(m_base->state, state.state, state.shape, 2);
    QString text = changes.empty() ? tr("no change") : models::changeText(changes.front());
    if (changes.size() > 1) text += tr(" and more");
    m_history->add(m_pid, {QDateTime::currentDateTime(), m_base->state, text, state.state});
  }
  m_base = state;
  m_dialog->setHistory(m_history->of(m_pid));
}

void StateEdit::onReplaced(const genmsg::ProcessState& state) {
  if (state.pid != m_pid) return;
  remember(state);
  if (m_afterApply == StateEditorDialog::AfterApply::StaySuspended) {
    m_dialog->showApplied(state);
    return;
  }
  if (m_afterApply == StateEditorDialog::AfterApply::Step) {
    m_applied = state;
    if (m_client->step(m_pid, false)) return;
    m_applied.reset();
    m_dialog->showApplied(state);
    m_dialog->showNote(views::Tone::Warning,
                       tr("Replaced, but no message was handled: a step asked for before is still "
                          "under way"));
    return;
  }
  m_suspendedHere = true;  // whoever suspended it, it was asked to go on
  m_dialog->accept();
}

/// Step or resume as it is.
void StateEdit::proceed(StateEditorDialog::AfterApply after) {
  if (after == StateEditorDialog::AfterApply::Resume) {
    m_suspendedHere = true;  // whoever suspended it, it was asked to go on
    m_dialog->accept();
    return;
  }
  m_proceeds = true;
  if (m_client->step(m_pid, false)) return;
  m_proceeds = false;
  m_dialog->setState(*m_base);
  m_dialog->showNote(views::Tone::Warning,
                     tr("No message was handled: a step asked for before is still under way"));
}

void StateEdit::onStepped(const ActionResult& result) {
  const bool replaced = !std::exchange(m_proceeds, false);
  const std::optional<genmsg::ProcessState> applied = std::exchange(m_applied, std::nullopt);
  if (result.ok) {
    m_client->requestState(m_pid);  // the step's text waits for it
    return;
  }
  m_dialog->setState(replaced ? *applied : *m_base);
  const QString why = models::errorText({result.code, result.message.toStdString()});
  m_dialog->showNote(views::Tone::Warning,
                     replaced ? tr("Replaced, but no message was handled: %1").arg(why)
                              : tr("No message was handled: %1").arg(why));
}

void StateEdit::onFinished() {
  m_finished = true;
  m_client->disconnect(this);  // the dialog goes first
  const models::NodeViewPtr view = m_client->view();
  const bool exited = view != nullptr && view->rowOf(m_pid) == models::noRow;
  // Also while the suspend is unanswered: the node does one after the other.
  if (m_suspendedHere && !exited) m_suspensions->resume(m_pid);
  deleteLater();
}

void StateEdit::updateNote() {
  const models::NodeViewPtr view = m_client->view();
  const std::uint32_t row = view == nullptr ? models::noRow : view->rowOf(m_pid);
  if (row == models::noRow) {
    m_dialog->setProcessNote(view == nullptr ? QString() : tr("The process has exited"));
    return;
  }
  const QString mailbox = QLocale().toString(view->process(row).mailbox);
  const bool suspended = view->process(row).status == genmsg::Status::Suspended;
  m_dialog->setProcessNote(suspended ? tr("Suspended while you edit · mailbox %1").arg(mailbox)
                                     : tr("Running · mailbox %1").arg(mailbox));
}

}  // namespace app
