// SPDX-License-Identifier: Apache-2.0
#include "genmsg/behaviour/proc_lib.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "genmsg/behaviour/gen_msg.h"
#include "genmsg/scheduler/erlang.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/scheduler.h"
#include "genmsg/sys/sys.h"

namespace genmsg::proc_lib {

namespace {

/// The running process as the first ancestor of its children: made once, shared by all of them.
std::shared_ptr<const Ancestors> as_ancestor(Process& process) {
  const Atom name = Atom::from_index(process.name.load(std::memory_order_relaxed));
  const Term called = name == atoms::undefined ? Term(process.pid()) : Term(name);
  Cold& cold = process.cold_block();
  if (cold.as_ancestor == nullptr || !(cold.as_ancestor->parent == called)) {
    cold.as_ancestor = std::make_shared<const Ancestors>(Ancestors{called, process.ancestors});
  }
  return cold.as_ancestor;
}

/// What binds a new process to who starts it.
enum class Tie : std::uint8_t { None, Link, Monitor };

Process* create(Runtime& runtime, Body body, Atom initial_call, Tie tie, SpawnOptions options,
                std::optional<Pending<StartResult>::Promise> starter) {
  Process* const parent = execution.runtime == &runtime ? execution.process : nullptr;
  Runtime::Spawn spawn;
  spawn.start = std::move(body);
  spawn.initial_call = initial_call;
  spawn.link = tie == Tie::Link;
  spawn.blocking = options.blocking;
  spawn.by_proc_lib = true;
  spawn.starter = std::move(starter);
  if (parent != nullptr) {
    spawn.parent = parent->pid();
    spawn.ancestors = as_ancestor(*parent);
  }
  return runtime.create(std::move(spawn));
}

/// Before anybody runs the child: whoever makes it ready then sees the timer.
void limit_start(Runtime& runtime, Process& child, std::chrono::nanoseconds timeout) {
  if (timeout == no_timeout) return;
  const std::int64_t now = runtime.now_ns();
  const std::int64_t at = now + std::min<std::int64_t>(std::max<std::int64_t>(timeout.count(), 0),
                                                       TimerWheel::never - now);
  const unsigned shard = on_scheduler() ? execution.scheduler->number() : 0;
  runtime.timers().arm(child.cold_block().timer(TimerKind::Start), child.pid(), at, shard,
                       TimerKind::Start);
  if (!on_scheduler()) runtime.tell_sleeper_of_timer();
}

/// Before the child runs, so that its first signal finds it.
std::uint64_t watch(Runtime& runtime, Process& parent, Process& child) {
  const std::uint64_t reference = runtime.next_reference();
  parent.cold_block().monitors.emplace(reference, Monitored{child.pid()});
  child.cold_block().watched_by.emplace(reference, parent.pid());
  child.cold_block().start_monitor = reference;
  return reference;
}

Pending<StartResult> start_as(Runtime& runtime, Body body, Atom initial_call, Tie tie,
                              std::chrono::nanoseconds timeout, SpawnOptions options,
                              std::uint64_t* monitor = nullptr) {
  const Pending<StartResult>::Promise starter;
  Pending<StartResult> started = starter.future();
  Process* const child = create(runtime, std::move(body), initial_call, tie, options, starter);
  if (child == nullptr) {
    starter.set(StartResult(tl::unexpected<Term>(atoms::system_limit)));
    return started;
  }
  const Pid pid = child->pid();
  limit_start(runtime, *child, timeout);
  Process* const parent = execution.runtime == &runtime ? execution.process : nullptr;
  if (parent == nullptr) {
    runtime.make_ready(*child);
    return started;
  }
  if (tie == Tie::Link) parent->cold_block().links.try_emplace(pid);
  if (tie == Tie::Monitor) *monitor = watch(runtime, *parent, *child);
  execution.scheduler->execute_start(*child);
  return started;
}

/// Waits for the end of a process, for who asked to stop it.
struct stopper {
  static constexpr std::string_view module_name = "proc_lib_stopper";
  using Msg = Down;
  struct State {
    Term reason;
    Pending<Ok>::Promise asked;
  };
  static gen_msg::Return handle_msg(Down&& down, State& state) {
    if (down.reason == state.reason) {
      state.asked.set(Ok{});
    } else if (down.reason.is(atoms::noproc)) {
      state.asked.set(tl::unexpected(Error{Error::Code::NoProc, down.reason}));
    } else {
      state.asked.set(tl::unexpected(Error{Error::Code::Exited, down.reason}));
    }
    return gen_msg::stop(atoms::normal);
  }
};

/// One that ends before it has been told answers {Reason, {sys, terminate, _}}. That is no error if
/// Reason is the one that was asked: then its Down, which comes later, says so.
void tell_to_end(Runtime& runtime, Pid process, const Term& reason,
                 const Pending<Ok>::Promise& asked) {
  sys::terminate(runtime, process, reason).then([asked, reason](const Result<Ok>& told) {
    if (told || told.error().code != Error::Code::Exited) return;
    if (told.error().reason.elements()[0] != reason) asked.set(told);
  });
}

}  // namespace

Pid spawn(Runtime& runtime, Body body, Atom initial_call, SpawnOptions options) {
  Process* const process =
      create(runtime, std::move(body), initial_call, Tie::None, options, std::nullopt);
  if (process == nullptr) return {};
  const Pid pid = process->pid();
  runtime.make_ready(*process);
  return pid;
}

Pending<StartResult> start(Runtime& runtime, Body body, Atom initial_call,
                           std::chrono::nanoseconds timeout, SpawnOptions options) {
  return start_as(runtime, std::move(body), initial_call, Tie::None, timeout, options);
}

Pending<StartResult> start_link(Body body, Atom initial_call, std::chrono::nanoseconds timeout,
                                SpawnOptions options) {
  if (execution.process == nullptr) {
    return Pending<StartResult>::ready(StartResult(tl::unexpected<Term>(atoms::badarg)));
  }
  return start_as(*execution.runtime, std::move(body), initial_call, Tie::Link, timeout, options);
}

Pending<MonitorResult> start_monitor(Body body, Atom initial_call,
                                     std::chrono::nanoseconds timeout, SpawnOptions options) {
  if (execution.process == nullptr) {
    return Pending<MonitorResult>::ready(MonitorResult(tl::unexpected<Term>(atoms::badarg)));
  }
  std::uint64_t monitor = 0;
  const Pending<MonitorResult>::Promise promise;
  start_as(*execution.runtime, std::move(body), initial_call, Tie::Monitor, timeout, options,
           &monitor)
      .then([promise, monitor](Result<StartResult> started) {
        if (!started) return promise.set(tl::unexpected(started.error()));
        promise.set(started->map([monitor](Pid pid) {
          return pid ? PidAndMonitor{pid, monitor} : PidAndMonitor{};
        }));
      });
  return promise.future();
}

Pending<StartResult> start_at_once(DirectStart& start, Atom initial_call, bool link) {
  Runtime& runtime = *execution.runtime;
  Process& parent = *execution.process;
  Process* const child =
      create(runtime, nullptr, initial_call, link ? Tie::Link : Tie::None, {}, std::nullopt);
  if (child == nullptr) {
    return Pending<StartResult>::ready(StartResult(tl::unexpected<Term>(atoms::system_limit)));
  }
  if (link) parent.cold_block().links.try_emplace(child->pid());
  start.child = child;
  execution.scheduler->execute_start(*child, start);
  if (start.later) return start.later->future();
  return Pending<StartResult>::ready(std::move(*start.result));
}

void init_ack(StartResult result) {
  self();
  if (DirectStart* const start = direct_start_of(*execution.process)) {
    start->result = std::move(result);
    return;
  }
  if (!has_starter(*execution.process)) return;
  Cold& cold = *execution.process->cold;
  current_runtime().timers().cancel(cold.timer(TimerKind::Start));
  const Pending<StartResult>::Promise starter = *std::exchange(cold.starter, std::nullopt);
  starter.set(std::move(result));
}

void init_fail(Term reason, Term exit_reason) {
  self();
  execution.process->cold_block().failed_start = tl::unexpected(std::move(reason));
  exit(std::move(exit_reason));
}

Pending<Ok> stop(Runtime& runtime, const Name& process, Term reason) {
  const Pid pid = process.resolve(runtime);
  if (execution.runtime == &runtime && execution.process != nullptr &&
      execution.process->pid() == pid) {
    return Pending<Ok>::ready(
        tl::unexpected(Error{Error::Code::CallingSelf, atoms::calling_self}));
  }
  const Pending<Ok>::Promise asked;
  Pending<Ok> answer = asked.future();
  const Pid helper = spawn(
      runtime,
      [&runtime, pid, reason, asked] {
        monitor(pid);
        tell_to_end(runtime, pid, reason, asked);
        gen::enter_loop(gen_msg::module<stopper>(), stopper::State{reason, asked}, {});
      },
      gen_msg::module<stopper>().initial_call);
  if (!helper) {
    asked.set(tl::unexpected(Error{Error::Code::BadArgument, atoms::system_limit}));
  }
  return answer;
}

bool is_starting() {
  return execution.process != nullptr && has_starter(*execution.process);
}

}  // namespace genmsg::proc_lib
