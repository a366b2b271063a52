// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/icons.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>

#include "views/theme.h"

namespace views {
namespace {

/// What a drawing may use: lines in the text's colour, and one accent that carries the meaning.
struct Ink {
  QPainter& painter;
  QColor line;
  QColor accent;

  void stroke(const QColor& color, double width = 1.5) const {
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
  }
  void fill(const QColor& color) const {
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
  }
  void polyline(std::initializer_list<QPointF> points) const {
    painter.drawPolyline(points.begin(), static_cast<int>(points.size()));
  }
  void polygon(std::initializer_list<QPointF> points) const {
    painter.drawPolygon(points.begin(), static_cast<int>(points.size()));
  }
};

void drawApplication(const Ink& ink) {
  QPainter& p = ink.painter;
  ink.fill(QColor(0xff1d3a5f));
  p.drawRoundedRect(QRectF(0.5, 0.5, 15, 15), 3.2, 3.2);
  p.setPen(QPen(QColor(0xff8fb8e8), 1.1, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  p.setBrush(Qt::NoBrush);
  ink.polyline({{8, 4.6}, {8, 7.4}});
  ink.polyline({{3.9, 10.2}, {3.9, 7.4}, {12.1, 7.4}, {12.1, 10.2}});
  ink.polyline({{8, 7.4}, {8, 10.2}});
  ink.fill(QColor(0xfff4f7fb));
  p.drawRoundedRect(QRectF(5.9, 2.3, 4.2, 3), 0.8, 0.8);
  ink.fill(QColor(0xff62cf88));
  p.drawRoundedRect(QRectF(2.3, 9.8, 3.2, 3.6), 0.8, 0.8);
  p.drawRoundedRect(QRectF(6.4, 9.8, 3.2, 3.6), 0.8, 0.8);
  ink.fill(QColor(0xfff2b04c));
  p.drawRoundedRect(QRectF(10.5, 9.8, 3.2, 3.6), 0.8, 0.8);
}

void drawOverview(const Ink& ink) {
  ink.stroke(ink.line, 1.2);
  ink.painter.drawRoundedRect(QRectF(1.8, 1.8, 5.2, 5.2), 1, 1);
  ink.painter.drawRoundedRect(QRectF(9, 1.8, 5.2, 5.2), 1, 1);
  ink.painter.drawRoundedRect(QRectF(1.8, 9, 5.2, 5.2), 1, 1);
  ink.fill(ink.accent);
  ink.painter.drawRoundedRect(QRectF(8.6, 8.6, 6, 6), 1, 1);
}

void drawProcesses(const Ink& ink) {
  ink.stroke(ink.line, 1.2);
  ink.painter.drawRoundedRect(QRectF(1.5, 2.5, 13, 11), 1.2, 1.2);
  ink.polyline({{1.5, 6}, {14.5, 6}});
  ink.stroke(ink.accent);
  ink.polyline({{4, 8.6}, {12, 8.6}});
  ink.polyline({{4, 11.2}, {9, 11.2}});
}

void drawTree(const Ink& ink) {
  ink.stroke(ink.line, 1.2);
  ink.polyline({{3.5, 5}, {3.5, 12.3}, {8.5, 12.3}});
  ink.polyline({{3.5, 8}, {8.5, 8}});
  ink.fill(ink.accent);
  ink.painter.drawRoundedRect(QRectF(1.5, 1.8, 4.5, 3.4), 0.8, 0.8);
  ink.stroke(ink.line, 1.2);
  ink.painter.drawRoundedRect(QRectF(9, 6.5, 5.2, 3), 0.8, 0.8);
  ink.painter.drawRoundedRect(QRectF(9, 10.9, 5.2, 3), 0.8, 0.8);
}

void drawCharts(const Ink& ink) {
  ink.stroke(ink.line, 1.2);
  ink.polyline({{2, 2}, {2, 14}, {14.5, 14}});
  ink.stroke(ink.accent);
  ink.polyline({{4, 11}, {6.8, 7.2}, {9.2, 9}, {13.8, 3.4}});
}

void drawLoadTest(const Ink& ink) {
  ink.stroke(ink.line, 1.3);
  ink.painter.drawArc(QRectF(1.8, 3, 12.4, 12.4), -20 * 16, 220 * 16);
  ink.stroke(ink.accent, 1.7);
  ink.polyline({{8, 9.4}, {11.2, 5.6}});
  ink.fill(ink.accent);
  ink.painter.drawEllipse(QPointF(8, 9.4), 1.4, 1.4);
}

void drawTrace(const Ink& ink) {
  ink.stroke(ink.line, 1.2);
  ink.polyline({{3, 2}, {3, 14}});
  ink.polyline({{13, 2}, {13, 14}});
  ink.stroke(ink.accent);
  ink.polyline({{3, 5}, {12.4, 5}});
  ink.polyline({{10, 2.9}, {12.4, 5}, {10, 7.1}});
  ink.polyline({{13, 11}, {3.6, 11}});
  ink.polyline({{6, 8.9}, {3.6, 11}, {6, 13.1}});
}

void drawAlarms(const Ink& ink) {
  QPainterPath bell(QPointF(2.2, 11.8));
  bell.cubicTo(4.4, 10, 3, 3, 8, 3);
  bell.cubicTo(13, 3, 11.6, 10, 13.8, 11.8);
  bell.closeSubpath();
  ink.stroke(ink.line, 1.3);
  ink.painter.drawPath(bell);
  ink.polyline({{8, 1.4}, {8, 3}});
  ink.fill(ink.accent);
  ink.painter.drawEllipse(QPointF(8, 13.6), 1.6, 1.6);
}

void drawLog(const Ink& ink) {
  ink.stroke(ink.line, 1.2);
  ink.painter.drawRoundedRect(QRectF(2.5, 1.6, 11, 12.8), 1.2, 1.2);
  ink.polyline({{5, 8}, {11, 8}});
  ink.polyline({{5, 11}, {9, 11}});
  ink.stroke(ink.accent);
  ink.polyline({{5, 4.8}, {11, 4.8}});
}

void drawPause(const Ink& ink) {
  ink.fill(ink.line);
  ink.painter.drawRoundedRect(QRectF(3.6, 2.6, 3, 10.8), 0.6, 0.6);
  ink.painter.drawRoundedRect(QRectF(9.4, 2.6, 3, 10.8), 0.6, 0.6);
}

void drawPlay(const Ink& ink) {
  ink.fill(ink.line);
  ink.polygon({{4, 2.4}, {13, 8}, {4, 13.6}});
}

void drawRefresh(const Ink& ink) {
  ink.stroke(ink.line);
  ink.painter.drawArc(QRectF(2.6, 2.6, 10.8, 10.8), 60 * 16, 290 * 16);
  ink.polyline({{9.6, 0.9}, {11.6, 3.6}, {8.6, 5.2}});
}

/// A raised hand would be lost at 16 pixels: a pause sign inside the process's circle.
void drawSuspend(const Ink& ink) {
  ink.stroke(ink.accent);
  ink.painter.drawEllipse(QPointF(8, 8), 6.2, 6.2);
  ink.stroke(ink.accent, 1.9);
  ink.polyline({{6.2, 5.6}, {6.2, 10.4}});
  ink.polyline({{9.8, 5.6}, {9.8, 10.4}});
}

void drawResume(const Ink& ink) {
  ink.stroke(ink.accent);
  ink.painter.drawEllipse(QPointF(8, 8), 6.2, 6.2);
  ink.fill(ink.accent);
  ink.polygon({{6.4, 5}, {11.2, 8}, {6.4, 11}});
}

/// One message, which goes through the process's circle.
void drawStep(const Ink& ink) {
  ink.stroke(ink.accent);
  ink.painter.drawEllipse(QPointF(8, 8), 6.2, 6.2);
  ink.polyline({{4.8, 8}, {10.6, 8}});
  ink.polyline({{8.4, 5.6}, {10.8, 8}, {8.4, 10.4}});
}

/// One message, which goes over it.
void drawSkip(const Ink& ink) {
  ink.stroke(ink.accent);
  ink.painter.drawArc(QRectF(2.2, 3.2, 11, 11), 15 * 16, 150 * 16);
  ink.polyline({{9.4, 6.6}, {13, 7.4}, {14.4, 4}});
  ink.stroke(ink.line, 1.3);
  ink.painter.drawEllipse(QPointF(7.7, 11.6), 1.9, 1.9);
}

void drawWatch(const Ink& ink) {
  ink.stroke(ink.line, 1.3);
  ink.painter.drawArc(QRectF(1.2, 3.2, 13.6, 13.6), 35 * 16, 110 * 16);
  ink.painter.drawArc(QRectF(1.2, -0.8, 13.6, 13.6), -35 * 16, -110 * 16);
  ink.fill(ink.accent);
  ink.painter.drawEllipse(QPointF(8, 8), 2.4, 2.4);
}

void drawEdit(const Ink& ink) {
  ink.stroke(ink.line, 1.3);
  ink.polygon({{3, 10.6}, {10.8, 2.8}, {13.2, 5.2}, {5.4, 13}, {2.4, 13.6}});
  ink.stroke(ink.accent, 1.3);
  ink.polyline({{9, 4.6}, {11.4, 7}});
}

/// An envelope on its way.
void drawSend(const Ink& ink) {
  ink.stroke(ink.line, 1.2);
  ink.painter.drawRoundedRect(QRectF(1.6, 3.6, 12.8, 8.8), 1, 1);
  ink.stroke(ink.accent, 1.3);
  ink.polyline({{2, 4.4}, {8, 9}, {14, 4.4}});
}

/// A door, and the way out.
void drawTerminate(const Ink& ink) {
  ink.stroke(ink.line, 1.3);
  ink.polyline({{9, 2.4}, {3, 2.4}, {3, 13.6}, {9, 13.6}});
  ink.stroke(ink.accent);
  ink.polyline({{6.6, 8}, {13.6, 8}});
  ink.polyline({{11, 5.4}, {13.6, 8}, {11, 10.6}});
}

void drawKill(const Ink& ink) {
  ink.stroke(ink.accent, 2);
  ink.polyline({{3.6, 3.6}, {12.4, 12.4}});
  ink.polyline({{12.4, 3.6}, {3.6, 12.4}});
}

void drawFilter(const Ink& ink) {
  ink.stroke(ink.line, 1.3);
  ink.polygon({{2, 3}, {14, 3}, {9.6, 8.4}, {9.6, 13.4}, {6.4, 11.4}, {6.4, 8.4}});
}

void drawClear(const Ink& ink) {
  ink.stroke(ink.line);
  ink.polyline({{4, 4}, {12, 12}});
  ink.polyline({{12, 4}, {4, 12}});
}

void drawCopy(const Ink& ink) {
  ink.stroke(ink.line, 1.2);
  ink.polyline({{4.5, 11}, {2.5, 11}, {2.5, 2}, {9.5, 2}, {9.5, 4}});
  ink.painter.drawRoundedRect(QRectF(6, 5.2, 7.6, 8.8), 1, 1);
}

void drawSave(const Ink& ink) {
  ink.stroke(ink.line);
  ink.polyline({{2.5, 10}, {2.5, 13.5}, {13.5, 13.5}, {13.5, 10}});
  ink.stroke(ink.accent);
  ink.polyline({{8, 2}, {8, 10.2}});
  ink.polyline({{5, 7.4}, {8, 10.4}, {11, 7.4}});
}

void drawStart(const Ink& ink) {
  ink.fill(ink.accent);
  ink.polygon({{4, 2.4}, {13, 8}, {4, 13.6}});
}

void drawStop(const Ink& ink) {
  ink.fill(ink.accent);
  ink.painter.drawRoundedRect(QRectF(3.4, 3.4, 9.2, 9.2), 1, 1);
}

void drawLive(const Ink& ink) {
  ink.stroke(ink.accent);
  ink.polyline({{3, 3.5}, {7.5, 8}, {3, 12.5}});
  ink.polyline({{8, 3.5}, {12.5, 8}, {8, 12.5}});
  ink.stroke(ink.line, 1.3);
  ink.polyline({{14.2, 2.5}, {14.2, 13.5}});
}

void drawLocate(const Ink& ink) {
  ink.stroke(ink.line, 1.2);
  ink.painter.drawEllipse(QPointF(8, 8), 4.6, 4.6);
  for (const QPointF d : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
    ink.painter.drawLine(QPointF(8, 8) + d * 4.6, QPointF(8, 8) + d * 6.8);
  }
  ink.fill(ink.accent);
  ink.painter.drawEllipse(QPointF(8, 8), 1.6, 1.6);
}

void drawInfo(const Ink& ink) {
  ink.stroke(ink.accent);
  ink.painter.drawEllipse(QPointF(8, 8), 6.2, 6.2);
  ink.polyline({{8, 7.6}, {8, 11.2}});
  ink.fill(ink.accent);
  ink.painter.drawEllipse(QPointF(8, 5), 1, 1);
}

void drawGood(const Ink& ink) {
  ink.stroke(ink.accent);
  ink.painter.drawEllipse(QPointF(8, 8), 6.2, 6.2);
  ink.polyline({{5.2, 8.2}, {7.2, 10.2}, {10.9, 6}});
}

void drawWarning(const Ink& ink) {
  ink.stroke(ink.accent);
  ink.polygon({{8, 2.2}, {14.4, 13.4}, {1.6, 13.4}});
  ink.polyline({{8, 6.4}, {8, 9.2}});
  ink.fill(ink.accent);
  ink.painter.drawEllipse(QPointF(8, 11.4), 0.95, 0.95);
}

void drawError(const Ink& ink) {
  ink.stroke(ink.accent);
  ink.painter.drawEllipse(QPointF(8, 8), 6.2, 6.2);
  ink.polyline({{5.8, 5.8}, {10.2, 10.2}});
  ink.polyline({{10.2, 5.8}, {5.8, 10.2}});
}

struct Drawing {
  void (*draw)(const Ink&);
  Tone accent;
};

Drawing drawingOf(IconId id) {
  switch (id) {
    case IconId::Application: return {drawApplication, Tone::Neutral};
    case IconId::Overview: return {drawOverview, Tone::Info};
    case IconId::Processes: return {drawProcesses, Tone::Info};
    case IconId::Tree: return {drawTree, Tone::Info};
    case IconId::Charts: return {drawCharts, Tone::Info};
    case IconId::LoadTest: return {drawLoadTest, Tone::Info};
    case IconId::Trace: return {drawTrace, Tone::Info};
    case IconId::Alarms: return {drawAlarms, Tone::Warning};
    case IconId::Log: return {drawLog, Tone::Info};
    case IconId::Pause: return {drawPause, Tone::Neutral};
    case IconId::Play: return {drawPlay, Tone::Neutral};
    case IconId::Refresh: return {drawRefresh, Tone::Neutral};
    case IconId::Suspend: return {drawSuspend, Tone::Warning};
    case IconId::Resume: return {drawResume, Tone::Good};
    case IconId::Step: return {drawStep, Tone::Info};
    case IconId::Skip: return {drawSkip, Tone::Info};
    case IconId::Watch: return {drawWatch, Tone::Info};
    case IconId::Edit: return {drawEdit, Tone::Info};
    case IconId::Send: return {drawSend, Tone::Info};
    case IconId::Terminate: return {drawTerminate, Tone::Error};
    case IconId::Kill: return {drawKill, Tone::Error};
    case IconId::Filter: return {drawFilter, Tone::Neutral};
    case IconId::Clear: return {drawClear, Tone::Neutral};
    case IconId::Copy: return {drawCopy, Tone::Neutral};
    case IconId::Save: return {drawSave, Tone::Info};
    case IconId::Start: return {drawStart, Tone::Good};
    case IconId::Stop: return {drawStop, Tone::Error};
    case IconId::Live: return {drawLive, Tone::Info};
    case IconId::Locate: return {drawLocate, Tone::Info};
    case IconId::Info: return {drawInfo, Tone::Info};
    case IconId::Good: return {drawGood, Tone::Good};
    case IconId::Warning: return {drawWarning, Tone::Warning};
    case IconId::Error: return {drawError, Tone::Error};
  }
  return {drawInfo, Tone::Info};
}

class Engine final : public QIconEngine {
 public:
  explicit Engine(IconId id) : m_id(id) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const QPalette palette = QGuiApplication::palette();
    const Drawing drawing = drawingOf(m_id);
    QColor line = palette.color(QPalette::Active, QPalette::ButtonText);
    QColor accent = toneColor(palette, drawing.accent);
    if (mode == QIcon::Disabled) {
      line = palette.color(QPalette::Disabled, QPalette::ButtonText);
      accent = line;
    } else if (mode == QIcon::Selected) {
      line = palette.color(QPalette::Active, QPalette::HighlightedText);
      accent = line;
    }
    const double side = qMin(rect.width(), rect.height());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2);
    painter->scale(side / 16, side / 16);
    drawing.draw({*painter, line, accent});
    painter->restore();
  }

  /// Never cached: the palette may have changed since.
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(0, 0), size), mode, state);
    return pixmap;
  }

  QIconEngine* clone() const override { return new Engine(*this); }
  QString key() const override { return QStringLiteral("genmsg"); }

  QList<QSize> availableSizes(QIcon::Mode, QIcon::State) override {
    if (m_id != IconId::Application) return {};
    return {{16, 16}, {24, 24}, {32, 32}, {48, 48}, {64, 64}, {128, 128}, {256, 256}};
  }
  bool isNull() override { return false; }

 private:
  IconId m_id;
};

}  // namespace

QIcon icon(IconId id) { return QIcon(new Engine(id)); }

}  // namespace views
