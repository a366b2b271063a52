// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "views/theme.h"

class QLabel;
class QToolButton;

namespace views {

/// One line below the content that says what is wrong now: "3 growing mailboxes · 1 suspended too
/// long [Show]". Hidden while nothing is.
/// Threads: GUI thread.
class AlarmStrip final : public QFrame {
  Q_OBJECT

 public:
  explicit AlarmStrip(QWidget* parent = nullptr);

  /// An empty text hides it.
  void setAlarms(const QString& text, Tone tone);
  QString text() const;

 signals:
  void showRequested();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void applyTheme();

  QLabel* m_icon;
  QLabel* m_text;
  QToolButton* m_show;
  Tone m_tone = Tone::Warning;
  bool m_applyingTheme = false;
};

}  // namespace views
