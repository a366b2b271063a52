// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/type_name.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include <cxxabi.h>

namespace genmsg::detail {
namespace {

/// Template arguments that say only that the default was taken.
constexpr std::array<std::string_view, 6> default_arguments = {
    "std::allocator<", "std::char_traits<", "std::less<",
    "std::hash<",      "std::equal_to<",    "std::default_delete<"};

constexpr std::array<std::string_view, 3> hidden_namespaces = {
    "__cxx11::", "__1::", "(anonymous namespace)::"};

bool starts_with_any(std::string_view text, const auto& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [text](std::string_view prefix) { return text.starts_with(prefix); });
}

/// Types that nobody knows by the template behind them.
struct Alias {
  std::string_view type;
  std::string_view name;
};
constexpr std::array<Alias, 8> aliases = {{
    {" >", ">"},
    {"std::basic_string<char>", "string"},
    {"std::chrono::duration<long, std::ratio<1l, 1000000000l>>", "std::chrono::nanoseconds"},
    {"std::chrono::duration<long, std::ratio<1l, 1000000l>>", "std::chrono::microseconds"},
    {"std::chrono::duration<long, std::ratio<1l, 1000l>>", "std::chrono::milliseconds"},
    {"std::chrono::duration<long, std::ratio<1l, 1l>>", "std::chrono::seconds"},
    {"std::chrono::duration<long, std::ratio<60l, 1l>>", "std::chrono::minutes"},
    {"std::chrono::duration<long, std::ratio<3600l, 1l>>", "std::chrono::hours"},
}};

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.replace(at, what.size(), with);
  }
}

/// The end of a template argument: a comma or a closing bracket outside brackets.
std::size_t end_of_argument(std::string_view text, std::size_t at) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (depth == 0 && (c == ',' || c == '>')) break;
    if (c == '<' || c == '(') ++depth;
    if (c == '>' || c == ')') --depth;
  }
  return at;
}

/// Erases default arguments, from the inside of nested templates to the outside.
void erase_default_arguments(std::string& name) {
  constexpr std::string_view separator = ", ";
  for (std::size_t at = name.rfind(separator); at != std::string::npos && at > 0;
       at = name.rfind(separator, at - 1)) {
    const std::size_t start = at + separator.size();
    if (!starts_with_any(std::string_view(name).substr(start), default_arguments)) continue;
    const std::size_t end = end_of_argument(name, start);
    if (end == name.size()) continue;
    name.erase(at, end - at);
  }
}

}  // namespace

std::string demangle(const std::type_info& type) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
  return shorten_type_name(name != nullptr ? name.get() : type.name());
}

std::string shorten_type_name(std::string_view demangled) {
  std::string name(demangled);
  for (const std::string_view hidden : hidden_namespaces) replace_all(name, hidden, "");
  erase_default_arguments(name);
  for (const Alias& alias : aliases) replace_all(name, alias.type, alias.name);
  return name;
}

std::string_view unqualified(std::string_view type_name) noexcept {
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t at = 0; at < type_name.size(); ++at) {
    const char c = type_name[at];
    if (c == '<' || c == '(') ++depth;
    if (c == '>' || c == ')') --depth;
    if (depth == 0 && type_name.substr(at, 2) == "::") start = at + 2;
  }
  return type_name.substr(start);
}

}  // namespace genmsg::detail
