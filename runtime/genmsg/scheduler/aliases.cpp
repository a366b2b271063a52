// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/aliases.h"

#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

std::uint32_t popped(const Process& process) noexcept {
  return process.reader.popped.load(std::memory_order_relaxed);
}

Aliases& aliases_of(Process& process) {
  Cold& cold = process.cold_block();
  if (cold.aliases == nullptr) cold.aliases = std::make_unique<Aliases>();
  cold.aliases->forget(popped(process));
  return *cold.aliases;
}

bool end_alias(Process& process, std::uint64_t id) {
  if (process.cold == nullptr || process.cold->aliases == nullptr) return false;
  return process.cold->aliases->end(id, process.mailbox.pushed_count(), popped(process));
}

}  // namespace

Alias alias(AliasOptions options) {
  Process& process = current_process();
  const std::uint64_t id = current_runtime().next_reference();
  aliases_of(process).records.emplace(
      id, AliasRecord{.ends_with_reply = options.reply, .priority = options.priority});
  return {process.pid(), id, options.priority};
}

Alias alias_of(std::uint64_t reference) { return {self(), reference, false}; }

bool unalias(const Alias& alias) {
  Process& process = current_process();
  return alias.pid == process.pid() && end_alias(process, alias.id);
}

void add_alias(Process& process, std::uint64_t reference, AliasMode mode) {
  aliases_of(process).records.emplace(
      reference, AliasRecord{.ends_with_reply = mode == AliasMode::reply_demonitor,
                             .ends_with_monitor = mode != AliasMode::explicit_unalias});
}

void end_alias_of_monitor(Process& process, std::uint64_t reference) {
  if (process.cold == nullptr || process.cold->aliases == nullptr) return;
  const AliasRecord* const record = process.cold->aliases->active(reference);
  if (record != nullptr && record->ends_with_monitor) end_alias(process, reference);
}

bool takes_by_alias(const Process& process, std::uint64_t id) noexcept {
  if (process.cold == nullptr || process.cold->aliases == nullptr) return false;
  const auto& records = process.cold->aliases->records;
  const auto place = records.find(id);
  if (place == records.end()) return false;
  const AliasRecord& record = place->second;
  return record.is_active || static_cast<std::int32_t>(record.until - popped(process)) > 0;
}

void received_by_alias(Process& process, std::uint64_t id) {
  Aliases& aliases = *process.cold->aliases;
  const auto place = aliases.records.find(id);
  if (place == aliases.records.end() || !place->second.ends_with_reply) return;
  const bool demonitors = place->second.ends_with_monitor;
  aliases.records.erase(place);  // what else was sent by it is dropped, queued or not
  // A Down that was queued behind the reply would not have come in OTP, which ends the monitor when
  // it receives the reply into the queue.
  if (demonitors) demonitor(id, flush);
}

/// Exits have no place among messages: they are taken, or not, when they are received.
bool Scheduler::comes_by_alias(Process& process, const ExitSignal& signal, bool& priority) {
  if (signal.alias == 0) return true;
  if (process.cold == nullptr || process.cold->aliases == nullptr) return false;
  const AliasRecord* const record = process.cold->aliases->active(signal.alias);
  if (record == nullptr) return false;
  priority = signal.priority && record->priority;
  return true;
}

}  // namespace genmsg
