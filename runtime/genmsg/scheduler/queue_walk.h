// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>

#include "genmsg/process/message_pool.h"
#include "genmsg/process/process.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/priority.h"

namespace genmsg {

/// What is queued in a process and will be handled, in the order of turns: priority messages first.
///
/// What it can see: the messages are the owner's, which is the scheduler that walks them. Each was
/// written before its sender linked it, and is read after the link (acquire and release on `next`
/// and `head_`); only the owner unlinks messages and gives their memory back, so that none goes
/// away meanwhile. Senders go on, and the walk does not follow them: it ends at the message that was
/// the newest when it began. Of those before that one all are seen, as the word that named it counts
/// them; a sender that was interrupted between its two writes is waited for.
/// Threads: the scheduler that runs the process. `between_messages` spares it a look at whether the
/// first message is in hand, which takes a walk of its own; one that is in hand is left out.
class QueueWalk {
 public:
  QueueWalk(Process& process, const MessagePool& pool, bool between_messages = false)
      : process_(process), pool_(pool), between_messages_(between_messages) {}

  /// Calls `visit(message, is_priority)` for each, until it gives false.
  template <class Visit>
  void each(Visit&& visit) const {
    bool goes_on = true;
    for_each_priority_message(process_, pool_, [&](Message& message) {
      if ((message.flags & Message::is_flushed) == 0) goes_on = visit(message, true);
      return goes_on;
    });
    if (!goes_on) return;
    bool skip = front_is_taken();
    process_.mailbox.walk(pool_, process_.reader, [&](Message& message) {
      const bool out = std::exchange(skip, false) ||
                       (message.flags & (Message::is_handled | Message::is_flushed)) != 0;
      return out || visit(message, false);
    });
  }

  /// Calls `visit(message)` for up to `most` messages.
  template <class Visit>
  void first(std::size_t most, Visit&& visit) const {
    if (most == 0) return;
    std::size_t seen = 0;
    each([&](Message& message, bool) {
      visit(message);
      return ++seen != most;
    });
  }

 private:
  bool front_is_taken() const {
    return !between_messages_ && execution.process == &process_ &&
           process_.mailbox.front_is_taken(pool_, process_.reader);
  }

  Process& process_;
  const MessagePool& pool_;
  bool between_messages_;
};

}  // namespace genmsg
