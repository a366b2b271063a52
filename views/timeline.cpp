// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline.h"

#include <QDateTime>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <cmath>
#include <limits>

#include "models/format.h"
#include "models/wall_clock.h"

namespace views {
namespace {

using Id = models::StatisticsSeries::Id;
using models::EventMark;

constexpr double usPerSecond = 1e6;
constexpr int near = 4;  // pixels; who clicks does not hit one

QString clockText(double secondsSince1970) {
  return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(std::llround(secondsSince1970 * 1000)))
      .toString(QStringLiteral("HH:mm:ss"));
}

}  // namespace

Tone toneOf(EventMark::Kind kind) {
  switch (kind) {
    case EventMark::Kind::Operation: return Tone::Info;
    case EventMark::Kind::Load: return Tone::Good;
    case EventMark::Kind::Restart:
    case EventMark::Kind::Alarm: return Tone::Warning;
    case EventMark::Kind::Crash: return Tone::Error;
  }
  return Tone::Info;
}

Timeline::Timeline(const models::StatisticsSeries* series, const models::EventMarks* marks,
                   QWidget* parent)
    : QWidget(parent), m_series(series), m_marks(marks) {
  setObjectName(QStringLiteral("timeline"));
  setAccessibleName(tr("Timeline of the last ten minutes"));
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(series, &models::StatisticsSeries::appended, this, qOverload<>(&QWidget::update));
  connect(marks, &models::EventMarks::marked, this, qOverload<>(&QWidget::update));
}

void Timeline::applyView(const models::NodeViewPtr& view) {
  if (m_epochS) return;
  models::WallClock clock;
  clock.start(*view->snapshot);
  m_epochS = static_cast<double>(clock.wallUs(view->snapshot->node_start_ns)) / usPerSecond;
  update();
}

QSize Timeline::sizeHint() const {
  return {fontMetrics().averageCharWidth() * 60, fontMetrics().height() * 7 / 2};
}

QRect Timeline::plotRect() const {
  const int labels = fontMetrics().horizontalAdvance(tr("888,888,888 queued"));
  return rect().adjusted(labels + fontMetrics().averageCharWidth(), 2, -3, -3);
}

double Timeline::xAt(double timeS) const {
  const QRect plot = plotRect();
  const double age = m_series->lastTimeS() - timeS;
  return plot.right() - age / spanS * plot.width();
}

std::optional<int> Timeline::xOf(const EventMark& mark) const {
  if (!m_epochS) return std::nullopt;
  const double timeS = static_cast<double>(mark.wallUs) / usPerSecond - *m_epochS;
  // What came after the newest sample is at the edge until the next.
  const double x = qMin(xAt(timeS), static_cast<double>(plotRect().right()));
  if (x < plotRect().left()) return std::nullopt;
  return static_cast<int>(std::lround(x));
}

void Timeline::drawLine(QPainter& painter, const models::TimeSeries& series,
                        const QColor& color) const {
  const QRect plot = plotRect();
  // The largest of each pixel: a peak must not hide between two points.
  QList<double> tops(plot.width() + 1, -1.0);
  QList<bool> gaps(plot.width() + 1, false);
  double highest = 0;
  for (std::uint64_t i = series.firstSince(m_series->lastTimeS() - spanS); i < series.end(); ++i) {
    const models::TimeSeries::Sample& sample = series.at(i);
    const auto x = static_cast<qsizetype>(std::lround(xAt(sample.timeS))) - plot.left();
    if (x < 0 || x >= tops.size()) continue;
    if (std::isnan(sample.value)) {
      gaps[x] = true;
      continue;
    }
    tops[x] = qMax(tops[x], sample.value);
    highest = qMax(highest, sample.value);
  }
  QPainterPath path;
  bool open = false;
  for (qsizetype x = 0; x < tops.size(); ++x) {
    if (gaps[x]) open = false;
    if (tops[x] < 0) continue;
    const double share = highest > 0 ? tops[x] / highest : 0;
    const QPointF point(static_cast<double>(plot.left() + x),
                        plot.bottom() - share * (plot.height() - 2));
    if (open)
      path.lineTo(point);
    else
      path.moveTo(point);
    open = true;
  }
  painter.setPen(QPen(color, 1));
  painter.drawPath(path);
}

void Timeline::drawMarks(QPainter& painter) const {
  const QRect plot = plotRect();
  int last = -1;
  const EventMark* worst = nullptr;
  const auto draw = [&](int x, const EventMark& mark) {
    const QColor color = toneColor(palette(), toneOf(mark.kind));
    painter.setPen(QPen(color, 1));
    painter.drawLine(x, plot.top(), x, plot.bottom());
    const int side = fontMetrics().height() / 4;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    const QPoint flag[] = {{x - side, plot.top()},
                           {x + side, plot.top()},
                           {x, plot.top() + side * 2}};
    painter.drawPolygon(flag, 3);
    if (mark.logNumber != m_current || !hasFocus()) return;
    painter.setPen(palette().color(QPalette::Highlight));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(x - near, plot.top(), 2 * near, plot.height());
  };
  // Of a flood only the worst of a pixel is drawn.
  for (const EventMark& mark : m_marks->marks()) {
    const std::optional<int> x = xOf(mark);
    if (!x) continue;
    if (worst != nullptr && *x != last) draw(last, *worst);
    if (worst == nullptr || *x != last || mark.kind > worst->kind) worst = &mark;
    last = *x;
  }
  if (worst != nullptr) draw(last, *worst);
}

void Timeline::drawLabels(QPainter& painter) const {
  const auto latest = [this](Id id) {
    const models::TimeSeries& series = m_series->series(id);
    return series.isEmpty() ? std::numeric_limits<double>::quiet_NaN()
                            : series.at(series.end() - 1).value;
  };
  const int line = fontMetrics().height();
  const QRect area(2, 2, plotRect().left() - fontMetrics().averageCharWidth() - 2, line);
  painter.setPen(seriesColor(palette(), 0));
  painter.drawText(area, Qt::AlignRight,
                   tr("%1 msgs/s").arg(models::formatRate(latest(Id::MessageRate))));
  painter.setPen(seriesColor(palette(), 1));
  painter.drawText(area.translated(0, line), Qt::AlignRight,
                   tr("%1 queued").arg(models::formatRate(latest(Id::TotalMailbox))));
  painter.setPen(secondaryTextColor(palette()));
  painter.drawText(area.translated(0, 2 * line), Qt::AlignRight, tr("10 min"));
}

void Timeline::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const QRect plot = plotRect();
  painter.fillRect(plot, palette().color(QPalette::Base));
  drawLabels(painter);
  painter.setRenderHint(QPainter::Antialiasing, false);
  drawLine(painter, m_series->series(Id::TotalMailbox), seriesColor(palette(), 1));
  drawLine(painter, m_series->series(Id::MessageRate), seriesColor(palette(), 0));
  drawMarks(painter);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(hasFocus() ? palette().color(QPalette::Highlight) : hairlineColor(palette()));
  painter.drawRect(plot);
}

const EventMark* Timeline::markAt(int x) const {
  const EventMark* found = nullptr;
  for (const EventMark& mark : m_marks->marks()) {
    const std::optional<int> at = xOf(mark);
    if (!at || qAbs(*at - x) > near) continue;
    if (found == nullptr || mark.kind >= found->kind) found = &mark;
  }
  return found;
}

QString Timeline::tipAt(int x) const {
  if (!m_epochS || !plotRect().contains(x, plotRect().center().y())) return {};
  const EventMark* mark = markAt(x);
  if (mark != nullptr) {
    return tr("%1 %2\nClick to see it in the log")
        .arg(clockText(static_cast<double>(mark->wallUs) / usPerSecond), mark->text);
  }
  const double age = static_cast<double>(plotRect().right() - x) / plotRect().width() * spanS;
  const double timeS = m_series->lastTimeS() - age;
  const auto valueAt = [timeS](const models::TimeSeries& series) {
    const std::uint64_t i = series.firstSince(timeS);
    // Outside of the samples nothing is known.
    if (i == series.end() || i == series.begin()) return std::numeric_limits<double>::quiet_NaN();
    return series.at(i).value;
  };
  return tr("%1\n%2 msgs/s\n%3 queued")
      .arg(clockText(*m_epochS + timeS),
           models::formatRate(valueAt(m_series->series(Id::MessageRate))),
           models::formatRate(valueAt(m_series->series(Id::TotalMailbox))));
}

bool Timeline::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos().x()), this);
    return true;
  }
  return QWidget::event(event);
}

void Timeline::mousePressEvent(QMouseEvent* event) {
  const EventMark* mark =
      event->button() == Qt::LeftButton ? markAt(event->position().toPoint().x()) : nullptr;
  if (mark == nullptr) return;
  m_current = mark->logNumber;
  emit markActivated(mark->logNumber);
}

void Timeline::mouseMoveEvent(QMouseEvent* event) {
  if (markAt(event->position().toPoint().x()) != nullptr)
    setCursor(Qt::PointingHandCursor);
  else
    unsetCursor();
}

void Timeline::step(int by) {
  const auto& marks = m_marks->marks();
  if (marks.empty()) return;
  auto at = static_cast<qsizetype>(by > 0 ? -1 : std::ssize(marks));
  for (qsizetype i = 0; i < std::ssize(marks); ++i) {
    if (marks[static_cast<std::size_t>(i)].logNumber == m_current) at = i;
  }
  at = qBound(qsizetype{0}, at + by, static_cast<qsizetype>(std::ssize(marks)) - 1);
  const EventMark& mark = marks[static_cast<std::size_t>(at)];
  m_current = mark.logNumber;
  setAccessibleDescription(mark.text);
  update();
}

void Timeline::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left: step(-1); break;
    case Qt::Key_Right: step(1); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (m_current != 0) emit markActivated(m_current);
      break;
    default: QWidget::keyPressEvent(event);
  }
}

void Timeline::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void Timeline::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

}  // namespace views
