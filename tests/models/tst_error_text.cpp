// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/error_text.h"
#include "support/unit_test.h"

using Code = genmsg::NodeError::Code;
using namespace Qt::StringLiterals;

class TestErrorText : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void code_hasWordsOfItsOwn_data() {
    QTest::addColumn<Code>("code");
    QTest::newRow("NoProc") << Code::NoProc;
    QTest::newRow("Timeout") << Code::Timeout;
    QTest::newRow("NotSuspended") << Code::NotSuspended;
    QTest::newRow("EmptyMailbox") << Code::EmptyMailbox;
    QTest::newRow("NotSupported") << Code::NotSupported;
    QTest::newRow("StaleState") << Code::StaleState;
    QTest::newRow("Disconnected") << Code::Disconnected;
  }
  void code_hasWordsOfItsOwn() {
    QFETCH(Code, code);
    const QString text = models::errorText({code, "<0.9.1> said the runtime"});
    QVERIFY(!text.isEmpty());
    QVERIFY2(!text.contains(u"<0.9.1>"_s), qPrintable(text));
  }

  void whatOnlyTheNodeKnows_isQuoted_data() {
    QTest::addColumn<Code>("code");
    QTest::newRow("BadState") << Code::BadState;
    QTest::newRow("CallbackFailed") << Code::CallbackFailed;
    QTest::newRow("Other") << Code::Other;
  }
  void whatOnlyTheNodeKnows_isQuoted() {
    QFETCH(Code, code);
    QCOMPARE(models::errorText({code, "limits.hard: expected an integer, found foo"}),
             u"limits.hard: expected an integer, found foo"_s);
  }
};

QTEST_GUILESS_MAIN(TestErrorText)
#include "tst_error_text.moc"
