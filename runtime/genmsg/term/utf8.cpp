// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/utf8.h"

#include <algorithm>
#include <array>

namespace genmsg::detail {

Utf8Character decode_utf8(std::string_view text) noexcept {
  const auto byte = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < size) return {};
  char32_t code = first & (0x7FU >> size);
  for (std::size_t at = 1; at < size; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) return {};
    code = code << 6 | (byte(at) & 0x3FU);
  }
  // The smallest code of each size: anything below was written longer than needed.
  constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[size] || !is_unicode_scalar(code)) return {};
  return {code, size, true};
}

void append_utf8(std::string& text, char32_t code) {
  const auto continuation = [code](unsigned shift) {
    return static_cast<char>(0x80U | ((code >> shift) & 0x3FU));
  };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += {static_cast<char>(0xC0U | code >> 6), continuation(0)};
  } else if (code < 0x10000) {
    text += {static_cast<char>(0xE0U | code >> 12), continuation(6), continuation(0)};
  } else {
    text +=
        {static_cast<char>(0xF0U | code >> 18), continuation(12), continuation(6), continuation(0)};
  }
}

std::size_t count_characters(std::string_view text) noexcept {
  // Every byte but those that continue a character.
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

}  // namespace genmsg::detail
