// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
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
  static constexpr std::size_t max_count = std::size_t{1} << 20;
  static constexpr std::size_t max_characters = 255;

  constexpr Atom() noexcept = default;
  static Atom intern(std::string_view name);
  /// The atom, if somebody interned it before.
  static std::optional<Atom> find(std::string_view name);

  /// The text, valid until the program ends.
  std::string_view name() const noexcept;
  constexpr std::uint32_t index() const noexcept { return index_; }
  /// From an index() of this program; meant for values kept in atomic counters.
  static constexpr Atom from_index(std::uint32_t index) noexcept { return Atom(index); }

  friend constexpr bool operator==(Atom, Atom) noexcept = default;

 private:
  constexpr explicit Atom(std::uint32_t index) noexcept : index_(index) {}
  std::uint32_t index_ = 0;
};

namespace detail {

/// The first atoms of the table; a name's place here is its index.
inline constexpr std::string_view predefined_atoms[] = {
    "undefined", "true", "false", "ok", "error", "normal", "shutdown", "kill", "killed", "noproc",
    "timeout", "infinity", "neg_infinity", "nan", "ignore", "exception", "running", "suspended",
    "status", "module", "data", "header", "system", "in", "out", "noreply", "reply", "stop",
    "hibernate", "calling_self", "already_started", "bad_return_value", "callback_failed",
    "unknown_system_msg", "unknown_debug", "would_block", "mailbox_limit", "no_statistics", "start_time",
    "current_time", "reductions", "messages_in", "messages_out", "trace", "log", "statistics",
    "process", "badarg", "terminated", "failed_to_start_child", "reached_max_restart_intensity",
    "permanent", "transient", "temporary", "worker", "supervisor", "gen_msg", "gen_server",
    "proc_lib", "local", "system_limit", "bad_state", "stale_state", "not_found", "nodedown",
    "EXIT", "DOWN", "$initial_call", "$ancestors", "$process_label", "global", "via",
    // Interned where nothing may fail:
    "_", "...", "watch"};

/// The atom of a name in the list above; another name does not compile.
consteval Atom predefined(std::string_view name) {
  for (std::uint32_t index = 0; index < std::size(predefined_atoms); ++index) {
    if (predefined_atoms[index] == name) return Atom::from_index(index);
  }
  throw "not a predefined atom";
}

}  // namespace detail

/// Atoms that the runtime itself uses: constants, so they can be used before main().
namespace atoms {
inline constexpr Atom undefined = detail::predefined("undefined");
inline constexpr Atom true_ = detail::predefined("true");
inline constexpr Atom false_ = detail::predefined("false");
inline constexpr Atom ok = detail::predefined("ok");
inline constexpr Atom error = detail::predefined("error");
inline constexpr Atom normal = detail::predefined("normal");
inline constexpr Atom shutdown = detail::predefined("shutdown");
inline constexpr Atom kill = detail::predefined("kill");
inline constexpr Atom killed = detail::predefined("killed");
inline constexpr Atom noproc = detail::predefined("noproc");
inline constexpr Atom timeout = detail::predefined("timeout");
inline constexpr Atom infinity = detail::predefined("infinity");
inline constexpr Atom neg_infinity = detail::predefined("neg_infinity");
inline constexpr Atom nan = detail::predefined("nan");
inline constexpr Atom ignore = detail::predefined("ignore");
inline constexpr Atom exception = detail::predefined("exception");
inline constexpr Atom running = detail::predefined("running");
inline constexpr Atom suspended = detail::predefined("suspended");
inline constexpr Atom status = detail::predefined("status");
inline constexpr Atom module = detail::predefined("module");
inline constexpr Atom data = detail::predefined("data");
inline constexpr Atom header = detail::predefined("header");
inline constexpr Atom system = detail::predefined("system");
inline constexpr Atom in = detail::predefined("in");
inline constexpr Atom out = detail::predefined("out");
inline constexpr Atom noreply = detail::predefined("noreply");
inline constexpr Atom reply = detail::predefined("reply");
inline constexpr Atom stop = detail::predefined("stop");
inline constexpr Atom hibernate = detail::predefined("hibernate");
inline constexpr Atom calling_self = detail::predefined("calling_self");
inline constexpr Atom already_started = detail::predefined("already_started");
inline constexpr Atom bad_return_value = detail::predefined("bad_return_value");
inline constexpr Atom callback_failed = detail::predefined("callback_failed");
inline constexpr Atom unknown_system_msg = detail::predefined("unknown_system_msg");
inline constexpr Atom unknown_debug = detail::predefined("unknown_debug");
inline constexpr Atom would_block = detail::predefined("would_block");
inline constexpr Atom mailbox_limit = detail::predefined("mailbox_limit");
inline constexpr Atom no_statistics = detail::predefined("no_statistics");
inline constexpr Atom start_time = detail::predefined("start_time");
inline constexpr Atom current_time = detail::predefined("current_time");
inline constexpr Atom reductions = detail::predefined("reductions");
inline constexpr Atom messages_in = detail::predefined("messages_in");
inline constexpr Atom messages_out = detail::predefined("messages_out");
inline constexpr Atom trace = detail::predefined("trace");
inline constexpr Atom log = detail::predefined("log");
inline constexpr Atom statistics = detail::predefined("statistics");
inline constexpr Atom process = detail::predefined("process");
inline constexpr Atom badarg = detail::predefined("badarg");
inline constexpr Atom terminated = detail::predefined("terminated");
inline constexpr Atom failed_to_start_child = detail::predefined("failed_to_start_child");
inline constexpr Atom reached_max_restart_intensity =
    detail::predefined("reached_max_restart_intensity");
inline constexpr Atom permanent = detail::predefined("permanent");
inline constexpr Atom transient = detail::predefined("transient");
inline constexpr Atom temporary = detail::predefined("temporary");
inline constexpr Atom worker = detail::predefined("worker");
inline constexpr Atom supervisor = detail::predefined("supervisor");
inline constexpr Atom gen_msg = detail::predefined("gen_msg");
inline constexpr Atom gen_server = detail::predefined("gen_server");
inline constexpr Atom proc_lib = detail::predefined("proc_lib");
inline constexpr Atom local = detail::predefined("local");
inline constexpr Atom system_limit = detail::predefined("system_limit");
inline constexpr Atom bad_state = detail::predefined("bad_state");
inline constexpr Atom stale_state = detail::predefined("stale_state");
inline constexpr Atom not_found = detail::predefined("not_found");
inline constexpr Atom nodedown = detail::predefined("nodedown");
inline constexpr Atom exit = detail::predefined("EXIT");
inline constexpr Atom down = detail::predefined("DOWN");
inline constexpr Atom initial_call = detail::predefined("$initial_call");
inline constexpr Atom ancestors = detail::predefined("$ancestors");
inline constexpr Atom process_label = detail::predefined("$process_label");
inline constexpr Atom global = detail::predefined("global");
inline constexpr Atom via = detail::predefined("via");
}  // namespace atoms

}  // namespace genmsg

template <>
struct std::hash<genmsg::Atom> {
  std::size_t operator()(genmsg::Atom atom) const noexcept { return atom.index(); }
};
