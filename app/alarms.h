// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "models/alarm_model.h"
#include "models/node_client.h"

namespace models {
class LogModel;
}
namespace views {
class AlarmsPage;
class AlarmStrip;
}  // namespace views

namespace app {

/// Alarms from the node to page, strip and log, and the user's thresholds back to the rules.
/// Threads: GUI thread. Ownership: what it is given outlives it.
class Alarms final : public QObject {
  Q_OBJECT

 public:
  struct Parts {
    models::NodeClient* client;
    models::AlarmModel* model;
    models::LogModel* log;
    views::AlarmsPage* page;
    views::AlarmStrip* strip;
  };
  explicit Alarms(const Parts& parts, QWidget* window);

  void applyView(const models::NodeViewPtr& view);
  const models::AlarmSettings& settings() const { return m_settings; }

 signals:
  /// What is on changed; 0: nothing is.
  void countChanged(int count, models::AlarmLevel worst);

 private:
  void useSettings(const models::AlarmSettings& settings);
  void expectViews();
  void note(const models::Alarm& alarm, bool raised);
  void update();
  void openSettings();

  Parts m_parts;
  QWidget* m_window;
  models::AlarmSettings m_settings;
  int m_noted = 0;  // in this view
  int m_left = 0;   // that were not noted
};

}  // namespace app
