// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/parse.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "genmsg/term/integer.h"
#include "genmsg/term/lexical.h"
#include "genmsg/term/scan.h"
#include "genmsg/term/utf8.h"

namespace genmsg {
namespace {

using detail::SyntaxError;
using detail::Token;

/// Recursive descent over the scanner's tokens. A function that returns nothing has set error_.
class Parser {
 public:
  Parser(std::string_view text, std::size_t& new_atoms_left)
      : text_(text), scanner_(text), new_atoms_left_(new_atoms_left) {}

  std::optional<Term> run();
  const SyntaxError& error() const noexcept { return error_; }

 private:
  bool check_text();
  bool advance();
  std::optional<Term> accept(Term term);
  bool expect(std::string_view punctuation, std::string_view expected);

  std::optional<Term> parse_term();
  std::optional<Term> parse_atom();
  std::optional<Term> parse_string();
  std::optional<Term> parse_punctuation();
  std::optional<Term> parse_signed();
  std::optional<Term> parse_tuple();
  std::optional<Term> parse_list();
  std::optional<Term> parse_map();
  std::optional<Term> parse_binary();
  std::optional<std::vector<Term>> parse_elements(std::string_view close,
                                                  std::string_view expected);
  bool parse_segment(std::string& bytes);
  std::optional<std::u32string> take_strings();
  std::optional<std::u32string> take_number();
  bool take_utf8();
  bool append_utf8(std::string& bytes, const std::u32string& codes, std::size_t start);

  std::nullopt_t fail(std::string_view expected);
  std::nullopt_t fail_from(std::size_t start, std::size_t end, std::string_view expected);
  std::nullopt_t fail_word();
  std::nullopt_t fail_punctuation();
  std::nullopt_t fail_hash(std::size_t start);
  std::size_t end_of_bracket(std::size_t start) const;

  std::string_view text_;
  detail::Scanner scanner_;
  Token token_;
  std::size_t depth_ = 0;
  std::size_t& new_atoms_left_;
  SyntaxError error_;
};

std::optional<Term> Parser::run() {
  if (!check_text() || !advance()) return std::nullopt;
  auto term = parse_term();
  if (!term) return std::nullopt;
  if (token_.kind == Token::Kind::Dot && !advance()) return std::nullopt;
  if (token_.kind != Token::Kind::End) return fail("end of text");
  return term;
}

bool Parser::check_text() {
  if (text_.size() > max_parse_bytes) {
    error_ = {0, "a text of at most 16 MiB", fmt::format("{} bytes", text_.size())};
    return false;
  }
  for (std::size_t at = 0; at < text_.size();) {
    const auto character = detail::decode_utf8(text_.substr(at));
    if (!character.valid) {
      const unsigned byte = static_cast<unsigned char>(text_[at]);
      error_ = {at, "UTF-8 text", fmt::format("the byte 16#{:02X}", byte)};
      return false;
    }
    at += character.size;
  }
  return true;
}

bool Parser::advance() {
  auto next = scanner_.next();
  if (next) {
    token_ = std::move(*next);
  } else {
    error_ = scanner_.error();
  }
  return next.has_value();
}

/// The token's term, once the token after it is there.
std::optional<Term> Parser::accept(Term term) {
  if (!advance()) return std::nullopt;
  return term;
}

bool Parser::expect(std::string_view punctuation, std::string_view expected) {
  if (token_.is(punctuation)) return advance();
  fail(expected);
  return false;
}

std::optional<Term> Parser::parse_term() {
  switch (token_.kind) {
    case Token::Kind::Integer:
    case Token::Kind::Character:
      return accept(token_.integer);
    case Token::Kind::Float:
      return accept(Term(token_.real));
    case Token::Kind::Atom:
      return parse_atom();
    case Token::Kind::String:
      return parse_string();
    case Token::Kind::Punctuation:
      return parse_punctuation();
    case Token::Kind::Word:
      return fail_word();
    case Token::Kind::Dot:
    case Token::Kind::End:
      break;
  }
  return fail("a term");
}

std::optional<Term> Parser::parse_atom() {
  if (detail::count_characters(token_.text) > Atom::max_characters) {
    return fail("an atom of at most 255 characters");
  }
  if (!Atom::find(token_.text)) {
    if (new_atoms_left_ == 0) {
      return fail("an atom that is known already (a text may bring 4096 new ones)");
    }
    --new_atoms_left_;
  }
  try {
    return accept(Atom::intern(token_.text));
  } catch (const std::length_error&) {
    return fail("an atom that is known already (the atom table is full)");
  }
}

std::optional<Term> Parser::parse_string() {
  const auto characters = take_strings();
  if (!characters) return std::nullopt;
  return Term::list(std::vector<Term>(characters->begin(), characters->end()));
}

/// Strings that follow one another are one string.
std::optional<std::u32string> Parser::take_strings() {
  std::u32string characters;
  while (token_.kind == Token::Kind::String) {
    characters += token_.characters;
    if (!advance()) return std::nullopt;
  }
  return characters;
}

std::optional<Term> Parser::parse_punctuation() {
  if (token_.is("-") || token_.is("+")) return parse_signed();
  constexpr std::array<std::string_view, 4> openings = {"{", "[", "#", "<<"};
  if (std::find(openings.begin(), openings.end(), token_.lexeme) == openings.end()) {
    return fail_punctuation();
  }
  if (depth_ == max_parse_depth) return fail("at most 512 levels of nesting");
  ++depth_;
  auto term = token_.is("{")   ? parse_tuple()
              : token_.is("[") ? parse_list()
              : token_.is("#") ? parse_map()
                               : parse_binary();
  --depth_;
  return term;
}

std::optional<Term> Parser::parse_signed() {
  const bool is_negative = token_.is("-");
  if (!advance()) return std::nullopt;
  if (token_.kind == Token::Kind::Float) {
    return accept(Term(is_negative ? -token_.real : token_.real));
  }
  if (token_.kind != Token::Kind::Integer && token_.kind != Token::Kind::Character) {
    return fail("a number after the sign");
  }
  return accept(is_negative ? detail::negated(token_.integer) : token_.integer);
}

std::optional<Term> Parser::parse_tuple() {
  auto elements = parse_elements("}", "',' or '}'");
  if (!elements || !advance()) return std::nullopt;
  return Term::tuple(std::move(*elements));
}

/// A list that is the tail of another one goes on with it here: joined later, each would be copied
/// into the one around it.
std::optional<Term> Parser::parse_list() {
  std::vector<Term> elements;
  std::optional<Term> tail = Term::list({});
  std::size_t open = 0;
  while (true) {
    auto more = parse_elements("]", "',', '|' or ']'");
    if (!more) return std::nullopt;
    elements.insert(elements.end(), std::move_iterator(more->begin()),
                    std::move_iterator(more->end()));
    ++open;
    if (token_.is("]")) break;
    if (!advance()) return std::nullopt;
    if (token_.is("[")) continue;
    tail = parse_term();
    if (!tail) return std::nullopt;
    break;
  }
  for (; open > 0; --open) {
    if (!expect("]", "']'")) return std::nullopt;
  }
  return Term::list(std::move(elements), *tail);
}

/// From the opening bracket to the closing one, or to the '|' of a list.
std::optional<std::vector<Term>> Parser::parse_elements(std::string_view close,
                                                        std::string_view expected) {
  std::vector<Term> elements;
  if (!advance()) return std::nullopt;
  while (!elements.empty() || !token_.is(close)) {
    auto element = parse_term();
    if (!element) return std::nullopt;
    elements.push_back(std::move(*element));
    if (token_.is(close) || (token_.is("|") && close == "]")) break;
    if (!expect(",", expected)) return std::nullopt;
  }
  return elements;
}

std::optional<Term> Parser::parse_map() {
  const std::size_t start = token_.offset;
  if (!advance()) return std::nullopt;
  if (!token_.is("{")) return fail_hash(start);
  if (!advance()) return std::nullopt;
  std::vector<Term::Entry> entries;
  while (!entries.empty() || !token_.is("}")) {
    auto key = parse_term();
    if (!key || !expect("=>", "'=>'")) return std::nullopt;
    auto value = parse_term();
    if (!value) return std::nullopt;
    entries.emplace_back(std::move(*key), std::move(*value));
    if (token_.is("}")) break;
    if (!expect(",", "',' or '}'")) return std::nullopt;
  }
  return accept(Term::map(std::move(entries)));
}

std::optional<Term> Parser::parse_binary() {
  std::string bytes;
  if (!advance()) return std::nullopt;
  for (bool is_first = true; !(is_first && token_.is(">>")); is_first = false) {
    if (!parse_segment(bytes)) return std::nullopt;
    if (token_.is(">>")) break;
    const bool has_size = token_.is(":");
    if (!expect(",", has_size ? "',' or '>>' (segment sizes are not supported)" : "',' or '>>'")) {
      return std::nullopt;
    }
  }
  return accept(Term::binary(bytes));
}

bool Parser::parse_segment(std::string& bytes) {
  const std::size_t start = token_.offset;
  const std::size_t end = start + token_.lexeme.size();
  const bool is_string = token_.kind == Token::Kind::String;
  const auto codes = is_string ? take_strings() : take_number();
  if (!codes) return false;
  if (token_.is("/")) return take_utf8() && append_utf8(bytes, *codes, start);
  for (const char32_t code : *codes) {
    if (code > 0xFF) {
      fail_from(
          start, end,
          is_string ? "/utf8 after a string with characters above 255" : "a byte from 0 to 255");
      return false;
    }
    bytes += static_cast<char>(static_cast<unsigned char>(code));
  }
  return true;
}

std::optional<std::u32string> Parser::take_number() {
  const bool is_number =
      token_.kind == Token::Kind::Integer || token_.kind == Token::Kind::Character;
  constexpr std::uint64_t greatest_code = 0x10FFFF;
  if (!is_number) return fail("a byte from 0 to 255, or a string");
  if (!token_.integer.is_uint64() || token_.integer.as_unsigned() > greatest_code) {
    return fail("a byte from 0 to 255");
  }
  std::u32string code(1, static_cast<char32_t>(token_.integer.as_unsigned()));
  if (!advance()) return std::nullopt;
  return code;
}

bool Parser::take_utf8() {
  if (!advance()) return false;
  if (token_.kind == Token::Kind::Atom && token_.text == "utf8") return advance();
  fail("utf8 (other segment types are not supported)");
  return false;
}

bool Parser::append_utf8(std::string& bytes, const std::u32string& codes, std::size_t start) {
  for (const char32_t code : codes) {
    if (!detail::is_unicode_scalar(code)) {
      fail_from(start, token_.offset, "the code of a character");
      return false;
    }
    detail::append_utf8(bytes, code);
  }
  return true;
}

/// The token was not what was expected.
std::nullopt_t Parser::fail(std::string_view expected) {
  return fail_from(token_.offset, token_.offset + token_.lexeme.size(), expected);
}

std::nullopt_t Parser::fail_from(std::size_t start, std::size_t end, std::string_view expected) {
  error_ = {start, std::string(expected), detail::quote_found(text_.substr(start, end - start))};
  return std::nullopt;
}

std::nullopt_t Parser::fail_word() {
  if (token_.lexeme == "fun") return fail("a term (a fun cannot be written as text)");
  if (detail::is_reserved_word(token_.lexeme)) {
    return fail("a term (a reserved word needs single quotes to be an atom)");
  }
  return fail("a term (there are no variables; an atom needs single quotes)");
}

std::nullopt_t Parser::fail_punctuation() {
  if (!token_.is("<")) return fail("a term");
  return fail_from(token_.offset, end_of_bracket(token_.offset),
                   "a term (a pid cannot be written as text)");
}

/// At what the printer writes for a value that has no text form.
std::nullopt_t Parser::fail_hash(std::size_t start) {
  struct Form {
    std::string_view prefix;
    std::string_view name;
  };
  constexpr std::array<Form, 4> forms = {{{"#Ref<", "a reference"},
                                          {"#Fun<", "a fun"},
                                          {"#Port<", "a port"},
                                          {"#Opaque<", "a value without a description"}}};
  for (const Form& form : forms) {
    if (text_.substr(start, form.prefix.size()) == form.prefix) {
      return fail_from(start, end_of_bracket(start),
                       fmt::format("a term ({} cannot be written as text)", form.name));
    }
  }
  return fail("'{' after '#'");
}

/// Behind the next '>', or behind the one character if there is none.
std::size_t Parser::end_of_bracket(std::size_t start) const {
  const std::size_t end = text_.find('>', start);
  return (end == std::string_view::npos ? start : end) + 1;
}

ParseError locate(std::string_view text, const SyntaxError& error) {
  ParseError result;
  result.expected = error.expected;
  result.found = error.found;
  for (std::size_t at = 0; at < error.offset; at += detail::decode_utf8(text.substr(at)).size) {
    const bool is_newline = text[at] == '\n';
    result.line += is_newline ? 1 : 0;
    result.column = is_newline ? 1 : result.column + 1;
  }
  return result;
}

}  // namespace

std::string ParseError::message() const {
  return fmt::format("line {}, column {}: expected {}, found {}", line, column, expected, found);
}

tl::expected<Term, ParseError> parse(std::string_view text) {
  std::size_t new_atoms_left = max_new_atoms;
  return parse(text, new_atoms_left);
}

tl::expected<Term, ParseError> parse(std::string_view text, std::size_t& new_atoms_left) {
  Parser parser(text, new_atoms_left);
  if (auto term = parser.run()) return std::move(*term);
  return tl::unexpected(locate(text, parser.error()));
}

}  // namespace genmsg
