// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_page.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include "models/format.h"
#include "models/process_table_model.h"
#include "views/empty_overlay.h"
#include "views/filter_bar.h"
#include "views/icons.h"
#include "views/process_actions.h"
#include "views/process_menu.h"
#include "views/process_table_view.h"

namespace views {

ProcessPage::ProcessPage(models::ProcessTableModel* model, ProcessActions* actions,
                         QWidget* parent)
    : Page(parent),
      m_model(model),
      m_filter(new FilterBar(tr("processes"), this)),
      m_table(new ProcessTableView(this)),
      m_empty(nullptr),
      m_heldBadge(new QToolButton(this)) {
  setObjectName(QStringLiteral("processPage"));
  m_table->setProcessModel(model);
  m_empty = new EmptyOverlay(m_table);
  m_empty->setMessage(tr("Waiting for the first snapshot…"));
  m_filter->setSyntaxHelp(
      tr("<p>Words are looked for in pid, name and initial call.</p>"
         "<p><code>!word</code> excludes · <code>a|b</code> either · "
         "<code>/expression/</code> a regular expression · "
         "<code>mailbox&gt;1000</code> · <code>status:suspended</code> · "
         "<code>init:pool</code> · <code>type:add</code> · <code>restarts&gt;0</code> · "
         "<code>busy&gt;90</code> · <code>age&lt;5m</code> · <code>suspended&gt;1m</code></p>"
         "<p>Also: <code>pid: name: behaviour:</code> and <code>msgs us peak wait size thread "
         "last</code> with <code>&gt; &gt;= &lt; &lt;= = !=</code></p>"));
  setUpBadge();
  setUpMenu(actions);
  connect(m_filter, &FilterBar::filterChanged, model, &models::ProcessTableModel::setFilter);
  connect(m_empty, &EmptyOverlay::buttonClicked, m_filter, &FilterBar::clear);
  connect(m_table, &ProcessTableView::pidSelected, this, &ProcessPage::pidSelected);
  connect(m_table, &ProcessTableView::activatedPid, this, &ProcessPage::activatedPid);
  connect(m_table, &ProcessTableView::selectedPidsChanged, this, &ProcessPage::selectionChanged);

  auto* top = new QHBoxLayout;
  top->addWidget(m_filter, 1);
  top->addWidget(m_heldBadge);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(top);
  layout->addWidget(m_table, 1);
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
  m_filter->setCounts(static_cast<qint64>(view->order.size()), view->totals.processes);
  m_filter->setError(view->filterError);
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

void ProcessPage::restoreDefaultColumns() { m_table->restoreDefaultColumns(); }

void ProcessPage::updateEmptyText(const models::NodeView& view) {
  const QLocale locale;
  if (m_model->rowCount() > 0) {
    m_empty->setMessage(QString());
  } else if (view.totals.processes > 0) {
    m_empty->setMessage(tr("0 of %1 processes match “%2”")
                            .arg(locale.toString(view.totals.processes), view.spec.filter),
                        tr("Clear filter"));
  } else {
    const auto runningNs = view.snapshot->time_ns - view.snapshot->node_start_ns;
    m_empty->setMessage(tr("The runtime started %1 ago and has no processes yet")
                            .arg(models::formatDuration(runningNs)));
  }
}

void ProcessPage::showProcess(genmsg::Pid pid) {
  m_toShow = {};
  if (m_table->selectPid(pid)) return;
  m_toShow = pid;
  m_filter->clear();
}

}  // namespace views
