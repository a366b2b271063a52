// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>

#include "genmsg/observe/node.h"
#include "models/node_client.h"
#include "views/state_editor_dialog.h"

class QWidget;

namespace app {

class StateHistory;
class Suspensions;

/// One edit of one process's state, from F2 to the end of the dialog. The process is suspended
/// while it is edited, or the state would have moved on by the time of Apply; it goes on when the
/// dialog closes, unless it was suspended before or somebody suspends or resumes it meanwhile: then
/// that is what they want.
/// Threads: GUI thread. Ownership: deletes itself with its dialog.
class StateEdit final : public QObject {
  Q_OBJECT

 public:
  StateEdit(models::NodeClient* client, Suspensions* suspensions, StateHistory* history,
            genmsg::Pid pid, const QString& name, QWidget* parent);

  genmsg::Pid pid() const { return m_pid; }
  views::StateEditorDialog* dialog() const { return m_dialog; }
  bool isFinished() const { return m_finished; }
  bool isStepping() const { return m_applied.has_value() || m_proceeds; }

 private:
  void connectDialog();
  void connectClient();
  void onActionFinished(const models::ActionResult& result);
  void proceed(views::StateEditorDialog::AfterApply after);
  void onReplaced(const genmsg::ProcessState& state);
  void remember(const genmsg::ProcessState& state);
  void onStepped(const models::ActionResult& result);
  void onFinished();
  void updateNote();

  models::NodeClient* m_client;
  Suspensions* m_suspensions;
  StateHistory* m_history;
  genmsg::Pid m_pid;
  views::StateEditorDialog* m_dialog;
  bool m_awaitsSuspend = false;
  bool m_suspendedHere = false;  // or asked for here; so it is resumed here
  views::StateEditorDialog::AfterApply m_afterApply =
      views::StateEditorDialog::AfterApply::StaySuspended;
  std::optional<genmsg::ProcessState> m_applied;  // and the step after it is under way
  std::optional<genmsg::ProcessState> m_base;  // what the process had when it was last asked
  bool m_undoing = false;
  bool m_proceeds = false;  // a step is under way that had nothing to apply before it
  QString m_stepNote;  // to be shown with the state after the step
  bool m_finished = false;  // and about to go
};

}  // namespace app
