// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAccessible>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>

#include "genmsg/term/parse.h"
#include "models/trace_model.h"
#include "models/trace_session_model.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/message_strip.h"
#include "views/sequence_view.h"
#include "views/trace_dialog.h"
#include "views/trace_page.h"

using views::TracePage;

class TestTracePage : public test::WidgetTest {
  Q_OBJECT

 private:
  static models::TraceSession session(std::uint64_t number, std::uint32_t pid,
                                      genmsg::TraceEnd end = genmsg::TraceEnd::Running) {
    models::TraceSession made;
    made.number = number;
    made.spec.pids = {{pid, 1}};
    made.state.id = number;
    made.state.end = end;
    return made;
  }

  struct Page {
    models::TraceModel model;
    models::TraceSessionModel sessions;
    TracePage widget{&model, &sessions};
    Page() {
      widget.resize(900, 500);
      widget.show();
    }
    template <class T>
    T& child(const char* name) {
      return *widget.findChild<T*>(QLatin1String(name));
    }
    QString stripText() {
      for (const auto* strip : widget.findChildren<views::MessageStrip*>()) return strip->text();
      return {};
    }
    QTableView& table() { return child<QTableView>("traceTable"); }
    void choose(int row) {
      child<QListView>("traceSessions").setCurrentIndex(sessions.index(row));
    }
    void append(std::uint64_t first, int count, std::uint64_t dropped = 0,
                genmsg::TraceSessionId session = 0) {
      genmsg::TraceBatch batch;
      for (int i = 0; i < count; ++i) {
        genmsg::TraceEvent event;
        event.number = first + static_cast<std::uint64_t>(i);
        event.time_ns = static_cast<std::int64_t>(event.number) * 1000;
        event.pid = {7, 1};
        event.session = session;
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
    page.sessions.update(session(1, 7));
    QVERIFY(!page.child<QLabel>("emptyText").text().contains(QStringLiteral("F9")));
    QCOMPARE(page.child<QLabel>("tracedLabel").text(), QStringLiteral("Tracing <0.7.1>"));
  }

  void stop_namesEachRunningTrace() {
    Page page;
    page.sessions.update(session(1, 7));
    page.sessions.update(session(2, 8));
    page.sessions.update(session(3, 9, genmsg::TraceEnd::Time));
    QSignalSpy stopped(&page.widget, &TracePage::stopRequested);
    QTest::mouseClick(&page.child<QToolButton>("stopTraceButton"), Qt::LeftButton);
    QCOMPARE(stopped.count(), 2);
    QCOMPARE(stopped.at(0).first().toULongLong(), 2U);
    QCOMPARE(stopped.at(1).first().toULongLong(), 1U);
  }

  void session_showsItsEventsOnly_andStops() {
    Page page;
    page.sessions.update(session(1, 7));
    page.sessions.update(session(2, 8));
    page.append(1, 3, 0, 1);
    page.append(4, 2, 0, 2);
    QCOMPARE(page.table().model()->rowCount(), 5);
    page.choose(1);  // the newest
    QCOMPARE(page.table().model()->rowCount(), 2);
    QSignalSpy stopped(&page.widget, &TracePage::stopRequested);
    QTest::mouseClick(&page.child<QToolButton>("stopOneTraceButton"), Qt::LeftButton);
    QCOMPARE(stopped.count(), 1);
    QCOMPARE(stopped.at(0).first().toULongLong(), 2U);
    QVERIFY(!page.child<QToolButton>("continueTraceButton").isEnabled());
  }

  void session_thatIsStarting_showsNoEventsOfOthers() {
    Page page;
    page.sessions.update(session(1, 7));
    page.append(1, 3, 0, 1);
    models::TraceSession starting = session(2, 8);
    starting.state.id = 0;
    page.sessions.update(starting);
    page.choose(1);
    QCOMPARE(page.table().model()->rowCount(), 0);
    QVERIFY(page.child<QLabel>("emptyText").text().contains(QStringLiteral("starting")));
    page.sessions.update(session(2, 8));
    page.append(4, 2, 0, 2);
    QCOMPARE(page.table().model()->rowCount(), 2);
  }

  void continue_startsTheSameWithTenTimesTheLimits() {
    Page page;
    page.sessions.update(session(1, 7, genmsg::TraceEnd::Events));
    page.choose(1);
    QSignalSpy started(&page.widget, &TracePage::startRequested);
    QTest::mouseClick(&page.child<QToolButton>("continueTraceButton"), Qt::LeftButton);
    QCOMPARE(started.count(), 1);
    const auto spec = started.at(0).first().value<genmsg::TraceSpec>();
    QVERIFY(spec.pids == std::vector{(genmsg::Pid{7, 1})});
    QCOMPARE(spec.limits.events, 1000U);
    QCOMPARE(spec.limits.time.count(), 150'000);
    QCOMPARE(spec.limits.events_per_second, 20'000U);
  }

  void filter_hidesWhatDoesNotMatch_andSaysSo() {
    Page page;
    page.append(1, 3);
    auto& edit = *page.child<QWidget>("traceFilter").findChild<QLineEdit*>();
    edit.setText(QStringLiteral("!work"));
    QTRY_COMPARE(page.table().model()->rowCount(), 0);
    QVERIFY(page.child<QLabel>("emptyText").isVisible());
    edit.setText(QStringLiteral("/w.rk,1/"));
    QTRY_COMPARE(page.table().model()->rowCount(), 3);
    edit.setText(QStringLiteral("/w(/"));
    QTest::keyClick(&edit, Qt::Key_Return);
    QCOMPARE(page.table().model()->rowCount(), 3);  // the last one stays
  }

  void show_hidesAKind_andKeepsIt() {
    Page page;
    page.append(1, 3);
    const auto actions = page.child<QToolButton>("showTraceKindsButton").menu()->actions();
    QCOMPARE(actions.first()->text(), QStringLiteral("receive"));
    actions.first()->trigger();
    QCOMPARE(page.table().model()->rowCount(), 0);
    actions.first()->trigger();
    QCOMPARE(page.table().model()->rowCount(), 3);
  }

  void newTrace_isAskedForInADialog() {
    Page page;
    page.widget.setChosen({7, 1});
    page.widget.applyView(test::view(test::snapshot(1, {{.index = 7, .name = "w7"}})));
    QSignalSpy started(&page.widget, &TracePage::startRequested);
    QTest::mouseClick(&page.child<QToolButton>("newTraceButton"), Qt::LeftButton);
    auto* dialog = page.widget.findChild<views::TraceDialog*>();
    QVERIFY(dialog != nullptr);
    QTRY_VERIFY(dialog->isVisible());
    const auto box = [&](const char* name) {
      return dialog->findChild<QCheckBox*>(QLatin1String(name));
    };
    box("recordExit")->click();
    box("showSend")->click();
    dialog->findChild<QSpinBox*>(QStringLiteral("traceEvents"))->setValue(500);
    dialog->findChild<QLineEdit*>(QStringLiteral("traceType"))->setText(QStringLiteral("Work"));
    QTest::mouseClick(dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok),
                      Qt::LeftButton);
    QCOMPARE(started.count(), 1);
    const auto spec = started.at(0).first().value<genmsg::TraceSpec>();
    QVERIFY(spec.pids == std::vector{(genmsg::Pid{7, 1})});
    QVERIFY(spec.kinds ==
            (genmsg::messages_traced | genmsg::bit(genmsg::TraceKind::Exit)));
    QCOMPARE(spec.limits.events, 500U);
    QVERIFY(spec.message_type == genmsg::Atom::intern("Work"));
    QVERIFY(!page.child<QToolButton>("showTraceKindsButton").menu()->actions()[1]->isChecked());
  }

  void newTrace_needsAScope() {
    views::TraceDialog dialog({}, nullptr, genmsg::all_trace_kinds);
    QVERIFY(!dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)->isEnabled());
    QVERIFY(!dialog.findChild<QLabel*>(QStringLiteral("traceEstimate"))->text().isEmpty());
  }

  void newTrace_warnsOfTooMuch() {
    const auto snapshot = test::snapshot(1, {{.index = 7, .name = "w7"}});
    auto view = std::make_shared<models::NodeView>(*test::view(snapshot));
    view->rates = {{3000, 0, 0}};
    views::TraceDialog dialog({7, 1}, view, genmsg::all_trace_kinds);
    auto& estimate = *dialog.findChild<QLabel*>(QStringLiteral("traceEstimate"));
    QVERIFY2(estimate.text().contains(QStringLiteral("within a second")),
             qPrintable(estimate.text()));
    dialog.findChild<QSpinBox*>(QStringLiteral("traceRate"))->setValue(5000);
    QVERIFY2(estimate.text().contains(QStringLiteral("33.3 ms")), qPrintable(estimate.text()));
  }

  void newTrace_estimatesASubtree() {
    const auto snapshot = test::snapshot(
        1, {{.index = 7, .name = "w7"}, {.index = 8, .parent = 7}, {.index = 9}});
    auto view = std::make_shared<models::NodeView>(*test::view(snapshot));
    view->rates = std::vector<models::ProcessRates>(3, {.messagesPerSecond = 300});
    views::TraceDialog dialog({7, 1}, view, genmsg::all_trace_kinds);
    dialog.findChild<QComboBox*>(QStringLiteral("traceScope"))->setCurrentIndex(1);
    auto& estimate = *dialog.findChild<QLabel*>(QStringLiteral("traceEstimate"));
    QVERIFY2(estimate.text().contains(QStringLiteral("600")), qPrintable(estimate.text()));
  }

  void timesByType_areOfTheShownEvents() {
    Page page;
    page.append(1, 3);
    page.child<QTabWidget>("traceTabs").setCurrentIndex(1);
    auto& model = *page.child<QTableView>("traceLatencies").model();
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("3"));
    page.append(4, 2);
    QTRY_COMPARE(model.index(0, 1).data().toString(), QStringLiteral("5"));
  }

  void sequence_saysHowArrowsAreMatched() {
    Page page;
    page.append(1, 3);
    page.child<QTabWidget>("traceTabs").setCurrentIndex(2);
    const auto& view = page.child<views::SequenceView>("sequenceView");
    QCOMPARE(view.sequence().rows, 3);
    QVERIFY(page.child<QLabel>("sequenceLabel").text().startsWith(
        QStringLiteral("0 messages matched by the number that each carried")));
    view.viewport()->grab();  // paints
    const QList<QToolButton*> buttons = page.widget.findChildren<QToolButton*>();
    for (const QToolButton* button : buttons) {
      // Others are parts of fields and tab bars, or are not there now.
      if (button->focusPolicy() == Qt::NoFocus || !button->isVisible()) continue;
      QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(),
               qPrintable(button->objectName()));
    }
  }

  void sequence_choosesByEvent() {
    Page page;
    page.append(1, 3, 0, 1);
    page.append(4, 3, 0, 2);
    page.sessions.update(session(1, 7));
    page.sessions.update(session(2, 8));
    page.child<QTabWidget>("traceTabs").setCurrentIndex(2);
    auto& view = page.child<views::SequenceView>("sequenceView");
    page.choose(1);  // the events 4 to 6; the diagram follows later
    QCOMPARE(view.sequence().rows, 6);
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.pointOf(4));
    QCOMPARE(page.table().currentIndex().row(), 1);  // the event 5
    QCOMPARE(page.table().currentIndex().siblingAtColumn(0).data().toString(), QStringLiteral("5"));
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.pointOf(1));
    QCOMPARE(page.table().currentIndex().row(), 1);  // the event 2 is hidden
    QVERIFY(!page.stripText().isEmpty());
  }

  void sequence_isReadByKeys() {
    Page page;
    page.append(1, 40);
    page.child<QTabWidget>("traceTabs").setCurrentIndex(2);
    auto& view = page.child<views::SequenceView>("sequenceView");
    view.setFocus();
    const auto told = [&view] {
      QAccessibleInterface* const accessible = QAccessible::queryAccessibleInterface(&view);
      return accessible->text(QAccessible::Description);
    };
    QVERIFY2(told().startsWith(QStringLiteral("40 events")), qPrintable(told()));
    QTest::keyClick(&view, Qt::Key_Home);
    QCOMPARE(view.currentRow(), 0);
    QVERIFY(view.viewport()->rect().contains(view.pointOf(0)));
    QTest::keyClick(&view, Qt::Key_Down);
    QVERIFY2(told().startsWith(QStringLiteral("Event 2 of 40: ")), qPrintable(told()));
    QVERIFY2(told().contains(QStringLiteral("{work,1}")), qPrintable(told()));
    QTest::keyClick(&view, Qt::Key_End);
    QCOMPARE(view.currentRow(), 39);
    QVERIFY(view.viewport()->rect().contains(view.pointOf(39)));
    QTest::keyClick(&view, Qt::Key_Up);
    page.append(41, 1);  // the same event stays the current one
    QTRY_COMPARE(view.sequence().rows, 41);
    QCOMPARE(view.currentRow(), 38);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(page.child<QTabWidget>("traceTabs").currentIndex(), 0);
    QCOMPARE(page.table().currentIndex().row(), 38);
  }

  void sequence_isReorderedByDragging() {
    Page page;
    genmsg::TraceBatch batch;
    for (std::uint32_t i = 1; i <= 2; ++i) {
      genmsg::TraceEvent event;
      event.kind = genmsg::TraceKind::Send;
      event.pid = {i, 1};
      event.peer = {3 - i, 1};
      batch.events.push_back(event);
    }
    page.model.append(batch);
    page.child<QTabWidget>("traceTabs").setCurrentIndex(2);
    auto& view = page.child<views::SequenceView>("sequenceView");
    QCOMPARE(view.sequence().lifelines.size(), 2U);
    QVERIFY(view.sequence().lifelines[0].pid == (genmsg::Pid{1, 1}));
    QTest::mousePress(view.viewport(), Qt::LeftButton, {}, view.headOf(0));
    QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, view.headOf(1));
    QVERIFY(view.sequence().lifelines[0].pid == (genmsg::Pid{2, 1}));
  }

  void file_isShownReadOnly_untilItIsClosed() {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("some.gmtrace"));
    {
      Page page;
      page.append(1, 3);
      page.widget.saveTo(path);
    }
    Page page;
    page.append(1, 1);
    page.widget.openFile(path);
    QCOMPARE(page.table().model()->rowCount(), 1);  // it is read elsewhere
    QTRY_COMPARE(page.table().model()->rowCount(), 3);
    QVERIFY(page.child<QLabel>("tracedLabel").text().contains(QStringLiteral("read only")));
    QVERIFY(!page.child<QToolButton>("clearTraceButton").isEnabled());
    page.append(2, 1);  // the live trace goes on behind it
    QCOMPARE(page.table().model()->rowCount(), 3);
    page.widget.closeFile();
    QCOMPARE(page.table().model()->rowCount(), 2);
    page.widget.openFile(folder.filePath(QStringLiteral("none.gmtrace")));
    QTRY_VERIFY2(page.stripText().contains(QStringLiteral("none.gmtrace")),
                 qPrintable(page.stripText()));
    QCOMPARE(page.table().model()->rowCount(), 2);
  }

  void file_hasCountersOfItsOwn() {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("some.gmtrace"));
    Page page;
    page.append(1, 3, 17);
    page.widget.saveTo(path);
    page.widget.openFile(path);
    auto& dropped = page.child<QLabel>("droppedCounter");
    QTRY_VERIFY(!dropped.isVisible());  // it is not known of a file
    page.child<QToolButton>("pauseTraceButton").setChecked(true);
    page.append(4, 5, 18);  // behind it
    QCOMPARE(page.child<QLabel>("traceCounters").text(), QStringLiteral("Events: 3"));
    page.widget.closeFile();
    QCOMPARE(page.child<QLabel>("traceCounters").text(), QStringLiteral("Events: 3   Waiting: 5"));
    QVERIFY(dropped.isVisible());
    QCOMPARE(dropped.text(), QStringLiteral("Dropped: 18"));
  }

  void save_goesByTheSuffix_data() {
    QTest::addColumn<QString>("suffix");
    QTest::addColumn<QByteArray>("begins");
    QTest::newRow("text") << QStringLiteral("txt") << QByteArray("0.000001 (<0.7.1>) <<");
    QTest::newRow("csv") << QStringLiteral("csv") << QByteArray("number,time_ns");
    QTest::newRow("json") << QStringLiteral("jsonl") << QByteArray("{\"event\":\"receive\"");
    QTest::newRow("binary") << QStringLiteral("gmtrace") << QByteArray("GMTRACE1");
    QTest::newRow("another") << QStringLiteral("genmsgtrace") << QByteArray("GMTRACE1");
  }
  void save_goesByTheSuffix() {
    QFETCH(QString, suffix);
    QFETCH(QByteArray, begins);
    QTemporaryDir folder;
    Page page;
    page.append(1, 3);
    const QString path = folder.filePath(QStringLiteral("trace.") + suffix);
    page.widget.saveTo(path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY2(bytes.startsWith(begins), bytes.left(60).constData());
  }

  void save_proposesWhatCanBeOpened() {
    Page page;
    page.child<QAction>("saveTraceAction").trigger();
    auto* dialog = page.widget.findChild<QFileDialog*>(QStringLiteral("traceFileDialog"));
    QVERIFY(dialog != nullptr);
    QVERIFY(dialog->selectedNameFilter().contains(QStringLiteral("*.gmtrace")));
    QCOMPARE(QFileInfo(dialog->selectedFiles().value(0)).fileName(),
             QStringLiteral("trace.gmtrace"));
    dialog->reject();
  }

  void recording_isThereWhileItIsWritten() {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("some.gmtrace"));
    Page page;
    page.append(1, 2);  // before it
    page.widget.recordTo(path);
    page.append(3, 2);
    Page other;
    other.widget.openFile(path);  // as after a crash
    QTRY_COMPARE(other.table().model()->rowCount(), 2);
    page.widget.stopRecording();
    page.append(5, 2);
    other.widget.closeFile();
    other.widget.openFile(path);
    QTRY_COMPARE(other.table().model()->rowCount(), 2);
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
                      table.visualRect(table.model()->index(1, 1)).center());
    QCOMPARE(page.child<QPlainTextEdit>("traceDetail").toPlainText(), QStringLiteral("{work,1}"));
  }

  void following_showsWholeRows() {
    Page page;
    auto& table = page.child<QTableView>("traceTable");
    for (int height = 480; height < 520; ++height) {
      page.widget.resize(900, height);
      page.append(static_cast<std::uint64_t>(height) * 100, 100);
      const QModelIndex last = table.model()->index(table.model()->rowCount() - 1, 0);
      QTRY_COMPARE(table.rowAt(table.viewport()->height() - 1), last.row());
      const QRect top = table.visualRect(table.model()->index(table.rowAt(0), 0));
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
    QCOMPARE(table.visualRect(table.model()->index(0, 0)).top(), 0);
    page.widget.resize(900, 500);
    QCoreApplication::processEvents();
    QCOMPARE(table.visualRect(table.model()->index(0, 0)).top(), 0);
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
