// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/scan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <system_error>

#include <fmt/format.h>

#include "genmsg/term/integer.h"
#include "genmsg/term/lexical.h"
#include "genmsg/term/utf8.h"

namespace genmsg::detail {
namespace {

constexpr int greatest_base = 36;

/// The value of a digit; greatest_base for what is none.
int digit_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return greatest_base;
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool is_space(char32_t code) noexcept {
  return code <= U' ' || (code >= 0x80 && code <= 0xA0);
}

std::string without_underscores(std::string_view digits) {
  std::string result(digits);
  std::erase(result, '_');
  return result;
}

std::optional<std::uint64_t> to_uint64(std::string_view plain, int base) {
  std::uint64_t value = 0;
  const auto result = std::from_chars(plain.data(), plain.data() + plain.size(), value, base);
  if (result.ec != std::errc{}) return std::nullopt;
  return value;
}

std::optional<Term> to_term(std::string_view digits, int base) {
  const std::string plain = without_underscores(digits);
  if (const auto value = to_uint64(plain, base)) return Term(*value);
  return parse_integer(plain, base);
}

/// Where the first digit that is not 0 stands: 3 for 123.0, -1 for 0.01, of `digits.digits[eN]`.
std::int64_t exponent_of(std::string_view plain) {
  const std::size_t end = std::min(plain.find_first_of("eE"), plain.size());
  const auto point = static_cast<std::int64_t>(std::min(plain.find('.'), end));
  const std::size_t first = plain.substr(0, end).find_first_not_of("0.");
  if (first == std::string_view::npos) return -1;  // all of it is 0
  std::int64_t written = 0;
  if (end < plain.size()) {
    const std::string_view power = plain.substr(end + 1);
    const auto read = std::from_chars(power.data(), power.data() + power.size(), written);
    if (read.ec != std::errc{}) return power.starts_with('-') ? -1 : 1;
  }
  const auto place = static_cast<std::int64_t>(first);
  const std::int64_t before_point = place < point ? point - place : point + 1 - place;
  const bool would_overflow = written > 0 ? before_point > INT64_MAX - written
                                          : before_point < INT64_MIN - written;
  return would_overflow ? written : before_point + written;
}

/// Reads digits, a point, digits and maybe an exponent; nothing if it is too large for a double.
std::optional<double> to_float(std::string_view digits) {
  std::string plain = without_underscores(digits);
  std::erase(plain, '+');  // from_chars() takes no plus in an exponent
  double value = 0;
  const auto result = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (result.ec == std::errc{}) return value;
  // Out of range is also what is too small; that reads as zero, as in Erlang.
  if (exponent_of(plain) < 0) return 0.0;
  return std::nullopt;
}

}  // namespace

std::string quote_found(std::string_view lexeme) {
  if (lexeme.empty()) return "end of text";
  constexpr std::size_t most_characters = 32;
  std::string_view rest = lexeme;
  for (std::size_t count = 0; count < most_characters && !rest.empty(); ++count) {
    rest.remove_prefix(decode_utf8(rest).size);
  }
  lexeme.remove_suffix(rest.size());
  return fmt::format("'{}{}'", lexeme, rest.empty() ? "" : "...");
}

std::optional<Token> Scanner::next() {
  skip_space();
  Token token;
  token.offset = position_;
  const char32_t first = peek();
  bool is_good = true;
  if (at_end()) {
    token.kind = Token::Kind::End;
  } else if (first >= U'0' && first <= U'9') {
    is_good = scan_number(token);
  } else if (continues_atom(first) && first != U'@') {
    scan_word(token);
  } else if (first == U'\'' || first == U'"') {
    is_good = scan_quoted(token, first);
  } else if (first == U'$') {
    is_good = scan_character(token);
  } else {
    scan_punctuation(token);
  }
  if (!is_good) return std::nullopt;
  token.lexeme = text_.substr(token.offset, position_ - token.offset);
  return token;
}

char32_t Scanner::peek() const noexcept {
  return at_end() ? 0 : decode_utf8(text_.substr(position_)).code;
}

char Scanner::byte_at(std::size_t ahead) const noexcept {
  return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
}

/// @pre !at_end()
char32_t Scanner::take() noexcept {
  const auto character = decode_utf8(text_.substr(position_));
  position_ += character.size;
  return character.code;
}

void Scanner::skip_space() noexcept {
  while (!at_end()) {
    if (peek() == U'%') {
      position_ = std::min(text_.find('\n', position_), text_.size());
    } else if (is_space(peek())) {
      take();
    } else {
      return;
    }
  }
}

/// Digits with single underscores between them.
std::string_view Scanner::take_digits(int base) noexcept {
  const std::size_t start = position_;
  const auto is_good = [base](char c) { return digit_value(c) < base; };
  while (is_good(byte_at(0)) || (position_ > start && byte_at(0) == '_' && is_good(byte_at(1)))) {
    ++position_;
  }
  return text_.substr(start, position_ - start);
}

std::nullopt_t Scanner::fail(std::string_view expected) {
  const std::size_t start = position_;
  if (!at_end()) take();
  return fail_from(start, expected);
}

std::nullopt_t Scanner::fail_from(std::size_t start, std::string_view expected) {
  error_ = {start, std::string(expected), quote_found(text_.substr(start, position_ - start))};
  return std::nullopt;
}

bool Scanner::scan_number(Token& token) {
  const std::string_view digits = take_digits(10);
  if (byte_at(0) == '.' && is_digit(byte_at(1))) return scan_float(token);
  if (byte_at(0) != '#') return scan_integer(token, digits, 10);
  const auto base = to_uint64(without_underscores(digits), 10);
  if (!base || *base < 2 || *base > greatest_base) {
    fail_from(token.offset, "a base from 2 to 36");
    return false;
  }
  ++position_;
  const auto based_digits = take_digits(static_cast<int>(*base));
  if (!based_digits.empty()) return scan_integer(token, based_digits, static_cast<int>(*base));
  fail(fmt::format("a digit of base {}", *base));
  return false;
}

bool Scanner::scan_integer(Token& token, std::string_view digits, int base) {
  auto value = to_term(digits, base);
  if (!value) {
    fail_from(token.offset, fmt::format("an integer of at most {} bits", Term::max_integer_bits));
    return false;
  }
  token.kind = Token::Kind::Integer;
  token.integer = std::move(*value);
  return true;
}

bool Scanner::scan_float(Token& token) {
  ++position_;  // the point
  take_digits(10);
  if (byte_at(0) == 'e' || byte_at(0) == 'E') {
    const std::size_t sign = byte_at(1) == '-' || byte_at(1) == '+' ? 1 : 0;
    if (is_digit(byte_at(1 + sign))) {
      position_ += 1 + sign;
      take_digits(10);
    }
  }
  const auto value = to_float(text_.substr(token.offset, position_ - token.offset));
  if (!value) {
    fail_from(token.offset, "a float of at most 1.7976931348623157e308");
    return false;
  }
  token.kind = Token::Kind::Float;
  token.real = *value;
  return true;
}

bool Scanner::scan_quoted(Token& token, char32_t quote) {
  take();
  while (!at_end() && peek() != quote) {
    char32_t code = take();
    if (code == U'\\') {
      const auto escaped = scan_escape();
      if (!escaped) return false;
      code = *escaped;
    }
    token.characters += code;
  }
  if (at_end()) {
    fail(quote == U'"' ? "the \" that ends a string" : "the ' that ends an atom");
    return false;
  }
  take();
  token.kind = quote == U'"' ? Token::Kind::String : Token::Kind::Atom;
  if (token.kind == Token::Kind::Atom) {
    for (const char32_t code : token.characters) append_utf8(token.text, code);
  }
  return true;
}

void Scanner::scan_word(Token& token) {
  const bool is_lower_case = starts_atom(peek());
  while (continues_atom(peek())) take();
  token.text = text_.substr(token.offset, position_ - token.offset);
  const bool is_atom = is_lower_case && !is_reserved_word(token.text);
  token.kind = is_atom ? Token::Kind::Atom : Token::Kind::Word;
}

bool Scanner::scan_character(Token& token) {
  take();  // the $
  if (at_end()) {
    fail("a character after '$'");
    return false;
  }
  char32_t code = take();
  if (code == U'\\') {
    const auto escaped = scan_escape();
    if (!escaped) return false;
    code = *escaped;
  }
  token.kind = Token::Kind::Character;
  token.integer = Term(static_cast<std::uint32_t>(code));
  return true;
}

void Scanner::scan_punctuation(Token& token) noexcept {
  constexpr std::array<std::string_view, 4> pairs = {"<<", ">>", "=>", ":="};
  const std::string_view start = text_.substr(position_, 2);
  const bool is_pair = std::find(pairs.begin(), pairs.end(), start) != pairs.end();
  const char32_t first = take();
  if (is_pair) take();
  const bool ends_term = first == U'.' && (at_end() || is_space(peek()) || peek() == U'%');
  token.kind = ends_term ? Token::Kind::Dot : Token::Kind::Punctuation;
}

/// What follows a backslash. See: Erlang Reference Manual, Data Types, Escape Sequences.
std::optional<char32_t> Scanner::scan_escape() {
  const std::size_t start = position_ - 1;
  if (at_end()) return fail("a character after '\\'");
  const auto is_octal = [this] { return peek() >= U'0' && peek() <= U'7'; };
  if (is_octal()) {
    char32_t code = 0;
    for (int digits = 0; digits < 3 && is_octal(); ++digits) code = code * 8 + (take() - U'0');
    return code;
  }
  const char32_t first = take();
  if (first == U'x') return scan_hex_escape(start);
  if (first != U'^') return escaped_character(first);
  if (at_end()) return fail("a letter after '\\^'");
  constexpr char32_t control_bits = 31;
  return take() & control_bits;
}

std::optional<char32_t> Scanner::scan_hex_escape(std::size_t start) {
  const bool has_braces = byte_at(0) == '{';
  if (has_braces) ++position_;
  const std::size_t digits = position_;
  while (digit_value(byte_at(0)) < 16 && (has_braces || position_ < digits + 2)) ++position_;
  const std::size_t count = position_ - digits;
  if (has_braces ? count == 0 || byte_at(0) != '}' : count != 2) {
    return fail("hexadecimal digits: \\xHH or \\x{H...}");
  }
  const auto code = to_uint64(text_.substr(digits, count), 16);
  if (has_braces) ++position_;
  if (!code || *code > std::numeric_limits<std::uint32_t>::max() ||
      !is_unicode_scalar(static_cast<char32_t>(*code))) {
    return fail_from(start, "the code of a character");
  }
  return static_cast<char32_t>(*code);
}

}  // namespace genmsg::detail
