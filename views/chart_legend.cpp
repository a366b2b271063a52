// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/chart_legend.h"

#include "views/legend_entry.h"

namespace views {

ChartLegend::ChartLegend(QWidget* parent) : QWidget(parent) {
  // Not fixed: that would be the height of one row, whatever the width.
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setAccessibleName(tr("Lines of the chart"));
}

void ChartLegend::addEntry(const QString& name) {
  const int index = static_cast<int>(m_entries.size());
  auto* entry = new LegendEntry(index, name, this);
  entry->setObjectName(QStringLiteral("legendEntry%1").arg(index));
  connect(entry, &QAbstractButton::toggled, this,
          [this, index](bool visible) { emit entryToggled(index, visible); });
  m_entries.append(entry);
  entry->show();
  arrange(width(), true);
  updateGeometry();
}

void ChartLegend::clear() {
  qDeleteAll(m_entries);
  m_entries.clear();
  updateGeometry();
}

void ChartLegend::setValue(int index, const QString& value) { m_entries[index]->setValue(value); }

int ChartLegend::heightForWidth(int width) const { return arrange(width, false); }

QSize ChartLegend::sizeHint() const {
  int width = 0;
  for (const LegendEntry* entry : m_entries) width += entry->sizeHint().width();
  return {width, arrange(width, false)};
}

QSize ChartLegend::minimumSizeHint() const {
  return m_entries.isEmpty() ? QSize() : m_entries.first()->sizeHint();
}

void ChartLegend::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange(width(), true);
}

int ChartLegend::arrange(int width, bool place) const {
  int x = 0;
  int y = 0;
  int rowHeight = 0;
  for (LegendEntry* entry : m_entries) {
    const QSize size = entry->sizeHint();
    if (x > 0 && x + size.width() > width) {
      x = 0;
      y += rowHeight;
    }
    if (place) entry->setGeometry(QRect(QPoint(x, y), size));
    x += size.width();
    rowHeight = qMax(rowHeight, size.height());
  }
  return y + rowHeight;
}

}  // namespace views
