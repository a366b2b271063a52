// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace genmsg::detail {

// What the printer and the parser must agree on. See: Erlang Reference Manual, Character Set and
// Source File Encoding; stdlib, io_lib:printable_unicode_list/1, io_lib:write_atom/1.

/// Whether a character starts an unquoted atom, or continues one (and a variable's name).
bool starts_atom(char32_t code) noexcept;
bool continues_atom(char32_t code) noexcept;
bool is_reserved_word(std::string_view word) noexcept;
bool needs_quotes(std::string_view atom) noexcept;

/// Whether a list of such characters is shown as a string.
bool is_printable(std::uint64_t code) noexcept;

/// The `n` of `\n`, or 0 for a character without a letter of its own.
char escape_letter(char32_t code) noexcept;
/// The newline of `\n`: what a letter after a backslash stands for, itself if nothing.
char32_t escaped_character(char32_t letter) noexcept;

}  // namespace genmsg::detail
