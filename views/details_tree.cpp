// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/details_tree.h"

#include <QHeaderView>
#include <QTreeView>

#include "models/term_tree_model.h"
#include "views/value_bar_delegate.h"

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

QTreeView* makeTermTree(models::TermTreeModel* model, QWidget* parent, const QString& name,
                        const QString& accessibleName) {
  using Column = models::TermTreeModel::Column;
  QTreeView* tree = makeDetailsTree(parent, name, accessibleName);
  tree->setModel(model);
  tree->setItemDelegateForColumn(Column::Field, new ProcessDelegate(tree));
  tree->setItemDelegateForColumn(
      Column::Value, new ValueBarDelegate(ValueBarDelegate::Background::Plain, tree));
  const int character = tree->fontMetrics().averageCharWidth();
  tree->header()->resizeSection(Column::Field, character * 19);
  tree->header()->resizeSection(Column::Type, character * 13);
  tree->header()->setStretchLastSection(false);
  tree->header()->setSectionResizeMode(Column::Value, QHeaderView::Stretch);
  QObject::connect(tree, &QAbstractItemView::activated, model, [model](const QModelIndex& index) {
    if (model->isMoreRow(index)) model->showMore(index);
  });
  return tree;
}

}  // namespace views
