// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAction;
class QToolBar;

namespace views {

/// For two actions of a tool bar of which one is enabled when the other is not: the keyboard's focus
/// goes from the button that is disabled to its counterpart, where Qt would take it to whatever
/// comes next.
/// @pre both are in the tool bar
void handFocusOver(QToolBar& bar, QAction& one, QAction& other);

}  // namespace views
