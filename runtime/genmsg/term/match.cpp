// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/match.h"

#include <algorithm>

namespace genmsg {

namespace {

bool all_match(std::span<const Term> patterns, std::span<const Term> terms) noexcept {
  return std::equal(patterns.begin(), patterns.end(), terms.begin(), terms.end(), &matches);
}

}  // namespace

bool matches(const Term& pattern, const Term& term) noexcept {
  static const Atom anything = Atom::intern("_");
  if (pattern.is(anything)) return true;
  // [First|'_'], of any list that begins so.
  if (pattern.is(Term::Kind::ImproperList) && term.is(Term::Kind::List) &&
      pattern.elements().back().is(anything)) {
    const auto begin = pattern.elements().first(pattern.elements().size() - 1);
    return term.elements().size() >= begin.size() &&
           all_match(begin, term.elements().first(begin.size()));
  }
  if (pattern.kind() != term.kind()) return false;
  switch (pattern.kind()) {
    case Term::Kind::Tuple:
    case Term::Kind::List:
    case Term::Kind::ImproperList:
      return all_match(pattern.elements(), term.elements());
    case Term::Kind::Map:
      return std::all_of(pattern.entries().begin(), pattern.entries().end(),
                         [&term](const Term::Entry& entry) {
                           const Term* const value = term.find(entry.first);
                           return value != nullptr && matches(entry.second, *value);
                         });
    default:
      return pattern == term;
  }
}

}  // namespace genmsg
