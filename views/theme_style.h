// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace views {

/// Fusion, in which a tool button that is down looks so in the dark palette, too: there Fusion's
/// shade of it can hardly be told from one that is up.
/// Threads: GUI thread.
class ThemeStyle final : public QProxyStyle {
  Q_OBJECT

 public:
  ThemeStyle() : QProxyStyle(QStringLiteral("fusion")) {}

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
};

}  // namespace views
