// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>

#include "genmsg/process/message_pool.h"
#include "genmsg/process/process.h"

namespace genmsg {

class Runtime;
class Scheduler;

/// The start of a process whose parent has it run at once on its own stack, and has the answer when
/// that returns: nobody else waits for it.
class DirectStart {
 public:
  /// As the child: what it does first.
  virtual void run() = 0;
  /// As the child, after that, when it is known whether the child exits: drops what run() was to use,
  /// which may tell others, see unanswered().
  virtual void release() noexcept = 0;

  const Process* child = nullptr;
  std::optional<StartResult> result{};
  /// Instead of a result: the child ends, and its terminate/2 awaits something.
  std::optional<Pending<StartResult>::Promise> later{};

 protected:
  ~DirectStart() = default;
};

/// What this thread is executing just now. All null on a plain thread.
struct Execution {
  Runtime* runtime = nullptr;
  Scheduler* scheduler = nullptr;
  Process* process = nullptr;
  MessagePool::Cache* cache = nullptr;
  DirectStart* start = nullptr;  // the innermost
  bool is_stopping = false;  // the runtime drops its processes
  bool is_losing = false;  // a message is destroyed because of a mailbox limit
};
inline thread_local constinit Execution execution;

/// The start of `process` if it is under way on this stack and has no answer yet.
inline DirectStart* direct_start_of(const Process& process) noexcept {
  DirectStart* const start = execution.start;
  return start != nullptr && start->child == &process && !start->result ? start : nullptr;
}
/// Somebody waits for the process to say that it has started.
inline bool has_starter(const Process& process) noexcept {
  return direct_start_of(process) != nullptr ||
         (process.cold != nullptr && process.cold->starter.has_value());
}

/// A process that awaits, and which of its awaits.
struct Awaiter {
  Runtime* runtime = nullptr;
  Pid pid;
  std::uint64_t number = 0;
};
/// The executing process goes on with `waiting` once it is woken, or after `limit`.
/// Throws NotAProcess outside of a process.
Awaiter begin_await(std::coroutine_handle<> waiting, std::chrono::nanoseconds limit);
/// It need not wait after all.
void end_await() noexcept;
/// Threads: any. `signal` holds the WakeSignal.
void wake(const Awaiter& awaiter, std::unique_ptr<Signal> signal) noexcept;

}  // namespace genmsg
