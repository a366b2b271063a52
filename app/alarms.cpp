// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alarms.h"

#include "app/settings.h"
#include "models/log_model.h"
#include "views/alarm_settings_dialog.h"
#include "views/alarm_strip.h"
#include "views/alarms_page.h"

namespace app {
namespace {

/// Of one view: a thousand alarms at once are one event, not a thousand lines.
constexpr int notedMax = 20;

models::LogLevel logLevelOf(models::AlarmLevel level) {
  switch (level) {
    case models::AlarmLevel::Info: return models::LogLevel::Info;
    case models::AlarmLevel::Warning: return models::LogLevel::Notice;
    case models::AlarmLevel::Error: return models::LogLevel::Warning;
  }
  return models::LogLevel::Info;
}

}  // namespace

Alarms::Alarms(const Parts& parts, QWidget* window)
    : QObject(window), m_parts(parts), m_window(window) {
  connect(m_parts.model, &models::AlarmModel::raised, this,
          [this](const models::Alarm& alarm) { note(alarm, true); });
  connect(m_parts.model, &models::AlarmModel::cleared, this,
          [this](const models::Alarm& alarm) { note(alarm, false); });
  connect(m_parts.model, &models::AlarmModel::updated, this, &Alarms::update);
  connect(m_parts.page, &views::AlarmsPage::settingsRequested, this, &Alarms::openSettings);
  connect(m_parts.page, &views::AlarmsPage::muteRequested, this,
          [this](models::AlarmId id, const QString& initialCall) {
            models::AlarmSettings settings = m_settings;
            settings.muted.insert({id, initialCall});
            Settings().setAlarms(settings);
            useSettings(settings);
          });
  connect(m_parts.client, &models::NodeClient::intervalChanged, this, &Alarms::expectViews);
  connect(m_parts.client, &models::NodeClient::pausedChanged, this, &Alarms::expectViews);
  useSettings(Settings().alarms());
}

void Alarms::applyView(const models::NodeViewPtr& view) { m_parts.model->applyView(view); }

void Alarms::useSettings(const models::AlarmSettings& settings) {
  m_settings = settings;
  m_parts.client->setAlarmSettings(settings);
  expectViews();
  if (m_parts.client->view()) m_parts.client->refresh();
}

void Alarms::expectViews() {
  const models::AlarmSettings::Rule& gap = m_settings.rule(models::AlarmId::DataGap);
  const bool expected = gap.enabled && !m_parts.client->isPaused();
  m_parts.model->expectViews(m_parts.client->intervalMs(), expected ? gap.threshold : 0);
}

void Alarms::note(const models::Alarm& alarm, bool raised) {
  if (++m_noted > notedMax) {
    ++m_left;
    return;
  }
  models::LogEntry entry;
  entry.kind = models::LogKind::Alarm;
  entry.level = raised ? logLevelOf(alarm.level) : models::LogLevel::Info;
  entry.pid = alarm.pid;
  entry.name = models::alarmProcessText(alarm);
  const QString title = models::alarmInfo(alarm.id).title;
  entry.text = raised ? tr("%1: %2").arg(title, models::alarmText(alarm))
                      : tr("%1: over").arg(title);
  m_parts.log->append(std::move(entry));
}

void Alarms::update() {
  if (m_left > 0) {
    models::LogEntry entry;
    entry.kind = models::LogKind::Alarm;
    entry.text = tr("%1 more alarms came and went at once").arg(m_left);
    m_parts.log->append(std::move(entry));
  }
  m_noted = 0;
  m_left = 0;
  const models::AlarmLevel worst = m_parts.model->worst();
  m_parts.strip->setAlarms(m_parts.model->summary(), worst == models::AlarmLevel::Error
                                                         ? views::Tone::Error
                                                         : views::Tone::Warning);
  emit countChanged(static_cast<int>(m_parts.model->total()), worst);
}

void Alarms::openSettings() {
  auto* dialog = new views::AlarmSettingsDialog(m_settings, m_window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &views::AlarmSettingsDialog::chosen, this,
          [this](const models::AlarmSettings& settings) {
            Settings().setAlarms(settings);
            useSettings(settings);
          });
  dialog->open();
}

}  // namespace app
