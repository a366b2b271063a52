// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace views {

/// One line of a legend: the line itself, its name and its latest value. Unchecked it is grey, and
/// its line is not drawn.
/// Threads: GUI thread.
class LegendEntry final : public QAbstractButton {
  Q_OBJECT

 public:
  LegendEntry(int index, const QString& name, QWidget* parent);

  static int heightOf(const QFontMetrics& metrics) { return metrics.height() + 4; }
  void setValue(const QString& value);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int m_index;
  QString m_value;
};

}  // namespace views
