// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTreeView>
#include <memory>

#include "models/suspension_text.h"
#include "support/widget_test.h"
#include "views/watch_dialog.h"

using genmsg::Term;
using genmsg::sys::Condition;
using views::WatchDialog;

class TestWatchDialog : public test::WidgetTest {
  Q_OBJECT

 private:
  struct Dialog {
    std::unique_ptr<WatchDialog> dialog =
        std::make_unique<WatchDialog>(genmsg::Pid{7, 1}, QStringLiteral("pool_worker"));
    QSignalSpy added{dialog.get(), &WatchDialog::addRequested};
    QSignalSpy removed{dialog.get(), &WatchDialog::removeRequested};
    QLineEdit* pattern = find<QLineEdit>("messagePattern");
    QLineEdit* path = find<QLineEdit>("statePath");
    QLineEdit* value = find<QLineEdit>("stateValue");
    QLabel* error = find<QLabel>("watchError");
    QTreeView* list = find<QTreeView>("watchList");
    QPushButton* remove = find<QPushButton>("removeWatchButton");

    Dialog() {
      dialog->setAttribute(Qt::WA_DeleteOnClose, false);
      dialog->show();
      dialog->activateWindow();
      (void)QTest::qWaitForWindowActive(dialog.get());
    }
    template <class T>
    T* find(const char* name) const {
      return dialog->findChild<T*>(QLatin1String(name));
    }
    void add() { QTest::mouseClick(find<QPushButton>("addWatchButton"), Qt::LeftButton); }
    bool isChosen(const char* name) const { return find<QRadioButton>(name)->isChecked(); }
    /// The condition that was asked for last, as its id reads.
    QString asked() const {
      return added.isEmpty() ? QString()
                             : models::watchText(added.last().first().value<Term>());
    }
  };

 private Q_SLOTS:
  void mailbox_isAskedForByEnter() {
    Dialog f;
    auto* depth = f.find<QSpinBox>("mailboxDepth");
    QVERIFY(depth->hasFocus());
    QTest::keyClicks(depth, QStringLiteral("50"));
    QTest::keyClick(depth, Qt::Key_Return);
    QCOMPARE(f.added.count(), 1);
    QCOMPARE(f.asked(), QStringLiteral("mailbox > 50"));
  }

  void message_isChosenByTypingItsPattern() {
    Dialog f;
    QVERIFY(f.isChosen("mailboxChoice"));
    QTest::keyClicks(f.pattern, QStringLiteral("{add,'_'}"));
    QVERIFY(f.isChosen("messageChoice"));
    f.add();
    QCOMPARE(f.asked(), QStringLiteral("message matches {add,'_'}"));
  }

  void state_isPathSignAndValue() {
    Dialog f;
    QTest::keyClicks(f.path, QStringLiteral("jobs.3"));
    QTest::keyClicks(f.value, QStringLiteral("7"));
    auto* sign = f.find<QComboBox>("stateComparison");
    sign->setCurrentText(QStringLiteral(">="));
    f.add();
    QCOMPARE(f.asked(), QStringLiteral("state.jobs.3 >= 7"));
  }

  void exception_needsNothing() {
    Dialog f;
    QTest::mouseClick(f.find<QRadioButton>("raisesChoice"), Qt::LeftButton, {}, {8, 8});
    QVERIFY(f.isChosen("raisesChoice"));
    f.add();
    QCOMPARE(f.asked(), QStringLiteral("exception"));
  }

  void mistake_isSaidInPlace_untilItIsMended() {
    Dialog f;
    QTest::keyClicks(f.pattern, QStringLiteral("{add"));
    f.add();
    QCOMPARE(f.added.count(), 0);
    QVERIFY2(f.error->text().startsWith(QStringLiteral("Pattern, column 5: expected ")),
             qPrintable(f.error->text()));
    QVERIFY(f.error->text().contains(QStringLiteral("found end of text")));
    QVERIFY(f.pattern->hasFocus());
    QCOMPARE(f.pattern->cursorPosition(), 4);
    QCOMPARE(f.pattern->accessibleDescription(), f.error->text());
    QTest::keyClicks(f.pattern, QStringLiteral("}"));
    QCOMPARE(f.error->text(), QString());
    f.add();
    QCOMPARE(f.asked(), QStringLiteral("message matches {add}"));
  }

  void mistake_isGoneWithAnotherChoice() {
    Dialog f;
    QTest::keyClicks(f.path, QStringLiteral("jobs.0"));
    f.add();
    QVERIFY(f.error->text().startsWith(QStringLiteral("Path, column 6: ")));
    QVERIFY(f.path->hasFocus());
    QTest::mouseClick(f.find<QRadioButton>("mailboxChoice"), Qt::LeftButton, {}, {8, 8});
    QCOMPARE(f.error->text(), QString());
    f.add();
    QCOMPARE(f.added.count(), 1);
  }

  void list_showsAndRemoves() {
    Dialog f;
    auto* empty = f.find<QLabel>("emptyText");
    QVERIFY(empty->isVisible());
    QVERIFY(!f.remove->isEnabled());
    const Condition first = genmsg::sys::MailboxDeeper{5};
    const Condition second = genmsg::sys::Raises{};
    f.dialog->setWatches({{models::watchId(first), first, models::observerOwner(), 2},
                          {models::watchId(second), second, Term(genmsg::Pid{9, 1}), 0}});
    QVERIFY(!empty->isVisible());
    QCOMPARE(f.list->model()->rowCount(), 2);
    QTest::mouseClick(f.list->viewport(), Qt::LeftButton, {},
                      f.list->visualRect(f.list->model()->index(1, 0)).center());
    QVERIFY(f.remove->isEnabled());
    QTest::mouseClick(f.remove, Qt::LeftButton);
    QCOMPARE(f.removed.count(), 1);
    QVERIFY(f.removed.first().first().value<Term>() == models::watchId(second));
    f.dialog->setWatches({{models::watchId(first), first, models::observerOwner(), 3}});
    QCOMPARE(f.list->model()->index(0, 2).data().toString(), QStringLiteral("3"));
    f.dialog->setWatches({});
    QVERIFY(empty->isVisible());
    QVERIFY(!f.remove->isEnabled());
  }

  void refusal_isSaidAbove() {
    Dialog f;
    f.dialog->showError(QStringLiteral("The watch is not set: the process has exited"));
    QVERIFY(f.find<QLabel>("messageText")->isVisible());
    f.add();
    QVERIFY(!f.find<QLabel>("messageText")->isVisible());
  }

  void fits_aSmallScreen() {
    Dialog f;
    QCOMPARE_LE(f.dialog->minimumSizeHint().width(), 800);
    QCOMPARE_LE(f.dialog->minimumSizeHint().height(), 600);
  }
};

QTEST_MAIN(TestWatchDialog)
#include "tst_watch_dialog.moc"
