// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"

namespace genmsg {

/// An immutable Erlang value: what a state, a message or an exit reason becomes when somebody looks
/// at it. 16 bytes; compound values are shared, never copied.
/// Threads: a value; distinct Terms that share contents may be used from different threads.
/// Limits: integers of 64 bits, proper lists, references local to a runtime.
/// Units: integers that stand for a duration are nanoseconds.
/// See: Erlang Reference Manual, Data Types, and Expressions, Term Comparisons.
class Term {
 public:
  enum class Kind : std::uint8_t {
    Integer, Float, Atom, Reference, Pid, Opaque, Tuple, Map, List, Binary
  };
  using Entry = std::pair<Term, Term>;

  Term() noexcept : Term(atoms::undefined) {}
  Term(Atom atom) noexcept;  // NOLINT: an atom is a term
  Term(Pid pid) noexcept;    // NOLINT: a pid is a term
  template <std::integral T>
    requires(!std::same_as<T, bool> && sizeof(T) <= 8)
  Term(T value) : Term(integer(static_cast<std::int64_t>(value))) {}  // NOLINT
  Term(bool value) noexcept : Term(value ? atoms::true_ : atoms::false_) {}  // NOLINT
  explicit Term(double value) noexcept;
  Term(const Term& other) noexcept;
  Term(Term&& other) noexcept;
  Term& operator=(const Term& other) noexcept;
  Term& operator=(Term&& other) noexcept;
  ~Term();

  static Term integer(std::int64_t value) noexcept;
  static Term reference(std::uint64_t value) noexcept;
  static Term binary(std::string_view bytes);
  static Term list(std::vector<Term> elements);
  static Term tuple(std::vector<Term> elements);
  /// `Term::tuple_of(atoms::error, reason)`.
  template <class... Ts>
  static Term tuple_of(Ts&&... elements) {
    return tuple(std::vector<Term>{Term(std::forward<Ts>(elements))...});
  }
  /// Keeps the last of equal keys. Entries are held in term order.
  static Term map(std::vector<Entry> entries);
  /// A list of the text's code points; `text` is UTF-8, a bad sequence becomes U+FFFD.
  static Term string(std::string_view text);
  /// Stands for a C++ value without a description: its type's name, nothing else.
  static Term opaque(std::string_view type_name);

  Kind kind() const noexcept;
  bool is(Kind kind_) const noexcept { return kind() == kind_; }
  bool is(Atom atom) const noexcept { return kind() == Kind::Atom && as_atom() == atom; }

  /// @pre is(Kind::Atom), and so on.
  Atom as_atom() const noexcept;
  std::int64_t as_integer() const noexcept;
  double as_float() const noexcept;
  Pid as_pid() const noexcept;
  std::uint64_t as_reference() const noexcept;
  std::string_view as_binary() const noexcept;
  std::string_view as_opaque() const noexcept;
  /// Elements of a tuple or list. @pre is(Kind::Tuple) || is(Kind::List)
  std::span<const Term> elements() const noexcept;
  /// Entries of a map in term order. @pre is(Kind::Map)
  std::span<const Entry> entries() const noexcept;
  /// The value of a map's key, or null. @pre is(Kind::Map)
  const Term* find(const Term& key) const noexcept;

  /// Erlang's `==` would call 1 and 1.0 equal; this is `=:=`.
  friend bool operator==(const Term& a, const Term& b) noexcept;

 private:
  struct Shared;
  void retain() const noexcept;
  void release() noexcept;

  Kind kind_;
  union Payload {
    std::int64_t integer;
    double real;
    std::uint32_t atom;
    Pid pid;
    Shared* shared;  // never null where the kind has one
    Payload() noexcept : integer(0) {}
  } payload_;
};
static_assert(sizeof(Term) == 16);

/// Erlang's total order: number < atom < reference < pid < opaque < tuple < map < list < binary.
/// Numbers compare by value; an integer and a float of one value: by exact order, integer first.
std::strong_ordering compare(const Term& a, const Term& b) noexcept;

}  // namespace genmsg
