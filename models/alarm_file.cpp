// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alarm_file.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace models {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(models::AlarmFile)
};

constexpr QLatin1String alarmsKey("alarms");
constexpr QLatin1String enabledKey("enabled");
constexpr QLatin1String thresholdKey("threshold");
constexpr QLatin1String mutedKey("muted");

}  // namespace

QByteArray alarmSettingsToJson(const AlarmSettings& settings) {
  QJsonObject alarms;
  for (int i = 0; i < alarmIdCount; ++i) {
    const auto id = AlarmId(i);
    QJsonArray muted;
    for (const auto& [mutedId, initialCall] : settings.muted) {
      if (mutedId == id) muted.append(initialCall);
    }
    alarms.insert(alarmInfo(id).id, QJsonObject{{enabledKey, settings.rule(id).enabled},
                                                {thresholdKey, settings.rule(id).threshold},
                                                {mutedKey, muted}});
  }
  return QJsonDocument(QJsonObject{{alarmsKey, alarms}}).toJson();
}

tl::expected<AlarmSettings, QString> alarmSettingsFromJson(const QByteArray& json) {
  QJsonParseError error;
  const QJsonDocument document = QJsonDocument::fromJson(json, &error);
  if (document.isNull()) return tl::make_unexpected(error.errorString());
  const QJsonValue alarms = document.object().value(alarmsKey);
  if (!alarms.isObject()) return tl::make_unexpected(Text::tr("there are no alarms in it"));
  AlarmSettings settings;
  for (int i = 0; i < alarmIdCount; ++i) {
    const auto id = AlarmId(i);
    const AlarmInfo info = alarmInfo(id);
    const QJsonObject alarm = alarms.toObject().value(info.id).toObject();
    AlarmSettings::Rule& rule = settings.rule(id);
    rule.enabled = alarm.value(enabledKey).toBool(rule.enabled);
    rule.threshold = alarm.value(thresholdKey).toDouble(rule.threshold);
    if (rule.threshold < info.least || rule.threshold > info.most)
      return tl::make_unexpected(Text::tr("the threshold of %1 is out of range").arg(info.id));
    for (const QJsonValue& initialCall : alarm.value(mutedKey).toArray())
      settings.muted.insert({id, initialCall.toString()});
  }
  return settings;
}

}  // namespace models
