// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include <QSettings>
#include <algorithm>
#include <iterator>

namespace app {
namespace {

/// Raise it when tool bars or docks change: an old blob would hide the new ones.
constexpr int layoutVersion = 1;

constexpr QLatin1String intervalKey("update/intervalMs");
constexpr QLatin1String pageKey("window/pageName");
constexpr QLatin1String paletteKey("window/palette");
constexpr QLatin1String timelineKey("window/timeline");
constexpr QLatin1String geometryKey("window/geometry");
constexpr QLatin1String processWindowKey("processWindow/geometry");
constexpr QLatin1String stateKey("window/state");
constexpr QLatin1String versionKey("window/layoutVersion");
constexpr QLatin1String sentMessagesKey("sentMessages");

/// In the order of Page. Never changed: a page keeps its name when others come before it.
constexpr QLatin1String pageNames[pageCount] = {
    QLatin1String("overview"), QLatin1String("processes"), QLatin1String("tree"),
    QLatin1String("charts"),   QLatin1String("loadTest"),  QLatin1String("trace"),
    QLatin1String("alarms"),   QLatin1String("log")};

QByteArray blob(QLatin1String key) {
  const QSettings settings;
  if (settings.value(versionKey).toInt() != layoutVersion) return {};
  return settings.value(key).toByteArray();
}

QString alarmKey(QLatin1String id, const char* what) {
  return QStringLiteral("alarms/%1/%2").arg(id, QLatin1String(what));
}

}  // namespace

int Settings::intervalMs() const {
  const int value = QSettings().value(intervalKey, defaultIntervalMs).toInt();
  const bool offered =
      std::find(std::begin(offeredIntervalsMs), std::end(offeredIntervalsMs), value) != std::end(offeredIntervalsMs);
  return offered ? value : defaultIntervalMs;
}

void Settings::setIntervalMs(int intervalMs) { QSettings().setValue(intervalKey, intervalMs); }

Page Settings::page() const {
  const QString name = QSettings().value(pageKey).toString();
  const auto* const found = std::find(std::begin(pageNames), std::end(pageNames), name);
  return found == std::end(pageNames) ? Page::Processes : Page(found - std::begin(pageNames));
}

void Settings::setPage(Page page) {
  QSettings().setValue(pageKey, QString(pageNames[static_cast<int>(page)]));
}

views::PaletteChoice Settings::paletteChoice() const {
  const QString name = QSettings().value(paletteKey).toString();
  if (name == QLatin1String("light")) return views::PaletteChoice::Light;
  if (name == QLatin1String("dark")) return views::PaletteChoice::Dark;
  return views::PaletteChoice::System;
}

void Settings::setPaletteChoice(views::PaletteChoice choice) {
  QString name = QStringLiteral("system");
  if (choice == views::PaletteChoice::Light) name = QStringLiteral("light");
  if (choice == views::PaletteChoice::Dark) name = QStringLiteral("dark");
  QSettings().setValue(paletteKey, name);
}

QStringList Settings::sentMessages() const {
  return QSettings().value(sentMessagesKey).toStringList().mid(0, sentMessagesMax);
}

void Settings::addSentMessage(const QString& text) {
  QStringList texts = sentMessages();
  texts.removeAll(text);
  texts.prepend(text);
  QSettings().setValue(sentMessagesKey, texts.mid(0, sentMessagesMax));
}

QByteArray Settings::geometry() const { return blob(geometryKey); }

QByteArray Settings::windowState() const { return blob(stateKey); }

bool Settings::isTimelineShown() const { return QSettings().value(timelineKey, true).toBool(); }

void Settings::setTimelineShown(bool shown) { QSettings().setValue(timelineKey, shown); }

models::AlarmSettings Settings::alarms() const {
  const QSettings settings;
  models::AlarmSettings alarms;
  for (int i = 0; i < models::alarmIdCount; ++i) {
    const models::AlarmInfo info = models::alarmInfo(models::AlarmId(i));
    models::AlarmSettings::Rule& rule = alarms.rule(models::AlarmId(i));
    rule.enabled = settings.value(alarmKey(info.id, "enabled"), true).toBool();
    const double threshold =
        settings.value(alarmKey(info.id, "threshold"), info.threshold).toDouble();
    if (threshold >= info.least && threshold <= info.most) rule.threshold = threshold;
    const QStringList muted = settings.value(alarmKey(info.id, "muted")).toStringList();
    for (const QString& initialCall : muted) {
      alarms.muted.insert({models::AlarmId(i), initialCall});
    }
  }
  return alarms;
}

void Settings::setAlarms(const models::AlarmSettings& alarms) {
  QSettings settings;
  QList<QStringList> muted(models::alarmIdCount);
  for (const auto& [id, initialCall] : alarms.muted) muted[static_cast<int>(id)] << initialCall;
  for (int i = 0; i < models::alarmIdCount; ++i) {
    const QLatin1String id = models::alarmInfo(models::AlarmId(i)).id;
    settings.setValue(alarmKey(id, "enabled"), alarms.rule(models::AlarmId(i)).enabled);
    settings.setValue(alarmKey(id, "threshold"), alarms.rule(models::AlarmId(i)).threshold);
    settings.setValue(alarmKey(id, "muted"), muted[i]);
  }
}

void Settings::setWindow(const QByteArray& geometry, const QByteArray& state) {
  QSettings settings;
  settings.setValue(versionKey, layoutVersion);
  settings.setValue(geometryKey, geometry);
  settings.setValue(stateKey, state);
}

void Settings::forgetWindow() {
  QSettings settings;
  settings.remove(geometryKey);
  settings.remove(stateKey);
  settings.remove(processWindowKey);
}

QByteArray Settings::processWindowGeometry() const {
  return QSettings().value(processWindowKey).toByteArray();
}

void Settings::setProcessWindowGeometry(const QByteArray& geometry) {
  QSettings().setValue(processWindowKey, geometry);
}

}  // namespace app
