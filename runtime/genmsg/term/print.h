// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "genmsg/term/term.h"

namespace genmsg {

/// How much of a term to print. A value beyond a limit is printed as `...`.
struct PrintLimits {
  std::size_t depth = 64;             // containers around a value; at most max_print_depth
  std::size_t characters = 1U << 20;  // passed by one value and the closing brackets at most
};

inline constexpr std::size_t max_print_depth = 512;

/// The text, in UTF-8, that `io_lib:format("~0tp", [Term])` gives in an Erlang started with
/// `+pc unicode`: one line, lists of printable characters as strings, maps in the order of their
/// keys (in OTP 25 those of up to 32 keys; from OTP 26 on all, with `~0ktp`). Two differences:
/// `maybe` and `else` are quoted, as OTP 27 has it, and a cut string or binary is `"abc"...` or
/// `<<"abc"...>>`.
/// Takes time in proportion to the text that it returns, not to the term.
/// See: stdlib, io:format/2. Compared with Erlang's in tests/runtime/tst_term_erlang.cpp.
std::string print(const Term& term, PrintLimits limits = {});

/// The same on lines of less than `line_length` characters where that is possible, as `~tp` lays it
/// out: what does not fit goes under the bracket that it is in, or four columns in from a tuple's
/// tag or a map's key. Strings are not broken.
/// One difference: a character that combines with the one before it counts as one, too.
/// See: stdlib, io:format/2 and io_lib_pretty.
std::string print_pretty(const Term& term, std::size_t line_length = 80, PrintLimits limits = {});

/// Whether a list is printed as a string: there are elements, all of them printable characters.
/// Looks at no more than the first `max_elements`. @pre list.is(Term::Kind::List)
bool is_string(const Term& list, std::size_t max_elements) noexcept;

}  // namespace genmsg
