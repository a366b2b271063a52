// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "genmsg/term/term.h"

namespace genmsg {

/// Where a text stopped being a term, and what would have continued it.
struct ParseError {
  std::size_t line = 1;    // from 1
  std::size_t column = 1;  // from 1, in characters
  std::string expected;    // "a term", "',' or '}'"
  std::string found;       // "']'", "end of text"

  /// "line 1, column 7: expected ',' or '}', found end of text"
  std::string message() const;
};

inline constexpr std::size_t max_parse_depth = 512;
inline constexpr std::size_t max_parse_bytes = std::size_t{16} << 20;
inline constexpr std::size_t max_new_atoms = 4096;

/// Reads one term, as `~0tp` prints it or as a person writes it (file:consult/1's syntax with or
/// without the final dot). Pids, references and opaque values cannot be written as text, by design.
/// Stricter than Erlang where that would change a value in silence: a number in a binary is a byte,
/// and a string with characters above 255 in a binary needs `/utf8`.
/// Limits: nesting of 512; text of 16 MiB; integers of Term::max_integer_bits. Atoms that do not
/// exist yet are interned, at most max_new_atoms: no text fills the atom table.
tl::expected<Term, ParseError> parse(std::string_view text);
/// Likewise, but interns at most so many, and lowers that by how many it did: for many texts that
/// come together, as those of one file.
tl::expected<Term, ParseError> parse(std::string_view text, std::size_t& new_atoms_left);

}  // namespace genmsg
