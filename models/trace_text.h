// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "genmsg/observe/node.h"

namespace models {

/// What traces are called on screen. Threads: any.

/// "receive", "send", "spawn". Of Handled: nothing, it has no row of its own.
QString traceKindWord(genmsg::TraceKind kind);
/// The most events that a limit asked for by hand may be.
inline constexpr int traceEventsMax = 1'000'000;
/// The default limits for a session of so many processes: of each as many events as of one alone, so
/// that one with a backlog does not use up those of all, but at most traceEventsMax.
genmsg::TraceLimits limitsFor(std::size_t processes);
/// What a session has recorded, `seen` the processes that have events: "100 events of 1 of 4
/// processes", or "12 events" of a single one.
QString traceSeenText(const genmsg::TraceSessionState& state, std::size_t seen);
/// Why a session ended: "limit of 100 events". Empty while it runs.
QString traceEndText(genmsg::TraceEnd end, const genmsg::TraceLimits& limits);
/// "15 s", "1 m 30 s".
QString traceTimeText(const genmsg::TraceLimits& limits);
/// Ten times of all of them.
genmsg::TraceLimits tenTimes(const genmsg::TraceLimits& limits);

}  // namespace models
