// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/chart_widget.h"

#include <qcustomplot.h>

#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>
#include <cmath>

#include "views/chart_legend.h"
#include "views/legend_entry.h"
#include "views/theme.h"

namespace views {
namespace {

constexpr double minSpan = 2;          // seconds; closer there is nothing between two samples
constexpr double maxSpan = 24 * 3600;  // seconds
constexpr double zoomStep = 0.8;
constexpr double leastMove = 1e-3;     // seconds; less is rounding

/// "1.25 M" instead of 1250000; `fixed` keeps three digits, so that a value does not jitter.
QString compactCount(double value, bool fixed = true) {
  struct Step {
    double unit;
    QLatin1String sign;
  };
  static constexpr Step steps[] = {
      {1e9, QLatin1String(" G")}, {1e6, QLatin1String(" M")}, {1e3, QLatin1String(" k")}};
  const QLocale locale;
  for (const Step& step : steps) {
    if (std::abs(value) < step.unit) continue;
    const double scaled = value / step.unit;
    if (!fixed) return locale.toString(scaled, 'g', 3) % step.sign;
    const int decimals = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
    return locale.toString(scaled, 'f', decimals) % step.sign;
  }
  const bool whole = value >= 10 || value == std::floor(value);
  return locale.toString(value, 'f', whole ? 0 : 1);
}

class CountTicker final : public QCPAxisTicker {
 protected:
  QString getTickLabel(double tick, const QLocale&, QChar, int) override {
    return compactCount(tick, false);
  }
};

QString clockText(double seconds) {
  const auto ms = static_cast<qint64>(std::llround(seconds * 1000));
  return QDateTime::fromMSecsSinceEpoch(ms).time().toString(QStringLiteral("HH:mm:ss"));
}

}  // namespace

ChartWidget::ChartWidget(const QString& title, const QString& unit, Scale scale, QWidget* parent)
    : QWidget(parent), m_scale(scale), m_title(title) {
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(title);
  setUpHeader(title, unit);
  setUpPlot();
  setUpAxes();
  setUpItems();
  applyTheme();
  describe();
}

void ChartWidget::setUpHeader(const QString& title, const QString& unit) {
  m_titleLabel = new QLabel(title, this);
  QFont bold = font();
  bold.setBold(true);
  m_titleLabel->setFont(bold);
  m_unitLabel = new QLabel(unit, this);
  // As high as an entry of the legend, so that they stand on one line.
  for (QLabel* label : {m_titleLabel, m_unitLabel}) {
    label->setFixedHeight(LegendEntry::heightOf(label->fontMetrics()));
  }
  m_legend = new ChartLegend(this);
  m_legend->setObjectName(QStringLiteral("chartLegend"));
  connect(m_legend, &ChartLegend::entryToggled, this, [this](int index, bool visible) {
    m_series[index].graph->setVisible(visible);
    scheduleReplot();
  });
}

void ChartWidget::setUpPlot() {
  m_plot = new QCustomPlot(this);
  m_plot->setObjectName(QStringLiteral("chartPlot"));
  m_plot->setFocusPolicy(Qt::NoFocus);
  m_plot->setMinimumHeight(fontMetrics().height() * 5);
  m_plot->setNoAntialiasingOnDrag(true);
  m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  m_plot->axisRect()->setRangeDrag(Qt::Horizontal);
  m_plot->axisRect()->setRangeZoom(Qt::Horizontal);
  m_plot->axisRect()->setRangeZoomFactor(zoomStep);
  m_plot->setMouseTracking(true);
  m_plot->installEventFilter(this);
  connect(m_plot, &QCustomPlot::mousePress, this, [this] { setFocus(Qt::MouseFocusReason); });
  connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &ChartWidget::backToLive);
  connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) {
    const double seconds = m_plot->xAxis->pixelToCoord(event->position().x());
    showCrosshair(seconds);
    emit crosshairMoved(seconds);
  });

  auto* header = new QHBoxLayout;
  header->setSpacing(fontMetrics().averageCharWidth());
  header->addWidget(m_titleLabel, 0, Qt::AlignTop);
  header->addWidget(m_unitLabel, 0, Qt::AlignTop);
  header->addWidget(m_legend, 1);
  auto* layout = new QVBoxLayout(this);
  const int margin = style()->pixelMetric(QStyle::PM_DefaultFrameWidth) + 1;
  layout->setContentsMargins(margin, margin, margin, margin);
  layout->setSpacing(margin);
  layout->addLayout(header);
  layout->addWidget(m_plot, 1);
}

void ChartWidget::setUpAxes() {
  const auto timeTicker = QSharedPointer<QCPAxisTickerDateTime>::create();
  timeTicker->setDateTimeFormat(QStringLiteral("HH:mm:ss"));
  m_plot->xAxis->setTicker(timeTicker);
  connect(m_plot->xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
          [this](const QCPRange& range) {
            if (!m_applyingRange) userChangedRange(range.lower, range.upper);
          });
  if (m_scale == Scale::Count) m_plot->yAxis->setTicker(QSharedPointer<CountTicker>::create());
  m_plot->yAxis->ticker()->setTickCount(4);
  m_plot->yAxis->setSubTicks(false);
  m_plot->xAxis->setSubTicks(false);
  m_plot->yAxis->setRange(0, m_scale == Scale::Percent ? 100 : 1);
  // A fixed left margin, so that charts above each other have one time axis for the eye.
  QCPAxisRect* rect = m_plot->axisRect();
  rect->setAutoMargins(QCP::msBottom);
  const QFontMetrics metrics = fontMetrics();
  const int letter = metrics.averageCharWidth();
  rect->setMargins({metrics.horizontalAdvance(QStringLiteral("8888 M")) + letter,
                    metrics.height() * 2 / 3, letter * 2, 0});
  applyLiveRange();
}

void ChartWidget::setUpItems() {
  QCPLayer* overlay = m_plot->layer(QStringLiteral("overlay"));
  m_crosshair = new QCPItemStraightLine(m_plot);
  m_crosshair->setLayer(overlay);
  m_crosshair->setVisible(false);
  m_readout = new QCPItemText(m_plot);
  m_readout->setLayer(overlay);
  m_readout->setVisible(false);
  m_readout->position->setType(QCPItemPosition::ptAbsolute);
  m_readout->setTextAlignment(Qt::AlignLeft);
  const int pad = fontMetrics().averageCharWidth() / 2;
  m_readout->setPadding({pad * 2, pad, pad * 2, pad});
  m_plot->yAxis2->setRange(0, 1);
  for (const Tone tone : {Tone::Info, Tone::Good, Tone::Warning, Tone::Error}) {
    QCPGraph* graph = m_plot->addGraph(m_plot->xAxis, m_plot->yAxis2);
    graph->setLineStyle(QCPGraph::lsImpulse);
    graph->setAdaptiveSampling(true);  // a flood is as many lines as there are pixels
    m_markGraphs.append({tone, graph});
  }
  m_emptyText = new QCPItemText(m_plot);
  m_emptyText->position->setType(QCPItemPosition::ptAxisRectRatio);
  m_emptyText->position->setCoords(0.5, 0.5);
  m_emptyText->setText(tr("No samples yet"));
}

int ChartWidget::addSeries(const QString& name) {
  const int index = seriesCount();
  QCPGraph* graph = m_plot->addGraph();
  graph->setAdaptiveSampling(true);
  m_series.append({name, graph});
  m_legend->addEntry(name);
  applyTheme();
  return index;
}

void ChartWidget::clearSeries() {
  for (const Series& series : m_series) m_plot->removeGraph(series.graph);
  m_series.clear();
  m_legend->clear();
  scheduleReplot();
}

void ChartWidget::setSamples(int series, const QList<double>& seconds,
                             const QList<double>& values) {
  m_series[series].graph->setData(seconds, values, true);
  scheduleReplot();
}

void ChartWidget::addSample(int series, double seconds, double value) {
  m_series[series].graph->addData(seconds, value);
}

void ChartWidget::trimBefore(double seconds) {
  for (const Series& series : m_series) series.graph->data()->removeBefore(seconds);
}

void ChartWidget::setMarks(const QList<Mark>& marks) {
  m_marks = marks;
  for (const auto& [tone, graph] : m_markGraphs) {
    QList<double> seconds;
    for (const Mark& mark : marks) {
      if (mark.tone == tone) seconds << mark.seconds;
    }
    graph->setData(seconds, QList<double>(seconds.size(), 1), true);
  }
  scheduleReplot();
}

QString ChartWidget::markText(double seconds) const {
  constexpr double nearPixels = 4;
  const double x = m_plot->xAxis->coordToPixel(seconds);
  const Mark* nearest = nullptr;
  double least = nearPixels;
  for (const Mark& mark : m_marks) {
    const double away = qAbs(m_plot->xAxis->coordToPixel(mark.seconds) - x);
    if (away > least) continue;
    least = away;
    nearest = &mark;
  }
  constexpr qsizetype shown = 60;
  if (nearest == nullptr) return {};
  return nearest->text.size() <= shown ? nearest->text
                                       : QString(nearest->text.left(shown - 1) + QChar(0x2026));
}

void ChartWidget::setNow(double seconds) {
  m_now = seconds;
  if (m_live) applyLiveRange();
  for (int i = 0; i < seriesCount(); ++i) {
    m_legend->setValue(i, valueText(valueAt(m_series[i], m_now)));
  }
  describe();
  scheduleReplot();
}

void ChartWidget::setWindow(double seconds) {
  m_window = qBound(minSpan, seconds, maxSpan);
  if (m_live) applyLiveRange();
  scheduleReplot();
}

ChartWidget::Range ChartWidget::range() const {
  const QCPRange range = m_plot->xAxis->range();
  return {range.lower, range.upper};
}

void ChartWidget::setRange(Range range) {
  m_applyingRange = true;
  m_plot->xAxis->setRange(range.lower, range.upper);
  m_applyingRange = false;
  setLive(false);
  scheduleReplot();
}

void ChartWidget::backToLive() {
  applyLiveRange();
  setLive(true);
  scheduleReplot();
}

void ChartWidget::setLive(bool live) {
  if (m_live == live) return;
  m_live = live;
  emit liveChanged(live);
}

void ChartWidget::applyLiveRange() {
  m_applyingRange = true;
  m_plot->xAxis->setRange(m_now - m_window, m_now);
  m_applyingRange = false;
}

ChartWidget::Range ChartWidget::knownRange() const {
  double lower = m_now - m_window;
  for (const Series& series : m_series) {
    const auto samples = series.graph->data();
    if (!samples->isEmpty()) lower = qMin(lower, samples->constBegin()->key);
  }
  return {lower, m_now};
}

void ChartWidget::userChangedRange(double lower, double upper) {
  const Range known = knownRange();
  const double span = qBound(minSpan, upper - lower, known.upper - known.lower);
  const double middle = (lower + upper) / 2;
  const double begin = qBound(known.lower, middle - span / 2, known.upper - span);
  const Range bounded{begin, begin + span};
  // Against the edge it is what it was.
  const bool moved = qAbs(bounded.upper - m_now) > leastMove || qAbs(span - m_window) > leastMove;
  if (m_live && !moved) {
    applyLiveRange();
    return;
  }
  setRange(bounded);
  emit rangeChanged(bounded.lower, bounded.upper);
}

void ChartWidget::zoom(double factor) {
  // While live the newest sample stays at the edge.
  const Range now = range();
  const double anchor = m_live ? now.upper : (now.lower + now.upper) / 2;
  userChangedRange(anchor - (anchor - now.lower) * factor, anchor + (now.upper - anchor) * factor);
}

void ChartWidget::pan(double share) {
  const Range now = range();
  const double step = (now.upper - now.lower) * share;
  userChangedRange(now.lower + step, now.upper + step);
}

void ChartWidget::rescaleValues() {
  if (m_scale == Scale::Percent) return;
  double top = 0;
  for (const Series& series : m_series) {
    if (!series.graph->visible()) continue;
    bool found = false;
    const QCPRange values =
        series.graph->getValueRange(found, QCP::sdPositive, m_plot->xAxis->range());
    if (found) top = qMax(top, values.upper);
  }
  m_plot->yAxis->setRange(0, top > 0 ? top * 1.1 : 1);
}

void ChartWidget::scheduleReplot() {
  rescaleValues();
  bool empty = true;
  for (const Series& series : m_series) empty = empty && series.graph->data()->isEmpty();
  m_emptyText->setVisible(empty);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

double ChartWidget::valueAt(const Series& series, double seconds) const {
  const auto samples = series.graph->data();
  // Outside of the samples nothing is known.
  const auto right = samples->findBegin(seconds, false);
  if (right == samples->constEnd()) return gap;
  if (right->key == seconds) return right->value;
  if (right == samples->constBegin()) return gap;
  const auto left = right - 1;
  return seconds - left->key < right->key - seconds ? left->value : right->value;
}

QString ChartWidget::valueText(double value) const {
  if (std::isnan(value)) return QStringLiteral("–");
  if (m_scale == Scale::Percent) return QLocale().toString(value, 'f', 1) % QStringLiteral(" %");
  return compactCount(value);
}

void ChartWidget::showCrosshair(double seconds) {
  m_crosshair->point1->setCoords(seconds, 0);
  m_crosshair->point2->setCoords(seconds, 1);
  const Range shown = range();
  const bool inside = seconds >= shown.lower && seconds <= shown.upper && m_now > 0;
  m_crosshair->setVisible(inside);
  m_readout->setVisible(inside);
  if (inside) placeReadout(seconds);
  m_plot->layer(QStringLiteral("overlay"))->replot();
}

void ChartWidget::placeReadout(double seconds) {
  qsizetype width = 0;
  for (const Series& series : m_series) width = qMax(width, series.name.size());
  QString text = clockText(seconds);
  for (const Series& series : m_series) {
    if (!series.graph->visible()) continue;
    text += QLatin1Char('\n') % series.name.leftJustified(width) % QLatin1Char(' ') %
            valueText(valueAt(series, seconds)).rightJustified(8);
  }
  const QString mark = markText(seconds);
  if (!mark.isEmpty()) text += QLatin1Char('\n') % mark;
  m_readout->setText(text);
  const QRect rect = m_plot->axisRect()->rect();
  const double x = m_plot->xAxis->coordToPixel(seconds);
  const bool leftHalf = x < rect.center().x();
  const int away = fontMetrics().averageCharWidth();
  m_readout->setPositionAlignment(Qt::AlignTop | (leftHalf ? Qt::AlignLeft : Qt::AlignRight));
  m_readout->position->setCoords(leftHalf ? x + away : x - away, rect.top());
}

void ChartWidget::hideCrosshair() {
  m_crosshair->setVisible(false);
  m_readout->setVisible(false);
  m_plot->layer(QStringLiteral("overlay"))->replot();
}

QString ChartWidget::readout() const {
  return m_readout->visible() ? m_readout->text() : QString();
}

void ChartWidget::describe() {
  QStringList lines;
  for (const Series& series : m_series) {
    bool found = false;
    const QCPRange values = series.graph->getValueRange(found, QCP::sdBoth, m_plot->xAxis->range());
    //: series name, then its last, smallest and largest visible value
    lines << (found ? tr("%1: last %2, min %3, max %4")
                          .arg(series.name, valueText(valueAt(series, m_now)),
                               valueText(values.lower), valueText(values.upper))
                    : tr("%1: no samples").arg(series.name));
  }
  setAccessibleDescription(lines.join(QStringLiteral("; ")));
}

void ChartWidget::applyTheme() {
  const QPalette colors = palette();
  const QColor text = secondaryTextColor(colors);
  const QPen hairline(hairlineColor(colors), 1);
  m_plot->setBackground(colors.brush(QPalette::Active, QPalette::Base));
  for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
    axis->setTickLabelFont(font());
    axis->setTickLabelColor(text);
    axis->setBasePen(hairline);
    axis->setTickPen(hairline);
    axis->setTickLength(0, 3);
    axis->grid()->setPen(hairline);
    axis->grid()->setZeroLinePen(Qt::NoPen);
  }
  m_plot->xAxis->grid()->setVisible(false);
  for (int i = 0; i < seriesCount(); ++i) {
    m_series[i].graph->setPen(QPen(seriesColor(colors, i), 1, seriesPenStyle(i)));
  }
  for (const auto& [tone, graph] : m_markGraphs) {
    graph->setPen(QPen(toneColor(colors, tone), 1, Qt::DotLine));
  }
  m_crosshair->setPen(QPen(text, 1));
  m_readout->setFont(monospaced(font()));
  m_readout->setColor(colors.color(QPalette::Active, QPalette::ToolTipText));
  m_readout->setBrush(colors.brush(QPalette::Active, QPalette::ToolTipBase));
  m_readout->setPen(hairline);
  m_emptyText->setFont(font());
  m_emptyText->setColor(text);
  QPalette unit = colors;
  unit.setColor(QPalette::WindowText, text);
  m_unitLabel->setPalette(unit);
  scheduleReplot();
}

void ChartWidget::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  const auto type = event->type();
  if (type == QEvent::PaletteChange || type == QEvent::StyleChange || type == QEvent::FontChange) {
    applyTheme();
  }
}

bool ChartWidget::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_plot && event->type() == QEvent::Leave) {
    hideCrosshair();
    emit crosshairLeft();
  }
  return QWidget::eventFilter(watched, event);
}

void ChartWidget::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Left: pan(-0.2); break;
    case Qt::Key_Right: pan(0.2); break;
    case Qt::Key_Plus: zoom(zoomStep); break;
    case Qt::Key_Minus: zoom(1 / zoomStep); break;
    case Qt::Key_End: backToLive(); break;
    default: QWidget::keyPressEvent(event);
  }
}

void ChartWidget::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void ChartWidget::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

void ChartWidget::paintEvent(QPaintEvent* event) {
  QWidget::paintEvent(event);
  if (!hasFocus()) return;
  QPainter painter(this);
  painter.setPen(palette().color(QPalette::Highlight));
  painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void ChartWidget::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  hideCrosshair();
}

}  // namespace views
