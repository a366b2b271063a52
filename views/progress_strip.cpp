// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/progress_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QStyle>
#include <QTimer>
#include <QToolButton>

#include "views/icons.h"

namespace views {

ProgressStrip::ProgressStrip(QWidget* parent)
    : QFrame(parent),
      m_text(new QLabel(this)),
      m_bar(new QProgressBar(this)),
      m_cancel(new QToolButton(this)),
      m_show(new QTimer(this)) {
  setObjectName(QStringLiteral("progressStrip"));
  setAccessibleName(tr("Progress"));
  m_text->setObjectName(QStringLiteral("progressText"));
  m_text->setTextFormat(Qt::PlainText);
  m_bar->setObjectName(QStringLiteral("progressBar"));
  //: "120 of 998"
  m_bar->setFormat(tr("%v of %m"));
  m_cancel->setObjectName(QStringLiteral("progressCancel"));
  m_cancel->setText(tr("Cancel"));
  m_cancel->setIcon(icon(IconId::Stop));
  m_cancel->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  m_cancel->setToolTip(tr("What was not asked for yet is left out; what was stays done"));
  m_cancel->setAccessibleName(tr("Cancel"));
  connect(m_cancel, &QToolButton::clicked, this, &ProgressStrip::cancelled);
  m_show->setSingleShot(true);
  m_show->setInterval(showAfterMs);
  connect(m_show, &QTimer::timeout, this, &QWidget::show);
  auto* layout = new QHBoxLayout(this);
  const int gap = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing);
  layout->setContentsMargins(gap + 2, gap / 2, gap / 2, gap / 2);
  layout->addWidget(m_text);
  layout->addWidget(m_bar, 1);
  layout->addWidget(m_cancel);
  hide();
}

void ProgressStrip::begin(const QString& text, int maximum) {
  m_text->setText(text);
  m_bar->setAccessibleName(text);
  m_bar->setRange(0, maximum);
  m_bar->setValue(0);
  m_show->start();
}

void ProgressStrip::setValue(int value) { m_bar->setValue(value); }

void ProgressStrip::end() {
  m_show->stop();
  hide();
}

}  // namespace views
