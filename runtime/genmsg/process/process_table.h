// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "genmsg/base/mutex.h"
#include "genmsg/process/process.h"

namespace genmsg {

/// What a process with a mailbox limit has lost. One a slot, in a range of its own that takes no
/// memory where no process has a limit.
/// Threads: begin() by the process; the rest by any.
class Losses {
 public:
  /// A process that sets its first limit.
  void begin(std::uint32_t serial) noexcept {
    // relaxed: as every count here, it stands for itself.
    count_.store(tag(serial), std::memory_order_relaxed);
  }
  /// Counts for the process of this serial; for a later one in its slot it counts nothing.
  void add(std::uint32_t serial) noexcept {
    std::uint64_t count = count_.load(std::memory_order_relaxed);
    do {
      if ((count & ~count_mask) != tag(serial) || (count & count_mask) == count_mask) return;
    } while (!count_.compare_exchange_weak(count, count + 1, std::memory_order_relaxed));
  }
  /// Up to 2^40.
  std::uint64_t of(std::uint32_t serial) const noexcept {
    const std::uint64_t count = count_.load(std::memory_order_relaxed);
    return (count & ~count_mask) == tag(serial) ? count & count_mask : 0;
  }
  /// False if somebody has told this process already and it has not yet answered: then that
  /// signal stands for the caller's message too.
  bool tell(std::uint32_t serial) noexcept {
    // acq_rel: either this comes before the exchange in clear_told(), and the process then sees the
    // caller's message, or it comes after it and the caller tells again.
    return told_.exchange(serial, std::memory_order_acq_rel) != serial;
  }
  void clear_told() noexcept { told_.exchange(0, std::memory_order_acq_rel); }
  /// The same for the signal that ends it.
  bool tell_exit(std::uint32_t serial) noexcept {
    return told_exit_.exchange(serial, std::memory_order_acq_rel) != serial;
  }
  void clear_told_exit() noexcept { told_exit_.exchange(0, std::memory_order_acq_rel); }

 private:
  static constexpr std::uint64_t count_mask = (std::uint64_t{1} << 40) - 1;
  /// 24 bits tell a slot's next processes apart, for as long as a send takes.
  static constexpr std::uint64_t tag(std::uint32_t serial) noexcept {
    return std::uint64_t{serial} << 40;
  }
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::uint32_t> told_{0};
  std::atomic<std::uint32_t> told_exit_{0};
};

/// The slots of one runtime's processes, in one reserved range: pid to slot is arithmetic.
/// Threads: at() and top() from any thread; take() and give_back() too, each thread with its own
/// cache of free slots or none.
class ProcessTable {
 public:
  using Cache = std::vector<std::uint32_t>;
  static constexpr std::uint32_t last_serial = 0xffff'ffff;

  /// Throws std::bad_alloc if the system refuses the range.
  explicit ProcessTable(std::uint32_t limit);
  ~ProcessTable();
  ProcessTable(const ProcessTable&) = delete;
  ProcessTable& operator=(const ProcessTable&) = delete;

  std::uint32_t limit() const noexcept { return limit_; }
  Process& at(std::uint32_t index) const noexcept { return slots_[index]; }
  /// The slot of a pid, whether or not the process still lives; null for a pid of no slot.
  Process* slot_of(Pid pid) const noexcept {
    return pid.serial != 0 && pid.index < top() ? &slots_[pid.index] : nullptr;
  }
  /// Of the process with this slot. Touch it only if its mailbox has, or had, a limit.
  Losses& losses(std::uint32_t index) const noexcept { return losses_[index]; }
  /// Slots from here on were never used.
  std::uint32_t top() const noexcept { return top_.load(std::memory_order_acquire); }

  /// A free slot, or null at the limit. The limit is exact in small tables; in large ones the
  /// caches of the others may hold back up to 256 free slots each.
  Process* take(Cache* cache);
  void give_back(Process& slot, Cache* cache);
  /// Returns all of a cache, for a thread that ends.
  void give_back_all(Cache& cache);
  /// Gives the memory of free slots back to the system, as far as they fill whole pages. They go on
  /// as slots; where they were used, their serials go on above all that have been.
  void trim();

 private:
  static constexpr std::uint32_t batch = 64;
  static constexpr std::uint32_t least_cached_limit = 8192;
  void refill(Cache& cache) GENMSG_REQUIRES(mutex_);
  void refill_from_trimmed(Cache& cache) GENMSG_REQUIRES(mutex_);

  Process* slots_ = nullptr;
  Losses* losses_ = nullptr;  // memory of zeros is a Losses of no process
  std::uint32_t limit_;
  std::atomic<std::uint32_t> top_{0};
  Mutex mutex_;
  Cache free_ GENMSG_GUARDED_BY(mutex_);
  const std::uint32_t slots_a_page_;
  std::vector<std::uint32_t> trimmed_ GENMSG_GUARDED_BY(mutex_);  // the first slots of pages
  std::uint32_t trimmed_serial_ GENMSG_GUARDED_BY(mutex_) = 0;    // the greatest of any of theirs
};

}  // namespace genmsg
