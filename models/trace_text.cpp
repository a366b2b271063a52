// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/trace_text.h"

#include <algorithm>

#include <QCoreApplication>

#include "models/format.h"

namespace models {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(models::TraceText)
};

constexpr std::int64_t nsPerMs = 1'000'000;

}  // namespace

QString traceKindWord(genmsg::TraceKind kind) {
  using Kind = genmsg::TraceKind;
  switch (kind) {
    case Kind::Receive: return Text::tr("receive");
    case Kind::Handled: return {};
    case Kind::Send: return Text::tr("send");
    case Kind::Spawn: return Text::tr("spawn");
    case Kind::Spawned: return Text::tr("spawned");
    case Kind::Exit: return Text::tr("exit");
    case Kind::Link: return Text::tr("link");
    case Kind::Unlink: return Text::tr("unlink");
    case Kind::Suspend: return Text::tr("suspend");
    case Kind::Resume: return Text::tr("resume");
    case Kind::Step: return Text::tr("step");
    case Kind::StateReplaced: return Text::tr("state replaced");
  }
  return {};
}

QString traceTimeText(const genmsg::TraceLimits& limits) {
  return formatDuration(limits.time.count() * nsPerMs);
}

QString traceEndText(genmsg::TraceEnd end, const genmsg::TraceLimits& limits) {
  switch (end) {
    case genmsg::TraceEnd::Running: return {};
    case genmsg::TraceEnd::Events:
      return Text::tr("limit of %1 events").arg(formatCount(limits.events));
    case genmsg::TraceEnd::Time: return Text::tr("limit of %1").arg(traceTimeText(limits));
    case genmsg::TraceEnd::Rate:
      return Text::tr("more than %1 events a second").arg(formatCount(limits.events_per_second));
    case genmsg::TraceEnd::Stopped: return Text::tr("by request");
    case genmsg::TraceEnd::Exited: return Text::tr("its processes have exited");
  }
  return {};
}

QString traceSeenText(const genmsg::TraceSessionState& state, std::size_t seen) {
  const QString events =
      state.events == 1 ? Text::tr("1 event") : Text::tr("%1 events").arg(formatCount(state.events));
  if (state.processes <= 1) return events;
  return Text::tr("%1 of %2 of %3 processes")
      .arg(events, formatCount(seen), formatCount(state.processes));
}

genmsg::TraceLimits limitsFor(std::size_t processes) {
  genmsg::TraceLimits limits;
  const auto times = std::clamp<std::uint64_t>(processes, 1, traceEventsMax / limits.events);
  limits.events *= times;
  return limits;
}

genmsg::TraceLimits tenTimes(const genmsg::TraceLimits& limits) {
  // A number that somebody typed has room for some times ten; one that has been multiplied often
  // enough stays.
  constexpr std::uint64_t eventsMax = 10'000'000;
  constexpr std::uint32_t rateMax = 1'000'000;
  constexpr std::chrono::hours timeMax{24};
  genmsg::TraceLimits more = limits;
  more.events = std::max(limits.events, std::min(limits.events * 10, eventsMax));
  more.events_per_second =
      std::max(limits.events_per_second, std::min(limits.events_per_second * 10, rateMax));
  more.time = std::max(limits.time, std::min<std::chrono::milliseconds>(limits.time * 10, timeMax));
  return more;
}

}  // namespace models
