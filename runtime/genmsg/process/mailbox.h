// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>

#include "genmsg/process/mailbox_limit.h"
#include "genmsg/process/message_pool.h"

namespace genmsg {

/// What a push found.
enum class Pushed : std::uint8_t {
  Closed,  // the process has exited; the message was not taken
  Queued,
  Unparked,  // queued, and the caller must make the process ready
  Full,      // the limit is reached; the message was not taken
};

/// The message queue of one process: many senders, one consumer, first in first out.
///
/// One 64-bit word is all that senders and the consumer share:
///   bit 63: parked (in no run queue); bits 62..32: pool index of the newest message, or empty, or
///   closed; bits 31..0: messages ever pushed.
/// One compare-and-swap of it enqueues, counts, and decides who makes the process ready. The count
/// is never reset, and goes on by one when another process gets the slot: a sender that read the
/// word before the slot changed hands fails its swap and looks at the serial again.
///
/// Threads: push(), unpark(), depth() from any thread; the rest by the scheduler that runs the
/// process, called the owner.
class Mailbox {
 public:
  // No message has index 0 or 1: they would be in the first page, which is not used. Memory of zeros
  // is a closed mailbox.
  static constexpr std::uint32_t closed = 0;
  static constexpr std::uint32_t empty = 1;

  /// The owner's half: on a cache line of its own, as it is written with every message.
  struct Reader {
    std::atomic<std::uint32_t> popped{0};  // written by the owner only
    std::uint32_t front = empty;           // the oldest message; empty: look at head_
  };


  /// `alive` is asked after the word was read and before it is swapped.
  template <class Alive>
  Pushed push(const MessagePool& pool, Message* message, Alive&& alive) noexcept {
    return push_if(pool, message, alive, [](std::uint32_t) noexcept { return true; });
  }

  /// The same, but Full if `most` messages are queued. Exact: the depth that is compared is that of
  /// the word which the swap replaces, less what was popped since, so that it is never too small;
  /// and when it is full, it was so when the word was read.
  template <class Alive>
  Pushed push_within(const MessagePool& pool, Message* message, const Reader& reader,
                     std::uint32_t most, Alive&& alive) noexcept {
    return push_if(pool, message, alive, [&reader, most](std::uint32_t pushed_before) noexcept {
      // acquire: pairs with count_taken(). Negative if the word is old: then the swap fails.
      const std::uint32_t taken = reader.popped.load(std::memory_order_acquire);
      return static_cast<std::int32_t>(pushed_before - taken) < static_cast<std::int32_t>(most);
    });
  }

 private:
  template <class Alive, class Admits>
  Pushed push_if(const MessagePool& pool, Message* message, Alive&& alive,
                 Admits&& admits) noexcept {
    const std::uint32_t index = pool.index_of(message);
    // acquire: pairs with open(), so that `alive` reads the serial of this word or a later one.
    std::uint64_t word = word_.load(std::memory_order_acquire);
    std::uint64_t wanted;
    do {
      if (tail(word) == closed || !alive()) [[unlikely]] return Pushed::Closed;
      if (!admits(pushed(word))) [[unlikely]] return Pushed::Full;
      const bool keep_parked = (word & parked_bit) != 0 && tail(word) != empty;
      wanted = (keep_parked ? parked_bit : 0) | make(index, pushed(word) + 1);
      // acq_rel: releases the message; acquires the owner's store of head_ = empty before its swap
      // to empty, which must not come after ours.
    } while (!word_.compare_exchange_weak(word, wanted, std::memory_order_acq_rel,
                                          std::memory_order_acquire));
    if (tail(word) == empty) {
      // release: the consumer may find the head without having seen the word.
      head_.store(index, std::memory_order_release);
      return (word & parked_bit) != 0 ? Pushed::Unparked : Pushed::Queued;
    }
    // release: publishes the message to the consumer, which follows this link (acquire).
    pool.at(tail(word))->next.store(index, std::memory_order_release);
    return Pushed::Queued;
  }

 public:
  /// The limit as set_limit() left it: 0 if there never was one. Lies beside the word, so that it
  /// costs a sender no cache line.
  std::uint32_t packed_limit() const noexcept { return limit_.load(std::memory_order_relaxed); }
  static constexpr MailboxLimit unpack_limit(std::uint32_t packed) noexcept {
    const std::uint32_t messages = packed & MailboxLimit::most;
    if (messages == 0) return {};
    return {messages, static_cast<MailboxLimit::Policy>(packed >> policy_shift)};
  }
  MailboxLimit limit() const noexcept { return unpack_limit(packed_limit()); }

  /// After a signal was left for the process: true if the caller must make it ready.
  /// Always a read-modify-write, so that either the owner's park() comes first and is undone here,
  /// or it comes later and its owner sees the signal.
  bool unpark() noexcept {
    const std::uint64_t before = word_.fetch_and(~parked_bit, std::memory_order_acq_rel);
    return (before & parked_bit) != 0;
  }

  /// Queued and not yet taken. Exact for the owner; for others as of some moment during the call.
  std::uint32_t depth(const Reader& reader) const noexcept {
    // popped first: it can only grow, so the difference is never negative.
    const std::uint32_t taken = reader.popped.load(std::memory_order_acquire);
    const std::uint64_t word = word_.load(std::memory_order_acquire);
    return tail(word) == closed ? 0 : pushed(word) - taken;
  }
  std::uint32_t pushed_count() const noexcept {
    return pushed(word_.load(std::memory_order_acquire));
  }
  bool is_parked() const noexcept {
    return (word_.load(std::memory_order_relaxed) & parked_bit) != 0;
  }
  bool is_newest(const MessagePool& pool, const Message& message) const noexcept {
    return tail(word_.load(std::memory_order_acquire)) == pool.index_of(&message);
  }
  bool is_closed() const noexcept {
    return tail(word_.load(std::memory_order_acquire)) == closed;
  }

  // --- the owner

  /// Holds for the pushes that begin after it. One that is taken off leaves a mark: packed_limit()
  /// is not 0, so that what was lost meanwhile still shows.
  void set_limit(MailboxLimit limit) noexcept {
    const std::uint32_t messages = std::min(limit.messages, MailboxLimit::most);
    const std::uint32_t policy = messages == 0 ? had_limit : static_cast<std::uint32_t>(limit.policy);
    // relaxed: it stands for itself.
    limit_.store(policy << policy_shift | messages, std::memory_order_relaxed);
  }

  /// Of a slot whose memory was given back, and with it the count of what was ever pushed.
  /// @pre is_closed(), and nobody has sent to it since
  void begin_at(std::uint32_t count) noexcept {
    word_.store(make(closed, count), std::memory_order_relaxed);
  }
  /// Takes the mailbox into use, neither parked nor with messages. @pre is_closed()
  void open(Reader& reader) noexcept {
    head_.store(empty, std::memory_order_relaxed);
    const std::uint64_t word = word_.load(std::memory_order_relaxed);
    // One more than before: no word of the process that had the slot comes again.
    const std::uint32_t count = pushed(word) + 1;
    reader.front = empty;
    reader.popped.store(count, std::memory_order_relaxed);
    limit_.store(0, std::memory_order_relaxed);
    // release: everything that makes up the process is written before senders may find it alive.
    word_.store(make(empty, count), std::memory_order_release);
  }

  enum class Found : std::uint8_t { Message, Nothing, NotLinkedYet };
  /// The oldest message, which stays queued until advance().
  Found front(const MessagePool& pool, Reader& reader, Message*& message) const noexcept {
    if (reader.front == empty) {
      // acquire: pairs with the sender's release in push().
      reader.front = head_.load(std::memory_order_acquire);
      if (reader.front == empty) {
        // A sender sets the head after it has swapped the word.
        return tail(word_.load(std::memory_order_acquire)) == empty ? Found::Nothing
                                                                    : Found::NotLinkedYet;
      }
    }
    message = pool.at(reader.front);
    return Found::Message;
  }

  /// Counts the front message as taken.
  static void count_taken(Reader& reader) noexcept {
    // One writer, so no read-modify-write. release: pairs with depth(), whose word must not be
    // older than this count.
    reader.popped.store(reader.popped.load(std::memory_order_relaxed) + 1,
                        std::memory_order_release);
  }

  enum class Advanced : std::uint8_t { More, Empty, Parked, NotLinkedYet };
  /// Removes `message`, the front one. With `park`, an empty mailbox is parked in the same step.
  /// After NotLinkedYet the message is still the front; call again.
  Advanced advance(Reader& reader, const Message* message, bool park) noexcept {
    std::uint32_t next = message->next.load(std::memory_order_acquire);
    if (next == 0) [[unlikely]] {
      head_.store(empty, std::memory_order_relaxed);
      std::uint64_t word = word_.load(std::memory_order_acquire);
      const std::uint32_t index = reader.front;
      reader.front = empty;  // before the swap: after it another scheduler may be the owner
      while (tail(word) == index) {
        const std::uint64_t wanted = (park ? parked_bit : 0) | make(empty, pushed(word));
        if (word_.compare_exchange_weak(word, wanted, std::memory_order_acq_rel,
                                        std::memory_order_acquire)) {
          return park ? Advanced::Parked : Advanced::Empty;
        }
      }
      next = message->next.load(std::memory_order_acquire);
      if (next == 0) {
        reader.front = index;
        return Advanced::NotLinkedYet;
      }
    }
    reader.front = next;
    return Advanced::More;
  }

  /// Calls `visit(message)` for each linked message, oldest first, until it gives false; the one
  /// that is being handled is the first. Waits for senders that were interrupted between their two
  /// writes, as drop_messages() does.
  template <class Visit>
  void walk(const MessagePool& pool, Reader& reader, Visit&& visit) const {
    // acquire: pairs with the swap in push().
    walk_to(tail(word_.load(std::memory_order_acquire)), pool, reader, visit);
  }

  /// Whether the front message counts as taken: it is being handled, and queued until that is over.
  /// Exact whatever senders do meanwhile, as one word tells the newest message and how many there
  /// have been; takes time for each of them.
  bool front_is_taken(const MessagePool& pool, Reader& reader) const {
    const std::uint64_t word = word_.load(std::memory_order_acquire);
    const std::uint32_t waiting = pushed(word) - reader.popped.load(std::memory_order_relaxed);
    std::uint32_t linked = 0;
    walk_to(tail(word), pool, reader, [&linked](const Message&) {
      ++linked;
      return true;
    });
    return linked > waiting;
  }

  /// Parks a process that has no message or takes none for now (`with_messages`: suspended).
  /// False if there is a message after all.
  bool park(bool with_messages) noexcept {
    std::uint64_t word = word_.load(std::memory_order_acquire);
    do {
      if (!with_messages && tail(word) != empty) return false;
    } while (!word_.compare_exchange_weak(word, word | parked_bit, std::memory_order_acq_rel,
                                          std::memory_order_acquire));
    return true;
  }

  /// Refuses messages from now on; gives the newest one's index or `empty`.
  std::uint32_t close() noexcept {
    std::uint64_t word = word_.load(std::memory_order_acquire);
    while (!word_.compare_exchange_weak(word, make(closed, pushed(word)),
                                        std::memory_order_acq_rel, std::memory_order_acquire)) {
    }
    return tail(word);
  }

 private:
  template <class Visit>
  void walk_to(std::uint32_t newest, const MessagePool& pool, Reader& reader,
               Visit&& visit) const {
    if (newest == empty || newest == closed) return;
    Message* message = nullptr;
    while (front(pool, reader, message) != Found::Message) std::this_thread::yield();
    while (visit(*message)) {
      if (pool.index_of(message) == newest) return;
      std::uint32_t next = 0;
      // acquire: pairs with the sender's release in push().
      while ((next = message->next.load(std::memory_order_acquire)) == 0) {
        std::this_thread::yield();
      }
      message = pool.at(next);
    }
  }

  static constexpr std::uint64_t parked_bit = std::uint64_t{1} << 63;
  static constexpr std::uint32_t tail(std::uint64_t word) noexcept {
    return static_cast<std::uint32_t>((word & ~parked_bit) >> 32);
  }
  static constexpr std::uint32_t pushed(std::uint64_t word) noexcept {
    return static_cast<std::uint32_t>(word);
  }
  static constexpr std::uint64_t make(std::uint32_t tail, std::uint32_t pushed) noexcept {
    return std::uint64_t{tail} << 32 | pushed;
  }

  std::atomic<std::uint64_t> word_{make(closed, 0)};
  static constexpr unsigned policy_shift = 30;
  static constexpr std::uint32_t had_limit = 3;  // with no messages

  std::atomic<std::uint32_t> head_{empty};  // set by the sender that found the mailbox empty
  std::atomic<std::uint32_t> limit_{0};     // bits 31..30: policy
};
static_assert(sizeof(Mailbox) == 16);

}  // namespace genmsg
