// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>
#include <QPair>
#include <limits>

#include "views/theme.h"

class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;
class QCustomPlot;
class QLabel;

namespace views {

class ChartLegend;

/// Lines over time: live until somebody zooms (wheel, + and -) or pans (drag, arrow keys); a
/// double-click, End or backToLive() follows the newest samples again. A crosshair shows the values
/// under the pointer. Nobody gets beyond the samples: neither past now nor before the oldest.
/// NaN is a gap: no line crosses it.
/// Threads: GUI thread. Replots are queued: any number of changes in one turn of the event loop
/// cost one replot. Limits: lines of one pixel and no translucent fills, because anything else
/// costs 20 to 50 times as much at a million points; above a pixel's density samples are drawn as
/// ranges.
/// Units: seconds since 1970 on the x axis.
class ChartWidget final : public QWidget {
  Q_OBJECT

 public:
  /// Percent fixes the axis to 0..100; Count starts at 0 and follows what is visible.
  enum class Scale { Count, Percent };
  struct Range {
    double lower = 0;
    double upper = 0;
  };
  /// Something that happened.
  struct Mark {
    double seconds = 0;
    Tone tone = Tone::Info;
    QString text;
  };
  static constexpr double gap = std::numeric_limits<double>::quiet_NaN();

  ChartWidget(const QString& title, const QString& unit, Scale scale, QWidget* parent = nullptr);

  int addSeries(const QString& name);
  /// Forgets all lines and their samples.
  void clearSeries();
  int seriesCount() const { return static_cast<int>(m_series.size()); }
  /// Replaces a line. @pre `seconds` ascends and is as long as `values`
  void setSamples(int series, const QList<double>& seconds, const QList<double>& values);
  /// Appends to a line. @pre `seconds` is not before the last one
  void addSample(int series, double seconds, double value);
  /// Forgets samples before `seconds` in all lines.
  void trimBefore(double seconds);
  /// The right edge while live; call it once after the samples of a tick.
  void setNow(double seconds);
  /// A dotted line at each; the crosshair near one says what it was. @pre in the order of time
  void setMarks(const QList<Mark>& marks);
  /// How much time the live view shows.
  void setWindow(double seconds);

  bool isLive() const { return m_live; }
  Range range() const;
  /// Shows that part of time and leaves live; what another chart's rangeChanged() says.
  void setRange(Range range);
  void backToLive();
  /// Puts the crosshair there, without telling others.
  void showCrosshair(double seconds);
  void hideCrosshair();
  /// What the crosshair says, for tests and screen readers.
  QString readout() const;

 signals:
  void liveChanged(bool live);
  void rangeChanged(double lower, double upper);
  void crosshairMoved(double seconds);
  void crosshairLeft();

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  struct Series {
    QString name;
    QCPGraph* graph;
  };

  void setUpHeader(const QString& title, const QString& unit);
  void setUpPlot();
  void setUpAxes();
  void setUpItems();
  void applyTheme();
  void setLive(bool live);
  void applyLiveRange();
  /// From the oldest sample, or the begin of the live view if that is earlier, until now.
  Range knownRange() const;
  void userChangedRange(double lower, double upper);
  void zoom(double factor);
  void pan(double share);
  void rescaleValues();
  void describe();
  void scheduleReplot();
  void placeReadout(double seconds);
  double valueAt(const Series& series, double seconds) const;
  QString valueText(double value) const;
  QString markText(double seconds) const;

  Scale m_scale;
  QString m_title;
  QLabel* m_titleLabel = nullptr;
  QLabel* m_unitLabel = nullptr;
  ChartLegend* m_legend = nullptr;
  QCustomPlot* m_plot = nullptr;
  QCPItemStraightLine* m_crosshair = nullptr;
  QCPItemText* m_readout = nullptr;
  QCPItemText* m_emptyText = nullptr;
  QList<Series> m_series;
  QList<Mark> m_marks;
  QList<QPair<Tone, QCPGraph*>> m_markGraphs;  // one for each tone, on an axis from 0 to 1
  double m_now = 0;
  double m_window = 600;
  bool m_live = true;
  bool m_applyingRange = false;
};

}  // namespace views
