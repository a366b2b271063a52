// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "genmsg/process/message.h"
#include "genmsg/term/bounded.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// One thing that a traced process did.
struct TraceRecord {
  enum class Kind : std::uint8_t { Receive, Send };
  std::int64_t time_ns = 0;
  Kind kind = Kind::Receive;
  Pid pid;   // the traced process
  Pid peer;  // sender of what it received, receiver of what it sent; default: no process
  Atom type;
  Term message;
};

/// The trace records of one scheduler: it writes, a collector reads. When full, the newest are
/// dropped and counted.
/// Threads: put() by one thread, take_all() by one other, dropped() by any.
class TraceRing {
 public:
  static constexpr std::size_t capacity = 16384;

  void put(TraceRecord&& record) {
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(std::memory_order_acquire) == capacity) {
      dropped_.store(dropped_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
      return;
    }
    records_[tail % capacity] = std::move(record);
    tail_.store(tail + 1, std::memory_order_release);  // publishes the record
  }
  bool full() const noexcept {
    return tail_.load(std::memory_order_relaxed) - head_.load(std::memory_order_acquire) ==
           capacity;
  }
  void drop_one() noexcept {
    dropped_.store(dropped_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  void take_all(std::vector<TraceRecord>& into) {
    const std::size_t tail = tail_.load(std::memory_order_acquire);
    std::size_t head = head_.load(std::memory_order_relaxed);
    for (; head != tail; ++head) into.push_back(std::move(records_[head % capacity]));
    head_.store(head, std::memory_order_release);  // gives the slots back
  }

  std::uint64_t dropped() const noexcept { return dropped_.load(std::memory_order_relaxed); }

 private:
  alignas(64) std::atomic<std::size_t> head_{0};
  alignas(64) std::atomic<std::size_t> tail_{0};
  std::atomic<std::uint64_t> dropped_{0};
  std::array<TraceRecord, capacity> records_;
};

/// What a message looks like in a trace: large ones are cut before they are kept. Its type's name
/// alone if its to_term throws.
Term bounded(const Message& message) noexcept;

}  // namespace genmsg
