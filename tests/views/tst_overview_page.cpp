// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCoreApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/overview_page.h"
#include "views/theme.h"

using views::OverviewPage;

class TestOverviewPage : public test::WidgetTest {
  Q_OBJECT

 private:
  static QString textOf(const OverviewPage& page, const char* name) {
    const auto* label = page.findChild<QLabel*>(QLatin1String(name));
    return label != nullptr ? label->text() : QString();
  }
  static models::NodeViewPtr viewOf(std::vector<test::ProcessSpec> specs, std::uint64_t limit) {
    auto snapshot = std::make_shared<genmsg::Snapshot>(*test::snapshot(100, specs));
    snapshot->process_limit = limit;
    snapshot->dead_letters = 1234;
    return test::view(snapshot);
  }

 private Q_SLOTS:
  void beforeTheFirstView_saysThatItWaits() {
    const OverviewPage page({.name = "fake", .version = "1.2"});
    QVERIFY(!textOf(page, "uptime").isEmpty());
    QVERIFY(textOf(page, "nodeVersion").contains(QStringLiteral("1.2")));
  }

  void view_isShown() {
    OverviewPage page({.name = "fake", .version = "1.2", .os_pid = 17});
    page.applyView(viewOf({{.index = 1}, {.index = 2, .mailbox = 5}}, 1000));
    QCOMPARE(textOf(page, "processesUsed"), QStringLiteral("2 of 1,000 (0.2 %)"));
    QCOMPARE(textOf(page, "deadLetters"), QStringLiteral("1,234"));
    QCOMPARE(textOf(page, "uptime"), QStringLiteral("1 m 40 s"));
    QCOMPARE(textOf(page, "osPid"), QStringLiteral("17"));
  }

  void limit_thatIsNear_isRed() {
    OverviewPage page({});
    const auto* label = page.findChild<QLabel*>(QStringLiteral("processesUsed"));
    const std::vector<test::ProcessSpec> nine = {{.index = 1}, {.index = 2}, {.index = 3},
                                                 {.index = 4}, {.index = 5}, {.index = 6},
                                                 {.index = 7}, {.index = 8}, {.index = 9}};
    const QColor error = views::toneColor(page.palette(), views::Tone::Error);
    page.applyView(viewOf(nine, 10));
    QCOMPARE(label->palette().color(QPalette::WindowText), error);
    QVERIFY(label->text().startsWith(QStringLiteral("⚠")));
    page.applyView(viewOf(nine, 100));
    QVERIFY(label->palette().color(QPalette::WindowText) != error);
  }

  void memory_isOnlyThatOfThisProgram() {
    OverviewPage other({.name = "fake", .version = "1", .os_pid = QCoreApplication::applicationPid() + 1});
    other.applyView(viewOf({{.index = 1}}, 10));
    QVERIFY(other.findChild<QLabel*>(QStringLiteral("memory")) == nullptr);
#ifdef Q_OS_LINUX
    OverviewPage own({.name = "fake", .version = "1", .os_pid = QCoreApplication::applicationPid()});
    own.applyView(viewOf({{.index = 1}}, 10));
    QVERIFY(textOf(own, "memory").contains(QLatin1Char('B')));
#endif
  }

  void link_activatesTheProcessThatWasPressed() {
    OverviewPage page({});
    page.resize(900, 700);
    page.show();
    page.applyView(viewOf({{.index = 1, .name = "first", .mailbox = 5}, {.index = 2, .mailbox = 1}},
                          10));
    QPushButton* link = nullptr;
    for (QPushButton* button : page.findChildren<QPushButton*>()) {
      if (button->text().startsWith(QStringLiteral("first"))) link = button;
    }
    QVERIFY(link != nullptr);
    QSignalSpy activated(&page, &views::Page::activatedPid);
    QTest::mousePress(link, Qt::LeftButton);
    // Another one takes the place under the mouse.
    page.applyView(viewOf({{.index = 1, .name = "first", .mailbox = 5}, {.index = 2, .mailbox = 9}},
                          10));
    QVERIFY(!link->text().startsWith(QStringLiteral("first")));
    QTest::mouseRelease(link, Qt::LeftButton);
    QCOMPARE(activated.size(), 1);
    QVERIFY(activated[0][0].value<genmsg::Pid>() == test::pid(1));
  }
};

QTEST_MAIN(TestOverviewPage)
#include "tst_overview_page.moc"
