// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPlainTextEdit;
class QTableView;

namespace models {
class ProcessLogModel;
}

namespace views {

class EmptyOverlay;

/// What was reported of one process, and what was done to it; under it the current line in full.
/// Threads: GUI thread. Ownership: the model belongs to the caller and outlives the view.
class ProcessLogView final : public QWidget {
  Q_OBJECT

 public:
  explicit ProcessLogView(models::ProcessLogModel* model, QWidget* parent = nullptr);

 private:
  void setUpTable();
  void updateEmpty();

  models::ProcessLogModel* m_model;
  QTableView* m_table = nullptr;
  QPlainTextEdit* m_detail = nullptr;
  EmptyOverlay* m_empty = nullptr;
};

}  // namespace views
