// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "genmsg/observe/node.h"
#include "models/node_client.h"

class QWidget;

namespace views {
class StateEditorDialog;
}

namespace app {

class Suspensions;

/// One edit of one process's state, from F2 to the end of the dialog. The process is suspended
/// while it is edited, or the state would have moved on by the time of Apply; it goes on when the
/// dialog closes, unless it was suspended before or somebody suspends or resumes it meanwhile: then
/// that is what they want.
/// Threads: GUI thread. Ownership: deletes itself with its dialog.
class StateEdit final : public QObject {
  Q_OBJECT

 public:
  StateEdit(models::NodeClient* client, Suspensions* suspensions, genmsg::Pid pid,
            const QString& name, QWidget* parent);

  genmsg::Pid pid() const { return m_pid; }
  views::StateEditorDialog* dialog() const { return m_dialog; }
  bool isFinished() const { return m_finished; }

 private:
  void connectDialog();
  void connectClient();
  void onActionFinished(const models::ActionResult& result);
  void onReplaced(const genmsg::ProcessState& state);
  void onFinished();
  void updateNote();

  models::NodeClient* m_client;
  Suspensions* m_suspensions;
  genmsg::Pid m_pid;
  views::StateEditorDialog* m_dialog;
  bool m_awaitsSuspend = false;
  bool m_suspendedHere = false;  // or asked for here; so it is resumed here
  bool m_resumeAfterApply = false;
  bool m_finished = false;  // and about to go
};

}  // namespace app
