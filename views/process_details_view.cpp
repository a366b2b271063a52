// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_details_view.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTabWidget>
#include <QTime>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "models/error_text.h"
#include "models/format.h"
#include "models/process_info_model.h"
#include "models/roles.h"
#include "models/step_model.h"
#include "models/term_tree_model.h"
#include "views/action_text.h"
#include "views/details_tree.h"
#include "views/empty_overlay.h"
#include "views/icons.h"
#include "views/message_strip.h"
#include "views/process_actions.h"
#include "views/step_view.h"
#include "views/theme.h"
#include "views/value_bar_delegate.h"

namespace views {
namespace {

QToolButton* buttonFor(QAction* action, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setDefaultAction(action);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setFocusPolicy(Qt::StrongFocus);
  return button;
}

}  // namespace

ProcessDetailsView::ProcessDetailsView(models::ProcessInfoModel* info,
                                       models::TermTreeModel* state, models::StepModel* step,
                                       ProcessActions* actions, QWidget* parent)
    : QWidget(parent), m_info(info), m_state(state), m_step(step) {
  setObjectName(QStringLiteral("processDetails"));
  m_strip = new MessageStrip(this);
  m_tabs = new QTabWidget(this);
  m_tabs->setObjectName(QStringLiteral("detailsTabs"));
  m_tabs->setDocumentMode(true);
  m_tabs->setAccessibleName(tr("Details of the selected process"));
  QWidget* header = setUpHeader(actions);
  m_tabs->addTab(setUpInfo(), tr("&Info"));
  m_tabs->addTab(setUpState(actions), tr("Stat&e"));
  m_stepView = new StepView(m_step, m_tabs);
  connect(m_stepView, &StepView::pidActivated, this, &ProcessDetailsView::pidActivated);
  m_tabs->addTab(m_stepView, tr("&Last step"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(header);
  layout->addWidget(m_strip);
  layout->addWidget(m_tabs, 1);
  setMinimumWidth(fontMetrics().averageCharWidth() * 48);
  updateHeader();
}

QWidget* ProcessDetailsView::setUpHeader(ProcessActions* actions) {
  auto* header = new QWidget(this);
  m_title = new QLabel(header);
  m_title->setObjectName(QStringLiteral("detailsTitle"));
  m_title->setTextFormat(Qt::PlainText);
  m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
  QFont bold = font();
  bold.setBold(true);
  m_title->setFont(bold);
  m_statusLabel = new QLabel(header);
  m_statusLabel->setObjectName(QStringLiteral("detailsStatus"));
  auto* line = new QHBoxLayout;
  line->addWidget(m_title, 1);
  line->addWidget(m_statusLabel);
  auto* buttons = new QHBoxLayout;
  // There is no room for both, and only one of them is enabled at a time.
  QToolButton* suspend = buttonFor(actions->suspend(), header);
  QToolButton* resume = buttonFor(actions->resume(), header);
  const auto choose = [suspend, resume, action = actions->resume()] {
    suspend->setVisible(!action->isEnabled());
    resume->setVisible(action->isEnabled());
  };
  connect(actions->resume(), &QAction::changed, resume, choose);
  choose();
  buttons->addWidget(suspend);
  buttons->addWidget(resume);
  buttons->addWidget(buttonFor(actions->step(), header));
  buttons->addWidget(buttonFor(actions->trace(), header));
  buttons->addStretch();
  auto* layout = new QVBoxLayout(header);
  const int margin = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing);
  layout->setContentsMargins(margin, margin, margin, 0);
  m_suspension = new QLabel(header);
  m_suspension->setObjectName(QStringLiteral("suspensionLabel"));
  m_suspension->setTextFormat(Qt::PlainText);
  m_suspension->setWordWrap(true);
  m_suspension->setToolTip(tr("What an observer suspends resumes by itself when its lease ends: "
                              "the lease is renewed as long as the observer is there"));
  m_suspension->setTextInteractionFlags(Qt::TextSelectableByMouse);
  layout->addLayout(line);
  layout->addLayout(buttons);
  layout->addWidget(m_suspension);  // below, so that buttons do not move under the mouse
  return header;
}

QWidget* ProcessDetailsView::setUpInfo() {
  m_infoTree = makeDetailsTree(m_tabs, QStringLiteral("infoTree"), tr("Process information"));
  m_infoTree->setModel(m_info);
  m_infoTree->setRootIsDecorated(true);
  m_infoTree->setItemDelegateForColumn(
      models::ProcessInfoModel::Value,
      new ValueBarDelegate(ValueBarDelegate::Background::Plain, this));
  m_infoTree->header()->resizeSection(0, fontMetrics().averageCharWidth() * 28);
  m_infoTree->header()->setStretchLastSection(false);
  m_infoTree->header()->setSectionResizeMode(1, QHeaderView::Stretch);
  m_infoTree->setItemDelegateForColumn(models::ProcessInfoModel::Item, new ProcessDelegate(this));
  openInfo();
  connect(m_info, &QAbstractItemModel::modelReset, this, &ProcessDetailsView::openInfo);
  connect(m_infoTree, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
    const auto pid = index.data(models::PidRole).value<genmsg::Pid>();
    if (pid) emit pidActivated(pid);
  });
  m_infoEmpty = new EmptyOverlay(m_infoTree);
  auto* copy = new QAction(icon(IconId::Copy), tr("Copy status as text"), m_infoTree);
  copy->setObjectName(QStringLiteral("copyStatusAction"));
  copy->setShortcut(QKeySequence::Copy);
  describeAction(*copy, tr("Copy the status, laid out as sys:get_status gives it"));
  copy->setShortcutContext(Qt::WidgetShortcut);
  connect(copy, &QAction::triggered, this, &ProcessDetailsView::copyStatus);
  m_infoTree->addAction(copy);
  m_infoTree->setContextMenuPolicy(Qt::ActionsContextMenu);
  return m_infoTree;
}

QToolButton* ProcessDetailsView::editButton(QAction* action, QWidget* parent) {
  auto* button = new QToolButton(parent);
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

QWidget* ProcessDetailsView::setUpState(ProcessActions* actions) {
  auto* page = new QWidget(m_tabs);
  m_stateTree = makeDetailsTree(page, QStringLiteral("stateTree"), tr("State of the process"));
  m_stateTree->setModel(m_state);
  m_stateTree->setItemDelegateForColumn(
      models::TermTreeModel::Value,
      new ValueBarDelegate(ValueBarDelegate::Background::Plain, this));
  m_stateTree->header()->resizeSection(0, fontMetrics().averageCharWidth() * 19);
  m_stateTree->header()->resizeSection(2, fontMetrics().averageCharWidth() * 13);
  m_stateTree->header()->setStretchLastSection(false);
  m_stateTree->header()->setSectionResizeMode(1, QHeaderView::Stretch);
  m_stateTree->setItemDelegateForColumn(models::TermTreeModel::Field, new ProcessDelegate(this));
  connect(m_stateTree, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
    if (m_state->isMoreRow(index)) m_state->showMore(index);
  });
  m_stateEmpty = new EmptyOverlay(m_stateTree);
  m_stateNote = new QLabel(page);
  m_stateNote->setObjectName(QStringLiteral("stateNote"));
  m_stateNote->setTextFormat(Qt::PlainText);
  m_stateNote->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  QToolButton* edit = editButton(actions->editState(), page);
  auto* line = new QHBoxLayout;
  line->addWidget(m_stateNote, 1);
  line->addWidget(edit);
  auto* layout = new QVBoxLayout(page);
  const int margin = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing);
  layout->setContentsMargins(margin, margin, margin, 0);
  layout->addLayout(line);
  layout->addWidget(m_stateTree, 1);
  return page;
}

void ProcessDetailsView::setProcess(genmsg::Pid pid, const QString& name) {
  m_name = name;
  if (pid != m_pid) {
    m_pid = pid;
    m_asked = false;
    m_info->setPid(pid);
    m_state->clear();
    m_step->setStep(nullptr);
    m_strip->dismiss();
    m_stateNote->clear();
    openInfo();
    if (isVisible()) request();
  }
  updateHeader();
}

void ProcessDetailsView::applyView(const models::NodeViewPtr& view) {
  m_info->applyView(view);
  updateHeader();
  const bool due = !m_asked || m_sinceRequest.elapsed() >= refreshMs;
  if (isVisible() && !m_paused && !m_info->hasExited() && due) request();
}

void ProcessDetailsView::applyStatus(const genmsg::ProcessStatusPtr& status) {
  if (status->pid != m_pid) return;
  m_info->applyStatus(status);
  const bool first = m_state->isEmpty();
  m_state->setTerm(status->state, status->state_shape);
  m_strip->dismiss();
  const QString time = QTime::currentTime().toString(QStringLiteral("HH:mm:ss"));
  const QString version = QLocale().toString(qulonglong{status->state_version});
  m_stateNote->setText((status->state_formatted ? tr("Formatted by the module · version %1 · %2")
                                                : tr("Raw · version %1 · %2"))
                           .arg(version, time));
  if (first) m_stateTree->expandToDepth(0);
  updateHeader();
}

void ProcessDetailsView::applyStatusError(genmsg::Pid pid, const genmsg::NodeError& error) {
  if (pid != m_pid) return;
  m_info->applyStatusError(pid, error);
  if (error.code == genmsg::NodeError::Code::NoProc) {
    updateHeader();
    return;
  }
  // It is asked again and again: that one question is still open means nothing.
  m_strip->showMessage(Tone::Warning,
                       error.code == genmsg::NodeError::Code::Timeout
                           ? tr("The process is busy and has not answered yet")
                           : tr("No status: %1").arg(models::errorText(error)));
  updateHeader();
}

void ProcessDetailsView::applyStep(genmsg::Pid pid, const genmsg::StepPtr& step) {
  if (pid != m_pid) return;
  m_step->setStep(step);
  m_tabs->setCurrentWidget(m_stepView);
}

void ProcessDetailsView::refresh() {
  if (m_pid) request();
}

void ProcessDetailsView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (m_pid && !m_asked) request();
}

void ProcessDetailsView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  updateHeader();
}

void ProcessDetailsView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_stateEmpty != nullptr) updateHeader();
}

void ProcessDetailsView::request() {
  if (!m_pid) return;
  m_asked = true;
  m_sinceRequest.start();
  emit statusRequested(m_pid);
}

/// All groups open; their titles are long and have no value beside them.
void ProcessDetailsView::openInfo() {
  m_infoTree->expandAll();
  for (int group = 0; group < m_info->rowCount(); ++group) {
    m_infoTree->setFirstColumnSpanned(group, QModelIndex(), true);
  }
}

void ProcessDetailsView::updateHeader() {
  const QString suspension = m_info->suspensionText();
  m_suspension->setText(tr("Suspended %1").arg(suspension));
  m_suspension->setHidden(suspension.isEmpty());
  if (!m_pid) {
    m_title->setText(tr("No process selected"));
    m_statusLabel->clear();
    m_infoEmpty->setMessage(tr("Select a process to see its details"));
    m_stateEmpty->setMessage(tr("Select a process to see its state"));
    return;
  }
  m_title->setText(
      m_title->fontMetrics().elidedText(m_name, Qt::ElideMiddle, m_title->width()));
  m_title->setToolTip(m_name);
  m_infoEmpty->setMessage(QString());
  if (m_info->hasExited()) {
    m_statusLabel->setText(models::statusWord(models::RowStatus::Exited));
    m_stateEmpty->setMessage(m_state->isEmpty() ? tr("The process has exited") : QString());
  } else {
    m_statusLabel->setText(m_info->isSuspended()
                               ? models::statusGlyph(models::RowStatus::Suspended) + QChar::Space +
                                     models::statusWord(models::RowStatus::Suspended)
                               : QString());
    m_stateEmpty->setMessage(m_state->isEmpty() ? tr("Asking the process for its state…")
                                                : QString());
  }
  QPalette colors = palette();
  colors.setColor(QPalette::WindowText, statusColor(colors, genmsg::Status::Suspended));
  m_statusLabel->setPalette(colors);
  m_suspension->setPalette(colors);
}

void ProcessDetailsView::copyStatus() {
  QGuiApplication::clipboard()->setText(m_info->statusText());
}

}  // namespace views
