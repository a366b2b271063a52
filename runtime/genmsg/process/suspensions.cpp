// SPDX-License-Identifier: Apache-2.0
#include "genmsg/process/suspensions.h"

#include <utility>

namespace genmsg {

void Suspensions::set(Pid pid, Suspension suspension) {
  const MutexLock lock(mutex_);
  suspended_.insert_or_assign(pid, std::move(suspension));
}

void Suspensions::remove(Pid pid) noexcept {
  const MutexLock lock(mutex_);
  suspended_.erase(pid);
}

}  // namespace genmsg
