// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace app::load_test {

struct Limits {
  std::uint64_t min;
  std::uint64_t max;
};

/// What the command line and the Load test page take, both the same.
inline constexpr Limits messagesLimits{1, 1'000'000'000};
/// Each burst of a producer looks at the share of every worker; beyond that it does little else.
inline constexpr Limits workersLimits{1, 100'000};
inline constexpr Limits rateLimits{1, 10'000'000};
inline constexpr Limits durationLimitsS{1, 86'400};

}  // namespace app::load_test
