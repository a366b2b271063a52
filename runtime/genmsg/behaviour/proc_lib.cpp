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
    cold.as_ancestor = std::make_shared<const Ancestors>(Ancestors{called, cold.ancestors});
  }
  return cold.as_ancestor;
}

Process* create(Runtime& runtime, Body body, Atom initial_call, bool link,
                std::optional<Pending<StartResult>::Promise> starter) {
  Process* const parent = execution.runtime == &runtime ? execution.process : nullptr;
  Runtime::Spawn spawn;
  spawn.start = std::move(body);
  spawn.initial_call = initial_call;
  spawn.link = link;
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
}

Pending<StartResult> start_as(Runtime& runtime, Body body, Atom initial_call, bool link,
                              std::chrono::nanoseconds timeout) {
  const Pending<StartResult>::Promise starter;
  Pending<StartResult> started = starter.future();
  Process* const child = create(runtime, std::move(body), initial_call, link, starter);
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
  if (link) parent->cold_block().links.try_emplace(pid);
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

}  // namespace

Pid spawn(Runtime& runtime, Body body, Atom initial_call) {
  Process* const process = create(runtime, std::move(body), initial_call, false, std::nullopt);
  if (process == nullptr) return {};
  const Pid pid = process->pid();
  runtime.make_ready(*process);
  return pid;
}

Pending<StartResult> start(Runtime& runtime, Body body, Atom initial_call,
                           std::chrono::nanoseconds timeout) {
  return start_as(runtime, std::move(body), initial_call, false, timeout);
}

Pending<StartResult> start_link(Body body, Atom initial_call, std::chrono::nanoseconds timeout) {
  if (execution.process == nullptr) {
    return Pending<StartResult>::ready(StartResult(tl::unexpected<Term>(atoms::badarg)));
  }
  return start_as(*execution.runtime, std::move(body), initial_call, true, timeout);
}

void init_ack(StartResult result) {
  self();
  Cold& cold = execution.process->cold_block();
  if (!cold.starter) return;
  current_runtime().timers().cancel(cold.timer(TimerKind::Start));
  const Pending<StartResult>::Promise starter = *std::exchange(cold.starter, std::nullopt);
  starter.set(std::move(result));
}

void init_fail(Term reason, Term exit_reason) {
  self();
  execution.process->cold_block().failed_start = tl::unexpected(std::move(reason));
  exit(std::move(exit_reason));
}

Pending<Ok> stop(Runtime& runtime, Pid pid, Term reason) {
  const Pending<Ok>::Promise asked;
  Pending<Ok> answer = asked.future();
  const Pid helper = spawn(
      runtime,
      [&runtime, pid, reason, asked] {
        monitor(pid);
        sys::terminate(runtime, pid, reason);
        gen_msg::enter_loop<stopper>({reason, asked});
      },
      gen_msg::module<stopper>().initial_call);
  if (!helper) {
    asked.set(tl::unexpected(Error{Error::Code::BadArgument, atoms::system_limit}));
  }
  return answer;
}

bool is_starting() {
  return execution.process != nullptr && execution.process->cold != nullptr &&
         execution.process->cold->starter.has_value();
}

}  // namespace genmsg::proc_lib
