// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_delegate.h"

#include "models/format.h"
#include "models/roles.h"
#include "views/theme.h"

namespace views {

QSize ProcessDelegate::sizeHint(const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
  QSize size = QStyledItemDelegate::sizeHint(option, index);
  size.setHeight(qMax(size.height(), rowHeight(option.fontMetrics)));
  return size;
}

void ProcessDelegate::initStyleOption(QStyleOptionViewItem* option,
                                      const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  const QVariant status = index.data(models::StatusRole);
  if (!status.isValid()) return;
  if (m_selection) {
    const auto pid = index.data(models::PidRole).value<genmsg::Pid>();
    option->state.setFlag(QStyle::State_Selected, m_selection->contains(pid));
  }
  const double newness = index.data(models::NewnessRole).toDouble();
  if (newness > 0) {
    option->backgroundBrush = newRowColor(option->palette, isMotionReduced() ? 1 : newness);
  }
  switch (static_cast<models::RowStatus>(status.toInt())) {
    case models::RowStatus::Suspended:
      option->backgroundBrush = toneSurface(option->palette, Tone::Warning);
      break;
    case models::RowStatus::Exited:
      option->font.setItalic(true);
      option->palette.setColor(QPalette::Text, secondaryTextColor(option->palette));
      break;
    default: break;
  }
}

}  // namespace views
