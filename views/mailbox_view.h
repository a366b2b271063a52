// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "genmsg/observe/node.h"

class QLabel;
class QPushButton;
class QTableView;

namespace models {
class MailboxModel;
class MessageTypesModel;
}

namespace views {

class EmptyOverlay;

/// The mailbox of one process: its depth, and when asked for what waits in it: how many of each
/// type, the first and the last messages. It never looks by itself: the process pays for it.
/// Threads: GUI thread. Ownership: the models belong to the caller and outlive the view.
class MailboxView final : public QWidget {
  Q_OBJECT

 public:
  MailboxView(models::MailboxModel* messages, models::MessageTypesModel* types,
              QWidget* parent = nullptr);

  /// Of the last snapshot. `alive`: it can be asked.
  void setDepth(std::uint32_t depth, bool alive);
  void setMailbox(const genmsg::MailboxPeekPtr& mailbox);
  void setError(const genmsg::NodeError& error);
  /// Another process.
  void clear();

 signals:
  void mailboxRequested();
  void pidActivated(genmsg::Pid pid);

 private:
  QTableView* makeTable(const QString& name, const QString& accessibleName);
  void setUpTypes();
  void setUpMessages();
  void updateTexts();

  models::MailboxModel* m_messages;
  models::MessageTypesModel* m_types;
  QLabel* m_depthLabel = nullptr;
  QLabel* m_note = nullptr;
  QPushButton* m_look = nullptr;
  QTableView* m_typesTable = nullptr;
  QTableView* m_messagesTable = nullptr;
  EmptyOverlay* m_empty = nullptr;
  std::uint32_t m_depth = 0;
  bool m_alive = false;
  bool m_looking = false;
  QString m_error;
};

}  // namespace views
