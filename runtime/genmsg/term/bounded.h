// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "genmsg/term/term.h"

namespace genmsg {

/// A term of at most `max_elements` values, for traces and reports: what comes after them is the
/// atom '...', and a binary ends after max_bounded_bytes.
Term bounded(const Term& term, std::size_t max_elements = 64);

inline constexpr std::size_t max_bounded_bytes = 1024;

/// While one lives, to_term() on its thread makes no more than about so many elements, so that a
/// huge value costs what is kept of it: the rest of a container or a struct is the atom '...', and
/// text ends after max_bounded_bytes. Which elements of an unordered container are kept is its
/// business. Meant for what bounded() will cut; see to_term(value, max_elements).
/// Threads: of one thread. Budgets nest: the innermost counts.
class TermBudget {
 public:
  explicit TermBudget(std::size_t max_elements = 64) noexcept
      : left_(max_elements), outer_(std::exchange(current_, this)) {}
  ~TermBudget() { current_ = outer_; }
  TermBudget(const TermBudget&) = delete;
  TermBudget& operator=(const TermBudget&) = delete;

  /// Takes one element from the thread's budget; false if nothing is left. True without a budget.
  static bool spend() noexcept {
    if (current_ == nullptr) return true;
    if (current_->left_ == 0) return false;
    --current_->left_;
    return true;
  }
  /// As much of a text as is kept.
  static std::string_view kept(std::string_view text) noexcept {
    return current_ == nullptr ? text : text.substr(0, max_bounded_bytes);
  }
  /// What stands for the rest.
  static Term rest();

 private:
  std::size_t left_;
  TermBudget* outer_;
  inline static thread_local TermBudget* current_ = nullptr;
};

}  // namespace genmsg
