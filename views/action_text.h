// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QKeySequence>

namespace views {

/// Sets tool tip and status tip, the tool tip with the shortcut: what the action does, or, as long
/// as that is more to the point, why it is disabled.
inline void explainAction(QAction& action, const QString& text) {
  const QString key = action.shortcut().toString(QKeySequence::NativeText);
  const QString toolTip = key.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, key);
  action.setToolTip(toolTip);
  action.setStatusTip(text);
}

/// What the action does: in the tips, and for whatsThis(), which stays whatever the tips explain.
inline void describeAction(QAction& action, const QString& text) {
  action.setWhatsThis(text);
  explainAction(action, text);
}

}  // namespace views
