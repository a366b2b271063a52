// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <string>

#include "genmsg/term/describe.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

/// The messages that no program sends: a behaviour that wants them names them among its messages.
namespace genmsg {

/// Messages that signals become.
/// See: erlang:process_flag(trap_exit), erlang:monitor/2.
struct Exit {
  Pid from;
  Term reason;
};
struct Down {
  std::uint64_t reference = 0;
  Pid pid;  // the process found at the call of monitor(); a default Pid if it found none
  Term reason;
  Atom name{};  // that monitor() was called with; `undefined`: with the pid
};
/// True for messages that signals become: no mailbox limit loses them.
template <class T>
inline constexpr bool is_of_signal = std::same_as<T, Exit> || std::same_as<T, Down>;

/// What a behaviour is told when it asked for a timeout and no message came.
struct Timeout {};

/// {'EXIT', From, Reason} and {'DOWN', Ref, process, Pid | {Name, Node}, Reason}, as Erlang writes
/// them.
template <>
struct TermTraits<Exit> {
  static Term to_term(const Exit& exit) {
    return Term::tuple_of(atoms::exit, exit.from, exit.reason);
  }
  static std::string type_name() { return "'EXIT'"; }
};
template <>
struct TermTraits<Down> {
  static Term to_term(const Down& down) {
    return Term::tuple_of(atoms::down, Term::reference(down.reference), atoms::process,
                          object(down), down.reason);
  }
  static std::string type_name() { return "'DOWN'"; }

 private:
  static Term object(const Down& down) {
    if (down.name == atoms::undefined) return down.pid;
    return Term::tuple_of(down.name, Atom::intern("nonode@nohost"));
  }
};
template <>
struct TermTraits<Timeout> {
  static Term to_term(const Timeout&) { return atoms::timeout; }
  static std::string type_name() { return "timeout"; }
};

}  // namespace genmsg
