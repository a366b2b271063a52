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
/// keys. Two differences: `maybe` and `else` are quoted, as OTP 27 has it, and a cut string or
/// binary is `"abc"...` or `<<"abc"...>>`.
/// Takes time in proportion to the text that it returns, not to the term.
/// See: stdlib, io:format/2.
std::string print(const Term& term, PrintLimits limits = {});

}  // namespace genmsg
