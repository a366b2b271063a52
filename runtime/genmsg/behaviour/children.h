// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <any>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>

#include "genmsg/behaviour/child_spec.h"
#include "genmsg/term/term.h"

namespace genmsg::supervisor {

/// A child as its supervisor keeps it.
struct Child {
  std::shared_ptr<const ChildSpec> spec;
  std::any args;            // of a dynamic child, to start it again
  Pid pid;                  // a default pid: `undefined`, or restarting
  bool restarting = false;  // it could not be started again yet: {restarting, old_pid}
  Pid old_pid;
  std::uint64_t restarts = 0;
};

/// The children of one supervisor, in the order in which they are started. Looking one up, adding
/// and removing takes the same time for one child and for a million.
class Children {
 public:
  using List = std::list<Child>;
  using Place = List::iterator;

  List& list() noexcept { return list_; }
  const List& list() const noexcept { return list_; }
  Place end() noexcept { return list_.end(); }

  /// `dynamic`: without an id of its own.
  Place add(Child child, bool dynamic);
  void remove(Place place);
  /// By id, or end().
  Place find(const Term& id);
  /// By pid; a dynamic child that is restarting by the pid it had. Or end().
  Place find(Pid pid);

  void set_running(Place place, Pid pid);
  void set_restarting(Place place, Pid old_pid);
  void set_stopped(Place place);

 private:
  List list_;
  std::unordered_map<Term, Place> by_id_;
  std::unordered_map<Pid, Place> by_pid_;
};

/// What is wrong with the flags of a supervisor, as {supervisor_data, Error}.
std::optional<Term> bad_flags(const SupFlags& flags);
/// What is wrong with a child specification. Without flags: as check_childspecs/1.
std::optional<Term> bad_child(const ChildSpec& spec, std::optional<AutoShutdown> auto_shutdown,
                              bool dynamic);
/// The first error in a list of them, {duplicate_child_name, Id} too.
std::optional<Term> bad_children(const std::vector<ChildSpec>& specs,
                                 std::optional<AutoShutdown> auto_shutdown, bool dynamic);

/// #{id, start, restart, significant, shutdown, type, modules}: a start function has no name.
Term spec_term(const ChildSpec& spec);
/// pid | undefined | restarting
Term pid_term(const Child& child);
/// one_for_one and so on
Atom strategy_term(Strategy strategy);
/// normal, shutdown or {shutdown, _}
bool ends_normally(const Term& reason);

}  // namespace genmsg::supervisor
