// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/alarm_delegate.h"

#include "models/alarm_counts.h"
#include "models/roles.h"
#include "views/icons.h"

namespace views {
namespace {

IconId iconOf(models::AlarmLevel level) {
  switch (level) {
    case models::AlarmLevel::Info: return IconId::Info;
    case models::AlarmLevel::Warning: return IconId::Warning;
    case models::AlarmLevel::Error: return IconId::Error;
  }
  return IconId::Info;
}

}  // namespace

void AlarmDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  ProcessDelegate::initStyleOption(option, index);
  const QVariant level = index.data(models::AlarmLevelRole);
  if (!level.isValid()) return;
  option->features |= QStyleOptionViewItem::HasDecoration;
  option->icon = icon(iconOf(static_cast<models::AlarmLevel>(level.toInt())));
  const int side = option->fontMetrics.height();
  option->decorationSize = QSize(side, side);
}

}  // namespace views
