// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QToolButton>

#include "app/main_window.h"
#include "genmsg/term/parse.h"
#include "models/suspension_text.h"
#include "support/fake_node.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/process_table_view.h"
#include "views/state_editor_dialog.h"

using namespace Qt::StringLiterals;
using genmsg::Done;
using genmsg::NodeError;
using genmsg::Status;

/// Who suspends and resumes a process while its state is edited, on a node that answers when the
/// test says so.
class TestStateEdit : public test::WidgetTest {
  Q_OBJECT

 private:
  static genmsg::ProcessState state() {
    genmsg::ProcessState state;
    state.pid = test::pid(3);
    state.state = genmsg::parse("#{count => 1}").value();
    state.version = 7;
    return state;
  }

  static genmsg::Suspension ours() { return {models::observerOwner(), {}}; }

  struct Window {
    std::shared_ptr<test::FakeNode> node = std::make_shared<test::FakeNode>();
    std::unique_ptr<app::MainWindow> window;
    double timeS = 1;

    explicit Window(Status status = Status::Waiting) {
      node->answerSnapshotsWith(one(status));
      window = std::make_unique<app::MainWindow>(node);
      window->show();
      window->activateWindow();
      (void)QTest::qWaitForWindowActive(window.get());
      window->start();
    }
    genmsg::SnapshotPtr one(Status status) {
      return test::snapshot(timeS++, {{.index = 3, .name = "worker", .status = status}});
    }
    /// What the node shows from now on, and the window knows it.
    bool shows(Status status) {
      node->answerSnapshotsWith(one(status));
      window->client().refresh();
      return QTest::qWaitFor([&] {
        const auto view = window->client().view();
        return view && view->process(view->rowOf(test::pid(3))).status == status;
      });
    }
    bool shows(const genmsg::SnapshotPtr& snapshot) {
      node->answerSnapshotsWith(snapshot);
      window->client().refresh();
      return QTest::qWaitFor([&] { return window->client().view()->snapshot == snapshot; });
    }
    views::ProcessTableView& table() {
      return *window->findChild<views::ProcessTableView*>(u"processTable"_s);
    }
    bool select() {
      if (!QTest::qWaitFor([&] { return table().model()->rowCount() == 1; })) return false;
      QTest::mouseClick(table().viewport(), Qt::LeftButton, {},
                        table().visualRect(table().model()->index(0, 1)).center());
      return table().selectedPid() == test::pid(3);
    }
    void key(Qt::Key key) { QTest::keyClick(&table(), key); }
    /// From the menu: offscreen the editor keeps the keyboard.
    void trigger(const char* name) {
      window->findChild<QAction*>(QLatin1String(name))->trigger();
    }
    views::StateEditorDialog* editor() {
      return window->findChild<views::StateEditorDialog*>();
    }
    /// F2, and once the editor has the state, one of its buttons. Null: it did not come so far.
    QPushButton* editAndClick(const QString& name) {
      if (!select()) return nullptr;
      key(Qt::Key_F2);
      node->suspends.front().answer(ours());
      if (!QTest::qWaitFor([&] { return node->states.size() == 1; })) return nullptr;
      node->states.front().answer(state());
      auto* button = editor()->findChild<QPushButton*>(name);
      if (!QTest::qWaitFor([&] { return button->isEnabled(); })) return nullptr;
      write("#{count => 5}");
      QTest::mouseClick(button, Qt::LeftButton);
      return button;
    }
    void write(const char* text) {
      auto* edit = editor()->findChild<QPlainTextEdit*>(u"stateText"_s);
      edit->selectAll();
      edit->insertPlainText(QLatin1String(text));
    }
    /// F2, and the editor has the state.
    bool edit() {
      if (!select()) return false;
      key(Qt::Key_F2);
      node->suspends.front().answer(ours());
      if (!QTest::qWaitFor([&] { return node->states.size() == 1; })) return false;
      node->states.front().answer(state());
      auto* apply = editor()->findChild<QPushButton*>(u"applyButton"_s);
      return QTest::qWaitFor([&] { return apply->isEnabled(); });
    }
    QPushButton* button(const char* name) {
      return window->findChild<QPushButton*>(QLatin1String(name));
    }
    QString strip() { return window->findChild<QLabel*>(u"messageText"_s)->text(); }
  };

  QTemporaryDir m_settings;

 public:
  TestStateEdit() {
    QCoreApplication::setOrganizationName(u"genmsg-test"_s);
    QCoreApplication::setApplicationName(u"tst_state_edit"_s);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
  }

 private Q_SLOTS:
  void cleanup() { QSettings().clear(); }

  void closedBeforeTheSuspendIsAnswered_resumes() {
    Window window;
    QVERIFY(window.select());
    window.key(Qt::Key_F2);
    QCOMPARE(window.node->suspends.size(), 1u);
    window.editor()->close();
    QCOMPARE(window.node->resumes.size(), 1u);  // after the suspend: the node keeps the order
    QVERIFY(window.node->resumes.front().pid == test::pid(3));
  }

  /// Between the last view and F2: resuming it would be for them, too.
  void suspendedByOthersBefore_staysSuspended_data() {
    QTest::addColumn<genmsg::Suspension>("before");
    QTest::newRow("another owner")
        << genmsg::Suspension{genmsg::Term(genmsg::Atom::intern("somebody")), {}};
    QTest::newRow("a watch of ours")
        << genmsg::Suspension{models::observerOwner(), genmsg::parse("{watch,<<\"w\">>}").value()};
  }
  void suspendedByOthersBefore_staysSuspended() {
    QFETCH(genmsg::Suspension, before);
    Window window;
    QVERIFY(window.select());
    window.key(Qt::Key_F2);
    window.node->suspends.front().answer(before);
    QTRY_COMPARE(window.node->states.size(), 1u);
    window.editor()->close();
    QCOMPARE(window.node->resumes.size(), 0u);
  }

  void suspendThatTimedOut_isResumed() {
    Window window;
    QVERIFY(window.select());
    window.key(Qt::Key_F2);
    window.node->suspends.front().fail(NodeError::Code::Timeout);
    QTRY_COMPARE(window.node->states.size(), 1u);
    window.editor()->close();
    QCOMPARE(window.node->resumes.size(), 1u);
  }

  void suspendThatFailed_isNotResumed() {
    Window window;
    QVERIFY(window.select());
    window.key(Qt::Key_F2);
    window.node->suspends.front().fail(NodeError::Code::NotSupported);
    QTRY_COMPARE(window.node->states.size(), 1u);
    window.editor()->close();
    QCOMPARE(window.node->resumes.size(), 0u);
  }

  /// The user's own suspend is under way, or done but not in the view yet.
  void suspendedByHandAMomentAgo_staysSuspended_data() {
    QTest::addColumn<bool>("answered");
    QTest::newRow("asked for") << false;
    QTest::newRow("done") << true;
  }
  void suspendedByHandAMomentAgo_staysSuspended() {
    QFETCH(bool, answered);
    Window window;
    QVERIFY(window.select());
    window.key(Qt::Key_F7);
    QCOMPARE(window.node->suspends.size(), 1u);
    if (answered) {
      window.node->answerSnapshotsWith(nullptr);  // the view stays as it is
      window.node->suspends.front().answer(ours());
      QTRY_VERIFY(window.strip().contains(u"is suspended"_s));
    }
    window.key(Qt::Key_F2);
    QCOMPARE(window.node->suspends.size(), 1u);
    QCOMPARE(window.node->states.size(), 1u);
    window.editor()->close();
    QCOMPARE(window.node->resumes.size(), 0u);
  }

  /// F7 twice in the main window while the editor is open.
  void resumedAndSuspendedByHandMeanwhile_staysSuspended() {
    Window window;
    QVERIFY(window.select());
    window.key(Qt::Key_F2);
    window.node->suspends.front().answer(ours());
    QVERIFY(window.shows(Status::Suspended));
    window.trigger("resumeAction");
    QCOMPARE(window.node->resumes.size(), 1u);
    window.node->resumes.front().answer(Done{});
    QVERIFY(window.shows(Status::Waiting));
    window.trigger("suspendAction");
    QCOMPARE(window.node->suspends.size(), 2u);
    window.editor()->close();
    QCOMPARE(window.node->resumes.size(), 1u);
  }

  void resumedByHand_isSuspendedAgainForTheNextEdit() {
    Window window(Status::Suspended);
    QVERIFY(window.select());
    window.key(Qt::Key_F7);
    QCOMPARE(window.node->resumes.size(), 1u);
    window.key(Qt::Key_F2);  // the view still says suspended
    QCOMPARE(window.node->suspends.size(), 1u);
    window.editor()->close();
    QCOMPARE(window.node->resumes.size(), 2u);
  }

  /// What was asked for a while ago counts no more than what is seen.
  void resumedBySomebodyElse_isSeen() {
    Window window;
    QVERIFY(window.select());
    window.key(Qt::Key_F7);
    window.node->suspends.front().answer(ours());
    for (int i = 0; i < 3; ++i) QVERIFY(window.shows(window.one(Status::Waiting)));
    window.key(Qt::Key_F2);
    QCOMPARE(window.node->suspends.size(), 2u);
    window.editor()->close();
    QCOMPARE(window.node->resumes.size(), 1u);
  }

  /// Its answer comes when the editor is gone.
  void refusalAfterTheEditorIsClosed_isSaidInTheWindow() {
    Window window;
    QPushButton* const apply = window.editAndClick(u"applyButton"_s);
    QVERIFY(apply != nullptr);
    QCOMPARE(window.node->replacements.size(), 1u);
    window.editor()->close();
    auto* closeNow = window.editor()->findChild<QToolButton*>(u"messageAction"_s);
    QCOMPARE(closeNow->text(), u"Close &now"_s);
    closeNow->click();
    window.node->replacements.front().fail(NodeError::Code::BadState, "count: expected more");
    QTRY_COMPARE(window.strip(), u"worker <0.3.1>: count: expected more"_s);
  }

  void applyAndStep_stepsAndShowsTheStateAfterIt() {
    Window window;
    QPushButton* const step = window.editAndClick(u"applyAndStepButton"_s);
    QVERIFY(step != nullptr);
    QCOMPARE(window.node->replacements.size(), 1u);
    QCOMPARE(window.node->steps.size(), 0u);
    window.node->replacements.front().answer(state());
    QTRY_COMPARE(window.node->steps.size(), 1u);
    auto done = std::make_shared<genmsg::sys::Step>();
    done->message = genmsg::parse("{add,2}").value();
    window.node->steps.front().answer(genmsg::StepPtr(done));
    QTRY_COMPARE(window.node->states.size(), 2u);
    genmsg::ProcessState after = state();
    after.state = genmsg::parse("#{count => 3}").value();
    window.node->states.back().answer(after);
    auto* text = window.editor()->findChild<QPlainTextEdit*>(u"stateText"_s);
    QTRY_VERIFY(text->toPlainText().contains(u"count => 3"_s));
    auto* said = window.editor()->findChild<QLabel*>(u"messageText"_s);
    QCOMPARE(said->text(), u"Replaced. Handled {add,2}."_s);
    QCOMPARE(window.node->resumes.size(), 0u);
    window.editor()->close();
    QCOMPARE(window.node->resumes.size(), 1u);
  }

  void undo_appliesTheStateBefore_alsoInTheNextEditor() {
    Window window;
    QVERIFY(window.editAndClick(u"applyButton"_s) != nullptr);
    genmsg::ProcessState after = state();
    after.state = genmsg::parse("#{count => 2}").value();
    after.version = 8;
    window.node->replacements.front().answer(after);
    auto* undo = window.editor()->findChild<QPushButton*>(u"undoEditButton"_s);
    QTRY_VERIFY(undo->isEnabled());
    window.editor()->close();
    QTRY_VERIFY(window.editor() == nullptr);

    QVERIFY(window.shows(Status::Suspended));
    window.trigger("editStateAction");
    QCOMPARE(window.node->suspends.size(), 2u);  // the first one was to be resumed
    window.node->suspends.back().answer(ours());
    undo = window.editor()->findChild<QPushButton*>(u"undoEditButton"_s);
    QTRY_COMPARE(window.node->states.size(), 2u);
    window.node->states.back().answer(after);
    QTRY_VERIFY(undo->isEnabled());
    QTest::mouseClick(undo, Qt::LeftButton);
    QCOMPARE(window.node->replacements.size(), 2u);
    QVERIFY(window.node->replacements.back().term == state().state);
    QCOMPARE(window.node->replacements.back().version.value(), 8u);
    genmsg::ProcessState undone = state();
    undone.version = 9;
    window.node->replacements.back().answer(undone);
    auto* text = window.editor()->findChild<QPlainTextEdit*>(u"stateText"_s);
    QTRY_VERIFY(text->toPlainText().contains(u"count => 1"_s));
    QVERIFY(!undo->isEnabled());  // there was only one
    window.editor()->close();
  }

  /// The step's own changes are not taken back with the edit's.
  void undo_afterAStep_takesBackOnlyTheEdit() {
    Window window;
    QVERIFY(window.edit());
    window.write("#{count => 5, seen => 1}");
    QTest::mouseClick(window.button("applyAndStepButton"), Qt::LeftButton);
    genmsg::ProcessState applied = state();
    applied.state = genmsg::parse("#{count => 5, seen => 1}").value();
    applied.version = 8;
    window.node->replacements.front().answer(applied);
    QTRY_COMPARE(window.node->steps.size(), 1u);
    window.node->steps.front().answer(std::make_shared<const genmsg::sys::Step>());
    QTRY_COMPARE(window.node->states.size(), 2u);
    genmsg::ProcessState after = applied;
    after.state = genmsg::parse("#{count => 5, seen => 1, done => 9}").value();
    after.version = 9;
    window.node->states.back().answer(after);
    auto* undo = window.button("undoEditButton");
    QTRY_VERIFY(undo->isEnabled());
    QTest::mouseClick(undo, Qt::LeftButton);
    QCOMPARE(window.node->replacements.size(), 1u);  // to be looked at first
    QTest::mouseClick(window.button("applyButton"), Qt::LeftButton);
    QCOMPARE(window.node->replacements.size(), 2u);
    QVERIFY(window.node->replacements.back().term ==
            genmsg::parse("#{count => 1, done => 9}").value());
    QCOMPARE(window.node->replacements.back().version.value(), 9u);
    window.node->replacements.back().answer(after);
    QTRY_VERIFY(window.button("applyButton")->isEnabled());
    window.editor()->close();
  }

  void nothingChanged_isNotApplied() {
    Window window;
    QVERIFY(window.edit());
    QTest::mouseClick(window.button("applyButton"), Qt::LeftButton);
    auto* said = window.editor()->findChild<QLabel*>(u"messageText"_s);
    QCOMPARE(said->text(), u"No changes: there is nothing to apply."_s);
    QVERIFY(window.button("applyButton")->isEnabled());
    // To step is another wish.
    QTest::mouseClick(window.button("applyAndStepButton"), Qt::LeftButton);
    QCOMPARE(window.node->steps.size(), 1u);
    window.node->steps.front().fail(NodeError::Code::EmptyMailbox);
    QTRY_COMPARE(said->text(), u"No message was handled: its mailbox is empty: there is no message "
                               "to step"_s);
    QTest::mouseClick(window.button("applyAndResumeButton"), Qt::LeftButton);
    QCOMPARE(window.node->resumes.size(), 1u);
    QCOMPARE(window.node->replacements.size(), 0u);
    QTRY_VERIFY(window.editor() == nullptr);
  }

  void escWhileItIsApplied_closesWithTheAnswer() {
    Window window;
    QVERIFY(window.editAndClick(u"applyButton"_s) != nullptr);
    QTest::keyClick(window.editor(), Qt::Key_Escape);
    QVERIFY(window.editor()->isVisible());
    window.node->replacements.front().answer(state());
    QTRY_VERIFY(window.editor() == nullptr);
    QCOMPARE(window.node->resumes.size(), 1u);
  }

  void escWhileItIsApplied_staysIfItIsRefused() {
    Window window;
    QVERIFY(window.editAndClick(u"applyButton"_s) != nullptr);
    QTest::keyClick(window.editor(), Qt::Key_Escape);
    window.node->replacements.front().fail(NodeError::Code::BadState, "count: expected more");
    auto* error = window.editor()->findChild<QLabel*>(u"stateError"_s);
    QTRY_VERIFY(error->text().contains(u"expected more"_s));
    QVERIFY(window.editor()->isVisible());
  }

  void quitting_asksForWhatIsNotApplied_data() {
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("apply") << QByteArray("applyEdits");
    QTest::newRow("discard") << QByteArray("discardEdits");
  }
  void quitting_asksForWhatIsNotApplied() {
    QFETCH(QByteArray, answer);
    Window window;
    QVERIFY(window.edit());
    window.write("#{count => 5}");
    QVERIFY(!window.window->close());
    QVERIFY(!window.window->close());  // one question is enough
    QCOMPARE(window.window->findChildren<QMessageBox*>(u"unappliedQuestion"_s).size(), 1);
    window.button(answer.constData())->click();
    const bool applies = answer == "applyEdits";
    QCOMPARE(window.node->replacements.size(), applies ? 1u : 0u);
    if (applies) {
      QVERIFY(window.window->isVisible());
      QVERIFY(window.node->replacements.front().term == genmsg::parse("#{count => 5}").value());
      window.node->replacements.front().answer(state());
    }
    QTRY_VERIFY(!window.window->isVisible());
    QCOMPARE(window.node->resumes.size(), 1u);  // what the editor has suspended goes on
  }

  void quitting_isCalledOff_byARefusal() {
    Window window;
    QVERIFY(window.edit());
    window.write("#{count => 5}");
    QVERIFY(!window.window->close());
    window.button("applyEdits")->click();
    window.node->replacements.front().fail(NodeError::Code::BadState, "count: expected more");
    auto* error = window.editor()->findChild<QLabel*>(u"stateError"_s);
    QTRY_VERIFY(error->text().contains(u"expected more"_s));
    window.write("#{count => 1}");
    window.editor()->close();
    QTRY_VERIFY(window.editor() == nullptr);
    QVERIFY(window.window->isVisible());
  }

  /// The editor is about a process, not about what is selected.
  void selectingAnother_leavesTheEditor() {
    Window window;
    QVERIFY(window.edit());
    window.write("#{count => 5}");
    QVERIFY(window.shows(test::snapshot(90, {{.index = 3, .name = "worker"},
                                             {.index = 4, .name = "other"}})));
    window.window->selectProcess(test::pid(4));
    QVERIFY(window.editor()->isVisible());
    QVERIFY(window.editor()->hasUnapplied());
  }

  void applyAndStep_withoutAMessage_saysSo() {
    Window window;
    QPushButton* const step = window.editAndClick(u"applyAndStepButton"_s);
    QVERIFY(step != nullptr);
    window.node->replacements.front().answer(state());
    QTRY_COMPARE(window.node->steps.size(), 1u);
    window.node->steps.front().fail(NodeError::Code::EmptyMailbox);
    auto* said = window.editor()->findChild<QLabel*>(u"messageText"_s);
    QTRY_COMPARE(said->text(), u"Replaced, but no message was handled: its mailbox is empty: "
                               "there is no message to step"_s);
    QVERIFY(step->isEnabled());
    window.editor()->close();
  }

  /// One step at a time: the editor's is not even asked for while another is under way.
  void applyAndStep_whileAnotherStepIsUnderWay_saysSo() {
    Window window;
    QVERIFY(window.select());
    window.key(Qt::Key_F2);
    window.node->suspends.front().answer(ours());
    QVERIFY(window.shows(Status::Suspended));
    QTRY_COMPARE(window.node->states.size(), 1u);
    window.node->states.front().answer(state());
    auto* step = window.editor()->findChild<QPushButton*>(u"applyAndStepButton"_s);
    QTRY_VERIFY(step->isEnabled());
    window.trigger("skipAction");
    QCOMPARE(window.node->steps.size(), 1u);
    window.write("#{count => 5}");
    QTest::mouseClick(step, Qt::LeftButton);
    window.node->replacements.front().answer(state());
    auto* said = window.editor()->findChild<QLabel*>(u"messageText"_s);
    QTRY_VERIFY(said->text().contains(u"still under way"_s));
    QCOMPARE(window.node->steps.size(), 1u);
    QVERIFY(step->isEnabled());
    QVERIFY(!window.editor()->findChild<QPlainTextEdit*>(u"stateText"_s)->isReadOnly());
    window.editor()->close();
  }

  void refusalInTheEditor_isSaidThereOnly() {
    Window window;
    QPushButton* const apply = window.editAndClick(u"applyButton"_s);
    QVERIFY(apply != nullptr);
    window.node->replacements.front().fail(NodeError::Code::BadState, "count: expected more");
    auto* error = window.editor()->findChild<QLabel*>(u"stateError"_s);
    QTRY_VERIFY(error->text().contains(u"count: expected more"_s));
    QVERIFY(!window.strip().contains(u"count"_s));
  }

  /// The runtime's own sentence repeats the pid.
  void timeout_isSaidOnceAndInOurWords() {
    Window window;
    QVERIFY(window.select());
    window.key(Qt::Key_F7);
    window.node->suspends.front().fail(NodeError::Code::Timeout,
                                       "<0.3.1> did not answer within 5000 ms");
    QTRY_COMPARE(window.strip(), u"worker <0.3.1>: no answer in time; it is still to be done"_s);
  }

  void oneProcess_isSingular() {
    Window window;
    auto* label = window.window->findChild<QLabel*>(u"processesLabel"_s);
    QTRY_COMPARE(label->text(), u"1 process"_s);
  }

  void exitedProcess_isNotResumed() {
    Window window;
    QVERIFY(window.select());
    window.key(Qt::Key_F2);
    window.node->suspends.front().answer(ours());
    QTRY_COMPARE(window.node->states.size(), 1u);
    QVERIFY(window.shows(test::snapshot(90, {{.index = 4, .name = "other"}})));
    window.editor()->close();
    QCOMPARE(window.node->resumes.size(), 0u);
  }
};

QTEST_MAIN(TestStateEdit)
#include "tst_state_edit.moc"
