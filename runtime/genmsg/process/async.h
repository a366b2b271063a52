// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace genmsg {

template <class R = void>
class Async;

namespace detail {

/// What the promises of all results have in common: who goes on when the coroutine ends.
struct AsyncPromiseBase {
  std::coroutine_handle<> waiting;
  std::exception_ptr thrown;

  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) noexcept {
      const std::coroutine_handle<> next = ended.promise().waiting;
      return next ? next : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { thrown = std::current_exception(); }
};

template <class R>
struct AsyncPromise : AsyncPromiseBase {
  std::optional<R> value;

  Async<R> get_return_object() noexcept;
  template <class T>
  void return_value(T&& result) {
    value.emplace(std::forward<T>(result));
  }
  R take() {
    if (thrown) std::rethrow_exception(std::exchange(thrown, nullptr));
    return std::move(*value);
  }
};

template <>
struct AsyncPromise<void> : AsyncPromiseBase {
  Async<void> get_return_object() noexcept;
  void return_void() const noexcept {}
  void take() {
    if (thrown) std::rethrow_exception(std::exchange(thrown, nullptr));
  }
};

}  // namespace detail

/// A callback, or a part of one, that may await answers of other processes: a C++20 coroutine which
/// runs in its process only, between its awaits like any callback.
///
///   static Async<Return> handle_msg(Msg&& message, State& state) {
///     const Result<int> answer = co_await gen_server::call<counter>(state.counter, Next{});
///     if (answer) state.last = *answer;
///     co_return ok();
///   }
///
/// While it awaits, the process waits: it takes its answer, timers and exit signals, and nothing
/// else; messages and sys requests stay queued, as in OTP's gen:call. An exit signal that is not
/// trapped destroys the coroutine, and with it its local objects. A coroutine that another one
/// awaits runs at once; one that nobody awaits never runs.
/// Threads: made, resumed and destroyed on the scheduler that runs its process.
/// Limits: do not await inside a larger expression, or in a catch block; bind the answer to a name.
/// (g++ 12 miscompiles some of the former.) A lambda coroutine must not capture: its closure is gone
/// at the first await. Parameters that are references must outlive the coroutine: the Msg and State
/// of a callback do.
template <class R>
class [[nodiscard]] Async {
 public:
  using promise_type = detail::AsyncPromise<R>;
  using Handle = std::coroutine_handle<promise_type>;

  Async() noexcept = default;
  explicit Async(Handle handle) noexcept : handle_(handle) {}
  Async(Async&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Async& operator=(Async&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Async() {
    if (handle_) handle_.destroy();
  }

  // --- as what another coroutine awaits
  bool await_ready() const noexcept { return false; }
  /// By a call and not by transfer: g++ 12 makes the latter a tail call only when it optimises, and
  /// a loop over coroutines that end at once would use up the stack.
  bool await_suspend(std::coroutine_handle<> waiting) noexcept {
    handle_.resume();
    if (handle_.done()) return false;
    handle_.promise().waiting = waiting;  // nobody else resumes it
    return true;
  }
  R await_resume() { return handle_.promise().take(); }

  // --- as a process's callback
  explicit operator bool() const noexcept { return static_cast<bool>(handle_); }
  /// Runs it to its first await, or its end.
  void start() { handle_.resume(); }
  bool done() const noexcept { return handle_.done(); }
  /// What it gave; throws what left it. @pre done()
  R take() { return handle_.promise().take(); }

 private:
  Handle handle_;
};

template <class R>
Async<R> detail::AsyncPromise<R>::get_return_object() noexcept {
  return Async<R>(Async<R>::Handle::from_promise(*this));
}
inline Async<void> detail::AsyncPromise<void>::get_return_object() noexcept {
  return Async<void>(Async<void>::Handle::from_promise(*this));
}

template <class T>
inline constexpr bool is_async = false;
template <class R>
inline constexpr bool is_async<Async<R>> = true;

}  // namespace genmsg
