// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/message_strip.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScopedValueRollback>
#include <QStyle>
#include <QTimer>
#include <QToolButton>

#include "views/icons.h"

namespace views {
namespace {

IconId iconOf(Tone tone) {
  switch (tone) {
    case Tone::Neutral:
    case Tone::Info: return IconId::Info;
    case Tone::Good: return IconId::Good;
    case Tone::Warning: return IconId::Warning;
    case Tone::Error: return IconId::Error;
  }
  return IconId::Info;
}

}  // namespace

MessageStrip::MessageStrip(QWidget* parent)
    : QFrame(parent),
      m_icon(new QLabel(this)),
      m_text(new QLabel(this)),
      m_action(new QToolButton(this)),
      m_close(new QToolButton(this)),
      m_leave(new QTimer(this)) {
  setObjectName(QStringLiteral("messageStrip"));
  setAccessibleName(tr("Message"));
  setAutoFillBackground(true);
  m_text->setObjectName(QStringLiteral("messageText"));
  m_text->setTextFormat(Qt::PlainText);
  m_text->setWordWrap(true);
  m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_action->setObjectName(QStringLiteral("messageAction"));
  m_close->setObjectName(QStringLiteral("messageClose"));
  m_close->setIcon(icon(IconId::Clear));
  m_close->setAutoRaise(true);
  m_close->setToolTip(tr("Close this message"));
  m_close->setAccessibleName(tr("Close this message"));
  connect(m_close, &QToolButton::clicked, this, &MessageStrip::dismiss);
  m_leave->setSingleShot(true);
  m_leave->setInterval(leaveAfterMs);
  connect(m_leave, &QTimer::timeout, this, &MessageStrip::dismiss);

  auto* layout = new QHBoxLayout(this);
  const int gap = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing);
  layout->setContentsMargins(gap + 2, gap / 2, gap / 2, gap / 2);
  layout->addWidget(m_icon);
  layout->addWidget(m_text, 1);
  layout->addWidget(m_action);
  layout->addWidget(m_close);
  hide();
}

void MessageStrip::showMessage(Tone tone, const QString& text) {
  m_action->disconnect();
  m_action->hide();
  m_tone = tone;
  m_text->setText(text);
  setAccessibleDescription(text);
  applyTheme();
  show();
  if (tone == Tone::Good || tone == Tone::Info) {
    m_leave->start();
  } else {
    m_leave->stop();
  }
  QAccessibleEvent alert(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

void MessageStrip::showMessage(Tone tone, const QString& text, const QString& buttonText,
                               QObject* context, std::function<void()> act) {
  showMessage(tone, text);
  m_leave->stop();
  m_action->setText(buttonText);
  m_action->setAccessibleName(buttonText);
  m_action->show();
  connect(m_action, &QToolButton::clicked, context, [this, act = std::move(act)] {
    dismiss();
    act();
  });
}

void MessageStrip::dismiss() {
  m_leave->stop();
  hide();
}

QString MessageStrip::text() const { return isHidden() ? QString() : m_text->text(); }

void MessageStrip::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && !m_applyingTheme) applyTheme();
}

void MessageStrip::applyTheme() {
  const QScopedValueRollback applying(m_applyingTheme, true);
  setPalette(QPalette());
  QPalette colors = palette();
  colors.setColor(QPalette::Window, toneSurface(colors, m_tone));
  setPalette(colors);
  const int side = fontMetrics().height();
  m_icon->setPixmap(icon(iconOf(m_tone)).pixmap(QSize(side, side), devicePixelRatioF()));
}

}  // namespace views
