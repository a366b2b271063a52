// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;

namespace views {

/// A text to jump to in a list, without hiding the rest of it. Hidden until it is asked for; Enter
/// is the next, Shift+Enter the one before, Esc hides it.
/// Threads: GUI thread.
class FindBar final : public QWidget {
  Q_OBJECT

 public:
  explicit FindBar(QWidget* parent = nullptr);

  QString text() const;
  void setText(const QString& text);
  void startEditing();
  /// What became of it: "not found", or why the text is none. Empty takes it back.
  void setMessage(const QString& message);
  QString message() const;

 signals:
  /// 1 is the next, -1 the one before.
  void findRequested(int step);
  void closed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QLineEdit* m_edit;
  QLabel* m_message;
};

}  // namespace views
