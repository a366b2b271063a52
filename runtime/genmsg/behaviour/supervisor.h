// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <any>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "genmsg/behaviour/child_spec.h"
#include "genmsg/behaviour/gen.h"
#include "genmsg/process/restart_log.h"
#include "genmsg/sys/sys.h"

/// Processes that start, watch and restart others.
///
/// A callback module is a type with `static Supervise init(Args)` or `init()`, that gives a
/// SupervisorSpec, gen::ignore() or gen::error(reason), and optionally module_name.
/// Starting goes from first to last child and fails as a whole: {shutdown, {failed_to_start_child,
/// Id, Reason}}. Stopping goes from last to first; dynamic children (simple_one_for_one) are stopped
/// all at once. The supervisor traps exits; an exit signal of its parent with any reason,
/// sys:terminate and too many restarts stop the children first, then the supervisor.
/// What is wrong with flags or specifications is told in OTP's terms, {supervisor_data, Error} or
/// {start_spec, Error}; what C++'s types rule out cannot occur.
///
/// While it starts or stops a child that takes its time, the supervisor awaits it and answers
/// nobody, as in OTP; messages and sys requests stay queued.
/// See: stdlib, supervisor.
namespace genmsg::supervisor {

using gen::StartOptions;
using Supervise = std::variant<SupervisorSpec, gen::InitIgnore, gen::InitError>;

/// An answer that may be {error, Reason}.
template <class T>
using Reply = tl::expected<T, Term>;

/// {Id, Child, Type, Modules}: the child's pid; a default pid if it is not running.
struct ChildInfo {
  Term id;  // `undefined` under simple_one_for_one
  Pid pid;
  bool restarting = false;
  ChildType type = ChildType::Worker;
  std::size_t restarts = 0;  // since the child was added
  std::vector<Atom> modules = {};
};
struct ChildCount {
  std::size_t specs = 0;
  std::size_t active = 0;       // that have a pid
  std::size_t supervisors = 0;  // by specification, or dynamic children of such a one
  std::size_t workers = 0;
};

// All of these: threads: any; co_await in a process, .wait() on a plain thread. Errors beside those
// below: NoProc; Exited; CallingSelf.

/// Adds a child and starts it. A default Pid: its init said ignore, and the specification is kept
/// unless it is temporary. Errors: {already_started, Pid}; already_present; {Reason, Child}; and
/// what check_childspecs() finds. See: supervisor:start_child/2.
Pending<StartResult> start_child(Runtime& runtime, sys::Name supervisor, ChildSpec spec);
/// Under simple_one_for_one: starts a child with `args`. Errors: the start's own reason.
Pending<StartResult> start_dynamic_child(Runtime& runtime, sys::Name supervisor, std::any args);
template <class Args>
  requires(!std::same_as<std::decay_t<Args>, ChildSpec>)
Pending<StartResult> start_child(Runtime& runtime, sys::Name supervisor, Args&& args) {
  return start_dynamic_child(runtime, std::move(supervisor), std::any(std::forward<Args>(args)));
}
/// By id; under simple_one_for_one by pid. Ok also if it is not running. Errors: not_found;
/// simple_one_for_one (an id where a pid is asked for). See: supervisor:terminate_child/2.
Pending<Reply<Ok>> terminate_child(Runtime& runtime, sys::Name supervisor, Term child);
/// Errors: running, restarting, not_found, simple_one_for_one, or the start's own reason.
Pending<StartResult> restart_child(Runtime& runtime, sys::Name supervisor, Term id);
/// Errors: running, restarting, not_found, simple_one_for_one.
Pending<Reply<Ok>> delete_child(Runtime& runtime, sys::Name supervisor, Term id);
/// Newest first. See: supervisor:which_children/1.
Pending<std::vector<ChildInfo>> which_children(Runtime& runtime, sys::Name supervisor);
/// By id, or pid under simple_one_for_one. Errors: not_found; simple_one_for_one.
/// See: supervisor:which_child/2 (OTP 28).
Pending<Reply<ChildInfo>> which_child(Runtime& runtime, sys::Name supervisor, Term child);
/// See: supervisor:count_children/1.
Pending<ChildCount> count_children(Runtime& runtime, sys::Name supervisor);
/// By id or pid. Errors: not_found.
Pending<Reply<ChildSpec>> get_childspec(Runtime& runtime, sys::Name supervisor, Term child);
/// See: supervisor:stop/3 (OTP 29).
Pending<Ok> stop(Runtime& runtime, sys::Name supervisor, Term reason = atoms::normal);

/// What is wrong with them, as start_child() and start_link() would find. Threads: any.
/// See: supervisor:check_childspecs/2.
Reply<Ok> check_childspecs(const std::vector<ChildSpec>& specs,
                           std::optional<AutoShutdown> auto_shutdown = std::nullopt);

/// How often it has restarted children, and the last times; none if it is no supervisor. Asks
/// nobody. Threads: any.
std::optional<RestartHistory> restart_history(const Runtime& runtime, sys::Name supervisor);

// --- the rest is what the templates below need

const Module& make_module(Atom callback_module);
/// Starts the children and enters the loop, or leaves. `init` is kept for code_change.
Outcome run_init(const Module& module, std::function<Supervise()> init,
                 const StartOptions& options);

template <class M>
const Module& module() {
  // `supervisor:pool_sup/1`, as translate_initial_call gives it for supervisors.
  static const Module& module = make_module(Atom::intern(gen::module_name<M>()));
  return module;
}

/// Arguments that cannot be copied serve once: code_change of such a supervisor is an error.
template <class M, class Args>
Supervise call_init(std::optional<Args>& args) {
  if constexpr (std::is_copy_constructible_v<Args>) {
    return gen::call_init<M>(Args(*args));
  } else {
    if (!args) return gen::error(Atom::intern("arguments_are_used_up"));
    Args once = std::move(*args);
    args.reset();
    return gen::call_init<M>(std::move(once));
  }
}

template <class M, class Args>
proc_lib::Body init_it(Args args, StartOptions options) {
  auto held = std::make_shared<std::optional<Args>>(std::move(args));
  return [held, options = std::move(options)] {
    gen::register_or_leave(options);
    run_init(module<M>(), [held] { return call_init<M, Args>(*held); }, options);
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
