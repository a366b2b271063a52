// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "models/node_view.h"

namespace views {

/// One page of the window.
/// Threads: GUI thread.
class Page : public QWidget {
  Q_OBJECT

 public:
  using QWidget::QWidget;

  /// The newest view. Only of a page that is on screen, and when it comes there.
  virtual void applyView(const models::NodeViewPtr& view) { Q_UNUSED(view) }
  /// Puts the keyboard into its filter or find field. False: it has none.
  virtual bool startFinding() { return false; }
  virtual void restoreDefaultColumns() {}

 signals:
  /// The user chose the process. A default pid: none any more.
  void pidSelected(genmsg::Pid pid);
  /// The user wants to see more of it.
  void activatedPid(genmsg::Pid pid);
};

}  // namespace views
