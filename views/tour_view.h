// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace views {

/// One step of the tour on screen: what to do, whether it is done, and the way on.
/// Threads: GUI thread.
class TourView final : public QFrame {
  Q_OBJECT

 public:
  explicit TourView(QWidget* parent = nullptr);

  /// `number` counts from 1. `button`: what does the step's work by itself; empty for none.
  void showStep(int number, int count, const QString& title, const QString& text,
                const QString& button);
  void setDone(bool done);

 signals:
  void backRequested();
  void nextRequested();
  void endRequested();
  void buttonClicked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void updateDone();

  QLabel* m_title;
  QLabel* m_text;
  QLabel* m_doneIcon;
  QLabel* m_doneText;
  QProgressBar* m_progress;
  QPushButton* m_button;
  QPushButton* m_back;
  QPushButton* m_next;
  QToolButton* m_end;
  bool m_done = false;
  bool m_last = false;
};

/// A frame around a widget that the tour speaks of; follows it, and lets the mouse through.
/// Threads: GUI thread. Ownership: belongs to the window of the widget.
class TourFrame final : public QWidget {
  Q_OBJECT

 public:
  explicit TourFrame(QWidget* window);

  void setTarget(QWidget* target);  // null: none

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void follow();

  QWidget* m_target = nullptr;
};

}  // namespace views
