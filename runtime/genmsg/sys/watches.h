// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "genmsg/process/hooks.h"
#include "genmsg/sys/watch.h"

/// How a process looks at its watches. For sys's own sources.
namespace genmsg::sys {

/// The watches of one process. Threads: the scheduler that runs it.
class Watches final : public WatchHook {
 public:
  struct Watch {
    WatchInfo info;
    std::chrono::nanoseconds lease{0};  // not positive: none
    bool held = false;                  // its condition, when it was last looked at
  };
  /// In place of one with the same id.
  void set(Watch watch);
  void remove(const Term& id);
  bool empty() const noexcept { return watches_.empty(); }
  std::vector<WatchInfo> infos() const;

  std::optional<Suspension> look(Process& process, Message* next) noexcept override;
  std::optional<Suspension> raised(const Process& process, const Term& reason) noexcept override;

 private:
  /// What there was to look at, as far as a watch needs it.
  struct Seen {
    std::uint32_t depth = 0;
    std::optional<Term> message;
    std::optional<Term> state;
  };
  template <class Kind>
  bool has() const noexcept;
  static bool comes_to_hold(Watch& watch, const Seen& seen) noexcept;

  std::vector<Watch> watches_;
};

/// When a lease that begins now ends, for Suspension::until_ns.
std::int64_t lease_end(std::int64_t now_ns, std::chrono::nanoseconds lease) noexcept;

}  // namespace genmsg::sys
