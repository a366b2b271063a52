// SPDX-License-Identifier: Apache-2.0
#include "genmsg/observe/embedded_node.h"

#include <unistd.h>

#include <exception>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "genmsg/observe/desk.h"
#include "genmsg/observe/leases.h"
#include "genmsg/observe/traces.h"
#include "genmsg/scheduler/process_info.h"
#include "genmsg/scheduler/scheduler.h"
#include "genmsg/sys/control.h"
#include "genmsg/sys/mailbox.h"
#include "genmsg/sys/sys.h"
#include "genmsg/version.h"

namespace genmsg {

namespace {

constexpr sys::Options with_priority{.priority = true};

NodeError::Code node_code(Error::Code code) {
  switch (code) {
    case Error::Code::NoProc:
    case Error::Code::Exited: return NodeError::Code::NoProc;
    case Error::Code::Timeout: return NodeError::Code::Timeout;
    case Error::Code::CallbackFailed: return NodeError::Code::CallbackFailed;
    case Error::Code::BadState: return NodeError::Code::BadState;
    case Error::Code::StaleState: return NodeError::Code::StaleState;
    case Error::Code::NotSuspended: return NodeError::Code::NotSuspended;
    case Error::Code::EmptyMailbox: return NodeError::Code::EmptyMailbox;
    default: return NodeError::Code::Other;
  }
}

std::string explain(const Error& error, Pid pid) {
  const std::string name = to_string(pid);
  switch (error.code) {
    case Error::Code::NoProc: return fmt::format("{} has exited", name);
    case Error::Code::Exited:
      return fmt::format("{} exited before it answered: {}", name, error.message());
    case Error::Code::StaleState:
      return fmt::format("the state of {} has changed since it was read", name);
    case Error::Code::NotSuspended: return fmt::format("{} is not suspended", name);
    case Error::Code::EmptyMailbox:
      return fmt::format("{} has no message to step", name);
    case Error::Code::BadState:
      if (error.reason.is(Term::Kind::Tuple) && error.reason.elements().size() == 2 &&
          error.reason.elements()[1].is(Term::Kind::Binary)) {
        return std::string(error.reason.elements()[1].as_binary());
      }
      return error.message();
    default: return fmt::format("{}: {}", name, error.message());
  }
}

NodeError node_error(const Error& error, Pid pid) {
  return {node_code(error.code), explain(error, pid)};
}

ProcessStatus to_process_status(const sys::Status& status) {
  ProcessStatus made;
  made.pid = status.pid;
  made.status = status.to_term();
  made.header = status.header;
  made.sys_state = status.sys_state;
  made.suspension = status.suspension;
  made.parent = status.parent;
  made.ancestors = status.ancestors;
  made.dictionary = status.dictionary;
  made.links = status.links;
  made.logged_events = status.logged_events;
  made.trap_exit = status.trap_exit;
  made.state = status.state;
  made.state_formatted = status.state_formatted;
  made.state_editable = status.state_editable;
  made.state_version = status.state_version;
  made.state_shape = status.state_shape;
  return made;
}

/// The memory of the last snapshot that everybody has done with, for the next one.
/// Threads: any.
class Rooms {
 public:
  std::vector<ProcessRow> take() {
    const MutexLock lock(mutex_);
    return std::exchange(room_, {});
  }
  void give(std::vector<ProcessRow> room) {
    const MutexLock lock(mutex_);
    room_.swap(room);  // what it was goes when the lock has gone
  }

 private:
  Mutex mutex_;
  std::vector<ProcessRow> room_ GENMSG_GUARDED_BY(mutex_);
};

class EmbeddedNode final : public Node {
 public:
  explicit EmbeddedNode(Runtime& runtime)
      : runtime_(runtime), desk_(std::make_shared<Desk>()), thread_([desk = desk_] { desk->run(); }) {}
  ~EmbeddedNode() override {
    desk_->stop();
    thread_.join();
    traces_.close();
  }

  NodeInfo info() const override {
    return {"embedded", version, static_cast<std::int64_t>(getpid()),
            runtime_.scheduler_count(), runtime_.process_limit()};
  }

  void snapshot(Completion<SnapshotPtr> done) override {
    desk_->post([this, done = std::move(done)] {
      auto taken = std::make_unique<Snapshot>(take_snapshot(runtime_, rooms_->take()));
      note_current(*taken);
      done(SnapshotPtr(taken.release(), [rooms = rooms_](const Snapshot* old) {
        rooms->give(std::move(const_cast<Snapshot*>(old)->processes));  // nobody else has it
        delete old;
      }));
    });
  }

  void reports(std::uint64_t since, Completion<ReportBatch> done) override {
    desk_->post([this, since, done = std::move(done)] { done(runtime_.reports(since)); });
  }

  void dead_letters(Completion<DeadLetterBatch> done) override {
    desk_->post([this, done = std::move(done)] { done(runtime_.last_dead_letters()); });
  }

  void process_info(Pid pid, Timeout timeout, Completion<ProcessInfoPtr> done) override {
    answer<ProcessInfo, ProcessInfoPtr>(
        genmsg::process_info(runtime_, pid), pid, timeout, std::move(done),
        [](const ProcessInfo& info) { return std::make_shared<const ProcessInfo>(info); });
  }
  void mailbox(Pid pid, MailboxRange range, Timeout timeout,
               Completion<MailboxPeekPtr> done) override {
    answer<MailboxPeek, MailboxPeekPtr>(
        sys::mailbox(runtime_, pid, range), pid, timeout, std::move(done),
        [](const MailboxPeek& peek) { return std::make_shared<const MailboxPeek>(peek); });
  }
  void send(Pid pid, Term message, Completion<Done> done) override {
    desk_->post([this, pid, message = std::move(message), done = std::move(done)] {
      done(send_term(pid, message));
    });
  }

  void get_status(Pid pid, Timeout timeout, Completion<ProcessStatusPtr> done) override {
    answer<sys::Status, ProcessStatusPtr>(
        sys::get_status_parts(runtime_, pid, with_priority), pid, timeout, std::move(done),
        [](const sys::Status& status) {
          return std::make_shared<const ProcessStatus>(to_process_status(status));
        });
  }

  void get_state(Pid pid, Timeout timeout, Completion<ProcessState> done) override {
    answer_state(sys::get_versioned_state(runtime_, pid, with_priority), pid, timeout,
                 std::move(done));
  }

  void replace_state(Pid pid, Term state, std::optional<std::uint64_t> expected_version,
                     Timeout timeout, Completion<ProcessState> done) override {
    answer_state(sys::replace_versioned_state(runtime_, pid, std::move(state), expected_version,
                                              with_priority),
                 pid, timeout, std::move(done));
  }

  void suspend(Pid pid, Suspender suspender, Timeout timeout,
               Completion<Suspension> done) override {
    answer_same(sys::suspend_by(runtime_, pid, suspender, with_priority), pid, timeout,
                std::move(done));
    desk_->post([this, pid, suspender] { leases_.keep(pid, suspender); });
  }
  void resume(Pid pid, Timeout timeout, Completion<Done> done) override {
    desk_->post([this, pid] { leases_.forget(pid); });
    answer_done(sys::resume(runtime_, pid, with_priority), pid, timeout, std::move(done));
  }

  void step(Pid pid, bool skip, Timeout timeout, Completion<StepPtr> done) override {
    answer<sys::Step, StepPtr>(
        sys::step(runtime_, pid, skip, with_priority), pid, timeout, std::move(done),
        [](const sys::Step& step) { return std::make_shared<const sys::Step>(step); });
  }

  void watch(Pid pid, Term id, sys::Condition condition, Suspender suspender, Timeout timeout,
             Completion<Done> done) override {
    answer_done(sys::watch(runtime_, pid, id, std::move(condition), suspender, with_priority), pid,
                timeout, std::move(done));
    desk_->post([this, pid, id, suspender] { leases_.keep_watch(pid, id, suspender); });
  }
  void unwatch(Pid pid, Term id, Timeout timeout, Completion<Done> done) override {
    desk_->post([this, pid, id] { leases_.forget_watch(pid, id); });
    answer_done(sys::unwatch(runtime_, pid, id, with_priority), pid, timeout, std::move(done));
  }
  void watches(Pid pid, Timeout timeout,
               Completion<std::vector<sys::WatchInfo>> done) override {
    answer_same(sys::watches(runtime_, pid, with_priority), pid, timeout, std::move(done));
  }

  void exit(Pid pid, Term reason, Completion<Done> done) override {
    desk_->post([this, pid, reason = std::move(reason), done = std::move(done)] {
      if (!runtime_.is_alive(pid)) {
        done(tl::unexpected(no_process(pid)));
        return;
      }
      runtime_.exit(pid, reason);
      done(Done{});
    });
  }

  void start_trace(TraceSpec spec, Completion<TraceStarted> done) override {
    desk_->post([this, spec = std::move(spec), done = std::move(done)]() mutable {
      traces_.start(std::move(spec), std::move(done));
    });
  }
  void stop_trace(TraceSessionId session, Completion<Done> done) override {
    desk_->post([this, session, done = std::move(done)] {
      traces_.stop(session);
      done(Done{});
    });
  }
  void untrace(TraceSessionId session, std::vector<Pid> pids, Completion<Done> done) override {
    desk_->post([this, session, pids = std::move(pids), done = std::move(done)] {
      traces_.untrace(session, pids);
      done(Done{});
    });
  }
  void take_trace(Completion<TraceBatch> done) override {
    desk_->post([this, done = std::move(done)] { done(traces_.take()); });
  }

 private:
  NodeResult<Done> send_term(Pid pid, const Term& message) {
    if (!runtime_.is_alive(pid)) return tl::unexpected(no_process(pid));
    const Module* const module = runtime_.module_of(pid);
    if (module == nullptr || module->send_term == nullptr) {
      return tl::unexpected(NodeError{
          NodeError::Code::NotSupported,
          fmt::format("{} takes no message that can be made from a term", to_string(pid))});
    }
    try {
      return sent(pid, module->send_term(runtime_, pid, message));
    } catch (const std::exception& error) {
      return tl::unexpected(NodeError{NodeError::Code::CallbackFailed, error.what()});
    } catch (...) {
      return tl::unexpected(
          NodeError{NodeError::Code::CallbackFailed, "the message's from_term has thrown"});
    }
  }

  static NodeResult<Done> sent(Pid pid, const Converted<Delivery>& delivery) {
    if (!delivery) {
      return tl::unexpected(NodeError{NodeError::Code::BadMessage, delivery.error().message()});
    }
    switch (*delivery) {
      case Delivery::Queued: break;
      case Delivery::NoProc: return tl::unexpected(no_process(pid));
      case Delivery::Full:
        return tl::unexpected(NodeError{NodeError::Code::Other,
                                        fmt::format("the mailbox of {} is full", to_string(pid))});
    }
    return Done{};
  }

  static NodeError no_process(Pid pid) {
    return node_error({Error::Code::NoProc, atoms::noproc}, pid);
  }

  /// Hands a pending answer, or the passing of its deadline, to `done` on the node's thread.
  template <class From, class To, class Convert>
  void answer(Pending<From> pending, Pid pid, Timeout timeout, Completion<To> done,
              Convert convert) {
    auto kept = std::make_shared<Completion<To>>(std::move(done));
    const auto until = Desk::after(timeout);
    const std::uint64_t number = desk_->open(until, [kept, pid, timeout](NodeError::Code code) {
      (*kept)(tl::unexpected(NodeError{
          code, code == NodeError::Code::Disconnected
                    ? std::string("the node was closed")
                    : fmt::format("{} did not answer within {} ms; it will still do what it was "
                                  "asked",
                                  to_string(pid), timeout.count())}));
    });
    pending.then([desk = desk_, number, kept, pid, convert](Result<From> result) {
      // On a scheduler thread: hand over and go.
      desk->post([desk, number, kept, pid, convert, result = std::move(result)] {
        if (!desk->close(number)) return;
        if (result) {
          (*kept)(convert(*result));
        } else {
          (*kept)(tl::unexpected(node_error(result.error(), pid)));
        }
      });
    });
  }

  template <class T>
  void answer_same(Pending<T> pending, Pid pid, Timeout timeout, Completion<T> done) {
    answer<T, T>(std::move(pending), pid, timeout, std::move(done),
                 [](const T& value) { return value; });
  }

  void answer_done(Pending<Ok> pending, Pid pid, Timeout timeout, Completion<Done> done) {
    answer<Ok, Done>(std::move(pending), pid, timeout, std::move(done),
                     [](Ok) { return Done{}; });
  }

  void answer_state(Pending<sys::VersionedState> pending, Pid pid, Timeout timeout,
                    Completion<ProcessState> done) {
    answer<sys::VersionedState, ProcessState>(
        std::move(pending), pid, timeout, std::move(done),
        [pid](const sys::VersionedState& state) {
          return ProcessState{pid, state.state, state.version, state.shape};
        });
  }

  /// Since when a scheduler executes what it executes: as long as it has taken nothing else.
  void note_current(Snapshot& snapshot) {
    seen_.resize(snapshot.schedulers.size());
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      SchedulerRow& row = snapshot.schedulers[i];
      if (seen_[i].slices != row.slices) seen_[i] = {row.slices, snapshot.time_ns};
      row.current_since_ns = seen_[i].since_ns;
    }
  }

  struct Seen {
    std::uint64_t slices = 0;
    std::int64_t since_ns = 0;
  };

  Runtime& runtime_;
  std::shared_ptr<Rooms> rooms_ = std::make_shared<Rooms>();
  std::shared_ptr<Desk> desk_;
  // The node's thread:
  Leases leases_{runtime_, desk_};
  Traces traces_{runtime_, desk_};
  std::vector<Seen> seen_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Node> make_embedded_node(Runtime& runtime) {
  return std::make_unique<EmbeddedNode>(runtime);
}

}  // namespace genmsg
