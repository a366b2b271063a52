// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/random_term.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "genmsg/term/utf8.h"

using genmsg::Atom;
using genmsg::Term;

namespace test {

Term RandomTerms::term(int depth) {
  switch (below(depth > 0 ? 9 : 5)) {
    case 0: return integer();
    case 1: return real();
    case 2: return atom();
    case 3: return Term::binary(bytes());
    case 4: return string();
    case 5: return Term::list(terms(depth));
    case 6: return Term::list(terms(depth), term(depth - 1));
    case 7: return Term::tuple(terms(depth));
    default: return map(depth);
  }
}

Term RandomTerms::integer() {
  switch (below(4)) {
    case 0: return Term(static_cast<std::int64_t>(below(5)) - 2);
    case 1: {  // beside a power of two
      std::vector<std::uint64_t> words(below(18) + 1);
      words.back() = std::uint64_t{1} << below(64);
      words.front() += below(3) - 1;
      return Term::integer(below(2) == 0, words);
    }
    case 2: {
      std::vector<std::uint64_t> words(below(5) + 1);
      for (std::uint64_t& word : words) word = random_();
      words.back() >>= below(64);
      return Term::integer(below(2) == 0, words);
    }
    default: return Term(std::bit_cast<std::int64_t>(random_()) >> below(64));
  }
}

Term RandomTerms::real() {
  const double sign = below(2) == 0 ? 1 : -1;
  switch (below(4)) {
    case 0: return Term(static_cast<double>(below(5)) - 2);
    case 1: {  // beside a power of two
      const double power = std::ldexp(1.0, static_cast<int>(below(1024)));
      constexpr std::array<double, 3> towards = {0.0, HUGE_VAL, 1.0};
      const double value = std::nextafter(power, towards[below(3)]);
      return Term(sign * (std::isfinite(value) ? value : power));
    }
    case 2: {
      const auto any = std::bit_cast<double>(random_());
      return Term(std::isfinite(any) ? any : sign);
    }
    default:
      return Term(sign * (static_cast<double>(below(1'000'000)) + 1) /
                  std::pow(10, static_cast<double>(below(12))));
  }
}

Term RandomTerms::atom() {
  // Not `maybe` and `else`: not every Erlang quotes them.
  constexpr std::array<std::string_view, 6> words = {"ok", "after", "fun", "EXIT", "", "a@b"};
  return below(2) == 0 ? Atom::intern(words[below(words.size())]) : Atom::intern(utf8());
}

Term RandomTerms::string() {
  std::vector<Term> codes;
  for (std::uint64_t left = count(); left > 0; --left) {
    constexpr std::array<char32_t, 3> none = {0xD800, 0xFFFE, 0x110000};  // no characters
    codes.emplace_back(below(50) == 0 ? none[below(none.size())] : character());
  }
  return Term::list(std::move(codes));
}

Term RandomTerms::map(int depth) {
  // Erlang's larger maps have no order to speak of.
  constexpr std::uint64_t most = 32;
  std::vector<Term::Entry> entries;
  for (std::uint64_t left = std::min(count(), most); left > 0; --left) {
    Term key = term(depth - 1);
    entries.emplace_back(std::move(key), term(depth - 1));
  }
  return Term::map(std::move(entries));
}

std::vector<Term> RandomTerms::terms(int depth) {
  std::vector<Term> result;
  for (std::uint64_t left = count(); left > 0; --left) result.push_back(term(depth - 1));
  return result;
}

/// Small, and now and then enough for more than a line.
std::uint64_t RandomTerms::count() {
  return below(30) == 0 ? below(40) : below(5);
}

char32_t RandomTerms::character() {
  constexpr std::array<char32_t, 14> special = {U'\'',  U'"',   U'\\',  U'\n',   0,
                                                0x1B,   0x7F,   0x9F,   0xA0,    0xD7,
                                                0xD7FF, 0xE000, 0xFFFD, 0x10FFFF};
  switch (below(5)) {
    case 0: return special[below(special.size())];
    case 1: return static_cast<char32_t>(below(0x100));
    case 2: return static_cast<char32_t>(0x410 + below(0x40));
    default: return static_cast<char32_t>(U'a' + below(26));
  }
}

std::string RandomTerms::utf8() {
  std::string text;
  for (std::uint64_t left = below(8); left > 0; --left) {
    genmsg::detail::append_utf8(text, character());
  }
  return text;
}

std::string RandomTerms::bytes() {
  if (below(2) == 0) return utf8();
  // No byte that starts a character which combines with the one before it: see print_pretty().
  constexpr std::uint64_t first_combining = 0xCC;
  constexpr std::uint64_t most = 8;
  std::string result;
  for (std::uint64_t left = count(); left > 0; --left) {
    const std::uint64_t any = below(first_combining + most);
    result += static_cast<char>(any < first_combining ? any : 0xFF - (any - first_combining));
  }
  return result;
}

}  // namespace test
