// SPDX-License-Identifier: Apache-2.0
#include "genmsg/process/process.h"

#include <algorithm>
#include <new>

namespace genmsg {

bool Cold::is_blank() const noexcept {
  const auto never_armed = [](const Timer& timer) { return timer.shard == Timer::no_shard; };
  return last_unlink == 0 && monitors.empty() && watched_by.empty() &&
         aliases == nullptr && priority_first == 0 && as_ancestor == nullptr &&
         dictionary.empty() && !known_as && vias.empty() &&
         std::all_of(timers.begin(), timers.end(), never_armed) && !timed_message &&
         !continuation && waiting.empty() && debug == nullptr && suspensions.empty() &&
         step == nullptr && watch == nullptr && traces.empty() && !is_held && !ends_orderly &&
         obligations.empty() && !after_terminate && last_message == nullptr &&
         replacements == 0 && awaits == 0 && !start && !starter && start_monitor == 0 &&
         !failed_start && exit_reason.is(atoms::normal);
}

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

void Process::make_cold() {
  cold = new Cold;
  if (!has(has_parent_link)) return;
  cold->links.try_emplace(unpack(parent.load(std::memory_order_relaxed)));
  clear(has_parent_link);
}

void Process::drop_blank_cold() noexcept {
  if (cold == nullptr || has(attention | aside) || !cold->is_blank()) return;
  if (!cold->links.empty()) {
    const auto& [peer, link] = *cold->links.begin();
    if (cold->links.size() != 1 || pack(peer) != parent.load(std::memory_order_relaxed) ||
        link.unlinking != 0 || link.priority) {
      return;
    }
    set(has_parent_link);
  }
  delete cold;
  cold = nullptr;
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
