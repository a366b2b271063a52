// SPDX-License-Identifier: Apache-2.0
// erlang:phash2/1: a depth-first walk that mixes 32 bits of each leaf into a state of 32 bits, with
// a constant for each kind of term. The mixing is that of Bob Jenkins' lookup2 (1996).
#include <array>
#include <bit>

#include "genmsg/term/term.h"
#include "genmsg/term/utf8.h"
#include "genmsg/term/walk.h"

namespace genmsg {
namespace {

using Kind = Term::Kind;

/// What is mixed in with a value, so that equal bits of different kinds do not collide.
enum class Salt : std::uint32_t {
  SmallInteger = 1,
  Nil = 2,
  Atom = 3,
  String = 4,
  Pid = 5,
  Reference = 7,
  Tuple = 9,
  NegativeInteger = 10,
  PositiveInteger = 11,
  Float = 12,
  Binary = 13,
  Map = 16,
  MapEntries = 19
};

constexpr std::uint32_t golden_ratio = 0x9E3779B9;

constexpr std::uint32_t constant(Salt salt) {
  return golden_ratio * static_cast<std::uint32_t>(salt);
}

void mix(std::uint32_t& a, std::uint32_t& b, std::uint32_t& c) {
  a = (a - b - c) ^ (c >> 13);
  b = (b - c - a) ^ (a << 8);
  c = (c - a - b) ^ (b >> 13);
  a = (a - b - c) ^ (c >> 12);
  b = (b - c - a) ^ (a << 16);
  c = (c - a - b) ^ (b >> 5);
  a = (a - b - c) ^ (c >> 3);
  b = (b - c - a) ^ (a << 10);
  c = (c - a - b) ^ (b >> 15);
}

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t at = 0; at < bytes.size() && at < 4; ++at) {
    value |= std::uint32_t{static_cast<unsigned char>(bytes[at])} << (8 * at);
  }
  return value;
}

std::uint32_t hash_bytes(std::string_view bytes, std::uint32_t state) {
  const auto length = static_cast<std::uint32_t>(bytes.size());
  std::uint32_t a = golden_ratio;
  std::uint32_t b = golden_ratio;
  for (; bytes.size() >= 12; bytes.remove_prefix(12)) {
    a += little_endian(bytes);
    b += little_endian(bytes.substr(4));
    state += little_endian(bytes.substr(8));
    mix(a, b, state);
  }
  a += little_endian(bytes);
  if (bytes.size() > 4) b += little_endian(bytes.substr(4));
  // The lowest byte is the length's.
  if (bytes.size() > 8) state += little_endian(bytes.substr(8)) << 8;
  state += length;
  mix(a, b, state);
  return state;
}

/// P. J. Weinberger's, over the characters up to U+00FF and the bytes of those above: an atom has
/// the hash that it had when atoms were Latin-1.
std::uint32_t hash_name(std::string_view name) {
  std::uint32_t hash = 0;
  const auto add = [&hash](std::uint32_t value) {
    hash = (hash << 4) + value;
    const std::uint32_t high = hash & 0xF0000000U;
    hash ^= high >> 24 ^ high;
  };
  while (!name.empty()) {
    const auto character = detail::decode_utf8(name);
    if (character.code <= 0xFF) {
      add(character.code);
    } else {
      for (const char byte : name.substr(0, character.size)) add(static_cast<unsigned char>(byte));
    }
    name.remove_prefix(character.size);
  }
  return hash;
}

bool is_byte(const Term& term) {
  return term.is_uint64() && term.as_unsigned() <= 0xFF;
}

class Hash {
 public:
  std::uint32_t run(const Term& term) {
    visit(term);
    while (!stack_.empty()) advance();
    return state_;
  }

 private:
  struct Frame {
    const Term* term;
    std::size_t index = 0;
    // Of a map: what the walk was at before it, and its entries so far.
    std::uint32_t outer_state = 0;
    std::uint32_t entries = 0;
  };

  void add(Salt salt, std::uint32_t x, std::uint32_t y = 0) {
    std::uint32_t a = constant(salt) + x;
    std::uint32_t b = constant(salt) + y;
    mix(a, b, state_);
  }

  void visit(const Term& term) {
    switch (term.kind()) {
      case Kind::Integer: return visit_integer(term);
      case Kind::Float: return visit_float(term.as_float());
      case Kind::Atom: return visit_atom(term.as_atom());
      case Kind::Reference: return add_word(Salt::Reference, term.as_reference());
      case Kind::Pid: return add(Salt::Pid, term.as_pid().index, term.as_pid().serial);
      case Kind::Opaque: return visit_bytes(term.as_opaque());
      case Kind::Binary: return visit_bytes(term.as_binary());
      case Kind::Tuple: return visit_tuple(term);
      case Kind::Map: return visit_map(term);
      case Kind::List:
      case Kind::ImproperList: return stack_.push({&term});
    }
  }

  void visit_integer(const Term& term) {
    constexpr std::int64_t two_to_27 = std::int64_t{1} << 27;
    const std::int64_t value = term.as_integer();
    if (value >= -two_to_27 && value < two_to_27) {
      const auto bits = static_cast<std::uint32_t>(value);
      if (value < 0) add(Salt::SmallInteger, ~bits + 1);
      return add(Salt::SmallInteger, bits);
    }
    const Salt salt = term.is_negative() ? Salt::NegativeInteger : Salt::PositiveInteger;
    if (term.is_big()) {
      for (const std::uint64_t word : term.magnitude()) add_word(salt, word);
      return;
    }
    const auto bits = static_cast<std::uint64_t>(value);
    add_word(salt, value < 0 ? ~bits + 1 : term.as_unsigned());
  }

  void visit_float(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);  // -0.0 is 0.0
    add(Salt::Float, static_cast<std::uint32_t>(bits >> 32), static_cast<std::uint32_t>(bits));
  }

  void visit_atom(Atom atom) {
    const std::uint32_t hash = hash_name(atom.name());
    if (state_ == 0) {
      state_ = hash;
    } else {
      add(Salt::Atom, hash);
    }
  }

  void visit_bytes(std::string_view bytes) {
    const std::uint32_t start = constant(Salt::Binary) + state_;
    state_ = bytes.empty() ? start : hash_bytes(bytes, start);
  }

  void visit_tuple(const Term& term) {
    add(Salt::Tuple, static_cast<std::uint32_t>(term.elements().size()));
    if (!term.elements().empty()) stack_.push({&term});
  }

  void visit_map(const Term& term) {
    add(Salt::Map, static_cast<std::uint32_t>(term.entries().size()));
    if (term.entries().empty()) return;
    stack_.push({&term, 0, state_, 0});
    state_ = 0;
  }

  void add_word(Salt salt, std::uint64_t word) {
    add(salt, static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32));
  }

  void advance() {
    const Term& term = *stack_.top().term;
    if (term.is(Kind::Map)) return advance_map(term.entries());
    if (term.is(Kind::Tuple)) return advance_tuple(term.elements());
    advance_list(term);
  }

  void advance_tuple(std::span<const Term> elements) {
    const Term& element = elements[stack_.top().index++];
    if (&element == &elements.back()) stack_.pop();
    visit(element);
  }

  /// Entries are hashed apart and joined without an order, as Erlang has none for large maps.
  void advance_map(std::span<const Term::Entry> entries) {
    Frame& frame = stack_.top();
    if (frame.index > 0) frame.entries ^= frame.index % 2 == 0 ? std::exchange(state_, 0) : 0;
    if (frame.index == 2 * entries.size()) {
      state_ = frame.outer_state;
      add(Salt::MapEntries, frame.entries);
      return stack_.pop();
    }
    const Term::Entry& entry = entries[frame.index / 2];
    const bool is_key = frame.index++ % 2 == 0;
    visit(is_key ? entry.first : entry.second);
  }

  void advance_list(const Term& list) {
    const std::span<const Term> elements = list.elements();
    const bool is_proper = list.is(Kind::List);
    std::size_t& index = stack_.top().index;
    index = take_string(elements.first(elements.size() - (is_proper ? 0 : 1)), index);
    if (index == elements.size()) {
      stack_.pop();
      return add(Salt::Nil, 2);
    }
    const Term& element = elements[index++];
    if (!is_proper && index == elements.size()) stack_.pop();
    visit(element);
  }

  /// Hashes bytes by four; returns where the first other element is.
  std::size_t take_string(std::span<const Term> elements, std::size_t index) {
    std::uint32_t four = 0;
    std::size_t count = 0;
    for (; index < elements.size() && is_byte(elements[index]); ++index) {
      four = four << 8 | static_cast<std::uint32_t>(elements[index].as_unsigned());
      if (++count % 4 == 0) add(Salt::String, std::exchange(four, 0));
    }
    if (count % 4 != 0) add(Salt::String, four);
    return index;
  }

  detail::WalkStack<Frame> stack_;
  std::uint32_t state_ = 0;
};

}  // namespace

std::uint32_t phash2(const Term& term) noexcept {
  constexpr std::uint32_t range = std::uint32_t{1} << 27;
  return Hash().run(term) % range;
}

}  // namespace genmsg
