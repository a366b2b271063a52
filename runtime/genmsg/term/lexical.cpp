// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/lexical.h"

#include <algorithm>
#include <array>

#include "genmsg/term/utf8.h"

namespace genmsg::detail {
namespace {

constexpr std::array<std::string_view, 27> reserved_words = {
    "after", "and",  "andalso", "band",   "begin",   "bnot", "bor", "bsl",  "bsr",
    "bxor",  "case", "catch",   "cond",   "div",     "end",  "fun", "if",   "let",
    "not",   "of",   "or",      "orelse", "receive", "rem",  "try", "when", "xor"};

struct Escape {
  char letter;
  char32_t code;
};
constexpr std::array<Escape, 8> escapes = {{{'n', 0x0A},
                                            {'r', 0x0D},
                                            {'t', 0x09},
                                            {'v', 0x0B},
                                            {'b', 0x08},
                                            {'f', 0x0C},
                                            {'e', 0x1B},
                                            {'d', 0x7F}}};

constexpr bool is_between(char32_t code, char32_t first, char32_t last) noexcept {
  return first <= code && code <= last;
}

}  // namespace

// Latin-1 letters only, as OTP has it; 0xD7 and 0xF7 are the multiplication and division signs.
bool starts_atom(char32_t code) noexcept {
  return is_between(code, U'a', U'z') || (is_between(code, 0xDF, 0xFF) && code != 0xF7);
}

bool continues_atom(char32_t code) noexcept {
  return starts_atom(code) || is_between(code, U'A', U'Z') || is_between(code, U'0', U'9') ||
         (is_between(code, 0xC0, 0xDE) && code != 0xD7) || code == U'_' || code == U'@';
}

bool is_reserved_word(std::string_view word) noexcept {
  return std::find(reserved_words.begin(), reserved_words.end(), word) != reserved_words.end();
}

bool needs_quotes(std::string_view atom) noexcept {
  if (atom.empty() || !starts_atom(decode_utf8(atom).code)) return true;
  for (std::string_view rest = atom; !rest.empty();) {
    const auto character = decode_utf8(rest);
    if (!continues_atom(character.code)) return true;
    rest.remove_prefix(character.size);
  }
  // Reserved from OTP 27 on; quoted, they are atoms in every release.
  return is_reserved_word(atom) || atom == "maybe" || atom == "else";
}

bool is_printable(std::uint64_t code) noexcept {
  constexpr std::uint64_t escape = 0x1B;
  return (code >= 0x20 && code <= 0x7E) || (code >= 0x08 && code <= 0x0D) || code == escape ||
         (code >= 0xA0 && code < 0xD800) || (code > 0xDFFF && code < 0xFFFE) ||
         (code > 0xFFFF && code <= 0x10FFFF);
}

char escape_letter(char32_t code) noexcept {
  const auto* const found = std::find_if(escapes.begin(), escapes.end(),
                                         [code](Escape escape) { return escape.code == code; });
  return found != escapes.end() ? found->letter : '\0';
}

char32_t escaped_character(char32_t letter) noexcept {
  if (letter == U's') return U' ';
  const auto* const found = std::find_if(escapes.begin(), escapes.end(), [letter](Escape escape) {
    return static_cast<char32_t>(escape.letter) == letter;
  });
  return found != escapes.end() ? found->code : letter;
}

}  // namespace genmsg::detail
