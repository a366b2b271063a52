// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sequence_view.h"

#include <algorithm>
#include <cmath>

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QToolTip>

#include "views/theme.h"

namespace views {
namespace {

using models::TraceSequence;

constexpr int columnCharacters = 22;

void paintHead(QPainter& painter, QPointF from, QPointF to) {
  const double angle = std::atan2(to.y() - from.y(), to.x() - from.x());
  const double length = painter.fontMetrics().height() / 2.0;
  constexpr double spread = 0.4;
  QPainterPath head(to);
  for (const double side : {-spread, spread}) {
    head.lineTo(to.x() - length * std::cos(angle + side), to.y() - length * std::sin(angle + side));
  }
  painter.fillPath(head, painter.pen().color());
}

}  // namespace

SequenceView::SequenceView(QWidget* parent) : QAbstractScrollArea(parent) {
  setObjectName(QStringLiteral("sequenceView"));
  setAccessibleName(tr("Sequence diagram of the trace"));
  setFocusPolicy(Qt::StrongFocus);
  viewport()->setBackgroundRole(QPalette::Base);
  viewport()->setAutoFillBackground(true);
}

void SequenceView::setSequence(TraceSequence sequence) {
  const QScrollBar* const bar = verticalScrollBar();
  const bool atEnd = bar->value() == bar->maximum();
  const std::uint64_t current =
      m_row < 0 ? 0 : m_sequence.numbers[static_cast<std::size_t>(m_row)];
  const bool hasCurrent = m_row >= 0;
  m_sequence = std::move(sequence);
  // The same event, if it is still drawn.
  const auto place = std::find(m_sequence.numbers.begin(), m_sequence.numbers.end(), current);
  const bool isDrawn = hasCurrent && place != m_sequence.numbers.end();
  m_row = isDrawn ? static_cast<int>(place - m_sequence.numbers.begin()) : -1;
  tellCurrent();
  const int last = std::max(0, static_cast<int>(m_sequence.lifelines.size()) - 1);
  m_current = std::clamp(m_current, 0, last);
  updateScrollBars();
  if (atEnd) verticalScrollBar()->setValue(verticalScrollBar()->maximum());
  viewport()->update();
}

int SequenceView::headHeight() const { return fontMetrics().height() * 2; }
int SequenceView::rowHeight() const { return fontMetrics().height() * 3 / 2; }
int SequenceView::columnWidth() const {
  return fontMetrics().averageCharWidth() * columnCharacters;
}
int SequenceView::columnX(int lifeline) const {
  return columnWidth() / 2 + lifeline * columnWidth() - horizontalScrollBar()->value();
}
int SequenceView::rowY(int row) const {
  return headHeight() + rowHeight() + row * rowHeight() - verticalScrollBar()->value();
}
int SequenceView::rowAt(int y) const {
  return (y + verticalScrollBar()->value() - headHeight() - rowHeight() / 2) / rowHeight();
}

int SequenceView::lifelineAt(int x) const {
  const int at = (x + horizontalScrollBar()->value()) / columnWidth();
  return at >= 0 && at < static_cast<int>(m_sequence.lifelines.size()) ? at : -1;
}

QPoint SequenceView::pointOf(int row) const { return {columnWidth() / 4, rowY(row)}; }

QPoint SequenceView::headOf(int lifeline) const { return {columnX(lifeline), headHeight() / 2}; }

void SequenceView::updateScrollBars() {
  const int width = static_cast<int>(m_sequence.lifelines.size()) * columnWidth();
  const int height = headHeight() + (m_sequence.rows + 2) * rowHeight();
  horizontalScrollBar()->setRange(0, std::max(0, width - viewport()->width()));
  horizontalScrollBar()->setPageStep(viewport()->width());
  horizontalScrollBar()->setSingleStep(columnWidth() / 4);
  verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
  verticalScrollBar()->setPageStep(viewport()->height());
  verticalScrollBar()->setSingleStep(rowHeight());
}

void SequenceView::resizeEvent(QResizeEvent*) { updateScrollBars(); }

void SequenceView::paintEvent(QPaintEvent*) {
  QPainter painter(viewport());
  painter.setRenderHint(QPainter::Antialiasing);
  const int first = rowAt(headHeight()) - 1;
  const int last = rowAt(viewport()->height()) + 1;
  painter.setClipRect(0, headHeight(), viewport()->width(), viewport()->height() - headHeight());
  paintCurrentRow(painter);
  paintLifelines(painter);
  paintBars(painter, first, last);
  for (const TraceSequence::Arrow& arrow : m_sequence.arrows) {
    if (arrow.toRow >= first && arrow.fromRow <= last) paintArrow(painter, arrow);
  }
  paintMarks(painter, first, last);
  painter.setClipping(false);
  paintHeads(painter);
}

/// Behind everything: a band, and with the focus a frame around it.
void SequenceView::paintCurrentRow(QPainter& painter) const {
  if (m_row < 0) return;
  const QRect band(0, rowY(m_row) - rowHeight() / 2, viewport()->width(), rowHeight());
  painter.fillRect(band, palette().color(QPalette::AlternateBase));
  painter.setPen(QPen(palette().color(hasFocus() ? QPalette::Highlight : QPalette::Mid),
                      hasFocus() ? 2 : 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(band.adjusted(1, 1, -2, -2));
}

void SequenceView::paintHeads(QPainter& painter) const {
  painter.fillRect(0, 0, viewport()->width(), headHeight(), palette().color(QPalette::Window));
  for (int i = 0; i < static_cast<int>(m_sequence.lifelines.size()); ++i) {
    const QRect box(columnX(i) - columnWidth() / 2 + 4, 3, columnWidth() - 8, headHeight() - 6);
    painter.setPen(palette().color(i == m_current && hasFocus() ? QPalette::Highlight
                                                                : QPalette::Mid));
    painter.setBrush(palette().color(QPalette::Button));
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(palette().color(QPalette::ButtonText));
    painter.drawText(box, Qt::AlignCenter,
                     fontMetrics().elidedText(m_sequence.lifelines[static_cast<std::size_t>(i)].name,
                                              Qt::ElideMiddle, box.width() - 6));
  }
}

void SequenceView::paintLifelines(QPainter& painter) const {
  for (int i = 0; i < static_cast<int>(m_sequence.lifelines.size()); ++i) {
    const int exitRow = m_sequence.lifelines[static_cast<std::size_t>(i)].exitRow;
    const int end = exitRow < 0 ? viewport()->height() : rowY(exitRow);
    painter.setPen(QPen(palette().color(QPalette::Mid), 1, Qt::DashLine));
    if (end > headHeight()) painter.drawLine(columnX(i), headHeight(), columnX(i), end);
  }
}

void SequenceView::paintBars(QPainter& painter, int first, int last) const {
  const int width = fontMetrics().averageCharWidth();
  painter.setPen(toneColor(palette(), Tone::Info));
  painter.setBrush(toneSurface(palette(), Tone::Info));
  for (const TraceSequence::Bar& bar : m_sequence.bars) {
    if (bar.toRow < first || bar.fromRow > last) continue;
    const int top = rowY(bar.fromRow);
    painter.drawRect(columnX(bar.lifeline) - width / 2, top, width,
                     rowY(bar.toRow) - top + rowHeight() / 2);
  }
}

void SequenceView::paintArrow(QPainter& painter, const TraceSequence::Arrow& arrow) const {
  const QPointF from(columnX(arrow.from), rowY(arrow.fromRow));
  const QPointF to(columnX(arrow.to), rowY(arrow.toRow));
  const QColor color = palette().color(QPalette::Text);
  painter.setPen(QPen(color, arrow.isMessage ? 1.2 : 0.8,
                      arrow.isMatched ? Qt::SolidLine : Qt::DashLine));
  QPointF label((from.x() + to.x()) / 2, (from.y() + to.y()) / 2);
  int room = static_cast<int>(std::abs(to.x() - from.x())) - 2 * fontMetrics().averageCharWidth();
  if (arrow.from == arrow.to) {
    const double out = columnWidth() / 8.0;
    QPainterPath loop(from);
    loop.cubicTo(from.x() + out, from.y() - rowHeight() / 3.0, to.x() + out,
                 to.y() + rowHeight() / 3.0, to.x(), to.y());
    painter.strokePath(loop, painter.pen());
    room = columnWidth() * 2 / 3;
    label = QPointF(from.x() + out + room / 2.0, from.y() + fontMetrics().ascent() / 2.0);
  } else {
    painter.drawLine(from, to);
    paintHead(painter, from, to);
    label.ry() -= 2;
  }
  const QString text = fontMetrics().elidedText(arrow.text, Qt::ElideRight, room);
  painter.drawText(QPointF(label.x() - fontMetrics().horizontalAdvance(text) / 2.0, label.y()),
                   text);
}

void SequenceView::paintMarks(QPainter& painter, int first, int last) const {
  for (const TraceSequence::Mark& mark : m_sequence.marks) {
    if (mark.row < first || mark.row > last) continue;
    const bool isExit = m_sequence.lifelines[static_cast<std::size_t>(mark.lifeline)].exitRow ==
                        mark.row;
    painter.setPen(toneColor(palette(), isExit ? Tone::Error : Tone::Warning));
    const QString sign = isExit ? QStringLiteral("✕ ") : QStringLiteral("● ");
    painter.drawText(columnX(mark.lifeline) - fontMetrics().horizontalAdvance(sign) / 2,
                     rowY(mark.row) + fontMetrics().ascent() / 2,
                     fontMetrics().elidedText(sign + mark.text, Qt::ElideRight, columnWidth()));
  }
}

/// Empty: it has no arrow or mark of its own, as the same was recorded for another session.
QString SequenceView::textOf(int row) const {
  for (const TraceSequence::Arrow& arrow : m_sequence.arrows) {
    if (arrow.fromRow != row && arrow.toRow != row) continue;
    const QString from = m_sequence.lifelines[static_cast<std::size_t>(arrow.from)].name;
    const QString to = m_sequence.lifelines[static_cast<std::size_t>(arrow.to)].name;
    const QString text = tr("%1 → %2: %3").arg(from, to, arrow.text);
    return arrow.isMatched ? text : tr("%1 (the other side was not traced)").arg(text);
  }
  for (const TraceSequence::Mark& mark : m_sequence.marks) {
    if (mark.row != row) continue;
    return tr("%1: %2").arg(m_sequence.lifelines[static_cast<std::size_t>(mark.lifeline)].name,
                            mark.text);
  }
  return {};
}

QString SequenceView::toolTipAt(QPoint pos) const {
  if (pos.y() >= headHeight()) return textOf(rowAt(pos.y()));
  const int lifeline = lifelineAt(pos.x());
  return lifeline < 0 ? QString() : m_sequence.lifelines[static_cast<std::size_t>(lifeline)].name;
}

/// -1: there is none.
int SequenceView::rowUnder(QPoint pos) const {
  const int row = pos.y() < headHeight() ? -1 : rowAt(pos.y());
  return row < m_sequence.rows ? row : -1;
}

void SequenceView::setCurrentRow(int row) {
  m_row = row;
  if (row >= 0) {
    const int top = rowY(row) - rowHeight();
    const int bottom = rowY(row) + rowHeight();
    if (top < headHeight()) {
      verticalScrollBar()->setValue(verticalScrollBar()->value() + top - headHeight());
    } else if (bottom > viewport()->height()) {
      verticalScrollBar()->setValue(verticalScrollBar()->value() + bottom - viewport()->height());
    }
  }
  tellCurrent();
  viewport()->update();
}

/// To who does not see it.
void SequenceView::tellCurrent() {
  const QLocale locale;
  if (m_row < 0) {
    setAccessibleDescription(
        m_sequence.rows == 0
            ? tr("No events")
            : tr("%1 events. Up and Down go from one to the next, Enter shows it in the table of "
                 "events; Left and Right go from process to process.")
                  .arg(locale.toString(m_sequence.rows)));
    return;
  }
  setAccessibleDescription(tr("Event %1 of %2: %3")
                               .arg(locale.toString(m_row + 1), locale.toString(m_sequence.rows),
                                    textOf(m_row)));
}

bool SequenceView::viewportEvent(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QAbstractScrollArea::viewportEvent(event);
  const auto* const help = static_cast<QHelpEvent*>(event);
  QToolTip::showText(help->globalPos(), toolTipAt(help->pos()).toHtmlEscaped(), viewport());
  return true;
}

bool SequenceView::hasOwnProcess(int lifeline) const {
  return lifeline >= 0 && lifeline < static_cast<int>(m_sequence.lifelines.size()) &&
         m_sequence.lifelines[static_cast<std::size_t>(lifeline)].pid;
}

void SequenceView::move(int lifeline, int to) {
  if (lifeline == to || !hasOwnProcess(lifeline) || !hasOwnProcess(to)) return;
  QList<genmsg::Pid> order;
  for (const TraceSequence::Lifeline& one : m_sequence.lifelines) {
    if (one.pid) order << one.pid;
  }
  order.move(lifeline, to);
  m_current = to;
  emit orderChanged(order);
}

void SequenceView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  if (event->position().y() < headHeight()) {
    m_dragged = lifelineAt(static_cast<int>(event->position().x()));
    if (m_dragged >= 0) m_current = m_dragged;
    viewport()->update();
    return;
  }
  const int row = rowUnder(event->position().toPoint());
  if (row < 0) return;
  setCurrentRow(row);
  emit eventChosen(m_sequence.numbers[static_cast<std::size_t>(row)]);
}

void SequenceView::mouseDoubleClickEvent(QMouseEvent* event) {
  const int row = rowUnder(event->position().toPoint());
  if (row >= 0) emit eventActivated(m_sequence.numbers[static_cast<std::size_t>(row)]);
}

void SequenceView::mouseReleaseEvent(QMouseEvent* event) {
  const int dragged = std::exchange(m_dragged, -1);
  if (dragged >= 0) move(dragged, lifelineAt(static_cast<int>(event->position().x())));
}

void SequenceView::contextMenuEvent(QContextMenuEvent* event) {
  const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
  const int lifeline = byMouse ? lifelineAt(event->pos().x()) : m_current;
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const bool isOne = hasOwnProcess(lifeline);
  const auto add = [&](const QString& text, bool isEnabled, auto slot) {
    QAction* action = menu->addAction(text, this, slot);
    action->setEnabled(isEnabled);
  };
  add(tr("Hide, with the others"), isOne, [this, lifeline] {
    emit hideRequested(m_sequence.lifelines[static_cast<std::size_t>(lifeline)].pid);
  });
  add(tr("Move left"), isOne && lifeline > 0, [this, lifeline] { move(lifeline, lifeline - 1); });
  add(tr("Move right"), isOne && hasOwnProcess(lifeline + 1),
      [this, lifeline] { move(lifeline, lifeline + 1); });
  menu->addSeparator();
  add(tr("Show all, in the order of appearance"), true, [this] { emit showAllRequested(); });
  menu->popup(byMouse ? event->globalPos() : viewport()->mapToGlobal(headOf(m_current)));
}

/// False: the key is none of those.
bool SequenceView::moveRow(int key) {
  const int page = std::max(1, (viewport()->height() - headHeight()) / rowHeight() - 1);
  const int last = m_sequence.rows - 1;
  const int visible = std::clamp(rowAt(headHeight()), 0, std::max(0, last));
  int row = m_row;
  switch (key) {
    case Qt::Key_Up: row = row < 0 ? last : row - 1; break;
    case Qt::Key_Down: row = row < 0 ? visible : row + 1; break;
    case Qt::Key_PageUp: row = row < 0 ? last : row - page; break;
    case Qt::Key_PageDown: row = row < 0 ? visible : row + page; break;
    case Qt::Key_Home: row = 0; break;
    case Qt::Key_End: row = last; break;
    default: return false;
  }
  if (last >= 0) setCurrentRow(std::clamp(row, 0, last));
  return true;
}

void SequenceView::moveLifeline(int step, bool withIt) {
  const int count = static_cast<int>(m_sequence.lifelines.size());
  if (count == 0) return;
  const int next = std::clamp(m_current + step, 0, count - 1);
  if (withIt) return move(m_current, next);
  m_current = next;
  horizontalScrollBar()->setValue(next * columnWidth() + columnWidth() / 2 -
                                  viewport()->width() / 2);
  viewport()->update();
}

void SequenceView::keyPressEvent(QKeyEvent* event) {
  const bool isControl = (event->modifiers() & Qt::ControlModifier) != 0;
  switch (event->key()) {
    case Qt::Key_Left: return moveLifeline(-1, isControl);
    case Qt::Key_Right: return moveLifeline(1, isControl);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (m_row >= 0) emit eventActivated(m_sequence.numbers[static_cast<std::size_t>(m_row)]);
      return;
    default:
      if (!moveRow(event->key())) QAbstractScrollArea::keyPressEvent(event);
  }
}

void SequenceView::focusInEvent(QFocusEvent* event) {
  QAbstractScrollArea::focusInEvent(event);
  tellCurrent();
  viewport()->update();
}

void SequenceView::focusOutEvent(QFocusEvent* event) {
  QAbstractScrollArea::focusOutEvent(event);
  viewport()->update();
}

}  // namespace views
