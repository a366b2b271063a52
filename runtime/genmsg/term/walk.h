// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory_resource>
#include <vector>

namespace genmsg::detail {

/// What walks a term instead of recursion, as a term may be nested deeper than a thread's stack.
/// Allocates only for terms nested deeper than a few levels.
template <class T>
class WalkStack {
 public:
  WalkStack() { items_.reserve(inline_items); }
  bool empty() const { return items_.empty(); }
  T& top() { return items_.back(); }
  void push(T item) { items_.push_back(item); }
  void pop() { items_.pop_back(); }

 private:
  static constexpr std::size_t inline_items = 16;
  alignas(T) std::array<std::byte, inline_items * sizeof(T)> buffer_;
  std::pmr::monotonic_buffer_resource arena_{buffer_.data(), buffer_.size()};
  std::pmr::vector<T> items_{&arena_};
};

}  // namespace genmsg::detail
