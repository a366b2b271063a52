// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/status_bar.h"

#include <QEvent>
#include <QLabel>
#include <QLocale>

#include "app/actions.h"
#include "genmsg/observe/node.h"
#include "models/format.h"
#include "views/theme.h"

namespace app {

StatusBar::StatusBar(const genmsg::NodeInfo& node, QWidget* parent) : QStatusBar(parent) {
  QLabel* name = add("nodeLabel", tr("The node that is looked at"));
  name->setText(tr("%1 · genmsg %2 · os pid %3")
                    .arg(QString::fromStdString(node.name), QString::fromStdString(node.version))
                    .arg(node.os_pid));
  // As much of it as there is room for.
  name->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  name->setToolTip(name->toolTip() + u'\n' + name->text());
  addWidget(name, 1);
  m_processes = add("processesLabel", tr("Processes alive"));
  m_suspended = add("suspendedLabel", tr("Processes suspended by sys:suspend"));
  m_dropped = add("droppedLabel", tr("Trace events lost because they came too fast; exact"));
  m_cost = add("costLabel", tr("What the last snapshot and its sorting took; "
                               "the processes do not wait for it"));
  m_interval = add("intervalLabel", tr("Interval between snapshots"));
  for (QLabel* label : {m_processes, m_suspended, m_dropped, m_cost, m_interval}) {
    addPermanentWidget(label);
  }
  setDropped(0);
}

QLabel* StatusBar::add(const char* name, const QString& toolTip) {
  auto* label = new QLabel(this);
  label->setObjectName(QLatin1String(name));
  label->setTextFormat(Qt::PlainText);
  label->setToolTip(toolTip);
  const int gap = fontMetrics().averageCharWidth();
  label->setContentsMargins(gap, 0, gap, 0);
  return label;
}

void StatusBar::applyView(const models::NodeViewPtr& view) {
  const QLocale locale;
  const models::NodeTotals& totals = view->totals;
  m_processes->setText(totals.processes == 1
                           ? tr("1 process")
                           : tr("%1 processes").arg(locale.toString(totals.processes)));
  m_suspended->setText(tr("%1 suspended").arg(locale.toString(totals.suspended)));
  m_suspendedCount = totals.suspended;
  colorSuspended();
  const auto costNs = static_cast<double>(view->snapshot->cost_ns + view->collectNs);
  //: what the observer's last look at the node took: "snapshot 1.2 ms"
  m_cost->setText(tr("snapshot %1 ms").arg(locale.toString(costNs / 1e6, 'f', 1)));
}

void StatusBar::setDropped(std::uint64_t events) {
  m_dropped->setText(tr("dropped %1").arg(models::formatCount(events)));
}

void StatusBar::setInterval(int intervalMs, bool paused) {
  m_interval->setText(paused ? tr("paused") : tr("every %1").arg(intervalText(intervalMs)));
}

void StatusBar::colorSuspended() {
  QPalette colors = palette();
  if (m_suspendedCount > 0) {
    colors.setColor(QPalette::WindowText, views::statusColor(colors, genmsg::Status::Suspended));
  }
  m_suspended->setPalette(colors);
}

void StatusBar::changeEvent(QEvent* event) {
  QStatusBar::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) colorSuspended();
}

}  // namespace app
