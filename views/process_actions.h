// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QString>
#include <functional>
#include <vector>

#include "genmsg/term/pid.h"

class QAction;
class QMenu;
class QWidget;

namespace views {

using Pids = std::vector<genmsg::Pid>;

/// What one can do to a process, to all that are selected, or to one with all below it: for menu,
/// tool bar, context menus and shortcuts alike. Every request names pids, never rows: what exits
/// meanwhile is refused by its pid, and no other process is reached.
/// Threads: GUI thread. Limits: a selection is asked for its pids when something is done to it, not
/// when it changes.
class ProcessActions final : public QObject {
  Q_OBJECT

 public:
  struct Target {
    genmsg::Pid pid;
    QString name;  // as people call it
    bool suspended = false;
    bool held = false;  // after an exception: it takes no message more
    bool traced = false;
    bool pinned = false;  // to the charts
    bool exited = false;
    bool stateEditable = true;  // as far as anybody knows
    bool hasChildren = false;
    bool hasSupervisor = false;
    std::uint64_t count = 1;  // processes selected, this one among them
    friend bool operator==(const Target&, const Target&) = default;
  };
  /// What can be done to a process and all below it.
  enum class OnSubtree { Suspend, Resume, Trace, Terminate };
  Q_ENUM(OnSubtree)
  enum class CopyAs { Row, Json };
  Q_ENUM(CopyAs)

  explicit ProcessActions(QWidget* window);
  ~ProcessActions() override;

  /// Where they are asked for: what they open belongs to it.
  QWidget* window() const { return m_window; }
  /// What the actions are about from now on; a default pid disables them.
  void setTarget(const Target& target);
  const Target& target() const { return m_target; }
  /// Gives the pids of a target of several; asked only when an action needs them.
  void setSelection(std::function<Pids()> selection) { m_selection = std::move(selection); }

  QAction* suspend() const { return m_suspend; }
  QAction* resume() const { return m_resume; }
  QAction* step() const { return m_step; }
  QAction* skip() const { return m_skip; }
  QAction* watch() const { return m_watch; }
  QAction* editState() const { return m_editState; }
  QAction* trace() const { return m_trace; }
  QAction* stepSeveral() const { return m_stepSeveral; }
  QAction* sendMessage() const { return m_sendMessage; }
  QAction* terminate() const { return m_terminate; }
  QAction* kill() const { return m_kill; }
  QAction* restartChild() const { return m_restartChild; }
  QAction* resumeAll() const { return m_resumeAll; }
  /// How many processes wait for this observer to resume them.
  void setHeldCount(std::uint64_t count);
  QAction* subtree() const { return m_subtree; }  // with a menu
  QAction* openWindow() const { return m_openWindow; }
  QAction* showInTable() const { return m_showInTable; }
  QAction* showInTree() const { return m_showInTree; }
  /// Pins and unpins.
  QAction* pin() const { return m_pin; }
  QAction* copyPid() const { return m_copyPid; }
  /// For the widgets that show rows, whose Ctrl+C it is; not the window's.
  QAction* copyRow() const { return m_copyRow; }
  QAction* copyJson() const { return m_copyJson; }
  /// In the order of every menu; null is a separator.
  QList<QAction*> menuOrder() const;

  /// What the actions are about, asked for when it is needed; of several all that are selected.
  Pids pids() const;

 signals:
  void targetChanged();
  void suspendRequested(const views::Pids& pids);
  void resumeRequested(const views::Pids& pids);
  /// `skip`: the message is thrown away instead of handled.
  void stepRequested(genmsg::Pid pid, bool skip);
  void stepSeveralRequested(genmsg::Pid pid);
  void sendMessageRequested(genmsg::Pid pid);
  void resumeAllRequested();
  void terminateRequested(const views::Pids& pids);
  void killRequested(const views::Pids& pids);
  void restartChildRequested(genmsg::Pid pid);
  void watchRequested(genmsg::Pid pid);
  void editStateRequested(genmsg::Pid pid);
  void traceRequested(const views::Pids& pids, bool traced);
  void subtreeRequested(genmsg::Pid top, views::ProcessActions::OnSubtree what);
  void copyRequested(const views::Pids& pids, views::ProcessActions::CopyAs how);
  void openWindowRequested(genmsg::Pid pid);
  void pinRequested(const views::Pids& pids);
  void showInTableRequested(genmsg::Pid pid);
  void showInTreeRequested(genmsg::Pid pid);

 private:
  void makeControls();
  void makeMessages();
  void makeEnds();
  void makeSubtree();
  void makeShowAndCopy();
  QAction* make(const QString& name, const QIcon& icon, const QString& text,
                const QKeySequence& key, const QString& toolTip);
  void setUpRequests();
  void update();
  void updateTexts();
  void updateOfMany();
  void updateStep();

  QWidget* m_window;
  Target m_target;
  std::function<Pids()> m_selection;
  QAction* m_suspend = nullptr;
  QAction* m_resume = nullptr;
  QAction* m_step = nullptr;
  QAction* m_skip = nullptr;
  QAction* m_watch = nullptr;
  QAction* m_editState = nullptr;
  QAction* m_trace = nullptr;
  QAction* m_stepSeveral = nullptr;
  QAction* m_resumeAll = nullptr;
  QAction* m_sendMessage = nullptr;
  QAction* m_terminate = nullptr;
  QAction* m_kill = nullptr;
  QAction* m_restartChild = nullptr;
  QAction* m_subtree = nullptr;
  QMenu* m_subtreeMenu = nullptr;
  QAction* m_openWindow = nullptr;
  QAction* m_showInTable = nullptr;
  QAction* m_showInTree = nullptr;
  QAction* m_pin = nullptr;
  QAction* m_copyPid = nullptr;
  QAction* m_copyRow = nullptr;
  QAction* m_copyJson = nullptr;
};

}  // namespace views
