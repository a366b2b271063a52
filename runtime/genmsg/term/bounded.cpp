// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/bounded.h"

#include <vector>

namespace genmsg {
namespace {

Term bounded_at(const Term& term, std::size_t& left) {
  const Term cut = TermBudget::rest();
  if (left == 0) return cut;
  --left;
  switch (term.kind()) {
    case Term::Kind::Binary:
      return term.as_binary().size() <= max_bounded_bytes
                 ? term
                 : Term::binary(term.as_binary().substr(0, max_bounded_bytes));
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

Term TermBudget::rest() {
  static const Atom rest = Atom::intern("...");
  return rest;
}

}  // namespace genmsg
