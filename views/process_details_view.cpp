// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_details_view.h"

#include <QAction>
#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QHelpEvent>
#include <QTabWidget>
#include <QToolButton>
#include <QToolTip>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>

#include "genmsg/term/print.h"
#include "models/error_text.h"
#include "models/format.h"
#include "models/process_info_model.h"
#include "models/process_log_model.h"
#include "models/process_series.h"
#include "models/process_trace_model.h"
#include "models/step_model.h"
#include "models/term_tree_model.h"
#include "views/details_tree.h"
#include "views/empty_overlay.h"
#include "views/history_view.h"
#include "views/info_view.h"
#include "views/mailbox_view.h"
#include "views/message_strip.h"
#include "views/process_actions.h"
#include "views/process_log_view.h"
#include "views/process_trace_view.h"
#include "views/state_view.h"
#include "views/step_view.h"
#include "views/theme.h"

namespace views {
namespace {

constexpr qint64 busyAfterMs = 1000;
constexpr genmsg::PrintLimits reasonLimits{8, 300};

QToolButton* buttonFor(QAction* action, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setDefaultAction(action);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setFocusPolicy(Qt::StrongFocus);
  return button;
}

}  // namespace

ProcessDetailsView::ProcessDetailsView(const Models& models, ProcessActions* actions,
                                       QWidget* parent)
    : QWidget(parent), m_models(models), m_actions(actions) {
  setObjectName(QStringLiteral("processDetails"));
  m_exitStrip = new MessageStrip(this);
  m_exitStrip->setObjectName(QStringLiteral("exitStrip"));
  m_strip = new MessageStrip(this);
  QWidget* header = setUpHeader();
  setUpTabs(actions);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(header);
  layout->addWidget(m_exitStrip);
  layout->addWidget(m_strip);
  layout->addWidget(m_tabs, 1);
  setMinimumWidth(fontMetrics().averageCharWidth() * 48);
  updateHeader();
}

QWidget* ProcessDetailsView::setUpHeader() {
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
  setUpButtons(buttons, header);
  auto* layout = new QVBoxLayout(header);
  const int margin = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing);
  layout->setContentsMargins(margin, margin, margin, 0);
  m_suspension = makeNote(QStringLiteral("suspensionLabel"), header);
  m_suspension->setToolTip(tr("What an observer suspends resumes by itself when its lease ends: "
                              "the lease is renewed as long as the observer is there"));
  layout->addLayout(line);
  layout->addLayout(buttons);
  m_about = new QLabel(header);
  m_about->setObjectName(QStringLiteral("detailsAbout"));
  m_about->setTextFormat(Qt::PlainText);
  m_about->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_about->hide();
  layout->addWidget(m_about);
  m_title->installEventFilter(this);
  connect(m_actions, &ProcessActions::targetChanged, this, &ProcessDetailsView::updateHeader);
  m_busy = makeNote(QStringLiteral("busyLabel"), header);
  m_busy->hide();
  // Below, so that buttons do not move under the mouse.
  layout->addWidget(m_suspension);
  layout->addWidget(m_busy);
  return header;
}

void ProcessDetailsView::setUpButtons(QHBoxLayout* buttons, QWidget* header) {
  // There is no room for all of them. Of one process either Suspend or Resume is enabled; of several
  // both are, and none of them can step.
  QToolButton* suspend = buttonFor(m_actions->suspend(), header);
  QToolButton* resume = buttonFor(m_actions->resume(), header);
  QToolButton* step = buttonFor(m_actions->step(), header);
  const auto choose = [suspend, resume, step, actions = m_actions] {
    const bool canSuspend = actions->suspend()->isEnabled();
    const bool canResume = actions->resume()->isEnabled();
    suspend->setVisible(canSuspend || !canResume);
    resume->setVisible(canResume);
    step->setVisible(!canSuspend || !canResume);
  };
  connect(m_actions->suspend(), &QAction::changed, suspend, choose);
  connect(m_actions->resume(), &QAction::changed, resume, choose);
  choose();
  buttons->addWidget(suspend);
  buttons->addWidget(resume);
  buttons->addWidget(step);
  buttons->addWidget(buttonFor(m_actions->trace(), header));
  buttons->addStretch();
}

QLabel* ProcessDetailsView::makeNote(const QString& name, QWidget* parent) {
  auto* note = new QLabel(parent);
  note->setObjectName(name);
  note->setTextFormat(Qt::PlainText);
  note->setWordWrap(true);
  note->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return note;
}

// In the order of Tab.
void ProcessDetailsView::setUpTabs(ProcessActions* actions) {
  m_tabs = new QTabWidget(this);
  m_tabs->setObjectName(QStringLiteral("detailsTabs"));
  m_tabs->setDocumentMode(true);
  m_tabs->setAccessibleName(tr("Details of the selected process"));
  m_infoView = new InfoView(m_models.info, m_tabs);
  m_stateView = new StateView(m_models.state, actions->editState(), m_tabs);
  m_mailboxView = new MailboxView(m_models.mailbox, m_models.messageTypes, m_tabs);
  m_historyView = new HistoryView(m_models.series, m_tabs);
  m_traceView = new ProcessTraceView(m_models.trace, actions->trace(), m_tabs);
  m_stepView = new StepView(m_models.step, m_tabs);
  m_logView = new ProcessLogView(m_models.log, m_tabs);
  m_tabs->addTab(m_infoView, tr("&Info"));
  m_tabs->addTab(m_stateView, tr("Stat&e"));
  m_tabs->addTab(m_mailboxView, tr("Mailbo&x"));
  m_tabs->addTab(setUpDictionary(), tr("&Dictionary"));
  m_tabs->addTab(m_historyView, tr("Hi&story"));
  m_tabs->addTab(m_traceView, tr("Tr&ace"));
  m_tabs->addTab(m_stepView, tr("&Last step"));
  m_tabs->addTab(m_logView, tr("Lo&g"));
  connect(m_infoView, &InfoView::pidActivated, this, &ProcessDetailsView::pidActivated);
  connect(m_mailboxView, &MailboxView::pidActivated, this, &ProcessDetailsView::pidActivated);
  connect(m_traceView, &ProcessTraceView::pidActivated, this, &ProcessDetailsView::pidActivated);
  connect(m_stepView, &StepView::pidActivated, this, &ProcessDetailsView::pidActivated);
  connect(m_mailboxView, &MailboxView::mailboxRequested, this,
          [this] { emit mailboxRequested(m_pid); });
  connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
    emit tabShown(tab());
    if (isVisible() && !m_paused && isDue()) request();
  });
}

QWidget* ProcessDetailsView::setUpDictionary() {
  m_dictionaryTree = makeTermTree(m_models.dictionary, m_tabs, QStringLiteral("dictionaryTree"),
                                  tr("Process dictionary"));
  m_dictionaryEmpty = new EmptyOverlay(m_dictionaryTree);
  return m_dictionaryTree;
}

ProcessDetailsView::Tab ProcessDetailsView::tab() const { return Tab(m_tabs->currentIndex()); }

void ProcessDetailsView::showTab(Tab tab) { m_tabs->setCurrentIndex(static_cast<int>(tab)); }

void ProcessDetailsView::setProcess(genmsg::Pid pid, const QString& name) {
  m_name = name;
  if (pid != m_pid) {
    m_pid = pid;
    m_asked = false;
    m_unanswered.invalidate();
    m_lastAnswer.reset();
    m_runningNs.reset();
    m_exitSeen = false;
    m_exitTime.clear();
    m_exitReason.reset();
    m_models.info->setPid(pid);
    m_models.dictionary->clear();
    m_models.step->setStep(nullptr);
    m_models.series->setPid(pid);
    m_models.trace->setPid(pid);
    m_models.log->setPid(pid);
    m_stateView->clear();
    m_mailboxView->clear();
    m_exitStrip->dismiss();
    m_strip->dismiss();
    m_infoView->openGroups();
    if (isVisible()) request();
  }
  updateHeader();
}

void ProcessDetailsView::applyView(const models::NodeViewPtr& view) {
  m_lastView = view;
  m_models.info->applyView(view);
  if (!m_pid) return;
  m_models.series->append(view);
  const bool alive = !m_models.info->hasExited();
  const std::uint32_t row = view->rowOf(m_pid);
  if (alive) m_mailboxView->setDepth(view->process(row).mailbox, true);
  const auto running = std::find_if(view->running.begin(), view->running.end(),
                                    [this](const models::Running& r) { return r.pid == m_pid; });
  m_runningNs.reset();
  if (running != view->running.end()) m_runningNs = view->snapshot->time_ns - running->sinceNs;
  updateExit(view);
  updateHeader();
  if (alive && isVisible() && !m_paused && isDue()) request();
}

void ProcessDetailsView::applyStatus(const genmsg::ProcessStatusPtr& status) {
  if (status->pid != m_pid) return;
  m_unanswered.invalidate();
  m_lastAnswer = QTime::currentTime();
  m_models.info->applyStatus(status);
  m_stateView->setStatus(*status);
  m_strip->dismiss();
  updateDictionary();
  updateHeader();
}

void ProcessDetailsView::applyStatusError(genmsg::Pid pid, const genmsg::NodeError& error) {
  if (pid != m_pid) return;
  m_models.info->applyStatusError(pid, error);
  using Code = genmsg::NodeError::Code;
  // It is asked again and again: that one question is still open means nothing but that it is busy.
  if (error.code != Code::Timeout) m_unanswered.invalidate();
  if (error.code != Code::Timeout && error.code != Code::NoProc)
    m_strip->showMessage(Tone::Warning, tr("No status: %1").arg(models::errorText(error)));
  updateHeader();
}

void ProcessDetailsView::applyInfo(const genmsg::ProcessInfoPtr& info) {
  if (info->pid != m_pid) return;
  m_models.info->applyInfo(info);
  updateDictionary();
}

void ProcessDetailsView::applyMailbox(genmsg::Pid pid, const genmsg::MailboxPeekPtr& mailbox) {
  if (pid == m_pid) m_mailboxView->setMailbox(mailbox);
}

void ProcessDetailsView::applyMailboxError(genmsg::Pid pid, const genmsg::NodeError& error) {
  if (pid == m_pid) m_mailboxView->setError(error);
}

void ProcessDetailsView::applyStep(genmsg::Pid pid, const genmsg::StepPtr& step) {
  if (pid != m_pid) return;
  m_models.step->setStep(step);
  showTab(Tab::LastStep);
}

void ProcessDetailsView::setExitReason(const genmsg::Term& reason) {
  m_exitReason = reason;
  if (m_exitSeen) showExit();
}

void ProcessDetailsView::updateExit(const models::NodeViewPtr& view) {
  if (!m_models.info->hasExited() || m_exitSeen) return;
  m_exitSeen = true;
  m_unanswered.invalidate();
  if (const genmsg::ProcessRow* row = m_models.info->row()) {
    m_exitTime = QDateTime::fromMSecsSinceEpoch(view->snapshot->wall_time_ms)
                     .toString(QStringLiteral("HH:mm:ss"));
    m_mailboxView->setDepth(row->mailbox, false);
  }
  showExit();
  emit exited(m_pid);
}

void ProcessDetailsView::showExit() {
  QString text = m_exitTime.isEmpty() ? tr("Exited before it was looked at")
                                      : tr("Exited %1").arg(m_exitTime);
  if (m_exitReason)
    //: behind "Exited 12:03:11"
    text += tr(", reason %1")
                .arg(QString::fromStdString(genmsg::print(*m_exitReason, reasonLimits)));
  if (m_models.info->row() == nullptr) {
    m_exitStrip->showMessage(Tone::Warning, text);
    return;
  }
  m_exitStrip->showMessage(Tone::Warning, text, tr("Show successor"), this, [this] {
    showExit();  // the strip stays: what it says is still so
    emit successorRequested();
  });
}

void ProcessDetailsView::showNoSuccessor() {
  m_strip->showMessage(Tone::Info, tr("Nobody has taken its place: no living process has its name, "
                                      "and none was started for it since"));
}

void ProcessDetailsView::refresh() {
  if (m_pid) request();
}

void ProcessDetailsView::refreshStatus() {
  m_asked = false;
  refresh();
}

void ProcessDetailsView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (m_pid && !m_asked) request();
}

void ProcessDetailsView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_stepView != nullptr) updateHeader();
}

bool ProcessDetailsView::isDue() const {
  return !m_asked || m_sinceRequest.elapsed() >= refreshMs;
}

void ProcessDetailsView::request() {
  if (!m_pid) return;
  const Tab shown = tab();
  // The first answer also tells whether its state can be edited, and who has it suspended.
  const bool wantsStatus = !m_asked || shown == Tab::Info || shown == Tab::State;
  // One that is busy has enough questions to answer.
  const bool wantsInfo =
      (shown == Tab::Info || shown == Tab::Dictionary) && !m_unanswered.isValid();
  m_asked = true;
  m_sinceRequest.start();
  if (wantsInfo) emit infoRequested(m_pid);
  if (!wantsStatus) return;
  if (!m_unanswered.isValid()) m_unanswered.start();
  emit statusRequested(m_pid);
}

void ProcessDetailsView::updateDictionary() {
  const genmsg::Term dictionary = m_models.info->dictionary();
  const bool empty = !dictionary.is(genmsg::Term::Kind::Map) || dictionary.entries().empty();
  if (empty) {
    m_models.dictionary->clear();
  } else {
    m_models.dictionary->setTerm(dictionary);
  }
  updateEmptyTexts();
}

void ProcessDetailsView::updateHeader() {
  const QString suspension = m_models.info->suspensionText();
  m_suspension->setText(tr("Suspended %1").arg(suspension));
  m_suspension->setHidden(suspension.isEmpty());
  updateTitle();
  updateStatusLabel();
  updateBusy();
  updateEmptyTexts();
  QPalette colors = palette();
  colors.setColor(QPalette::WindowText, statusColor(colors, genmsg::Status::Suspended));
  m_statusLabel->setPalette(colors);
  m_suspension->setPalette(colors);
  m_busy->setPalette(colors);
}

void ProcessDetailsView::updateTitle() {
  const ProcessActions::Target& target = m_actions->target();
  const bool many = target.count > 1;
  const bool other = many || (target.pid && target.pid != m_pid);
  const QString title = many    ? tr("%1 processes selected").arg(models::formatCount(target.count))
                        : other ? target.name
                        : m_pid ? m_name
                                : tr("No process selected");
  m_title->setText(
      m_title->fontMetrics().elidedText(title, Qt::ElideMiddle, m_title->width()));
  m_title->setAccessibleName(title);
  // Of several the names are looked up when they are asked for: there may be a million.
  m_title->setToolTip(many || (!other && !m_pid) ? QString() : title);
  const QString about = tr("Details of %1").arg(m_name);
  // By the header's width: the line itself has none while it is hidden, and a layout has none while
  // what it holds is shown or hidden.
  const QWidget* header = m_about->parentWidget();
  const QMargins margins = header->layout()->contentsMargins();
  m_about->setText(m_about->fontMetrics().elidedText(
      about, Qt::ElideMiddle, header->width() - margins.left() - margins.right()));
  m_about->setToolTip(about);
  m_about->setVisible(other && m_pid);
}

/// The first, and how many more.
QString ProcessDetailsView::namesOfTarget() const {
  constexpr std::size_t mostNamed = 10;
  const Pids pids = m_actions->pids();
  QStringList names;
  for (const genmsg::Pid pid : pids) {
    if (static_cast<std::size_t>(names.size()) == mostNamed) break;
    const std::uint32_t row = m_lastView ? m_lastView->rowOf(pid) : models::noRow;
    names << (row == models::noRow
                  ? models::formatPid(pid)
                  : models::formatProcess(pid, m_lastView->process(row).name,
                                          m_lastView->process(row).initial_call));
  }
  if (pids.size() > mostNamed)
    names << tr("and %1 more").arg(models::formatCount(pids.size() - mostNamed));
  return names.join(u'\n');
}

bool ProcessDetailsView::eventFilter(QObject* watched, QEvent* event) {
  // Its width comes after that of the view, and with what the status beside it needs.
  if (watched == m_title && event->type() == QEvent::Resize) updateTitle();
  if (watched == m_title && event->type() == QEvent::ToolTip && m_actions->target().count > 1) {
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), namesOfTarget(), m_title);
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

/// Of who is named in the title.
void ProcessDetailsView::updateStatusLabel() {
  QString text;
  if (m_about->isVisibleTo(this)) {
    m_statusLabel->clear();
    return;
  }
  if (m_pid && m_models.info->hasExited()) {
    text = models::statusWord(models::RowStatus::Exited);
  } else if (m_pid && m_models.info->isSuspended()) {
    text = models::statusGlyph(models::RowStatus::Suspended) + QChar::Space +
           models::statusWord(models::RowStatus::Suspended);
  }
  m_statusLabel->setText(text);
}

/// By what the node saw of its callback, else by how long it owes an answer.
void ProcessDetailsView::updateBusy() {
  const bool busy = m_unanswered.isValid() && m_unanswered.elapsed() >= busyAfterMs;
  m_busy->setHidden(!busy);
  if (!busy) return;
  const qint64 waitedNs = m_unanswered.elapsed() * 1'000'000;
  const QString time =
      models::formatTime(static_cast<double>(std::max<qint64>(m_runningNs.value_or(0), waitedNs)));
  m_busy->setText(m_lastAnswer
                      ? tr("Busy for %1, last answer %2")
                            .arg(time, m_lastAnswer->toString(QStringLiteral("HH:mm:ss")))
                      : tr("Busy for %1, no answer yet").arg(time));
}

void ProcessDetailsView::updateEmptyTexts() {
  if (!m_pid) {
    m_infoView->setEmptyText(tr("Select a process to see its details"));
    m_stateView->setEmptyText(tr("Select a process to see its state"));
    m_dictionaryEmpty->setMessage(tr("Select a process to see its dictionary"));
    return;
  }
  m_infoView->setEmptyText(QString());
  const bool exited = m_models.info->hasExited();
  m_stateView->setEmptyText(exited               ? tr("The process has exited")
                            : !m_busy->isHidden() ? m_busy->text()
                                                  : tr("Asking the process for its state…"));
  const bool known = m_models.info->dictionary().is(genmsg::Term::Kind::Map);
  m_dictionaryEmpty->setMessage(!m_models.dictionary->isEmpty() ? QString()
                                : known    ? tr("Its process dictionary is empty")
                                : exited   ? tr("The process has exited")
                                           : tr("Asking the process for its dictionary…"));
}

}  // namespace views
