// SPDX-License-Identifier: GPL-3.0-or-later
// Random supervisors whose children end at random. How to replay a failure and to try more of them:
// support/property.h.
#include <map>
#include <memory>
#include <ostream>

#include "runtime/model/supervisor_model.h"
#include "support/property.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace test::supervision;
using Lines = std::vector<std::string>;

namespace {

constexpr const char* parameters = "seed=20 max_success=2000";

const std::vector<std::pair<supervision::Strategy, genmsg::Strategy>> strategies = {
    {supervision::Strategy::OneForOne, genmsg::Strategy::OneForOne},
    {supervision::Strategy::OneForAll, genmsg::Strategy::OneForAll},
    {supervision::Strategy::RestForOne, genmsg::Strategy::RestForOne}};

struct Step {
  enum class Kind : std::uint8_t { End, Kill, Refuse, Ignore, Wait };
  Kind kind = Kind::End;
  unsigned child = 0;
  unsigned value = 0;  // reason, refusals, or quarter seconds
};

const Term& reason_of(const Step& step) {
  static const Lines texts = {"normal", "shutdown", "{shutdown,x}", "boom", "boom", "boom"};
  static const std::vector<Term> reasons = [] {
    std::vector<Term> made;
    for (const std::string& one : texts) made.push_back(read(one));
    return made;
  }();
  return reasons[step.value % reasons.size()];
}

std::chrono::milliseconds time_of(const Step& step) {
  return std::chrono::milliseconds(250) * step.value;
}

struct Program {
  std::size_t strategy = 0;
  unsigned intensity = 0;
  unsigned period_s = 1;
  std::vector<ChildModel> children;
  std::vector<Step> steps;
  std::uint64_t scheduler_seed = 0;
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
  switch (step.kind) {
    case Step::Kind::End:
      return out << "child " << step.child << " ends " << print(reason_of(step));
    case Step::Kind::Kill:
      return out << "child " << step.child << " is killed";
    case Step::Kind::Refuse:
      return out << "child " << step.child << " refuses " << step.value << " times";
    case Step::Kind::Ignore:
      return out << "child " << step.child << " ignores";
    case Step::Kind::Wait:
      return out << time_of(step).count() << " ms";
  }
  return out;
}

std::ostream& operator<<(std::ostream& out, const Program& program) {
  constexpr std::array restarts = {"permanent", "transient", "temporary"};
  constexpr std::array names = {"one_for_one", "one_for_all", "rest_for_one"};
  const auto strategy = strategies[program.strategy % strategies.size()].first;
  out << names[static_cast<std::size_t>(strategy)] << ", intensity " << program.intensity << " in "
      << program.period_s << " s, scheduler seed " << program.scheduler_seed;
  for (const ChildModel& child : program.children) {
    out << "\n  " << child.id << " " << restarts[static_cast<std::size_t>(child.restart)]
        << (child.brutal ? " brutal_kill" : "") << (child.ignores ? " ignores" : "");
    if (child.refusals != 0) out << " refuses " << child.refusals << " times";
  }
  for (const Step& step : program.steps) out << "\n  " << step;
  return out;
}

rc::Gen<unsigned> below(unsigned limit) {
  return rc::gen::inRange(0u, limit);
}

rc::Gen<ChildModel> any_child() {
  const auto restart = rc::gen::element(Restart::Permanent, Restart::Transient, Restart::Temporary);
  const auto rarely = rc::gen::weightedElement<unsigned>({{15, 0}, {1, 1}});
  return rc::gen::map(rc::gen::tuple(restart, rc::gen::arbitrary<bool>(), rarely, rarely),
                      [](const std::tuple<Restart, bool, unsigned, unsigned>& parts) {
                        const auto& [type, brutal, refusals, ignores] = parts;
                        return ChildModel{.id = {},
                                          .restart = type,
                                          .brutal = brutal,
                                          .refusals = refusals,
                                          .ignores = ignores != 0};
                      });
}

rc::Gen<Step> any_step() {
  const auto kind = rc::gen::weightedElement<Step::Kind>({{8, Step::Kind::End},
                                                          {1, Step::Kind::Kill},
                                                          {1, Step::Kind::Refuse},
                                                          {1, Step::Kind::Ignore},
                                                          {4, Step::Kind::Wait}});
  return rc::gen::map(rc::gen::tuple(kind, below(6), below(12)),
                      [](const std::tuple<Step::Kind, unsigned, unsigned>& parts) {
                        const auto& [what, child, value] = parts;
                        const bool refuses = what == Step::Kind::Refuse;
                        return Step{what, child, refuses ? 1 + value % 3 : value};
                      });
}

rc::Gen<Program> any_program() {
  const auto children = rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, 6), [](std::size_t count) {
    return rc::gen::container<std::vector<ChildModel>>(count, any_child());
  });
  return rc::gen::map(
      rc::gen::tuple(rc::gen::inRange<std::size_t>(0, strategies.size()), below(6), below(4),
                     children, rc::gen::container<std::vector<Step>>(any_step()),
                     rc::gen::arbitrary<std::uint32_t>()),
      [](std::tuple<std::size_t, unsigned, unsigned, std::vector<ChildModel>, std::vector<Step>,
                    std::uint32_t>
             parts) {
        auto& [strategy, intensity, period, list, steps, seed] = parts;
        for (std::size_t i = 0; i < list.size(); ++i) {
          list[i].id = std::string(1, static_cast<char>('a' + i));
        }
        return Program{strategy, intensity, 1 + period, std::move(list), std::move(steps), seed};
      });
}

void require(bool holds, const std::string& what) {
  if (!holds) RC_FAIL(what);
}

std::string text(const Lines& lines) {
  std::string all;
  for (const std::string& line : lines) all += "[" + line + "] ";
  return all;
}

struct model_sup {
  static constexpr std::string_view module_name = "model_sup";
  static supervisor::Supervise init(SupervisorSpec spec) { return spec; }
};

/// The real supervisor, below a parent that traps exits.
class Tree {
 public:
  explicit Tree(const Program& program) : world_(program.scheduler_seed) {
    parent_ = start_puppet(world_, trapping(heard_));
    SupervisorSpec spec;
    spec.flags = {.strategy = strategies[program.strategy % strategies.size()].second,
                  .intensity = static_cast<int>(program.intensity),
                  .period = std::chrono::seconds(program.period_s)};
    for (const ChildModel& child : program.children) {
      plans_[child.id] = child;
      spec.children.push_back(child_spec(child));
    }
    tell(world_, parent_,
         [this, spec] { started_.emplace(supervisor::start_link<model_sup>(spec)); });
    world_.run();
  }

  StartResult started() { return started_->get().value(); }
  ManualWorld& world() { return world_; }
  Pid parent() const { return parent_; }
  Pid pid(const std::string& id) const {
    const auto found = pids_.find(id);
    return found != pids_.end() ? found->second : Pid{};
  }
  ChildModel& plan(const std::string& id) { return plans_[id]; }
  Lines take_journal() { return std::exchange(*journal_, {}); }
  const Lines& heard() const { return *heard_; }

 private:
  ChildSpec child_spec(const ChildModel& child) {
    ChildSpec spec;
    spec.id = atom(child.id);
    spec.restart = child.restart;
    if (child.brutal) spec.shutdown = Shutdown::brutal_kill();
    spec.start = [this, id = child.id] { return start(id); };
    return spec;
  }
  StartResult start(const std::string& id) {
    journal_->push_back("start " + id);
    ChildModel& plan = plans_[id];
    if (plan.refusals != 0) {
      --plan.refusals;
      return tl::unexpected(atom("refused"));
    }
    if (std::exchange(plan.ignores, false)) return Pid{};
    const StartResult started =
        gen_msg::start_link<puppet>([this, id]() -> puppet::Init {
          trap_exit(true);
          return gen_msg::ok(puppet::State{make_journal(),
                                           [this, id](const Term& reason, puppet::State&) {
                                             journal_->push_back("end " + id + " " + print(reason));
                                           },
                                           {}});
        })
            .get()
            .value();
    if (started) pids_[id] = *started;
    return started;
  }

  Journal journal_ = make_journal();
  Journal heard_ = make_journal();
  std::map<std::string, ChildModel> plans_;
  std::map<std::string, Pid> pids_;
  std::optional<Pending<StartResult>> started_;
  Pid parent_;
  ManualWorld world_;  // last: processes end before what they write to
};

/// Runs one program on the supervisor and on the model.
class Trial {
 public:
  explicit Trial(const Program& program)
      : program_(program),
        model_({strategies[program.strategy % strategies.size()].first, program.intensity,
                program.period_s},
               program.children),
        tree_(program) {}

  void run() {
    const bool starts = model_.start();
    const StartResult started = tree_.started();
    require(started.has_value() == starts, "started or not: the model says otherwise");
    if (!starts)
      require(started.error() == model_.reason(), "failed with " + print(started.error()));
    compare_journals();
    if (!starts) return;
    sup_ = *started;
    compare();
    for (const Step& step : program_.steps) {
      if (!model_.is_alive()) break;
      if (!model_.children().empty()) take(step);
      compare();
    }
    if (!model_.is_alive()) return;
    model_.stop();
    in(tree_.world(), tree_.parent(), [] { genmsg::exit(atoms::shutdown); });
    compare_journals();
    require(!tree_.world().runtime().is_alive(sup_), "the supervisor did not stop");
    require(tree_.world().runtime().process_count() == 0, "somebody is left");
  }

 private:
  void take(const Step& step) {
    const std::size_t place = step.child % model_.children().size();
    ChildModel& child = model_.children()[place];
    switch (step.kind) {
      case Step::Kind::End:
      case Step::Kind::Kill:
        if (child.runs) end(place, step);
        break;
      case Step::Kind::Refuse:
        child.refusals = tree_.plan(child.id).refusals = step.value;
        break;
      case Step::Kind::Ignore:
        child.ignores = tree_.plan(child.id).ignores = true;
        break;
      case Step::Kind::Wait:
        tree_.world().scheduler().clock().advance(time_of(step));
        break;
    }
  }

  void end(std::size_t place, const Step& step) {
    ManualWorld& world = tree_.world();
    const std::string id = model_.children()[place].id;
    const Pid pid = tree_.pid(id);
    const std::int64_t now_ns = world.runtime().now_ns();
    if (step.kind == Step::Kind::Kill) {
      world.runtime().exit(pid, atoms::kill);
      world.run();
      model_.child_ended(place, atoms::killed, now_ns);
    } else {
      const Term reason = reason_of(step);
      in(world, pid, [reason] { genmsg::exit(reason); });
      expected_.push_back("end " + id + " " + print(reason));
      model_.child_ended(place, reason, now_ns);
    }
  }

  void compare_journals() {
    for (std::string& line : model_.take_journal()) expected_.push_back(std::move(line));
    const Lines wanted = std::exchange(expected_, {});
    const Lines found = tree_.take_journal();
    require(found == wanted, "the children wrote " + text(found) + "instead of " + text(wanted));
  }

  void compare() {
    compare_journals();
    Runtime& runtime = tree_.world().runtime();
    require(runtime.is_alive(sup_) == model_.is_alive(), model_.is_alive()
                                                             ? "the supervisor gave up too early"
                                                             : "the supervisor did not give up");
    if (!model_.is_alive()) {
      require(tree_.heard() == Lines{"EXIT " + to_string(sup_) + " " + print(model_.reason())},
              "the parent heard " + text(tree_.heard()));
      require(runtime.process_count() == 1, "somebody is left");
      return;
    }
    compare_children();
  }

  void compare_children() {
    const auto found =
        tree_.world().answer(supervisor::which_children(tree_.world().runtime(), sup_)).value();
    const std::vector<ChildModel>& wanted = model_.children();
    require(found.size() == wanted.size(), "another number of children");
    std::size_t active = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const ChildModel& child = wanted[i];
      const supervisor::ChildInfo& info = found[found.size() - 1 - i];  // newest first
      require(info.id == atom(child.id), "children in another order");
      require(!info.restarting, child.id + " is restarting for ever");
      require(info.pid == (child.runs ? tree_.pid(child.id) : Pid{}),
              child.id + " has another pid");
      require(!child.runs || tree_.world().runtime().is_alive(info.pid), child.id + " is dead");
      require(info.restarts == child.restarts, child.id + " has " + std::to_string(info.restarts) +
                                                   " restarts instead of " +
                                                   std::to_string(child.restarts));
      if (child.runs) ++active;
    }
    require(tree_.world().runtime().process_count() == active + 2, "somebody is left or missing");
  }

  const Program& program_;
  SupervisorModel model_;
  Tree tree_;
  Pid sup_;
  Lines expected_;
};

}  // namespace

class TestModelSupervisor : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void children_that_end_one_at_a_time_are_restarted_as_the_model_says() {
    QVERIFY(holds("one at a time", parameters, [] {
      const Program program = *any_program();
      Trial(program).run();
    }));
  }
};

QTEST_APPLESS_MAIN(TestModelSupervisor)
#include "tst_model_supervisor.moc"
