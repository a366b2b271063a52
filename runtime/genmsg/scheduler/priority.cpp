// SPDX-License-Identifier: Apache-2.0
// Priority messages: handled before all ordinary ones, in the order in which they were received.
// See: EEP 76.
#include "genmsg/scheduler/priority.h"

#include "genmsg/scheduler/aliases.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

void append(Process& process, MessagePool& pool, Message* message) {
  Cold& cold = process.cold_block();
  const std::uint32_t index = pool.index_of(message);
  message->next.store(0, std::memory_order_relaxed);
  if (cold.priority_first == 0) {
    cold.priority_first = index;
  } else {
    pool.at(cold.priority_last)->next.store(index, std::memory_order_relaxed);
  }
  cold.priority_last = index;
  process.set(Process::has_priority);
}

Message* take_first(Process& process, MessagePool& pool) noexcept {
  Cold& cold = *process.cold;
  Message* const message = pool.at(cold.priority_first);
  cold.priority_first = message->next.load(std::memory_order_relaxed);
  if (cold.priority_first == 0) process.clear(Process::has_priority);
  process.system_pending.fetch_sub(1, std::memory_order_relaxed);
  return message;
}

/// It ends a process also here, see Scheduler::on_exit_signal().
bool is_exit_of_parent(const Process& process, const Message& message) noexcept {
  const Pid parent = Process::unpack(process.parent.load(std::memory_order_relaxed));
  return parent && process.has(Process::is_linked_to_parent) && message.type == &message_type<Exit> && message.as<Exit>().from == parent;
}

}  // namespace

void Scheduler::on_priority_message(Process& process, PriorityMessageSignal& signal) {
  Aliases* const aliases = process.cold_block().aliases.get();
  const AliasRecord* const record = aliases != nullptr ? aliases->active(signal.alias) : nullptr;
  if (record == nullptr) {
    process.system_pending.fetch_sub(1, std::memory_order_relaxed);
    const Message& message = *signal.message;
    runtime_.dead_letter(DeadLetter::Why::Inactive, message.sender, process.pid(), *message.type,
                         &message);
    return;
  }
  const bool has_priority = record->priority;
  if (record->ends_with_reply) received_by_alias(process, signal.alias);
  if (has_priority) {
    append(process, runtime_.pool(), signal.message.release());
  } else {  // the alias was made up
    process.system_pending.fetch_sub(1, std::memory_order_relaxed);
    runtime_.deliver(process, process.pid(), signal.message.release(), message_cache_);
  }
}

void Scheduler::send_priority_to(Process& process, Pid from, Exit exit) {
  append(process, runtime_.pool(),
         runtime_.make_message<Exit>(message_cache_, from, std::move(exit), 0));
  process.system_pending.fetch_add(1, std::memory_order_relaxed);
}

void Scheduler::send_priority_to(Process& process, Pid from, Down down) {
  append(process, runtime_.pool(),
         runtime_.make_message<Down>(message_cache_, from, std::move(down), 0));
  process.system_pending.fetch_add(1, std::memory_order_relaxed);
}

void Scheduler::take_priority_message(Process& process) {
  MessagePool& pool = runtime_.pool();
  Message* const message = take_first(process, pool);
  const bool is_flushed = (message->flags & Message::is_flushed) != 0;
  if (!is_flushed && is_exit_of_parent(process, *message)) {
    exit_with(process, message->as<Exit>().reason, true);
  } else if (!is_flushed) {
    handle_priority(process, *message);
  }
  release_priority_message(process, message);
}

/// The first that is not flushed; null: there is none.
Message* Scheduler::first_priority_message(Process& process) {
  MessagePool& pool = runtime_.pool();
  while (process.has(Process::has_priority)) {
    Message* const first = pool.at(process.cold->priority_first);
    if ((first->flags & Message::is_flushed) == 0) return first;
    release_priority_message(process, take_first(process, pool));
  }
  return nullptr;
}

void Scheduler::release_priority_message(Process&, Message* message) {
  message->destroy_payload();
  runtime_.pool().release(message_cache_, message);
}

/// @pre there is one that is not flushed
void Scheduler::skip_priority_message(Process& process) {
  Message* const message = take_first(process, runtime_.pool());
  runtime_.dead_letter(DeadLetter::Why::Skipped, message->sender, process.pid(), *message->type,
                       message);
  release_priority_message(process, message);
}

void Scheduler::drop_priority_messages(Process& process) noexcept {
  if (process.cold == nullptr) return;
  MessagePool& pool = runtime_.pool();
  while (process.cold->priority_first != 0) {
    Message* const message = take_first(process, pool);
    lose_with_process(process, *message);
    message->destroy_payload();
    pool.release(message_cache_, message);
  }
}

}  // namespace genmsg
