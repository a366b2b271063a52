// SPDX-License-Identifier: Apache-2.0
// Which of the queued messages are handled: all but the few that carry a flag.
#include "genmsg/scheduler/aliases.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

/// Whether it is passed over when its turn comes, see can_be_stale.
bool is_stale(const Message& message) noexcept {
  return message.type->is_stale != nullptr && message.type->is_stale(message.payload());
}

}  // namespace

/// Whether a flagged message at the front of the mailbox is to be handled; if not, it is done with
/// and only has to be unlinked.
bool Scheduler::admit(Process& process, Message& message) {
  if ((message.flags & Message::is_handled) != 0) return false;
  if (!is_wanted(process, message)) {
    discard(process, message, DeadLetter::Why::Inactive);
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

/// Counts as taken, as the positions of sys requests count it. A dead letter, unless it was flushed
/// or means nothing any more.
void Scheduler::discard(Process& process, Message& message, DeadLetter::Why why) noexcept {
  if ((message.flags & Message::is_flushed) == 0 && !is_stale(message)) {
    runtime_.dead_letter(why, message.sender, process.pid(), *message.type, &message);
  }
  Mailbox::count_taken(process.reader);
  message.destroy_payload();
  message.flags = Message::is_handled;
}

/// The oldest message that will be handled. Those before it are unlinked, so that none passes for
/// one that came before a timeout. NotLinkedYet: one is just coming.
Mailbox::Found Scheduler::first_wanted(Process& process, Message*& message) {
  for (;;) {
    const Mailbox::Found found =
        process.mailbox.front(runtime_.pool(), process.reader, message);
    if (found != Mailbox::Found::Message) return found;
    if ((message->flags & Message::is_handled) == 0) {
      if (!is_stale(*message) && is_wanted(process, *message)) return found;
      discard(process, *message, DeadLetter::Why::Inactive);
    }
    if (process.mailbox.advance(process.reader, message, false) ==
        Mailbox::Advanced::NotLinkedYet) {
      return Mailbox::Found::NotLinkedYet;
    }
    runtime_.pool().release(message_cache_, message);
  }
}

bool Scheduler::has_message(Process& process) {
  Message* message = nullptr;
  return first_wanted(process, message) != Mailbox::Found::Nothing;
}

}  // namespace genmsg
