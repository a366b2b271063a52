// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QLabel>
#include <QListView>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QToolBar>
#include <QToolButton>
#include <QTreeView>

#include "app/observer.h"
#include "genmsg/genmsg.h"
#include "models/process_table_model.h"
#include "models/roles.h"
#include "models/trace_model.h"
#include "support/widget_test.h"
#include "views/process_table_view.h"
#include "views/state_editor_dialog.h"

using namespace Qt::StringLiterals;
using genmsg::Pid;
using models::ProcessColumn;

namespace {

using test::Observer;
using test::patienceMs;

/// The state in the editor, as somebody mends it by hand.
QString mended(QString text) {
  static const QRegularExpression rounds(u"rounds => \\d+"_s);
  static const QRegularExpression note(u"note => <<.*>>"_s);
  return text.replace(rounds, u"rounds => 1"_s).replace(note, u"note => <<\"mended\">>"_s);
}

}  // namespace

class TestEndToEnd : public test::WidgetTest {
  Q_OBJECT

 private:
  using Step = void (TestEndToEnd::*)(Observer& observer, Pid pid);

  /// Until one fails.
  void inTurn(Observer& observer, Pid pid, std::initializer_list<Step> steps) {
    QVERIFY(pid);
    for (const Step step : steps) {
      (this->*step)(observer, pid);
      if (QTest::currentTestFailed()) return;
    }
  }
  void suspendByMouse(Observer& observer, Pid pid);
  void openEditorByMouse(Observer& observer, Pid pid);
  void refuseBadText(Observer& observer, Pid pid);
  void refuseWrongType(Observer& observer, Pid pid);
  void applyMended(Observer& observer, Pid pid);
  void resumeByMouse(Observer& observer, Pid pid);
  void selectByKeyboard(Observer& observer, Pid pid);
  void suspendByKeyboard(Observer& observer, Pid pid);
  void mendByKeyboard(Observer& observer, Pid pid);
  void leaveFilterByKeyboard(Observer& observer, Pid pid);
  void checkDrainedAndMended(Observer& observer, Pid pid);
  void stepTwiceByKey(Observer& observer, Pid pid);
  void skipByKey(Observer& observer, Pid pid);
  void applyAndStepByKey(Observer& observer, Pid pid);
  void addWatch(Observer& observer, Pid pid);
  void checkWatchHit(Observer& observer, Pid pid);

  QTemporaryDir m_settings;

 public:
  TestEndToEnd() {
    QCoreApplication::setOrganizationName(u"genmsg-test"_s);
    QCoreApplication::setApplicationName(u"tst_end_to_end"_s);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
  }

 private Q_SLOTS:
  void cleanup() {
    QSettings().clear();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }
  void mouse_suspendsMendsAndResumes();
  void keyboard_suspendsMendsAndResumes();
  void contextMenu_suspendsTheProcessUnderIt();
  void step_handlesOneMessageAndShowsWhatItDid();
  void watch_suspendsAndSaysSo();
  void trace_hasTheMessagesOfThatProcessOnly();
  void killedWorker_isMarkedAndItsSuccessorNotChosen();
  void killedWorker_focusChoosesNobody();
};

void TestEndToEnd::suspendByMouse(Observer& observer, Pid pid) {
  QTRY_VERIFY_WITH_TIMEOUT(observer.shows(pid), patienceMs);
  observer.clickRow(pid);
  QVERIFY(observer.table().selectedPid() == pid);
  QVERIFY(observer.clickAction("suspendAction"));
  QTRY_COMPARE_WITH_TIMEOUT(observer.status(pid), u"Suspended"_s, patienceMs);
  QTRY_COMPARE(observer.child<QLabel>("suspendedLabel").text(), u"1 suspended"_s);
  QVERIFY2(observer.strip().contains(u"is suspended"_s), qPrintable(observer.strip()));
  const qlonglong before = observer.mailbox(pid);
  QTRY_VERIFY_WITH_TIMEOUT(observer.mailbox(pid) > before + 100, patienceMs);
  const qlonglong later = observer.mailbox(pid);
  QTRY_VERIFY_WITH_TIMEOUT(observer.mailbox(pid) > later, patienceMs);
  QCOMPARE(observer.status(pid), u"Suspended"_s);
}

void TestEndToEnd::openEditorByMouse(Observer& observer, Pid) {
  QVERIFY(observer.clickAction("editStateAction"));
  QVERIFY(observer.editor() != nullptr);
  auto& text = observer.child<QPlainTextEdit>("stateText");
  QTRY_VERIFY(!text.toPlainText().isEmpty());
  QVERIFY2(text.toPlainText().contains(u"index => 3,"_s), qPrintable(text.toPlainText()));
  QTRY_VERIFY(observer.child<QTreeView>("fieldTree").hasFocus());
  QTabBar* tabs = observer.child<QTabWidget>("editorTabs").tabBar();
  QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
  QTRY_VERIFY(text.hasFocus());
}

void TestEndToEnd::refuseBadText(Observer& observer, Pid pid) {
  const genmsg::Term before = observer.field(pid, "note");
  Observer::paste({});
  Observer::type("#{index => 3,");
  Observer::key(Qt::Key_Return);
  Observer::type("  rounds => }");
  QTest::mouseClick(&observer.child<QPushButton>("applyButton"), Qt::LeftButton);
  static const QRegularExpression why(u"^Line 2, column 13: expected .+, found .+$"_s);
  const QString error = observer.child<QLabel>("stateError").text();
  QVERIFY2(why.match(error).hasMatch(), qPrintable(error));
  QVERIFY(observer.child<QLabel>("stateError").isVisible());
  QVERIFY(observer.editor() != nullptr);
  QVERIFY(observer.field(pid, "note") == before);
}

void TestEndToEnd::refuseWrongType(Observer& observer, Pid pid) {
  QTest::mouseClick(&observer.child<QPushButton>("reloadButton"), Qt::LeftButton);
  auto& text = observer.child<QPlainTextEdit>("stateText");
  QTRY_VERIFY(text.toPlainText().contains(u"checksum"_s));
  QVERIFY(observer.child<QLabel>("stateError").text().isEmpty());
  static const QRegularExpression rounds(u"rounds => \\d+"_s);
  Observer::paste(text.toPlainText().replace(rounds, u"rounds => lots"_s));
  QTest::mouseClick(&observer.child<QPushButton>("applyButton"), Qt::LeftButton);
  auto& error = observer.child<QLabel>("stateError");
  QTRY_VERIFY(!error.text().isEmpty());
  static const QRegularExpression why(
      u"^Line 3, column 13: .*rounds: expected .*integer.*, found .*lots"_s);
  QVERIFY2(why.match(error.text()).hasMatch(), qPrintable(error.text()));
  QVERIFY(observer.field(pid, "rounds") != genmsg::Term(1));
}

void TestEndToEnd::applyMended(Observer& observer, Pid pid) {
  QTest::mouseClick(&observer.child<QPushButton>("reloadButton"), Qt::LeftButton);
  auto& text = observer.child<QPlainTextEdit>("stateText");
  QTRY_VERIFY(!text.toPlainText().contains(u"lots"_s));
  Observer::paste(mended(text.toPlainText()));
  auto& changes = observer.child<QLabel>("stateChanges");
  QTRY_VERIFY2(changes.text().contains(u"rounds: "_s), qPrintable(changes.text()));
  QTest::mouseClick(&observer.child<QPushButton>("applyButton"), Qt::LeftButton);
  QTRY_COMPARE(changes.text(), u"No changes"_s);
  QVERIFY(observer.child<QLabel>("stateError").text().isEmpty());
  QVERIFY(observer.field(pid, "note") == genmsg::Term::binary("mended"));
  QCOMPARE(observer.status(pid), u"Suspended"_s);  // Apply is not Resume
  QTest::mouseClick(&observer.child<QPushButton>("closeButton"), Qt::LeftButton);
  QTRY_VERIFY(observer.editor() == nullptr);
}

void TestEndToEnd::resumeByMouse(Observer& observer, Pid) {
  QVERIFY(observer.clickAction("resumeAction"));
}

void TestEndToEnd::checkDrainedAndMended(Observer& observer, Pid pid) {
  QTRY_VERIFY_WITH_TIMEOUT(observer.status(pid) != u"Suspended"_s, patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(observer.mailbox(pid) < 10, patienceMs);
  QCOMPARE(observer.suspendedProcesses(), 0u);
  QVERIFY(observer.field(pid, "note") == genmsg::Term::binary("mended"));
  QVERIFY(observer.field(pid, "rounds") == genmsg::Term(1));
  const std::int64_t done = observer.field(pid, "done").as_integer();
  QTRY_VERIFY_WITH_TIMEOUT(observer.field(pid, "done").as_integer() > done, patienceMs);
  QVERIFY(observer.table().selectedPid() == pid);
}

void TestEndToEnd::mouse_suspendsMendsAndResumes() {
  Observer observer;
  inTurn(observer, observer.pidOf("pool_worker_3"),
         {&TestEndToEnd::suspendByMouse, &TestEndToEnd::openEditorByMouse,
          &TestEndToEnd::refuseBadText, &TestEndToEnd::refuseWrongType, &TestEndToEnd::applyMended,
          &TestEndToEnd::resumeByMouse, &TestEndToEnd::checkDrainedAndMended});
}

void TestEndToEnd::selectByKeyboard(Observer& observer, Pid pid) {
  QTRY_VERIFY_WITH_TIMEOUT(observer.shows(pid), patienceMs);
  Observer::key(Qt::Key_F, Qt::ControlModifier);
  QTRY_COMPARE(QApplication::focusWidget()->objectName(), u"filterEdit"_s);
  Observer::type("pool_worker_5");
  Observer::key(Qt::Key_Return);
  QTRY_COMPARE_WITH_TIMEOUT(observer.table().model()->rowCount(), 1, patienceMs);
  QVERIFY(observer.shows(pid));
  Observer::key(Qt::Key_Tab);
  QTRY_VERIFY(observer.table().hasFocus());
  // The focus alone chooses nobody, or it is seen whom.
  QCOMPARE(bool(observer.table().selectedPid()), observer.table().selectionModel()->hasSelection());
  Observer::key(Qt::Key_Home);
  QVERIFY(observer.table().selectedPid() == pid);
  QVERIFY(observer.table().selectionModel()->isRowSelected(0));
}

void TestEndToEnd::suspendByKeyboard(Observer& observer, Pid pid) {
  Observer::key(Qt::Key_F7);
  QTRY_COMPARE_WITH_TIMEOUT(observer.status(pid), u"Suspended"_s, patienceMs);
  const qlonglong before = observer.mailbox(pid);
  QTRY_VERIFY_WITH_TIMEOUT(observer.mailbox(pid) > before + 100, patienceMs);
}

void TestEndToEnd::mendByKeyboard(Observer& observer, Pid) {
  Observer::key(Qt::Key_F2);
  QVERIFY(observer.editor() != nullptr);
  auto& text = observer.child<QPlainTextEdit>("stateText");
  QTRY_VERIFY(text.toPlainText().contains(u"index => 5,"_s));
  Observer::key(Qt::Key_T, Qt::AltModifier);
  QTRY_COMPARE(QApplication::focusWidget(), &text);
  const QString fetched = text.toPlainText();
  Observer::paste(u"#{"_s);
  Observer::key(Qt::Key_Return, Qt::ControlModifier);
  auto& error = observer.child<QLabel>("stateError");
  QTRY_VERIFY(!error.text().isEmpty());
  QVERIFY2(error.text().startsWith(u"Line 1, column 3: expected "_s), qPrintable(error.text()));
  QVERIFY(observer.editor()->isVisible());
  Observer::paste(mended(fetched));
  Observer::key(Qt::Key_Return, Qt::ControlModifier);
  QTRY_VERIFY(observer.editor() == nullptr);
}

void TestEndToEnd::leaveFilterByKeyboard(Observer& observer, Pid pid) {
  // Offscreen no window manager gives the window back the focus that the editor had.
  observer.window->activateWindow();
  QTRY_VERIFY(observer.table().hasFocus());
  Observer::key(Qt::Key_F, Qt::ControlModifier);
  Observer::key(Qt::Key_Escape);
  QTRY_VERIFY_WITH_TIMEOUT(observer.table().model()->rowCount() > 8, patienceMs);
  QVERIFY(observer.table().selectedPid() == pid);
}

void TestEndToEnd::keyboard_suspendsMendsAndResumes() {
  Observer observer;
  inTurn(observer, observer.pidOf("pool_worker_5"),
         {&TestEndToEnd::selectByKeyboard, &TestEndToEnd::suspendByKeyboard,
          &TestEndToEnd::mendByKeyboard, &TestEndToEnd::checkDrainedAndMended,
          &TestEndToEnd::leaveFilterByKeyboard});
}

void TestEndToEnd::contextMenu_suspendsTheProcessUnderIt() {
  Observer observer;
  const Pid pid = observer.pidOf("pool_worker_2");
  QTRY_VERIFY_WITH_TIMEOUT(observer.shows(pid), patienceMs);
  auto& table = observer.table();
  auto& model = *qobject_cast<models::ProcessTableModel*>(table.model());
  const QPoint place = table.visualRect(model.index(model.rowOf(pid), 2)).center();
  QTest::mouseClick(table.viewport(), Qt::RightButton, {}, place);
  QContextMenuEvent event(QContextMenuEvent::Mouse, place, table.viewport()->mapToGlobal(place));
  QCoreApplication::sendEvent(table.viewport(), &event);
  auto* menu = table.findChild<QMenu*>(u"processMenu"_s);
  QVERIFY(menu != nullptr);
  QTRY_VERIFY(menu->isVisible());
  QAction& suspend = observer.child<QAction>("suspendAction");
  QVERIFY(menu->actions().contains(&suspend));
  QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(&suspend).center());
  QTRY_COMPARE_WITH_TIMEOUT(observer.status(pid), u"Suspended"_s, patienceMs);
  QCOMPARE(observer.suspendedProcesses(), 1u);
}

void TestEndToEnd::stepTwiceByKey(Observer& observer, Pid pid) {
  auto& owner = observer.child<QLabel>("suspensionLabel");
  QTRY_VERIFY2(owner.text().startsWith(u"Suspended by this observer for "_s) &&
                   owner.text().contains(u"lease renewed"_s),
               qPrintable(owner.text()));
  const std::int64_t done = observer.field(pid, "done").as_integer();
  auto& summary = observer.child<QLabel>("stepSummary");
  auto& detail = observer.child<QPlainTextEdit>("stepDetail");
  QVERIFY(!summary.isVisible());
  Observer::key(Qt::Key_F8);
  QTRY_VERIFY(summary.isVisible());
  QVERIFY2(summary.text().startsWith(u"Handled #{"_s), qPrintable(summary.text()));
  QCOMPARE(detail.toPlainText(), u"%1\n→ %2"_s.arg(done).arg(done + 1));
  QCOMPARE(observer.field(pid, "done").as_integer(), done + 1);
  QCOMPARE(observer.suspendedProcesses(), 1u);
  Observer::key(Qt::Key_F8);
  QTRY_COMPARE(detail.toPlainText(), u"%1\n→ %2"_s.arg(done + 1).arg(done + 2));
  QCOMPARE(observer.field(pid, "done").as_integer(), done + 2);
  QCOMPARE(observer.suspendedProcesses(), 1u);
  // The details ask for the state after it.
  auto& tree = observer.child<QTreeView>("stateTree");
  const QModelIndexList fields = tree.model()->match(tree.model()->index(0, 0), Qt::DisplayRole,
                                                     u"done"_s, 1, Qt::MatchExactly);
  QCOMPARE(fields.size(), 1);
  QTRY_COMPARE(fields.first().siblingAtColumn(1).data().toString(), QString::number(done + 2));
}

void TestEndToEnd::skipByKey(Observer& observer, Pid pid) {
  const std::int64_t done = observer.field(pid, "done").as_integer();
  const std::uint64_t deadLetters = genmsg::take_snapshot(observer.runtime).dead_letters;
  Observer::key(Qt::Key_F8, Qt::ShiftModifier);
  auto& summary = observer.child<QLabel>("stepSummary");
  QTRY_VERIFY2(summary.text().startsWith(u"Skipped #{"_s), qPrintable(summary.text()));
  QCOMPARE(observer.field(pid, "done").as_integer(), done);
  QCOMPARE(genmsg::take_snapshot(observer.runtime).dead_letters, deadLetters + 1);
  QCOMPARE(observer.suspendedProcesses(), 1u);
}

void TestEndToEnd::applyAndStepByKey(Observer& observer, Pid pid) {
  Observer::key(Qt::Key_F2);
  auto& text = observer.child<QPlainTextEdit>("stateText");
  QTRY_VERIFY(!text.toPlainText().isEmpty());
  Observer::key(Qt::Key_T, Qt::AltModifier);
  QTRY_COMPARE(QApplication::focusWidget(), &text);
  static const QRegularExpression done(u"done => \\d+"_s);
  Observer::paste(text.toPlainText().replace(done, u"done => 7000000"_s));
  Observer::key(Qt::Key_F8);
  QTRY_VERIFY2(text.toPlainText().contains(u"done => 7000001"_s), qPrintable(text.toPlainText()));
  QCOMPARE(observer.field(pid, "done").as_integer(), 7'000'001);
  QCOMPARE(observer.suspendedProcesses(), 1u);
  Observer::key(Qt::Key_Escape);
  QTRY_VERIFY(observer.editor() == nullptr);
  QCOMPARE(observer.suspendedProcesses(), 1u);  // by hand, before the editor
}

void TestEndToEnd::step_handlesOneMessageAndShowsWhatItDid() {
  Observer observer;
  inTurn(observer, observer.pidOf("pool_worker_3"),
         {&TestEndToEnd::suspendByMouse, &TestEndToEnd::stepTwiceByKey, &TestEndToEnd::skipByKey,
          &TestEndToEnd::applyAndStepByKey});
}

void TestEndToEnd::addWatch(Observer& observer, Pid pid) {
  QTRY_VERIFY_WITH_TIMEOUT(observer.shows(pid), patienceMs);
  observer.clickRow(pid);
  observer.child<QAction>("watchAction").trigger();
  auto& path = observer.child<QLineEdit>("statePath");
  QTest::keyClicks(&path, u"done."_s);
  observer.child<QComboBox>("stateComparison").setCurrentText(u">="_s);
  auto& value = observer.child<QLineEdit>("stateValue");
  QTest::keyClicks(&value, u"100"_s);
  QTest::keyClick(&value, Qt::Key_Return);
  auto& error = observer.child<QLabel>("watchError");
  QVERIFY2(error.text().startsWith(u"Path, column 6: expected "_s), qPrintable(error.text()));
  QTest::keyClick(&path, Qt::Key_Backspace);
  QTest::keyClick(&path, Qt::Key_Return);
}

void TestEndToEnd::checkWatchHit(Observer& observer, Pid pid) {
  QTRY_COMPARE_WITH_TIMEOUT(observer.status(pid), u"Suspended"_s, patienceMs);
  QTRY_VERIFY2(observer.strip().endsWith(u"> was suspended by the watch `state.done >= 100`"_s),
               qPrintable(observer.strip()));
  QCOMPARE(observer.suspendedProcesses(), 1u);
  QVERIFY(observer.field(pid, "done").as_integer() >= 100);
  auto& owner = observer.child<QLabel>("suspensionLabel");
  QTRY_VERIFY2(owner.text().contains(u"watch state.done >= 100"_s), qPrintable(owner.text()));
  auto& list = observer.child<QTreeView>("watchList");
  QTRY_COMPARE(list.model()->rowCount(), 1);
  QTRY_COMPARE(list.model()->index(0, 2).data().toString(), u"1"_s);
  QTest::mouseClick(list.viewport(), Qt::LeftButton, {},
                    list.visualRect(list.model()->index(0, 0)).center());
  QTest::mouseClick(&observer.child<QPushButton>("removeWatchButton"), Qt::LeftButton);
  QTRY_COMPARE(list.model()->rowCount(), 0);
  QCOMPARE(observer.suspendedProcesses(), 1u);
}

void TestEndToEnd::watch_suspendsAndSaysSo() {
  Observer observer;
  inTurn(observer, observer.pidOf("pool_worker_7"),
         {&TestEndToEnd::addWatch, &TestEndToEnd::checkWatchHit});
}

void TestEndToEnd::trace_hasTheMessagesOfThatProcessOnly() {
  Observer observer;
  const Pid pid = observer.pidOf("pool_worker_1");
  QTRY_VERIFY_WITH_TIMEOUT(observer.shows(pid), patienceMs);
  observer.clickRow(pid);
  Observer::key(Qt::Key_F9);
  auto& traced = observer.child<QLabel>("tracedLabel");
  QTRY_VERIFY2(traced.text().startsWith(u"Tracing pool_worker_1 <"_s), qPrintable(traced.text()));
  Observer::key(Qt::Key_6, Qt::ControlModifier);
  QCOMPARE(observer.window->page(), app::Page::Trace);
  auto& table = observer.child<QTableView>("traceTable");
  QVERIFY(table.isVisible());
  // A quick trace ends by itself, with its hundredth event.
  QTRY_COMPARE_WITH_TIMEOUT(table.model()->rowCount(), 100, patienceMs);
  QTRY_COMPARE(traced.text(), u"No process is traced"_s);
  QVERIFY(!observer.child<QAction>("traceAction").isChecked());
  const QModelIndex session = observer.child<QListView>("traceSessions").model()->index(1, 0);
  QVERIFY2(session.data().toString().endsWith(u"stopped: limit of 100 events"_s),
           qPrintable(session.data().toString()));
  const auto& events = *observer.window->findChild<models::TraceModel*>();
  // What was recorded before the stop may still arrive, with the next answer.
  QSignalSpy views(&observer.window->client(), &models::NodeClient::viewReady);
  QTRY_VERIFY_WITH_TIMEOUT(views.count() >= 2, patienceMs);
  const int rows = events.rowCount();
  const std::uint64_t handled = observer.runtime.messages_handled();
  QTRY_VERIFY_WITH_TIMEOUT(observer.runtime.messages_handled() > handled + 1000, patienceMs);
  views.clear();
  QTRY_VERIFY_WITH_TIMEOUT(views.count() >= 2, patienceMs);
  QCOMPARE(events.rowCount(), rows);
  for (int row = 0; row < rows; ++row) {
    const genmsg::TraceEvent& event = *events.eventAt(row);
    QVERIFY(event.pid == pid);
    QVERIFY(event.kind == genmsg::TraceEvent::Kind::Receive);
    QVERIFY(row == 0 || events.eventAt(row - 1)->time_ns <= event.time_ns);
  }
}

void TestEndToEnd::killedWorker_isMarkedAndItsSuccessorNotChosen() {
  Observer observer;
  observer.child<QAction>("keepExitedAction").setChecked(false);
  const Pid killed = observer.pidOf("pool_worker_4");
  QTRY_VERIFY_WITH_TIMEOUT(observer.shows(killed), patienceMs);
  observer.clickRow(killed);
  observer.window->client().exitProcess(killed, genmsg::atoms::kill);
  // While the order is held its row stays, and says so.
  QTRY_VERIFY_WITH_TIMEOUT(observer.status(killed) == u"Exited"_s || !observer.shows(killed),
                           patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(observer.pidOf("pool_worker_4"), patienceMs);
  const Pid successor = observer.pidOf("pool_worker_4");
  QVERIFY(successor != killed);
  Observer::key(Qt::Key_F5, Qt::ShiftModifier);
  QTRY_VERIFY_WITH_TIMEOUT(observer.shows(successor), patienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(!observer.shows(killed), patienceMs);
  QCOMPARE(observer.cell(successor, ProcessColumn::Name).toString(), u"pool_worker_4"_s);
  QVERIFY(!observer.table().currentIndex().isValid());
  QVERIFY(!observer.table().selectionModel()->hasSelection());
  for (const char* name : {"suspendAction", "resumeAction", "editStateAction"}) {
    QVERIFY2(!observer.child<QAction>(name).isEnabled(), name);
  }
  // Nobody is suspended by mistake.
  Observer::key(Qt::Key_F7);
  QSignalSpy views(&observer.window->client(), &models::NodeClient::viewReady);
  QTRY_VERIFY_WITH_TIMEOUT(views.count() >= 2, patienceMs);
  QCOMPARE(observer.suspendedProcesses(), 0u);
  const QString title = observer.child<QLabel>("detailsTitle").text();
  QVERIFY2(title.startsWith(u"pool_worker_4 <"_s), qPrintable(title));
}

/// Qt's views choose the first row when they get the focus; that would be a process nobody chose.
void TestEndToEnd::killedWorker_focusChoosesNobody() {
  Observer observer;
  observer.child<QAction>("keepExitedAction").setChecked(false);
  const Pid killed = observer.pidOf("pool_worker_6");
  QTRY_VERIFY_WITH_TIMEOUT(observer.shows(killed), patienceMs);
  observer.clickRow(killed);
  observer.window->client().exitProcess(killed, genmsg::atoms::kill);
  Observer::key(Qt::Key_F5, Qt::ShiftModifier);
  QTRY_VERIFY_WITH_TIMEOUT(!observer.shows(killed), patienceMs);
  Observer::key(Qt::Key_F, Qt::ControlModifier);
  QTRY_COMPARE(QApplication::focusWidget()->objectName(), u"filterEdit"_s);
  Observer::key(Qt::Key_Tab);
  QTRY_VERIFY(observer.table().hasFocus());
  QVERIFY(!observer.child<QAction>("suspendAction").isEnabled());
  Observer::key(Qt::Key_F7);
  QCOMPARE(observer.suspendedProcesses(), 0u);
  // An arrow is a choice, and it is seen.
  Observer::key(Qt::Key_Down);
  QVERIFY(observer.child<QAction>("suspendAction").isEnabled());
  QVERIFY(observer.table().selectionModel()->isRowSelected(observer.table().currentIndex().row()));
}

QTEST_MAIN(TestEndToEnd)
#include "tst_end_to_end.moc"
