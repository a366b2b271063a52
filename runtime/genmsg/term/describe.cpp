// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/describe.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "genmsg/term/print.h"

namespace genmsg {
namespace {

std::string print_found(const Term& term) {
  constexpr PrintLimits limits{.depth = 4, .characters = 80};
  return print(term, limits);
}

/// Levenshtein's: how many letters to insert, erase or change.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t change = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

/// The name that was probably meant, or nothing.
std::string_view nearest(std::string_view written, std::span<const Atom> names) {
  std::string_view best;
  std::size_t least = written.size() / 3 + 2;  // more differences than that are another word
  for (const Atom name : names) {
    const std::size_t distance = edit_distance(written, name.name());
    if (distance < least) {
      least = distance;
      best = name.name();
    }
  }
  return best;
}

}  // namespace

std::string ConversionError::message() const {
  const std::string reason = fmt::format("expected {}, found {}", expected, found);
  return path.empty() ? reason : fmt::format("{}: {}", path, reason);
}

namespace detail {

tl::unexpected<ConversionError> mismatch(std::string_view expected, const Term& found) {
  return tl::unexpected(ConversionError{"", std::string(expected), print_found(found)});
}

tl::unexpected<ConversionError> unmakeable(std::string_view type, const Term& found) {
  return mismatch(fmt::format("no change (a value of type {} cannot be made from a term)", type),
                  found);
}

tl::unexpected<ConversionError> below(std::string_view step, ConversionError error) {
  const bool is_joined = error.path.empty() || error.path.front() == '[';
  error.path = fmt::format("{}{}{}", step, is_joined ? "" : ".", error.path);
  return tl::unexpected(std::move(error));
}

std::string index_step(std::size_t index) {
  return fmt::format("[{}]", index + 1);  // as lists:nth/2 and element/2 count
}

std::string key_step(const Term& key) {
  return fmt::format("[{}]", print_found(key));
}

std::string one_of(std::span<const Atom> names) {
  std::vector<std::string> texts;
  for (const Atom name : names) texts.push_back(print_found(name));
  return fmt::format("one of {}", fmt::join(texts, ", "));
}

std::optional<ConversionError> check_keys(const Term& term, std::span<const Atom> names,
                                          std::string_view type) {
  if (!term.is(Term::Kind::Map)) return mismatch(fmt::format("a map of {}", type), term).value();
  for (const auto& [key, value] : term.entries()) {
    if (key.is(Term::Kind::Atom)) {
      if (std::find(names.begin(), names.end(), key.as_atom()) != names.end()) continue;
      const std::string_view meant = nearest(key.as_atom().name(), names);
      if (!meant.empty()) {
        return mismatch(fmt::format("a key of {} (did you mean {}?)", type, meant), key).value();
      }
    }
    const std::string known = names.empty() ? "it has none" : one_of(names);
    return mismatch(fmt::format("a key of {} ({})", type, known), key).value();
  }
  for (const Atom name : names) {
    if (term.find(name) == nullptr) {
      return mismatch(fmt::format("the key {}", print_found(name)), term).value();
    }
  }
  return std::nullopt;
}

}  // namespace detail
}  // namespace genmsg
