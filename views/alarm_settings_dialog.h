// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <array>

#include "models/alarm.h"

class QCheckBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QLabel;
class QListWidget;
class QPushButton;

namespace views {

/// Which alarms there are, from which thresholds on, and which classes are muted.
/// Threads: GUI thread.
class AlarmSettingsDialog final : public QDialog {
  Q_OBJECT

 public:
  explicit AlarmSettingsDialog(const models::AlarmSettings& settings, QWidget* parent = nullptr);

  models::AlarmSettings settings() const;

 signals:
  /// When it is closed with OK.
  void chosen(const models::AlarmSettings& settings);

 private:
  void setUpFiles(QDialogButtonBox& buttons);
  void exportTo(const QString& path);
  void importFrom(const QString& path);
  void say(const QString& error);
  QWidget* setUpRules();
  QWidget* setUpMuted();
  void show(const models::AlarmSettings& settings);

  std::array<QCheckBox*, models::alarmIdCount> m_enabled{};
  std::array<QDoubleSpinBox*, models::alarmIdCount> m_thresholds{};
  QLabel* m_error = nullptr;
  QListWidget* m_muted = nullptr;
  QPushButton* m_unmute = nullptr;
};

}  // namespace views
