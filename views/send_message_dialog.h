// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QStringList>

#include "genmsg/observe/node.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace views {

class MessageStrip;
class TermEdit;

/// Writes a message to one process, as the text of a term. It stays open, so that one can send
/// more; what came of it is said in it. It sends nothing itself.
/// Threads: GUI thread.
class SendMessageDialog final : public QDialog {
  Q_OBJECT

 public:
  /// `earlier`: what was sent before, the latest first.
  SendMessageDialog(genmsg::Pid pid, const QString& processName, const QStringList& earlier,
                    QWidget* parent = nullptr);

  genmsg::Pid pid() const { return m_pid; }
  void setEarlier(const QStringList& earlier);
  /// What the process does meanwhile; nothing can be sent to one that has exited.
  void setProcessNote(const QString& note, bool exited);
  void showSent();
  void showRefusal(const genmsg::NodeError& error);

 signals:
  void sendRequested(const genmsg::Term& message, const QString& text);

 private:
  void setUpButtons();
  void send();
  void updateButton();

  genmsg::Pid m_pid;
  QLabel* m_note;
  MessageStrip* m_strip;
  QComboBox* m_earlier;
  TermEdit* m_message;
  QPushButton* m_send = nullptr;
  bool m_busy = false;
  bool m_exited = false;
};

}  // namespace views
