// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qnamespace.h>

namespace models {

/// What the item models answer beyond Qt's own roles.
enum Role : int {
  RawValueRole = Qt::UserRole + 1,  // the number behind the text, for copying and delegates
  PidRole,                          // genmsg::Pid of the row; a default pid where there is none
  StatusRole,                       // int(RowStatus) of the row
  TermTextRole,                     // QString, the whole term of the row as text, not shortened
  TrendRole,                        // models::MailboxTrend of the row, oldest first
  NewnessRole,                      // double: 1 just started, 0 not new any more
  AlarmLevelRole,                   // int(AlarmLevel) of the worst; invalid if there is none
  RestartedRole,                    // bool: it was restarted, or restarted a child, a moment ago
};

}  // namespace models
