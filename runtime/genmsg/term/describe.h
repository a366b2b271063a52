// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <tl/expected.hpp>

#include "genmsg/term/term.h"

namespace genmsg {

/// Why a term is not a value of the asked type.
struct ConversionError {
  std::string path;      // "config.limits[2]", empty for the term itself
  std::string expected;  // "an integer from 0 to 255"
  std::string found;     // the term there, printed with limits

  /// "config.limits[2]: expected an integer from 0 to 255, found foo"
  std::string message() const;
};

template <class T>
using Converted = tl::expected<T, ConversionError>;

/// How a described type is laid out, for a screen that keeps the declaration order that a map loses.
struct TermShape {
  struct Field;
  std::string type_name;      // "pool_worker::State"; empty: nothing is known
  std::vector<Field> fields;  // in declaration order; empty for a type that is not a struct
};
struct TermShape::Field {
  Atom name;
  TermShape shape;
};

/// The customisation point: specialise it for a type that cannot be described with Boost.Describe.
///   static Term to_term(const T&);
///   static Converted<T> from_term(const Term&);
///   static std::string type_name();        // optional
template <class T>
struct TermTraits;

}  // namespace genmsg
