// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "genmsg/term/pid.h"

class QTreeView;

namespace models {
class ProcessInfoModel;
}

namespace views {

class EmptyOverlay;

/// What is known of one process, in groups; the pids in it are links.
/// Threads: GUI thread. Ownership: the model belongs to the caller and outlives the view.
class InfoView final : public QWidget {
  Q_OBJECT

 public:
  explicit InfoView(models::ProcessInfoModel* model, QWidget* parent = nullptr);

  /// Instead of the tree; empty: the tree.
  void setEmptyText(const QString& text);
  /// All groups open, as for another process.
  void openGroups();

 signals:
  void pidActivated(genmsg::Pid pid);

 private:
  void setUpCopy();

  models::ProcessInfoModel* m_model;
  QTreeView* m_tree;
  EmptyOverlay* m_empty;
};

}  // namespace views
