// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "genmsg/base/mutex.h"
#include "genmsg/process/process.h"

namespace genmsg {

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
  /// Slots from here on were never used.
  std::uint32_t top() const noexcept { return top_.load(std::memory_order_acquire); }

  /// A free slot, or null at the limit. The limit is exact in small tables; in large ones the
  /// caches of the others may hold back up to 256 free slots each.
  Process* take(Cache* cache);
  void give_back(Process& slot, Cache* cache);
  /// Returns all of a cache, for a thread that ends.
  void give_back_all(Cache& cache);

 private:
  static constexpr std::uint32_t batch = 64;
  static constexpr std::uint32_t least_cached_limit = 8192;
  void refill(Cache& cache) GENMSG_REQUIRES(mutex_);

  Process* slots_ = nullptr;
  std::uint32_t limit_;
  std::atomic<std::uint32_t> top_{0};
  Mutex mutex_;
  Cache free_ GENMSG_GUARDED_BY(mutex_);
};

}  // namespace genmsg
