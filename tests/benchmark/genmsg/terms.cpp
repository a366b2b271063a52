// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads.h"

namespace bench {

namespace {

using namespace genmsg;

/// {session, I, "user", [I, I+1, I+2], #{balance => 0.5 * I, state => active}}: as states are.
Term session(std::int64_t i) {
  return Term::tuple_of(
      Atom::intern("session"), i, Term::binary("user"), Term::list({Term(i), Term(i + 1), Term(i + 2)}),
      Term::map({{Term(Atom::intern("balance")), Term(0.5 * static_cast<double>(i))},
                 {Term(Atom::intern("state")), Term(Atom::intern("active"))}}));
}

Term sessions(std::int64_t count) {
  std::vector<Term> made;
  for (std::int64_t i = 0; i < count; ++i) made.push_back(session(i));
  return Term::list(std::move(made));
}

}  // namespace

void term_print(Runtime&, std::int64_t count) {
  const Term term = sessions(count);
  const std::int64_t begin = now_ns();
  const std::string text = print(term);
  print("byte", static_cast<double>(now_ns() - begin) / static_cast<double>(text.size()));
}

void term_parse(Runtime&, std::int64_t count) {
  const std::string text = print(sessions(count));
  const std::int64_t begin = now_ns();
  const auto parsed = parse(text);
  print("byte", static_cast<double>(now_ns() - begin) / static_cast<double>(text.size()));
  if (!parsed) std::abort();
}

}  // namespace bench
