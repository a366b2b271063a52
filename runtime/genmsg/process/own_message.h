// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "genmsg/process/message.h"

namespace genmsg {

/// A message that lies in no mailbox: what a process keeps to be told later, of any type.
/// Threads: a value; moves, never copies.
class OwnMessage {
 public:
  OwnMessage() noexcept = default;

  /// Throws std::bad_alloc, and what the value's constructor throws.
  template <class T>
  static OwnMessage of(T&& value) {
    using Payload = std::decay_t<T>;
    static_assert(!Message::is_inline<Payload> || alignof(Payload) <= Message::payload_alignment);
    OwnMessage made;
    made.message_.reset(::new (::operator new(sizeof(Message) +
                                              message_type<Payload>.payload_bytes)) Message);
    if constexpr (Message::is_inline<Payload>) {
      ::new (made.message_->payload()) Payload(std::forward<T>(value));
    } else {
      ::new (made.message_->payload()) Payload*(new Payload(std::forward<T>(value)));
    }
    made.message_->type = &message_type<Payload>;
    return made;
  }

  explicit operator bool() const noexcept { return message_ != nullptr; }
  Message& operator*() const noexcept { return *message_; }
  Message* operator->() const noexcept { return message_.get(); }
  void reset() noexcept { message_.reset(); }

 private:
  struct Delete {
    void operator()(Message* message) const noexcept {
      if (message->type != nullptr) message->destroy_payload();  // null: its constructor threw
      std::destroy_at(message);
      ::operator delete(message);
    }
  };
  std::unique_ptr<Message, Delete> message_;
};

}  // namespace genmsg
