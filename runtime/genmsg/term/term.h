// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"

namespace genmsg {

/// An immutable Erlang value: what a state, a message or an exit reason becomes when somebody looks
/// at it. 16 bytes; compound values are shared, never copied.
/// Threads: a value; distinct Terms that share contents may be used from different threads.
/// Limits: integers of max_integer_bits; finite floats; references local to a runtime; no
/// bitstrings, ports or funs. Nesting is not limited: destroying, comparing and hashing do not
/// recurse.
/// Units: integers that stand for a duration are nanoseconds.
/// See: Erlang Reference Manual, Data Types, and Expressions, Term Comparisons.
class Term {
 public:
  enum class Kind : std::uint8_t {
    Integer, Float, Atom, Reference, Pid, Opaque, Tuple, Map, List, ImproperList, Binary
  };
  static constexpr std::size_t max_integer_bits = 16384;  // 4932 digits
  using Entry = std::pair<Term, Term>;

  Term() noexcept : Term(atoms::undefined) {}
  Term(Atom atom) noexcept : kind_(Kind::Atom), payload_(atom) {}  // NOLINT: an atom is a term
  Term(Pid pid) noexcept : kind_(Kind::Pid), payload_(pid) {}      // NOLINT: a pid is a term
  template <std::integral T>
    requires(!std::same_as<T, bool> && sizeof(T) <= 8)
  Term(T value) noexcept  // NOLINT: a number is a term
      : kind_(Kind::Integer),
        above_int64_(std::is_unsigned_v<T> && static_cast<std::int64_t>(value) < 0),
        payload_(static_cast<std::int64_t>(value)) {}
  /// For bool only: a pointer must not become true.
  template <std::same_as<bool> T>
  Term(T value) noexcept : Term(value ? atoms::true_ : atoms::false_) {}  // NOLINT: is a term
  /// As Erlang's floats are finite, others become an atom: nan, infinity or neg_infinity.
  explicit Term(double value) noexcept;
  Term(const Term& other) noexcept
      : kind_(other.kind_),
        is_shared_(other.is_shared_),
        above_int64_(other.above_int64_),
        payload_(other.payload_) {
    if (is_shared_) retain();
  }
  Term(Term&& other) noexcept
      : kind_(other.kind_),
        is_shared_(other.is_shared_),
        above_int64_(other.above_int64_),
        payload_(other.payload_) {
    other.forget();
  }
  Term& operator=(const Term& other) noexcept { return *this = Term(other); }
  Term& operator=(Term&& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(is_shared_, other.is_shared_);
    std::swap(above_int64_, other.above_int64_);
    std::swap(payload_, other.payload_);
    return *this;
  }
  ~Term() {
    if (is_shared_) release();
  }

  static Term integer(std::int64_t value) noexcept { return Term(value); }
  /// Of any size, the least significant word first. One of more than max_integer_bits is opaque.
  /// For arithmetic and C++ values see big_integer.h.
  static Term integer(bool is_negative, std::span<const std::uint64_t> magnitude);
  static Term reference(std::uint64_t value) noexcept;
  static Term binary(std::string_view bytes);
  static Term list(std::vector<Term> elements);
  /// `[Elements...|Tail]`: improper unless the tail is a list; the tail itself without elements.
  static Term list(std::vector<Term> elements, const Term& tail);
  static Term tuple(std::vector<Term> elements);
  /// `Term::tuple_of(atoms::error, reason)`.
  template <class... Ts>
  static Term tuple_of(Ts&&... elements) {
    return tuple(std::vector<Term>{Term(std::forward<Ts>(elements))...});
  }
  /// Keeps the last of equal keys. Entries are held in the order of map keys.
  static Term map(std::vector<Entry> entries);
  /// A list of the text's code points; `text` is UTF-8, a bad byte becomes U+FFFD.
  static Term string(std::string_view text);
  /// Stands for a C++ value without a description: its type's name, nothing else.
  static Term opaque(std::string_view type_name);

  Kind kind() const noexcept { return kind_; }
  bool is(Kind kind) const noexcept { return kind_ == kind; }
  bool is(Atom atom) const noexcept { return kind_ == Kind::Atom && payload_.atom == atom; }
  /// Whether this is an integer that an int64_t, or a uint64_t, can hold.
  bool is_int64() const noexcept { return kind_ == Kind::Integer && !above_int64_ && !is_shared_; }
  bool is_uint64() const noexcept {
    return kind_ == Kind::Integer && !is_shared_ && (above_int64_ || payload_.integer >= 0);
  }
  /// Whether this is an integer that neither can hold.
  bool is_big() const noexcept { return kind_ == Kind::Integer && is_shared_; }

  /// @pre is(Kind::Atom), and so on.
  Atom as_atom() const noexcept;
  bool is_negative() const noexcept;
  /// The nearest int64_t. @pre is(Kind::Integer)
  std::int64_t as_integer() const noexcept;
  /// @pre is_uint64()
  std::uint64_t as_unsigned() const noexcept;
  /// Words of the absolute value, the least significant first. @pre is_big()
  std::span<const std::uint64_t> magnitude() const noexcept;
  double as_float() const noexcept;
  Pid as_pid() const noexcept;
  std::uint64_t as_reference() const noexcept;
  std::string_view as_binary() const noexcept;
  std::string_view as_opaque() const noexcept;
  /// Elements of a tuple or list; the last one of an improper list is its tail.
  /// @pre is(Kind::Tuple) || is(Kind::List) || is(Kind::ImproperList)
  std::span<const Term> elements() const noexcept;
  /// Entries of a map in the order of its keys. @pre is(Kind::Map)
  std::span<const Entry> entries() const noexcept;
  /// The value of a map's key, or null. @pre is(Kind::Map)
  const Term* find(const Term& key) const noexcept;

  /// Erlang's `==` would call 1 and 1.0 equal; this is `=:=`.
  friend bool operator==(const Term& a, const Term& b) noexcept;

 private:
  struct Shared;
  union Payload {
    std::int64_t integer;
    double real;
    genmsg::Atom atom;
    genmsg::Pid pid;
    std::uint64_t reference;
    Shared* shared;  // null for an empty value
    explicit Payload(std::int64_t value) noexcept : integer(value) {}
    explicit Payload(double value) noexcept : real(value) {}
    explicit Payload(genmsg::Atom value) noexcept : atom(value) {}
    explicit Payload(genmsg::Pid value) noexcept : pid(value) {}
    explicit Payload(std::uint64_t value) noexcept : reference(value) {}
    explicit Payload(Shared* value) noexcept : shared(value) {}
  };

  Term(Kind kind, Payload payload) noexcept : kind_(kind), payload_(payload) {}
  Term(Kind kind, Shared* shared) noexcept
      : kind_(kind), is_shared_(shared != nullptr), payload_(shared) {}
  template <class T>
  static Shared* share(std::span<T> values);
  template <class T>
  std::span<const T> values() const noexcept;

  void forget() noexcept {
    kind_ = Kind::Atom;
    is_shared_ = false;
    above_int64_ = false;
    payload_ = Payload(atoms::undefined);
  }
  void retain() const noexcept;
  void release() noexcept;

  Kind kind_;
  bool is_shared_ = false;    // payload_.shared counts its owners
  bool above_int64_ = false;  // an integer from 2^63; below 2^64, payload_.integer has its bits
  Payload payload_;
};
static_assert(sizeof(Term) == 16);

/// Erlang's total order: number < atom < reference < pid < opaque < tuple < map < list < binary,
/// with the empty list before all others. Numbers compare by exact value. Where Erlang's `==` finds
/// two terms equal, the first integer in the place of a float decides: it is less.
std::strong_ordering compare(const Term& a, const Term& b) noexcept;

/// The same without deciding between 1 and 1.0: Erlang's `==`, `<` and so on.
std::weak_ordering compare_values(const Term& a, const Term& b) noexcept;

/// The order of a map's keys: as compare(), with every integer before every float, at any depth.
std::strong_ordering compare_keys(const Term& a, const Term& b) noexcept;

/// erlang:phash2/1: the same in every release, below 2^27; equal for equal terms. Pids, references
/// and opaque values have no counterpart in Erlang: their hashes are ours.
/// Takes time in proportion to the size of the term.
std::uint32_t phash2(const Term& term) noexcept;

}  // namespace genmsg

template <>
struct std::hash<genmsg::Term> {
  std::size_t operator()(const genmsg::Term& term) const noexcept { return genmsg::phash2(term); }
};
