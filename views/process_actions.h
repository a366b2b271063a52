// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QString>

#include "genmsg/term/pid.h"

class QAction;
class QWidget;

namespace views {

/// What one can do to a process, for menu, tool bar, context menus and shortcuts alike. Every
/// request names the pid of the target, never a row: if the process exits meanwhile, the request
/// is refused by its pid and reaches no other one.
/// Threads: GUI thread.
class ProcessActions final : public QObject {
  Q_OBJECT

 public:
  struct Target {
    genmsg::Pid pid;
    QString name;  // as people call it
    bool suspended = false;
    bool held = false;  // after an exception: it takes no message more
    bool traced = false;
    bool exited = false;
    bool stateEditable = true;  // as far as anybody knows
    friend bool operator==(const Target&, const Target&) = default;
  };

  explicit ProcessActions(QWidget* window);

  /// What the actions are about from now on; a default pid disables them.
  void setTarget(const Target& target);
  const Target& target() const { return m_target; }

  QAction* suspend() const { return m_suspend; }
  QAction* resume() const { return m_resume; }
  QAction* step() const { return m_step; }
  QAction* skip() const { return m_skip; }
  QAction* watch() const { return m_watch; }
  QAction* editState() const { return m_editState; }
  QAction* trace() const { return m_trace; }
  QAction* showInTable() const { return m_showInTable; }
  QAction* showInTree() const { return m_showInTree; }
  QAction* copyPid() const { return m_copyPid; }
  /// In the order of every menu; null is a separator.
  QList<QAction*> menuOrder() const;

 signals:
  void suspendRequested(genmsg::Pid pid);
  void resumeRequested(genmsg::Pid pid);
  /// `skip`: the message is thrown away instead of handled.
  void stepRequested(genmsg::Pid pid, bool skip);
  void watchRequested(genmsg::Pid pid);
  void editStateRequested(genmsg::Pid pid);
  void traceRequested(genmsg::Pid pid, bool traced);
  void showInTableRequested(genmsg::Pid pid);
  void showInTreeRequested(genmsg::Pid pid);

 private:
  void setUpRequests();
  void update();
  void updateStep();

  Target m_target;
  QAction* m_suspend;
  QAction* m_resume;
  QAction* m_step;
  QAction* m_skip;
  QAction* m_watch;
  QAction* m_editState;
  QAction* m_trace;
  QAction* m_showInTable;
  QAction* m_showInTree;
  QAction* m_copyPid;
};

}  // namespace views
