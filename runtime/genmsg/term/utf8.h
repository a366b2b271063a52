// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace genmsg::detail {

inline constexpr char32_t replacement_character = 0xFFFD;

struct Utf8Character {
  char32_t code = replacement_character;
  std::size_t size = 1;  // bytes read
  bool valid = false;
};

/// Reads the first character. A bad sequence is one byte long and reads as U+FFFD.
/// @pre !text.empty()
Utf8Character decode_utf8(std::string_view text) noexcept;

/// @pre code is a Unicode scalar value
void append_utf8(std::string& text, char32_t code);

/// Characters of a UTF-8 text.
std::size_t count_characters(std::string_view text) noexcept;

/// Whether a code point can stand in a text: neither a surrogate nor beyond U+10FFFF.
constexpr bool is_unicode_scalar(char32_t code) noexcept {
  return code < 0xD800 || (code > 0xDFFF && code <= 0x10FFFF);
}

}  // namespace genmsg::detail
