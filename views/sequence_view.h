// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>

#include "models/trace_sequence.h"

namespace views {

/// Draws a trace as a sequence diagram: lifelines side by side, a row an event. Lifelines are moved
/// by dragging their heads, or hidden, by a menu; hovering tells what an arrow is. Keys go from event
/// to event, and the accessible description tells the current one.
/// Threads: GUI thread. Only what is visible is painted.
class SequenceView final : public QAbstractScrollArea {
  Q_OBJECT

 public:
  explicit SequenceView(QWidget* parent = nullptr);

  void setSequence(models::TraceSequence sequence);
  const models::TraceSequence& sequence() const { return m_sequence; }

  /// Where a lifeline is, in the viewport; for tests and for who points at it.
  QPoint headOf(int lifeline) const;
  QPoint pointOf(int row) const;
  /// The current event; -1: none.
  int currentRow() const { return m_row; }

 signals:
  /// The user wants this order, from left to right.
  void orderChanged(const QList<genmsg::Pid>& pids);
  void hideRequested(genmsg::Pid pid);
  void showAllRequested();
  /// An event was chosen, by TraceEvent::number.
  void eventChosen(quint64 number);
  /// The user wants to see it in the table.
  void eventActivated(quint64 number);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  void updateScrollBars();
  int headHeight() const;
  int rowHeight() const;
  int columnWidth() const;
  int columnX(int lifeline) const;
  int rowY(int row) const;
  int rowAt(int y) const;
  int lifelineAt(int x) const;
  bool hasOwnProcess(int lifeline) const;
  void move(int lifeline, int to);
  QString textOf(int row) const;
  QString toolTipAt(QPoint pos) const;
  int rowUnder(QPoint pos) const;
  void setCurrentRow(int row);
  void tellCurrent();
  bool moveRow(int key);
  void moveLifeline(int step, bool withIt);
  void paintCurrentRow(QPainter& painter) const;
  void paintHeads(QPainter& painter) const;
  void paintLifelines(QPainter& painter) const;
  void paintBars(QPainter& painter, int first, int last) const;
  void paintArrow(QPainter& painter, const models::TraceSequence::Arrow& arrow) const;
  void paintMarks(QPainter& painter, int first, int last) const;

  models::TraceSequence m_sequence;
  int m_dragged = -1;
  int m_current = 0;  // the lifeline that keys are about
  int m_row = -1;     // the event that they are about
};

}  // namespace views
