// SPDX-License-Identifier: Apache-2.0
#include "genmsg/observe/traces.h"

#include <algorithm>
#include <iterator>
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
constexpr std::size_t sends_kept = 65'536;

tl::unexpected<NodeError> refusal(NodeError::Code code, std::string why) {
  return tl::unexpected(NodeError{code, std::move(why)});
}

bool asks_for_something(const TraceSpec& spec) {
  const TraceLimits& limits = spec.limits;
  return (spec.kinds & all_trace_kinds) != 0 && limits.events > 0 && limits.time.count() > 0 &&
         limits.events_per_second > 0;
}

void add_subtree(const Snapshot& snapshot, Pid root, std::vector<Pid>& into) {
  std::unordered_multimap<Pid, Pid> children;
  for (const ProcessRow& row : snapshot.processes) children.emplace(row.parent, row.pid);
  const std::size_t first = into.size();
  into.push_back(root);
  for (std::size_t i = first; i < into.size(); ++i) {
    const auto [begin, end] = children.equal_range(into[i]);
    for (auto child = begin; child != end; ++child) into.push_back(child->second);
  }
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
    if (runtime_.is_alive(spec.subtree)) add_subtree(snapshot, spec.subtree, pids);
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
  const auto pids = processes_of(spec);
  if (!pids) {
    done(tl::unexpected(pids.error()));
    return;
  }
  if (!runtime_.claim_tracing(this)) {
    done(refusal(NodeError::Code::Busy,
                 "another observer traces this runtime, and only one at a time can"));
    return;
  }
  const auto opening = std::make_shared<Opening>();
  opening->done = std::move(done);
  opening->first = pids->empty() ? Pid{} : pids->front();
  opening->session = std::make_shared<TraceSession>(runtime_.next_trace_session(), std::move(spec),
                                                    runtime_.now_ns());
  const TraceSpec& kept = opening->session->spec();
  sessions_.push_back({opening->session});
  runtime_.enable_tracing();
  if (kept.new_processes && kept.initial_call != atoms::undefined) {
    runtime_.follow_new(opening->session);
  }
  desk_->open(Desk::after(kept.limits.time + after_time), [this](NodeError::Code code) {
    if (code == NodeError::Code::Timeout) settle();
  });
  hook(opening, *pids);
}

void Traces::hook(const std::shared_ptr<Opening>& opening, const std::vector<Pid>& pids) {
  opening->open = pids.size();
  if (pids.empty()) return finish(opening, true);
  opening->number =
      desk_->open(Desk::after(hook_timeout), [this, opening](NodeError::Code code) {
        if (code == NodeError::Code::Timeout) return finish(opening, false);
        opening->done(refusal(code, "the node was closed"));
      });
  for (const Pid pid : pids) {
    sys::set_traced(runtime_, pid, opening->session, true, at_once)
        .then([this, desk = desk_, opening](const Result<Ok>&) {
          // On a scheduler thread: hand over and go. The desk runs it while the node is there; the
          // session knows who has it.
          desk->post([this, opening] { on_hooked(opening); });
        });
  }
}

void Traces::on_hooked(const std::shared_ptr<Opening>& opening) {
  if (--opening->open == 0 && desk_->close(opening->number)) finish(opening, true);
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

bool Traces::has_exited(const TraceSession& session) const {
  if (session.spec().new_processes && session.spec().initial_call != atoms::undefined) return false;
  const std::vector<Pid> pids = session.processes();
  return !pids.empty() && std::none_of(pids.begin(), pids.end(),
                                       [this](Pid pid) { return runtime_.is_alive(pid); });
}

/// Ends what is due, and takes the hooks of what is over away. Without a session left, another node
/// may trace.
void Traces::settle() {
  const std::int64_t now_ns = runtime_.now_ns();
  for (Session& kept : sessions_) {
    kept.session->look_at_time(now_ns);
    // While it opens, it knows only of some of its processes.
    if (!kept.session->is_over() && !kept.is_opening && has_exited(*kept.session)) {
      kept.session->end(TraceEnd::Exited, now_ns);
    }
    if (kept.session->is_over()) unhook(kept);
  }
  std::erase_if(sessions_, [](const Session& kept) { return kept.is_told && kept.is_unhooked; });
  if (!sessions_.empty()) return;
  sent_ns_.clear();
  runtime_.release_tracing(this);
}

void Traces::unhook(Session& kept) {
  if (std::exchange(kept.is_unhooked, true)) return;
  runtime_.leave_new(*kept.session);
  for (const Pid pid : kept.session->processes()) {
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
    if (sent_ns_.size() >= sends_kept) sent_ns_.clear();
    sent_ns_[event.trace_number] = event.time_ns;
  } else if (const auto sent = sent_ns_.find(event.trace_number); sent != sent_ns_.end()) {
    event.wait_ns = event.time_ns - sent->second;
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
