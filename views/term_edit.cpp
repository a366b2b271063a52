// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/term_edit.h"

#include <QEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "genmsg/term/parse.h"
#include "views/theme.h"

namespace views {
namespace {

/// A refusal reads "path: expected ..., found ...": what is before the colon is the path.
QStringView pathOf(QStringView message) {
  const qsizetype colon = message.indexOf(u": expected");
  return colon < 0 ? QStringView() : message.first(colon);
}

}  // namespace

TermEdit::TermEdit(const QString& name, const QString& accessibleName, QWidget* parent)
    : QWidget(parent), m_edit(new QPlainTextEdit(this)), m_error(new QLabel(this)) {
  m_edit->setObjectName(name);
  m_edit->setAccessibleName(accessibleName);
  m_edit->setFont(monospaced(font()));
  m_edit->setTabChangesFocus(true);
  setFocusProxy(m_edit);
  m_error->setObjectName(name + QStringLiteral("Error"));
  m_error->setTextFormat(Qt::PlainText);
  m_error->setWordWrap(true);
  m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_error->setMinimumHeight(fontMetrics().lineSpacing());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_edit, 1);
  layout->addWidget(m_error);
  connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
    check();
    emit edited();
  });
}

QString TermEdit::text() const { return m_edit->toPlainText(); }

void TermEdit::setText(const QString& text) {
  QTextCursor cursor(m_edit->document());
  cursor.select(QTextCursor::Document);
  cursor.insertText(text);  // so that undo brings back what was there
}

void TermEdit::check() {
  m_mistake.reset();
  m_error->clear();
  m_term.reset();
  const QString text = m_edit->toPlainText();
  if (!text.trimmed().isEmpty()) {
    auto result = genmsg::parse(text.toStdString());
    if (result) {
      m_term = std::move(*result);
    } else {
      const genmsg::ParseError& error = result.error();
      m_mistake = TextSpan{positionOf(text, error.line, error.column), 1};
      m_error->setText(tr("Line %1, column %2: expected %3, found %4")
                           .arg(error.line)
                           .arg(error.column)
                           .arg(QString::fromStdString(error.expected),
                                QString::fromStdString(error.found)));
    }
  }
  m_edit->setAccessibleDescription(m_error->text());
  mark();
}

void TermEdit::showRefusal(const QString& message) {
  const QString text = m_edit->toPlainText();
  m_mistake = findPath(text, pathOf(message)).value_or(TextSpan{0, text.size()});
  m_error->setText(message);
  m_edit->setAccessibleDescription(message);
  mark();
}

void TermEdit::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) mark();
}

void TermEdit::mark() {
  QPalette label = palette();
  label.setColor(QPalette::WindowText, toneColor(label, Tone::Error));
  if (m_error->palette() != label) m_error->setPalette(label);
  if (!m_mistake) {
    m_edit->setExtraSelections({});
    return;
  }
  QTextEdit::ExtraSelection part;
  part.cursor = QTextCursor(m_edit->document());
  const auto last = static_cast<qsizetype>(m_edit->document()->characterCount()) - 1;
  // At the end of the text there is nothing to underline but what stands before it.
  const qsizetype from = qMax(qsizetype{0}, qMin(m_mistake->position, last - 1));
  part.cursor.setPosition(static_cast<int>(from));
  part.cursor.setPosition(static_cast<int>(qMin(from + m_mistake->length, last)),
                          QTextCursor::KeepAnchor);
  part.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
  part.format.setUnderlineColor(toneColor(palette(), Tone::Error));
  part.format.setForeground(toneColor(palette(), Tone::Error));
  m_edit->setExtraSelections({part});
}

}  // namespace views
