// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>

#include <boost/unordered/unordered_flat_map.hpp>

#include "genmsg/process/pending.h"
#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"

namespace genmsg {

/// A link, as one of its two processes knows it.
/// See: ERTS, Distribution Protocol, Link Protocol.
struct Link {
  std::uint64_t unlinking = 0;  // the unlink that the peer has not acknowledged; 0: linked
  bool priority = false;        // its Exit is a priority message
};

/// By the other process. No pointer to a link is kept: they move.
using Links = boost::unordered_flat_map<Pid, Link, std::hash<Pid>>;

/// A monitor, as the process that watches knows it.
struct Monitored {
  Pid pid;
  Atom name{};  // that monitor() was called with; `undefined`: with the pid
  bool priority = false;
  /// Told the exit reason instead of a Down message, see monitor_exit().
  std::optional<Pending<Term>::Promise> awaited{};
};

struct AliasRecord {
  bool ends_with_reply = false;
  bool ends_with_monitor = false;
  bool priority = false;
  bool is_active = true;
  std::uint32_t until = 0;  // pushed count of the mailbox when it ended: what came before is taken
};

/// The aliases of one process. One that has ended is remembered until the messages that were queued
/// at that time are taken.
struct Aliases {
  std::unordered_map<std::uint64_t, AliasRecord> records;
  struct Ended {
    std::uint64_t id;
    std::uint32_t until;
  };
  std::deque<Ended> ended;

  AliasRecord* active(std::uint64_t id) {
    const auto place = records.find(id);
    return place != records.end() && place->second.is_active ? &place->second : nullptr;
  }
  /// `pushed` and `popped` are the mailbox's counts. False if it was off already.
  bool end(std::uint64_t id, std::uint32_t pushed, std::uint32_t popped) {
    AliasRecord* const record = active(id);
    if (record == nullptr) return false;
    record->is_active = false;
    record->until = pushed;
    ended.push_back({id, pushed});
    forget(popped);
    return true;
  }
  void forget(std::uint32_t popped) {
    while (!ended.empty() && static_cast<std::int32_t>(popped - ended.front().until) >= 0) {
      records.erase(ended.front().id);
      ended.pop_front();
    }
  }
};

}  // namespace genmsg
