// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace genmsg {

struct Process;

/// The runnable processes of one scheduler: a ring that its owner fills, and that it and thieves
/// empty from the front.
/// Threads: push() by the owner; pop(), steal(), size() by any scheduler.
/// Limits: `capacity` entries.
class RunQueue {
 public:
  static constexpr std::uint32_t capacity = 1024;
  static constexpr std::uint32_t max_stolen = 128;

  /// False if the ring is full.
  bool push(Process* process) noexcept {
    const std::uint32_t tail = tail_.load(std::memory_order_relaxed);  // only we write it
    // acquire: pairs with the takers' swap, whose read of the entry must come before our write.
    if (tail - head_.load(std::memory_order_acquire) >= capacity) return false;
    ring_[tail % capacity].store(process, std::memory_order_relaxed);
    tail_.store(tail + 1, std::memory_order_release);  // publishes entry and process
    return true;
  }

  Process* pop() noexcept {
    std::uint32_t head = head_.load(std::memory_order_acquire);
    for (;;) {
      if (head == tail_.load(std::memory_order_acquire)) return nullptr;
      Process* const process = ring_[head % capacity].load(std::memory_order_relaxed);
      // release: our read of the entry comes before the owner's reuse of it, see push().
      if (head_.compare_exchange_weak(head, head + 1, std::memory_order_acq_rel,
                                      std::memory_order_acquire)) {
        return process;
      }
    }
  }

  /// Takes half of the entries (a lone one only with `lone`); gives how many.
  std::size_t steal(std::span<Process*, max_stolen> into, bool lone) noexcept {
    std::uint32_t head = head_.load(std::memory_order_acquire);
    const std::uint32_t count = tail_.load(std::memory_order_acquire) - head;
    if (count == 0 || count > capacity || (count == 1 && !lone)) return 0;
    const std::uint32_t wanted = count - count / 2 < max_stolen ? count - count / 2 : max_stolen;
    for (std::uint32_t i = 0; i < wanted; ++i) {
      into[i] = ring_[(head + i) % capacity].load(std::memory_order_relaxed);
    }
    const bool taken = head_.compare_exchange_strong(
        head, head + wanted, std::memory_order_acq_rel, std::memory_order_acquire);
    return taken ? wanted : 0;
  }

  std::uint32_t size() const noexcept {
    const std::uint32_t head = head_.load(std::memory_order_acquire);
    return tail_.load(std::memory_order_acquire) - head;
  }
  /// Moves with every process taken: tells a thief whether the owner gets on.
  std::uint32_t taken() const noexcept { return head_.load(std::memory_order_relaxed); }

 private:
  alignas(64) std::atomic<std::uint32_t> head_{0};
  alignas(64) std::atomic<std::uint32_t> tail_{0};
  alignas(64) std::array<std::atomic<Process*>, capacity> ring_{};
};

}  // namespace genmsg
