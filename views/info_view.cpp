// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/info_view.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTreeView>
#include <QVBoxLayout>

#include "models/process_info_model.h"
#include "views/action_text.h"
#include "views/details_tree.h"
#include "views/empty_overlay.h"
#include "views/icons.h"
#include "views/pid_delegate.h"

namespace views {

InfoView::InfoView(models::ProcessInfoModel* model, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_tree(makeDetailsTree(this, QStringLiteral("infoTree"), tr("Process information"))) {
  m_tree->setModel(m_model);
  m_tree->header()->resizeSection(0, fontMetrics().averageCharWidth() * 28);
  m_tree->header()->setStretchLastSection(false);
  m_tree->header()->setSectionResizeMode(1, QHeaderView::Stretch);
  m_tree->setItemDelegateForColumn(models::ProcessInfoModel::Item, new ProcessDelegate(this));
  followPids(m_tree, models::ProcessInfoModel::Value,
             [this](genmsg::Pid pid) { emit pidActivated(pid); });
  const auto showMore = [this](const QModelIndex& index) { m_model->showMore(index); };
  connect(m_tree, &QAbstractItemView::activated, this, showMore);
  connect(m_tree, &QAbstractItemView::clicked, this, showMore);
  connect(m_model, &QAbstractItemModel::modelReset, this, &InfoView::openGroups);
  m_empty = new EmptyOverlay(m_tree);
  setUpCopy();
  openGroups();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_tree);
}

void InfoView::setUpCopy() {
  auto* copy = new QAction(icon(IconId::Copy), tr("Copy status as text"), m_tree);
  copy->setObjectName(QStringLiteral("copyStatusAction"));
  copy->setShortcut(QKeySequence::Copy);
  describeAction(*copy, tr("Copy the status, laid out as sys:get_status gives it"));
  copy->setShortcutContext(Qt::WidgetShortcut);
  connect(copy, &QAction::triggered, this,
          [this] { QGuiApplication::clipboard()->setText(m_model->statusText()); });
  m_tree->addAction(copy);
  m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void InfoView::setEmptyText(const QString& text) { m_empty->setMessage(text); }

/// Their titles are long and have no value beside them.
void InfoView::openGroups() {
  m_tree->expandAll();
  for (int group = 0; group < m_model->rowCount(); ++group) {
    m_tree->setFirstColumnSpanned(group, QModelIndex(), true);
  }
}

}  // namespace views
