// SPDX-License-Identifier: Apache-2.0
// The rules of describe.h for what has parts, and its functions. Included by codec.h only.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "genmsg/term/codec.h"

namespace genmsg {

template <class T>
Term to_term(const T& value) {
  return detail::Codec<T>::to_term(value);
}

template <class T>
Term to_term(const T& value, std::size_t max_elements) {
  const TermBudget budget(max_elements);
  return bounded(to_term(value), max_elements);
}

template <class T>
Converted<T> from_term(const Term& term) {
  if constexpr (detail::Codec<T>::can_make) {
    return detail::Codec<T>::from_term(term);
  } else {
    return detail::unmakeable(type_name<T>(), term);
  }
}

template <class T>
inline constexpr bool is_convertible_from_term = detail::can_make_all<T>(detail::Types<>{});

namespace detail {

/// from_term() of a part, with the part's place in the error.
template <class T>
Converted<T> part_from(const Term& term, std::string_view step) {
  auto part = genmsg::from_term<T>(term);
  if (!part) return below(step, std::move(part.error()));
  return part;
}

template <class T>
struct Codec<T, Category::Optional> {
  using Value = std::remove_cv_t<std::remove_reference_t<decltype(*std::declval<const T&>())>>;
  using Parts = Types<Value>;
  static constexpr bool is_pointer = !is_a<T, std::optional>;
  // A copy of a base would lose what it is the base of; a deleter is somebody's own business.
  static constexpr bool can_make =
      std::is_move_constructible_v<Value> &&
      !(is_pointer && std::is_polymorphic_v<Value>)&&std::is_constructible_v<
          T, std::conditional_t<is_pointer, std::unique_ptr<Value>, Value>>;

  static Term to_term(const T& value) {
    return value ? genmsg::to_term<Value>(*value) : Term(atoms::undefined);
  }

  static Converted<T> from_term(const Term& term) {
    if (term.is(atoms::undefined)) return T();
    auto value = genmsg::from_term<Value>(term);
    if (!value) {
      if (value.error().path.empty()) value.error().expected += ", or undefined";
      return tl::unexpected(std::move(value.error()));
    }
    if constexpr (is_pointer) {
      return T(std::make_unique<Value>(std::move(*value)));
    } else {
      return T(std::move(*value));
    }
  }
};

template <class... Ts>
struct Codec<std::variant<Ts...>, Category::Variant> {
  using T = std::variant<Ts...>;
  using Parts = Types<Ts...>;
  static constexpr bool can_make = (std::is_move_constructible_v<Ts> && ...);

  static Term to_term(const T& value) {
    if (value.valueless_by_exception()) return atoms::undefined;
    return std::visit(
        [&value]<class Alternative>(const Alternative& alternative) {
          return Term::tuple_of(names()[value.index()], genmsg::to_term(alternative));
        },
        value);
  }

  static Converted<T> from_term(const Term& term) {
    const bool is_pair = term.is(Term::Kind::Tuple) && term.elements().size() == 2;
    if (!is_pair) return mismatch("a tuple {TypeName,Value}", term);
    const Term& name = term.elements()[0];
    const auto found = std::find_if(names().begin(), names().end(),
                                    [&name](Atom known) { return name.is(known); });
    if (found == names().end()) return mismatch("{TypeName,Value} with " + one_of(names()), term);
    return make(static_cast<std::size_t>(found - names().begin()), term.elements()[1],
                std::index_sequence_for<Ts...>{});
  }

 private:
  /// The alternatives' names without namespaces, unless two would be the same.
  static const std::array<Atom, sizeof...(Ts)>& names() {
    static const std::array<Atom, sizeof...(Ts)> all = [] {
      const std::array<std::string, sizeof...(Ts)> full = {type_name<Ts>()...};
      const auto as_atom = [&full](const std::string& name) {
        const auto is_same = [&name](const std::string& other) {
          return unqualified(other) == unqualified(name);
        };
        const bool is_unique = std::count_if(full.begin(), full.end(), is_same) == 1;
        const std::string_view shown = is_unique ? unqualified(name) : std::string_view(name);
        return Atom::intern(shown.substr(0, Atom::max_characters));
      };
      std::array<Atom, sizeof...(Ts)> result;
      std::transform(full.begin(), full.end(), result.begin(), as_atom);
      return result;
    }();
    return all;
  }

  template <std::size_t... Is>
  static Converted<T> make(std::size_t index, const Term& term, std::index_sequence<Is...>) {
    using Make = Converted<T> (*)(const Term&);
    static constexpr Make makers[] = {&make_one<Is>...};
    return makers[index](term);
  }

  template <std::size_t I>
  static Converted<T> make_one(const Term& term) {
    auto value = part_from<std::variant_alternative_t<I, T>>(term, names()[I].name());
    if (!value) return tl::unexpected(std::move(value.error()));
    return Converted<T>(tl::in_place, std::in_place_index<I>, std::move(*value));
  }
};

template <class T, class... Ts>
struct TupleCodec {
  using Parts = Types<std::remove_cv_t<Ts>...>;
  static constexpr bool can_make = (std::is_move_constructible_v<std::remove_cv_t<Ts>> && ...);

  static Term to_term(const T& value) {
    return std::apply(
        [](const Ts&... parts) {
          return Term::tuple({genmsg::to_term<std::remove_cv_t<Ts>>(parts)...});
        },
        value);
  }

  static Converted<T> from_term(const Term& term) {
    if (!term.is(Term::Kind::Tuple) || term.elements().size() != sizeof...(Ts)) {
      return mismatch(fmt::format("a tuple of {} elements", sizeof...(Ts)), term);
    }
    return make(term.elements(), std::index_sequence_for<Ts...>{});
  }

 private:
  template <std::size_t... Is>
  static Converted<T> make([[maybe_unused]] std::span<const Term> terms,
                           std::index_sequence<Is...>) {
    [[maybe_unused]] std::tuple<Converted<std::remove_cv_t<Ts>>...> parts = {
        part_from<std::remove_cv_t<Ts>>(terms[Is], index_step(Is))...};
    ConversionError* error = nullptr;
    ((error = error == nullptr && !std::get<Is>(parts) ? &std::get<Is>(parts).error() : error),
     ...);
    if (error != nullptr) return tl::unexpected(std::move(*error));
    return T(std::move(*std::get<Is>(parts))...);
  }
};

template <class A, class B>
struct Codec<std::pair<A, B>, Category::Tuple> : TupleCodec<std::pair<A, B>, A, B> {};
template <class... Ts>
struct Codec<std::tuple<Ts...>, Category::Tuple> : TupleCodec<std::tuple<Ts...>, Ts...> {};

template <class Range>
Term list_of(const Range& range) {
  using Value = typename Range::value_type;
  std::vector<Term> elements;
  for (const auto& element : range) {
    const bool is_kept = TermBudget::spend();
    elements.push_back(is_kept ? genmsg::to_term<Value>(element) : TermBudget::rest());
    if (!is_kept) break;
  }
  return Term::list(std::move(elements));
}

template <class Value, std::size_t N>
struct Codec<std::array<Value, N>, Category::Array> {
  using T = std::array<Value, N>;
  using Parts = Types<Value>;
  static constexpr bool can_make = std::is_default_constructible_v<Value> &&
                                   std::is_move_assignable_v<Value> &&
                                   std::is_move_constructible_v<Value>;

  static Term to_term(const T& value) { return list_of(value); }

  static Converted<T> from_term(const Term& term) {
    if (!term.is(Term::Kind::List) || term.elements().size() != N) {
      return mismatch(fmt::format("a list of {} elements", N), term);
    }
    T result{};
    for (std::size_t at = 0; at < N; ++at) {
      auto element = part_from<Value>(term.elements()[at], index_step(at));
      if (!element) return tl::unexpected(std::move(element.error()));
      result[at] = std::move(*element);
    }
    return result;
  }
};

template <class T>
struct Codec<T, Category::Map> {
  using Key = typename T::key_type;
  using Value = typename T::mapped_type;
  using Parts = Types<Key, Value>;
  static constexpr bool can_make = std::is_default_constructible_v<T> &&
                                   std::is_move_constructible_v<Key> &&
                                   std::is_move_constructible_v<Value>;

  static Term to_term(const T& value) {
    std::vector<Term::Entry> entries;
    for (const auto& [key, mapped] : value) {
      if (!TermBudget::spend()) {
        entries.emplace_back(TermBudget::rest(), TermBudget::rest());
        break;
      }
      entries.emplace_back(genmsg::to_term<Key>(key), genmsg::to_term<Value>(mapped));
    }
    return Term::map(std::move(entries));
  }

  static Converted<T> from_term(const Term& term) {
    if (!term.is(Term::Kind::Map)) return mismatch("a map", term);
    T result;
    for (const auto& [key_term, value_term] : term.entries()) {
      auto key = part_from<Key>(key_term, "key " + key_step(key_term));
      if (!key) return tl::unexpected(std::move(key.error()));
      auto value = part_from<Value>(value_term, key_step(key_term));
      if (!value) return tl::unexpected(std::move(value.error()));
      result.try_emplace(std::move(*key), std::move(*value));
    }
    return result;
  }
};

template <class T>
struct Codec<T, Category::Sequence> {
  using Value = typename T::value_type;
  using Parts = Types<Value>;
  static constexpr bool can_make =
      std::is_default_constructible_v<T> && std::is_move_constructible_v<T> &&
      std::is_move_constructible_v<Value> && requires(T sequence, Value value) {
    sequence.insert(sequence.end(), std::move(value));
  };

  static Term to_term(const T& value) { return list_of(value); }

  static Converted<T> from_term(const Term& term) {
    if (!term.is(Term::Kind::List)) return mismatch("a list", term);
    T result;
    for (std::size_t at = 0; at < term.elements().size(); ++at) {
      auto element = part_from<Value>(term.elements()[at], index_step(at));
      if (!element) return tl::unexpected(std::move(element.error()));
      result.insert(result.end(), std::move(*element));
    }
    return result;
  }
};

/// The described members of a struct, those of its bases first.
template <class T>
struct Members {
  using List = boost::describe::describe_members<T, boost::describe::mod_any_access |
                                                        boost::describe::mod_inherited>;
  template <class D>
  using Type = std::remove_reference_t<decltype(std::declval<T&>().*D::pointer)>;
  template <class D>
  static constexpr bool is_assignable =
      !std::is_const_v<Type<D>> && std::is_move_constructible_v<Type<D>> &&
      std::is_move_assignable_v<Type<D>>;

  /// Calls visit(descriptor, name) for each member.
  template <class F>
  static void for_each(F visit) {
    boost::mp11::mp_for_each<List>([&visit]<class D>(D descriptor) {
      static const Atom name = Atom::intern(D::name);
      visit(descriptor, name);
    });
  }

  static std::span<const Atom> names() {
    static const std::vector<Atom> all = [] {
      std::vector<Atom> result;
      for_each([&result](auto, Atom name) { result.push_back(name); });
      return result;
    }();
    return all;
  }
};

template <class T, class List>
struct MemberParts;
template <class T, template <class...> class List, class... Ds>
struct MemberParts<T, List<Ds...>> {
  using Parts = Types<std::remove_cv_t<typename Members<T>::template Type<Ds>>...>;
  static constexpr bool are_assignable = (Members<T>::template is_assignable<Ds> && ...);
};

template <class T>
struct Codec<T, Category::Struct> {
  using Fields = MemberParts<T, typename Members<T>::List>;
  using Parts = typename Fields::Parts;
  static constexpr bool can_make = std::is_default_constructible_v<T> &&
                                   std::is_move_constructible_v<T> && Fields::are_assignable;

  static Term to_term(const T& value) {
    if (!TermBudget::spend()) return TermBudget::rest();
    std::vector<Term::Entry> entries;
    entries.reserve(Members<T>::names().size());
    Members<T>::for_each([&](auto member, Atom name) {
      entries.emplace_back(name, genmsg::to_term(value.*member.pointer));
    });
    return Term::map(std::move(entries));
  }

  static Converted<T> from_term(const Term& term) {
    T result{};
    if (auto error = assign(result, term)) return tl::unexpected(std::move(*error));
    return result;
  }

  /// Sets the described members; the others stay as they are. After an error some are set.
  static std::optional<ConversionError> assign(T& to, const Term& term) {
    if (auto error = check_keys(term, Members<T>::names(), type_name<T>())) return error;
    std::optional<ConversionError> error;
    Members<T>::for_each([&]<class D>(D, Atom name) {
      if (!error) error = assign_member(to.*D::pointer, *term.find(name), name.name());
    });
    return error;
  }

 private:
  template <class Member>
  static std::optional<ConversionError> assign_member(Member& member, const Term& term,
                                                      std::string_view name) {
    if constexpr (category_of<Member>() == Category::Struct) {
      auto error = Codec<Member>::assign(member, term);
      if (error) return below(name, std::move(*error)).value();
    } else {
      auto part = part_from<Member>(term, name);
      if (!part) return std::move(part.error());
      member = std::move(*part);
    }
    return std::nullopt;
  }
};

/// Gives a value what a term shows. What a described struct does not describe stays as it is: a state
/// that is edited keeps its caches, functions and handles. After an error nothing is changed.
template <class T>
std::optional<ConversionError> edit(T& value, const Term& term) {
  if constexpr (category_of<T>() == Category::Struct && std::is_copy_constructible_v<T>) {
    T made = value;
    if (auto error = Codec<T>::assign(made, term)) return error;
    value = std::move(made);
  } else {
    Converted<T> made = genmsg::from_term<T>(term);
    if (!made) return std::move(made.error());
    if constexpr (category_of<T>() == Category::Struct) {
      return Codec<T>::assign(value, term);  // it fits, or there were none made of it
    } else {
      value = std::move(*made);
    }
  }
  return std::nullopt;
}

template <class T>
TermShape shape_to(int depth) {
  if constexpr (category_of<T>() == Category::Optional) {
    // What is seen in its place is the value.
    TermShape shape = shape_to<typename Codec<T>::Value>(depth);
    shape.type_name = type_name<T>();
    return shape;
  } else {
    TermShape shape{type_name<T>(), {}};
    if constexpr (category_of<T>() == Category::NamedEnum) shape.values = Codec<T>::names();
    if constexpr (category_of<T>() == Category::Struct) {
      if (depth == 0) return shape;
      Members<T>::for_each([&shape, depth]<class D>(D, Atom name) {
        using Member = std::remove_cv_t<typename Members<T>::template Type<D>>;
        shape.fields.push_back({name, shape_to<Member>(depth - 1)});
      });
    }
    return shape;
  }
}

}  // namespace detail

template <class T>
TermShape shape_of() {
  constexpr int levels = 4;
  return detail::shape_to<T>(levels);
}

}  // namespace genmsg
