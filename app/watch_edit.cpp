// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/watch_edit.h"

#include "app/watches.h"
#include "models/error_text.h"
#include "views/watch_dialog.h"

namespace app {

using models::Action;
using models::NodeClient;
using views::WatchDialog;

WatchEdit::WatchEdit(NodeClient* client, Watches* watches, genmsg::Pid pid, const QString& name,
                     QWidget* parent)
    : QObject(parent),
      m_client(client),
      m_pid(pid),
      m_dialog(new WatchDialog(pid, name, parent)) {
  connect(m_dialog, &WatchDialog::addRequested, watches,
          [watches, pid](const genmsg::Term& id, const genmsg::sys::Condition& condition) {
            watches->watch(pid, id, condition);
          });
  connect(m_dialog, &WatchDialog::removeRequested, watches,
          [watches, pid](const genmsg::Term& id) { watches->unwatch(pid, id); });
  connect(m_dialog, &QDialog::finished, this, [this] {
    m_finished = true;
    m_client->disconnect(this);  // the dialog goes first
    deleteLater();
  });
  connect(m_client, &NodeClient::watchesReady, this,
          [this](genmsg::Pid of, const models::WatchInfos& list) {
            if (of == m_pid) m_dialog->setWatches(list);
          });
  connect(m_client, &NodeClient::watchesFailed, this, &WatchEdit::onFailed);
  connect(m_client, &NodeClient::actionFinished, this, &WatchEdit::onActionFinished);
  connect(m_client, &NodeClient::viewReady, this, [this] {
    if (!m_hasExited) m_client->requestWatches(m_pid);
  });
  m_client->requestWatches(m_pid);
  m_dialog->show();
}

void WatchEdit::onFailed(genmsg::Pid pid, const genmsg::NodeError& error) {
  if (pid != m_pid || m_hasExited) return;
  m_hasExited = error.code == genmsg::NodeError::Code::NoProc;
  m_dialog->showError(tr("Its watches are not known: %1").arg(models::errorText(error)));
}

void WatchEdit::onActionFinished(const models::ActionResult& result) {
  if (result.pid != m_pid || result.ok) return;
  const QString why = models::errorText({result.code, result.message.toStdString()});
  if (result.action == Action::Watch) m_dialog->showError(tr("The watch is not set: %1").arg(why));
  if (result.action == Action::Unwatch) {
    m_dialog->showError(tr("The watch is not removed: %1").arg(why));
  }
}

}  // namespace app
