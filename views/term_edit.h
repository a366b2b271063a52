// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>
#include <optional>

#include "genmsg/term/term.h"
#include "views/term_text.h"

class QLabel;
class QPlainTextEdit;

namespace views {

/// A term as text to write: says as one writes whether it is one, and marks where it is not.
/// Threads: GUI thread.
class TermEdit final : public QWidget {
  Q_OBJECT

 public:
  TermEdit(const QString& name, const QString& accessibleName, QWidget* parent = nullptr);

  QPlainTextEdit& edit() { return *m_edit; }
  QString text() const;
  void setText(const QString& text);
  /// Nothing: the text is no term, and says so.
  const std::optional<genmsg::Term>& term() const { return m_term; }
  /// What a node found wrong with it: "path: expected ..., found ...".
  void showRefusal(const QString& message);

 signals:
  void edited();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void check();
  void mark();

  QPlainTextEdit* m_edit;
  QLabel* m_error;
  std::optional<genmsg::Term> m_term;
  std::optional<TextSpan> m_mistake;
};

}  // namespace views
