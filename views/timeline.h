// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>

#include "models/event_marks.h"
#include "models/statistics_series.h"
#include "views/theme.h"

namespace views {

/// The last ten minutes below every page: messages a second, all that is queued, and what happened
/// when. Each line has a scale of its own. A click on a mark, or Left, Right and Enter, goes to its
/// line in the log.
/// Threads: GUI thread. Ownership: series and marks belong to the caller and outlive it.
/// Complexity: draws as many points as it has pixels, whatever the number of samples.
class Timeline final : public QWidget {
  Q_OBJECT

 public:
  static constexpr double spanS = 600;

  Timeline(const models::StatisticsSeries* series, const models::EventMarks* marks,
           QWidget* parent = nullptr);

  /// Says what time of day the series' zero was. The first view decides.
  void applyView(const models::NodeViewPtr& view);
  QSize sizeHint() const override;
  /// Where a mark is drawn; nothing if it is not on screen. For tests.
  std::optional<int> xOf(const models::EventMark& mark) const;

 signals:
  void markActivated(quint64 logNumber);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRect plotRect() const;
  double xAt(double timeS) const;  // of the series' time
  void drawLine(QPainter& painter, const models::TimeSeries& series, const QColor& color) const;
  void drawMarks(QPainter& painter) const;
  void drawLabels(QPainter& painter) const;
  const models::EventMark* markAt(int x) const;  // the worst of those near; null if there are none
  void step(int by);
  QString tipAt(int x) const;

  const models::StatisticsSeries* m_series;
  const models::EventMarks* m_marks;
  std::optional<double> m_epochS;   // the series' zero, in seconds since 1970
  std::uint64_t m_current = 0;      // log number of the mark that the keyboard is at; 0: none
};

/// The colour of a mark's meaning; its place and tool tip say it too.
Tone toneOf(models::EventMark::Kind kind);

}  // namespace views
