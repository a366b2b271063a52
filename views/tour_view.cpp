// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tour_view.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

#include "views/icons.h"
#include "views/theme.h"

namespace views {
namespace {

constexpr int frameWidth = 3;

}  // namespace

TourView::TourView(QWidget* parent)
    : QFrame(parent),
      m_title(new QLabel(this)),
      m_text(new QLabel(this)),
      m_doneIcon(new QLabel(this)),
      m_doneText(new QLabel(this)),
      m_progress(new QProgressBar(this)),
      m_button(new QPushButton(this)),
      m_back(new QPushButton(tr("&Back"), this)),
      m_next(new QPushButton(this)),
      m_end(new QToolButton(this)) {
  setObjectName(QStringLiteral("tourView"));
  setAccessibleName(tr("Tour"));
  QFont bold = font();
  bold.setBold(true);
  m_title->setObjectName(QStringLiteral("tourTitle"));
  m_title->setFont(bold);
  m_text->setObjectName(QStringLiteral("tourText"));
  m_text->setWordWrap(true);
  m_text->setTextFormat(Qt::RichText);
  m_text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_doneText->setObjectName(QStringLiteral("tourDone"));
  m_progress->setObjectName(QStringLiteral("tourProgress"));
  m_progress->setAccessibleName(tr("Steps of the tour"));
  m_progress->setTextVisible(false);
  m_progress->setMaximumHeight(fontMetrics().height() / 2);
  m_button->setObjectName(QStringLiteral("tourButton"));
  m_back->setObjectName(QStringLiteral("tourBack"));
  m_back->setAccessibleName(tr("Step before"));
  m_next->setObjectName(QStringLiteral("tourNext"));
  m_end->setObjectName(QStringLiteral("tourEnd"));
  m_end->setIcon(icon(IconId::Clear));
  m_end->setAutoRaise(true);
  m_end->setToolTip(tr("End the tour"));
  m_end->setAccessibleName(tr("End the tour"));
  connect(m_back, &QPushButton::clicked, this, &TourView::backRequested);
  connect(m_next, &QPushButton::clicked, this,
          [this] { m_last ? emit endRequested() : emit nextRequested(); });
  connect(m_end, &QToolButton::clicked, this, &TourView::endRequested);
  connect(m_button, &QPushButton::clicked, this, &TourView::buttonClicked);

  auto* layout = new QGridLayout(this);
  layout->addWidget(m_title, 0, 0);
  layout->addWidget(m_progress, 0, 1, 1, 4);
  layout->addWidget(m_end, 0, 5);
  layout->addWidget(m_text, 1, 0, 2, 1);
  layout->addWidget(m_doneIcon, 1, 1);
  layout->addWidget(m_doneText, 1, 2, 1, 3);
  layout->addWidget(m_button, 2, 1, 1, 2);
  layout->addWidget(m_back, 2, 3);
  layout->addWidget(m_next, 2, 4);
  layout->setColumnStretch(0, 1);
  layout->setRowStretch(2, 1);
}

void TourView::showStep(int number, int count, const QString& title, const QString& text,
                        const QString& button) {
  m_last = number == count;
  m_title->setText(tr("%1 of %2: %3").arg(number).arg(count).arg(title));
  m_text->setText(text);
  setAccessibleDescription(text);
  m_progress->setRange(0, count);
  m_progress->setValue(number);
  m_button->setText(button);
  m_button->setVisible(!button.isEmpty());
  m_back->setEnabled(number > 1);
  setDone(false);
}

void TourView::setDone(bool done) {
  m_done = done;
  updateDone();
}

void TourView::updateDone() {
  const int size = fontMetrics().height();
  m_doneIcon->setPixmap(m_done ? icon(IconId::Good).pixmap(QSize(size, size), devicePixelRatioF())
                               : QPixmap());
  m_doneText->setText(m_done ? tr("Done") : QString());
  m_next->setText(m_last ? tr("&Finish") : m_done ? tr("&Next") : tr("Skip this s&tep"));
  m_next->setAccessibleName(m_last ? tr("Finish the tour") : tr("Next step"));
  m_next->setDefault(m_done);
}

void TourView::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) updateDone();
}

TourFrame::TourFrame(QWidget* window) : QWidget(window) {
  setObjectName(QStringLiteral("tourFrame"));
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setFocusPolicy(Qt::NoFocus);
  hide();
}

void TourFrame::setTarget(QWidget* target) {
  if (m_target != nullptr) m_target->removeEventFilter(this);
  m_target = target;
  if (m_target != nullptr) {
    m_target->installEventFilter(this);
    connect(m_target, &QObject::destroyed, this, [this, target] {
      if (m_target != target) return;
      m_target = nullptr;
      hide();
    });
  }
  follow();
}

void TourFrame::follow() {
  const bool seen = m_target != nullptr && m_target->isVisible();
  setVisible(seen);
  if (!seen) return;
  const QRect target(m_target->mapTo(window(), QPoint(0, 0)), m_target->size());
  setGeometry(target.adjusted(-frameWidth, -frameWidth, frameWidth, frameWidth));
  raise();
}

bool TourFrame::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide:
      // After the others have seen it: the window may be laid out only then.
      QMetaObject::invokeMethod(this, &TourFrame::follow, Qt::QueuedConnection);
      break;
    default: break;
  }
  return QWidget::eventFilter(watched, event);
}

void TourFrame::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(toneColor(palette(), Tone::Info), frameWidth));
  const double inset = frameWidth / 2.0;
  painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), 4, 4);
}

}  // namespace views
