// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QString>

#include "genmsg/observe/node.h"

namespace models {

/// What a line of the log is about.
enum class LogKind : int {
  Crash,         // a process crashed
  Supervisor,    // a child ended, or could not be started
  Terminating,   // a behaviour ends with a reason that is none of the normal ones
  Progress,      // a child was started
  LongCallback,  // a callback ran too long
  DeadLetter,    // a message reached nobody
  Report,        // what a process had to say otherwise
  Operation,     // what this observer did to a process
  Connection,    // between the observer and the node
  Alarm,         // raised or cleared
  LoadTest,      // its phases
};
inline constexpr int logKindCount = 11;

using LogLevel = genmsg::Report::Level;

/// One line of the log.
struct LogEntry {
  std::uint64_t number = 0;  // from 1, given by the log
  std::int64_t wallUs = 0;   // since 1970
  LogLevel level = LogLevel::Notice;
  LogKind kind = LogKind::Report;
  genmsg::Pid pid;            // a default pid: no process's
  QString name;               // what people call it; empty: the pid alone
  QString text;               // one line; of a report empty, for it is made when it is looked at
  QString details;            // empty: there is no more than the text
  genmsg::ReportPtr report = nullptr;
};

/// "Crash", "Dead letter".
QString logKindText(LogKind kind);
/// "Error", "Notice".
QString logLevelText(LogLevel level);

/// A report in one line: "crashed: badarg", "child worker_3 ended: killed". Takes time in
/// proportion to the text.
QString reportHeadline(const genmsg::Report& report);
/// The kind of a report's line.
LogKind logKindOf(genmsg::Report::Kind kind);

/// The text of the line.
QString logText(const LogEntry& entry);
/// All that is known, on several lines: for the details and for files.
QString logDetails(const LogEntry& entry);

}  // namespace models
