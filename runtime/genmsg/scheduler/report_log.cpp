// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/report_log.h"

#include <algorithm>
#include <utility>

#include "genmsg/scheduler/trace.h"

namespace genmsg {

namespace {

constexpr std::int64_t between_looks_ns = 1'000'000;
constexpr std::int64_t looks_share = 20;  // of the time, at most one part in so many
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

}  // namespace

ReportPtr ReportLog::add(Report report) {
  const auto made = std::make_shared<Report>(std::move(report));
  const MutexLock lock(mutex_);
  made->number = ++last_;
  auto& ring = rings_[static_cast<std::size_t>(made->level) % levels];
  ring.push_back(made);
  if (ring.size() > kept_) ring.pop_front();
  return made;
}

ReportBatch ReportLog::since(std::uint64_t number) const {
  ReportBatch batch;
  const auto later = [number](const ReportPtr& report) { return report->number > number; };
  {
    const MutexLock lock(mutex_);
    batch.last = last_;
    for (const auto& ring : rings_) {
      std::copy(std::find_if(ring.begin(), ring.end(), later), ring.end(),
                std::back_inserter(batch.reports));
    }
  }
  std::sort(batch.reports.begin(), batch.reports.end(),
            [](const ReportPtr& a, const ReportPtr& b) { return a->number < b->number; });
  if (number < batch.last) batch.lost = batch.last - number - batch.reports.size();
  return batch;
}

void DeadLetterLog::add(DeadLetter letter, const Message* message) noexcept {
  total_.fetch_add(1, std::memory_order_relaxed);
  if (kept_ == 0) return;
  letter.time_ns = clock_.now_ns();
  // Before the lock: to_term is the program's, and may do what it likes.
  if (message != nullptr) letter.message = look_at(*message, letter.time_ns);
  if (!mutex_.try_lock()) {
    not_recorded_.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  try {
    ring_.push_back(std::move(letter));
    ring_.back().number = ++recorded_;
    if (ring_.size() > kept_) ring_.pop_front();
  } catch (...) {
    not_recorded_.fetch_add(1, std::memory_order_relaxed);
  }
  mutex_.unlock();
}

Term DeadLetterLog::look_at(const Message& message, std::int64_t now_ns) noexcept {
  std::int64_t next = next_look_ns_.load(std::memory_order_relaxed);
  if (now_ns < next ||
      !next_look_ns_.compare_exchange_strong(next, never, std::memory_order_relaxed)) {
    return {};
  }
  Term term = bounded(message);
  const std::int64_t end_ns = clock_.now_ns();
  next_look_ns_.store(end_ns + std::max(between_looks_ns, (end_ns - now_ns) * looks_share),
                      std::memory_order_relaxed);
  return term;
}

DeadLetterBatch DeadLetterLog::last() const {
  DeadLetterBatch batch;
  const MutexLock lock(mutex_);
  batch.letters.assign(ring_.begin(), ring_.end());
  batch.total = total();
  batch.not_recorded = not_recorded_.load(std::memory_order_relaxed);
  return batch;
}

}  // namespace genmsg
