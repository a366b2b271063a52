// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/details_tree.h"

#include <QHeaderView>
#include <QTreeView>

namespace views {

QTreeView* makeDetailsTree(QWidget* parent, const QString& name, const QString& accessibleName) {
  auto* tree = new QTreeView(parent);
  tree->setObjectName(name);
  tree->setAccessibleName(accessibleName);
  tree->setUniformRowHeights(true);
  tree->setIndentation(tree->fontMetrics().height());
  tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
  tree->setTextElideMode(Qt::ElideRight);
  tree->setAllColumnsShowFocus(true);
  tree->header()->setObjectName(name + QStringLiteral("Header"));
  return tree;
}

}  // namespace views
