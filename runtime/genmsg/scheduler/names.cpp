// SPDX-License-Identifier: Apache-2.0
// Names of processes: local, global, and in registries of the user's.
#include "genmsg/process/name.h"
#include "genmsg/scheduler/runtime.h"

namespace genmsg {

Pid Name::resolve(const Runtime& runtime) const {
  if (const Pid* const pid = std::get_if<Pid>(&value_)) return *pid;
  if (const Atom* const name = std::get_if<Atom>(&value_)) return runtime.whereis(*name);
  return {};
}

Term Name::to_term() const {
  struct Visitor {
    Term operator()(Pid pid) const { return pid; }
    Term operator()(Atom name) const { return name; }
    Term operator()(const Global& global) const {
      return Term::tuple_of(Atom::intern("global"), global.name);
    }
    Term operator()(const Via& via) const {
      return Term::tuple_of(Atom::intern("via"),
                            via.registry != nullptr ? via.registry->name() : atoms::undefined,
                            via.name);
    }
  };
  return std::visit(Visitor{}, value_);
}

}  // namespace genmsg
