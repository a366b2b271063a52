// SPDX-License-Identifier: Apache-2.0
#include "genmsg/process/process_table.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <new>

namespace genmsg {

namespace {

void* reserve(std::size_t bytes) {
  void* const range = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (range == MAP_FAILED) throw std::bad_alloc();
  return range;
}

}  // namespace

ProcessTable::ProcessTable(std::uint32_t limit)
    : limit_(limit),
      slots_a_page_(static_cast<std::uint32_t>(
          static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) / sizeof(Process))) {
  slots_ = static_cast<Process*>(reserve(sizeof(Process) * limit_));
  try {
    losses_ = static_cast<Losses*>(reserve(sizeof(Losses) * limit_));
  } catch (...) {
    munmap(slots_, sizeof(Process) * limit_);
    throw;
  }
}

ProcessTable::~ProcessTable() {
  munmap(losses_, sizeof(Losses) * limit_);
  munmap(slots_, sizeof(Process) * limit_);
}

void ProcessTable::refill(Cache& cache) {
  const std::size_t recycled = std::min<std::size_t>(batch, free_.size());
  cache.insert(cache.end(), free_.end() - static_cast<std::ptrdiff_t>(recycled), free_.end());
  free_.resize(free_.size() - recycled);
  if (recycled != 0) return;
  if (!trimmed_.empty()) return refill_from_trimmed(cache);
  const std::uint32_t first = top_.load(std::memory_order_relaxed);
  const std::uint32_t count = std::min(batch, limit_ - first);
  for (std::uint32_t i = count; i-- > 0;) {
    ::new (&slots_[first + i]) Process;
    slots_[first + i].index = first + i;
    cache.push_back(first + i);
  }
  top_.store(first + count, std::memory_order_release);  // the slots are made before they count
}

/// Nobody writes to a slot without a process but who makes one: so a page of zeros is a page of slots
/// that are free. It is not constructed anew, as snapshots read it meanwhile.
void ProcessTable::refill_from_trimmed(Cache& cache) {
  const std::uint32_t first = trimmed_.back();
  trimmed_.pop_back();
  for (std::uint32_t i = slots_a_page_; i-- > 0;) {
    Process& slot = slots_[first + i];
    slot.index = first + i;
    slot.serial.store(trimmed_serial_, std::memory_order_relaxed);
    // Spread, so that a count of before does not come again for who slept over all this.
    slot.mailbox.begin_at((trimmed_serial_ + first + i) * 0x9e37'79b9u);
    cache.push_back(first + i);
  }
}

void ProcessTable::trim() {
  const MutexLock lock(mutex_);
  std::sort(free_.begin(), free_.end());
  Cache kept;
  for (std::size_t i = 0; i < free_.size();) {
    const std::uint32_t first = free_[i];
    const std::size_t last = i + slots_a_page_ - 1;
    if (first % slots_a_page_ != 0 || last >= free_.size() ||
        free_[last] != first + slots_a_page_ - 1) {
      kept.push_back(first);
      ++i;
      continue;
    }
    for (std::uint32_t slot = first; slot < first + slots_a_page_; ++slot) {
      trimmed_serial_ =
          std::max(trimmed_serial_, slots_[slot].serial.load(std::memory_order_relaxed));
    }
    trimmed_.push_back(first);
    madvise(&slots_[first], sizeof(Process) * slots_a_page_, MADV_DONTNEED);
    i += slots_a_page_;
  }
  kept.shrink_to_fit();
  free_ = std::move(kept);
}

Process* ProcessTable::take(Cache* cache) {
  if (limit_ < least_cached_limit) cache = nullptr;
  if (cache != nullptr && !cache->empty()) {
    Process& slot = slots_[cache->back()];
    cache->pop_back();
    return &slot;
  }
  const MutexLock lock(mutex_);
  Cache& from = cache != nullptr ? *cache : free_;
  if (from.empty()) {
    Cache fresh;
    refill(fresh);
    from.insert(from.end(), fresh.begin(), fresh.end());
  }
  if (from.empty()) return nullptr;
  Process& slot = slots_[from.back()];
  from.pop_back();
  return &slot;
}

void ProcessTable::give_back(Process& slot, Cache* cache) {
  if (limit_ < least_cached_limit) cache = nullptr;
  if (cache != nullptr) {
    cache->push_back(slot.index);
    if (cache->size() < 4 * batch) return;
    const MutexLock lock(mutex_);
    free_.insert(free_.end(), cache->begin() + 2 * batch, cache->end());
    cache->resize(2 * batch);
    return;
  }
  const MutexLock lock(mutex_);
  free_.push_back(slot.index);
}

void ProcessTable::give_back_all(Cache& cache) {
  const MutexLock lock(mutex_);
  free_.insert(free_.end(), cache.begin(), cache.end());
  cache.clear();
}

}  // namespace genmsg
