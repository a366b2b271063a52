// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "genmsg/observe/node.h"

class QAction;
class QLabel;
class QToolButton;
class QTreeView;

namespace models {
class TermTreeModel;
}

namespace views {

class EmptyOverlay;

/// The state of one process as a tree; above it whether the module formatted it, its version and
/// when it was fetched, and a button to edit it.
/// Threads: GUI thread. Ownership: model and action belong to the caller and outlive the view.
class StateView final : public QWidget {
  Q_OBJECT

 public:
  StateView(models::TermTreeModel* model, QAction* edit, QWidget* parent = nullptr);

  void setStatus(const genmsg::ProcessStatus& status);
  void clear();
  /// Shown as long as there is no state; empty: nothing.
  void setEmptyText(const QString& text);

 private:
  QToolButton* editButton(QAction* action);

  models::TermTreeModel* m_model;
  QTreeView* m_tree = nullptr;
  QLabel* m_note = nullptr;
  EmptyOverlay* m_empty = nullptr;
};

}  // namespace views
