// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <variant>

#include "genmsg/term/describe.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// What the runtime must know of a C++ type to carry it as a message. One object per type and
/// program, so that its address is the type's id.
struct MessageType {
  std::uint32_t payload_bytes;
  void (*destroy)(void* payload) noexcept;  // null: nothing to do
  Term (*to_term)(const void* payload);
  Atom (*name)();
  /// Whether it means nothing any more, and is passed over when its turn comes. Null: never.
  bool (*is_stale)(const void* payload) = nullptr;
  /// Which alternative of a variant it is, see Alternatives. Null: there is but one.
  std::uint8_t (*alternative)(const void* payload) = nullptr;
  /// The type of that alternative. For a number that none has: the type itself.
  Atom (*alternative_name)(std::uint8_t alternative) = nullptr;
};
/// Types with a member is_stale() that the runtime asks before it delivers them.
template <class T>
inline constexpr bool can_be_stale = false;

/// A queued message: this header, then the payload. Lives in a MessagePool.
/// Threads: written by its sender until it is linked, then by the receiver's scheduler (`next` by
/// the next sender).
struct Message {
  /// Payloads up to this size lie in the message, larger ones behind a pointer.
  static constexpr std::size_t inline_bytes = 232;
  enum Flag : std::uint32_t {
    is_handled = 1u << 0,  // counted as taken, payload gone: only waits to be unlinked
    is_flushed = 1u << 1,  // its receiver does not want it any more
    has_matched = 1u << 3,  // it has suspended its receiver, and is let through now
    by_alias = 1u << 2,    // the alias's id stands behind the payload, see alias_id()
  };
  /// The rest of the flags: which one of the messages that were traced as sent this is, so that it
  /// is known again when it is received; 0: none. See Runtime::next_trace_number().
  static constexpr unsigned trace_shift = 8;
  static constexpr std::size_t payload_alignment = 8;

  template <class T>
  static constexpr bool is_inline = sizeof(T) <= inline_bytes && alignof(T) <= payload_alignment;

  std::atomic<std::uint32_t> next{0};  // pool index of the following message; 0: not linked yet
  std::uint32_t flags = 0;             // Flag; none for nearly every message
  const MessageType* type = nullptr;
  Pid sender;

  void* payload() noexcept { return this + 1; }
  const void* payload() const noexcept { return this + 1; }

  std::uint32_t trace_number() const noexcept { return flags >> trace_shift; }

  template <class T>
  T& as() noexcept {
    if constexpr (is_inline<T>) {
      return *std::launder(static_cast<T*>(payload()));
    } else {
      return **std::launder(static_cast<T**>(payload()));
    }
  }
  template <class T>
  const T& as() const noexcept {
    return const_cast<Message*>(this)->as<T>();
  }

  /// Where the id of an alias stands, counted from payload().
  static constexpr std::uint32_t alias_offset(std::uint32_t payload_bytes) noexcept {
    return (payload_bytes + 7u) & ~7u;
  }
  /// Only with the flag by_alias.
  std::uint64_t& alias_id() noexcept {
    return *reinterpret_cast<std::uint64_t*>(static_cast<std::byte*>(payload()) +
                                             alias_offset(type->payload_bytes));
  }

  void destroy_payload() noexcept {
    if (type->destroy != nullptr) type->destroy(payload());
  }
  Term to_term() const { return type->to_term(payload()); }
  /// Until its payload is destroyed, also of one that was moved from.
  std::uint8_t alternative() const {
    return type->alternative != nullptr ? type->alternative(payload()) : std::uint8_t{0};
  }
};
static_assert(sizeof(Message) == 24);

namespace detail {

template <class T>
Atom type_atom() {
  static const Atom atom = [] {
    std::string name = type_name<T>();
    if (name.size() > Atom::max_characters) name.resize(Atom::max_characters);  // of a long variant
    return Atom::intern(name);
  }();
  return atom;
}

}  // namespace detail

/// What kinds of value a message type has that a person tells apart: the alternatives of a variant.
/// An envelope specialises it to have those of what is in it.
template <class T>
struct Alternatives {
  static constexpr std::size_t count = 1;
  static std::size_t index(const T&) noexcept { return 0; }
  static Atom name(std::size_t) { return detail::type_atom<T>(); }
};
template <class... Ts>
struct Alternatives<std::variant<Ts...>> {
  static constexpr std::size_t count = sizeof...(Ts);
  /// `count` or more for one that has no value.
  static std::size_t index(const std::variant<Ts...>& value) noexcept { return value.index(); }
  static Atom name(std::size_t index) {
    using Namer = Atom (*)();
    static constexpr Namer names[] = {&detail::type_atom<Ts>...};
    return index < count ? names[index]() : detail::type_atom<std::variant<Ts...>>();
  }
};

namespace detail {

template <class T>
void destroy_payload(void* payload) noexcept {
  if constexpr (Message::is_inline<T>) {
    std::destroy_at(std::launder(static_cast<T*>(payload)));
  } else {
    delete *std::launder(static_cast<T**>(payload));
  }
}

template <class T>
const T& payload_as(const void* payload) {
  if constexpr (Message::is_inline<T>) {
    return *std::launder(static_cast<const T*>(payload));
  } else {
    return **std::launder(static_cast<T* const*>(payload));
  }
}

template <class T>
Term payload_to_term(const void* payload) {
  return to_term(payload_as<T>(payload));
}

template <class T>
constexpr auto stale_test() -> bool (*)(const void*) {
  if constexpr (can_be_stale<T>) {
    static_assert(Message::is_inline<T>);
    return [](const void* payload) {
      return std::launder(static_cast<const T*>(payload))->is_stale();
    };
  } else {
    return nullptr;
  }
}

/// Not of a type with one alternative, or with more than a byte can tell.
inline constexpr std::size_t most_alternatives = 255;
template <class T>
inline constexpr bool tells_alternatives =
    Alternatives<T>::count > 1 && Alternatives<T>::count <= most_alternatives;

template <class T>
constexpr auto alternative_test() -> std::uint8_t (*)(const void*) {
  if constexpr (tells_alternatives<T>) {
    return [](const void* payload) {
      const std::size_t index = Alternatives<T>::index(payload_as<T>(payload));
      return static_cast<std::uint8_t>(index < most_alternatives ? index : most_alternatives);
    };
  } else {
    return nullptr;
  }
}

template <class T>
Atom alternative_name(std::uint8_t alternative) {
  if constexpr (tells_alternatives<T> || Alternatives<T>::count == 1) {
    return Alternatives<T>::name(alternative);
  } else {
    return type_atom<T>();
  }
}

}  // namespace detail

template <class T>
inline constexpr MessageType message_type{
    Message::is_inline<T> ? sizeof(T) : sizeof(T*),
    Message::is_inline<T> && std::is_trivially_destructible_v<T> ? nullptr
                                                                 : &detail::destroy_payload<T>,
    &detail::payload_to_term<T>,
    &detail::type_atom<T>,
    detail::stale_test<T>(),
    detail::alternative_test<T>(),
    &detail::alternative_name<T>,
};

}  // namespace genmsg
