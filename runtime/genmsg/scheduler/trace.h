// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "genmsg/process/message.h"
#include "genmsg/process/trace_spec.h"
#include "genmsg/term/bounded.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

struct Process;
class TraceSession;

/// One thing that a traced process did, as one of its sessions keeps it.
struct TraceRecord {
  using Kind = TraceKind;
  std::int64_t time_ns = 0;
  Kind kind = Kind::Receive;
  Pid pid;   // the traced process
  Pid peer;  // sender of what it received, receiver of what it sent; default: no process
  Atom type;
  Term message;
  TraceSessionId session = 0;
  std::uint64_t handling = 0;  // the number of the message that the process handles; 0: none yet
  std::uint32_t trace_number = 0;  // Message::trace_number() of a send or receive
  std::int64_t run_ns = -1;        // Handled: how long
};

/// The trace records of one scheduler: it writes, a collector reads. What comes when it is full is
/// not taken; whose record that was counts it.
/// Threads: put() by one thread, take_all() by one other.
class TraceRing {
 public:
  static constexpr std::size_t capacity = 16384;

  /// False: it is full.
  bool put(TraceRecord&& record) {
    const std::size_t tail = tail_.load(std::memory_order_relaxed);
    if (tail - head_.load(std::memory_order_acquire) == capacity) return false;
    records_[tail % capacity] = std::move(record);
    tail_.store(tail + 1, std::memory_order_release);  // publishes the record
    return true;
  }

  void take_all(std::vector<TraceRecord>& into) {
    const std::size_t tail = tail_.load(std::memory_order_acquire);
    std::size_t head = head_.load(std::memory_order_relaxed);
    for (; head != tail; ++head) into.push_back(std::move(records_[head % capacity]));
    head_.store(head, std::memory_order_release);  // gives the slots back
  }

 private:
  alignas(64) std::atomic<std::size_t> head_{0};
  alignas(64) std::atomic<std::size_t> tail_{0};
  std::array<TraceRecord, capacity> records_;
};

// --- what a traced process records, on the scheduler that runs it
// @pre it has is_traced. A session that is over is left on the way, and with the last one the flag.

/// The sessions that have recorded a receive, and take the end of its handling.
using TraceReceivers = std::vector<std::shared_ptr<TraceSession>>;
TraceReceivers trace_receive(Process& process, const Message& message, const Term& shown);
void trace_handled(Process& process, const TraceReceivers& receivers, std::int64_t run_ns);
/// Gives the message its number, if it is recorded.
void trace_send(Process& process, Pid to, Message& message);
/// All others.
void trace_event(Process& process, TraceKind kind, Pid peer = {}, Atom type = {},
                 const Term& message = {});
/// Its end; its sessions know it no longer.
void trace_exit(Process& process, const Term& reason);
/// A new process, before anybody else knows it: who starts it records that, and its sessions, or
/// those that wait for its initial call or for the descendants of an ancestor, may go on with it.
/// `starter`: null if no process starts it. It need not be traced.
void trace_spawn(Process* starter, Process& child, const TraceReceivers& followers);

/// The session is one of the process's, or no longer.
void set_traced(Process& process, const std::shared_ptr<TraceSession>& session, bool on);

/// What a message looks like in a trace: large ones are cut before they are kept. Its type's name
/// alone if its to_term throws.
Term bounded(const Message& message) noexcept;

}  // namespace genmsg
