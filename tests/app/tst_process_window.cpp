// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
#include <QTreeView>

#include "app/main_window.h"
#include "app/process_window.h"
#include "genmsg/term/parse.h"
#include "models/process_info_model.h"
#include "models/roles.h"
#include "models/suspension_text.h"
#include "support/fake_node.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/process_table_view.h"
#include "views/state_editor_dialog.h"

using namespace Qt::StringLiterals;
using app::ProcessWindow;
using Tab = views::ProcessDetailsView::Tab;

/// The details of a process, in the main window and in windows of their own, on a node that answers
/// when the test says so.
class TestProcessWindow : public test::WidgetTest {
  Q_OBJECT

 private:
  struct Window {
    std::shared_ptr<test::FakeNode> node = std::make_shared<test::FakeNode>();
    std::unique_ptr<app::MainWindow> main;
    double timeS = 1;

    Window() {
      node->answerSnapshotsWith(test::snapshot(timeS++, all()));
      main = std::make_unique<app::MainWindow>(node);
      main->show();
      main->activateWindow();
      (void)QTest::qWaitForWindowActive(main.get());
      main->start();
    }
    static std::vector<test::ProcessSpec> all() {
      return {{.index = 1, .name = "pool_sup", .initialCall = "supervisor:pool_sup/1"},
              {.index = 2, .parent = 1, .name = "worker_a", .mailbox = 20},
              {.index = 3, .parent = 1, .name = "worker_b", .mailbox = 300}};
    }
    /// What the node shows from now on, and the window knows it.
    bool shows(const std::vector<test::ProcessSpec>& processes) {
      const auto snapshot = test::snapshot(timeS++, processes);
      node->answerSnapshotsWith(snapshot);
      main->client().refresh();
      return QTest::qWaitFor([&] {
        return main->client().view() && main->client().view()->snapshot == snapshot;
      });
    }
    bool isReady() {
      return QTest::qWaitFor([this] { return main->client().view() != nullptr; });
    }
    static QList<ProcessWindow*> windows() {
      QList<ProcessWindow*> found;
      for (QWidget* widget : QApplication::topLevelWidgets()) {
        auto* window = qobject_cast<ProcessWindow*>(widget);
        if (window != nullptr && window->isVisible()) found << window;
      }
      return found;
    }
    /// The window of the selected process, opened by its shortcut.
    ProcessWindow* open(std::uint32_t index) {
      main->selectProcess(test::pid(index));
      main->activateWindow();
      (void)QTest::qWaitForWindowActive(main.get());
      QTest::keyClick(main->findChild<views::ProcessTableView*>(), Qt::Key_Return,
                      Qt::ControlModifier);
      for (ProcessWindow* window : windows()) {
        if (window->pid() == test::pid(index)) return window;
      }
      return nullptr;
    }
  };

  template <class T>
  static T* child(const QWidget* window, const char* name) {
    return window->findChild<T*>(QLatin1String(name));
  }
  static void showTab(const QWidget* window, Tab tab) {
    window->findChild<QTabWidget*>(u"detailsTabs"_s)->setCurrentIndex(static_cast<int>(tab));
  }
  static genmsg::ProcessStatusPtr status(std::uint32_t index) {
    auto status = std::make_shared<genmsg::ProcessStatus>();
    status->pid = test::pid(index);
    status->sys_state = genmsg::atoms::running;
    status->state = genmsg::parse("#{count => 1}").value();
    status->state_version = 12;
    return status;
  }

  QTemporaryDir m_settings;

 public:
  TestProcessWindow() {
    QCoreApplication::setOrganizationName(u"genmsg-test"_s);
    QCoreApplication::setApplicationName(u"tst_process_window"_s);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
  }

 private Q_SLOTS:
  void cleanup() {
    QSettings().clear();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
  }

  void opens_oneForEachProcess_andStaysWithIt() {
    Window window;
    QVERIFY(window.isReady());
    ProcessWindow* second = window.open(2);
    QVERIFY(second != nullptr);
    QVERIFY(second->windowTitle().startsWith(u"worker_a <0.2.1>"_s));
    ProcessWindow* third = window.open(3);
    QVERIFY(third != nullptr);
    QVERIFY(window.open(2) == second);
    QCOMPARE(Window::windows().size(), 2);
    window.main->selectProcess(test::pid(1));
    QCOMPARE(child<QLabel>(second, "detailsTitle")->toolTip(), u"worker_a <0.2.1>"_s);
    // Its actions are about its process, whatever is selected.
    child<QAction>(second, "suspendAction")->trigger();
    QCOMPARE(window.node->suspends.size(), 1u);
    QVERIFY(window.node->suspends.front().pid == test::pid(2));
  }

  void dialogs_belongToTheWindowThatAsked() {
    Window window;
    QVERIFY(window.isReady());
    ProcessWindow* opened = window.open(2);
    QVERIFY(opened != nullptr);
    for (const char* name : {"editStateAction", "watchAction", "sendMessageAction", "killAction"})
      child<QAction>(opened, name)->trigger();
    const auto dialogs = opened->findChildren<QDialog*>();
    QCOMPARE(dialogs.size(), 4);
    for (const QDialog* dialog : dialogs) QCOMPARE(dialog->parentWidget(), opened);
    // One editor of a process, wherever it is asked for.
    window.main->selectProcess(test::pid(2));
    window.main->findChild<QAction*>(u"editStateAction"_s)->trigger();
    QVERIFY(window.main->findChild<views::StateEditorDialog*>() == nullptr);
    QCOMPARE(window.node->suspends.size(), 1u);
  }

  void closing_asksForAnEditedState_andResumes() {
    Window window;
    QVERIFY(window.isReady());
    ProcessWindow* opened = window.open(2);
    QVERIFY(opened != nullptr);
    child<QAction>(opened, "editStateAction")->trigger();
    window.node->suspends.front().answer(genmsg::Suspension{models::observerOwner(), {}});
    QTRY_COMPARE(window.node->states.size(), 1u);
    genmsg::ProcessState state;
    state.pid = test::pid(2);
    state.state = genmsg::parse("#{count => 1}").value();
    window.node->states.front().answer(state);
    auto* text = child<QPlainTextEdit>(opened, "stateText");
    QTRY_VERIFY(text->toPlainText().contains(u"count"_s));
    text->selectAll();
    text->insertPlainText(u"#{count => 2}"_s);
    QVERIFY(!opened->close());
    auto* discard = child<QPushButton>(opened, "discardEdits");
    QVERIFY(discard != nullptr);
    discard->click();
    QTRY_VERIFY(Window::windows().isEmpty());
    QCOMPARE(window.node->resumes.size(), 1u);
  }

  void closing_endsTheEditorsInIt() {
    Window window;
    QVERIFY(window.isReady());
    ProcessWindow* opened = window.open(2);
    QVERIFY(opened != nullptr);
    child<QAction>(opened, "editStateAction")->trigger();
    QCOMPARE(window.node->suspends.size(), 1u);
    QVERIFY(opened->close());
    QCOMPARE(window.node->resumes.size(), 1u);
  }

  void closes_byEscAndCtrlW_andRemembersItsPlace() {
    Window window;
    QVERIFY(window.isReady());
    for (const bool esc : {true, false}) {
      ProcessWindow* opened = window.open(2);
      QVERIFY(opened != nullptr);
      opened->activateWindow();
      QVERIFY(QTest::qWaitForWindowActive(opened));
      opened->resize(777, 555);
      if (esc)
        QTest::keyClick(opened, Qt::Key_Escape);
      else
        QTest::keyClick(opened, Qt::Key_W, Qt::ControlModifier);
      QTRY_VERIFY(Window::windows().isEmpty());
    }
    ProcessWindow* again = window.open(3);
    QCOMPARE(again->size(), QSize(777, 555));
  }

  void allClose_withTheMainWindow() {
    Window window;
    QVERIFY(window.isReady());
    QVERIFY(window.open(2) != nullptr);
    QVERIFY(window.open(3) != nullptr);
    window.main->close();
    QVERIFY(Window::windows().isEmpty());
  }

  void pidInIt_opensItsWindow() {
    Window window;
    QVERIFY(window.isReady());
    ProcessWindow* opened = window.open(2);
    auto* tree = child<QTreeView>(opened, "infoTree");
    const QModelIndex process = tree->model()->index(models::ProcessInfoModel::Process, 0);
    QModelIndex parent;
    for (int row = 0; row < tree->model()->rowCount(process); ++row) {
      const QModelIndex index = tree->model()->index(row, 1, process);
      if (index.data(models::PidRole).value<genmsg::Pid>() == test::pid(1)) parent = index;
    }
    QVERIFY(parent.isValid());
    tree->scrollTo(parent);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(parent).center());
    QCOMPARE(Window::windows().size(), 2);
  }

  void mailbox_isLookedIntoOnlyWhenAsked() {
    Window window;
    QVERIFY(window.isReady());
    window.main->selectProcess(test::pid(3));
    showTab(window.main.get(), Tab::Mailbox);
    QVERIFY(window.shows(Window::all()));
    QCOMPARE(window.node->mailboxes.size(), 0u);
    QCOMPARE(child<QLabel>(window.main.get(), "mailboxDepth")->text().left(3), u"300"_s);
    auto* look = child<QPushButton>(window.main.get(), "lookIntoMailbox");
    QTest::mouseClick(look, Qt::LeftButton);
    QCOMPARE(window.node->mailboxes.size(), 1u);
    QVERIFY(window.node->mailboxes.front().pid == test::pid(3));
    QVERIFY(!look->isEnabled());
    auto peek = std::make_shared<genmsg::MailboxPeek>();
    peek->pid = test::pid(3);
    peek->total = peek->counted = 300;
    peek->by_type = {{genmsg::Atom::intern("Add"), 300}};
    peek->first = {{0, false, test::pid(2), genmsg::Atom::intern("Add"), genmsg::Term(7)}};
    window.node->mailboxes.front().answer(genmsg::MailboxPeekPtr(peek));
    auto* table = child<QTableView>(window.main.get(), "mailboxTable");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QCOMPARE(child<QTableView>(window.main.get(), "messageTypes")->model()->rowCount(), 1);
    QVERIFY(child<QLabel>(window.main.get(), "mailboxNote")->text().startsWith(u"300 messages"_s));
    QVERIFY(look->isEnabled());
    window.main->selectProcess(test::pid(2));
    QCOMPARE(table->model()->rowCount(), 0);
  }

  void mailboxRefused_saysWhy() {
    Window window;
    QVERIFY(window.isReady());
    window.main->selectProcess(test::pid(3));
    showTab(window.main.get(), Tab::Mailbox);
    QTest::mouseClick(child<QPushButton>(window.main.get(), "lookIntoMailbox"), Qt::LeftButton);
    window.node->mailboxes.front().fail(genmsg::NodeError::Code::NotSupported);
    auto* table = child<QTableView>(window.main.get(), "mailboxTable");
    auto* said = table->viewport()->findChild<QLabel*>(u"emptyText"_s);
    QTRY_VERIFY(said->text().contains(u"does not support"_s));
    QVERIFY(child<QPushButton>(window.main.get(), "lookIntoMailbox")->isEnabled());
  }

  void status_isAskedFor_onlyWhereItIsShown() {
    Window window;
    QVERIFY(window.isReady());
    window.main->selectProcess(test::pid(3));
    QCOMPARE(window.node->statuses.size(), 1u);
    QCOMPARE(window.node->infos.size(), 1u);
    window.node->statuses.front().answer(status(3));
    QTRY_VERIFY(child<QLabel>(window.main.get(), "stateNote")->text().startsWith(u"Raw"_s));
    showTab(window.main.get(), Tab::History);
    window.main->client().refresh();
    child<QAction>(window.main.get(), "refreshAction")->trigger();
    QCOMPARE(window.node->statuses.size(), 1u);
    QCOMPARE(window.node->infos.size(), 1u);
    showTab(window.main.get(), Tab::State);
    child<QAction>(window.main.get(), "refreshAction")->trigger();
    QCOMPARE(window.node->statuses.size(), 2u);
  }

  void dictionary_isATree() {
    Window window;
    QVERIFY(window.isReady());
    window.main->selectProcess(test::pid(3));
    auto info = std::make_shared<genmsg::ProcessInfo>();
    info->pid = test::pid(3);
    info->dictionary = {{genmsg::Atom::intern("seed"), genmsg::parse("[1,2]").value()}};
    window.node->infos.front().answer(genmsg::ProcessInfoPtr(info));
    auto* tree = child<QTreeView>(window.main.get(), "dictionaryTree");
    QTRY_COMPARE(tree->model()->rowCount(), 1);
    QCOMPARE(tree->model()->index(0, 0).data().toString(), u"seed"_s);
    QCOMPARE(tree->model()->rowCount(tree->model()->index(0, 0)), 2);
  }

  void busyProcess_saysForHowLong() {
    Window window;
    QVERIFY(window.isReady());
    window.main->selectProcess(test::pid(3));
    window.node->statuses.front().answer(status(3));
    auto* note = child<QLabel>(window.main.get(), "stateNote");
    QTRY_VERIFY(!note->text().isEmpty());
    auto* busy = child<QLabel>(window.main.get(), "busyLabel");
    child<QAction>(window.main.get(), "refreshAction")->trigger();
    QTRY_COMPARE(window.node->statuses.size(), 2u);
    // Nobody answers; each snapshot tells how long that is.
    QTRY_VERIFY_WITH_TIMEOUT(window.shows(Window::all()) && busy->isVisible(), 10'000);
    QVERIFY2(busy->text().startsWith(u"Busy for "_s), qPrintable(busy->text()));
    QVERIFY(busy->text().contains(u"last answer"_s));
    QVERIFY(note->text().startsWith(u"Raw"_s));  // what was known stays
    window.node->statuses.back().answer(status(3));
    QTRY_VERIFY(!busy->isVisible());
  }

  void exitedProcess_keepsItsState_andSaysWhy() {
    Window window;
    QVERIFY(window.isReady());
    ProcessWindow* opened = window.open(3);
    window.node->statuses.front().answer(status(3));
    auto* state = child<QTreeView>(opened, "stateTree");
    QTRY_COMPARE(state->model()->rowCount(), 1);
    QVERIFY(window.shows({{.index = 1, .name = "pool_sup"}, {.index = 2, .parent = 1}}));
    auto* strip = child<QWidget>(opened, "exitStrip");
    QTRY_VERIFY(strip->isVisible());
    auto* text = strip->findChild<QLabel*>(u"messageText"_s);
    QVERIFY(text->text().startsWith(u"Exited "_s));
    QVERIFY(opened->windowTitle().contains(u"exited"_s));
    QCOMPARE(state->model()->rowCount(), 1);
    QVERIFY(!child<QAction>(opened, "suspendAction")->isEnabled());

    QVERIFY(!window.node->reportTakes.empty());
    auto crash = std::make_shared<genmsg::Report>();
    crash->kind = genmsg::Report::Kind::Crash;
    crash->pid = test::pid(3);
    crash->report = genmsg::parse("[[{error_info,{error,badarg,[]}}],[]]").value();
    genmsg::ReportBatch batch;
    batch.reports = {crash};
    batch.last = 1;
    window.node->reportTakes.back().answer(batch);
    QTRY_VERIFY2(text->text().endsWith(u"reason badarg"_s), qPrintable(text->text()));

    auto* log = child<QTableView>(opened, "processLogTable");
    QTRY_COMPARE(log->model()->rowCount(), 1);
    auto* mainLog = child<QTableView>(window.main.get(), "processLogTable");
    window.main->selectProcess(test::pid(2));
    QCOMPARE(mainLog->model()->rowCount(), 0);

    // Nobody yet; then one with its name.
    auto* button = strip->findChild<QToolButton*>(u"messageAction"_s);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(Window::windows().size(), 1);
    QVERIFY(strip->isVisible());
    QVERIFY(window.shows({{.index = 1, .name = "pool_sup"},
                          {.index = 3, .parent = 1, .name = "worker_b", .serial = 2}}));
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(Window::windows().size(), 2);
    QVERIFY(Window::windows().contains(opened));
    const auto isSuccessor = [](const ProcessWindow* w) { return w->pid() == test::pid(3, 2); };
    const auto open = Window::windows();
    QVERIFY(std::any_of(open.begin(), open.end(), isSuccessor));
  }
};

QTEST_MAIN(TestProcessWindow)
#include "tst_process_window.moc"
