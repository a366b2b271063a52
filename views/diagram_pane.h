// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "models/node_view.h"

class QLabel;
class QToolButton;

namespace models {
class ProcessRelations;
}

namespace views {

class ProcessDiagram;

/// The diagram of the Tree page with what belongs to it: links on request, zoom, export, and a line
/// that says what is shown.
/// Threads: GUI thread.
class DiagramPane final : public QWidget {
  Q_OBJECT

 public:
  explicit DiagramPane(QWidget* parent = nullptr);

  /// `notice`: what is left out and why; empty: nothing.
  void showProcesses(const std::vector<genmsg::Pid>& pids, const models::NodeViewPtr& view,
                     const QString& notice);
  ProcessDiagram& diagram() { return *m_diagram; }
  models::ProcessRelations& relations() { return *m_relations; }

 signals:
  void exportRequested();

 private:
  QToolButton* addButton(const char* name, const QString& text, const QString& toolTip);
  void updateRelations();

  ProcessDiagram* m_diagram;
  models::ProcessRelations* m_relations;
  QWidget* m_bar;
  QToolButton* m_links = nullptr;
  QToolButton* m_again = nullptr;
  QLabel* m_relationText;
  QLabel* m_notice;
};

}  // namespace views
