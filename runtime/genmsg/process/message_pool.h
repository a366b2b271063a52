// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "genmsg/base/mutex.h"
#include "genmsg/process/message.h"

namespace genmsg {

/// Memory for the messages of one runtime: a reserved range of addresses, so that a message is
/// named by a 31-bit index, cut into pages of 8 KiB. A thread fills its page from front to back and
/// a page is used again when all its messages are freed: a backlog lies in memory in the order in
/// which it is read, however old the heap is.
/// Threads: allocate() and release() from any thread, each with its own Cache.
/// Limits: 32 GiB of messages by default; allocate() throws std::bad_alloc beyond. A long-lived
/// message keeps its page.
class MessagePool : public std::enable_shared_from_this<MessagePool> {
 public:
  static constexpr std::size_t granule = 16;
  static constexpr std::size_t page_granules = 512;  // 8 KiB
  static constexpr std::uint32_t max_index = 0x7fff'ffff;

  /// One thread's open page, and its frees not yet told to their pages.
  struct Cache {
    std::uint32_t next = 0;       // first free granule of the open page
    std::uint32_t end = 0;
    std::uint32_t page = 0;       // the open page; 0: none
    std::uint32_t taken = 0;      // messages allocated from the open page
    std::uint32_t free_pages = 0; // list of empty pages
    std::uint32_t free_count = 0;
    struct Frees {
      std::uint32_t page = 0;
      std::int32_t count = 0;
    } frees[4];
  };

  /// Reserves `bytes` of addresses; memory is used as messages need it.
  /// Throws std::bad_alloc if the system refuses the range.
  explicit MessagePool(std::size_t bytes);
  ~MessagePool();
  MessagePool(const MessagePool&) = delete;
  MessagePool& operator=(const MessagePool&) = delete;

  Message* at(std::uint32_t index) const noexcept {
    return reinterpret_cast<Message*>(base_ + std::size_t{index} * granule);
  }
  std::uint32_t index_of(const Message* message) const noexcept {
    return static_cast<std::uint32_t>(
        static_cast<std::size_t>(reinterpret_cast<const char*>(message) - base_) / granule);
  }

  /// A message with room for `payload_bytes`; header constructed, payload not.
  Message* allocate(Cache& cache, std::uint32_t payload_bytes) {
    const auto need = static_cast<std::uint32_t>(
        (sizeof(Message) + payload_bytes + granule - 1) / granule);
    if (cache.next + need > cache.end) [[unlikely]] open_page(cache);
    char* const memory = base_ + std::size_t{cache.next} * granule;
    __builtin_prefetch(memory + 256, 1);  // the next messages of this sender
    cache.next += need;
    ++cache.taken;
    return ::new (memory) Message;
  }

  /// The payload must have been destroyed.
  void release(Cache& cache, Message* message) noexcept {
    const auto page = static_cast<std::uint32_t>(index_of(message) / page_granules);
    Cache::Frees& frees = cache.frees[page & 3];
    if (frees.page != page) [[unlikely]] {
      flush(cache, frees);
      frees.page = page;
    }
    ++frees.count;
  }

  /// Gives the memory of pages without messages back to the system, but for the few that threads
  /// keep at hand. They are used again when they are needed.
  void trim();

  /// The cache of a thread that is no scheduler: kept in the thread, given back when it ends.
  Cache& cache_of_this_thread();

 private:
  friend class OutsideCaches;
  struct Page;
  Page& page_at(std::uint32_t page) const noexcept;
  void open_page(Cache& cache);
  void close_page(Cache& cache) noexcept;
  void flush(Cache& cache, Cache::Frees& frees) noexcept;
  void count_down(Cache& cache, std::uint32_t page, std::int32_t count) noexcept;
  std::uint32_t take_page(Cache& cache);
  Cache* borrow_cache();
  void return_cache(Cache* cache) noexcept;

  char* base_ = nullptr;
  std::size_t bytes_;
  const std::uint64_t id_;  // tells pools apart in a thread's list, even at one address
  std::atomic<std::uint32_t> fresh_page_{1};
  Mutex mutex_;
  std::vector<std::uint32_t> spare_lists_ GENMSG_GUARDED_BY(mutex_);  // lists of empty pages
  std::vector<std::uint32_t> trimmed_ GENMSG_GUARDED_BY(mutex_);      // pages without memory
  std::vector<std::unique_ptr<Cache>> outside_ GENMSG_GUARDED_BY(mutex_);
  std::vector<Cache*> outside_free_ GENMSG_GUARDED_BY(mutex_);
};

/// A message on its way beside a mailbox: destroyed if it does not arrive.
/// Threads: one at a time.
class PooledMessage {
 public:
  PooledMessage(MessagePool& pool, Message* message) noexcept : pool_(&pool), message_(message) {}
  PooledMessage(PooledMessage&& other) noexcept
      : pool_(other.pool_), message_(std::exchange(other.message_, nullptr)) {}
  PooledMessage& operator=(PooledMessage&& other) noexcept {
    std::swap(pool_, other.pool_);
    std::swap(message_, other.message_);
    return *this;
  }
  ~PooledMessage() {
    if (message_ == nullptr) return;
    message_->destroy_payload();
    pool_->release(pool_->cache_of_this_thread(), message_);
  }
  const Message& operator*() const noexcept { return *message_; }
  Message* release() noexcept { return std::exchange(message_, nullptr); }

 private:
  MessagePool* pool_;
  Message* message_;
};

}  // namespace genmsg
