// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSettings>
#include <QTemporaryDir>

#include "app/settings.h"
#include "support/unit_test.h"

using app::Settings;
using views::PaletteChoice;

class TestSettings : public test::UnitTest {
  Q_OBJECT

 private:
  QTemporaryDir m_folder;

 public:
  TestSettings() {
    QCoreApplication::setOrganizationName(QStringLiteral("genmsg-test"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_settings"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
  }

 private Q_SLOTS:
  void cleanup() { QSettings().clear(); }

  void storage_isTheTestsOwn() { QVERIFY(QSettings().fileName().startsWith(m_folder.path())); }

  void firstStart_hasDefaults() {
    const Settings settings;
    QCOMPARE(settings.intervalMs(), app::defaultIntervalMs);
    QCOMPARE(settings.page(), app::Page::Processes);
    QCOMPARE(settings.paletteChoice(), PaletteChoice::System);
    QVERIFY(settings.geometry().isEmpty());
    QVERIFY(settings.windowState().isEmpty());
  }

  void values_areRememberedByTheNext() {
    {
      Settings settings;
      settings.setIntervalMs(2000);
      settings.setPage(app::Page::Trace);
      settings.setPaletteChoice(PaletteChoice::Dark);
      settings.setWindow("geometry", "state");
    }
    const Settings settings;
    QCOMPARE(settings.intervalMs(), 2000);
    QCOMPARE(settings.page(), app::Page::Trace);
    QCOMPARE(settings.paletteChoice(), PaletteChoice::Dark);
    QCOMPARE(settings.geometry(), QByteArray("geometry"));
    QCOMPARE(settings.windowState(), QByteArray("state"));
  }

  void values_survivePrograms() {
    Settings().setIntervalMs(5000);
    Settings().setPaletteChoice(PaletteChoice::Light);
    QSettings file;
    file.sync();
    QCOMPARE(file.status(), QSettings::NoError);
    const QSettings again(file.fileName(), QSettings::IniFormat);
    QCOMPARE(again.value(QStringLiteral("update/intervalMs")).toInt(), 5000);
    QCOMPARE(again.value(QStringLiteral("window/palette")).toString(), QStringLiteral("light"));
  }

  void interval_thatIsNotOffered_isTheDefault_data() {
    QTest::addColumn<QVariant>("written");
    QTest::newRow("word") << QVariant(QStringLiteral("often"));
    QTest::newRow("nothing") << QVariant(QString());
    QTest::newRow("zero") << QVariant(0);
    QTest::newRow("negative") << QVariant(-250);
    QTest::newRow("odd") << QVariant(333);
    QTest::newRow("large") << QVariant(Q_INT64_C(9'000'000'000));
  }
  void interval_thatIsNotOffered_isTheDefault() {
    QFETCH(QVariant, written);
    QSettings().setValue(QStringLiteral("update/intervalMs"), written);
    QCOMPARE(Settings().intervalMs(), app::defaultIntervalMs);
  }

  void offeredIntervals_areTaken() {
    for (const int ms : app::offeredIntervalsMs) {
      Settings().setIntervalMs(ms);
      QCOMPARE(Settings().intervalMs(), ms);
    }
  }

  void palette_thatIsNone_isTheSystems() {
    QSettings().setValue(QStringLiteral("window/palette"), QStringLiteral("pink"));
    QCOMPARE(Settings().paletteChoice(), PaletteChoice::System);
    for (const auto choice : {PaletteChoice::Dark, PaletteChoice::Light, PaletteChoice::System}) {
      Settings().setPaletteChoice(choice);
      QCOMPARE(Settings().paletteChoice(), choice);
    }
  }

  void alarms_areRemembered_andNonsenseIsNot() {
    using models::AlarmId;
    models::AlarmSettings alarms;
    alarms.rule(AlarmId::GrowingMailbox).threshold = 5000;
    alarms.rule(AlarmId::BusyLoop).enabled = false;
    alarms.muted = {{AlarmId::HotProcess, QStringLiteral("a:init/1")},
                    {AlarmId::HotProcess, QStringLiteral("b:init/1")}};
    Settings().setAlarms(alarms);
    QVERIFY(Settings().alarms() == alarms);
    QSettings().setValue(QStringLiteral("alarms/growing-mailbox/threshold"), -7);
    QCOMPARE(Settings().alarms().rule(AlarmId::GrowingMailbox).threshold,
             models::alarmInfo(AlarmId::GrowingMailbox).threshold);
  }

  void window_ofAnotherLayout_isForgotten() {
    Settings().setWindow("geometry", "state");
    QSettings().setValue(QStringLiteral("window/layoutVersion"), 0);
    QVERIFY(Settings().geometry().isEmpty());
    QVERIFY(Settings().windowState().isEmpty());
  }

  void forgetWindow_keepsTheRest() {
    Settings settings;
    settings.setWindow("geometry", "state");
    settings.setPage(app::Page::Tree);
    settings.forgetWindow();
    QVERIFY(settings.geometry().isEmpty());
    QVERIFY(settings.windowState().isEmpty());
    QCOMPARE(settings.page(), app::Page::Tree);
  }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
