// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>

#include <tl/expected.hpp>

#include "models/node_view.h"

class QWidget;

namespace views {
class MessageStrip;
}

namespace app {

/// Writes the processes that the table shows, in its order: as JSON if the name ends so, else with
/// tabs between the cells, for spreadsheets.
/// Threads: GUI thread. Limits: the first models::mostRowsAsText. Errors: the system's reason.
tl::expected<void, std::string> writeTable(const models::NodeView& view, const QString& path);

/// Asks for a file, without waiting for the answer, writes the processes of `view`, and says in the
/// strip how it went.
/// Ownership: the dialog is a child of `parent`; the strip outlives it.
void exportTable(const models::NodeViewPtr& view, views::MessageStrip& strip, QWidget* parent);

}  // namespace app
