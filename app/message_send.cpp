// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/message_send.h"

#include <QLocale>

#include "app/settings.h"
#include "views/send_message_dialog.h"

namespace app {

using models::NodeClient;
using views::SendMessageDialog;

MessageSend::MessageSend(NodeClient* client, genmsg::Pid pid, const QString& name, QWidget* parent)
    : QObject(parent),
      m_client(client),
      m_pid(pid),
      m_dialog(new SendMessageDialog(pid, name, Settings().sentMessages(), parent)) {
  connect(m_dialog, &SendMessageDialog::sendRequested, this,
          [this](const genmsg::Term& message, const QString& text) {
            m_text = text;
            m_client->sendMessage(m_pid, message);
          });
  connect(m_dialog, &QDialog::finished, this, [this] {
    m_finished = true;
    m_client->disconnect(this);  // the dialog goes first
    deleteLater();
  });
  connect(m_client, &NodeClient::actionFinished, this, &MessageSend::onActionFinished);
  connect(m_client, &NodeClient::viewReady, this, &MessageSend::updateNote);
  updateNote();
  m_dialog->show();
}

void MessageSend::onActionFinished(const models::ActionResult& result) {
  if (result.pid != m_pid || result.action != models::Action::Send) return;
  if (!result.ok) {
    m_dialog->showRefusal({result.code, result.message.toStdString()});
    return;
  }
  Settings settings;
  settings.addSentMessage(m_text);
  m_dialog->setEarlier(settings.sentMessages());
  m_dialog->showSent();
}

void MessageSend::updateNote() {
  const models::NodeViewPtr view = m_client->view();
  const std::uint32_t row = view == nullptr ? models::noRow : view->rowOf(m_pid);
  if (row == models::noRow) {
    m_dialog->setProcessNote(view == nullptr ? QString() : tr("The process has exited"),
                             view != nullptr);
    return;
  }
  const QString mailbox = QLocale().toString(view->process(row).mailbox);
  m_dialog->setProcessNote(tr("mailbox %1").arg(mailbox), false);
}

}  // namespace app
