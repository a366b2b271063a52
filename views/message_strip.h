// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <functional>

#include "views/theme.h"

class QLabel;
class QTimer;
class QToolButton;

namespace views {

/// One line below the content that says what an action did or why it did not: never a dialog that
/// takes the keyboard away. Good and Info leave by themselves, Warning and Error stay until closed
/// or replaced. Hidden while it has nothing to say.
/// Threads: GUI thread.
class MessageStrip final : public QFrame {
  Q_OBJECT

 public:
  static constexpr int leaveAfterMs = 6000;

  explicit MessageStrip(QWidget* parent = nullptr);

  void showMessage(Tone tone, const QString& text);
  /// With a button; `act` runs in the context of `context` and closes the strip.
  void showMessage(Tone tone, const QString& text, const QString& buttonText, QObject* context,
                   std::function<void()> act);
  void dismiss();
  QString text() const;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void applyTheme();

  QLabel* m_icon;
  QLabel* m_text;
  QToolButton* m_action;
  QToolButton* m_close;
  QTimer* m_leave;
  Tone m_tone = Tone::Info;
  bool m_applyingTheme = false;
};

}  // namespace views
