// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/exit_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

#include "genmsg/term/parse.h"
#include "views/icons.h"
#include "views/theme.h"

namespace views {
namespace {

enum Column { Process, InitialCall, Mailbox };

QString countText(std::uint64_t count) { return QLocale().toString(qulonglong{count}); }

QLabel* makeLabel(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  return label;
}

}  // namespace

ExitDialog::ExitDialog(Kind kind, const std::vector<Victim>& victims, std::uint64_t count,
                       QWidget* parent)
    : QDialog(parent), m_kind(kind), m_count(count) {
  setObjectName(QStringLiteral("exitDialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(buttonText());
  auto* title = makeLabel(heading(victims), this);
  title->setObjectName(QStringLiteral("exitHeading"));
  QFont bold = font();
  bold.setBold(true);
  title->setFont(bold);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(title);
  layout->addWidget(setUpVictims(victims));
  m_gone = makeLabel(QString(), this);
  m_gone->setObjectName(QStringLiteral("exitGone"));
  m_gone->hide();
  layout->addWidget(m_gone);
  layout->addWidget(makeLabel(explanation(), this));
  layout->addWidget(setUpReason());
  setUpButtons();
  setVictims(victims);
  resize(fontMetrics().averageCharWidth() * 80, sizeHint().height());
}

QString ExitDialog::heading(const std::vector<Victim>& victims) const {
  const QString name = victims.empty() ? QString() : victims.front().name;
  const QString count = countText(m_count);
  switch (m_kind) {
    case Kind::Terminate:
      return m_count > 1 ? tr("Terminate %1 processes?").arg(count) : tr("Terminate %1?").arg(name);
    case Kind::TerminateSubtree:
      return tr("Terminate %1 and all below it, %2 processes?").arg(name, count);
    case Kind::RestartChild: return tr("Have %1 restarted?").arg(name);
    case Kind::Kill:
      return m_count > 1 ? tr("Kill %1 processes?").arg(count) : tr("Kill %1?").arg(name);
  }
  return {};
}

QString ExitDialog::explanation() const {
  switch (m_kind) {
    case Kind::Terminate:
      return tr("An exit signal with this reason is sent. Who traps exits decides what to do with "
                "it; supervisors may start again what ends.");
    case Kind::TerminateSubtree:
      return tr("Each is sent an exit signal with this reason, parents before their children. Who "
                "traps exits, as supervisors do, decides what to do with it; supervisors that go on "
                "may start again what ends.");
    case Kind::RestartChild:
      return tr("An exit signal with this reason is sent; the rest is the supervisor's: it starts a "
                "permanent child again, a transient one only if the reason is none of normal, "
                "shutdown and {shutdown,Term}, and a temporary one never. It counts as a restart "
                "within the supervisor's intensity.");
    case Kind::Kill:
      return tr("It ends at once: no callback runs any more, not even to clean up, and what waits in "
                "the mailbox is lost. Supervisors may start again what ends.");
  }
  return {};
}

QString ExitDialog::buttonText() const {
  switch (m_kind) {
    case Kind::Terminate: return tr("Terminate");
    case Kind::TerminateSubtree: return tr("Terminate subtree");
    case Kind::RestartChild: return tr("Restart child");
    case Kind::Kill: return tr("Kill");
  }
  return {};
}

QWidget* ExitDialog::setUpVictims(const std::vector<Victim>& victims) {
  auto* box = new QWidget(this);
  m_list = new QTreeWidget(box);
  m_list->setObjectName(QStringLiteral("exitVictims"));
  m_list->setAccessibleName(tr("Processes that are to end"));
  m_list->setRootIsDecorated(false);
  m_list->setUniformRowHeights(true);
  m_list->setSelectionMode(QAbstractItemView::NoSelection);
  m_list->setFocusPolicy(Qt::TabFocus);
  m_list->setHeaderLabels({tr("Process"), tr("Initial call"), tr("Mailbox")});
  for (const Victim& victim : victims) {
    auto* item = new QTreeWidgetItem(m_list, {victim.name, victim.initialCall, QString()});
    item->setTextAlignment(Mailbox, Qt::AlignRight | Qt::AlignVCenter);
    item->setToolTip(Process, victim.name);
  }
  const int letter = fontMetrics().averageCharWidth();
  m_list->header()->setStretchLastSection(false);
  m_list->header()->setSectionResizeMode(Process, QHeaderView::Stretch);
  m_list->header()->resizeSection(InitialCall, letter * 28);
  m_list->header()->resizeSection(Mailbox, letter * 14);
  const int rows = static_cast<int>(std::clamp<std::size_t>(victims.size(), 1, rowsShown));
  m_list->setFixedHeight(m_list->header()->sizeHint().height() +
                         rows * rowHeight(fontMetrics()) + 2 * m_list->frameWidth() + 4);
  auto* layout = new QVBoxLayout(box);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_list);
  if (m_count > victims.size()) {
    auto* more = makeLabel(tr("and %1 more").arg(countText(m_count - victims.size())), box);
    more->setObjectName(QStringLiteral("exitMore"));
    layout->addWidget(more);
  }
  return box;
}

QWidget* ExitDialog::setUpReason() {
  auto* box = new QWidget(this);
  auto* form = new QFormLayout(box);
  form->setContentsMargins(0, 0, 0, 0);
  m_reason = new QLineEdit(QStringLiteral("shutdown"), box);
  m_reason->setObjectName(QStringLiteral("exitReason"));
  m_reason->setAccessibleName(tr("Reason, an Erlang term"));
  m_reason->setToolTip(tr("An Erlang term: shutdown, {shutdown,maintenance}"));
  m_reason->setFont(monospaced(font()));
  m_error = makeLabel(QString(), box);
  m_error->setObjectName(QStringLiteral("exitReasonError"));
  QPalette red = palette();
  red.setColor(QPalette::WindowText, toneColor(red, Tone::Error));
  m_error->setPalette(red);
  m_always = new QCheckBox(tr("Do not ask &again in this session when I terminate one process"), box);
  m_always->setObjectName(QStringLiteral("exitAlways"));
  form->addRow(tr("&Reason:"), m_reason);
  form->addRow(QString(), m_error);
  form->addRow(m_always);
  connect(m_reason, &QLineEdit::textChanged, this, &ExitDialog::checkReason);
  m_always->setVisible(m_kind == Kind::Terminate && m_count == 1);
  if (m_kind == Kind::Kill) {
    m_reason->setText(QStringLiteral("kill"));
    box->hide();
  }
  checkReason();
  return box;
}

void ExitDialog::setUpButtons() {
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  m_confirm = buttons->addButton(buttonText(), QDialogButtonBox::AcceptRole);
  m_confirm->setObjectName(QStringLiteral("exitConfirm"));
  m_confirm->setIcon(icon(IconId::Stop));
  m_confirm->setAutoDefault(false);
  QPushButton* cancel = buttons->button(QDialogButtonBox::Cancel);
  // Enter ends one that was named and may be undone by its supervisor; anything more takes a choice.
  const bool quick = m_count == 1 && m_kind != Kind::Kill;
  (quick ? m_confirm : cancel)->setDefault(true);
  connect(buttons, &QDialogButtonBox::accepted, this, &ExitDialog::confirm);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout()->addWidget(buttons);
  if (m_kind == Kind::Kill) {
    cancel->setFocus();
  } else {
    m_reason->setFocus();
    m_reason->selectAll();
  }
}

void ExitDialog::setVictims(const std::vector<Victim>& victims) {
  std::uint64_t gone = 0;
  for (std::size_t i = 0; i < victims.size(); ++i) {
    QTreeWidgetItem* item = m_list->topLevelItem(static_cast<int>(i));
    const Victim& victim = victims[i];
    gone += victim.exited ? 1 : 0;
    item->setText(Mailbox, victim.exited ? tr("has exited") : countText(victim.mailbox));
    item->setDisabled(victim.exited);
  }
  // Of those that are not named nobody knows here; they are refused one by one.
  m_nobodyLeft = gone == m_count;
  m_gone->setVisible(m_nobodyLeft);
  m_gone->setText(m_count == 1 ? tr("It has exited meanwhile: there is nothing to do.")
                               : tr("All of them have exited meanwhile: there is nothing to do."));
  updateButton();
}

void ExitDialog::checkReason() {
  const auto term = genmsg::parse(m_reason->text().toStdString());
  m_reasonIsTerm = term.has_value();
  if (term) m_reasonTerm = *term;
  m_error->setText(term ? QString() : QString::fromStdString(term.error().message()));
  m_reason->setAccessibleDescription(m_error->text());
  if (m_confirm != nullptr) updateButton();
}

void ExitDialog::updateButton() { m_confirm->setEnabled(m_reasonIsTerm && !m_nobodyLeft); }

void ExitDialog::confirm() {
  if (!m_confirm->isEnabled()) return;
  const bool always = m_always->isVisibleTo(this) && m_always->isChecked();
  emit confirmed(m_reasonTerm, always);
  accept();
}

}  // namespace views
