// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "genmsg/process/message_pool.h"
#include "genmsg/process/process.h"
#include "genmsg/process/process_table.h"
#include "genmsg/process/report.h"
#include "genmsg/scheduler/overflow.h"
#include "genmsg/scheduler/run_queue.h"
#include "genmsg/scheduler/trace.h"

namespace genmsg {

class DirectStart;
class Runtime;

/// One thread that runs processes, a slice of messages at a time. Also what a thread of the
/// BlockingPool is for the process that it runs; it has no thread itself and no queue then, and
/// nobody steals from it.
/// Threads: what is atomic may be read by any; the rest belongs to the scheduler's own thread.
/// Counters are cumulative; times are nanoseconds on the runtime's clock.
class Scheduler {
 public:
  Scheduler(Runtime& runtime, unsigned number, bool is_blocking = false);
  ~Scheduler();

  void start_thread();
  void join();

  unsigned number() const noexcept { return number_; }
  Runtime& runtime() const noexcept { return runtime_; }
  bool is_blocking() const noexcept { return is_blocking_; }
  const Aside& aside() const noexcept { return aside_; }

  // --- what others may read
  /// The process that it executes, packed; 0: none.
  std::uint64_t current() const noexcept { return current_.load(std::memory_order_relaxed); }
  std::uint64_t slices() const noexcept { return slices_.load(std::memory_order_relaxed); }
  /// Whose slice this is, packed: current(), but while a child's init runs, its parent.
  /// acquire: who reads it may look at the slot, which was made before.
  std::uint64_t slice_of() const noexcept { return slice_of_.load(std::memory_order_acquire); }
  /// What the last callback was called with, see LongCallback::type.
  const MessageType* in_hand() const noexcept { return in_hand_.load(std::memory_order_relaxed); }
  /// Moves with everything that is done between messages.
  std::uint32_t turn() const noexcept { return turn_.load(std::memory_order_relaxed); }
  std::uint64_t messages() const noexcept { return messages_.load(std::memory_order_relaxed); }
  /// Processes that were made, or have ended, on it.
  std::uint64_t spawned() const noexcept { return spawned_.load(std::memory_order_relaxed); }
  std::uint64_t exited() const noexcept { return exited_.load(std::memory_order_acquire); }
  /// Time without a process, up to `now_ns`.
  std::uint64_t idle_ns(std::int64_t now_ns) const noexcept;
  TraceRing* trace_ring() const noexcept { return trace_ring_.load(std::memory_order_acquire); }

  // --- its own thread
  RunQueue& queue() noexcept { return queue_; }
  /// For a ready process that the queue has no room for: kept until a batch for all is full.
  void push_aside(Process& process) noexcept;
  /// Has everybody see what lies aside.
  void hand_over() noexcept;
  /// Null: it keeps none, or many threads that rarely start a process would hold the slots back.
  ProcessTable::Cache* free_slots() noexcept { return is_blocking_ ? nullptr : &free_slots_; }
  /// Null: nobody traces.
  TraceRing* own_trace_ring();
  MessagePool::Cache& message_cache() noexcept { return message_cache_; }

  void count_spawned() noexcept {
    // One writer, as everywhere here. relaxed: before anybody knows the process.
    spawned_.store(spawned_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  /// Runs up to `budget` messages of a process that was made ready.
  void execute(Process& process, unsigned budget);
  /// The same, but who calls makes it ready again: true if it wants another slice.
  bool execute_slice(Process& process, unsigned budget);
  /// Runs a new child's start function at once, on the caller's slice, as the current process. A
  /// blocking child is made ready instead, and runs it on its own thread. On a blocking thread an
  /// ordinary child runs it at once too: so a start looks the same in every process, and it holds up
  /// nobody but its parent, who waits for it anyway.
  void execute_start(Process& child);
  /// The same with what was not left in the child; its answer is in `start` afterwards.
  /// @pre no blocking child
  void execute_start(Process& child, DirectStart& start);
  /// The executing process has entered a behaviour's loop; `first` is what its init wants next.
  void enter(Process& process, Outcome first) { apply(process, first); }
  /// Arms or moves the timeout of the process that is executing.
  void arm_timeout(Process& process, std::int64_t timeout_ns);
  /// The process that is executing hibernates when it was idle for so long. Below 0 counts as 0.
  void set_hibernate_after(Process& process, std::int64_t after_ns);
  /// A suspended process takes only system messages, exit signals and steps, until all who suspended
  /// it have been outlived by their leases, or somebody resumes it.
  void suspend(Process& process, Suspension wanted);
  /// Moves the end of a suspension of this owner; false: there is none.
  bool renew(Process& process, const Term& owner, std::int64_t until_ns);
  void resume(Process& process);
  void set_idle(bool idle) noexcept;
  /// What it takes for the time until it reads the clock again.
  void note_time(std::int64_t now_ns) noexcept { about_now_ns_ = now_ns; }

 private:
  friend class Runtime;
  friend class ManualScheduler;

  enum class Attended : std::uint8_t { Continue, Priority, Yield, Leave };

  void loop();
  Process* next_process();
  Process* find_work();
  Process* take_over(ReadyList list) noexcept;
  Process* steal_from(Scheduler& victim, bool lone);

  // run.cpp
  bool run_slice(Process& process, unsigned budget);
  void run_start(Process& process);
  template <class Body>
  void run_start(Process& process, Body&& body);
  void end_start(Process& child, DirectStart* start);
  Outcome handle(Process& process, Message& message);
  Outcome handle_aside(Process& process, Message& message);
  Outcome call_handler(Process& process, Message& message);
  Outcome call_handler_timed(Process& process, Message& message, std::uint64_t stands_for);
  void note_slice(Process& process) noexcept;
  void note_handled(Process& process, const Message& message);
  void note_sampled(Process& process, const Message& message, std::int64_t now_ns);
  void end_probe(Process& process) noexcept;
  Outcome on_timeout(Process& process);
  Outcome on_timed_message(Process& process);
  Outcome on_continue(Process& process);
  template <class Callback>
  Outcome call_unqueued(Process& process, const Message* continuation, Callback&& callback);
  void count_unqueued(Process& process) noexcept;
  void handle_priority(Process& process, Message& message);
  Outcome resume_callback(Process& process);
  void apply(Process& process, Outcome outcome);
  void hibernate(Process& process);
  void note_activity(Process& process);
  void arm_idle_timer(Process& process);
  void on_idle_timer(Process& process);

  // signals.cpp
  Attended attend(Process& process);
  void note_attention(const Process& process) noexcept;
  bool go_on(Process& process);
  static bool park_with_messages(Process& process) noexcept;
  static void exit_with(Process& process, Term reason, bool orderly);
  void receive_signals(Process& process);
  void receive(Process& process, std::unique_ptr<Signal> signal);
  void apply_signal(Process& process, std::unique_ptr<Signal> signal);
  static void time_out_start(Process& process);
  void on_timeout_signal(Process& process, const TimeoutSignal& signal, std::uint32_t position);
  static bool is_timed_out_at_once(const Process& process) noexcept;
  bool timeout_is_next(Process& process);
  void on_limit(Process& process, const LimitSignal& signal);
  void on_exit_signal(Process& process, std::unique_ptr<Signal> carrier);
  void on_system_signal(Process& process, std::unique_ptr<Signal> signal);
  void run_waiting(Process& process);
  void wait_for_turn(Process& process, std::unique_ptr<Signal> signal);
  static bool its_turn(const Process& process, const Signal& signal) noexcept;
  void run_request(Process& process, SystemSignal& signal);
  void restart_timeout(Process& process);

  // suspension.cpp
  struct Next {
    enum class Kind : std::uint8_t { Nothing, Linking, Priority, Timeout, Message };
    Kind kind = Kind::Nothing;
    Message* message = nullptr;  // of a timeout, null if it has none
  };
  enum class Stepping : std::uint8_t { No, Takes, Waits };
  Next next_of(Process& process);
  void arm_lease(Process& process);
  void on_lease_end(Process& process);
  Stepping step(Process& process);
  void skip(Process& process, Next next);
  void end_step(Process& process);
  void tell_step(Process& process, const Message& message, const Term& shown);
  static void refuse_step(Process& process, const Error& why);
  bool watch_suspends(Process& process, Next next);
  void stop_for_exception(Process& process);

  // receive.cpp
  bool admit(Process& process, Message& message);
  bool is_wanted(Process& process, Message& message) const noexcept;
  bool has_message(Process& process);
  Mailbox::Found first_wanted(Process& process, Message*& message);
  void discard(Process& process, Message& message, DeadLetter::Why why) noexcept;

  // links.cpp
  void on_link(Process& process, Pid from);
  void on_unlink(Process& process, const UnlinkSignal& signal);
  void on_unlink_ack(Process& process, const UnlinkAckSignal& signal);
  static bool break_link(Process& process, Pid from, bool& priority);
  void on_down(Process& process, const DownSignal& signal);

  // aliases.cpp
  static bool comes_by_alias(Process& process, const ExitSignal& signal, bool& priority);

  // priority.cpp
  void on_priority_message(Process& process, PriorityMessageSignal& signal);
  void send_priority_to(Process& process, Pid from, Exit exit);
  void send_priority_to(Process& process, Pid from, Down down);
  void take_priority_message(Process& process);
  Message* first_priority_message(Process& process);
  void skip_priority_message(Process& process);
  void release_priority_message(Process& process, Message* message);
  void drop_priority_messages(Process& process) noexcept;

  // process_info.cpp
  void on_process_info(Process& process, SystemRequest& request);

  // mailbox_limits.cpp
  void drop_oldest(Process& process) noexcept;
  void drop_later(Process& process) noexcept;

  // exit.cpp
  bool terminate(Process& process);
  void exit_process(Process& process);
  void drop_messages(Process& process, std::uint32_t newest) noexcept;
  void lose_with_process(const Process& process, const Message& message) noexcept;
  void close_signals(Process& process, const Term& reason) noexcept;
  void end_start_link(Process& process);
  void tell_the_linked(const Process& process, const Term& reason);

  Runtime& runtime_;
  const unsigned number_;
  const bool is_blocking_;
  RunQueue queue_;
  Aside aside_;
  MessagePool::Cache message_cache_;
  ProcessTable::Cache free_slots_;
  std::uint64_t tick_ = 0;
  std::uint64_t watched_head_ = 0;  // a victim's ring when last seen with one entry
  bool counted_as_searching_ = false;
  bool napped_ = false;             // it slept for want of work and none has come since
  /// The time when it last read the clock: when it found work after having none, at timed messages.
  /// Old by as long as 64 messages take of each process that it runs, at most.
  std::int64_t about_now_ns_ = 0;
  std::int64_t slice_begin_ns_ = 0;  // when its first timed message began; 0: none yet
  bool slice_is_over_ = false;       // it has taken its time
  bool was_whole_slice_ = false;     // the last one ended for want of budget or time
  bool came_from_inbox_ = false;     // whose slice it is, before its turn

  alignas(64) std::atomic<std::uint64_t> current_{0};
  std::atomic<std::uint64_t> slice_of_{0};
  std::atomic<const MessageType*> in_hand_{nullptr};
  std::atomic<std::uint32_t> turn_{0};
  std::atomic<std::uint64_t> slices_{0};
  std::atomic<std::uint64_t> messages_{0};
  std::atomic<std::uint64_t> spawned_{0};
  std::atomic<std::uint64_t> exited_{0};
  std::atomic<std::uint64_t> idle_sum_ns_{0};
  std::atomic<std::int64_t> idle_since_ns_{0};  // 0: not idle
  std::atomic<TraceRing*> trace_ring_{nullptr};
  std::unique_ptr<TraceRing> owned_ring_;
  std::thread thread_;
};

}  // namespace genmsg
