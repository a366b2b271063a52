// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace models {

/// A vector that does not change any more, and that copies share: so that views of one snapshot have
/// what is as large as it once.
/// Threads: a plain value. Complexity: a copy is O(1).
template <class T>
class SharedVector {
 public:
  SharedVector() = default;
  SharedVector(std::vector<T> values)  // NOLINT(google-explicit-constructor): it is one
      : m_values(values.empty() ? nullptr
                                : std::make_shared<const std::vector<T>>(std::move(values))) {}
  SharedVector(std::initializer_list<T> values) : SharedVector(std::vector<T>(values)) {}

  const T* data() const noexcept { return m_values ? m_values->data() : nullptr; }
  std::size_t size() const noexcept { return m_values ? m_values->size() : 0; }
  bool empty() const noexcept { return !m_values; }
  const T* begin() const noexcept { return data(); }
  const T* end() const noexcept { return data() + size(); }
  /// @pre place < size()
  const T& operator[](std::size_t place) const noexcept { return (*m_values)[place]; }

 private:
  std::shared_ptr<const std::vector<T>> m_values;  // null if empty
};

}  // namespace models
