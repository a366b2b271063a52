// SPDX-License-Identifier: GPL-3.0-or-later
// Random terms through print() and parse(). A failure prints its seed; GENMSG_SEED replays it.
#include <array>
#include <bit>
#include <cmath>
#include <random>

#include <QTest>

#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"

using genmsg::Atom;
using genmsg::Term;

namespace {

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Term term(int depth) {
    switch (below(depth > 0 ? 8 : 5)) {
      case 0:
        return integer();
      case 1:
        return real();
      case 2:
        return atom();
      case 3:
        return Term::binary(bytes());
      case 4:
        return string();
      case 5:
        return Term::list(terms(depth));
      case 6:
        return Term::tuple(terms(depth));
      default:
        return map(depth);
    }
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  Term integer() {
    const std::uint64_t bits = random_() >> below(64);
    return below(2) == 0 ? Term(bits) : Term(std::bit_cast<std::int64_t>(bits));
  }

  Term real() {
    const double any = std::bit_cast<double>(random_());
    const double small = static_cast<double>(below(1'000'000)) / std::pow(10, below(12));
    return Term(below(2) == 0 && std::isfinite(any) ? any : small);
  }

  char32_t character() {
    constexpr std::array<char32_t, 14> special = {U'\'',  U'"',   U'\\',  U'\n',   0,
                                                  0x1B,   0x7F,   0x9F,   0xA0,    0xD7,
                                                  0xD7FF, 0xE000, 0xFFFE, 0x10FFFF};
    switch (below(5)) {
      case 0:
        return special[below(special.size())];
      case 1:
        return static_cast<char32_t>(below(0x100));
      case 2:
        return static_cast<char32_t>(0x400 + below(0x100));
      default:
        return static_cast<char32_t>(U'a' + below(26));
    }
  }

  std::string utf8() {
    QString text;
    for (std::uint64_t i = below(8); i > 0; --i) {
      const char32_t code = character();
      text += QString::fromUcs4(&code, 1);
    }
    return text.toStdString();
  }

  std::string bytes() {
    if (below(2) == 0) return utf8();
    std::string result;
    for (std::uint64_t i = below(8); i > 0; --i) result += static_cast<char>(below(256));
    return result;
  }

  Term atom() {
    constexpr std::array<std::string_view, 8> words = {"ok",  "after", "maybe", "else",
                                                       "fun", "EXIT",  "",      "a@b"};
    return below(2) == 0 ? Atom::intern(words[below(words.size())]) : Atom::intern(utf8());
  }

  Term string() {
    std::vector<Term> codes;
    for (std::uint64_t i = below(8); i > 0; --i) codes.emplace_back(character());
    return Term::list(std::move(codes));
  }

  std::vector<Term> terms(int depth) {
    std::vector<Term> result;
    for (std::uint64_t i = below(5); i > 0; --i) result.push_back(term(depth - 1));
    return result;
  }

  Term map(int depth) {
    std::vector<Term::Entry> entries;
    for (std::uint64_t i = below(5); i > 0; --i) {
      Term key = term(depth - 1);
      entries.emplace_back(std::move(key), term(depth - 1));
    }
    return Term::map(std::move(entries));
  }

  std::mt19937_64 random_;
};

}  // namespace

class TestTermRoundTrip : public QObject {
  Q_OBJECT

 private slots:
  void printed_term_parses_back() {
    constexpr std::uint64_t default_seed = 1;
    constexpr std::uint64_t rounds = 20'000;
    const bool is_replay = qEnvironmentVariableIsSet("GENMSG_SEED");
    const std::uint64_t first =
        is_replay ? qEnvironmentVariable("GENMSG_SEED").toULongLong() : default_seed;
    for (std::uint64_t seed = first; seed < first + (is_replay ? 1 : rounds); ++seed) {
      check(seed);
      if (QTest::currentTestFailed()) return;
    }
  }

 private:
  void check(std::uint64_t seed) {
    const Term term = Generator(seed).term(4);
    const std::string text = print(term);
    const auto read = genmsg::parse(text);
    const QString where = QString("GENMSG_SEED=%1: %2").arg(seed).arg(QString::fromStdString(text));
    QVERIFY2(read, qPrintable(where + (read ? "" : read.error().message().c_str())));
    QVERIFY2(*read == term, qPrintable(where));
    QVERIFY2(compare(*read, term) == 0, qPrintable(where));
    QVERIFY2(hash(*read) == hash(term), qPrintable(where));
    QVERIFY2(print(*read) == text, qPrintable(where));
    // As a person might lay it out.
    const auto spaced = genmsg::parse(" % a comment\n" + text + " .\n");
    QVERIFY2(spaced && *spaced == term, qPrintable(where));
  }
};

QTEST_APPLESS_MAIN(TestTermRoundTrip)
#include "tst_term_round_trip.moc"
