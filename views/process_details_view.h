// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QWidget>

#include "genmsg/observe/node.h"
#include "models/node_view.h"

class QAction;
class QLabel;
class QTabWidget;
class QToolButton;
class QTreeView;

namespace models {
class ProcessInfoModel;
class StepModel;
class TermTreeModel;
}

namespace views {

class EmptyOverlay;
class MessageStrip;
class ProcessActions;
class StepView;

/// The details of the selected process: Info (its row, and sys:get_status as OTP lays it out),
/// State (a tree, with Edit) and Last step; above them who has it suspended. It asks for the status
/// when it is told of a process, and again at most once in refreshMs while it is on screen; a
/// process that nobody looks at gets no message.
/// Threads: GUI thread. Ownership: models and actions belong to the caller and outlive the view.
class ProcessDetailsView final : public QWidget {
  Q_OBJECT

 public:
  static constexpr int refreshMs = 1000;

  ProcessDetailsView(models::ProcessInfoModel* info, models::TermTreeModel* state,
                     models::StepModel* step, ProcessActions* actions, QWidget* parent = nullptr);

  void setProcess(genmsg::Pid pid, const QString& name);
  void applyView(const models::NodeViewPtr& view);
  void applyStatus(const genmsg::ProcessStatusPtr& status);
  void applyStatusError(genmsg::Pid pid, const genmsg::NodeError& error);
  /// Shows what it did, if it is about the selected process.
  void applyStep(genmsg::Pid pid, const genmsg::StepPtr& step);
  /// While paused nothing is asked unless refresh() is called.
  void setPaused(bool paused) { m_paused = paused; }
  void refresh();

 signals:
  void statusRequested(genmsg::Pid pid);
  /// A pid in the details was chosen.
  void pidActivated(genmsg::Pid pid);

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QWidget* setUpHeader(ProcessActions* actions);
  QWidget* setUpInfo();
  QWidget* setUpState(ProcessActions* actions);
  QToolButton* editButton(QAction* action, QWidget* parent);
  void openInfo();
  void updateHeader();
  void request();
  void copyStatus();

  models::ProcessInfoModel* m_info;
  models::TermTreeModel* m_state;
  models::StepModel* m_step;
  genmsg::Pid m_pid;
  QString m_name;
  bool m_paused = false;
  bool m_asked = false;
  QElapsedTimer m_sinceRequest;
  QLabel* m_title = nullptr;
  QLabel* m_statusLabel = nullptr;
  QLabel* m_suspension = nullptr;
  MessageStrip* m_strip = nullptr;
  QTabWidget* m_tabs = nullptr;
  QTreeView* m_infoTree = nullptr;
  QTreeView* m_stateTree = nullptr;
  QLabel* m_stateNote = nullptr;
  StepView* m_stepView = nullptr;
  EmptyOverlay* m_stateEmpty = nullptr;
  EmptyOverlay* m_infoEmpty = nullptr;
};

}  // namespace views
