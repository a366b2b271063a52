// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/details_tree.h"

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTreeView>

#include "models/roles.h"
#include "models/term_tree_model.h"
#include "views/icons.h"
#include "views/value_bar_delegate.h"

namespace views {
namespace {

/// The whole value of the row, as the state editor takes it.
void addCopyValue(QTreeView* tree) {
  auto* copy = new QAction(icon(IconId::Copy), QCoreApplication::translate("views", "Copy &value"),
                           tree);
  copy->setObjectName(QStringLiteral("copyValueAction"));
  QObject::connect(copy, &QAction::triggered, tree, [tree] {
    const QVariant text = tree->currentIndex().data(models::TermTextRole);
    if (text.isValid()) QGuiApplication::clipboard()->setText(text.toString());
  });
  tree->addAction(copy);
  tree->setContextMenuPolicy(Qt::ActionsContextMenu);
}

}  // namespace

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
  addCopyValue(tree);
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
