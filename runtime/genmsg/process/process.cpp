// SPDX-License-Identifier: Apache-2.0
#include "genmsg/process/process.h"

#include <new>

namespace genmsg {

void Cold::give_memory_back() noexcept {
  as_ancestor.reset();  // made again for the next child
  try {
    links.rehash(0);
    monitors.rehash(0);
    watched_by.rehash(0);
    dictionary.shrink_to_fit();
    waiting.shrink_to_fit();
  } catch (const std::bad_alloc&) {  // then it keeps what it has
  }
}

const Suspension* Process::suspension() const noexcept {
  if (cold == nullptr || cold->suspensions.empty()) return nullptr;
  for (const Suspension& one : cold->suspensions) {
    if (!one.why.is(atoms::undefined)) return &one;
  }
  return &cold->suspensions.front();
}

Term Process::label() const {
  if (cold == nullptr) return atoms::undefined;
  for (const auto& [key, value] : cold->dictionary) {
    if (key.is(atoms::process_label)) return value;
  }
  return atoms::undefined;
}

}  // namespace genmsg
