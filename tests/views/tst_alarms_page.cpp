// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QLabel>
#include <QFileDialog>
#include <QFile>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTextBrowser>
#include <QToolButton>

#include "models/alarm_model.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/alarm_settings_dialog.h"
#include "views/alarm_strip.h"
#include "views/alarms_page.h"
#include "views/empty_overlay.h"

using models::Alarm;
using models::AlarmId;
using models::AlarmLevel;
using models::AlarmModel;
using models::AlarmSettings;
using views::AlarmSettingsDialog;
using views::AlarmsPage;

namespace {

models::NodeViewPtr viewWith(double timeS, const std::vector<Alarm>& alarms) {
  const auto view = std::make_shared<models::NodeView>(
      *test::view(test::snapshot(timeS, {{.index = 1}, {.index = 2}})));
  const auto list = std::make_shared<models::AlarmList>();
  list->alarms = alarms;
  view->alarms = list;
  return view;
}

Alarm alarm(AlarmId id, std::uint32_t index, AlarmLevel level = AlarmLevel::Warning) {
  Alarm made;
  made.id = id;
  made.pid = test::pid(index);
  made.level = level;
  made.initialCall = genmsg::Atom::intern("worker:init/1");
  return made;
}

}  // namespace

class TestAlarmsPage : public test::WidgetTest {
  Q_OBJECT

 private Q_SLOTS:
  void nothingWrong_isSaid() {
    AlarmModel model;
    AlarmsPage page(&model);
    page.show();
    auto* overlay = page.findChild<views::EmptyOverlay*>();
    QVERIFY(overlay->text().startsWith(QStringLiteral("Nothing is wrong")));
    QSignalSpy settings(&page, &AlarmsPage::settingsRequested);
    QTest::mouseClick(overlay->findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(settings.size(), 1);
    model.applyView(viewWith(1, {alarm(AlarmId::GrowingMailbox, 1)}));
    QVERIFY(overlay->text().isEmpty());
  }

  void worst_isFirst_andTheSelectedOneIsExplained() {
    AlarmModel model;
    AlarmsPage page(&model);
    page.resize(1000, 500);
    page.show();
    model.applyView(viewWith(1, {alarm(AlarmId::GrowingMailbox, 1)}));
    auto* table = page.findChild<QTableView*>(QStringLiteral("alarmTable"));
    auto* help = page.findChild<QTextBrowser*>(QStringLiteral("alarmHelp"));
    table->setCurrentIndex(table->model()->index(0, 0));
    QVERIFY(help->toPlainText().contains(QStringLiteral("Growing mailbox")));
    model.applyView(viewWith(2, {alarm(AlarmId::GrowingMailbox, 1),
                                 alarm(AlarmId::StuckProcess, 2, AlarmLevel::Error)}));
    // The worse one comes above it; what was selected stays selected.
    QCOMPARE(table->currentIndex().row(), 1);
    QVERIFY(help->toPlainText().contains(QStringLiteral("Growing mailbox")));
    model.applyView(viewWith(3, {alarm(AlarmId::StuckProcess, 2, AlarmLevel::Error)}));
    QVERIFY(!help->toPlainText().contains(QStringLiteral("Growing mailbox")));
  }

  void buttons_goToTheProcess_andMuteItsClass() {
    AlarmModel model;
    AlarmsPage page(&model);
    page.show();
    auto* goTo = page.findChild<QToolButton*>(QStringLiteral("goToAlarmButton"));
    auto* mute = page.findChild<QToolButton*>(QStringLiteral("muteAlarmButton"));
    QVERIFY(!goTo->isEnabled() && !mute->isEnabled());
    model.applyView(viewWith(1, {alarm(AlarmId::NoProgress, 2)}));
    auto* table = page.findChild<QTableView*>(QStringLiteral("alarmTable"));
    table->setCurrentIndex(table->model()->index(0, 0));
    QSignalSpy activated(&page, &views::Page::activatedPid);
    QSignalSpy muted(&page, &AlarmsPage::muteRequested);
    QTest::mouseClick(goTo, Qt::LeftButton);
    QCOMPARE(activated.size(), 1);
    QVERIFY(activated[0][0].value<genmsg::Pid>() == test::pid(2));
    QTest::mouseClick(mute, Qt::LeftButton);
    QCOMPARE(muted.size(), 1);
    QCOMPARE(muted[0][0].value<AlarmId>(), AlarmId::NoProgress);
    QCOMPARE(muted[0][1].toString(), QStringLiteral("worker:init/1"));
  }

  void settings_comeBackAsTheyWere_andChange() {
    AlarmSettings settings;
    settings.rule(AlarmId::GrowingMailbox).threshold = 5000;
    settings.rule(AlarmId::BusyLoop).enabled = false;
    settings.muted.insert({AlarmId::HotProcess, QStringLiteral("a:init/1")});
    AlarmSettingsDialog dialog(settings);
    QVERIFY(dialog.settings() == settings);
    QSignalSpy chosen(&dialog, &AlarmSettingsDialog::chosen);
    dialog.findChild<QDoubleSpinBox*>(QStringLiteral("limit-near-threshold"))->setValue(90);
    dialog.findChild<QCheckBox*>(QStringLiteral("busy-loop-enabled"))->setChecked(true);
    auto* buttons = dialog.findChild<QDialogButtonBox*>();
    buttons->button(QDialogButtonBox::Ok)->click();
    QCOMPARE(chosen.size(), 1);
    const auto changed = chosen[0][0].value<AlarmSettings>();
    QCOMPARE(changed.rule(AlarmId::LimitNear).threshold, 0.9);
    QVERIFY(changed.rule(AlarmId::BusyLoop).enabled);
    buttons->button(QDialogButtonBox::RestoreDefaults)->click();
    QVERIFY(dialog.settings() == AlarmSettings());
  }

  void settings_goToAFileAndComeBack() {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("alarms.json"));
    AlarmSettings settings;
    settings.rule(AlarmId::GrowingMailbox).threshold = 5000;
    const auto choose = [&path](AlarmSettingsDialog& dialog, const char* button) {
      dialog.findChild<QPushButton*>(QLatin1String(button))->click();
      auto* file = dialog.findChild<QFileDialog*>(QStringLiteral("alarmFileDialog"));
      emit file->fileSelected(path);
      delete file;
    };
    AlarmSettingsDialog from(settings);
    choose(from, "exportAlarmsButton");
    AlarmSettingsDialog to((AlarmSettings()));
    QSignalSpy chosen(&to, &AlarmSettingsDialog::chosen);
    choose(to, "importAlarmsButton");
    QVERIFY(to.settings() == settings);
    QCOMPARE(chosen.size(), 0);  // with OK only
    QFile(path).resize(3);
    choose(to, "importAlarmsButton");
    QVERIFY(!to.findChild<QLabel*>(QStringLiteral("alarmFileError"))->text().isEmpty());
    QVERIFY(to.settings() == settings);
  }

  void strip_isThereWhileSomethingIsWrong() {
    QWidget window;
    views::AlarmStrip strip(&window);
    window.show();
    QVERIFY(!strip.isVisible());
    strip.setAlarms(QStringLiteral("1 stuck process"), views::Tone::Error);
    QVERIFY(strip.isVisible());
    QSignalSpy show(&strip, &views::AlarmStrip::showRequested);
    strip.findChild<QToolButton*>(QStringLiteral("alarmStripShow"))->click();
    QCOMPARE(show.size(), 1);
    strip.setAlarms(QString(), views::Tone::Warning);
    QVERIFY(!strip.isVisible());
  }
};

QTEST_MAIN(TestAlarmsPage)
#include "tst_alarms_page.moc"
