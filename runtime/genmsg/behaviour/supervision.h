// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "genmsg/behaviour/children.h"
#include "genmsg/behaviour/restart_intensity.h"
#include "genmsg/behaviour/supervisor.h"
#include "genmsg/process/async.h"
#include "genmsg/process/process.h"

/// How a supervisor starts, restarts and stops its children. For supervisor.cpp.
/// Threads: in the supervisor.
namespace genmsg::supervisor {

/// Publishes a supervisor's restarts as long as it is there.
class PublishedRestarts {
 public:
  PublishedRestarts(Runtime& runtime, RestartHistory history);
  PublishedRestarts(PublishedRestarts&& other) noexcept;
  PublishedRestarts& operator=(PublishedRestarts&&) = delete;
  ~PublishedRestarts();
  void set_limit(const SupFlags& flags);
  void note(std::size_t in_period, RestartRecord record);

 private:
  Runtime* runtime_;
  Pid supervisor_;
};

/// What a supervisor keeps.
struct Supervision {
  Supervision(Runtime& runtime, Pid self, Atom callback_module, SupervisorSpec spec);

  /// As code_change does: specifications that are known take their new form, new ones are added.
  void replace(SupervisorSpec spec);
  bool is_simple() const noexcept { return flags.strategy == Strategy::SimpleOneForOne; }

  Atom callback_module;
  SupFlags flags;
  RestartIntensity intensity;
  Children children;
  std::shared_ptr<const ChildSpec> dynamic_spec;  // under simple_one_for_one
  std::function<Supervise()> init;
  PublishedRestarts restarts;
};

/// Tries to start a child again that could not be started: by id, or by the pid it had.
struct TryAgain {
  Term id;
  Pid old_pid;
};

/// What is wrong with flags or children, in the terms of supervisor:init/1.
std::optional<Term> bad_spec(const SupervisorSpec& spec);

/// Calls a child's start function and awaits the child. A default Pid: ignore.
Async<StartResult> start(Supervision& supervision, const Child& child);
/// From first to last; the reason of a failure, {shutdown, {failed_to_start_child, Id, Reason}}.
Async<std::optional<Term>> start_children(Supervision& supervision);
/// Ends a child as its specification says, if it runs. Its place stays.
Async<> terminate(Supervision& supervision, Children::Place place);
/// From last to first; dynamic children all at once.
Async<Outcome> terminate_all(Supervision& supervision);

/// A child has ended by itself. Stop, with reason shutdown, if that is the supervisor's end.
Async<Outcome> on_exit(Supervision& supervision, Children::Place place, Term reason);
Async<Outcome> on_try_again(Supervision& supervision, TryAgain again);

}  // namespace genmsg::supervisor
