// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QSignalSpy>
#include <QWheelEvent>

#include "support/widget_test.h"
#include "views/chart_widget.h"

using views::ChartWidget;

class TestChartWidget : public test::WidgetTest {
  Q_OBJECT

 private:
  static constexpr double start = 1'700'000'000;

  struct Chart {
    ChartWidget widget{QStringLiteral("Mailboxes"), QStringLiteral("messages"),
                       ChartWidget::Scale::Count};
    Chart() {
      widget.addSeries(QStringLiteral("total"));
      widget.addSeries(QStringLiteral("largest"));
      widget.setWindow(60);
      for (int i = 0; i <= 100; ++i) add(i);
      widget.resize(600, 300);
      widget.show();
      QCoreApplication::sendPostedEvents();
      widget.grab();  // lays the axes out
    }
    void add(int second) {
      widget.addSample(0, start + second, second * 10);
      widget.addSample(1, start + second, second);
      widget.setNow(start + second);
    }
    QWidget* plot() { return widget.findChild<QWidget*>(QStringLiteral("chartPlot")); }
    void wheel(int delta) {
      const QPointF at(plot()->width() / 2.0, plot()->height() / 2.0);
      QWheelEvent event(at, plot()->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::NoModifier,
                        Qt::NoScrollPhase, false);
      QCoreApplication::sendEvent(plot(), &event);
    }
    double span() const { return widget.range().upper - widget.range().lower; }
  };

 private Q_SLOTS:
  void live_followsTheNewestSample() {
    Chart chart;
    QVERIFY(chart.widget.isLive());
    QCOMPARE(chart.widget.range().upper, start + 100);
    QCOMPARE(chart.span(), 60.0);
    chart.add(101);
    QCOMPARE(chart.widget.range().upper, start + 101);
  }

  void wheel_zoomsTimeAndLeavesLive() {
    Chart chart;
    QSignalSpy live(&chart.widget, &ChartWidget::liveChanged);
    QSignalSpy range(&chart.widget, &ChartWidget::rangeChanged);
    chart.wheel(120);
    QVERIFY(!chart.widget.isLive());
    QCOMPARE_LT(chart.span(), 60.0);
    QCOMPARE(live.count(), 1);
    QCOMPARE_GE(range.count(), 1);
    const double upper = chart.widget.range().upper;
    chart.add(101);
    QCOMPARE(chart.widget.range().upper, upper);
  }

  void zoom_hasLimits() {
    Chart chart;
    for (int i = 0; i < 60; ++i) chart.wheel(120);
    QCOMPARE_GE(chart.span(), 1.99);
    for (int i = 0; i < 120; ++i) chart.wheel(-120);
    QVERIFY(qAbs(chart.widget.range().lower - start) < 0.01);
    QVERIFY(qAbs(chart.widget.range().upper - (start + 100)) < 0.01);
  }

  void pan_endsAtNowAndAtTheOldestSample() {
    Chart chart;
    QTest::keyClick(&chart.widget, Qt::Key_Right);
    QVERIFY(chart.widget.isLive());  // nothing moved
    QCOMPARE(chart.widget.range().upper, start + 100);
    for (int i = 0; i < 20; ++i) QTest::keyClick(&chart.widget, Qt::Key_Left);
    QVERIFY(qAbs(chart.widget.range().lower - start) < 0.01);
    QVERIFY(qAbs(chart.span() - 60) < 0.01);
    for (int i = 0; i < 20; ++i) QTest::keyClick(&chart.widget, Qt::Key_Right);
    QVERIFY(qAbs(chart.widget.range().upper - (start + 100)) < 0.01);
  }

  void crosshair_knowsNothing_outsideOfTheSamples() {
    Chart chart;
    chart.widget.setWindow(200);
    chart.widget.setNow(start + 110);
    for (const double second : {-0.5, 100.5}) {
      chart.widget.showCrosshair(start + second);
      QVERIFY2(chart.widget.readout().contains(QStringLiteral("largest        –")),
               qPrintable(chart.widget.readout()));
    }
    chart.widget.showCrosshair(start + 100);
    QVERIFY(chart.widget.readout().contains(QStringLiteral("largest      100")));
  }

  void doubleClick_goesBackToLive() {
    Chart chart;
    chart.wheel(120);
    QTest::mouseDClick(chart.plot(), Qt::LeftButton);
    QVERIFY(chart.widget.isLive());
    QCOMPARE(chart.span(), 60.0);
    QCOMPARE(chart.widget.range().upper, start + 100);
  }

  void drag_pansAndLeavesLive() {
    Chart chart;
    const QPoint from = chart.plot()->rect().center();
    QTest::mousePress(chart.plot(), Qt::LeftButton, Qt::NoModifier, from);
    for (const int x : {40, 80, 120}) {
      const QPointF to = from + QPoint(x, 0);
      QMouseEvent move(QEvent::MouseMove, to, chart.plot()->mapToGlobal(to), Qt::NoButton,
                       Qt::LeftButton, Qt::NoModifier);
      QCoreApplication::sendEvent(chart.plot(), &move);
    }
    QTest::mouseRelease(chart.plot(), Qt::LeftButton, Qt::NoModifier, from + QPoint(120, 0));
    QVERIFY(!chart.widget.isLive());
    QCOMPARE_LT(chart.widget.range().upper, start + 100);
    QVERIFY(qAbs(chart.span() - 60) < 0.01);
  }

  void keys_doWhatTheMouseDoes() {
    Chart chart;
    QTest::keyClick(&chart.widget, Qt::Key_Plus);
    QVERIFY(!chart.widget.isLive());
    QCOMPARE_LT(chart.span(), 60.0);
    QTest::keyClick(&chart.widget, Qt::Key_Left);
    QCOMPARE_LT(chart.widget.range().upper, start + 100);
    QTest::keyClick(&chart.widget, Qt::Key_End);
    QVERIFY(chart.widget.isLive());
  }

  void crosshair_readsTheNearestSample() {
    Chart chart;
    chart.widget.showCrosshair(start + 70.2);
    QVERIFY2(chart.widget.readout().contains(QStringLiteral("700")),
             qPrintable(chart.widget.readout()));
    QVERIFY(chart.widget.readout().contains(QStringLiteral("largest       70")));
    chart.widget.hideCrosshair();
    QCOMPARE(chart.widget.readout(), QString());
  }

  void gap_isNoValue() {
    Chart chart;
    chart.widget.addSample(0, start + 105, ChartWidget::gap);
    chart.widget.setNow(start + 106);
    chart.widget.showCrosshair(start + 105);
    QVERIFY(chart.widget.readout().contains(QStringLiteral("–")));
  }

  void legend_hidesALine() {
    Chart chart;
    auto* entry = chart.widget.findChild<QAbstractButton*>(QStringLiteral("legendEntry0"));
    QTest::mouseClick(entry, Qt::LeftButton);
    QVERIFY(!entry->isChecked());
    chart.widget.showCrosshair(start + 70);
    QVERIFY(!chart.widget.readout().contains(QStringLiteral("total")));
    QVERIFY(chart.widget.readout().contains(QStringLiteral("largest")));
  }

  void description_summarisesWhatIsVisible() {
    Chart chart;
    QCOMPARE(chart.widget.accessibleDescription(),
             QStringLiteral("total: last 1.00 k, min 400, max 1.00 k; "
                            "largest: last 100, min 40, max 100"));
  }

  void marks_areReadByTheCrosshair() {
    Chart chart;
    chart.widget.setMarks({{start + 70, views::Tone::Error, QStringLiteral("worker_3 crashed")},
                           {start + 90, views::Tone::Info, QString(200, QLatin1Char('x'))}});
    chart.widget.grab();
    chart.widget.showCrosshair(start + 70);
    QVERIFY(chart.widget.readout().endsWith(QStringLiteral("worker_3 crashed")));
    chart.widget.showCrosshair(start + 80);
    QVERIFY(!chart.widget.readout().contains(QStringLiteral("worker_3")));
    chart.widget.showCrosshair(start + 90);
    QVERIFY(chart.widget.readout().endsWith(QChar(0x2026)));
  }
};

QTEST_MAIN(TestChartWidget)
#include "tst_chart_widget.moc"
