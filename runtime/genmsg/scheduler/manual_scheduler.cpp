// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/manual_scheduler.h"

#include <stdexcept>

#include "genmsg/scheduler/execution.h"
#include "genmsg/scheduler/scheduler.h"

namespace genmsg {

namespace {

/// This thread is the runtime's scheduler for a scope.
class AsScheduler {
 public:
  explicit AsScheduler(Runtime& runtime) : before_(execution) {
    Scheduler& scheduler = *runtime.schedulers().front();
    execution = {&runtime, &scheduler, nullptr, &scheduler.message_cache()};
  }
  ~AsScheduler() { execution = before_; }
  AsScheduler(const AsScheduler&) = delete;
  AsScheduler& operator=(const AsScheduler&) = delete;

 private:
  Execution before_;
};

RuntimeOptions manual(RuntimeOptions options, std::shared_ptr<Clock> clock) {
  options.manual = true;
  options.clock = std::move(clock);
  if (options.process_limit == RuntimeOptions{}.process_limit) options.process_limit = 1u << 16;
  if (options.message_bytes == RuntimeOptions{}.message_bytes) {
    options.message_bytes = std::size_t{1} << 30;
  }
  return options;
}

}  // namespace

ManualScheduler::ManualScheduler(std::uint64_t seed, RuntimeOptions options)
    : clock_(std::make_shared<ManualClock>()),
      runtime_(std::make_unique<Runtime>(manual(std::move(options), clock_))),
      random_(seed),
      shuffled_(seed != 0) {}

ManualScheduler::~ManualScheduler() = default;

void ManualScheduler::collect_ready() {
  Scheduler& scheduler = *runtime_->schedulers().front();
  while (Process* const process = scheduler.queue().pop()) ready_.push_back(process);
  if (Process* const process = runtime_->take_inbox()) ready_.push_back(process);
  while (Process* const process = scheduler.queue().pop()) ready_.push_back(process);
  scheduler.hand_over();
  while (Process* const process = runtime_->overflow().take_one()) ready_.push_back(process);
}

bool ManualScheduler::step() {
  const AsScheduler scope(*runtime_);
  collect_ready();
  if (ready_.empty()) return false;
  const std::size_t pick = shuffled_ ? random_() % ready_.size() : 0;
  Process* const process = ready_[pick];
  ready_.erase(ready_.begin() + static_cast<std::ptrdiff_t>(pick));
  execute(*process);
  return true;
}

/// Reports what took too long by the clock that the callbacks moved.
void ManualScheduler::execute(Process& process) {
  Scheduler& scheduler = *runtime_->schedulers().front();
  const bool is_watched = !process.has(Process::is_blocking);
  LongCallback callback = describe_callback(process, process.pid());
  const std::int64_t begin = clock_->now_ns();
  scheduler.note_time(begin);
  scheduler.execute(process, 1);
  callback.so_far_ns = clock_->now_ns() - begin;
  const std::int64_t limit = std::chrono::nanoseconds(runtime_->options_.long_callback).count();
  if (!is_watched || limit <= 0 || callback.so_far_ns < limit) return;
  callback.type = scheduler.in_hand();
  // In its init it may have taken a name.
  if (runtime_->is_alive(callback.pid)) callback.name = describe_callback(process, callback.pid).name;
  runtime_->report_long_callback(callback);
}

std::size_t ManualScheduler::run(std::size_t limit) {
  std::size_t steps = 0;
  while (step()) {
    if (++steps > limit) throw std::runtime_error("processes do not come to rest");
  }
  return steps;
}

void ManualScheduler::advance(std::chrono::milliseconds by) {
  run();
  for (std::int64_t i = 0; i < by.count(); ++i) {
    clock_->advance(std::chrono::milliseconds(1));
    {
      const AsScheduler scope(*runtime_);
      runtime_->fire_timers();
    }
    run();
  }
}

}  // namespace genmsg
