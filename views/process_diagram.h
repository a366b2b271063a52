// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QGraphicsView>
#include <QImage>
#include <map>
#include <vector>

#include "models/node_view.h"
#include "models/process_relations.h"

namespace views {

class ProcessBox;

/// Processes as boxes, who started whom from left to right; links dashed, monitors dotted. The
/// wheel, + and - zoom, 0 fits all; a drag pans; arrows go from box to box.
/// Threads: GUI thread. Limits: meant for some hundred boxes, all of which are laid out anew when
/// one comes or goes.
class ProcessDiagram final : public QGraphicsView {
  Q_OBJECT

 public:
  static constexpr double zoomMin = 0.05;
  static constexpr double zoomMax = 4;
  /// Of an exported picture; a larger diagram is drawn smaller.
  static constexpr double pixelsMax = 32e6;

  explicit ProcessDiagram(QWidget* parent = nullptr);
  ~ProcessDiagram() override;

  /// These, in the order of the outline, as they are in that view.
  void showProcesses(const std::vector<genmsg::Pid>& pids, const models::NodeViewPtr& view);
  const std::vector<genmsg::Pid>& shown() const { return m_pids; }
  void setRelations(const std::vector<models::Relation>& relations);
  /// Marks it; a default pid, or one that is not shown, marks none.
  void setCurrent(genmsg::Pid pid);
  genmsg::Pid current() const { return m_current; }
  /// Scrolls there.
  void showCurrent();
  /// Where its box is on the viewport; empty if it is not shown.
  QRect boxRect(genmsg::Pid pid) const;

  void zoomIn();
  void zoomOut();
  void fit();
  double zoom() const { return transform().m11(); }

  /// All of it, whatever is on screen.
  QByteArray toSvg() const;
  QImage toImage() const;

 signals:
  void pidSelected(genmsg::Pid pid);
  void activatedPid(genmsg::Pid pid);
  void menuRequested(genmsg::Pid pid, const QPoint& globalPosition);

 protected:
  bool event(QEvent* event) override;
  void changeEvent(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;

 private:
  void rebuild();
  void applyContents();
  void applyTheme();
  void updateRelations();
  void placeAtFirst();
  void setZoom(double zoom);
  bool zoomByKey(const QKeyEvent& event);
  void choose(genmsg::Pid pid);
  genmsg::Pid neighbour(int key) const;
  genmsg::Pid besideOnLevel(int by) const;
  ProcessBox* boxOf(genmsg::Pid pid) const;
  ProcessBox* boxAt(const QPoint& position) const;
  void describe();
  void paintAll(QPainter& painter, const QRectF& target) const;

  QGraphicsScene* m_scene;
  QGraphicsPathItem* m_lines;
  QGraphicsPathItem* m_links;
  QGraphicsPathItem* m_monitors;
  models::NodeViewPtr m_view;
  std::vector<genmsg::Pid> m_pids;
  std::vector<int> m_parents;  // by place in m_pids
  std::map<genmsg::Pid, ProcessBox*> m_boxes;
  std::vector<models::Relation> m_relations;
  genmsg::Pid m_current;
  bool m_placed = false;
};

}  // namespace views
