// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "genmsg/base/mutex.h"
#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// Local names of one runtime's processes. A process has at most one name.
/// Threads: any. See: erlang:register/2, whereis/1.
class Registry {
 public:
  /// The pid that has the name already, if one has; else the name is `pid`'s.
  std::optional<Pid> insert(Atom name, Pid pid) GENMSG_EXCLUDES(mutex_);
  /// Only if `pid` has it. `shown` is cleared then, in the same step: the end of the process asks for
  /// the same, so its slot cannot be another one's meanwhile.
  bool erase(Atom name, Pid pid, std::atomic<std::uint32_t>* shown = nullptr)
      GENMSG_EXCLUDES(mutex_);
  std::optional<Pid> find(Atom name) const GENMSG_EXCLUDES(mutex_);
  std::vector<Atom> names() const GENMSG_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  boost::unordered_flat_map<Atom, Pid, std::hash<Atom>> pids_ GENMSG_GUARDED_BY(mutex_);
};

/// Global names of one runtime's processes: any term. A process may have several.
/// Threads: any. See: kernel, global.
class GlobalNames {
 public:
  /// False if somebody has the name.
  bool insert(const Term& name, Pid pid) GENMSG_EXCLUDES(mutex_);
  /// False if nobody, or another one than `pid`, has it. A default pid stands for whoever does.
  bool erase(const Term& name, Pid pid) GENMSG_EXCLUDES(mutex_);
  void erase_all(Pid pid) GENMSG_EXCLUDES(mutex_);
  /// A default pid if nobody has the name.
  Pid find(const Term& name) const GENMSG_EXCLUDES(mutex_);
  std::vector<Term> names() const GENMSG_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  std::unordered_map<Term, Pid> pids_ GENMSG_GUARDED_BY(mutex_);
  std::unordered_map<Pid, std::vector<Term>> names_ GENMSG_GUARDED_BY(mutex_);
};

}  // namespace genmsg
