// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QHelpEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QToolBar>
#include <QToolTip>
#include <QToolButton>
#include <QTreeView>

#include "app/main_window.h"
#include "genmsg/term/parse.h"
#include "models/log_model.h"
#include "models/format.h"
#include "models/suspension_text.h"
#include "support/fake_node.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/chart_widget.h"
#include "views/exit_dialog.h"
#include "views/filter_bar.h"
#include "views/load_test_page.h"
#include "views/message_strip.h"
#include "views/process_page.h"
#include "views/process_table_view.h"
#include "views/send_message_dialog.h"
#include "views/state_editor_dialog.h"
#include "views/view_state.h"
#include "views/watch_dialog.h"

using app::MainWindow;
using app::Page;
using genmsg::Status;

namespace {

std::vector<test::ProcessSpec> three(Status third = Status::Waiting) {
  return {{.index = 1, .name = "pool_sup", .initialCall = "supervisor:pool_sup/1"},
          {.index = 2, .parent = 1, .name = "worker_a", .mailbox = 20},
          {.index = 3, .parent = 1, .name = "worker_b", .status = third, .mailbox = 300}};
}

}  // namespace

class TestMainWindow : public test::WidgetTest {
  Q_OBJECT

 private:
  struct Window {
    std::shared_ptr<test::FakeNode> node = std::make_shared<test::FakeNode>();
    std::unique_ptr<MainWindow> window;
    double timeS = 1;

    explicit Window(std::vector<test::ProcessSpec> processes = three()) {
      node->answerSnapshotsWith(test::snapshot(timeS++, processes));
      window = std::make_unique<MainWindow>(node);
      window->show();
      window->activateWindow();  // or shortcuts do nothing
      (void)QTest::qWaitForWindowActive(window.get());
      window->start();
    }
    template <class T>
    T& child(const char* name) {
      return *window->findChild<T*>(QLatin1String(name));
    }
    views::ProcessTableView& table() { return child<views::ProcessTableView>("processTable"); }
    bool hasRows(int count) { return table().model()->rowCount() == count; }
    void show(const std::vector<test::ProcessSpec>& processes) {
      node->answerSnapshotsWith(test::snapshot(timeS++, processes));
      window->client().refresh();
    }
    void clickRow(int row) {
      QTest::mouseClick(table().viewport(), Qt::LeftButton, {},
                        table().visualRect(table().model()->index(row, 1)).center());
    }
    bool isDetailsButtonVisible(const char* action) {
      const auto& details = child<QWidget>("processDetails");
      const auto buttons = details.findChildren<QToolButton*>();
      return std::any_of(buttons.begin(), buttons.end(), [action](const QToolButton* button) {
        return button->isVisible() && button->defaultAction() != nullptr &&
               button->defaultAction()->objectName() == QLatin1String(action);
      });
    }
    /// On the tool bar, as a user does.
    void clickAction(const char* name) {
      auto& bar = child<QToolBar>("toolBar");
      QTest::mouseClick(bar.widgetForAction(&child<QAction>(name)), Qt::LeftButton);
    }
  };

  static QString lastProcess(const models::LogModel& log) {
    return log.index(log.rowCount() - 1, models::LogModel::Process).data().toString();
  }

  QTemporaryDir m_settings;

 public:
  TestMainWindow() {
    QCoreApplication::setOrganizationName(QStringLiteral("genmsg-test"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_main_window"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
  }

 private Q_SLOTS:
  void cleanup() {
    QSettings().clear();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void start_showsTheNode() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    QCOMPARE(window.child<QLabel>("processesLabel").text(), QStringLiteral("3 processes"));
    QCOMPARE(window.child<QLabel>("suspendedLabel").text(), QStringLiteral("0 suspended"));
    QCOMPARE(window.child<QLabel>("droppedLabel").text(), QStringLiteral("dropped 0"));
    QCOMPARE(window.child<QLabel>("intervalLabel").text(), QStringLiteral("every 1 s"));
    QVERIFY(window.child<QLabel>("costLabel").text().startsWith(QStringLiteral("snapshot ")));
    QVERIFY(window.child<QLabel>("nodeLabel").text().startsWith(QStringLiteral("fake")));
  }

  void pages_switchByShortcut() {
    Window window;
    auto& stack = window.child<QStackedWidget>("pages");
    for (int i = app::pageCount - 1; i >= 0; --i) {
      QTest::keyClick(window.window.get(), Qt::Key(Qt::Key_1 + i), Qt::ControlModifier);
      QCOMPARE(stack.currentIndex(), i);
      QCOMPARE(window.window->page(), Page(i));
    }
  }

  /// Beside another window, or on a small screen.
  void fitsInto800_whateverWasShown() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    window.child<views::ProcessPage>("processPage").filterBar().setText(QStringLiteral("foo:bar"));
    for (int i = 0; i < app::pageCount; ++i) {
      window.window->setPage(Page(i));
      QCOMPARE_LE(window.window->minimumSizeHint().width(), 800);
    }
    window.window->resize(800, 600);
    QCOMPARE(window.window->width(), 800);
  }

  void charts_showTheTimeThatTheBoxSays() {
    Window window;
    const double chosen = window.child<QComboBox>("windowBox").currentData().toDouble();
    const auto shown = window.child<views::ChartWidget>("throughputChart").range();
    QCOMPARE(shown.upper - shown.lower, chosen);
  }

  void selecting_another_namesThatOne() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    const QString first = window.child<QLabel>("detailsTitle").text();
    QVERIFY(first.contains(window.table().model()->index(0, int(models::ProcessColumn::Pid)).data().toString()));
    window.clickRow(1);
    const QString second = window.child<QLabel>("detailsTitle").text();
    QVERIFY(second.contains(window.table().model()->index(1, int(models::ProcessColumn::Pid)).data().toString()));
    QVERIFY(second != first);
  }

  void suspend_reachesTheNodeWithThePid() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    window.clickAction("suspendAction");
    QCOMPARE(window.node->suspends.size(), 1u);
    QVERIFY(window.node->suspends.front().pid == test::pid(3));
    window.node->answerSnapshotsWith(test::snapshot(5, three(Status::Suspended)));
    window.node->suspends.front().answer(genmsg::Suspension{});
    QTRY_COMPARE(window.child<QLabel>("suspendedLabel").text(), QStringLiteral("1 suspended"));
    QVERIFY(!window.child<QAction>("suspendAction").isEnabled());
    QTest::keyClick(&window.table(), Qt::Key_F7);
    QCOMPARE(window.node->resumes.size(), 1u);
    QVERIFY(window.node->resumes.front().pid == test::pid(3));
  }

  /// Or Space, pressed again, would do something else.
  void focusInTheToolBar_goesToTheCounterpart() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    auto& bar = window.child<QToolBar>("toolBar");
    QWidget* suspend = bar.widgetForAction(&window.child<QAction>("suspendAction"));
    QWidget* resume = bar.widgetForAction(&window.child<QAction>("resumeAction"));
    suspend->setFocus();
    QTest::keyClick(suspend, Qt::Key_Space);
    QCOMPARE(window.node->suspends.size(), 1u);
    window.node->answerSnapshotsWith(test::snapshot(5, three(Status::Suspended)));
    window.node->suspends.front().answer(genmsg::Suspension{});
    QTRY_VERIFY(resume->hasFocus());
    QTest::keyClick(resume, Qt::Key_Space);
    QCOMPARE(window.node->resumes.size(), 1u);
    window.node->answerSnapshotsWith(test::snapshot(6, three()));
    window.node->resumes.front().answer(genmsg::Done{});
    QTRY_VERIFY(suspend->hasFocus());
  }

  void many_areSuspendedAsOne() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    window.table().setFocus();
    QTest::keyClick(&window.table(), Qt::Key_A, Qt::ControlModifier);
    const auto& suspend = window.child<QAction>("suspendAction");
    QCOMPARE(suspend.text(), QStringLiteral("&Suspend 3 processes"));
    QCOMPARE(suspend.iconText(), QStringLiteral("Suspend"));  // a tool bar has no room
    QVERIFY(!window.child<QAction>("stepAction").isEnabled());
    QTest::keyClick(&window.table(), Qt::Key_F7);
    QCOMPARE(window.node->suspends.size(), 3u);
    QCOMPARE(window.node->resumes.size(), 0u);
    for (const auto& request : window.node->suspends) request.answer(genmsg::Suspension{});
    QTRY_COMPARE(window.child<QLabel>("messageText").text(), QStringLiteral("3 suspended"));
    window.child<QAction>("resumeAction").trigger();
    QCOMPARE(window.node->resumes.size(), 3u);
    QTest::keyClick(&window.table(), Qt::Key_Delete);
    auto* dialog = window.window->findChild<views::ExitDialog*>();
    QVERIFY(dialog != nullptr);
    QCOMPARE(dialog->findChild<QLabel*>(QStringLiteral("exitHeading"))->text(),
             QStringLiteral("Terminate 3 processes?"));
    dialog->close();
    // Of the tree only the current one is meant.
    window.window->setPage(Page::Tree);
    QCOMPARE(suspend.text(), QStringLiteral("&Suspend"));
  }

  /// What takes its time says how far it is, and can be ended.
  void many_canBeCancelled() {
    std::vector<test::ProcessSpec> processes;
    for (std::uint32_t i = 1; i <= 300; ++i) processes.push_back({.index = i});
    Window window(processes);
    QTRY_VERIFY(window.hasRows(300));
    window.clickRow(0);
    window.table().selectAll();
    window.child<QAction>("suspendAction").trigger();
    QCOMPARE(window.node->suspends.size(), 256u);
    auto& cancel = window.child<QToolButton>("progressCancel");
    QTRY_VERIFY(cancel.isVisible());
    QCOMPARE(window.child<QLabel>("progressText").text(),
             QStringLiteral("Suspending 300 processes"));
    QTest::mouseClick(&cancel, Qt::LeftButton);
    for (const auto& request : window.node->suspends) request.answer(genmsg::Suspension{});
    QTRY_VERIFY(!cancel.isVisible());
    QCOMPARE(window.node->suspends.size(), 256u);
    QCOMPARE(window.child<QLabel>("messageText").text(),
             QStringLiteral("256 suspended, 44 not asked, as it was cancelled"));
  }

  void subtree_isSuspendedAsOne() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QVERIFY(!window.child<QAction>("subtreeAction").isEnabled());  // nobody is below it
    window.window->selectProcess(test::pid(1));
    QVERIFY(window.child<QAction>("subtreeAction").isEnabled());
    window.child<QAction>("suspendSubtreeAction").trigger();
    QCOMPARE(window.node->suspends.size(), 3u);
    QVERIFY(window.node->suspends[0].pid == test::pid(1));
    window.node->suspends[0].answer(genmsg::Suspension{});
    window.node->suspends[1].fail(genmsg::NodeError::Code::NoProc);
    auto& text = window.child<QLabel>("messageText");
    QVERIFY(!text.isVisible());
    window.node->suspends[2].answer(genmsg::Suspension{});
    QTRY_VERIFY(text.isVisible());
    QCOMPARE(text.text(), QStringLiteral("2 suspended, 1 had exited: %1")
                              .arg(models::formatPid(window.node->suspends[1].pid)));
    // One line in the log, of all three.
    window.window->setPage(Page::Log);
    const QAbstractItemModel* log = window.child<QAbstractItemView>("logTable").model();
    int lines = 0;
    for (int row = 0; row < log->rowCount(); ++row) {
      QString line;
      for (int column = 0; column < log->columnCount(); ++column)
        line += log->index(row, column).data().toString();
      lines += line.contains(QStringLiteral("3 processes")) ? 1 : 0;
    }
    QCOMPARE(lines, 1);
  }

  void terminate_asksAndSendsTheReason() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_Delete);
    auto* dialog = window.window->findChild<views::ExitDialog*>();
    QVERIFY(dialog != nullptr);
    QCOMPARE(window.node->exits.size(), 0u);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("exitConfirm")),
                      Qt::LeftButton);
    QCOMPARE(window.node->exits.size(), 1u);
    QVERIFY(window.node->exits[0].pid == test::pid(3));
    QVERIFY(window.node->exits[0].term == genmsg::parse("shutdown").value());
    QTRY_VERIFY(window.window->findChild<views::ExitDialog*>() == nullptr);
    // Asked about again, as nobody said otherwise.
    window.child<QAction>("terminateAction").trigger();
    dialog = window.window->findChild<views::ExitDialog*>();
    QVERIFY(dialog != nullptr);
    dialog->findChild<QCheckBox*>(QStringLiteral("exitAlways"))->setChecked(true);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("exitConfirm")),
                      Qt::LeftButton);
    QTRY_VERIFY(window.window->findChild<views::ExitDialog*>() == nullptr);
    window.child<QAction>("terminateAction").trigger();
    QVERIFY(window.window->findChild<views::ExitDialog*>() == nullptr);
    QCOMPARE(window.node->exits.size(), 3u);
    // A kill is asked about all the same.
    window.child<QAction>("killAction").trigger();
    QVERIFY(window.window->findChild<views::ExitDialog*>() != nullptr);
  }

  /// The dialog is about a pid and its serial: nothing reaches who comes after.
  void terminate_ofWhoHasExited_sendsNothing() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_Delete);
    auto* dialog = window.window->findChild<views::ExitDialog*>();
    auto* confirm = dialog->findChild<QPushButton*>(QStringLiteral("exitConfirm"));
    QVERIFY(confirm->isEnabled());
    auto successors = three();
    successors[2].serial = 2;
    window.show(successors);
    QTRY_VERIFY(!confirm->isEnabled());
    QTest::mouseClick(confirm, Qt::LeftButton);
    QTest::keyClick(dialog, Qt::Key_Return);
    QCOMPARE(window.node->exits.size(), 0u);
  }

  void terminateSubtree_isOneQuestion_parentsFirst() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.window->selectProcess(test::pid(1));
    window.child<QAction>("terminateSubtreeAction").trigger();
    auto* dialog = window.window->findChild<views::ExitDialog*>();
    QVERIFY(dialog != nullptr);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("exitConfirm")),
                      Qt::LeftButton);
    QCOMPARE(window.node->exits.size(), 3u);
    QVERIFY(window.node->exits[0].pid == test::pid(1));
  }

  void restartChild_isForChildrenOfSupervisors() {
    auto processes = three();
    processes[0].behaviour = "supervisor";
    Window window(processes);
    QTRY_VERIFY(window.hasRows(3));
    window.window->selectProcess(test::pid(1));
    QVERIFY(!window.child<QAction>("restartChildAction").isEnabled());
    window.window->selectProcess(test::pid(2));
    QVERIFY(window.child<QAction>("restartChildAction").isEnabled());
  }

  /// Keys that edit text do nothing to the selected process while somebody writes.
  void deletingText_terminatesNobody() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    auto* edit = window.window->findChild<QLineEdit*>(QStringLiteral("filterEdit"));
    edit->setFocus();
    edit->setText(QStringLiteral("worker a b"));
    edit->setCursorPosition(0);
    for (const auto modifiers : {Qt::NoModifier, Qt::ControlModifier, Qt::ShiftModifier})
      QTest::keyClick(edit, Qt::Key_Delete, modifiers);
    QVERIFY(window.window->findChild<views::ExitDialog*>() == nullptr);
  }

  void message_isSentFromItsDialog_andKeptForTheNext() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_M, Qt::ControlModifier);
    auto* dialog = window.window->findChild<views::SendMessageDialog*>();
    QVERIFY(dialog != nullptr);
    dialog->findChild<QPlainTextEdit*>(QStringLiteral("messageEdit"))
        ->setPlainText(QStringLiteral("{add,2}"));
    dialog->findChild<QPushButton*>(QStringLiteral("sendButton"))->click();
    QCOMPARE(window.node->sends.size(), 1u);
    QVERIFY(window.node->sends[0].pid == test::pid(3));
    window.node->sends[0].answer(genmsg::Done{});
    auto* earlier = dialog->findChild<QComboBox*>(QStringLiteral("earlierMessages"));
    QTRY_COMPARE(earlier->count(), 1);
    dialog->findChild<QPushButton*>(QStringLiteral("sendButton"))->click();
    window.node->sends[1].fail(genmsg::NodeError::Code::BadMessage, "expected an atom, found 2");
    auto* error = dialog->findChild<QLabel*>(QStringLiteral("messageEditError"));
    QTRY_COMPARE(error->text(), QStringLiteral("expected an atom, found 2"));
    QVERIFY(!window.child<views::MessageStrip>("messageStrip").isVisible());
    dialog->close();
    QTRY_VERIFY(window.window->findChild<views::SendMessageDialog*>() == nullptr);
  }

  void whyNot_isNoPartOfTheShortcuts() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    const auto& step = window.child<QAction>("stepAction");
    QVERIFY(step.statusTip().contains(QStringLiteral("Only a suspended process")));
    QVERIFY(step.whatsThis().contains(QStringLiteral("exactly one message")));
  }

  void copyRow_isCtrlCInTheTable() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_C, Qt::ControlModifier);
    const QString row = QGuiApplication::clipboard()->text();
    QVERIFY2(row.startsWith(QStringLiteral("<0.3.1>\tworker_b\t")), qPrintable(row));
    QTest::keyClick(&window.table(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("<0.3.1>"));
    window.child<QAction>("copyJsonAction").trigger();
    QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("\"mailbox\": 300")));
  }

  void actionThatFails_isSaidInTheStrip() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    window.clickAction("suspendAction");
    window.node->suspends.front().fail(genmsg::NodeError::Code::NoProc, "the process has exited");
    auto& text = window.child<QLabel>("messageText");
    QTRY_VERIFY(text.isVisible());
    QCOMPARE(text.text(), QStringLiteral("worker_b <0.3.1>: the process has exited"));
  }

  void bulk_isLoggedWithItsFirstNames() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_A, Qt::ControlModifier);
    window.child<QAction>("suspendAction").trigger();
    QCOMPARE(window.node->suspends.size(), 3u);
    for (const auto& request : window.node->suspends)
      request.answer(genmsg::Suspension{models::observerOwner(), {}});
    const auto& log = *window.window->findChild<models::LogModel*>();
    QTRY_VERIFY(lastProcess(log).startsWith(QStringLiteral("3 processes: ")));
    QCOMPARE(lastProcess(log).count(QLatin1Char('<')), 3);
    QVERIFY(lastProcess(log).contains(QStringLiteral("worker_b <0.3.1>")));
  }

  /// A node answers in the order of asking: the first answer is the one's that asked first.
  void oneByHandBeforeABulk_hasTheFirstAnswer() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    window.child<QAction>("suspendAction").trigger();
    QTest::keyClick(&window.table(), Qt::Key_A, Qt::ControlModifier);
    window.child<QAction>("suspendAction").trigger();
    QCOMPARE(window.node->suspends.size(), 4u);
    window.node->suspends.front().answer(genmsg::Suspension{models::observerOwner(), {}});
    const auto& log = *window.window->findChild<models::LogModel*>();
    QTRY_COMPARE(lastProcess(log), QStringLiteral("worker_b <0.3.1>"));
  }

  void detailsTitle_isElidedOnlyWithoutRoom() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    QCOMPARE(window.child<QLabel>("detailsTitle").text(), QStringLiteral("No process selected"));
  }

  void detailsTitle_namesWhatItsButtonsActOn() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    const auto& title = window.child<QLabel>("detailsTitle");
    const auto& about = window.child<QLabel>("detailsAbout");
    QCOMPARE(title.accessibleName(), QStringLiteral("worker_b <0.3.1>"));
    QVERIFY(!about.isVisible());
    QTest::keyClick(&window.table(), Qt::Key_A, Qt::ControlModifier);
    QTRY_COMPARE(title.accessibleName(), QStringLiteral("3 processes selected"));
    QVERIFY(about.isVisible());
    QCOMPARE(about.toolTip(), QStringLiteral("Details of worker_b <0.3.1>"));
    QHelpEvent ask(QEvent::ToolTip, QPoint(2, 2), title.mapToGlobal(QPoint(2, 2)));
    QCoreApplication::sendEvent(window.window->findChild<QLabel*>(QStringLiteral("detailsTitle")),
                                &ask);
    QVERIFY2(QToolTip::text().contains(QStringLiteral("worker_a <0.2.1>")),
             qPrintable(QToolTip::text()));
    QToolTip::hideText();
    window.child<QAction>("suspendAction").trigger();
    QCOMPARE(window.node->suspends.size(), 3u);
    window.clickRow(1);
    QTRY_COMPARE(title.accessibleName(), QStringLiteral("worker_a <0.2.1>"));
    QVERIFY(!about.isVisible());
  }

  void detailsButtons_ofSeveralSuspendAndResume() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QVERIFY(window.isDetailsButtonVisible("suspendAction"));
    QVERIFY(!window.isDetailsButtonVisible("resumeAction"));
    QTest::keyClick(&window.table(), Qt::Key_A, Qt::ControlModifier);
    QTRY_VERIFY(window.isDetailsButtonVisible("resumeAction"));
    QVERIFY(window.isDetailsButtonVisible("suspendAction"));
    window.clickRow(1);
    QTRY_VERIFY(!window.isDetailsButtonVisible("resumeAction"));
    QVERIFY(window.isDetailsButtonVisible("suspendAction"));
    QVERIFY(window.isDetailsButtonVisible("stepAction"));
  }

  void pin_saysWhetherItPinsOrUnpins() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    auto& pin = window.child<QAction>("pinAction");
    QVERIFY(pin.text().startsWith(QStringLiteral("Pin")));
    pin.trigger();
    QVERIFY(pin.text().startsWith(QStringLiteral("Unpin")));
    window.clickRow(1);
    QVERIFY(pin.text().startsWith(QStringLiteral("Pin")));
    window.clickRow(0);
    pin.trigger();
    QVERIFY(pin.text().startsWith(QStringLiteral("Pin")));
  }

  void groups_areRememberedOverRestarts() {
    {
      Window window;
      window.child<QComboBox>("groupBox").setCurrentIndex(2);
    }
    Window window;
    QCOMPARE(window.child<QComboBox>("groupBox").currentIndex(), 2);
    QCOMPARE(window.window->client().viewSpec().groupBy, models::GroupBy::Supervisor);
    QVERIFY(window.child<QTableView>("groupTable").isVisible());
    window.child<QAction>("restoreLayoutAction").trigger();
    QCOMPARE(window.child<QComboBox>("groupBox").currentIndex(), 0);
  }

  void fileMenu_hasFiles() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    QStringList names;
    for (const QAction* action : window.window->menuBar()->actions().first()->menu()->actions())
      if (!action->isSeparator()) names << action->objectName();
    QCOMPARE(names, QStringLiteral("openWindowAction goToAction exportTableAction saveTraceAction "
                            "openTraceAction recordTraceAction quitAction")
                 .split(u' '));
    window.child<QAction>("exportTableAction").trigger();
    QVERIFY(window.window->findChild<QDialog*>(QStringLiteral("tableExportDialog")) != nullptr);
  }

  void trace_startsByF9AndShowsOnItsPage() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(1);
    QTest::keyClick(&window.table(), Qt::Key_F9);
    QCOMPARE(window.node->traceStarts.size(), 1u);
    QVERIFY(window.node->traceStarts.front().pid == test::pid(2));
    QVERIFY(window.child<QAction>("traceAction").isChecked());
    QCOMPARE(window.child<QLabel>("tracedLabel").text(),
             QStringLiteral("Tracing worker_a <0.2.1>"));
    window.node->traceStarts.front().answer(genmsg::TraceStarted{1, 1});
    QTRY_COMPARE(window.window->client().traces().front().state.id, 1u);
    QTest::keyClick(&window.table(), Qt::Key_F9);
    QCOMPARE(window.node->traceStops.size(), 1u);
    QVERIFY(!window.child<QAction>("traceAction").isChecked());
  }

  void trace_ofSeveral_isOneSession() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    window.table().selectAll();
    QTest::keyClick(&window.table(), Qt::Key_F9);
    QCOMPARE(window.node->traceStarts.size(), 1u);
    QCOMPARE(window.node->traceSpecs.at(0).pids.size(), 3u);
    QCOMPARE(window.node->traceSpecs.at(0).limits.events, 300u);
    window.node->traceStarts.front().answer(genmsg::TraceStarted{1, 3});
    auto& text = window.child<QLabel>("messageText");
    QTRY_COMPARE(text.text(), QStringLiteral("3 processes are traced"));
  }

  void trace_thatSawNothing_namesTheSubtree() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.window->client().setTraced(test::pid(1), true);
    window.node->traceStarts.front().answer(genmsg::TraceStarted{1, 1});
    QTRY_VERIFY(!window.node->traceTakes.empty());
    genmsg::TraceBatch batch;
    batch.sessions.emplace_back();
    batch.sessions[0].id = 1;
    batch.sessions[0].end = genmsg::TraceEnd::Time;
    batch.sessions[0].processes = 1;
    window.node->traceTakes.front().answer(batch);
    const auto ended = [&window] {
      for (const auto* label : window.window->findChildren<QLabel*>(QStringLiteral("messageText"))) {
        if (label->text().startsWith(QStringLiteral("The trace of pool_sup"))) return label->text();
      }
      return QString();
    };
    QTRY_VERIFY2(ended().contains(QStringLiteral("; 0 events. ")), qPrintable(ended()));
    QVERIFY(ended().contains(QStringLiteral("Trace subtree")));
  }

  void traceOfASubtree_isOneSession_withThoseToCome() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.window->selectProcess(test::pid(1));
    window.child<QAction>("traceSubtreeAction").trigger();
    QCOMPARE(window.node->traceSpecs.size(), 1u);
    QVERIFY(window.node->traceSpecs[0].subtree == test::pid(1));
    QVERIFY(window.node->traceSpecs[0].new_processes);
  }

  void step_isForASuspendedProcess() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    auto& step = window.child<QAction>("stepAction");
    auto& skip = window.child<QAction>("skipAction");
    QVERIFY(!step.isEnabled());
    window.clickRow(0);
    QVERIFY(!step.isEnabled());
    QVERIFY(step.toolTip().contains(QStringLiteral("Only a suspended process")));
    QTest::keyClick(&window.table(), Qt::Key_F8);
    QCOMPARE(window.node->steps.size(), 0u);
    window.show(three(Status::Suspended));
    QTRY_VERIFY(step.isEnabled());
    QVERIFY(skip.isEnabled());
    auto* bar = &window.child<QToolBar>("toolBar");
    QVERIFY(bar->widgetForAction(&step)->isVisible());
    QVERIFY(bar->widgetForAction(&skip)->isVisible());
    window.clickRow(1);  // another one, which runs
    QVERIFY(!step.isEnabled());
    QVERIFY(!skip.isEnabled());
  }

  void step_showsWhatTheMessageDid() {
    Window window(three(Status::Suspended));
    QTRY_VERIFY(window.hasRows(3));
    window.child<QDockWidget>("detailsDock").hide();
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_F8);
    QCOMPARE(window.node->steps.size(), 1u);
    QVERIFY(window.node->steps.front().pid == test::pid(3));
    QCOMPARE(window.node->steps.front().version.value(), 0u);
    auto step = std::make_shared<genmsg::sys::Step>();
    step->message = genmsg::parse("{add,2}").value();
    step->before = genmsg::parse("#{count => 40}").value();
    step->after = genmsg::parse("#{count => 42}").value();
    const auto statuses = window.node->statuses.size();
    window.node->steps.front().answer(genmsg::StepPtr(step));
    auto& tree = window.child<QTreeView>("stepTree");
    QTRY_VERIFY(tree.isVisible());
    QCOMPARE(window.child<QLabel>("stepSummary").text(), QStringLiteral("Handled {add,2}"));
    const QModelIndex change = tree.model()->index(0, 1, tree.model()->index(1, 0));
    QCOMPARE(change.data().toString(), QStringLiteral("40 → 42"));
    // The first change is current, and shown in full.
    QCOMPARE(tree.currentIndex().row(), 0);
    QCOMPARE(window.child<QPlainTextEdit>("stepDetail").toPlainText(),
             QStringLiteral("40\n→ 42"));
    QVERIFY(window.table().hasFocus());  // F8 again
    QTRY_VERIFY(window.node->statuses.size() > statuses);
    window.clickRow(1);
    QVERIFY(!window.child<QLabel>("stepSummary").isVisible());  // of another process
  }

  void skip_isShiftF8() {
    Window window(three(Status::Suspended));
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_F8, Qt::ShiftModifier);
    QCOMPARE(window.node->steps.size(), 1u);
    QCOMPARE(window.node->steps.front().version.value(), 1u);
  }

  void stepThatFails_isSaidInTheStrip_untilOneIsDone() {
    Window window(three(Status::Suspended));
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_F8);
    window.node->steps.front().fail(genmsg::NodeError::Code::EmptyMailbox);
    auto& text = window.child<QLabel>("messageText");
    QTRY_VERIFY(text.isVisible());
    QCOMPARE(text.text(), QStringLiteral("worker_b <0.3.1>: its mailbox is empty: there is no "
                                         "message to step"));
    QTest::keyClick(&window.table(), Qt::Key_F8);
    QCOMPARE(window.node->steps.size(), 2u);
    window.node->steps.back().answer(
        genmsg::StepPtr(std::make_shared<const genmsg::sys::Step>()));
    QTRY_VERIFY(!text.isVisible());
  }

  void suspended_isShownWithItsOwner() {
    Window window(three(Status::Suspended));
    QTRY_VERIFY(window.hasRows(3));
    auto& label = window.child<QLabel>("suspensionLabel");
    QVERIFY(!label.isVisible());
    window.clickRow(0);
    auto status = std::make_shared<genmsg::ProcessStatus>();
    status->pid = test::pid(3);
    status->sys_state = genmsg::atoms::suspended;
    status->suspension = genmsg::Suspension{test::pid(2), {}, 500'000'000};
    window.node->statuses.front().answer(genmsg::ProcessStatusPtr(status));
    QTRY_VERIFY(label.isVisible());
    QCOMPARE(label.text(), QStringLiteral("Suspended by <0.2.1> for 0 s, no lease"));
    window.clickRow(1);
    QVERIFY(!label.isVisible());
  }

  void detailsAbout_staysWhileSeveralAreSuspended() {
    const auto allSuspended = [] {
      std::vector<test::ProcessSpec> processes = three(Status::Suspended);
      for (test::ProcessSpec& process : processes) process.status = Status::Suspended;
      return processes;
    };
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_A, Qt::ControlModifier);
    const auto& about = window.child<QLabel>("detailsAbout");
    QTRY_VERIFY(about.isVisible());
    window.child<QAction>("suspendAction").trigger();
    window.node->answerSnapshotsWith(test::snapshot(5, allSuspended()));
    for (const auto& request : window.node->suspends)
      request.answer(genmsg::Suspension{models::observerOwner(), {}});
    QTRY_COMPARE(window.child<QLabel>("suspendedLabel").text(), QStringLiteral("3 suspended"));
    auto status = std::make_shared<genmsg::ProcessStatus>();
    status->pid = test::pid(3);
    status->sys_state = genmsg::atoms::suspended;
    status->suspension = genmsg::Suspension{models::observerOwner(), {}, 5'000'000'000};
    for (const auto& request : window.node->statuses)
      request.answer(genmsg::ProcessStatusPtr(status));
    const auto& suspension = window.child<QLabel>("suspensionLabel");
    QTRY_VERIFY(suspension.isVisible());
    QVERIFY(about.isVisible());
    QCOMPARE(about.text(), QStringLiteral("Details of worker_b <0.3.1>"));
  }

  void heldProcess_takesNoMessageMore() {
    Window window(three(Status::Suspended));
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QVERIFY(window.child<QAction>("stepAction").isEnabled());
    auto status = std::make_shared<genmsg::ProcessStatus>();
    status->pid = test::pid(3);
    status->sys_state = genmsg::atoms::suspended;
    status->suspension = genmsg::Suspension{};
    status->suspension->why = genmsg::parse("{watch,w,badarg}").value();
    window.node->statuses.front().answer(genmsg::ProcessStatusPtr(status));
    QTRY_VERIFY(!window.child<QAction>("stepAction").isEnabled());
    QVERIFY(window.child<QAction>("resumeAction").isEnabled());
  }

  void watch_isSetFromItsDialog_andAHitIsSaid() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    window.child<QAction>("watchAction").trigger();
    auto* dialog = window.window->findChild<views::WatchDialog*>();
    QVERIFY(dialog != nullptr);
    window.child<QAction>("watchAction").trigger();
    QCOMPARE(window.window->findChildren<views::WatchDialog*>().size(), 1);
    QCOMPARE(window.node->watchLists.size(), 1u);
    dialog->findChild<QSpinBox*>(QStringLiteral("mailboxDepth"))->setValue(500);
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("addWatchButton")),
                      Qt::LeftButton);
    QCOMPARE(window.node->watchesSet.size(), 1u);
    QVERIFY(window.node->watchesSet.front().pid == test::pid(3));
    const genmsg::Term id = window.node->watchesSet.front().term;
    window.node->watchLists.front().answer(models::WatchInfos{});
    window.node->watchesSet.front().answer(genmsg::Done{});
    QTRY_COMPARE(window.node->watchLists.size(), 2u);
    window.node->watchLists.back().answer(models::WatchInfos{
        {id, genmsg::sys::MailboxDeeper{500}, models::observerOwner(), 1}});
    auto* list = dialog->findChild<QTreeView*>(QStringLiteral("watchList"));
    QTRY_COMPARE(list->model()->rowCount(), 1);
    dialog->close();
    QTRY_VERIFY(window.window->findChild<views::WatchDialog*>() == nullptr);

    window.show(three(Status::Suspended));
    auto status = std::make_shared<genmsg::ProcessStatus>();
    status->pid = test::pid(3);
    status->sys_state = genmsg::atoms::suspended;
    status->suspension = genmsg::Suspension{
        models::observerOwner(), genmsg::Term::tuple_of(genmsg::Atom::intern("watch"), id), 5};
    QTRY_VERIFY(!window.node->statuses.empty());
    window.node->statuses.front().answer(genmsg::ProcessStatusPtr(status));
    auto& text = window.child<QLabel>("messageText");
    QTRY_COMPARE(text.text(),
                 QStringLiteral("worker_b <0.3.1> was suspended by the watch `mailbox > 500`"));
    QVERIFY(text.isVisible());
    window.clickRow(1);
    QTest::mouseClick(&window.child<QToolButton>("messageAction"), Qt::LeftButton);
    QTRY_VERIFY(window.table().selectedPid() == test::pid(3));
  }

  /// What the window should say of two that are suspended at once.
  void hitsAtOnce_areSaidTogether() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    const genmsg::sys::Condition condition = genmsg::sys::MailboxDeeper{5};
    const genmsg::Term id = models::watchId(condition);
    for (int row : {0, 1}) {
      window.clickRow(row);
      window.child<QAction>("watchAction").trigger();
      auto* dialog = window.window->findChild<views::WatchDialog*>();
      QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("addWatchButton")),
                        Qt::LeftButton);
      window.node->watchesSet.back().answer(genmsg::Done{});
      dialog->close();
      QTRY_VERIFY(window.window->findChild<views::WatchDialog*>() == nullptr);
    }
    auto both = three(Status::Suspended);
    both[1].status = Status::Suspended;
    window.show(both);
    QTRY_COMPARE(window.child<QLabel>("suspendedLabel").text(), QStringLiteral("2 suspended"));
    for (const auto& request : std::exchange(window.node->statuses, {})) {
      auto status = std::make_shared<genmsg::ProcessStatus>();
      status->pid = request.pid;
      status->sys_state = genmsg::atoms::suspended;
      status->suspension = genmsg::Suspension{
          models::observerOwner(), genmsg::Term::tuple_of(genmsg::Atom::intern("watch"), id), 5};
      request.answer(genmsg::ProcessStatusPtr(status));
    }
    auto& text = window.child<QLabel>("messageText");
    QTRY_VERIFY(text.text().startsWith(
        QStringLiteral("2 processes were suspended by watches: ")));
    QVERIFY(text.text().contains(QStringLiteral("worker_a <0.2.1> by `mailbox > 5`")));
    QVERIFY(text.text().contains(QStringLiteral("worker_b <0.3.1> by `mailbox > 5`")));
    QTest::mouseClick(&window.child<QToolButton>("messageAction"), Qt::LeftButton);
    QTRY_VERIFY(text.isVisible() && text.text().contains(QStringLiteral("was suspended by")));
  }

  void held_areCountedNamedAndLetGoOf() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    auto& badge = window.child<QToolButton>("heldBadge");
    QVERIFY(!badge.isVisible());
    QVERIFY(!window.child<QAction>("resumeAllAction").isEnabled());
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_F7);
    window.node->suspends.front().answer(genmsg::Suspension{models::observerOwner(), {}});
    window.show(three(Status::Suspended));
    QTRY_VERIFY(badge.isVisible());
    QCOMPARE(badge.text(), QStringLiteral("1 held by you"));
    emit badge.menu()->aboutToShow();
    QVERIFY(badge.menu()->actions().last()->text().startsWith(QStringLiteral("worker_b")));
    window.child<QAction>("resumeAllAction").trigger();
    QCOMPARE(window.node->resumes.size(), 1u);
    window.node->resumes.front().answer(genmsg::Done{});
    QTRY_VERIFY(!badge.isVisible());
  }

  void closing_asksWhatBecomesOfTheHeld() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_F7);
    window.node->suspends.front().answer(genmsg::Suspension{models::observerOwner(), {}});
    window.show(three(Status::Suspended));
    QTRY_VERIFY(window.child<QToolButton>("heldBadge").isVisible());
    QVERIFY(!window.window->close());
    auto* question = window.window->findChild<QMessageBox*>(QStringLiteral("closeQuestion"));
    QVERIFY(question != nullptr);
    QTest::keyClick(question, Qt::Key_Escape);
    QTRY_VERIFY(window.window->findChild<QMessageBox*>() == nullptr);
    QVERIFY(window.window->isVisible());
    QVERIFY(!window.window->close());
    question = window.window->findChild<QMessageBox*>(QStringLiteral("closeQuestion"));
    QTest::mouseClick(question->findChild<QPushButton*>(QStringLiteral("closeResume")),
                      Qt::LeftButton);
    QCOMPARE(window.node->resumes.size(), 1u);
    QVERIFY(window.window->isVisible());  // until it is resumed
    window.node->resumes.front().answer(genmsg::Done{});
    QTRY_VERIFY(!window.window->isVisible());
  }

  void closing_mayLeaveTheHeldToTheirLease() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_F7);
    window.node->suspends.front().answer(genmsg::Suspension{models::observerOwner(), {}});
    QTRY_VERIFY(window.child<QAction>("resumeAllAction").isEnabled());
    QVERIFY(!window.window->close());
    auto* question = window.window->findChild<QMessageBox*>(QStringLiteral("closeQuestion"));
    QTest::mouseClick(question->findChild<QPushButton*>(QStringLiteral("closeLeave")),
                      Qt::LeftButton);
    QTRY_VERIFY(!window.window->isVisible());
    QCOMPARE(window.node->resumes.size(), 0u);
  }

  void watchThatIsRefused_isSaidInItsDialog() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    window.child<QAction>("watchAction").trigger();
    auto* dialog = window.window->findChild<views::WatchDialog*>();
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("addWatchButton")),
                      Qt::LeftButton);
    window.node->watchesSet.front().fail(genmsg::NodeError::Code::NoProc);
    auto* said = dialog->findChild<QLabel*>(QStringLiteral("messageText"));
    QTRY_COMPARE(said->text(), QStringLiteral("The watch is not set: the process has exited"));
    QVERIFY(!window.child<QLabel>("messageText").isVisible());
    dialog->close();
    QTRY_VERIFY(window.window->findChild<views::WatchDialog*>() == nullptr);
  }

  void edit_suspendsReplacesAndResumes() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_F2);
    QCOMPARE(window.node->suspends.size(), 1u);
    window.node->suspends.front().answer(genmsg::Suspension{models::observerOwner(), {}});
    QTRY_COMPARE(window.node->states.size(), 1u);
    genmsg::ProcessState state;
    state.pid = test::pid(3);
    state.state = genmsg::parse("#{count => 1}").value();
    state.version = 7;
    window.node->states.front().answer(state);
    auto* dialog = window.window->findChild<views::StateEditorDialog*>();
    auto* text = dialog->findChild<QPlainTextEdit*>(QStringLiteral("stateText"));
    QTRY_COMPARE(text->toPlainText(), QStringLiteral("#{\n  count => 1\n}"));
    text->setPlainText(QStringLiteral("#{count => 2}"));
    QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("applyAndResumeButton")),
                      Qt::LeftButton);
    QCOMPARE(window.node->replacements.size(), 1u);
    QVERIFY(window.node->replacements.front().pid == test::pid(3));
    QCOMPARE(window.node->replacements.front().version.value(), 7u);
    QVERIFY(window.node->replacements.front().term == genmsg::parse("#{count => 2}").value());
    window.node->replacements.front().answer(state);
    QTRY_COMPARE(window.node->resumes.size(), 1u);
    QTRY_VERIFY(window.window->findChild<views::StateEditorDialog*>() == nullptr);
  }

  void edit_closedWithoutApplying_resumes() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_F2);
    window.node->suspends.front().answer(genmsg::Suspension{models::observerOwner(), {}});
    QTRY_COMPARE(window.node->states.size(), 1u);
    window.window->findChild<views::StateEditorDialog*>()->close();
    QCOMPARE(window.node->resumes.size(), 1u);
    QCOMPARE(window.node->replacements.size(), 0u);
    QTRY_VERIFY(window.window->findChild<views::StateEditorDialog*>() == nullptr);
  }

  void edit_ofASuspendedProcess_leavesItSuspended() {
    Window window(three(Status::Suspended));
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    QTest::keyClick(&window.table(), Qt::Key_F2);
    QCOMPARE(window.node->suspends.size(), 0u);
    QCOMPARE(window.node->states.size(), 1u);
    window.window->findChild<views::StateEditorDialog*>()->close();
    QCOMPARE(window.node->resumes.size(), 0u);
    QTRY_VERIFY(window.window->findChild<views::StateEditorDialog*>() == nullptr);
  }

  void details_askForTheStatusOfTheSelected() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    QCOMPARE(window.node->statuses.size(), 0u);  // nobody selected, nobody asked
    window.clickRow(1);
    QCOMPARE(window.node->statuses.size(), 1u);
    QVERIFY(window.node->statuses.front().pid == test::pid(2));
    auto status = std::make_shared<genmsg::ProcessStatus>();
    status->pid = test::pid(2);
    status->header = "Status for generic message server worker_a";
    status->sys_state = genmsg::atoms::running;
    status->state = genmsg::parse("#{count => 1}").value();
    window.node->statuses.front().answer(genmsg::ProcessStatusPtr(status));
    auto& tree = window.child<QTreeView>("stateTree");
    QTRY_COMPARE(tree.model()->rowCount(), 1);
    QCOMPARE(window.child<QLabel>("detailsTitle").text(), QStringLiteral("worker_a <0.2.1>"));
  }

  void tree_focusChoosesNoProcess() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.window->setPage(Page::Tree);
    window.child<QTreeView>("processTree").setFocus(Qt::TabFocusReason);
    QVERIFY(!window.child<QAction>("suspendAction").isEnabled());
    QTest::keyClick(&window.child<QTreeView>("processTree"), Qt::Key_F7);
    QCOMPARE(window.node->suspends.size(), 0u);
  }

  void details_showTheRowAtOnce_evenWhilePaused() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    QTest::keyClick(window.window.get(), Qt::Key_F6);
    window.clickRow(1);
    auto& tree = window.child<QTreeView>("infoTree");
    const QModelIndex process = tree.model()->index(0, 0);
    QVERIFY(tree.model()->rowCount(process) > 0);
  }

  void tree_followsTheSelectionOnceItIsShown() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.window->setPage(Page::Tree);
    window.window->setPage(Page::Processes);
    auto& tree = window.child<QTreeView>("processTree");
    window.clickRow(0);
    QVERIFY(!tree.currentIndex().isValid());  // following costs, and nobody looks
    window.window->setPage(Page::Tree);
    QCOMPARE(tree.currentIndex().data().toString(), QStringLiteral("worker_b"));
    window.window->setPage(Page::Processes);
    window.clickRow(1);
    window.window->setPage(Page::Tree);
    QCOMPARE(tree.currentIndex().data().toString(), QStringLiteral("worker_a"));
  }

  void tree_reportsOnlyWhatIsOnScreen() {
    std::vector<test::ProcessSpec> many{{.index = 1, .name = "pool_sup"}};
    for (std::uint32_t i = 2; i < 190; ++i) many.push_back({.index = i, .parent = 1});
    Window window(many);
    window.window->setPage(Page::Tree);
    auto& tree = window.child<QTreeView>("processTree");
    QTRY_COMPARE(tree.model()->rowCount(tree.model()->index(0, 0)), 188);
    int reported = 0;
    connect(tree.model(), &QAbstractItemModel::dataChanged, this,
            [&reported](const QModelIndex& first, const QModelIndex& last) {
              reported += last.row() - first.row() + 1;
            });
    window.show(many);
    QTRY_VERIFY(reported > 0);
    const int rowHeight = tree.visualRect(tree.indexAt({})).height();
    QCOMPARE_LE(reported, tree.viewport()->height() / rowHeight + 2);
  }

  void edit_isDisabledWhereAStateCannotBeReplaced() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(1);
    const QString offered = window.child<QAction>("editStateAction").toolTip();
    auto status = std::make_shared<genmsg::ProcessStatus>();
    status->pid = test::pid(2);
    status->sys_state = genmsg::atoms::running;
    window.node->statuses.front().answer(genmsg::ProcessStatusPtr(status));
    auto& edit = window.child<QAction>("editStateAction");
    QTRY_VERIFY(!edit.isEnabled());
    QVERIFY(edit.toolTip() != offered);
    QCOMPARE(window.child<QToolButton>("editStateButton").toolTip(), edit.toolTip());
    window.clickRow(0);
    QVERIFY(edit.isEnabled());  // nobody knows better yet
    QCOMPARE(edit.toolTip(), offered);
  }

  void tree_andTableShareTheSelection() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    window.window->setPage(Page::Tree);
    auto& tree = window.child<QTreeView>("processTree");
    QCOMPARE(tree.currentIndex().data().toString(), QStringLiteral("worker_b"));
    const QModelIndex first = tree.model()->index(0, 0, tree.model()->index(0, 0));
    QTest::mouseClick(tree.viewport(), Qt::LeftButton, {}, tree.visualRect(first).center());
    window.window->setPage(Page::Processes);
    QVERIFY(window.table().selectedPid() == test::pid(2));
    QCOMPARE(window.table().currentIndex().row(), 1);
  }

  void filterShortcut_goesToTheFilter() {
    Window window;
    window.window->setPage(Page::Charts);
    QTest::keyClick(window.window.get(), Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(window.window->page(), Page::Processes);
    QTRY_COMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("filterEdit"));
  }

  void pause_andIntervalReachTheClient() {
    Window window;
    QTest::keyClick(window.window.get(), Qt::Key_F6);
    QVERIFY(window.window->client().isPaused());
    QCOMPARE(window.child<QLabel>("intervalLabel").text(), QStringLiteral("paused"));
    QTest::keyClick(window.window.get(), Qt::Key_F6);
    QTest::keyClick(window.window.get(), Qt::Key_Minus, Qt::ControlModifier);
    QCOMPARE(window.window->client().intervalMs(), 2000);
    QCOMPARE(window.child<QComboBox>("intervalBox").currentText(), QStringLiteral("every 2 s"));
    QVERIFY(window.child<QAction>("interval2000Action").isChecked());
  }

  void settings_areRemembered() {
    {
      Window window;
      window.window->setPage(Page::Tree);
      window.child<QAction>("interval5000Action").trigger();
      window.child<QAction>("palette2Action").trigger();
      window.table().sortByColumn(int(models::ProcessColumn::Name), Qt::AscendingOrder);
      window.window->close();
    }
    Window window;
    QCOMPARE(window.window->page(), Page::Tree);
    QCOMPARE(window.window->client().intervalMs(), 5000);
    QVERIFY(views::isDark(window.window->palette()));
    QCOMPARE(window.window->client().viewSpec().sortColumn, models::ProcessColumn::Name);
    window.child<QAction>("restoreLayoutAction").trigger();
    QCOMPARE(window.window->client().viewSpec().sortColumn, models::ProcessColumn::Mailbox);
    window.child<QAction>("palette0Action").trigger();
  }

  void nodeThatFails_isSaidAndForgottenWhenItAnswers() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.node->answerSnapshotsWith(nullptr);
    window.window->client().refresh();
    QTRY_VERIFY(!window.node->snapshots.empty());
    window.node->snapshots.front().fail(genmsg::NodeError::Code::Disconnected, "gone");
    auto& text = window.child<QLabel>("messageText");
    QTRY_VERIFY(text.isVisible());
    QVERIFY(window.hasRows(3));  // what was last seen stays
    window.show(three());
    QTRY_VERIFY(!text.isVisible());
  }

  void widgets_haveAccessibleNames() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.clickRow(0);
    for (int i = 0; i < app::pageCount; ++i) {
      window.window->setPage(Page(i));
      for (const QWidget* widget : window.window->findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible()) continue;
        if (widget->focusProxy() != nullptr) continue;
        if (widget->objectName().startsWith(QLatin1String("qt_"))) continue;
        QAccessibleInterface* interface =
            QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
        QVERIFY(interface != nullptr);
        QVERIFY2(!interface->text(QAccessible::Name).isEmpty(),
                 qPrintable(QStringLiteral("%1 “%2” below %3")
                                .arg(QLatin1String(widget->metaObject()->className()),
                                     widget->objectName(), widget->parentWidget()->objectName())));
      }
    }
  }

  void actions_haveTipsWithTheirShortcuts() {
    Window window;
    for (const QAction* action : window.window->findChildren<QAction*>()) {
      if (action->shortcut().isEmpty() || action->objectName().isEmpty()) continue;
      if (action->objectName().startsWith(QLatin1Char('_'))) continue;
      QVERIFY2(action->toolTip().contains(action->shortcut().toString(QKeySequence::NativeText)),
               qPrintable(action->objectName()));
    }
  }

  void shortcuts_areUnique() {
    Window window;
    QHash<QString, QString> owner;
    for (const QAction* action : window.window->findChildren<QAction*>()) {
      if (action->shortcutContext() != Qt::WindowShortcut) continue;
      for (const QKeySequence& key : action->shortcuts()) {
        const QString name = key.toString();
        if (name == QLatin1String("F7")) continue;  // Suspend and Resume: one of them is enabled
        QVERIFY2(!owner.contains(name),
                 qPrintable(name + QLatin1Char(' ') + owner.value(name) + QLatin1Char(' ') +
                            action->objectName()));
        owner.insert(name, action->objectName());
      }
    }
    QVERIFY(owner.size() >= 15);
  }

  void mnemonics_areUniqueInEachMenu() {
    Window window;
    for (const QMenu* menu : window.window->menuBar()->findChildren<QMenu*>()) {
      QHash<QString, QString> owner;
      for (const QAction* action : menu->actions()) {
        const QString key = QKeySequence::mnemonic(action->text()).toString();
        if (key.isEmpty()) continue;
        QVERIFY2(!owner.contains(key),
                 qPrintable(QStringList({menu->title(), owner.value(key), action->text()})
                                .join(QLatin1Char(' '))));
        owner.insert(key, action->text());
      }
    }
  }

  void shortcuts_leaveKeysToTheWidgets() {
    Window window;
    // Ctrl+End goes to the last row of a table, F4 opens a combo box.
    for (const QAction* action : window.window->findChildren<QAction*>()) {
      QVERIFY2(!action->shortcuts().contains(QKeySequence(Qt::CTRL | Qt::Key_End)),
               qPrintable(action->objectName()));
      QVERIFY2(!action->shortcuts().contains(QKeySequence(Qt::Key_F4)),
               qPrintable(action->objectName()));
    }
  }

  void defaultLayout_movesBackWhatWasMoved() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    for (const char* name : {"traceSplitter", "loadTestSplitter"}) {
      auto& splitter = window.child<QSplitter>(name);
      window.window->setPage(name[0] == 't' ? Page::Trace : Page::LoadTest);
      QCoreApplication::processEvents();
      splitter.setSizes({1000, 8000});
      QVERIFY(splitter.sizes()[0] < splitter.sizes()[1]);
    }
    QHeaderView* header = window.child<QTreeView>("processTree").header();
    header->moveSection(0, 3);
    window.child<QAction>("restoreLayoutAction").trigger();
    for (const char* name : {"traceSplitter", "loadTestSplitter"}) {
      const QList<int> sizes = window.child<QSplitter>(name).sizes();
      QVERIFY2(sizes[0] > sizes[1], name);
    }
    for (int i = 0; i < header->count(); ++i) QCOMPARE(header->visualIndex(i), i);
  }

  void everyPage_fitsASmallScreen() {
    Window window;
    QTRY_VERIFY(window.hasRows(3));
    window.window->resize(1280, 800);
    QCOMPARE_LE(window.window->minimumSizeHint().width(), 1280);
    QCOMPARE_LE(window.window->minimumSizeHint().height(), 800);
  }
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
