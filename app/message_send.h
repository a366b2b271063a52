// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include "models/node_client.h"

class QWidget;

namespace views {
class SendMessageDialog;
}

namespace app {

/// The send dialog of one process, from its opening to its end; keeps what was sent for the next.
/// Threads: GUI thread. Ownership: deletes itself with its dialog.
class MessageSend final : public QObject {
  Q_OBJECT

 public:
  MessageSend(models::NodeClient* client, genmsg::Pid pid, const QString& name, QWidget* parent);

  genmsg::Pid pid() const { return m_pid; }
  views::SendMessageDialog* dialog() const { return m_dialog; }
  bool isFinished() const { return m_finished; }

 private:
  void onActionFinished(const models::ActionResult& result);
  void updateNote();

  models::NodeClient* m_client;
  genmsg::Pid m_pid;
  views::SendMessageDialog* m_dialog;
  QString m_text;  // that is under way
  bool m_finished = false;  // and about to go
};

}  // namespace app
