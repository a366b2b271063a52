// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "genmsg/observe/desk.h"
#include "genmsg/process/suspension.h"
#include "genmsg/scheduler/runtime.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// Renews the leases of a node's suspensions, every third of them: as long as the node is there,
/// nothing that it suspended resumes by itself.
/// Threads: the node's. Ownership: the runtime and the desk outlive it.
class Leases {
 public:
  Leases(Runtime& runtime, std::shared_ptr<Desk> desk)
      : runtime_(runtime), desk_(std::move(desk)) {}

  /// Until it is no longer suspended, or by another; or forget(). Without a lease: nothing to do.
  void keep(Pid pid, const Suspender& suspender) { add(pid, std::nullopt, suspender); }
  void forget(Pid pid) { remove(pid, std::nullopt); }
  /// The same for every time that a watch suspends it.
  void keep_watch(Pid pid, const Term& id, const Suspender& suspender) { add(pid, id, suspender); }
  /// From now on only as long as it stays suspended.
  void forget_watch(Pid pid, const Term& id);

 private:
  struct Kept {
    std::optional<Term> watch;  // nothing: suspended by request
    Suspender suspender;
    std::uint64_t number;
  };
  void add(Pid pid, std::optional<Term> watch, const Suspender& suspender);
  void remove(Pid pid, const std::optional<Term>& watch);
  bool is_suspended(Pid pid) const;
  Kept* find(Pid pid, std::uint64_t number);
  void renew_later(Pid pid, const Kept& kept);
  void renew(Pid pid, std::uint64_t number);
  void on_renewed(Pid pid, std::uint64_t number, const Result<Suspension>& answer);

  Runtime& runtime_;
  std::shared_ptr<Desk> desk_;
  std::uint64_t last_ = 0;
  std::unordered_map<Pid, std::vector<Kept>> kept_;
};

}  // namespace genmsg
