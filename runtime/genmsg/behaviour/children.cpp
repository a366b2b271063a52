// SPDX-License-Identifier: Apache-2.0
#include "genmsg/behaviour/children.h"

#include <string_view>
#include <unordered_set>
#include <utility>

#include "genmsg/behaviour/supervisor_report.h"

namespace genmsg::supervisor {

namespace {

Term error(std::string_view what, Term value) {
  return Term::tuple_of(Atom::intern(what), std::move(value));
}

Atom type_term(ChildType type) {
  return type == ChildType::Supervisor ? atoms::supervisor : Atom::intern("worker");
}

/// {bad_combination, [{K1, V1}, {K2, V2}]}
Term bad_combination(std::string_view key, Term value, std::string_view other, Term other_value) {
  return error("bad_combination",
               Term::list({error(key, std::move(value)), error(other, std::move(other_value))}));
}

template <class Enum>
std::int64_t number(Enum value) {
  return static_cast<std::int64_t>(value);
}

}  // namespace

// --- Children

Children::Place Children::add(Child child, bool dynamic) {
  const Place place = list_.insert(list_.end(), std::move(child));
  if (!dynamic) by_id_.emplace(place->spec->id, place);
  if (place->pid) by_pid_.emplace(place->pid, place);
  return place;
}

void Children::remove(Place place) {
  by_pid_.erase(place->pid ? place->pid : place->old_pid);
  const auto id = by_id_.find(place->spec->id);
  if (id != by_id_.end() && id->second == place) by_id_.erase(id);
  list_.erase(place);
}

Children::Place Children::find(const Term& id) {
  const auto found = by_id_.find(id);
  return found != by_id_.end() ? found->second : list_.end();
}

Children::Place Children::find(Pid pid) {
  const auto found = by_pid_.find(pid);
  return found != by_pid_.end() ? found->second : list_.end();
}

void Children::set_running(Place place, Pid pid) {
  by_pid_.erase(place->pid ? place->pid : place->old_pid);
  place->pid = pid;
  place->restarting = false;
  place->old_pid = {};
  if (pid) by_pid_.emplace(pid, place);
}

void Children::set_restarting(Place place, Pid old_pid) {
  by_pid_.erase(place->pid ? place->pid : place->old_pid);
  place->pid = {};
  place->restarting = true;
  place->old_pid = old_pid;
  if (old_pid) by_pid_.emplace(old_pid, place);
}

void Children::set_stopped(Place place) { set_running(place, {}); }

// --- what may be wrong

std::optional<Term> bad_flags(const SupFlags& flags) {
  const auto bad = [](std::string_view what, Term value) {
    return error("supervisor_data", error(what, std::move(value)));
  };
  if (flags.strategy > Strategy::SimpleOneForOne) {
    return bad("invalid_strategy", number(flags.strategy));
  }
  if (flags.intensity < 0) return bad("invalid_intensity", flags.intensity);
  if (flags.period.count() < 1) return bad("invalid_period", flags.period.count());
  if (flags.auto_shutdown > AutoShutdown::AllSignificant) {
    return bad("invalid_auto_shutdown", number(flags.auto_shutdown));
  }
  if (flags.auto_shutdown != AutoShutdown::Never && flags.strategy == Strategy::SimpleOneForOne) {
    return error("supervisor_data",
                 bad_combination("auto_shutdown",
                                 Atom::intern(flags.auto_shutdown == AutoShutdown::AnySignificant
                                                  ? "any_significant"
                                                  : "all_significant"),
                                 "strategy", strategy_term(flags.strategy)));
  }
  return std::nullopt;
}

std::optional<Term> bad_child(const ChildSpec& spec, std::optional<AutoShutdown> auto_shutdown,
                              bool dynamic) {
  if (!dynamic && spec.id.is(atoms::undefined)) return Atom::intern("missing_id");
  if (!spec.start) return Atom::intern("missing_start");
  if (spec.restart > Restart::Temporary) {
    return error("invalid_restart_type", number(spec.restart));
  }
  if (spec.shutdown && spec.shutdown->is_bad()) {
    return error("invalid_shutdown", shutdown_term(*spec.shutdown));
  }
  if (spec.type > ChildType::Supervisor) return error("invalid_child_type", number(spec.type));
  if (spec.significant && spec.restart == Restart::Permanent) {
    return bad_combination("restart", restart_term(spec.restart), "significant", true);
  }
  if (spec.significant && auto_shutdown == AutoShutdown::Never) {
    return bad_combination("auto_shutdown", Atom::intern("never"), "significant", true);
  }
  return std::nullopt;
}

std::optional<Term> bad_children(const std::vector<ChildSpec>& specs,
                                 std::optional<AutoShutdown> auto_shutdown, bool dynamic) {
  std::unordered_set<Term> ids;
  for (const ChildSpec& spec : specs) {
    if (std::optional<Term> bad = bad_child(spec, auto_shutdown, dynamic)) return bad;
    if (!ids.insert(spec.id).second) return error("duplicate_child_name", spec.id);
  }
  return std::nullopt;
}

// --- as terms

Term spec_term(const ChildSpec& spec) {
  std::vector<Term> modules(spec.modules.begin(), spec.modules.end());
  return Term::map({{Atom::intern("id"), spec.id},
                    {Atom::intern("start"), atoms::undefined},
                    {Atom::intern("restart"), restart_term(spec.restart)},
                    {Atom::intern("significant"), spec.significant},
                    {Atom::intern("shutdown"), shutdown_term(spec.effective_shutdown())},
                    {Atom::intern("type"), type_term(spec.type)},
                    {Atom::intern("modules"), Term::list(std::move(modules))}});
}

Term pid_term(const Child& child) {
  if (child.restarting) return Atom::intern("restarting");
  return child.pid ? Term(child.pid) : Term();
}

Atom strategy_term(Strategy strategy) {
  switch (strategy) {
    case Strategy::OneForOne: return Atom::intern("one_for_one");
    case Strategy::OneForAll: return Atom::intern("one_for_all");
    case Strategy::RestForOne: return Atom::intern("rest_for_one");
    case Strategy::SimpleOneForOne: return Atom::intern("simple_one_for_one");
  }
  return atoms::undefined;
}

bool ends_normally(const Term& reason) {
  if (reason.is(atoms::normal) || reason.is(atoms::shutdown)) return true;
  return reason.is(Term::Kind::Tuple) && reason.elements().size() == 2 &&
         reason.elements()[0].is(atoms::shutdown);
}

}  // namespace genmsg::supervisor
