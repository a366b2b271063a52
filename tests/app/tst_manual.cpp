// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>
#include <QListWidget>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QToolButton>

#include "app/help_window.h"
#include "app/main_window.h"
#include "app/manual.h"
#include "models/process_column.h"
#include "support/fake_node.h"
#include "support/widget_test.h"

class TestManual : public test::WidgetTest {
  Q_OBJECT

 private:
  QList<views::HelpPage> m_pages = app::manualPages();

  bool has(const QString& topic) const {
    const QString anchor = topic.section(QLatin1Char('#'), 1);
    for (const views::HelpPage& page : m_pages) {
      if (page.id != topic.section(QLatin1Char('#'), 0, 0)) continue;
      return anchor.isEmpty() || page.html.contains(QStringLiteral("name=\"%1\"").arg(anchor));
    }
    return false;
  }

 private Q_SLOTS:
  void pages_haveTitles() {
    QVERIFY(m_pages.size() >= 10);
    for (const views::HelpPage& page : m_pages) {
      QVERIFY2(!page.title.isEmpty(), qPrintable(page.id));
      QVERIFY2(!page.html.contains(QLatin1Char('@')), qPrintable(page.id));  // all was put in
    }
  }

  void links_leadToPages() {
    static const QRegularExpression link(QStringLiteral("href=\"([^\"]+)\""));
    int count = 0;
    for (const views::HelpPage& page : m_pages) {
      for (auto matches = link.globalMatch(page.html); matches.hasNext(); ++count) {
        const QString target = matches.next().captured(1);
        QVERIFY2(has(target), qPrintable(page.id + QStringLiteral(" -> ") + target));
      }
    }
    QVERIFY(count >= 8);
  }

  void columns_areAllExplained() {
    for (int i = 0; i < models::processColumnCount; ++i) {
      const auto column = models::processColumnInfo(static_cast<models::ProcessColumn>(i));
      QVERIFY2(has(QStringLiteral("processes#") + column.id), column.id.data());
    }
  }

  void everyPageOfTheWindow_hasATopic() {
    app::MainWindow window(std::make_shared<test::FakeNode>());
    for (int i = 0; i < app::pageCount; ++i) {
      window.setPage(app::Page(i));
      auto* stack = window.findChild<QStackedWidget*>(QStringLiteral("pages"));
      const QString topic = app::helpTopicOf(stack->currentWidget());
      QVERIFY2(topic != QLatin1String("start"), qPrintable(stack->currentWidget()->objectName()));
      QVERIFY2(has(topic), qPrintable(topic));
    }
  }

  void f1_opensWhatTheFocusIsAbout() {
    app::MainWindow window(std::make_shared<test::FakeNode>());
    window.setPage(app::Page::Processes);
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto* filter = window.findChild<QLineEdit*>(QStringLiteral("filterEdit"));
    filter->setFocus();
    QTest::keyClick(filter, Qt::Key_F1);
    auto* help = window.findChild<app::HelpWindow*>();
    QVERIFY(help != nullptr);
    QTRY_VERIFY(help->isVisible());
    auto* text = help->findChild<QTextBrowser*>(QStringLiteral("helpText"));
    QVERIFY(text->toPlainText().contains(QStringLiteral("mailbox>1000")));
    auto* list = help->findChild<QListWidget*>(QStringLiteral("helpPages"));
    QCOMPARE(list->currentItem()->text(), QStringLiteral("Processes"));
  }

  void search_leavesThePagesThatHaveTheWords() {
    views::HelpView help(m_pages);
    auto* list = help.findChild<QListWidget*>(QStringLiteral("helpPages"));
    help.findChild<QLineEdit*>(QStringLiteral("helpSearch"))
        ->setText(QStringLiteral("lease renewed"));
    QStringList left;
    for (int i = 0; i < list->count(); ++i) {
      if (!list->item(i)->isHidden()) left << list->item(i)->text();
    }
    QCOMPARE(left, QStringList{QStringLiteral("Acting on processes")});
  }

  void links_areFollowedAndGoneBack() {
    views::HelpView help(m_pages);
    help.resize(800, 600);
    help.show();
    QVERIFY(help.showTopic(QStringLiteral("start")));
    QVERIFY(!help.showTopic(QStringLiteral("nowhere")));
    auto* back = help.findChild<QToolButton*>(QStringLiteral("helpBack"));
    QVERIFY(!back->isEnabled());
    auto* text = help.findChild<QTextBrowser*>(QStringLiteral("helpText"));
    Q_EMIT text->anchorClicked(QUrl(QStringLiteral("processes")));
    QCOMPARE(help.page(), QStringLiteral("processes"));
    Q_EMIT text->anchorClicked(QUrl(QStringLiteral("#filter")));
    QCOMPARE(help.page(), QStringLiteral("processes"));
    QTest::mouseClick(back, Qt::LeftButton);
    QTest::mouseClick(back, Qt::LeftButton);
    QCOMPARE(help.page(), QStringLiteral("start"));
    QVERIFY(!back->isEnabled());
  }
};

QTEST_MAIN(TestManual)
#include "tst_manual.moc"
