// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unordered_map>

#include "genmsg/base/mutex.h"
#include "genmsg/process/suspension.h"
#include "genmsg/term/pid.h"

namespace genmsg {

/// The suspended processes of a runtime, which anybody may read without asking them: who has each
/// suspended, see Process::suspension().
/// Threads: any; what is said of a process is written by its scheduler only.
class Suspensions {
 public:
  void set(Pid pid, Suspension suspension) GENMSG_EXCLUDES(mutex_);
  void remove(Pid pid) noexcept GENMSG_EXCLUDES(mutex_);

  /// Calls `visit(pid, suspension)` for each, in no order; the suspensions of others wait meanwhile.
  template <class Visit>
  void each(Visit&& visit) const GENMSG_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    for (const auto& [pid, suspension] : suspended_) visit(pid, suspension);
  }

 private:
  mutable Mutex mutex_;
  std::unordered_map<Pid, Suspension> suspended_ GENMSG_GUARDED_BY(mutex_);
};

}  // namespace genmsg
