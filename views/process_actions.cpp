// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_actions.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>
#include <QMenu>
#include <QWidget>

#include "models/format.h"
#include "views/action_text.h"
#include "views/icons.h"

namespace views {
namespace {

constexpr std::uint64_t mostPidsCopied = 100'000;

}  // namespace

ProcessActions::ProcessActions(QWidget* window) : QObject(window), m_window(window) {
  makeControls();
  makeMessages();
  makeEnds();
  makeSubtree();
  makeShowAndCopy();
  setUpRequests();
  update();
}

ProcessActions::~ProcessActions() = default;

QAction* ProcessActions::make(const QString& name, const QIcon& icon, const QString& text,
                              const QKeySequence& key, const QString& toolTip) {
  auto* action = new QAction(icon, text, this);
  action->setObjectName(name);
  action->setShortcut(key);
  describeAction(*action, toolTip);
  m_window->addAction(action);
  return action;
}

void ProcessActions::makeControls() {
  // Suspend and Resume share F7, of which only one has it at a time.
  m_suspend = make(QStringLiteral("suspendAction"), icon(IconId::Suspend), tr("&Suspend"),
                   Qt::Key_F7,
                   tr("The process handles nothing until it is resumed; its mailbox grows"));
  m_suspend->setIconText(tr("Suspend"));
  m_resume = make(QStringLiteral("resumeAction"), icon(IconId::Resume), tr("&Resume"), Qt::Key_F7,
                  tr("Let the suspended process go on with its mailbox"));
  m_resume->setIconText(tr("Resume"));
  m_step = make(QStringLiteral("stepAction"), icon(IconId::Step), tr("Step one &message"),
                Qt::Key_F8,
                tr("The suspended process handles exactly one message; the details show what it "
                   "did"));
  m_step->setIconText(tr("Step"));
  m_skip = make(QStringLiteral("skipAction"), icon(IconId::Skip), tr("S&kip one message"),
                Qt::SHIFT | Qt::Key_F8,
                tr("Throw the next message of the suspended process away; it is kept as a dead "
                   "letter"));
  m_skip->setIconText(tr("Skip"));
  m_skip->setAutoRepeat(false);  // each message thrown away is a press of its own
  m_watch = make(QStringLiteral("watchAction"), icon(IconId::Watch), tr("Watc&h…"), {},
                 tr("Suspend the process by itself when a condition comes to hold"));
  m_editState = make(QStringLiteral("editStateAction"), icon(IconId::Edit), tr("&Edit state…"),
                     Qt::Key_F2, tr("Suspend the process and replace its state"));
  m_trace = make(QStringLiteral("traceAction"), icon(IconId::Trace), tr("&Trace"), Qt::Key_F9,
                 tr("Record what the process receives and sends, on the Trace page"));
  m_trace->setIconText(tr("Trace"));
  m_trace->setCheckable(true);
}

void ProcessActions::makeMessages() {
  m_stepSeveral = make(QStringLiteral("stepSeveralAction"), icon(IconId::Step),
                       tr("Step se&veral…"), Qt::CTRL | Qt::Key_F8,
                       tr("The suspended process handles a number of messages, one by one"));
  m_sendMessage = make(QStringLiteral("sendMessageAction"), icon(IconId::Send),
                       tr("Send messa&ge…"), Qt::CTRL | Qt::Key_M,
                       tr("Send the process a message, written as an Erlang term"));
}

void ProcessActions::makeEnds() {
  m_resumeAll = make(QStringLiteral("resumeAllAction"), icon(IconId::Resume),
                     tr("Res&ume all suspended by me"), {},
                     tr("Resume everything that this observer, or a watch of it, has suspended"));
  m_resumeAll->setEnabled(false);
  m_terminate = make(QStringLiteral("terminateAction"), icon(IconId::Terminate),
                     tr("Termin&ate…"), Qt::Key_Delete,
                     tr("Send the process an exit signal with a reason"));
  m_kill = make(QStringLiteral("killAction"), icon(IconId::Kill), tr("Ki&ll…"),
                {},  // no key is near enough to Del and far enough from editing
                tr("End the process at once; nothing of it runs any more"));
  m_restartChild = make(QStringLiteral("restartChildAction"), icon(IconId::Refresh),
                        tr("Restart chil&d…"), {},
                        tr("End the process, so that its supervisor may start it again"));
  for (QAction* action : {m_terminate, m_kill}) action->setAutoRepeat(false);
}

void ProcessActions::makeSubtree() {
  m_subtreeMenu = new QMenu(m_window);
  m_subtreeMenu->setObjectName(QStringLiteral("subtreeMenu"));
  m_subtree = new QAction(icon(IconId::Tree), tr("Su&btree"), this);
  m_subtree->setObjectName(QStringLiteral("subtreeAction"));
  m_subtree->setMenu(m_subtreeMenu);
  describeAction(*m_subtree, tr("The process and all that were started below it"));
  const auto add = [this](const char* name, IconId id, const QString& text, const QString& tip,
                          OnSubtree what) {
    QAction* action = make(QLatin1String(name), icon(id), text, {}, tip);
    m_subtreeMenu->addAction(action);
    connect(action, &QAction::triggered, this,
            [this, what] { emit subtreeRequested(m_target.pid, what); });
  };
  add("suspendSubtreeAction", IconId::Suspend, tr("&Suspend subtree"),
      tr("Suspend the process and all below it"), OnSubtree::Suspend);
  add("resumeSubtreeAction", IconId::Resume, tr("&Resume subtree"),
      tr("Resume the process and all below it"), OnSubtree::Resume);
  add("traceSubtreeAction", IconId::Trace, tr("&Trace subtree"),
      tr("Record what the process and all below it receive and send"), OnSubtree::Trace);
  m_subtreeMenu->addSeparator();
  add("terminateSubtreeAction", IconId::Terminate, tr("Ter&minate subtree…"),
      tr("Send the process and all below it an exit signal with a reason"), OnSubtree::Terminate);
  QAction* terminate = m_subtreeMenu->actions().last();
  terminate->setShortcut(Qt::SHIFT | Qt::Key_Delete);
  describeAction(*terminate, terminate->whatsThis());
}

void ProcessActions::makeShowAndCopy() {
  m_openWindow =
      make(QStringLiteral("openWindowAction"), icon(IconId::Info), tr("Open in &new window"),
           Qt::CTRL | Qt::Key_Return, tr("Show the details in a window of their own"));
  m_openWindow->setShortcuts({m_openWindow->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
  m_showInTable = make(QStringLiteral("showInTableAction"), icon(IconId::Processes),
                       tr("Show in &processes"), {}, tr("Find the process in the table"));
  m_showInTree = make(QStringLiteral("showInTreeAction"), icon(IconId::Tree),
                      tr("Sho&w in tree"), {}, tr("Find the process in the process tree"));
  m_pin = make(QStringLiteral("pinAction"), icon(IconId::Charts), tr("Pin t&o charts"), {},
               tr("Show mailbox and rate on the Charts page, or take them away again"));
  m_copyPid = make(QStringLiteral("copyPidAction"), icon(IconId::Copy), tr("Copy p&id"),
                   Qt::CTRL | Qt::SHIFT | Qt::Key_C, tr("Copy the process's pid"));
  m_copyRow = make(QStringLiteral("copyRowAction"), icon(IconId::Copy), tr("&Copy row"),
                   QKeySequence(Qt::CTRL | Qt::Key_C),
                   tr("Copy the row for a spreadsheet, its cells with tabs between them"));
  m_window->removeAction(m_copyRow);
  m_copyRow->setShortcutContext(Qt::WidgetShortcut);
  m_copyJson = make(QStringLiteral("copyJsonAction"), icon(IconId::Copy), tr("Copy as &JSON"), {},
                    tr("Copy all that the snapshot knows of the process, as JSON"));
}

void ProcessActions::setUpRequests() {
  connect(m_suspend, &QAction::triggered, this, [this] { emit suspendRequested(pids()); });
  connect(m_resume, &QAction::triggered, this, [this] { emit resumeRequested(pids()); });
  connect(m_step, &QAction::triggered, this, [this] { emit stepRequested(m_target.pid, false); });
  connect(m_skip, &QAction::triggered, this, [this] { emit stepRequested(m_target.pid, true); });
  connect(m_stepSeveral, &QAction::triggered, this,
          [this] { emit stepSeveralRequested(m_target.pid); });
  connect(m_sendMessage, &QAction::triggered, this,
          [this] { emit sendMessageRequested(m_target.pid); });
  connect(m_resumeAll, &QAction::triggered, this, &ProcessActions::resumeAllRequested);
  connect(m_terminate, &QAction::triggered, this, [this] { emit terminateRequested(pids()); });
  connect(m_kill, &QAction::triggered, this, [this] { emit killRequested(pids()); });
  connect(m_restartChild, &QAction::triggered, this,
          [this] { emit restartChildRequested(m_target.pid); });
  connect(m_watch, &QAction::triggered, this, [this] { emit watchRequested(m_target.pid); });
  connect(m_editState, &QAction::triggered, this,
          [this] { emit editStateRequested(m_target.pid); });
  connect(m_trace, &QAction::triggered, this, [this] {
    const bool traced = !m_target.traced;
    m_trace->setChecked(m_target.traced);  // until the node has done it
    emit traceRequested(pids(), traced);
  });
  connect(m_openWindow, &QAction::triggered, this,
          [this] { emit openWindowRequested(m_target.pid); });
  connect(m_showInTable, &QAction::triggered, this,
          [this] { emit showInTableRequested(m_target.pid); });
  connect(m_showInTree, &QAction::triggered, this,
          [this] { emit showInTreeRequested(m_target.pid); });
  connect(m_pin, &QAction::triggered, this, [this] { emit pinRequested(pids()); });
  connect(m_copyPid, &QAction::triggered, this, [this] {
    QStringList texts;
    for (const genmsg::Pid pid : pids()) {
      if (texts.size() == mostPidsCopied) break;
      texts << models::formatPid(pid);
    }
    QGuiApplication::clipboard()->setText(texts.join(QLatin1Char('\n')));
  });
  connect(m_copyRow, &QAction::triggered, this,
          [this] { emit copyRequested(pids(), CopyAs::Row); });
  connect(m_copyJson, &QAction::triggered, this,
          [this] { emit copyRequested(pids(), CopyAs::Json); });
}

Pids ProcessActions::pids() const {
  if (m_target.count > 1 && m_selection) return m_selection();
  return {m_target.pid};
}

void ProcessActions::setTarget(const Target& target) {
  if (target == m_target) return;
  m_target = target;
  update();
  emit targetChanged();
}

void ProcessActions::setHeldCount(std::uint64_t count) { m_resumeAll->setEnabled(count > 0); }

QList<QAction*> ProcessActions::menuOrder() const {
  return {m_openWindow,  m_showInTable, m_showInTree, m_pin,         nullptr,
          m_suspend,     m_resume,
          m_step,        m_skip,        m_stepSeveral, m_editState, m_sendMessage, nullptr,
          m_trace,       m_watch,       m_subtree,    nullptr,     m_copyPid,     m_copyRow,
          m_copyJson,    nullptr,       m_terminate,  m_kill,      m_restartChild, nullptr,
          m_resumeAll};
}

void ProcessActions::update() {
  const bool known = static_cast<bool>(m_target.pid);
  const bool alive = known && !m_target.exited;
  const bool many = m_target.count > 1;
  const bool one = alive && !many;
  m_suspend->setEnabled(many || (alive && !m_target.suspended));
  m_resume->setEnabled(many || (alive && m_target.suspended));
  updateTexts();
  updateOfMany();
  updateStep();
  m_watch->setEnabled(one);
  m_sendMessage->setEnabled(one);
  m_terminate->setEnabled(many || alive);
  m_kill->setEnabled(many || alive);
  m_restartChild->setEnabled(one && m_target.hasSupervisor);
  m_editState->setEnabled(one && m_target.stateEditable);
  explainAction(*m_editState,
                m_target.stateEditable
                    ? m_editState->whatsThis()
                    : tr("The state cannot be replaced: its type cannot be read from a term"));
  m_trace->setEnabled(many || alive || (known && m_target.traced));
  m_trace->setChecked(m_target.traced);
  m_subtree->setEnabled(one && m_target.hasChildren);
  for (QAction* action : m_subtreeMenu->actions()) action->setEnabled(m_subtree->isEnabled());
  m_openWindow->setEnabled(known && !many);
  m_showInTable->setEnabled(alive);
  m_showInTree->setEnabled(alive);
  m_pin->setEnabled(known);
  m_copyPid->setEnabled(known);
  m_copyRow->setEnabled(alive || many);
  m_copyJson->setEnabled(alive || many);
}

void ProcessActions::updateTexts() {
  const bool many = m_target.count > 1;
  const QString count = QLocale().toString(qulonglong{m_target.count});
  m_suspend->setText(many ? tr("&Suspend %1 processes").arg(count) : tr("&Suspend"));
  m_resume->setText(many ? tr("&Resume %1 processes").arg(count) : tr("&Resume"));
  if (m_target.traced) {
    m_trace->setText(many ? tr("Stop &tracing %1 processes").arg(count) : tr("Stop &tracing"));
  } else {
    m_trace->setText(many ? tr("&Trace %1 processes").arg(count) : tr("&Trace"));
  }
  m_pin->setText(m_target.pinned ? tr("Unpin fr&om charts") : tr("Pin t&o charts"));
  m_terminate->setText(many ? tr("Termin&ate %1 processes…").arg(count) : tr("Termin&ate…"));
  m_kill->setText(many ? tr("Ki&ll %1 processes…").arg(count) : tr("Ki&ll…"));
  m_copyPid->setText(many ? tr("Copy %1 p&ids").arg(count) : tr("Copy p&id"));
  m_copyRow->setText(many ? tr("&Copy %1 rows").arg(count) : tr("&Copy row"));
}

/// Of several both Suspend and Resume are there, and F7 is what the current one needs.
void ProcessActions::updateOfMany() {
  const bool both = m_target.count > 1;
  const QKeySequence key(Qt::Key_F7);
  m_suspend->setShortcut(both && m_target.suspended ? QKeySequence() : key);
  m_resume->setShortcut(both && !m_target.suspended ? QKeySequence() : key);
  describeAction(*m_suspend, m_suspend->whatsThis());
  describeAction(*m_resume, m_resume->whatsThis());
}

void ProcessActions::updateStep() {
  const bool alive = m_target.pid && !m_target.exited;
  const bool canStep = alive && m_target.suspended && !m_target.held && m_target.count == 1;
  m_step->setEnabled(canStep);
  m_skip->setEnabled(canStep);
  m_stepSeveral->setEnabled(canStep);
  QString whyNot = tr("Only a suspended process can step");
  if (m_target.held) {
    whyNot = tr("Its callback has raised: it takes no message more, and exits when it is resumed");
  } else if (m_target.count > 1) {
    whyNot = tr("One process steps at a time");
  }
  for (QAction* action : {m_step, m_skip, m_stepSeveral}) {
    explainAction(*action, alive && !canStep ? whyNot : action->whatsThis());
  }
}

}  // namespace views
