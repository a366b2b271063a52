// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "genmsg/term/describe.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// A way to send to a process that the process can end: what is sent to an alias that is off is
/// dropped when it is received. Made by alias() or alias_of(); may be sent around.
/// Threads: a plain value. See: erlang:alias/1, EEP 53.
struct Alias {
  Pid pid;
  std::uint64_t id = 0;   // 0: no alias
  bool priority = false;  // it takes priority messages, if they are sent as such

  explicit operator bool() const noexcept { return id != 0; }
  friend bool operator==(const Alias&, const Alias&) noexcept = default;
};

template <>
struct TermTraits<Alias> {
  static Term to_term(const Alias& alias) { return Term::reference(alias.id); }
  static std::string type_name() { return "alias"; }
};

/// Whether the reference of a monitor is an alias too, and what ends it beside unalias().
/// See: erlang:monitor/3, option alias.
enum class AliasMode : std::uint8_t {
  none,
  explicit_unalias,  // nothing else
  demonitor,         // the end of the monitor: demonitor(), or its Down
  reply_demonitor,   // that, or the first message that is received by it, which ends both
};

}  // namespace genmsg
