// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_actions.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QWidget>

#include "models/format.h"
#include "views/action_text.h"
#include "views/icons.h"

namespace views {

ProcessActions::ProcessActions(QWidget* window) : QObject(window) {
  const auto make = [this, window](const QString& name, IconId id, const QString& text,
                                   const QKeySequence& key, const QString& toolTip) {
    auto* action = new QAction(icon(id), text, this);
    action->setObjectName(name);
    action->setShortcut(key);
    describeAction(*action, toolTip);
    window->addAction(action);
    return action;
  };
  // Suspend and Resume share F7: only one of them is enabled at a time.
  m_suspend = make(QStringLiteral("suspendAction"), IconId::Suspend, tr("&Suspend"), Qt::Key_F7,
                   tr("The process handles nothing until it is resumed; its mailbox grows"));
  m_resume = make(QStringLiteral("resumeAction"), IconId::Resume, tr("&Resume"), Qt::Key_F7,
                  tr("Let the suspended process go on with its mailbox"));
  m_step = make(QStringLiteral("stepAction"), IconId::Step, tr("Step one &message"), Qt::Key_F8,
                QString());
  m_step->setIconText(tr("Step"));
  m_skip = make(QStringLiteral("skipAction"), IconId::Skip, tr("S&kip one message"),
                Qt::SHIFT | Qt::Key_F8, QString());
  m_skip->setIconText(tr("Skip"));
  m_skip->setAutoRepeat(false);  // each message thrown away is a press of its own
  m_watch = make(QStringLiteral("watchAction"), IconId::Watch, tr("Watc&h…"), {},
                 tr("Suspend the process by itself when a condition comes to hold"));
  m_editState = make(QStringLiteral("editStateAction"), IconId::Edit, tr("&Edit state…"),
                     Qt::Key_F2, QString());
  m_trace = make(QStringLiteral("traceAction"), IconId::Trace, tr("&Trace"), Qt::Key_F9,
                 tr("Record what the process receives and sends, on the Trace page"));
  m_trace->setCheckable(true);
  m_showInTable = make(QStringLiteral("showInTableAction"), IconId::Processes,
                       tr("Show in &processes"), {}, tr("Find the process in the table"));
  m_showInTree = make(QStringLiteral("showInTreeAction"), IconId::Tree, tr("Sho&w in tree"), {},
                      tr("Find the process in the process tree"));
  m_copyPid = make(QStringLiteral("copyPidAction"), IconId::Copy, tr("Copy p&id"),
                   Qt::CTRL | Qt::SHIFT | Qt::Key_C, tr("Copy the process's pid"));
  setUpRequests();
  update();
}

void ProcessActions::setUpRequests() {
  connect(m_suspend, &QAction::triggered, this, [this] { emit suspendRequested(m_target.pid); });
  connect(m_resume, &QAction::triggered, this, [this] { emit resumeRequested(m_target.pid); });
  connect(m_step, &QAction::triggered, this, [this] { emit stepRequested(m_target.pid, false); });
  connect(m_skip, &QAction::triggered, this, [this] { emit stepRequested(m_target.pid, true); });
  connect(m_watch, &QAction::triggered, this, [this] { emit watchRequested(m_target.pid); });
  connect(m_editState, &QAction::triggered, this,
          [this] { emit editStateRequested(m_target.pid); });
  connect(m_trace, &QAction::triggered, this, [this] {
    const bool traced = !m_target.traced;
    m_trace->setChecked(m_target.traced);  // until the node has done it
    emit traceRequested(m_target.pid, traced);
  });
  connect(m_showInTable, &QAction::triggered, this,
          [this] { emit showInTableRequested(m_target.pid); });
  connect(m_showInTree, &QAction::triggered, this,
          [this] { emit showInTreeRequested(m_target.pid); });
  connect(m_copyPid, &QAction::triggered, this, [this] {
    QGuiApplication::clipboard()->setText(models::formatPid(m_target.pid));
  });
}

void ProcessActions::setTarget(const Target& target) {
  if (target == m_target) return;
  m_target = target;
  update();
}

QList<QAction*> ProcessActions::menuOrder() const {
  return {m_showInTable, m_showInTree, nullptr, m_suspend, m_resume, m_step,   m_skip,
          m_editState,   nullptr,      m_trace, m_watch,   nullptr,  m_copyPid};
}

void ProcessActions::update() {
  const bool known = static_cast<bool>(m_target.pid);
  const bool alive = known && !m_target.exited;
  m_suspend->setEnabled(alive && !m_target.suspended);
  m_resume->setEnabled(alive && m_target.suspended);
  updateStep();
  m_watch->setEnabled(alive);
  m_editState->setEnabled(alive && m_target.stateEditable);
  describeAction(*m_editState,
                 m_target.stateEditable
                     ? tr("Suspend the process and replace its state")
                     : tr("The state cannot be replaced: its type cannot be read from a term"));
  m_trace->setEnabled(alive || (known && m_target.traced));
  m_trace->setChecked(m_target.traced);
  m_trace->setText(m_target.traced ? tr("Stop &tracing") : tr("&Trace"));
  m_showInTable->setEnabled(alive);
  m_showInTree->setEnabled(alive);
  m_copyPid->setEnabled(known);
}

void ProcessActions::updateStep() {
  const bool canStep = m_target.pid && !m_target.exited && m_target.suspended && !m_target.held;
  m_step->setEnabled(canStep);
  m_skip->setEnabled(canStep);
  const QString whyNot = m_target.held
                             ? tr("Its callback has raised: it takes no message more, and exits "
                                  "when it is resumed")
                             : tr("Only a suspended process can step");
  const bool explains = m_target.pid && !m_target.exited && !canStep;
  describeAction(*m_step, explains ? whyNot
                                   : tr("The suspended process handles exactly one message; the "
                                        "details show what it did"));
  describeAction(*m_skip, explains ? whyNot
                                   : tr("Throw the next message of the suspended process away; it "
                                        "is kept as a dead letter"));
}

}  // namespace views
