// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/step_run.h"

#include <QDateTime>
#include <QLocale>

#include "models/error_text.h"
#include "models/step_model.h"
#include "views/step_run_dialog.h"

namespace app {

using models::Action;
using models::NodeClient;
using views::StepRunDialog;
using views::Tone;

namespace {

/// Nobody reads more of them, and painting each would take longer than the steps.
constexpr int showEveryMs = 100;

}  // namespace

StepRun::StepRun(NodeClient* client, genmsg::Pid pid, const QString& name, QWidget* parent)
    : QObject(parent),
      m_client(client),
      m_pid(pid),
      m_name(name),
      m_dialog(new StepRunDialog(name, parent)) {
  connect(m_dialog, &StepRunDialog::startRequested, this, &StepRun::start);
  connect(m_dialog, &StepRunDialog::cancelRequested, this, [this] { m_cancelled = true; });
  connect(m_dialog, &QDialog::finished, this, [this] {
    m_finished = true;
    m_client->disconnect(this);  // the dialog goes first
    if (isRunning()) end(Tone::Info, tr("stopped"));
    deleteLater();
  });
  connect(m_client, &NodeClient::stepReady, this, &StepRun::onStepped);
  connect(m_client, &NodeClient::actionFinished, this, &StepRun::onActionFinished);
  m_dialog->show();
}

void StepRun::start(int count) {
  m_count = count;
  m_done = 0;
  m_exit.clear();
  m_last.reset();
  m_cancelled = false;
  m_since.start();
  m_operation = {};
  m_operation.wallMs = QDateTime::currentMSecsSinceEpoch();
  m_operation.action = Action::Step;
  m_operation.pid = m_pid;
  m_operation.victim = m_name;
  m_operation.argument = tr("%1 messages").arg(QLocale().toString(count));
  m_operation.ok = true;
  m_dialog->showStarted(count);
  next();
}

void StepRun::next() {
  // If one is under way that somebody else asked for, its answer comes here, too.
  m_client->step(m_pid, false);
}

void StepRun::onStepped(genmsg::Pid pid, const genmsg::StepPtr& step) {
  if (pid != m_pid || !isRunning()) return;
  ++m_done;
  m_last = step;
  if (m_done == 1 || m_shown.elapsed() >= showEveryMs) showLast();
  if (step->exit_reason) m_exit = tr("that was its last message");
}

void StepRun::showLast() {
  m_shown.start();
  m_dialog->showStep(m_done, models::summaryOf(*m_last));
}

void StepRun::onActionFinished(const models::ActionResult& result) {
  if (result.pid != m_pid || !isRunning()) return;
  if (result.action != Action::Step && result.action != Action::Skip) return;
  if (!result.ok) {
    const genmsg::NodeError error{result.code, result.message.toStdString()};
    const bool isEmpty = result.code == genmsg::NodeError::Code::EmptyMailbox;
    m_operation.ok = isEmpty;
    m_operation.code = result.code;
    return end(isEmpty ? Tone::Info : Tone::Warning,
               isEmpty ? tr("the mailbox is empty") : models::errorText(error));
  }
  if (!m_exit.isEmpty()) return end(Tone::Warning, m_exit);
  if (m_done >= m_count) return end(Tone::Good, {});
  if (m_cancelled) return end(Tone::Info, tr("stopped"));
  next();
}

void StepRun::end(Tone tone, const QString& why) {
  const QString done = tr("%1 of %2 messages handled")
                           .arg(QLocale().toString(m_done), QLocale().toString(m_count));
  //: "12 of 100 messages handled: the mailbox is empty"
  m_operation.result = why.isEmpty() ? done : tr("%1: %2").arg(done, why);
  m_operation.durationNs = m_since.nsecsElapsed();
  m_count = 0;
  if (!m_finished) {
    if (m_last) showLast();
    m_dialog->showEnd(tone, m_operation.result);
  }
  Q_EMIT ended(m_operation);
}

}  // namespace app
