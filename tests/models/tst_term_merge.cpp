// SPDX-License-Identifier: GPL-3.0-or-later
#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"
#include "models/term_merge.h"
#include "support/unit_test.h"

class TestTermMerge : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void merges_data() {
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("mine");
    QTest::addColumn<QString>("theirs");
    QTest::addColumn<QString>("merged");
    const auto row = [](const char* name, const char* base, const char* mine, const char* theirs,
                        const char* merged) {
      QTest::newRow(name) << QString::fromLatin1(base) << QString::fromLatin1(mine)
                          << QString::fromLatin1(theirs) << QString::fromLatin1(merged);
    };
    row("only mine", "#{a => 1}", "#{a => 2}", "#{a => 1}", "#{a => 2}");
    row("only theirs", "#{a => 1}", "#{a => 1}", "#{a => 3}", "#{a => 3}");
    row("both, mine", "1", "2", "3", "2");
    row("different fields", "#{a => 1, b => 1}", "#{a => 2, b => 1}", "#{a => 1, b => 9}",
        "#{a => 2, b => 9}");
    row("deep", "#{a => #{x => 1, y => 1}}", "#{a => #{x => 2, y => 1}}",
        "#{a => #{x => 1, y => 2}}", "#{a => #{x => 2, y => 2}}");
    row("added and removed", "#{a => 1, b => 1}", "#{a => 1, c => 1}",
        "#{a => 2, b => 1, d => 1}", "#{a => 2, c => 1, d => 1}");
    row("removed there, changed here", "#{a => 1}", "#{a => 2}", "#{}", "#{a => 2}");
    row("removed there only", "#{a => 1, b => 1}", "#{a => 1, b => 2}", "#{b => 1}",
        "#{b => 2}");
    row("tuples", "{1,2,3}", "{9,2,3}", "{1,2,8}", "{9,2,8}");
    row("lists of other lengths", "[1,2]", "[1,2,3]", "[0,1,2]", "[1,2,3]");
  }
  void merges() {
    QFETCH(QString, base);
    QFETCH(QString, mine);
    QFETCH(QString, theirs);
    QFETCH(QString, merged);
    const auto term = [](const QString& text) { return genmsg::parse(text.toStdString()).value(); };
    QCOMPARE(QString::fromStdString(
                 genmsg::print(models::merged(term(base), term(mine), term(theirs)))),
             QString::fromStdString(genmsg::print(term(merged))));
  }
};

QTEST_GUILESS_MAIN(TestTermMerge)
#include "tst_term_merge.moc"
