// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace genmsg {

/// Names one process of one runtime: the slot that it lives in, and the serial that tells it from
/// the processes that had the slot before. A pid of a dead process never reaches its successor.
/// Printed `<0.index.serial>`. A default pid (serial 0) names no process.
/// Threads: a plain value.
struct Pid {
  std::uint32_t index = 0;
  std::uint32_t serial = 0;

  explicit operator bool() const noexcept { return serial != 0; }
  friend bool operator==(const Pid&, const Pid&) noexcept = default;
  friend auto operator<=>(const Pid&, const Pid&) noexcept = default;
};

std::string to_string(Pid pid);

}  // namespace genmsg

template <>
struct std::hash<genmsg::Pid> {
  std::size_t operator()(genmsg::Pid pid) const noexcept {
    return std::hash<std::uint64_t>{}(std::uint64_t{pid.serial} << 32 | pid.index);
  }
};
