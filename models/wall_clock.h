// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "genmsg/observe/snapshot.h"

namespace models {

/// Tells the time of day of a moment on a node's monotonic clock. The first snapshot decides how
/// the two relate: what was shown once does not change with each snapshot, nor when the clock is
/// set.
/// Threads: one at a time. Units: nanoseconds in, microseconds out; right to a millisecond.
class WallClock {
 public:
  void start(const genmsg::Snapshot& snapshot) {
    if (!m_zeroUs) m_zeroUs = snapshot.wall_time_ms * 1000 - snapshot.time_ns / 1000;
  }
  /// As another one of the same node had it; nothing: as if it had not been started.
  void startAt(std::optional<std::int64_t> zeroUs) { m_zeroUs = zeroUs; }
  std::optional<std::int64_t> zeroUs() const { return m_zeroUs; }
  bool isStarted() const { return m_zeroUs.has_value(); }
  /// Since 1970. @pre isStarted()
  std::int64_t wallUs(std::int64_t timeNs) const { return *m_zeroUs + timeNs / 1000; }

 private:
  std::optional<std::int64_t> m_zeroUs;  // the time of day at the monotonic clock's zero
};

}  // namespace models
