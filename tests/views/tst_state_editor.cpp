// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>
#include <memory>

#include "genmsg/term/parse.h"
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
