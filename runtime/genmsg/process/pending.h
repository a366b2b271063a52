// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "genmsg/base/mutex.h"
#include "genmsg/process/error.h"
#include "genmsg/term/term.h"

namespace genmsg {

/// True on a thread that runs processes, unless a blocking process is what it runs: that one may
/// wait. A manual scheduler's thread is always one, as nobody else would run what is waited for.
bool on_scheduler() noexcept;

/// Why a promise that is dropped here goes unanswered: NoReply with reason mailbox_limit if a limit
/// loses the message that holds it, Exited if a process is exiting on this
/// thread, NoReply if a living one drops it, else NoProc.
Error unanswered() noexcept;

/// Tells the runtime's logger, or standard error, that a completion given to then() threw.
void report_throwing_completion() noexcept;

class BlockingPool;

/// Stands for a wait() of a blocking process, which the end of its runtime ends. On other threads
/// it does nothing.
/// Threads: its own; the pool reads it between constructor and destructor.
class BlockedWait {
 public:
  BlockedWait(Mutex& mutex, CondVar& arrived) noexcept;  // not while `mutex` is held
  ~BlockedWait();
  BlockedWait(const BlockedWait&) = delete;
  BlockedWait& operator=(const BlockedWait&) = delete;

  bool must_end() const noexcept { return pool_ != nullptr && pool_stops(); }

 private:
  friend class BlockingPool;
  bool pool_stops() const noexcept;

  Mutex& mutex_;
  CondVar& arrived_;
  BlockingPool* pool_ = nullptr;
  BlockedWait* next_ = nullptr;
  BlockedWait* previous_ = nullptr;
};

/// Told that the answer which it waits for is there; under the lock of the Pending, so it must
/// neither call it nor block.
class AnswerListener {
 public:
  virtual void on_answer() noexcept = 0;

 protected:
  ~AnswerListener() = default;
};

/// An answer that is on its way, to be taken once: `co_await` it in a callback that is a coroutine
/// (process/async.h), `.wait()` for it on a plain thread.
/// Threads: co_await in a process; wait() from a plain thread; get() from any; then() once, from any.
/// Errors: wait() on a scheduler thread is WouldBlock unless the answer is there: a process never
/// holds up its scheduler by waiting for another one. In a blocking process wait() waits, until its
/// runtime is destroyed: Exited with reason killed. After Timeout the late answer is dropped, and
/// every further wait() is Timeout. An answer that was taken already, or that then() or another
/// co_await waits for: BadArgument.
template <class R>
class Pending {
  struct Shared;

 public:
  using Value = Result<R>;
  static constexpr std::chrono::nanoseconds no_limit = std::chrono::nanoseconds::max();

  /// The same answer, for which wait() and co_await wait so long, counted from when they begin.
  Pending within(std::chrono::nanoseconds limit) const {
    Pending limited = *this;
    limited.limit_ = limit;
    return limited;
  }
  /// The same, but when the time is up, a Timeout, the answer may still be waited for.
  Pending kept_within(std::chrono::nanoseconds limit) const {
    Pending limited = within(limit);
    limited.is_kept_ = true;
    return limited;
  }
  std::chrono::nanoseconds limit() const noexcept { return limit_; }

  Value wait(std::chrono::nanoseconds timeout) {
    // Bounded, as the clock cannot count to the greatest duration from now.
    const auto until = std::chrono::steady_clock::now() +
                       std::min<std::chrono::nanoseconds>(timeout, std::chrono::hours(24 * 365));
    const BlockedWait blocked(shared_->mutex, shared_->arrived);
    const MutexLock lock(shared_->mutex);
    while (shared_->is_free() && !on_scheduler()) {
      if (blocked.must_end()) return ended();
      if (!shared_->arrived.wait_until(shared_->mutex, until) && shared_->is_free()) {
        return explained(give_up());
      }
    }
    return explained(take());
  }

  /// Waits as long as within() said, else without limit.
  Value wait() {
    if (limit_ != no_limit) return wait(limit_);
    const BlockedWait blocked(shared_->mutex, shared_->arrived);
    const MutexLock lock(shared_->mutex);
    while (shared_->is_free() && !on_scheduler()) {
      if (blocked.must_end()) return ended();
      shared_->arrived.wait(shared_->mutex);
    }
    return explained(take());
  }

  /// The answer if it is there, else WouldBlock. What starts a child on the caller's own scheduler
  /// is answered at once.
  Value get() {
    const MutexLock lock(shared_->mutex);
    return explained(take());
  }

  /// Calls `done` with the answer: at once if it is there, else on the thread that answers: be
  /// brief, do not block, do not throw (it is reported and goes no further). self() is then
  /// whoever answers, not who asked.
  void then(std::function<void(Value)> done) {
    std::optional<Value> value;
    {
      const MutexLock lock(shared_->mutex);
      if (shared_->is_free()) {
        if (explain_ != nullptr) {
          done = [*this, done = std::move(done)](Value late) { done(explained(std::move(late))); };
        }
        shared_->done = std::move(done);
        shared_->arrived.notify_all();  // who waits waits in vain
        return;
      }
      value = explained(take());
    }
    done(std::move(*value));
  }

  /// What the reason of an error becomes, given whom was asked: {noproc, {gen_server, call,
  /// [Name]}}.
  using Explain = Term (*)(const Term& reason, const Term& asked);
  /// The same answer, with errors that say so; but those of a wrong use.
  Pending explained_by(Explain explain, Term asked) const {
    Pending made = *this;
    made.explain_ = explain;
    made.asked_ = std::move(asked);
    return made;
  }

  // --- for who awaits it

  /// False, and no call to come, if the answer is there or somebody else's.
  bool listen(AnswerListener& listener) {
    const MutexLock lock(shared_->mutex);
    if (!shared_->is_free()) return false;
    shared_->listener = &listener;
    shared_->arrived.notify_all();
    return true;
  }
  void stop_listening(const AnswerListener& listener) noexcept {
    const MutexLock lock(shared_->mutex);
    if (shared_->listener == &listener) shared_->listener = nullptr;
  }
  /// The answer; none: the time was up, and a late one is dropped unless it is kept.
  Value take_or_give_up() {
    const MutexLock lock(shared_->mutex);
    return explained(shared_->is_free() ? give_up() : take());
  }
  /// Answered, and neither taken nor given up.
  bool has_answer() const {
    const MutexLock lock(shared_->mutex);
    return shared_->value.has_value() && !shared_->abandoned;
  }

  class WeakPromise;

  /// The side that answers. Copies answer once: the first answer counts. An unanswered Promise is
  /// answered unanswered() when its last copy goes away.
  class Promise {
   public:
    Promise() : shared_(std::make_shared<Shared>()), guard_(std::make_shared<Guard>(shared_)) {}

    Pending future() const { return Pending(shared_); }
    void set(Value value) const { shared_->set(std::move(value)); }
    /// Whether there are copies of it.
    bool is_shared() const noexcept { return guard_.use_count() > 1; }

   private:
    friend class WeakPromise;
    struct Guard {
      explicit Guard(std::shared_ptr<Shared> shared_state) : shared(std::move(shared_state)) {}
      ~Guard() { shared->set(tl::unexpected(unanswered())); }
      std::shared_ptr<Shared> shared;
    };
    std::shared_ptr<Shared> shared_;
    std::shared_ptr<Guard> guard_;
  };

  /// Answers while a Promise is still somewhere, and keeps none.
  class WeakPromise {
   public:
    explicit WeakPromise(const Promise& promise) : guard_(promise.guard_) {}
    bool expired() const noexcept { return guard_.expired(); }
    void set(Value value) const {
      if (const auto guard = guard_.lock()) guard->shared->set(std::move(value));
    }

   private:
    std::weak_ptr<typename Promise::Guard> guard_;
  };

  static Pending ready(Value value) {
    auto shared = std::make_shared<Shared>();
    shared->set(std::move(value));
    return Pending(std::move(shared));
  }

 private:
  struct Shared {
    Mutex mutex;
    CondVar arrived;
    std::optional<Value> value GENMSG_GUARDED_BY(mutex);
    std::function<void(Value)> done GENMSG_GUARDED_BY(mutex);
    bool answered GENMSG_GUARDED_BY(mutex) = false;
    bool abandoned GENMSG_GUARDED_BY(mutex) = false;
    AnswerListener* listener GENMSG_GUARDED_BY(mutex) = nullptr;

    /// Neither answered nor given up.
    bool is_open() const GENMSG_REQUIRES(mutex) { return !answered && !abandoned; }
    /// Nor is there one who will be told.
    bool is_free() const GENMSG_REQUIRES(mutex) {
      return is_open() && !done && listener == nullptr;
    }

    void set(Value answer) {
      std::function<void(Value)> call;
      {
        const MutexLock lock(mutex);
        if (answered) return;
        answered = true;
        if (abandoned) return;
        if (done) {
          call = std::move(done);
        } else {
          value = std::move(answer);
          arrived.notify_all();
          if (listener != nullptr) std::exchange(listener, nullptr)->on_answer();
          return;
        }
      }
      try {
        call(std::move(answer));
      } catch (...) {  // it is not the fault of who answers
        report_throwing_completion();
      }
    }
  };

  explicit Pending(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

  static Value ended() { return tl::unexpected(Error{Error::Code::Exited, atoms::killed}); }

  Value give_up() GENMSG_REQUIRES(shared_->mutex) {
    if (!is_kept_) shared_->abandoned = true;
    return tl::unexpected(Error{Error::Code::Timeout, atoms::timeout});
  }

  Value explained(Value value) const {
    if (explain_ == nullptr || value || value.error().code == Error::Code::WouldBlock ||
        value.error().code == Error::Code::BadArgument) {
      return value;
    }
    return tl::unexpected(Error{value.error().code, explain_(value.error().reason, asked_)});
  }

  Value take() GENMSG_REQUIRES(shared_->mutex) {
    if (shared_->abandoned) return tl::unexpected(Error{Error::Code::Timeout, atoms::timeout});
    if (shared_->is_free()) {
      return tl::unexpected(Error{Error::Code::WouldBlock, atoms::would_block});
    }
    if (!shared_->value) {
      return tl::unexpected(Error{Error::Code::BadArgument, atoms::badarg});
    }
    Value value = std::move(*shared_->value);
    shared_->value.reset();
    return value;
  }

  std::shared_ptr<Shared> shared_;
  std::chrono::nanoseconds limit_ = no_limit;
  bool is_kept_ = false;
  Explain explain_ = nullptr;
  Term asked_;
};

}  // namespace genmsg
