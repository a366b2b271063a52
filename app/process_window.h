// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <QString>

#include "app/process_details.h"

namespace views {
class MessageStrip;
}

namespace app {

/// A window of its own for one process: its details and all that one can do to it. It stays with its
/// pid; what has exited keeps its last state on screen. Esc and Ctrl+W close it.
/// Threads: GUI thread. Ownership: deletes itself when it is closed; the sources outlive it.
class ProcessWindow final : public QMainWindow {
  Q_OBJECT

 public:
  ProcessWindow(const DetailsSources& sources, genmsg::Pid pid, const QString& name);
  ~ProcessWindow() override;

  genmsg::Pid pid() const { return m_pid; }
  views::ProcessActions* actions() const { return m_actions; }

 Q_SIGNALS:
  void pidActivated(genmsg::Pid pid);
  void closed();

 protected:
  void closeEvent(QCloseEvent* event) override;

 private:
  void setUpMenu();
  void update();
  bool askAboutEdits();
  void onActionFinished(const models::ActionResult& result);

  genmsg::Pid m_pid;
  QString m_name;
  views::ProcessActions* m_actions;
  ProcessDetails* m_details;
  views::MessageStrip* m_strip;
};

}  // namespace app
