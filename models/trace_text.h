// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "genmsg/observe/node.h"

namespace models {

/// What traces are called on screen. Threads: any.

/// "receive", "send", "spawn". Of Handled: nothing, it has no row of its own.
QString traceKindWord(genmsg::TraceKind kind);
/// Why a session ended: "limit of 100 events". Empty while it runs.
QString traceEndText(genmsg::TraceEnd end, const genmsg::TraceLimits& limits);
/// "15 s", "1 m 30 s".
QString traceTimeText(const genmsg::TraceLimits& limits);
/// Ten times of all of them.
genmsg::TraceLimits tenTimes(const genmsg::TraceLimits& limits);

}  // namespace models
