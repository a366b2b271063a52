// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"

using genmsg::Term;

namespace {

std::string repeat(std::string_view text, std::size_t count) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

QString message_of(const std::string& text) {
  const auto term = genmsg::parse(text);
  return QString::fromStdString(term ? "read as " + print(*term) : term.error().message());
}

}  // namespace

class TestTermParse : public QObject {
  Q_OBJECT

 private slots:
  void text_does_not_fill_the_atom_table() {
    const auto list_of = [](std::size_t atoms) {
      std::string text = "[";
      for (std::size_t i = 0; i < atoms; ++i) text += "new_here_" + std::to_string(i) + ",";
      return text + "ok]";
    };
    const auto refused = genmsg::parse(list_of(genmsg::max_new_atoms + 1));
    QVERIFY(!refused);
    QCOMPARE(refused.error().expected,
             std::string("an atom that is known already (a text may bring 4096 new ones)"));
    QVERIFY(!genmsg::Atom::find("new_here_4096"));
    QVERIFY(genmsg::parse(list_of(genmsg::max_new_atoms)));
  }

  void parse_reads_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("printed");
    const auto row = [](const char* text, const char* printed) {
      QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(printed);
    };
    row("1_000_000", "1000000");
    row("16#fF_ff", "65535");
    row("2#1010", "10");
    row("36#zZ", "1295");
    row("-16#10", "-16");
    row("+5", "5");
    row("- 5", "-5");
    row("007", "7");
    row("18446744073709551615", "18446744073709551615");
    row("-9223372036854775808", "-9223372036854775808");
    row("-9223372036854775809", "-9223372036854775809");
    row("18446744073709551616", "18446744073709551616");
    row("-18446744073709551615", "-18446744073709551615");
    row("340282366920938463463374607431768211457", "340282366920938463463374607431768211457");
    row("-16#1_0000_0000_0000_0000_0000", "-1208925819614629174706176");
    row("36#zzzzzzzzzzzzzzzzz", "286511799958070431838109695");
    row("0000000000000000000000000000012", "12");
    row("1.5", "1.5");
    row("-1.5e-3", "-0.0015");
    row("1.0E+2", "100.0");
    row("1_0.2_5", "10.25");
    row("-0.0", "-0.0");
    row("1.0e-400", "0.0");
    row(("0." + std::string(400, '0') + "1").c_str(), "0.0");
    row(("1" + std::string(400, '0') + ".0e-390").c_str(), "1.0e10");
    row("$a", "97");
    row("$ ", "32");
    row("$\\n", "10");
    row("$\\^A", "1");
    row("$\\x{436}", "1078");
    row("-$a", "-97");
    row("$\u0436", "1078");
    row("abc@D_1", "abc@D_1");
    row("\u00e4b", "\u00e4b");
    row("'hello world'", "'hello world'");
    row("''", "''");
    row("maybe", "'maybe'");
    row("else", "'else'");
    row("\"abc\"", "\"abc\"");
    row("\"ab\" \"c\"\n\"d\"", "\"abcd\"");
    row("\"\\b\\d\\e\\f\\n\\r\\s\\t\\v\\\"\\\\\\q\\101\\x41\\7\"",
        "[8,127,27,12,10,13,32,9,11,34,92,113,65,65,7]");
    row("\"a\nb\"", "\"a\\nb\"");
    row("\"\\1234\"", "\"S4\"");
    row("<<>>", "<<>>");
    row("<<\"abc\">>", "<<\"abc\">>");
    row("<<\"a\" \"b\">>", "<<\"ab\">>");
    row("<<\"\u00e4\">>", "<<\"\u00e4\">>");
    row("<<\"\u0436\"/utf8>>", "<<\"\u0436\"/utf8>>");
    row("<<1,2,16#ff,$a>>", "<<1,2,255,97>>");
    row("<<\"a\",0,$\u0436/utf8>>", "<<97,0,208,182>>");
    row("[]", "[]");
    row("[ a , [b] ]", "[a,[b]]");
    row("[a|b]", "[a|b]");
    row("[a,$b|<<>>]", "[a,98|<<>>]");
    row("[a|[b|[c]]]", "[a,b,c]");
    row("[a|[b|c]]", "[a,b|c]");
    row("[a|[]]", "[a]");
    row("[a|[b|[c|\"de\"]]]", "[a,b,c,100,101]");
    row("{}", "{}");
    row("{a,{b}}", "{a,{b}}");
    row("#{}", "#{}");
    row("#{a=>1, \"k\" => #{}}", "#{a => 1,\"k\" => #{}}");
    row("#{a=>1,a=>2}", "#{a => 2}");
    row("ok.", "ok");
    row("1.", "1");
    row("1.5. % done", "1.5");
    row("% first\n ok % second\n.\n", "ok");
    row("\u00a0ok", "ok");
  }

  void parse_reads() {
    QFETCH(QString, text);
    QFETCH(QString, printed);
    const auto term = genmsg::parse(text.toStdString());
    QVERIFY2(term, term ? "" : term.error().message().c_str());
    QCOMPARE(QString::fromStdString(print(*term)), printed);
  }

  void parse_explains_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* text, const char* message) {
      QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(message);
    };
    row("", "line 1, column 1: expected a term, found end of text");
    row("[a, b", "line 1, column 6: expected ',', '|' or ']', found end of text");
    row("{a b}", "line 1, column 4: expected ',' or '}', found 'b'");
    row("[a,]", "line 1, column 4: expected a term, found ']'");
    row("#{a}", "line 1, column 4: expected '=>', found '}'");
    row("#{a := 1}", "line 1, column 5: expected '=>', found ':='");
    row("#{a=>1 b=>2}", "line 1, column 8: expected ',' or '}', found 'b'");
    row("#rec{}", "line 1, column 2: expected '{' after '#', found 'rec'");
    row("[a|b,c]", "line 1, column 5: expected ']', found ','");
    row("[a|[b]", "line 1, column 7: expected ']', found end of text");
    row("[a|[|b]]", "line 1, column 5: expected a term, found '|'");
    row("[|a]", "line 1, column 2: expected a term, found '|'");
    row("{a|b}", "line 1, column 3: expected ',' or '}', found '|'");
    row("{\n  a,\n  '\u0436' x}", "line 3, column 7: expected ',' or '}', found 'x'");
    row("37#1", "line 1, column 1: expected a base from 2 to 36, found '37'");
    row("1#0", "line 1, column 1: expected a base from 2 to 36, found '1'");
    row("8#9", "line 1, column 3: expected a digit of base 8, found '9'");
    row("1.0e400",
        "line 1, column 1: expected a float of at most 1.7976931348623157e308, found '1.0e400'");
    row("1__0", "line 1, column 2: expected end of text, found '__0'");
    row("- a", "line 1, column 3: expected a number after the sign, found 'a'");
    row("--1", "line 1, column 2: expected a number after the sign, found '-'");
    row("<0.84.1>",
        "line 1, column 1: expected a term (a pid cannot be written as text), found '<0.84.1>'");
    row("#Ref<0.7>",
        "line 1, column 1: expected a term (a reference cannot be written as text), "
        "found '#Ref<0.7>'");
    row("#Opaque<ns::T>",
        "line 1, column 1: expected a term (a value without a description cannot "
        "be written as text), found '#Opaque<ns::T>'");
    row("#Fun<a.b.c>",
        "line 1, column 1: expected a term (a fun cannot be written as text), found '#Fun<a.b.c>'");
    row("fun a:b/1",
        "line 1, column 1: expected a term (a fun cannot be written as text), found 'fun'");
    row("{end}",
        "line 1, column 2: expected a term (a reserved word needs single quotes to be an "
        "atom), found 'end'");
    row("{Name}",
        "line 1, column 2: expected a term (there are no variables; an atom needs single "
        "quotes), found 'Name'");
    row("ok ok", "line 1, column 4: expected end of text, found 'ok'");
    row("ok. ok.", "line 1, column 5: expected end of text, found 'ok'");
    row("\"abc", "line 1, column 5: expected the \" that ends a string, found end of text");
    row("'abc", "line 1, column 5: expected the ' that ends an atom, found end of text");
    row("\"\\xZZ\"",
        "line 1, column 4: expected hexadecimal digits: \\xHH or \\x{H...}, found 'Z'");
    row("\"\\x{D800}\"", "line 1, column 2: expected the code of a character, found '\\x{D800}'");
    row("$", "line 1, column 2: expected a character after '$', found end of text");
    row("<<256>>", "line 1, column 3: expected a byte from 0 to 255, found '256'");
    row("<<-1>>", "line 1, column 3: expected a byte from 0 to 255, or a string, found '-'");
    row("<<\"\u0436\">>",
        "line 1, column 3: expected /utf8 after a string with characters above "
        "255, found '\"\u0436\"'");
    row("<<1:4>>",
        "line 1, column 4: expected ',' or '>>' (segment sizes are not supported), found ':'");
    row("<<1/float>>",
        "line 1, column 5: expected utf8 (other segment types are not supported), found 'float'");
    row("<<1", "line 1, column 4: expected ',' or '>>', found end of text");
  }

  void parse_explains() {
    QFETCH(QString, text);
    QFETCH(QString, message);
    QCOMPARE(message_of(text.toStdString()), message);
  }

  void parse_invalid_utf8_is_an_error() {
    QCOMPARE(message_of("{a,\n \"\xFF\"}"),
             QString("line 2, column 3: expected UTF-8 text, found the byte 16#FF"));
  }

  void parse_nesting_is_limited() {
    const auto lists = [](std::size_t depth) { return repeat("[", depth) + repeat("]", depth); };
    QVERIFY(genmsg::parse(lists(512)));
    QCOMPARE(message_of(lists(513)),
             QString("line 1, column 513: expected at most 512 levels of nesting, found '['"));
    QVERIFY(!genmsg::parse(repeat("#{a=>{", 1'000'000)));
    QVERIFY(genmsg::parse("[" + repeat("[],", 2000) + "[]]"));  // wide is not deep
    const auto tails = genmsg::parse(repeat("[a|", 500'000) + "b" + repeat("]", 500'000));
    QCOMPARE(tails.value().elements().size(), std::size_t{500'001});
  }

  void parse_size_is_limited() {
    const std::string text = "\"" + std::string(genmsg::max_parse_bytes, 'x') + "\"";
    QCOMPARE(message_of(text),
             QString("line 1, column 1: expected a text of at most 16 MiB, found 16777218 bytes"));
  }

  void parse_atom_length_is_limited() {
    QVERIFY(genmsg::parse(repeat("\u00e4", 255)));
    QVERIFY(message_of(std::string(256, 'a')).contains("an atom of at most 255 characters"));
    QVERIFY(message_of("'" + std::string(256, 'a') + "'").contains("255 characters"));
  }

  void parse_found_is_short() {
    const QString message = message_of("{a " + std::string(1000, '1') + "}");
    QVERIFY2(message.size() < 120, qPrintable(message));
    QVERIFY(message.endsWith("...'"));
  }

  void parse_integer_size_is_limited() {
    // 2^16384 - 1 has 4932 digits, all of them f in base 16.
    QVERIFY(genmsg::parse("-16#" + std::string(4096, 'f')));
    QVERIFY(genmsg::parse(std::string(4931, '9')));
    const QString expected = "line 1, column 1: expected an integer of at most 16384 bits, found";
    QVERIFY(message_of("16#1" + std::string(4096, '0')).startsWith(expected));
    QVERIFY(message_of(std::string(4933, '9')).startsWith(expected));
    QVERIFY(message_of(std::string(10'000'000, '9')).startsWith(expected));
    QVERIFY(genmsg::parse(std::string(10'000'000, '0') + "7").value() == Term(7));
  }

  // Every text that is cut somewhere is either read or explained.
  void parse_survives_any_cut() {
    const std::string text =
        "#{'a b' => [1.5e3,-16#ff,$\\x{41},\"s\\n\"], <<\"\u0436\"/utf8,1>> => {}}. % end";
    for (std::size_t size = 0; size <= text.size(); ++size) {
      const auto term = genmsg::parse(text.substr(0, size));
      QVERIFY(term || !term.error().expected.empty());
      for (const char byte : {'\0', '\'', '"', '<', '\\', '}', '\xF0'}) {
        std::string changed = text;
        if (size < text.size()) changed[size] = byte;
        const auto other = genmsg::parse(changed);
        QVERIFY(other || !other.error().found.empty());
      }
    }
  }
};

QTEST_APPLESS_MAIN(TestTermParse)
#include "tst_term_parse.moc"
