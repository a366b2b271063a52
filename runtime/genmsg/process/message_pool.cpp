// SPDX-License-Identifier: Apache-2.0
#include "genmsg/process/message_pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <functional>
#include <new>

namespace genmsg {

namespace {

/// Added to a page's count while it is open, so that it cannot reach zero before its owner has
/// said how many messages it took.
constexpr std::int32_t open_bias = 1 << 20;
constexpr std::uint32_t pages_a_list = 16;

std::uint64_t next_pool_id() {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

/// The first granule of a page.
struct MessagePool::Page {
  std::atomic<std::int32_t> live{0};  // messages not yet freed; plus open_bias while open
  std::uint32_t next = 0;             // in a list of empty pages
};

MessagePool::MessagePool(std::size_t bytes) : bytes_(bytes), id_(next_pool_id()) {
  static_assert(sizeof(Page) <= granule);
  void* const range = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (range == MAP_FAILED) throw std::bad_alloc();
  base_ = static_cast<char*>(range);
}

MessagePool::~MessagePool() { munmap(base_, bytes_); }

MessagePool::Page& MessagePool::page_at(std::uint32_t page) const noexcept {
  return *reinterpret_cast<Page*>(base_ + std::size_t{page} * page_granules * granule);
}

void MessagePool::open_page(Cache& cache) {
  // First, as it may throw: until then the cache goes on with the old page.
  const std::uint32_t page = take_page(cache);
  close_page(cache);
  page_at(page).live.store(open_bias, std::memory_order_relaxed);
  cache.page = page;
  cache.next = page * static_cast<std::uint32_t>(page_granules) + 1;
  cache.end = (page + 1) * static_cast<std::uint32_t>(page_granules);
  cache.taken = 0;
}

void MessagePool::close_page(Cache& cache) noexcept {
  if (cache.page == 0) return;
  const std::uint32_t page = std::exchange(cache.page, 0);
  count_down(cache, page, open_bias - static_cast<std::int32_t>(cache.taken));
}

std::uint32_t MessagePool::take_page(Cache& cache) {
  if (cache.free_pages == 0) {
    const MutexLock lock(mutex_);
    if (!spare_lists_.empty()) {
      cache.free_pages = spare_lists_.back();
      cache.free_count = pages_a_list;
      spare_lists_.pop_back();
    } else if (!trimmed_.empty()) {
      const std::uint32_t page = trimmed_.back();
      trimmed_.pop_back();
      ::new (&page_at(page)) Page;
      return page;
    }
  }
  if (cache.free_pages != 0) {
    const std::uint32_t page = cache.free_pages;
    cache.free_pages = page_at(page).next;
    --cache.free_count;
    return page;
  }
  const std::size_t last = std::min<std::size_t>(bytes_ / granule, max_index) / page_granules;
  const std::uint32_t page = fresh_page_.fetch_add(1, std::memory_order_relaxed);
  if (page >= last) {
    fresh_page_.fetch_sub(1, std::memory_order_relaxed);
    throw std::bad_alloc();
  }
  ::new (&page_at(page)) Page;
  return page;
}

void MessagePool::trim() {
  std::vector<std::uint32_t> pages;
  const MutexLock lock(mutex_);
  for (std::uint32_t page : spare_lists_) {
    for (; page != 0; page = page_at(page).next) pages.push_back(page);
  }
  trimmed_.reserve(trimmed_.size() + pages.size());
  spare_lists_ = {};
  std::sort(pages.begin(), pages.end(), std::greater<>());
  constexpr std::size_t page_bytes = page_granules * granule;
  for (std::size_t i = 0; i < pages.size();) {
    std::size_t count = 1;
    while (i + count < pages.size() && pages[i + count] + 1 == pages[i + count - 1]) ++count;
    madvise(base_ + std::size_t{pages[i + count - 1]} * page_bytes, count * page_bytes,
            MADV_DONTNEED);
    i += count;
  }
  trimmed_.insert(trimmed_.end(), pages.begin(), pages.end());  // the lowest is used first
}

void MessagePool::flush(Cache& cache, Cache::Frees& frees) noexcept {
  if (frees.count != 0) count_down(cache, frees.page, frees.count);
  frees.count = 0;
}

void MessagePool::count_down(Cache& cache, std::uint32_t page, std::int32_t count) noexcept {
  // acq_rel: whoever takes the last message off must see all other frees before it reuses the page.
  if (page_at(page).live.fetch_sub(count, std::memory_order_acq_rel) != count) return;
  if (cache.free_count >= pages_a_list) {
    const MutexLock lock(mutex_);
    spare_lists_.push_back(std::exchange(cache.free_pages, 0));
    cache.free_count = 0;
  }
  page_at(page).next = cache.free_pages;
  cache.free_pages = page;
  ++cache.free_count;
}

MessagePool::Cache* MessagePool::borrow_cache() {
  const MutexLock lock(mutex_);
  if (!outside_free_.empty()) {
    Cache* const cache = outside_free_.back();
    outside_free_.pop_back();
    return cache;
  }
  outside_.push_back(std::make_unique<Cache>());
  return outside_.back().get();
}

void MessagePool::return_cache(Cache* cache) noexcept {
  const MutexLock lock(mutex_);
  outside_free_.push_back(cache);
}

/// The caches that one thread has borrowed from the pools it sends to.
class OutsideCaches {
 public:
  ~OutsideCaches() {
    for (const Entry& entry : entries_) {
      if (const auto pool = entry.pool.lock()) pool->return_cache(entry.cache);
    }
  }

  MessagePool::Cache& of(MessagePool& pool) {
    for (const Entry& entry : entries_) {
      if (entry.id == pool.id_) return *entry.cache;
    }
    std::erase_if(entries_, [](const Entry& entry) { return entry.pool.expired(); });
    entries_.push_back({pool.id_, pool.weak_from_this(), pool.borrow_cache()});
    return *entries_.back().cache;
  }

 private:
  struct Entry {
    std::uint64_t id;
    std::weak_ptr<MessagePool> pool;
    MessagePool::Cache* cache;
  };
  std::vector<Entry> entries_;
};

MessagePool::Cache& MessagePool::cache_of_this_thread() {
  static thread_local OutsideCaches caches;
  return caches.of(*this);
}

}  // namespace genmsg
