// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMainWindow>
#include <memory>

#include "app/actions.h"
#include "app/event_loop_gap.h"
#include "app/settings.h"
#include "genmsg/observe/node.h"
#include "models/node_client.h"

class QComboBox;
class QDockWidget;
class QLabel;
class QListWidget;
class QStackedWidget;

namespace models {
struct WatchHit;
class ProcessInfoModel;
class ProcessTableModel;
class ProcessTreeModel;
class StatisticsSeries;
class StepModel;
class TermTreeModel;
class TraceModel;
}  // namespace models

namespace views {
class ChartsPage;
class LoadTestPage;
class MessageStrip;
class ProcessActions;
class ProcessDetailsView;
class ProcessPage;
class TracePage;
class TreePage;
}  // namespace views

namespace app {

class StateEdit;
class Suspensions;
class WatchEdit;
class Watches;

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

 protected:
  void closeEvent(QCloseEvent* event) override;
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void setUpModels(std::shared_ptr<genmsg::Node> node);
  void setUpPages();
  void setUpPageList();
  void setUpDetails();
  void setUpMenus();
  void setUpToolBar();
  void setUpStatusBar();
  void connectClient();
  void connectTrace();
  void connectActions();
  void connectUpdating();
  void connectProcessActions();
  void connectPages();

  void applyView(const models::NodeViewPtr& view);
  void applyToPage(const models::NodeViewPtr& view);
  void applyPaletteChoice(views::PaletteChoice choice);
  void stepInterval(int by);
  void updateTarget();
  void updateStatusBar(const models::NodeView& view);
  void onActionFinished(const models::ActionResult& result);
  bool isSaidElsewhere(const models::ActionResult& refused) const;
  void onStepped(genmsg::Pid pid, const genmsg::StepPtr& step);
  void onWatchHit(genmsg::Pid pid, const models::WatchHit& hit);
  QString processName(genmsg::Pid pid) const;
  StateEdit* stateEdit(genmsg::Pid pid) const;  // that is open; or null
  void editState(genmsg::Pid pid);
  WatchEdit* watchEdit(genmsg::Pid pid) const;  // that is open; or null
  void editWatches(genmsg::Pid pid);
  void startFiltering();
  void showAbout();
  void showShortcuts();
  void restoreSettings();
  void resizeToDefault();
  void resizeDetails();
  void saveSettings();
  void restoreDefaultLayout();

  EventLoopGap m_gap;
  Settings m_settings;
  // Models before pages: children go in the order of their creation, and pages look at models.
  models::NodeClient* m_client = nullptr;
  Suspensions* m_suspensions = nullptr;
  Watches* m_watches = nullptr;
  models::ProcessTableModel* m_tableModel = nullptr;
  models::ProcessTreeModel* m_treeModel = nullptr;
  models::ProcessInfoModel* m_infoModel = nullptr;
  models::TermTreeModel* m_stateModel = nullptr;
  models::StepModel* m_stepModel = nullptr;
  models::TraceModel* m_traceModel = nullptr;
  models::StatisticsSeries* m_series = nullptr;
  Actions* m_actions = nullptr;
  views::ProcessActions* m_processActions = nullptr;

  QListWidget* m_pageList = nullptr;
  QStackedWidget* m_stack = nullptr;
  views::MessageStrip* m_strip = nullptr;
  views::ProcessPage* m_processPage = nullptr;
  views::TreePage* m_treePage = nullptr;
  views::ChartsPage* m_chartsPage = nullptr;
  views::LoadTestPage* m_loadTestPage = nullptr;
  views::TracePage* m_tracePage = nullptr;
  QDockWidget* m_detailsDock = nullptr;
  views::ProcessDetailsView* m_details = nullptr;
  QComboBox* m_intervalBox = nullptr;
  QLabel* m_nodeLabel = nullptr;
  QLabel* m_processesLabel = nullptr;
  QLabel* m_suspendedLabel = nullptr;
  QLabel* m_droppedLabel = nullptr;
  QLabel* m_costLabel = nullptr;
  QLabel* m_intervalLabel = nullptr;
  genmsg::Pid m_selected;
  QString m_selectedName;  // stays when the process is gone
  QString m_stepRefusal;   // what the strip said of the last step that was none
  QByteArray m_defaultState;
  bool m_nodeFailed = false;
  bool m_shown = false;
};

}  // namespace app
