// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "genmsg/process/alias.h"
#include "genmsg/process/process.h"

/// Aliases of a process, for its own scheduler. What programs call is in erlang.h.
namespace genmsg {

void add_alias(Process& process, std::uint64_t reference, AliasMode mode);
/// The monitor is off, or has fired.
void end_alias_of_monitor(Process& process, std::uint64_t reference);
/// Whether the message at the front of the mailbox, which was sent by this alias, is handled: the
/// alias is on, or was when the message was queued.
bool takes_by_alias(const Process& process, std::uint64_t id) noexcept;
/// A message that was sent by this alias is handled now.
void received_by_alias(Process& process, std::uint64_t id);

}  // namespace genmsg
