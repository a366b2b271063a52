// SPDX-License-Identifier: Apache-2.0
// The rules of describe.h, which includes this file: do not include it yourself.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "genmsg/term/describe.h"
#include "genmsg/term/integer.h"

namespace genmsg::detail {

// Errors: what was found, and where. Each level adds its step in front of the path.
tl::unexpected<ConversionError> mismatch(std::string_view expected, const Term& found);
tl::unexpected<ConversionError> unmakeable(std::string_view type, const Term& found);
tl::unexpected<ConversionError> below(std::string_view step, ConversionError error);
std::string index_step(std::size_t index);
std::string key_step(const Term& key);
std::string one_of(std::span<const Atom> names);
/// Whether a map has the keys of a struct, all of them and no other.
std::optional<ConversionError> check_keys(const Term& term, std::span<const Atom> names,
                                          std::string_view type);

/// Which rule of to_term() is a type's.
enum class Category : std::uint8_t {
  Custom,
  Self,
  Boolean,
  Integer,
  Float,
  String,
  Text,
  NamedEnum,
  PlainEnum,
  Duration,
  TimePoint,
  Optional,
  Variant,
  Tuple,
  Array,
  Map,
  Sequence,
  Struct,
  Empty,
  Opaque
};

template <class T, template <class...> class Template>
inline constexpr bool is_a = false;
template <class... Ts, template <class...> class Template>
inline constexpr bool is_a<Template<Ts...>, Template> = true;

template <class T>
inline constexpr bool is_std_array = false;
template <class T, std::size_t N>
inline constexpr bool is_std_array<std::array<T, N>> = true;

template <class T>
concept CustomTerm = requires(const T& value) {
  { TermTraits<T>::to_term(value) } -> std::convertible_to<Term>;
};

template <class T>
concept OptionalLike = is_a<T, std::optional> ||
    ((is_a<T, std::unique_ptr> || is_a<T, std::shared_ptr>)&&requires {
      requires std::is_object_v<typename T::element_type>;
      requires !std::is_array_v<typename T::element_type>;
    });

template <class T>
concept MapLike = std::ranges::input_range<const T> && requires(T map) {
  typename T::mapped_type;
  map.try_emplace(std::declval<typename T::key_type>());  // not multimap: a term's keys are unique
};

/// Its elements are of its value_type: a std::filesystem::path is a range of paths, not of chars.
template <class T>
concept SequenceLike = std::ranges::input_range<const T> &&
                       std::same_as < std::remove_cvref_t<std::ranges::range_reference_t<const T>>,
typename T::value_type > ;

template <class T>
consteval Category category_of() {
  if (CustomTerm<T>) return Category::Custom;
  if (std::same_as<T, Term> || std::same_as<T, Atom> || std::same_as<T, Pid>) return Category::Self;
  if (std::same_as<T, bool>) return Category::Boolean;
  if (std::integral<T>) return sizeof(T) <= 8 ? Category::Integer : Category::Opaque;
  if (std::floating_point<T>) return Category::Float;
  if (std::same_as<T, std::string>) return Category::String;
  if (std::same_as<T, std::string_view> || std::same_as<T, const char*>) return Category::Text;
  if (std::is_bounded_array_v<T> && std::same_as<std::remove_extent_t<T>, char>) {
    return Category::Text;
  }
  if constexpr (std::is_enum_v<T>) {
    return boost::describe::has_describe_enumerators<T>::value ? Category::NamedEnum
                                                               : Category::PlainEnum;
  } else if constexpr (std::is_class_v<T>) {
    if (is_a<T, std::chrono::duration>) return Category::Duration;
    if (is_a<T, std::chrono::time_point>) return Category::TimePoint;
    if (OptionalLike<T>) return Category::Optional;
    if (is_a<T, std::variant>) return Category::Variant;
    if (is_a<T, std::pair> || is_a<T, std::tuple>) return Category::Tuple;
    if (is_std_array<T>) return Category::Array;
    if (boost::describe::has_describe_members<T>::value) return Category::Struct;
    if (MapLike<T>) return Category::Map;
    if (SequenceLike<T>) return Category::Sequence;
    if (std::is_empty_v<T> && std::is_aggregate_v<T>) return Category::Empty;
  }
  return Category::Opaque;
}

template <class... Ts>
struct Types {};

/// How one type is turned into a term and back. Each has
///   to_term(value)
///   Parts          the types that from_term() needs to make
///   can_make       whether from_term() compiles; its parts may still be ones that cannot be made
///   from_term(term)
template <class T, Category = category_of<T>()>
struct Codec;

template <class T, class... Seen>
consteval bool can_make_all(Types<Seen...>) {
  if constexpr ((std::same_as<T, Seen> || ...)) {
    return true;  // a recursive type: its other parts decide
  } else if constexpr (!Codec<T>::can_make) {
    return false;
  } else {
    return []<class... Part>(Types<Part...>) {
      return (can_make_all<Part>(Types<Seen..., T>{}) && ...);
    }(typename Codec<T>::Parts{});
  }
}

template <class T>
struct Codec<T, Category::Custom> {
  using Parts = Types<>;
  static constexpr bool can_make = requires(const Term& term) {
    { TermTraits<T>::from_term(term) } -> std::convertible_to<Converted<T>>;
  };
  static Term to_term(const T& value) { return TermTraits<T>::to_term(value); }
  static Converted<T> from_term(const Term& term) { return TermTraits<T>::from_term(term); }
};

template <class T>
struct Codec<T, Category::Self> {
  using Parts = Types<>;
  static constexpr bool can_make = true;
  static Term to_term(const T& value) { return value; }
  static Converted<T> from_term(const Term& term) {
    if constexpr (std::same_as<T, Term>) {
      return term;
    } else if constexpr (std::same_as<T, Atom>) {
      if (term.is(Term::Kind::Atom)) return term.as_atom();
      return mismatch("an atom", term);
    } else {
      if (term.is(Term::Kind::Pid)) return term.as_pid();
      return mismatch("a pid", term);
    }
  }
};

template <class T>
struct Codec<T, Category::Boolean> {
  using Parts = Types<>;
  static constexpr bool can_make = true;
  static Term to_term(bool value) { return value; }
  static Converted<T> from_term(const Term& term) {
    if (term.is(atoms::true_)) return true;
    if (term.is(atoms::false_)) return false;
    return mismatch("true or false", term);
  }
};

template <class T>
struct Codec<T, Category::Integer> {
  using Parts = Types<>;
  using Limits = std::numeric_limits<T>;
  static constexpr bool can_make = true;
  static Term to_term(T value) { return value; }
  static Converted<T> from_term(const Term& term) {
    const auto least = static_cast<std::int64_t>(Limits::min());
    const auto greatest = static_cast<std::uint64_t>(Limits::max());
    if (term.is_uint64() && term.as_unsigned() <= greatest) {
      return static_cast<T>(term.as_unsigned());
    }
    if (term.is_int64() && term.as_integer() < 0 && term.as_integer() >= least) {
      return static_cast<T>(term.as_integer());
    }
    return mismatch(fmt::format("an integer from {} to {}", least, greatest), term);
  }
};

template <class T>
struct Codec<T, Category::Float> {
  using Parts = Types<>;
  using Limits = std::numeric_limits<T>;
  static constexpr bool can_make = true;
  static Term to_term(T value) { return Term(static_cast<double>(value)); }
  static Converted<T> from_term(const Term& term) {
    if (term.is(atoms::nan)) return Limits::quiet_NaN();
    if (term.is(atoms::infinity)) return Limits::infinity();
    if (term.is(atoms::neg_infinity)) return -Limits::infinity();
    const bool is_integer = term.is(Term::Kind::Integer);
    if (!is_integer && !term.is(Term::Kind::Float)) return mismatch("a float", term);
    const double value = is_integer ? to_double(term) : term.as_float();
    if (value < static_cast<double>(Limits::lowest()) ||
        value > static_cast<double>(Limits::max())) {
      return mismatch(fmt::format("a float of at most {}", Limits::max()), term);
    }
    return static_cast<T>(value);
  }
};

template <class T>
struct Codec<T, Category::String> {
  using Parts = Types<>;
  static constexpr bool can_make = true;
  static Term to_term(const std::string& value) { return Term::binary(TermBudget::kept(value)); }
  static Converted<T> from_term(const Term& term) {
    if (term.is(Term::Kind::Binary)) return std::string(term.as_binary());
    return mismatch("a binary, such as <<\"text\">>", term);
  }
};

/// A view of somebody else's text: a term cannot become one.
template <class T>
struct Codec<T, Category::Text> {
  static constexpr bool can_make = false;
  static Term to_term(const T& value) {
    if constexpr (std::is_array_v<T>) {
      const std::string_view text(value, std::find(std::begin(value), std::end(value), '\0'));
      return Term::binary(TermBudget::kept(text));
    } else if constexpr (std::is_pointer_v<T>) {
      return value != nullptr ? Term::binary(TermBudget::kept(value)) : Term(atoms::undefined);
    } else {
      return Term::binary(TermBudget::kept(value));
    }
  }
};

template <class T>
struct Codec<T, Category::NamedEnum> {
  using Parts = Types<>;
  static constexpr bool can_make = true;
  using Enumerators = boost::describe::describe_enumerators<T>;

  static Term to_term(T value) {
    Term result = static_cast<std::underlying_type_t<T>>(value);
    for_each([&](auto enumerator, Atom name) {
      if (enumerator.value == value) result = name;
    });
    return result;
  }

  static Converted<T> from_term(const Term& term) {
    std::optional<T> result;
    std::vector<Atom> names;
    for_each([&](auto enumerator, Atom name) {
      if (term.is(name)) result = enumerator.value;
      names.push_back(name);
    });
    if (result) return *result;
    return mismatch(one_of(names), term);
  }

  static std::vector<Atom> names() {
    std::vector<Atom> all;
    for_each([&all](auto, Atom name) { all.push_back(name); });
    return all;
  }

 private:
  template <class F>
  static void for_each(F visit) {
    boost::mp11::mp_for_each<Enumerators>([&visit]<class D>(D enumerator) {
      static const Atom name = Atom::intern(D::name);
      visit(enumerator, name);
    });
  }
};

template <class T>
struct Codec<T, Category::PlainEnum> {
  using Number = std::underlying_type_t<T>;
  using Parts = Types<>;
  static constexpr bool can_make = true;
  static Term to_term(T value) { return Codec<Number>::to_term(static_cast<Number>(value)); }
  static Converted<T> from_term(const Term& term) {
    return Codec<Number>::from_term(term).map([](Number n) { return static_cast<T>(n); });
  }
};

template <class T>
struct Codec<T, Category::Duration> {
  using Parts = Types<>;
  using Nanoseconds = std::chrono::duration<std::int64_t, std::nano>;
  static constexpr bool can_make = true;

  static Term to_term(T value) {
    // Compared as long double: a coarse duration may be beyond what nanoseconds can count.
    const auto count = std::chrono::duration<long double, std::nano>(value).count();
    constexpr long double limit = 9223372036854775808.0L;
    if (!(count < limit)) return atoms::infinity;
    if (count < -limit) return atoms::neg_infinity;
    return std::chrono::duration_cast<Nanoseconds>(value).count();
  }

  static Converted<T> from_term(const Term& term) {
    if (term.is(atoms::infinity)) return T::max();
    if (term.is(atoms::neg_infinity)) return T::min();
    if (!term.is_int64()) return mismatch("an integer of nanoseconds", term);
    const Nanoseconds count(term.as_integer());
    const T value = std::chrono::duration_cast<T>(count);
    // A unit that cannot hold the value would change it in silence.
    if (std::integral<typename T::rep> && to_term(value) != Term(count.count())) {
      return mismatch(fmt::format("a multiple of {} nanoseconds within range",
                                  std::chrono::duration_cast<Nanoseconds>(T(1)).count()),
                      term);
    }
    return value;
  }
};

template <class T>
struct Codec<T, Category::TimePoint> {
  using Since = Codec<typename T::duration>;
  using Parts = Types<>;
  static constexpr bool can_make = true;
  static Term to_term(T value) { return Since::to_term(value.time_since_epoch()); }
  static Converted<T> from_term(const Term& term) {
    return Since::from_term(term).map([](typename T::duration since) { return T(since); });
  }
};

template <class T>
struct Codec<T, Category::Empty> {
  using Parts = Types<>;
  static constexpr bool can_make = std::is_default_constructible_v<T>;
  static Term to_term(const T&) { return Term::map({}); }
  static Converted<T> from_term(const Term& term) {
    if (auto error = check_keys(term, {}, type_name<T>())) return tl::unexpected(std::move(*error));
    return T{};
  }
};

template <class T>
struct Codec<T, Category::Opaque> {
  static constexpr bool can_make = false;
  static Term to_term(const T&) { return Term::opaque(type_name<T>()); }
};

}  // namespace genmsg::detail

#include "genmsg/term/codec_compound.h"
