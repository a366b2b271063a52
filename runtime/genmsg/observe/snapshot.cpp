// SPDX-License-Identifier: Apache-2.0
#include "genmsg/observe/snapshot.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "genmsg/observe/embedded_node.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

/// What is executed just now: by schedulers, and by blocking threads.
struct Executed {
  const std::vector<SchedulerRow>& schedulers;
  std::vector<Pid> blocking;
};

Status status_of(const Process& process, std::uint32_t flags, std::uint32_t depth, Pid pid,
                 const Executed& executed) {
  if ((flags & Process::is_exiting) != 0) return Status::Exiting;
  if ((flags & Process::is_suspended) != 0) return Status::Suspended;
  for (const SchedulerRow& scheduler : executed.schedulers) {
    if (scheduler.current == pid) return Status::Running;
  }
  if ((flags & Process::is_blocking) != 0 &&
      std::find(executed.blocking.begin(), executed.blocking.end(), pid) !=
          executed.blocking.end()) {
    return Status::Running;
  }
  if ((flags & Process::is_awaiting) != 0) return Status::Waiting;
  return process.mailbox.is_parked() && depth == 0 ? Status::Waiting : Status::Runnable;
}

/// What its scheduler notes now and then, see Scheduler::note_slice() and the functions after it.
void read_notes(const Process& process, std::int64_t now_ns, ProcessRow& row) {
  row.peak = std::max(row.mailbox, process.peak.load(std::memory_order_relaxed));
  if (const MessageType* const last = process.last_type.load(std::memory_order_relaxed)) {
    row.last_type = last->alternative_name(process.last_alternative.load(std::memory_order_relaxed));
  }
  const std::int64_t last_ns = process.last_ns.load(std::memory_order_relaxed);
  // It may have handled another since the snapshot began.
  if (last_ns != 0) row.last_ago_ns = static_cast<float>(std::max<std::int64_t>(now_ns - last_ns, 0));
  row.wait_max_ns = process.wait_max_ns.load(std::memory_order_relaxed);
  // One that has not had its turn yet has waited so long at least.
  const std::int64_t since = process.probe_ns.load(std::memory_order_relaxed);
  if (since != 0) row.wait_max_ns = std::max(row.wait_max_ns, static_cast<float>(now_ns - since));
  const std::uint16_t scheduler = process.scheduler.load(std::memory_order_relaxed);
  row.scheduler = scheduler < std::numeric_limits<std::int16_t>::max()
                      ? static_cast<std::int16_t>(scheduler)
                      : std::int16_t{-1};
  const std::uint64_t restarts = process.restarts.load(std::memory_order_relaxed);
  if (restarts >> 32 == row.pid.serial) row.restarts = static_cast<std::uint32_t>(restarts);
}

/// False if the slot has no process, or changed hands while it was read.
bool read_row(const Runtime& runtime, const Process& process, const Executed& executed,
              std::int64_t now_ns, ProcessRow& row) {
  const std::uint32_t serial = process.serial.load(std::memory_order_acquire);
  if (serial == 0 || process.mailbox.is_closed()) return false;
  const std::uint32_t flags = process.flags.load(std::memory_order_relaxed);
  const Module* const module = process.module.load(std::memory_order_acquire);
  row.pid = {process.index, serial};
  row.parent = Process::unpack(process.parent.load(std::memory_order_relaxed));
  row.name = Atom::from_index(process.name.load(std::memory_order_relaxed));
  row.initial_call = Atom::from_index(process.initial_call.load(std::memory_order_relaxed));
  row.behaviour = module != nullptr ? module->behaviour : atoms::proc_lib;
  row.mailbox = process.mailbox.depth(process.reader) +
                process.system_pending.load(std::memory_order_relaxed);
  row.status = status_of(process, flags, row.mailbox, row.pid, executed);
  row.traced = (flags & Process::is_traced) != 0;
  row.messages = process.handled.load(std::memory_order_relaxed);
  row.busy_ns = process.busy_ns.load(std::memory_order_relaxed);
  row.max_ns = process.max_ns.load(std::memory_order_relaxed);
  row.start_ns = process.start_ns.load(std::memory_order_relaxed);
  if (module != nullptr) row.state_bytes = static_cast<std::uint32_t>(module->state_bytes);
  read_notes(process, now_ns, row);
  row.limit = process.mailbox.limit().messages;
  row.lost = static_cast<std::uint32_t>(std::min<std::uint64_t>(
      runtime.messages_lost(process), std::numeric_limits<std::uint32_t>::max()));
  return process.serial.load(std::memory_order_acquire) == serial &&
         !process.mailbox.is_closed();
}

SchedulerRow read_scheduler(const Scheduler& scheduler, std::int64_t start_ns,
                            std::int64_t now_ns) {
  SchedulerRow row;
  const auto alive = static_cast<std::uint64_t>(now_ns - start_ns);
  row.idle_ns = std::min(scheduler.idle_ns(now_ns), alive);
  row.busy_ns = alive - row.idle_ns;
  row.slices = scheduler.slices();
  row.current = Process::unpack(scheduler.current());
  return row;
}

/// How many slots are on their way from memory.
constexpr std::uint32_t ahead = 6;

/// The lines that read_row() looks at, see Process.
void prefetch(const Process& process) noexcept {
  __builtin_prefetch(&process.mailbox);
  __builtin_prefetch(&process.reader);
  __builtin_prefetch(&process.cold);
}

}  // namespace

Snapshot take_snapshot(const Runtime& runtime, std::vector<ProcessRow> room) {
  Snapshot snapshot;
  snapshot.processes = std::move(room);
  snapshot.processes.clear();
  snapshot.time_ns = runtime.now_ns();
  snapshot.node_start_ns = runtime.start_ns();
  snapshot.wall_time_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                              std::chrono::system_clock::now().time_since_epoch())
                              .count();
  for (const auto& scheduler : runtime.schedulers()) {
    snapshot.schedulers.push_back(
        read_scheduler(*scheduler, snapshot.node_start_ns, snapshot.time_ns));
  }
  Executed executed{snapshot.schedulers, {}};
  runtime.each_scheduler([&](const Scheduler& scheduler) {
    if (scheduler.is_blocking() && scheduler.current() != 0) {
      executed.blocking.push_back(Process::unpack(scheduler.current()));
    }
  });
  snapshot.blocking_threads = runtime.blocking_threads();
  // And some that start meanwhile, for growing would hold the rows twice.
  const std::size_t count = runtime.process_count();
  snapshot.processes.reserve(count + count / 64);
  const ProcessTable& table = runtime.table();
  const std::uint32_t top = table.top();
  for (std::uint32_t i = 0; i < top; ++i) {
    prefetch(table.at(std::min(i + ahead, top - 1)));
    ProcessRow& row = snapshot.processes.emplace_back();
    if (!read_row(runtime, table.at(i), executed, snapshot.time_ns, row)) {
      snapshot.processes.pop_back();
    }
  }
  runtime.suspensions().each([&snapshot](Pid pid, const Suspension& suspension) {
    snapshot.suspensions.push_back({pid, suspension.since_ns, suspension.owner});
  });
  snapshot.process_limit = runtime.process_limit();
  snapshot.messages_handled = runtime.messages_handled();
  snapshot.dead_letters = runtime.dead_letters();
  snapshot.spawned = runtime.spawned();
  snapshot.messages_lost = runtime.messages_lost();
  snapshot.supervisors = runtime.restart_logs().all();
  snapshot.cost_ns = runtime.now_ns() - snapshot.time_ns;
  return snapshot;
}

}  // namespace genmsg
