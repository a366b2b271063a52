// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/trace.h"

#include <algorithm>
#include <utility>

#include "genmsg/process/process.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"
#include "genmsg/scheduler/trace_session.h"

namespace genmsg {

namespace {

/// What is over is forgotten here, too: nobody else may ever say so to a process that sleeps.
const TraceReceivers& live_sessions(Process& process) {
  TraceReceivers& sessions = process.cold->traces;
  std::erase_if(sessions, [](const TraceSessionPtr& one) { return one->is_over(); });
  if (sessions.empty()) process.clear(Process::is_traced);
  return sessions;
}

void put(TraceSession& session, TraceRecord record) {
  TraceRing* const ring =
      execution.scheduler != nullptr ? execution.scheduler->own_trace_ring() : nullptr;
  record.session = session.id();
  const TraceKind kind = record.kind;
  if (ring != nullptr && ring->put(std::move(record))) return;
  // The end of a handling is no event of its own, see TraceSessionState::events.
  if (kind != TraceKind::Handled) session.drop_one();
}

std::uint64_t handling_of(const Process& process) {
  return process.handled.load(std::memory_order_relaxed);
}

/// Of a variant the alternative, as far as the receiver's module says.
Atom type_of(const Module* receiver, const Message& message) {
  const bool knows = receiver != nullptr && receiver->use_of != nullptr &&
                     receiver->accepts == message.type;
  return knows ? receiver->use_of(&message).type : message.type->name();
}

/// A default pid if it has exited, or if no process started it.
Pid parent_of(const Runtime& runtime, Pid pid) {
  const Process* const process = runtime.table().slot_of(pid);
  if (process == nullptr) return {};
  // acquire: whether it lives is asked after that, or the slot may be another process's already.
  const Pid parent = Process::unpack(process->parent.load(std::memory_order_acquire));
  return runtime.is_alive(pid) ? parent : Pid{};
}

/// Whether it is the root of the session's subtree, or has that among its ancestors. Each one that
/// the session has stands for those above it, some of which may have exited.
bool is_below(const TraceSession& session, Pid pid) {
  constexpr int ancestors_max = 1'000;
  for (int i = 0; pid && i < ancestors_max; ++i) {
    if (pid == session.spec().subtree || session.has(pid)) return true;
    pid = parent_of(*execution.runtime, pid);
  }
  return false;
}

}  // namespace

Term bounded(const Message& message) noexcept {
  try {
    const TermBudget budget;
    return bounded(message.to_term());
  } catch (...) {
    return Term::opaque(message.type->name().name());
  }
}

TraceReceivers trace_receive(Process& process, const Message& message, const Term& shown) {
  TraceReceivers receivers;
  const std::int64_t now_ns = execution.runtime->now_ns();
  const Atom type = type_of(process.module.load(std::memory_order_relaxed), message);
  for (const TraceSessionPtr& session : live_sessions(process)) {
    if (!session->admit(TraceKind::Receive, type, now_ns)) continue;
    put(*session, {now_ns, TraceKind::Receive, process.pid(), message.sender, type, shown, 0,
                   handling_of(process), message.trace_number()});
    if (session->records(TraceKind::Handled)) receivers.push_back(session);
  }
  return receivers;
}

void trace_handled(Process& process, const TraceReceivers& receivers, std::int64_t run_ns) {
  const std::int64_t now_ns = execution.runtime->now_ns();
  for (const TraceSessionPtr& session : receivers) {
    put(*session, {now_ns, TraceKind::Handled, process.pid(), {}, {}, {}, 0, handling_of(process),
                   0, run_ns});
  }
}

void trace_send(Process& process, Pid to, Message& message) {
  const std::int64_t now_ns = execution.runtime->now_ns();
  const Atom type = type_of(execution.runtime->module_of(to), message);
  std::uint32_t number = 0;
  Term shown;
  for (const TraceSessionPtr& session : live_sessions(process)) {
    if (!session->admit(TraceKind::Send, type, now_ns)) continue;
    if (number == 0) {
      number = execution.runtime->next_trace_number();
      message.flags |= number << Message::trace_shift;
      shown = bounded(message);
    }
    put(*session, {now_ns, TraceKind::Send, process.pid(), to, type, shown, 0,
                   handling_of(process), number});
  }
}

void trace_event(Process& process, TraceKind kind, Pid peer, Atom type, const Term& message) {
  const std::int64_t now_ns = execution.runtime->now_ns();
  for (const TraceSessionPtr& session : live_sessions(process)) {
    if (!session->admit(kind, type, now_ns)) continue;
    put(*session, {now_ns, kind, process.pid(), peer, type, message, 0, handling_of(process)});
  }
}

void trace_exit(Process& process, const Term& reason) {
  trace_event(process, TraceKind::Exit, {}, {}, bounded(reason));
  for (const TraceSessionPtr& session : process.cold->traces) session->remove(process.pid());
}

void trace_spawn(Process* starter, Process& child, const TraceReceivers& followers) {
  const Atom initial_call =
      Atom::from_index(child.initial_call.load(std::memory_order_relaxed));
  Cold& cold = child.cold_block();
  if (starter != nullptr && starter->has(Process::is_traced)) {
    trace_event(*starter, TraceKind::Spawn, child.pid(), initial_call);
  }
  const Pid parent = Process::unpack(child.parent.load(std::memory_order_relaxed));
  for (const TraceSessionPtr& session : followers) {
    if (session->is_over()) continue;
    const bool is_wanted =
        (session->spec().initial_call != atoms::undefined &&
         session->spec().initial_call == initial_call) ||
        (session->spec().subtree && ((starter != nullptr && is_below(*session, starter->pid())) ||
                                     is_below(*session, parent)));
    if (is_wanted) set_traced(child, session, true);
  }
  if (cold.traces.empty() || execution.scheduler == nullptr) return;
  trace_event(child, TraceKind::Spawned, starter != nullptr ? starter->pid() : Pid{},
              initial_call);
}

void set_traced(Process& process, const TraceSessionPtr& session, bool on) {
  TraceReceivers& sessions = process.cold_block().traces;
  const auto place = std::find(sessions.begin(), sessions.end(), session);
  if (on && place == sessions.end() && !session->is_over()) {
    sessions.push_back(session);
    session->add(process.pid());
    process.set(Process::is_traced);
  } else if (!on && place != sessions.end()) {
    sessions.erase(place);
    session->remove(process.pid());
    if (sessions.empty()) process.clear(Process::is_traced);
  }
}

}  // namespace genmsg
