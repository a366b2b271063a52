// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/empty_overlay.h"

#include <QAbstractScrollArea>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "views/theme.h"

namespace views {

EmptyOverlay::EmptyOverlay(QAbstractScrollArea* area)
    : QWidget(area->viewport()),
      m_area(area),
      m_label(new QLabel(this)),
      m_button(new QPushButton(this)) {
  setObjectName(QStringLiteral("emptyOverlay"));
  m_label->setObjectName(QStringLiteral("emptyText"));
  m_label->setAlignment(Qt::AlignCenter);
  m_label->setWordWrap(true);
  m_label->setTextFormat(Qt::PlainText);
  m_button->setObjectName(QStringLiteral("emptyButton"));
  connect(m_button, &QPushButton::clicked, this, &EmptyOverlay::buttonClicked);
  auto* layout = new QVBoxLayout(this);
  layout->addStretch(2);
  layout->addWidget(m_label);
  layout->addWidget(m_button, 0, Qt::AlignHCenter);
  layout->addStretch(3);
  area->viewport()->installEventFilter(this);
  setBackgroundRole(QPalette::Base);
  setAutoFillBackground(true);
  applyTheme();
  hide();
}

void EmptyOverlay::setMessage(const QString& text, const QString& buttonText) {
  m_label->setText(text);
  m_button->setText(buttonText);
  m_button->setAccessibleName(buttonText);
  m_button->setVisible(!buttonText.isEmpty());
  m_area->setAccessibleDescription(text);
  if (!text.isEmpty()) setGeometry(m_area->viewport()->rect());
  setVisible(!text.isEmpty());
}

QString EmptyOverlay::text() const { return isHidden() ? QString() : m_label->text(); }

bool EmptyOverlay::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize) setGeometry(m_area->viewport()->rect());
  return QWidget::eventFilter(watched, event);
}

void EmptyOverlay::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) applyTheme();
}

void EmptyOverlay::applyTheme() {
  m_label->setPalette(QPalette());
  QPalette colors = m_label->palette();
  colors.setColor(QPalette::WindowText, secondaryTextColor(colors));
  m_label->setPalette(colors);
}

}  // namespace views
