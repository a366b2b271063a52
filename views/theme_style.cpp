// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme_style.h"

#include <QPainter>
#include <QStyleOption>

#include "views/theme.h"

namespace views {

void ThemeStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                               QPainter* painter, const QWidget* widget) const {
  QProxyStyle::drawPrimitive(element, option, painter, widget);
  const bool isTool = element == PE_PanelButtonTool;
  if (!isTool || !option->state.testFlag(State_On)) return;
  constexpr qreal radius = 2.5;
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(QPen(checkedColor(option->palette), 1.5));
  painter->setBrush(checkedSurface(option->palette));
  painter->drawRoundedRect(QRectF(option->rect).adjusted(1, 1, -1, -1), radius, radius);
  painter->restore();
}

}  // namespace views
