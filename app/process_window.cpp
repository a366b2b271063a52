// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/process_window.h"

#include <QAction>
#include <QCloseEvent>
#include <QDialog>
#include <QMenuBar>
#include <QVBoxLayout>

#include "app/unapplied_edits.h"
#include "models/error_text.h"
#include "views/action_text.h"
#include "views/icons.h"
#include "views/message_strip.h"

namespace app {

ProcessWindow::ProcessWindow(const DetailsSources& sources, genmsg::Pid pid, const QString& name)
    : m_pid(pid), m_name(name), m_actions(new views::ProcessActions(this)) {
  setObjectName(QStringLiteral("processWindow"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowIcon(views::icon(views::IconId::Application));
  auto* central = new QWidget(this);
  m_details = new ProcessDetails(sources, m_actions, central);
  m_strip = new views::MessageStrip(central);
  auto* layout = new QVBoxLayout(central);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_details->view(), 1);
  layout->addWidget(m_strip);
  setCentralWidget(central);
  setUpMenu();
  connect(m_details, &ProcessDetails::pidActivated, this, &ProcessWindow::pidActivated);
  connect(m_details, &ProcessDetails::targetChanged, this, &ProcessWindow::update);
  connect(sources.client, &models::NodeClient::actionFinished, this, &ProcessWindow::onActionFinished);
  m_details->setProcess(pid, name);
  update();
  resize(fontMetrics().averageCharWidth() * 100, fontMetrics().lineSpacing() * 42);
}

ProcessWindow::~ProcessWindow() {
  // The view first: its models would go before it.
  delete m_details->view();
}

void ProcessWindow::setUpMenu() {
  m_actions->openWindow()->setVisible(false);  // here it is
  m_actions->pin()->setVisible(false);         // its History has more
  QMenu* menu = menuBar()->addMenu(tr("&Process"));
  for (QAction* action : m_actions->menuOrder()) {
    if (action == nullptr) {
      menu->addSeparator();
    } else {
      menu->addAction(action);
    }
  }
  menu->addSeparator();
  auto* close = new QAction(tr("&Close"), this);
  close->setObjectName(QStringLiteral("closeWindowAction"));
  close->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_W), QKeySequence(Qt::Key_Escape)});
  views::describeAction(*close, tr("Close this window; the process goes on"));
  connect(close, &QAction::triggered, this, &QWidget::close);
  menu->addAction(close);
}

void ProcessWindow::update() {
  m_actions->setTarget(m_details->target());
  setWindowTitle((m_details->hasExited() ? tr("%1 (exited) – genmsg observer")
                                         : tr("%1 – genmsg observer"))
                     .arg(m_name));
}

void ProcessWindow::onActionFinished(const models::ActionResult& result) {
  if (result.pid != m_pid || result.ok || !isActiveWindow()) return;
  const genmsg::NodeError error{result.code, result.message.toStdString()};
  m_strip->showMessage(views::Tone::Error, models::errorText(error));
}

/// Whether there is anything to ask before it closes.
bool ProcessWindow::askAboutEdits() {
  if (findChild<UnappliedEdits*>() != nullptr) return true;
  const auto editors = UnappliedEdits::in(*this);
  if (editors.isEmpty()) return false;
  auto* question = new UnappliedEdits(editors, this);
  connect(question, &UnappliedEdits::settled, this, &QWidget::close, Qt::QueuedConnection);
  return true;
}

void ProcessWindow::closeEvent(QCloseEvent* event) {
  if (askAboutEdits()) {
    event->ignore();
    return;
  }
  // To their ends, not only with the window: what they hold suspended goes on.
  for (QDialog* dialog : findChildren<QDialog*>()) dialog->done(QDialog::Rejected);
  Q_EMIT closed();
  QMainWindow::closeEvent(event);
}

}  // namespace app
