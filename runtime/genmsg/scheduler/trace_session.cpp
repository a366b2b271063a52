// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/trace_session.h"

#include <algorithm>
#include <utility>

#include "genmsg/term/type_name.h"

namespace genmsg {

namespace {

constexpr std::int64_t second = 1'000'000'000;
/// A year: what is added to a clock must fit.
constexpr std::chrono::milliseconds longest{std::int64_t{365} * 24 * 3600 * 1000};

bool is_of_message(TraceKind kind) noexcept {
  return kind == TraceKind::Receive || kind == TraceKind::Send;
}

/// `wanted`: with or without its namespace.
bool is_wanted(Atom wanted, Atom type) {
  return wanted == atoms::undefined || wanted == type ||
         detail::unqualified(type.name()) == wanted.name();
}

}  // namespace

TraceSession::TraceSession(TraceSessionId id, TraceSpec spec, std::int64_t now_ns)
    : id_(id),
      spec_(std::move(spec)),
      until_ns_(now_ns + std::chrono::nanoseconds(std::min(spec_.limits.time, longest)).count()),
      second_ns_(now_ns) {
  state_.id = id;
  state_.start_ns = now_ns;
}

bool TraceSession::admit(TraceKind kind, Atom type, std::int64_t now_ns) {
  if (is_over() || !records(kind)) return false;
  if (is_of_message(kind) && !is_wanted(spec_.message_type, type)) return false;
  const MutexLock lock(mutex_);
  if (state_.end != TraceEnd::Running) return false;
  if (is_late(now_ns)) {
    end_locked(TraceEnd::Time, now_ns);
    return false;
  }
  if (now_ns - second_ns_ >= second) {
    second_ns_ = now_ns;
    in_second_ = 0;
  }
  if (in_second_ >= spec_.limits.events_per_second) {
    end_locked(TraceEnd::Rate, now_ns);
    return false;
  }
  ++in_second_;
  if (++state_.events >= spec_.limits.events) end_locked(TraceEnd::Events, now_ns);
  return true;
}

void TraceSession::drop_one() {
  const MutexLock lock(mutex_);
  ++state_.dropped;
}

void TraceSession::end(TraceEnd why, std::int64_t now_ns) {
  const MutexLock lock(mutex_);
  if (state_.end == TraceEnd::Running) end_locked(why, now_ns);
}

void TraceSession::end_locked(TraceEnd why, std::int64_t now_ns) {
  state_.end = why;
  // What has waited for somebody to look ended when its time was over, all the same.
  state_.end_ns = std::min(now_ns, until_ns_);
  is_over_.store(true, std::memory_order_relaxed);
}

void TraceSession::look_at_time(std::int64_t now_ns) {
  if (is_late(now_ns)) end(TraceEnd::Time, now_ns);
}

void TraceSession::expect(Pid pid) {
  const MutexLock lock(mutex_);
  expected_.insert(pid);
}

void TraceSession::expect_no_more(Pid pid) {
  const MutexLock lock(mutex_);
  expected_.erase(pid);
}

void TraceSession::add(Pid pid) {
  const MutexLock lock(mutex_);
  expected_.erase(pid);
  if (processes_.insert(pid).second) ++state_.processes;
}

void TraceSession::remove(Pid pid) {
  const MutexLock lock(mutex_);
  expected_.erase(pid);
  processes_.erase(pid);
}

bool TraceSession::has(Pid pid) const {
  const MutexLock lock(mutex_);
  return processes_.contains(pid) || expected_.contains(pid);
}

bool TraceSession::is_deserted() const {
  const MutexLock lock(mutex_);
  return state_.processes > 0 && processes_.empty() && expected_.empty();
}

std::unordered_set<Pid> TraceSession::take_processes() {
  const MutexLock lock(mutex_);
  return std::exchange(processes_, {});
}

TraceSessionState TraceSession::state() const {
  const MutexLock lock(mutex_);
  return state_;
}

}  // namespace genmsg
