// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndex>
#include <QWidget>

#include "genmsg/term/pid.h"

class QLabel;
class QPlainTextEdit;
class QTreeView;

namespace models {
class StepModel;
}

namespace views {

class EmptyOverlay;

/// What the last step of the selected process did: the message, what changed in the state, what was
/// sent, and the exit if it was the last. Under it the current row in full; the same field stays
/// current from step to step.
/// Threads: GUI thread. Ownership: the model belongs to the caller and outlives the view.
class StepView final : public QWidget {
  Q_OBJECT

 public:
  explicit StepView(models::StepModel* model, QWidget* parent = nullptr);

 signals:
  /// A pid in it was chosen.
  void pidActivated(genmsg::Pid pid);

 private:
  void setUpTree();
  void setUpDetail();
  void onReset();
  void chooseRow();
  void showRow(const QModelIndex& index);
  void copy();

  models::StepModel* m_model;
  QLabel* m_summary = nullptr;
  QTreeView* m_tree = nullptr;
  QPlainTextEdit* m_detail = nullptr;
  EmptyOverlay* m_empty = nullptr;
  QString m_chosen;         // the item that the user looks at; empty: none
  bool m_settling = false;  // the rows are new, nobody has chosen one
};

}  // namespace views
