// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/trace.h"

namespace genmsg {

Term bounded(const Message& message) noexcept {
  try {
    const TermBudget budget;
    return bounded(message.to_term());
  } catch (...) {
    return Term::opaque(message.type->name().name());
  }
}

}  // namespace genmsg
