// SPDX-License-Identifier: GPL-3.0-or-later
// Patterns of terms.
#include "support/puppet.h"

using namespace genmsg;
using namespace test;

class TestTermMatch : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void pattern_matches_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("term");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* pattern, const char* term, bool expected) {
      QTest::addRow("%s of %s", pattern, term)
          << QString::fromUtf8(pattern) << QString::fromUtf8(term) << expected;
    };
    row("'_'", "{a,[1]}", true);
    row("a", "a", true);
    row("a", "b", false);
    row("1", "1.0", false);
    row("{add,'_'}", "{add,7}", true);
    row("{add,'_'}", "{add,7,8}", false);
    row("{add,'_'}", "[add,7]", false);
    row("{'_',[1,'_'|'_']}", "{x,[1,2|3]}", true);
    row("[1,'_'|'_']", "[1,2,3]", true);
    row("[1,'_'|'_']", "[1,2]", true);
    row("[1,'_'|'_']", "[1]", false);
    row("[1|a]", "[1,a]", false);
    row("#{value => '_'}", "#{value => 1,other => 2}", true);
    row("#{value => 2}", "#{value => 1,other => 2}", false);
    row("#{none => '_'}", "#{value => 1}", false);
    row("#{}", "#{value => 1}", true);
    row("#{}", "{}", false);
    row("{'Add',#{value => '_'}}", "{'Add',#{value => 123456789012345678901234567890}}", true);
    row("<<\"ab\">>", "<<\"ab\">>", true);
    row("<<\"ab\">>", "\"ab\"", false);
  }
  void pattern_matches() {
    QFETCH(QString, pattern);
    QFETCH(QString, term);
    QFETCH(bool, expected);
    QCOMPARE(matches(read(pattern.toStdString()), read(term.toStdString())), expected);
  }

  void values_compare_as_erlang_does() {
    QVERIFY(compare_values(Term(1), Term(1.0)) == 0);
    QVERIFY(compare(Term(1), Term(1.0)) < 0);
    QVERIFY(compare_values(read("[1,{2.0,a}]"), read("[1.0,{2,a}]")) == 0);
    QVERIFY(compare_values(read("9007199254740993"), Term(9007199254740992.0)) > 0);
    QVERIFY(compare_values(read("{a,1}"), read("{a,2.5}")) < 0);
  }
};

QTEST_APPLESS_MAIN(TestTermMatch)
#include "tst_term_match.moc"
