// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "models/log_entry.h"
#include "views/page.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QTableView;
class QToolButton;

namespace models {
class LogFilterModel;
class LogModel;
}  // namespace models

namespace views {

class EmptyOverlay;
class MessageStrip;

/// The Log page: what happened, newest last, with the whole text of the selected line below.
/// Threads: GUI thread. Ownership: the model belongs to the caller and outlives the page.
class LogPage final : public Page {
  Q_OBJECT

 public:
  explicit LogPage(models::LogModel* model, QWidget* parent = nullptr);

  bool startFinding() override;
  void restoreDefaultColumns() override;
  /// Selects the line, and shows all lines if it is hidden by the filter. False: it has left.
  bool showEntry(std::uint64_t number);
  /// Warnings and errors that came since the page was last on screen.
  int unread() const { return m_unread; }

 signals:
  void unreadChanged(int unread);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* setUpBar();
  void setUpTable();
  void setUpDetail();
  void connectFilter();
  void noteEntry(const models::LogEntry& entry);
  void showDetailOf(const QModelIndex& index);
  void showAll();
  void updateTexts();
  void save();

  models::LogModel* m_model;
  models::LogFilterModel* m_filtered;
  MessageStrip* m_strip = nullptr;
  QLineEdit* m_filter = nullptr;
  QComboBox* m_kind = nullptr;
  QComboBox* m_level = nullptr;
  QLabel* m_count = nullptr;
  QToolButton* m_save = nullptr;
  QTableView* m_table = nullptr;
  QPlainTextEdit* m_detail = nullptr;
  EmptyOverlay* m_empty = nullptr;
  int m_unread = 0;
  bool m_atEnd = true;
};

}  // namespace views
