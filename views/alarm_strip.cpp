// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/alarm_strip.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScopedValueRollback>
#include <QStyle>
#include <QToolButton>

#include "views/icons.h"

namespace views {

AlarmStrip::AlarmStrip(QWidget* parent)
    : QFrame(parent),
      m_icon(new QLabel(this)),
      m_text(new QLabel(this)),
      m_show(new QToolButton(this)) {
  setObjectName(QStringLiteral("alarmStrip"));
  setAccessibleName(tr("Alarms"));
  setAutoFillBackground(true);
  m_text->setObjectName(QStringLiteral("alarmStripText"));
  m_text->setTextFormat(Qt::PlainText);
  m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // as long as it likes
  m_show->setObjectName(QStringLiteral("alarmStripShow"));
  m_show->setText(tr("Show"));
  m_show->setToolTip(tr("Go to the Alarms page"));
  m_show->setAccessibleName(tr("Show the alarms"));
  connect(m_show, &QToolButton::clicked, this, &AlarmStrip::showRequested);
  auto* layout = new QHBoxLayout(this);
  const int gap = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing);
  layout->setContentsMargins(gap + 2, gap / 2, gap / 2, gap / 2);
  layout->addWidget(m_icon);
  layout->addWidget(m_text, 1);
  layout->addWidget(m_show);
  hide();
}

void AlarmStrip::setAlarms(const QString& text, Tone tone) {
  const bool changed = tone != m_tone || (isHidden() && !text.isEmpty());
  m_tone = tone;
  if (m_text->text() != text) {
    m_text->setText(text);
    m_text->setToolTip(text);
    setAccessibleDescription(text);
  }
  if (changed) applyTheme();
  setVisible(!text.isEmpty());
}

QString AlarmStrip::text() const { return isHidden() ? QString() : m_text->text(); }

void AlarmStrip::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && !m_applyingTheme) applyTheme();
}

void AlarmStrip::applyTheme() {
  const QScopedValueRollback applying(m_applyingTheme, true);
  setPalette(QPalette());
  QPalette colors = palette();
  colors.setColor(QPalette::Window, toneSurface(colors, m_tone));
  setPalette(colors);
  const int side = fontMetrics().height();
  const IconId id = m_tone == Tone::Error ? IconId::Error : IconId::Warning;
  m_icon->setPixmap(icon(id).pixmap(QSize(side, side), devicePixelRatioF()));
}

}  // namespace views
