// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/term.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cassert>
#include <cmath>
#include <iterator>
#include <limits>
#include <memory>
#include <new>

#include <fmt/format.h>

#include "genmsg/term/utf8.h"

namespace genmsg {
namespace {

bool has_elements(Term::Kind kind) {
  return kind == Term::Kind::Tuple || kind == Term::Kind::List || kind == Term::Kind::ImproperList;
}

}  // namespace

/// What compound terms point to: this header, then `size` values (Term, Entry, char or
/// the words of an integer).
struct Term::Shared {
  std::atomic<std::uint32_t> references = 1;
  std::size_t size = 0;
  Kind dead_kind = Kind::Tuple;  // set, like next_dead, when the last reference has gone
  Shared* next_dead = nullptr;

  template <class T>
  T* values() noexcept {
    return std::launder(reinterpret_cast<T*>(this + 1));
  }
};

/// Moves (or copies, if const) the values into a block of their own.
template <class T>
Term::Shared* Term::share(std::span<T> values) {
  using Value = std::remove_const_t<T>;
  static_assert(alignof(Value) <= alignof(Shared));
  if (values.empty()) return nullptr;
  void* memory = ::operator new(sizeof(Shared) + values.size_bytes());
  auto* shared = ::new (memory) Shared;
  shared->size = values.size();
  std::uninitialized_move(values.begin(), values.end(), reinterpret_cast<Value*>(shared + 1));
  return shared;
}

template <class T>
std::span<const T> Term::values() const noexcept {
  if (payload_.shared == nullptr) return {};
  return {payload_.shared->values<const T>(), payload_.shared->size};
}

Term::Term(double value) noexcept : kind_(Kind::Float), payload_(value) {
  if (std::isfinite(value)) return;
  const Atom atom = std::isnan(value) ? atoms::nan
                    : value > 0       ? atoms::infinity
                                      : atoms::neg_infinity;
  *this = Term(atom);
}

void Term::retain() const noexcept {
  payload_.shared->references.fetch_add(1, std::memory_order_relaxed);  // we hold one already
}

// Contents are released from a list, not by recursion: a term may be nested deeper than a stack.
void Term::release() noexcept {
  Shared* dead = nullptr;
  const auto drop = [&dead](const Term& term) {
    if (!term.is_shared_) return;
    Shared* shared = term.payload_.shared;
    // Release: our reads are done before the block is freed. Acquire: so are all others'.
    if (shared->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    shared->dead_kind = term.kind_;
    shared->next_dead = std::exchange(dead, shared);
  };
  drop(*this);
  while (dead != nullptr) {
    Shared* shared = std::exchange(dead, dead->next_dead);
    if (has_elements(shared->dead_kind)) {
      std::for_each_n(shared->values<Term>(), shared->size, drop);
    } else if (shared->dead_kind == Kind::Map) {
      std::for_each_n(shared->values<Entry>(), shared->size, [&drop](const Entry& entry) {
        drop(entry.first);
        drop(entry.second);
      });
    }
    std::destroy_at(shared);  // the values were dropped above: their destructors must not run
    ::operator delete(shared);
  }
}

Term Term::reference(std::uint64_t value) noexcept {
  return Term(Kind::Reference, Payload(value));
}

Term Term::integer(bool is_negative, std::span<const std::uint64_t> magnitude) {
  while (!magnitude.empty() && magnitude.back() == 0) {
    magnitude = magnitude.first(magnitude.size() - 1);
  }
  if (magnitude.empty()) return Term(0);
  const std::uint64_t lowest = magnitude.front();
  if (magnitude.size() == 1) {
    constexpr std::uint64_t two_to_63 = std::uint64_t{1} << 63;
    if (!is_negative) return Term(lowest);
    // Negated as unsigned: no int64_t holds 2^63.
    if (lowest <= two_to_63) return Term(static_cast<std::int64_t>(~lowest + 1));
  }
  constexpr std::size_t word_bits = 64;
  const std::size_t bits =
      magnitude.size() * word_bits - static_cast<std::size_t>(std::countl_zero(magnitude.back()));
  if (bits > max_integer_bits) return opaque(fmt::format("integer of {} bits", bits));
  Term result(Kind::Integer, share(magnitude));
  result.above_int64_ = !is_negative;
  return result;
}

Term Term::binary(std::string_view bytes) {
  return Term(Kind::Binary, share(std::span(bytes)));
}

Term Term::list(std::vector<Term> elements) {
  return Term(Kind::List, share(std::span(elements)));
}

Term Term::list(std::vector<Term> elements, const Term& tail) {
  if (elements.empty()) return tail;
  if (!tail.is(Kind::List) && !tail.is(Kind::ImproperList)) {
    elements.push_back(tail);
    return Term(Kind::ImproperList, share(std::span(elements)));
  }
  elements.insert(elements.end(), tail.elements().begin(), tail.elements().end());
  return Term(tail.kind(), share(std::span(elements)));
}

Term Term::tuple(std::vector<Term> elements) {
  return Term(Kind::Tuple, share(std::span(elements)));
}

Term Term::map(std::vector<Entry> entries) {
  const auto less = [](const Entry& a, const Entry& b) {
    return compare_keys(a.first, b.first) < 0;
  };
  std::stable_sort(entries.begin(), entries.end(), less);
  const auto same_key = [](const Entry& a, const Entry& b) { return a.first == b.first; };
  // unique() keeps the first of equals; seen from the end, that is the one given last.
  const auto kept = std::unique(entries.rbegin(), entries.rend(), same_key);
  entries.erase(entries.begin(), kept.base());
  return Term(Kind::Map, share(std::span(entries)));
}

Term Term::string(std::string_view text) {
  std::vector<Term> characters;
  characters.reserve(text.size());
  while (!text.empty()) {
    const auto [code, size, valid] = detail::decode_utf8(text);
    characters.emplace_back(static_cast<std::uint32_t>(code));
    text.remove_prefix(size);
  }
  return list(std::move(characters));
}

Term Term::opaque(std::string_view type_name) {
  return Term(Kind::Opaque, share(std::span(type_name)));
}

Atom Term::as_atom() const noexcept {
  assert(is(Kind::Atom));
  return payload_.atom;
}

bool Term::is_negative() const noexcept {
  assert(is(Kind::Integer));
  return !above_int64_ && (is_shared_ || payload_.integer < 0);
}

std::int64_t Term::as_integer() const noexcept {
  assert(is(Kind::Integer));
  if (above_int64_) return std::numeric_limits<std::int64_t>::max();
  return is_shared_ ? std::numeric_limits<std::int64_t>::min() : payload_.integer;
}

std::uint64_t Term::as_unsigned() const noexcept {
  assert(is_uint64());
  return static_cast<std::uint64_t>(payload_.integer);
}

std::span<const std::uint64_t> Term::magnitude() const noexcept {
  assert(is_big());
  return values<std::uint64_t>();
}

double Term::as_float() const noexcept {
  assert(is(Kind::Float));
  return payload_.real;
}

Pid Term::as_pid() const noexcept {
  assert(is(Kind::Pid));
  return payload_.pid;
}

std::uint64_t Term::as_reference() const noexcept {
  assert(is(Kind::Reference));
  return payload_.reference;
}

std::string_view Term::as_binary() const noexcept {
  assert(is(Kind::Binary));
  const auto bytes = values<char>();
  return {bytes.data(), bytes.size()};
}

std::string_view Term::as_opaque() const noexcept {
  assert(is(Kind::Opaque));
  const auto bytes = values<char>();
  return {bytes.data(), bytes.size()};
}

std::span<const Term> Term::elements() const noexcept {
  assert(has_elements(kind_));
  return values<Term>();
}

std::span<const Term::Entry> Term::entries() const noexcept {
  assert(is(Kind::Map));
  return values<Entry>();
}

const Term* Term::find(const Term& key) const noexcept {
  const auto all = entries();
  const auto found = std::lower_bound(
      all.begin(), all.end(), key,
      [](const Entry& entry, const Term& wanted) { return compare_keys(entry.first, wanted) < 0; });
  return found != all.end() && found->first == key ? &found->second : nullptr;
}

}  // namespace genmsg
