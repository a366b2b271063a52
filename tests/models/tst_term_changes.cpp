// SPDX-License-Identifier: GPL-3.0-or-later
#include "genmsg/term/parse.h"
#include "models/term_changes.h"
#include "support/unit_test.h"

using genmsg::Atom;
using genmsg::Term;
using genmsg::TermShape;

namespace {

Term term(const char* text) { return genmsg::parse(text).value(); }

QStringList changes(const char* before, const char* after, const TermShape& shape = {},
                    std::size_t limit = 10) {
  QStringList lines;
  for (const auto& change : models::changesBetween(term(before), term(after), shape, limit))
    lines << models::changeText(change);
  return lines;
}

}  // namespace

class TestTermChanges : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void areNamedByPath() {
    QCOMPARE(changes("#{a => 1, b => [1,2], gone => x}", "#{a => 2, b => [1,3], new => y}"),
             (QStringList{QStringLiteral("a: 1 → 2"), QStringLiteral("b[2]: 2 → 3"),
                          QStringLiteral("gone: x → (none)"), QStringLiteral("new: (none) → y")}));
    QCOMPARE(changes("{1}", "{1}"), QStringList());
    QCOMPARE(changes("1", "2"), QStringList(QStringLiteral("1 → 2")));
    QCOMPARE(changes("#{a => #{b => 1}}", "#{a => #{b => 2}}"),
             QStringList(QStringLiteral("a.b: 1 → 2")));
  }

  void areInTheOrderOfDeclaration_atEveryDepth() {
    const TermShape inner{"Limits", {{Atom::intern("soft"), {}}, {Atom::intern("hard"), {}}}};
    const TermShape shape{"State", {{Atom::intern("total"), {}}, {Atom::intern("limits"), inner}}};
    QCOMPARE(changes("#{limits => #{hard => 1, soft => 1}, total => 1}",
                     "#{extra => 1, limits => #{hard => 2, soft => 2}, total => 2}", shape),
             (QStringList{QStringLiteral("total: 1 → 2"), QStringLiteral("limits.soft: 1 → 2"),
                          QStringLiteral("limits.hard: 1 → 2"),
                          QStringLiteral("extra: (none) → 1")}));
  }

  void listOfAnotherLength_isOneChange() {
    QCOMPARE(changes("#{q => [1,2,3]}", "#{q => [2,3]}"),
             QStringList(QStringLiteral("q: [1,2,3] → [2,3]")));
    // What reads as a text is compared as one.
    QCOMPARE(changes("\"ab\"", "\"ac\""), QStringList(QStringLiteral("\"ab\" → \"ac\"")));
  }

  void tailOfAnImproperList_isNamed() {
    QCOMPARE(changes("[a|b]", "[c|d]"),
             (QStringList{QStringLiteral("[1]: a → c"), QStringLiteral("[|]: b → d")}));
    QCOMPARE(changes("[a|b]", "[a,b]").size(), 1);
  }

  void goOnlySoDeep() {
    Term before(1);
    Term after(2);
    for (int i = 0; i < 10'000; ++i) {
      before = Term::list({before});
      after = Term::list({after});
    }
    const auto list = models::changesBetween(before, after, {}, 10);
    QCOMPARE(list.size(), 1U);
    QCOMPARE(list[0].path.count(u'['), static_cast<qsizetype>(models::changeDepthMax));
    QVERIFY(!models::changeText(list[0]).isEmpty());
    QVERIFY(!models::wholeChangeText(list[0]).isEmpty());
  }

  void areLimited() {
    QCOMPARE(changes("[{a,1},{a,2}]", "[{b,1},{b,2}]", {}, 1).size(), 1);
  }

  void inFull_areOnTwoLines() {
    const auto list = models::changesBetween(term("{1,a}"), term("{2}"), {}, 10);
    QCOMPARE(list.size(), 1U);
    QCOMPARE(models::wholeChangeText(list[0]), QStringLiteral("{1,a}\n→ {2}"));
  }
};

QTEST_GUILESS_MAIN(TestTermChanges)
#include "tst_term_changes.moc"
