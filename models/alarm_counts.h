// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>

#include "genmsg/term/pid.h"

namespace models {

/// How bad an alarm is.
enum class AlarmLevel : std::uint8_t { Info, Warning, Error };

/// The alarms of one process that are on.
struct AlarmCount {
  std::uint32_t count = 0;
  AlarmLevel worst = AlarmLevel::Info;

  friend bool operator==(const AlarmCount&, const AlarmCount&) = default;
};

/// Of the processes that have any; the others are not in it.
using AlarmCounts = std::unordered_map<genmsg::Pid, AlarmCount>;
using AlarmCountsPtr = std::shared_ptr<const AlarmCounts>;

}  // namespace models
