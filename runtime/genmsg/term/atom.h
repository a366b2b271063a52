// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace genmsg {

/// A name that is stored once for the whole program and compared as a number.
/// Threads: intern() and find() from any thread (a lock); name() from any thread without a lock.
/// Limits: 1 048 576 atoms of at most 255 characters, never freed, so do not intern what a stranger
/// sends without a bound; intern() throws std::length_error beyond them.
/// A default atom is `undefined`. See: Erlang Reference Manual, Data Types, Atom.
class Atom {
 public:
  constexpr Atom() noexcept = default;
  static Atom intern(std::string_view name);
  /// The atom, if somebody interned it before.
  static std::optional<Atom> find(std::string_view name);

  std::string_view name() const noexcept;
  constexpr std::uint32_t index() const noexcept { return index_; }
  /// From an index() of this program; meant for values kept in atomic counters.
  static constexpr Atom from_index(std::uint32_t index) noexcept { return Atom(index); }

  friend constexpr bool operator==(Atom, Atom) noexcept = default;

 private:
  constexpr explicit Atom(std::uint32_t index) noexcept : index_(index) {}
  std::uint32_t index_ = 0;
};

/// Atoms that the runtime itself uses; they exist before main().
/// atom.cpp lists the names in the same order.
namespace atoms {
#define GENMSG_ATOMS(X)                                                                           \
  X(undefined) X(ok) X(error) X(normal) X(shutdown) X(kill) X(killed) X(noproc) X(timeout)        \
  X(infinity) X(ignore) X(exception) X(running) X(suspended) X(status) X(module) X(data)          \
  X(header) X(system) X(in) X(out) X(noreply) X(reply) X(stop) X(hibernate) X(calling_self)       \
  X(already_started) X(bad_return_value) X(callback_failed) X(unknown_system_msg)                 \
  X(unknown_debug) X(would_block) X(no_statistics) X(start_time) X(current_time) X(reductions)    \
  X(messages_in) X(messages_out) X(trace) X(log) X(statistics) X(process) X(badarg) X(terminated) \
  X(failed_to_start_child) X(reached_max_restart_intensity) X(permanent) X(transient)             \
  X(temporary) X(worker) X(supervisor) X(gen_msg) X(gen_server) X(proc_lib) X(local)              \
  X(system_limit) X(bad_state) X(stale_state) X(not_found) X(nodedown)
#define GENMSG_ATOM_INDEX(name) name##_index,
enum : std::uint32_t { GENMSG_ATOMS(GENMSG_ATOM_INDEX) predefined_count };
#undef GENMSG_ATOM_INDEX
#define GENMSG_ATOM_CONSTANT(name) inline constexpr Atom name = Atom::from_index(name##_index);
GENMSG_ATOMS(GENMSG_ATOM_CONSTANT)
#undef GENMSG_ATOM_CONSTANT
inline constexpr Atom true_ = Atom::from_index(predefined_count);
inline constexpr Atom false_ = Atom::from_index(predefined_count + 1);
inline constexpr Atom exit = Atom::from_index(predefined_count + 2);    // 'EXIT'
inline constexpr Atom down = Atom::from_index(predefined_count + 3);    // 'DOWN'
inline constexpr Atom initial_call = Atom::from_index(predefined_count + 4);  // '$initial_call'
inline constexpr Atom ancestors = Atom::from_index(predefined_count + 5);     // '$ancestors'
}  // namespace atoms

}  // namespace genmsg

template <>
struct std::hash<genmsg::Atom> {
  std::size_t operator()(genmsg::Atom atom) const noexcept { return atom.index(); }
};
