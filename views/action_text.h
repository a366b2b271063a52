// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QKeySequence>

namespace views {

/// Sets tool tip and status tip to what the action does, the tool tip with its shortcut.
inline void describeAction(QAction& action, const QString& text) {
  const QString key = action.shortcut().toString(QKeySequence::NativeText);
  const QString toolTip = key.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, key);
  action.setToolTip(toolTip);
  action.setStatusTip(text);
}

}  // namespace views
