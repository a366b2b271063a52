// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QTreeView;
class QWidget;

namespace models {
class TermTreeModel;
}

namespace views {

/// A tree as all those in the details: rows of one height, nothing to edit, its header named after
/// it so that its columns are remembered.
QTreeView* makeDetailsTree(QWidget* parent, const QString& name, const QString& accessibleName);

/// The same for a term: columns of a fitting width, and rows for the rest that open on Enter.
QTreeView* makeTermTree(models::TermTreeModel* model, QWidget* parent, const QString& name,
                        const QString& accessibleName);

}  // namespace views
