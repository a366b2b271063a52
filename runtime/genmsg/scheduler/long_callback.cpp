// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/long_callback.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "genmsg/scheduler/runtime.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

/// Looks are no closer than this, however short the limit is.
constexpr std::int64_t closest_looks_ns = 1'000'000;
constexpr std::int64_t farthest_looks_ns = 60'000'000'000;

}  // namespace

const MessageType doing_init{0, nullptr, nullptr, [] { return Atom::intern("init"); }};
const MessageType doing_system{0, nullptr, nullptr, [] { return atoms::system; }};
const MessageType doing_terminate{0, nullptr, nullptr, [] { return Atom::intern("terminate"); }};

LongCallback describe_callback(const Process& process, Pid pid) noexcept {
  LongCallback callback;
  callback.pid = pid;
  callback.name = Atom::from_index(process.name.load(std::memory_order_relaxed));
  callback.initial_call = Atom::from_index(process.initial_call.load(std::memory_order_relaxed));
  return callback;
}

void Runtime::report_long_callback(const LongCallback& callback) noexcept {
  long_callbacks_.fetch_add(1, std::memory_order_relaxed);
  try {
    Report made;
    made.level = Report::Level::Warning;
    made.kind = Report::Kind::LongCallback;
    made.pid = callback.pid;
    made.name = callback.name;
    const Term in = callback.type != nullptr ? Term(callback.type->name()) : Term();
    made.report = Term::list({
        Term::tuple_of(Atom::intern("pid"), callback.pid),
        Term::tuple_of(Atom::intern("registered_name"), callback.name),
        Term::tuple_of(Atom::intern("initial_call"), callback.initial_call),
        Term::tuple_of(Atom::intern("so_far_ms"), callback.so_far_ns / 1'000'000),
        Term::tuple_of(atoms::in, in),
    });
    report(std::move(made));
  } catch (...) {  // no memory to say so: it is counted
  }
}

LongCallbackWatch::LongCallbackWatch(Runtime& runtime, std::int64_t limit_ns)
    : runtime_(runtime), limit_ns_(limit_ns), watched_(runtime.schedulers().size()) {
  thread_ = std::thread([this] { loop(); });
}

LongCallbackWatch::~LongCallbackWatch() {
  {
    const MutexLock lock(mutex_);
    stops_ = true;
    changed_.notify_one();
  }
  thread_.join();
}

void LongCallbackWatch::wake() noexcept {
  const MutexLock lock(mutex_);
  sleeps_.store(false, std::memory_order_seq_cst);
  changed_.notify_one();
}

bool LongCallbackWatch::all_sleep() const noexcept {
  return runtime_.sleeping_schedulers() >= runtime_.schedulers().size();
}

void LongCallbackWatch::loop() {
  const auto between = std::chrono::nanoseconds(
      std::clamp(limit_ns_ / 2, closest_looks_ns, farthest_looks_ns));
  const MutexLock lock(mutex_);
  while (!stops_) {
    sleeps_.store(true, std::memory_order_seq_cst);
    if (all_sleep()) {
      while (sleeps_.load(std::memory_order_seq_cst) && !stops_) changed_.wait(mutex_);
    }
    sleeps_.store(false, std::memory_order_seq_cst);
    const auto until = std::chrono::steady_clock::now() + between;
    while (!stops_ && changed_.wait_until(mutex_, until)) {
    }
    if (stops_) return;
    const auto& schedulers = runtime_.schedulers();
    for (std::size_t i = 0; i < watched_.size(); ++i) look(*schedulers[i], watched_[i]);
  }
}

/// Numbers that are read one by one, while the scheduler goes on: then they are no longer the same
/// the next time.
LongCallbackWatch::Seen LongCallbackWatch::read(const Scheduler& scheduler) const noexcept {
  Seen seen;
  seen.process = scheduler.slice_of();
  if (seen.process == 0) return seen;
  seen.slices = scheduler.slices();
  seen.turn = scheduler.turn();
  seen.handled = runtime_.table()
                     .at(Process::unpack(seen.process).index)
                     .handled.load(std::memory_order_relaxed);
  return seen;
}

void LongCallbackWatch::look(const Scheduler& scheduler, Watched& watched) {
  const Seen seen = read(scheduler);
  const std::int64_t now = runtime_.now_ns();
  if (seen.process == 0 || !(seen == watched.seen)) {
    watched = {seen, now, false};
    return;
  }
  if (watched.is_reported || now - watched.since_ns < limit_ns_) return;
  watched.is_reported = true;
  const Pid pid = Process::unpack(seen.process);
  LongCallback callback = describe_callback(runtime_.table().at(pid.index), pid);
  callback.type = scheduler.in_hand();
  callback.so_far_ns = now - watched.since_ns;
  // What was read is of this callback only if it still runs.
  if (read(scheduler) == seen) runtime_.report_long_callback(callback);
}

}  // namespace genmsg
