// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QComboBox>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QToolBar>
#include <QTreeView>
#include <QVBoxLayout>

#include "app/diagram_export.h"
#include "app/close_question.h"
#include "app/held_badge.h"
#include "app/held_processes.h"
#include "app/help_window.h"
#include "app/manual.h"
#include "app/alarms.h"
#include "app/operations.h"
#include "app/process_details.h"
#include "app/process_target.h"
#include "app/process_windows.h"
#include "app/selection.h"
#include "app/shortcuts_dialog.h"
#include "app/status_bar.h"
#include "app/table_export.h"
#include "app/tour.h"
#include "app/unapplied_edits.h"
#include "models/error_text.h"
#include "models/event_marks.h"
#include "models/alarm_model.h"
#include "models/log_model.h"
#include "models/operation_log.h"
#include "models/pinned_processes.h"
#include "models/process_table_model.h"
#include "models/process_tree_model.h"
#include "models/statistics_series.h"
#include "models/trace_model.h"
#include "models/trace_session_model.h"
#include "models/trace_text.h"
#include "views/action_text.h"
#include "views/alarm_strip.h"
#include "views/alarms_page.h"
#include "views/charts_page.h"
#include "views/diagram_pane.h"
#include "views/filter_bar.h"
#include "views/focus_handover.h"
#include "views/icons.h"
#include "views/load_test_page.h"
#include "views/log_page.h"
#include "views/message_strip.h"
#include "views/overview_page.h"
#include "views/page_list.h"
#include "views/process_actions.h"
#include "views/process_details_view.h"
#include "views/process_diagram.h"
#include "views/process_page.h"
#include "views/process_table_view.h"
#include "views/progress_strip.h"
#include "views/timeline.h"
#include "views/trace_page.h"
#include "views/tree_page.h"
#include "views/view_state.h"

namespace app {
namespace {

constexpr QSize defaultSize(1280, 800);
constexpr int detailsPercent = 23;  // of the width; the table needs the rest

}  // namespace

MainWindow::MainWindow(std::shared_ptr<genmsg::Node> node, QWidget* parent)
    : QMainWindow(parent) {
  setObjectName(QStringLiteral("mainWindow"));
  setWindowIcon(views::icon(views::IconId::Application));
  setUpModels(std::move(node));
  setWindowTitle(tr("%1 – genmsg observer")
                     .arg(QString::fromStdString(m_client->nodeInfo().name)));
  m_actions = new Actions(this);
  m_processActions = new views::ProcessActions(this);
  setUpPages();
  setUpDetails();
  setUpMenus();
  setUpToolBar();
  m_statusBar = new StatusBar(m_client->nodeInfo(), this);
  setStatusBar(m_statusBar);
  setUpOperations();
  connectClient();
  connectTrace();
  connectLog();
  connectAlarms();
  connectTimeline();
  connectActions();
  connectUpdating();
  connectProcessActions();
  connectPages();
  m_defaultState = saveState();
  restoreSettings();
}

MainWindow::~MainWindow() {
  // Pages first: their models are children of the same window and would go before them.
  delete m_processWindows;
  delete takeCentralWidget();
  delete m_detailsDock;
}

void MainWindow::setUpModels(std::shared_ptr<genmsg::Node> node) {
  m_client = new models::NodeClient(std::move(node), this);
  m_selection = new Selection(m_client, this);
  m_tableModel = new models::ProcessTableModel(this);
  m_treeModel = new models::ProcessTreeModel(this);
  m_traceModel = new models::TraceModel(models::TraceModel::defaultCapacity, this);
  m_traceSessions = new models::TraceSessionModel(this);
  m_series = new models::StatisticsSeries(models::StatisticsSeries::defaultCapacity, this);
  m_series->setEmbedded(m_client->nodeInfo().os_pid == QCoreApplication::applicationPid());
  m_log = new models::LogModel(models::LogModel::defaultCapacity, this);
  m_marks = new models::EventMarks(models::EventMarks::defaultCapacity, this);
  connect(m_log, &models::LogModel::appended, m_marks, &models::EventMarks::note);
  m_pinned = new models::PinnedProcesses(models::PinnedProcesses::defaultCapacity, this);
  m_alarmModel = new models::AlarmModel(this);
}

void MainWindow::setUpPages() {
  auto* central = new QWidget(this);
  m_strip = new views::MessageStrip(central);
  m_alarmStrip = new views::AlarmStrip(central);
  m_timeline = new views::Timeline(m_series, m_marks, central);
  m_progress = new views::ProgressStrip(central);
  m_stack = new QStackedWidget(central);
  m_stack->setObjectName(QStringLiteral("pages"));
  m_overviewPage = new views::OverviewPage(m_client->nodeInfo(), m_stack);
  m_processPage = new views::ProcessPage(m_tableModel, m_processActions, m_stack);
  m_treePage = new views::TreePage(m_treeModel, m_processActions, m_stack);
  m_chartsPage = new views::ChartsPage(m_series, m_marks, m_pinned, m_stack);
  m_loadTestPage = new views::LoadTestPage(m_stack);
  m_tracePage = new views::TracePage(m_traceModel, m_traceSessions, m_stack);
  m_alarmsPage = new views::AlarmsPage(m_alarmModel, m_stack);
  m_logPage = new views::LogPage(m_log, m_stack);
  // In the order of Page.
  for (QWidget* page : std::initializer_list<QWidget*>{m_overviewPage, m_processPage, m_treePage,
                                                       m_chartsPage, m_loadTestPage,
                                                       m_tracePage, m_alarmsPage, m_logPage}) {
    m_stack->addWidget(page);
  }
  setUpPageList();
  auto* right = new QVBoxLayout;
  right->addWidget(makePageArea(central), 1);
  right->addWidget(m_timeline);
  right->addWidget(m_progress);
  right->addWidget(m_alarmStrip);
  right->addWidget(m_strip);  // below: rows do not move under the mouse when it comes and goes
  auto* layout = new QHBoxLayout(central);
  const int gap = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing);
  layout->setContentsMargins(gap, gap, gap, 0);
  layout->setSpacing(gap);
  layout->addWidget(m_pageList);
  layout->addLayout(right, 1);
  setCentralWidget(central);
}

/// A page that needs more room than there is scrolls, so that the window fits beside another one;
/// only the shown page counts.
QWidget* MainWindow::makePageArea(QWidget* parent) {
  auto* area = new QScrollArea(parent);
  area->setObjectName(QStringLiteral("pageArea"));
  area->setAccessibleName(tr("Page"));
  area->setFrameShape(QFrame::NoFrame);
  area->setFocusPolicy(Qt::NoFocus);
  area->setWidgetResizable(true);
  area->setWidget(m_stack);
  const auto fit = [this, area] {
    area->horizontalScrollBar()->setValue(0);
    for (int i = 0; i < m_stack->count(); ++i) {
      const auto policy =
          i == m_stack->currentIndex() ? QSizePolicy::Preferred : QSizePolicy::Ignored;
      m_stack->widget(i)->setSizePolicy(policy, policy);
    }
  };
  connect(m_stack, &QStackedWidget::currentChanged, area, fit);
  fit();
  return area;
}

void MainWindow::setUpPageList() {
  m_pageList = new views::PageList(centralWidget());
  for (int i = 0; i < pageCount; ++i) m_pageList->addPage(*m_actions->page(Page(i)));
  connect(m_pageList, &QListWidget::currentRowChanged, this,
          [this](int row) { setPage(Page(row)); });
}

void MainWindow::setUpDetails() {
  m_detailsDock = new QDockWidget(tr("Details"), this);
  m_detailsDock->setObjectName(QStringLiteral("detailsDock"));
  m_processDetails = new ProcessDetails({m_client, m_traceModel, m_log}, m_processActions, this);
  m_details = m_processDetails->view();
  connect(m_details, &views::ProcessDetailsView::tabShown, this,
          [this](views::ProcessDetailsView::Tab tab) { m_tour->noteTab(tab); });
  m_detailsDock->setWidget(m_details);
  addDockWidget(Qt::RightDockWidgetArea, m_detailsDock);
  QAction* toggle = m_detailsDock->toggleViewAction();
  toggle->setObjectName(QStringLiteral("detailsAction"));
  toggle->setShortcut(Qt::CTRL | Qt::Key_D);
  views::describeAction(*toggle, tr("Show or hide the details of the selected process"));
}

void MainWindow::setUpMenus() {
  QMenu* file = menuBar()->addMenu(tr("&File"));
  file->addAction(m_processActions->openWindow());
  file->addAction(m_processPage->goTo());
  file->addSeparator();
  file->addAction(m_actions->exportTable());
  file->addActions(m_tracePage->fileActions());
  file->addSeparator();
  file->addAction(m_actions->quit());
  QMenu* view = menuBar()->addMenu(tr("&View"));
  for (int i = 0; i < pageCount; ++i) view->addAction(m_actions->page(Page(i)));
  view->addSeparator();
  view->addAction(m_actions->filter());
  view->addActions(m_processPage->findActions());
  view->addAction(m_actions->resort());
  view->addAction(m_actions->backToLive());
  view->addSeparator();
  view->addAction(m_actions->pause());
  view->addAction(m_actions->refresh());
  QMenu* interval = view->addMenu(tr("&Interval"));
  interval->addActions(m_actions->intervals());
  interval->addSeparator();
  interval->addActions({m_actions->faster(), m_actions->slower()});
  view->addSeparator();
  view->addAction(m_detailsDock->toggleViewAction());
  view->addAction(m_actions->timeline());
  view->addActions(m_processPage->viewActions());
  QMenu* palette = view->addMenu(tr("Pa&lette"));
  palette->addActions(m_actions->palettes());
  view->addAction(m_actions->restoreLayout());
  QMenu* process = menuBar()->addMenu(tr("&Process"));
  for (QAction* action : m_processActions->menuOrder()) {
    if (action == nullptr) {
      process->addSeparator();
    } else {
      process->addAction(action);
    }
  }
  QMenu* help = menuBar()->addMenu(tr("&Help"));
  help->addAction(m_actions->manual());
  help->addAction(m_actions->tour());
  help->addAction(m_actions->shortcuts());
  help->addAction(m_actions->about());
}

void MainWindow::setUpToolBar() {
  QToolBar* bar = addToolBar(tr("Tools"));
  bar->setObjectName(QStringLiteral("toolBar"));
  bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  const int icon = fontMetrics().height() * 5 / 4;
  bar->setIconSize({icon, icon});
  bar->addAction(m_actions->pause());
  bar->addAction(m_actions->refresh());
  m_intervalBox = new QComboBox(bar);
  m_intervalBox->setObjectName(QStringLiteral("intervalBox"));
  m_intervalBox->setAccessibleName(tr("Interval between snapshots"));
  m_intervalBox->setToolTip(tr("How often a snapshot is taken (Ctrl++ faster, Ctrl+- slower)"));
  for (const int ms : offeredIntervalsMs) {
    //: how often: "every 1 s"
    m_intervalBox->addItem(tr("every %1").arg(intervalText(ms)), ms);
  }
  bar->addWidget(m_intervalBox);
  bar->addSeparator();
  bar->addAction(m_processActions->suspend());
  bar->addAction(m_processActions->resume());
  bar->addAction(m_processActions->step());
  bar->addAction(m_processActions->skip());
  bar->addAction(m_processActions->editState());
  bar->addAction(m_processActions->trace());
  views::handFocusOver(*bar, *m_processActions->suspend(), *m_processActions->resume());
}

void MainWindow::connectClient() {
  using models::NodeClient;
  connect(m_client, &NodeClient::viewReady, this, &MainWindow::applyView);
  connect(m_client, &NodeClient::viewReady, m_tableModel, &models::ProcessTableModel::sample);
  connect(m_client, &NodeClient::viewReady, m_series, &models::StatisticsSeries::append);
  connect(m_client, &NodeClient::viewReady, m_pinned, &models::PinnedProcesses::append);
  connect(m_client, &NodeClient::intervalChanged, m_pinned,
          &models::PinnedProcesses::setInterval);
  connect(m_client, &NodeClient::intervalChanged, m_series,
          &models::StatisticsSeries::setInterval);
  connect(m_client, &NodeClient::nodeFailed, this, [this](const genmsg::NodeError& error) {
    const QString text = tr("The node does not answer: %1").arg(models::errorText(error));
    if (!m_nodeFailed) noteConnection(models::LogLevel::Error, text);
    m_nodeFailed = true;
    m_strip->showMessage(views::Tone::Error, text);
  });
  connect(m_processDetails, &ProcessDetails::targetChanged, this, &MainWindow::updateTarget);
  connect(m_client, &NodeClient::stepReady, this, &MainWindow::onStepped);
  connect(m_tableModel, &models::ProcessTableModel::viewSpecRequested, m_client,
          &NodeClient::setViewSpec);
  m_client->setViewSpec(m_tableModel->viewSpec());  // what the page's switches asked for before
}

void MainWindow::connectTrace() {
  using models::NodeClient;
  connect(m_client, &NodeClient::traceReady, this, [this](const models::TraceBatchPtr& batch) {
    m_traceModel->append(*batch);
  });
  connect(m_client, &NodeClient::tracedChanged, this, [this] { updateTarget(); });
  connect(m_client, &NodeClient::traceSessionChanged, this, &MainWindow::onTraceSession);
  connect(m_tracePage, &views::TracePage::startRequested, m_client, &NodeClient::startTrace);
  connect(m_tracePage, &views::TracePage::stopRequested, m_client, &NodeClient::stopTrace);
  connect(m_traceModel, &models::TraceModel::countersChanged, this, [this] {
    m_statusBar->setDropped(m_traceModel->droppedByNode());
  });
}

/// Who looks elsewhere hears of it when a trace has ended by itself.
void MainWindow::onTraceSession(const models::TraceSession& session) {
  m_traceSessions->update(session);
  const genmsg::TraceEnd end = session.state.end;
  if (session.isRunning() || session.isRefused || end == genmsg::TraceEnd::Stopped ||
      page() == Page::Trace) {
    return;
  }
  const QString seen =
      models::traceSeenText(session.state, m_traceModel->processesOf(session.state.id));
  //: "The trace of pool has ended: limit of 100 events; 100 events of 1 of 4 processes"
  QString text = tr("The trace of %1 has ended: %2; %3")
                     .arg(m_traceSessions->nameOf(session),
                          models::traceEndText(end, session.spec.limits), seen);
  if (isOnlyTheTop(session)) {
    text += tr(". Those below it were not traced: Trace subtree does that");
  }
  m_strip->showMessage(views::Tone::Info, text, tr("Show trace"), this,
                       [this] { setPage(Page::Trace); });
}

/// Of a process that handled nothing by itself, with others below it that perhaps did.
bool MainWindow::isOnlyTheTop(const models::TraceSession& session) const {
  const models::NodeViewPtr view = m_client->view();
  if (view == nullptr || session.state.events > 0 || session.spec.pids.size() != 1) return false;
  const std::uint32_t row = view->rowOf(session.spec.pids.front());
  return row != models::noRow && !view->isExited(row) && !view->forest->childrenOf(row).empty();
}

void MainWindow::connectLog() {
  using models::NodeClient;
  connect(m_client, &NodeClient::reportsReady, m_log, [this](const models::ReportBatchPtr& batch) {
    m_log->appendReports(*batch);
  });
  connect(m_client, &NodeClient::deadLettersReady, m_log,
          [this](const models::DeadLetterBatchPtr& batch) { m_log->appendDeadLetters(*batch); });
  connect(m_logPage, &views::LogPage::unreadChanged, this, [this](int unread) {
    m_pageList->setBadge(static_cast<int>(Page::Log), unread, views::Tone::Error);
  });
}

void MainWindow::connectAlarms() {
  m_alarms = new Alarms({m_client, m_alarmModel, m_log, m_alarmsPage, m_alarmStrip}, this);
  connect(m_alarmStrip, &views::AlarmStrip::showRequested, this,
          [this] { setPage(Page::Alarms); });
  connect(m_alarms, &Alarms::countChanged, this, [this](int count, models::AlarmLevel worst) {
    const auto tone = worst == models::AlarmLevel::Error     ? views::Tone::Error
                      : worst == models::AlarmLevel::Warning ? views::Tone::Warning
                                                             : views::Tone::Info;
    m_pageList->setBadge(static_cast<int>(Page::Alarms), count, tone);
  });
}

void MainWindow::connectTimeline() {
  connect(m_timeline, &views::Timeline::markActivated, this, [this](quint64 logNumber) {
    setPage(Page::Log);
    m_logPage->showEntry(logNumber);
  });
  connect(m_actions->timeline(), &QAction::toggled, m_timeline, &QWidget::setVisible);
  m_actions->timeline()->setChecked(m_settings.isTimelineShown());
  m_timeline->setVisible(m_settings.isTimelineShown());
  connect(m_actions->timeline(), &QAction::toggled, this,
          [this](bool shown) { m_settings.setTimelineShown(shown); });
  connect(m_loadTestPage, &views::LoadTestPage::runningChanged, this, [this](bool running) {
    models::LogEntry entry;
    entry.kind = models::LogKind::LoadTest;
    entry.text = running ? tr("Load test started") : tr("Load test ended");
    m_log->append(std::move(entry));
  });
}

void MainWindow::pin(const views::Pids& pids) {
  using Toggled = models::PinnedProcesses::Toggled;
  for (const genmsg::Pid pid : pids) {
    const QString name = m_selection->nameOf(pid);
    const Toggled toggled = m_pinned->toggle(pid, name);
    if (toggled == Toggled::Full) {
      m_strip->showMessage(views::Tone::Warning,
                           tr("%1 processes are pinned already: unpin one of them first")
                               .arg(models::PinnedProcesses::maxPinned));
      break;
    }
    m_strip->showMessage(views::Tone::Good, toggled == Toggled::Pinned
                                                ? tr("%1 is on the Charts page now").arg(name)
                                                : tr("%1 is not pinned any more").arg(name));
  }
  m_tableModel->setPinned(m_pinned->pids());
  updateTarget();
}

void MainWindow::noteConnection(models::LogLevel level, const QString& text) {
  models::LogEntry entry;
  entry.level = level;
  entry.kind = models::LogKind::Connection;
  entry.text = text;
  m_log->append(std::move(entry));
}

void MainWindow::connectActions() {
  connect(m_actions, &Actions::pageChosen, this, &MainWindow::setPage);
  connect(m_actions, &Actions::paletteChosen, this, &MainWindow::applyPaletteChoice);
  connect(m_actions->filter(), &QAction::triggered, this, &MainWindow::startFiltering);
  for (QAction* action : m_processPage->findActions()) {
    connect(action, &QAction::triggered, this, [this] { setPage(Page::Processes); });
    // The others are the page's own: on the Tree page F3 is another one.
    if (action->shortcutContext() == Qt::WindowShortcut) addAction(action);
  }
  connect(m_actions->resort(), &QAction::triggered, &m_processPage->table(),
          &views::ProcessTableView::releaseOrder);
  connect(m_actions->backToLive(), &QAction::triggered, m_chartsPage,
          &views::ChartsPage::backToLive);
  connect(m_actions->restoreLayout(), &QAction::triggered, this,
          &MainWindow::restoreDefaultLayout);
  connect(m_actions->about(), &QAction::triggered, this, &MainWindow::showAbout);
  connect(m_actions->manual(), &QAction::triggered, this, &MainWindow::showManual);
  connect(m_actions->tour(), &QAction::triggered, m_tour, &Tour::begin);
  connect(m_actions->shortcuts(), &QAction::triggered, this, &MainWindow::showShortcuts);
  connect(m_actions->exportTable(), &QAction::triggered, this,
          [this] { exportTable(m_client->view(), *m_strip, this); });
  // The file that is opened there should be seen.
  for (QAction* action : m_tracePage->fileActions())
    connect(action, &QAction::triggered, this, [this] { setPage(Page::Trace); });
  connect(m_actions->quit(), &QAction::triggered, this, &QWidget::close);
}

void MainWindow::connectUpdating() {
  using models::NodeClient;
  connect(m_actions->pause(), &QAction::toggled, m_client, &NodeClient::setPaused);
  connect(m_client, &NodeClient::pausedChanged, this, [this](bool paused) {
    m_actions->pause()->setChecked(paused);
    m_statusBar->setInterval(m_client->intervalMs(), paused);
  });
  connect(m_actions->refresh(), &QAction::triggered, this, [this] {
    m_client->refresh();
    m_details->refresh();
  });
  connect(m_actions, &Actions::intervalChosen, m_client, &NodeClient::setInterval);
  connect(m_actions->faster(), &QAction::triggered, this, [this] { stepInterval(-1); });
  connect(m_actions->slower(), &QAction::triggered, this, [this] { stepInterval(1); });
  connect(m_intervalBox, &QComboBox::activated, this, [this] {
    m_client->setInterval(m_intervalBox->currentData().toInt());
  });
  const auto showInterval = [this](int ms) {
    m_actions->setCurrentInterval(ms);
    m_intervalBox->setCurrentIndex(m_intervalBox->findData(ms));
    m_statusBar->setInterval(ms, m_client->isPaused());
    m_settings.setIntervalMs(ms);
  };
  connect(m_client, &NodeClient::intervalChanged, this, showInterval);
}

void MainWindow::setUpOperations() {
  m_tour = new Tour(m_client, m_selection, this);
  connect(m_tour, &Tour::loadRequested, this, &MainWindow::slowConsumerRequested);
  m_operations = new Operations(m_client, m_selection, m_processActions,
                                {.message = m_strip, .progress = m_progress}, this);
  connect(&m_operations->log(), &models::OperationLog::noted, m_log,
          &models::LogModel::appendOperation);
  connect(m_operations, &Operations::showRequested, this, &MainWindow::showInTable);
  auto* badge = new HeldBadge(&m_operations->held(), m_selection, m_processActions->resumeAll(),
                              m_statusBar);
  m_statusBar->insertPermanentWidget(1, badge);
  connect(badge, &HeldBadge::showRequested, this, &MainWindow::showInTable);
  connect(m_operations, &Operations::showTraceRequested, this,
          [this] { setPage(Page::Trace); });
}

void MainWindow::connectProcessActions() {
  using views::ProcessActions;
  m_processActions->setSelection([this] { return m_processPage->table().selectedPids(); });
  connect(&m_processPage->table(), &views::ProcessTableView::selectedPidsChanged, this,
          &MainWindow::updateTarget);
  m_processPage->table().addAction(m_processActions->copyRow());
  m_treePage->findChild<QTreeView*>(QStringLiteral("processTree"))
      ->addAction(m_processActions->copyRow());
  connect(m_processActions, &ProcessActions::showInTableRequested, this, &MainWindow::showInTable);
  connect(m_processActions, &ProcessActions::pinRequested, this, &MainWindow::pin);
  connect(m_processActions, &ProcessActions::showInTreeRequested, this, &MainWindow::showInTree);
  m_processWindows =
      new ProcessWindows({m_client, m_traceModel, m_log}, m_selection, m_operations, this);
  connect(m_processActions, &ProcessActions::openWindowRequested, m_processWindows,
          &ProcessWindows::open);
  connect(m_processWindows, &ProcessWindows::showInTableRequested, this, [this](genmsg::Pid pid) {
    activateWindow();
    showInTable(pid);
  });
  connect(m_processWindows, &ProcessWindows::showInTreeRequested, this, [this](genmsg::Pid pid) {
    activateWindow();
    showInTree(pid);
  });
}

void MainWindow::connectPages() {
  for (int i = 0; i < m_stack->count(); ++i) {
    const auto* page = qobject_cast<views::Page*>(m_stack->widget(i));
    connect(page, &views::Page::pidSelected, this, &MainWindow::selectProcess);
    connect(page, &views::Page::activatedPid, this, [this](genmsg::Pid pid) {
      selectProcess(pid);
      m_detailsDock->show();
      m_detailsDock->raise();
    });
  }
  connectTreePage();
  connect(m_selection, &Selection::changed, this, &MainWindow::onSelected);
  connect(m_processDetails, &ProcessDetails::pidActivated, this, &MainWindow::selectProcess);
}

void MainWindow::connectTreePage() {
  using models::NodeClient;
  using views::TreePage;
  connect(m_treePage, &TreePage::groupsRequested, this, [this](const QString& filter) {
    setPage(Page::Processes);
    m_processPage->filterBar().setText(filter);
  });
  connect(m_treePage, &TreePage::infoRequested, m_client, &NodeClient::requestInfo);
  connect(m_client, &NodeClient::infoReady, m_treePage, &TreePage::applyInfo);
  connect(m_client, &NodeClient::infoFailed, m_treePage, &TreePage::applyInfoError);
  connect(m_treePage, &TreePage::exportRequested, this, [this] {
    exportDiagram(m_treePage->diagramPane().diagram(), *m_strip, this);
  });
}

void MainWindow::start() {
  const genmsg::NodeInfo& info = m_client->nodeInfo();
  noteConnection(models::LogLevel::Notice,
                 tr("Observing %1, genmsg %2, OS process %3")
                     .arg(QString::fromStdString(info.name), QString::fromStdString(info.version))
                     .arg(info.os_pid));
  m_client->start();
  m_processPage->table().setFocus();
}

Page MainWindow::page() const { return Page(m_stack->currentIndex()); }

void MainWindow::setPage(Page page) {
  m_stack->setCurrentIndex(static_cast<int>(page));
  m_pageList->setCurrentRow(static_cast<int>(page));
  m_actions->setCurrentPage(page);
  updateTarget();
  m_tour->notePage(page);
  if (const models::NodeViewPtr view = m_client->view()) shownPage()->applyView(view);
}

views::Page* MainWindow::shownPage() const {
  return qobject_cast<views::Page*>(m_stack->currentWidget());
}

void MainWindow::showInTable(genmsg::Pid pid) {
  setPage(Page::Processes);
  m_processPage->showProcess(pid);
}

void MainWindow::showInTree(genmsg::Pid pid) {
  setPage(Page::Tree);
  m_treePage->showProcess(pid);
}

void MainWindow::selectProcess(genmsg::Pid pid) { m_selection->select(pid); }

void MainWindow::onSelected(genmsg::Pid pid) {
  m_processDetails->setProcess(pid, m_selection->name());
  updateTarget();
  m_treePage->followSelection(pid);
  m_processPage->table().followPid(pid);
}

void MainWindow::applyView(const models::NodeViewPtr& view) {
  if (m_nodeFailed) {
    m_nodeFailed = false;
    m_strip->dismiss();
    noteConnection(models::LogLevel::Notice, tr("The node answers again"));
  }
  m_log->applyView(view);
  m_alarms->applyView(view);
  m_tableModel->setAlarms(view->alarms->byProcess);
  m_timeline->applyView(view);
  m_client->requestReports();
  m_client->requestDeadLetters();
  m_chartsPage->applyView(view);
  m_traceModel->applyView(view);
  m_traceSessions->applyView(view);
  // A page that nobody sees is brought up to date when it is shown.
  shownPage()->applyView(view);
  updateTarget();
  m_statusBar->applyView(view);
}

/// In the table the actions are about what is selected, as it is painted: Ctrl moves the current row
/// away from it. Elsewhere they are about the current process.
views::ProcessActions::Target MainWindow::chosenTarget() const {
  views::ProcessActions::Target target = m_processDetails->target();
  const views::ProcessTableView& table = m_processPage->table();
  if (page() != Page::Processes || m_tableModel->rowOf(target.pid) < 0) return target;
  if (table.selectedCount() == 0) return {};
  if (table.selectedCount() > 1) {
    target.count = static_cast<std::uint64_t>(table.selectedCount());
    return target;
  }
  const views::Pids selected = table.selectedPids();
  if (selected.empty() || selected.front() == target.pid) return target;
  return processTarget(*m_client, selected.front(), m_selection->nameOf(selected.front()), nullptr);
}

void MainWindow::updateTarget() {
  views::ProcessActions::Target target = chosenTarget();
  target.pinned = m_pinned->contains(target.pid);
  m_processActions->setTarget(target);
  m_tracePage->setChosen(m_selection->pid());
}

void MainWindow::onStepped(genmsg::Pid pid) {
  if (pid != m_selection->pid()) return;
  m_detailsDock->show();
  m_detailsDock->raise();
}

void MainWindow::startFiltering() {
  if (shownPage()->startFinding()) return;
  setPage(Page::Processes);
  m_processPage->startFinding();
}

void MainWindow::stepInterval(int by) {
  const auto* begin = std::begin(offeredIntervalsMs);
  const auto* at = std::find(begin, std::end(offeredIntervalsMs), m_client->intervalMs());
  const auto next = (at - begin) + by;
  if (next < 0 || next >= std::ssize(offeredIntervalsMs)) return;
  m_client->setInterval(offeredIntervalsMs[next]);
}

void MainWindow::applyPaletteChoice(views::PaletteChoice choice) {
  views::applyPalette(*qApp, choice);
  m_actions->setCurrentPalette(choice);
  m_settings.setPaletteChoice(choice);
}

void MainWindow::showAbout() {
  auto* box = new QMessageBox(this);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setWindowTitle(tr("About genmsg observer"));
  box->setIconPixmap(windowIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
  box->setText(tr("genmsg observer %1").arg(QCoreApplication::applicationVersion()));
  box->setInformativeText(tr("Shows and controls a running genmsg node.\n"
                             "GNU General Public License, version 3 or later."));
  box->open();
}

void MainWindow::showManual() {
  const QString topic = helpTopicOf(QApplication::focusWidget());
  if (m_help == nullptr) m_help = new HelpWindow(this);
  m_help->showTopic(topic);
}

void MainWindow::showShortcuts() { (new ShortcutsDialog(*this))->open(); }

void MainWindow::restoreSettings() {
  resizeToDefault();
  restoreGeometry(m_settings.geometry());
  restoreState(m_settings.windowState());
  views::restoreSplitters(*this);
  for (QHeaderView* header : findChildren<QHeaderView*>()) {
    if (header->orientation() == Qt::Horizontal) views::restoreHeader(*header);
  }
  applyPaletteChoice(m_settings.paletteChoice());
  m_client->setInterval(m_settings.intervalMs());
  const int ms = m_client->intervalMs();
  m_actions->setCurrentInterval(ms);
  m_intervalBox->setCurrentIndex(m_intervalBox->findData(ms));
  m_statusBar->setInterval(ms, m_client->isPaused());
  setPage(m_settings.page());
}

void MainWindow::resizeToDefault() {
  resize(defaultSize.boundedTo(screen()->availableSize()));
  resizeDetails();
}

void MainWindow::resizeDetails() {
  resizeDocks({m_detailsDock}, {width() * detailsPercent / 100}, Qt::Horizontal);
}

void MainWindow::saveSettings() {
  m_settings.setWindow(saveGeometry(), saveState());
  m_settings.setPage(page());
  views::saveSplitters(*this);
  for (const QHeaderView* header : findChildren<QHeaderView*>()) {
    const bool named = !header->parentWidget()->objectName().isEmpty();
    if (named && header->orientation() == Qt::Horizontal) views::saveHeader(*header);
  }
}

void MainWindow::restoreDefaultLayout() {
  m_settings.forgetWindow();
  views::forgetViewState();
  views::resetSplitters(*this);
  if (isMaximized() || isFullScreen()) showNormal();
  restoreState(m_defaultState);
  resizeToDefault();
  for (int i = 0; i < m_stack->count(); ++i) {
    qobject_cast<views::Page*>(m_stack->widget(i))->restoreDefaultColumns();
  }
}

void MainWindow::showEvent(QShowEvent* event) {
  QMainWindow::showEvent(event);
  // Docks have no size to share out before the window is laid out.
  if (!m_shown && m_settings.windowState().isEmpty()) resizeDetails();
  m_shown = true;
}

/// Whether there is anything to ask before the window closes, and the windows of processes with it.
bool MainWindow::askAboutEdits() {
  if (findChild<UnappliedEdits*>() != nullptr) return true;
  auto editors = UnappliedEdits::in(*this);
  for (const ProcessWindow* window : m_processWindows->windows())
    editors += UnappliedEdits::in(*window);
  if (editors.isEmpty()) return false;
  auto* question = new UnappliedEdits(editors, this);
  connect(question, &UnappliedEdits::settled, this, &QWidget::close, Qt::QueuedConnection);
  return true;
}

void MainWindow::askBeforeClosing() {
  if (findChild<CloseQuestion*>() != nullptr) return;
  auto* question = new CloseQuestion(m_operations->leftHeld(), this);
  const auto reallyClose = [this] {
    m_closing = true;
    close();
  };
  connect(question, &CloseQuestion::leaveChosen, this, reallyClose);
  connect(question, &CloseQuestion::resumeChosen, this,
          [this, reallyClose] { m_operations->resumeAll(reallyClose); });
  question->open();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (askAboutEdits()) {
    event->ignore();
    return;
  }
  if (!m_closing && m_operations->leftHeld() > 0) {
    event->ignore();
    askBeforeClosing();
    return;
  }
  m_processWindows->closeAll();
  saveSettings();
  QMainWindow::closeEvent(event);
}

}  // namespace app
