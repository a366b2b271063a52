// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QPointer>
#include <QString>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "app/state_history.h"
#include "genmsg/observe/node.h"
#include "models/node_client.h"
#include "models/suspension_text.h"
#include "views/exit_dialog.h"
#include "views/process_actions.h"

class QWidget;

namespace models {
class OperationLog;
}

namespace views {
class MessageStrip;
class ProgressStrip;
}  // namespace views

namespace app {

class BulkAction;
class BulkRunner;
class HeldProcesses;
class Selection;
class Suspensions;
class Watches;

/// Carries what the user asks of processes to the node, opens the editors, says how it ended, and
/// has all of it in a log.
/// Threads: GUI thread. Ownership: all that it is made of outlives it; editors belong to the window
/// that they were asked for in.
class Operations final : public QObject {
  Q_OBJECT

 public:
  /// A trace of more is refused: its buffers would hold nothing of each.
  static constexpr std::size_t mostTraced = 1'000;

  struct Strips {
    views::MessageStrip* message;
    views::ProgressStrip* progress;
  };
  Operations(models::NodeClient* client, Selection* selection, views::ProcessActions* actions,
             Strips strips, QWidget* window);

  models::OperationLog& log() { return *m_log; }
  const HeldProcesses& held() const { return *m_held; }
  /// How many of them nobody has asked to resume yet.
  std::size_t leftHeld() const;
  /// Of this observer and its watches; `then`, if all of them go on. If not, it is said why.
  void resumeAll(std::function<void()> then = {});

  /// Of another window, whose process they are about: they do what those of the main window do.
  void connectActions(views::ProcessActions* actions);

 Q_SIGNALS:
  /// It should be seen where it is: suspended by a watch.
  void showRequested(genmsg::Pid pid);
  void showTraceRequested();

 private:
  void connectClient();
  /// Who has asked: a bulk action and a run of steps log what becomes of theirs by themselves.
  enum class Asker { User, Bulk, Run };

  Asker takeAsker(const models::ActionResult& result);
  void run(std::unique_ptr<BulkAction> bulk, const std::vector<genmsg::Pid>& pids,
           const QString& text);
  void onActionStarted(const models::ActionRequest& request);
  void onActionFinished(const models::ActionResult& result);
  bool isPartOfRun(models::Action action, genmsg::Pid pid) const;
  void onBulkFinished(const BulkAction& bulk);
  QString argumentText(const models::ActionRequest& request) const;
  void sayDone(const models::ActionResult& done);
  void sayRefused(const models::ActionResult& refused);
  void sayGone(genmsg::Pid pid);
  bool isSaidElsewhere(const models::ActionResult& refused) const;
  void onStepped();
  void onWatchHit(genmsg::Pid pid, const models::WatchHit& hit);
  void sayHits();
  void suspend(const views::Pids& pids);
  void resume(const views::Pids& pids);
  void trace(const views::Pids& pids, bool traced);
  void traceTogether(const views::Pids& pids);
  void traceSubtree(genmsg::Pid top, std::size_t processes);
  static QString tracedText(const models::ActionResult& result, const QString& name);
  void doOnSubtree(genmsg::Pid top, views::ProcessActions::OnSubtree what, QWidget* window);
  void ask(views::ExitDialog::Kind kind, const views::Pids& pids, QWidget* window);
  void exit(const views::Pids& pids, const genmsg::Term& reason);
  void terminate(const views::Pids& pids, QWidget* window);
  void sendMessage(genmsg::Pid pid, QWidget* window);
  void stepSeveral(genmsg::Pid pid, QWidget* window);
  void copy(const views::Pids& pids, views::ProcessActions::CopyAs how);
  template <class Editor>
  Editor* openEditor(genmsg::Pid pid) const;  // of that process; or null
  template <class Editor>
  bool raiseEditor(genmsg::Pid pid) const;  // whether there is one
  void editState(genmsg::Pid pid, QWidget* window);
  void editWatches(genmsg::Pid pid, QWidget* window);

  models::NodeClient* m_client;
  Selection* m_selection;
  views::MessageStrip* m_strip;
  QList<QPointer<QWidget>> m_windows;  // that actions are asked for in; editors belong to them
  Suspensions* m_suspensions;
  StateHistory m_history;
  Watches* m_watches;
  HeldProcesses* m_held;
  models::OperationLog* m_log;
  BulkRunner* m_bulk;
  std::unordered_map<genmsg::Pid, genmsg::ProcessState> m_edited;  // as the editors were given them
  // Of what is unanswered, in the order of asking.
  std::map<std::pair<models::Action, genmsg::Pid>, std::deque<Asker>> m_askers;
  std::optional<genmsg::Term> m_unasked;  // the reason to terminate one with, without asking
  struct Hit {
    genmsg::Pid pid;
    models::WatchHit hit;
  };
  std::deque<Hit> m_hits;  // that the strip says, or said last
  QString m_hitsText;
  QString m_stepRefusal;  // what the strip said of the last step that was none
};

}  // namespace app
