// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/multiprecision/cpp_int.hpp>

#include "genmsg/term/describe.h"

namespace genmsg {

/// An integer of any size, with arithmetic. A header of its own, as Boost's is a large one.
using BigInteger = boost::multiprecision::cpp_int;

/// @pre term.is(Term::Kind::Integer)
BigInteger to_big_integer(const Term& term);

/// to_term() and from_term() of a BigInteger. Limits: see Term::max_integer_bits.
template <>
struct TermTraits<BigInteger> {
  static Term to_term(const BigInteger& value);
  static Converted<BigInteger> from_term(const Term& term);
  static std::string type_name() { return "integer"; }
};

}  // namespace genmsg
