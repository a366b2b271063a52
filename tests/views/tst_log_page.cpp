// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

#include "models/log_model.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/empty_overlay.h"
#include "views/log_page.h"

using models::LogEntry;
using models::LogLevel;
using models::LogModel;
using views::LogPage;

class TestLogPage : public test::WidgetTest {
  Q_OBJECT

 private:
  static LogEntry line(const QString& text, LogLevel level = LogLevel::Error) {
    LogEntry entry;
    entry.text = text;
    entry.details = QStringLiteral("and more");
    entry.level = level;
    entry.pid = test::pid(5);
    return entry;
  }

 private Q_SLOTS:
  void unread_countsWhatNobodySaw() {
    LogModel model;
    LogPage page(&model);
    QSignalSpy changed(&page, &LogPage::unreadChanged);
    model.append(line(QStringLiteral("a")));
    model.append(line(QStringLiteral("b"), LogLevel::Notice));
    model.append(line(QStringLiteral("c"), LogLevel::Warning));
    QCOMPARE(page.unread(), 2);
    page.show();
    QCOMPARE(page.unread(), 0);
    model.append(line(QStringLiteral("d")));
    QCOMPARE(page.unread(), 0);
    QCOMPARE(changed.size(), 3);
  }

  void selectedLine_isShownInFull() {
    LogModel model;
    LogPage page(&model);
    page.show();
    const std::uint64_t first = model.append(line(QStringLiteral("a")));
    model.append(line(QStringLiteral("b")));
    QVERIFY(page.showEntry(first));
    QCOMPARE(page.findChild<QPlainTextEdit*>(QStringLiteral("logDetail"))->toPlainText(),
             QStringLiteral("a\nand more"));
    QVERIFY(!page.showEntry(99));
  }

  void process_isALink() {
    LogModel model;
    LogPage page(&model);
    page.resize(900, 400);
    page.show();
    model.append(line(QStringLiteral("a")));
    QSignalSpy selected(&page, &views::Page::pidSelected);
    auto* table = page.findChild<QTableView*>(QStringLiteral("logTable"));
    const auto click = [table](int column) {
      QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                        table->visualRect(table->model()->index(0, column)).center());
    };
    click(LogModel::Time);
    QCOMPARE(selected.size(), 0);
    click(LogModel::Process);
    QCOMPARE(selected.size(), 1);
    QVERIFY(selected[0][0].value<genmsg::Pid>() == test::pid(5));
  }

  void emptyFilter_offersToClear_andAnEntryIsShownThroughIt() {
    LogModel model;
    LogPage page(&model);
    page.show();
    const std::uint64_t number = model.append(line(QStringLiteral("a")));
    auto* filter = page.findChild<QLineEdit*>(QStringLiteral("logFilter"));
    auto* overlay = page.findChild<views::EmptyOverlay*>();
    auto* table = page.findChild<QTableView*>(QStringLiteral("logTable"));
    filter->setText(QStringLiteral("zzz"));
    QCOMPARE(table->model()->rowCount(), 0);
    QCOMPARE(overlay->text(), QStringLiteral("0 of 1 lines"));
    QTest::mouseClick(overlay->findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(table->model()->rowCount(), 1);
    QVERIFY(filter->text().isEmpty());
    filter->setText(QStringLiteral("zzz"));
    QVERIFY(page.showEntry(number));
    QCOMPARE(table->currentIndex().row(), 0);
  }

  void end_staysInSight() {
    LogModel model;
    LogPage page(&model);
    page.resize(900, 400);
    page.show();
    auto* table = page.findChild<QTableView*>(QStringLiteral("logTable"));
    for (int i = 0; i < 100; ++i) model.append(line(QString::number(i)));
    const auto isShown = [table](int row) {
      return table->viewport()->rect().intersects(table->visualRect(table->model()->index(row, 0)));
    };
    QTRY_VERIFY(isShown(99));
    page.showEntry(3);
    for (int i = 0; i < 100; ++i) model.append(line(QString::number(i)));
    QCoreApplication::processEvents();
    QVERIFY(isShown(2));
  }
};

QTEST_MAIN(TestLogPage)
#include "tst_log_page.moc"
