// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

#include "genmsg/base/mutex.h"
#include "genmsg/process/process.h"

namespace genmsg {

/// Ready processes, linked by Process::next_ready. Threads: one at a time.
struct ReadyList {
  Process* first = nullptr;
  Process* last = nullptr;
  std::uint32_t count = 0;

  void push(Process* process) noexcept {
    process->next_ready = nullptr;
    (last != nullptr ? last->next_ready : first) = process;
    last = process;
    ++count;
  }
  Process* pop() noexcept {
    Process* const process = first;
    if (process == nullptr) return nullptr;
    first = process->next_ready;
    if (first == nullptr) last = nullptr;
    --count;
    return process;
  }
  void append(ReadyList list) noexcept {
    if (list.first == nullptr) return;
    (last != nullptr ? last->next_ready : first) = list.first;
    last = list.last;
    count += list.count;
  }
};

/// What one scheduler's run queue has no room for, until it has room or a batch is full.
/// Threads: push() by the scheduler; take() by it, and by others that find its queue empty: its
/// callback may go on for long.
class Aside {
 public:
  /// How many there are.
  std::uint32_t push(Process* process) noexcept {
    const MutexLock lock(mutex_);
    list_.push(process);
    count_.store(list_.count, std::memory_order_relaxed);
    return list_.count;
  }
  ReadyList take() noexcept {
    if (is_empty()) return {};
    const MutexLock lock(mutex_);
    count_.store(0, std::memory_order_relaxed);
    return std::exchange(list_, ReadyList{});
  }
  /// relaxed: who must not miss any has passed a barrier on all threads, see Runtime::park().
  bool is_empty() const noexcept { return count_.load(std::memory_order_relaxed) == 0; }

 private:
  std::atomic<std::uint32_t> count_{0};
  Mutex mutex_;
  ReadyList list_ GENMSG_GUARDED_BY(mutex_);
};

/// The ready processes that no run queue had room for, oldest first, for any scheduler to take. Kept
/// by the list, so that the lock is held for as long whether one process changes hands or hundreds:
/// walking them under it would be a cache miss each.
/// Threads: any.
class Overflow {
 public:
  static constexpr std::uint32_t batch = 256;

  /// A process is in it at most once; so it never takes more memory than this makes room for.
  explicit Overflow(std::uint32_t process_limit) : lists_(2 * (process_limit / batch) + 8) {}

  /// At most `batch`.
  void add(ReadyList list) noexcept {
    const MutexLock lock(mutex_);
    // Two neighbours never fit in one: that bounds how many there are.
    if (size_ != 0 && at(size_ - 1).count + list.count <= batch) {
      at(size_ - 1).append(list);
    } else {
      at(size_++) = list;
    }
    // seq_cst: ordered against the sleeper, which counts itself parked and then looks here.
    count_.fetch_add(list.count, std::memory_order_seq_cst);
  }
  /// The oldest ones.
  ReadyList take() noexcept {
    if (is_empty()) return {};
    const MutexLock lock(mutex_);
    if (size_ == 0) return {};
    const ReadyList taken = std::exchange(at(0), ReadyList{});
    drop_first();
    count_.fetch_sub(taken.count, std::memory_order_seq_cst);
    return taken;
  }
  /// The oldest one; null if there is none.
  Process* take_one() noexcept {
    if (is_empty()) return nullptr;
    const MutexLock lock(mutex_);
    if (size_ == 0) return nullptr;
    Process* const process = at(0).pop();
    if (at(0).count == 0) drop_first();
    count_.fetch_sub(1, std::memory_order_seq_cst);
    return process;
  }
  /// Threads: any, of some moment during the call.
  bool is_empty() const noexcept { return count_.load(std::memory_order_relaxed) == 0; }
  bool has_some() const noexcept { return count_.load(std::memory_order_seq_cst) != 0; }

 private:
  ReadyList& at(std::size_t place) noexcept GENMSG_REQUIRES(mutex_) {
    return lists_[(begin_ + place) % lists_.size()];
  }
  void drop_first() noexcept GENMSG_REQUIRES(mutex_) {
    begin_ = (begin_ + 1) % lists_.size();
    --size_;
  }

  std::atomic<std::uint32_t> count_{0};
  Mutex mutex_;
  std::vector<ReadyList> lists_ GENMSG_GUARDED_BY(mutex_);  // a ring
  std::size_t begin_ GENMSG_GUARDED_BY(mutex_) = 0;
  std::size_t size_ GENMSG_GUARDED_BY(mutex_) = 0;
};

}  // namespace genmsg
