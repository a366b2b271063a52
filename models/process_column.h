// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QLatin1String>
#include <QString>
#include <QStringView>

namespace models {

/// The columns of the process table, in their order on screen.
enum class ProcessColumn : int {
  Alarms,
  Status,
  Pid,
  Name,
  InitialCall,
  Mailbox,
  Trend,
  MessageRate,
  TimePerMessage,
  WaitMax,
  Busy,
  Peak,
  LastMessage,
  Behaviour,
  Supervisor,
  Restarts,
  Uptime,
  StateSize,
  SuspendedFor,
  Trace,
  Thread,
};
inline constexpr int processColumnCount = 21;

/// What there is to know about a column without a process.
struct ProcessColumnInfo {
  ProcessColumn column;
  QLatin1String id;  // for settings; never translated, never changed
  QString title;     // the exact header text
  QString name;      // as a menu calls it: the title, or words for a title that is a sign
  QString toolTip;   // what it means, its unit, its source, OTP's name
  QString unit;      // empty if it has none
  Qt::Alignment alignment;
  QString widthSample;       // a text as wide as the column should be by default
  Qt::SortOrder firstOrder;  // of the first click on the header
  bool shown;                // in a new installation
};

/// @pre 0 <= int(column) < processColumnCount
ProcessColumnInfo processColumnInfo(ProcessColumn column);
/// As in processColumnInfo(), without its texts: for each cell that is painted.
Qt::Alignment processColumnAlignment(ProcessColumn column);
/// The column of that id, if there is one.
std::optional<ProcessColumn> processColumnOfId(QStringView id);

}  // namespace models
