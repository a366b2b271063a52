// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/value_bar_delegate.h"

#include <algorithm>
#include <cmath>

#include "models/roles.h"
#include "views/theme.h"

namespace views {

ValueBarDelegate::ValueBarDelegate(Background background, QObject* parent)
    : ProcessDelegate(parent), m_background(background) {}

double ValueBarDelegate::heatOf(double value) {
  if (!(value > 0)) return 0;
  // The power keeps a few messages calm: they are no reason to look.
  return std::min(1.0, std::pow(std::log1p(value) / std::log1p(hottest), 1.7));
}

void ValueBarDelegate::initStyleOption(QStyleOptionViewItem* option,
                                       const QModelIndex& index) const {
  ProcessDelegate::initStyleOption(option, index);
  const bool italic = option->font.italic();
  option->font = monospaced(option->font);
  option->font.setItalic(italic);
  option->fontMetrics = QFontMetrics(option->font);
  if (m_background == Background::Plain) return;
  const double heat = heatOf(index.data(models::RawValueRole).toDouble());
  if (heat > 0) option->backgroundBrush = heatColor(option->palette, heat);
}

}  // namespace views
