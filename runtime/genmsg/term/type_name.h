// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <typeinfo>

namespace genmsg {

template <class T>
struct TermTraits;

namespace detail {
/// A type's name as a person would write it.
std::string demangle(const std::type_info& type);
/// A demangled name without inline and anonymous namespaces and default template arguments.
std::string shorten_type_name(std::string_view demangled);
/// "State" of "pool_worker::State".
std::string_view unqualified(std::string_view type_name) noexcept;
}  // namespace detail

/// "pool_worker::State", "std::vector<int>", "string".
template <class T>
std::string type_name() {
  if constexpr (requires {
                  { TermTraits<T>::type_name() } -> std::convertible_to<std::string>;
                }) {
    return TermTraits<T>::type_name();
  } else {
    static const std::string name = detail::demangle(typeid(T));
    return name;
  }
}

}  // namespace genmsg
