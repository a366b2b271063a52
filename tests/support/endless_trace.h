// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>

#include "genmsg/scheduler/trace_session.h"

namespace test {

/// Limits that no test reaches.
inline genmsg::TraceLimits endless_limits() {
  return {std::numeric_limits<std::uint64_t>::max(), std::chrono::hours(24),
          std::numeric_limits<std::uint32_t>::max()};
}

/// A session that goes on, for whoever hooks it into processes without a node.
inline genmsg::TraceSessionPtr endless_trace() {
  genmsg::TraceSpec spec;
  spec.kinds = bit(genmsg::TraceKind::Receive) | bit(genmsg::TraceKind::Send);
  spec.limits = endless_limits();
  return std::make_shared<genmsg::TraceSession>(1, std::move(spec), std::int64_t{0});
}

}  // namespace test
