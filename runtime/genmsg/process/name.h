// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>
#include <variant>

#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

class Runtime;

/// A registry of names that the user brings, for {via, Module, Name}.
/// Threads: all functions on any thread, several at once. A registering or exiting process calls
/// them on its scheduler, so they must be brief and must not wait for a process.
/// Where C++ differs: a registry cannot monitor, so the runtime unregisters what a process was
/// started as when it ends, before anybody hears of its end, and when the runtime goes.
/// Errors: what register_name() throws ends the start that called it; unregister_name() must not
/// throw. See: gen_server:start_link/4, server_name().
class NameRegistry {
 public:
  virtual ~NameRegistry() = default;
  /// Module, as {via, Module, Name} shows it.
  virtual Atom name() const = 0;
  /// False if the name is taken.
  virtual bool register_name(const Term& name, Pid pid) = 0;
  virtual void unregister_name(const Term& name) = 0;
  /// A default pid if nobody has the name.
  virtual Pid whereis_name(const Term& name) const = 0;
};

/// {global, Name}: a name of any term, in a registry of the runtime's own.
struct Global {
  Term name;
};
/// {via, Module, Name}
struct Via {
  std::shared_ptr<NameRegistry> registry;
  Term name;
};

/// Whom a request is for, or what a new process is to be called: a pid, a local name, a global one,
/// or one in a registry of the user's.
/// Threads: a value. See: gen_server, server_ref() and server_name().
class Name {
 public:
  using Value = std::variant<Pid, Atom, Global, Via>;

  Name(Pid pid) : value_(pid) {}                            // NOLINT: as in OTP, any will do
  Name(Atom name) : value_(name) {}                         // NOLINT
  Name(Global global) : value_(std::move(global)) {}        // NOLINT
  Name(Via via) : value_(std::move(via)) {}                 // NOLINT

  /// A default pid if nobody has the name. A pid is itself, whether or not its process lives.
  Pid resolve(const Runtime& runtime) const;
  /// The pid, the atom, {global, Name} or {via, Module, Name}.
  Term to_term() const;
  const Value& value() const noexcept { return value_; }

 private:
  Value value_;
};

}  // namespace genmsg
