// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAbstractScrollArea;
class QLabel;
class QPushButton;

namespace views {

/// What an empty list says instead of nothing: why it is empty, and one button that helps.
/// Lies over the viewport of `area` while it is shown.
/// Threads: GUI thread.
class EmptyOverlay final : public QWidget {
  Q_OBJECT

 public:
  explicit EmptyOverlay(QAbstractScrollArea* area);

  /// An empty text hides it; an empty button text leaves the button out.
  void setMessage(const QString& text, const QString& buttonText = QString());
  QString text() const;

 signals:
  void buttonClicked();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void applyTheme();

  QAbstractScrollArea* m_area;
  QLabel* m_label;
  QPushButton* m_button;
};

}  // namespace views
