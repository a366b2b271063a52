// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <vector>

#include "genmsg/term/parse.h"
#include "support/unit_test.h"
#include "views/term_text.h"

using genmsg::Atom;
using genmsg::Term;

namespace {

Term term(const char* text) { return genmsg::parse(text).value(); }

}  // namespace

class TestTermText : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void editableText_keepsDeclarationOrder() {
    genmsg::TermShape shape;
    shape.fields = {{Atom::intern("name"), {}}, {Atom::intern("count"), {}}};
    QCOMPARE(views::editableText(term("#{count => 3, name => x, extra => 1}"), shape),
             QStringLiteral("#{\n  name => x,\n  count => 3,\n  extra => 1\n}"));
  }

  void editableText_readsBack_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("atom") << QByteArray("foo");
    QTest::newRow("string") << QByteArray("\"a string that is long enough for two lines, with "
                                          "blanks and, commas in it, but is one value\"");
    QTest::newRow("big integer") << QByteArray("-123456789012345678901234567890");
    QTest::newRow("improper list") << QByteArray(
        "[{a,1},[b|c],very_long_atom_number_one,very_long_atom_number_two,very_long_atom_number_"
        "three|very_long_atom_number_four]");
    QTest::newRow("empty map") << QByteArray("#{}");
    QTest::newRow("nested")
        << QByteArray("#{a => [{1,<<\"x\">>,'Hello World',2.5},#{b => [[],{}]}], c => "
                      "{very_long_atom_number_one,very_long_atom_number_two,"
                      "very_long_atom_number_three,very_long_atom_number_four}}");
  }
  void editableText_readsBack() {
    QFETCH(QByteArray, text);
    const Term before = term(text.constData());
    const QString written = views::editableText(before, {});
    QVERIFY(term(written.toUtf8().constData()) == before);
    for (const QString& line : written.split(QLatin1Char('\n'))) {
      QVERIFY(line.size() <= 100 || text.startsWith('"'));
    }
  }

  // Whether a list is a string was asked by printing it, in every list around it again.
  void editableText_looksAtALongListOnce() {
    const Term numbers = Term::list(std::vector<Term>(100'000, Term(7'000'000'000)));
    const auto millisecondsFor = [](const Term& state) {
      QElapsedTimer timer;
      timer.start();
      (void)views::editableText(state, {});
      return timer.elapsed();
    };
    Term deep = numbers;
    for (int i = 0; i < 20; ++i) deep = Term::list({deep, Term(1)});
    const qint64 flat = millisecondsFor(numbers);
    const qint64 nested = millisecondsFor(deep);
    QCOMPARE_LE(nested, 5 * flat + 100);
  }

  void isEditable_upToItsLimits() {
    using genmsg::Term;
    const views::EditLimits few{.values = 10, .depth = 3, .bytes = 8};
    QVERIFY(views::isEditable(term("#{a => [1,2,3], b => {}}"), few));
    QVERIFY(!views::isEditable(term("[1,2,3,4,5,6,7,8,9,10]"), few));
    QVERIFY(views::isEditable(term("[[[1]]]"), few));
    QVERIFY(!views::isEditable(term("[[[[1]]]]"), few));
    QVERIFY(!views::isEditable(term("<<\"123456789\">>"), few));
    Term deep;
    for (int i = 0; i < 1'000'000; ++i) deep = Term::list({deep});
    QVERIFY(!views::isEditable(deep));
  }

  void findPath_pointsAtTheValue_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("value");
    const QString text = QStringLiteral(
        "#{ 'quoted key' => $}, % a comment, with => signs\n"
        "  name => <<\"a, b => c\">>, limits => #{soft => 1, hard => foo},\n"
        "  jobs => [{job,1}, {job , two}], shape => {circle, #{radius => big}} }");
    const auto row = [&](const char* path, const char* value) {
      QTest::newRow(path) << text << QString::fromLatin1(path) << QString::fromLatin1(value);
    };
    row("name", "<<\"a, b => c\">>");
    row("limits", "#{soft => 1, hard => foo}");
    row("limits.hard", "foo");
    row("jobs[2]", "{job , two}");
    row("jobs[2][2]", "two");
    row("shape.radius", "big");
    row("quoted key", "$}");
  }
  void findPath_pointsAtTheValue() {
    QFETCH(QString, text);
    QFETCH(QString, path);
    QFETCH(QString, value);
    const auto span = views::findPath(text, path);
    QVERIFY(span.has_value());
    QCOMPARE(text.mid(span->position, span->length), value);
  }

  void findPath_givesUp() {
    QVERIFY(!views::findPath(QStringLiteral("#{a => 1}"), u"b"));
    QVERIFY(!views::findPath(QStringLiteral("[1,2]"), u"[3]"));
    QVERIFY(!views::findPath(QStringLiteral("foo"), u"a.b"));
    QVERIFY(!views::findPath(QStringLiteral("#{a"), u"a"));
  }

  void positionOf_countsCodePoints() {
    const QString text = QStringLiteral("ab\n\U0001F600c\nd");
    QCOMPARE(views::positionOf(text, 1, 2), 1);
    QCOMPARE(views::positionOf(text, 2, 2), 5);
    QCOMPARE(views::positionOf(text, 3, 1), 7);
    QCOMPARE(views::positionOf(text, 9, 9), text.size());
  }
};

QTEST_MAIN(TestTermText)
#include "tst_term_text.moc"
