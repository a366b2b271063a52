// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>

#include "genmsg/term/parse.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"
#include "views/send_message_dialog.h"

using genmsg::NodeError;
using views::SendMessageDialog;

class TestSendMessageDialog : public test::WidgetTest {
  Q_OBJECT

 private:
  struct Shown {
    SendMessageDialog* dialog =
        new SendMessageDialog(test::pid(1), QStringLiteral("worker_1 <0.1.1>"),
                              {QStringLiteral("{add,1}"), QStringLiteral("reset")});
    QSignalSpy sent{dialog, &SendMessageDialog::sendRequested};

    Shown() { dialog->show(); }
    ~Shown() { delete dialog; }
    template <class T>
    T& child(const char* name) {
      return *dialog->findChild<T*>(QLatin1String(name));
    }
    QPlainTextEdit& text() { return child<QPlainTextEdit>("messageEdit"); }
    QPushButton& button() { return child<QPushButton>("sendButton"); }
    QString error() { return child<QLabel>("messageEditError").text(); }
  };

 private Q_SLOTS:
  void checksWhatIsWritten_asItIsWritten() {
    Shown shown;
    QVERIFY(!shown.button().isEnabled());
    QVERIFY(shown.error().isEmpty());  // nothing written is no mistake
    QTest::keyClicks(&shown.text(), QStringLiteral("{add,"));
    QVERIFY(!shown.button().isEnabled());
    QVERIFY2(shown.error().startsWith(QStringLiteral("Line 1, column 6: expected ")),
             qPrintable(shown.error()));
    QCOMPARE(shown.text().extraSelections().size(), 1);
    QTest::keyClicks(&shown.text(), QStringLiteral("2}"));
    QVERIFY(shown.button().isEnabled());
    QVERIFY(shown.error().isEmpty());
    QVERIFY(shown.text().extraSelections().isEmpty());
    QCOMPARE(shown.button().shortcut(), QKeySequence(Qt::CTRL | Qt::Key_Return));
    QTest::mouseClick(&shown.button(), Qt::LeftButton);
    QCOMPARE(shown.sent.count(), 1);
    QVERIFY(shown.sent[0][0].value<genmsg::Term>() == genmsg::parse("{add,2}").value());
    QVERIFY(!shown.button().isEnabled());  // until it is answered
    shown.dialog->showSent();
    QVERIFY(shown.button().isEnabled());
    QVERIFY(shown.child<QLabel>("messageText").text().startsWith(QStringLiteral("Sent at ")));
  }

  void refusedMessage_isMarkedWhereItIsWrong() {
    Shown shown;
    shown.text().setPlainText(QStringLiteral("#{kind => add, amount => two}"));
    shown.button().click();
    shown.dialog->showRefusal(
        {NodeError::Code::BadMessage, "amount: expected an integer, found two"});
    QCOMPARE(shown.error(), QStringLiteral("amount: expected an integer, found two"));
    QCOMPARE(shown.text().extraSelections().size(), 1);
    QCOMPARE(shown.text().extraSelections()[0].cursor.selectedText(), QStringLiteral("two"));
    QVERIFY(shown.button().isEnabled());
    QTest::keyClicks(&shown.text(), QStringLiteral(" "));
    QVERIFY(shown.error().isEmpty());  // it is another text now
  }

  void processThatHasExited_getsNothing() {
    Shown shown;
    shown.text().setPlainText(QStringLiteral("reset"));
    shown.dialog->setProcessNote(QStringLiteral("The process has exited"), true);
    QVERIFY(!shown.button().isEnabled());
    QTest::mouseClick(&shown.button(), Qt::LeftButton);
    QCOMPARE(shown.sent.count(), 0);
  }

  void earlierMessages_areOffered() {
    Shown shown;
    auto& earlier = shown.child<QComboBox>("earlierMessages");
    QCOMPARE(earlier.count(), 2);
    QTest::keyClick(&earlier, Qt::Key_Down);
    QTest::keyClick(&earlier, Qt::Key_Down);
    QCOMPARE(shown.text().toPlainText(), QStringLiteral("reset"));
  }
};

QTEST_MAIN(TestSendMessageDialog)
#include "tst_send_message_dialog.moc"
