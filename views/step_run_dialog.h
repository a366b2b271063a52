// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "views/theme.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace views {

class MessageStrip;

/// Asks how many messages a suspended process is to handle, one after the other, and shows how far
/// it is. It steps nothing itself.
/// Threads: GUI thread.
class StepRunDialog final : public QDialog {
  Q_OBJECT

 public:
  static constexpr int mostSteps = 10'000;

  StepRunDialog(const QString& processName, QWidget* parent = nullptr);

  void showStarted(int count);
  /// `done` of them; `summary` is of the last: "Handled {add,2}".
  void showStep(int done, const QString& summary);
  /// Why it is over.
  void showEnd(Tone tone, const QString& text);

 signals:
  void startRequested(int count);
  void cancelRequested();

 private:
  void setRunning(bool running);

  QSpinBox* m_count;
  QProgressBar* m_bar;
  QLabel* m_last;
  MessageStrip* m_strip;
  QPushButton* m_start = nullptr;
  QPushButton* m_cancel = nullptr;
};

}  // namespace views
