// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "genmsg/behaviour/child_spec.h"
#include "genmsg/term/term.h"

/// What a supervisor does when its children end one at a time, each end to be dealt with before the
/// next. Without dynamic children and auto_shutdown.
/// See: stdlib, supervisor; supervisor.erl, restart/2 and below.
namespace test::supervision {

enum class Strategy : std::uint8_t { OneForOne, OneForAll, RestForOne };

struct ChildModel {
  std::string id;
  genmsg::Restart restart = genmsg::Restart::Permanent;
  bool brutal = false;    // shutdown brutal_kill
  unsigned refusals = 0;  // of its next starts, this many fail
  bool ignores = false;   // and then the next one gives ignore
  bool runs = false;
  unsigned restarts = 0;  // tries for its own sake, not for a sibling's
};

struct Flags {
  Strategy strategy = Strategy::OneForOne;
  unsigned intensity = 1;
  std::int64_t period_s = 5;
};

class SupervisorModel {
 public:
  SupervisorModel(Flags flags, std::vector<ChildModel> children);

  /// Starts the children; false if that failed, and why.
  bool start();
  /// A child that runs ended; `reason` as the supervisor is told.
  void child_ended(std::size_t place, const genmsg::Term& reason, std::int64_t now_ns);
  /// Its parent ended.
  void stop();

  bool is_alive() const noexcept { return alive_; }
  const genmsg::Term& reason() const noexcept { return reason_; }
  std::vector<ChildModel>& children() noexcept { return children_; }
  std::size_t restarts_in_period() const noexcept { return restarts_s_.size(); }
  /// "start a" for each start, "end a shutdown" for each child that was told to end.
  std::vector<std::string> take_journal();

 private:
  bool too_many(std::int64_t now_ns);
  void restart(std::string id, std::int64_t now_ns);
  /// The child that could not be started, if any.
  std::optional<std::string> restart_by_strategy(const std::string& id);
  std::optional<std::string> restart_from(std::size_t place);
  std::optional<genmsg::Term> start_child(ChildModel& child);
  void end_child(ChildModel& child);
  void end_children();
  std::size_t place_of(const std::string& id) const;

  Flags flags_;
  std::vector<ChildModel> children_;
  std::vector<std::int64_t> restarts_s_;
  std::vector<std::string> journal_;
  bool alive_ = false;
  genmsg::Term reason_;
};

bool ends_normally(const genmsg::Term& reason);

}  // namespace test::supervision
