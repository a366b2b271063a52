// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/model/supervisor_model.h"

#include <algorithm>
#include <utility>

namespace test::supervision {

using genmsg::Atom;
using genmsg::Restart;
using genmsg::Term;
namespace atoms = genmsg::atoms;

bool ends_normally(const Term& reason) {
  return reason.is(atoms::normal) || reason.is(atoms::shutdown) ||
         (reason.is(Term::Kind::Tuple) && reason.elements().size() == 2 &&
          reason.elements()[0].is(atoms::shutdown));
}

SupervisorModel::SupervisorModel(Flags flags, std::vector<ChildModel> children)
    : flags_(flags), children_(std::move(children)) {}

std::vector<std::string> SupervisorModel::take_journal() {
  return std::exchange(journal_, {});
}

bool SupervisorModel::start() {
  for (ChildModel& child : children_) {
    const std::optional<Term> refused = start_child(child);
    if (!refused) continue;
    end_children();
    reason_ = Term::tuple_of(atoms::shutdown, Term::tuple_of(atoms::failed_to_start_child,
                                                             Atom::intern(child.id), *refused));
    return false;
  }
  // One that was not started and never will be.
  std::erase_if(children_, [](const ChildModel& child) {
    return !child.runs && child.restart == Restart::Temporary;
  });
  alive_ = true;
  return true;
}

void SupervisorModel::child_ended(std::size_t place, const Term& reason, std::int64_t now_ns) {
  ChildModel& child = children_[place];
  child.runs = false;
  const bool again = child.restart == Restart::Permanent ||
                     (child.restart == Restart::Transient && !ends_normally(reason));
  if (again) {
    restart(child.id, now_ns);
  } else if (child.restart == Restart::Temporary) {
    children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(place));
  }
}

/// A start that failed is tried again, and each try counts.
void SupervisorModel::restart(std::string id, std::int64_t now_ns) {
  for (;;) {
    if (too_many(now_ns)) {
      end_children();
      alive_ = false;
      reason_ = atoms::shutdown;
      return;
    }
    ++children_[place_of(id)].restarts;
    const std::optional<std::string> failed = restart_by_strategy(id);
    if (!failed) return;
    id = *failed;
  }
}

/// In whole seconds; one that is as old as the period still counts.
bool SupervisorModel::too_many(std::int64_t now_ns) {
  const std::int64_t now_s = now_ns / 1'000'000'000;
  std::erase_if(restarts_s_, [&](std::int64_t at) { return at < now_s - flags_.period_s; });
  restarts_s_.push_back(now_s);
  return restarts_s_.size() > flags_.intensity;
}

std::optional<std::string> SupervisorModel::restart_by_strategy(const std::string& id) {
  switch (flags_.strategy) {
    case Strategy::OneForOne:
      return start_child(children_[place_of(id)]) ? std::optional(id) : std::nullopt;
    case Strategy::OneForAll:
      return restart_from(0);
    case Strategy::RestForOne:
      return restart_from(place_of(id));
  }
  return std::nullopt;
}

/// Ends those from `place` on, last first, and starts them in order: those too that had ended by
/// themselves, but not the temporary ones, which are gone. What was started before a failure stays.
std::optional<std::string> SupervisorModel::restart_from(std::size_t place) {
  for (std::size_t i = children_.size(); i-- > place;) {
    const bool goes = children_[i].restart == Restart::Temporary;
    end_child(children_[i]);
    if (goes) children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  for (std::size_t i = place; i < children_.size(); ++i) {
    if (start_child(children_[i])) return children_[i].id;
  }
  return std::nullopt;
}

/// Gives the reason if the child cannot be started.
std::optional<Term> SupervisorModel::start_child(ChildModel& child) {
  journal_.push_back("start " + child.id);
  if (child.refusals != 0) {
    --child.refusals;
    return Atom::intern("refused");
  }
  child.runs = !std::exchange(child.ignores, false);
  return std::nullopt;
}

void SupervisorModel::end_child(ChildModel& child) {
  if (!std::exchange(child.runs, false)) return;
  if (!child.brutal) journal_.push_back("end " + child.id + " shutdown");  // else it cannot tell
}

void SupervisorModel::end_children() {
  std::for_each(children_.rbegin(), children_.rend(), [this](ChildModel& one) { end_child(one); });
}

void SupervisorModel::stop() {
  end_children();
  alive_ = false;
  reason_ = atoms::shutdown;
}

std::size_t SupervisorModel::place_of(const std::string& id) const {
  const auto found = std::find_if(children_.begin(), children_.end(),
                                  [&](const ChildModel& child) { return child.id == id; });
  return static_cast<std::size_t>(found - children_.begin());
}

}  // namespace test::supervision
