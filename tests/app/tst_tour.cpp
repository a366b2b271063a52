// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>

#include "app/main_window.h"
#include "app/tour.h"
#include "models/suspension_text.h"
#include "support/fake_node.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"

using genmsg::Status;

class TestTour : public test::WidgetTest {
  Q_OBJECT

 private:
  struct Window {
    std::shared_ptr<test::FakeNode> node = std::make_shared<test::FakeNode>();
    std::unique_ptr<app::MainWindow> window;
    double timeS = 1;

    Window() {
      show(0);
      window = std::make_unique<app::MainWindow>(node);
      window->show();
      window->start();
    }
    void show(std::uint32_t mailbox, Status status = Status::Waiting) {
      node->answerSnapshotsWith(test::snapshot(
          ++timeS, {{.index = 1, .name = "pool_sup"},
                    {.index = 2, .parent = 1, .status = status, .mailbox = mailbox}}));
      if (window) window->client().refresh();
    }
    bool isDone() const {
      return window->findChild<QLabel*>(QStringLiteral("tourDone"))->text() ==
             QLatin1String("Done");
    }
    QString title() const {
      return window->findChild<QLabel*>(QStringLiteral("tourTitle"))->text();
    }
    void click(const char* name) const {
      QTest::mouseClick(window->findChild<QPushButton*>(QLatin1String(name)), Qt::LeftButton);
    }
  };

 private Q_SLOTS:
  void steps_noticeThatTheyAreDone() {
    Window window;
    auto* dock = window.window->findChild<QDockWidget*>(QStringLiteral("tourDock"));
    QVERIFY(!dock->isVisible());
    window.window->findChild<QAction*>(QStringLiteral("tourAction"))->trigger();
    QTRY_VERIFY(dock->isVisible());
    QVERIFY2(window.title().startsWith(QLatin1String("1 of 10: ")), qPrintable(window.title()));
    QVERIFY(!window.isDone());
    QSignalSpy load(window.window.get(), &app::MainWindow::slowConsumerRequested);
    window.click("tourButton");
    QCOMPARE(load.size(), 1);
    window.show(5000);
    QTRY_VERIFY(window.isDone());

    window.click("tourNext");
    QVERIFY(!window.isDone());
    window.window->selectProcess(test::pid(1));
    QVERIFY(!window.isDone());  // not who falls behind
    window.window->selectProcess(test::pid(2));
    QVERIFY(window.isDone());

    window.click("tourNext");
    QVERIFY(!window.isDone());
    window.show(6000, Status::Suspended);
    QTRY_VERIFY(window.isDone());
    window.show(6000);  // what is done stays done
    QTRY_VERIFY(window.window->client().view()->process(1).status == Status::Waiting);
    QVERIFY(window.isDone());

    window.show(6000, Status::Suspended);
    QTRY_VERIFY(window.window->client().view()->process(1).status == Status::Suspended);
    window.click("tourNext");
    QVERIFY(!window.isDone());  // the state was not looked at
    using Tab = views::ProcessDetailsView::Tab;
    window.window->findChild<QTabWidget*>(QStringLiteral("detailsTabs"))
        ->setCurrentIndex(static_cast<int>(Tab::State));
    QVERIFY(window.isDone());
  }

  void steps_canBeSkippedAndGoneBack() {
    Window window;
    window.window->findChild<QAction*>(QStringLiteral("tourAction"))->trigger();
    for (int i = 0; i < 9; ++i) window.click("tourNext");
    QVERIFY2(window.title().startsWith(QLatin1String("10 of 10: ")), qPrintable(window.title()));
    window.click("tourBack");
    QVERIFY2(window.title().startsWith(QLatin1String("9 of 10: ")), qPrintable(window.title()));
    window.click("tourNext");
    window.click("tourNext");  // Finish
    auto* tour = window.window->findChild<app::Tour*>();
    QVERIFY(!tour->isRunning());
    QVERIFY(!window.window->findChild<QDockWidget*>(QStringLiteral("tourDock"))->isVisible());
  }
};

QTEST_MAIN(TestTour)
#include "tst_tour.moc"
