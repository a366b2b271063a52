// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/model/link_invariants.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace test::links {

using genmsg::Term;
namespace atoms = genmsg::atoms;

namespace {

using Kind = Event::Kind;
using Index = std::size_t;

std::string name(Id id) {
  return "process " + std::to_string(id);
}

class Rules {
 public:
  Rules(LinkWorld& world, const std::vector<bool>& traps)
      : world_(world), links_(world.links()), log_(world.log()) {
    for (Id id = 0; id < world.size(); ++id) {
      traits_.push_back({.always_traps = id < traps.size() && traps[id],
                         .never_traps = id < traps.size() && !traps[id]});
    }
    for (const Event& event : log_) {
      if (event.op != Op::TrapExit || event.kind != Kind::Did) continue;
      (event.note != 0 ? traits_[event.who].never_traps : traits_[event.who].always_traps) = false;
    }
  }

  std::vector<std::string> check() {
    broken_ = world_.errors();
    for (Id a = 0; a < world_.size(); ++a) {
      process(a);
      for (Id b = 0; b < world_.size(); ++b) {
        if (a == b) continue;
        link_sets(a, b);
        heard_exits(a, b);
        notes(a, b);
      }
    }
    for (Index i = 0; i < log_.size(); ++i) {
      if (log_[i].kind != Kind::Did) continue;
      if (log_[i].op == Op::Monitor) monitor(log_[i]);
      if (log_[i].op == Op::ExitOther) exit_other(log_[i]);
      if (log_[i].op == Op::Unlink) unlink(i);
    }
    for (unsigned one = 0; one < name_count; ++one) {
      const auto holder = world_.holder(one);
      rule(!holder || *holder == LinkWorld::nobody || world_.is_alive(*holder),
           name_of(one) + " is held by the dead");
    }
    return broken_;
  }

 private:
  struct Traits {
    bool always_traps = false;
    bool never_traps = false;
  };

  void rule(bool holds, const std::string& what) {
    if (!holds) broken_.push_back(what);
  }
  template <class Predicate>
  std::ptrdiff_t count(Predicate predicate) const {
    return std::count_if(log_.begin(), log_.end(), predicate);
  }
  std::ptrdiff_t did(Id who, Op op, Id whom) const {
    return count([&](const Event& event) { return is(event, who, op, whom); });
  }
  static bool is(const Event& event, Id who, Op op, Id whom) {
    return event.kind == Kind::Did && event.who == who && event.op == op && event.whom == whom;
  }
  /// A link that `who` made, by link/1 or start_link.
  std::ptrdiff_t made_links(Id who, Id whom) const {
    return did(who, Op::Link, whom) + did(who, Op::StartLink, whom);
  }
  bool ever_linked(Id a, Id b) const { return made_links(a, b) != 0 || made_links(b, a) != 0; }
  std::ptrdiff_t heard(Id who, Kind kind, Id from) const {
    return count([&](const Event& event) {
      return event.kind == kind && event.who == who && event.whom == from;
    });
  }
  /// Nothing if nobody watched in time.
  std::optional<Term> end_of(Id id) const {
    const auto reason = world_.reason(id);
    return reason && !reason->is(atoms::noproc) ? reason : std::nullopt;
  }

  void process(Id id) {
    const bool exited = count([&](const Event& event) {
                          return event.kind == Kind::Did && event.who == id && event.op == Op::Exit;
                        }) != 0;
    const bool alive = world_.is_alive(id);
    rule(!exited || !alive, name(id) + " called exit/1 and lives");
    rule(!alive || world_.jobs_left(id) == 0, name(id) + " lives and did not do all it was told");
    if (!alive) death(id);
  }

  /// Somebody is the cause of each death.
  void death(Id id) {
    const std::optional<Term> reason = end_of(id);
    if (!reason) return;
    for (const Event& event : log_) {
      if (event.kind != Kind::Did) continue;
      if (event.op == Op::Exit && event.who == id && event.reason == *reason) return;
      if (event.op == Op::ExitOther && event.whom == id &&
          (event.reason.is(atoms::kill) ? atoms::killed : event.reason) == *reason) {
        return;
      }
    }
    for (Id other = 0; other < world_.size(); ++other) {
      if (other == id || !ever_linked(id, other) || world_.is_alive(other)) continue;
      const std::optional<Term> end = end_of(other);
      if (!end || *end == *reason) return;
    }
    rule(false, name(id) + " ended with " + print(*reason) + " for nobody's sake");
  }

  void link_sets(Id a, Id b) {
    const auto of_a = links_.find(a);
    const auto of_b = links_.find(b);
    if (of_a == links_.end()) return;
    const bool linked = of_a->second.contains(b);
    const std::string both = name(a) + " and " + name(b);
    if (of_b == links_.end()) {
      rule(!linked, name(a) + " lives, linked to " + name(b) + ", which is dead");
      return;
    }
    rule(linked == of_b->second.contains(a), "the link between " + both + " has one side");
    const auto unlinks_a = did(a, Op::Unlink, b);
    const auto unlinks_b = did(b, Op::Unlink, a);
    if (unlinks_a + unlinks_b == 0) rule(linked == ever_linked(a, b), both + " never unlinked");
    // Nothing can cross where one of two does it all.
    if (made_links(b, a) + unlinks_b != 0) return;
    const auto last = std::find_if(log_.rbegin(), log_.rend(), [&](const Event& event) {
      return is(event, a, Op::Link, b) || is(event, a, Op::StartLink, b) ||
             is(event, a, Op::Unlink, b);
    });
    rule(linked == (last != log_.rend() && last->op != Op::Unlink),
         both + " are not as the one of them left it that did all");
  }

  /// What `a` heard of the end of `b`, and of its exit/2.
  void heard_exits(Id a, Id b) {
    const auto exits = heard(a, Kind::HeardExit, b);
    const auto sent = did(b, Op::ExitOther, a);
    rule(exits <= sent + did(a, Op::Link, b) + (ever_linked(a, b) ? 1 : 0),
         name(a) + " heard too many EXITs of " + name(b));
    for (const Event& event : log_) {
      if (event.kind == Kind::HeardExit && event.who == a && event.whom == b) {
        rule(explained(event), name(a) + " heard an EXIT of " + name(b) + " with " +
                                   print(event.reason) + " for no reason");
      }
    }
    if (!world_.is_alive(a) || world_.is_alive(b)) return;
    if (!ever_linked(a, b) || did(a, Op::Unlink, b) + did(b, Op::Unlink, a) != 0) return;
    if (traits_[a].always_traps) {
      rule(exits >= 1, name(a) + " did not hear of the end of " + name(b));
    }
    if (traits_[a].never_traps) {
      const std::optional<Term> end = end_of(b);
      rule(!end || end->is(atoms::normal), name(a) + " should have ended with " + name(b));
    }
  }

  bool explained(const Event& heard) const {
    if (heard.reason.is(atoms::noproc) && did(heard.who, Op::Link, heard.whom) != 0) return true;
    const auto sent = count([&](const Event& event) {
      return is(event, heard.whom, Op::ExitOther, heard.who) && event.reason == heard.reason;
    });
    if (sent != 0 && !heard.reason.is(atoms::kill)) return true;
    const std::optional<Term> end = end_of(heard.whom);
    return ever_linked(heard.who, heard.whom) && !world_.is_alive(heard.whom) &&
           (!end || *end == heard.reason);
  }

  /// See: erlang:unlink/1.
  void unlink(Index at) {
    const Id a = log_[at].who;
    const Id b = log_[at].whom;
    if (a == b || made_links(b, a) != 0) return;
    const auto since = [&](Index from, auto predicate) {
      return std::count_if(log_.begin() + static_cast<std::ptrdiff_t>(from), log_.end(), predicate);
    };
    // One that had come before the callback began is in the mailbox, and stays there.
    const bool lived =
        since(log_[at].began, [&](const Event& event) { return event.who == b; }) != 0;
    const bool linked_again =
        since(at, [&](const Event& event) { return is(event, a, Op::Link, b); }) != 0;
    if (!lived || linked_again) return;
    const auto exits = since(at, [&](const Event& event) {
      return event.kind == Kind::HeardExit && event.who == a && event.whom == b;
    });
    rule(exits <= did(b, Op::ExitOther, a),
         name(a) + " heard an EXIT of " + name(b) + " after unlink");
  }

  void exit_other(const Event& event) {
    const bool kills = event.reason.is(atoms::kill);
    const bool must = kills || (traits_[event.whom].never_traps && !event.reason.is(atoms::normal));
    rule(!must || !world_.is_alive(event.whom),
         name(event.whom) + " survived exit/2 with " + print(event.reason));
  }

  void monitor(const Event& made) {
    const std::string what = "monitor " + std::to_string(made.monitor) + " of " + name(made.who);
    std::ptrdiff_t taken_off = 0;
    std::ptrdiff_t downs = 0;
    for (const Event& event : log_) {
      if (event.who != made.who || event.monitor != made.monitor) continue;
      if (event.kind == Kind::Did && event.op == Op::Demonitor && event.result == true) ++taken_off;
      if (event.kind != Kind::HeardDown) continue;
      ++downs;
      const std::optional<Term> end = end_of(made.whom);
      rule(event.reason.is(atoms::noproc) || !end || event.reason == *end,
           what + " fired with " + print(event.reason));
    }
    rule(downs + taken_off <= 1, what + " fired or was taken off more than once");
    const bool fires = !world_.is_alive(made.whom) && taken_off == 0;
    if (!fires)
      rule(downs == 0, what + " fired though it is off, or " + name(made.whom) + " lives");
    if (fires && world_.is_alive(made.who)) rule(downs == 1, what + " did not fire");
  }

  /// Each once, in the order of sending, and none behind a later exit signal.
  void notes(Id a, Id b) {
    std::vector<std::int64_t> order;
    for (const Event& event : log_) {
      if (event.kind == Kind::HeardNote && event.who == a && event.whom == b) {
        order.push_back(event.note);
      }
    }
    rule(std::is_sorted(order.begin(), order.end(), std::less_equal<>()),
         name(a) + " heard notes of " + name(b) + " twice or in another order");
    const auto sent = count(
        [&](const Event& event) { return is(event, b, Op::Send, a) && event.result == true; });
    rule(!world_.is_alive(a) || std::ssize(order) == sent, name(a) + " did not hear all notes");
    notes_before_exit(a, b);
  }

  void notes_before_exit(Id a, Id b) {
    if (ever_linked(a, b) || heard(a, Kind::HeardExit, b) != 1 || did(b, Op::ExitOther, a) != 1) {
      return;
    }
    const auto exit = std::find_if(log_.begin(), log_.end(), [&](const Event& event) {
      return is(event, b, Op::ExitOther, a);
    });
    bool exit_heard = false;
    for (const Event& event : log_) {
      if (event.who != a || event.whom != b) continue;
      if (event.kind == Kind::HeardExit) exit_heard = true;
      if (event.kind != Kind::HeardNote || !exit_heard) continue;
      rule(event.note > exit - log_.begin(),
           name(a) + " heard an EXIT of " + name(b) + " before what was sent before it");
    }
  }

  LinkWorld& world_;
  std::map<Id, std::set<Id>> links_;
  const std::vector<Event>& log_;
  std::vector<Traits> traits_;
  std::vector<std::string> broken_;
};

}  // namespace

std::vector<std::string> broken_rules(LinkWorld& world, const std::vector<bool>& traps) {
  world.world().run();
  return Rules(world, traps).check();
}

}  // namespace test::links
