// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include "models/node_client.h"
#include "models/operation_log.h"
#include "views/theme.h"

class QWidget;

namespace views {
class StepRunDialog;
}

namespace app {

/// Steps one process several times, each when the one before has been answered, until the mailbox is
/// empty, the process cannot go on, or somebody has enough of it.
/// Threads: GUI thread. Ownership: deletes itself with its dialog.
class StepRun final : public QObject {
  Q_OBJECT

 public:
  StepRun(models::NodeClient* client, genmsg::Pid pid, const QString& name, QWidget* parent);

  genmsg::Pid pid() const { return m_pid; }
  views::StepRunDialog* dialog() const { return m_dialog; }
  bool isFinished() const { return m_finished; }
  bool isRunning() const { return m_count > 0; }

 Q_SIGNALS:
  /// All steps of a run as one, for the log.
  void ended(const models::Operation& operation);

 private:
  void start(int count);
  void next();
  void onStepped(genmsg::Pid pid, const genmsg::StepPtr& step);
  void onActionFinished(const models::ActionResult& result);
  void showLast();
  void end(views::Tone tone, const QString& why);

  models::NodeClient* m_client;
  genmsg::Pid m_pid;
  QString m_name;
  views::StepRunDialog* m_dialog;
  models::Operation m_operation;
  QElapsedTimer m_since;
  QElapsedTimer m_shown;     // when the last step was
  genmsg::StepPtr m_last;
  int m_count = 0;  // of the run that is under way
  int m_done = 0;
  QString m_exit;   // why the last step was its last
  bool m_cancelled = false;
  bool m_finished = false;  // and about to go
};

}  // namespace app
