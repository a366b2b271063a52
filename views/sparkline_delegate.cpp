// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sparkline_delegate.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "models/mailbox_history.h"
#include "models/roles.h"
#include "views/theme.h"

namespace views {
namespace {

QPainterPath pathOf(const models::MailboxTrend& trend, const QRectF& area) {
  const auto most = static_cast<qreal>(std::max(1, *std::max_element(trend.begin(), trend.end())));
  const qreal step = area.width() / static_cast<qreal>(std::max<qsizetype>(trend.size() - 1, 1));
  QPainterPath path;
  bool drawing = false;
  for (qsizetype i = 0; i < trend.size(); ++i) {
    const qint32 value = trend[i];
    if (value < 0) {
      drawing = false;
      continue;
    }
    const QPointF point(area.left() + step * static_cast<qreal>(i),
                        area.bottom() - area.height() * value / most);
    if (drawing) {
      path.lineTo(point);
    } else {
      path.moveTo(point - QPointF(step / 2, 0));  // or a single one would be no line
      path.lineTo(point);
    }
    drawing = true;
  }
  return path;
}

}  // namespace

void SparklineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
  ProcessDelegate::paint(painter, option, index);
  const auto trend = index.data(models::TrendRole).value<models::MailboxTrend>();
  if (trend.isEmpty()) return;
  QStyleOptionViewItem cell = option;
  initStyleOption(&cell, index);
  const bool selected = cell.state.testFlag(QStyle::State_Selected);
  const qreal margin = qMax(2, cell.rect.height() / 6);
  const QRectF area = QRectF(cell.rect).adjusted(margin, margin, -margin, -margin);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(QPen(selected ? cell.palette.color(QPalette::HighlightedText)
                                : seriesColor(cell.palette, 0),
                       1.2));
  painter->setClipRect(cell.rect);
  painter->drawPath(pathOf(trend, area));
  painter->restore();
}

}  // namespace views
