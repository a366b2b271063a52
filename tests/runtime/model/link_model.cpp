// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/model/link_model.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>

#include "genmsg/term/print.h"

namespace test::links {

using genmsg::Atom;
using genmsg::Term;
namespace atoms = genmsg::atoms;

std::ostream& operator<<(std::ostream& out, const Action& action) {
  constexpr std::array names = {"link",       "unlink", "monitor",  "demonitor",
                                "exit",       "exit2",  "trap",     "start",
                                "start_link", "send",   "register", "unregister"};
  if (action.pause != 0) out << "(" << action.pause << " steps) ";
  out << names[static_cast<std::size_t>(action.op)];
  switch (action.op) {
    case Op::Link:
    case Op::Unlink:
    case Op::Monitor:
    case Op::Send:
      return out << " " << action.whom;
    case Op::Exit:
      return out << " " << print(reason_of(action));
    case Op::ExitOther:
      return out << " " << action.whom << " " << print(reason_of(action));
    case Op::Unregister:
      return out;
    default:
      return out << " " << action.value;
  }
}

const std::vector<Term>& exit_reasons() {
  static const std::vector<Term> reasons = {atoms::normal, Atom::intern("boom"), atoms::kill,
                                            atoms::shutdown,
                                            Term::tuple_of(atoms::shutdown, Atom::intern("x"))};
  return reasons;
}

const Term& reason_of(const Action& action) {
  return exit_reasons()[action.value % exit_reasons().size()];
}

std::string name_of(unsigned value) {
  return "name_" + std::to_string(value % name_count);
}

std::string exit_line(Id from, const Term& reason) {
  return "EXIT " + std::to_string(from) + " " + print(reason);
}
std::string down_line(std::size_t monitor, Id whom, const Term& reason) {
  return "DOWN " + std::to_string(monitor) + " " + std::to_string(whom) + " " + print(reason);
}
std::string note_line(Id from) {
  return "note " + std::to_string(from);
}

Id LinkModel::start(bool traps, std::optional<Id> parent, bool linked) {
  const Id id = processes_.size();
  Process& process = processes_.emplace_back();
  process.traps = traps;
  // In OTP a process that was started without a link is its own parent: an EXIT of who started it
  // is a message like any other.
  if (parent && linked) process.parent = parent;
  if (parent && linked) {
    process.links.insert(*parent);
    processes_[*parent].links.insert(id);
  }
  return id;
}

std::optional<bool> LinkModel::apply(Id who, const Action& action) {
  const Id whom = action.whom % processes_.size();
  Process& process = processes_[who];
  switch (action.op) {
    case Op::Link:
      link(who, whom);
      break;
    case Op::Unlink:
      process.links.erase(whom);
      processes_[whom].links.erase(who);
      break;
    case Op::Monitor:
      monitor(who, whom);
      break;
    case Op::Demonitor:
      return demonitor(who, action.value);
    case Op::Exit:
      end(who, reason_of(action));
      break;
    case Op::ExitOther:
      take_exit(whom, who, reason_of(action), false);
      break;
    case Op::TrapExit:
      return std::exchange(process.traps, action.value % 2 != 0);
    case Op::Start:
    case Op::StartLink:
      if (processes_.size() == most_processes) break;
      start(action.value % 2 != 0, who, action.op == Op::StartLink);
      break;
    case Op::Send:
      if (processes_[whom].alive) processes_[whom].heard.push_back(note_line(who));
      return processes_[whom].alive;
    case Op::Register:
      return register_name(who, action.value % name_count);
    case Op::Unregister:
      return std::exchange(process.name, std::nullopt).has_value();
  }
  return std::nullopt;
}

std::vector<std::string> LinkModel::take_heard(Id who) {
  std::vector<std::string> heard = std::exchange(processes_[who].heard, {});
  std::sort(heard.begin(), heard.end());
  return heard;
}

std::optional<Id> LinkModel::holder(unsigned name) const {
  for (Id id = 0; id < processes_.size(); ++id) {
    if (processes_[id].name == name) return id;
  }
  return std::nullopt;
}

void LinkModel::link(Id who, Id whom) {
  if (who == whom) return;
  if (processes_[whom].alive) {
    processes_[who].links.insert(whom);
    processes_[whom].links.insert(who);
  } else {
    take_exit(who, whom, atoms::noproc, true);
  }
}

void LinkModel::monitor(Id who, Id whom) {
  Process& process = processes_[who];
  // Of oneself: a reference, and never a DOWN.
  const bool on = processes_[whom].alive;
  if (!on) {
    process.heard.push_back(down_line(process.monitors.size(), whom, atoms::noproc));
  }
  process.monitors.push_back({whom, on});
}

bool LinkModel::demonitor(Id who, unsigned value) {
  std::vector<Monitor>& monitors = processes_[who].monitors;
  if (monitors.empty()) return false;
  return std::exchange(monitors[value % monitors.size()].on, false);
}

bool LinkModel::register_name(Id who, unsigned name) {
  if (processes_[who].name || holder(name)) return false;
  processes_[who].name = name;
  return true;
}

/// The name is free before anybody hears of the end.
void LinkModel::end(Id who, const Term& reason) {
  Process& process = processes_[who];
  process.alive = false;
  process.reason = reason;
  process.name.reset();
  process.monitors.clear();
  for (const Id linked : std::exchange(process.links, {})) {
    processes_[linked].links.erase(who);
    take_exit(linked, who, reason, true);
  }
  for (Process& watcher : processes_) {
    for (std::size_t i = 0; i < watcher.monitors.size(); ++i) {
      Monitor& monitor = watcher.monitors[i];
      if (monitor.whom != who || !std::exchange(monitor.on, false)) continue;
      watcher.heard.push_back(down_line(i, who, reason));
    }
  }
}

/// See: Erlang Reference Manual, Processes, Receiving Exit Signals.
void LinkModel::take_exit(Id who, Id from, const Term& reason, bool by_link) {
  Process& process = processes_[who];
  if (!process.alive) return;
  if (!by_link && reason.is(atoms::kill)) {
    end(who, atoms::killed);
  } else if (process.traps && process.parent != from) {
    process.heard.push_back(exit_line(from, reason));
  } else if (process.traps || !reason.is(atoms::normal) || from == who) {
    end(who, reason);
  }
}

}  // namespace test::links
