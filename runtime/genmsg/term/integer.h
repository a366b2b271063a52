// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "genmsg/term/term.h"

namespace genmsg::detail {

// Integers of any size, for who needs no arithmetic.

/// @pre term.is(Term::Kind::Integer)
std::string print_integer(const Term& term);

/// Nothing if it has more than Term::max_integer_bits. @pre digits are digits of the base, 2 to 36
std::optional<Term> parse_integer(std::string_view digits, int base);

/// @pre integer.is(Term::Kind::Integer)
Term negated(const Term& integer);

/// The nearest double; infinite for an integer beyond them. @pre integer.is(Term::Kind::Integer)
double to_double(const Term& integer);

/// @pre whole is finite and an integer
Term to_integer(double whole);

/// @pre both are integers
std::strong_ordering compare_integers(const Term& a, const Term& b) noexcept;

}  // namespace genmsg::detail
