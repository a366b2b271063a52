// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/find_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include "views/icons.h"

namespace views {

FindBar::FindBar(QWidget* parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_message(new QLabel(this)) {
  m_edit->setObjectName(QStringLiteral("findEdit"));
  m_edit->setAccessibleName(tr("Find in the rows shown"));
  m_edit->setPlaceholderText(tr("Find in the rows shown; what a filter takes (F3, Shift+F3)"));
  m_edit->installEventFilter(this);
  m_message->setObjectName(QStringLiteral("findMessage"));
  m_message->setTextFormat(Qt::PlainText);
  const auto button = [this](const char* name, Qt::ArrowType arrow, const QString& text, int step) {
    auto* made = new QToolButton(this);
    made->setObjectName(QLatin1String(name));
    made->setArrowType(arrow);
    made->setAutoRaise(true);
    made->setToolTip(text);
    made->setAccessibleName(text);
    connect(made, &QToolButton::clicked, this, [this, step] { emit findRequested(step); });
    return made;
  };
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_edit, 1);
  layout->addWidget(button("findPreviousButton", Qt::UpArrow, tr("Find previous (Shift+F3)"), -1));
  layout->addWidget(button("findNextButton", Qt::DownArrow, tr("Find next (F3)"), 1));
  layout->addWidget(m_message);
  connect(m_edit, &QLineEdit::textChanged, this, [this] { setMessage(QString()); });
  setFocusProxy(m_edit);
  hide();
}

QString FindBar::text() const { return m_edit->text(); }

void FindBar::setText(const QString& text) { m_edit->setText(text); }

void FindBar::startEditing() {
  show();
  m_edit->setFocus(Qt::ShortcutFocusReason);
  m_edit->selectAll();
}

void FindBar::setMessage(const QString& message) {
  m_message->setText(message);
  m_edit->setAccessibleDescription(message);
}

QString FindBar::message() const { return m_message->text(); }

bool FindBar::eventFilter(QObject* watched, QEvent* event) {
  if (watched != m_edit || event->type() != QEvent::KeyPress) {
    return QWidget::eventFilter(watched, event);
  }
  const auto* key = static_cast<QKeyEvent*>(event);
  if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
    emit findRequested(key->modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1);
    return true;
  }
  if (key->key() == Qt::Key_Escape) {
    hide();
    emit closed();
    return true;
  }
  return false;
}

}  // namespace views
