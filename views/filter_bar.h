// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>

#include "views/filter_memory.h"

class QLabel;
class QLineEdit;
class QTimer;

namespace views {

/// A filter's text, how much it lets through, and why it is refused. With a memory it offers earlier
/// and saved filters: the ↓ key, or the button in the field.
/// Threads: GUI thread. filterChanged() follows the typing by settleMs, so that a list is not
/// filtered once a letter; Enter does not wait. Esc empties it.
class FilterBar final : public QWidget {
  Q_OBJECT

 public:
  static constexpr int settleMs = 120;

  /// `what` is what is filtered, for the placeholder and screen readers: "processes".
  explicit FilterBar(const QString& what, QWidget* parent = nullptr);

  QString text() const;
  void setText(const QString& text);
  /// Frames the field in red and says why; empty takes it back.
  void setError(const QString& reason);
  /// "842 of 100,012"
  void setCounts(qint64 shown, qint64 total);
  void setPlaceholder(const QString& text);
  /// From now on remembers texts under that name; see FilterMemory.
  void setMemory(const QString& id);
  /// Explains the syntax in the tool tip.
  void setSyntaxHelp(const QString& help);

 public slots:
  void startEditing();
  void clear();

 signals:
  void filterChanged(const QString& text);
  /// Enter, on a text that has been announced before.
  void returnPressed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void announce();
  void applyTheme();
  void remember();
  void showMemory();
  void askForName();

  QLineEdit* m_edit;
  QLabel* m_error;
  QLabel* m_counts;
  QTimer* m_settle;
  QString m_announced;
  std::optional<FilterMemory> m_memory;
};

}  // namespace views
