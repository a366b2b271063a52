// SPDX-License-Identifier: Apache-2.0
// Which of the queued messages are handled: all but the few that carry a flag.
#include "genmsg/scheduler/aliases.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

/// Whether a flagged message at the front of the mailbox is to be handled; if not, it is done with
/// and only has to be unlinked.
bool Scheduler::admit(Process& process, Message& message) {
  if ((message.flags & Message::is_handled) != 0) return false;
  if (!is_wanted(process, message)) {
    discard(process, message);
    return false;
  }
  // An alias may end with the message.
  if ((message.flags & Message::by_alias) != 0) received_by_alias(process, message.alias_id());
  return true;
}

/// @pre it is at the front of the mailbox, and not handled
bool Scheduler::is_wanted(Process& process, Message& message) const noexcept {
  if ((message.flags & Message::is_flushed) != 0) return false;
  return (message.flags & Message::by_alias) == 0 || takes_by_alias(process, message.alias_id());
}

/// Counts as taken, as the positions of sys requests count it.
void Scheduler::discard(Process& process, Message& message) noexcept {
  if ((message.flags & Message::is_flushed) == 0) {
    const bool is_skipped = (message.flags & Message::is_skipped) != 0;
    runtime_.dead_letter(is_skipped ? DeadLetter::Why::Skipped : DeadLetter::Why::Inactive,
                         message.sender, process.pid(), *message.type, &message);
  }
  Mailbox::count_taken(process.reader);
  message.destroy_payload();
  message.flags = Message::is_handled;
}

/// Whether there is a message to handle, or one is just coming. Unlinks what is not to be handled,
/// so that it does not pass for a message that came before a timeout.
bool Scheduler::has_message(Process& process) {
  for (;;) {
    Message* message = nullptr;
    const Mailbox::Found found =
        process.mailbox.front(runtime_.pool(), process.reader, message);
    if (found != Mailbox::Found::Message) return found == Mailbox::Found::NotLinkedYet;
    if (message->flags == 0) return true;
    if ((message->flags & Message::is_handled) == 0) {
      if (is_wanted(process, *message)) return true;
      discard(process, *message);
    }
    if (process.mailbox.advance(process.reader, message, false) ==
        Mailbox::Advanced::NotLinkedYet) {
      return true;
    }
    runtime_.pool().release(message_cache_, message);
  }
}

}  // namespace genmsg
