// SPDX-License-Identifier: Apache-2.0
#include "genmsg/observe/traces.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "genmsg/observe/embedded_node.h"
#include "genmsg/scheduler/scheduler.h"
#include "genmsg/sys/sys.h"

namespace genmsg {

namespace {

constexpr sys::Options at_once{.priority = true};
constexpr std::chrono::milliseconds hook_timeout{5'000};
/// The clock of a session and that of the desk are not read at the same moment.
constexpr std::chrono::milliseconds after_time{20};

tl::unexpected<NodeError> refusal(NodeError::Code code, std::string why) {
  return tl::unexpected(NodeError{code, std::move(why)});
}

bool asks_for_something(const TraceSpec& spec) {
  const TraceLimits& limits = spec.limits;
  return (spec.kinds & all_trace_kinds) != 0 && limits.events > 0 && limits.time.count() > 0 &&
         limits.events_per_second > 0;
}

bool follows_new(const TraceSpec& spec) {
  return spec.new_processes && (spec.subtree || spec.initial_call != atoms::undefined);
}

/// Those and their descendants.
std::vector<Pid> with_descendants(const Snapshot& snapshot, std::vector<Pid> pids) {
  std::unordered_multimap<Pid, Pid> children;
  for (const ProcessRow& row : snapshot.processes) children.emplace(row.parent, row.pid);
  std::unordered_set<Pid> known(pids.begin(), pids.end());
  for (std::size_t i = 0; i < pids.size(); ++i) {
    const auto [begin, end] = children.equal_range(pids[i]);
    for (auto child = begin; child != end; ++child) {
      if (known.insert(child->second).second) pids.push_back(child->second);
    }
  }
  return pids;
}

/// Without a process, and none is to come.
bool is_left_alone(const TraceSession& session) {
  const bool waits = session.spec().new_processes && session.spec().initial_call != atoms::undefined;
  return !waits && session.is_deserted();
}

}  // namespace

/// A session whose processes have not all answered yet.
struct Traces::Opening {
  TraceSessionPtr session;
  Completion<TraceStarted> done;
  std::uint64_t number = 0;  // of its deadline
  std::size_t open = 0;      // answers
  Pid first;                 // for the text of an error
};

NodeResult<std::vector<Pid>> Traces::processes_of(const TraceSpec& spec) const {
  std::vector<Pid> pids;
  for (const Pid pid : spec.pids) {
    if (runtime_.is_alive(pid)) pids.push_back(pid);
  }
  const bool has_class = spec.initial_call != atoms::undefined;
  if (spec.subtree || has_class) {
    const Snapshot snapshot = take_snapshot(runtime_);
    if (runtime_.is_alive(spec.subtree)) {
      const std::vector<Pid> subtree = with_descendants(snapshot, {spec.subtree});
      pids.insert(pids.end(), subtree.begin(), subtree.end());
    }
    for (const ProcessRow& row : snapshot.processes) {
      if (has_class && row.initial_call == spec.initial_call) pids.push_back(row.pid);
    }
  }
  if (pids.size() > max_processes) {
    return refusal(NodeError::Code::Other,
                   fmt::format("{} processes are too many to trace at once: at most {}",
                               pids.size(), max_processes));
  }
  if (pids.empty() && !(has_class && spec.new_processes)) {
    const Pid named = spec.subtree ? spec.subtree : spec.pids.empty() ? Pid{} : spec.pids.front();
    return refusal(NodeError::Code::NoProc, named ? fmt::format("{} has exited", to_string(named))
                                                  : std::string("there is no such process"));
  }
  return pids;
}

void Traces::start(TraceSpec spec, Completion<TraceStarted> done) {
  if (!asks_for_something(spec)) {
    done(refusal(NodeError::Code::Other, "this would record nothing"));
    return;
  }
  if (!runtime_.claim_tracing(this)) {
    done(refusal(NodeError::Code::Busy,
                 "another observer traces this runtime, and only one at a time can"));
    return;
  }
  const auto opening = std::make_shared<Opening>();
  opening->session = std::make_shared<TraceSession>(runtime_.next_trace_session(), std::move(spec),
                                                    runtime_.now_ns());
  const TraceSpec& kept = opening->session->spec();
  runtime_.enable_tracing();
  // Before anybody looks who is there: from now on a new process is found by who starts it.
  if (follows_new(kept)) runtime_.follow_new(opening->session);
  const auto pids = processes_of(kept);
  if (!pids) {
    opening->session->end(TraceEnd::Stopped, runtime_.now_ns());
    runtime_.leave_new(*opening->session);
    settle();
    done(tl::unexpected(pids.error()));
    return;
  }
  opening->done = std::move(done);
  opening->first = pids->empty() ? Pid{} : pids->front();
  sessions_.push_back({opening->session});
  desk_->open(Desk::after(kept.limits.time + after_time), [this](NodeError::Code code) {
    if (code == NodeError::Code::Timeout) settle();
  });
  hook(opening, *pids);
}

void Traces::hook(const std::shared_ptr<Opening>& opening, const std::vector<Pid>& pids) {
  opening->number =
      desk_->open(Desk::after(hook_timeout), [this, opening](NodeError::Code code) {
        if (code == NodeError::Code::Timeout) return finish(opening, false);
        opening->done(refusal(code, "the node was closed"));
      });
  if (pids.empty()) return look_again(opening);
  ask(opening, pids);
}

void Traces::ask(const std::shared_ptr<Opening>& opening, const std::vector<Pid>& pids) {
  opening->open += pids.size();
  for (const Pid pid : pids) opening->session->expect(pid);
  for (const Pid pid : pids) {
    sys::set_traced(runtime_, pid, opening->session, true, at_once)
        .then([this, desk = desk_, opening, pid](const Result<Ok>&) {
          // On a scheduler thread: hand over and go. The desk runs it while the node is there; the
          // session knows who has it.
          desk->post([this, opening, pid] { on_answer(opening, pid); });
        });
  }
}

void Traces::on_answer(const std::shared_ptr<Opening>& opening, Pid pid) {
  opening->session->expect_no_more(pid);
  if (--opening->open == 0) look_again(opening);
}

/// Who began to start a process before the session was there may have finished that after somebody
/// looked. But then it has not answered before, so by now its child is to be seen.
void Traces::look_again(const std::shared_ptr<Opening>& opening) {
  const TraceSession& session = *opening->session;
  if (follows_new(session.spec()) && !session.is_over()) {
    const std::vector<Pid> missing = missing_of(session);
    if (!missing.empty()) return ask(opening, missing);
  }
  if (desk_->close(opening->number)) finish(opening, true);
}

std::vector<Pid> Traces::missing_of(const TraceSession& session) const {
  const Snapshot snapshot = take_snapshot(runtime_);
  const TraceSpec& spec = session.spec();
  std::vector<Pid> pids;
  if (spec.subtree) {
    pids.push_back(spec.subtree);
    for (const ProcessRow& row : snapshot.processes) {
      if (session.has(row.pid)) pids.push_back(row.pid);
    }
    pids = with_descendants(snapshot, std::move(pids));
  }
  for (const ProcessRow& row : snapshot.processes) {
    if (spec.initial_call != atoms::undefined && row.initial_call == spec.initial_call) {
      pids.push_back(row.pid);
    }
  }
  std::erase_if(pids, [&](Pid pid) { return session.has(pid) || !runtime_.is_alive(pid); });
  return pids;
}

void Traces::finish(const std::shared_ptr<Opening>& opening, bool in_time) {
  TraceSession& session = *opening->session;
  if (Session* const kept = find(session.id())) kept->is_opening = false;
  const TraceStarted started{session.id(), session.state().processes};
  const bool follows = session.spec().new_processes && opening->open == 0;
  if (started.processes > 0 || follows) return opening->done(started);
  // What does it later all the same finds that it is over.
  session.end(TraceEnd::Stopped, runtime_.now_ns());
  if (Session* const kept = find(session.id())) kept->is_told = true;
  settle();
  const std::string name = to_string(opening->first);
  opening->done(in_time ? refusal(NodeError::Code::NoProc, fmt::format("{} has exited", name))
                        : refusal(NodeError::Code::Other,
                                  fmt::format("{} did not answer within {} ms; it is not traced",
                                              name, hook_timeout.count())));
}

void Traces::stop(TraceSessionId id) {
  for (const Session& kept : sessions_) {
    if (kept.session->id() == id) kept.session->end(TraceEnd::Stopped, runtime_.now_ns());
  }
  settle();
}

void Traces::untrace(TraceSessionId id, const std::vector<Pid>& pids) {
  const Session* const kept = find(id);
  if (kept == nullptr || kept->session->is_over()) return;
  TraceSession& session = *kept->session;
  for (const Pid pid : pids) {
    session.remove(pid);
    sys::set_traced(runtime_, pid, kept->session, false, at_once);
  }
  if (is_left_alone(session)) session.end(TraceEnd::Stopped, runtime_.now_ns());
  settle();
}

/// Ends what is due, and takes the hooks of what is over away. Without a session left, another node
/// may trace.
void Traces::settle() {
  const std::int64_t now_ns = runtime_.now_ns();
  for (Session& kept : sessions_) {
    kept.session->look_at_time(now_ns);
    // While it opens, it knows only of some of its processes.
    if (!kept.session->is_over() && !kept.is_opening && is_left_alone(*kept.session)) {
      kept.session->end(TraceEnd::Exited, now_ns);
    }
    if (kept.session->is_over()) unhook(kept);
  }
  std::erase_if(sessions_, [this](const Session& kept) {
    if (!kept.is_told || !kept.is_unhooked) return false;
    dropped_before_ += kept.session->state().dropped;
    return true;
  });
  if (!sessions_.empty()) return;
  sent_.clear();
  runtime_.release_tracing(this);
}

void Traces::unhook(Session& kept) {
  if (std::exchange(kept.is_unhooked, true)) return;
  runtime_.leave_new(*kept.session);
  for (const Pid pid : kept.session->take_processes()) {
    if (runtime_.is_alive(pid)) {
      sys::set_traced(runtime_, pid, kept.session, false, at_once);
    }
  }
}

void Traces::close() {
  for (Session& kept : sessions_) {
    kept.session->end(TraceEnd::Stopped, runtime_.now_ns());
    kept.is_told = true;
  }
  settle();
}

Traces::Session* Traces::find(TraceSessionId id) {
  const auto kept = std::find_if(sessions_.begin(), sessions_.end(),
                                 [id](const Session& one) { return one.session->id() == id; });
  return kept == sessions_.end() ? nullptr : &*kept;
}

TraceBatch Traces::take() {
  TraceBatch batch;
  batch.dropped = dropped_before_;
  batch.waits_forgotten = sent_.forgotten();
  if (sessions_.empty()) return batch;
  const std::int64_t begin_ns = runtime_.now_ns();
  settle();
  std::vector<TraceRecord> records = std::exchange(too_new_, {});
  runtime_.each_scheduler([&records](const Scheduler& scheduler) {
    if (TraceRing* const ring = scheduler.trace_ring()) ring->take_all(records);
  });
  std::stable_sort(records.begin(), records.end(),
                   [](const TraceRecord& a, const TraceRecord& b) { return a.time_ns < b.time_ns; });
  const auto first_new = std::find_if(
      records.begin(), records.end(),
      [begin_ns](const TraceRecord& record) { return record.time_ns > begin_ns; });
  too_new_.assign(std::make_move_iterator(first_new), std::make_move_iterator(records.end()));
  records.erase(first_new, records.end());
  for (TraceRecord& record : records) {
    // Of one that is not known it is the end of a handling that took longer than its session.
    Session* const kept = find(record.session);
    if (kept == nullptr) continue;
    if (record.kind != TraceKind::Handled) ++kept->taken;
    batch.events.push_back(to_event(std::move(record)));
  }
  batch.waits_forgotten = sent_.forgotten();
  tell_states(batch);
  return batch;
}

TraceEvent Traces::to_event(TraceRecord&& record) {
  // The end of a handling belongs to its receive: without a number of its own none is missing.
  const std::uint64_t number = record.kind == TraceKind::Handled ? 0 : ++last_number_;
  TraceEvent event{number, record.time_ns, record.kind,    record.pid,
                   record.peer,    record.type,    std::move(record.message),
                   record.session, record.handling, record.trace_number, -1, record.run_ns};
  if (event.trace_number == 0) return event;
  if (event.kind == TraceKind::Send) {
    sent_.sent(event.trace_number, event.time_ns);
  } else if (const auto sent_ns = sent_.received(event.trace_number)) {
    event.wait_ns = event.time_ns - *sent_ns;
  }
  return event;
}

/// One that is over is told of until all that it has admitted has come: some may be on its way into
/// a ring, or too new.
void Traces::tell_states(TraceBatch& batch) {
  for (Session& kept : sessions_) {
    const TraceSessionState state = kept.session->state();
    batch.sessions.push_back(state);
    batch.dropped += state.dropped;
    if (!kept.is_opening && kept.is_unhooked && kept.taken + state.dropped >= state.events) {
      kept.is_told = true;
    }
  }
  settle();
}

}  // namespace genmsg
