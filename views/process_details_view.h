// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTime>
#include <QWidget>
#include <optional>

#include "genmsg/observe/node.h"
#include "models/node_view.h"

class QHBoxLayout;
class QLabel;
class QTabWidget;
class QTreeView;

namespace models {
class MailboxModel;
class MessageTypesModel;
class ProcessInfoModel;
class ProcessLogModel;
class ProcessSeries;
class ProcessTraceModel;
class StepModel;
class TermTreeModel;
}

namespace views {

class EmptyOverlay;
class HistoryView;
class InfoView;
class MailboxView;
class MessageStrip;
class ProcessActions;
class ProcessLogView;
class ProcessTraceView;
class StateView;
class StepView;

/// The details of one process in tabs: Info, State, Mailbox, Dictionary, History, Trace, Last step
/// and Log; above them who has it suspended, since when it is busy, and how it ended. What has exited
/// keeps its last state on screen. The title names what the buttons act on: with several selected
/// their number, and then a line says whose details these are.
/// It asks for status and info when it is told of a process, and again at most once in refreshMs
/// while a tab that shows them is on screen; a process that nobody looks at gets no message. What
/// waits in the mailbox is asked for by its button only.
/// Threads: GUI thread. Ownership: models and actions belong to the caller and outlive the view.
class ProcessDetailsView final : public QWidget {
  Q_OBJECT

 public:
  /// Of one process; see app/process_details.h.
  struct Models {
    models::ProcessInfoModel* info = nullptr;
    models::TermTreeModel* state = nullptr;
    models::TermTreeModel* dictionary = nullptr;
    models::StepModel* step = nullptr;
    models::MailboxModel* mailbox = nullptr;
    models::MessageTypesModel* messageTypes = nullptr;
    models::ProcessSeries* series = nullptr;
    models::ProcessTraceModel* trace = nullptr;
    models::ProcessLogModel* log = nullptr;
  };
  enum class Tab : int { Info, State, Mailbox, Dictionary, History, Trace, LastStep, Log };

  static constexpr int refreshMs = 1000;

  ProcessDetailsView(const Models& models, ProcessActions* actions, QWidget* parent = nullptr);

  void setProcess(genmsg::Pid pid, const QString& name);
  genmsg::Pid pid() const { return m_pid; }
  void applyView(const models::NodeViewPtr& view);
  void applyStatus(const genmsg::ProcessStatusPtr& status);
  void applyStatusError(genmsg::Pid pid, const genmsg::NodeError& error);
  void applyInfo(const genmsg::ProcessInfoPtr& info);
  void applyMailbox(genmsg::Pid pid, const genmsg::MailboxPeekPtr& mailbox);
  void applyMailboxError(genmsg::Pid pid, const genmsg::NodeError& error);
  /// Shows what it did, if it is about the selected process.
  void applyStep(genmsg::Pid pid, const genmsg::StepPtr& step);
  /// Why it has exited; may come before the view that lacks it, or after.
  void setExitReason(const genmsg::Term& reason);
  void showNoSuccessor();
  /// While paused nothing is asked unless refresh() is called.
  void setPaused(bool paused) { m_paused = paused; }
  void refresh();
  /// Something was done to it: whatever is on screen, its status is another one.
  void refreshStatus();
  void showTab(Tab tab);

 signals:
  void tabShown(views::ProcessDetailsView::Tab tab);
  void statusRequested(genmsg::Pid pid);
  void infoRequested(genmsg::Pid pid);
  void mailboxRequested(genmsg::Pid pid);
  /// The process is gone since the last view.
  void exited(genmsg::Pid pid);
  /// Who has taken the place of the exited process should be shown.
  void successorRequested();
  /// A pid in the details was chosen.
  void pidActivated(genmsg::Pid pid);

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* setUpHeader();
  void setUpButtons(QHBoxLayout* buttons, QWidget* header);
  QLabel* makeNote(const QString& name, QWidget* parent);
  void setUpTabs(ProcessActions* actions);
  QWidget* setUpDictionary();
  Tab tab() const;
  bool isDue() const;
  void request();
  void updateHeader();
  void updateTitle();
  QString namesOfTarget() const;
  void updateStatusLabel();
  void updateBusy();
  void updateExit(const models::NodeViewPtr& view);
  void showExit();
  void updateEmptyTexts();
  void updateDictionary();

  Models m_models;
  ProcessActions* m_actions;
  models::NodeViewPtr m_lastView;
  genmsg::Pid m_pid;
  QString m_name;
  bool m_paused = false;
  bool m_asked = false;
  QElapsedTimer m_sinceRequest;
  // A question for the status is open since; invalid: none is.
  QElapsedTimer m_unanswered;
  std::optional<QTime> m_lastAnswer;
  std::optional<std::int64_t> m_runningNs;  // in its callback, as the last view says
  bool m_exitSeen = false;
  QString m_exitTime;  // empty: it was gone before anybody looked
  std::optional<genmsg::Term> m_exitReason;

  QLabel* m_title = nullptr;  // what the buttons act on
  QLabel* m_about = nullptr;  // what the tabs show, if that is another one
  QLabel* m_statusLabel = nullptr;
  QLabel* m_suspension = nullptr;
  QLabel* m_busy = nullptr;
  MessageStrip* m_exitStrip = nullptr;
  MessageStrip* m_strip = nullptr;
  QTabWidget* m_tabs = nullptr;
  InfoView* m_infoView = nullptr;
  StateView* m_stateView = nullptr;
  MailboxView* m_mailboxView = nullptr;
  QTreeView* m_dictionaryTree = nullptr;
  EmptyOverlay* m_dictionaryEmpty = nullptr;
  HistoryView* m_historyView = nullptr;
  ProcessTraceView* m_traceView = nullptr;
  StepView* m_stepView = nullptr;
  ProcessLogView* m_logView = nullptr;
};

}  // namespace views
