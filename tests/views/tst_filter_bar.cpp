// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>

#include "support/widget_test.h"
#include "views/filter_bar.h"

class TestFilterBar : public test::WidgetTest {
  Q_OBJECT

 private Q_SLOTS:
  void typing_announcesOnceItSettles() {
    views::FilterBar bar(QStringLiteral("processes"));
    QSignalSpy changed(&bar, &views::FilterBar::filterChanged);
    QTest::keyClicks(&edit(bar), QStringLiteral("pool"));
    QCOMPARE(changed.count(), 0);
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(changed.first().first().toString(), QStringLiteral("pool"));
  }

  void enter_doesNotWait() {
    views::FilterBar bar(QStringLiteral("processes"));
    QSignalSpy changed(&bar, &views::FilterBar::filterChanged);
    QSignalSpy again(&bar, &views::FilterBar::returnPressed);
    QTest::keyClicks(&edit(bar), QStringLiteral("pool"));
    QTest::keyClick(&edit(bar), Qt::Key_Return);
    QCOMPARE(changed.count(), 1);
    QTest::keyClick(&edit(bar), Qt::Key_Return);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(again.count(), 1);
  }

  void escape_clears() {
    views::FilterBar bar(QStringLiteral("processes"));
    bar.setText(QStringLiteral("pool"));
    QSignalSpy changed(&bar, &views::FilterBar::filterChanged);
    QTest::keyClick(&edit(bar), Qt::Key_Escape);
    QCOMPARE(bar.text(), QString());
    QCOMPARE(changed.count(), 1);
  }

  void error_isShownUntilTakenBack() {
    views::FilterBar bar(QStringLiteral("processes"));
    auto* error = bar.findChild<QLabel*>(QStringLiteral("filterError"));
    const QColor calm = edit(bar).palette().color(QPalette::Base);
    bar.setError(QStringLiteral("“mailbox” needs a value"));
    QVERIFY(!error->isHidden());
    QCOMPARE(edit(bar).accessibleDescription(), error->text());
    QVERIFY(edit(bar).palette().color(QPalette::Base) != calm);
    bar.setError(QString());
    QVERIFY(error->isHidden());
    QCOMPARE(edit(bar).palette().color(QPalette::Base), calm);
  }

  void memory_offersEarlierAndSavedFilters() {
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("genmsg-tests"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_filter_bar"));
    QSettings().clear();
    views::FilterBar bar(QStringLiteral("processes"));
    bar.setMemory(QStringLiteral("processes"));
    bar.show();
    for (const char16_t* text : {u"first", u"second", u"first"}) {
      bar.setText(QString::fromUtf16(text));
      QTest::keyClick(&edit(bar), Qt::Key_Return);
    }
    bar.setText(QStringLiteral("wrong"));
    bar.setError(QStringLiteral("it is none"));
    QTest::keyClick(&edit(bar), Qt::Key_Return);
    bar.setError(QString());
    views::FilterMemory memory(QStringLiteral("processes"));
    QCOMPARE(memory.history(), (QStringList{QStringLiteral("first"), QStringLiteral("second")}));
    memory.save({QStringLiteral("Busy ones"), QStringLiteral("busy>90")});
    bar.clear();
    QTest::keyClick(&edit(bar), Qt::Key_Down);
    auto* menu = bar.findChild<QMenu*>(QStringLiteral("filterMenu"));
    QVERIFY(menu != nullptr);
    QCOMPARE(menu->actions().first()->text(), QStringLiteral("Busy ones"));
    menu->actions().first()->trigger();
    menu->close();
    QCOMPARE(bar.text(), QStringLiteral("busy>90"));
    memory.remove(QStringLiteral("Busy ones"));
    QVERIFY(memory.saved().isEmpty());
  }

  void counts_areLocalised() {
    views::FilterBar bar(QStringLiteral("processes"));
    auto* counts = bar.findChild<QLabel*>(QStringLiteral("filterCounts"));
    bar.setCounts(842, 100'012);
    QCOMPARE(counts->text(), QStringLiteral("842 of 100,012"));
    bar.setCounts(842, 842);
    QCOMPARE(counts->text(), QStringLiteral("842"));
  }

 private:
  static QLineEdit& edit(views::FilterBar& bar) {
    return *bar.findChild<QLineEdit*>(QStringLiteral("filterEdit"));
  }
};

QTEST_MAIN(TestFilterBar)
#include "tst_filter_bar.moc"
