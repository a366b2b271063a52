// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/process_delegate.h"

namespace views {

/// A number in monospaced digits. With Heat its background warms with its size, on a logarithmic
/// scale: 10 is a hint, 100 000 the full colour.
/// Threads: GUI thread.
class ValueBarDelegate final : public ProcessDelegate {
  Q_OBJECT

 public:
  enum class Background { Plain, Heat };
  static constexpr double hottest = 100'000;

  explicit ValueBarDelegate(Background background, QObject* parent = nullptr);

  /// 0 for nothing, 1 from `hottest` on.
  static double heatOf(double value);

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

 private:
  Background m_background;
};

}  // namespace views
