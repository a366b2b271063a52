// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/status_delegate.h"

#include <QApplication>
#include <QPainter>

#include "models/format.h"
#include "models/roles.h"
#include "views/theme.h"

namespace views {
namespace {

QColor colorOf(const QPalette& palette, models::RowStatus status) {
  switch (status) {
    case models::RowStatus::Running: return statusColor(palette, genmsg::Status::Running);
    case models::RowStatus::Runnable: return statusColor(palette, genmsg::Status::Runnable);
    case models::RowStatus::Waiting: return statusColor(palette, genmsg::Status::Waiting);
    case models::RowStatus::Suspended: return statusColor(palette, genmsg::Status::Suspended);
    case models::RowStatus::Exiting: return statusColor(palette, genmsg::Status::Exiting);
    case models::RowStatus::Exited: return secondaryTextColor(palette);
  }
  return palette.color(QPalette::Text);
}

}  // namespace

void StatusDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
  const QVariant known = index.data(models::StatusRole);
  if (!known.isValid()) return ProcessDelegate::paint(painter, option, index);  // is no process
  QStyleOptionViewItem cell = option;
  initStyleOption(&cell, index);
  const auto status = static_cast<models::RowStatus>(known.toInt());
  const QStyle* style = cell.widget != nullptr ? cell.widget->style() : QApplication::style();
  const QRect area = style->subElementRect(QStyle::SE_ItemViewItemText, &cell, cell.widget);
  cell.text.clear();
  style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);

  const bool selected = cell.state.testFlag(QStyle::State_Selected);
  QFont font = cell.font;
  if (status == models::RowStatus::Suspended) font.setBold(true);
  const QFontMetrics metrics(font);
  const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, cell.widget) + 1;
  const QRect inner = area.adjusted(margin, 0, -margin, 0);
  const int glyphWidth = metrics.height() + 2;
  painter->save();
  painter->setFont(font);
  painter->setPen(selected ? cell.palette.color(QPalette::HighlightedText)
                           : colorOf(cell.palette, status));
  painter->drawText(QRect(inner.left(), inner.top(), glyphWidth, inner.height()),
                    Qt::AlignCenter, models::statusGlyph(status));
  const QRect word = inner.adjusted(glyphWidth + margin, 0, 0, 0);
  painter->drawText(word, Qt::AlignVCenter | Qt::AlignLeft,
                    metrics.elidedText(models::statusWord(status), Qt::ElideRight, word.width()));
  painter->restore();
}

}  // namespace views
