// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QToolButton>
#include <QTreeView>
#include <memory>

#include "genmsg/term/parse.h"
#include "models/term_tree_model.h"
#include "support/widget_test.h"
#include "views/state_editor_dialog.h"

using genmsg::NodeError;
using views::StateEditorDialog;

class TestStateEditor : public test::WidgetTest {
  Q_OBJECT

 private:
  struct Editor {
    std::unique_ptr<StateEditorDialog> dialog =
        std::make_unique<StateEditorDialog>(genmsg::Pid{7, 1}, QStringLiteral("pool_worker"));
    QPlainTextEdit* text = find<QPlainTextEdit>("stateText");
    QLabel* error = find<QLabel>("stateError");
    QLabel* changes = find<QLabel>("stateChanges");
    QPushButton* apply = find<QPushButton>("applyButton");
    QPushButton* applyAndResume = find<QPushButton>("applyAndResumeButton");

    Editor() {
      dialog->setAttribute(Qt::WA_DeleteOnClose, false);
      dialog->show();
      genmsg::ProcessState state;
      state.pid = dialog->pid();
      state.state = genmsg::parse("#{count => 3, limits => #{hard => 10}}").value();
      state.version = 12;
      dialog->setState(state);
    }
    template <class T>
    T* find(const char* name) const {
      return dialog->findChild<T*>(QLatin1String(name));
    }
    void replace(const char* before, const char* after) {
      text->setPlainText(
          text->toPlainText().replace(QLatin1String(before), QLatin1String(after)));
    }
    QString fieldValue(int row) const {
      return find<QTreeView>("fieldTree")->model()->index(row, 1).data().toString();
    }
    QString markedText() const {
      const auto marks = text->extraSelections();
      return marks.isEmpty() ? QString() : marks.last().cursor.selectedText();
    }
  };

 private Q_SLOTS:
  void apply_emitsTheTermAndItsVersion() {
    Editor editor;
    QSignalSpy requested(editor.dialog.get(), &StateEditorDialog::applyRequested);
    editor.replace("3", "4");
    QTest::mouseClick(editor.apply, Qt::LeftButton);
    QCOMPARE(requested.count(), 1);
    const auto sent = requested.first().at(0).value<genmsg::Term>();
    QVERIFY(sent == genmsg::parse("#{count => 4, limits => #{hard => 10}}").value());
    QCOMPARE(requested.first().at(1).toULongLong(), 12u);
    QVERIFY(requested.first().at(2).value<StateEditorDialog::AfterApply>() ==
            StateEditorDialog::AfterApply::StaySuspended);
    QVERIFY(!editor.apply->isEnabled());  // until there is an answer
  }

  void applyAndResume_saysSo() {
    Editor editor;
    QSignalSpy requested(editor.dialog.get(), &StateEditorDialog::applyRequested);
    editor.replace("3", "4");
    QTest::mouseClick(editor.applyAndResume, Qt::LeftButton);
    QCOMPARE(requested.count(), 1);
    QVERIFY(requested.first().at(2).value<StateEditorDialog::AfterApply>() ==
            StateEditorDialog::AfterApply::Resume);
  }

  void applyAndStep_isF8() {
    Editor editor;
    editor.dialog->activateWindow();  // or shortcuts do nothing
    QVERIFY(QTest::qWaitForWindowActive(editor.dialog.get()));
    QSignalSpy requested(editor.dialog.get(), &StateEditorDialog::applyRequested);
    editor.replace("3", "4");
    QTest::keyClick(editor.text, Qt::Key_F8);
    QTRY_COMPARE(requested.count(), 1);  // the button is seen to go down first
    QVERIFY(requested.first().at(2).value<StateEditorDialog::AfterApply>() ==
            StateEditorDialog::AfterApply::Step);
    QVERIFY(!editor.find<QPushButton>("applyAndStepButton")->isEnabled());
  }

  void parseError_isShownAndMarkedInPlace() {
    Editor editor;
    QSignalSpy requested(editor.dialog.get(), &StateEditorDialog::applyRequested);
    editor.replace("3,", "3]");
    QTest::mouseClick(editor.apply, Qt::LeftButton);
    QCOMPARE(requested.count(), 0);
    QVERIFY2(editor.error->text().startsWith(QStringLiteral("Line 2, column 13: expected")),
             qPrintable(editor.error->text()));
    QCOMPARE(editor.markedText(), QStringLiteral("]"));
    QCOMPARE(editor.text->textCursor().blockNumber(), 1);
    editor.replace("3]", "3,");
    QCOMPARE(editor.error->text(), QString());
    QVERIFY(editor.text->extraSelections().isEmpty());
  }

  void parseError_isShownWhileTyping() {
    Editor editor;
    editor.replace("3,", "3");
    QTRY_VERIFY(!editor.error->text().isEmpty());
  }

  void typeError_isShownAndMarkedInPlace() {
    Editor editor;
    editor.replace("10", "foo");
    QTest::mouseClick(editor.apply, Qt::LeftButton);
    editor.dialog->showRefusal(
        {NodeError::Code::BadState, "limits.hard: expected an integer, found foo"});
    QCOMPARE(editor.error->text(),
             QStringLiteral("Line 3, column 23: limits.hard: expected an integer, found foo"));
    QCOMPARE(editor.markedText(), QStringLiteral("foo"));
    QVERIFY(editor.apply->isEnabled());
  }

  void staleState_offersToReload() {
    Editor editor;
    QSignalSpy reload(editor.dialog.get(), &StateEditorDialog::reloadRequested);
    editor.dialog->showRefusal({NodeError::Code::StaleState, "stale"});
    auto* button = editor.find<QToolButton>("messageAction");
    QVERIFY(button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(reload.count(), 1);
  }

  void reload_canBeUndone() {
    Editor editor;
    editor.text->selectAll();
    QTest::keyClicks(editor.text, QStringLiteral("mine"));
    genmsg::ProcessState state;
    state.pid = editor.dialog->pid();
    state.state = genmsg::parse("#{count => 5}").value();
    state.version = 13;
    editor.dialog->setState(state);
    QVERIFY(editor.text->toPlainText().contains(QStringLiteral("count => 5")));
    editor.text->undo();
    QCOMPARE(editor.text->toPlainText(), QStringLiteral("mine"));
  }

  void close_withChanges_asksFirst_data() {
    QTest::addColumn<bool>("byKey");
    QTest::newRow("Esc") << true;
    QTest::newRow("Close") << false;
  }
  void close_withChanges_asksFirst() {
    QFETCH(bool, byKey);
    Editor editor;
    QSignalSpy finished(editor.dialog.get(), &QDialog::finished);
    QTest::keyClicks(editor.text, QStringLiteral("mine"));
    if (byKey) {
      QTest::keyClick(editor.text, Qt::Key_Escape);
    } else {
      QTest::mouseClick(editor.find<QPushButton>("closeButton"), Qt::LeftButton);
    }
    QVERIFY(editor.dialog->isVisible());
    QVERIFY(editor.text->toPlainText().startsWith(QStringLiteral("mine")));
    auto* discard = editor.find<QToolButton>("messageAction");
    QVERIFY(discard->isVisible());
    QTest::mouseClick(discard, Qt::LeftButton);
    QVERIFY(!editor.dialog->isVisible());
    QCOMPARE(finished.count(), 1);
  }

  void close_ofItsWindow_withChanges_asksFirst() {
    Editor editor;
    QTest::keyClicks(editor.text, QStringLiteral("mine"));
    QVERIFY(!editor.dialog->close());
    QVERIFY(editor.dialog->isVisible());
    QVERIFY(editor.find<QToolButton>("messageAction")->isVisible());
  }

  void close_withWhiteSpaceOnly_closes() {
    Editor editor;
    editor.text->insertPlainText(QStringLiteral(" "));
    QTRY_COMPARE(editor.changes->text(), QStringLiteral("No changes"));
    QTest::keyClick(editor.text, Qt::Key_Escape);
    QVERIFY(editor.dialog->isHidden());
  }

  void close_withoutChanges_closes() {
    Editor editor;
    QTest::keyClicks(editor.text, QStringLiteral("mine"));
    genmsg::ProcessState state;
    state.pid = editor.dialog->pid();
    state.state = genmsg::parse("#{count => 5}").value();
    editor.dialog->showApplied(state);
    QTest::keyClick(editor.text, Qt::Key_Escape);
    QVERIFY(!editor.dialog->isVisible());
  }

  void changes_areListed() {
    Editor editor;
    QCOMPARE(editor.changes->text(), QStringLiteral("No changes"));
    editor.replace("10", "11");
    QTRY_COMPARE(editor.changes->text(), QStringLiteral("limits.hard: 10 → 11"));
  }

  void fields_andTextAreTheSameValue() {
    Editor editor;
    auto* tree = editor.find<QTreeView>("fieldTree");
    auto* tabs = editor.find<QTabWidget>("editorTabs");
    QVERIFY(tree->isVisible());
    QCOMPARE(editor.fieldValue(0), QStringLiteral("3"));
    QVERIFY(tree->model()->setData(tree->model()->index(0, 1), QVariant::fromValue(genmsg::Term(8)),
                                   Qt::EditRole));
    QVERIFY(editor.text->toPlainText().contains(QStringLiteral("count => 8")));
    QTRY_COMPARE(editor.changes->text(), QStringLiteral("count: 3 → 8"));
    tabs->setCurrentWidget(editor.text);
    editor.replace("8", "9");
    tabs->setCurrentWidget(tree);
    QCOMPARE(editor.fieldValue(0), QStringLiteral("9"));
    QSignalSpy requested(editor.dialog.get(), &StateEditorDialog::applyRequested);
    QTest::mouseClick(editor.apply, Qt::LeftButton);
    QVERIFY(requested.first().at(0).value<genmsg::Term>() ==
            genmsg::parse("#{count => 9, limits => #{hard => 10}}").value());
  }

  void textThatIsNoTerm_isNotLeftForTheFields() {
    Editor editor;
    auto* tabs = editor.find<QTabWidget>("editorTabs");
    tabs->setCurrentWidget(editor.text);
    editor.replace("3,", "3]");
    tabs->setCurrentWidget(editor.find<QTreeView>("fieldTree"));
    QCOMPARE(tabs->currentWidget(), editor.text);
    QVERIFY(!editor.error->text().isEmpty());
    QCOMPARE(editor.markedText(), QStringLiteral("]"));
  }

  void field_isCheckedWhileItIsTypedIn() {
    Editor editor;
    editor.dialog->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(editor.dialog.get()));
    auto* tree = editor.find<QTreeView>("fieldTree");
    tree->edit(tree->model()->index(0, 1));
    auto* line = tree->findChild<QLineEdit*>(QStringLiteral("fieldEditor"));
    QVERIFY(line != nullptr);
    line->selectAll();
    QTest::keyClicks(line, QStringLiteral("x"));
    QCOMPARE(editor.error->text(), QStringLiteral("count: an integer is expected"));
    QCOMPARE(editor.changes->text(), QString());
    QTest::keyClick(line, Qt::Key_Return);  // not to be left so
    QVERIFY(line->isVisible());
    QCOMPARE(editor.fieldValue(0), QStringLiteral("3"));
    line->selectAll();
    QTest::keyClicks(line, QStringLiteral("42"));
    QCOMPARE(editor.error->text(), QString());
    QCOMPARE(editor.changes->text(), QStringLiteral("No changes"));  // until it is taken
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_COMPARE(editor.fieldValue(0), QStringLiteral("42"));
    QVERIFY(editor.text->toPlainText().contains(QStringLiteral("count => 42")));
  }

  void type_hasRoomForTheLongest() {
    Editor editor;
    const auto* tree = editor.find<QTreeView>("fieldTree");
    QCOMPARE_GT(tree->columnWidth(models::TermTreeModel::Type),
                tree->fontMetrics().horizontalAdvance(QStringLiteral("unsigned long long")));
  }

  void staleState_keepsTheChanges_onTheNewState() {
    Editor editor;
    editor.replace("10", "11");
    connect(editor.dialog.get(), &StateEditorDialog::reloadRequested, editor.dialog.get(), [&] {
      genmsg::ProcessState moved;
      moved.pid = editor.dialog->pid();
      moved.state = genmsg::parse("#{count => 4, limits => #{hard => 10}}").value();
      moved.version = 13;
      editor.dialog->setState(moved);
    });
    editor.dialog->showRefusal({NodeError::Code::StaleState, "stale"});
    QTest::mouseClick(editor.find<QToolButton>("messageAction"), Qt::LeftButton);
    QCOMPARE(editor.changes->text(), QStringLiteral("limits.hard: 10 → 11"));
    QVERIFY(editor.text->toPlainText().contains(QStringLiteral("count => 4")));
    QSignalSpy requested(editor.dialog.get(), &StateEditorDialog::applyRequested);
    QTest::mouseClick(editor.apply, Qt::LeftButton);
    QCOMPARE(requested.first().at(1).toULongLong(), 13u);
  }

  void hugeState_isOnlyShown() {
    Editor editor;
    genmsg::ProcessState huge;
    huge.pid = editor.dialog->pid();
    huge.state = genmsg::Term::list(std::vector<genmsg::Term>(200'000, genmsg::Term(1)));
    QElapsedTimer timer;
    timer.start();
    editor.dialog->setState(huge);
    QCOMPARE_LE(timer.elapsed(), 1'000);
    QVERIFY(editor.text->isReadOnly());
    QVERIFY(!editor.apply->isEnabled());
    QVERIFY(editor.find<QLabel>("messageText")->text().contains(QStringLiteral("too large")));
    genmsg::ProcessState deep = huge;
    deep.state = genmsg::Term();
    for (int i = 0; i < 100'000; ++i) deep.state = genmsg::Term::list({deep.state});
    editor.dialog->setState(deep);
    QVERIFY(!editor.apply->isEnabled());
    QTest::keyClick(editor.text, Qt::Key_Escape);
    QVERIFY(!editor.dialog->isVisible());
  }

  void history_isOfferedForUndo() {
    Editor editor;
    auto* undo = editor.find<QPushButton>("undoEditButton");
    QVERIFY(!undo->isEnabled());
    const genmsg::Term before = genmsg::parse("#{count => 1}").value();
    const genmsg::Term now = genmsg::parse("#{count => 3, limits => #{hard => 10}}").value();
    editor.dialog->setHistory({{QDateTime::currentDateTime(), genmsg::Term(0), QStringLiteral("a")},
                               {QDateTime::currentDateTime(), before, QStringLiteral("b"),
                                now}});
    QVERIFY(undo->isEnabled());
    const auto entries = editor.find<QMenu>("historyMenu")->actions();
    QCOMPARE(entries.size(), 2);
    QVERIFY(entries.first()->text().endsWith(QStringLiteral("b")));  // the last first
    QSignalSpy asked(editor.dialog.get(), &StateEditorDialog::undoRequested);
    QTest::mouseClick(undo, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QVERIFY(asked.first().at(0).value<genmsg::Term>() == before);
    QCOMPARE(asked.first().at(1).toULongLong(), 12u);
    editor.dialog->showRefusal({NodeError::Code::Timeout, ""});
    entries.last()->trigger();
    QCOMPARE(editor.text->toPlainText(), QStringLiteral("0"));
  }

  void message_movesNoRow() {
    Editor editor;
    auto* tree = editor.find<QTreeView>("fieldTree");
    QVERIFY(!editor.find<QWidget>("messageStrip")->isVisible());
    const QRect before(tree->mapToGlobal(QPoint()), tree->size());
    editor.dialog->showNote(views::Tone::Good, QStringLiteral("Replaced."));
    editor.dialog->layout()->activate();
    QVERIFY(editor.find<QWidget>("messageStrip")->isVisible());
    QCOMPARE(QRect(tree->mapToGlobal(QPoint()), tree->size()), before);
  }

  void nothingFetched_cannotBeApplied() {
    StateEditorDialog dialog(genmsg::Pid{7, 1}, QStringLiteral("pool_worker"));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.showFetchError({NodeError::Code::CallbackFailed, "format_state raised badarg"});
    QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("applyButton"))->isEnabled());
    QVERIFY(dialog.findChild<QPushButton*>(QStringLiteral("reloadButton"))->isEnabled());
    QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("messageText"))
                ->text()
                .contains(QStringLiteral("format_state raised badarg")));
  }
};

QTEST_MAIN(TestStateEditor)
#include "tst_state_editor.moc"
