// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/send_message_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTime>
#include <QVBoxLayout>

#include "models/error_text.h"
#include "views/icons.h"
#include "views/message_strip.h"
#include "views/term_edit.h"
#include "views/theme.h"

namespace views {

SendMessageDialog::SendMessageDialog(genmsg::Pid pid, const QString& processName,
                                     const QStringList& earlier, QWidget* parent)
    : QDialog(parent),
      m_pid(pid),
      m_note(new QLabel(this)),
      m_strip(new MessageStrip(this)),
      m_earlier(new QComboBox(this)),
      m_message(new TermEdit(QStringLiteral("messageEdit"), tr("Message, an Erlang term"), this)) {
  setObjectName(QStringLiteral("sendMessageDialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Send a message to %1").arg(processName));
  auto* heading = new QLabel(processName, this);
  heading->setTextFormat(Qt::PlainText);
  QFont bold = font();
  bold.setBold(true);
  heading->setFont(bold);
  m_note->setObjectName(QStringLiteral("sendNote"));
  m_note->setTextFormat(Qt::PlainText);
  m_earlier->setObjectName(QStringLiteral("earlierMessages"));
  m_earlier->setAccessibleName(tr("Earlier messages"));
  m_earlier->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_earlier->setMinimumContentsLength(20);
  connect(m_earlier, &QComboBox::activated, this, [this](int index) {
    m_message->setText(m_earlier->itemData(index).toString());
    m_message->setFocus();
  });
  m_message->edit().setPlaceholderText(QStringLiteral("{add,2}"));
  connect(m_message, &TermEdit::edited, this, &SendMessageDialog::updateButton);
  auto* top = new QHBoxLayout;
  top->addWidget(heading);
  top->addStretch();
  top->addWidget(m_note);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(m_strip);
  layout->addWidget(m_earlier);
  layout->addWidget(m_message, 1);
  setUpButtons();
  setEarlier(earlier);
  updateButton();
  resize(fontMetrics().averageCharWidth() * 80, fontMetrics().lineSpacing() * 18);
  m_message->setFocus();
}

void SendMessageDialog::setUpButtons() {
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  m_send = buttons->addButton(tr("&Send"), QDialogButtonBox::ApplyRole);
  m_send->setObjectName(QStringLiteral("sendButton"));
  m_send->setIcon(icon(IconId::Send));
  m_send->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return));
  m_send->setToolTip(tr("Send it as from outside; the dialog stays open (Ctrl+Enter)"));
  // Enter belongs to the text.
  m_send->setAutoDefault(false);
  buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
  connect(m_send, &QPushButton::clicked, this, &SendMessageDialog::send);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout()->addWidget(buttons);
}

void SendMessageDialog::setEarlier(const QStringList& earlier) {
  m_earlier->clear();
  for (const QString& text : earlier) m_earlier->addItem(text.simplified(), text);
  m_earlier->setPlaceholderText(earlier.isEmpty() ? tr("No earlier messages")
                                                  : tr("Earlier messages…"));
  m_earlier->setCurrentIndex(-1);
  m_earlier->setEnabled(!earlier.isEmpty());
}

void SendMessageDialog::setProcessNote(const QString& note, bool exited) {
  m_note->setText(note);
  m_exited = exited;
  updateButton();
}

void SendMessageDialog::showSent() {
  m_busy = false;
  updateButton();
  m_strip->showMessage(Tone::Good,
                       tr("Sent at %1").arg(QTime::currentTime().toString(Qt::ISODate)));
}

void SendMessageDialog::showRefusal(const genmsg::NodeError& error) {
  m_busy = false;
  updateButton();
  if (error.code == genmsg::NodeError::Code::BadMessage) {
    m_strip->showMessage(Tone::Warning,
                         tr("The process takes no such message. Nothing was sent."));
    m_message->showRefusal(QString::fromStdString(error.message));
    return;
  }
  m_strip->showMessage(Tone::Error, tr("Not sent: %1").arg(models::errorText(error)));
}

void SendMessageDialog::send() {
  if (!m_message->term()) return;
  m_busy = true;
  updateButton();
  m_strip->dismiss();
  emit sendRequested(*m_message->term(), m_message->text().trimmed());
}

void SendMessageDialog::updateButton() {
  m_send->setEnabled(m_message->term().has_value() && !m_busy && !m_exited);
}

}  // namespace views
