// SPDX-License-Identifier: Apache-2.0
// Names of processes: local, global, and in registries of the user's.
#include "genmsg/process/name.h"
#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/global.h"
#include "genmsg/scheduler/runtime.h"

namespace genmsg {

namespace {

tl::unexpected<Error> badarg() {
  return tl::unexpected(Error{Error::Code::BadArgument, atoms::badarg});
}

tl::unexpected<Error> already_started(Pid holder) {
  const Term pid = holder ? Term(holder) : Term();
  return tl::unexpected(
      Error{Error::Code::BadArgument, Term::tuple_of(atoms::already_started, pid)});
}

/// Takes the name from what the process shows, if it still shows it.
void forget(Process& process, Atom name) noexcept {
  std::uint32_t shown = name.index();
  // relaxed: the registry says who has a name, this is for who looks.
  process.name.compare_exchange_strong(shown, 0, std::memory_order_relaxed);
}

}  // namespace

Pid Name::resolve(const Runtime& runtime) const {
  if (const Pid* const pid = std::get_if<Pid>(&value_)) return *pid;
  if (const Atom* const name = std::get_if<Atom>(&value_)) return runtime.whereis(*name);
  if (const auto* const global = std::get_if<Global>(&value_)) {
    return runtime.global_names().find(global->name);
  }
  const Via& via = std::get<Via>(value_);
  return via.registry != nullptr ? via.registry->whereis_name(via.name) : Pid{};
}

Term Name::to_term() const {
  struct Visitor {
    Term operator()(Pid pid) const { return pid; }
    Term operator()(Atom name) const { return name; }
    Term operator()(const Global& global) const {
      return Term::tuple_of(atoms::global, global.name);
    }
    Term operator()(const Via& via) const {
      return Term::tuple_of(atoms::via,
                            via.registry != nullptr ? via.registry->name() : atoms::undefined,
                            via.name);
    }
  };
  return std::visit(Visitor{}, value_);
}

Result<Ok> Runtime::register_name(Atom name, Pid pid) {
  if (name == atoms::undefined || !is_alive(pid)) return badarg();
  Process& process = *table_.slot_of(pid);
  // Who sets this first may go on: a process has one name at most.
  std::uint32_t none = 0;
  if (!process.name.compare_exchange_strong(none, name.index(), std::memory_order_relaxed)) {
    return badarg();
  }
  if (registry_.insert(name, pid)) {
    forget(process, name);
    return badarg();
  }
  if (execution.process != &process && !now_has_outside(pid)) {
    registry_.erase(name, pid, &process.name);
    return badarg();
  }
  return Ok{};
}

Result<Ok> Runtime::unregister_name(Atom name) {
  const std::optional<Pid> pid = registry_.find(name);
  if (!pid || !registry_.erase(name, *pid, &table_.slot_of(*pid)->name)) return badarg();
  return Ok{};
}

bool Runtime::register_global(const Term& name, Pid pid) {
  if (!is_alive(pid) || !global_names_.insert(name, pid)) return false;
  if (now_has_outside(pid)) return true;
  global_names_.erase(name, pid);
  return false;
}

Result<Ok> Runtime::register_self_as(const Name& name) {
  Process& process = *execution.process;
  const Pid pid = process.pid();
  if (const Atom* const local = std::get_if<Atom>(&name.value())) {
    if (*local == atoms::undefined || process.name.load(std::memory_order_relaxed) != 0) {
      return badarg();
    }
    while (!register_name(*local, pid)) {
      // None: who had it has gone meanwhile.
      if (const Pid holder = whereis(*local)) return already_started(holder);
      if (process.name.load(std::memory_order_relaxed) != 0) return badarg();  // given by another
    }
    return Ok{};
  }
  if (const auto* const global = std::get_if<Global>(&name.value())) {
    while (!register_global(global->name, pid)) {
      if (const Pid holder = global_names_.find(global->name)) return already_started(holder);
    }
    process.cold_block().known_as = global->name;
    return Ok{};
  }
  const auto* const via = std::get_if<Via>(&name.value());
  if (via == nullptr || via->registry == nullptr) return badarg();
  if (!via->registry->register_name(via->name, pid)) return already_started(name.resolve(*this));
  process.cold_block().known_as = via->name;
  process.cold_block().vias.push_back(*via);
  return Ok{};
}

void Runtime::unregister_vias(Process& process, Pid pid) noexcept {
  if (process.cold == nullptr) return;
  for (const Via& via : process.cold->vias) {
    try {
      if (via.registry->whereis_name(via.name) == pid) via.registry->unregister_name(via.name);
    } catch (...) {  // the registry's own affair
    }
  }
  process.cold->vias.clear();
}

namespace global {

bool register_name(Runtime& runtime, const Term& name, Pid pid) {
  return runtime.register_global(name, pid);
}

void unregister_name(Runtime& runtime, const Term& name) {
  runtime.global_names().erase(name, Pid{});
}

Pid whereis_name(const Runtime& runtime, const Term& name) {
  return runtime.global_names().find(name);
}

std::vector<Term> registered_names(const Runtime& runtime) {
  return runtime.global_names().names();
}

}  // namespace global

}  // namespace genmsg
