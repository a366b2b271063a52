// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

class QAction;
class QPoint;
class QWidget;

namespace views {

class ProcessActions;

/// The context menu of the process that the actions are about; `without` leaves out what makes no
/// sense on that page. Does not wait for the choice.
void showProcessMenu(const ProcessActions& actions, const QList<QAction*>& without,
                     QWidget* parent, const QPoint& globalPosition);

}  // namespace views
