// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/trace.h"

#include <algorithm>

namespace genmsg {

namespace {

constexpr std::size_t max_bytes = 1024;

Term bounded_at(const Term& term, std::size_t& left) {
  const Term cut(Atom::intern("..."));
  if (left == 0) return cut;
  --left;
  switch (term.kind()) {
    case Term::Kind::Binary:
      return term.as_binary().size() <= max_bytes ? term
                                                  : Term::binary(term.as_binary().substr(0, max_bytes));
    case Term::Kind::Tuple:
    case Term::Kind::List:
    case Term::Kind::ImproperList: {
      std::vector<Term> kept;
      for (const Term& element : term.elements()) {
        kept.push_back(bounded_at(element, left));
        if (left == 0) break;
      }
      const bool is_cut = kept.size() < term.elements().size();
      if (is_cut) kept.push_back(cut);
      if (term.is(Term::Kind::Tuple)) return Term::tuple(std::move(kept));
      if (is_cut || term.is(Term::Kind::List)) return Term::list(std::move(kept));
      const Term tail = kept.back();
      kept.pop_back();
      return Term::list(std::move(kept), tail);
    }
    case Term::Kind::Map: {
      std::vector<Term::Entry> kept;
      for (const auto& [key, value] : term.entries()) {
        kept.emplace_back(key, bounded_at(value, left));
        if (left == 0) break;
      }
      if (kept.size() < term.entries().size()) kept.emplace_back(cut, cut);
      return Term::map(std::move(kept));
    }
    default:
      return term;
  }
}

bool is_small(const Term& term) {
  switch (term.kind()) {
    case Term::Kind::Binary:
    case Term::Kind::Tuple:
    case Term::Kind::List:
    case Term::Kind::ImproperList:
    case Term::Kind::Map:
      return false;
    default:
      return true;
  }
}

}  // namespace

Term bounded(const Term& term, std::size_t max_elements) {
  if (is_small(term)) return term;
  std::size_t left = max_elements;
  return bounded_at(term, left);
}

Term bounded(const Message& message) noexcept {
  try {
    return bounded(message.to_term());
  } catch (...) {
    return Term::opaque(message.type->name().name());
  }
}

}  // namespace genmsg
