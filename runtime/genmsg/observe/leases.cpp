// SPDX-License-Identifier: Apache-2.0
#include "genmsg/observe/leases.h"

#include <algorithm>
#include <utility>

#include "genmsg/sys/control.h"

namespace genmsg {

void Leases::add(Pid pid, std::optional<Term> watch, const Suspender& suspender) {
  remove(pid, watch);
  if (suspender.lease.count() <= 0) return;
  const Kept& kept = kept_[pid].emplace_back(Kept{std::move(watch), suspender, ++last_});
  renew_later(pid, kept);
}

void Leases::forget_watch(Pid pid, const Term& id) {
  const auto found = kept_.find(pid);
  if (found == kept_.end()) return;
  for (Kept& kept : found->second) {
    if (kept.watch == id) kept.watch.reset();  // it may have it suspended just now
  }
}

bool Leases::is_suspended(Pid pid) const {
  const Process* const process = runtime_.table().slot_of(pid);
  return process != nullptr && process->has(Process::is_suspended);
}

void Leases::remove(Pid pid, const std::optional<Term>& watch) {
  const auto found = kept_.find(pid);
  if (found == kept_.end()) return;
  std::erase_if(found->second, [&watch](const Kept& kept) { return kept.watch == watch; });
  if (found->second.empty()) kept_.erase(found);
}

Leases::Kept* Leases::find(Pid pid, std::uint64_t number) {
  const auto found = kept_.find(pid);
  if (found == kept_.end()) return nullptr;
  const auto kept = std::find_if(found->second.begin(), found->second.end(),
                                 [number](const Kept& one) { return one.number == number; });
  return kept == found->second.end() ? nullptr : &*kept;
}

void Leases::renew_later(Pid pid, const Kept& kept) {
  const auto wait = std::max<std::chrono::nanoseconds>(kept.suspender.lease / 3,
                                                       std::chrono::milliseconds(1));
  desk_->open(Desk::after(wait), [this, pid, number = kept.number](NodeError::Code code) {
    if (code == NodeError::Code::Timeout) renew(pid, number);
  });
}

void Leases::renew(Pid pid, std::uint64_t number) {
  const Kept* const kept = find(pid, number);
  if (kept == nullptr) return;
  // A watch that has not hit costs its process nothing.
  if (kept->watch && runtime_.is_alive(pid) && !is_suspended(pid)) return renew_later(pid, *kept);
  sys::renew(runtime_, pid, kept->suspender, {.priority = true})
      .then([this, desk = desk_, pid, number](const Result<Suspension>& answer) {
        // On a scheduler thread; a desk that is closed takes no job, so `this` is there.
        desk->post([this, pid, number, answer] { on_renewed(pid, number, answer); });
      });
}

void Leases::on_renewed(Pid pid, std::uint64_t number, const Result<Suspension>& answer) {
  const Kept* const kept = find(pid, number);
  if (kept == nullptr) return;
  const bool is_gone = !answer && (answer.error().code == Error::Code::NoProc ||
                                   answer.error().code == Error::Code::Exited);
  if (answer || (kept->watch && !is_gone)) {
    renew_later(pid, *kept);
  } else {
    remove(pid, std::optional<Term>(kept->watch));
  }
}

}  // namespace genmsg
