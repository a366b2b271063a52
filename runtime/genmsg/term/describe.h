// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <tl/expected.hpp>

#include "genmsg/term/bounded.h"
#include "genmsg/term/term.h"
#include "genmsg/term/type_name.h"

namespace genmsg {

/// Why a term is not a value of the asked type.
struct ConversionError {
  std::string path;      // "config.limits[2]", places from 1; empty for the term itself
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
  std::vector<Atom> values = {};  // of a described enum, in declaration order; else empty
};
struct TermShape::Field {
  Atom name;
  TermShape shape;
};

/// The customisation point: specialise it for a type that cannot be described with Boost.Describe.
/// It wins over every rule of to_term().
///   static Term to_term(const T&);
///   static Converted<T> from_term(const Term&);  // without it, T is read-only
///   static std::string type_name();              // optional
template <class T>
struct TermTraits;

/// What a value looks like as a term:
///   bool                              true or false
///   integers, undescribed enums      integer; of any size: see big_integer.h
///   float, double                    float (not finite: nan, infinity, neg_infinity)
///   std::string, string_view, char*  binary
///   described enum                   atom; an integer if it has no name
///   Atom, Pid, Term                  itself
///   chrono duration, time point      integer nanoseconds (beyond them: infinity, neg_infinity)
///   optional, unique_ptr, shared_ptr  undefined, or the value
///   variant                          {TypeName, Value}, the name without its namespace
///   pair, tuple                      tuple
///   map, unordered_map               map
///   other containers                 list
///   described struct                 map with an atom for each described member, inherited too
///   empty struct                     #{}
///   anything else                    opaque: its type's name
/// Limits: recurses as deep as the value does, so a cycle of shared_ptr does not end.
template <class T>
Term to_term(const T& value);

/// bounded(to_term(value), max_elements), at the cost of what is kept.
template <class T>
Term to_term(const T& value, std::size_t max_elements);

/// The value that to_term() shows as this term. Struct keys may come in any order; each must be
/// there, and no other. An integer is taken for a float.
/// What a struct does not describe is as its default constructor leaves it; sys::replace_state() keeps
/// that of the old state.
/// Errors: the first place that does not fit, as path, expected and found.
template <class T>
Converted<T> from_term(const Term& term);

/// `is_convertible_from_term<T>`, a constant: whether from_term<T> can succeed, that is, no part of
/// T is opaque, a view, const, or without a default constructor.

/// The layout of T and of the structs in it, four levels deep.
template <class T>
TermShape shape_of();

}  // namespace genmsg

#include "genmsg/term/codec.h"  // what is declared above
