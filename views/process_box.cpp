// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_box.h"

#include <QCoreApplication>
#include <QPainter>

#include "models/format.h"
#include "views/theme.h"
#include "views/value_bar_delegate.h"

namespace views {
namespace {

constexpr int titleCharacters = 22;
constexpr qreal frameWidth = 1.5;
constexpr qreal currentWidth = 3;

QString tr(const char* text) { return QCoreApplication::translate("views::ProcessBox", text); }

qreal margin(const QFont& font) { return QFontMetricsF(font).height() * 0.4; }

QString titleOf(const genmsg::ProcessRow& row) {
  if (row.name != genmsg::atoms::undefined) return models::formatAtom(row.name);
  const QString pid = models::formatPid(row.pid);
  if (row.initial_call == genmsg::atoms::undefined) return pid;
  return models::formatAtom(row.initial_call) + QLatin1Char(' ') + pid;
}

}  // namespace

QSizeF ProcessBox::sizeFor(const QFont& font) {
  const QFontMetricsF metrics(font);
  return {metrics.averageCharWidth() * titleCharacters + 2 * margin(font),
          metrics.height() * 2 + 2 * margin(font)};
}

ProcessBox::ProcessBox(genmsg::Pid pid, const QFont& font)
    : m_pid(pid), m_font(font), m_size(sizeFor(font)) {}

void ProcessBox::applyView(const models::NodeView& view, const QPalette& palette) {
  const std::uint32_t row = view.rowOf(m_pid);
  if (row == models::noRow) return;
  const genmsg::ProcessRow& process = view.process(row);
  const models::ProcessBranch* branch = view.branches.find(row);
  const bool hasHistory =
      branch != nullptr && branch->history != models::ProcessBranch::noHistory;
  const Content content{titleOf(process), process.status, process.mailbox,
                        hasHistory || process.behaviour == genmsg::atoms::supervisor};
  if (content == m_content && palette == m_palette) return;
  m_content = content;
  m_palette = palette;
  setToolTip(QStringLiteral("%1\n%2\n%3")
                 .arg(description(), models::formatAtom(process.initial_call),
                      tr("Messages handled: %1").arg(models::formatCount(process.messages))));
  update();
}

void ProcessBox::setCurrent(bool current) {
  if (current == m_current) return;
  m_current = current;
  setZValue(current ? 1 : 0);
  update();
}

QString ProcessBox::description() const {
  const QString pid = models::formatPid(m_pid);
  const QString title = m_content.title.contains(pid)
                            ? m_content.title
                            : QString(m_content.title + QLatin1Char(' ') + pid);
  //: name and pid, status, messages in the mailbox
  return tr("%1, %2, mailbox %3")
      .arg(title, models::statusWord(models::rowStatus(m_content.status)),
           models::formatCount(m_content.mailbox));
}

QRectF ProcessBox::frame() const { return {0, -m_size.height() / 2, m_size.width(), m_size.height()}; }

QRectF ProcessBox::boundingRect() const {
  constexpr qreal beyond = currentWidth + 1;
  return frame().adjusted(-beyond, -beyond, beyond, beyond);
}

void ProcessBox::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setFont(m_font);
  paintFrame(*painter);
  paintTexts(*painter);
}

void ProcessBox::paintFrame(QPainter& painter) const {
  const bool suspended = m_content.status == genmsg::Status::Suspended;
  const double heat = ValueBarDelegate::heatOf(m_content.mailbox);
  const QColor ground = suspended  ? toneSurface(m_palette, Tone::Warning)
                        : heat > 0 ? heatColor(m_palette, heat)
                                   : m_palette.color(QPalette::Base);
  const QColor line = m_current ? m_palette.color(QPalette::Highlight)
                                : statusColor(m_palette, m_content.status);
  painter.setPen(QPen(line, m_current ? currentWidth : frameWidth));
  painter.setBrush(ground);
  if (!m_content.isSupervisor) {
    const qreal radius = m_size.height() / 4;
    painter.drawRoundedRect(frame(), radius, radius);
    return;
  }
  painter.drawRect(frame());
  painter.setPen(QPen(line, 1));
  constexpr qreal inside = 3;
  painter.drawRect(frame().adjusted(inside, inside, -inside, -inside));
}

void ProcessBox::paintTexts(QPainter& painter) const {
  const qreal space = margin(m_font);
  const QRectF inner = frame().adjusted(space, space, -space, -space);
  const QRectF upper(inner.left(), inner.top(), inner.width(), inner.height() / 2);
  const QRectF lower = upper.translated(0, inner.height() / 2);
  QFont title = m_font;
  title.setBold(m_content.isSupervisor);
  painter.setFont(title);
  painter.setPen(m_palette.color(QPalette::Text));
  painter.drawText(upper, Qt::AlignVCenter | Qt::AlignLeft,
                   QFontMetricsF(title).elidedText(m_content.title, Qt::ElideMiddle, upper.width()));
  painter.setFont(m_font);
  painter.drawText(lower, Qt::AlignVCenter | Qt::AlignRight,
                   models::formatCount(m_content.mailbox));
  // The colours of statuses are made to be read on the plain ground; the frame has them, too.
  const bool plain = m_content.mailbox == 0 && m_content.status != genmsg::Status::Suspended;
  if (plain) painter.setPen(statusColor(m_palette, m_content.status));
  const models::RowStatus status = models::rowStatus(m_content.status);
  painter.drawText(lower, Qt::AlignVCenter | Qt::AlignLeft,
                   models::statusGlyph(status) + QLatin1Char(' ') + models::statusWord(status));
}

}  // namespace views
