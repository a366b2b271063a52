// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alarm_file.h"
#include "support/unit_test.h"

using models::AlarmId;
using models::AlarmSettings;

class TestAlarmFile : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void written_isReadAsItWas() {
    AlarmSettings settings;
    settings.rule(AlarmId(0)).threshold = models::alarmInfo(AlarmId(0)).most;
    settings.rule(AlarmId(1)).enabled = false;
    settings.muted.insert({AlarmId(2), QStringLiteral("pool_worker:init/1")});
    const auto read = models::alarmSettingsFromJson(models::alarmSettingsToJson(settings));
    QVERIFY(read);
    QVERIFY(*read == settings);
    QVERIFY(*read != AlarmSettings());
  }

  void whatIsNotNamed_isAsByDefault() {
    const auto read = models::alarmSettingsFromJson(R"({"alarms": {"of-a-later-version": {}}})");
    QVERIFY(read);
    QVERIFY(*read == AlarmSettings());
  }

  void refuses() {
    QVERIFY(!models::alarmSettingsFromJson("no json"));
    QVERIFY(!models::alarmSettingsFromJson("{}"));
    const QByteArray id(models::alarmInfo(AlarmId(0)).id.data());
    const auto read =
        models::alarmSettingsFromJson("{\"alarms\": {\"" + id + "\": {\"threshold\": -1}}}");
    QVERIFY(!read);
    QVERIFY(read.error().contains(QLatin1String(id)));
  }
};

QTEST_GUILESS_MAIN(TestAlarmFile)
#include "tst_alarm_file.moc"
