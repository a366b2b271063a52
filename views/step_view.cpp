// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/step_view.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QStyle>
#include <QTreeView>
#include <QVBoxLayout>

#include "models/roles.h"
#include "models/step_model.h"
#include "views/action_text.h"
#include "views/details_tree.h"
#include "views/empty_overlay.h"
#include "views/icons.h"
#include "views/theme.h"
#include "views/value_bar_delegate.h"

namespace views {

StepView::StepView(models::StepModel* model, QWidget* parent) : QWidget(parent), m_model(model) {
  setObjectName(QStringLiteral("stepView"));
  m_summary = new QLabel(this);
  m_summary->setObjectName(QStringLiteral("stepSummary"));
  m_summary->setTextFormat(Qt::PlainText);
  m_summary->setWordWrap(true);
  m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
  setUpTree();
  setUpDetail();
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->setObjectName(QStringLiteral("stepSplitter"));
  splitter->addWidget(m_tree);
  splitter->addWidget(m_detail);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  const int margin = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing);
  layout->setContentsMargins(margin, margin, margin, 0);
  layout->addWidget(m_summary);
  layout->addWidget(splitter, 1);
  connect(m_model, &QAbstractItemModel::modelReset, this, &StepView::onReset);
  onReset();
}

void StepView::setUpTree() {
  m_tree = makeDetailsTree(this, QStringLiteral("stepTree"), tr("What the last step did"));
  m_tree->setModel(m_model);
  m_tree->setItemDelegateForColumn(models::StepModel::Item, new ProcessDelegate(this));
  m_tree->setItemDelegateForColumn(
      models::StepModel::Value, new ValueBarDelegate(ValueBarDelegate::Background::Plain, this));
  m_tree->header()->resizeSection(0, fontMetrics().averageCharWidth() * 18);
  m_tree->header()->setStretchLastSection(false);
  m_tree->header()->setSectionResizeMode(models::StepModel::Value, QHeaderView::Stretch);
  connect(m_tree, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
    const auto pid = index.data(models::PidRole).value<genmsg::Pid>();
    if (pid) emit pidActivated(pid);
  });
  connect(m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &StepView::showRow);
  m_empty = new EmptyOverlay(m_tree);
  auto* copyAction = new QAction(icon(IconId::Copy), tr("Copy step as text"), m_tree);
  copyAction->setObjectName(QStringLiteral("copyStepAction"));
  copyAction->setShortcut(QKeySequence::Copy);
  describeAction(*copyAction, tr("Copy the message and all that it did"));
  copyAction->setShortcutContext(Qt::WidgetShortcut);
  connect(copyAction, &QAction::triggered, this, &StepView::copy);
  m_tree->addAction(copyAction);
  m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void StepView::setUpDetail() {
  m_detail = new QPlainTextEdit(this);
  m_detail->setObjectName(QStringLiteral("stepDetail"));
  m_detail->setAccessibleName(tr("The current row in full"));
  m_detail->setReadOnly(true);
  m_detail->setTabChangesFocus(true);
  m_detail->setFont(monospaced(font()));
  m_detail->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  m_detail->setMinimumHeight(QFontMetrics(m_detail->font()).lineSpacing() * 4);
}

/// All groups open; their titles have no value beside them.
void StepView::onReset() {
  const QScopedValueRollback settling(m_settling, true);
  m_summary->setText(m_model->summary());
  m_summary->setHidden(m_model->isEmpty());
  m_empty->setMessage(
      m_model->isEmpty() ? tr("Suspend the process (F7); each step (F8) handles one message, and "
                              "what it did is shown here")
                         : QString());
  m_tree->expandAll();
  for (int group = 0; group < m_model->rowCount(); ++group) {
    m_tree->setFirstColumnSpanned(group, QModelIndex(), true);
  }
  m_detail->setHidden(m_model->isEmpty());
  chooseRow();
}

/// What was looked at in the last step, else the first change, else the message.
void StepView::chooseRow() {
  QModelIndex chosen;
  for (int group = 0; group < m_model->rowCount(); ++group) {
    const QModelIndex parent = m_model->index(group, 0);
    for (int row = 0; row < m_model->rowCount(parent); ++row) {
      const QModelIndex item = m_model->index(row, models::StepModel::Item, parent);
      const bool isMessage = group == 0 && row == m_model->rowCount(parent) - 1;
      const bool isFirst = group == 1 && row == 0;
      if (isMessage || isFirst) chosen = item;
      if (!m_chosen.isEmpty() && item.data().toString() == m_chosen) {
        m_tree->setCurrentIndex(item);
        return;
      }
    }
  }
  m_tree->setCurrentIndex(chosen);
}

void StepView::showRow(const QModelIndex& index) {
  if (!m_settling) m_chosen = index.siblingAtColumn(models::StepModel::Item).data().toString();
  m_detail->setPlainText(index.data(models::TermTextRole).toString());
}

void StepView::copy() { QGuiApplication::clipboard()->setText(m_model->text()); }

}  // namespace views
