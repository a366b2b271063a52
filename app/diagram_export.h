// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>

#include <tl/expected.hpp>

class QWidget;

namespace views {
class MessageStrip;
class ProcessDiagram;
}  // namespace views

namespace app {

/// Writes the diagram as a whole, or not at all: as PNG if the name ends so, else as SVG.
/// Threads: GUI thread. Errors: the system's reason.
tl::expected<void, std::string> writeDiagram(const views::ProcessDiagram& diagram,
                                             const QString& path);

/// Asks for a file, without waiting for the answer, and says in the strip how it went.
/// Ownership: the dialog is a child of `parent`; diagram and strip outlive it.
void exportDiagram(const views::ProcessDiagram& diagram, views::MessageStrip& strip,
                   QWidget* parent);

}  // namespace app
