// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "genmsg/term/term.h"

namespace genmsg {

/// How much of a term to print. A value beyond a limit is printed as `...`.
struct PrintLimits {
  std::size_t depth = 64;
  std::size_t characters = 1 << 20;
};

/// The text that `io_lib:format("~0tp", [Term])` gives: one line, lists of printable characters as
/// strings, maps in term order. See: stdlib, io:format/2.
std::string print(const Term& term, PrintLimits limits = {});

}  // namespace genmsg
