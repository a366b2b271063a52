// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QComboBox>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QTreeView>
#include <QVBoxLayout>

#include "app/shortcuts_dialog.h"
#include "app/state_edit.h"
#include "app/suspensions.h"
#include "app/watch_edit.h"
#include "app/watches.h"
#include "models/error_text.h"
#include "models/format.h"
#include "models/process_info_model.h"
#include "models/process_table_model.h"
#include "models/process_tree_model.h"
#include "models/statistics_series.h"
#include "models/step_model.h"
#include "models/suspension_text.h"
#include "models/term_tree_model.h"
#include "models/trace_model.h"
#include "views/action_text.h"
#include "views/charts_page.h"
#include "views/filter_bar.h"
#include "views/icons.h"
#include "views/load_test_page.h"
#include "views/message_strip.h"
#include "views/process_actions.h"
#include "views/process_details_view.h"
#include "views/process_page.h"
#include "views/process_table_view.h"
#include "views/state_editor_dialog.h"
#include "views/trace_page.h"
#include "views/tree_page.h"
#include "views/view_state.h"
#include "views/watch_dialog.h"

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
  setUpStatusBar();
  connectClient();
  connectTrace();
  connectActions();
  connectUpdating();
  connectProcessActions();
  connectPages();
  m_defaultState = saveState();
  restoreSettings();
}

MainWindow::~MainWindow() {
  // Pages first: their models are children of the same window and would go before them.
  delete takeCentralWidget();
  delete m_detailsDock;
}

void MainWindow::setUpModels(std::shared_ptr<genmsg::Node> node) {
  m_client = new models::NodeClient(std::move(node), this);
  m_suspensions = new Suspensions(m_client, this);
  m_watches = new Watches(m_client, this);
  m_tableModel = new models::ProcessTableModel(this);
  m_treeModel = new models::ProcessTreeModel(this);
  m_infoModel = new models::ProcessInfoModel(this);
  m_stateModel = new models::TermTreeModel(this);
  m_stepModel = new models::StepModel(this);
  m_traceModel = new models::TraceModel(models::TraceModel::defaultCapacity, this);
  m_series = new models::StatisticsSeries(models::StatisticsSeries::defaultCapacity, this);
}

void MainWindow::setUpPages() {
  auto* central = new QWidget(this);
  m_strip = new views::MessageStrip(central);
  m_stack = new QStackedWidget(central);
  m_stack->setObjectName(QStringLiteral("pages"));
  m_processPage = new views::ProcessPage(m_tableModel, m_processActions, m_stack);
  m_treePage = new views::TreePage(m_treeModel, m_processActions, m_stack);
  m_chartsPage = new views::ChartsPage(m_series, m_stack);
  m_loadTestPage = new views::LoadTestPage(m_stack);
  m_tracePage = new views::TracePage(m_traceModel, m_stack);
  // In the order of Page.
  for (QWidget* page : std::initializer_list<QWidget*>{m_processPage, m_treePage, m_chartsPage,
                                                       m_loadTestPage, m_tracePage}) {
    m_stack->addWidget(page);
  }
  setUpPageList();
  auto* right = new QVBoxLayout;
  right->addWidget(m_stack, 1);
  right->addWidget(m_strip);  // below: rows do not move under the mouse when it comes and goes
  auto* layout = new QHBoxLayout(central);
  const int gap = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing);
  layout->setContentsMargins(gap, gap, gap, 0);
  layout->setSpacing(gap);
  layout->addWidget(m_pageList);
  layout->addLayout(right, 1);
  setCentralWidget(central);
}

void MainWindow::setUpPageList() {
  m_pageList = new QListWidget(centralWidget());
  m_pageList->setObjectName(QStringLiteral("pageList"));
  m_pageList->setAccessibleName(tr("Pages"));
  m_pageList->setFrameShape(QFrame::NoFrame);
  m_pageList->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  QPalette colors = m_pageList->palette();
  colors.setBrush(QPalette::Base, Qt::transparent);
  m_pageList->setPalette(colors);
  const int icon = fontMetrics().height() * 5 / 4;
  m_pageList->setIconSize({icon, icon});
  int width = 0;
  for (int i = 0; i < pageCount; ++i) {
    const QAction* action = m_actions->page(Page(i));
    const QString text = QString(action->text()).remove(QLatin1Char('&'));
    auto* item = new QListWidgetItem(action->icon(), text, m_pageList);
    item->setToolTip(action->toolTip());
    item->setSizeHint({0, fontMetrics().height() * 9 / 4});
    width = qMax(width, fontMetrics().horizontalAdvance(text));
  }
  m_pageList->setFixedWidth(width + icon + fontMetrics().averageCharWidth() * 6);
  connect(m_pageList, &QListWidget::currentRowChanged, this,
          [this](int row) { setPage(Page(row)); });
}

void MainWindow::setUpDetails() {
  m_detailsDock = new QDockWidget(tr("Details"), this);
  m_detailsDock->setObjectName(QStringLiteral("detailsDock"));
  m_details = new views::ProcessDetailsView(m_infoModel, m_stateModel, m_stepModel,
                                            m_processActions, m_detailsDock);
  m_detailsDock->setWidget(m_details);
  addDockWidget(Qt::RightDockWidgetArea, m_detailsDock);
  QAction* toggle = m_detailsDock->toggleViewAction();
  toggle->setObjectName(QStringLiteral("detailsAction"));
  toggle->setShortcut(Qt::CTRL | Qt::Key_D);
  views::describeAction(*toggle, tr("Show or hide the details of the selected process"));
}

void MainWindow::setUpMenus() {
  QMenu* file = menuBar()->addMenu(tr("&File"));
  file->addAction(m_actions->quit());
  QMenu* view = menuBar()->addMenu(tr("&View"));
  for (int i = 0; i < pageCount; ++i) view->addAction(m_actions->page(Page(i)));
  view->addSeparator();
  view->addAction(m_actions->filter());
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
}

void MainWindow::setUpStatusBar() {
  const auto make = [this](const char* name, const QString& toolTip) {
    auto* label = new QLabel(this);
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setToolTip(toolTip);
    const int gap = fontMetrics().averageCharWidth();
    label->setContentsMargins(gap, 0, gap, 0);
    return label;
  };
  m_nodeLabel = make("nodeLabel", tr("The node that is looked at"));
  m_processesLabel = make("processesLabel", tr("Processes alive"));
  m_suspendedLabel = make("suspendedLabel", tr("Processes suspended by sys:suspend"));
  m_droppedLabel = make("droppedLabel", tr("Trace events lost because they came too fast; exact"));
  m_costLabel = make("costLabel", tr("What the last snapshot and its sorting took; "
                                     "the processes do not wait for it"));
  m_intervalLabel = make("intervalLabel", tr("Interval between snapshots"));
  const genmsg::NodeInfo& info = m_client->nodeInfo();
  m_nodeLabel->setText(tr("%1 · genmsg %2 · os pid %3")
                           .arg(QString::fromStdString(info.name),
                                QString::fromStdString(info.version))
                           .arg(info.os_pid));
  statusBar()->addWidget(m_nodeLabel);
  for (QLabel* label :
       {m_processesLabel, m_suspendedLabel, m_droppedLabel, m_costLabel, m_intervalLabel}) {
    statusBar()->addPermanentWidget(label);
  }
}

void MainWindow::connectClient() {
  using models::NodeClient;
  connect(m_client, &NodeClient::viewReady, this, &MainWindow::applyView);
  connect(m_client, &NodeClient::viewReady, m_series, &models::StatisticsSeries::append);
  connect(m_client, &NodeClient::intervalChanged, m_series,
          &models::StatisticsSeries::setInterval);
  connect(m_client, &NodeClient::nodeFailed, this, [this](const genmsg::NodeError& error) {
    m_nodeFailed = true;
    m_strip->showMessage(views::Tone::Error,
                         tr("The node does not answer: %1").arg(models::errorText(error)));
  });
  connect(m_client, &NodeClient::statusReady, m_details,
          &views::ProcessDetailsView::applyStatus);
  connect(m_client, &NodeClient::statusReady, this, &MainWindow::updateTarget);
  connect(m_client, &NodeClient::statusFailed, m_details,
          &views::ProcessDetailsView::applyStatusError);
  connect(m_client, &NodeClient::actionFinished, this, &MainWindow::onActionFinished);
  connect(m_client, &NodeClient::stepReady, this, &MainWindow::onStepped);
  connect(m_watches, &Watches::hit, this, &MainWindow::onWatchHit);
  connect(m_tableModel, &models::ProcessTableModel::viewSpecRequested, m_client,
          &NodeClient::setViewSpec);
}

void MainWindow::connectTrace() {
  using models::NodeClient;
  connect(m_client, &NodeClient::traceReady, this, [this](const models::TraceBatchPtr& batch) {
    m_traceModel->append(*batch);
  });
  connect(m_client, &NodeClient::tracedChanged, this, [this](genmsg::Pid pid, bool traced) {
    m_tracePage->setTraced(pid, processName(pid), traced);
    updateTarget();
  });
  connect(m_tracePage, &views::TracePage::stopRequested, m_client,
          [this](genmsg::Pid pid) { m_client->setTraced(pid, false); });
  connect(m_traceModel, &models::TraceModel::countersChanged, this, [this] {
    m_droppedLabel->setText(tr("dropped %1").arg(
        models::formatCount(m_traceModel->droppedByNode())));
  });
}

void MainWindow::connectActions() {
  connect(m_actions, &Actions::pageChosen, this, &MainWindow::setPage);
  connect(m_actions, &Actions::paletteChosen, this, &MainWindow::applyPaletteChoice);
  connect(m_actions->filter(), &QAction::triggered, this, &MainWindow::startFiltering);
  connect(m_actions->resort(), &QAction::triggered, &m_processPage->table(),
          &views::ProcessTableView::releaseOrder);
  connect(m_actions->backToLive(), &QAction::triggered, m_chartsPage,
          &views::ChartsPage::backToLive);
  connect(m_actions->restoreLayout(), &QAction::triggered, this,
          &MainWindow::restoreDefaultLayout);
  connect(m_actions->about(), &QAction::triggered, this, &MainWindow::showAbout);
  connect(m_actions->shortcuts(), &QAction::triggered, this, &MainWindow::showShortcuts);
  connect(m_actions->quit(), &QAction::triggered, this, &QWidget::close);
}

void MainWindow::connectUpdating() {
  using models::NodeClient;
  connect(m_actions->pause(), &QAction::toggled, m_client, &NodeClient::setPaused);
  connect(m_client, &NodeClient::pausedChanged, this, [this](bool paused) {
    m_actions->pause()->setChecked(paused);
    m_details->setPaused(paused);
    m_intervalLabel->setText(paused ? tr("paused")
                                    : tr("every %1").arg(intervalText(m_client->intervalMs())));
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
    if (!m_client->isPaused()) m_intervalLabel->setText(tr("every %1").arg(intervalText(ms)));
    m_settings.setIntervalMs(ms);
  };
  connect(m_client, &NodeClient::intervalChanged, this, showInterval);
}

void MainWindow::connectProcessActions() {
  using views::ProcessActions;
  connect(m_processActions, &ProcessActions::suspendRequested, m_suspensions,
          &Suspensions::suspend);
  connect(m_processActions, &ProcessActions::resumeRequested, m_suspensions,
          &Suspensions::resume);
  connect(m_processActions, &ProcessActions::traceRequested, m_client,
          &models::NodeClient::setTraced);
  connect(m_processActions, &ProcessActions::stepRequested, m_client, &models::NodeClient::step);
  connect(m_processActions, &ProcessActions::watchRequested, this, &MainWindow::editWatches);
  connect(m_processActions, &ProcessActions::editStateRequested, this, &MainWindow::editState);
  connect(m_processActions, &ProcessActions::showInTableRequested, this, [this](genmsg::Pid pid) {
    setPage(Page::Processes);
    m_processPage->showProcess(pid);
  });
  connect(m_processActions, &ProcessActions::showInTreeRequested, this, [this](genmsg::Pid pid) {
    setPage(Page::Tree);
    m_treePage->showProcess(pid);
  });
}

void MainWindow::connectPages() {
  const auto openDetails = [this](genmsg::Pid pid) {
    selectProcess(pid);
    m_detailsDock->show();
    m_detailsDock->raise();
  };
  connect(m_processPage, &views::ProcessPage::pidSelected, this, &MainWindow::selectProcess);
  connect(m_treePage, &views::TreePage::pidSelected, this, &MainWindow::selectProcess);
  connect(m_processPage, &views::ProcessPage::activatedPid, this, openDetails);
  connect(m_treePage, &views::TreePage::activatedPid, this, openDetails);
  connect(m_details, &views::ProcessDetailsView::pidActivated, this, &MainWindow::selectProcess);
  connect(m_details, &views::ProcessDetailsView::statusRequested, m_client,
          &models::NodeClient::requestStatus);
}

void MainWindow::start() {
  m_client->start();
  m_processPage->table().setFocus();
}

Page MainWindow::page() const { return Page(m_stack->currentIndex()); }

void MainWindow::setPage(Page page) {
  m_stack->setCurrentIndex(static_cast<int>(page));
  m_pageList->setCurrentRow(static_cast<int>(page));
  m_actions->setCurrentPage(page);
  if (const models::NodeViewPtr view = m_client->view()) applyToPage(view);
}

void MainWindow::selectProcess(genmsg::Pid pid) {
  // Another one's name must not stay; the same one's does, even when it has exited meanwhile.
  if (pid != m_selected) m_selectedName.clear();
  m_selected = pid;
  m_selectedName = processName(pid);
  updateTarget();
  m_details->setProcess(pid, m_selectedName);
  // What is known of it; the next snapshot may be far, and while paused there is none.
  if (const models::NodeViewPtr view = m_client->view()) m_details->applyView(view);
  m_treePage->followSelection(pid);
  m_processPage->table().followPid(pid);
}

void MainWindow::applyView(const models::NodeViewPtr& view) {
  if (m_nodeFailed) {
    m_nodeFailed = false;
    m_strip->dismiss();
  }
  m_chartsPage->applyView(view);
  m_traceModel->applyView(view);
  applyToPage(view);
  updateTarget();
  m_details->applyView(view);
  updateStatusBar(*view);
}

/// A page that nobody sees is brought up to date when it is shown.
void MainWindow::applyToPage(const models::NodeViewPtr& view) {
  if (page() == Page::Processes) m_processPage->applyView(view);
  if (page() == Page::Tree) m_treePage->applyView(view);
}

void MainWindow::updateTarget() {
  const models::NodeViewPtr view = m_client->view();
  views::ProcessActions::Target target{.pid = m_selected, .name = m_selectedName};
  if (m_selected && view != nullptr) {
    const std::uint32_t row = view->rowOf(m_selected);
    target.exited = row == models::noRow;
    target.suspended =
        !target.exited && view->process(row).status == genmsg::Status::Suspended;
    target.traced = m_client->isTraced(m_selected);
    // The last one selected may have left its status.
    const genmsg::ProcessStatusPtr status = m_infoModel->status();
    const bool known = status != nullptr && status->pid == m_selected;
    target.stateEditable = !known || status->state_editable;
    target.held = known && target.suspended && status->suspension &&
                  models::isHeld(*status->suspension);
  }
  m_processActions->setTarget(target);
}

QString MainWindow::processName(genmsg::Pid pid) const {
  if (pid == m_selected && !m_selectedName.isEmpty()) return m_selectedName;
  const QString text = models::formatPid(pid);
  const models::NodeViewPtr view = m_client->view();
  const std::uint32_t row = view == nullptr ? models::noRow : view->rowOf(pid);
  if (row == models::noRow) return text;
  const QString name = models::formatAtom(view->process(row).name);
  return (name.isEmpty() ? models::formatAtom(view->process(row).initial_call) : name) +
         QChar::Space + text;
}

void MainWindow::updateStatusBar(const models::NodeView& view) {
  const QLocale locale;
  m_processesLabel->setText(view.totals.processes == 1
                                ? tr("1 process")
                                : tr("%1 processes").arg(locale.toString(view.totals.processes)));
  m_suspendedLabel->setText(tr("%1 suspended").arg(locale.toString(view.totals.suspended)));
  QPalette colors = palette();
  if (view.totals.suspended > 0) {
    colors.setColor(QPalette::WindowText, views::statusColor(colors, genmsg::Status::Suspended));
  }
  m_suspendedLabel->setPalette(colors);
  const auto costNs = static_cast<double>(view.snapshot->cost_ns + view.collectNs);
  //: what the observer's last look at the node took: "snapshot 1.2 ms"
  m_costLabel->setText(tr("snapshot %1 ms").arg(locale.toString(costNs / 1e6, 'f', 1)));
}

void MainWindow::onActionFinished(const models::ActionResult& result) {
  using models::Action;
  const QString name = processName(result.pid);
  if (!result.ok) {
    if (!isSaidElsewhere(result)) {
      const genmsg::NodeError error{result.code, result.message.toStdString()};
      m_strip->showMessage(views::Tone::Error, tr("%1: %2").arg(name, models::errorText(error)));
      const bool isStep = result.action == Action::Step || result.action == Action::Skip;
      m_stepRefusal = isStep ? m_strip->text() : QString();
    }
  } else if (result.action == Action::Suspend) {
    m_strip->showMessage(views::Tone::Good,
                         tr("%1 is suspended. Its mailbox grows until it is resumed.").arg(name));
  } else if (result.action == Action::Resume) {
    m_strip->showMessage(views::Tone::Good, tr("%1 was resumed").arg(name));
  } else if (result.action == Action::ReplaceState) {
    m_strip->showMessage(views::Tone::Good, tr("%1 has a new state").arg(name));
  } else if (result.action == Action::StartTrace && page() != Page::Trace) {
    m_strip->showMessage(views::Tone::Info, tr("%1 is traced").arg(name), tr("Show trace"), this,
                         [this] { setPage(Page::Trace); });
  }
  m_client->refresh();
  if (result.pid == m_selected) m_details->refresh();
}

/// An editor says by itself why it was refused something, if it is still there.
bool MainWindow::isSaidElsewhere(const models::ActionResult& refused) const {
  using models::Action;
  switch (refused.action) {
    case Action::ReplaceState: return stateEdit(refused.pid) != nullptr;
    case Action::Step:
      return stateEdit(refused.pid) != nullptr && stateEdit(refused.pid)->isStepping();
    case Action::Watch:
    case Action::Unwatch: return watchEdit(refused.pid) != nullptr;
    default: return false;
  }
}

void MainWindow::onStepped(genmsg::Pid pid, const genmsg::StepPtr& step) {
  // Of the step before it; nothing else that the strip says is over by this one.
  if (!m_stepRefusal.isEmpty() && m_strip->text() == m_stepRefusal) m_strip->dismiss();
  m_stepRefusal.clear();
  m_details->applyStep(pid, step);
  if (pid != m_selected) return;
  m_detailsDock->show();
  m_detailsDock->raise();
}

void MainWindow::onWatchHit(genmsg::Pid pid, const models::WatchHit& hit) {
  m_strip->showMessage(
      views::Tone::Warning,
      tr("%1 was suspended by the watch `%2`").arg(processName(pid), models::watchText(hit.id)),
      tr("Show"), this, [this, pid] {
        setPage(Page::Processes);
        m_processPage->showProcess(pid);
      });
}

StateEdit* MainWindow::stateEdit(genmsg::Pid pid) const {
  for (StateEdit* edit : findChildren<StateEdit*>()) {
    if (edit->pid() == pid && !edit->isFinished()) return edit;
  }
  return nullptr;
}

void MainWindow::editState(genmsg::Pid pid) {
  if (const StateEdit* edit = stateEdit(pid)) {
    edit->dialog()->raise();
    edit->dialog()->activateWindow();
    return;
  }
  new StateEdit(m_client, m_suspensions, pid, processName(pid), this);
}

WatchEdit* MainWindow::watchEdit(genmsg::Pid pid) const {
  for (WatchEdit* edit : findChildren<WatchEdit*>()) {
    if (edit->pid() == pid && !edit->isFinished()) return edit;
  }
  return nullptr;
}

void MainWindow::editWatches(genmsg::Pid pid) {
  if (const WatchEdit* edit = watchEdit(pid)) {
    edit->dialog()->raise();
    edit->dialog()->activateWindow();
    return;
  }
  new WatchEdit(m_client, m_watches, pid, processName(pid), this);
}

void MainWindow::startFiltering() {
  if (page() == Page::Tree) {
    m_treePage->findBar().startEditing();
    return;
  }
  setPage(Page::Processes);
  m_processPage->filterBar().startEditing();
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
  m_intervalLabel->setText(tr("every %1").arg(intervalText(ms)));
  m_droppedLabel->setText(tr("dropped %1").arg(0));
  setPage(Page(qBound(0, m_settings.page(), pageCount - 1)));
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
  m_settings.setPage(static_cast<int>(page()));
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
  m_processPage->table().restoreDefaultColumns();
  m_treePage->restoreDefaultColumns();
  m_tracePage->restoreDefaultColumns();
}

void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  if (event->type() != QEvent::PaletteChange || m_suspendedLabel == nullptr) return;
  if (const models::NodeViewPtr view = m_client->view()) updateStatusBar(*view);
}

void MainWindow::showEvent(QShowEvent* event) {
  QMainWindow::showEvent(event);
  // Docks have no size to share out before the window is laid out.
  if (!m_shown && m_settings.windowState().isEmpty()) resizeDetails();
  m_shown = true;
}

void MainWindow::closeEvent(QCloseEvent* event) {
  saveSettings();
  QMainWindow::closeEvent(event);
}

}  // namespace app
