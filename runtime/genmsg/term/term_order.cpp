// SPDX-License-Identifier: Apache-2.0
// Order, equality and hash of terms. All walk a term with a stack of their own, as a term may be
// nested deeper than a thread's stack.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <memory_resource>

#include "genmsg/term/term.h"

namespace genmsg {
namespace {

using Kind = Term::Kind;

/// A stack that allocates only for terms nested deeper than a few levels.
template <class T>
class WalkStack {
 public:
  WalkStack() { items_.reserve(inline_items); }
  bool empty() const { return items_.empty(); }
  T& top() { return items_.back(); }
  void push(T item) { items_.push_back(item); }
  void pop() { items_.pop_back(); }

 private:
  static constexpr std::size_t inline_items = 16;
  alignas(T) std::array<std::byte, inline_items * sizeof(T)> buffer_;
  std::pmr::monotonic_buffer_resource arena_{buffer_.data(), buffer_.size()};
  std::pmr::vector<T> items_{&arena_};
};

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

bool is_container(const Term& term) {
  return term.is(Kind::Tuple) || term.is(Kind::Map) || term.is(Kind::List);
}

bool is_number(const Term& term) {
  return term.is(Kind::Integer) || term.is(Kind::Float);
}

std::strong_ordering order_of(double a, double b) {
  if (a < b) return std::strong_ordering::less;
  return a > b ? std::strong_ordering::greater : std::strong_ordering::equal;
}

std::strong_ordering compare_integers(const Term& a, const Term& b) {
  if (a.is_int64() && b.is_int64()) return a.as_integer() <=> b.as_integer();
  if (a.is_uint64() && b.is_uint64()) return a.as_unsigned() <=> b.as_unsigned();
  return a.is_uint64() ? std::strong_ordering::greater : std::strong_ordering::less;
}

/// By exact value: a double has no room for every integer above 2^53.
std::strong_ordering compare_integer_with_float(const Term& integer, double real) {
  constexpr double two_to_64 = 18446744073709551616.0;
  constexpr double minus_two_to_63 = -9223372036854775808.0;
  if (real >= two_to_64) return std::strong_ordering::less;
  if (real < minus_two_to_63) return std::strong_ordering::greater;
  const double whole = std::trunc(real);
  const Term truncated =
      whole < 0 ? Term(static_cast<std::int64_t>(whole)) : Term(static_cast<std::uint64_t>(whole));
  const auto order = compare_integers(integer, truncated);
  return order != 0 ? order : order_of(whole, real);
}

std::strong_ordering compare_numbers(const Term& a, const Term& b) {
  if (a.is(Kind::Integer) && b.is(Kind::Integer)) return compare_integers(a, b);
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
    auto order = visit(a, b, exact);
    while (order == 0 && !stack_.empty()) order = advance();
    return order != 0 ? order : tie_;
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
    if (a.kind() != b.kind()) return a.kind() <=> b.kind();
    if (!is_container(a)) return compare_leaves(a, b);
    // Shared contents need no walk.
    if (count(a) != 0 && count(a) == count(b)) {
      const bool is_same = a.is(Kind::Map) ? a.entries().data() == b.entries().data()
                                           : a.elements().data() == b.elements().data();
      if (is_same) return std::strong_ordering::equal;
    }
    if (a.is(Kind::List)) {
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
    const std::size_t a_count = count(*at.a);
    const std::size_t b_count = count(*at.b);
    if (at.index == std::min(a_count, b_count)) {
      stack_.pop();
      return a_count <=> b_count;  // only lists get here with different counts
    }
    ++frame.index;
    return visit(child(*at.a, at.part, at.index), child(*at.b, at.part, at.index), at.exact);
  }

  WalkStack<Frame> stack_;
  std::strong_ordering tie_ = std::strong_ordering::equal;
};

class Hash {
 public:
  std::size_t run(const Term& term) {
    visit(term);
    while (!stack_.empty()) {
      Frame& frame = stack_.top();
      const Frame at = frame;
      if (at.index == count(*at.term)) {
        stack_.pop();
        continue;
      }
      ++frame.index;
      visit(child(*at.term, at.part, at.index));
    }
    return static_cast<std::size_t>(state_);
  }

 private:
  struct Frame {
    const Term* term;
    Part part;
    std::size_t index = 0;
  };

  void visit(const Term& term) {
    mix(static_cast<std::uint64_t>(term.kind()));
    if (!is_container(term)) return mix(leaf(term));
    mix(count(term));
    if (term.is(Kind::Map)) {
      stack_.push({&term, Part::Values});
      stack_.push({&term, Part::Keys});
    } else {
      stack_.push({&term, Part::Elements});
    }
  }

  static std::uint64_t leaf(const Term& term) {
    switch (term.kind()) {
      case Kind::Integer:
        return term.is_uint64() ? term.as_unsigned()
                                : static_cast<std::uint64_t>(term.as_integer());
      case Kind::Float:
        return std::bit_cast<std::uint64_t>(term.as_float() + 0.0);  // -0.0 is 0.0
      case Kind::Atom:
        return term.as_atom().index();
      case Kind::Reference:
        return term.as_reference();
      case Kind::Pid:
        return std::hash<Pid>{}(term.as_pid());
      case Kind::Opaque:
        return std::hash<std::string_view>{}(term.as_opaque());
      default:
        return std::hash<std::string_view>{}(term.as_binary());
    }
  }

  // The finaliser of splitmix64: every bit of the input reaches every bit of the state.
  void mix(std::uint64_t value) {
    state_ += value + 0x9E3779B97F4A7C15U;
    state_ = (state_ ^ (state_ >> 30)) * 0xBF58476D1CE4E5B9U;
    state_ = (state_ ^ (state_ >> 27)) * 0x94D049BB133111EBU;
    state_ ^= state_ >> 31;
  }

  WalkStack<Frame> stack_;
  std::uint64_t state_ = 0;
};

}  // namespace

std::strong_ordering compare(const Term& a, const Term& b) noexcept {
  return Comparison().run(a, b, false);
}

std::strong_ordering compare_keys(const Term& a, const Term& b) noexcept {
  return Comparison().run(a, b, true);
}

bool operator==(const Term& a, const Term& b) noexcept {
  return a.kind() == b.kind() && compare_keys(a, b) == 0;
}

std::size_t hash(const Term& term) noexcept {
  return Hash().run(term);
}

}  // namespace genmsg
