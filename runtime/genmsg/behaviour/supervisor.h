// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "genmsg/behaviour/child_spec.h"
#include "genmsg/behaviour/gen.h"

/// Processes that start, watch and restart others.
///
/// A callback module is a type with `static Supervise init(Args)` or `init()`, that gives a
/// SupervisorSpec, gen::ignore() or gen::error(reason).
/// Starting goes from first to last child and fails as a whole: {shutdown, {failed_to_start_child,
/// Id, Reason}}. Stopping goes from last to first. The supervisor traps exits; an exit signal of its
/// parent, sys:terminate and too many restarts stop the children first, then the supervisor.
/// Limits: strategy one_for_one.
/// Where C++ differs: a child that is told to shut down is awaited between messages, so a supervisor
/// that is stopping still answers sys requests.
/// See: stdlib, supervisor.
namespace genmsg::supervisor {

using gen::StartOptions;
using Supervise = std::variant<SupervisorSpec, gen::InitIgnore, gen::InitError>;

/// {Id, Child, Type}: the child's pid; a default pid if it is not running.
struct ChildInfo {
  Term id;
  Pid pid;
  bool restarting = false;
  ChildType type = ChildType::Worker;
  std::size_t restarts = 0;  // since the supervisor started
};
struct ChildCount {
  std::size_t specs = 0;
  std::size_t active = 0;
  std::size_t supervisors = 0;
  std::size_t workers = 0;
};

/// Newest first. See: supervisor:which_children/1.
Pending<std::vector<ChildInfo>> which_children(Runtime& runtime, Pid supervisor);
/// See: supervisor:count_children/1.
Pending<ChildCount> count_children(Runtime& runtime, Pid supervisor);

// --- the rest is what the templates below need

const Module& make_module(Atom callback_module);
/// Starts the children and enters the loop, or leaves.
void run_init(const Module& module, Supervise made, const StartOptions& options);

template <class M>
const Module& module() {
  // `supervisor:pool_sup/1`, as translate_initial_call gives it for supervisors.
  static const Module& module = make_module(Atom::intern(gen::module_name<M>()));
  return module;
}

template <class M, class Args>
proc_lib::Body init_it(Args args, StartOptions options) {
  auto held = std::make_shared<Args>(std::move(args));
  return [held, options = std::move(options)] {
    gen::register_or_leave(options);
    run_init(module<M>(), Supervise(gen::call_init<M>(std::move(*held))), options);
  };
}

/// Without a link: the root of a tree, from a plain thread.
template <class M, class Args = gen::NoArgs>
Pending<StartResult> start(Runtime& runtime, Args args = {}, StartOptions options = {}) {
  const auto timeout = options.timeout;
  return proc_lib::start(runtime, init_it<M, Args>(std::move(args), std::move(options)),
                         module<M>().initial_call, timeout);
}
template <class M, class Args = gen::NoArgs>
Pending<StartResult> start_link(Args args = {}, StartOptions options = {}) {
  const auto timeout = options.timeout;
  return proc_lib::start_link(init_it<M, Args>(std::move(args), std::move(options)),
                              module<M>().initial_call, timeout);
}

}  // namespace genmsg::supervisor
