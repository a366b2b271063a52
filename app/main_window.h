// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMainWindow>
#include <memory>

#include "app/actions.h"
#include "app/event_loop_gap.h"
#include "app/settings.h"
#include "genmsg/observe/node.h"
#include "models/log_entry.h"
#include "models/node_client.h"
#include "views/process_actions.h"

class QComboBox;
class QDockWidget;
class QStackedWidget;

namespace models {
class AlarmModel;
class EventMarks;
class PinnedProcesses;
class LogModel;
class ProcessTableModel;
class ProcessTreeModel;
class StatisticsSeries;
class TraceModel;
class TraceSessionModel;
struct TraceSession;
}  // namespace models

namespace views {
class AlarmsPage;
class AlarmStrip;
class ChartsPage;
class LoadTestPage;
class LogPage;
class MessageStrip;
class OverviewPage;
class Page;
class PageList;
class ProcessDetailsView;
class ProcessPage;
class ProgressStrip;
class Timeline;
class TracePage;
class TreePage;
}  // namespace views

namespace app {

class HelpWindow;
class Alarms;
class Operations;
class ProcessDetails;
class ProcessWindows;
class Selection;
class StatusBar;
class Tour;

/// The observer's window on one node: pages, details, tool bar, status bar, and the wiring between
/// them. What is selected is a pid; pages, details and actions all follow it.
/// Threads: GUI thread. Ownership: shares the node; owns its models, which outlive the pages.
class MainWindow final : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(std::shared_ptr<genmsg::Node> node, QWidget* parent = nullptr);
  ~MainWindow() override;

  /// Begins to ask the node; until then it is left alone.
  void start();
  void setPage(Page page);
  Page page() const;
  /// Selects the process and shows its details.
  void selectProcess(genmsg::Pid pid);

  views::LoadTestPage& loadTestPage() { return *m_loadTestPage; }
  models::NodeClient& client() { return *m_client; }
  EventLoopGap& eventLoopGap() { return m_gap; }

 signals:
  /// The tour wants the load test with a slow consumer to run.
  void slowConsumerRequested();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void setUpModels(std::shared_ptr<genmsg::Node> node);
  void setUpPages();
  QWidget* makePageArea(QWidget* parent);
  void setUpPageList();
  void setUpDetails();
  void setUpMenus();
  void setUpToolBar();
  void setUpOperations();
  void connectClient();
  void connectTrace();
  void onTraceSession(const models::TraceSession& session);
  bool isOnlyTheTop(const models::TraceSession& session) const;
  void connectLog();
  void connectAlarms();
  void connectTimeline();
  void pin(const std::vector<genmsg::Pid>& pids);
  void noteConnection(models::LogLevel level, const QString& text);
  void connectActions();
  void connectUpdating();
  void connectProcessActions();
  void connectPages();
  void connectTreePage();

  void applyView(const models::NodeViewPtr& view);
  views::Page* shownPage() const;
  void applyPaletteChoice(views::PaletteChoice choice);
  void stepInterval(int by);
  views::ProcessActions::Target chosenTarget() const;
  void updateTarget();
  void onSelected(genmsg::Pid pid);
  void onStepped(genmsg::Pid pid);
  void showInTable(genmsg::Pid pid);
  void showInTree(genmsg::Pid pid);
  void startFiltering();
  void showAbout();
  void showManual();
  void showShortcuts();
  void restoreSettings();
  void resizeToDefault();
  void resizeDetails();
  void saveSettings();
  bool askAboutEdits();
  void askBeforeClosing();
  void restoreDefaultLayout();

  EventLoopGap m_gap;
  Settings m_settings;
  // Models before pages: children go in the order of their creation, and pages look at models.
  models::NodeClient* m_client = nullptr;
  Selection* m_selection = nullptr;
  models::ProcessTableModel* m_tableModel = nullptr;
  models::ProcessTreeModel* m_treeModel = nullptr;
  models::TraceModel* m_traceModel = nullptr;
  models::TraceSessionModel* m_traceSessions = nullptr;
  models::StatisticsSeries* m_series = nullptr;
  models::LogModel* m_log = nullptr;
  models::EventMarks* m_marks = nullptr;
  models::PinnedProcesses* m_pinned = nullptr;
  models::AlarmModel* m_alarmModel = nullptr;
  Actions* m_actions = nullptr;
  views::ProcessActions* m_processActions = nullptr;
  Operations* m_operations = nullptr;
  Alarms* m_alarms = nullptr;
  HelpWindow* m_help = nullptr;  // once it was asked for
  Tour* m_tour = nullptr;

  views::PageList* m_pageList = nullptr;
  QStackedWidget* m_stack = nullptr;
  views::MessageStrip* m_strip = nullptr;
  views::Timeline* m_timeline = nullptr;
  views::AlarmStrip* m_alarmStrip = nullptr;
  views::ProgressStrip* m_progress = nullptr;
  views::OverviewPage* m_overviewPage = nullptr;
  views::ProcessPage* m_processPage = nullptr;
  views::TreePage* m_treePage = nullptr;
  views::ChartsPage* m_chartsPage = nullptr;
  views::LoadTestPage* m_loadTestPage = nullptr;
  views::TracePage* m_tracePage = nullptr;
  views::AlarmsPage* m_alarmsPage = nullptr;
  views::LogPage* m_logPage = nullptr;
  QDockWidget* m_detailsDock = nullptr;
  ProcessDetails* m_processDetails = nullptr;
  views::ProcessDetailsView* m_details = nullptr;  // of m_processDetails
  ProcessWindows* m_processWindows = nullptr;
  QComboBox* m_intervalBox = nullptr;
  StatusBar* m_statusBar = nullptr;
  QByteArray m_defaultState;
  bool m_nodeFailed = false;
  bool m_shown = false;
  bool m_closing = false;  // whatever is suspended
};

}  // namespace app
