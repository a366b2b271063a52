// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QGraphicsItem>
#include <QPalette>
#include <QString>

#include "models/node_view.h"

namespace views {

/// One process in the diagram: its name, its status as sign and word, and its mailbox, on a ground
/// that warms with the mailbox. A supervisor has corners and a second line around it.
/// Threads: GUI thread. Units: scene pixels; the middle of its left side is its position.
class ProcessBox final : public QGraphicsItem {
 public:
  /// Of all boxes with that font.
  static QSizeF sizeFor(const QFont& font);

  ProcessBox(genmsg::Pid pid, const QFont& font);

  genmsg::Pid pid() const { return m_pid; }
  /// Takes the process's row; paints again only if something in the box is another.
  void applyView(const models::NodeView& view, const QPalette& palette);
  void setCurrent(bool current);
  /// "worker_a <0.2.1>, Waiting, mailbox 20", for screen readers.
  QString description() const;

  QRectF boundingRect() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  struct Content {
    QString title;
    genmsg::Status status = genmsg::Status::Waiting;
    std::uint32_t mailbox = 0;
    bool isSupervisor = false;
    friend bool operator==(const Content&, const Content&) = default;
  };

  QRectF frame() const;
  void paintFrame(QPainter& painter) const;
  void paintTexts(QPainter& painter) const;

  genmsg::Pid m_pid;
  QFont m_font;
  QSizeF m_size;
  Content m_content;
  QPalette m_palette;
  bool m_current = false;
};

}  // namespace views
