// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QProgressBar;
class QTimer;
class QToolButton;

namespace views {

/// One line below the content that says how far something is which takes its time, with a button
/// that ends it. Hidden until it has taken showAfterMs: what is done at once needs no bar.
/// Threads: GUI thread.
class ProgressStrip final : public QFrame {
  Q_OBJECT

 public:
  static constexpr int showAfterMs = 300;

  explicit ProgressStrip(QWidget* parent = nullptr);

  void begin(const QString& text, int maximum);
  void setValue(int value);
  void end();

 signals:
  void cancelled();

 private:
  QLabel* m_text;
  QProgressBar* m_bar;
  QToolButton* m_cancel;
  QTimer* m_show;
};

}  // namespace views
