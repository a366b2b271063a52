// SPDX-License-Identifier: GPL-3.0-or-later
// Random programs of processes that link, watch and end each other. How to replay a failure and to
// try more of them: support/property.h. The counterexample has the scheduler's seed.
#include <ostream>

#include "runtime/model/link_invariants.h"
#include "runtime/model/link_model.h"
#include "runtime/model/link_world.h"
#include "support/property.h"

using namespace genmsg;
using namespace test;
using namespace test::links;

namespace {

/// Steps of other processes in the middle of a callback: what makes signals cross. Without the
/// acknowledgement of unlinks, a link that is taken off and made again from both ends at once would
/// keep one end, which this property finds.
constexpr unsigned most_pauses = 3;

constexpr const char* parameters = "seed=20 max_success=2000";

struct Program {
  std::vector<bool> traps;  // one for each process that is there at first
  std::uint64_t scheduler_seed = 0;
  std::vector<Job> jobs;
};

std::ostream& operator<<(std::ostream& out, const Program& program) {
  out << "scheduler seed " << program.scheduler_seed << ", processes";
  for (const bool traps : program.traps) out << (traps ? " trapping" : " plain");
  for (const Job& job : program.jobs) {
    out << "\n  " << job.who << ":";
    for (const Action& action : job.actions) out << " " << action << ";";
    if (job.steps != 0) out << " then " << job.steps << " steps";
  }
  return out;
}

/// How often what is done. Few deaths, or most of a program is about nobody.
rc::Gen<Op> any_op() {
  return rc::gen::weightedElement<Op>({{14, Op::Link},
                                       {8, Op::Unlink},
                                       {6, Op::Monitor},
                                       {4, Op::Demonitor},
                                       {1, Op::Exit},
                                       {2, Op::ExitOther},
                                       {4, Op::TrapExit},
                                       {1, Op::Start},
                                       {2, Op::StartLink},
                                       {3, Op::Send},
                                       {1, Op::Register},
                                       {1, Op::Unregister}});
}

rc::Gen<unsigned> below(unsigned limit) {
  return rc::gen::inRange(0u, limit);
}

/// For crossing signals: of few processes, and much to and fro between them.
rc::Gen<Op> any_crossing_op() {
  return rc::gen::weightedOneOf<Op>({{6, rc::gen::element(Op::Link, Op::Unlink)},
                                     {1, rc::gen::element(Op::Exit, Op::ExitOther)},
                                     {2, any_op()}});
}

rc::Gen<Action> any_action(const rc::Gen<Op>& ops, unsigned pauses) {
  return rc::gen::map(rc::gen::tuple(ops, below(8), below(8), below(pauses)),
                      [](const std::tuple<Op, unsigned, unsigned, unsigned>& parts) {
                        const auto& [op, whom, value, pause] = parts;
                        return Action{op, whom, value, pause};
                      });
}

rc::Gen<std::vector<bool>> some_processes(std::size_t most) {
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(2, most + 1), [](std::size_t count) {
    return rc::gen::container<std::vector<bool>>(count, rc::gen::arbitrary<bool>());
  });
}

rc::Gen<Program> program_of(rc::Gen<Job> job, std::size_t most_processes_at_first) {
  return rc::gen::map(
      rc::gen::tuple(some_processes(most_processes_at_first), rc::gen::arbitrary<std::uint32_t>(),
                     rc::gen::container<std::vector<Job>>(std::move(job))),
      [](std::tuple<std::vector<bool>, std::uint32_t, std::vector<Job>> parts) {
        auto& [traps, seed, jobs] = parts;
        return Program{std::move(traps), seed, std::move(jobs)};
      });
}

rc::Gen<Job> single_job() {
  return rc::gen::map(rc::gen::tuple(below(8), any_action(any_op(), 1)),
                      [](const std::tuple<unsigned, Action>& parts) {
                        return Job{std::get<0>(parts), {std::get<1>(parts)}, 0};
                      });
}

rc::Gen<Job> any_job() {
  const auto actions = rc::gen::mapcat(rc::gen::inRange<std::size_t>(1, 4), [](std::size_t count) {
    return rc::gen::container<std::vector<Action>>(count,
                                                   any_action(any_crossing_op(), most_pauses + 1));
  });
  return rc::gen::map(rc::gen::tuple(below(8), actions, below(5)),
                      [](std::tuple<unsigned, std::vector<Action>, unsigned> parts) {
                        auto& [who, list, steps] = parts;
                        return Job{who, std::move(list), steps};
                      });
}

std::string text(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += "[" + line + "] ";
  return all;
}

std::string text(const std::set<Id>& ids) {
  std::string all;
  for (const Id id : ids) all += std::to_string(id) + " ";
  return all;
}

void require(bool holds, const std::string& what) {
  if (!holds) RC_FAIL(what);
}

/// Everything that can be seen of one process.
void compare(Id id, LinkModel& model, LinkWorld& world, const std::map<Id, std::set<Id>>& links) {
  const LinkModel::Process& expected = model.processes()[id];
  const std::string who = "process " + std::to_string(id);
  require(world.is_alive(id) == expected.alive,
          who + (expected.alive ? " should live" : " should be dead"));
  const std::vector<std::string> wanted = model.take_heard(id);
  const std::vector<std::string> heard = world.take_heard(id);
  if (!expected.alive) {
    const std::optional<Term> reason = world.reason(id);
    require(reason == expected.reason, who + " ended with " +
                                           (reason ? print(*reason) : "nobody knows what") +
                                           " instead of " + print(expected.reason));
    return;  // what it heard before it died depends on who was faster
  }
  require(heard == wanted, who + " heard " + text(heard) + "instead of " + text(wanted));
  require(links.at(id) == expected.links,
          who + " has links to " + text(links.at(id)) + "instead of " + text(expected.links));
}

void compare(LinkModel& model, LinkWorld& world) {
  const auto links = world.links();
  require(world.errors().empty(), text(world.errors()));
  require(world.size() == model.processes().size(), "another number of processes");
  for (Id id = 0; id < world.size(); ++id) compare(id, model, world, links);
  for (unsigned name = 0; name < name_count; ++name) {
    require(world.holder(name) == model.holder(name), name_of(name) + " has another holder");
  }
}

/// Each action to its end before the next.
void one_after_the_other(const Program& program) {
  LinkWorld world(program.traps, program.scheduler_seed);
  LinkModel model;
  for (const bool traps : program.traps) model.start(traps);
  for (const Job& job : program.jobs) {
    const Id who = job.who % model.processes().size();
    if (!model.processes()[who].alive) continue;
    Job one = job;
    one.who = static_cast<unsigned>(who);
    const std::size_t before = world.log().size();
    world.tell(one);
    world.world().run();
    const std::optional<bool> expected = model.apply(who, job.actions.front());
    require(world.log().size() > before, "the job was not done");
    require(world.log()[before].result == expected, "the function gave something else");
    compare(model, world);
  }
}

/// Several jobs at once, processes in any order, and others that run in the middle of a callback,
/// as they do on other schedulers: signals cross.
void all_at_once(const Program& program) {
  LinkWorld world(program.traps, program.scheduler_seed);
  for (const Job& job : program.jobs) {
    world.tell(job);
    for (unsigned i = 0; i < job.steps; ++i) world.world().step();
  }
  const std::vector<std::string> broken = broken_rules(world, program.traps);
  require(broken.empty(), text(broken));
}

}  // namespace

class TestModelLinks : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void actions_one_after_the_other_do_what_the_model_says() {
    QVERIFY(holds("one after the other", parameters,
                  [] { one_after_the_other(*program_of(single_job(), 6)); }));
  }

  void actions_at_once_break_no_rule() {
    QVERIFY(holds("all at once", parameters, [] { all_at_once(*program_of(any_job(), 4)); }));
  }
};

QTEST_APPLESS_MAIN(TestModelLinks)
#include "tst_model_links.moc"
