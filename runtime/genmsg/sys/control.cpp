// SPDX-License-Identifier: Apache-2.0
#include "genmsg/sys/control.h"

#include <memory>
#include <utility>

#include "genmsg/scheduler/scheduler.h"
#include "genmsg/sys/call.h"
#include "genmsg/sys/watches.h"

namespace genmsg::sys {

namespace {

Error not_suspended() { return {Error::Code::NotSuspended, Atom::intern("not_suspended")}; }

Suspension wanted_by(const Suspender& suspender) {
  Suspension wanted{suspender.owner, {}};
  if (suspender.lease.count() > 0) {
    wanted.until_ns = lease_end(execution.runtime->now_ns(), suspender.lease);
  }
  return wanted;
}

Term state_of(const Process& process) noexcept {
  try {
    return module_of(process).system_get_state(process);
  } catch (...) {
    return Term::opaque(module_of(process).name.name());
  }
}

/// A step that somebody asked for, and what there is to tell of it.
class AskedStep final : public StepHook {
 public:
  AskedStep(bool skip, Term name) : name_(std::move(name)) { step_.skipped = skip; }
  Pending<Step> future() const { return promise_.future(); }

  bool skips() const noexcept override { return step_.skipped; }
  void begin(const Process& process) noexcept override { step_.before = state_of(process); }
  void take(Pid sender, Atom type, const Term& message) noexcept override {
    has_taken_ = true;
    step_.sender = sender;
    step_.type = type;
    step_.message = message;
  }
  void sent(Pid to, const Message& message) noexcept override {
    add({to, message.type->name(), bounded(message)});
  }
  void replied(const Term& to, const Term& reply) noexcept override {
    add({to, Atom::intern("reply"), bounded(reply), true});
  }
  void ended(const Process& process) noexcept override {
    step_.after = state_of(process);
    step_.shape = module_of(process).state_shape();
    step_.version = process.state_version();
    promise_.set(std::move(step_));
  }
  void exited(const Term& reason) noexcept override {
    step_.exit_reason = reason;
    promise_.set(std::move(step_));
  }
  void refused(const Error& why) noexcept override {
    promise_.set(tl::unexpected(Error{why.code, call_reason(why.reason, "step", name_)}));
  }
  void not_sent(const Error& why) noexcept { promise_.set(tl::unexpected(why)); }
  const Term& name() const noexcept { return name_; }

 private:
  void add(Step::Sent sent) noexcept {
    if (step_.sent.size() == Step::most_sent) {
      ++step_.sent_more;
    } else {
      step_.sent.push_back(std::move(sent));
    }
  }

  Term name_;  // whom the caller asked for
  Step step_;
  Pending<Step>::Promise promise_;
};

/// Leaves the step with the process.
class StepRequest final : public SystemRequest {
 public:
  explicit StepRequest(std::unique_ptr<AskedStep> step) : step_(std::move(step)) {}

  void run(Process& process) noexcept override {
    if (process.has(Process::is_suspended)) {
      process.cold_block().step = std::move(step_);
    } else {
      step_->refused(not_suspended());
    }
  }
  void fail(const Term& exit_reason) noexcept override {
    step_->not_sent(call_error(exit_reason, "step", step_->name()));
  }

 private:
  std::unique_ptr<AskedStep> step_;
};

Watches& watches_of(Process& process) {
  Cold& cold = process.cold_block();
  if (cold.watch == nullptr) cold.watch = std::make_unique<Watches>();
  return static_cast<Watches&>(*cold.watch);  // this class is the only WatchHook there is
}

/// Drops the watches, and their cost, when none is set.
void settle(Process& process) {
  if (watches_of(process).empty()) {
    process.cold->watch.reset();
    process.clear(Process::is_watched);
  } else {
    process.set(Process::is_watched);
  }
}

}  // namespace

Pending<Suspension> suspend_by(Runtime& runtime, Name name, Suspender suspender,
                               Options options) {
  return call<Suspension>(runtime, name, options, "suspend",
                          [suspender = std::move(suspender)](Process& process) -> Result<Suspension> {
                            execution.scheduler->suspend(process, wanted_by(suspender));
                            return *process.cold->suspension;
                          });
}

Pending<Suspension> renew(Runtime& runtime, Name name, Suspender suspender, Options options) {
  return call<Suspension>(
      runtime, name, options, "renew",
      [suspender = std::move(suspender)](Process& process) -> Result<Suspension> {
        if (!process.has(Process::is_suspended)) return tl::unexpected(not_suspended());
        const Term& owner = process.cold->suspension->owner;
        if (!(owner == suspender.owner)) {
          return tl::unexpected(Error{Error::Code::BadArgument,
                                      Term::tuple_of(Atom::intern("not_owner"), owner)});
        }
        execution.scheduler->suspend(process, wanted_by(suspender));
        return *process.cold->suspension;
      });
}

Pending<std::optional<Suspension>> suspension(Runtime& runtime, Name name, Options options) {
  return call<std::optional<Suspension>>(
      runtime, name, options, "suspension",
      [](Process& process) -> Result<std::optional<Suspension>> {
        if (!process.has(Process::is_suspended)) return std::optional<Suspension>();
        return std::optional<Suspension>(*process.cold->suspension);
      });
}

Pending<Step> step(Runtime& runtime, Name name, bool skip, Options options) {
  const Pid pid = name.resolve(runtime);
  if (auto error = self_error(runtime, pid, "step", name.to_term())) {
    return Pending<Step>::ready(tl::unexpected(std::move(*error)));
  }
  auto asked = std::make_unique<AskedStep>(skip, name.to_term());
  Pending<Step> answer = asked->future();
  runtime.request(pid, std::make_unique<StepRequest>(std::move(asked)), options.priority);
  return answer;
}

Pending<Ok> watch(Runtime& runtime, Name name, Term id, Condition condition, Suspender suspender,
                  Options options) {
  Watches::Watch made{{std::move(id), std::move(condition), std::move(suspender.owner)},
                      suspender.lease};
  return call<Ok>(runtime, name, options, "watch",
                  [made = std::move(made)](Process& process) -> Result<Ok> {
                    watches_of(process).set(made);
                    settle(process);
                    return Ok{};
                  });
}

Pending<Ok> unwatch(Runtime& runtime, Name name, Term id, Options options) {
  return call<Ok>(runtime, name, options, "unwatch",
                  [id = std::move(id)](Process& process) -> Result<Ok> {
                    watches_of(process).remove(id);
                    settle(process);
                    return Ok{};
                  });
}

Pending<std::vector<WatchInfo>> watches(Runtime& runtime, Name name, Options options) {
  return call<std::vector<WatchInfo>>(
      runtime, name, options, "watches", [](Process& process) -> Result<std::vector<WatchInfo>> {
        std::vector<WatchInfo> infos = watches_of(process).infos();
        settle(process);
        return infos;
      });
}

}  // namespace genmsg::sys
