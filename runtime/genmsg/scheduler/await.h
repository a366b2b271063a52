// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <cstdint>
#include <memory>
#include <utility>

#include "genmsg/process/async.h"
#include "genmsg/process/pending.h"
#include "genmsg/process/process.h"
#include "genmsg/scheduler/execution.h"

namespace genmsg {

/// How a process awaits a Pending: `Result<R> answer = co_await pending;`. It is woken by a signal
/// from whoever answers, or by its own timer when the Pending has a limit.
/// Threads: in a coroutine that a process runs; elsewhere NotAProcess is thrown.
template <class R>
class PendingAwaiter final : public AnswerListener {
 public:
  explicit PendingAwaiter(Pending<R> pending) : pending_(std::move(pending)) {}
  PendingAwaiter(const PendingAwaiter&) = delete;
  PendingAwaiter& operator=(const PendingAwaiter&) = delete;
  /// Also when the process dies while it waits: nobody may be told any more.
  ~PendingAwaiter() { pending_.stop_listening(*this); }

  bool await_ready() const noexcept { return pending_.limit().count() <= 0; }
  bool await_suspend(std::coroutine_handle<> waiting) {
    wake_ = std::make_unique<Signal>();  // now, as on_answer() must not fail
    awaiter_ = begin_await(waiting, pending_.limit());
    wake_->body = WakeSignal{awaiter_.number};
    if (pending_.listen(*this)) return true;
    end_await();
    return false;
  }
  Result<R> await_resume() {
    pending_.stop_listening(*this);
    return pending_.take_or_give_up();
  }

  void on_answer() noexcept override { wake(awaiter_, std::move(wake_)); }

 private:
  Pending<R> pending_;
  std::unique_ptr<Signal> wake_;
  Awaiter awaiter_;
};

template <class R>
PendingAwaiter<R> operator co_await(Pending<R> pending) {
  return PendingAwaiter<R>(std::move(pending));
}

/// Runs a callback of the executing process that is a coroutine, to its end or its first await:
/// then Outcome::Await, and the scheduler goes on with it.
Outcome run_callback(Async<Outcome> callback);

}  // namespace genmsg
