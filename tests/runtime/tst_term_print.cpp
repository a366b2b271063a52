// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"
#include "support/random_term.h"

using genmsg::Atom;
using genmsg::Pid;
using genmsg::print;
using genmsg::PrintLimits;
using genmsg::Term;
namespace atoms = genmsg::atoms;

namespace {

Term big_list() {
  return Term::list(std::vector<Term>(1'000'000, genmsg::atoms::ok));
}

}  // namespace

class TestTermPrint : public QObject {
  Q_OBJECT

 private slots:
  // The texts are what `io:format("~0tp", [T])` of OTP 25 wrote.
  void print_is_erlangs_data() {
    QTest::addColumn<QString>("written");
    QTest::addColumn<QString>("printed");
    const auto row = [](const char* written, const char* printed) {
      QTest::newRow(written) << QString::fromUtf8(written) << QString::fromUtf8(printed);
    };
    row("42", "42");
    row("-9223372036854775808", "-9223372036854775808");
    row("18446744073709551615", "18446744073709551615");
    row("'ok'", "ok");
    row("'a@B_1'", "a@B_1");
    row("'Abc'", "'Abc'");
    row("'_a'", "'_a'");
    row("''", "''");
    row("'two words'", "'two words'");
    row("'after'", "'after'");
    row("'maybe'", "'maybe'");  // from OTP 27
    row("'else'", "'else'");
    row("'\u00e4\u00c4'", "\u00e4\u00c4");
    row("'\u00c4'", "'\u00c4'");
    row("'\u00f7'", "'\u00f7'");
    row("'\u0436'", "'\u0436'");
    row("'it\\'s \\\\ \\x{7f}\\n\\x{1}\"'", "'it\\'s \\\\ \\d\\n\\001\"'");
    row("[]", "[]");
    row("\"\"", "[]");
    row("{}", "{}");
    row("#{}", "#{}");
    row("<<>>", "<<>>");
    row("[104,105]", "\"hi\"");
    row("[104,1078,16#1F600]", "\"h\u0436\U0001F600\"");
    row("[10,34,92,27,39]", "\"\\n\\\"\\\\\\e'\"");
    row("[1,2]", "[1,2]");
    row("[104,0]", "[104,0]");
    row("[104,16#D800]", "[104,55296]");
    row("[104,16#FFFE]", "[104,65534]");
    row("[104,a]", "[104,a]");
    row("<<97,98>>", "<<\"ab\">>");
    row("<<1,2,255>>", "<<1,2,255>>");
    row("<<195,164>>", "<<\"\u00e4\"/utf8>>");
    row("<<228>>", "<<\"\u00e4\">>");
    row("<<97,10,34>>", "<<\"a\\n\\\"\">>");
    row("<<194,128>>", "<<194,128>>");
    row("<<239,191,190,255>>", "<<\"\u00ef\u00bf\u00be\u00ff\">>");
    row("{a,[b,{c}],\"d\"}", "{a,[b,{c}],\"d\"}");
    row("#{b=>1,a=>2,1.0=>3,1=>4,\"k\"=>[#{}]}", "#{1 => 4,1.0 => 3,a => 2,b => 1,\"k\" => [#{}]}");
  }

  void print_is_erlangs() {
    QFETCH(QString, written);
    QFETCH(QString, printed);
    const auto term = genmsg::parse(written.toStdString());
    QVERIFY2(term, qPrintable(QString::fromStdString(term ? "" : term.error().message())));
    QCOMPARE(QString::fromStdString(print(*term)), printed);
  }

  void print_float_is_shortest_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("printed");
    const auto row = [](double value, const char* printed) {
      QTest::newRow(printed) << value << printed;
    };
    row(0.0, "0.0");
    row(-0.0, "-0.0");
    row(1.0, "1.0");
    row(0.1, "0.1");
    row(-2.5, "-2.5");
    row(100.0, "100.0");
    row(1000.0, "1.0e3");
    row(12340.0, "12340.0");
    row(0.0001, "0.0001");
    row(0.00001, "1.0e-5");
    row(0.001234, "0.001234");
    row(0.0001234, "1.234e-4");
    row(1e22, "1.0e22");
    row(12345678900.0, "12345678900.0");
    row(123456789000.0, "1.23456789e11");
    row(9007199254740991.0, "9007199254740991.0");
    row(9007199254740992.0, "9.007199254740992e15");
    row(0.1 + 0.2, "0.30000000000000004");
    row(1.7976931348623157e308, "1.7976931348623157e308");
    row(5e-324, "5.0e-324");
  }

  void print_float_is_shortest() {
    QFETCH(double, value);
    QFETCH(QString, printed);
    QCOMPARE(QString::fromStdString(print(Term(value))), printed);
  }

  // More of it in tst_term_erlang.cpp; these texts are OTP 25's, too.
  void print_pretty_breaks_lines() {
    const auto pretty = [](const char* text, std::size_t line_length) {
      return QString::fromStdString(print_pretty(genmsg::parse(text).value(), line_length));
    };
    QCOMPARE(pretty("{tag,[1,2,3]}", 80), QString("{tag,[1,2,3]}"));
    QCOMPARE(pretty("{tag,[1,2,3],abc}", 15), QString("{tag,[1,2,3],\n     abc}"));
    QCOMPARE(pretty("{a_long_tag,[1,2,3,4,5]}", 20), QString("{a_long_tag,\n    [1,2,3,4,5]}"));
    QCOMPARE(pretty("#{key=>[1,2,3,4]}", 14), QString("#{key =>\n      [1,2,\n       3,4]}"));
    QCOMPARE(pretty("[1,2,3,4|tail]", 10), QString("[1,2,3,\n 4|tail]"));
    QCOMPARE(pretty("<<1,2,3,4,5,6,7>>", 12), QString("<<1,2,3,4,\n  5,6,7>>"));
    QCOMPARE(pretty("\"a string is one value\"", 10), QString("\"a string is one value\""));
  }

  void print_pretty_is_print_on_a_wide_screen() {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
      const Term term = test::RandomTerms(seed).term(4);
      const PrintLimits limits{.depth = seed % 5, .characters = 10 + seed % 100};
      QCOMPARE(print_pretty(term, 1'000'000, limits), print(term, limits));
    }
  }

  void print_pretty_is_bounded() {
    Term deep = Term(1);
    for (int i = 0; i < 100'000; ++i) deep = Term::list({Term(1)}, Term::tuple_of(atoms::ok, deep));
    Term wide = Term(1);
    for (int i = 0; i < 40; ++i) wide = Term::tuple_of(wide, wide);
    QVERIFY(print_pretty(deep, 20).size() < 1'000'000);
    QVERIFY(print_pretty(wide, 80, {.depth = 64, .characters = 100}).size() < 6000);
    QCOMPARE(print_pretty(big_list(), 80, {.depth = 9, .characters = 5}),
             std::string("[ok,ok,...]"));
    QCOMPARE(print_pretty(Term::list({Term(1), Term(2)}), 0), std::string("[1,\n 2]"));
  }

  void print_values_without_text_form() {
    QCOMPARE(print(Pid{84, 2}), std::string("<0.84.2>"));
    QCOMPARE(print(Term::reference(7)), std::string("#Ref<0.7>"));
    QCOMPARE(print(Term::opaque("ns::Type")), std::string("#Opaque<ns::Type>"));
    QCOMPARE(print(Atom::intern("\xFF")), std::string("'\uFFFD'"));
  }

  void print_within_limits_data() {
    QTest::addColumn<QString>("written");
    QTest::addColumn<int>("depth");
    QTest::addColumn<int>("characters");
    QTest::addColumn<QString>("printed");
    const auto row = [](const char* name, const char* written, int depth, int characters,
                        const char* printed) {
      QTest::newRow(name) << QString::fromUtf8(written) << depth << characters
                          << QString::fromUtf8(printed);
    };
    row("nothing", "ok", 9, 0, "...");
    row("depth 0", "{a,[b]}", 0, 99, "{...,...}");
    row("depth 1", "{a,[b,c]}", 1, 99, "{a,[...,...]}");
    row("depth 1, a leaf", "{a,\"text\",<<1>>}", 1, 99, "{a,\"text\",<<1>>}");
    row("depth of maps", "#{a=>#{b=>c}}", 1, 99, "#{a => #{...}}");
    row("elements", "[a,b,c,d]", 9, 4, "[a,b,...]");
    row("entries", "#{a=>1,b=>2}", 9, 5, "#{a => ...,...}");
    row("just enough", "[a,b]", 9, 5, "[a,b]");
    row("string", "\"abcdef\"", 9, 4, "\"abc\"...");
    row("utf8 string", "\"\u0436\u0436\u0436\"", 9, 3, "\"\u0436\u0436\"...");
    row("binary", "<<\"abcdef\">>", 9, 6, "<<\"abc\"...>>");
    row("utf8 binary", "<<\"\u0436\u0436\u0436\"/utf8>>", 9, 5, "<<\"\u0436\u0436\"/utf8...>>");
    row("bytes", "<<1,2,3,4>>", 9, 5, "<<1,2,...>>");
    row("tail", "[a,b|c]", 9, 4, "[a,b|...]");
    row("before the tail", "[a,b,c|d]", 9, 4, "[a,b,...]");
    row("closes all", "{[{a,b},c],d}", 9, 4, "{[{a,...},...],...}");
  }

  void print_within_limits() {
    QFETCH(QString, written);
    QFETCH(int, depth);
    QFETCH(int, characters);
    QFETCH(QString, printed);
    const auto term = genmsg::parse(written.toStdString());
    QVERIFY(term);
    const PrintLimits limits{static_cast<std::size_t>(depth), static_cast<std::size_t>(characters)};
    QCOMPARE(QString::fromStdString(print(*term, limits)), printed);
  }

  void print_cost_follows_the_limit() {
    // 2^40 leaves, a string of a million characters, and a long list: none may be walked.
    Term tree = Term(1);
    for (int i = 0; i < 40; ++i) tree = Term::tuple_of(tree, tree);
    const Term string = Term::list(std::vector<Term>(1'000'000, Term('x')));
    const Term binary = Term::binary(std::string(1'000'000, 'x'));
    for (const Term& term : {tree, string, binary, big_list()}) {
      const std::string text = print(term, {.depth = 64, .characters = 100});
      QVERIFY2(text.size() < 600, text.c_str());
      QVERIFY(text.find("...") != std::string::npos);
    }
    QVERIFY(print(tree).size() < (1U << 20) + 1000);
  }

  void print_depth_is_capped() {
    Term term = Term(1);
    for (std::size_t i = 0; i < 100'000; ++i) term = Term::list({std::move(term)});
    const std::string text = print(term, {.depth = 1'000'000, .characters = 1'000'000});
    QCOMPARE(text.size(), 2 * (genmsg::max_print_depth + 1) + 3);
  }
};

QTEST_APPLESS_MAIN(TestTermPrint)
#include "tst_term_print.moc"
