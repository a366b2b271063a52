// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/bounded.h"

#include <string_view>
#include <utility>
#include <vector>

namespace genmsg {
namespace {

constexpr std::size_t max_key_elements = 64;

/// Without a character of UTF-8 that was cut in two; bytes that are no text stay.
std::string_view whole_characters(std::string_view cut) {
  std::size_t end = cut.size();
  for (int steps = 0; steps < 3 && end > 0; ++steps) {
    const auto byte = static_cast<unsigned char>(cut[end - 1]);
    if ((byte & 0xc0u) != 0x80u) return (byte & 0xc0u) == 0xc0u ? cut.substr(0, end - 1) : cut;
    --end;
  }
  return cut;
}

Term bounded_at(const Term& term, std::size_t& left) {
  const Term cut = TermBudget::rest();
  if (left == 0) return cut;
  --left;
  switch (term.kind()) {
    case Term::Kind::Binary:
      return term.as_binary().size() <= max_bounded_bytes
                 ? term
                 : Term::binary(whole_characters(term.as_binary().substr(0, max_bounded_bytes)));
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
        std::size_t left_for_key = max_key_elements;  // it counts with its value
        kept.emplace_back(bounded_at(key, left_for_key), bounded_at(value, left));
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
