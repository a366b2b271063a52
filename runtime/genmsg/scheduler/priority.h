// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "genmsg/process/message_pool.h"
#include "genmsg/process/process.h"

namespace genmsg {

/// Calls `visit(message)` for each queued priority message, oldest first, until it gives false.
/// @pre called on the process's own scheduler
template <class Visit>
void for_each_priority_message(const Process& process, const MessagePool& pool, Visit&& visit) {
  if (process.cold == nullptr) return;
  std::uint32_t index = process.cold->priority_first;
  while (index != 0) {
    Message& message = *pool.at(index);
    if (!visit(message)) return;
    index = message.next.load(std::memory_order_relaxed);  // only this scheduler links them
  }
}

}  // namespace genmsg
