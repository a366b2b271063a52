// SPDX-License-Identifier: Apache-2.0
// What happens at and beyond a mailbox limit.
#include <new>
#include <thread>
#include <utility>

#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

/// Messages with these flags are not to be lost.
constexpr std::uint32_t not_plain = Message::is_handled | Message::is_flushed | Message::has_matched;

/// While a message is destroyed because of a limit: who waits for its answer is told so.
class Losing {
 public:
  Losing() noexcept : before_(std::exchange(execution.is_losing, true)) {}
  ~Losing() { execution.is_losing = before_; }
  Losing(const Losing&) = delete;
  Losing& operator=(const Losing&) = delete;

 private:
  bool before_;
};

bool is_message_of_signal(const Message& message) noexcept {
  return message.type == &message_type<Exit> || message.type == &message_type<Down>;
}

}  // namespace

std::uint64_t Runtime::messages_lost() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& count : messages_lost_) sum += count.load(std::memory_order_relaxed);
  return sum;
}

std::uint64_t Runtime::messages_lost(MailboxLimit::Policy policy) const noexcept {
  return messages_lost_[static_cast<std::size_t>(policy)].load(std::memory_order_relaxed);
}

std::uint64_t Runtime::messages_lost(const Process& process) const noexcept {
  if (process.mailbox.packed_limit() == 0) return 0;
  return table_.losses(process.index).of(process.serial.load(std::memory_order_relaxed));
}

MailboxLimit Runtime::set_mailbox_limit(Process& process, MailboxLimit limit) {
  const std::uint32_t before = process.mailbox.packed_limit();
  if (limit.messages == 0 && before == 0) return {};
  if (before == 0) table_.losses(process.index).begin(process.pid().serial);
  process.mailbox.set_limit(limit);
  if (limit.messages != 0 && limit.policy == MailboxLimit::Policy::DropOldest) {
    tell_of_limit(process, process.pid());
  }
  return Mailbox::unpack_limit(before);
}

Delivery Runtime::deliver_within(Process& process, Pid to, Message* message,
                                 MessagePool::Cache& cache, MailboxLimit limit) {
  const auto alive = [&]() noexcept {
    return process.serial.load(std::memory_order_relaxed) == to.serial;
  };
  const bool drops_oldest = limit.policy == MailboxLimit::Policy::DropOldest;
  const Pushed pushed =
      limit.messages == 0 || drops_oldest
          ? process.mailbox.push(*pool_, message, alive)
          : process.mailbox.push_within(*pool_, message, process.reader, limit.messages, alive);
  if (pushed == Pushed::Closed) {
    refuse(to, message, cache);
    return Delivery::NoProc;
  }
  if (pushed == Pushed::Full) return lose(process, to, message, cache, limit);
  if (pushed == Pushed::Unparked) make_ready(process);
  // Of another process by now, perhaps: then it is told for nothing, as the serial says.
  if (drops_oldest && limit.messages != 0 &&
      process.mailbox.depth(process.reader) > limit.messages) {
    tell_of_limit(process, to);
  }
  return Delivery::Queued;
}

Delivery Runtime::lose(Process& process, Pid to, Message* message, MessagePool::Cache& cache,
                       MailboxLimit limit) {
  count_lost(process, to, *message, limit.policy);
  {
    const Losing losing;
    message->destroy_payload();
  }
  pool_->release(cache, message);
  if (limit.policy == MailboxLimit::Policy::Exit) exit_of_limit(process, to, limit.messages);
  return limit.policy == MailboxLimit::Policy::DropNewest ? Delivery::Queued : Delivery::Full;
}

void Runtime::count_lost(const Process& process, Pid pid, const Message& message,
                         MailboxLimit::Policy policy) noexcept {
  table_.losses(process.index).add(pid.serial);
  messages_lost_[static_cast<std::size_t>(policy)].fetch_add(1, std::memory_order_relaxed);
  dead_letter(DeadLetter::Why::MailboxLimit, message.sender, pid, *message.type, &message);
}

/// Without memory for the signal the next message beyond the limit tries again.
void Runtime::tell_of_limit(Process& process, Pid pid) noexcept {
  Losses& losses = table_.losses(process.index);
  if (!losses.tell(pid.serial)) return;
  try {
    signal(pid, LimitSignal{});
  } catch (const std::bad_alloc&) {
    losses.clear_told();
  }
}

void Runtime::exit_of_limit(Process& process, Pid pid, std::uint32_t limit) noexcept {
  Losses& losses = table_.losses(process.index);
  if (!losses.tell_exit(pid.serial)) return;
  try {
    signal(pid, LimitSignal{limit});
  } catch (const std::bad_alloc&) {
    losses.clear_told_exit();
  }
}

/// Takes messages out from the front until no more are queued than the limit says. Those that
/// signals became stay, wherever they are.
void Scheduler::drop_oldest(Process& process) noexcept {
  // First: a sender that comes later tells again, one that came before has its message seen.
  runtime_.table().losses(process.index).clear_told();
  const MailboxLimit limit = process.mailbox.limit();
  if (limit.messages == 0 || limit.policy != MailboxLimit::Policy::DropOldest) return;
  MessagePool& pool = runtime_.pool();
  Message* message = nullptr;
  Message* kept = nullptr;  // the one before it
  if (process.mailbox.front(pool, process.reader, message) != Mailbox::Found::Message) {
    if (process.mailbox.depth(process.reader) > limit.messages) drop_later(process);
    return;
  }
  while (process.mailbox.depth(process.reader) > limit.messages) {
    // acquire: pairs with the sender's release in Mailbox::push().
    const std::uint32_t next = message->next.load(std::memory_order_acquire);
    // The newest stays, or a sender would link its message to one that is gone.
    if (next == 0) {
      if (!process.mailbox.is_newest(pool, *message)) drop_later(process);
      return;
    }
    // What is done with, or flushed, leaves in its turn.
    if ((message->flags & not_plain) != 0 || is_message_of_signal(*message)) {
      kept = message;
    } else {
      Mailbox::count_taken(process.reader);
      runtime_.count_lost(process, process.pid(), *message, limit.policy);
      {
        const Losing losing;
        message->destroy_payload();
      }
      // release, as the sender had it: the link is the same.
      if (kept != nullptr) {
        kept->next.store(next, std::memory_order_release);
      } else {
        process.reader.front = next;
      }
      pool.release(message_cache_, message);
    }
    message = pool.at(next);
  }
}

/// A sender is between its two writes, and may need this processor for the second.
void Scheduler::drop_later(Process& process) noexcept {
  runtime_.tell_of_limit(process, process.pid());
  std::this_thread::yield();
}

MailboxLimit mailbox_limit(MailboxLimit limit) {
  const Pid pid = self();
  Runtime& runtime = current_runtime();
  return runtime.set_mailbox_limit(runtime.table().at(pid.index), limit);
}

}  // namespace genmsg
