// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/share_bar_delegate.h"

#include <QApplication>
#include <QPainter>
#include <algorithm>

#include "models/roles.h"
#include "views/theme.h"

namespace views {

void ShareBarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
  QStyleOptionViewItem item = option;
  initStyleOption(&item, index);
  const QString text = item.text;
  item.text.clear();
  const QStyle* style = item.widget != nullptr ? item.widget->style() : QApplication::style();
  style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
  const double share = std::clamp(index.data(models::RawValueRole).toDouble(), 0.0, 1.0);
  const int numberWidth = item.fontMetrics.horizontalAdvance(QStringLiteral("100.0 %")) + 8;
  QRect bar = item.rect.adjusted(4, 3, -numberWidth, -3);
  const int width = bar.width();
  bar.setWidth(std::max(share > 0 ? 1 : 0, static_cast<int>(width * share)));
  painter->fillRect(bar, seriesColor(item.palette, 0));
  const auto role = item.state.testFlag(QStyle::State_Selected) ? QPalette::HighlightedText
                                                                : QPalette::Text;
  painter->setPen(item.palette.color(role));
  painter->setFont(monospaced(item.font));
  painter->drawText(item.rect.adjusted(0, 0, -4, 0), Qt::AlignRight | Qt::AlignVCenter, text);
}

}  // namespace views
