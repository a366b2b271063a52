// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "genmsg/term/term.h"

namespace genmsg::detail {

/// What the parser sees of a text.
struct Token {
  enum class Kind : std::uint8_t {
    Integer,      // integer: without its sign
    Character,    // integer: `$a`
    Float,        // real
    Atom,         // text: UTF-8
    String,       // characters
    Word,         // a variable or a reserved word
    Punctuation,  // lexeme
    Dot,          // the one that ends a term
    End,
  };
  Kind kind = Kind::End;
  std::size_t offset = 0;   // where the lexeme starts in the text
  std::string_view lexeme;  // as it was written
  Term integer;
  double real = 0;
  std::string text;
  std::u32string characters;

  bool is(std::string_view punctuation) const noexcept {
    return kind == Kind::Punctuation && lexeme == punctuation;
  }
};

/// Why there is no token or no term.
struct SyntaxError {
  std::size_t offset = 0;
  std::string expected;
  std::string found;
};

/// Cuts a text into tokens.
/// Ownership: the text outlives the scanner and its tokens.
/// Errors: next() returns nothing once the text is not Erlang's; error() then says why.
class Scanner {
 public:
  /// @pre text is UTF-8
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<Token> next();
  const SyntaxError& error() const noexcept { return error_; }

 private:
  bool at_end() const noexcept { return position_ == text_.size(); }
  char32_t peek() const noexcept;                  // 0 at the end
  char byte_at(std::size_t ahead) const noexcept;  // 0 behind the end
  char32_t take() noexcept;
  void skip_space() noexcept;
  std::string_view take_digits(int base) noexcept;
  /// The character here was not what was expected.
  std::nullopt_t fail(std::string_view expected);
  /// What was read from `start` to here was not what was expected.
  std::nullopt_t fail_from(std::size_t start, std::string_view expected);

  bool scan_number(Token& token);
  bool scan_integer(Token& token, std::string_view digits, int base);
  bool scan_float(Token& token);
  bool scan_quoted(Token& token, char32_t quote);
  void scan_word(Token& token);
  bool scan_character(Token& token);
  void scan_punctuation(Token& token) noexcept;
  std::optional<char32_t> scan_escape();
  std::optional<char32_t> scan_hex_escape(std::size_t start);

  std::string_view text_;
  std::size_t position_ = 0;
  SyntaxError error_;
};

/// "'lexeme'", cut to what fits in a message; "end of text" for nothing.
std::string quote_found(std::string_view lexeme);

}  // namespace genmsg::detail
