// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "genmsg/term/term.h"

/// What a few processes that link, watch and end each other should come to, by the rules of the
/// Erlang Reference Manual and without a scheduler: one action is carried out to its end before the
/// next begins, so that there is one outcome.
/// See: Erlang Reference Manual, Processes.
namespace test::links {

using Id = std::size_t;  // processes are numbered as they are started

enum class Op : std::uint8_t {
  Link,
  Unlink,
  Monitor,
  Demonitor,  // value: which of one's monitors
  Exit,       // exit/1, value: reason
  ExitOther,  // exit/2, value: reason
  TrapExit,   // value: odd is on
  Start,      // without a link, value: odd traps exits
  StartLink,  // the same with one
  Send,
  Register,  // value: which name
  Unregister,
};

/// What one process does. Numbers are taken modulo what there is, so that every action means
/// something whatever is left out around it.
struct Action {
  Op op = Op::Link;
  unsigned whom = 0;
  unsigned value = 0;
  unsigned pause = 0;  // steps of others just before it, in the middle of the callback
};
std::ostream& operator<<(std::ostream& out, const Action& action);

constexpr std::size_t most_processes = 10;
constexpr unsigned name_count = 3;
const std::vector<genmsg::Term>& exit_reasons();
const genmsg::Term& reason_of(const Action& action);
std::string name_of(unsigned value);
/// As one hears it: "EXIT 2 boom", "DOWN 0 2 boom" (of one's monitor 0), "note 2".
std::string exit_line(Id from, const genmsg::Term& reason);
std::string down_line(std::size_t monitor, Id whom, const genmsg::Term& reason);
std::string note_line(Id from);

class LinkModel {
 public:
  struct Monitor {
    Id whom = 0;
    bool on = true;
  };
  struct Process {
    bool alive = true;
    bool traps = false;
    std::optional<Id> parent;  // its EXIT ends even who traps
    std::set<Id> links;
    std::vector<Monitor> monitors;  // in the order in which they were made, those that are off too
    std::optional<unsigned> name;
    genmsg::Term reason;             // once it is dead
    std::vector<std::string> heard;  // since take_heard()
  };

  Id start(bool traps, std::optional<Id> parent = std::nullopt, bool linked = false);
  /// Gives what the function returns, where that is a bool.
  /// @pre `who` is alive
  std::optional<bool> apply(Id who, const Action& action);

  const std::vector<Process>& processes() const noexcept { return processes_; }
  /// Sorted, as the order among several senders is nobody's promise.
  std::vector<std::string> take_heard(Id who);
  /// Who has the name, if anybody.
  std::optional<Id> holder(unsigned name) const;

 private:
  void link(Id who, Id whom);
  void monitor(Id who, Id whom);
  bool demonitor(Id who, unsigned value);
  bool register_name(Id who, unsigned name);
  void end(Id who, const genmsg::Term& reason);
  void take_exit(Id who, Id from, const genmsg::Term& reason, bool by_link);

  std::vector<Process> processes_;
};

}  // namespace test::links
