// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/integer.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "genmsg/term/big_integer.h"

namespace genmsg {

BigInteger to_big_integer(const Term& term) {
  if (term.is_uint64()) return term.as_unsigned();
  if (term.is_int64()) return term.as_integer();
  BigInteger value;
  const auto words = term.magnitude();
  constexpr unsigned word_bits = 64;
  import_bits(value, words.begin(), words.end(), word_bits, false);
  return term.is_negative() ? BigInteger(-value) : value;
}

Term TermTraits<BigInteger>::to_term(const BigInteger& value) {
  std::vector<std::uint64_t> words;
  constexpr unsigned word_bits = 64;
  export_bits(BigInteger(abs(value)), std::back_inserter(words), word_bits, false);
  return Term::integer(value < 0, words);
}

Converted<BigInteger> TermTraits<BigInteger>::from_term(const Term& term) {
  if (!term.is(Term::Kind::Integer)) return detail::mismatch("an integer", term);
  return to_big_integer(term);
}

namespace detail {

std::string print_integer(const Term& term) {
  if (term.is_uint64()) return fmt::to_string(term.as_unsigned());
  if (term.is_int64()) return fmt::to_string(term.as_integer());
  return to_big_integer(term).str();
}

std::optional<Term> parse_integer(std::string_view digits, int base) {
  // As many digits at a time as are sure to fit in 64 bits.
  constexpr std::size_t most_digits = 12;
  BigInteger value;
  while (!digits.empty()) {
    const std::string_view some = digits.substr(0, most_digits);
    std::uint64_t word = 0;
    std::from_chars(some.data(), some.data() + some.size(), word, base);
    value = value * pow(BigInteger(base), static_cast<unsigned>(some.size())) + word;
    if (value != 0 && msb(value) >= Term::max_integer_bits) return std::nullopt;
    digits.remove_prefix(some.size());
  }
  return to_term(value);
}

Term negated(const Term& integer) {
  if (integer.is_big()) return Term::integer(!integer.is_negative(), integer.magnitude());
  if (!integer.is_uint64()) return Term(~static_cast<std::uint64_t>(integer.as_integer()) + 1);
  const std::uint64_t magnitude = integer.as_unsigned();
  return Term::integer(true, {&magnitude, 1});
}

double to_double(const Term& integer) {
  if (integer.is_uint64()) return static_cast<double>(integer.as_unsigned());
  if (integer.is_int64()) return static_cast<double>(integer.as_integer());
  // The uppermost 64 bits, the last of them set if anything follows: then it rounds as the whole.
  const auto words = integer.magnitude();
  const std::size_t count = words.size();
  const int shift = std::countl_zero(words[count - 1]);
  std::uint64_t top = words[count - 1] << shift;
  std::uint64_t rest = 0;
  if (count > 1) {
    if (shift != 0) top |= words[count - 2] >> (64 - shift);
    rest = words[count - 2] << shift;
    for (const std::uint64_t word : words.first(count - 2)) rest |= word;
  }
  const double nearest = std::ldexp(static_cast<double>(top | (rest != 0 ? 1u : 0u)),
                                    static_cast<int>(64 * (count - 1)) - shift);
  return integer.is_negative() ? -nearest : nearest;
}

Term to_integer(double whole) {
  return to_term(BigInteger(whole));
}

std::strong_ordering compare_integers(const Term& a, const Term& b) noexcept {
  if (a.is_int64() && b.is_int64()) return a.as_integer() <=> b.as_integer();
  if (a.is_uint64() && b.is_uint64()) return a.as_unsigned() <=> b.as_unsigned();
  if (a.is_negative() != b.is_negative()) {
    return a.is_negative() ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  const auto away_from_zero = [](bool is_negative, std::strong_ordering order) {
    return is_negative ? 0 <=> order : order;
  };
  if (a.is_big() != b.is_big()) return away_from_zero(a.is_negative(), a.is_big() <=> b.is_big());
  const auto x = a.magnitude();
  const auto y = b.magnitude();
  auto order = x.size() <=> y.size();
  if (order == 0) {
    order = std::lexicographical_compare_three_way(x.rbegin(), x.rend(), y.rbegin(), y.rend());
  }
  return away_from_zero(a.is_negative(), order);
}

}  // namespace detail
}  // namespace genmsg
