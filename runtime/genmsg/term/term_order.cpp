// SPDX-License-Identifier: Apache-2.0
// Order and equality of terms.
#include <algorithm>
#include <cmath>

#include "genmsg/term/integer.h"
#include "genmsg/term/term.h"
#include "genmsg/term/walk.h"

namespace genmsg {
namespace {

using Kind = Term::Kind;

/// What a container is walked by; a map's keys come before its values.
enum class Part : std::uint8_t { Elements, Keys, Values };

std::size_t count(const Term& container) {
  return container.is(Kind::Map) ? container.entries().size() : container.elements().size();
}

const Term& child(const Term& container, Part part, std::size_t index) {
  switch (part) {
    case Part::Keys:
      return container.entries()[index].first;
    case Part::Values:
      return container.entries()[index].second;
    case Part::Elements:
      break;
  }
  return container.elements()[index];
}

bool is_list(const Term& term) {
  return term.is(Kind::List) || term.is(Kind::ImproperList);
}

bool is_container(const Term& term) {
  return term.is(Kind::Tuple) || term.is(Kind::Map) || is_list(term);
}

/// The place of a term's kind in the order.
Kind rank(const Term& term) {
  return term.is(Kind::ImproperList) ? Kind::List : term.kind();
}

/// The elements of a list before its tail.
std::size_t cells(const Term& list) {
  return count(list) - (list.is(Kind::ImproperList) ? 1 : 0);
}

const Term& tail(const Term& list) {
  static const Term nil = Term::list({});
  return list.is(Kind::ImproperList) ? list.elements().back() : nil;
}

bool is_number(const Term& term) {
  return term.is(Kind::Integer) || term.is(Kind::Float);
}

std::strong_ordering order_of(double a, double b) {
  if (a < b) return std::strong_ordering::less;
  return a > b ? std::strong_ordering::greater : std::strong_ordering::equal;
}

/// By exact value: a double has no room for every integer above 2^53.
std::strong_ordering compare_integer_with_float(const Term& integer, double real) {
  constexpr double two_to_63 = 9223372036854775808.0;
  const double whole = std::trunc(real);
  const bool is_small = whole >= -two_to_63 && whole < two_to_63;
  const Term truncated =
      is_small ? Term(static_cast<std::int64_t>(whole)) : detail::to_integer(whole);
  const auto order = detail::compare_integers(integer, truncated);
  return order != 0 ? order : order_of(whole, real);
}

std::strong_ordering compare_numbers(const Term& a, const Term& b) {
  if (a.is(Kind::Integer) && b.is(Kind::Integer)) return detail::compare_integers(a, b);
  if (a.is(Kind::Integer)) return compare_integer_with_float(a, b.as_float());
  if (b.is(Kind::Integer)) return 0 <=> compare_integer_with_float(b, a.as_float());
  return order_of(a.as_float(), b.as_float());
}

/// @pre a and b are of one kind, which is neither a number nor a container
std::strong_ordering compare_leaves(const Term& a, const Term& b) {
  switch (a.kind()) {
    case Kind::Atom:
      if (a.as_atom() == b.as_atom()) return std::strong_ordering::equal;
      return a.as_atom().name() <=> b.as_atom().name();
    case Kind::Reference:
      return a.as_reference() <=> b.as_reference();
    case Kind::Pid:
      return a.as_pid() <=> b.as_pid();
    case Kind::Opaque:
      return a.as_opaque() <=> b.as_opaque();
    default:
      return a.as_binary() <=> b.as_binary();
  }
}

class Comparison {
 public:
  std::strong_ordering run(const Term& a, const Term& b, bool exact) {
    const auto order = run_by_value(a, b, exact);
    return order != 0 ? order : tie_;
  }
  std::strong_ordering run_by_value(const Term& a, const Term& b, bool exact) {
    auto order = visit(a, b, exact);
    while (order == 0 && !stack_.empty()) order = advance();
    return order;
  }

 private:
  struct Frame {
    const Term* a;
    const Term* b;
    Part part;
    bool exact;  // integers before floats: the order of map keys
    std::size_t index = 0;
  };

  /// Compares what can be at once, and leaves contents to the stack.
  std::strong_ordering visit(const Term& a, const Term& b, bool exact) {
    if (is_number(a) && is_number(b)) {
      if (exact && a.kind() != b.kind()) return a.kind() <=> b.kind();
      const auto order = compare_numbers(a, b);
      if (order == 0 && tie_ == 0) tie_ = a.kind() <=> b.kind();
      return order;
    }
    if (rank(a) != rank(b)) return rank(a) <=> rank(b);
    if (!is_container(a)) return compare_leaves(a, b);
    // Shared contents need no walk.
    if (count(a) != 0 && count(a) == count(b)) {
      const bool is_same = a.is(Kind::Map) ? a.entries().data() == b.entries().data()
                                           : a.elements().data() == b.elements().data();
      if (is_same) return std::strong_ordering::equal;
    }
    if (is_list(a)) {
      stack_.push({&a, &b, Part::Elements, exact});
      return std::strong_ordering::equal;
    }
    if (count(a) != count(b)) return count(a) <=> count(b);
    if (a.is(Kind::Map)) {
      stack_.push({&a, &b, Part::Values, exact});
      stack_.push({&a, &b, Part::Keys, true});
    } else {
      stack_.push({&a, &b, Part::Elements, exact});
    }
    return std::strong_ordering::equal;
  }

  std::strong_ordering advance() {
    Frame& frame = stack_.top();
    const Frame at = frame;
    const bool are_lists = is_list(*at.a);
    const std::size_t a_count = are_lists ? cells(*at.a) : count(*at.a);
    const std::size_t b_count = are_lists ? cells(*at.b) : count(*at.b);
    if (at.index == std::min(a_count, b_count)) {
      stack_.pop();
      if (!are_lists) return std::strong_ordering::equal;
      return compare_ends(*at.a, a_count, *at.b, b_count, at.exact);
    }
    ++frame.index;
    return visit(child(*at.a, at.part, at.index), child(*at.b, at.part, at.index), at.exact);
  }

  /// Of lists that are the same as far as the shorter one goes.
  std::strong_ordering compare_ends(const Term& a, std::size_t a_cells, const Term& b,
                                    std::size_t b_cells, bool exact) {
    if (a.is(Kind::List) && b.is(Kind::List)) return a_cells <=> b_cells;
    if (a_cells == b_cells) return visit(tail(a), tail(b), exact);
    if (a_cells < b_cells) return compare_tail_with_list(tail(a));
    return 0 <=> compare_tail_with_list(tail(b));
  }

  /// The list is one that is not empty.
  static std::strong_ordering compare_tail_with_list(const Term& tail) {
    return tail.is(Kind::List) ? std::strong_ordering::less : rank(tail) <=> Kind::List;
  }

  detail::WalkStack<Frame> stack_;
  std::strong_ordering tie_ = std::strong_ordering::equal;
};

}  // namespace

std::strong_ordering compare(const Term& a, const Term& b) noexcept {
  return Comparison().run(a, b, false);
}

std::weak_ordering compare_values(const Term& a, const Term& b) noexcept {
  return Comparison().run_by_value(a, b, false);
}

std::strong_ordering compare_keys(const Term& a, const Term& b) noexcept {
  return Comparison().run(a, b, true);
}

bool operator==(const Term& a, const Term& b) noexcept {
  return a.kind() == b.kind() && compare_keys(a, b) == 0;
}

}  // namespace genmsg
