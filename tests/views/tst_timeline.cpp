// SPDX-License-Identifier: GPL-3.0-or-later
#include <QHelpEvent>
#include <QSignalSpy>
#include <QToolTip>

#include "models/event_marks.h"
#include "models/statistics_series.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/timeline.h"

using models::EventMark;
using models::EventMarks;
using models::LogEntry;
using models::LogKind;
using models::LogLevel;
using views::Timeline;

namespace {

LogEntry entry(std::uint64_t number, double wallS, LogKind kind = LogKind::Crash,
               LogLevel level = LogLevel::Error) {
  LogEntry made;
  made.number = number;
  made.wallUs = static_cast<std::int64_t>(wallS * 1e6);
  made.kind = kind;
  made.level = level;
  made.name = QStringLiteral("worker_3");
  made.text = QStringLiteral("text %1").arg(number);
  return made;
}

/// Ten minutes and more of samples; a snapshot's time of day is its time.
struct Shown {
  models::StatisticsSeries series;
  EventMarks marks;
  Timeline timeline{&series, &marks};

  Shown() {
    models::Collector collector;
    for (int s = 0; s <= 700; s += 10) {
      const auto view = collector.collect(
          test::snapshot(s, {{.index = 1, .messages = static_cast<std::uint64_t>(s) * 10}}), {});
      series.setInterval(10'000);
      series.append(view);
      timeline.applyView(view);
    }
    timeline.resize(900, timeline.sizeHint().height());
    timeline.show();
  }
};

}  // namespace

class TestTimeline : public test::WidgetTest {
  Q_OBJECT

 private Q_SLOTS:
  void marks_areOfWhatMatters() {
    QVERIFY(models::markOf(entry(1, 1)).has_value());
    QCOMPARE(models::markOf(entry(1, 1, LogKind::Supervisor))->kind, EventMark::Kind::Restart);
    QCOMPARE(models::markOf(entry(1, 1))->text, QStringLiteral("worker_3: text 1"));
    QVERIFY(!models::markOf(entry(1, 1, LogKind::DeadLetter)).has_value());
    QVERIFY(models::markOf(entry(1, 1, LogKind::Alarm)).has_value());
    QVERIFY(!models::markOf(entry(1, 1, LogKind::Alarm, LogLevel::Info)).has_value());
  }

  void marks_areBounded() {
    EventMarks marks(3);
    QSignalSpy marked(&marks, &EventMarks::marked);
    for (std::uint64_t i = 1; i <= 5; ++i) marks.note(entry(i, 1));
    marks.note(entry(6, 1, LogKind::Progress));
    QCOMPARE(marks.marks().size(), 3u);
    QCOMPARE(marks.marks().front().logNumber, 3u);
    QCOMPARE(marks.total(), 5u);
    QCOMPARE(marked.size(), 5);
  }

  void marks_standAtTheirTime() {
    Shown shown;
    shown.marks.note(entry(1, 50));  // more than ten minutes ago
    shown.marks.note(entry(2, 400));
    shown.marks.note(entry(3, 700));
    const auto& marks = shown.marks.marks();
    QVERIFY(!shown.timeline.xOf(marks[0]).has_value());
    const int middle = *shown.timeline.xOf(marks[1]);
    const int end = *shown.timeline.xOf(marks[2]);
    QVERIFY(middle < end);
    const int begin = 2 * middle - end;  // 300 s are half of it
    QVERIFY(begin > 0 && begin < 300);
    QVERIFY(!shown.timeline.grab().isNull());
  }

  void click_goesToTheLog() {
    Shown shown;
    shown.marks.note(entry(7, 400, LogKind::Operation));
    shown.marks.note(entry(8, 400));  // the worse of two at one place
    QSignalSpy activated(&shown.timeline, &Timeline::markActivated);
    const int x = *shown.timeline.xOf(shown.marks.marks()[0]);
    QTest::mouseClick(&shown.timeline, Qt::LeftButton, {}, {x + 2, 20});
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated[0][0].toULongLong(), 8u);
    QTest::mouseClick(&shown.timeline, Qt::LeftButton, {}, {x + 40, 20});
    QCOMPARE(activated.size(), 1);
  }

  void keyboard_walksFromMarkToMark() {
    Shown shown;
    shown.marks.note(entry(7, 400));
    shown.marks.note(entry(8, 500));
    QSignalSpy activated(&shown.timeline, &Timeline::markActivated);
    QTest::keyClick(&shown.timeline, Qt::Key_Return);
    QCOMPARE(activated.size(), 0);
    QTest::keyClick(&shown.timeline, Qt::Key_Left);
    QTest::keyClick(&shown.timeline, Qt::Key_Return);
    QCOMPARE(activated.takeLast()[0].toULongLong(), 8u);
    QTest::keyClick(&shown.timeline, Qt::Key_Left);
    QTest::keyClick(&shown.timeline, Qt::Key_Left);
    QTest::keyClick(&shown.timeline, Qt::Key_Return);
    QCOMPARE(activated.takeLast()[0].toULongLong(), 7u);
    QCOMPARE(shown.timeline.accessibleDescription(), QStringLiteral("worker_3: text 7"));
  }
};

QTEST_MAIN(TestTimeline)
#include "tst_timeline.moc"
