// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/mailbox_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStyle>
#include <QTableView>
#include <QTime>
#include <QVBoxLayout>

#include "models/error_text.h"
#include "models/format.h"
#include "models/mailbox_model.h"
#include "models/message_types_model.h"
#include "views/empty_overlay.h"
#include "views/icons.h"
#include "views/pid_delegate.h"
#include "views/share_bar_delegate.h"
#include "views/theme.h"

namespace views {

MailboxView::MailboxView(models::MailboxModel* messages, models::MessageTypesModel* types,
                         QWidget* parent)
    : QWidget(parent), m_messages(messages), m_types(types) {
  setObjectName(QStringLiteral("mailboxView"));
  m_depthLabel = new QLabel(this);
  m_depthLabel->setObjectName(QStringLiteral("mailboxDepth"));
  m_look = new QPushButton(icon(IconId::Locate), tr("Look into the mailbox"), this);
  m_look->setObjectName(QStringLiteral("lookIntoMailbox"));
  m_look->setAccessibleName(m_look->text());
  m_look->setAutoDefault(false);
  m_look->setToolTip(tr("The process itself looks its queue through, between two messages: some "
                        "nanoseconds for each that waits"));
  connect(m_look, &QPushButton::clicked, this, [this] {
    m_looking = true;
    m_error.clear();
    updateTexts();
    emit mailboxRequested();
  });
  m_note = new QLabel(this);
  m_note->setObjectName(QStringLiteral("mailboxNote"));
  m_note->setTextFormat(Qt::PlainText);
  m_note->setWordWrap(true);
  setUpTypes();
  setUpMessages();
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->setObjectName(QStringLiteral("mailboxSplitter"));
  splitter->addWidget(m_typesTable);
  splitter->addWidget(m_messagesTable);
  splitter->setStretchFactor(0, 1);
  splitter->setStretchFactor(1, 3);
  splitter->setChildrenCollapsible(false);
  auto* line = new QHBoxLayout;
  line->addWidget(m_depthLabel, 1);
  line->addWidget(m_look);
  auto* layout = new QVBoxLayout(this);
  const int margin = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing);
  layout->setContentsMargins(margin, margin, margin, 0);
  layout->addLayout(line);
  layout->addWidget(m_note);
  layout->addWidget(splitter, 1);
  updateTexts();
}

QTableView* MailboxView::makeTable(const QString& name, const QString& accessibleName) {
  auto* table = new QTableView(this);
  table->setObjectName(name);
  table->setAccessibleName(accessibleName);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->setSelectionMode(QAbstractItemView::SingleSelection);
  table->setTabKeyNavigation(false);
  table->setShowGrid(false);
  table->setWordWrap(false);
  table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table->verticalHeader()->hide();
  table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table->verticalHeader()->setDefaultSectionSize(rowHeight(fontMetrics()));
  table->horizontalHeader()->setObjectName(name + QStringLiteral("Header"));
  table->horizontalHeader()->setHighlightSections(false);
  table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  table->horizontalHeader()->setStretchLastSection(true);
  return table;
}

void MailboxView::setUpTypes() {
  using Column = models::MessageTypesModel::Column;
  m_typesTable = makeTable(QStringLiteral("messageTypes"), tr("Messages by type"));
  m_typesTable->setModel(m_types);
  m_typesTable->setTextElideMode(Qt::ElideLeft);  // names say most at their ends
  m_typesTable->setItemDelegateForColumn(Column::Type, new PidDelegate(this));
  m_typesTable->setItemDelegateForColumn(Column::Count, new PidDelegate(this));
  m_typesTable->setItemDelegateForColumn(Column::Share, new ShareBarDelegate(this));
  QHeaderView* header = m_typesTable->horizontalHeader();
  header->resizeSection(Column::Type, fontMetrics().averageCharWidth() * 20);
  header->resizeSection(Column::Count, fontMetrics().averageCharWidth() * 12);
}

void MailboxView::setUpMessages() {
  using Column = models::MailboxModel::Column;
  m_messagesTable = makeTable(QStringLiteral("mailboxTable"), tr("First and last messages"));
  m_messagesTable->setModel(m_messages);
  for (const Column column : {Column::Index, Column::Type, Column::Message})
    m_messagesTable->setItemDelegateForColumn(column, new PidDelegate(this));
  followPids(m_messagesTable, Column::From, [this](genmsg::Pid pid) { emit pidActivated(pid); });
  QHeaderView* header = m_messagesTable->horizontalHeader();
  header->resizeSection(Column::Index, fontMetrics().averageCharWidth() * 10);
  header->resizeSection(Column::Type, fontMetrics().averageCharWidth() * 16);
  header->resizeSection(Column::From, fontMetrics().averageCharWidth() * 14);
  m_empty = new EmptyOverlay(m_messagesTable);
}

void MailboxView::setDepth(std::uint32_t depth, bool alive) {
  if (depth == m_depth && alive == m_alive) return;
  m_depth = depth;
  m_alive = alive;
  updateTexts();
}

void MailboxView::setMailbox(const genmsg::MailboxPeekPtr& mailbox) {
  m_messages->setMailbox(mailbox);
  m_types->setMailbox(mailbox);
  m_looking = false;
  m_error.clear();
  const QString time = QTime::currentTime().toString(QStringLiteral("HH:mm:ss"));
  QString note = tr("%1 messages at %2; the first %3 and the last %4 are shown")
                     .arg(models::formatCount(mailbox->total), time,
                          models::formatCount(mailbox->first.size()),
                          models::formatCount(mailbox->last.size()));
  if (mailbox->counted < mailbox->total)
    note += tr("; types of the first %1").arg(models::formatCount(mailbox->counted));
  m_note->setText(note);
  updateTexts();
}

void MailboxView::setError(const genmsg::NodeError& error) {
  m_looking = false;
  m_error = tr("The mailbox could not be looked into: %1").arg(models::errorText(error));
  updateTexts();
}

void MailboxView::clear() {
  m_messages->setMailbox(nullptr);
  m_types->setMailbox(nullptr);
  m_looking = false;
  m_error.clear();
  m_note->clear();
  m_depth = 0;
  m_alive = false;
  updateTexts();
}

void MailboxView::updateTexts() {
  m_depthLabel->setText(m_depth == 1
                            ? tr("1 message queued")
                            : tr("%1 messages queued").arg(models::formatCount(m_depth)));
  m_look->setEnabled(m_alive && !m_looking);
  const bool looked = m_messages->mailbox() != nullptr;
  m_note->setHidden(!looked && m_error.isEmpty());
  m_typesTable->setHidden(!looked || m_messages->mailbox()->total == 0);
  if (!m_error.isEmpty()) m_note->setText(m_error);
  if (m_looking && !looked) {
    m_empty->setMessage(tr("Asking the process…"));
  } else if (looked) {
    m_empty->setMessage(m_messages->rowCount() == 0 ? tr("The mailbox was empty") : QString());
  } else if (!m_error.isEmpty()) {
    m_empty->setMessage(m_error);
    m_note->hide();
  } else {
    m_empty->setMessage(tr("Messages are looked at only when you ask: the process itself looks its "
                           "queue through, which takes it some nanoseconds for each"));
  }
}

}  // namespace views
