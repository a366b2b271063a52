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

std::int64_t end_of(const Suspender& suspender) {
  return suspender.lease.count() > 0 ? lease_end(execution.runtime->now_ns(), suspender.lease)
                                     : Suspension::no_end;
}

/// Who does not say who it is is who calls.
Suspender named(Suspender suspender) {
  if (suspender.owner.is(atoms::undefined)) suspender.owner = caller_as_owner();
  return suspender;
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
    add([&] { return Step::Sent{to, message.type->name(), bounded(message)}; });
  }
  void replied(const Term& to, const Term& reply) noexcept override {
    add([&] { return Step::Sent{to, Atom::intern("reply"), bounded(reply), true}; });
  }
  void ended(const Process& process) noexcept override {
    if (process.cold->is_held) step_.exit_reason = process.cold->exit_reason;
    step_.after = state_of(process);
    step_.version = process.state_version();
    answer([&] {
      step_.shape = module_of(process).state_shape();
      promise_.set(std::move(step_));
    });
  }
  void exited(const Term& reason) noexcept override {
    step_.exit_reason = reason;
    answer([&] { promise_.set(std::move(step_)); });
  }
  void refused(const Error& why) noexcept override {
    answer([&] {
      promise_.set(tl::unexpected(Error{why.code, call_reason(why.reason, "step", name_)}));
    });
  }
  void not_sent(const Error& why) noexcept { promise_.set(tl::unexpected(why)); }
  const Term& name() const noexcept { return name_; }

 private:
  /// What there is no memory for is counted with what came after the first.
  template <class Make>
  void add(Make&& make) noexcept {
    try {
      if (step_.sent.size() < Step::most_sent) {
        step_.sent.push_back(make());
        return;
      }
    } catch (...) {  // counted below
    }
    ++step_.sent_more;
  }
  /// Without memory for the answer the promise goes unanswered: then it says so itself.
  template <class Set>
  static void answer(Set&& set) noexcept {
    try {
      set();
    } catch (...) {
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
  return call<Suspension>(
      runtime, name, options, "suspend",
      [suspender = named(std::move(suspender))](Process& process) -> Result<Suspension> {
        execution.scheduler->suspend(
            process, {.owner = suspender.owner, .why = {}, .until_ns = end_of(suspender)});
        return *process.suspension();
      });
}

Pending<Suspension> renew(Runtime& runtime, Name name, Suspender suspender, Options options) {
  return call<Suspension>(
      runtime, name, options, "renew",
      [suspender = named(std::move(suspender)),
       called = name.to_term()](Process& process) -> Result<Suspension> {
        const auto refused = [&called](Error::Code code, Term reason) {
          return tl::unexpected(Error{code, call_reason(reason, "renew", called)});
        };
        if (!process.has(Process::is_suspended)) {
          return refused(Error::Code::NotSuspended, Atom::intern("not_suspended"));
        }
        if (!execution.scheduler->renew(process, suspender.owner, end_of(suspender))) {
          return refused(Error::Code::BadArgument,
                         Term::tuple_of(Atom::intern("not_owner"), process.suspension()->owner));
        }
        return *process.suspension();
      });
}

Pending<std::optional<Suspension>> suspension(Runtime& runtime, Name name, Options options) {
  return call<std::optional<Suspension>>(
      runtime, name, options, "suspension",
      [](Process& process) -> Result<std::optional<Suspension>> {
        const Suspension* const suspended = process.suspension();
        return suspended != nullptr ? std::optional(*suspended) : std::nullopt;
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
  suspender = named(std::move(suspender));
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
