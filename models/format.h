// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QString>

#include "genmsg/observe/snapshot.h"
#include "genmsg/term/atom.h"
#include "genmsg/term/pid.h"

namespace models {

/// A process's status on screen: OTP's words, and Exited for a row whose process is gone.
enum class RowStatus : int { Running, Runnable, Waiting, Suspended, Exiting, Exited };

/// Numbers and words as the user reads them: in the words of the translation and the digits of the
/// default QLocale. What is not known (NaN) becomes an en dash.
/// Threads: any.
RowStatus rowStatus(genmsg::Status status);
QString statusWord(RowStatus status);
/// One sign per status, told apart without colour.
QString statusGlyph(RowStatus status);

QString formatPid(genmsg::Pid pid);     // "<0.17.3>"; empty for a default pid
QString formatAtom(genmsg::Atom atom);  // the name; empty for `undefined`

/// What people call a process: "pool_worker_1 <0.17.3>"; without a name its initial call, and without
/// either the pid alone.
QString formatProcess(genmsg::Pid pid, genmsg::Atom name, genmsg::Atom initialCall = {});

QString formatCount(std::uint64_t count);        // "12 345"
QString formatRate(double perSecond);            // "12 345", "7.5": whole from 10 on
QString formatMicroseconds(double nanoseconds);  // "1.24", without the unit
QString formatPercent(double fraction);          // "12.5", without the sign
/// A time with a fitting unit and three digits: "430 ns", "1.24 µs", "17.0 ms", "2.00 s".
QString formatTime(double nanoseconds);
QString formatBytes(std::uint64_t bytes);  // "512 bytes", "1.5 KiB"
/// How long something is alive, in two units: "12 s", "3 m 12 s", "2 h 5 m", "4 d 3 h".
QString formatDuration(std::int64_t nanoseconds);

}  // namespace models
