// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "genmsg/genmsg.h"
#include "runtime/model/link_model.h"
#include "support/manual_world.h"

namespace test::links {

/// What one process is told at once, and how many steps anybody then runs.
struct Job {
  unsigned who = 0;
  std::vector<Action> actions;
  unsigned steps = 0;
};

/// What happened, in the order in which it did: the manual scheduler has one thread.
struct Event {
  enum class Kind : std::uint8_t { Did, HeardExit, HeardDown, HeardNote };
  Kind kind = Kind::Did;
  Id who = 0;
  std::size_t began = 0;  // place in the log at which the callback began
  Op op = Op::Link;       // of what was done
  Id whom = 0;
  genmsg::Term reason = {};                   // of an exit or an exit heard of
  std::size_t monitor = 0;                    // number of one's monitor
  std::int64_t note = 0;                      // place in the log of the sending
  std::optional<bool> result = std::nullopt;  // what the function gave
};

/// Processes of the runtime that do what a job says and write down what they hear.
/// Threads: one.
class LinkWorld {
 public:
  LinkWorld(const std::vector<bool>& traps, std::uint64_t seed);

  /// Sends the job; its actions are done when the process runs.
  void tell(const Job& job);
  /// Of those told to who still lived.
  std::size_t jobs_left(Id id) const { return jobs_left_[id]; }
  /// @pre called by the process `who`, whose callback began when the log was as long as `began`
  void perform(Id who, const Action& action, std::size_t began);

  ManualWorld& world() { return world_; }
  std::size_t size() const { return pids_.size(); }
  bool is_alive(Id id) { return world_.runtime().is_alive(pids_[id]); }
  /// As an observer was told; nothing while it lives, noproc if it was gone when the observer
  /// looked.
  std::optional<genmsg::Term> reason(Id id) const;
  /// Of each living process, as it shows them; runs to rest.
  std::map<Id, std::set<Id>> links();
  std::optional<Id> holder(unsigned name);

  const std::vector<Event>& log() const { return log_; }
  /// As LinkModel's, since the last call.
  std::vector<std::string> take_heard(Id id);
  std::optional<bool> last_result() const {
    return log_.empty() ? std::nullopt : log_.back().result;
  }
  /// What cannot be in any run: a message from nowhere.
  const std::vector<std::string>& errors() const { return errors_; }
  Id id_of(genmsg::Pid pid);

  // What the processes call.
  void heard(Id who, const genmsg::Exit& exit);
  void heard(Id who, const genmsg::Down& down);
  void heard(Id who, std::int64_t note);
  void observed(const genmsg::Down& down);
  void job_done(Id who) { --jobs_left_[who]; }
  static constexpr Id nobody = SIZE_MAX;

 private:
  struct Watched {
    std::uint64_t reference;
    Id whom;
  };
  void start(Id id, bool traps, bool linked);
  void add(genmsg::Pid pid);
  std::optional<bool> carry_out(Id who, const Action& action, Id whom);
  std::optional<bool> demonitor(Id who, Event& event, unsigned value);

  std::vector<genmsg::Pid> pids_;
  std::vector<std::size_t> jobs_left_;
  std::vector<std::vector<Watched>> monitors_;
  std::vector<std::vector<std::string>> heard_;
  std::map<Id, genmsg::Term> reasons_;
  std::vector<Event> log_;
  std::vector<std::string> errors_;
  genmsg::Pid observer_;
  ManualWorld world_;  // last: processes end before what they write to
};

}  // namespace test::links
