// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/model/link_world.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <variant>

namespace test::links {

using namespace genmsg;

namespace {

struct Word {
  std::int64_t value = 0;
};

/// Does what it is told and tells what it hears.
struct subject {
  static constexpr std::string_view module_name = "subject";
  struct State {
    LinkWorld* world = nullptr;
    Id id = 0;
  };
  using Msg = std::variant<Job, Word, Exit, Down>;
  struct Args {
    LinkWorld* world = nullptr;
    Id id = 0;
    bool traps = false;
  };
  static gen_msg::Init<State> init(Args args) {
    trap_exit(args.traps);
    return gen_msg::ok(State{args.world, args.id});
  }
  static gen_msg::Return handle_msg(Msg&& message, State& state) {
    if (const auto* const job = std::get_if<Job>(&message)) {
      const std::size_t began = state.world->log().size();
      for (const Action& action : job->actions) {
        for (unsigned i = 0; i < action.pause; ++i) state.world->world().step();
        state.world->perform(state.id, action, began);
      }
      state.world->job_done(state.id);
    } else if (const auto* const word = std::get_if<Word>(&message)) {
      state.world->heard(state.id, word->value);
    } else if (const auto* const exit = std::get_if<Exit>(&message)) {
      state.world->heard(state.id, *exit);
    } else {
      state.world->heard(state.id, std::get<Down>(message));
    }
    return gen_msg::ok();
  }
};

/// Watches all of them.
struct watcher {
  static constexpr std::string_view module_name = "watcher";
  struct State {
    LinkWorld* world = nullptr;
  };
  using Msg = std::variant<Pid, Down>;
  static gen_msg::Init<State> init(LinkWorld* world) { return gen_msg::ok(State{world}); }
  static gen_msg::Return handle_msg(Msg&& message, State& state) {
    if (const auto* const pid = std::get_if<Pid>(&message)) {
      monitor(*pid);
    } else {
      state.world->observed(std::get<Down>(message));
    }
    return gen_msg::ok();
  }
};

}  // namespace

LinkWorld::LinkWorld(const std::vector<bool>& traps, std::uint64_t seed) : world_(seed) {
  observer_ = world_.started(gen_msg::start<watcher>(world_.runtime(), this));
  for (const bool one : traps) {
    add(world_.started(
        gen_msg::start<subject>(world_.runtime(), subject::Args{this, pids_.size(), one})));
  }
  world_.run();
}

void LinkWorld::add(Pid pid) {
  pids_.push_back(pid);
  jobs_left_.push_back(0);
  monitors_.emplace_back();
  heard_.emplace_back();
  world_.runtime().send(Address<watcher::Msg>{observer_}, pid);
}

void LinkWorld::tell(const Job& job) {
  const Id id = job.who % size();
  if (world_.runtime().send(Address<subject::Msg>{pids_[id]}, job)) ++jobs_left_[id];
}

void LinkWorld::perform(Id who, const Action& action, std::size_t began) {
  const bool starts = action.op == Op::Start || action.op == Op::StartLink;
  const Id whom = !starts ? action.whom % size() : size() < most_processes ? size() : nobody;
  const std::size_t place = log_.size();
  Event event;
  event.who = who;
  event.began = began;
  event.op = action.op;
  event.whom = whom;
  if (action.op == Op::Exit || action.op == Op::ExitOther) event.reason = reason_of(action);
  if (action.op == Op::Monitor) event.monitor = monitors_[who].size();
  if (action.op == Op::TrapExit) event.note = action.value % 2;
  log_.push_back(event);  // first, as a child may do its part meanwhile
  const std::optional<bool> result = action.op == Op::Demonitor
                                         ? demonitor(who, log_[place], action.value)
                                         : carry_out(who, action, whom);
  log_[place].result = result;
}

std::optional<bool> LinkWorld::carry_out(Id who, const Action& action, Id whom) {
  const Pid to = whom < size() ? pids_[whom] : Pid{};
  switch (action.op) {
    case Op::Link:
      link(to);
      break;
    case Op::Unlink:
      unlink(to);
      break;
    case Op::Monitor:
      monitors_[who].push_back({monitor(to), whom});
      break;
    case Op::Exit:
      genmsg::exit(reason_of(action));
    case Op::ExitOther:
      genmsg::exit(to, reason_of(action));
      break;
    case Op::TrapExit:
      return trap_exit(action.value % 2 != 0);
    case Op::Start:
      start(whom, action.value % 2 != 0, false);
      break;
    case Op::StartLink:
      start(whom, action.value % 2 != 0, true);
      break;
    case Op::Send:
      return send(Address<subject::Msg>{to}, Word{static_cast<std::int64_t>(log_.size() - 1)});
    case Op::Register:
      return register_name(Atom::intern(name_of(action.value))).has_value();
    case Op::Unregister:
      return unregister_name();
    default:
      break;
  }
  return std::nullopt;
}

std::optional<bool> LinkWorld::demonitor(Id who, Event& event, unsigned value) {
  if (monitors_[who].empty()) {
    event.monitor = nobody;
    return false;
  }
  event.monitor = value % monitors_[who].size();
  return genmsg::demonitor(monitors_[who][event.monitor].reference);
}

void LinkWorld::start(Id id, bool traps, bool linked) {
  if (id == nobody) return;
  const subject::Args args{this, id, traps};
  Pending<StartResult> started =
      linked ? gen_msg::start_link<subject>(args) : gen_msg::start<subject>(world_.runtime(), args);
  add(started.get().value().value());
}

std::optional<Term> LinkWorld::reason(Id id) const {
  const auto found = reasons_.find(id);
  return found != reasons_.end() ? std::optional(found->second) : std::nullopt;
}

std::map<Id, std::set<Id>> LinkWorld::links() {
  std::map<Id, Pending<sys::Status>> asked;
  for (Id id = 0; id < size(); ++id) {
    if (is_alive(id)) asked.emplace(id, sys::get_status_parts(world_.runtime(), pids_[id]));
  }
  world_.run();
  std::map<Id, std::set<Id>> links;
  for (auto& [id, pending] : asked) {
    const Result<sys::Status> status = pending.get();
    if (!status) {
      errors_.push_back(std::to_string(id) + " lives and does not answer");
      continue;
    }
    std::set<Id>& of_one = links[id];
    for (const Pid pid : status->links) of_one.insert(id_of(pid));
  }
  return links;
}

std::optional<Id> LinkWorld::holder(unsigned name) {
  const Pid pid = world_.runtime().whereis(Atom::intern(name_of(name)));
  return pid ? std::optional(id_of(pid)) : std::nullopt;
}

std::vector<std::string> LinkWorld::take_heard(Id id) {
  std::vector<std::string> heard = std::exchange(heard_[id], {});
  std::sort(heard.begin(), heard.end());
  return heard;
}

Id LinkWorld::id_of(Pid pid) {
  const auto found = std::find(pids_.begin(), pids_.end(), pid);
  if (found != pids_.end()) return static_cast<Id>(found - pids_.begin());
  errors_.push_back("unknown process " + to_string(pid));
  return nobody;
}

void LinkWorld::heard(Id who, const Exit& exit) {
  const Id from = id_of(exit.from);
  heard_[who].push_back(exit_line(from, exit.reason));
  log_.push_back({.kind = Event::Kind::HeardExit, .who = who, .whom = from, .reason = exit.reason});
}

void LinkWorld::heard(Id who, const Down& down) {
  const auto& monitors = monitors_[who];
  const auto found = std::find_if(monitors.begin(), monitors.end(), [&](const Watched& one) {
    return one.reference == down.reference;
  });
  if (found == monitors.end() || pids_[found->whom] != down.pid) {
    errors_.push_back(std::to_string(who) + " heard a DOWN that nobody asked for");
    return;
  }
  const auto monitor = static_cast<std::size_t>(found - monitors.begin());
  heard_[who].push_back(down_line(monitor, found->whom, down.reason));
  log_.push_back({.kind = Event::Kind::HeardDown,
                  .who = who,
                  .whom = found->whom,
                  .reason = down.reason,
                  .monitor = monitor});
}

void LinkWorld::heard(Id who, std::int64_t note) {
  const Event& sent = log_[static_cast<std::size_t>(note)];
  if (sent.op != Op::Send || sent.whom != who) {
    errors_.push_back(std::to_string(who) + " heard a note for somebody else");
  }
  heard_[who].push_back(note_line(sent.who));
  log_.push_back({.kind = Event::Kind::HeardNote, .who = who, .whom = sent.who, .note = note});
}

void LinkWorld::observed(const Down& down) {
  const Id id = id_of(down.pid);
  if (!reasons_.emplace(id, down.reason).second) {
    errors_.push_back("a second DOWN of " + std::to_string(id));
  }
}

}  // namespace test::links
