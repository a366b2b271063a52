// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_page.h"

#include <QAction>
#include <QHBoxLayout>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QStackedWidget>
#include <QTableView>
#include <QLocale>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "models/format.h"
#include "models/group_model.h"
#include "models/process_table_model.h"
#include "views/empty_overlay.h"
#include "views/action_text.h"
#include "views/filter_bar.h"
#include "views/find_bar.h"
#include "views/go_to_dialog.h"
#include "views/icons.h"
#include "views/process_actions.h"
#include "views/process_menu.h"
#include "views/process_table_view.h"
#include "views/theme.h"
#include "views/view_state.h"

namespace views {
namespace {

QString groupKey() { return QStringLiteral("processTable/groupBy"); }

}  // namespace

ProcessPage::ProcessPage(models::ProcessTableModel* model, ProcessActions* actions,
                         QWidget* parent)
    : Page(parent),
      m_model(model),
      m_filter(new FilterBar(tr("processes"), this)),
      m_find(new FindBar(this)),
      m_table(new ProcessTableView(this)),
      m_empty(nullptr),
      m_heldBadge(new QToolButton(this)),
      m_groupBox(new QComboBox(this)),
      m_groupModel(new models::GroupModel(this)),
      m_groupTable(new QTableView(this)),
      m_stack(new QStackedWidget(this)),
      m_groupEmpty(new EmptyOverlay(m_groupTable)) {
  setObjectName(QStringLiteral("processPage"));
  m_table->setProcessModel(model);
  m_empty = new EmptyOverlay(m_table);
  m_empty->setMessage(tr("Waiting for the first snapshot…"));
  m_filter->setSyntaxHelp(
      tr("<p>Words are looked for in pid, name and initial call.</p>"
         "<p><code>!word</code> excludes · <code>a|b</code> either · "
         "<code>/expression/</code> a regular expression · "
         "<code>mailbox&gt;1k</code> · <code>status:suspended</code> · "
         "<code>init:pool</code> · <code>type:add</code> · <code>restarts&gt;0</code> · "
         "<code>supervisor:pool</code> · <code>busy&gt;90</code> · <code>age&lt;5m</code> · <code>suspended&gt;1m</code></p>"
         "<p>Also: <code>pid: name: behaviour:</code> and <code>msgs us peak wait size thread "
         "last</code> with <code>&gt; &gt;= &lt; &lt;= = !=</code></p>"));
  m_filter->setMemory(QStringLiteral("processes"));
  setUpBadge();
  setUpMenu(actions);
  setUpSwitches();
  setUpFinding();
  setUpGroups();
  connect(m_filter, &FilterBar::filterChanged, model, &models::ProcessTableModel::setFilter);
  connect(m_empty, &EmptyOverlay::buttonClicked, m_filter, &FilterBar::clear);
  connect(m_groupEmpty, &EmptyOverlay::buttonClicked, m_filter, &FilterBar::clear);
  connect(m_table, &ProcessTableView::pidSelected, this, &ProcessPage::pidSelected);
  connect(m_table, &ProcessTableView::activatedPid, this, &ProcessPage::activatedPid);
  connect(m_table, &ProcessTableView::selectedPidsChanged, this, &ProcessPage::selectionChanged);

  auto* top = new QHBoxLayout;
  top->addWidget(m_filter, 1);
  top->addWidget(m_groupBox);
  top->addWidget(m_heldBadge);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(top);
  layout->addWidget(m_find);
  layout->addWidget(m_stack, 1);
}

void ProcessPage::setUpGroups() {
  m_groupBox->setObjectName(QStringLiteral("groupBox"));
  m_groupBox->setAccessibleName(tr("Group processes by"));
  m_groupBox->setToolTip(tr("One row for each group, with sums, largest and 99th percentile"));
  m_groupBox->addItem(tr("Not grouped"));
  m_groupBox->addItem(tr("By initial call"));
  m_groupBox->addItem(tr("By supervisor"));
  m_groupBox->addItem(tr("By status"));
  connect(m_groupBox, &QComboBox::currentIndexChanged, this, &ProcessPage::showGroupsOf);
  m_groupTable->setObjectName(QStringLiteral("groupTable"));
  m_groupTable->setAccessibleName(tr("Groups of processes"));
  m_groupTable->setModel(m_groupModel);
  m_groupTable->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_groupTable->setSelectionMode(QAbstractItemView::SingleSelection);
  m_groupTable->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_groupTable->setTabKeyNavigation(false);
  m_groupTable->setShowGrid(false);
  m_groupTable->setWordWrap(false);
  m_groupTable->setTextElideMode(Qt::ElideMiddle);
  m_groupTable->verticalHeader()->hide();
  m_groupTable->verticalHeader()->setDefaultSectionSize(rowHeight(fontMetrics()));
  QHeaderView* header = m_groupTable->horizontalHeader();
  header->setObjectName(QStringLiteral("groupTableHeader"));
  header->setHighlightSections(false);
  header->resizeSection(models::GroupModel::Group, fontMetrics().averageCharWidth() * 40);
  m_groupTable->setSortingEnabled(true);
  m_groupTable->sortByColumn(models::GroupModel::MailboxSum, Qt::DescendingOrder);
  connect(m_groupTable, &QAbstractItemView::activated, this, &ProcessPage::enterGroup);
  m_stack->addWidget(m_table);
  m_stack->addWidget(m_groupTable);
  m_groupBox->setCurrentIndex(qBound(0, viewValue(groupKey(), 0).toInt(), m_groupBox->count() - 1));
}

// `choice`: the index in the box, which is in the order of GroupBy.
void ProcessPage::showGroupsOf(int choice) {
  m_model->setGroupBy(static_cast<models::GroupBy>(choice));
  QWidget* const shown = choice == 0 ? static_cast<QWidget*>(m_table) : m_groupTable;
  m_stack->setCurrentWidget(shown);
  setViewValue(groupKey(), choice);
}

// The processes of a group: as a filter, so that it is clear what is left out, and can be saved.
void ProcessPage::enterGroup(const QModelIndex& index) {
  const QString clause = m_groupModel->filterOf(index.row());
  if (clause.isEmpty()) return;
  m_groupBox->setCurrentIndex(0);
  const QString before = m_filter->text().trimmed();
  m_filter->setText(before.isEmpty() ? clause : QString(before + u' ' + clause));
  m_table->setFocus();
}

void ProcessPage::setUpSwitches() {
  QAction* newness = makeSwitch("highlightNewAction", tr("Tint new processes"),
                                tr("For 2 s after their start"), true);
  connect(newness, &QAction::toggled, m_model, &models::ProcessTableModel::setNewnessShown);
  m_model->setNewnessShown(newness->isChecked());
  QAction* exited = makeSwitch("keepExitedAction", tr("Keep exited processes"),
                               tr("In grey, for 10 s after their exit"), true);
  connect(exited, &QAction::toggled, m_model, &models::ProcessTableModel::setKeepsExited);
  m_model->setKeepsExited(exited->isChecked());
  m_reducedMotion = makeSwitch("reducedMotionAction", tr("Reduced motion"),
                               tr("Nothing fades or flashes"), false);
  const auto reduceMotion = [this](bool reduced) {
    setMotionReduced(*qApp, reduced);
    m_table->viewport()->update();
  };
  connect(m_reducedMotion, &QAction::toggled, this, reduceMotion);
  reduceMotion(m_reducedMotion->isChecked());
  auto* columns = new QAction(tr("Columns…"), this);
  columns->setObjectName(QStringLiteral("columnsAction"));
  describeAction(*columns, tr("Choose, save and restore the columns of the process table"));
  connect(columns, &QAction::triggered, m_table, &ProcessTableView::showColumnMenuAtHeader);
  m_viewActions = {columns, newness, exited, m_reducedMotion};
}

QAction* ProcessPage::makeSwitch(const char* name, const QString& text, const QString& toolTip,
                                 bool otherwise) {
  auto* action = new QAction(text, this);
  action->setObjectName(QLatin1String(name));
  describeAction(*action, toolTip);
  action->setCheckable(true);
  const QString key = QStringLiteral("processTable/") + QLatin1String(name);
  action->setChecked(viewValue(key, otherwise).toBool());
  action->setData(otherwise);
  connect(action, &QAction::toggled, this, [key](bool on) { setViewValue(key, on); });
  return action;
}

QAction* ProcessPage::makeFinder(const char* name, const QString& text, const QKeySequence& key) {
  auto* action = new QAction(text, this);
  action->setObjectName(QLatin1String(name));
  action->setShortcut(key);
  action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  describeAction(*action, QString(text).remove(u'&'));
  addAction(action);
  m_findActions << action;
  return action;
}

void ProcessPage::setUpFinding() {
  connect(makeFinder("findNextAction", tr("Find next"), Qt::Key_F3), &QAction::triggered, this,
          [this] { find(1); });
  connect(makeFinder("findPreviousAction", tr("Find previous"), Qt::SHIFT | Qt::Key_F3),
          &QAction::triggered, this, [this] { find(-1); });
  QAction* goTo = makeFinder("goToAction", tr("Go to process…"), Qt::CTRL | Qt::Key_G);
  goTo->setShortcutContext(Qt::WindowShortcut);
  connect(goTo, &QAction::triggered, this, &ProcessPage::askWhereToGo);
  connect(m_find, &FindBar::findRequested, this, &ProcessPage::find);
  connect(m_find, &FindBar::closed, m_table, qOverload<>(&QWidget::setFocus));
}

void ProcessPage::find(int step) {
  if (m_find->text().trimmed().isEmpty()) return m_find->startEditing();
  auto filter = models::Filter::parse(m_find->text());
  if (!filter) return m_find->setMessage(filter.error().message);
  m_find->setMessage(QString());
  m_table->holdOrder();
  const int current = m_table->currentIndex().row();
  const int before = step > 0 ? -1 : m_model->rowCount();
  const bool isUnderWay = m_search.has_value();
  m_search = Search{*std::move(filter), (current < 0 ? before : current) + step, step,
                    m_model->rowCount()};
  if (!isUnderWay) searchOn();
}

// A slice of the rows, so that the window goes on while there are a million.
void ProcessPage::searchOn() {
  constexpr int slice = 10'000;
  if (!m_search) return;
  const int rows = m_model->rowCount();
  if (m_search->left <= 0 || rows == 0) {
    m_search.reset();
    return m_find->setMessage(tr("not found"));
  }
  if (m_search->at < 0) m_search->at = rows - 1;
  if (m_search->at >= rows) m_search->at = 0;
  const int found =
      m_model->findRow(m_search->filter, m_search->at, m_search->step, slice);
  if (found >= 0) {
    m_search.reset();
    m_table->selectPid(m_model->pidAt(found));
    return;
  }
  const int toTheEnd = m_search->step > 0 ? rows - m_search->at : m_search->at + 1;
  const int looked = qMin(slice, toTheEnd);
  m_search->left -= looked;
  m_search->at += m_search->step * looked;
  QTimer::singleShot(0, this, &ProcessPage::searchOn);
}

void ProcessPage::askWhereToGo() {
  auto* dialog = new GoToDialog([this] { return m_model->view(); }, window());
  connect(dialog, &GoToDialog::chosen, this, [this](genmsg::Pid pid) {
    showProcess(pid);
    m_table->setFocus();
  });
  dialog->open();
}

void ProcessPage::setUpBadge() {
  m_heldBadge->setObjectName(QStringLiteral("orderHeldBadge"));
  m_heldBadge->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  m_heldBadge->setIcon(icon(IconId::Pause));
  m_heldBadge->setText(tr("Order frozen – Shift+F5 to re-sort"));
  m_heldBadge->setToolTip(
      tr("Rows stay where they are while you work on them; values move on (Shift+F5)"));
  m_heldBadge->setAccessibleName(tr("Order frozen: re-sort now"));
  m_heldBadge->setAutoRaise(true);
  QSizePolicy keepRoom = m_heldBadge->sizePolicy();
  keepRoom.setRetainSizeWhenHidden(true);
  m_heldBadge->setSizePolicy(keepRoom);
  m_heldBadge->hide();
  connect(m_heldBadge, &QToolButton::clicked, m_table, &ProcessTableView::releaseOrder);
  connect(m_table, &ProcessTableView::orderHeldChanged, m_heldBadge, &QWidget::setVisible);
}

void ProcessPage::setUpMenu(ProcessActions* actions) {
  connect(m_table, &QWidget::customContextMenuRequested, this,
          [this, actions](const QPoint& position) {
            if (!m_table->indexAt(position).isValid()) return;
            m_table->holdOrder();
            showProcessMenu(*actions, {actions->showInTable()}, m_table,
                            m_table->viewport()->mapToGlobal(position));
          });
}

void ProcessPage::applyView(const models::NodeViewPtr& view) {
  m_model->applyView(view);
  m_groupModel->applyView(view);
  m_filter->setCounts(static_cast<qint64>(view->order.size()) - view->exitedShown,
                      view->totals.processes);
  m_filter->setError(view->filterError.isEmpty()
                         ? QString()
                         : tr("%1; showing the last valid filter").arg(view->filterError));
  updateEmptyText(*view);
  if (!m_table->currentIndex().isValid()) m_table->followPid(m_table->selectedPid());
  if (m_toShow && m_table->selectPid(m_toShow)) m_toShow = {};
}

bool ProcessPage::startFinding() {
  m_filter->startEditing();
  return true;
}

std::vector<genmsg::Pid> ProcessPage::selectedPids() const { return m_table->selectedPids(); }

qsizetype ProcessPage::selectedCount() const { return m_table->selectedCount(); }

void ProcessPage::restoreDefaultColumns() {
  m_table->restoreDefaultColumns();
  m_groupBox->setCurrentIndex(0);
  for (QAction* action : m_viewActions) {
    if (action->isCheckable()) action->setChecked(action->data().toBool());
  }
}

void ProcessPage::sayWhyEmpty(const QString& text, const QString& button) {
  m_empty->setMessage(text, button);
  m_groupEmpty->setMessage(text, button);
}

void ProcessPage::updateEmptyText(const models::NodeView& view) {
  const QLocale locale;
  if (m_model->rowCount() > 0) {
    sayWhyEmpty(QString());
  } else if (view.totals.processes > 0) {
    sayWhyEmpty(tr("0 of %1 processes match “%2”")
                    .arg(locale.toString(view.totals.processes), view.spec.filter),
                tr("Clear filter"));
  } else {
    const auto runningNs = view.snapshot->time_ns - view.snapshot->node_start_ns;
    sayWhyEmpty(tr("The runtime started %1 ago and has no processes yet")
                    .arg(models::formatDuration(runningNs)));
  }
}

void ProcessPage::showProcess(genmsg::Pid pid) {
  m_groupBox->setCurrentIndex(0);
  m_toShow = {};
  if (m_table->selectPid(pid)) return;
  m_toShow = pid;
  m_filter->clear();
}

}  // namespace views
