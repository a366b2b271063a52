// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/chart_legend.h"

#include <QAction>
#include <QEvent>
#include <QPainter>

#include "views/theme.h"

namespace views {
namespace {

constexpr int valueCharacters = 7;

}  // namespace

ChartLegend::ChartLegend(QWidget* parent) : QToolBar(parent) {
  setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  setMovable(false);
  setFloatable(false);
  const int side = fontMetrics().height();
  setIconSize({side, side});
  setContextMenuPolicy(Qt::PreventContextMenu);
  setAccessibleName(tr("Lines of the chart"));
}

void ChartLegend::addEntry(const QString& name) {
  const int index = static_cast<int>(m_entries.size());
  QAction* action = addAction(name);
  action->setCheckable(true);
  action->setChecked(true);
  action->setToolTip(tr("Show or hide “%1”").arg(name));
  connect(action, &QAction::toggled, this, [this, index](bool visible) {
    m_entries[index].action->setIcon(swatch(index));
    emit entryToggled(index, visible);
  });
  m_entries.append({action, name});
  action->setIcon(swatch(index));
  setValue(index, QString());
}

void ChartLegend::setValue(int index, const QString& value) {
  // Figure spaces keep the width, so that the entries do not move with each sample.
  const QString padded = value.rightJustified(valueCharacters, QChar(0x2007));
  m_entries[index].action->setText(m_entries[index].name + QChar::Space + padded);
}

bool ChartLegend::isChecked(int index) const { return m_entries[index].action->isChecked(); }

void ChartLegend::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) refreshIcons();
  QToolBar::changeEvent(event);
}

QIcon ChartLegend::swatch(int index) const {
  const QSize size = iconSize();
  QPixmap pixmap(size * devicePixelRatioF());
  pixmap.setDevicePixelRatio(devicePixelRatioF());
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  const bool shown = m_entries[index].action->isChecked();
  const QColor color = shown ? seriesColor(palette(), index) : hairlineColor(palette());
  painter.setPen(QPen(color, 2.5, seriesPenStyle(index), Qt::FlatCap));
  const double middle = size.height() / 2.0;
  painter.drawLine(QPointF(1, middle), QPointF(size.width() - 1, middle));
  return QIcon(pixmap);
}

void ChartLegend::refreshIcons() {
  for (int i = 0; i < m_entries.size(); ++i) m_entries[i].action->setIcon(swatch(i));
}

}  // namespace views
