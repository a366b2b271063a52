// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "genmsg/term/pid.h"

class QAction;
class QPlainTextEdit;
class QTableView;

namespace models {
class ProcessTraceModel;
}

namespace views {

class EmptyOverlay;

/// What one process received and sent while it was traced; under it the message of the current
/// event in full.
/// Threads: GUI thread. Ownership: model and action belong to the caller and outlive the view.
class ProcessTraceView final : public QWidget {
  Q_OBJECT

 public:
  /// `trace` starts and stops tracing the process.
  ProcessTraceView(models::ProcessTraceModel* model, QAction* trace, QWidget* parent = nullptr);

 signals:
  void pidActivated(genmsg::Pid pid);

 private:
  void setUpTable();
  void updateEmpty();

  models::ProcessTraceModel* m_model;
  QAction* m_trace;
  QTableView* m_table = nullptr;
  QPlainTextEdit* m_detail = nullptr;
  EmptyOverlay* m_empty = nullptr;
  bool m_atEnd = true;
};

}  // namespace views
