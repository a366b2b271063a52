// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include "views/help_view.h"

class QWidget;

namespace app {

/// The manual: the pages under resources/help, with what the program knows better itself (the
/// columns of the table) put in.
/// Threads: GUI thread.
QList<views::HelpPage> manualPages();

/// Where the manual speaks of what has the keyboard: of the widget, or of the nearest one around it
/// that the manual knows. "start" if it knows none.
QString helpTopicOf(const QWidget* widget);

}  // namespace app
