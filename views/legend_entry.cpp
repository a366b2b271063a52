// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/legend_entry.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOptionFocusRect>

#include "views/theme.h"

namespace views {
namespace {

constexpr int valueCharacters = 7;  // room for them is kept, so that the entries stand still
constexpr double lineWidth = 2.5;

}  // namespace

LegendEntry::LegendEntry(int index, const QString& name, QWidget* parent)
    : QAbstractButton(parent), m_index(index) {
  setText(name);
  setCheckable(true);
  setChecked(true);
  setCursor(Qt::PointingHandCursor);
  setFocusPolicy(Qt::TabFocus);
  setToolTip(tr("Show or hide “%1”").arg(name));
  setAccessibleName(name);
}

void LegendEntry::setValue(const QString& value) {
  if (value == m_value) return;
  m_value = value;
  setAccessibleDescription(value);
  update();
}

QSize LegendEntry::sizeHint() const {
  const QFontMetrics metrics = fontMetrics();
  const int digit = metrics.horizontalAdvance(QLatin1Char('0'));
  const int width = metrics.height() + metrics.horizontalAdvance(text()) + digit * valueCharacters +
                    metrics.averageCharWidth() * 3;
  return {width, heightOf(metrics)};
}

void LegendEntry::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const QFontMetrics metrics = fontMetrics();
  const int gap = metrics.averageCharWidth();
  const QColor grey = secondaryTextColor(palette());
  const QColor line = isChecked() ? seriesColor(palette(), m_index) : hairlineColor(palette());
  painter.setPen(QPen(line, lineWidth, seriesPenStyle(m_index), Qt::FlatCap));
  const double middle = height() / 2.0;
  painter.drawLine(QPointF(gap / 2.0, middle), QPointF(metrics.height() + gap / 2.0, middle));
  QRect rest = rect().adjusted(metrics.height() + gap + gap / 2, 0, -gap, 0);
  painter.setPen(isChecked() ? palette().color(QPalette::WindowText) : grey);
  painter.drawText(rest, Qt::AlignVCenter | Qt::AlignLeft, text());
  if (isChecked()) {
    painter.drawText(rest.adjusted(metrics.horizontalAdvance(text()) + gap, 0, 0, 0),
                     Qt::AlignVCenter | Qt::AlignLeft, m_value);
  }
  if (!hasFocus()) return;
  QStyleOptionFocusRect focus;
  focus.initFrom(this);
  style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, this);
}

}  // namespace views
