// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/term_merge.h"

#include <utility>
#include <vector>

namespace models {
namespace {

using genmsg::Term;

constexpr int depthMax = 64;  // what is deeper is one part

Term merge(const Term& base, const Term& mine, const Term& theirs, int depth);

bool areLists(const Term& base, const Term& mine, const Term& theirs) {
  const auto kind = mine.kind();
  if (base.kind() != kind || theirs.kind() != kind) return false;
  if (kind != Term::Kind::List && kind != Term::Kind::Tuple) return false;
  return base.elements().size() == mine.elements().size() &&
         theirs.elements().size() == mine.elements().size();
}

Term mergeLists(const Term& base, const Term& mine, const Term& theirs, int depth) {
  std::vector<Term> elements;
  for (std::size_t i = 0; i < mine.elements().size(); ++i)
    elements.push_back(
        merge(base.elements()[i], mine.elements()[i], theirs.elements()[i], depth + 1));
  return mine.is(Term::Kind::List) ? Term::list(std::move(elements))
                                   : Term::tuple(std::move(elements));
}

Term mergeMaps(const Term& base, const Term& mine, const Term& theirs, int depth) {
  std::vector<Term::Entry> entries;
  for (const auto& [key, value] : mine.entries()) {
    const Term* before = base.find(key);
    const Term* there = theirs.find(key);
    if (there != nullptr) {
      entries.emplace_back(key, before ? merge(*before, value, *there, depth + 1) : value);
    } else if (before == nullptr || *before != value) {
      entries.emplace_back(key, value);  // added or changed here
    }
  }
  for (const auto& [key, value] : theirs.entries()) {
    // Added there; what was removed here stays removed.
    if (!mine.find(key) && !base.find(key)) entries.emplace_back(key, value);
  }
  return Term::map(std::move(entries));
}

Term merge(const Term& base, const Term& mine, const Term& theirs, int depth) {
  if (mine == base) return theirs;
  if (theirs == base || depth == depthMax) return mine;
  const auto isMap = [](const Term& term) { return term.is(Term::Kind::Map); };
  if (isMap(base) && isMap(mine) && isMap(theirs)) return mergeMaps(base, mine, theirs, depth);
  if (areLists(base, mine, theirs)) return mergeLists(base, mine, theirs, depth);
  return mine;
}

}  // namespace

Term merged(const Term& base, const Term& mine, const Term& theirs) {
  return merge(base, mine, theirs, 0);
}

}  // namespace models
