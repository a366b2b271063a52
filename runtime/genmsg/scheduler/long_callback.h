// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "genmsg/base/mutex.h"
#include "genmsg/process/message.h"
#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"

namespace genmsg {

class Runtime;
class Scheduler;
struct Process;

/// A callback of an ordinary process that holds its scheduler up.
/// Where C++ differs: OTP has no such report, as it preempts; the nearest thing is
/// erlang:system_monitor/2 with long_schedule.
struct LongCallback {
  Pid pid;
  Atom name;  // registered, else `undefined`
  Atom initial_call;
  const MessageType* type = nullptr;  // of the message in hand, or one of those below; null: unknown
  std::int64_t so_far_ns = 0;         // at least
};

/// In place of a message's type, for what is no message.
extern const MessageType doing_init;       // named init
extern const MessageType doing_system;     // named system: sys requests and signals
extern const MessageType doing_terminate;  // named terminate

/// What is known of a process, whoever runs it. Threads: any.
LongCallback describe_callback(const Process& process, Pid pid) noexcept;

/// The thread that looks at what the schedulers have in hand, about twice in each limit, and
/// reports a callback once, while it still runs. A child's init that runs within its parent's
/// callback counts as the parent's. While all schedulers sleep, so does it.
/// Threads: someone_is_awake() by schedulers; the rest by who owns it.
class LongCallbackWatch {
 public:
  /// Throws std::system_error if the system refuses the thread.
  LongCallbackWatch(Runtime& runtime, std::int64_t limit_ns);
  ~LongCallbackWatch();
  LongCallbackWatch(const LongCallbackWatch&) = delete;
  LongCallbackWatch& operator=(const LongCallbackWatch&) = delete;

  void someone_is_awake() noexcept {
    // seq_cst: either this sees that the watch sleeps, or the watch sees who is awake.
    if (sleeps_.load(std::memory_order_seq_cst)) [[unlikely]] wake();
  }

 private:
  /// What one scheduler had in hand when it was first seen there.
  struct Seen {
    std::uint64_t process = 0;  // packed; 0: none
    std::uint64_t slices = 0;
    std::uint64_t handled = 0;
    std::uint32_t turn = 0;
    friend bool operator==(const Seen&, const Seen&) noexcept = default;
  };
  struct Watched {
    Seen seen;
    std::int64_t since_ns = 0;
    bool is_reported = false;
  };

  void loop();
  void wake() noexcept;
  void look(const Scheduler& scheduler, Watched& watched);
  Seen read(const Scheduler& scheduler) const noexcept;
  bool all_sleep() const noexcept;

  Runtime& runtime_;
  const std::int64_t limit_ns_;
  std::vector<Watched> watched_;  // by scheduler
  std::atomic<bool> sleeps_{false};
  Mutex mutex_;
  CondVar changed_;
  bool stops_ GENMSG_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace genmsg
