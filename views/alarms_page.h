// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/alarm.h"
#include "views/page.h"

class QLabel;
class QSortFilterProxyModel;
class QTableView;
class QTextBrowser;
class QToolButton;

namespace models {
class AlarmModel;
}

namespace views {

class EmptyOverlay;

/// The Alarms page: what the observer finds wrong by itself, and for the selected alarm its cause,
/// what to check and how to mend it.
/// Threads: GUI thread. Ownership: the model belongs to the caller and outlives the page.
class AlarmsPage final : public Page {
  Q_OBJECT

 public:
  explicit AlarmsPage(models::AlarmModel* model, QWidget* parent = nullptr);

  void restoreDefaultColumns() override;

 signals:
  /// Alarms like this one are not wanted any more, of any process of its class.
  void muteRequested(models::AlarmId id, const QString& initialCall);
  void settingsRequested();

 private:
  QWidget* setUpBar();
  QToolButton* makeButton(const char* name, const QString& text, const QString& toolTip);
  void setUpTable();
  void setUpHelp();
  const models::Alarm* current() const;
  void goTo();
  void showCurrent();
  void updateTexts();

  models::AlarmModel* m_model;
  QSortFilterProxyModel* m_sorted;
  QLabel* m_count = nullptr;
  QToolButton* m_goTo = nullptr;
  QToolButton* m_mute = nullptr;
  QToolButton* m_settings = nullptr;
  QTableView* m_table = nullptr;
  QTextBrowser* m_help = nullptr;
  EmptyOverlay* m_empty = nullptr;
  int m_helpOf = -1;  // the AlarmId that is shown
};

}  // namespace views
