// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTreeWidget>

#include "genmsg/term/parse.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/exit_dialog.h"

using views::ExitDialog;
using views::Victim;

namespace {

std::vector<Victim> victims(std::uint32_t count) {
  std::vector<Victim> all;
  for (std::uint32_t i = 1; i <= count; ++i) {
    all.push_back({test::pid(i), QStringLiteral("worker_%1 <0.%1.1>").arg(i),
                   QStringLiteral("pool_worker:init/1"), 1000 * i, false});
  }
  return all;
}

template <class T>
T& child(ExitDialog& dialog, const char* name) {
  return *dialog.findChild<T*>(QLatin1String(name));
}

}  // namespace

class TestExitDialog : public test::WidgetTest {
  Q_OBJECT

 private:
  struct Shown {
    QPointer<ExitDialog> dialog;
    QSignalSpy confirmed;

    Shown(ExitDialog::Kind kind, std::uint32_t named, std::uint64_t count)
        : dialog(new ExitDialog(kind, victims(named), count)),
          confirmed(dialog, &ExitDialog::confirmed) {
      dialog->show();
    }
    ~Shown() { delete dialog; }
    QPushButton& button() { return child<QPushButton>(*dialog, "exitConfirm"); }
  };

 private Q_SLOTS:
  void one_isNamed() {
    Shown shown(ExitDialog::Kind::Terminate, 1, 1);
    QCOMPARE(child<QLabel>(*shown.dialog, "exitHeading").text(),
             QStringLiteral("Terminate worker_1 <0.1.1>?"));
    const QTreeWidgetItem* item = child<QTreeWidget>(*shown.dialog, "exitVictims").topLevelItem(0);
    QCOMPARE(item->text(0), QStringLiteral("worker_1 <0.1.1>"));
    QCOMPARE(item->text(1), QStringLiteral("pool_worker:init/1"));
    QCOMPARE(item->text(2), QStringLiteral("1,000"));
    QVERIFY(shown.dialog->findChild<QLabel*>(QStringLiteral("exitMore")) == nullptr);
  }

  void ofMany_theFirstAreNamedAndTheRestCounted() {
    Shown shown(ExitDialog::Kind::Kill, 5, 998);
    QCOMPARE(child<QLabel>(*shown.dialog, "exitHeading").text(),
             QStringLiteral("Kill 998 processes?"));
    QCOMPARE(child<QTreeWidget>(*shown.dialog, "exitVictims").topLevelItemCount(), 5);
    QCOMPARE(child<QLabel>(*shown.dialog, "exitMore").text(), QStringLiteral("and 993 more"));
    QVERIFY(!child<QCheckBox>(*shown.dialog, "exitAlways").isVisible());
    QVERIFY(!child<QLineEdit>(*shown.dialog, "exitReason").isVisible());
    // Enter must not kill a thousand.
    QTest::keyClick(shown.dialog, Qt::Key_Return);
    QCOMPARE(shown.confirmed.count(), 0);
  }

  void ofMany_theListScrolls() {
    Shown few(ExitDialog::Kind::Terminate, 8, 8);
    Shown many(ExitDialog::Kind::Terminate, 1000, 1200);
    auto& list = child<QTreeWidget>(*many.dialog, "exitVictims");
    QCOMPARE(list.topLevelItemCount(), 1000);
    QCOMPARE(list.height(), child<QTreeWidget>(*few.dialog, "exitVictims").height());
    QTRY_VERIFY(list.verticalScrollBar()->maximum() > 0);
    QCOMPARE(child<QLabel>(*many.dialog, "exitMore").text(), QStringLiteral("and 200 more"));
  }

  void confirmed_withTheReason() {
    Shown shown(ExitDialog::Kind::Terminate, 1, 1);
    child<QLineEdit>(*shown.dialog, "exitReason").setText(QStringLiteral("{shutdown, now}"));
    child<QCheckBox>(*shown.dialog, "exitAlways").setChecked(true);
    QTest::keyClick(shown.dialog, Qt::Key_Return);
    QCOMPARE(shown.confirmed.count(), 1);
    QVERIFY(shown.confirmed[0][0].value<genmsg::Term>() ==
            genmsg::parse("{shutdown,now}").value());
    QCOMPARE(shown.confirmed[0][1].toBool(), true);
  }

  void kill_hasItsOwnReason() {
    Shown shown(ExitDialog::Kind::Kill, 1, 1);
    QTest::mouseClick(&shown.button(), Qt::LeftButton);
    QCOMPARE(shown.confirmed.count(), 1);
    QVERIFY(shown.confirmed[0][0].value<genmsg::Term>() == genmsg::parse("kill").value());
  }

  void reasonThatIsNoTerm_isNotSent() {
    Shown shown(ExitDialog::Kind::Terminate, 1, 1);
    auto& reason = child<QLineEdit>(*shown.dialog, "exitReason");
    QCOMPARE(reason.text(), QStringLiteral("shutdown"));
    reason.setText(QStringLiteral("{shutdown"));
    QVERIFY(!shown.button().isEnabled());
    QVERIFY(!child<QLabel>(*shown.dialog, "exitReasonError").text().isEmpty());
    QTest::keyClick(shown.dialog, Qt::Key_Return);
    QCOMPARE(shown.confirmed.count(), 0);
    reason.setText(QStringLiteral("normal"));
    QVERIFY(shown.button().isEnabled());
    QVERIFY(child<QLabel>(*shown.dialog, "exitReasonError").text().isEmpty());
  }

  void whoExitsMeanwhile_cannotBeTerminated() {
    Shown shown(ExitDialog::Kind::Terminate, 1, 1);
    auto gone = victims(1);
    gone[0].exited = true;
    shown.dialog->setVictims(gone);
    QVERIFY(!shown.button().isEnabled());
    QVERIFY(child<QLabel>(*shown.dialog, "exitGone").isVisible());
    QTest::keyClick(shown.dialog, Qt::Key_Return);
    QCOMPARE(shown.confirmed.count(), 0);
  }

  void ofMany_someMayExit() {
    Shown shown(ExitDialog::Kind::TerminateSubtree, 3, 3);
    auto gone = victims(3);
    gone[0].exited = gone[1].exited = true;
    shown.dialog->setVictims(gone);
    QVERIFY(shown.button().isEnabled());
    QCOMPARE(child<QTreeWidget>(*shown.dialog, "exitVictims").topLevelItem(1)->text(2),
             QStringLiteral("has exited"));
    gone[2].exited = true;
    shown.dialog->setVictims(gone);
    QVERIFY(!shown.button().isEnabled());
  }

  void restart_saysThatTheSupervisorDecides() {
    Shown shown(ExitDialog::Kind::RestartChild, 1, 1);
    bool said = false;
    for (const QLabel* label : shown.dialog->findChildren<QLabel*>())
      said = said || label->text().contains(QStringLiteral("the rest is the supervisor's"));
    QVERIFY(said);
  }
};

QTEST_MAIN(TestExitDialog)
#include "tst_exit_dialog.moc"
