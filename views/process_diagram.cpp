// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_diagram.h"

#include <QAccessible>
#include <QBuffer>
#include <QContextMenuEvent>
#include <QGraphicsPathItem>
#include <QKeyEvent>
#include <QSvgGenerator>
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "views/process_box.h"
#include "views/theme.h"
#include "views/tidy_layout.h"

namespace views {
namespace {

constexpr double zoomStep = 1.2;
constexpr double readable = 0.7;  // smaller is not fitted unasked
constexpr qreal levelGap = 0.45;  // of a box's width
constexpr qreal siblingPitch = 1.35;  // of a box's height

/// From a parent to a child; siblings share the trunk in the gap between the levels.
QPainterPath branch(const QPointF& from, const QPointF& to, qreal gap) {
  const qreal trunk = to.x() - gap / 2;
  QPainterPath path(from);
  path.lineTo(trunk, from.y());
  path.lineTo(trunk, to.y());
  path.lineTo(to);
  return path;
}

/// From the right side of one box to the left side of another.
QPainterPath connector(const QPointF& from, const QPointF& to) {
  const qreal bend = std::max(std::abs(to.x() - from.x()) / 2, 20.0);
  QPainterPath path(from);
  path.cubicTo(from + QPointF(bend, 0), to - QPointF(bend, 0), to);
  return path;
}

/// Between any two boxes; on the same level around their right sides.
QPainterPath bow(const QRectF& from, const QRectF& to) {
  const QPointF begin(from.right(), from.center().y());
  if (to.left() > from.right()) return connector(begin, {to.left(), to.center().y()});
  if (to.right() < from.left()) {
    const QPointF back(from.left(), from.center().y());
    const QPointF end(to.right(), to.center().y());
    const qreal bend = (back.x() - end.x()) / 2;
    QPainterPath path(back);
    path.cubicTo(back - QPointF(bend, 0), end + QPointF(bend, 0), end);
    return path;
  }
  const QPointF end(to.right(), to.center().y());
  const qreal bend = 20 + std::abs(end.y() - begin.y()) / 4;
  QPainterPath path(begin);
  path.cubicTo(begin + QPointF(bend, 0), end + QPointF(bend, 0), end);
  return path;
}

void addArrow(QPainterPath& path) {
  constexpr qreal length = 8;
  const QPointF tip = path.currentPosition();
  const qreal angle = path.angleAtPercent(1) * M_PI / 180;
  for (const qreal side : {-0.45, 0.45}) {
    path.moveTo(tip);
    path.lineTo(tip - QPointF(std::cos(angle + side), -std::sin(angle + side)) * length);
  }
}

}  // namespace

ProcessDiagram::ProcessDiagram(QWidget* parent)
    : QGraphicsView(parent),
      m_scene(new QGraphicsScene(this)),
      m_lines(m_scene->addPath({})),
      m_links(m_scene->addPath({})),
      m_monitors(m_scene->addPath({})) {
  setObjectName(QStringLiteral("processDiagram"));
  setAccessibleName(tr("Process diagram"));
  setScene(m_scene);
  setDragMode(QGraphicsView::ScrollHandDrag);
  setTransformationAnchor(QGraphicsView::AnchorUnderMouse);
  setRenderHint(QPainter::Antialiasing);
  setFocusPolicy(Qt::StrongFocus);
  m_lines->setZValue(-2);
  m_links->setZValue(-1);
  m_monitors->setZValue(-1);
  applyTheme();
}

ProcessDiagram::~ProcessDiagram() = default;

void ProcessDiagram::showProcesses(const std::vector<genmsg::Pid>& pids,
                                   const models::NodeViewPtr& view) {
  const bool same = pids == m_pids && m_view != nullptr && m_view->forest == view->forest;
  m_view = view;
  m_pids = pids;
  if (!same) rebuild();
  applyContents();
  if (isVisible()) placeAtFirst();
}

void ProcessDiagram::rebuild() {
  std::unordered_map<genmsg::Pid, int> places;
  m_parents.clear();
  for (const genmsg::Pid pid : m_pids) {
    const std::uint32_t row = m_view->rowOf(pid);
    const std::uint32_t above = row == models::noRow ? row : m_view->forest->parentOf(row);
    const auto parent =
        above == models::noRow ? places.end() : places.find(m_view->process(above).pid);
    m_parents.push_back(parent == places.end() ? -1 : parent->second);
    places.emplace(pid, static_cast<int>(places.size()));
  }
  std::erase_if(m_boxes, [&](const auto& each) {
    if (places.contains(each.first)) return false;
    delete each.second;
    return true;
  });
  const std::vector<TidyPlace> layout = tidyLayout(m_parents);
  const QSizeF size = ProcessBox::sizeFor(font());
  QPainterPath lines;
  for (std::size_t i = 0; i < m_pids.size(); ++i) {
    ProcessBox*& box = m_boxes[m_pids[i]];
    if (box == nullptr) {
      box = new ProcessBox(m_pids[i], font());
      box->setCurrent(m_pids[i] == m_current);
      m_scene->addItem(box);
    }
    box->setPos(layout[i].depth * size.width() * (1 + levelGap),
                layout[i].place * size.height() * siblingPitch);
    if (m_parents[i] >= 0) {
      const QPointF parent = m_boxes[m_pids[static_cast<std::size_t>(m_parents[i])]]->pos();
      lines.addPath(branch(parent + QPointF(size.width(), 0), box->pos(),
                           size.width() * levelGap));
    }
  }
  m_lines->setPath(lines);
  updateRelations();
}

void ProcessDiagram::applyContents() {
  for (const auto& [pid, box] : m_boxes) box->applyView(*m_view, palette());
  describe();
}

void ProcessDiagram::setRelations(const std::vector<models::Relation>& relations) {
  if (relations == m_relations) return;
  m_relations = relations;
  updateRelations();
}

void ProcessDiagram::updateRelations() {
  QPainterPath links;
  QPainterPath monitors;
  const QSizeF size = ProcessBox::sizeFor(font());
  const auto frame = [&](const ProcessBox* box) {
    return QRectF(box->pos() - QPointF(0, size.height() / 2), size);
  };
  for (const models::Relation& relation : m_relations) {
    const ProcessBox* from = boxOf(relation.from);
    const ProcessBox* to = boxOf(relation.to);
    if (from == nullptr || to == nullptr) continue;
    QPainterPath path = bow(frame(from), frame(to));
    if (relation.kind == models::Relation::Kind::Link) {
      links.addPath(path);
    } else {
      addArrow(path);
      monitors.addPath(path);
    }
  }
  m_links->setPath(links);
  m_monitors->setPath(monitors);
  const QRectF all = m_scene->itemsBoundingRect();
  const qreal room = size.height() / 2;
  m_scene->setSceneRect(all.adjusted(-room, -room, room, room));
}

ProcessBox* ProcessDiagram::boxOf(genmsg::Pid pid) const {
  const auto found = m_boxes.find(pid);
  return found == m_boxes.end() ? nullptr : found->second;
}

ProcessBox* ProcessDiagram::boxAt(const QPoint& position) const {
  for (QGraphicsItem* item : items(position)) {
    const auto found = std::find_if(m_boxes.begin(), m_boxes.end(),
                                    [item](const auto& each) { return each.second == item; });
    if (found != m_boxes.end()) return found->second;
  }
  return nullptr;
}

QRect ProcessDiagram::boxRect(genmsg::Pid pid) const {
  const ProcessBox* box = boxOf(pid);
  return box == nullptr ? QRect() : mapFromScene(box->sceneBoundingRect()).boundingRect();
}

void ProcessDiagram::setCurrent(genmsg::Pid pid) {
  if (ProcessBox* before = boxOf(m_current)) before->setCurrent(false);
  m_current = pid;
  if (ProcessBox* now = boxOf(pid)) now->setCurrent(true);
  describe();
}

void ProcessDiagram::showCurrent() {
  if (const ProcessBox* box = boxOf(m_current)) ensureVisible(box, 20, 20);
}

/// Tells a screen reader which box is current and what is in it.
void ProcessDiagram::describe() {
  const ProcessBox* box = boxOf(m_current);
  const QString text = box == nullptr ? tr("No process is selected") : box->description();
  if (text == accessibleDescription()) return;
  setAccessibleDescription(text);
  QAccessibleEvent event(this, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&event);
}

void ProcessDiagram::choose(genmsg::Pid pid) {
  if (!pid || pid == m_current) return;
  setCurrent(pid);
  showCurrent();
  emit pidSelected(pid);
}

/// Left is the parent, right the first child, up and down the next box on the same level.
genmsg::Pid ProcessDiagram::neighbour(int key) const {
  const auto at = std::find(m_pids.begin(), m_pids.end(), m_current);
  if (at == m_pids.end()) return m_pids.empty() ? genmsg::Pid() : m_pids.front();
  const auto place = static_cast<int>(at - m_pids.begin());
  if (key == Qt::Key_Left) {
    const int parent = m_parents[static_cast<std::size_t>(place)];
    return parent < 0 ? m_current : m_pids[static_cast<std::size_t>(parent)];
  }
  if (key == Qt::Key_Right) {
    const auto child = std::find(m_parents.begin(), m_parents.end(), place);
    return child == m_parents.end()
               ? m_current
               : m_pids[static_cast<std::size_t>(child - m_parents.begin())];
  }
  return besideOnLevel(key == Qt::Key_Down ? 1 : -1);
}

/// The nearest box above (-1) or below (1) the current one.
genmsg::Pid ProcessDiagram::besideOnLevel(int by) const {
  const QPointF from = boxOf(m_current)->pos();
  genmsg::Pid nearest = m_current;
  qreal least = std::numeric_limits<qreal>::max();
  for (const auto& [pid, box] : m_boxes) {
    const qreal distance = (box->y() - from.y()) * by;
    if (!qFuzzyCompare(box->x() + 1, from.x() + 1) || distance <= 0 || distance >= least) continue;
    least = distance;
    nearest = pid;
  }
  return nearest;
}

void ProcessDiagram::setZoom(double zoom) {
  const double bounded = std::clamp(zoom, zoomMin, zoomMax);
  setTransform(QTransform::fromScale(bounded, bounded));
}

void ProcessDiagram::zoomIn() { setZoom(zoom() * zoomStep); }

void ProcessDiagram::zoomOut() { setZoom(zoom() / zoomStep); }

void ProcessDiagram::fit() {
  const QRectF all = m_scene->sceneRect();
  const QSize room = maximumViewportSize();
  if (all.isEmpty() || room.isEmpty()) return;
  setZoom(std::min({room.width() / all.width(), room.height() / all.height(), 1.0}));
  centerOn(all.center());
}

/// When it is first seen: all of it if it can still be read, else the current or first box.
void ProcessDiagram::placeAtFirst() {
  if (m_placed || m_pids.empty()) return;
  m_placed = true;
  fit();
  if (zoom() >= readable) return;
  setZoom(1);
  const ProcessBox* box = boxOf(m_current);
  centerOn(box != nullptr ? box : boxOf(m_pids.front()));
}

void ProcessDiagram::paintAll(QPainter& painter, const QRectF& target) const {
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(target, palette().color(QPalette::Base));
  m_scene->render(&painter, target, m_scene->sceneRect());
}

QByteArray ProcessDiagram::toSvg() const {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  const QRectF target({}, m_scene->sceneRect().size());
  generator.setSize(target.size().toSize());
  generator.setViewBox(target);
  generator.setTitle(tr("Processes by who started them"));
  QPainter painter(&generator);
  paintAll(painter, target);
  painter.end();
  return buffer.data();
}

QImage ProcessDiagram::toImage() const {
  constexpr double sharp = 2;
  const QSizeF all = m_scene->sceneRect().size();
  if (all.isEmpty()) return {};
  const double scale = std::min(sharp, std::sqrt(pixelsMax / (all.width() * all.height())));
  QImage image((all * scale).toSize(), QImage::Format_RGB32);
  QPainter painter(&image);
  paintAll(painter, QRectF({}, image.size()));
  return image;
}

bool ProcessDiagram::event(QEvent* event) {
  // Ctrl++ and Ctrl+- are the window's otherwise.
  if (event->type() == QEvent::ShortcutOverride) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->modifiers().testFlag(Qt::ControlModifier) &&
        (key->key() == Qt::Key_Plus || key->key() == Qt::Key_Equal ||
         key->key() == Qt::Key_Minus || key->key() == Qt::Key_0)) {
      event->accept();
      return true;
    }
  }
  return QGraphicsView::event(event);
}

void ProcessDiagram::changeEvent(QEvent* event) {
  QGraphicsView::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) applyTheme();
  if (event->type() == QEvent::FontChange && m_view != nullptr) {
    for (const auto& [pid, box] : m_boxes) delete box;
    m_boxes.clear();
    rebuild();
    applyContents();
  }
}

void ProcessDiagram::applyTheme() {
  m_scene->setBackgroundBrush(palette().color(QPalette::Base));
  m_lines->setPen(QPen(secondaryTextColor(palette()), 1));
  m_links->setPen(QPen(seriesColor(palette(), 0), 1.5, Qt::DashLine));
  m_monitors->setPen(QPen(seriesColor(palette(), 1), 1.5, Qt::DotLine));
  if (m_view != nullptr) applyContents();
}

void ProcessDiagram::contextMenuEvent(QContextMenuEvent* event) {
  const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
  const ProcessBox* box = byKey ? boxOf(m_current) : boxAt(event->pos());
  if (box == nullptr) return;
  choose(box->pid());
  const QPoint position =
      byKey ? viewport()->mapToGlobal(boxRect(box->pid()).center()) : event->globalPos();
  emit menuRequested(box->pid(), position);
}

void ProcessDiagram::keyPressEvent(QKeyEvent* event) {
  if (zoomByKey(*event)) return;
  switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
      choose(neighbour(event->key()));
      return;
    case Qt::Key_Home:
      if (!m_pids.empty()) choose(m_pids.front());
      return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (boxOf(m_current) != nullptr) emit activatedPid(m_current);
      return;
    default:
      QGraphicsView::keyPressEvent(event);
  }
}

bool ProcessDiagram::zoomByKey(const QKeyEvent& event) {
  switch (event.key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      zoomIn();
      return true;
    case Qt::Key_Minus:
      zoomOut();
      return true;
    case Qt::Key_0:
      fit();
      return true;
    default:
      return false;
  }
}

void ProcessDiagram::mousePressEvent(QMouseEvent* event) {
  const ProcessBox* box = boxAt(event->pos());
  if (box != nullptr && event->button() == Qt::LeftButton) return choose(box->pid());
  QGraphicsView::mousePressEvent(event);
}

void ProcessDiagram::mouseDoubleClickEvent(QMouseEvent* event) {
  if (const ProcessBox* box = boxAt(event->pos())) emit activatedPid(box->pid());
}

void ProcessDiagram::showEvent(QShowEvent* event) {
  QGraphicsView::showEvent(event);
  placeAtFirst();
}

void ProcessDiagram::wheelEvent(QWheelEvent* event) {
  if (event->angleDelta().y() == 0) return QGraphicsView::wheelEvent(event);
  setZoom(zoom() * std::pow(zoomStep, event->angleDelta().y() / 120.0));
  event->accept();
}

}  // namespace views
