// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1String>
#include <QString>

namespace models {

/// The columns of the process table, in their order on screen.
enum class ProcessColumn : int {
  Status,
  Pid,
  Name,
  InitialCall,
  Mailbox,
  MessageRate,
  TimePerMessage,
  Busy,
  Uptime,
};
inline constexpr int processColumnCount = 9;

/// What there is to know about a column without a process.
struct ProcessColumnInfo {
  ProcessColumn column;
  QLatin1String id;  // for settings; never translated, never changed
  QString title;     // the exact header text
  QString toolTip;   // what it means, its unit, its source, OTP's name
  QString unit;      // empty if it has none
  Qt::Alignment alignment;
  QString widthSample;       // a text as wide as the column should be by default
  Qt::SortOrder firstOrder;  // of the first click on the header
};

/// @pre 0 <= int(column) < processColumnCount
ProcessColumnInfo processColumnInfo(ProcessColumn column);

}  // namespace models
