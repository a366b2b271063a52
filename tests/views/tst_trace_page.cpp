// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>

#include "genmsg/term/parse.h"
#include "models/trace_model.h"
#include "support/widget_test.h"
#include "views/trace_page.h"

using views::TracePage;

class TestTracePage : public test::WidgetTest {
  Q_OBJECT

 private:
  struct Page {
    models::TraceModel model;
    TracePage widget{&model};
    Page() {
      widget.resize(900, 500);
      widget.show();
    }
    template <class T>
    T& child(const char* name) {
      return *widget.findChild<T*>(QLatin1String(name));
    }
    void append(std::uint64_t first, int count, std::uint64_t dropped = 0) {
      genmsg::TraceBatch batch;
      for (int i = 0; i < count; ++i) {
        genmsg::TraceEvent event;
        event.number = first + static_cast<std::uint64_t>(i);
        event.time_ns = static_cast<std::int64_t>(event.number) * 1000;
        event.pid = {7, 1};
        event.message = genmsg::parse("{work,1}").value();
        batch.events.push_back(event);
      }
      batch.dropped = dropped;
      model.append(batch);
    }
  };

 private Q_SLOTS:
  void empty_saysHowToTrace() {
    Page page;
    QVERIFY(page.child<QLabel>("emptyText").text().contains(QStringLiteral("F9")));
    QVERIFY(!page.child<QToolButton>("stopTraceButton").isEnabled());
    page.widget.setTraced({7, 1}, QStringLiteral("pool_worker <0.7.1>"), true);
    QVERIFY(!page.child<QLabel>("emptyText").text().contains(QStringLiteral("F9")));
    QCOMPARE(page.child<QLabel>("tracedLabel").text(),
             QStringLiteral("Tracing pool_worker <0.7.1>"));
  }

  void stop_namesEachTracedPid() {
    Page page;
    page.widget.setTraced({7, 1}, QStringLiteral("a"), true);
    page.widget.setTraced({8, 2}, QStringLiteral("b"), true);
    QSignalSpy stopped(&page.widget, &TracePage::stopRequested);
    QTest::mouseClick(&page.child<QToolButton>("stopTraceButton"), Qt::LeftButton);
    QCOMPARE(stopped.count(), 2);
    QVERIFY(stopped.at(1).first().value<genmsg::Pid>() == (genmsg::Pid{8, 2}));
  }

  void dropped_isShownExactly() {
    Page page;
    page.append(1, 3, 1234);
    QCOMPARE(page.child<QLabel>("droppedCounter").text(), QStringLiteral("Dropped: 1,234"));
    QCOMPARE(page.child<QLabel>("traceCounters").text(), QStringLiteral("Events: 3"));
  }

  void event_showsItsMessage() {
    Page page;
    page.append(1, 3);
    auto& table = page.child<QTableView>("traceTable");
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                      table.visualRect(page.model.index(1, 1)).center());
    QCOMPARE(page.child<QPlainTextEdit>("traceDetail").toPlainText(), QStringLiteral("{work,1}"));
  }

  void following_showsWholeRows() {
    Page page;
    auto& table = page.child<QTableView>("traceTable");
    for (int height = 480; height < 520; ++height) {
      page.widget.resize(900, height);
      page.append(static_cast<std::uint64_t>(height) * 100, 100);
      const QModelIndex last = page.model.index(page.model.rowCount() - 1, 0);
      QTRY_COMPARE(table.rowAt(table.viewport()->height() - 1), last.row());
      const QRect top = table.visualRect(page.model.index(table.rowAt(0), 0));
      QCOMPARE(top.top(), 0);
      QVERIFY(table.viewport()->height() - table.visualRect(last).bottom() <= 1);
    }
  }

  void following_fewRows_startAtTheTop() {
    Page page;
    auto& table = page.child<QTableView>("traceTable");
    page.append(1, 3);
    QTRY_COMPARE(page.model.rowCount(), 3);
    QCoreApplication::processEvents();
    QCOMPARE(table.visualRect(page.model.index(0, 0)).top(), 0);
    page.widget.resize(900, 500);
    QCoreApplication::processEvents();
    QCOMPARE(table.visualRect(page.model.index(0, 0)).top(), 0);
  }

  void pause_keepsTheRowsStill() {
    Page page;
    page.append(1, 3);
    QTest::mouseClick(&page.child<QToolButton>("pauseTraceButton"), Qt::LeftButton);
    page.append(4, 5);
    QCOMPARE(page.model.rowCount(), 3);
    QVERIFY(page.child<QLabel>("traceCounters").text().contains(QStringLiteral("Waiting: 5")));
    QTest::mouseClick(&page.child<QToolButton>("pauseTraceButton"), Qt::LeftButton);
    QCOMPARE(page.model.rowCount(), 8);
  }

  void clear_forgetsTheEvents() {
    Page page;
    page.append(1, 3);
    QTest::mouseClick(&page.child<QToolButton>("clearTraceButton"), Qt::LeftButton);
    QCOMPARE(page.model.rowCount(), 0);
    QVERIFY(page.child<QLabel>("emptyText").isVisible());
  }
};

QTEST_MAIN(TestTracePage)
#include "tst_trace_page.moc"
