// SPDX-License-Identifier: GPL-3.0-or-later
#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"
#include "models/term_input.h"
#include "support/unit_test.h"

using genmsg::Atom;
using genmsg::Term;
using models::TermInput;
using Kind = TermInput::Kind;

namespace {

Term term(const char* text) { return genmsg::parse(text).value(); }

TermInput input(const char* before, genmsg::TermShape shape = {}) {
  return {term(before), std::move(shape)};
}

/// What comes of a text: the term, or what is expected.
QString read(const TermInput& input, const char* text) {
  const auto value = input.read(QString::fromUtf8(text));
  return value ? QString::fromStdString(genmsg::print(*value)) : value.error();
}

}  // namespace

class TestTermInput : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void integers_areChecked() {
    QCOMPARE(read(input("1"), "42"), QStringLiteral("42"));
    QCOMPARE(read(input("1"), "foo"), QStringLiteral("an integer is expected"));
    QVERIFY(read(input("1"), "4 2").contains(QStringLiteral("expected")));
    const TermInput byte = input("1", {"unsigned char", {}});
    QCOMPARE(read(byte, "255"), QStringLiteral("255"));
    QCOMPARE(read(byte, "256"), QStringLiteral("an integer from 0 to 255 is expected"));
    QCOMPARE(read(byte, "-1"), QStringLiteral("an integer from 0 to 255 is expected"));
    const TermInput any = input("1", {"unsigned long", {}});
    QCOMPARE(read(any, "18446744073709551615"), QStringLiteral("18446744073709551615"));
    QVERIFY(read(any, "18446744073709551616").contains(QStringLiteral("expected")));
  }

  void floats_takeIntegers() {
    QCOMPARE(read(input("1.5"), "2"), QStringLiteral("2.0"));
    QCOMPARE(read(input("1.5"), "2.5"), QStringLiteral("2.5"));
    QCOMPARE(read(input("1.5"), "x"), QStringLiteral("a number is expected"));
  }

  void booleansAndEnums_areChoices() {
    QVERIFY(input("true").kind() == Kind::Choice);
    QCOMPARE(input("true").choices(),
             (QStringList{QStringLiteral("true"), QStringLiteral("false")}));
    genmsg::TermShape mode{"Mode", {}};
    mode.values = {Atom::intern("Fast"), Atom::intern("slow")};
    const TermInput choice = input("slow", mode);
    QVERIFY(choice.kind() == Kind::Choice);
    QCOMPARE(choice.choices(), (QStringList{QStringLiteral("'Fast'"), QStringLiteral("slow")}));
    QCOMPARE(read(choice, "'Fast'"), QStringLiteral("'Fast'"));
    QVERIFY(read(choice, "other").contains(QStringLiteral("'Fast', slow")));
    QCOMPARE(input("7", mode).choices().first(), QStringLiteral("7"));
  }

  void texts_areTypedAsTheyAre() {
    const TermInput binary = input("<<\"a \\\"b\\\"\">>");
    QVERIFY(binary.kind() == Kind::Text);
    QCOMPARE(binary.text(), QStringLiteral("a \"b\""));
    QCOMPARE(binary.read(QStringLiteral("x, \"y")).value(), Term::binary("x, \"y"));
    const TermInput string = input("\"h\\x{e9}\"");
    QVERIFY(string.kind() == Kind::Text);
    QCOMPARE(string.text(), QStringLiteral("h\u00e9"));
    QCOMPARE(string.read(QStringLiteral("ok")).value(), Term::string("ok"));
    // Bytes that are no characters are a term.
    QVERIFY(input("<<255,0>>").kind() == Kind::Term);
    QCOMPARE(read(input("<<255,0>>"), "<<1,2>>"), QStringLiteral("<<1,2>>"));
  }

  void compounds_areTermsOfTheirKind() {
    QCOMPARE(read(input("[]"), "[1,2,3]"), QStringLiteral("[1,2,3]"));
    QCOMPARE(read(input("[1]"), "{1}"), QStringLiteral("a list is expected"));
    QCOMPARE(read(input("#{}"), "7"), QStringLiteral("a map is expected"));
    QCOMPARE(read(input("{a}"), "{b,1}"), QStringLiteral("{b,1}"));
    QCOMPARE(read(input("undefined"), "{b,1}"), QStringLiteral("{b,1}"));
    QCOMPARE(read(input("idle"), "7"), QStringLiteral("an atom is expected"));
  }

  void whatCannotBeTyped_isReadOnly() {
    QVERIFY((TermInput{Term::opaque("std::mutex"), {}}.kind() == Kind::ReadOnly));
    QVERIFY((TermInput{Term(genmsg::Pid{7, 1}), {}}.kind() == Kind::ReadOnly));
    QVERIFY(!(TermInput{Term::opaque("std::mutex"), {}}.read(QStringLiteral("1"))));
    std::vector<Term> many(5'000, Term(123'456));
    QVERIFY((TermInput{Term::list(many), {}}.kind() == Kind::ReadOnly));  // its elements are typed
  }
};

QTEST_GUILESS_MAIN(TestTermInput)
#include "tst_term_input.moc"
