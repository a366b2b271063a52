// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "support/puppet.h"

namespace test {

using Lines = std::vector<std::string>;

struct test_sup {
  static constexpr std::string_view module_name = "test_sup";
  static genmsg::supervisor::Supervise init(genmsg::supervisor::Supervise&& made) {
    return std::move(made);
  }
};

/// What children write, and which of them do not start at present.
struct Nursery {
  Journal journal = make_journal();
  std::map<std::string, genmsg::Term> refuses;  // id, and the reason
  std::map<std::string, genmsg::Pid> pids;
  std::function<void(const genmsg::Term&, puppet::State&)> on_terminate;

  genmsg::ChildSpec child(std::string id, genmsg::Restart restart = genmsg::Restart::Permanent, bool traps = true) {
    genmsg::ChildSpec spec;
    spec.id = atom(id);
    spec.restart = restart;
    spec.start = [this, id, traps] { return start(id, traps); };
    return spec;
  }
  genmsg::StartResult start(const std::string& id, bool traps) {
    journal->push_back("start " + id);
    const auto made = genmsg::gen_msg::start_link<puppet>([this, id, traps]() -> puppet::Init {
      if (const auto refused = refuses.find(id); refused != refuses.end()) {
        return genmsg::gen_msg::stop(refused->second);
      }
      if (traps) genmsg::trap_exit(true);
      return genmsg::gen_msg::ok(puppet::State{make_journal(),
                                       [this, id](const genmsg::Term& reason, puppet::State& state) {
                                         journal->push_back("end " + id + " " + genmsg::print(reason));
                                         if (on_terminate) on_terminate(reason, state);
                                       },
                                       {}});
    });
    const genmsg::StartResult started = made_value(made);
    if (started) pids[id] = *started;
    return started;
  }
  static genmsg::StartResult made_value(genmsg::Pending<genmsg::StartResult> pending) { return pending.get().value(); }
  Lines take() { return std::exchange(*journal, {}); }
};

/// A manual world with supervisors.
struct SupWorld : ManualWorld {
  explicit SupWorld(std::uint64_t seed = 0) : ManualWorld(seed) {}
  genmsg::Pid start_sup(std::vector<genmsg::ChildSpec> children, genmsg::SupFlags flags = {}) {
    return started(genmsg::supervisor::start<test_sup>(
        runtime(), genmsg::supervisor::Supervise(genmsg::SupervisorSpec{flags, std::move(children)})));
  }
  void end(genmsg::Pid pid, genmsg::Term reason) {
    in(*this, pid, [reason] { genmsg::exit(reason); });
  }
  /// Makes `pid` a supervisor's parent: a trapping process that writes to `journal`.
  genmsg::Pid linked_sup(const Journal& journal, std::vector<genmsg::ChildSpec> children, genmsg::SupFlags flags = {}) {
    parent = start_puppet(*this, trapping(journal));
    genmsg::Pid sup;
    in(*this, parent, [&] {
      sup = *genmsg::supervisor::start_link<test_sup>(
                 genmsg::supervisor::Supervise(genmsg::SupervisorSpec{flags, std::move(children)}))
                 .get()
                 .value();
    });
    return sup;
  }
  std::vector<std::string> report_contexts() const {
    std::vector<std::string> found;
    for (const std::string& report : reports) {
      for (const char* const context :
           {"start_error", "child_terminated", "shutdown_error", "shutdown"}) {
        if (report.find("SUPERVISOR") == std::string::npos ||
            report.find(std::string("errorContext: ") + context + "\n") == std::string::npos) {
          continue;
        }
        found.emplace_back(context);
        break;
      }
    }
    return found;
  }
  genmsg::Pid parent;
};

}  // namespace test
