// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state_view.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QStyle>
#include <QTime>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "models/term_tree_model.h"
#include "views/details_tree.h"
#include "views/empty_overlay.h"

namespace views {

StateView::StateView(models::TermTreeModel* model, QAction* edit, QWidget* parent)
    : QWidget(parent), m_model(model) {
  m_tree = makeTermTree(m_model, this, QStringLiteral("stateTree"), tr("State of the process"));
  m_empty = new EmptyOverlay(m_tree);
  m_note = new QLabel(this);
  m_note->setObjectName(QStringLiteral("stateNote"));
  m_note->setTextFormat(Qt::PlainText);
  m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  auto* line = new QHBoxLayout;
  line->addWidget(m_note, 1);
  line->addWidget(editButton(edit));
  auto* layout = new QVBoxLayout(this);
  const int margin = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing);
  layout->setContentsMargins(margin, margin, margin, 0);
  layout->addLayout(line);
  layout->addWidget(m_tree, 1);
}

QToolButton* StateView::editButton(QAction* action) {
  auto* button = new QToolButton(this);
  button->setObjectName(QStringLiteral("editStateButton"));
  button->setIcon(action->icon());
  button->setText(tr("Edit…"));
  button->setAccessibleName(tr("Edit state"));
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setFocusPolicy(Qt::StrongFocus);
  const auto follow = [action, button] {
    button->setEnabled(action->isEnabled());
    button->setToolTip(action->toolTip());  // also why not
  };
  follow();
  connect(button, &QToolButton::clicked, action, &QAction::trigger);
  connect(action, &QAction::changed, button, follow);
  return button;
}

void StateView::setStatus(const genmsg::ProcessStatus& status) {
  const bool first = m_model->isEmpty();
  m_model->setTerm(status.state, status.state_shape);
  const QString time = QTime::currentTime().toString(QStringLiteral("HH:mm:ss"));
  const QString version = QLocale().toString(qulonglong{status.state_version});
  m_note->setText((status.state_formatted ? tr("Formatted by the module · version %1 · %2")
                                          : tr("Raw · version %1 · %2"))
                      .arg(version, time));
  m_empty->setMessage(QString());
  if (first) m_tree->expandToDepth(0);
}

void StateView::clear() {
  m_model->clear();
  m_note->clear();
}

void StateView::setEmptyText(const QString& text) {
  m_empty->setMessage(m_model->isEmpty() ? text : QString());
}

}  // namespace views
